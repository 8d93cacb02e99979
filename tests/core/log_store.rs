//! A store filled with known records, for the tests of what is read from it.

use rest_gate::log::store::{Segment, SegmentName};
use rest_gate::log::{Day, Id, Outcome, Record};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

/// A folder of a store, removed when it is dropped.
pub struct Store(pub PathBuf);

impl Store {
    pub fn new(name: &str) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let nth = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("rest-gate-{name}-{}-{nth}", std::process::id());
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    pub fn with(name: &str, records: &[Record]) -> Self {
        let store = Self::new(name);
        insert(&store.0, records);
        store
    }
}

impl Drop for Store {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Puts records into the segments that they belong to.
pub fn insert(store: &Path, records: &[Record]) {
    let mut by_segment = BTreeMap::<_, Vec<_>>::new();
    for record in records {
        let (day, class) = (record.id.day(), record.class());
        let name = SegmentName { day, class };
        by_segment.entry(name).or_default().push(record);
    }
    for (name, records) in by_segment {
        let mut segment = Segment::write(store, name).unwrap();
        let count = records.len();
        assert_eq!(segment.insert(records).unwrap(), count);
    }
}

/// Chance that is the same each time.
pub struct Chance(u64);

impl Chance {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    pub fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        ((self.0 >> 20) as usize) % end
    }

    pub fn of<'a, T: ?Sized>(&mut self, list: &[&'a T]) -> &'a T {
        list[self.below(list.len())]
    }
}

pub const FIRST_DAY: &str = "2026-03-06";
pub const USERS: [(u64, &str); 7] = [
    (0, ""),
    (0, ""),
    (0, "admin"),
    (1, "admin"),
    (42, "a_b"),
    (7, "42"),
    (9, "o'brien"),
];

/// So many records over five days: busy and quiet hours, both classes, many equal durations.
pub fn records(count: usize, seed: u64) -> Vec<Record> {
    let chance = &mut Chance::new(seed);
    let start = Day::parse(FIRST_DAY).unwrap().start_ms();
    let mut records: Vec<Record> = (0..count).map(|nth| record(chance, start, nth)).collect();
    records.sort_by_key(|record| record.id);
    records
}

fn record(chance: &mut Chance, start: u64, nth: usize) -> Record {
    // A third within one minute of the fourth day.
    let ms = match chance.below(3) {
        0 => start + 3 * 86_400_000 + 40_000_000 + chance.below(60_000) as u64,
        _ => start + chance.below(5 * 86_400_000) as u64,
    };
    let outcome = Outcome::ALL[chance.below(144).isqrt()].0;
    let (user_id, user) = USERS[chance.below(USERS.len())];
    let status = match outcome.is_refusal() {
        true => [401, 403, 429][chance.below(3)],
        false => [200, 200, 200, 201, 304, 404, 400, 500][chance.below(8)],
    };
    Record {
        method: (*chance.of(&["GET", "GET", "GET", "POST", "DELETE"])).into(),
        route: route(chance),
        status,
        duration_us: [0, 10, 100, 1000, chance.below(50_000) as u64][chance.below(5)],
        user_id,
        user: user.into(),
        ip: match chance.below(20) {
            0 => "2001:db8::1".into(),
            _ => format!("10.0.0.{}", chance.below(chance_of(nth))),
        },
        auth_type: (*chance.of(&["none", "none", "cookie", "bearer", ""])).into(),
        hits: [1, 1, 1, 1 + chance.below(90) as u64][chance.below(4)],
        user_agent: format!("agent {}", chance.below(30)),
        // Two at a time share their random part's upper bits, and some their millisecond.
        ..Record::new(Id::new(ms, nth as u64 * 7), outcome)
    }
}

fn chance_of(nth: usize) -> usize {
    if nth.is_multiple_of(2) { 4 } else { 200 }
}

fn route(chance: &mut Chance) -> String {
    match chance.below(8) {
        0 => String::new(),
        1 => format!("/wp/v2/posts/{}", chance.below(300)),
        2 => "/wp/v2/users".into(),
        3 => "/Odd_%/x\\y".into(),
        4 => "/o'brien\"; DROP TABLE record; --".into(),
        _ => "/wp/v2/posts".into(),
    }
}
