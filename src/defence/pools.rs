//! Pools: the workers that share a state folder and a user.
//!
//! Promises: one tenant's leases, workers and figures are never another's, as long as their names differ.
//!
//! Limits: 32 pools for as long as PHP runs; a place is never given to another pool, so that nobody ever
//! counts in a stranger's figures. Two names share a place by a clash of 64 bits of a keyed hash.

use super::counters::{NAMED, REASONS};
use super::leases::LEASES;
use super::shared::{Shared, Use, places_from};
use core::sync::atomic::AtomicU64;
use core::sync::atomic::Ordering::{AcqRel, Acquire};

/// How many pools there are places for.
pub const POOLS: usize = 32;

/// The part of the memory that belongs to one pool.
#[derive(Clone, Copy)]
pub struct Pool<'m> {
    /// Which of the places it has, from 0.
    pub(super) number: usize,
    pub(super) census: &'m AtomicU64,
    pub(super) counters: &'m [AtomicU64; NAMED],
    pub(super) reasons: &'m [AtomicU64; REASONS],
    pub(super) leases: &'m [AtomicU64; LEASES],
    /// Of all pools.
    pub(super) seats: &'m [AtomicU64],
}

impl<'m> Shared<'m> {
    /// The pool of this name, which gets a place when it has none yet.
    ///
    /// `None` when all places are taken, which is counted: its workers then neither wait nor count.
    pub fn pool(&self, name: &[u8]) -> Option<Pool<'m>> {
        // Zero is a place that nobody has taken.
        let id = self.hash(Use::Pool, &[name]).max(1);
        let number = places_from(id, POOLS)
            .find(|&number| self.names.get(number).is_some_and(|place| takes(place, id)));
        if number.is_none() {
            self.turn_a_pool_away();
        }
        self.pool_at(number?)
    }

    fn pool_at(&self, number: usize) -> Option<Pool<'m>> {
        let (counters, reasons) = self.counters.get(number)?.split_first_chunk()?;
        Some(Pool {
            number,
            census: self.censuses.get(number)?,
            counters,
            reasons: reasons.first_chunk()?,
            leases: self.leases.get(number)?,
            seats: self.seats,
        })
    }
}

/// Whether the place is the pool's own, or was free and is now.
fn takes(place: &AtomicU64, id: u64) -> bool {
    match place.compare_exchange(0, id, AcqRel, Acquire) {
        Ok(_) => true,
        Err(taken) => taken == id,
    }
}
