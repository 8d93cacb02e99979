//! Records by status: one status after the other, each in the order of time.

use super::budget::Budget;
use super::filter::{Filter, StatusFilter};
use super::page::{Ask, Run, from_there};
use super::plan::statuses;
use super::range::Range;
use super::segments::Segments;
use super::visit::visit;
use super::way::Way;
use std::collections::BTreeSet;
use std::ops::ControlFlow;

/// The next records by status: downwards on the way back, upwards on the way forth.
pub(super) fn by_status(segments: &mut Segments, ask: &Ask<'_>, way: Way, need: usize) -> Run {
    let all = Range::of(ask.filter);
    let begun = ask.cursor.map(|cursor| cursor.key);
    let mut there = there_are(segments, all);
    there.retain(|status| ask.filter.status.is_none_or(|asked| asked.holds(*status)));
    there.retain(|status| begun.is_none_or(|begun| is_ahead(way, u64::from(*status), begun)));
    if way == Way::Back {
        there.reverse();
    }
    let mut run = Run::default();
    let budget = &mut Budget::new(ask.time);
    for status in there {
        let key = u64::from(status);
        let range = match ask.cursor.filter(|cursor| cursor.key == key) {
            Some(cursor) => from_there(all, way, cursor.id),
            None => all,
        };
        let filter = Filter {
            status: Some(StatusFilter::Exact(status)),
            ..ask.filter.clone()
        };
        let stopped = visit(segments, &filter, range, way, budget, |spot, _| {
            run.found.push((key, spot));
            match run.found.len() < need {
                true => ControlFlow::Continue(()),
                false => ControlFlow::Break(()),
            }
        });
        run.stopped = stopped.map(|id| (key, id));
        if run.stopped.is_some() || run.found.len() >= need {
            break;
        }
    }
    run
}

fn is_ahead(way: Way, status: u64, begun: u64) -> bool {
    match way {
        Way::Back => status <= begun,
        Way::Forth => status >= begun,
    }
}

/// The statuses that occur in a range, the lowest first.
fn there_are(segments: &mut Segments, range: Range) -> Vec<u16> {
    let mut there = BTreeSet::new();
    let mut failed = Vec::new();
    for day in segments.days(range) {
        for segment in segments.of_day(day) {
            match statuses(segment.connection()) {
                Ok(statuses) => there.extend(statuses),
                Err(error) => failed.push((segment.name(), error.into())),
            }
        }
    }
    for (name, error) in failed {
        segments.fail(name, &error);
    }
    there.into_iter().collect()
}
