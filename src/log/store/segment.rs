//! One file of the store.

use super::insert::Insert;
use super::schema::{FORMAT, TABLES};
use super::words::Words;
use crate::log::{Class, Day, Record};
use rusqlite::{Connection, ErrorCode, OpenFlags};
use std::fmt;
use std::fs::OpenOptions;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

const ENDING: &str = ".sqlite3";
const OWNER_ONLY: u32 = 0o600;
/// The memory for pages while records are put in: the lists grow in many places at once.
const CACHE_KIB: i64 = 8 * 1024;
/// The pages of the write-ahead log that are brought into the file at once: 32 MiB.
const CHECKPOINT_PAGES: i64 = 8192;
/// How long somebody waits for another one's lock.
const WAIT: Duration = Duration::from_secs(2);
const CHECKPOINT_WAIT: Duration = Duration::from_millis(100);

/// Which segment: `2026-11-22.sqlite3`, `2026-11-22.refused.sqlite3`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SegmentName {
    /// The day.
    pub day: Day,
    /// The class.
    pub class: Class,
}

impl SegmentName {
    /// Reads a file name.
    pub fn parse(name: &str) -> Option<Self> {
        let stem = name.strip_suffix(ENDING)?;
        let (day, class) = match stem.strip_suffix(Class::Refused.infix()) {
            Some(day) => (day, Class::Refused),
            None => (stem, Class::Requests),
        };
        Day::parse(day).map(|day| Self { day, class })
    }

    /// The segments in a folder, the oldest first; none where there is no folder.
    pub fn list(store: &Path) -> Vec<Self> {
        let files = std::fs::read_dir(store).into_iter().flatten().flatten();
        let mut names: Vec<_> = files
            .filter_map(|file| Self::parse(file.file_name().to_str()?))
            .collect();
        names.sort_unstable();
        names
    }

    /// The path of the file.
    pub fn path(self, store: &Path) -> PathBuf {
        store.join(self.to_string())
    }
}

impl fmt::Display for SegmentName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}{ENDING}", self.day, self.class.infix())
    }
}

/// An open segment.
#[derive(Debug)]
pub struct Segment {
    name: SegmentName,
    connection: Connection,
}

impl Segment {
    /// Opens a segment to write, and makes it where it is missing. Only the holder of the import lock
    /// may.
    ///
    /// # Errors
    ///
    /// [`SegmentError`] when it is broken, of another format, or SQLite fails.
    pub fn write(store: &Path, name: SegmentName) -> Result<Self, SegmentError> {
        let path = name.path(store);
        if !path.exists() {
            // What a killed purge left would be taken for this file's own.
            for rest in ["-wal", "-shm"] {
                let _ = std::fs::remove_file(store.join(format!("{name}{rest}")));
            }
            // SQLite makes files that everybody may read, and gives its others the mode of this one.
            let _ = OpenOptions::new()
                .write(true)
                .create_new(true)
                .mode(OWNER_ONLY)
                .open(&path);
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE;
        let mut connection = Self::connect(&path, flags)?;
        connection.pragma_update(None, "journal_mode", "wal")?;
        connection.pragma_update(None, "synchronous", "normal")?;
        connection.pragma_update(None, "foreign_keys", false)?;
        connection.pragma_update(None, "cache_size", -CACHE_KIB)?;
        connection.pragma_update(None, "wal_autocheckpoint", CHECKPOINT_PAGES)?;
        if format(&connection)? == 0 {
            let transaction = connection.transaction()?;
            transaction.execute_batch(TABLES)?;
            transaction.pragma_update(None, "user_version", FORMAT)?;
            transaction.commit()?;
        }
        Self::checked(name, connection)
    }

    /// Opens a segment to read.
    ///
    /// # Errors
    ///
    /// [`SegmentError`] when it is missing, broken, of another format, or SQLite fails.
    pub fn read(store: &Path, name: SegmentName) -> Result<Self, SegmentError> {
        // Writable all the same: the last reader of a write-ahead log tidies it up.
        let connection = Self::connect(&name.path(store), OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        connection.pragma_update(None, "query_only", true)?;
        Self::checked(name, connection)
    }

    fn connect(path: &Path, flags: OpenFlags) -> Result<Connection, SegmentError> {
        let flags = flags | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_NOFOLLOW;
        let connection = Connection::open_with_flags(path, flags)?;
        connection.busy_timeout(WAIT)?;
        connection.set_prepared_statement_cache_capacity(64);
        Ok(connection)
    }

    fn checked(name: SegmentName, connection: Connection) -> Result<Self, SegmentError> {
        match format(&connection)? {
            FORMAT => Ok(Self { name, connection }),
            found => Err(SegmentError::Format(found)),
        }
    }

    /// Puts records of its day in, all or after an error none; tells how many were not there.
    ///
    /// # Errors
    ///
    /// [`SegmentError`] when SQLite fails.
    pub fn insert<'r>(
        &mut self,
        records: impl IntoIterator<Item = &'r Record>,
    ) -> Result<usize, SegmentError> {
        let mut words = Words::default();
        let transaction = self.connection.transaction()?;
        let mut insert = Insert::new(&transaction, &mut words)?;
        let mut new = 0;
        for record in records {
            new += usize::from(insert.record(record)?);
        }
        insert.finish()?;
        transaction.commit()?;
        Ok(new)
    }

    /// Brings everything from the write-ahead log into the file and onto the disk; false when a reader
    /// is in the way.
    pub(in crate::log) fn checkpoint(&self) -> Result<bool, SegmentError> {
        self.connection.busy_timeout(CHECKPOINT_WAIT)?;
        let busy: i64 =
            self.connection
                .query_row("PRAGMA wal_checkpoint(TRUNCATE)", (), |row| row.get(0))?;
        self.connection.busy_timeout(WAIT)?;
        Ok(busy == 0)
    }

    /// Which segment it is.
    pub fn name(&self) -> SegmentName {
        self.name
    }

    /// The connection to it.
    pub(in crate::log) fn connection(&self) -> &Connection {
        &self.connection
    }

    /// The connection to it, for a transaction.
    pub(in crate::log) fn connection_mut(&mut self) -> &mut Connection {
        &mut self.connection
    }
}

fn format(connection: &Connection) -> Result<i64, SegmentError> {
    Ok(connection.pragma_query_value(None, "user_version", |row| row.get(0))?)
}

/// Why a segment cannot be used.
#[derive(Debug)]
pub enum SegmentError {
    /// It was written by another version, in this format.
    Format(i64),
    /// SQLite said no.
    Sqlite(rusqlite::Error),
}

impl SegmentError {
    /// Whether the file itself is broken, so that asking again would not help.
    pub fn is_broken(&self) -> bool {
        matches!(self, Self::Sqlite(error) if matches!(
            error.sqlite_error_code(),
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase)
        ))
    }
}

impl From<rusqlite::Error> for SegmentError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sqlite(error)
    }
}

impl fmt::Display for SegmentError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Format(found) => write!(f, "the format {found} is not this version's, {FORMAT}"),
            Self::Sqlite(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for SegmentError {}
