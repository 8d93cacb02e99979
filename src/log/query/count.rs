//! How many records match.

use super::budget::Budget;
use super::filter::Filter;
use super::plan::Plan;
use super::range::Range;
use super::segments::Segments;
use super::walk::Walk;
use super::way::Way;
use crate::log::Id;
use crate::log::store::Segment;
use std::time::Duration;

/// Beyond this many, nobody reads an exact number.
pub const COUNT_MOST: u64 = 10_000;

/// How many records match.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted {
    /// How many.
    pub count: Count,
    /// What could not be read.
    pub unreadable: Vec<String>,
}

/// How many.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Count {
    /// So many.
    Exact(u64),
    /// More than [`COUNT_MOST`].
    MoreThan(u64),
    /// So many were found in the time that there was.
    AtLeast(u64),
}

/// Counts; see [`super::Source::count`].
pub(super) fn count(segments: &mut Segments, filter: &Filter, time: Option<Duration>) -> Counted {
    let range = Range::of(filter);
    let budget = &mut Budget::new(time);
    let mut count = 0;
    let mut in_time = true;
    'days: for day in segments.days(range).into_iter().rev() {
        let mut failed = Vec::new();
        for segment in segments.of_day(day) {
            match add(segment, filter, range.seqs(day), budget, &mut count) {
                Ok(done) => in_time = done,
                Err(error) => failed.push((segment.name(), error.into())),
            }
            if count > COUNT_MOST || !in_time {
                break 'days;
            }
        }
        for (name, error) in failed {
            segments.fail(name, &error);
        }
    }
    let count = match count {
        many if many > COUNT_MOST => Count::MoreThan(COUNT_MOST),
        some if !in_time => Count::AtLeast(some),
        all => Count::Exact(all),
    };
    Counted {
        count,
        unreadable: segments.unreadable(),
    }
}

/// Adds what matches in a segment; `false` when the time was over before.
fn add(
    segment: &Segment,
    filter: &Filter,
    seqs: (i64, i64),
    budget: &mut Budget,
    count: &mut u64,
) -> rusqlite::Result<bool> {
    let Some(plan) = Plan::make(segment.connection(), filter)? else {
        return Ok(true);
    };
    let day = segment.name().day;
    let whole = seqs == (0, Id::first_seq_at(day, day.end_ms()));
    if let Some(known) = plan.known_count().filter(|_| whole) {
        *count += known;
        return Ok(true);
    }
    let mut walk = Walk::new(segment, plan, Way::Back, seqs);
    while !walk.is_done() && *count <= COUNT_MOST {
        if budget.refuses_step() {
            return Ok(false);
        }
        *count += walk.step()?.len() as u64;
    }
    Ok(true)
}
