//! How long a refusal waits, and how many may wait at once.
//!
//! Promises: a delay lies between the two that the policy names and never above the ceiling; each
//! millisecond is as likely as the other, to less than 2^-64.

/// A delay before a refusal.
#[derive(Debug)]
pub struct Wait;

impl Wait {
    /// Draws a delay in milliseconds, from `min_ms` to `max_ms`, both included.
    ///
    /// `ceiling_ms` cuts the range from above, not the drawn number: what is cut off does not pile up
    /// at the ceiling. `chance` is any number, each as likely as the other.
    pub fn draw(min_ms: u64, max_ms: u64, ceiling_ms: u64, chance: u64) -> u64 {
        let max = max_ms.min(ceiling_ms);
        let min = min_ms.min(max);
        let count = u128::from(max - min) + 1;
        let step = (u128::from(chance) * count) >> u64::BITS;
        min.saturating_add(u64::try_from(step).unwrap_or_default())
    }
}

/// How many of the workers may wait at once, where so many live: as many as was set, or a quarter, and
/// at least one.
pub fn max_waiting(setting: Option<u64>, live: u32) -> usize {
    let quarter = || u64::from(live / 4).max(1);
    usize::try_from(setting.unwrap_or_else(quarter)).unwrap_or(usize::MAX)
}
