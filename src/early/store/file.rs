//! The folder of the snapshots: one file looked at, and the lock of whoever replaces one.

use super::FOLDER;
use crate::early::key::SnapshotKey;
use crate::early::snapshot::MAX_BYTES;
use crate::state::{Folder, Stamp, StateError};
use rustix::fs::{self, AtFlags, FlockOperation, Mode, OFlags};
use rustix::io::Errno;
use rustix::process::geteuid;
use std::os::fd::OwnedFd;
use std::path::Path;
use std::time::Duration;

/// How often the lock is asked for, and how long is waited in between: somebody holds it for as long
/// as a file takes to be read, unless a process was stopped just then.
const LOCK_TRIES: (u32, Duration) = (20, Duration::from_millis(2));

/// The open folder of the snapshots of this process's user.
#[derive(Debug)]
pub struct Shelf(Folder);

impl Shelf {
    /// Opens it; `None` where nothing was ever published.
    ///
    /// # Errors
    ///
    /// [`StateError`] when it must not be trusted.
    pub fn open(state_dir: &Path) -> Result<Option<Self>, StateError> {
        match Folder::open(state_dir, geteuid(), FOLDER, false) {
            Ok(folder) => Ok(Some(Self(folder))),
            Err(StateError::Missing(_)) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Whether it is still the folder of this process's user.
    pub fn is_current(&self) -> bool {
        self.0.user() == geteuid() && self.0.is_linked()
    }

    /// The stamp of a snapshot; `None` where there is none.
    ///
    /// # Errors
    ///
    /// [`StateError`] when the folder cannot be searched.
    pub fn stamp(&self, key: &SnapshotKey) -> Result<Option<Stamp>, StateError> {
        let name = file_name(key);
        match fs::statat(&self.0, &name, AtFlags::SYMLINK_NOFOLLOW) {
            Ok(stat) => Ok(Some(Stamp::of(&stat))),
            Err(Errno::NOENT) => Ok(None),
            Err(error) => Err(StateError::io(&self.0.path().join(name), error)),
        }
    }

    /// Reads a snapshot; `None` where there is none. Of one that is too large, one byte too many.
    ///
    /// # Errors
    ///
    /// [`StateError`] when it must not be trusted, or cannot be read.
    pub fn read(&self, key: &SnapshotKey) -> Result<Option<(Vec<u8>, Stamp)>, StateError> {
        self.0.read(&file_name(key), MAX_BYTES)
    }
}

pub(super) fn file_name(key: &SnapshotKey) -> String {
    format!("{}.json", key.as_str())
}

/// Held while a file is compared and replaced; given back when it is dropped. `None` when somebody
/// else holds it for too long.
pub(super) fn lock(folder: &Folder) -> Result<Option<OwnedFd>, StateError> {
    let flags =
        OFlags::RDWR | OFlags::CREATE | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
    let failed = |error| StateError::io(&folder.path().join("lock"), error);
    let file = fs::openat(folder, "lock", flags, Mode::RUSR | Mode::WUSR).map_err(failed)?;
    let (tries, pause) = LOCK_TRIES;
    for _ in 0..tries {
        match fs::flock(&file, FlockOperation::NonBlockingLockExclusive) {
            Ok(()) => return Ok(Some(file)),
            Err(Errno::WOULDBLOCK) => std::thread::sleep(pause),
            Err(error) => return Err(failed(error)),
        }
    }
    Ok(None)
}
