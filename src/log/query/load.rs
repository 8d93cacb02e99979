//! Whole records from their places.

use super::segments::{Segments, Spot};
use crate::log::Record;
use crate::log::store::row::{COLUMNS, Texts};
use crate::log::store::{Segment, SegmentName};
use std::collections::BTreeMap;

/// The records at places, in the same order; what cannot be read is left out.
pub(super) fn load(segments: &mut Segments, spots: impl Iterator<Item = Spot>) -> Vec<Record> {
    let mut by_segment = BTreeMap::<_, Vec<_>>::new();
    for (at, spot) in spots.enumerate() {
        let name = SegmentName {
            day: spot.id.day(),
            class: spot.class,
        };
        by_segment.entry(name).or_default().push((at, spot));
    }
    let mut records = Vec::new();
    for (name, spots) in by_segment {
        let Some(segment) = segments.get(name) else {
            continue;
        };
        if let Err(error) = load_from(segment, &spots, &mut records) {
            segments.fail(name, &error.into());
        }
    }
    records.sort_unstable_by_key(|(at, _)| *at);
    records.into_iter().map(|(_, record)| record).collect()
}

fn load_from(
    segment: &Segment,
    spots: &[(usize, Spot)],
    records: &mut Vec<(usize, Record)>,
) -> rusqlite::Result<()> {
    let connection = segment.connection();
    let mut texts = Texts::new(connection, segment.name().day)?;
    let sql = format!("SELECT {COLUMNS} FROM record WHERE seq = ?1");
    let mut statement = connection.prepare_cached(&sql)?;
    for (at, spot) in spots {
        let mut rows = statement.query([spot.id.seq()])?;
        if let Some(row) = rows.next()? {
            records.push((*at, texts.record(row)?));
        }
    }
    Ok(())
}
