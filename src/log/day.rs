//! A day of the calendar in UTC: one spool file and one segment of each class.

use jiff::Span;
use jiff::civil::{Date, date};
use std::fmt;

const DAY_MS: u64 = 86_400_000;

/// A day in UTC, counted from 1970-01-01.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(u32);

impl Day {
    /// The day of a time in milliseconds since 1970.
    pub fn of(ms: u64) -> Self {
        Self(u32::try_from(ms / DAY_MS).unwrap_or(u32::MAX))
    }

    /// Reads `2027-01-31`, and nothing that merely resembles it.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = text.as_bytes();
        let shaped = bytes.len() == 10
            && bytes.iter().enumerate().all(|(at, byte)| match at {
                4 | 7 => *byte == b'-',
                _ => byte.is_ascii_digit(),
            });
        let day: Date = shaped.then(|| text.parse().ok()).flatten()?;
        let days = day.since(date(1970, 1, 1)).ok()?.get_days();
        u32::try_from(days).ok().map(Self)
    }

    /// Its first millisecond.
    pub fn start_ms(self) -> u64 {
        u64::from(self.0) * DAY_MS
    }

    /// The first millisecond of the next day.
    pub fn end_ms(self) -> u64 {
        self.start_ms() + DAY_MS
    }

    /// The day so many days earlier; the first of all when there is none.
    pub fn minus(self, days: u32) -> Self {
        Self(self.0.saturating_sub(days))
    }

    /// How many days lie between an earlier day and this one; 0 when it is not earlier.
    pub fn days_since(self, earlier: Self) -> u32 {
        self.0.saturating_sub(earlier.0)
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let day = Span::new()
            .try_days(self.0)
            .and_then(|days| date(1970, 1, 1).checked_add(days))
            .unwrap_or(Date::MAX);
        write!(f, "{day}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_reads_what_it_writes() {
        for text in ["1970-01-01", "2024-02-29", "2026-11-22", "2999-12-31"] {
            assert_eq!(Day::parse(text).unwrap().to_string(), text);
        }
        for text in [
            "2026-1-1",
            "2026-02-30",
            "26-11-22",
            "2026-11-22T00",
            "",
            "+026-11-22",
        ] {
            assert_eq!(Day::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_day_holds_its_milliseconds() {
        let day = Day::parse("2026-11-22").unwrap();
        assert_eq!(Day::of(day.start_ms()), day);
        assert_eq!(Day::of(day.end_ms() - 1), day);
        assert_ne!(Day::of(day.end_ms()), day);
        assert_eq!(day.minus(1).days_since(day), 0);
        assert_eq!(day.days_since(day.minus(3)), 3);
    }

    #[test]
    fn a_clock_gone_mad_is_still_some_day() {
        assert_eq!(Day::of(u64::MAX).to_string(), "9999-12-31");
    }
}
