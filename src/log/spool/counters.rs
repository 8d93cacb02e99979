//! What was lost on the way to the spool, and what was folded.

use super::live::{COUNTERS_AT, Live, number, set_number};

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counter {
    /// Records lost to a full disk.
    Full,
    /// Records lost because the spool was as large as it may grow.
    Cap,
    /// Records lost to anything else.
    Failed,
    /// Requests that became a hit of an earlier record.
    Folded,
    /// Workers that died while they served a request.
    Died,
}

const COUNTERS: usize = 5;

/// All counters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counters([u64; COUNTERS]);

impl Counters {
    /// One of them.
    pub fn get(&self, counter: Counter) -> u64 {
        self.0.get(counter as usize).copied().unwrap_or(0)
    }

    /// Counts further.
    pub(super) fn add(&mut self, counter: Counter, by: u64) {
        if let Some(count) = self.0.get_mut(counter as usize) {
            *count = count.saturating_add(by);
        }
    }

    /// Whether nothing was counted.
    fn is_zero(&self) -> bool {
        self.0 == [0; COUNTERS]
    }

    /// Adds them to those of all processes and forgets them; what cannot be added now is kept.
    ///
    /// The caller holds the lock.
    pub(super) fn hand_over(&mut self, live: &Live) {
        if self.is_zero() {
            return;
        }
        let mut buffer = [0; COUNTERS * 8];
        if live.read(COUNTERS_AT, &mut buffer).is_err() {
            return;
        }
        for (at, count) in self.0.iter().enumerate() {
            let sum = number(&buffer, at * 8).saturating_add(*count);
            set_number(&mut buffer, at * 8, sum);
        }
        if live.write(COUNTERS_AT, &buffer).is_ok() {
            *self = Self::default();
        }
    }

    /// Those of all processes.
    pub(super) fn of_all(live: &Live) -> Self {
        let mut buffer = [0; COUNTERS * 8];
        let mut counters = Self::default();
        if live.read(COUNTERS_AT, &mut buffer).is_ok() {
            for (at, count) in counters.0.iter_mut().enumerate() {
                *count = number(&buffer, at * 8);
            }
        }
        counters
    }
}
