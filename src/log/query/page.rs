//! One page of records, and the cursors to the pages before and after it.

use super::budget::Budget;
use super::cursor::{Cursor, Order};
use super::filter::Filter;
use super::load::load;
use super::range::{Range, next};
use super::segments::{Segments, Spot};
use super::slowest::slowest;
use super::status::by_status;
use super::visit::visit;
use super::way::Way;
use crate::log::{Id, Record};
use std::ops::ControlFlow;
use std::time::Duration;

/// How long a page may take, unless the caller says otherwise.
pub const PAGE_TIME: Duration = Duration::from_millis(80);

/// As many records as a page can hold.
pub const PAGE_MOST: usize = 1000;

/// Which page.
#[derive(Debug, Clone)]
pub struct Ask<'a> {
    /// Which records.
    pub filter: &'a Filter,
    /// In which order; a cursor brings its own.
    pub order: Order,
    /// Where the page begins; the first one without.
    pub cursor: Option<Cursor>,
    /// How many records, 1 to [`PAGE_MOST`].
    pub limit: usize,
    /// How long it may take, [`PAGE_TIME`] being a good answer; without a time, as long as it takes.
    pub time: Option<Duration>,
}

/// A page of records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// The records.
    pub records: Vec<Record>,
    /// The page before: with [`Order::Newest`], what is newer.
    pub previous: Option<Cursor>,
    /// The page after: with [`Order::Newest`], what is older.
    pub next: Option<Cursor>,
    /// When the time was over before the page was full: how far it got.
    pub back_to: Option<BackTo>,
    /// What could not be read.
    pub unreadable: Vec<String>,
}

/// How far a page got in its time.
///
/// By time and by status the page holds what comes first, and [`Page::next`] goes on from there, on
/// the way back [`Page::previous`]. The slowest are the slowest since this time, on this page and the
/// following; whoever wants to go on asks for those before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BackTo {
    /// Everything between here and where the page began was looked at, in milliseconds since 1970.
    pub ms: u64,
    /// By status: only of this status; all that comes before it in the order was looked at.
    pub status: Option<u16>,
}

/// What an order found: up to one record more than a page takes, the nearest to the cursor first.
#[derive(Debug, Default)]
pub(super) struct Run {
    pub(super) found: Vec<(u64, Spot)>,
    /// Where the time was over.
    pub(super) stopped: Option<(u64, Id)>,
    /// The oldest id that took part.
    pub(super) since: Option<Id>,
}

/// A page; see [`super::Source::page`].
pub(super) fn page(segments: &mut Segments, ask: &Ask<'_>) -> Page {
    let order = ask.cursor.map_or(ask.order, |cursor| cursor.order);
    let limit = ask.limit.clamp(1, PAGE_MOST);
    let forward = ask.cursor.is_none_or(|cursor| cursor.forward);
    let mut run = match order {
        Order::Newest => by_time(segments, ask, way(Way::Back, forward), limit + 1),
        Order::Oldest => by_time(segments, ask, way(Way::Forth, forward), limit + 1),
        Order::Slowest => slowest(segments, ask, limit + 1),
        Order::Status => by_status(segments, ask, way(Way::Back, forward), limit + 1),
    };
    let more = run.found.len() > limit;
    run.found.truncate(limit);
    let cursor = |forward, (key, id)| Cursor {
        order,
        forward,
        key,
        id,
        since: run.since,
    };
    // The id of a place is the first on its newer side.
    let above = |(key, spot): &(u64, Spot)| (*key, next(spot.id));
    let below = |(key, spot): &(u64, Spot)| (*key, spot.id);
    let newest_first = order != Order::Oldest;
    let before = |hit| if newest_first { above(hit) } else { below(hit) };
    let after = |hit| if newest_first { below(hit) } else { above(hit) };
    let begun = ask.cursor.map(|cursor| (cursor.key, cursor.id));
    let (near, far) = (run.found.first(), run.found.last());
    // Where the page begins and where the next but for the direction does.
    let (start, end) = match forward {
        true => (near.map(before).or(begun), far.map(after)),
        false => (near.map(after).or(begun), far.map(before)),
    };
    let onward = run.stopped.or(end.filter(|_| more));
    let back = start.filter(|_| begun.is_some());
    let back_to = match order {
        Order::Slowest => run.since.map(|id| (id, None)),
        Order::Status => run
            .stopped
            .map(|(status, id)| (id, u16::try_from(status).ok())),
        _ => run.stopped.map(|(_, id)| (id, None)),
    };
    let onward = onward.map(|place| cursor(forward, place));
    let back = back.map(|place| cursor(!forward, place));
    let (previous, next) = if forward {
        (back, onward)
    } else {
        (onward, back)
    };
    if !forward {
        run.found.reverse();
    }
    Page {
        records: load(segments, run.found.iter().map(|(_, spot)| *spot)),
        previous,
        next,
        back_to: back_to.map(|(id, status)| BackTo {
            ms: id.ms(),
            status,
        }),
        unreadable: segments.unreadable(),
    }
}

fn way(way: Way, forward: bool) -> Way {
    if forward { way } else { way.turned() }
}

/// What of a range lies on the way from an id.
pub(super) fn from_there(range: Range, way: Way, id: Id) -> Range {
    match way {
        Way::Back => range.before(id),
        Way::Forth => range.since(id),
    }
}

fn by_time(segments: &mut Segments, ask: &Ask<'_>, way: Way, need: usize) -> Run {
    let mut range = Range::of(ask.filter);
    if let Some(cursor) = ask.cursor {
        range = from_there(range, way, cursor.id);
    }
    let mut run = Run::default();
    let budget = &mut Budget::new(ask.time);
    let stopped = visit(segments, ask.filter, range, way, budget, |spot, _| {
        run.found.push((0, spot));
        match run.found.len() < need {
            true => ControlFlow::Continue(()),
            false => ControlFlow::Break(()),
        }
    });
    run.stopped = stopped.map(|id| (0, id));
    run
}
