//! The import lock: who may write to a site's store.

use super::place::Place;
use rustix::fs::{CWD, FlockOperation, Mode, OFlags, flock, openat};
use rustix::io::Errno;
use std::io;
use std::os::fd::OwnedFd;
use std::path::PathBuf;

/// Held while segments are written, removed or repaired; given back when it is dropped, or when its
/// process dies.
#[derive(Debug)]
pub struct StoreLock<'p> {
    place: &'p Place,
    _file: OwnedFd,
}

impl<'p> StoreLock<'p> {
    /// Takes the lock, without waiting: `None` when somebody else holds it.
    ///
    /// # Errors
    ///
    /// When the file cannot be made or locked.
    pub fn take(place: &'p Place) -> io::Result<Option<Self>> {
        let flags = OFlags::RDWR | OFlags::CREATE | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let path = place.store_path().join("lock");
        let file = openat(CWD, &path, flags, Mode::RUSR | Mode::WUSR)?;
        match flock(&file, FlockOperation::NonBlockingLockExclusive) {
            Ok(()) => Ok(Some(Self { place, _file: file })),
            Err(Errno::WOULDBLOCK) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// The folder of the site.
    pub fn place(&self) -> &'p Place {
        self.place
    }

    /// The folder of the store.
    pub(super) fn store(&self) -> PathBuf {
        self.place.store_path()
    }
}
