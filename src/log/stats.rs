//! How large the log is, and what was lost on its way into the store.

use super::class::Class;
use super::day::Day;
use super::import::Source;
use super::place::Place;
use super::spool::Reader;
use super::store::aside::{list_aside, size};
use super::store::schema::TALLY_OUTCOME;
use super::store::{Segment, SegmentError, SegmentName};
use rusqlite::OptionalExtension;
use std::os::fd::BorrowedFd;
use std::path::Path;

/// How large the log is. Figures by class are in the order of [`Class::ALL`].
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Stats {
    /// Segments.
    pub segments: [u64; Class::ALL.len()],
    /// Their bytes on the disk.
    pub bytes: [u64; Class::ALL.len()],
    /// The records in them.
    pub records: [u64; Class::ALL.len()],
    /// The oldest day in the store.
    pub oldest: Option<Day>,
    /// The newest.
    pub newest: Option<Day>,
    /// Lines of the spool that were torn, or none of ours.
    pub torn: u64,
    /// Hits whose record never came.
    pub lost_hits: u64,
    /// Bytes on the disk that the spool takes.
    pub spool_bytes: u64,
    /// Of these, what is not imported yet.
    pub waiting_bytes: u64,
    /// Segments that were broken and set aside.
    pub set_aside: Vec<String>,
    /// What they take on the disk.
    pub set_aside_bytes: u64,
    /// Segments that cannot be read, each with the reason.
    pub unreadable: Vec<String>,
}

impl Stats {
    /// Looks at a site's log. It may change meanwhile; whoever writes does not wait.
    pub fn of(place: &Place) -> Self {
        let store = place.store_path();
        let mut stats = Self::default();
        for name in SegmentName::list(&store) {
            stats.segment(&store, name);
        }
        for source in Source::list(place.spool()).unwrap_or_default() {
            let bytes = source.size(place.spool());
            stats.spool_bytes += bytes;
            stats.waiting_bytes += waiting(place.spool(), &store, source).unwrap_or(bytes);
        }
        for (_, name) in list_aside(&store) {
            stats.set_aside_bytes += size(&store, &name);
            stats.set_aside.push(name);
        }
        stats
    }

    fn segment(&mut self, store: &Path, name: SegmentName) {
        self.oldest.get_or_insert(name.day);
        self.newest = Some(name.day);
        let class = name.class as usize;
        let bytes = size(store, &name.to_string());
        for (figures, more) in [(&mut self.segments, 1), (&mut self.bytes, bytes)] {
            if let Some(figure) = figures.get_mut(class) {
                *figure += more;
            }
        }
        match counted(store, name) {
            Ok([records, torn, lost_hits]) => {
                if let Some(figure) = self.records.get_mut(class) {
                    *figure += records;
                }
                self.torn += torn;
                self.lost_hits += lost_hits;
            }
            Err(error) => self.unreadable.push(format!("{name}: {error}")),
        }
    }
}

/// Records, torn lines and lost hits of a segment.
fn counted(store: &Path, name: SegmentName) -> Result<[u64; 3], SegmentError> {
    let segment = Segment::read(store, name)?;
    let counted = segment.connection().query_row(
        "SELECT (SELECT coalesce(sum(records), 0) FROM tally WHERE what = ?1),
         coalesce(sum(torn), 0), coalesce(sum(lost_hits), 0) FROM spool",
        [TALLY_OUTCOME],
        |row| {
            let number = |at| row.get(at).map(i64::cast_unsigned);
            Ok([number(0)?, number(1)?, number(2)?])
        },
    )?;
    Ok(counted)
}

/// What of a file is not in the store; `None` when that cannot be told.
fn waiting(spool: BorrowedFd<'_>, store: &Path, source: Source) -> Option<u64> {
    let reader = Reader::open(spool, &source.name()).ok()?;
    let begun = if source.segment.path(store).exists() {
        let segment = Segment::read(store, source.segment).ok()?;
        let position: Option<i64> = segment
            .connection()
            .query_row(
                "SELECT position FROM spool WHERE file = ?1",
                [reader.identity()],
                |row| row.get(0),
            )
            .optional()
            .ok()?;
        position.map(i64::cast_unsigned)
    } else {
        None
    };
    let from = begun.unwrap_or(reader.position());
    reader.size().ok().map(|size| size.saturating_sub(from))
}
