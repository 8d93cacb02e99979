//! Where records are kept: SQLite segments, one for each UTC day and class.
//!
//! A segment is a file of its own, so a day is removed by removing a file, and a broken one costs its
//! day. The texts that repeat are interned in `word`; counts by value and quarter of an hour are
//! kept up to date by the import, so that a chart reads no record, and so are the lists of which
//! records hold a value.

pub(in crate::log) mod aside;
pub(in crate::log) mod counts;
pub(in crate::log) mod insert;
pub(in crate::log) mod lists;
pub(in crate::log) mod recount;
mod relist;
pub(in crate::log) mod row;
pub(in crate::log) mod schema;
mod segment;
pub(in crate::log) mod words;

pub use segment::{Segment, SegmentError, SegmentName};
