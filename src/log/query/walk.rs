//! Walking through one segment in the order of time, step by step.
//!
//! A step looks at a few thousand rows at most, and afterwards it is known how far everything was
//! looked at. Steps are short as long as little is needed, and grow.

use super::plan::Plan;
use crate::log::store::Segment;
use rusqlite::Row;

/// Rows of the first step, and of any.
const FIRST: u64 = 128;
const MOST: u64 = 8192;

/// A window on an index is meant to hold as many rows.
const WINDOW: i64 = 2048;

/// Which way through time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// From the newest to the oldest.
    Back,
    /// From the oldest to the newest.
    Forth,
}

impl Way {
    /// The other way.
    pub(super) fn turned(self) -> Self {
        match self {
            Self::Back => Self::Forth,
            Self::Forth => Self::Back,
        }
    }

    /// The rank of a `seq`: what comes first on this way has the lower rank. Its own inverse.
    pub(super) fn rank(self, seq: i64) -> i64 {
        match self {
            Self::Back => seq.saturating_neg(),
            Self::Forth => seq,
        }
    }

    /// The ranks of the numbers from one to before another.
    fn ranks(self, (from, to): (i64, i64)) -> (i64, i64) {
        match self {
            Self::Back => (1 - to, 1 - from),
            Self::Forth => (from, to),
        }
    }
}

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
    values: String,
    /// The first rank that was not looked at.
    pub(super) at: i64,
    end: i64,
    /// How many rows, or on an index how many ranks, the next step covers.
    step: u64,
}

impl<'s> Walk<'s> {
    /// A walk over the numbers from one to before another.
    pub(super) fn new(segment: &'s Segment, plan: Plan, way: Way, seqs: (i64, i64)) -> Self {
        Self::reading("duration_us", segment, plan, way, seqs)
    }

    /// A walk that reads no durations: the index alone may do.
    pub(super) fn counting(segment: &'s Segment, plan: Plan, seqs: (i64, i64)) -> Self {
        Self::reading("0", segment, plan, Way::Back, seqs)
    }

    fn reading(
        duration: &'static str,
        segment: &'s Segment,
        plan: Plan,
        way: Way,
        seqs: (i64, i64),
    ) -> Self {
        let columns = plan.columns();
        let (found, order) = match (&plan.index, way) {
            (Some(check), _) => (format!("{} AND", check.column.by_index()), ""),
            (None, Way::Back) => ("NOT INDEXED WHERE".into(), " ORDER BY seq DESC LIMIT ?3"),
            (None, Way::Forth) => ("NOT INDEXED WHERE".into(), " ORDER BY seq LIMIT ?3"),
        };
        let (at, end) = way.ranks(seqs);
        let span = end.saturating_sub(at).max(1);
        // As if the records were spread evenly over the whole day.
        let share = i64::try_from(plan.candidates).unwrap_or(i64::MAX) / WINDOW;
        let step = match plan.index {
            Some(_) => (span / (share + 1)).max(1).cast_unsigned(),
            None => FIRST,
        };
        Self {
            segment,
            sql: format!(
                "SELECT seq, {duration}{columns} FROM record {found} seq >= ?1 AND seq < ?2{order}"
            ),
            values: plan
                .index
                .as_ref()
                .map_or_else(String::new, |check| check.json()),
            plan,
            way,
            at,
            end,
            step,
        }
    }

    /// Whether everything was looked at.
    pub(super) fn is_done(&self) -> bool {
        self.at >= self.end
    }

    /// Looks at the next rows; those that match, the lowest rank first.
    pub(super) fn step(&mut self) -> rusqlite::Result<Vec<Match>> {
        match self.plan.index {
            Some(_) => self.step_on_index(),
            None => self.step_over_rows(),
        }
    }

    fn step_over_rows(&mut self) -> rusqlite::Result<Vec<Match>> {
        let (from, to) = self.way.ranks((self.at, self.end));
        let connection = self.segment.connection();
        let mut statement = connection.prepare_cached(&self.sql)?;
        let limit = self.step.cast_signed();
        let mut rows = statement.query((from, to, limit))?;
        let mut matches = Vec::new();
        let (mut looked_at, mut last) = (0, self.at);
        while let Some(row) = rows.next()? {
            looked_at += 1;
            last = self.way.rank(row.get(0)?);
            if self.plan.passes_rest(row)? {
                matches.push(self.matched(row)?);
            }
        }
        self.at = if looked_at < self.step {
            self.end
        } else {
            last + 1
        };
        self.step = (self.step * 2).min(MOST);
        Ok(matches)
    }

    fn step_on_index(&mut self) -> rusqlite::Result<Vec<Match>> {
        let window = i64::try_from(self.step).unwrap_or(i64::MAX);
        let stop = self.at.saturating_add(window).min(self.end);
        let (from, to) = self.way.ranks((self.at, stop));
        let connection = self.segment.connection();
        let mut statement = connection.prepare_cached(&self.sql)?;
        let mut rows = statement.query((from, to, &self.values))?;
        let mut matches = Vec::new();
        let mut looked_at = 0;
        while let Some(row) = rows.next()? {
            looked_at += 1;
            if self.plan.passes_rest(row)? {
                matches.push(self.matched(row)?);
            }
        }
        matches.sort_unstable_by_key(|found| found.rank);
        self.at = stop;
        if looked_at < WINDOW / 2 {
            self.step = self.step.saturating_mul(2);
        } else if looked_at > WINDOW * 2 {
            self.step = (self.step / 2).max(1);
        }
        Ok(matches)
    }

    fn matched(&self, row: &Row<'_>) -> rusqlite::Result<Match> {
        Ok(Match {
            rank: self.way.rank(row.get(0)?),
            duration: row.get(1)?,
        })
    }
}
