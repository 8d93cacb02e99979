//! The memory itself: which word lies where, and the keys that its hashes are made with.
//!
//! Promises: memory that holds nothing but zeros is valid and empty. The regions never move while the
//! memory lives, and each begins at a multiple of eight words, so that what is read together lies in one
//! cache line.
//!
//! Limits: before [`Shared::boot`] the keys are zero, and a client could choose addresses that share one
//! set of the rate limit: boot before the workers are forked.

use super::counters::WORDS as COUNTERS;
use super::leases::LEASES;
use super::limiter::{SETS, WAYS};
use super::pools::POOLS;
use super::secrets::{SECRETS, WORDS as SECRET};
use super::workers::SEATS;
use core::hash::Hasher;
use core::sync::atomic::AtomicU64;
use core::sync::atomic::Ordering::{AcqRel, Acquire, Relaxed};
use siphasher::sip::SipHasher24;

/// Two keys, and how often a pool was turned away; the rest is spare.
const HEADER: usize = 8;

/// The two words of a way in the table of the rate limit, for all ways of a set.
const SET: usize = 2 * WAYS;

/// What a hash is made for. Two uses never hash the same bytes.
#[derive(Debug, Clone, Copy)]
pub(super) enum Use {
    /// The name of a pool.
    Pool = 1,
    /// A client's requests.
    Requests = 2,
    /// A client's failed authentications.
    FailedAuth = 3,
    /// Where a secret lies.
    SecretPlace = 4,
    /// Whether a secret is whole.
    SecretSum = 5,
}

/// Memory that all workers of a PHP master share.
#[derive(Clone, Copy)]
pub struct Shared<'m> {
    header: &'m [AtomicU64; HEADER],
    pub(super) names: &'m [AtomicU64],
    pub(super) censuses: &'m [AtomicU64],
    pub(super) counters: &'m [[AtomicU64; COUNTERS]],
    pub(super) leases: &'m [[AtomicU64; LEASES]],
    pub(super) seats: &'m [AtomicU64],
    pub(super) sets: &'m [[AtomicU64; SET]],
    pub(super) secrets: &'m [[AtomicU64; SECRET]],
}

impl<'m> Shared<'m> {
    /// How many words all of it takes.
    pub const WORDS: usize = HEADER
        + POOLS
        + POOLS
        + POOLS * COUNTERS
        + POOLS * LEASES
        + SEATS
        + SETS * SET
        + SECRETS * SECRET;

    /// Divides the memory; `None` when it is too short. It must have been zeroed before anybody used it.
    pub fn new(memory: &'m [AtomicU64]) -> Option<Self> {
        let (header, mut rest) = memory.split_first_chunk()?;
        Some(Self {
            header,
            names: words(&mut rest, POOLS)?,
            censuses: words(&mut rest, POOLS)?,
            counters: chunks(&mut rest, POOLS)?,
            leases: chunks(&mut rest, POOLS)?,
            seats: words(&mut rest, SEATS)?,
            sets: chunks(&mut rest, SETS)?,
            secrets: chunks(&mut rest, SECRETS)?,
        })
    }

    /// Sets the keys of all hashes, from chance. Once: whoever comes later changes nothing, for Apache
    /// starts its modules twice.
    ///
    /// Two who come at once may each set one of the two: the pair is as secret as either of theirs.
    pub fn boot(&self, keys: [u64; 2]) {
        for (word, key) in self.header.iter().zip(keys) {
            // Zero is a key that nobody has set yet.
            let _ = word.compare_exchange(0, key.max(1), AcqRel, Acquire);
        }
    }

    /// How often a worker found no place for its pool, since PHP was started.
    pub fn pools_turned_away(&self) -> u64 {
        let [_, _, turned_away, ..] = self.header;
        turned_away.load(Relaxed)
    }

    pub(super) fn turn_a_pool_away(&self) {
        let [_, _, turned_away, ..] = self.header;
        turned_away.fetch_add(1, Relaxed);
    }

    /// Hashes the parts one after the other: a part of changing length must say its length before it.
    ///
    /// SipHash-2-4 and not the shorter 1-3: a clash that a client could bring about would let it spend
    /// another's limit, and the longer one costs ten nanoseconds a request.
    pub(super) fn hash(&self, purpose: Use, parts: &[&[u8]]) -> u64 {
        let [first, second, ..] = self.header;
        let mut hasher = SipHasher24::new_with_keys(first.load(Acquire), second.load(Acquire));
        hasher.write(&[purpose as u8]);
        for part in parts {
            hasher.write(part);
        }
        hasher.finish()
    }
}

/// The next words, one by one.
fn words<'m>(rest: &mut &'m [AtomicU64], count: usize) -> Option<&'m [AtomicU64]> {
    let (own, further) = rest.split_at_checked(count)?;
    *rest = further;
    Some(own)
}

/// The next words, so many at a time.
fn chunks<'m, const N: usize>(
    rest: &mut &'m [AtomicU64],
    count: usize,
) -> Option<&'m [[AtomicU64; N]]> {
    let (own, _) = words(rest, count * N)?.as_chunks();
    Some(own)
}

/// The places of a table of this size, each once, from the one that a hash names.
pub(super) fn places_from(hash: u64, size: usize) -> impl Iterator<Item = usize> {
    let start = usize::try_from(hash % size as u64).unwrap_or_default();
    (start..size).chain(0..start)
}
