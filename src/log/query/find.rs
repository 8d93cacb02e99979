//! One record by its id, with the items of its batch.

use super::load::load;
use super::range::{Range, next};
use super::segments::{Segments, Spot};
use crate::log::store::{Segment, SegmentName};
use crate::log::{Class, Id, Record};

/// How far behind a batch its items are sought when its duration is not known, in milliseconds.
const HOUR_MS: u64 = 3_600_000;

/// How long after its end the items of a batch may still be written, in milliseconds.
const REST_MS: u64 = 60_000;

/// More items than WordPress lets a batch have.
const ITEMS: i64 = 1000;

/// One record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The record, if it is there.
    pub record: Option<Record>,
    /// The items of the batch that it is, the first one first.
    pub items: Vec<Record>,
    /// What could not be read.
    pub unreadable: Vec<String>,
}

/// Finds; see [`super::Source::find`].
pub(super) fn find(segments: &mut Segments, id: Id) -> Found {
    let spots = Class::ALL.map(|class| Spot { id, class });
    let record = load(segments, spots.into_iter()).into_iter().next();
    let mut items = Vec::new();
    if let Some(record) = &record {
        let took = match record.duration_us {
            0 => HOUR_MS,
            known => known.saturating_add(record.after_us) / 1000 + REST_MS,
        };
        let range = Range {
            from: next(id),
            to: Some(Id::new(id.ms().saturating_add(took), 0)),
        };
        items = spots_of(segments, id, range);
        items.sort_unstable();
    }
    Found {
        items: load(segments, items.into_iter()),
        record,
        unreadable: segments.unreadable(),
    }
}

/// Where the items of a batch are.
fn spots_of(segments: &mut Segments, parent: Id, range: Range) -> Vec<Spot> {
    let mut spots = Vec::new();
    for day in segments.days(range) {
        let mut failed = Vec::new();
        for segment in segments.of_day(day) {
            if let Err(error) = add(segment, parent, range.seqs(day), &mut spots) {
                failed.push((segment.name(), error.into()));
            }
        }
        for (name, error) in failed {
            segments.fail(name, &error);
        }
    }
    spots
}

fn add(
    segment: &Segment,
    parent: Id,
    (from, to): (i64, i64),
    spots: &mut Vec<Spot>,
) -> rusqlite::Result<()> {
    let sql = "SELECT seq FROM record WHERE seq >= ?1 AND seq < ?2 AND parent = ?3 \
               ORDER BY seq LIMIT ?4";
    let mut statement = segment.connection().prepare_cached(sql)?;
    let SegmentName { day, class } = segment.name();
    let rows = statement.query_map((from, to, parent.to_string(), ITEMS), |row| row.get(0))?;
    for seq in rows {
        let id = Id::from_seq(day, seq?);
        spots.push(Spot { id, class });
    }
    Ok(())
}
