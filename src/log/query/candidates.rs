//! When the records began that may match, by the lists of a segment.

use super::plan::Plan;
use crate::log::store::lists::{each_listed, ms_of};
use rusqlite::Connection;

/// The milliseconds of the day, in order, within which a record holds what each of the first checks
/// of a plan asks for; not always the same record. Only those of the numbers from one to before
/// another.
pub(super) fn candidates(
    connection: &Connection,
    plan: &Plan,
    depth: usize,
    (from, to): (i64, i64),
) -> rusqlite::Result<Vec<i64>> {
    let mut found: Option<Vec<i64>> = None;
    if from >= to {
        return Ok(Vec::new());
    }
    let sql = "SELECT first, list FROM listed \
               WHERE value IN (SELECT value FROM json_each(?1)) AND first < ?2 AND last >= ?3";
    let mut statement = connection.prepare_cached(sql)?;
    let (least, greatest) = (ms_of(from), ms_of(to - 1));
    for check in plan.checks.iter().take(depth) {
        let mut listed = Vec::new();
        let mut rows = statement.query((check.listed(), to, least))?;
        while let Some(row) = rows.next()? {
            each_listed(row.get(0)?, row.get_ref(1)?.as_blob()?, |ms| {
                if least <= ms && ms <= greatest {
                    listed.push(ms);
                }
            });
        }
        // It consists of runs that are in order, which a stable sort makes use of.
        listed.sort();
        listed.dedup();
        if let Some(found) = &mut found {
            keep_common(found, &listed);
        } else {
            found = Some(listed);
        }
        if found.as_ref().is_some_and(Vec::is_empty) {
            break;
        }
    }
    Ok(found.unwrap_or_default())
}

/// Keeps what is in the other list too; both are in order.
fn keep_common(list: &mut Vec<i64>, other: &[i64]) {
    let mut rest = other.iter().peekable();
    list.retain(|ms| {
        while rest.next_if(|other| *other < ms).is_some() {}
        rest.peek().is_some_and(|other| *other == ms)
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_is_what_both_have() {
        for (a, b, common) in [
            (vec![], vec![1], vec![]),
            (vec![1, 2], vec![], vec![]),
            (vec![1, 3, 5, 7], vec![0, 3, 4, 7, 9], vec![3, 7]),
            (vec![1, 2], vec![1, 2], vec![1, 2]),
        ] {
            let mut list = a.clone();
            keep_common(&mut list, &b);
            assert_eq!(list, common, "{a:?} {b:?}");
        }
    }
}
