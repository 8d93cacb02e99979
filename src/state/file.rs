//! Files in a folder: read only if they may be trusted, replaced whole or not at all.

use super::error::StateError;
use super::folder::Folder;
use rustix::fs::{self, AtFlags, FileType, Mode, OFlags, Stat};
use rustix::io::Errno;
use rustix::process::Uid;
use std::fs::File;
use std::io::{Read, Write};
use std::path::PathBuf;

/// How the name of a file begins that is not ready yet.
pub const TEMPORARY: &str = "tmp-";

/// What changes when a file is replaced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stamp {
    device: u64,
    inode: u64,
    size: u64,
    modified: (i64, u64),
}

impl Stamp {
    /// The stamp of a file.
    // The fields' types differ between machines.
    #[allow(
        clippy::unnecessary_cast,
        clippy::cast_sign_loss,
        clippy::cast_lossless,
        trivial_numeric_casts,
        reason = "see above"
    )]
    pub fn of(stat: &Stat) -> Self {
        Self {
            device: stat.st_dev as u64,
            inode: stat.st_ino as u64,
            size: stat.st_size as u64,
            modified: (stat.st_mtime as i64, stat.st_mtime_nsec as u64),
        }
    }

    /// When it was last written to, in milliseconds since 1970.
    pub fn modified_ms(&self) -> u64 {
        u64::try_from(self.modified.0)
            .unwrap_or(0)
            .saturating_mul(1000)
    }
}

impl Folder {
    /// Reads a file; `None` where there is none. Of one that is longer than `most` bytes, one byte too many.
    ///
    /// # Errors
    ///
    /// [`StateError`] when it must not be trusted, or cannot be read.
    pub fn read(&self, name: &str, most: usize) -> Result<Option<(Vec<u8>, Stamp)>, StateError> {
        let folder = self;
        // A pipe must not make anybody wait.
        let flags =
            OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC;
        let path = || folder.path().join(name);
        let file = match fs::openat(folder, name, flags, Mode::empty()) {
            Ok(file) => file,
            Err(Errno::NOENT) => return Ok(None),
            Err(error) => {
                // What cannot be opened may be a link, or somebody else's: that says more than the error.
                if let Ok(stat) = fs::statat(folder, name, AtFlags::SYMLINK_NOFOLLOW) {
                    trust(&stat, folder.user(), path)?;
                }
                return Err(StateError::io(&path(), error));
            }
        };
        let failed = |error| StateError::io(&path(), error);
        let stat = fs::fstat(&file).map_err(failed)?;
        trust(&stat, folder.user(), path)?;
        let mut bytes = Vec::new();
        let most = most as u64 + 1;
        File::from(file)
            .take(most)
            .read_to_end(&mut bytes)
            .map_err(|error| failed(Errno::from_io_error(&error).unwrap_or(Errno::IO)))?;
        Ok(Some((bytes, Stamp::of(&stat))))
    }

    /// Replaces a file, or begins it.
    ///
    /// # Errors
    ///
    /// [`StateError`] when it cannot be written.
    pub fn replace(&self, name: &str, bytes: &[u8]) -> Result<(), StateError> {
        Temporary::write(self, bytes)?.become_file(name)
    }

    /// Removes a file; tells whether there was one.
    ///
    /// # Errors
    ///
    /// [`StateError`] when it cannot be removed.
    pub fn unlink(&self, name: &str) -> Result<bool, StateError> {
        let folder = self;
        match fs::unlinkat(folder, name, AtFlags::empty()) {
            Ok(()) => Ok(true),
            Err(Errno::NOENT) => Ok(false),
            Err(error) => Err(StateError::io(&folder.path().join(name), error)),
        }
    }

    /// The names of the files that end so.
    ///
    /// # Errors
    ///
    /// [`StateError`] when the folder cannot be read.
    pub fn names(&self, ending: &str) -> Result<Vec<String>, StateError> {
        let failed = |error| StateError::io(self.path(), error);
        let mut names = Vec::new();
        for entry in fs::Dir::read_from(self).map_err(failed)? {
            let entry = entry.map_err(failed)?;
            if let Ok(name) = entry.file_name().to_str()
                && name.ends_with(ending)
                && !name.starts_with(TEMPORARY)
            {
                names.push(name.to_owned());
            }
        }
        Ok(names)
    }
}

/// Whether an open file may be read. One that was just replaced has no name any more, and is whole.
fn trust(stat: &Stat, user: Uid, path: impl Fn() -> PathBuf) -> Result<(), StateError> {
    if !FileType::from_raw_mode(stat.st_mode).is_file() || stat.st_nlink > 1 {
        return Err(StateError::NoFile(path()));
    }
    if stat.st_uid != user.as_raw() && stat.st_uid != 0 {
        return Err(StateError::ForeignFile(path(), stat.st_uid));
    }
    if Mode::from_raw_mode(stat.st_mode).intersects(Mode::WGRP | Mode::WOTH) {
        return Err(StateError::WritableFile(path()));
    }
    Ok(())
}

/// A file that is not ready yet; removed when it is dropped before it is.
#[derive(Debug)]
pub struct Temporary<'f> {
    folder: &'f Folder,
    name: String,
}

impl<'f> Temporary<'f> {
    /// Writes it.
    ///
    /// # Errors
    ///
    /// [`StateError`] when it cannot be written.
    pub fn write(folder: &'f Folder, bytes: &[u8]) -> Result<Self, StateError> {
        let chance = getrandom::u64().map_err(|_| StateError::io(folder.path(), Errno::IO))?;
        let temporary = Self {
            folder,
            name: format!("{TEMPORARY}{chance:016x}"),
        };
        let flags =
            OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let failed = |error| StateError::io(&folder.path().join(&temporary.name), error);
        let mode = Mode::RUSR | Mode::WUSR;
        let file = fs::openat(folder, &temporary.name, flags, mode).map_err(failed)?;
        File::from(file)
            .write_all(bytes)
            .map_err(|error| failed(Errno::from_io_error(&error).unwrap_or(Errno::IO)))?;
        Ok(temporary)
    }

    /// Gives it its name.
    ///
    /// # Errors
    ///
    /// [`StateError`] when that fails.
    pub fn become_file(self, name: &str) -> Result<(), StateError> {
        fs::renameat(self.folder, &self.name, self.folder, name)
            .map_err(|error| StateError::io(&self.folder.path().join(name), error))
    }
}

impl Drop for Temporary<'_> {
    fn drop(&mut self) {
        // After the file was renamed there is none of this name.
        let _ = fs::unlinkat(self.folder, &self.name, AtFlags::empty());
    }
}
