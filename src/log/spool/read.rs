//! Reads a file of the spool, line by line and from where the last reader stopped.
//!
//! Promises: memory is bounded whatever the file holds; a line that somebody may still be writing is
//! left for later; a file is told from every other of its name, also after it was renamed.

use rustix::fs::{self, FileType, Mode, OFlags};
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io;
use std::os::fd::BorrowedFd;
use std::os::unix::fs::{FileExt, MetadataExt};

/// The longest line.
const LINE: usize = 64 * 1024;
const BUFFER: usize = 4 * LINE;

/// What stands around the random name of a file in its first line.
const HEADER: (&[u8], &[u8]) = (b"{\"spool\":\"", b"\",\"version\":1}\n");
const NAME_DIGITS: usize = 32;

/// A line without its end.
#[derive(Debug)]
pub(in crate::log) struct Piece<'r> {
    /// The bytes.
    pub(in crate::log) line: &'r [u8],
    /// Whether these are only the last of a line that is too long.
    pub(in crate::log) is_cut: bool,
}

/// An open file, and how far it was read.
pub(in crate::log) struct Reader {
    file: File,
    identity: String,
    buffer: Vec<u8>,
    /// The place in the file of the first byte of the buffer.
    base: u64,
    /// What of the buffer was read and not yet returned.
    from: usize,
    to: usize,
    is_cut: bool,
    /// Behind the last line that was returned.
    position: u64,
}

impl Reader {
    /// Opens a file in the folder of the spool.
    pub(in crate::log) fn open(folder: BorrowedFd<'_>, name: &str) -> io::Result<Self> {
        // A pipe that somebody put there would wait for its writer.
        let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::CLOEXEC | OFlags::NONBLOCK;
        let file = File::from(fs::openat(folder, name, flags, Mode::empty())?);
        let stat = fs::fstat(&file)?;
        if !FileType::from_raw_mode(stat.st_mode).is_file() {
            return Err(io::Error::other("it is no file: remove it"));
        }
        let (identity, position) = identify(&file)?;
        let mut reader = Self {
            file,
            identity,
            buffer: vec![0; BUFFER],
            base: 0,
            from: 0,
            to: 0,
            is_cut: false,
            position: 0,
        };
        reader.seek(position);
        Ok(reader)
    }

    /// What tells the file from every other.
    pub(in crate::log) fn identity(&self) -> &str {
        &self.identity
    }

    /// Behind the last line that was returned.
    pub(in crate::log) fn position(&self) -> u64 {
        self.position
    }

    /// The size of the file.
    pub(in crate::log) fn size(&self) -> io::Result<u64> {
        Ok(self.file.metadata()?.len())
    }

    /// Tells whoever appends to the file that nobody will read what they append from now on.
    pub(in crate::log) fn seal(&self) -> io::Result<()> {
        Ok(fs::fchmod(&self.file, Mode::RUSR)?)
    }

    /// Reads on from a position that was remembered. A file that has shrunk since is read anew.
    pub(in crate::log) fn resume(&mut self, position: u64) -> io::Result<()> {
        if position <= self.size()? {
            self.seek(position);
        }
        Ok(())
    }

    fn seek(&mut self, position: u64) {
        self.base = position;
        self.position = position;
        self.from = 0;
        self.to = 0;
        self.is_cut = false;
    }

    /// The next line. One without an end is taken only when nobody writes any more.
    pub(in crate::log) fn next(&mut self, is_over: bool) -> io::Result<Option<Piece<'_>>> {
        let mut searched = self.from;
        loop {
            let new = self.buffer.get(searched..self.to).unwrap_or_default();
            if let Some(at) = new.iter().position(|byte| *byte == b'\n') {
                return Ok(self.take(searched + at, 1));
            }
            if self.to - self.from > LINE {
                // The rest of a torn line is of no use, but the line behind it stands at the end.
                self.from = self.to - LINE;
                self.is_cut = true;
            }
            if self.to == self.buffer.len() {
                self.buffer.copy_within(self.from..self.to, 0);
                self.base += self.from as u64;
                self.to -= self.from;
                self.from = 0;
            }
            searched = self.to;
            let free = self.buffer.get_mut(self.to..).unwrap_or_default();
            let read = match self.file.read_at(free, self.base + self.to as u64) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                read => read?,
            };
            self.to += read;
            if read == 0 {
                return Ok(if is_over && self.from < self.to {
                    self.take(self.to, 0)
                } else {
                    None
                });
            }
        }
    }

    fn take(&mut self, end: usize, end_length: usize) -> Option<Piece<'_>> {
        let from = self.from.max(end.saturating_sub(LINE));
        let is_cut = std::mem::take(&mut self.is_cut) || from > self.from;
        self.from = end + end_length;
        self.position = self.base + self.from as u64;
        let line = self.buffer.get(from..end)?;
        Some(Piece { line, is_cut })
    }
}

/// What tells a file from every other, and where its first record begins.
fn identify(file: &File) -> io::Result<(String, u64)> {
    let mut first = vec![0; LINE];
    let mut length = 0;
    while let Some(free) = first.get_mut(length..).filter(|free| !free.is_empty()) {
        match file.read_at(free, length as u64) {
            Ok(0) => break,
            Ok(read) => length += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
        if first.iter().take(length).any(|byte| *byte == b'\n') {
            break;
        }
    }
    first.truncate(length);
    let end = first.iter().position(|byte| *byte == b'\n');
    let inode = file.metadata()?.ino();
    let Some(line) = end.and_then(|at| first.get(..=at)) else {
        // It gets another identity once its first line is whole.
        return Ok((format!("unfinished-{inode}"), 0));
    };
    let name = line
        .strip_prefix(HEADER.0)
        .and_then(|rest| rest.strip_suffix(HEADER.1))
        .filter(|name| name.len() == NAME_DIGITS && name.iter().all(u8::is_ascii_hexdigit));
    Ok(match name {
        Some(name) => (
            String::from_utf8_lossy(name).into_owned(),
            line.len() as u64,
        ),
        None => (format!("{}-{inode}", hex(&Sha256::digest(line))), 0),
    })
}

fn hex(bytes: &[u8]) -> String {
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    digits
        .filter_map(|digit| char::from_digit(u32::from(digit), 16))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use rustix::fs::CWD;
    use std::io::Write;

    fn lines(reader: &mut Reader, is_over: bool) -> Vec<(usize, u8, bool)> {
        let mut found = Vec::new();
        while let Some(piece) = reader.next(is_over).unwrap() {
            let last = piece.line.last().copied().unwrap_or(0);
            found.push((piece.line.len(), last, piece.is_cut));
        }
        found
    }

    #[test]
    fn lines_are_read_once_whole_and_bounded() {
        let path = std::env::temp_dir().join(format!("rest-gate-read-{}", std::process::id()));
        let mut file = File::create(&path).unwrap();
        for length in [3, 0, LINE, LINE + 1, BUFFER, BUFFER * 3 + 7, 5] {
            let mut line = vec![b'x'; length];
            if let Some(last) = line.last_mut() {
                *last = b'y';
            }
            line.push(b'\n');
            file.write_all(&line).unwrap();
        }
        file.write_all(b"unfini").unwrap();
        let mut reader = Reader::open(CWD, path.to_str().unwrap()).unwrap();
        let expected = [
            (3, b'y', false),
            (0, 0, false),
            (LINE, b'y', false),
            (LINE, b'y', true),
            (LINE, b'y', true),
            (LINE, b'y', true),
            (5, b'y', false),
        ];
        assert_eq!(lines(&mut reader, false), expected);
        let position = reader.position();
        assert_eq!(position + 6, reader.size().unwrap());
        file.write_all(b"shed\nz").unwrap();
        assert_eq!(lines(&mut reader, false), [(10, b'd', false)]);
        assert_eq!(lines(&mut reader, true), [(1, b'z', false)]);
        let mut again = Reader::open(CWD, path.to_str().unwrap()).unwrap();
        assert_eq!(again.identity(), reader.identity());
        again.resume(position).unwrap();
        assert_eq!(lines(&mut again, true).len(), 2);
        std::fs::remove_file(&path).unwrap();
    }
}
