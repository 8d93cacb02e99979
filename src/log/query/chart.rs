//! Hits by outcome over time, for charts.

use super::range::Range;
use super::segments::Segments;
use crate::log::Outcome;
use crate::log::store::{Segment, SegmentError};

/// As finely as hits are counted: a quarter of an hour, in milliseconds.
pub const QUARTER_MS: u64 = 900_000;

/// Hits by outcome between edges.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Histogram {
    /// Between each edge and the next, the hits by [`Outcome::code`]; one fewer than there are edges.
    pub hits: Vec<[u64; Outcome::ALL.len()]>,
    /// What could not be read.
    pub unreadable: Vec<String>,
}

/// Sums; see [`super::Source::histogram`].
pub(super) fn histogram(segments: &mut Segments, edges_ms: &[u64]) -> Histogram {
    let edges: Vec<_> = edges_ms.iter().map(|edge| edge / QUARTER_MS).collect();
    let mut histogram = Histogram {
        hits: vec![[0; Outcome::ALL.len()]; edges.len().saturating_sub(1)],
        unreadable: Vec::new(),
    };
    let (Some(first), Some(last)) = (edges_ms.first(), edges_ms.last()) else {
        return histogram;
    };
    for day in segments.days(Range::between(*first, *last)) {
        let mut failed = Vec::new();
        for segment in segments.of_day(day) {
            if let Err(error) = add(segment, &edges, &mut histogram.hits) {
                failed.push((segment.name(), error));
            }
        }
        for (name, error) in failed {
            segments.fail(name, &error);
        }
    }
    histogram.unreadable = segments.unreadable();
    histogram
}

/// Adds the hits of a segment, or after an error none of them.
fn add(
    segment: &Segment,
    edges: &[u64],
    hits: &mut [[u64; Outcome::ALL.len()]],
) -> Result<(), SegmentError> {
    let first = segment.name().day.start_ms() / QUARTER_MS;
    let sql = "SELECT quarter, outcome, hits FROM quarter";
    let mut statement = segment.connection().prepare_cached(sql)?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    let rows = rows.collect::<Result<Vec<(i64, u8, i64)>, _>>()?;
    for (quarter, outcome, count) in rows {
        let quarter = first.saturating_add(u64::try_from(quarter).unwrap_or(0));
        // The last edge at or before it; nothing lies between an edge and itself.
        let bin = edges
            .partition_point(|edge| *edge <= quarter)
            .checked_sub(1);
        let bin = bin.and_then(|bin| hits.get_mut(bin));
        if let Some(sum) = bin.and_then(|bin| bin.get_mut(usize::from(outcome))) {
            *sum = sum.saturating_add(u64::try_from(count).unwrap_or(0));
        }
    }
    Ok(())
}
