//! What a batch adds to the counts of a segment: gathered in memory, written once.

use super::schema::{TALLY_BOTH, TALLY_OUTCOME, TALLY_STATUS, outcome_and_status};
use crate::log::{Day, Id};
use rusqlite::Connection;
use std::collections::BTreeMap;

const QUARTER_MS: u64 = 900_000;
const HOUR_MS: u64 = 3_600_000;
/// What stands for the whole day among the hours.
pub(in crate::log) const WHOLE_DAY: u64 = 24;

/// Sums by the keys of `tally`, `quarter` and `hourly`.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Counts {
    tally: BTreeMap<(i64, i64), i64>,
    quarter: BTreeMap<(u64, u8), i64>,
    hourly: BTreeMap<(u64, i64, u8), Hourly>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Hourly {
    hits: i64,
    records: i64,
    duration: i64,
    slowest: i64,
}

impl Counts {
    /// Counts a new record. The route is the number of its word, 0 when there is none.
    pub(super) fn record(
        &mut self,
        seq: i64,
        route: i64,
        outcome: u8,
        status: u16,
        hits: i64,
        duration: i64,
    ) {
        let (code, status) = (i64::from(outcome), i64::from(status));
        for key in [
            (TALLY_OUTCOME, code),
            (TALLY_STATUS, status),
            (TALLY_BOTH, outcome_and_status(code, status)),
        ] {
            *self.tally.entry(key).or_default() += 1;
        }
        let more = Hourly {
            hits,
            records: 1,
            duration,
            slowest: duration,
        };
        self.add(seq, route, outcome, more);
    }

    /// Counts more hits of a record.
    pub(super) fn hits(&mut self, seq: i64, route: i64, outcome: u8, hits: i64) {
        let more = Hourly {
            hits,
            ..Hourly::default()
        };
        self.add(seq, route, outcome, more);
    }

    fn add(&mut self, seq: i64, route: i64, outcome: u8, more: Hourly) {
        let ms = Id::from_seq(Day::of(0), seq).ms();
        *self.quarter.entry((ms / QUARTER_MS, outcome)).or_default() += more.hits;
        for hour in [ms / HOUR_MS, WHOLE_DAY] {
            let sums = self.hourly.entry((hour, route, outcome)).or_default();
            sums.hits += more.hits;
            sums.records += more.records;
            sums.duration += more.duration;
            sums.slowest = sums.slowest.max(more.slowest);
        }
    }

    /// What is in the tables.
    pub(super) fn read(connection: &Connection) -> rusqlite::Result<Self> {
        let mut counts = Self::default();
        let mut tally = connection.prepare("SELECT what, value, records FROM tally")?;
        let mut rows = tally.query(())?;
        while let Some(row) = rows.next()? {
            let key = (row.get(0)?, row.get(1)?);
            counts.tally.insert(key, row.get(2)?);
        }
        let mut quarter = connection.prepare("SELECT quarter, outcome, hits FROM quarter")?;
        let mut rows = quarter.query(())?;
        while let Some(row) = rows.next()? {
            let at: i64 = row.get(0)?;
            let key = (at.cast_unsigned(), row.get(1)?);
            counts.quarter.insert(key, row.get(2)?);
        }
        let mut hourly = connection.prepare(
            "SELECT hour, route, outcome, hits, records, duration_us, slowest_us FROM hourly",
        )?;
        let mut rows = hourly.query(())?;
        while let Some(row) = rows.next()? {
            let hour: i64 = row.get(0)?;
            let key = (hour.cast_unsigned(), row.get(1)?, row.get(2)?);
            let sums = Hourly {
                hits: row.get(3)?,
                records: row.get(4)?,
                duration: row.get(5)?,
                slowest: row.get(6)?,
            };
            counts.hourly.insert(key, sums);
        }
        Ok(counts)
    }

    /// Adds everything to the tables.
    pub(super) fn write(&self, connection: &Connection) -> rusqlite::Result<()> {
        let mut tally = connection.prepare_cached(
            "INSERT INTO tally (what, value, records) VALUES (?1, ?2, ?3)
             ON CONFLICT DO UPDATE SET records = records + excluded.records",
        )?;
        for ((what, value), records) in &self.tally {
            tally.execute((what, value, records))?;
        }
        let mut quarter = connection.prepare_cached(
            "INSERT INTO quarter (quarter, outcome, hits) VALUES (?1, ?2, ?3)
             ON CONFLICT DO UPDATE SET hits = hits + excluded.hits",
        )?;
        for ((at, outcome), hits) in &self.quarter {
            quarter.execute((at.cast_signed(), outcome, hits))?;
        }
        let mut hourly = connection.prepare_cached(
            "INSERT INTO hourly (hour, route, outcome, hits, records, duration_us, slowest_us)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
             ON CONFLICT DO UPDATE SET hits = hits + excluded.hits, records = records + excluded.records,
             duration_us = duration_us + excluded.duration_us, slowest_us = max(slowest_us, excluded.slowest_us)",
        )?;
        for ((hour, route, outcome), sums) in &self.hourly {
            hourly.execute((
                hour.cast_signed(),
                route,
                outcome,
                sums.hits,
                sums.records,
                sums.duration,
                sums.slowest,
            ))?;
        }
        Ok(())
    }
}
