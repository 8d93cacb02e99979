//! Visiting all records that match, in the order of time, across days and both classes.

use super::budget::Budget;
use super::filter::Filter;
use super::plan::Plan;
use super::range::Range;
use super::segments::{Segments, Spot};
use super::walk::{Match, Walk};
use super::way::Way;
use crate::log::store::{Segment, SegmentError, SegmentName};
use crate::log::{Day, Id};
use std::collections::VecDeque;
use std::ops::ControlFlow;

/// Visits what matches until there is no more, the visitor has enough, or the time is over.
///
/// Returns where the time was over: everything before this id on the way was visited, and asking
/// for what lies before it (back) or from it (forth) goes on.
pub(super) fn visit(
    segments: &mut Segments,
    filter: &Filter,
    range: Range,
    way: Way,
    budget: &mut Budget,
    mut each: impl FnMut(Spot, Match) -> ControlFlow<()>,
) -> Option<Id> {
    let mut days = segments.days(range);
    if way == Way::Back {
        days.reverse();
    }
    for (nth, day) in days.into_iter().enumerate() {
        if nth > 0 && budget.is_over() {
            return Some(Id::new(beginning(day, way), 0));
        }
        let mut walk = DayWalk::new(segments.of_day(day), filter, range.seqs(day), way);
        let ended = loop {
            match walk.next(budget) {
                Next::Found(name, found) => {
                    let spot = Spot {
                        id: Id::from_seq(day, way.rank(found.rank)),
                        class: name.class,
                    };
                    if each(spot, found).is_break() {
                        break Some(None);
                    }
                }
                Next::Late(rank) => break Some(Some(boundary(day, way, rank))),
                Next::Done => break None,
            }
        };
        for (name, error) in walk.failed {
            segments.fail(name, &error);
        }
        if let Some(ended) = ended {
            return ended;
        }
    }
    None
}

fn beginning(day: Day, way: Way) -> u64 {
    match way {
        Way::Back => day.end_ms(),
        Way::Forth => day.start_ms(),
    }
}

/// The id from which to go on when a rank is the first that was not looked at.
fn boundary(day: Day, way: Way, rank: i64) -> Id {
    match way {
        Way::Back => Id::from_seq(day, way.rank(rank) + 1),
        Way::Forth => Id::from_seq(day, way.rank(rank)),
    }
}

enum Next {
    Found(SegmentName, Match),
    Late(i64),
    Done,
}

/// The walks through the segments of one day, side by side.
struct DayWalk<'s> {
    sides: Vec<Side<'s>>,
    failed: Vec<(SegmentName, SegmentError)>,
}

struct Side<'s> {
    walk: Walk<'s>,
    found: VecDeque<Match>,
}

impl Side<'_> {
    /// The lowest rank that it can still hand out.
    fn head(&self) -> Option<i64> {
        match self.found.front() {
            Some(found) => Some(found.rank),
            None => (!self.walk.is_done()).then_some(self.walk.at),
        }
    }
}

impl<'s> DayWalk<'s> {
    fn new(segments: Vec<&'s Segment>, filter: &Filter, seqs: (i64, i64), way: Way) -> Self {
        let mut walk = Self {
            sides: Vec::new(),
            failed: Vec::new(),
        };
        for segment in segments {
            match Plan::make(segment.connection(), filter) {
                Ok(None) => {}
                Ok(Some(plan)) => walk.sides.push(Side {
                    walk: Walk::new(segment, plan, way, seqs),
                    found: VecDeque::new(),
                }),
                Err(error) => walk.failed.push((segment.name(), error.into())),
            }
        }
        walk
    }

    fn next(&mut self, budget: &mut Budget) -> Next {
        loop {
            let heads = self.sides.iter().enumerate();
            let lowest = heads
                .filter_map(|(at, side)| Some((side.head()?, at)))
                .min();
            let Some((head, at)) = lowest else {
                return Next::Done;
            };
            let Some(side) = self.sides.get_mut(at) else {
                return Next::Done;
            };
            let name = side.walk.segment.name();
            if let Some(found) = side.found.pop_front() {
                return Next::Found(name, found);
            }
            if budget.refuses_step() {
                return Next::Late(head);
            }
            match side.walk.step() {
                Ok(found) => side.found.extend(found),
                Err(error) => {
                    self.failed.push((name, error.into()));
                    self.sides.remove(at);
                }
            }
        }
    }
}
