//! Counts a segment's records anew, and corrects what was written down.

use super::counts::Counts;
use super::relist;
use super::schema::WORDS;
use super::{Segment, SegmentError};
use rusqlite::{Connection, TransactionBehavior};
use std::collections::HashMap;

/// What a segment holds.
#[derive(Debug, Clone, Copy)]
pub(in crate::log) struct Recounted {
    /// How many records.
    pub(in crate::log) records: u64,
    /// Whether its counts or lists were wrong.
    pub(in crate::log) is_repaired: bool,
}

/// Compares all counts and lists with the records, and writes those down that are right.
pub(in crate::log) fn repair(segment: &mut Segment) -> Result<Recounted, SegmentError> {
    let transaction = segment
        .connection_mut()
        .transaction_with_behavior(TransactionBehavior::Immediate)?;
    let (records, words, counts) = count(&transaction)?;
    let mut is_repaired = false;
    if !words_are(&transaction, &words)? {
        is_repaired = true;
        transaction.execute("UPDATE word SET records = 0", ())?;
        let mut set = transaction.prepare_cached("UPDATE word SET records = ?2 WHERE id = ?1")?;
        for (id, uses) in &words {
            set.execute((id, uses))?;
        }
    }
    if Counts::read(&transaction)? != counts {
        is_repaired = true;
        transaction.execute_batch("DELETE FROM tally; DELETE FROM quarter; DELETE FROM hourly")?;
        counts.write(&transaction)?;
    }
    is_repaired |= relist::repair(&transaction)?;
    transaction.commit()?;
    Ok(Recounted {
        records,
        is_repaired,
    })
}

/// How many records there are, how many use each word, and the other counts.
fn count(connection: &Connection) -> rusqlite::Result<(u64, HashMap<i64, i64>, Counts)> {
    let columns: Vec<_> = WORDS.iter().map(|(column, _)| *column).collect();
    let select = format!(
        "SELECT seq, outcome, status, coalesce(hits, 1), duration_us, coalesce(route, 0), {} FROM record",
        columns.join(", ")
    );
    let mut select = connection.prepare(&select)?;
    let mut rows = select.query(())?;
    let mut records = 0;
    let mut words = HashMap::new();
    let mut counts = Counts::default();
    while let Some(row) = rows.next()? {
        records += 1;
        counts.record(
            row.get(0)?,
            row.get(5)?,
            row.get(1)?,
            row.get(2)?,
            row.get(3)?,
            row.get(4)?,
        );
        for column in 6..6 + WORDS.len() {
            if let Some(word) = row.get::<_, Option<i64>>(column)? {
                *words.entry(word).or_default() += 1;
            }
        }
    }
    Ok((records, words, counts))
}

fn words_are(connection: &Connection, words: &HashMap<i64, i64>) -> rusqlite::Result<bool> {
    let mut select = connection.prepare("SELECT id, records FROM word WHERE records <> 0")?;
    let mut rows = select.query(())?;
    let mut same = 0;
    while let Some(row) = rows.next()? {
        if words.get(&row.get(0)?) != Some(&row.get(1)?) {
            return Ok(false);
        }
        same += 1;
    }
    Ok(same == words.len())
}
