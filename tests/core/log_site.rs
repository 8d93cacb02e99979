//! A site's log in a folder of its own, for the tests of the import and what follows it.

use rest_gate::log::{
    Class, Day, Hits, Id, Imported, Importer, Outcome, Place, Record, SiteId, StoreLock,
};
use rusqlite::Connection;
use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

/// The day on which the records of most tests are.
pub fn day() -> Day {
    Day::parse("2026-11-22").unwrap()
}

/// Noon of that day.
pub fn noon() -> u64 {
    day().start_ms() + 43_200_000
}

/// When its file may be removed.
pub fn later() -> u64 {
    day().end_ms() + 600_000
}

pub struct Site {
    root: PathBuf,
    pub place: Place,
    is_guest: bool,
}

impl Site {
    pub fn new() -> Self {
        static NUMBER: AtomicU64 = AtomicU64::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("rest-gate-log-{}-{number}", std::process::id());
        let root = std::env::temp_dir().join(name);
        std::fs::create_dir(&root).unwrap();
        Self::at(root, false)
    }

    /// The site of another process, which removes it.
    pub fn of_parent(root: &Path) -> Self {
        Self::at(root.to_owned(), true)
    }

    fn at(root: PathBuf, is_guest: bool) -> Self {
        let id = SiteId::parse(&"a1".repeat(16)).unwrap();
        let place = Place::make(&root, &id).unwrap();
        Self {
            root,
            place,
            is_guest,
        }
    }

    pub fn root(&self) -> &Path {
        &self.root
    }

    pub fn writer(&self, class: Class) -> Writer {
        Writer::new(&self.place.spool_path(), day(), class)
    }

    /// The import lock. A process that is just being started has it for a moment, too.
    pub fn lock(&self) -> StoreLock<'_> {
        for _ in 0..500 {
            if let Some(lock) = StoreLock::take(&self.place).unwrap() {
                return lock;
            }
            std::thread::sleep(std::time::Duration::from_millis(10));
        }
        panic!("the lock is not given back");
    }

    /// Imports everything, at a time.
    pub fn import(&self, now_ms: u64) -> Imported {
        Importer::new(&self.lock(), now_ms).run().unwrap()
    }

    /// The numbers and hits in a segment; none when there is no segment.
    pub fn stored(&self, segment: &str) -> BTreeMap<i64, u64> {
        self.select(segment, "SELECT seq, coalesce(hits, 1) FROM record")
            .into_iter()
            .map(|row| (row[0], row[1].cast_unsigned()))
            .collect()
    }

    /// Rows of two numbers each.
    pub fn select(&self, segment: &str, select: &str) -> Vec<[i64; 2]> {
        let path = self.place.store_path().join(segment);
        if !path.exists() {
            return Vec::new();
        }
        let connection = Connection::open(path).unwrap();
        let mut select = connection.prepare(select).unwrap();
        let rows = select
            .query_map((), |row| Ok([row.get(0)?, row.get(1)?]))
            .unwrap();
        rows.map(Result::unwrap).collect()
    }

    pub fn execute(&self, segment: &str, batch: &str) {
        let path = self.place.store_path().join(segment);
        let connection = Connection::open(path).unwrap();
        connection.execute_batch(batch).unwrap();
    }

    /// The names in the spool or the store, without the lock.
    pub fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<_> = std::fs::read_dir(folder)
            .unwrap()
            .map(|file| file.unwrap().file_name().into_string().unwrap())
            .filter(|name| name != "lock")
            .collect();
        names.sort();
        names
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        if !self.is_guest {
            let _ = std::fs::remove_dir_all(&self.root);
        }
    }
}

/// Appends as workers do.
pub struct Writer {
    folder: PathBuf,
    name: String,
    file: Option<File>,
}

impl Writer {
    pub fn new(folder: &Path, day: Day, class: Class) -> Self {
        Self {
            folder: folder.to_owned(),
            name: format!("{day}{}.jsonl", class.infix()),
            file: None,
        }
    }

    pub fn path(&self) -> PathBuf {
        self.folder.join(&self.name)
    }

    /// Appends until the file is still there afterwards. Who minds seals also looks whether it is
    /// still to be read.
    pub fn append(&mut self, line: &[u8], minds_seals: bool) {
        loop {
            let mut file = self.file.take().unwrap_or_else(|| self.open());
            assert_eq!(file.write(line).unwrap(), line.len());
            let stat = file.metadata().unwrap();
            if stat.nlink() > 0 && (!minds_seals || stat.mode() & 0o200 != 0) {
                self.file = Some(file);
                return;
            }
        }
    }

    fn open(&self) -> File {
        static NUMBER: AtomicU64 = AtomicU64::new(0);
        loop {
            if let Ok(file) = OpenOptions::new().append(true).open(self.path()) {
                return file;
            }
            let number = NUMBER.fetch_add(1, Ordering::Relaxed);
            let nanos = std::time::SystemTime::now()
                .duration_since(std::time::UNIX_EPOCH)
                .unwrap()
                .as_nanos();
            let random = u128::from(number) << 96
                | u128::from(std::process::id()) << 64
                | nanos & u128::from(u64::MAX);
            let draft = self.folder.join(format!(".{}.{random:032x}", self.name));
            std::fs::write(&draft, header(&format!("{random:032x}"))).unwrap();
            let _ = std::fs::hard_link(&draft, self.path());
            std::fs::remove_file(&draft).unwrap();
        }
    }
}

pub fn header(random: &str) -> String {
    format!("{{\"spool\":\"{random}\",\"version\":1}}\n")
}

/// A record of so many milliseconds after noon, the same for the same number.
pub fn record(number: u64) -> Record {
    Record {
        method: "GET".to_owned(),
        route: format!("/wp/v2/posts/{}", number % 7),
        ip: format!("192.0.2.{}", number % 100),
        status: 200,
        duration_us: 1000 + number % 50,
        ..Record::new(Id::new(noon() + number, number), Outcome::Allowed)
    }
}

/// Its line.
pub fn line(number: u64) -> Vec<u8> {
    record(number).line()
}

/// The final hits of a record.
pub fn hits(number: u64, hits: u64) -> Vec<u8> {
    let folded = String::new();
    let id = record(number).id;
    Hits { id, hits, folded }.line()
}

/// The number of a record in its segment.
pub fn seq(number: u64) -> i64 {
    record(number).id.seq()
}
