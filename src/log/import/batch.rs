//! One batch: lines of the spool and the position behind them, in one transaction.

use crate::log::spool::{Piece, Reader};
use crate::log::store::insert::Insert;
use crate::log::store::words::Words;
use crate::log::store::{Segment, SegmentError};
use crate::log::{Day, Line};
use rusqlite::{OptionalExtension, TransactionBehavior};
use std::io;
use std::time::Instant;

/// How much is in a batch at most: what waits in memory for its commit.
const LINES: u64 = 10_000;
const BYTES: u64 = 8 * 1024 * 1024;
/// How many lines are read between two looks at the clock.
const LINES_A_LOOK: u64 = 64;

/// What a line of the spool begins with.
const BEGINNING: &[u8] = b"{\"id\":\"";

/// What came of a batch.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Batch {
    pub(super) records: u64,
    pub(super) hits_lines: u64,
    pub(super) torn: u64,
    pub(super) foreign: u64,
    /// Whether nothing was left to read.
    pub(super) is_end: bool,
}

/// Why there was none; nothing has changed.
#[derive(Debug)]
pub(super) enum Failure {
    Read(io::Error),
    Segment(SegmentError),
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Read(error)
    }
}

impl From<rusqlite::Error> for Failure {
    fn from(error: rusqlite::Error) -> Self {
        Self::Segment(error.into())
    }
}

/// Goes to where the last import of a file stopped, and forgets files that are gone.
pub(super) fn resume(segment: &Segment, reader: &mut Reader) -> Result<(), Failure> {
    let connection = segment.connection();
    let position: Option<i64> = connection
        .prepare_cached("SELECT position FROM spool WHERE file = ?1")?
        .query_row([reader.identity()], |row| row.get(0))
        .optional()?;
    if let Some(position) = position {
        reader.resume(position.cast_unsigned())?;
    }
    Ok(())
}

/// Adds up in one row what is known of the files that are not there any more.
pub(super) fn forget(segment: &mut Segment, here: &[String]) -> Result<(), Failure> {
    let here = serde_json::to_string(here).unwrap_or_default();
    let gone = "file <> '' AND file NOT IN (SELECT value FROM json_each(?1))";
    let connection = segment.connection_mut();
    let any = format!("SELECT 1 FROM spool WHERE {gone} LIMIT 1");
    if !connection.prepare_cached(&any)?.exists([&here])? {
        return Ok(());
    }
    let transaction = connection.transaction()?;
    transaction.execute(
        &format!(
            "INSERT INTO spool (file, position, torn, lost_hits)
             SELECT '', 0, coalesce(sum(torn), 0), coalesce(sum(lost_hits), 0) FROM spool WHERE {gone}
             ON CONFLICT DO UPDATE SET torn = torn + excluded.torn, lost_hits = lost_hits + excluded.lost_hits"
        ),
        [&here],
    )?;
    transaction.execute(&format!("DELETE FROM spool WHERE {gone}"), [&here])?;
    Ok(transaction.commit()?)
}

/// Imports a batch. After a failure, `words` and `reader` are of no more use.
pub(super) fn run(
    segment: &mut Segment,
    reader: &mut Reader,
    words: &mut Words,
    is_over: bool,
    until: Option<Instant>,
) -> Result<Batch, Failure> {
    let day = segment.name().day;
    let begun = reader.position();
    let mut batch = Batch::default();
    let transaction = segment
        .connection_mut()
        .transaction_with_behavior(TransactionBehavior::Immediate)?;
    let mut insert = Insert::new(&transaction, words)?;
    for line in 1..=LINES {
        let Some(piece) = reader.next(is_over)? else {
            batch.is_end = true;
            break;
        };
        batch.take(&mut insert, day, &piece)?;
        let is_late =
            line % LINES_A_LOOK == 0 && until.is_some_and(|until| Instant::now() >= until);
        if is_late || reader.position() - begun >= BYTES {
            break;
        }
    }
    if reader.position() == begun {
        return Ok(batch);
    }
    let lost = insert.finish()?;
    let torn = batch.torn + batch.foreign;
    transaction
        .prepare_cached(
            "INSERT INTO spool (file, position, torn, lost_hits) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT DO UPDATE SET position = excluded.position,
             torn = torn + excluded.torn, lost_hits = lost_hits + excluded.lost_hits",
        )?
        .execute((
            reader.identity(),
            reader.position().cast_signed(),
            torn.cast_signed(),
            lost.cast_signed(),
        ))?;
    transaction.commit()?;
    Ok(batch)
}

impl Batch {
    fn take(
        &mut self,
        insert: &mut Insert<'_>,
        day: Day,
        piece: &Piece<'_>,
    ) -> Result<(), Failure> {
        let parsed = Line::parse(piece.line);
        let mut is_torn = piece.is_cut;
        match parsed {
            Some((Line::Record(record), recovered)) if record.id.day() == day => {
                is_torn |= recovered;
                self.records += u64::from(insert.record(&record)?);
            }
            Some((Line::Hits(hits), recovered)) if hits.id.day() == day => {
                is_torn |= recovered;
                insert.hits(&hits)?;
                self.hits_lines += 1;
            }
            // Of another day: its number would be that of a request of this one.
            Some(_) => self.foreign += 1,
            // Ends what was torn before it.
            None if piece.line.is_empty() => {}
            None if is_torn || is_rest_of_ours(piece.line) => is_torn = true,
            None => self.foreign += 1,
        }
        self.torn += u64::from(is_torn);
        Ok(())
    }
}

/// Whether a line that holds no record looks like a piece of one, or like what a crash of the machine
/// leaves.
fn is_rest_of_ours(line: &[u8]) -> bool {
    line.starts_with(BEGINNING) || BEGINNING.starts_with(line) || line.contains(&0)
}
