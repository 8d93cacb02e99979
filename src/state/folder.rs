//! Folders below the state folder, opened one by one.
//!
//! Promise: an open [`Folder`] was reached without following a link, is owned by its user or by root,
//! and nobody else may write to it. The state folder itself may be shared, if it is sticky.

use super::error::StateError;
use super::identity::Identity;
use rustix::fs::{self, AtFlags, CWD, Mode, OFlags};
use rustix::io::Errno;
use rustix::process::{Gid, Uid, geteuid};
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::path::{Path, PathBuf};

/// Owner only.
const FOLDER_MODE: Mode = Mode::RWXU;

/// An open folder of one user.
#[derive(Debug)]
pub struct Folder {
    file: OwnedFd,
    path: PathBuf,
    user: Uid,
    owner: (Uid, Gid),
}

impl Folder {
    /// Opens `<state_dir>/uid-<user>/<names>`; makes what is missing, where `make` says so.
    ///
    /// # Errors
    ///
    /// [`StateError`] when it is missing, cannot be made, or must not be trusted.
    pub fn open(
        state_dir: &Path,
        user: Uid,
        names: &[&str],
        make: bool,
    ) -> Result<Self, StateError> {
        let mut file = open_state_dir(state_dir, user)?;
        let mut path = state_dir.to_owned();
        let own = format!("uid-{}", user.as_raw());
        for name in std::iter::once(own.as_str()).chain(names.iter().copied()) {
            path.push(name);
            file = open_folder(file.as_fd(), name, &path, user, make)?;
        }
        Self::opened(file, path, user)
    }

    /// Opens a folder in it; makes it where it is missing and `make` says so.
    ///
    /// # Errors
    ///
    /// [`StateError`] when it is missing, cannot be made, or must not be trusted.
    pub fn below(&self, name: &str, make: bool) -> Result<Self, StateError> {
        let path = self.path.join(name);
        let file = open_folder(self.as_fd(), name, &path, self.user, make)?;
        Self::opened(file, path, self.user)
    }

    fn opened(file: OwnedFd, path: PathBuf, user: Uid) -> Result<Self, StateError> {
        let stat = fs::fstat(&file).map_err(|error| StateError::io(&path, error))?;
        Ok(Self {
            owner: (Uid::from_raw(stat.st_uid), Gid::from_raw(stat.st_gid)),
            file,
            path,
            user,
        })
    }

    /// Its path, for people.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The user whose folder it is.
    pub fn user(&self) -> Uid {
        self.user
    }

    /// Whether it still has a name.
    pub fn is_linked(&self) -> bool {
        fs::fstat(&self.file).is_ok_and(|stat| stat.st_nlink > 0)
    }

    /// Does something as the folder's owner, which is this process's user unless it is root.
    ///
    /// # Errors
    ///
    /// [`StateError`] when the identity cannot be taken on.
    pub fn as_owner<T>(&self, work: impl FnOnce() -> T) -> Result<T, StateError> {
        let _identity =
            Identity::take(self.owner).map_err(|error| StateError::io(&self.path, error))?;
        Ok(work())
    }
}

impl AsFd for Folder {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.file.as_fd()
    }
}

/// The users whose folders this process may work in: its own, or for root each that has one.
///
/// # Errors
///
/// [`StateError`] when the state folder is missing or must not be trusted.
pub fn users(state_dir: &Path) -> Result<Vec<Uid>, StateError> {
    let me = geteuid();
    if !me.is_root() {
        return Ok(vec![me]);
    }
    let root = open_state_dir(state_dir, me)?;
    let names = fs::Dir::read_from(&root).map_err(|error| StateError::io(state_dir, error))?;
    let mut users = Vec::new();
    for entry in names {
        let entry = entry.map_err(|error| StateError::io(state_dir, error))?;
        let name = entry.file_name().to_str().ok();
        let number = name.and_then(|name| name.strip_prefix("uid-")?.parse().ok());
        users.extend(number.map(Uid::from_raw));
    }
    Ok(users)
}

/// What is found for the first of these users who has it; `None` when none has.
///
/// # Errors
///
/// [`StateError`] of the first user for whom something else is wrong than that it is missing.
pub fn first_of_users<T>(
    state_dir: &Path,
    find: impl Fn(Uid) -> Result<T, StateError>,
) -> Result<Option<T>, StateError> {
    for user in users(state_dir)? {
        match find(user) {
            Err(StateError::Missing(_)) => {}
            found => return found.map(Some),
        }
    }
    Ok(None)
}

fn open_state_dir(path: &Path, user: Uid) -> Result<OwnedFd, StateError> {
    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
    // Searchable but not listable is enough for everybody but root.
    let folder =
        fs::openat(CWD, path, OFlags::PATH | flags, Mode::empty()).map_err(
            |error| match error {
                Errno::NOENT => StateError::NoStateDir(path.to_owned()),
                error => StateError::io(path, error),
            },
        )?;
    let stat = fs::fstat(&folder).map_err(|error| StateError::io(path, error))?;
    let mode = Mode::from_raw_mode(stat.st_mode);
    let shared = mode.intersects(Mode::WGRP | Mode::WOTH);
    if stat.st_uid != 0 && stat.st_uid != user.as_raw() {
        return Err(StateError::Foreign(path.to_owned(), stat.st_uid));
    }
    if shared && !mode.contains(Mode::SVTX) {
        return Err(StateError::Writable(path.to_owned()));
    }
    if geteuid().is_root() {
        return fs::openat(CWD, path, flags, Mode::empty())
            .map_err(|error| StateError::io(path, error));
    }
    Ok(folder)
}

fn open_folder(
    above: BorrowedFd<'_>,
    name: &str,
    path: &Path,
    user: Uid,
    make: bool,
) -> Result<OwnedFd, StateError> {
    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    let mut opened = fs::openat(above, name, flags, Mode::empty());
    if make && matches!(opened, Err(Errno::NOENT)) {
        match fs::mkdirat(above, name, FOLDER_MODE) {
            Ok(()) | Err(Errno::EXIST) => {}
            Err(error) => return Err(StateError::io(path, error)),
        }
        opened = fs::openat(above, name, flags, Mode::empty());
    }
    let folder = opened.map_err(|error| match error {
        Errno::NOENT => StateError::Missing(path.to_owned()),
        Errno::LOOP | Errno::NOTDIR => StateError::NoFolder(path.to_owned()),
        error => StateError::io(path, error),
    })?;
    let stat = fs::statat(&folder, "", AtFlags::EMPTY_PATH)
        .map_err(|error| StateError::io(path, error))?;
    if stat.st_uid != user.as_raw() && stat.st_uid != 0 {
        return Err(StateError::Foreign(path.to_owned(), stat.st_uid));
    }
    if Mode::from_raw_mode(stat.st_mode).intersects(Mode::WGRP | Mode::WOTH) {
        return Err(StateError::Writable(path.to_owned()));
    }
    Ok(folder)
}
