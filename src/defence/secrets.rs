//! Keys of sites, which must never lie on the disk beside what they keep secret.
//!
//! Promises: what is read is a key that somebody put for that site, whole; a key that is half-written,
//! changes meanwhile or was mixed by two writers reads as none. No reader waits. A writer that was
//! killed midway blocks its place for a second.
//!
//! Limits: 512 sites for as long as PHP runs. Every worker of every user can read all of them; they are
//! kept from the disk, not from the workers.

use super::shared::{Shared, Use, places_from};
use core::sync::atomic::Ordering::{AcqRel, Acquire, Relaxed, Release};
use core::sync::atomic::{AtomicU64, fence};

/// How many sites can have a key.
pub const SECRETS: usize = 512;

/// A version, a site, a key and a sum.
pub(super) const WORDS: usize = 8;

/// The words between version and sum: the site in two, the key in four.
const CONTENT: usize = 6;

/// How long a writer may write before it is taken for one that was killed.
const WRITE_HOLDS_MS: u64 = 1000;

/// How often a key is read that changes meanwhile.
const TRIES: usize = 3;

/// The last bit of a version: somebody is writing. The bits above it number the versions, and those from
/// [`TURN_BITS`] on hold the time at which writing began.
const WRITING: u64 = 1;

const TURN_BITS: u32 = 16;

/// The table of keys.
#[derive(Clone, Copy)]
pub struct Secrets<'m> {
    shared: Shared<'m>,
}

impl<'m> Shared<'m> {
    /// The keys of sites.
    pub fn secrets(&self) -> Secrets<'m> {
        Secrets { shared: *self }
    }
}

/// What stands in a place.
enum Found {
    /// Nobody ever wrote here.
    Nothing,
    /// Site and key, whole.
    Whole([u64; CONTENT]),
    /// Somebody writes, since then.
    Writing(u64),
    /// Left by two who wrote at once.
    Broken,
}

impl Secrets<'_> {
    /// The key of a site; `None` when there is none that is whole.
    pub fn get(&self, site: [u8; 16]) -> Option<[u8; 32]> {
        for place in self.places(site) {
            match self.read(place) {
                Found::Whole(content) if is_of(site, content) => return Some(key_of(content)),
                Found::Nothing => return None,
                Found::Whole(_) | Found::Writing(_) | Found::Broken => {}
            }
        }
        None
    }

    /// Puts the key of a site. Gives whether it stands there now; not when every place is taken, or
    /// somebody else is writing.
    pub fn put(&self, site: [u8; 16], key: [u8; 32], now_ms: u64) -> bool {
        let new = content_of(site, key);
        let mut room = None;
        for place in self.places(site) {
            let version = version(place);
            match self.read(place) {
                Found::Whole(content) if content == new => return true,
                Found::Whole(content) if is_of(site, content) => {
                    room = Some((place, version));
                    break;
                }
                Found::Whole(_) => {}
                // It may be this site's: two places for one site would hold two keys.
                Found::Writing(since) if now_ms.abs_diff(since) < WRITE_HOLDS_MS => return false,
                Found::Writing(_) | Found::Broken => room = room.or(Some((place, version))),
                Found::Nothing => {
                    room = room.or(Some((place, version)));
                    break;
                }
            }
        }
        room.is_some_and(|(place, version)| self.write(place, version, new, now_ms))
    }

    fn places(&self, site: [u8; 16]) -> impl Iterator<Item = &[AtomicU64; WORDS]> {
        let hash = self.shared.hash(Use::SecretPlace, &[&site]);
        places_from(hash, SECRETS).filter_map(|at| self.shared.secrets.get(at))
    }

    fn read(&self, place: &[AtomicU64; WORDS]) -> Found {
        let [version, content @ .., sum] = place;
        let mut last = Found::Nothing;
        for _ in 0..TRIES {
            let before = version.load(Acquire);
            if before == 0 {
                return Found::Nothing;
            }
            if before & WRITING != 0 {
                return Found::Writing(before >> TURN_BITS);
            }
            let content = content.each_ref().map(|word| word.load(Relaxed));
            let sum = sum.load(Relaxed);
            fence(Acquire);
            if version.load(Relaxed) == before {
                return if sum == self.sum(content) {
                    Found::Whole(content)
                } else {
                    Found::Broken
                };
            }
            last = Found::Writing(before >> TURN_BITS);
        }
        last
    }

    fn write(
        &self,
        place: &[AtomicU64; WORDS],
        old: u64,
        new: [u64; CONTENT],
        now_ms: u64,
    ) -> bool {
        let [version, content @ .., sum] = place;
        let turn = old.wrapping_add(2) & ((1 << TURN_BITS) - 1) & !WRITING;
        // Never zero, which is a place that nobody ever wrote.
        let whole = now_ms.max(1) << TURN_BITS | turn;
        let swap = |old, new| version.compare_exchange(old, new, AcqRel, Relaxed).is_ok();
        if !swap(old, whole | WRITING) {
            return false;
        }
        fence(Release);
        for (word, new) in content.iter().zip(new) {
            word.store(new, Relaxed);
        }
        sum.store(self.sum(new), Relaxed);
        swap(whole | WRITING, whole)
    }

    /// What tells a whole content from a mix of two, but for one in 2^64.
    fn sum(&self, content: [u64; CONTENT]) -> u64 {
        let bytes = content.map(u64::to_le_bytes);
        self.shared.hash(Use::SecretSum, &[bytes.as_flattened()])
    }
}

/// The version as a writer must find it again.
fn version(place: &[AtomicU64; WORDS]) -> u64 {
    let [version, ..] = place;
    version.load(Acquire)
}

fn content_of(site: [u8; 16], key: [u8; 32]) -> [u64; CONTENT] {
    let mut content = [0; CONTENT];
    let bytes = site.as_chunks().0.iter().chain(key.as_chunks().0);
    for (word, bytes) in content.iter_mut().zip(bytes) {
        *word = u64::from_le_bytes(*bytes);
    }
    content
}

fn key_of([_, _, key @ ..]: [u64; CONTENT]) -> [u8; 32] {
    let mut bytes = [0; 32];
    for (bytes, word) in bytes.as_chunks_mut().0.iter_mut().zip(key) {
        *bytes = word.to_le_bytes();
    }
    bytes
}

fn is_of(site: [u8; 16], content: [u64; CONTENT]) -> bool {
    content_of(site, key_of(content)) == content
}
