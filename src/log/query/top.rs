//! The routes asked for most, and the slowest.

use super::budget::Budget;
use super::range::Range;
use super::segments::Segments;
use crate::log::Outcome;
use crate::log::store::Segment;
use crate::log::store::counts::WHOLE_DAY;
use std::cmp::Reverse;
use std::collections::HashMap;
use std::time::Duration;

const HOUR_MS: u64 = 3_600_000;

/// By what routes are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// By hits.
    Hits,
    /// By their mean duration.
    MeanDuration,
    /// By their longest duration.
    LongestDuration,
}

/// Which routes.
#[derive(Debug, Clone)]
pub struct TopAsk {
    /// By what.
    pub by: By,
    /// The first hour, as any of its milliseconds.
    pub from_ms: u64,
    /// The first hour that is no longer asked for; with a time within an hour, the next one.
    pub to_ms: u64,
    /// Only these outcomes; empty for all. Refusals are [`Outcome::is_refusal`].
    pub outcomes: Vec<Outcome>,
    /// How many.
    pub limit: usize,
    /// How long it may take; without a time, as long as it takes.
    pub time: Option<Duration>,
}

/// Routes and their figures, the first of them first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Top {
    /// The routes.
    pub routes: Vec<RouteFigures>,
    /// When the time was over: everything since then was looked at, in milliseconds since 1970.
    pub back_to: Option<u64>,
    /// What could not be read.
    pub unreadable: Vec<String>,
}

/// The figures of a route.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RouteFigures {
    /// The route; empty for requests without one.
    pub route: String,
    /// Requests.
    pub hits: u64,
    /// Records: requests whose duration is known.
    pub records: u64,
    /// The sum of their durations, in microseconds.
    pub duration_us: u64,
    /// The longest of them.
    pub slowest_us: u64,
}

impl RouteFigures {
    /// The mean duration, in microseconds.
    pub fn mean_us(&self) -> u64 {
        self.duration_us.checked_div(self.records).unwrap_or(0)
    }

    fn add(&mut self, other: &Self) {
        self.hits = self.hits.saturating_add(other.hits);
        self.records = self.records.saturating_add(other.records);
        self.duration_us = self.duration_us.saturating_add(other.duration_us);
        self.slowest_us = self.slowest_us.max(other.slowest_us);
    }
}

/// Sums and sorts; see [`super::Source::top`].
pub(super) fn top(segments: &mut Segments, ask: &TopAsk) -> Top {
    let budget = Budget::new(ask.time);
    let mut sums = HashMap::<String, RouteFigures>::new();
    let mut back_to = None;
    let days = segments.days(Range::between(ask.from_ms, ask.to_ms));
    for (nth, day) in days.into_iter().rev().enumerate() {
        if nth > 0 && budget.is_over() {
            back_to = Some(day.end_ms());
            break;
        }
        let mut failed = Vec::new();
        for segment in segments.of_day(day) {
            match figures(segment, ask) {
                Ok(figures) => {
                    for own in figures {
                        if let Some(sum) = sums.get_mut(&own.route) {
                            sum.add(&own);
                        } else {
                            sums.insert(own.route.clone(), own);
                        }
                    }
                }
                Err(error) => failed.push((segment.name(), error.into())),
            }
        }
        for (name, error) in failed {
            segments.fail(name, &error);
        }
    }
    let mut routes: Vec<_> = sums.into_values().collect();
    routes.sort_unstable_by(|a, b| {
        let key = |own: &RouteFigures| match ask.by {
            By::Hits => own.hits,
            By::MeanDuration => own.mean_us(),
            By::LongestDuration => own.slowest_us,
        };
        (Reverse(key(a)), &a.route).cmp(&(Reverse(key(b)), &b.route))
    });
    routes.truncate(ask.limit);
    Top {
        routes,
        back_to,
        unreadable: segments.unreadable(),
    }
}

/// The figures of some hours, or in the order of the table those of one.
const FIGURES: [&str; 2] = [
    "SELECT coalesce((SELECT text FROM word WHERE id = route), ''), \
     sum(hits), sum(records), sum(duration_us), max(slowest_us) FROM hourly \
     WHERE hour >= ?1 AND hour < ?2 AND (?3 OR outcome IN (SELECT value FROM json_each(?4))) \
     GROUP BY route",
    "SELECT coalesce((SELECT text FROM word WHERE id = route), ''), \
     sum(hits), sum(records), sum(duration_us), max(slowest_us) FROM hourly \
     WHERE hour = ?1 AND (?3 OR outcome IN (SELECT value FROM json_each(?4))) \
     GROUP BY route",
];

fn figures(segment: &Segment, ask: &TopAsk) -> rusqlite::Result<Vec<RouteFigures>> {
    let start = segment.name().day.start_ms();
    let first = ask.from_ms.saturating_sub(start) / HOUR_MS;
    let last = ask.to_ms.saturating_sub(start).div_ceil(HOUR_MS);
    let codes: Vec<_> = ask.outcomes.iter().map(|own| own.code()).collect();
    let [hours, hour] = FIGURES;
    let (sql, first) = match (first, last) {
        (0, WHOLE_DAY..) => (hour, WHOLE_DAY),
        _ => (hours, first.min(WHOLE_DAY)),
    };
    let last = last.min(WHOLE_DAY);
    let hours = (first.cast_signed(), last.cast_signed());
    let json = serde_json::to_string(&codes).unwrap_or_default();
    let mut statement = segment.connection().prepare_cached(sql)?;
    let rows = statement.query_map((hours.0, hours.1, codes.is_empty(), json), |row| {
        Ok(RouteFigures {
            route: row.get(0)?,
            hits: row.get::<_, i64>(1)?.cast_unsigned(),
            records: row.get::<_, i64>(2)?.cast_unsigned(),
            duration_us: row.get::<_, i64>(3)?.cast_unsigned(),
            slowest_us: row.get::<_, i64>(4)?.cast_unsigned(),
        })
    })?;
    rows.collect()
}
