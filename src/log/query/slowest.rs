//! The slowest records.
//!
//! Day by day, the newest first: where the list of durations soon leads to records that match, the
//! day is done; otherwise the day is walked through in the order of time. When the time is over, the
//! result is right for everything since the last place looked at, and following pages keep to it.

use super::budget::Budget;
use super::longest::{Bounds, longest};
use super::page::{Ask, Run};
use super::plan::Plan;
use super::range::Range;
use super::segments::{Segments, Spot};
use super::visit::visit;
use super::way::Way;
use crate::log::store::{Segment, SegmentError, SegmentName};
use crate::log::{Day, Id};
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::ops::ControlFlow;

/// The best of what was found: the slowest, or on the way back to the first page the fastest.
struct Best {
    forward: bool,
    need: usize,
    /// The place from which records are asked for.
    begun: Option<(u64, Id)>,
    heap: BinaryHeap<Reverse<(i64, i128, Spot)>>,
}

impl Best {
    fn sign(&self) -> i64 {
        if self.forward { 1 } else { -1 }
    }

    /// Whether a record lies on the asked side of where the page begins.
    fn is_ahead(&self, duration: u64, id: Id) -> bool {
        self.begun
            .is_none_or(|begun| ((duration, id) < begun) == self.forward)
    }

    fn add(&mut self, duration: u64, spot: Spot) {
        if !self.is_ahead(duration, spot.id) {
            return;
        }
        let (ms, random) = spot.id.to_parts();
        let id = (i128::from(ms) << 64) | i128::from(random);
        let duration = duration.cast_signed() * self.sign();
        self.heap
            .push(Reverse((duration, id * i128::from(self.sign()), spot)));
        if self.heap.len() > self.need {
            self.heap.pop();
        }
    }

    /// The durations that can still be among the best, from the least to the greatest.
    fn durations(&self) -> (i64, i64) {
        let begun = self.begun.map(|(duration, _)| duration.cast_signed());
        let full = self.heap.len() >= self.need;
        let worst = self.heap.peek().filter(|_| full);
        let worst = worst.map(|Reverse((duration, ..))| duration * self.sign());
        match self.forward {
            true => (worst.unwrap_or(0), begun.unwrap_or(i64::MAX)),
            false => (begun.unwrap_or(0), worst.unwrap_or(i64::MAX)),
        }
    }

    fn into_found(self) -> Vec<(u64, Spot)> {
        let sign = self.sign();
        let sorted = self.heap.into_sorted_vec();
        let found = sorted.into_iter();
        found
            .map(|Reverse((duration, _, spot))| ((duration * sign).cast_unsigned(), spot))
            .collect()
    }
}

/// The next records by duration.
pub(super) fn slowest(segments: &mut Segments, ask: &Ask<'_>, need: usize) -> Run {
    let mut since = ask.cursor.and_then(|cursor| cursor.since);
    // The first page has told how much takes part; the following ones must not take less.
    let budget = &mut Budget::new(ask.time.filter(|_| ask.cursor.is_none()));
    let mut range = Range::of(ask.filter);
    if let Some(since) = since {
        range = range.since(since);
    }
    let mut best = Best {
        forward: ask.cursor.is_none_or(|cursor| cursor.forward),
        need,
        begun: ask.cursor.map(|cursor| (cursor.key, cursor.id)),
        heap: BinaryHeap::new(),
    };
    for (nth, day) in segments.days(range).into_iter().rev().enumerate() {
        if nth > 0 && budget.is_over() {
            since = Some(Id::new(day.end_ms(), 0));
            break;
        }
        if by_duration(segments, ask, range, day, &mut best) {
            continue;
        }
        let range = range
            .since(Id::new(day.start_ms(), 0))
            .before(Id::new(day.end_ms(), 0));
        let add = |spot, found: super::walk::Match| {
            best.add(found.duration.cast_unsigned(), spot);
            ControlFlow::Continue(())
        };
        let stopped = visit(segments, ask.filter, range, Way::Back, budget, add);
        if stopped.is_some() {
            since = stopped;
            break;
        }
    }
    Run {
        found: best.into_found(),
        stopped: None,
        since,
    }
}

/// Finds the best of a day by the list of durations; `false` when it would take too long, and then
/// nothing was added.
fn by_duration(
    segments: &mut Segments,
    ask: &Ask<'_>,
    range: Range,
    day: Day,
    best: &mut Best,
) -> bool {
    let seqs = range.seqs(day);
    let mut found = Vec::new();
    let mut failed: Vec<(SegmentName, SegmentError)> = Vec::new();
    let mut all = true;
    for segment in segments.of_day(day) {
        match best_of(segment, ask, seqs, best) {
            Ok(Some(own)) => found.extend(own),
            Ok(None) => all = false,
            Err(error) => failed.push((segment.name(), error.into())),
        }
    }
    for (name, error) in failed {
        segments.fail(name, &error);
    }
    if all {
        for (duration, spot) in found {
            best.add(duration, spot);
        }
    }
    all
}

type Found = Option<Vec<(u64, Spot)>>;

fn best_of(
    segment: &Segment,
    ask: &Ask<'_>,
    seqs: (i64, i64),
    best: &Best,
) -> rusqlite::Result<Found> {
    let Some(plan) = Plan::make(segment.connection(), ask.filter)? else {
        return Ok(Some(Vec::new()));
    };
    let SegmentName { day, class } = segment.name();
    let bounds = Bounds {
        forward: best.forward,
        durations: best.durations(),
        seqs,
    };
    let mut found = Vec::new();
    let done = longest(segment, &plan, bounds, |duration, seq| {
        let id = Id::from_seq(day, seq);
        let duration = duration.cast_unsigned();
        if best.is_ahead(duration, id) {
            found.push((duration, Spot { id, class }));
        }
        match found.len() < best.need {
            true => ControlFlow::Continue(()),
            false => ControlFlow::Break(()),
        }
    })?;
    Ok(done.then_some(found))
}
