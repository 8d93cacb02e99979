//! One file of the spool, open to append.

use crate::log::{Class, Day};
use rustix::fs::{self, AtFlags, FileType, Mode, OFlags};
use rustix::io::{self, Errno};
use rustix::process::geteuid;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};

/// How often a line is written anew because its file was removed under it.
const TRIES: usize = 3;

/// Why a record did not reach the spool.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Loss {
    /// The disk or the quota is full.
    Full,
    /// The spool is as large as it may grow.
    Cap,
    /// Anything else.
    Failed,
}

impl From<Errno> for Loss {
    fn from(error: Errno) -> Self {
        match error {
            Errno::NOSPC | Errno::DQUOT | Errno::FBIG => Self::Full,
            _ => Self::Failed,
        }
    }
}

/// The name of a file.
pub(in crate::log) fn name(day: Day, class: Class) -> String {
    format!("{day}{}.jsonl", class.infix())
}

/// The day and class of a file by its name.
pub(in crate::log) fn parse_name(name: &str) -> Option<(Day, Class)> {
    let stem = name.strip_suffix(".jsonl")?;
    let (day, class) = match stem.strip_suffix(Class::Refused.infix()) {
        Some(day) => (day, Class::Refused),
        None => (stem, Class::Requests),
    };
    Day::parse(day).map(|day| (day, class))
}

/// An open file.
#[derive(Debug)]
pub(super) struct SpoolFile {
    file: OwnedFd,
    day: Day,
    class: Class,
    size: u64,
    /// A short write left a line without its end, and the end could not be written either.
    is_torn: bool,
}

impl SpoolFile {
    /// Opens the file of a day and class, and begins it where there is none.
    pub(super) fn open(folder: BorrowedFd<'_>, day: Day, class: Class) -> Result<Self, Loss> {
        let name = name(day, class);
        let file = match open_existing(folder, &name) {
            Err(Errno::NOENT) => {
                begin(folder, &name)?;
                open_existing(folder, &name)?
            }
            opened => opened?,
        };
        let stat = fs::fstat(&file)?;
        let mode = Mode::from_raw_mode(stat.st_mode);
        let is_ours = (stat.st_uid == geteuid().as_raw() || stat.st_uid == 0)
            && !mode.intersects(Mode::WGRP | Mode::WOTH)
            && FileType::from_raw_mode(stat.st_mode).is_file();
        if !is_ours {
            return Err(Loss::Failed);
        }
        Ok(Self {
            file,
            day,
            class,
            size: size(&stat),
            is_torn: false,
        })
    }

    /// Whether this is the file of a day and class.
    pub(super) fn is_of(&self, day: Day, class: Class) -> bool {
        self.day == day && self.class == class
    }

    /// Its size when it was last looked at.
    pub(super) fn size(&self) -> u64 {
        self.size
    }

    /// Appends a line, whole or not at all.
    pub(super) fn append(&mut self, folder: BorrowedFd<'_>, line: &[u8]) -> Result<(), Loss> {
        for _ in 0..TRIES {
            self.write(line)?;
            let stat = fs::fstat(&self.file)?;
            self.size = size(&stat);
            // The import takes the right to write away before it reads a file for the last time: what was
            // written after that may never be read.
            let is_open = Mode::from_raw_mode(stat.st_mode).contains(Mode::WUSR);
            if stat.st_nlink > 0 && is_open {
                return Ok(());
            }
            *self = Self::open(folder, self.day, self.class)?;
        }
        Err(Loss::Failed)
    }

    fn write(&mut self, line: &[u8]) -> Result<(), Loss> {
        let prefixed;
        let mut line = line;
        if self.is_torn {
            prefixed = [b"\n", line].concat();
            line = &prefixed;
        }
        let written = io::retry_on_intr(|| io::write(&self.file, line))?;
        if written == line.len() {
            self.is_torn = false;
            return Ok(());
        }
        // Ends what was torn, so that the next line, whoever writes it, is not swallowed.
        self.is_torn = !matches!(io::write(&self.file, b"\n"), Ok(1));
        Err(Loss::Full)
    }
}

fn open_existing(folder: BorrowedFd<'_>, name: &str) -> Result<OwnedFd, Errno> {
    // A pipe that somebody put there would wait for its reader.
    let flags =
        OFlags::WRONLY | OFlags::APPEND | OFlags::NOFOLLOW | OFlags::CLOEXEC | OFlags::NONBLOCK;
    fs::openat(folder, name, flags, Mode::empty())
}

/// Makes a file with its first line, which tells it from every other of its name. Of several who
/// begin it at once one wins, and nobody ever sees it without that line.
fn begin(folder: BorrowedFd<'_>, name: &str) -> Result<(), Loss> {
    let mut random = [0; 16];
    getrandom::fill(&mut random).map_err(|_| Loss::Failed)?;
    let random = format!("{:032x}", u128::from_be_bytes(random));
    let draft = format!(".{name}.{random}");
    let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    let file = fs::openat(folder, &draft, flags, Mode::RUSR | Mode::WUSR)?;
    let first = format!("{{\"spool\":\"{random}\",\"version\":1}}\n");
    let written = io::retry_on_intr(|| io::write(file.as_fd(), first.as_bytes()));
    let linked = match written {
        Ok(length) if length == first.len() => {
            match fs::linkat(folder, &draft, folder, name, AtFlags::empty()) {
                Ok(()) | Err(Errno::EXIST) => Ok(()),
                Err(error) => Err(error.into()),
            }
        }
        Ok(_) => Err(Loss::Full),
        Err(error) => Err(error.into()),
    };
    let _ = fs::unlinkat(folder, &draft, AtFlags::empty());
    linked
}

fn size(stat: &fs::Stat) -> u64 {
    u64::try_from(stat.st_size).unwrap_or(0)
}
