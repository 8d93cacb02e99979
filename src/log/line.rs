//! The lines of the spool.

use super::id::Id;
use super::record::Record;
use serde::{Deserialize, Serialize};

/// How many requests a record stands for in the end: said in a line of its own, once more of the
/// same had come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hits {
    /// The record.
    pub id: Id,
    /// All of its requests, itself included: saying it twice changes nothing.
    pub hits: u64,
    /// As in [`Record::folded`].
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub folded: String,
}

impl Hits {
    /// The line in the spool, with its end.
    pub fn line(&self) -> Vec<u8> {
        line_of(self, 64)
    }
}

/// What is written of a value, with its end; mostly it fits into so many bytes.
pub(super) fn line_of(value: &impl Serialize, bytes: usize) -> Vec<u8> {
    let mut line = Vec::with_capacity(bytes);
    // Numbers and texts always serialize; an empty line costs nothing but itself.
    if serde_json::to_writer(&mut line, value).is_err() {
        line.clear();
    }
    line.push(b'\n');
    line
}

/// A line of the spool.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Line {
    /// A record.
    Record(Box<Record>),
    /// The final hits of an earlier one.
    Hits(Hits),
}

/// What each line begins with, and what stands nowhere inside one: quotes within texts are escaped.
const BEGINNING: &[u8] = b"{\"id\":\"";
const HITS: &[u8] = b"\",\"hits\":";

impl Line {
    /// Reads a line without its end.
    ///
    /// Where a line was torn, the next one stands behind its rest, and is read: then the second part
    /// is true. None when the line holds no record.
    pub fn parse(line: &[u8]) -> Option<(Self, bool)> {
        if let Some(read) = Self::parse_whole(line) {
            return Some((read, false));
        }
        let last = (1..line.len()).rev().find(|at| {
            line.get(*at..)
                .is_some_and(|rest| rest.starts_with(BEGINNING))
        });
        let rest = line.get(last?..)?;
        Self::parse_whole(rest).map(|read| (read, true))
    }

    fn parse_whole(line: &[u8]) -> Option<Self> {
        let after_id = line.get(BEGINNING.len() + Id::LEN..)?;
        if !line.starts_with(BEGINNING) {
            return None;
        }
        if after_id.starts_with(HITS) {
            return serde_json::from_slice(line).ok().map(Self::Hits);
        }
        let mut record: Box<Record> = serde_json::from_slice(line).ok()?;
        record.time = record.id;
        Some(Self::Record(record))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::log::Outcome;

    fn record() -> Record {
        Record {
            route: "/wp/v2/users".to_owned(),
            status: 401,
            query: "{\"id\":\"x\"}".to_owned(),
            ..Record::new(Id::new(1_795_335_786_123, 7), Outcome::Blocked)
        }
    }

    #[test]
    fn a_line_is_a_line_of_json_and_tells_the_time() {
        let line = String::from_utf8(record().line()).unwrap();
        assert!(
            line.starts_with("{\"id\":\"01a2025a0e8b-000000007\",\"time\":\"2026-11-22T"),
            "{line}"
        );
        assert!(line.ends_with("}\n") && line.matches('\n').count() == 1);
    }

    #[test]
    fn a_line_reads_as_what_was_written() {
        let line = record().line();
        let body = line.strip_suffix(b"\n").unwrap();
        assert_eq!(
            Line::parse(body),
            Some((Line::Record(Box::new(record())), false))
        );
        let hits = Hits {
            id: record().id,
            hits: 38,
            folded: "client".to_owned(),
        };
        let line = hits.line();
        assert_eq!(
            Line::parse(line.trim_ascii_end()),
            Some((Line::Hits(hits), false))
        );
    }

    #[test]
    fn a_torn_line_costs_itself_only() {
        let line = record().line();
        let whole = line.trim_ascii_end();
        for cut in 0..whole.len() {
            let torn = [&whole[..cut], whole].concat();
            let (read, recovered) = Line::parse(&torn).unwrap();
            assert_eq!(read, Line::Record(Box::new(record())));
            assert_eq!(recovered, cut > 0);
            assert_eq!(Line::parse(&whole[..cut]), None);
        }
    }
}
