//! The folder of a site: `<state_dir>/uid-<user>/sites/<site>/`, with `spool` and `store` below.
//!
//! Promises: what [`crate::state`] promises of each folder. Root makes none, and works in an existing
//! one as its owner. A network file system is refused: SQLite's locks and a line in one write do not
//! hold there.

use crate::state::{Folder, StateError, first_of_users};
use rustix::fs;
use rustix::io::Errno;
use rustix::process::{Uid, geteuid};
use std::os::fd::{AsFd, BorrowedFd};
use std::path::{Path, PathBuf};

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
    folder: Folder,
    spool: Folder,
}

impl Place {
    /// The folder of a site of the user that this process runs as; made where it is missing.
    ///
    /// # Errors
    ///
    /// [`StateError`] when it cannot be made, or must not be trusted.
    pub fn make(state_dir: &Path, site: &SiteId) -> Result<Self, StateError> {
        Self::walk(state_dir, geteuid(), site, true)
    }

    /// The folder of a site if it is there. Root finds that of any user.
    ///
    /// # Errors
    ///
    /// [`StateError`] when there is none that this process may work in, or it must not be trusted.
    pub fn find(state_dir: &Path, site: &SiteId) -> Result<Self, StateError> {
        let me = geteuid();
        if !me.is_root() {
            return Self::walk(state_dir, me, site, false);
        }
        first_of_users(state_dir, |user| Self::walk(state_dir, user, site, false))?
            .ok_or_else(|| StateError::Missing(state_dir.join("uid-*/sites").join(site.as_str())))
    }

    fn walk(state_dir: &Path, user: Uid, site: &SiteId, make: bool) -> Result<Self, StateError> {
        let folder = Folder::open(state_dir, user, &["sites", site.as_str()], make)?;
        let kind = fs::fstatfs(&folder).map_err(|error| StateError::io(folder.path(), error))?;
        // The kernel's number is 32 bits wide, whatever the type of the field.
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "see above"
        )]
        if NETWORK.contains(&(kind.f_type as u32)) {
            return Err(StateError::Network(folder.path().to_owned()));
        }
        folder.below("store", make)?;
        Ok(Self {
            spool: folder.below("spool", make)?,
            folder,
        })
    }

    /// The folder of the spool.
    pub(super) fn spool(&self) -> BorrowedFd<'_> {
        self.spool.as_fd()
    }

    /// The path of the spool's folder, for people.
    pub fn spool_path(&self) -> PathBuf {
        self.folder.path().join("spool")
    }

    /// The path of the store's folder. SQLite takes paths only; nobody but the owner and root can
    /// put another folder there.
    pub fn store_path(&self) -> PathBuf {
        self.folder.path().join("store")
    }

    /// Removes the folder with everything in it.
    ///
    /// # Errors
    ///
    /// [`StateError`] when something in it cannot be removed.
    pub fn remove(&self) -> Result<(), StateError> {
        let path = self.folder.path();
        std::fs::remove_dir_all(path).map_err(|error| {
            let error = Errno::from_io_error(&error).unwrap_or(Errno::IO);
            StateError::io(path, error)
        })
    }

    /// Does something as the folder's owner, which is this process's user unless it is root.
    ///
    /// # Errors
    ///
    /// [`StateError`] when the identity cannot be taken on.
    pub fn as_owner<T>(&self, work: impl FnOnce() -> T) -> Result<T, StateError> {
        self.folder.as_owner(work)
    }
}
