//! The rate limit is a bucket for each client, exactly, and what its table of fixed size cannot hold
//! passes: nobody is limited because of another.

use crate::defending::{THREADS, booted, memory, next};
use proptest::prelude::*;
use rest_gate::defence::{Domain, Limiter, Rate, SECRETS, SETS, Shared, Taken, WAYS};
use std::collections::{HashMap, HashSet};
use std::sync::Barrier;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering::SeqCst};
use std::thread;

const SECOND: u64 = 1_000_000;

const MINUTE: u64 = 60 * SECOND;

fn passed(taken: Taken) -> bool {
    matches!(taken, Taken::Passed { .. })
}

/// How many pass, one after the other, at one time.
fn burst(limiter: Limiter<'_>, key: u64, now: u64, rate: Rate) -> usize {
    (0..200_000)
        .take_while(|_| passed(limiter.take(key, 0, now, rate)))
        .count()
}

/// The words of the set in which a tag lies; before the keys of sites, at the end of the memory.
fn set(memory: &[AtomicU64], number: usize) -> &[AtomicU64] {
    let first = Shared::WORDS - SECRETS * 8 - SETS * WAYS * 2;
    &memory[first + number * WAYS * 2..][..WAYS * 2]
}

/// A bucket that fills by itself and loses one interval with each request, as one counts by hand.
struct Model {
    level: u64,
    at: u64,
    per_minute: u64,
    burst: u64,
}

impl Model {
    fn ask(&mut self, now: u64, take: bool) -> Taken {
        let interval = MINUTE / self.per_minute;
        self.level = (self.burst * interval).min(self.level + (now - self.at));
        self.at = now;
        if self.level < interval {
            return Taken::Limited {
                retry_after_ms: (interval - self.level).div_ceil(1000),
            };
        }
        let mut left = self.level;
        if take {
            left -= interval;
            self.level = left;
        }
        let remaining = u32::try_from(left / interval).unwrap();
        Taken::Passed { remaining }
    }
}

const RATES: [(u32, u32); 6] = [
    (60, 3),
    (60, 1),
    (1, 1),
    (7, 5),
    (100_000, 100),
    (600, 100_000),
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn every_answer_is_that_of_a_bucket_counted_by_hand(
        start in 0..1_u64 << 60,
        asks in prop::collection::vec(
            (0..3_u64, 0..2_u16, 0..RATES.len(), 0..4_u32, 0..3 * MINUTE, any::<bool>()),
            1..400,
        ),
    ) {
        let memory = memory();
        let limiter = booted(&memory).limiter();
        let mut models = HashMap::new();
        let mut now = start;
        for (client, class, rate, pace, step, take) in asks {
            // Often nothing, often little, seldom long.
            now += step >> [63, 16, 8, 0][pace as usize];
            let (per_minute, burst) = RATES[rate];
            let model = models.entry((client, class, rate)).or_insert(Model {
                level: u64::from(burst) * (MINUTE / u64::from(per_minute)),
                at: now,
                per_minute: per_minute.into(),
                burst: burst.into(),
            });
            let mut key = client;
            let (key, rate) = (next(&mut key), Rate::new(per_minute, burst));
            let answer = if take {
                limiter.take(key, class, now, rate)
            } else {
                limiter.peek(key, class, now, rate)
            };
            prop_assert_eq!(answer, model.ask(now, take));
        }
    }
}

#[test]
fn a_burst_passes_and_then_one_for_each_interval() {
    let memory = memory();
    let limiter = booted(&memory).limiter();
    let rate = Rate::new(60, 30);
    let now = 77 * MINUTE;
    assert_eq!(
        limiter.peek(5, 0, now, rate),
        Taken::Passed { remaining: 30 }
    );
    assert_eq!(
        limiter.take(5, 0, now, rate),
        Taken::Passed { remaining: 29 }
    );
    assert_eq!(burst(limiter, 5, now, rate), 29);
    let limited = Taken::Limited {
        retry_after_ms: 1000,
    };
    assert_eq!(limiter.take(5, 0, now, rate), limited);
    assert_eq!(limiter.peek(5, 0, now, rate), limited);
    assert_eq!(
        limiter.take(5, 0, now + SECOND - 1, rate),
        Taken::Limited { retry_after_ms: 1 }
    );
    assert_eq!(burst(limiter, 5, now + SECOND, rate), 1);
    assert_eq!(burst(limiter, 5, now + 11 * SECOND, rate), 10);
    assert_eq!(burst(limiter, 5, now + 3600 * SECOND, rate), 30);
}

#[test]
fn numbers_out_of_range_are_the_nearest_in_it() {
    assert_eq!(Rate::new(0, 0), Rate::new(1, 1));
    assert_eq!(Rate::new(u32::MAX, u32::MAX), Rate::new(100_000, 100_000));
}

#[test]
fn clients_classes_and_rates_have_buckets_of_their_own() {
    let memory = memory();
    let limiter = booted(&memory).limiter();
    let rate = Rate::new(1, 1);
    let now = MINUTE;
    assert_eq!(burst(limiter, 5, now, rate), 1);
    assert_eq!(burst(limiter, 6, now, rate), 1);
    assert!(passed(limiter.take(5, 1, now, rate)));
    assert!(passed(limiter.take(5, 0, now, Rate::new(2, 1))));
    assert!(passed(limiter.take(5, 0, now, Rate::new(1, 2))));
    assert!(!passed(limiter.take(5, 0, now, rate)));
    assert!(!passed(limiter.take(5, 1, now, rate)));
}

#[test]
fn a_client_is_its_address_its_site_its_user_and_its_domain() {
    let memory = memory();
    let shared = booted(&memory);
    let key = |domain, uid, site: &str, address: &str| {
        shared.client_key(domain, uid, site, address.parse().unwrap())
    };
    let (requests, auth) = (Domain::Requests, Domain::FailedAuth);
    #[rustfmt::skip]
    let different = [
        key(requests, 33, "a", "192.0.2.1"),
        key(auth, 33, "a", "192.0.2.1"),
        key(requests, 34, "a", "192.0.2.1"),
        key(requests, 33, "b", "192.0.2.1"),
        key(requests, 33, "", "192.0.2.1"),
        key(requests, 33, "a", "192.0.2.2"),
        key(requests, 33, "a", "2001:db8::"),
        key(requests, 33, "a", "2001:db8:0:1::"),
        // The same bytes, if nothing told where the site ends.
        key(requests, 33, "aABCD", "69.70.71.72"),
        key(requests, 33, "a", "4142:4344:4546:4748::"),
    ];
    let distinct: HashSet<u64> = different.into_iter().collect();
    assert_eq!(distinct.len(), different.len());
    for (one, other) in [
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8::1", "2001:db8::ffff:1:2:3"),
    ] {
        assert_eq!(key(auth, 1, "a", one), key(auth, 1, "a", other), "{one}");
    }
}

#[test]
fn an_eviction_takes_what_is_empty_then_what_is_empty_soonest_and_lets_pass() {
    let memory = memory();
    let limiter = booted(&memory).limiter();
    let rate = Rate::new(1, 1);
    let key = |number: u64| 5 + number * SETS as u64;
    let at = |number: u64| MINUTE + number * SECOND;
    let take = |number, now| passed(limiter.take(key(number), 0, now, rate));
    for number in 0..4 {
        assert!(take(number, at(number)));
        assert!(!take(number, at(number)));
    }
    assert!(take(4, at(4)), "the set is full");
    assert!(take(0, at(5)), "the first one was evicted for it");
    assert!(take(1, at(6)), "and the second one for the first");
    for number in [3, 4, 0, 1] {
        assert!(!take(number, at(7)), "{number} was evicted");
    }
    // The bucket of the fourth is empty now, and it alone.
    assert!(take(9, at(3) + MINUTE));
    for number in [4, 0, 1, 9] {
        assert!(!take(number, at(3) + MINUTE), "{number} was evicted");
    }
}

#[test]
fn a_clock_that_jumps_back_limits_nobody_for_long_and_a_late_one_frees_nobody() {
    let memory = memory();
    let limiter = booted(&memory).limiter();
    let rate = Rate::new(60, 5);
    let now = 9 * 3600 * SECOND;
    assert_eq!(burst(limiter, 5, now, rate), 5);
    for late in [1, SECOND / 200, 10 * SECOND] {
        assert!(!passed(limiter.take(5, 0, now - late, rate)), "{late}");
    }
    assert!(passed(limiter.peek(5, 0, now - 11 * SECOND, rate)));
    assert_eq!(burst(limiter, 5, now - 3600 * SECOND, rate), 5);
}

#[test]
fn a_bucket_whose_words_belong_to_two_clients_is_nobodys() {
    let memory = memory();
    let limiter = booted(&memory).limiter();
    let (rate, now) = (Rate::new(1, 1), MINUTE);
    // Different in the set's other ways and in the highest bits.
    let (one, other) = (5, 5 + (77 << 48));
    assert!(passed(limiter.take(one, 0, now, rate)));
    assert!(passed(limiter.take(other, 0, now, rate)));
    let ways = (0..SETS)
        .map(|number| set(&memory, number))
        .find(|set| set[0].load(SeqCst) != 0)
        .unwrap();
    let first = ways[0].load(SeqCst);
    ways[0].store(ways[2].load(SeqCst), SeqCst);
    ways[2].store(first, SeqCst);
    assert!(passed(limiter.peek(one, 0, now, rate)));
    assert!(passed(limiter.peek(other, 0, now, rate)));
    assert!(passed(limiter.take(one, 0, now, rate)));
    assert!(!passed(limiter.take(one, 0, now, rate)), "in another way");
}

#[test]
fn of_two_buckets_that_one_client_began_at_once_the_fuller_counts() {
    let memory = memory();
    let limiter = booted(&memory).limiter();
    let (rate, now) = (Rate::new(1, 3), MINUTE);
    assert!(passed(limiter.take(5, 0, now, rate)));
    let ways = (0..SETS)
        .map(|number| set(&memory, number))
        .find(|set| set[0].load(SeqCst) != 0)
        .unwrap();
    let begun = ways[1].load(SeqCst);
    assert_eq!(burst(limiter, 5, now, rate), 2);
    let used_up = ways[1].load(SeqCst);
    ways[2].store(ways[0].load(SeqCst), SeqCst);
    for times in [[begun, used_up], [used_up, begun]] {
        ways[1].store(times[0], SeqCst);
        ways[3].store(times[1], SeqCst);
        assert!(!passed(limiter.take(5, 0, now, rate)));
    }
}

#[test]
fn a_way_that_a_killed_process_was_taking_over_is_taken_after_a_second() {
    let memory = memory();
    let limiter = booted(&memory).limiter();
    let (rate, now) = (Rate::new(1, 1), 50 * MINUTE);
    assert_eq!(burst(limiter, 5, now, rate), 1);
    let ways = (0..SETS)
        .map(|number| set(&memory, number))
        .find(|set| set[0].load(SeqCst) != 0)
        .unwrap();
    for way in ways.chunks(2) {
        way[1].store(now << 16, SeqCst);
    }
    for _ in 0..5 {
        assert!(passed(limiter.take(5, 0, now + SECOND - 1, rate)));
    }
    assert_eq!(burst(limiter, 5, now + SECOND, rate), 1);
}

#[test]
fn threads_of_one_client_get_its_burst_and_hardly_more() {
    let memory = memory();
    let limiter = booted(&memory).limiter();
    for (key, most) in [(1, 10), (2, 1000), (3, 50_000)] {
        let rate = Rate::new(1, most);
        let start = Barrier::new(THREADS as usize);
        let count = AtomicUsize::new(0);
        thread::scope(|scope| {
            for _ in 0..THREADS {
                scope.spawn(|| {
                    start.wait();
                    for _ in 0..10_000 {
                        let taken = limiter.take(key, 0, MINUTE, rate);
                        count.fetch_add(usize::from(passed(taken)), SeqCst);
                    }
                });
            }
        });
        let (count, most) = (count.load(SeqCst), most as usize);
        // Two loops in lockstep can starve a third until it gives up and passes.
        let hardly_more = most + most / 20 + 16;
        assert!((most..hardly_more).contains(&count), "{count} of {most}");
        assert!(!passed(limiter.peek(key, 0, MINUTE, rate)));
    }
}

#[test]
fn nobody_is_limited_by_others_that_crowd_into_the_same_set() {
    let memory = memory();
    let limiter = booted(&memory).limiter();
    let rate = Rate::new(1, 3);
    let clock = AtomicU64::new(MINUTE);
    thread::scope(|scope| {
        for thread in 0..THREADS {
            let clock = &clock;
            scope.spawn(move || {
                let mut state = thread << 32;
                for _ in 0..5000 {
                    let key = next(&mut state) & !(SETS as u64 - 1);
                    for _ in 0..3 {
                        let now = clock.fetch_add(1, SeqCst);
                        assert!(passed(limiter.take(key, 0, now, rate)));
                    }
                }
            });
        }
    });
}

#[test]
fn more_clients_than_the_table_holds_pass_all_the_same() {
    let memory = memory();
    let limiter = booted(&memory).limiter();
    let rate = Rate::new(1, 1);
    let mut state = 3;
    for now in 0..3 * (SETS * WAYS) as u64 {
        assert!(passed(limiter.take(
            next(&mut state),
            0,
            MINUTE + now,
            rate
        )));
    }
}
