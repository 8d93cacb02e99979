//! The tables of a segment.

/// The format of the tables, in `PRAGMA user_version`.
pub(in crate::log) const FORMAT: i64 = 1;

/// The columns that hold a number of `word`, with the kind of that word.
pub(in crate::log) const WORDS: [(&str, i64); 17] = [
    ("node", 1),
    ("site", 2),
    ("method", 3),
    ("route", 4),
    ("endpoint", 5),
    ("reason", 6),
    ("user", 7),
    ("roles", 8),
    ("ip", 9),
    ("auth_type", 10),
    ("presented", 11),
    ("pattern", 12),
    ("gate", 13),
    ("refused_by", 14),
    ("refused_at", 15),
    ("referrer", 16),
    ("user_agent", 17),
];

/// What `tally.what` counts.
pub(in crate::log) const TALLY_OUTCOME: i64 = 1;
/// What `tally.what` counts.
pub(in crate::log) const TALLY_STATUS: i64 = 2;
/// What `tally.what` counts: values are those of [`outcome_and_status`].
pub(in crate::log) const TALLY_BOTH: i64 = 3;

/// An outcome and a status as one number. They depend on each other more than other columns do.
pub(in crate::log) fn outcome_and_status(outcome: i64, status: i64) -> i64 {
    outcome * STATUSES + status
}

/// The outcome and the status in a number.
pub(in crate::log) fn outcome_status_of(both: i64) -> (i64, i64) {
    (both / STATUSES, both % STATUSES)
}

const STATUSES: i64 = 1 << 16;

/// A new segment.
///
/// `seq` is [`crate::log::Id::seq`]: the id of a record is the day of the segment and its `seq`.
/// `word.number` tells users of one name apart, and is 0 for other kinds. `word.records` and `tally`
/// count records, `quarter` and `hourly` sum hits; all of them are exact. A quarter of an hour and an
/// hour are counted from the start of the day; hour 24 is the whole day. `hourly.route` is 0 for
/// records without a route.
///
/// `listed` and `slow` are what indexes on `record` would be, see [`super::lists`]: rows of `listed`
/// tell when the records began that hold a value, from the record `first` to the millisecond `last`
/// of the day; rows of `slow` the durations of records, from the record `first` to the shortest.
pub(in crate::log) const TABLES: &str = "
CREATE TABLE record (
    seq INTEGER PRIMARY KEY,
    parent TEXT,
    node INTEGER, site INTEGER, blog_id INTEGER,
    method INTEGER, route INTEGER, endpoint INTEGER,
    outcome INTEGER NOT NULL, reason INTEGER, simulated INTEGER,
    status INTEGER NOT NULL, inner_status INTEGER,
    duration_us INTEGER NOT NULL, after_us INTEGER, bytes INTEGER,
    user INTEGER, roles INTEGER, ip INTEGER, auth_type INTEGER, presented INTEGER,
    pattern INTEGER, gate INTEGER, refused_by INTEGER, refused_at INTEGER,
    referrer INTEGER, user_agent INTEGER,
    query TEXT, body TEXT, proxy_id TEXT,
    hits INTEGER, folded TEXT
);
CREATE TABLE word (
    id INTEGER PRIMARY KEY,
    kind INTEGER NOT NULL,
    text TEXT NOT NULL,
    number INTEGER NOT NULL DEFAULT 0,
    records INTEGER NOT NULL DEFAULT 0,
    UNIQUE (kind, text, number)
);
CREATE TABLE tally (what INTEGER, value INTEGER, records INTEGER NOT NULL, PRIMARY KEY (what, value)) WITHOUT ROWID;
CREATE TABLE quarter (
    quarter INTEGER, outcome INTEGER, hits INTEGER NOT NULL,
    PRIMARY KEY (quarter, outcome)
) WITHOUT ROWID;
CREATE TABLE hourly (
    hour INTEGER, route INTEGER, outcome INTEGER,
    hits INTEGER NOT NULL, records INTEGER NOT NULL, duration_us INTEGER NOT NULL, slowest_us INTEGER NOT NULL,
    PRIMARY KEY (hour, route, outcome)
) WITHOUT ROWID;
CREATE TABLE spool (
    file TEXT PRIMARY KEY,
    position INTEGER NOT NULL, torn INTEGER NOT NULL DEFAULT 0, lost_hits INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
CREATE TABLE listed (
    value INTEGER, first INTEGER, last INTEGER NOT NULL, list BLOB NOT NULL,
    PRIMARY KEY (value, first)
) WITHOUT ROWID;
CREATE TABLE slow (
    longest INTEGER, first INTEGER, shortest INTEGER NOT NULL, list BLOB NOT NULL,
    PRIMARY KEY (longest, first)
) WITHOUT ROWID;
";
