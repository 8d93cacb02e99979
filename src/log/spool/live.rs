//! The file `live`: what several processes count together, and what each of them is doing.
//!
//! A fixed size, allocated when it is made, so that counting works on a full disk too. It is read and
//! written in place, never mapped: a file that somebody cuts short then costs counts, not workers.
//! Whoever changes what is not his own holds the lock, which the kernel frees when he dies.

use rustix::fs::{self, FallocateFlags, FileType, FlockOperation, Mode, OFlags};
use rustix::io::{self, Errno};
use rustix::process::geteuid;
use std::os::fd::{BorrowedFd, OwnedFd};

const NAME: &str = "live";
const MAGIC: &[u8; 8] = b"RGLIVE1\n";

/// How often the lock is tried before this one request goes on without it.
const LOCK_TRIES: usize = 64;

/// Where the counters stand.
pub(super) const COUNTERS_AT: u64 = 64;
/// Where the folds stand.
pub(super) const FOLDS_AT: u64 = 4096;
/// How many folds there are.
pub(super) const FOLDS: u64 = 4096;
/// The size of a fold.
pub(super) const FOLD_SIZE: usize = 64;
/// Where the seats stand.
pub(super) const SEATS_AT: u64 = FOLDS_AT + FOLDS * FOLD_SIZE as u64;
/// How many seats there are.
pub(super) const SEATS: u64 = 512;
/// The size of a seat.
pub(super) const SEAT_SIZE: usize = 1024;
/// The size of the file.
const SIZE: u64 = SEATS_AT + SEATS * SEAT_SIZE as u64;

/// The open file.
#[derive(Debug)]
pub(super) struct Live {
    file: OwnedFd,
}

/// The lock, until it is dropped.
#[derive(Debug)]
pub(super) struct Locked<'a> {
    live: &'a Live,
}

impl Live {
    /// Opens the file, and makes it where there is none or it is not whole.
    pub(super) fn open(folder: BorrowedFd<'_>) -> Result<Self, Errno> {
        let flags =
            OFlags::RDWR | OFlags::CREATE | OFlags::NOFOLLOW | OFlags::CLOEXEC | OFlags::NONBLOCK;
        let file = fs::openat(folder, NAME, flags, Mode::RUSR | Mode::WUSR)?;
        let stat = fs::fstat(&file)?;
        let is_ours = (stat.st_uid == geteuid().as_raw() || stat.st_uid == 0)
            && !Mode::from_raw_mode(stat.st_mode).intersects(Mode::WGRP | Mode::WOTH)
            && FileType::from_raw_mode(stat.st_mode).is_file();
        if !is_ours {
            return Err(Errno::PERM);
        }
        let live = Self { file };
        if !live.is_whole(&stat)? {
            live.begin()?;
        }
        Ok(live)
    }

    fn is_whole(&self, stat: &fs::Stat) -> Result<bool, Errno> {
        let mut magic = [0; MAGIC.len()];
        Ok(u64::try_from(stat.st_size) == Ok(SIZE)
            && io::pread(&self.file, &mut magic, 0)? == MAGIC.len()
            && &magic == MAGIC)
    }

    /// Makes it whole: the blocks first, what says so last.
    fn begin(&self) -> Result<(), Errno> {
        let Some(_lock) = self.lock() else {
            return Err(Errno::AGAIN);
        };
        if self.is_whole(&fs::fstat(&self.file)?)? {
            return Ok(());
        }
        fs::ftruncate(&self.file, 0)?;
        match fs::fallocate(&self.file, FallocateFlags::empty(), 0, SIZE) {
            Err(Errno::OPNOTSUPP) => fs::ftruncate(&self.file, SIZE)?,
            allocated => allocated?,
        }
        self.write(0, MAGIC)
    }

    /// Takes the lock, unless somebody holds it for longer than this request should wait.
    pub(super) fn lock(&self) -> Option<Locked<'_>> {
        for _ in 0..LOCK_TRIES {
            match fs::flock(&self.file, FlockOperation::NonBlockingLockExclusive) {
                Ok(()) => return Some(Locked { live: self }),
                Err(Errno::AGAIN | Errno::INTR) => rustix::thread::sched_yield(),
                Err(_) => return None,
            }
        }
        None
    }

    /// Fills a buffer from a place.
    pub(super) fn read(&self, at: u64, buffer: &mut [u8]) -> Result<(), Errno> {
        let length = buffer.len();
        match io::retry_on_intr(|| io::pread(&self.file, &mut *buffer, at))? {
            read if read == length => Ok(()),
            _ => Err(Errno::IO),
        }
    }

    /// Writes to a place.
    pub(super) fn write(&self, at: u64, bytes: &[u8]) -> Result<(), Errno> {
        match io::retry_on_intr(|| io::pwrite(&self.file, bytes, at))? {
            written if written == bytes.len() => Ok(()),
            _ => Err(Errno::IO),
        }
    }
}

impl Drop for Locked<'_> {
    fn drop(&mut self) {
        let _ = fs::flock(&self.live.file, FlockOperation::Unlock);
    }
}

/// A number within a buffer; 0 beyond its end.
pub(super) fn number(buffer: &[u8], at: usize) -> u64 {
    let bytes = buffer
        .get(at..at + 8)
        .and_then(|bytes| bytes.try_into().ok());
    bytes.map_or(0, u64::from_le_bytes)
}

/// Sets a number within a buffer.
pub(super) fn set_number(buffer: &mut [u8], at: usize, value: u64) {
    if let Some(bytes) = buffer.get_mut(at..at + 8) {
        bytes.copy_from_slice(&value.to_le_bytes());
    }
}
