//! How long a question may take.

use std::time::{Duration, Instant};

/// As many segments as are walked through side by side: each must get one step, or asking on from
/// where a page stopped would not move.
const FREE_STEPS: u32 = 2;

/// The time for one question; the first steps are free, so that every answer gets somewhere.
#[derive(Debug)]
pub(super) struct Budget {
    end: Option<Instant>,
    steps: u32,
}

impl Budget {
    /// A budget that begins now; without a time it is never over.
    pub(super) fn new(time: Option<Duration>) -> Self {
        Self {
            end: time.and_then(|time| Instant::now().checked_add(time)),
            steps: 0,
        }
    }

    /// Whether another step would be too much.
    pub(super) fn refuses_step(&mut self) -> bool {
        self.steps = self.steps.saturating_add(1);
        self.steps > FREE_STEPS && self.is_over()
    }

    /// Whether the time is over.
    pub(super) fn is_over(&self) -> bool {
        self.end.is_some_and(|end| Instant::now() >= end)
    }
}
