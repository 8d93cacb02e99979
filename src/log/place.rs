//! The folder of a site: `<state_dir>/uid-<user>/sites/<site>/`, with `spool` and `store` below.
//!
//! Promises: nothing is opened through a link, and nothing that another user owns or may write is
//! used, from the state folder down. A folder is made with mode 0700, by and for the user that PHP
//! runs as. Root makes none, and works in an existing one as its owner. A network file system is
//! refused: SQLite's locks and a line in one write do not hold there.

use super::identity::Identity;
use rustix::fs;
use rustix::fs::{AtFlags, CWD, Mode, OFlags};
use rustix::io::Errno;
use rustix::process::{Gid, Uid, geteuid};
use std::fmt;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::path::{Path, PathBuf};

/// Owner only.
pub(super) const FOLDER_MODE: Mode = Mode::RWXU;

/// File systems whose locks or appends cannot be relied on, by `statfs`: NFS, SMB, CIFS, SMB2, AFS,
/// Ceph, 9p, Coda.
const NETWORK: [u32; 8] = [
    0x6969,
    0x517b,
    0xff53_4d42,
    0xfe53_4d42,
    0x5346_414f,
    0x00c3_6400,
    0x0102_1997,
    0x7375_7245,
];

/// The random name of a site's folder: 32 hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct SiteId(String);

impl SiteId {
    /// Takes a name, and nothing that could lead elsewhere.
    pub fn parse(text: &str) -> Option<Self> {
        let is_hex = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        (text.len() == 32 && text.bytes().all(is_hex)).then(|| Self(text.to_owned()))
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The open folder of a site.
#[derive(Debug)]
pub struct Place {
    spool: OwnedFd,
    path: PathBuf,
    owner: (Uid, Gid),
}

impl Place {
    /// The folder of a site of the user that this process runs as; made where it is missing.
    ///
    /// # Errors
    ///
    /// [`PlaceError`] when it cannot be made, or must not be trusted.
    pub fn make(state_dir: &Path, site: &SiteId) -> Result<Self, PlaceError> {
        Self::walk(state_dir, geteuid(), site, true)
    }

    /// The folder of a site if it is there. Root finds that of any user.
    ///
    /// # Errors
    ///
    /// [`PlaceError`] when there is none that this process may work in, or it must not be trusted.
    pub fn find(state_dir: &Path, site: &SiteId) -> Result<Self, PlaceError> {
        let me = geteuid();
        if !me.is_root() {
            return Self::walk(state_dir, me, site, false);
        }
        let root = open_state_dir(state_dir, me)?;
        let names = fs::Dir::read_from(&root).map_err(|error| PlaceError::io(state_dir, error))?;
        for entry in names {
            let entry = entry.map_err(|error| PlaceError::io(state_dir, error))?;
            let uid = entry.file_name().to_str().ok();
            let Some(uid) = uid.and_then(|name| name.strip_prefix("uid-")?.parse().ok()) else {
                continue;
            };
            match Self::walk(state_dir, Uid::from_raw(uid), site, false) {
                Err(PlaceError::Missing(_)) => {}
                found => return found,
            }
        }
        Err(PlaceError::Missing(
            state_dir.join("uid-*/sites").join(site.as_str()),
        ))
    }

    fn walk(state_dir: &Path, user: Uid, site: &SiteId, make: bool) -> Result<Self, PlaceError> {
        let mut folder = open_state_dir(state_dir, user)?;
        let mut path = state_dir.to_owned();
        for name in [&format!("uid-{}", user.as_raw()), "sites", site.as_str()] {
            path.push(name);
            folder = open_folder(folder.as_fd(), name, &path, user, make)?;
        }
        let kind = fs::fstatfs(&folder).map_err(|error| PlaceError::io(&path, error))?;
        // The kernel's number is 32 bits wide, whatever the type of the field.
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "see above"
        )]
        if NETWORK.contains(&(kind.f_type as u32)) {
            return Err(PlaceError::Network(path));
        }
        let own = fs::fstat(&folder).map_err(|error| PlaceError::io(&path, error))?;
        let owner = (Uid::from_raw(own.st_uid), Gid::from_raw(own.st_gid));
        let below = |name: &str| open_folder(folder.as_fd(), name, &path.join(name), user, make);
        below("store")?;
        Ok(Self {
            spool: below("spool")?,
            path,
            owner,
        })
    }

    /// The folder of the spool.
    pub(super) fn spool(&self) -> BorrowedFd<'_> {
        self.spool.as_fd()
    }

    /// The path of the spool's folder, for people.
    pub fn spool_path(&self) -> PathBuf {
        self.path.join("spool")
    }

    /// The path of the store's folder. SQLite takes paths only; nobody but the owner and root can
    /// put another folder there.
    pub fn store_path(&self) -> PathBuf {
        self.path.join("store")
    }

    /// Removes the folder with everything in it.
    ///
    /// # Errors
    ///
    /// [`PlaceError`] when something in it cannot be removed.
    pub fn remove(&self) -> Result<(), PlaceError> {
        std::fs::remove_dir_all(&self.path).map_err(|error| {
            let error = Errno::from_io_error(&error).unwrap_or(Errno::IO);
            PlaceError::io(&self.path, error)
        })
    }

    /// Does something as the folder's owner, which is this process's user unless it is root.
    ///
    /// # Errors
    ///
    /// [`PlaceError`] when the identity cannot be taken on.
    pub fn as_owner<T>(&self, work: impl FnOnce() -> T) -> Result<T, PlaceError> {
        let _identity =
            Identity::take(self.owner).map_err(|error| PlaceError::io(&self.path, error))?;
        Ok(work())
    }
}

fn open_state_dir(path: &Path, user: Uid) -> Result<OwnedFd, PlaceError> {
    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
    // Searchable but not listable is enough for everybody but root.
    let folder =
        fs::openat(CWD, path, OFlags::PATH | flags, Mode::empty()).map_err(
            |error| match error {
                Errno::NOENT => PlaceError::NoStateDir(path.to_owned()),
                error => PlaceError::io(path, error),
            },
        )?;
    let stat = fs::fstat(&folder).map_err(|error| PlaceError::io(path, error))?;
    let mode = Mode::from_raw_mode(stat.st_mode);
    let shared = mode.intersects(Mode::WGRP | Mode::WOTH);
    if stat.st_uid != 0 && stat.st_uid != user.as_raw() {
        return Err(PlaceError::Foreign(path.to_owned(), stat.st_uid));
    }
    if shared && !mode.contains(Mode::SVTX) {
        return Err(PlaceError::Writable(path.to_owned()));
    }
    if geteuid().is_root() {
        return fs::openat(CWD, path, flags, Mode::empty())
            .map_err(|error| PlaceError::io(path, error));
    }
    Ok(folder)
}

fn open_folder(
    above: BorrowedFd<'_>,
    name: &str,
    path: &Path,
    user: Uid,
    make: bool,
) -> Result<OwnedFd, PlaceError> {
    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    let mut opened = fs::openat(above, name, flags, Mode::empty());
    if make && matches!(opened, Err(Errno::NOENT)) {
        match fs::mkdirat(above, name, FOLDER_MODE) {
            Ok(()) | Err(Errno::EXIST) => {}
            Err(error) => return Err(PlaceError::io(path, error)),
        }
        opened = fs::openat(above, name, flags, Mode::empty());
    }
    let folder = opened.map_err(|error| match error {
        Errno::NOENT => PlaceError::Missing(path.to_owned()),
        Errno::LOOP | Errno::NOTDIR => PlaceError::NoFolder(path.to_owned()),
        error => PlaceError::io(path, error),
    })?;
    let stat = fs::statat(&folder, "", AtFlags::EMPTY_PATH)
        .map_err(|error| PlaceError::io(path, error))?;
    if stat.st_uid != user.as_raw() && stat.st_uid != 0 {
        return Err(PlaceError::Foreign(path.to_owned(), stat.st_uid));
    }
    if Mode::from_raw_mode(stat.st_mode).intersects(Mode::WGRP | Mode::WOTH) {
        return Err(PlaceError::Writable(path.to_owned()));
    }
    Ok(folder)
}

/// Why a site's folder cannot be used, and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PlaceError {
    /// The state folder does not exist.
    NoStateDir(PathBuf),
    /// The site has no folder that this user may work in.
    Missing(PathBuf),
    /// A link or a file stands where a folder should.
    NoFolder(PathBuf),
    /// Somebody else owns it.
    Foreign(PathBuf, u32),
    /// Others may write there.
    Writable(PathBuf),
    /// It lies on a network file system.
    Network(PathBuf),
    /// The operating system said no.
    Io(PathBuf, Errno),
}

impl PlaceError {
    fn io(path: &Path, error: Errno) -> Self {
        Self::Io(path.to_owned(), error)
    }

    /// One word for it.
    pub fn word(&self) -> &'static str {
        match self {
            Self::NoStateDir(_) => "no_state_dir",
            Self::Missing(_) => "missing",
            Self::NoFolder(_) => "no_folder",
            Self::Foreign(..) => "foreign",
            Self::Writable(_) => "writable",
            Self::Network(_) => "network",
            Self::Io(..) => "io",
        }
    }
}

impl fmt::Display for PlaceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoStateDir(path) => write!(
                f,
                "the folder {0} does not exist: make it with `install -d -m 1733 {0}`, or set rest_gate.state_dir",
                path.display()
            ),
            Self::Missing(path) => write!(f, "there is no folder {}", path.display()),
            Self::NoFolder(path) => write!(
                f,
                "{} is no folder: remove it, and look at who put it there",
                path.display()
            ),
            Self::Foreign(path, uid) => write!(
                f,
                "the folder {} belongs to the user with the number {uid}: remove it, and look at who put it there",
                path.display()
            ),
            Self::Writable(path) => write!(
                f,
                "others may write to the folder {0}: `chmod go-w {0}`, and look at what is in it",
                path.display()
            ),
            Self::Network(path) => write!(
                f,
                "the folder {} lies on a network file system, where the log cannot be kept: set rest_gate.state_dir to a local folder",
                path.display()
            ),
            Self::Io(path, error) => write!(f, "{}: {error}", path.display()),
        }
    }
}

impl std::error::Error for PlaceError {}
