//! Questions to the store: pages, counts, charts, single records.
//!
//! ```text
//! names and values ──> parse ──> filter
//! filter + segment ──> plan       which lists, what to check, or that nothing can match
//!                      walk       one segment in the order of time, in short steps
//!                      visit      days and classes in one order, within a time
//! order + cursor   ──> page       by time; status, slowest: the other orders
//! count, chart, top, find         the other questions
//! ```
//!
//! Promises: no value ever stands in the text of an SQL statement. An answer takes about as long as
//! it may, and says how far it got. A segment that cannot be read costs its part of the answer, and
//! is named. Going through all pages shows every record once that was there at the beginning.

mod budget;
mod candidates;
mod chart;
mod count;
mod cursor;
mod filter;
mod find;
mod load;
mod longest;
mod page;
mod parse;
mod plan;
mod range;
mod segments;
mod slowest;
mod status;
mod top;
mod visit;
mod walk;
mod way;

pub use chart::{Histogram, QUARTER_MS};
pub use count::{COUNT_MOST, Count, Counted};
pub use cursor::{Cursor, CursorError, Order};
pub use filter::{Filter, RouteFilter, StatusFilter, UserFilter};
pub use find::Found;
pub use page::{Ask, BackTo, PAGE_MOST, PAGE_TIME, Page};
pub use parse::FilterError;
pub use segments::Segments;
pub use top::{By, RouteFigures, Top, TopAsk};

use super::id::Id;
use std::time::Duration;

/// What a store answers, wherever it keeps its records.
///
/// No question fails: what cannot be read is left out of the answer, and named in it.
pub trait Source {
    /// One page of records.
    fn page(&mut self, ask: &Ask<'_>) -> Page;

    /// How many records match: exact up to [`COUNT_MOST`], within a time if one is given.
    fn count(&mut self, filter: &Filter, time: Option<Duration>) -> Counted;

    /// Hits by outcome between each edge and the next, given in order in milliseconds since 1970.
    ///
    /// Hits are counted by quarters of an hour, and an edge within one stands for its beginning. The
    /// days of every time zone begin and end with a quarter of an hour in UTC, also when the clocks
    /// change.
    fn histogram(&mut self, edges_ms: &[u64]) -> Histogram;

    /// The routes with the most hits or the longest durations.
    fn top(&mut self, ask: &TopAsk) -> Top;

    /// One record, with the items of its batch.
    fn find(&mut self, id: Id) -> Found;
}

impl Source for Segments {
    fn page(&mut self, ask: &Ask<'_>) -> Page {
        self.refresh();
        page::page(self, ask)
    }

    fn count(&mut self, filter: &Filter, time: Option<Duration>) -> Counted {
        self.refresh();
        count::count(self, filter, time)
    }

    fn histogram(&mut self, edges_ms: &[u64]) -> Histogram {
        self.refresh();
        chart::histogram(self, edges_ms)
    }

    fn top(&mut self, ask: &TopAsk) -> Top {
        self.refresh();
        top::top(self, ask)
    }

    fn find(&mut self, id: Id) -> Found {
        self.refresh();
        find::find(self, id)
    }
}
