//! Floods: one record a second of the same, the rest as its hits.
//!
//! Three things are counted for each second: the same request again (client, outcome, reason, user,
//! method, route); different requests of one client that end the same way, beyond [`CLIENT_LIMIT`];
//! refused strangers of the whole site, beyond [`SITE_LIMIT`]. Each stands in a slot with the record
//! that carries the hits. When its second is over, the final number is written to the spool: a total,
//! so writing it twice, because somebody was killed in between, changes nothing.

use super::live::{FOLD_SIZE, FOLDS, FOLDS_AT, Live, number, set_number};
use crate::log::{Class, Hits, Id, Record};
use std::hash::{DefaultHasher, Hash, Hasher};

/// So many different refusals of one client are recorded each second.
const CLIENT_LIMIT: u64 = 10;
/// So many refusals of strangers are recorded each second.
const SITE_LIMIT: u64 = 200;

/// A slot is looked for in so many places.
const PLACES: usize = 8;
/// How many slots are read at once when all are gone through.
const CHUNK: usize = 64;

/// What becomes of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fold {
    /// It is written.
    Write,
    /// It is written, and carries the hits of others: of its client or of the site.
    Carry(&'static str),
    /// It became a hit of an earlier one.
    Folded,
}

/// What the slots are about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Level {
    Same,
    Client,
    Site,
}

impl Level {
    fn word(code: u64) -> &'static str {
        match code {
            1 => "client",
            2 => "site",
            _ => "",
        }
    }
}

/// One slot. A key of 0 is a free one.
#[derive(Debug, Clone, Copy, Default)]
struct Slot {
    key: u64,
    second: u64,
    /// Records written in this second, for a limit.
    fresh: u64,
    /// Requests for which the carrier stands; 0 while there is none.
    hits: u64,
    carrier: (u64, u64),
    /// Level and class.
    kind: u64,
}

impl Slot {
    fn read(buffer: &[u8]) -> Self {
        let at = |index: usize| number(buffer, index * 8);
        Self {
            key: at(0),
            second: at(1),
            fresh: at(2),
            hits: at(3),
            carrier: (at(4), at(5)),
            kind: at(6),
        }
    }

    fn to_bytes(self) -> [u8; FOLD_SIZE] {
        let mut buffer = [0; FOLD_SIZE];
        let numbers = [
            self.key,
            self.second,
            self.fresh,
            self.hits,
            self.carrier.0,
            self.carrier.1,
            self.kind,
        ];
        for (index, value) in numbers.into_iter().enumerate() {
            set_number(&mut buffer, index * 8, value);
        }
        buffer
    }

    fn begin(key: u64, second: u64, level: Level, class: Class) -> Self {
        Self {
            key,
            second,
            kind: level as u64 | (class as u64) << 8,
            ..Self::default()
        }
    }

    fn carry(&mut self, id: Id) {
        self.hits = 1;
        self.carrier = id.to_parts();
    }

    /// What is final once its second is over, if anything beyond the carrier itself.
    fn hits(&self) -> Option<(Class, Hits)> {
        let class = if self.kind >> 8 == Class::Refused as u64 {
            Class::Refused
        } else {
            Class::Requests
        };
        (self.hits > 1).then(|| {
            let hits = Hits {
                id: Id::new(self.carrier.0, self.carrier.1),
                hits: self.hits,
                folded: Level::word(self.kind & 0xff).to_owned(),
            };
            (class, hits)
        })
    }
}

/// Whoever writes final hits to the spool; false when they could not be written.
pub(super) type Sink<'a> = dyn FnMut(Class, &Hits) -> bool + 'a;

/// Decides what becomes of a record that did not pass. The caller holds the lock.
pub(super) fn fold(live: &Live, record: &Record, second: u64, sink: &mut Sink<'_>) -> Fold {
    let class = record.class();
    let ended = (record.outcome, &record.reason, record.status, &record.ip);
    let same = key(
        Level::Same,
        (ended, record.user_id, &record.method, &record.route),
    );
    if let Some(fold) = known(live, same, second).and_then(|mut slot| slot.hit(live)) {
        return fold;
    }
    let client_key = key(Level::Client, (ended, record.user_id));
    let site_key = key(Level::Site, class as u64);
    let mut client = taken(live, client_key, second, Level::Client, class, sink);
    if let Some(fold) = client.as_mut().and_then(|slot| slot.hit(live)) {
        return fold;
    }
    // Users are few, and each is somebody.
    let mut site = (class == Class::Refused)
        .then(|| taken(live, site_key, second, Level::Site, class, sink))
        .flatten();
    if let Some(fold) = site.as_mut().and_then(|slot| slot.hit(live)) {
        return fold;
    }
    if let Some(fold) = site
        .as_mut()
        .and_then(|slot| slot.carry_beyond(live, SITE_LIMIT, record.id))
    {
        return fold;
    }
    let carries = client
        .as_mut()
        .and_then(|slot| slot.carry_beyond(live, CLIENT_LIMIT, record.id));
    for taken in [site, client.filter(|_| carries.is_none())]
        .iter_mut()
        .flatten()
    {
        taken.slot.fresh += 1;
        taken.put(live);
    }
    if let Some(fold) = carries {
        return fold;
    }
    if let Some(mut taken) = taken(live, same, second, Level::Same, class, sink) {
        taken.slot.carry(record.id);
        taken.put(live);
    }
    Fold::Write
}

/// A slot and where it stands.
struct Taken {
    at: u64,
    slot: Slot,
    level: Level,
}

impl Taken {
    fn put(&self, live: &Live) -> bool {
        put(live, self.at, &self.slot)
    }

    /// Counts a request with the carrier, if there is one.
    fn hit(&mut self, live: &Live) -> Option<Fold> {
        if self.slot.hits == 0 {
            return None;
        }
        self.slot.hits += 1;
        Some(outcome(self.put(live), Fold::Folded))
    }

    /// Makes a record the carrier, if the limit is reached.
    fn carry_beyond(&mut self, live: &Live, limit: u64, id: Id) -> Option<Fold> {
        if self.slot.fresh < limit {
            return None;
        }
        self.slot.carry(id);
        Some(outcome(
            self.put(live),
            Fold::Carry(Level::word(self.level as u64)),
        ))
    }
}

/// Writes what is final. The caller holds the lock.
pub(super) fn flush(live: &Live, second: u64, sink: &mut Sink<'_>) {
    let mut buffer = [0; FOLD_SIZE * CHUNK];
    for chunk in 0..FOLDS / CHUNK as u64 {
        let at = FOLDS_AT + chunk * buffer.len() as u64;
        if live.read(at, &mut buffer).is_err() {
            return;
        }
        let mut place = at;
        for bytes in buffer.chunks_exact(FOLD_SIZE) {
            let slot = Slot::read(bytes);
            if slot.key != 0 && slot.second != second && settle(&slot, sink) {
                put(live, place, &Slot::default());
            }
            place += FOLD_SIZE as u64;
        }
    }
}

/// The slot of a key that has one in this second.
fn known(live: &Live, key: u64, second: u64) -> Option<Taken> {
    let is_its = |(_, slot): &(u64, Slot)| slot.key == key && slot.second == second;
    let (at, slot) = places(live, key)?.into_iter().find(is_its)?;
    Some(Taken {
        at,
        slot,
        level: Level::Same,
    })
}

/// Where the slot of a key may stand, and what stands there.
fn places(live: &Live, key: u64) -> Option<Vec<(u64, Slot)>> {
    let mut buffer = [0; FOLD_SIZE * PLACES];
    let at = FOLDS_AT + key % (FOLDS - PLACES as u64) * FOLD_SIZE as u64;
    live.read(at, &mut buffer).ok()?;
    let slots = buffer.chunks_exact(FOLD_SIZE).map(Slot::read);
    Some((at..).step_by(FOLD_SIZE).zip(slots).collect())
}

/// The slot of a key in this second, taken if need be: the next look must not take it as well. None
/// when the table is full of others.
fn taken(
    live: &Live,
    key: u64,
    second: u64,
    level: Level,
    class: Class,
    sink: &mut Sink<'_>,
) -> Option<Taken> {
    let places = places(live, key)?;
    let own = places.iter().find(|(_, slot)| slot.key == key);
    let free = |(_, slot): &&(u64, Slot)| slot.key == 0 || slot.second != second;
    let (at, slot) = *own.or_else(|| places.iter().find(free))?;
    if slot.key == key && slot.second == second {
        return Some(Taken { at, slot, level });
    }
    if slot.key != 0 && !settle(&slot, sink) {
        return None;
    }
    let taken = Taken {
        at,
        slot: Slot::begin(key, second, level, class),
        level,
    };
    taken.put(live).then_some(taken)
}

/// Whether nothing of a slot whose second is over would be lost with it.
fn settle(slot: &Slot, sink: &mut Sink<'_>) -> bool {
    slot.hits().is_none_or(|(class, hits)| sink(class, &hits))
}

fn put(live: &Live, at: u64, slot: &Slot) -> bool {
    live.write(at, &slot.to_bytes()).is_ok()
}

/// A request that could not be counted is written.
fn outcome(counted: bool, fold: Fold) -> Fold {
    if counted { fold } else { Fold::Write }
}

fn key(level: Level, of: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    (level as u64, of).hash(&mut hasher);
    hasher.finish().max(1)
}
