//! The files of the snapshots: `<state_dir>/uid-<user>/snapshots/<key>.json`.
//!
//! Promises: a reader gets a whole document, the one before or the one after. A revision that is valid
//! is never replaced by an older one. A file that somebody else owns or may write, a link, a pipe, a
//! file with a second name: none is read. Root publishes nothing, for PHP's user could not replace it.

mod file;

pub use crate::state::Stamp;
pub use file::Shelf;

use super::key::SnapshotKey;
use super::snapshot::{Head, MAX_BYTES};
use crate::state::{Folder, StateError, TEMPORARY, Temporary, users};
use file::{file_name, lock};
use rustix::fs::{self, AtFlags};
use rustix::io::Errno;
use rustix::process::geteuid;
use std::path::Path;

const FOLDER: &[&str] = &["snapshots"];

/// Who writes to a file longer than that is dead.
const ABANDONED_MS: u64 = 600_000;

/// How long an expired snapshot is kept.
const KEPT_MS: u64 = 86_400_000;

/// What became of a snapshot that was to be published.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Published {
    /// It is there.
    Written,
    /// A newer revision is there, and valid.
    Older,
    /// Others publish at this moment.
    Busy,
    /// This process is root's.
    Root,
}

/// Publishes a snapshot.
///
/// # Errors
///
/// [`StateError`] when the folder cannot be made or must not be trusted, or the file cannot be written.
pub fn publish(
    state_dir: &Path,
    key: &SnapshotKey,
    bytes: &[u8],
    revision: u64,
    now_ms: u64,
) -> Result<Published, StateError> {
    if geteuid().is_root() {
        return Ok(Published::Root);
    }
    let folder = Folder::open(state_dir, geteuid(), FOLDER, true)?;
    let temporary = Temporary::write(&folder, bytes)?;
    let Some(_lock) = lock(&folder)? else {
        return Ok(Published::Busy);
    };
    let name = file_name(key);
    // What must not be read must not stay, either.
    let there = folder.read(&name, MAX_BYTES).ok().flatten();
    let is_newer = |head: Head| head.revision > revision && head.is_valid(now_ms);
    if there.is_some_and(|(bytes, _)| Head::read(&bytes).is_some_and(is_newer)) {
        return Ok(Published::Older);
    }
    temporary.become_file(&name)?;
    Ok(Published::Written)
}

/// Removes a snapshot, root that of every user; tells whether there was one.
///
/// # Errors
///
/// [`StateError`] when it cannot be removed.
pub fn withdraw(state_dir: &Path, key: &SnapshotKey) -> Result<bool, StateError> {
    let name = file_name(key);
    for_each_user(state_dir, |folder| folder.unlink(&name).map(usize::from))
        .map(|removed| removed > 0)
}

/// Removes what is left of writers that died, and snapshots that nobody renewed for a day, root those
/// of every user; tells how many.
///
/// # Errors
///
/// [`StateError`] when something cannot be removed.
pub fn sweep(state_dir: &Path, now_ms: u64) -> Result<usize, StateError> {
    for_each_user(state_dir, |folder| sweep_folder(folder, now_ms))
}

fn sweep_folder(folder: &Folder, now_ms: u64) -> Result<usize, StateError> {
    let Some(_lock) = lock(folder)? else {
        return Ok(0);
    };
    let failed = |error| StateError::io(folder.path(), error);
    let mut removed = 0;
    for entry in fs::Dir::read_from(folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let Ok(name) = entry.file_name().to_str() else {
            continue;
        };
        let is_temporary = name.starts_with(TEMPORARY);
        if !is_temporary && !name.ends_with(".json") {
            continue;
        }
        let stamp = match fs::statat(folder, name, AtFlags::SYMLINK_NOFOLLOW) {
            Ok(stat) => Stamp::of(&stat),
            Err(Errno::NOENT) => continue,
            Err(error) => return Err(failed(error)),
        };
        let is_old = if is_temporary {
            stamp.modified_ms().saturating_add(ABANDONED_MS) < now_ms
        } else {
            let head = folder.read(name, MAX_BYTES).ok().flatten();
            let head = head.and_then(|(bytes, _)| Head::read(&bytes));
            let end = head.map_or(stamp.modified_ms(), |head| head.valid_until_ms);
            end.saturating_add(KEPT_MS) < now_ms
        };
        if is_old && folder.unlink(name)? {
            removed += 1;
        }
    }
    Ok(removed)
}

/// Does something in the folder of each user whose folder this process may work in, as that user.
fn for_each_user(
    state_dir: &Path,
    work: impl Fn(&Folder) -> Result<usize, StateError>,
) -> Result<usize, StateError> {
    let mut done = 0;
    for user in users(state_dir)? {
        done += match Folder::open(state_dir, user, FOLDER, false) {
            Ok(folder) => folder.as_owner(|| work(&folder))??,
            Err(StateError::Missing(_)) => 0,
            Err(error) => return Err(error),
        };
    }
    Ok(done)
}
