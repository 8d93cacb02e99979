//! Answers in place of the script.
//!
//! A refused request gets its answer when the engine asks for its first script, inside what the engine
//! guards; no script is compiled then, and the server ends the request as any other. Answering earlier, or
//! ending the request by force, would end the worker on some servers.
#![allow(
    unsafe_code,
    reason = "the engine's compiler is a pointer that extensions replace"
)]

use super::early_gate;
use ext_php_rs::ffi::{zend_file_handle, zend_op_array};
use std::ffi::c_int;
use std::panic::catch_unwind;
use std::ptr;
use std::sync::OnceLock;

/// # Safety
///
/// Called with what the engine calls it with.
type Compile = unsafe extern "C" fn(*mut zend_file_handle, c_int) -> *mut zend_op_array;

static ORIGINAL: OnceLock<Option<Compile>> = OnceLock::new();

/// Puts the hook in place, by the first request: opcache takes the compiler's place after all modules have
/// started, and a hook below it would never be asked for a script that is cached. Tells whether it is there.
pub(super) fn install() -> bool {
    ORIGINAL.get_or_init(place).is_some()
}

fn place() -> Option<Compile> {
    // SAFETY: looks a name up, and nothing else.
    let compiler = unsafe { libc::dlsym(libc::RTLD_DEFAULT, c"zend_compile_file".as_ptr()) };
    let compiler = compiler.cast::<Option<Compile>>();
    // SAFETY: under this name the engine keeps the pointer to its compiler, which lives as long as it does;
    // no other thread runs PHP in a server that works by processes.
    unsafe {
        let original = compiler.as_mut()?.replace(compile);
        if original.is_none() {
            *compiler = None;
        }
        original
    }
}

/// # Safety
///
/// Called by the engine in place of its compiler, with what that takes.
unsafe extern "C" fn compile(file: *mut zend_file_handle, kind: c_int) -> *mut zend_op_array {
    // A panic must not cross into C: that would abort the worker.
    match catch_unwind(early_gate::answers) {
        Ok(true) => return ptr::null_mut(),
        Ok(false) => {}
        Err(_) => drop(catch_unwind(early_gate::give_up)),
    }
    match ORIGINAL.get().copied().flatten() {
        // SAFETY: handed through as it came.
        Some(original) => unsafe { original(file, kind) },
        None => ptr::null_mut(),
    }
}
