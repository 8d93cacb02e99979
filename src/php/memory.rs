//! The memory that all workers share, mapped once before they are forked.
//!
//! It belongs to no file: a restart begins anew, and nothing of it outlives the master. Where it cannot be
//! mapped there is no delay, no rate limit and no counting; refusing goes on.
#![allow(unsafe_code, reason = "shared memory is mapped by a raw call")]

use super::ini;
use crate::defence::{Pool, Shared};
use rustix::mm::{MapFlags, ProtFlags, mmap_anonymous};
use rustix::process::geteuid;
use std::cell::RefCell;
use std::os::unix::ffi::OsStrExt;
use std::path::PathBuf;
use std::ptr;
use std::sync::OnceLock;
use std::sync::atomic::AtomicU64;

static SHARED: OnceLock<Option<Shared<'static>>> = OnceLock::new();

thread_local! {
    // The pool under the state folder that it was found for: a virtual host may have its own.
    static POOL: RefCell<Option<(PathBuf, Option<Pool<'static>>)>> = const { RefCell::new(None) };
}

/// Maps it, while the module starts. Apache starts modules twice, and unloads them in between.
pub(super) fn map() {
    SHARED.get_or_init(|| {
        let shared = Shared::new(mapped()?)?;
        shared.boot([getrandom::u64().ok()?, getrandom::u64().ok()?]);
        Some(shared)
    });
}

fn mapped() -> Option<&'static [AtomicU64]> {
    let bytes = Shared::WORDS * size_of::<AtomicU64>();
    // SAFETY: a new mapping at a place of the kernel's choice touches nothing that is there.
    let start = unsafe {
        mmap_anonymous(
            ptr::null_mut(),
            bytes,
            ProtFlags::READ | ProtFlags::WRITE,
            MapFlags::SHARED,
        )
    }
    .ok()?;
    // SAFETY: the mapping has that many bytes, all zero, begins at a page, is never unmapped, and is only
    // ever used through these atomics, here and in the processes forked from this one.
    Some(unsafe { std::slice::from_raw_parts(start.cast(), Shared::WORDS) })
}

/// The shared memory; none where it could not be mapped, and in a command line.
pub(super) fn shared() -> Option<&'static Shared<'static>> {
    SHARED.get()?.as_ref()
}

/// The pool of this worker: those that share state folder and user.
pub(super) fn pool() -> Option<Pool<'static>> {
    let shared = shared()?;
    ini::with_state_dir(|folder| {
        POOL.with_borrow_mut(|kept| {
            if let Some((of, pool)) = kept
                && of.as_os_str() == folder.as_os_str()
            {
                return *pool;
            }
            let user = geteuid().as_raw().to_string();
            let name = [user.as_bytes(), b"\0", folder.as_os_str().as_bytes()].concat();
            let pool = shared.pool(&name);
            *kept = Some((folder.to_owned(), pool));
            pool
        })
    })
}
