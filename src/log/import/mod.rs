//! Brings the spool into the store: each record exactly once, whatever is killed when.
//!
//! Lines and the position behind them are committed together, in the segment of their day. A file is
//! removed once its day is over, see `finish`. A broken segment is set aside, and a new one begun from
//! what is still in the spool.

mod batch;
mod error;
mod finish;
mod sources;

use super::lock::StoreLock;
use super::spool::Reader;
use super::store::aside::set_aside;
use super::store::words::Words;
use super::store::{Segment, SegmentError, SegmentName};
use batch::{Batch, Failure};
use std::time::Instant;

pub use error::ImportError;
pub(in crate::log) use sources::Source;

/// A day's file stays so long after its day: a request that began before midnight may still run.
const GRACE_MS: u64 = 10 * 60 * 1000;

/// What an import did.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Imported {
    /// New records.
    pub records: u64,
    /// Lines that raised the hits of a record.
    pub hits_lines: u64,
    /// Lines that were torn.
    pub torn: u64,
    /// Lines that are none of ours.
    pub foreign: u64,
    /// What is still to be imported.
    pub bytes_left: u64,
    /// Whether nothing is.
    pub done: bool,
    /// Segments that were broken, by the names that they have now.
    pub set_aside: Vec<String>,
    /// Files that were left alone, each with the reason.
    pub skipped: Vec<String>,
}

impl Imported {
    fn add(&mut self, batch: &Batch) {
        self.records += batch.records;
        self.hits_lines += batch.hits_lines;
        self.torn += batch.torn;
        self.foreign += batch.foreign;
    }
}

/// Imports the spool of a site.
#[derive(Debug)]
pub struct Importer<'l> {
    lock: &'l StoreLock<'l>,
    now_ms: u64,
    until: Option<Instant>,
    finish_from: u64,
    imported: Imported,
}

impl<'l> Importer<'l> {
    /// An import at a time, in milliseconds since 1970.
    pub fn new(lock: &'l StoreLock<'l>, now_ms: u64) -> Self {
        Self {
            lock,
            now_ms,
            until: None,
            finish_from: u64::MAX,
            imported: Imported::default(),
        }
    }

    /// Stops at the first good moment after a time.
    #[must_use]
    pub fn until(mut self, until: Instant) -> Self {
        self.until = Some(until);
        self
    }

    /// Removes files of so many bytes before their day is over, once they are imported: the spool
    /// would be full of what the store has.
    #[must_use]
    pub fn finish_from(mut self, bytes: u64) -> Self {
        self.finish_from = bytes;
        self
    }

    /// Imports until nothing is left, or the time is up.
    ///
    /// # Errors
    ///
    /// [`ImportError`] when files cannot be read or written.
    pub fn run(mut self) -> Result<Imported, ImportError> {
        let spool = self.lock.place().spool();
        sources::sweep(spool, &self.lock.store(), self.now_ms);
        let sources = Source::list(spool)
            .map_err(|error| ImportError::Io("the folder of the spool".to_owned(), error))?;
        self.imported.done = true;
        for source in sources {
            if self.is_late() {
                self.imported.bytes_left += source.size(spool);
                self.imported.done = false;
                continue;
            }
            let mut imported = self.source(source);
            if matches!(&imported, Err(Failure::Segment(error)) if error.is_broken()) {
                self.set_aside(source.segment)?;
                imported = self.source(source);
            }
            match imported {
                Ok(()) => {}
                Err(Failure::Segment(error @ SegmentError::Format(_))) => {
                    let skipped = format!("{}: {error}", source.segment);
                    self.imported.skipped.push(skipped);
                    self.imported.bytes_left += source.size(spool);
                }
                Err(failure) => {
                    return Err(ImportError::new(&source.name(), source.segment, failure));
                }
            }
        }
        Ok(self.imported)
    }

    fn source(&mut self, source: Source) -> Result<(), Failure> {
        let spool = self.lock.place().spool();
        let mut reader = match Reader::open(spool, &source.name()) {
            Ok(reader) => reader,
            Err(error) => {
                let skipped = format!("{}: {error}", source.name());
                self.imported.skipped.push(skipped);
                return Ok(());
            }
        };
        let mut segment =
            Segment::write(&self.lock.store(), source.segment).map_err(Failure::Segment)?;
        self.forget(&mut segment, source, &reader)?;
        batch::resume(&segment, &mut reader)?;
        let mut words = Words::default();
        if !self.read(&mut segment, &mut reader, &mut words, false)? {
            self.imported.bytes_left += reader.size()?.saturating_sub(reader.position());
            self.imported.done = false;
            return Ok(());
        }
        let is_over = self.now_ms >= source.segment.day.end_ms() + GRACE_MS;
        if !source.is_open || is_over || reader.size()? >= self.finish_from {
            self.finish(source, &mut segment, &mut reader, &mut words)?;
        }
        Ok(())
    }

    /// Forgets the positions in files that are gone. Of a day and class there may be two files.
    fn forget(
        &self,
        segment: &mut Segment,
        source: Source,
        reader: &Reader,
    ) -> Result<(), Failure> {
        let mut here = vec![reader.identity().to_owned()];
        let other = Source {
            is_open: !source.is_open,
            ..source
        };
        if let Ok(other) = Reader::open(self.lock.place().spool(), &other.name()) {
            here.push(other.identity().to_owned());
        }
        batch::forget(segment, &here)
    }

    /// Imports to the end of a file, and tells whether it came there.
    fn read(
        &mut self,
        segment: &mut Segment,
        reader: &mut Reader,
        words: &mut Words,
        is_over: bool,
    ) -> Result<bool, Failure> {
        loop {
            // What is not over yet may wait; what is removed already may not.
            let until = self.until.filter(|_| !is_over);
            let batch = batch::run(segment, reader, words, is_over, until)?;
            self.imported.add(&batch);
            if batch.is_end {
                return Ok(true);
            }
            if !is_over && self.is_late() {
                return Ok(false);
            }
        }
    }

    fn set_aside(&mut self, segment: SegmentName) -> Result<(), ImportError> {
        let aside = set_aside(&self.lock.store(), segment)
            .map_err(|error| ImportError::Io(segment.to_string(), error))?;
        self.imported.set_aside.push(aside);
        Ok(())
    }

    fn is_late(&self) -> bool {
        self.until.is_some_and(|until| Instant::now() >= until)
    }
}
