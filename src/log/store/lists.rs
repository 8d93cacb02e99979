//! Which records hold a value, and which took longest: lists that a batch appends in order.
//!
//! An index of SQLite takes one insertion into a tree for each record and column, at a place that
//! chance chooses. A list takes one for each batch and value, and a byte or two for each record, so
//! everything that can be asked for is listed, however common it is. A list tells milliseconds, not
//! records: whoever reads it looks at all records of each.

use crate::log::{Day, Id};
use rusqlite::{CachedStatement, Connection};

/// How many records a row of `listed` holds at most, so that a part of it is read for a part of a day.
const LISTED_MOST: usize = 4096;
/// How many a row of `slow` holds: as many as fit into a page of the tree without another one.
const SLOW_MOST: usize = 128;

/// What is listed of a record.
#[derive(Debug, Clone, Copy)]
pub(super) struct Listed {
    pub(super) seq: i64,
    pub(super) outcome: u8,
    pub(super) status: u16,
    pub(super) duration: i64,
    /// The numbers of the words in the columns that can be asked for.
    pub(super) words: [Option<i64>; 5],
    /// Whether it is a request of nobody.
    pub(super) is_nobodys: bool,
}

impl Listed {
    /// Under what it is listed.
    pub(super) fn values(&self) -> impl Iterator<Item = i64> {
        let numbers = [
            Some(outcome(self.outcome.into())),
            Some(status(self.status.into())),
            self.is_nobodys.then_some(NOBODY),
        ];
        numbers.into_iter().chain(self.words).flatten()
    }
}

/// What `listed.value` is for records of nobody.
pub(in crate::log) const NOBODY: i64 = 0;

/// What `listed.value` is for an outcome. Words have the numbers above 0.
pub(in crate::log) fn outcome(code: i64) -> i64 {
    -1 - code
}

/// What `listed.value` is for a status. No outcome comes so far.
pub(in crate::log) fn status(status: i64) -> i64 {
    -1000 - status
}

/// The milliseconds of a record since its day began.
pub(in crate::log) fn ms_of(seq: i64) -> i64 {
    Id::from_seq(Day::of(0), seq).ms().cast_signed()
}

/// The numbers of the records of a millisecond of a day, from one to before another.
pub(in crate::log) fn seqs_of(ms: i64) -> (i64, i64) {
    let first = |ms: i64| Id::first_seq_at(Day::of(0), ms.cast_unsigned());
    (first(ms), first(ms.saturating_add(1)))
}

/// What a batch adds to the lists: gathered in memory, written once.
#[derive(Debug, Default)]
pub(super) struct Lists {
    /// Values with the records that hold them.
    values: Vec<(i64, i64)>,
    /// Durations with their records, both negated: the slowest first, and of equal ones the newest.
    durations: Vec<(i64, i64)>,
}

impl Lists {
    /// Adds a new record.
    pub(super) fn record(&mut self, listed: &Listed) {
        let seq = listed.seq;
        self.values
            .extend(listed.values().map(|value| (value, seq)));
        self.durations.push((-listed.duration, -seq));
    }

    /// How many records wait to be written.
    pub(super) fn len(&self) -> usize {
        self.durations.len()
    }

    /// Writes everything down, and is empty again.
    pub(super) fn write(&mut self, connection: &Connection) -> rusqlite::Result<()> {
        let mut bytes = Vec::new();
        self.values.sort_unstable();
        let mut insert = connection.prepare_cached(
            "INSERT INTO listed (value, first, last, list) VALUES (?1, ?2, ?3, ?4)",
        )?;
        for of_value in self.values.chunk_by(|a, b| a.0 == b.0) {
            for part in of_value.chunks(LISTED_MOST) {
                write_listed(&mut insert, part, &mut bytes)?;
            }
        }
        self.values.clear();
        self.durations.sort_unstable();
        let mut insert = connection.prepare_cached(
            "INSERT INTO slow (longest, first, shortest, list) VALUES (?1, ?2, ?3, ?4)",
        )?;
        for part in self.durations.chunks(SLOW_MOST) {
            write_slow(&mut insert, part, &mut bytes)?;
        }
        self.durations.clear();
        Ok(())
    }
}

/// A row of `listed`: the first record, and for each of the others how much later it began.
fn write_listed(
    insert: &mut CachedStatement<'_>,
    part: &[(i64, i64)],
    bytes: &mut Vec<u8>,
) -> rusqlite::Result<()> {
    let (Some((value, first)), Some((_, last))) = (part.first(), part.last()) else {
        return Ok(());
    };
    bytes.clear();
    let mut before = ms_of(*first);
    for (_, seq) in part.iter().skip(1) {
        let ms = ms_of(*seq);
        put(bytes, ms - before);
        before = ms;
    }
    insert.execute((value, first, ms_of(*last), bytes.as_slice()))?;
    Ok(())
}

/// A row of `slow`: the slowest record, and for each of the others how much faster it was than the one
/// before, and when it began.
fn write_slow(
    insert: &mut CachedStatement<'_>,
    part: &[(i64, i64)],
    bytes: &mut Vec<u8>,
) -> rusqlite::Result<()> {
    let (Some((longest, first)), Some((shortest, _))) = (part.first(), part.last()) else {
        return Ok(());
    };
    bytes.clear();
    let mut before = *longest;
    for (duration, seq) in part.iter().skip(1) {
        put(bytes, duration - before);
        put(bytes, ms_of(-seq));
        before = *duration;
    }
    insert.execute((-longest, -first, -shortest, bytes.as_slice()))?;
    Ok(())
}

/// Calls with the millisecond of each record in a row of `listed`, in order.
pub(in crate::log) fn each_listed(first: i64, list: &[u8], mut each: impl FnMut(i64)) {
    let mut ms = ms_of(first);
    each(ms);
    let mut rest = list;
    while let Some(more) = take(&mut rest) {
        ms = ms.saturating_add(more);
        each(ms);
    }
}

/// Calls with the duration and the millisecond of each record in a row of `slow`, the slowest first.
pub(in crate::log) fn each_slow(
    longest: i64,
    first: i64,
    list: &[u8],
    mut each: impl FnMut(i64, i64),
) {
    let mut duration = longest;
    each(duration, ms_of(first));
    let mut rest = list;
    while let (Some(less), Some(ms)) = (take(&mut rest), take(&mut rest)) {
        duration = duration.saturating_sub(less);
        each(duration, ms);
    }
}

/// Seven bits in each byte, the lowest first; the highest bit says that another one follows.
fn put(bytes: &mut Vec<u8>, number: i64) {
    let mut number = number.cast_unsigned();
    while number >= 0x80 {
        bytes.push(number.to_le_bytes()[0] | 0x80);
        number >>= 7;
    }
    bytes.push(number.to_le_bytes()[0]);
}

fn take(bytes: &mut &[u8]) -> Option<i64> {
    let mut number = 0_u64;
    let mut shift = 0_u32;
    loop {
        let (byte, rest) = bytes.split_first()?;
        *bytes = rest;
        number |= u64::from(byte & 0x7f).checked_shl(shift).unwrap_or(0);
        if *byte < 0x80 {
            return Some(number.cast_signed());
        }
        shift += 7;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::log::store::schema::TABLES;

    fn seq(ms: u64, random: u64) -> i64 {
        Id::new(ms, random).seq()
    }

    #[test]
    fn numbers_read_as_they_were_put() {
        let numbers = [
            0,
            1,
            127,
            128,
            16_383,
            16_384,
            86_399_999,
            1 << 40,
            i64::MAX,
        ];
        let mut bytes = Vec::new();
        for number in numbers {
            put(&mut bytes, number);
        }
        let mut rest = bytes.as_slice();
        for number in numbers {
            assert_eq!(take(&mut rest), Some(number));
        }
        assert_eq!(take(&mut rest), None);
        assert_eq!(take(&mut [0xff_u8; 30].as_slice()), None);
    }

    #[test]
    fn lists_hold_every_record_in_order() {
        let connection = Connection::open_in_memory().unwrap();
        connection.execute_batch(TABLES).unwrap();
        let mut lists = Lists::default();
        let count = 3 * LISTED_MOST as u64 + 7;
        for nth in (0..count).rev() {
            lists.record(&Listed {
                seq: seq(nth * 7_000, nth),
                outcome: 3,
                status: 404,
                duration: (nth % 500).cast_signed(),
                words: [Some(1), None, Some(2), None, None],
                is_nobodys: true,
            });
        }
        lists.write(&connection).unwrap();
        assert_eq!((lists.len(), lists.values.len()), (0, 0));
        let all: Vec<_> = (0..count).map(|nth| (nth * 7_000).cast_signed()).collect();
        for value in [outcome(3), status(404), NOBODY, 1, 2] {
            let mut found = Vec::new();
            let mut select = connection
                .prepare("SELECT first, last, list FROM listed WHERE value = ?1 ORDER BY first")
                .unwrap();
            let mut rows = select.query([value]).unwrap();
            while let Some(row) = rows.next().unwrap() {
                let list = row.get_ref(2).unwrap().as_blob().unwrap();
                each_listed(row.get(0).unwrap(), list, |ms| found.push(ms));
                assert_eq!(found.last(), Some(&row.get(1).unwrap()));
            }
            assert_eq!(found, all, "{value}");
        }
        let mut found = Vec::new();
        let mut select = connection
            .prepare("SELECT longest, first, shortest, list FROM slow ORDER BY longest DESC")
            .unwrap();
        let mut rows = select.query(()).unwrap();
        while let Some(row) = rows.next().unwrap() {
            let list = row.get_ref(3).unwrap().as_blob().unwrap();
            let (longest, first) = (row.get(0).unwrap(), row.get(1).unwrap());
            each_slow(longest, first, list, |duration, ms| {
                found.push((duration, ms))
            });
            assert_eq!(found.last().unwrap().0, row.get::<_, i64>(2).unwrap());
        }
        assert!(found.is_sorted_by_key(|(duration, _)| -duration));
        found.sort_by_key(|(_, ms)| *ms);
        assert!(found.iter().map(|(_, ms)| *ms).eq(all));
        assert!(
            found
                .iter()
                .all(|(duration, ms)| *duration == ms / 7_000 % 500)
        );
    }
}
