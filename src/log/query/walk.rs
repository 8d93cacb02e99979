//! Walking through one segment in the order of time, step by step.
//!
//! A step looks at a few thousand rows at most, and afterwards it is known how far everything was
//! looked at. Steps are short as long as little is needed, and grow. Rows are looked at one after the
//! other where many match, and those that lists name where few do; what turns out to match less
//! often than the plan thought goes on with the lists.

use super::candidates::candidates;
use super::plan::Plan;
use super::way::Way;
use crate::log::Id;
use crate::log::store::Segment;
use crate::log::store::lists::seqs_of;
use rusqlite::CachedStatement;

/// Rows of the first step, of any, and of any by lists, whose rows are far from each other.
const FIRST: u64 = 128;
const MOST: u64 = 8192;
const MOST_LISTED: u64 = 2048;

/// So many numbers of lists are read at once, if records are spread evenly over the day.
const WINDOW: u64 = 256 * 1024;

/// After so many rows it is judged whether enough of them match: one in so many.
const TRIAL: u64 = 1024;
const ENOUGH: u64 = 32;

/// A row that matches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Match {
    pub(super) rank: i64,
    pub(super) duration: i64,
}

/// A walk through one segment.
pub(super) struct Walk<'s> {
    pub(super) segment: &'s Segment,
    plan: Plan,
    way: Way,
    sql: String,
    /// The first rank that was not looked at.
    pub(super) at: i64,
    end: i64,
    /// How many rows, or milliseconds of a list, the next step covers.
    step: u64,
    lists: Option<Lists>,
    looked_at: u64,
    matched: u64,
}

/// A part of the way by lists.
struct Lists {
    /// How many checks are looked up.
    depth: usize,
    /// How many ranks are looked up at once.
    window: i64,
    /// Milliseconds that were found and not looked at, the lowest rank last.
    waiting: Vec<i64>,
    /// The first rank that was not looked up.
    stop: i64,
}

impl<'s> Walk<'s> {
    /// A walk over the numbers from one to before another.
    pub(super) fn new(segment: &'s Segment, plan: Plan, way: Way, seqs: (i64, i64)) -> Self {
        let order = match way {
            Way::Back => "seq DESC",
            Way::Forth => "seq",
        };
        let columns = plan.columns();
        let (at, end) = way.ranks(seqs);
        let mut walk = Self {
            segment,
            sql: format!(
                "SELECT seq, duration_us{columns} FROM record \
                 WHERE seq >= ?1 AND seq < ?2 ORDER BY {order} LIMIT ?3"
            ),
            plan,
            way,
            at,
            end,
            step: FIRST,
            lists: None,
            looked_at: 0,
            matched: 0,
        };
        if walk.plan.is_sparse() {
            walk.use_lists(walk.plan.depth());
        }
        walk
    }

    /// Whether everything was looked at.
    pub(super) fn is_done(&self) -> bool {
        self.at >= self.end
    }

    /// Looks at the next rows; those that match, the lowest rank first.
    pub(super) fn step(&mut self) -> rusqlite::Result<Vec<Match>> {
        let connection = self.segment.connection();
        let mut statement = connection.prepare_cached(&self.sql)?;
        let mut found = Vec::new();
        if self.lists.is_some() {
            self.step_by_lists(&mut statement, &mut found)?;
        } else {
            self.step_over_rows(&mut statement, &mut found)?;
        }
        self.matched += found.len() as u64;
        let depth = self.lists.as_ref().map_or(0, |lists| lists.depth);
        let is_scarce = self.matched.saturating_mul(ENOUGH) < self.looked_at;
        if is_scarce && self.looked_at >= TRIAL && depth < self.plan.checks.len() {
            self.use_lists(self.plan.checks.len());
        }
        Ok(found)
    }

    fn use_lists(&mut self, depth: usize) {
        let checks = self.plan.checks.iter().take(depth);
        let numbers: u64 = checks.map(|check| check.records).sum();
        let day = self.segment.name().day;
        let whole = Id::first_seq_at(day, day.end_ms());
        let windows = i64::try_from(numbers / WINDOW).unwrap_or(i64::MAX);
        self.lists = Some(Lists {
            depth,
            window: whole / windows.saturating_add(1),
            waiting: Vec::new(),
            stop: self.at,
        });
    }

    fn step_over_rows(
        &mut self,
        statement: &mut CachedStatement<'_>,
        found: &mut Vec<Match>,
    ) -> rusqlite::Result<()> {
        let seqs = self.way.ranks((self.at, self.end));
        let (looked_at, last) = self.look(statement, seqs, self.step.cast_signed(), found)?;
        self.at = if looked_at < self.step {
            self.end
        } else {
            last + 1
        };
        self.step = (self.step * 2).min(MOST);
        Ok(())
    }

    fn step_by_lists(
        &mut self,
        statement: &mut CachedStatement<'_>,
        found: &mut Vec<Match>,
    ) -> rusqlite::Result<()> {
        let Some(mut lists) = self.lists.take() else {
            return Ok(());
        };
        if lists.waiting.is_empty() {
            lists.stop = self.at.saturating_add(lists.window.max(1)).min(self.end);
            let seqs = self.way.ranks((self.at, lists.stop));
            let connection = self.segment.connection();
            lists.waiting = candidates(connection, &self.plan, lists.depth, seqs)?;
            if self.way == Way::Forth {
                lists.waiting.reverse();
            }
        }
        let (from, to) = self.way.ranks((self.at, lists.stop));
        for _ in 0..self.step {
            let Some(ms) = lists.waiting.pop() else {
                break;
            };
            let own = seqs_of(ms);
            self.look(statement, (own.0.max(from), own.1.min(to)), -1, found)?;
        }
        self.at = match lists.waiting.last() {
            Some(ms) => self.way.ranks(seqs_of(*ms)).0.max(self.at),
            None => lists.stop,
        };
        self.step = (self.step * 2).min(MOST_LISTED);
        self.lists = Some(lists);
        Ok(())
    }

    /// Looks at rows of the numbers from one to before another, at most so many if that is not
    /// negative; how many there were, and the rank of the last one.
    fn look(
        &mut self,
        statement: &mut CachedStatement<'_>,
        (from, to): (i64, i64),
        most: i64,
        found: &mut Vec<Match>,
    ) -> rusqlite::Result<(u64, i64)> {
        let mut rows = statement.query((from, to, most))?;
        let (mut looked_at, mut last) = (0, self.at);
        while let Some(row) = rows.next()? {
            looked_at += 1;
            last = self.way.rank(row.get(0)?);
            if self.plan.passes(row)? {
                let duration = row.get(1)?;
                found.push(Match {
                    rank: last,
                    duration,
                });
            }
        }
        self.looked_at += looked_at;
        Ok((looked_at, last))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::log::query::Filter;
    use crate::log::store::SegmentName;
    use crate::log::{Class, Day, Outcome, Record};

    fn record(day: Day, nth: u64) -> Record {
        let outcome = match nth % 7 {
            0 => Outcome::NotFound,
            _ => Outcome::Allowed,
        };
        Record {
            method: ["GET", "POST", "PUT"][usize::try_from(nth % 3).unwrap()].into(),
            status: if nth.is_multiple_of(2) { 404 } else { 200 },
            // Three at a time share their millisecond.
            ..Record::new(Id::new(day.start_ms() + nth / 3 * 20_000, nth % 3), outcome)
        }
    }

    #[test]
    fn windows_and_depths_change_nothing_that_is_found() {
        let day = Day::parse("2026-11-22").unwrap();
        let folder = std::env::temp_dir().join(format!("rest-gate-walk-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let class = Class::Requests;
        let mut segment = Segment::write(&folder, SegmentName { day, class }).unwrap();
        let records: Vec<_> = (0..9_000).map(|nth| record(day, nth)).collect();
        for batch in records.chunks(700) {
            segment.insert(batch).unwrap();
        }
        let pairs = [
            ("outcome", "not_found"),
            ("method", "POST"),
            ("status", "404"),
        ];
        let filter = Filter::parse(&pairs).unwrap();
        let seqs = (records[100].id.seq(), records[8_000].id.seq());
        let mut expected: Vec<_> = (100..8_000_u64)
            .filter(|nth| nth % 7 == 0 && nth % 3 == 1 && nth % 2 == 0)
            .map(|nth| record(day, nth).id.seq())
            .collect();
        let whole = Id::first_seq_at(day, day.end_ms());
        for way in [Way::Forth, Way::Back] {
            for (depth, window) in [(0, 0), (1, whole / 500), (2, whole / 50), (3, whole)] {
                let plan = Plan::make(segment.connection(), &filter).unwrap().unwrap();
                let mut walk = Walk::new(&segment, plan, way, seqs);
                walk.lists = (depth > 0).then(|| Lists {
                    depth,
                    window,
                    waiting: Vec::new(),
                    stop: walk.at,
                });
                let mut found = Vec::new();
                while !walk.is_done() {
                    let at = walk.at;
                    found.extend(walk.step().unwrap().iter().map(|own| way.rank(own.rank)));
                    assert!(walk.at > at);
                }
                assert_eq!(found, expected, "{way:?} {depth} {window}");
            }
            expected.reverse();
        }
        drop(segment);
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
