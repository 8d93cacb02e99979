//! Leases: how many workers of a pool wait at once.
//!
//! Promises: with the same `max`, a pool never has more leases than that at one time. A lease ends when
//! it is released, or by its time when its holder was killed; nobody frees a lease that is another's by
//! now.
//!
//! Limits: 256 leases a pool. When `max` falls, those beyond it run out by their time. When the clock
//! jumps, leases end early: while their holders still wait, others may wait as well.

use super::pools::Pool;
use super::shared::places_from;
use core::sync::atomic::AtomicU64;
use core::sync::atomic::Ordering::{AcqRel, Relaxed};

/// The most leases of a pool.
pub const LEASES: usize = 256;

/// How far ahead a lease may end: the longest delay of a policy, 5 seconds, and 10 more for clocks and
/// processes that were stopped. One that ends later is from before a clock was set back.
pub const FARTHEST_MS: u64 = 15_000;

/// Where chance ends and the expiry begins, within a word.
const CHANCE_BITS: u32 = 16;

/// The right to wait. It runs on when this value is dropped.
#[derive(Debug)]
#[must_use = "a lease that is not released is lost to others until it expires"]
pub struct Lease<'m> {
    place: &'m AtomicU64,
    word: u64,
}

impl Lease<'_> {
    /// Ends the lease. Gives whether it was still this one: it may have expired, and its place be
    /// another's.
    pub fn release(&self) -> bool {
        self.place
            .compare_exchange(self.word, 0, AcqRel, Relaxed)
            .is_ok()
    }
}

impl<'m> Pool<'m> {
    /// Leases a place until `until_ms`, when fewer than `max` are leased.
    ///
    /// `chance` keeps two leases of the same expiry apart. `until_ms` beyond [`FARTHEST_MS`] is cut to
    /// that. `None` also when somebody else was faster, which happens only where places are about to
    /// be full.
    pub fn lease(&self, max: usize, until_ms: u64, now_ms: u64, chance: u64) -> Option<Lease<'m>> {
        let places = self.leases.get(..max.min(LEASES))?;
        let until_ms = until_ms.min(now_ms.saturating_add(FARTHEST_MS));
        if places.is_empty() || until_ms <= now_ms {
            return None;
        }
        let word = until_ms << CHANCE_BITS | (chance & ((1 << CHANCE_BITS) - 1));
        places_from(chance >> CHANCE_BITS, places.len())
            .filter_map(|at| places.get(at))
            .find(|place| {
                let old = place.load(Relaxed);
                !is_running(old, now_ms)
                    && place.compare_exchange(old, word, AcqRel, Relaxed).is_ok()
            })
            .map(|place| Lease { place, word })
    }

    /// How many places are leased.
    pub fn leased(&self, now_ms: u64) -> usize {
        let words = self.leases.iter().map(|place| place.load(Relaxed));
        words.filter(|&word| is_running(word, now_ms)).count()
    }
}

fn is_running(word: u64, now_ms: u64) -> bool {
    let until_ms = word >> CHANCE_BITS;
    until_ms
        .checked_sub(now_ms)
        .is_some_and(|left| (1..=FARTHEST_MS).contains(&left))
}
