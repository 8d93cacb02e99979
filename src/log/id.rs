//! The request id: names one request in the client's error, in the response and in the log.

use super::day::Day;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

const RANDOM_BITS: u32 = 36;
const RANDOM_MASK: u64 = (1 << RANDOM_BITS) - 1;
const TIME_MASK: u64 = (1 << 48) - 1;
const TIME_DIGITS: usize = 12;
const RANDOM_DIGITS: usize = 9;

/// The time of the request in milliseconds and 36 random bits: `019ab5c0e2f1-8c41d09e2`.
///
/// Sorted by time, and within its day as small as a row id of SQLite: `seq`. Not a secret: it tells
/// when a request came in, and finds nothing for whoever may not read the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id {
    ms: u64,
    random: u64,
}

impl Id {
    /// The length of its text.
    pub const LEN: usize = TIME_DIGITS + 1 + RANDOM_DIGITS;

    /// An id of a time and of chance, of which 48 and 36 bits count.
    pub fn new(ms: u64, random: u64) -> Self {
        Self {
            ms: ms & TIME_MASK,
            random: random & RANDOM_MASK,
        }
    }

    /// Reads the text, and only in the form in which it is written.
    pub fn parse(text: &str) -> Option<Self> {
        let (time, random) = text.split_once('-')?;
        let is_hex = |part: &str, digits| {
            part.len() == digits
                && part
                    .bytes()
                    .all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
        };
        if !is_hex(time, TIME_DIGITS) || !is_hex(random, RANDOM_DIGITS) {
            return None;
        }
        Some(Self::new(
            u64::from_str_radix(time, 16).ok()?,
            u64::from_str_radix(random, 16).ok()?,
        ))
    }

    /// The time, in milliseconds since 1970.
    pub fn ms(self) -> u64 {
        self.ms
    }

    /// The day in UTC.
    pub fn day(self) -> Day {
        Day::of(self.ms)
    }

    /// Its number within its day: later requests have greater ones.
    pub fn seq(self) -> i64 {
        let in_day = self.ms.saturating_sub(self.day().start_ms());
        ((in_day << RANDOM_BITS) | self.random).cast_signed()
    }

    /// The least number within a day of what came at or after a time.
    pub fn first_seq_at(day: Day, ms: u64) -> i64 {
        let in_day = ms.clamp(day.start_ms(), day.end_ms()) - day.start_ms();
        (in_day << RANDOM_BITS).cast_signed()
    }

    /// The id by its day and its number within it.
    pub fn from_seq(day: Day, seq: i64) -> Self {
        let seq = seq.cast_unsigned();
        Self::new(day.start_ms() + (seq >> RANDOM_BITS), seq)
    }

    /// Both numbers, for a place that holds numbers only.
    pub fn to_parts(self) -> (u64, u64) {
        (self.ms, self.random)
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:012x}-{:09x}", self.ms, self.random)
    }
}

impl Serialize for Id {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Id {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom("not a request id"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_reads_what_it_writes() {
        let id = Id::new(1_795_335_786_123, u64::MAX);
        assert_eq!(id.to_string().len(), Id::LEN);
        assert_eq!(Id::parse(&id.to_string()), Some(id));
        for text in [
            "",
            "-",
            "019AB5C0E2F1-8c41d09e2",
            "019ab5c0e2f1-8c41d09e",
            "+19ab5c0e2f1-8c41d09e2",
            "019ab5c0e2f18c41d09e2",
        ] {
            assert_eq!(Id::parse(text), None, "{text}");
        }
    }

    #[test]
    fn day_and_number_are_the_id() {
        let day = Day::parse("2026-11-22").unwrap();
        for ms in [day.start_ms(), day.start_ms() + 1, day.end_ms() - 1] {
            let id = Id::new(ms, 0x8_c41d_09e2);
            assert_eq!(Id::from_seq(id.day(), id.seq()), id);
            assert!(id.seq() >= Id::first_seq_at(day, ms));
            assert!(id.seq() < Id::first_seq_at(day, ms + 1));
        }
    }

    #[test]
    fn later_requests_have_greater_numbers() {
        let ms = Day::parse("2026-11-22").unwrap().start_ms();
        assert!(Id::new(ms, u64::MAX).seq() < Id::new(ms + 1, 0).seq());
        assert!(Id::new(ms, 0).seq() >= 0);
    }
}
