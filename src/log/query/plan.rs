//! How a filter is answered in one segment.
//!
//! Every part of the filter becomes a column and the numbers that it may hold there; how many
//! records have them is known without looking at any. A part that no record has makes the segment
//! irrelevant. The rarest parts, when what has them all is rare enough, are found by their lists; every
//! part is checked row by row. SQL consists of the constant pieces below, every value is a parameter.

use super::filter::{Filter, UserFilter};
use crate::log::store::lists;
use crate::log::store::schema::{TALLY_BOTH, TALLY_OUTCOME, TALLY_STATUS, outcome_status_of};
use rusqlite::{Connection, Params, Row};

/// A row found by a list costs as much as this many that are read one after the other.
const ROW_COST: u64 = 8;
/// As much as a row found by a list costs, reading so many numbers of a list does.
const LIST_GAIN: u64 = 128;

/// A column that can be asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Column {
    Route,
    Ip,
    User,
    Outcome,
    Status,
    Method,
    AuthType,
}

impl Column {
    /// Its name.
    fn name(self) -> &'static str {
        match self {
            Self::Route => "route",
            Self::Ip => "ip",
            Self::User => "user",
            Self::Outcome => "outcome",
            Self::Status => "status",
            Self::Method => "method",
            Self::AuthType => "auth_type",
        }
    }

    /// Under what the records are listed that hold a number.
    fn listed(self, number: i64) -> i64 {
        match self {
            Self::Outcome => lists::outcome(number),
            Self::Status => lists::status(number),
            _ => number,
        }
    }
}

/// What a column must hold.
#[derive(Debug)]
pub(super) struct Check {
    column: Column,
    /// The numbers, in order.
    values: Vec<i64>,
    /// Whether it must hold none of them instead: only for users.
    negated: bool,
    /// How many records of the segment pass.
    pub(super) records: u64,
}

impl Check {
    /// Whether what a row holds passes.
    fn passes(&self, value: Option<i64>) -> bool {
        let listed = value.is_some_and(|value| self.values.binary_search(&value).is_ok());
        listed != self.negated
    }

    /// Under what the records are listed that pass, as a JSON array.
    pub(super) fn listed(&self) -> String {
        let listed: Vec<_> = match self.negated {
            true => vec![lists::NOBODY],
            false => {
                let values = self.values.iter();
                values.map(|value| self.column.listed(*value)).collect()
            }
        };
        serde_json::to_string(&listed).unwrap_or_default()
    }
}

/// How a filter is answered in one segment.
#[derive(Debug)]
pub(super) struct Plan {
    /// What is checked row by row, the rarest first.
    pub(super) checks: Vec<Check>,
    /// How many records there are.
    pub(super) records: u64,
}

impl Plan {
    /// The plan for a segment; none when no record of it can match.
    pub(super) fn make(connection: &Connection, filter: &Filter) -> rusqlite::Result<Option<Self>> {
        let all = tally(connection, TALLY_OUTCOME, |_| true)?;
        let records = all.iter().map(|(_, records)| records).sum();
        if records == 0 {
            return Ok(None);
        }
        let mut checks = Vec::new();
        for make in CHECKS {
            let Some(check) = make(connection, filter, records)? else {
                continue;
            };
            if check.records == 0 {
                return Ok(None);
            }
            // What all records have need not be asked.
            if check.records < records {
                checks.push(check);
            }
        }
        if !can_be_both(connection, filter)? {
            return Ok(None);
        }
        checks.sort_by_key(|check| check.records);
        Ok(Some(Self { checks, records }))
    }

    /// How many records match, if that is known without looking at any.
    pub(super) fn known_count(&self) -> Option<u64> {
        match self.checks.as_slice() {
            [] => Some(self.records),
            [check] => Some(check.records),
            _ => None,
        }
    }

    /// Whether so few records match that lists find them sooner, as if no part of the filter had to do
    /// with another.
    pub(super) fn is_sparse(&self) -> bool {
        let checks = self.checks.iter();
        let matching = checks.fold(self.records, |left, check| self.share(left, check));
        matching.saturating_mul(ROW_COST) <= self.records
    }

    /// How many of the checks, the rarest first, have lists that are worth reading.
    pub(super) fn depth(&self) -> usize {
        let mut left = self.records;
        let checks = self.checks.iter();
        checks
            .take_while(|check| {
                let is_worth = check.records / LIST_GAIN <= left;
                left = self.share(left, check);
                is_worth
            })
            .count()
    }

    fn share(&self, of: u64, check: &Check) -> u64 {
        let passing = of.saturating_mul(check.records);
        passing.checked_div(self.records).unwrap_or(0)
    }

    /// The columns to check, each with a comma before it.
    pub(super) fn columns(&self) -> String {
        let names = self.checks.iter().map(|check| check.column.name());
        names.flat_map(|name| [", ", name]).collect()
    }

    /// Whether a row passes in which [`Plan::columns`] are the third and following ones.
    pub(super) fn passes(&self, row: &Row<'_>) -> rusqlite::Result<bool> {
        for (at, check) in self.checks.iter().enumerate() {
            if !check.passes(row.get(at + 2)?) {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

type Found = rusqlite::Result<Vec<(i64, u64)>>;
type Make = fn(&Connection, &Filter, u64) -> rusqlite::Result<Option<Check>>;

/// The parts of a filter, the cheapest to look up first.
const CHECKS: [Make; 7] = [
    |connection, filter, _| {
        let codes: Vec<_> = filter
            .outcomes
            .iter()
            .map(|own| i64::from(own.code()))
            .collect();
        let make = || tally(connection, TALLY_OUTCOME, |code| codes.contains(&code));
        check(Column::Outcome, (!codes.is_empty()).then(make))
    },
    |connection, filter, _| {
        let found = filter.status.map(|status| {
            let holds = |code| u16::try_from(code).is_ok_and(|code| status.holds(code));
            tally(connection, TALLY_STATUS, holds)
        });
        check(Column::Status, found)
    },
    |connection, filter, _| {
        let method = filter.method.as_ref();
        let found = method.map(|method| numbers(connection, METHODS, [method]));
        check(Column::Method, found)
    },
    |connection, filter, _| {
        let auth_type = filter.auth_type.as_ref();
        let found = auth_type.map(|auth_type| numbers(connection, AUTH_TYPES, [auth_type]));
        check(Column::AuthType, found)
    },
    |connection, filter, records| match &filter.user {
        None => Ok(None),
        Some(UserFilter::Nobody) => {
            let users = check(Column::User, Some(numbers(connection, USERS, [])))?;
            Ok(users.map(|users| Check {
                negated: true,
                records: records.saturating_sub(users.records),
                ..users
            }))
        }
        Some(UserFilter::Is { id, name }) => {
            // No user has the number 0.
            let id = id.unwrap_or(0).cast_signed();
            check(Column::User, Some(numbers(connection, USER, (id, name))))
        }
    },
    |connection, filter, _| {
        let ips = serde_json::to_string(&filter.ips).unwrap_or_default();
        let make = || numbers(connection, IPS, [ips]);
        check(Column::Ip, (!filter.ips.is_empty()).then(make))
    },
    |connection, filter, _| {
        let route = filter.route.as_ref();
        let found = route.map(|route| numbers(connection, ROUTES, [route.like()]));
        check(Column::Route, found)
    },
];

/// Whether a record has one of the outcomes and the status.
fn can_be_both(connection: &Connection, filter: &Filter) -> rusqlite::Result<bool> {
    let Some(status) = filter.status.filter(|_| !filter.outcomes.is_empty()) else {
        return Ok(true);
    };
    let codes: Vec<_> = filter.outcomes.iter().map(|own| own.code()).collect();
    let found = tally(connection, TALLY_BOTH, |both| {
        let (outcome, own) = outcome_status_of(both);
        let is_outcome = u8::try_from(outcome).is_ok_and(|code| codes.contains(&code));
        is_outcome && u16::try_from(own).is_ok_and(|own| status.holds(own))
    })?;
    Ok(!found.is_empty())
}

fn check(column: Column, found: Option<Found>) -> rusqlite::Result<Option<Check>> {
    let Some(found) = found.transpose()? else {
        return Ok(None);
    };
    let mut values: Vec<_> = found.iter().map(|(value, _)| *value).collect();
    values.sort_unstable();
    Ok(Some(Check {
        column,
        values,
        negated: false,
        records: found.iter().map(|(_, records)| records).sum(),
    }))
}

// The numbers of kinds are those of `schema::WORDS`.
const ROUTES: &str = "SELECT id, records FROM word WHERE kind = 4 AND text LIKE ?1 ESCAPE '\\'";
const IPS: &str =
    "SELECT id, records FROM word WHERE kind = 9 AND text IN (SELECT value FROM json_each(?1))";
const USERS: &str = "SELECT id, records FROM word WHERE kind = 7 AND number <> 0";
const USER: &str = "SELECT id, records FROM word WHERE kind = 7 AND (number = ?1 AND ?1 <> 0 \
     OR text = ?2 COLLATE NOCASE)";
const METHODS: &str = "SELECT id, records FROM word WHERE kind = 3 AND text = ?1 COLLATE NOCASE";
const AUTH_TYPES: &str =
    "SELECT id, records FROM word WHERE kind = 10 AND text = ?1 COLLATE NOCASE";

fn numbers(connection: &Connection, sql: &'static str, values: impl Params) -> Found {
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map(values, |row| Ok((row.get(0)?, counted(row.get(1)?))))?;
    rows.collect()
}

fn tally(connection: &Connection, what: i64, holds: impl Fn(i64) -> bool) -> Found {
    let sql = "SELECT value, records FROM tally WHERE what = ?1";
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map([what], |row| Ok((row.get(0)?, counted(row.get(1)?))))?;
    rows.filter(|row| row.as_ref().map_or(true, |(value, _)| holds(*value)))
        .collect()
}

fn counted(records: i64) -> u64 {
    u64::try_from(records).unwrap_or(0)
}

/// The statuses of a segment.
pub(super) fn statuses(connection: &Connection) -> rusqlite::Result<Vec<u16>> {
    let found = tally(connection, TALLY_STATUS, |_| true)?;
    let statuses = found
        .iter()
        .filter_map(|(status, _)| u16::try_from(*status).ok());
    Ok(statuses.collect())
}
