//! Puts records into a segment, and keeps its counts exact.

use super::counts::Counts;
use super::lists::{Listed, Lists};
use super::row::{COLUMNS, PLAIN};
use super::schema::WORDS;
use super::words::{WordStatements, Words};
use crate::log::{Hits, Record};
use rusqlite::{CachedStatement, OptionalExtension, Transaction};
use std::collections::BTreeMap;

/// More than any duration or number of hits can be; their sums stay whole numbers.
const MOST: u64 = 1 << 40;

/// Insertion into one segment within one transaction: everything, or after an error nothing.
///
/// After an error, or when the transaction is not committed, [`Words`] must be dropped.
pub(in crate::log) struct Insert<'t> {
    transaction: &'t Transaction<'t>,
    words: &'t mut Words,
    word_statements: WordStatements<'t>,
    insert: CachedStatement<'t>,
    find: CachedStatement<'t>,
    raise: CachedStatement<'t>,
    counts: Counts,
    lists: Lists,
    /// Hits whose record has not come: it may stand behind them.
    early: BTreeMap<i64, Hits>,
}

impl<'t> Insert<'t> {
    /// Insertion into the segment of a transaction, of records of its day.
    pub(in crate::log) fn new(
        transaction: &'t Transaction<'t>,
        words: &'t mut Words,
    ) -> rusqlite::Result<Self> {
        let values = ["?"; PLAIN + WORDS.len()].join(", ");
        let insert = format!("INSERT OR IGNORE INTO record ({COLUMNS}) VALUES ({values})");
        Ok(Self {
            transaction,
            words,
            word_statements: WordStatements::new(transaction)?,
            insert: transaction.prepare_cached(&insert)?,
            find: transaction
                .prepare_cached("SELECT hits, route, outcome FROM record WHERE seq = ?1")?,
            raise: transaction
                .prepare_cached("UPDATE record SET hits = ?2, folded = ?3 WHERE seq = ?1")?,
            counts: Counts::default(),
            lists: Lists::default(),
            early: BTreeMap::new(),
        })
    }

    /// Puts a record in, unless it is there; tells whether it is new.
    pub(in crate::log) fn record(&mut self, record: &Record) -> rusqlite::Result<bool> {
        let mut words = [None; WORDS.len()];
        for ((column, (text, number)), word) in
            texts(record).into_iter().enumerate().zip(&mut words)
        {
            let statements = &mut self.word_statements;
            *word = self
                .words
                .find(self.transaction, statements, column, text, number)?;
        }
        let seq = record.id.seq();
        let hits = record.hits.clamp(1, MOST);
        let duration = record.duration_us.min(MOST).cast_signed();
        let insert = &mut self.insert;
        insert.raw_bind_parameter(1, seq)?;
        insert.raw_bind_parameter(2, record.parent.map(|id| id.to_string()))?;
        insert.raw_bind_parameter(3, number(record.blog_id))?;
        insert.raw_bind_parameter(4, record.outcome.code())?;
        insert.raw_bind_parameter(5, record.simulated.map(|outcome| outcome.code()))?;
        insert.raw_bind_parameter(6, record.status)?;
        insert.raw_bind_parameter(7, number(u64::from(record.inner_status)))?;
        insert.raw_bind_parameter(8, duration)?;
        insert.raw_bind_parameter(9, number(record.after_us))?;
        insert.raw_bind_parameter(10, number(record.bytes))?;
        insert.raw_bind_parameter(11, text(&record.query))?;
        insert.raw_bind_parameter(12, text(&record.body))?;
        insert.raw_bind_parameter(13, text(&record.proxy_id))?;
        insert.raw_bind_parameter(14, number(hits).filter(|hits| *hits > 1))?;
        insert.raw_bind_parameter(15, text(&record.folded))?;
        for (at, word) in words.iter().enumerate() {
            insert.raw_bind_parameter(PLAIN + 1 + at, word.map(|word| word.id))?;
        }
        if insert.raw_execute()? == 0 {
            return Ok(false);
        }
        for word in words.iter().flatten() {
            self.words.count(*word);
        }
        let word = |column: usize| words.get(column).copied().flatten().map(|word| word.id);
        self.lists.record(&Listed {
            seq,
            outcome: record.outcome.code(),
            status: record.status,
            duration,
            words: LISTED.map(word),
            is_nobodys: record.user_id == 0,
        });
        self.counts.record(
            seq,
            word(ROUTE).unwrap_or(0),
            record.outcome.code(),
            record.status,
            hits.cast_signed(),
            duration,
        );
        Ok(true)
    }

    /// Raises the hits of a record; never lowers them.
    pub(in crate::log) fn hits(&mut self, hits: &Hits) -> rusqlite::Result<()> {
        if !self.raise(hits)? {
            let early = self
                .early
                .entry(hits.id.seq())
                .or_insert_with(|| hits.clone());
            if early.hits < hits.hits {
                *early = hits.clone();
            }
        }
        Ok(())
    }

    /// Raises the hits of a record if it is there, and tells whether it is.
    fn raise(&mut self, hits: &Hits) -> rusqlite::Result<bool> {
        let seq = hits.id.seq();
        let found = self
            .find
            .query_row([seq], |row| {
                let known: Option<i64> = row.get(0)?;
                let route: Option<i64> = row.get(1)?;
                Ok((known.unwrap_or(1), route.unwrap_or(0), row.get::<_, u8>(2)?))
            })
            .optional()?;
        let Some((known, route, outcome)) = found else {
            return Ok(false);
        };
        let hits_now = hits.hits.min(MOST).cast_signed();
        if hits_now > known {
            self.raise.execute((seq, hits_now, text(&hits.folded)))?;
            self.counts.hits(seq, route, outcome, hits_now - known);
        }
        Ok(true)
    }

    /// Writes all counts down; returns how many hits belong to no record.
    pub(in crate::log) fn finish(mut self) -> rusqlite::Result<u64> {
        let mut lost = 0_u64;
        for hits in std::mem::take(&mut self.early).into_values() {
            if !self.raise(&hits)? {
                lost = lost.saturating_add(hits.hits.min(MOST));
            }
        }
        self.words.flush(&mut self.word_statements)?;
        self.counts.write(self.transaction)?;
        self.lists.write(self.transaction)?;
        Ok(lost)
    }
}

/// Where the route is in [`WORDS`].
const ROUTE: usize = 3;
/// Where the columns are in [`WORDS`] that can be asked for: method, route, user, address, auth type.
const LISTED: [usize; 5] = [2, 3, 6, 8, 9];

/// The texts of a record in the order of [`WORDS`], with the number that tells users apart.
fn texts(record: &Record) -> [(&str, u64); WORDS.len()] {
    [
        (&record.node, 0),
        (&record.site, 0),
        (&record.method, 0),
        (&record.route, 0),
        (&record.endpoint, 0),
        (&record.reason, 0),
        (&record.user, record.user_id),
        (&record.roles, 0),
        (&record.ip, 0),
        (&record.auth_type, 0),
        (&record.presented, 0),
        (&record.pattern, 0),
        (&record.gate, 0),
        (&record.refused_by, 0),
        (&record.refused_at, 0),
        (&record.referrer, 0),
        (&record.user_agent, 0),
    ]
}

/// `NULL` for 0.
fn number(number: u64) -> Option<i64> {
    (number != 0).then(|| i64::try_from(number).unwrap_or(i64::MAX))
}

/// `NULL` for an empty text.
fn text(text: &str) -> Option<&str> {
    (!text.is_empty()).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::log::store::row::Texts;
    use crate::log::store::schema::TABLES;
    use crate::log::{Id, Outcome};
    use rusqlite::Connection;

    fn full(id: Id) -> Record {
        let line = format!(
            "{{\"id\":\"{id}\",\"parent\":\"{id}\",\"node\":\"a\",\"site\":\"b\",\"blog_id\":2,\"method\":\"c\",\
             \"route\":\"d\",\"endpoint\":\"e\",\"outcome\":\"refused\",\"reason\":\"f\",\"simulated\":\"blocked\",\
             \"status\":403,\"inner_status\":401,\"duration_us\":3,\"after_us\":4,\"bytes\":5,\"user_id\":6,\
             \"user\":\"g\",\"roles\":\"h\",\"ip\":\"i\",\"auth_type\":\"j\",\"presented\":\"k\",\"pattern\":\"l\",\
             \"gate\":\"m\",\"refused_by\":\"n\",\"refused_at\":\"o\",\"query\":\"p\",\"body\":\"q\",\"referrer\":\"r\",\
             \"user_agent\":\"s\",\"proxy_id\":\"t\",\"hits\":7,\"folded\":\"u\"}}"
        );
        let mut record: Record = serde_json::from_str(&line).unwrap();
        record.time = record.id;
        record
    }

    #[test]
    fn a_row_is_the_record_that_was_put_in() {
        let id = Id::new(1_795_335_786_123, 7);
        let plain = Record::new(Id::new(id.ms() + 1, 8), Outcome::Allowed);
        let same_name = Record {
            user: "g".to_owned(),
            user_id: 9,
            ..Record::new(Id::new(id.ms() + 2, 8), Outcome::Allowed)
        };
        let records = [full(id), plain, same_name];
        let mut connection = Connection::open_in_memory().unwrap();
        connection.execute_batch(TABLES).unwrap();
        let mut words = Words::default();
        for expected in [true, false] {
            let transaction = connection.transaction().unwrap();
            let mut insert = Insert::new(&transaction, &mut words).unwrap();
            for record in &records {
                assert_eq!(insert.record(record).unwrap(), expected);
            }
            assert_eq!(insert.finish().unwrap(), 0);
            transaction.commit().unwrap();
        }
        let mut texts = Texts::new(&connection, id.day()).unwrap();
        let mut select = connection
            .prepare(&format!("SELECT {COLUMNS} FROM record ORDER BY seq"))
            .unwrap();
        let mut rows = select.query(()).unwrap();
        for record in &records {
            assert_eq!(
                texts.record(rows.next().unwrap().unwrap()).unwrap(),
                *record
            );
        }
        assert!(rows.next().unwrap().is_none());
    }
}
