//! The records of one segment in the order of their durations.

use super::candidates::candidates;
use super::plan::Plan;
use crate::log::store::Segment;
use crate::log::store::lists::{each_slow, ms_of, seqs_of};
use rusqlite::Connection;
use std::collections::BinaryHeap;
use std::ops::ControlFlow;

/// So many rows are looked at before giving it up.
const MOST: u64 = 4096;
/// After so many, only those are looked at that lists name.
const TRIAL: u64 = 512;

/// What is asked for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bounds {
    /// Whether the slowest come first.
    pub(super) forward: bool,
    /// The least and the greatest duration.
    pub(super) durations: (i64, i64),
    /// The numbers from one to before another.
    pub(super) seqs: (i64, i64),
}

/// Calls with the duration and the number of each record that matches, the slowest or the fastest
/// first, and of equally slow ones the newest or the oldest; until it breaks. `false` when so many
/// rows did not match that it was given up.
pub(super) fn longest(
    segment: &Segment,
    plan: &Plan,
    bounds: Bounds,
    mut each: impl FnMut(i64, i64) -> ControlFlow<()>,
) -> rusqlite::Result<bool> {
    let connection = segment.connection();
    let (from, to) = bounds.seqs;
    let mut named = match plan.is_sparse() {
        true => Some(candidates(connection, plan, plan.depth(), bounds.seqs)?),
        false => None,
    };
    let sql = format!(
        "SELECT seq, duration_us{} FROM record WHERE seq >= ?1 AND seq < ?2 ORDER BY seq {}",
        plan.columns(),
        if bounds.forward { "DESC" } else { "ASC" },
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let mut looked_at = 0;
    let mut look = |ms: i64, found: &mut Vec<(i64, i64)>| -> rusqlite::Result<u64> {
        let own = seqs_of(ms);
        let mut rows = statement.query((own.0.max(from), own.1.min(to)))?;
        while let Some(row) = rows.next()? {
            looked_at += 1;
            if plan.passes(row)? {
                found.push((row.get(1)?, row.get(0)?));
            }
        }
        Ok(looked_at)
    };
    let mut found = Vec::new();
    if let Some(few) = named.as_ref().filter(|named| is_few(named.len(), plan)) {
        for ms in few {
            look(*ms, &mut found)?;
        }
        found.sort_unstable();
        if bounds.forward {
            found.reverse();
        }
        let _ = found
            .into_iter()
            .try_for_each(|(duration, seq)| each(duration, seq));
        return Ok(true);
    }
    let (least_ms, greatest_ms) = (ms_of(from), ms_of(to.saturating_sub(1)));
    let mut given_up = false;
    by_duration(connection, bounds, |duration, ms| {
        let is_named = |named: &Vec<i64>| named.binary_search(&ms).is_ok();
        if ms < least_ms || ms > greatest_ms || !named.as_ref().is_none_or(is_named) {
            return Ok(ControlFlow::Continue(()));
        }
        found.clear();
        let looked_at = look(ms, &mut found)?;
        let asked = found.iter().filter(|(own, _)| *own == duration);
        for (duration, seq) in asked {
            if each(*duration, *seq).is_break() {
                return Ok(ControlFlow::Break(()));
            }
        }
        if looked_at >= TRIAL && named.is_none() && !plan.checks.is_empty() {
            let all = plan.checks.len();
            named = Some(candidates(connection, plan, all, bounds.seqs)?);
        }
        given_up = looked_at >= MOST;
        Ok(match given_up {
            true => ControlFlow::Break(()),
            false => ControlFlow::Continue(()),
        })
    })?;
    Ok(!given_up)
}

/// Whether looking at all of them costs less than reading durations until enough of them are named.
fn is_few(named: usize, plan: &Plan) -> bool {
    let named = named as u64;
    named.saturating_mul(named) <= plan.records
}

/// Calls with each duration and the millisecond of its record, in order, and once for equal ones.
fn by_duration(
    connection: &Connection,
    bounds: Bounds,
    mut each: impl FnMut(i64, i64) -> rusqlite::Result<ControlFlow<()>>,
) -> rusqlite::Result<()> {
    let sql = match bounds.forward {
        true => {
            "SELECT longest, first, shortest, list FROM slow WHERE longest >= ?1 AND shortest <= ?2 \
             ORDER BY longest DESC, first DESC"
        }
        false => {
            "SELECT longest, first, shortest, list FROM slow WHERE longest >= ?1 AND shortest <= ?2 \
             ORDER BY shortest"
        }
    };
    let sign = if bounds.forward { 1 } else { -1 };
    let (least, greatest) = bounds.durations;
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query((least, greatest))?;
    let mut read = BinaryHeap::new();
    let mut last = None;
    loop {
        let row = rows.next()?;
        // Nothing in this row or behind it comes before.
        let edge = match row {
            Some(row) if bounds.forward => Some((row.get(0)?, ms_of(row.get(1)?))),
            Some(row) => Some((-row.get::<_, i64>(2)?, i64::MAX)),
            None => None,
        };
        while let Some(next) = read.pop() {
            if edge.is_some_and(|edge| next < edge) {
                read.push(next);
                break;
            }
            let (duration, ms) = next;
            if last != Some(next) && each(duration * sign, ms * sign)?.is_break() {
                return Ok(());
            }
            last = Some(next);
        }
        let Some(row) = row else {
            return Ok(());
        };
        let list = row.get_ref(3)?.as_blob()?;
        each_slow(row.get(0)?, row.get(1)?, list, |duration, ms| {
            if least <= duration && duration <= greatest {
                read.push((duration * sign, ms * sign));
            }
        });
    }
}
