//! Compares a segment's lists with its records, and makes those anew that are wrong.

use super::lists::{Listed, Lists, each_listed, each_slow, ms_of};
use rusqlite::Connection;
use std::collections::HashMap;

/// So many records are gathered at once.
const BATCH: usize = 10_000;

/// Corrects the lists, and tells whether that was necessary.
pub(super) fn repair(connection: &Connection) -> rusqlite::Result<bool> {
    let mut right = Sums::default();
    each_record(connection, |listed| {
        right.record(listed);
        Ok(())
    })?;
    if Sums::read(connection)? == right {
        return Ok(false);
    }
    connection.execute_batch("DELETE FROM listed; DELETE FROM slow")?;
    let mut lists = Lists::default();
    each_record(connection, |listed| {
        lists.record(listed);
        match lists.len() < BATCH {
            true => Ok(()),
            false => lists.write(connection),
        }
    })?;
    lists.write(connection)?;
    Ok(true)
}

fn each_record(
    connection: &Connection,
    mut each: impl FnMut(&Listed) -> rusqlite::Result<()>,
) -> rusqlite::Result<()> {
    let mut select = connection.prepare(
        "SELECT seq, outcome, status, duration_us, method, route, user, ip, auth_type,
         coalesce((SELECT number FROM word WHERE id = user), 0) = 0 FROM record",
    )?;
    let mut rows = select.query(())?;
    while let Some(row) = rows.next()? {
        let mut words = [None; 5];
        for (column, word) in (4..).zip(&mut words) {
            *word = row.get(column)?;
        }
        each(&Listed {
            seq: row.get(0)?,
            outcome: row.get(1)?,
            status: row.get(2)?,
            duration: row.get(3)?,
            words,
            is_nobodys: row.get(9)?,
        })?;
    }
    Ok(())
}

/// What is listed, for each value: how many numbers, their sum and that of their squares. As large as
/// there are values, however many records there are.
#[derive(Debug, Default, PartialEq, Eq)]
struct Sums(HashMap<Key, [i64; 3]>);

#[derive(Debug, PartialEq, Eq, Hash)]
enum Key {
    Value(i64),
    Slow,
    /// Rows that end elsewhere than they say.
    Wrong,
}

impl Sums {
    fn add(&mut self, key: Key, number: i64) {
        let sums = self.0.entry(key).or_default();
        let more = [1, number, number.wrapping_mul(number)];
        for (sum, more) in sums.iter_mut().zip(more) {
            *sum = sum.wrapping_add(more);
        }
    }

    fn add_slow(&mut self, duration: i64, ms: i64) {
        self.add(
            Key::Slow,
            duration.wrapping_mul(86_400_000).wrapping_add(ms),
        );
    }

    fn record(&mut self, listed: &Listed) {
        let ms = ms_of(listed.seq);
        for value in listed.values() {
            self.add(Key::Value(value), ms);
        }
        self.add_slow(listed.duration, ms);
    }

    fn read(connection: &Connection) -> rusqlite::Result<Self> {
        let mut sums = Self::default();
        let mut select = connection.prepare("SELECT value, first, last, list FROM listed")?;
        let mut rows = select.query(())?;
        while let Some(row) = rows.next()? {
            let (value, mut last) = (row.get(0)?, 0);
            each_listed(row.get(1)?, row.get_ref(3)?.as_blob()?, |ms| {
                sums.add(Key::Value(value), ms);
                last = ms;
            });
            if last != row.get::<_, i64>(2)? {
                sums.add(Key::Wrong, 1);
            }
        }
        let mut select = connection.prepare("SELECT longest, first, shortest, list FROM slow")?;
        let mut rows = select.query(())?;
        while let Some(row) = rows.next()? {
            let mut last = 0;
            let list = row.get_ref(3)?.as_blob()?;
            each_slow(row.get(0)?, row.get(1)?, list, |duration, ms| {
                sums.add_slow(duration, ms);
                last = duration;
            });
            if last != row.get::<_, i64>(2)? {
                sums.add(Key::Wrong, 1);
            }
        }
        Ok(sums)
    }
}
