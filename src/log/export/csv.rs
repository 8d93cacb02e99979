//! CSV by RFC 4180: lines end with CR LF, the first one has the names.
//!
//! Spreadsheets take a cell for a formula that begins with one of a few characters, whoever wrote
//! it. Every text here may come from a stranger, so such a cell gets a `'` before it. Control
//! characters are escaped as in the log, so a record is always one line.

use crate::log::{Id, Record, bounded};
use csv::{QuoteStyle, Terminator, WriterBuilder};
use jiff::Timestamp;
use std::borrow::Cow;

/// The columns: the fields of [`Record`] in their order.
pub(super) const COLUMNS: [&str; 34] = [
    "id",
    "time",
    "parent",
    "node",
    "site",
    "blog_id",
    "method",
    "route",
    "endpoint",
    "outcome",
    "reason",
    "simulated",
    "status",
    "inner_status",
    "duration_us",
    "after_us",
    "bytes",
    "user_id",
    "user",
    "roles",
    "ip",
    "auth_type",
    "presented",
    "pattern",
    "gate",
    "refused_by",
    "refused_at",
    "query",
    "body",
    "referrer",
    "user_agent",
    "proxy_id",
    "hits",
    "folded",
];

/// The row of names.
pub(super) fn header() -> Vec<u8> {
    line(COLUMNS.map(Cow::Borrowed))
}

/// The row of a record. A number that is 0 is not known, and its cell is empty; hits always count.
pub(super) fn row(record: &Record) -> Vec<u8> {
    let number = |number: u64| match number {
        0 => Cow::Borrowed(""),
        known => Cow::Owned(known.to_string()),
    };
    line([
        Cow::Owned(record.id.to_string()),
        Cow::Owned(time(record.id)),
        Cow::Owned(record.parent.map_or_else(String::new, |id| id.to_string())),
        cell(&record.node),
        cell(&record.site),
        number(record.blog_id),
        cell(&record.method),
        cell(&record.route),
        cell(&record.endpoint),
        Cow::Borrowed(record.outcome.as_str()),
        cell(&record.reason),
        Cow::Borrowed(record.simulated.map_or("", |outcome| outcome.as_str())),
        number(u64::from(record.status)),
        number(u64::from(record.inner_status)),
        number(record.duration_us),
        number(record.after_us),
        number(record.bytes),
        number(record.user_id),
        cell(&record.user),
        cell(&record.roles),
        cell(&record.ip),
        cell(&record.auth_type),
        cell(&record.presented),
        cell(&record.pattern),
        cell(&record.gate),
        cell(&record.refused_by),
        cell(&record.refused_at),
        cell(&record.query),
        cell(&record.body),
        cell(&record.referrer),
        cell(&record.user_agent),
        cell(&record.proxy_id),
        Cow::Owned(record.hits.to_string()),
        cell(&record.folded),
    ])
}

fn line<'a>(cells: impl IntoIterator<Item = Cow<'a, str>>) -> Vec<u8> {
    let mut writer = WriterBuilder::new()
        .terminator(Terminator::CRLF)
        .quote_style(QuoteStyle::Necessary)
        .from_writer(Vec::with_capacity(512));
    // Writing to memory does not fail.
    for cell in cells {
        let _ = writer.write_field(cell.as_bytes());
    }
    let _ = writer.write_record(None::<&[u8]>);
    writer.into_inner().unwrap_or_default()
}

/// A text that no spreadsheet takes for a formula.
fn cell(text: &str) -> Cow<'_, str> {
    let mut cell = if text.bytes().any(|byte| !(b' '..=b'~').contains(&byte)) {
        Cow::Owned(bounded(text.as_bytes(), usize::MAX))
    } else {
        Cow::Borrowed(text)
    };
    if is_formula(text) {
        cell.to_mut().insert(0, '\'');
    }
    cell
}

/// Spaces before it do not help, and wide forms of the signs count as well.
fn is_formula(text: &str) -> bool {
    let begins = |text: &str, signs: &[char]| text.starts_with(signs);
    begins(text, &['\t', '\r', '\n'])
        || begins(
            text.trim_start(),
            &['=', '+', '-', '@', '＝', '＋', '－', '＠'],
        )
}

fn time(id: Id) -> String {
    let ms = i64::try_from(id.ms()).ok();
    let time = ms.and_then(|ms| Timestamp::from_millisecond(ms).ok());
    format!("{:.3}", time.unwrap_or(Timestamp::UNIX_EPOCH))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::log::Outcome;

    #[test]
    fn a_formula_is_a_text() {
        for (text, expected) in [
            ("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"),
            ("+1", "'+1"),
            ("-1", "'-1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("  =1", "'  =1"),
            ("＝1", "'＝1"),
            ("\t=1", r"'\x09=1"),
            ("\rx", r"'\x0dx"),
            ("\nx", r"'\x0ax"),
            ("/wp/v2=1", "/wp/v2=1"),
            ("a\0b\r\nc", r"a\x00b\x0d\x0ac"),
            (r"\xff", r"\xff"),
            ("", ""),
        ] {
            assert_eq!(cell(text), expected, "{text:?}");
        }
    }

    #[test]
    fn names_are_those_of_a_record() {
        let mut record = Record::new(Id::new(1, 2), Outcome::Allowed);
        for text in ["", "x"] {
            record.route = text.into();
            let cells = row(&record).split(|byte| *byte == b',').count();
            assert_eq!(cells, COLUMNS.len());
        }
        assert!(header().ends_with(b",hits,folded\r\n"));
    }
}
