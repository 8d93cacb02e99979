//! Why a folder or a file below the state folder cannot be used, and what to do.

use rustix::io::Errno;
use std::fmt;
use std::path::{Path, PathBuf};

/// Why something below the state folder cannot be used, and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StateError {
    /// The state folder does not exist.
    NoStateDir(PathBuf),
    /// There is no such folder that this user may work in.
    Missing(PathBuf),
    /// A link or a file stands where a folder should.
    NoFolder(PathBuf),
    /// A link, a pipe or a folder stands where a file should, or the file has a second name.
    NoFile(PathBuf),
    /// Somebody else owns it.
    Foreign(PathBuf, u32),
    /// Others may write there.
    Writable(PathBuf),
    /// Somebody else owns the file.
    ForeignFile(PathBuf, u32),
    /// Others may write to the file.
    WritableFile(PathBuf),
    /// It lies on a network file system.
    Network(PathBuf),
    /// The operating system said no.
    Io(PathBuf, Errno),
}

impl StateError {
    pub(crate) fn io(path: &Path, error: Errno) -> Self {
        Self::Io(path.to_owned(), error)
    }

    /// One word for it.
    pub fn word(&self) -> &'static str {
        match self {
            Self::NoStateDir(_) => "no_state_dir",
            Self::Missing(_) => "missing",
            Self::NoFolder(_) => "no_folder",
            Self::NoFile(_) => "no_file",
            Self::Foreign(..) | Self::ForeignFile(..) => "foreign",
            Self::Writable(_) | Self::WritableFile(_) => "writable",
            Self::Network(_) => "network",
            Self::Io(..) => "io",
        }
    }
}

impl fmt::Display for StateError {
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
            Self::NoFile(path) => write!(
                f,
                "{} is no plain file with one name: remove it, and look at who put it there",
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
            Self::ForeignFile(path, uid) => write!(
                f,
                "the file {} belongs to the user with the number {uid}: remove it, and look at who put it there",
                path.display()
            ),
            Self::WritableFile(path) => write!(
                f,
                "others may write to the file {}: remove it, and look at who opened it",
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

impl std::error::Error for StateError {}
