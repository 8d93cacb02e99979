//! Where records wait for the import: one file for each UTC day and class, JSON Lines.
//!
//! ```text
//! 2026-11-22.jsonl           {"spool":"<random>","version":1}   the first line, always
//!                            {"id":"…","time":"…",…}            a record
//!                            {"id":"…","hits":38}               more of the same came: its final hits
//! 2026-11-22.refused.jsonl   the same, for refused strangers
//! live                       counts that are not final yet, and the requests that run right now
//! ```
//!
//! Promises: a record is one `write(2)` of one line on a file opened to append, so lines of several
//! workers never mix. A line that was torn by a full disk costs itself only. A file that was removed
//! while it was open is noticed after writing, and the line written again where it will be read; its
//! id keeps it from counting twice. A full disk or a folder that went away loses records, counts them
//! and never fails a request.

mod counters;
mod file;
mod folds;
mod live;
mod read;
mod seats;
mod write;

pub(in crate::log) use file::{name, parse_name};
pub(in crate::log) use read::{Piece, Reader};

pub use counters::{Counter, Counters};
pub use file::Loss;
pub use seats::Seat;
pub use write::{Spool, SpoolLimits};
