//! What is counted of each pool, since PHP was started.
//!
//! Promises: one addition is one atomic instruction, and none is lost. Figures that are read together are
//! not all of one moment.

use super::pools::Pool;
use core::sync::atomic::AtomicU64;
use core::sync::atomic::Ordering::Relaxed;

/// The words of a pool.
pub(super) const WORDS: usize = NAMED + REASONS;

/// The words for [`Counter`]s; some are spare.
pub(super) const NAMED: usize = 24;

/// How many reasons of passing on have a counter; another module names them.
pub const REASONS: usize = 40;

/// Something that is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counter {
    /// Refusals before WordPress was loaded.
    EarlyRefused,
    /// Requests passed on to WordPress.
    EarlyPassed,
    /// Refusals that waited.
    TarpitWaits,
    /// How long they waited.
    TarpitWaitMs,
    /// Refusals that found no place to wait.
    TarpitOverflow,
    /// Requests beyond their limit.
    RateLimited,
    /// Clients beyond the limit of failed authentications.
    RateLimitedAuth,
    /// Records that could not be written.
    LogDropped,
    /// Panics that were caught.
    Panics,
    /// Snapshots that could not be used.
    SnapshotRejected,
}

impl Counter {
    /// Every counter, in the order in which they are shown and lie in memory.
    pub const ALL: [Self; 10] = [
        Self::EarlyRefused,
        Self::EarlyPassed,
        Self::TarpitWaits,
        Self::TarpitWaitMs,
        Self::TarpitOverflow,
        Self::RateLimited,
        Self::RateLimitedAuth,
        Self::LogDropped,
        Self::Panics,
        Self::SnapshotRejected,
    ];

    /// The name that machines read.
    pub fn name(self) -> &'static str {
        match self {
            Self::EarlyRefused => "early_refused",
            Self::EarlyPassed => "early_passed",
            Self::TarpitWaits => "tarpit_waits",
            Self::TarpitWaitMs => "tarpit_wait_ms",
            Self::TarpitOverflow => "tarpit_overflow",
            Self::RateLimited => "rate_limited",
            Self::RateLimitedAuth => "rate_limited_auth",
            Self::LogDropped => "log_dropped",
            Self::Panics => "panics",
            Self::SnapshotRejected => "snapshot_rejected",
        }
    }

    /// What it counts, in one line.
    pub fn description(self) -> &'static str {
        match self {
            Self::EarlyRefused => "requests refused before WordPress was loaded",
            Self::EarlyPassed => "requests that the early gate passed on to WordPress",
            Self::TarpitWaits => "refusals that waited in the tarpit",
            Self::TarpitWaitMs => "milliseconds that refusals waited in the tarpit",
            Self::TarpitOverflow => "refusals sent at once because the tarpit was full",
            Self::RateLimited => "requests refused because their client asked too often",
            Self::RateLimitedAuth => "requests refused after too many failed authentications",
            Self::LogDropped => "records of the request log that could not be written",
            Self::Panics => "panics that were caught inside the extension",
            Self::SnapshotRejected => "snapshots of a policy that could not be used",
        }
    }
}

impl Pool<'_> {
    /// Counts.
    pub fn add(&self, counter: Counter, amount: u64) {
        if let Some(word) = self.word_of(counter) {
            word.fetch_add(amount, Relaxed);
        }
    }

    /// What was counted.
    pub fn read(&self, counter: Counter) -> u64 {
        self.word_of(counter).map_or(0, |word| word.load(Relaxed))
    }

    /// Every counter with what was counted.
    pub fn read_all(&self) -> [(Counter, u64); Counter::ALL.len()] {
        Counter::ALL.map(|counter| (counter, self.read(counter)))
    }

    /// Counts a reason of passing on, by its number. A number from [`REASONS`] on counts nothing.
    pub fn add_reason(&self, number: usize) {
        if let Some(word) = self.reasons.get(number) {
            word.fetch_add(1, Relaxed);
        }
    }

    /// What was counted of every reason, by its number.
    pub fn read_reasons(&self) -> [u64; REASONS] {
        self.reasons.each_ref().map(|word| word.load(Relaxed))
    }

    fn word_of(&self, counter: Counter) -> Option<&AtomicU64> {
        self.counters.get(counter as usize)
    }
}
