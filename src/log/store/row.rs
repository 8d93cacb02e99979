//! A record as a row of its segment, and back.

use crate::log::{Day, Id, Outcome, Record};
use rusqlite::{CachedStatement, Connection, Row};
use std::collections::HashMap;
use std::rc::Rc;

/// The columns of `record` as [`Texts::record`] reads them: `SELECT` these, and behind them whatever
/// else.
///
/// The numbers of words come last, in the order of [`super::schema::WORDS`].
pub(in crate::log) const COLUMNS: &str = "seq, parent, blog_id, outcome, simulated, status, inner_status, \
     duration_us, after_us, bytes, query, body, proxy_id, hits, folded, \
     node, site, method, route, endpoint, reason, user, roles, ip, auth_type, presented, \
     pattern, gate, refused_by, refused_at, referrer, user_agent";

/// How many of [`COLUMNS`] stand before those that hold words.
pub(super) const PLAIN: usize = 15;

/// How many texts are kept at hand: those of any page, and most of an export.
const KEPT: usize = 16_384;

/// The texts behind the numbers of a segment, each looked up once.
///
/// A page of rows repeats a few words many times, so this costs a fraction of joining `word`
/// seventeen times for each row.
pub(in crate::log) struct Texts<'c> {
    day: Day,
    lookup: CachedStatement<'c>,
    known: HashMap<i64, (Rc<str>, u64)>,
}

impl<'c> Texts<'c> {
    /// The texts of the segment of a day.
    pub(in crate::log) fn new(connection: &'c Connection, day: Day) -> rusqlite::Result<Self> {
        Ok(Self {
            day,
            lookup: connection.prepare_cached("SELECT text, number FROM word WHERE id = ?1")?,
            known: HashMap::new(),
        })
    }

    /// The record in a row that begins with [`COLUMNS`].
    pub(in crate::log) fn record(&mut self, row: &Row<'_>) -> rusqlite::Result<Record> {
        let id = Id::from_seq(self.day, row.get(0)?);
        let parent: Option<String> = row.get(1)?;
        let mut record = Record {
            parent: parent.as_deref().and_then(Id::parse),
            blog_id: number(row, 2)?,
            simulated: row
                .get::<_, Option<u8>>(4)?
                .map(|code| outcome(4, code))
                .transpose()?,
            status: row.get(5)?,
            inner_status: row.get::<_, Option<u16>>(6)?.unwrap_or(0),
            duration_us: number(row, 7)?,
            after_us: number(row, 8)?,
            bytes: number(row, 9)?,
            query: text(row, 10)?,
            body: text(row, 11)?,
            proxy_id: text(row, 12)?,
            hits: number(row, 13)?.max(1),
            folded: text(row, 14)?,
            ..Record::new(id, outcome(3, row.get(3)?)?)
        };
        let mut user_id = 0;
        for (at, field) in [
            &mut record.node,
            &mut record.site,
            &mut record.method,
            &mut record.route,
            &mut record.endpoint,
            &mut record.reason,
            &mut record.user,
            &mut record.roles,
            &mut record.ip,
            &mut record.auth_type,
            &mut record.presented,
            &mut record.pattern,
            &mut record.gate,
            &mut record.refused_by,
            &mut record.refused_at,
            &mut record.referrer,
            &mut record.user_agent,
        ]
        .into_iter()
        .enumerate()
        {
            if let Some(word) = row.get::<_, Option<i64>>(PLAIN + at)? {
                let (text, number) = self.word(word)?;
                field.push_str(&text);
                // Users only have one.
                user_id += number;
            }
        }
        record.user_id = user_id;
        Ok(record)
    }

    /// A word by its number in the segment, with what tells it from others of the same text; empty
    /// when there is none.
    pub(in crate::log) fn word(&mut self, id: i64) -> rusqlite::Result<(Rc<str>, u64)> {
        if let Some(known) = self.known.get(&id) {
            return Ok(known.clone());
        }
        let mut rows = self.lookup.query([id])?;
        let found = match rows.next()? {
            Some(row) => (
                Rc::from(row.get_ref(0)?.as_str()?),
                row.get::<_, i64>(1)?.cast_unsigned(),
            ),
            None => (Rc::from(""), 0),
        };
        if self.known.len() >= KEPT {
            self.known.clear();
        }
        self.known.insert(id, found.clone());
        Ok(found)
    }
}

fn number(row: &Row<'_>, at: usize) -> rusqlite::Result<u64> {
    let number: Option<i64> = row.get(at)?;
    Ok(number.unwrap_or(0).cast_unsigned())
}

fn text(row: &Row<'_>, at: usize) -> rusqlite::Result<String> {
    Ok(row.get::<_, Option<String>>(at)?.unwrap_or_default())
}

fn outcome(at: usize, code: u8) -> rusqlite::Result<Outcome> {
    let unknown = rusqlite::Error::IntegralValueOutOfRange(at, i64::from(code));
    Outcome::from_code(code).ok_or(unknown)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::log::store::schema::WORDS;

    #[test]
    fn words_are_the_last_columns_in_the_order_of_the_schema() {
        let columns: Vec<_> = COLUMNS.split(", ").map(str::trim).collect();
        let words: Vec<_> = WORDS.iter().map(|(column, _)| *column).collect();
        assert_eq!(columns[PLAIN..], words[..]);
    }
}
