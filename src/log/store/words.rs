//! The words of a segment while records are put in: text to number, and how many records use each.

use super::schema::WORDS;
use rusqlite::{CachedStatement, Connection, OptionalExtension};
use std::collections::HashMap;

/// How many words are kept at hand from one batch to the next.
const KEPT: usize = 65_536;

/// Words of one segment that were seen lately, with what a batch adds to their counts.
///
/// What is in here holds as long as every batch is committed: whoever rolls one back drops it.
#[derive(Default)]
pub(in crate::log) struct Words {
    /// For each kind, where in `slots` a text is.
    seen: [HashMap<Box<str>, usize>; WORDS.len()],
    slots: Vec<Slot>,
    /// The slots whose count has grown.
    grown: Vec<usize>,
    /// Where the key of a word with a number is put together.
    key: String,
}

struct Slot {
    id: i64,
    added: i64,
}

/// A word that was found: counted only once its record proves to be a new one.
#[derive(Debug, Clone, Copy)]
pub(super) struct Found {
    /// Its number in the segment.
    pub(super) id: i64,
    slot: usize,
}

/// The statements that words need.
pub(super) struct WordStatements<'c> {
    find: CachedStatement<'c>,
    add: CachedStatement<'c>,
    count: CachedStatement<'c>,
}

impl<'c> WordStatements<'c> {
    pub(super) fn new(connection: &'c Connection) -> rusqlite::Result<Self> {
        Ok(Self {
            find: connection.prepare_cached(
                "SELECT id FROM word WHERE kind = ?1 AND text = ?2 AND number = ?3",
            )?,
            add: connection
                .prepare_cached("INSERT INTO word (kind, text, number) VALUES (?1, ?2, ?3)")?,
            count: connection
                .prepare_cached("UPDATE word SET records = records + ?2 WHERE id = ?1")?,
        })
    }

    fn number_of(
        &mut self,
        connection: &Connection,
        kind: i64,
        text: &str,
        number: i64,
    ) -> rusqlite::Result<i64> {
        let found = self
            .find
            .query_row((kind, text, number), |row| row.get(0))
            .optional()?;
        if let Some(id) = found {
            return Ok(id);
        }
        self.add.execute((kind, text, number))?;
        Ok(connection.last_insert_rowid())
    }
}

impl Words {
    /// The word for the text in a column, by the column's place in [`WORDS`]; made where it is
    /// missing, and `None` for a text that is empty.
    pub(super) fn find(
        &mut self,
        connection: &Connection,
        statements: &mut WordStatements<'_>,
        column: usize,
        text: &str,
        number: u64,
    ) -> rusqlite::Result<Option<Found>> {
        let (Some((_, kind)), Some(seen)) = (WORDS.get(column), self.seen.get_mut(column)) else {
            return Ok(None);
        };
        if text.is_empty() && number == 0 {
            return Ok(None);
        }
        let key = if number == 0 {
            text
        } else {
            self.key.clear();
            self.key.push_str(text);
            // No text holds this: control characters are escaped.
            self.key.push('\n');
            self.key.push_str(&number.to_string());
            &self.key
        };
        let known = seen.get(key).copied();
        if let Some((slot, entry)) = known.and_then(|at| Some((at, self.slots.get(at)?))) {
            return Ok(Some(Found { id: entry.id, slot }));
        }
        let id = statements.number_of(connection, *kind, text, number.cast_signed())?;
        let slot = self.slots.len();
        self.slots.push(Slot { id, added: 0 });
        seen.insert(key.into(), slot);
        Ok(Some(Found { id, slot }))
    }

    /// Counts one record more that uses a word.
    pub(super) fn count(&mut self, word: Found) {
        if let Some(slot) = self.slots.get_mut(word.slot) {
            if slot.added == 0 {
                self.grown.push(word.slot);
            }
            slot.added += 1;
        }
    }

    /// Writes the counts down, and forgets the words when there are too many.
    pub(super) fn flush(&mut self, statements: &mut WordStatements<'_>) -> rusqlite::Result<()> {
        for at in self.grown.drain(..) {
            if let Some(slot) = self.slots.get_mut(at) {
                statements.count.execute((slot.id, slot.added))?;
                slot.added = 0;
            }
        }
        if self.slots.len() > KEPT {
            self.slots.clear();
            self.seen.iter_mut().for_each(HashMap::clear);
        }
        Ok(())
    }
}
