//! Who is alive: each worker sits once, and whoever counts frees the seats of the dead.
//!
//! Promises: a worker that sits twice has one seat. A seat is freed only while it still says whom it was
//! asked about. Nobody counts a pool more often than once a second, except before it was counted first;
//! meanwhile, and while somebody counts, the last figure holds.
//!
//! Limits: 2,048 seats for all pools. A dead worker whose number another process has counts as
//! alive until that one ends. A worker that finds no seat works on uncounted.

use super::pools::Pool;
use super::shared::places_from;
use core::sync::atomic::AtomicU64;
use core::sync::atomic::Ordering::{AcqRel, Acquire, Relaxed};

/// How many workers of all pools can sit.
pub const SEATS: usize = 2048;

/// How long a count holds.
const COUNT_HOLDS_MS: u64 = 1000;

/// Where a count ends and its time begins, within a word. More than all seats fit below.
const COUNT_BITS: u32 = 16;

/// Where the number of the process ends and that of the pool begins, within a word.
const PID_BITS: u32 = 32;

/// A worker's seat. It stays when this value is dropped.
#[derive(Debug)]
pub struct Seat<'m> {
    place: &'m AtomicU64,
    word: u64,
}

impl Seat<'_> {
    /// Frees the seat, at the end of the process. Gives whether it was still this worker's.
    pub fn leave(&self) -> bool {
        free(self.place, self.word)
    }
}

impl<'m> Pool<'m> {
    /// Seats the worker of this process number.
    ///
    /// `None` when every seat is taken by somebody alive.
    pub fn sit(&self, pid: u32, is_alive: impl Fn(u32) -> bool) -> Option<Seat<'m>> {
        let word = self.word(pid);
        let seat = |place| Seat { place, word };
        // A predecessor of the same number and pool, or this worker earlier.
        if let Some(own) = self.seats.iter().find(|place| place.load(Acquire) == word) {
            return Some(seat(own));
        }
        let taken_from = |old: &dyn Fn(u64) -> bool| {
            places_from(u64::from(pid), SEATS)
                .filter_map(|at| self.seats.get(at))
                .find(|place| {
                    let sits = place.load(Relaxed);
                    old(sits) && place.compare_exchange(sits, word, AcqRel, Relaxed).is_ok()
                })
        };
        taken_from(&|sits| sits == 0)
            .or_else(|| taken_from(&|sits| sits == 0 || !is_alive(pid_of(sits))))
            .map(seat)
    }

    /// How many workers of the pool live. `is_alive` is asked at most once a second for each.
    pub fn live(&self, now_ms: u64, is_alive: impl Fn(u32) -> bool) -> u32 {
        let last = self.census.load(Acquire);
        let (at, count) = (last >> COUNT_BITS, count_of(last));
        // One that lies ahead is from before a clock was set back.
        let holds = last != 0
            && now_ms
                .checked_sub(at)
                .is_some_and(|age| age < COUNT_HOLDS_MS);
        if holds {
            return count;
        }
        // Whoever takes the turn counts. When it is killed meanwhile, the next turn is a second away.
        let turn = census(now_ms, count);
        let mine = self.census.compare_exchange(last, turn, AcqRel, Relaxed);
        if last != 0 && mine.is_err() {
            return count;
        }
        let counted = self.count(is_alive);
        let _ = self
            .census
            .compare_exchange(turn, census(now_ms, counted), AcqRel, Relaxed);
        counted
    }

    fn count(&self, is_alive: impl Fn(u32) -> bool) -> u32 {
        let mut live = 0;
        for place in self.seats {
            let sits = place.load(Acquire);
            if sits == 0 || sits != self.word(pid_of(sits)) {
                continue;
            }
            if is_alive(pid_of(sits)) {
                live += 1;
            } else {
                free(place, sits);
            }
        }
        live
    }

    /// What the seat of a worker of this pool holds; never zero, which is a free seat.
    fn word(&self, pid: u32) -> u64 {
        (self.number as u64 + 1) << PID_BITS | u64::from(pid)
    }
}

fn pid_of(word: u64) -> u32 {
    u32::try_from(word & u64::from(u32::MAX)).unwrap_or_default()
}

fn free(place: &AtomicU64, word: u64) -> bool {
    place.compare_exchange(word, 0, AcqRel, Relaxed).is_ok()
}

/// A count and its time in one word; time 0 counts as 1, for zero is a pool that was never counted.
fn census(now_ms: u64, count: u32) -> u64 {
    now_ms.max(1) << COUNT_BITS | u64::from(count)
}

fn count_of(word: u64) -> u32 {
    u32::try_from(word & ((1 << COUNT_BITS) - 1)).unwrap_or_default()
}
