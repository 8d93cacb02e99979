//! What the log answers, as PHP arrays. Every array always has all of its keys.

use super::exceptions;
use crate::log::query::{Found, Histogram, Page, Top};
use crate::log::spool::{Counter, Spool};
use crate::log::{Class, Imported, Outcome, Place, Record, Retained, Stats, Verified, Why};
use ext_php_rs::boxed::ZBox;
use ext_php_rs::convert::IntoZval;
use ext_php_rs::prelude::*;
use ext_php_rs::types::ZendHashTable;

type Rows = ZBox<ZendHashTable>;

/// An array under construction: its first mistake is that of the whole.
struct Table(PhpResult<Rows>);

impl Table {
    fn new() -> Self {
        Self(Ok(ZendHashTable::new()))
    }

    fn with(mut self, name: &str, value: impl IntoZval) -> Self {
        if let Ok(rows) = &mut self.0
            && let Err(error) = rows.insert(name, value)
        {
            self.0 = Err(exceptions::log(error));
        }
        self
    }

    fn end(self) -> PhpResult<Rows> {
        self.0
    }
}

/// A number as PHP holds it.
pub(super) fn number(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// Somebody else imports.
pub(super) fn busy() -> PhpResult<Rows> {
    import("busy", &Imported::default())
}

/// What was imported.
pub(super) fn imported(imported: &Imported) -> PhpResult<Rows> {
    import(if imported.done { "done" } else { "more" }, imported)
}

fn import(state: &str, imported: &Imported) -> PhpResult<Rows> {
    Table::new()
        .with("state", state)
        .with("imported", number(imported.records))
        .with("torn", number(imported.torn + imported.foreign))
        .with("bytes_left", number(imported.bytes_left))
        .with("set_aside", imported.set_aside.clone())
        .with("skipped", imported.skipped.clone())
        .end()
}

/// A page.
pub(super) fn page(page: &Page) -> PhpResult<Rows> {
    let cursor =
        |cursor: Option<crate::log::query::Cursor>| cursor.map(|cursor| cursor.to_string());
    Table::new()
        .with("records", records(&page.records)?)
        .with("previous", cursor(page.previous))
        .with("next", cursor(page.next))
        .with("back_to", page.back_to.map(|back| number(back.ms)))
        .with("unreadable", page.unreadable.clone())
        .end()
}

/// A count.
pub(super) fn count(how: &str, count: u64) -> PhpResult<Rows> {
    Table::new()
        .with("how", how)
        .with("count", number(count))
        .end()
}

/// One record with its items; none when it is not there.
pub(super) fn found(found: Found) -> PhpResult<Option<Rows>> {
    let Some(own) = found.record else {
        return Ok(None);
    };
    Table::new()
        .with("record", record(&own)?)
        .with("items", records(&found.items)?)
        .with("unreadable", found.unreadable)
        .end()
        .map(Some)
}

/// Hits by the word of their outcome, for each gap between edges.
pub(super) fn chart(chart: &Histogram) -> PhpResult<Rows> {
    let mut gaps = ZendHashTable::new();
    for hits in &chart.hits {
        let mut gap = Table::new();
        for ((_, word), hits) in Outcome::ALL.into_iter().zip(hits) {
            gap = gap.with(word, number(*hits));
        }
        gaps.push(gap.end()?).map_err(exceptions::log)?;
    }
    Ok(gaps)
}

/// Routes and their figures.
pub(super) fn top(top: &Top) -> PhpResult<Rows> {
    let mut rows = ZendHashTable::new();
    for route in &top.routes {
        let row = Table::new()
            .with("route", route.route.as_str())
            .with("hits", number(route.hits))
            .with("records", number(route.records))
            .with("mean_us", number(route.mean_us()))
            .with("slowest_us", number(route.slowest_us));
        rows.push(row.end()?).map_err(exceptions::log)?;
    }
    Ok(rows)
}

/// What was removed.
pub(super) fn retained(retained: &Retained) -> PhpResult<Rows> {
    let mut removed = Table::new();
    for (name, why) in &retained.removed {
        let why = match why {
            Why::Age => "age",
            Why::Size => "size",
        };
        removed = removed.with(name, why);
    }
    Table::new()
        .with("removed", removed.end()?)
        .with("doubtful", retained.is_doubtful)
        .end()
}

/// What was verified.
pub(super) fn verified(verified: &Verified) -> PhpResult<Rows> {
    Table::new()
        .with("segments", number(verified.segments))
        .with("records", number(verified.records.iter().sum()))
        .with("repaired", verified.repaired.clone())
        .with("set_aside", verified.set_aside.clone())
        .with("skipped", verified.skipped.clone())
        .end()
}

/// How large the log is.
pub(super) fn stats(place: &Place) -> PhpResult<Rows> {
    let stats = Stats::of(place);
    let counters = Spool::counters_of(place);
    let day = |day: Option<crate::log::Day>| day.map(|day| day.to_string());
    let of =
        |figures: &[u64], class: Class| number(figures.get(class as usize).copied().unwrap_or(0));
    let counted = |counter| number(counters.get(counter));
    Table::new()
        .with(
            "path",
            place
                .store_path()
                .parent()
                .map(|path| path.display().to_string()),
        )
        .with("records", of(&stats.records, Class::Requests))
        .with("refused_records", of(&stats.records, Class::Refused))
        .with("store_bytes", of(&stats.bytes, Class::Requests))
        .with("refused_bytes", of(&stats.bytes, Class::Refused))
        .with("oldest", day(stats.oldest))
        .with("newest", day(stats.newest))
        .with("spool_bytes", number(stats.spool_bytes))
        .with("waiting_bytes", number(stats.waiting_bytes))
        .with("folded", counted(Counter::Folded))
        .with("died", counted(Counter::Died))
        .with("lost_full", counted(Counter::Full))
        .with("lost_cap", counted(Counter::Cap))
        .with("lost_failed", counted(Counter::Failed))
        .with("lost_hits", number(stats.lost_hits))
        .with("torn", number(stats.torn))
        .with("set_aside", stats.set_aside.clone())
        .with("unreadable", stats.unreadable.clone())
        .end()
}

fn records(records: &[Record]) -> PhpResult<Rows> {
    let mut rows = ZendHashTable::new();
    for own in records {
        rows.push(record(own)?).map_err(exceptions::log)?;
    }
    Ok(rows)
}

fn record(record: &Record) -> PhpResult<Rows> {
    let text = String::as_str;
    Table::new()
        .with("id", record.id.to_string())
        .with("time", number(record.id.ms()))
        .with(
            "parent",
            record.parent.map(|id| id.to_string()).unwrap_or_default(),
        )
        .with("node", text(&record.node))
        .with("site", text(&record.site))
        .with("blog_id", number(record.blog_id))
        .with("method", text(&record.method))
        .with("route", text(&record.route))
        .with("endpoint", text(&record.endpoint))
        .with("outcome", record.outcome.as_str())
        .with("reason", text(&record.reason))
        .with("simulated", record.simulated.map_or("", Outcome::as_str))
        .with("status", i64::from(record.status))
        .with("inner_status", i64::from(record.inner_status))
        .with("duration_us", number(record.duration_us))
        .with("after_us", number(record.after_us))
        .with("bytes", number(record.bytes))
        .with("user_id", number(record.user_id))
        .with("user", text(&record.user))
        .with("roles", text(&record.roles))
        .with("ip", text(&record.ip))
        .with("auth_type", text(&record.auth_type))
        .with("presented", text(&record.presented))
        .with("pattern", text(&record.pattern))
        .with("gate", text(&record.gate))
        .with("refused_by", text(&record.refused_by))
        .with("refused_at", text(&record.refused_at))
        .with("query", text(&record.query))
        .with("body", text(&record.body))
        .with("referrer", text(&record.referrer))
        .with("user_agent", text(&record.user_agent))
        .with("proxy_id", text(&record.proxy_id))
        .with("hits", number(record.hits))
        .with("folded", text(&record.folded))
        .end()
}
