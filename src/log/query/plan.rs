//! How a filter is answered in one segment.
//!
//! Every part of the filter becomes a column and the numbers that it may hold there; how many
//! records have them is known without looking at any. A part that no record has makes the segment
//! irrelevant; the rarest part, when it is rare enough, is found by its index; the others are
//! checked row by row. SQL consists of the constant pieces below, every value is a parameter.

use super::filter::{Filter, UserFilter};
use crate::log::store::schema::{TALLY_OUTCOME, TALLY_STATUS};
use rusqlite::{Connection, Params, Row};

/// A row found by an index costs as much as this many that are read one after the other.
const INDEX_COST: u64 = 4;

/// A column that can be asked for, with its index.
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
    pub(super) fn name(self) -> &'static str {
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

    /// What stands between `FROM record` and the bounds of a window: its index and the values.
    pub(super) fn by_index(self) -> &'static str {
        match self {
            Self::Route => {
                "INDEXED BY record_route WHERE route IN (SELECT value FROM json_each(?3))"
            }
            Self::Ip => "INDEXED BY record_ip WHERE ip IN (SELECT value FROM json_each(?3))",
            Self::User => "INDEXED BY record_user WHERE user IN (SELECT value FROM json_each(?3))",
            Self::Outcome => {
                "INDEXED BY record_outcome WHERE outcome IN (SELECT value FROM json_each(?3))"
            }
            Self::Status => {
                "INDEXED BY record_status WHERE status IN (SELECT value FROM json_each(?3))"
            }
            Self::Method => {
                "INDEXED BY record_method WHERE method IN (SELECT value FROM json_each(?3))"
            }
            Self::AuthType => {
                "INDEXED BY record_auth_type WHERE auth_type IN (SELECT value FROM json_each(?3))"
            }
        }
    }
}

/// What a column must hold.
#[derive(Debug)]
pub(super) struct Check {
    pub(super) column: Column,
    /// The numbers, in order.
    values: Vec<i64>,
    /// Whether it must hold none of them instead.
    negated: bool,
    /// How many records of the segment pass.
    records: u64,
}

impl Check {
    /// Whether what a row holds passes.
    pub(super) fn passes(&self, value: Option<i64>) -> bool {
        let listed = value.is_some_and(|value| self.values.binary_search(&value).is_ok());
        listed != self.negated
    }

    /// The numbers as a JSON array.
    pub(super) fn json(&self) -> String {
        serde_json::to_string(&self.values).unwrap_or_default()
    }
}

/// How a filter is answered in one segment.
#[derive(Debug)]
pub(super) struct Plan {
    /// What is found by its index; without it all rows are looked at.
    pub(super) index: Option<Check>,
    /// What is checked row by row.
    pub(super) checks: Vec<Check>,
    /// How many records there are to look at.
    pub(super) candidates: u64,
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
        checks.sort_by_key(|check| check.records);
        let rare = checks.iter().position(|check| !check.negated).filter(|at| {
            checks
                .get(*at)
                .is_some_and(|rarest| is_rare(rarest, records))
        });
        let index = rare.map(|at| checks.remove(at));
        Ok(Some(Self {
            candidates: index.as_ref().map_or(records, |check| check.records),
            index,
            checks,
            records,
        }))
    }

    /// How many records match, if that is known without looking at any.
    pub(super) fn known_count(&self) -> Option<u64> {
        match (&self.index, self.checks.as_slice()) {
            (Some(check), []) | (None, [check]) => Some(check.records),
            (None, []) => Some(self.records),
            _ => None,
        }
    }

    /// The columns to check, each with a comma before it.
    pub(super) fn columns(&self) -> String {
        columns(self.checks.iter())
    }

    /// The columns to check where the index is not used.
    pub(super) fn all_columns(&self) -> String {
        columns(self.index.iter().chain(&self.checks))
    }

    /// Whether a row passes in which [`Plan::all_columns`] are the third and following ones.
    pub(super) fn passes(&self, row: &Row<'_>) -> rusqlite::Result<bool> {
        passes(self.index.iter().chain(&self.checks), row)
    }

    /// Whether a row passes in which [`Plan::columns`] are the third and following ones.
    pub(super) fn passes_rest(&self, row: &Row<'_>) -> rusqlite::Result<bool> {
        passes(self.checks.iter(), row)
    }
}

fn columns<'a>(checks: impl Iterator<Item = &'a Check>) -> String {
    let names = checks.map(|check| check.column.name());
    names.flat_map(|name| [", ", name]).collect()
}

fn passes<'a>(checks: impl Iterator<Item = &'a Check>, row: &Row<'_>) -> rusqlite::Result<bool> {
    for (at, check) in checks.enumerate() {
        if !check.passes(row.get(at + 2)?) {
            return Ok(false);
        }
    }
    Ok(true)
}

fn is_rare(check: &Check, records: u64) -> bool {
    check.records.saturating_mul(INDEX_COST) <= records
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
