//! How often a client may ask: one bucket for each client, class and rate, in a table of fixed size.
//!
//! The rate is kept as GCRA keeps it, by one time: when the bucket would be empty again. A request moves it
//! on by the interval of the rate, and is refused when that would move it further ahead than the burst.
//!
//! Promises: one client's bucket never limits another client. A bucket is found by all 64 bits of its
//! tag. Its time lies in a word of its own, with 16 bits of the tag beside it: a time is changed only by
//! compare-and-swap from one that carries them, and `Limited` is answered only when the time is still there
//! after the tag was read. Whoever takes a way over marks the time, which then carries nobody's bits,
//! before it changes the tag, so in between both clients find nothing and pass. To be charged for
//! another's request takes a clash of 30 bits of a keyed hash and the same microsecond; to be limited by
//! another for good takes one of 64 bits.
//!
//! Races, evictions and a full table let pass. A mark whose owner was killed is taken over after a
//! second. A rate that changes begins with empty buckets.
//!
//! Limits: 16,384 sets of 4 buckets; in a full set the one that is empty soonest goes, so whoever asks from
//! thousands of addresses is limited in none of them. Times wrap after 8 years. A bucket further ahead
//! than its burst by more than 10 seconds is from before a clock was set back, and counts as empty.

use super::shared::{Shared, Use};
use core::net::IpAddr;
use core::sync::atomic::AtomicU64;
use core::sync::atomic::Ordering::{AcqRel, Acquire, Relaxed};

/// How many sets the table has.
pub const SETS: usize = 16_384;

/// How many buckets a set has.
pub const WAYS: usize = 4;

/// The highest number that a rate is made of.
const MOST: u32 = 100_000;

const MINUTE_US: u64 = 60_000_000;

/// How much longer than possible a bucket may be ahead: clocks of others are read a little earlier.
const SLACK_US: u64 = 10_000_000;

/// How long a mark stands before it is taken for that of somebody who was killed.
const MARK_HOLDS_US: u64 = 1_000_000;

/// How often a bucket is tried that others are charging, before the request passes uncharged.
const TRIES: usize = 64;

/// Where the bits of the tag end and the time begins, within a word.
const CHECK_BITS: u32 = 16;

/// What a client is counted for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Domain {
    /// Its requests.
    Requests,
    /// Its failed authentications.
    FailedAuth,
}

/// So many a minute in the long run, and so many at once. Both from 1 to 100,000.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    per_minute: u32,
    burst: u32,
}

/// Whether one more may pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taken {
    /// It may.
    Passed {
        /// How many more may pass at once.
        remaining: u32,
    },
    /// It may not, and was not counted.
    Limited {
        /// When the next may pass.
        retry_after_ms: u64,
    },
}

impl Rate {
    /// A rate; a number out of range is the nearest in it.
    pub fn new(per_minute: u32, burst: u32) -> Self {
        Self {
            per_minute: per_minute.clamp(1, MOST),
            burst: burst.clamp(1, MOST),
        }
    }

    /// What one request costs, in microseconds; rounded down, by less than 0.2 % of it.
    fn interval(self) -> u64 {
        MINUTE_US / u64::from(self.per_minute)
    }

    /// How far ahead a bucket can be.
    fn full(self) -> u64 {
        u64::from(self.burst) * self.interval()
    }

    /// What may pass of a bucket that is so far ahead.
    fn look(self, ahead: u64) -> Taken {
        let left = self.full().saturating_sub(ahead) / self.interval();
        match u32::try_from(left).unwrap_or(u32::MAX) {
            0 => Taken::Limited {
                retry_after_ms: (ahead + self.interval() - self.full()).div_ceil(1000),
            },
            remaining => Taken::Passed { remaining },
        }
    }
}

impl<'m> Shared<'m> {
    /// The table of the rate limit.
    pub fn limiter(&self) -> Limiter<'m> {
        Limiter { sets: self.sets }
    }

    /// Names a client of a site, of the workers of a user. An IPv6 client is its network of 64 bits, and
    /// an IPv4 address that is written as IPv6 is the IPv4 address.
    pub fn client_key(&self, domain: Domain, uid: u32, site: &str, address: IpAddr) -> u64 {
        let purpose = match domain {
            Domain::Requests => Use::Requests,
            Domain::FailedAuth => Use::FailedAuth,
        };
        let length = (site.len() as u64).to_le_bytes();
        let hash = |address: &[u8]| {
            let parts = [&uid.to_le_bytes()[..], &length, site.as_bytes(), address];
            self.hash(purpose, &parts)
        };
        match address.to_canonical() {
            IpAddr::V4(address) => hash(&address.octets()),
            IpAddr::V6(address) => {
                let network = address.to_bits() >> 64;
                hash(&network.to_be_bytes())
            }
        }
    }
}

/// The table of the rate limit.
#[derive(Clone, Copy)]
pub struct Limiter<'m> {
    sets: &'m [[AtomicU64; 2 * WAYS]],
}

impl Limiter<'_> {
    /// Takes one from the bucket of a client, unless it is used up.
    ///
    /// `class` tells limits of the same client apart, such as those of different routes.
    pub fn take(&self, key: u64, class: u16, now_us: u64, rate: Rate) -> Taken {
        let tag = tag(key, class, rate);
        for _ in 0..TRIES {
            let Some((time, old)) = self.find(tag, now_us, rate) else {
                return self.begin(tag, now_us, rate);
            };
            let ahead = ahead(old, now_us, rate);
            let charged = word(now_us.wrapping_add(ahead + rate.interval()), check(tag));
            match rate.look(ahead) {
                Taken::Passed { remaining } => {
                    if swap(time, old, charged) {
                        let remaining = remaining.saturating_sub(1);
                        return Taken::Passed { remaining };
                    }
                }
                limited if time.load(Acquire) == old => return limited,
                Taken::Limited { .. } => {}
            }
        }
        Taken::Passed { remaining: 0 }
    }

    /// Whether one more may pass, without taking it.
    pub fn peek(&self, key: u64, class: u16, now_us: u64, rate: Rate) -> Taken {
        let tag = tag(key, class, rate);
        for _ in 0..TRIES {
            let Some((time, old)) = self.find(tag, now_us, rate) else {
                return rate.look(0);
            };
            if time.load(Acquire) == old {
                return rate.look(ahead(old, now_us, rate));
            }
        }
        Taken::Passed { remaining: 0 }
    }

    /// The buckets of the set in which a tag lies, each as tag and time.
    fn set(&self, tag: u64) -> &[[AtomicU64; 2]] {
        let at = usize::try_from(tag % SETS as u64).unwrap_or_default();
        self.sets.get(at).map_or(&[], |set| set.as_chunks().0)
    }

    /// The time of a bucket, as the place and what stands there.
    ///
    /// The time is read before the tag: when it still stands there afterwards, the tag belonged to it.
    /// Two who began at once may have begun two; the one that is further ahead counts.
    fn find(&self, wanted: u64, now_us: u64, rate: Rate) -> Option<(&AtomicU64, u64)> {
        self.set(wanted)
            .iter()
            .filter_map(|[tag, time]| {
                let old = time.load(Acquire);
                let own = old & CHECK == check(wanted) && tag.load(Acquire) == wanted;
                own.then_some((time, old))
            })
            .max_by_key(|(_, old)| ahead(*old, now_us, rate))
    }

    /// Begins a bucket and takes one from it. Whoever is in the way, this one passes.
    fn begin(&self, new: u64, now_us: u64, rate: Rate) -> Taken {
        let room = self
            .set(new)
            .iter()
            .filter_map(|[tag, time]| {
                let old = time.load(Acquire);
                Some((worth(old, now_us)?, tag, tag.load(Acquire), time, old))
            })
            .min_by_key(|(worth, ..)| *worth);
        if let Some((_, tag, old_tag, time, old)) = room {
            let mark = word(now_us, NOBODY);
            // In this order. Whoever took the mark over meanwhile has changed the tag as well.
            let _ = swap(time, old, mark)
                && swap(tag, old_tag, new)
                && swap(
                    time,
                    mark,
                    word(now_us.wrapping_add(rate.interval()), check(new)),
                );
        }
        Taken::Passed {
            remaining: rate.burst.saturating_sub(1),
        }
    }
}

/// Names a bucket: a client's key moved by what is different for each class and rate. The numbers of
/// both fit in 50 bits, and an odd factor maps no two of them to the same.
fn tag(key: u64, class: u16, rate: Rate) -> u64 {
    let of = u64::from(class) << 34 | u64::from(rate.per_minute) << 17 | u64::from(rate.burst);
    key.wrapping_add(of.wrapping_mul(0x9e37_79b9_7f4a_7c15))
}

const CHECK: u64 = (1 << CHECK_BITS) - 1;

/// The bits of nobody's tag, which mark a way that is being taken over.
const NOBODY: u64 = 0;

/// The bits of a tag that its time carries: not those that chose the set.
fn check(tag: u64) -> u64 {
    (tag >> (u64::BITS - CHECK_BITS)).max(NOBODY + 1)
}

fn word(time_us: u64, check: u64) -> u64 {
    time_us << CHECK_BITS | check
}

/// How far ahead of now the time of a word lies; negative when it is over. Right across a wrap.
fn distance(word: u64, now_us: u64) -> i64 {
    ((word & !CHECK).wrapping_sub(now_us << CHECK_BITS) as i64) >> CHECK_BITS
}

/// How far ahead a bucket is.
fn ahead(word: u64, now_us: u64, rate: Rate) -> u64 {
    match u64::try_from(distance(word, now_us)) {
        Ok(ahead) if ahead <= rate.full() + SLACK_US => ahead,
        _ => 0,
    }
}

/// What would be lost with a bucket: nothing when it is empty, `None` while somebody takes it over.
fn worth(word: u64, now_us: u64) -> Option<u64> {
    let distance = distance(word, now_us);
    if word & CHECK == NOBODY {
        let fresh = word != 0 && distance.unsigned_abs() < MARK_HOLDS_US;
        return (!fresh).then_some(0);
    }
    let farthest = u64::from(MOST) * MINUTE_US + SLACK_US;
    Some(match u64::try_from(distance) {
        Ok(ahead) if ahead <= farthest => ahead,
        _ => 0,
    })
}

fn swap(place: &AtomicU64, old: u64, new: u64) -> bool {
    place.compare_exchange(old, new, AcqRel, Relaxed).is_ok()
}
