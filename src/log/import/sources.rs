//! The files of the spool that are to be imported, and leftovers of those who died.

use crate::log::spool::parse_name;
use crate::log::store::SegmentName;
use crate::log::store::aside::BESIDE;
use rustix::fs::{AtFlags, Dir, statat, unlinkat};
use std::io;
use std::os::fd::BorrowedFd;
use std::path::Path;

/// What is behind the name of a file that is being finished.
const SEALED: &str = ".sealed";
/// Nobody takes so long to begin a file.
const DRAFT_MS: u64 = 60_000;

/// A file of the spool.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::log) struct Source {
    /// The segment that it belongs to.
    pub(in crate::log) segment: SegmentName,
    /// Whether writers may have begun another one of its name.
    pub(in crate::log) is_open: bool,
}

impl Source {
    /// All files, the oldest first; of one day and class the sealed one first.
    pub(in crate::log) fn list(spool: BorrowedFd<'_>) -> io::Result<Vec<Self>> {
        let mut found = Vec::new();
        for entry in Dir::read_from(spool)? {
            let entry = entry?;
            let Ok(name) = entry.file_name().to_str() else {
                continue;
            };
            let stem = name.strip_suffix(SEALED);
            if let Some((day, class)) = parse_name(stem.unwrap_or(name)) {
                found.push(Self {
                    segment: SegmentName { day, class },
                    is_open: stem.is_none(),
                });
            }
        }
        found.sort_unstable();
        Ok(found)
    }

    /// The name of the file.
    pub(in crate::log) fn name(self) -> String {
        let name = crate::log::spool::name(self.segment.day, self.segment.class);
        if self.is_open {
            name
        } else {
            format!("{name}{SEALED}")
        }
    }

    /// The same file once it is sealed.
    pub(super) fn sealed(self) -> Self {
        Self {
            is_open: false,
            ..self
        }
    }

    /// Its size; 0 when it is gone.
    pub(in crate::log) fn size(self, spool: BorrowedFd<'_>) -> u64 {
        statat(spool, self.name(), AtFlags::SYMLINK_NOFOLLOW)
            .map_or(0, |stat| u64::try_from(stat.st_size).unwrap_or(0))
    }

    /// Removes it; a file that is gone is removed.
    pub(in crate::log) fn remove(self, spool: BorrowedFd<'_>) -> io::Result<()> {
        match unlinkat(spool, self.name(), AtFlags::empty()) {
            Err(error) if error != rustix::io::Errno::NOENT => Err(error.into()),
            _ => Ok(()),
        }
    }
}

/// Removes what those who died left behind: begun files of the spool, and what SQLite puts beside a
/// database that is not there. The caller holds the import lock.
pub(super) fn sweep(spool: BorrowedFd<'_>, store: &Path, now_ms: u64) {
    for entry in Dir::read_from(spool).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let is_draft = name
            .to_str()
            .ok()
            .and_then(|name| name.strip_prefix('.')?.rsplit_once('.'))
            .is_some_and(|(name, _)| parse_name(name).is_some());
        if !is_draft {
            continue;
        }
        let Ok(stat) = statat(spool, name, AtFlags::SYMLINK_NOFOLLOW) else {
            continue;
        };
        let begun_ms = u64::try_from(stat.st_mtime).unwrap_or(0) * 1000;
        if now_ms.abs_diff(begun_ms) > DRAFT_MS {
            let _ = unlinkat(spool, name, AtFlags::empty());
        }
    }
    for file in std::fs::read_dir(store).into_iter().flatten().flatten() {
        let name = file.file_name();
        let database = name
            .to_str()
            .and_then(|name| BESIDE.iter().find_map(|rest| name.strip_suffix(rest)));
        if database.is_some_and(|database| store.join(database).symlink_metadata().is_err()) {
            let _ = std::fs::remove_file(file.path());
        }
    }
}
