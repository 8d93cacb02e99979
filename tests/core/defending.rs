//! What workers share holds under threads that race, processes that die midway and clocks that jump:
//! pools, seats, leases, delays, counters and keys of sites. The rate limit is in `limiting.rs`.
//!
//! A killed process is one that never does the next step: its lease, its seat or its half-written key is
//! left as it stands.

use rest_gate::defence::{
    Counter, FARTHEST_MS, LEASES, POOLS, REASONS, SEATS, SECRETS, Shared, Wait, max_waiting,
};
use std::cell::Cell;
use std::collections::HashSet;
use std::path::Path;
use std::process::Command;
use std::sync::Barrier;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering::SeqCst};
use std::thread;

pub const THREADS: u64 = 8;

/// Zeroed memory, as the operating system gives it.
pub fn memory() -> Box<[AtomicU64]> {
    (0..Shared::WORDS).map(|_| AtomicU64::new(0)).collect()
}

/// The memory as it is when workers are forked.
pub fn booted(memory: &[AtomicU64]) -> Shared<'_> {
    let shared = Shared::new(memory).unwrap();
    shared.boot([0x0706_0504_0302_0100, 0x0f0e_0d0c_0b0a_0908]);
    shared
}

/// The next number of a fixed sequence (SplitMix64).
pub fn next(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut mixed = *state;
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

fn everybody_lives(_: u32) -> bool {
    true
}

#[test]
fn memory_of_the_right_size_is_taken_and_less_is_not() {
    let memory = memory();
    assert!(Shared::new(&memory).is_some());
    assert!(Shared::new(&memory[1..]).is_none() && Shared::new(&[]).is_none());
    let bytes = Shared::WORDS * 8;
    assert!(bytes < 5 << 19, "{bytes} bytes");
}

#[test]
fn the_keys_are_set_once() {
    let memory = memory();
    let shared = booted(&memory);
    let key = || {
        let client = "192.0.2.1".parse().unwrap();
        shared.client_key(rest_gate::defence::Domain::Requests, 33, "a", client)
    };
    let before = key();
    shared.boot([7, 7]);
    assert_eq!(key(), before);
}

#[test]
fn a_pool_keeps_its_place_and_one_too_many_is_turned_away() {
    let memory = memory();
    let shared = booted(&memory);
    let name = |number: usize| format!("/srv/{number}\0{number}");
    let all = |from: usize| (0..POOLS).map(move |at| (at * 7 + from) % POOLS);
    thread::scope(|scope| {
        for thread in 0..THREADS as usize {
            scope.spawn(move || {
                for number in all(thread) {
                    let pool = shared.pool(name(number).as_bytes()).unwrap();
                    pool.add(Counter::Panics, 1 + number as u64);
                }
            });
        }
    });
    for number in all(0) {
        let pool = shared.pool(name(number).as_bytes()).unwrap();
        assert_eq!(pool.read(Counter::Panics), THREADS * (1 + number as u64));
    }
    assert_eq!(shared.pools_turned_away(), 0);
    assert!(shared.pool(b"one more").is_none());
    assert_eq!(shared.pools_turned_away(), 1);
}

#[test]
fn a_worker_sits_once_in_each_pool() {
    let memory = memory();
    let shared = booted(&memory);
    let (one, other) = (shared.pool(b"one").unwrap(), shared.pool(b"other").unwrap());
    for _ in 0..3 {
        one.sit(7, everybody_lives).unwrap();
    }
    other.sit(7, everybody_lives).unwrap();
    let seat = other.sit(8, everybody_lives).unwrap();
    assert_eq!(one.live(5000, everybody_lives), 1);
    assert_eq!(other.live(5000, everybody_lives), 2);
    assert!(seat.leave() && !seat.leave());
    assert_eq!(other.live(6000, everybody_lives), 1);
}

#[test]
fn the_seats_of_the_dead_are_freed_and_those_of_other_pools_are_left_alone() {
    let memory = memory();
    let shared = booted(&memory);
    let (one, other) = (shared.pool(b"one").unwrap(), shared.pool(b"other").unwrap());
    let is_alive = |pid: u32| Path::new(&format!("/proc/{pid}")).exists();
    let mut child = Command::new("cat")
        .stdin(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    one.sit(std::process::id(), is_alive).unwrap();
    one.sit(child.id(), is_alive).unwrap();
    other.sit(child.id(), is_alive).unwrap();
    assert_eq!(one.live(1000, is_alive), 2);
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(one.live(1999, is_alive), 2, "counted within a second");
    assert_eq!(one.live(2000, is_alive), 1);
    assert_eq!(other.live(2000, everybody_lives), 1);
    assert_eq!(one.live(3000, everybody_lives), 1, "the seat was freed");
}

#[test]
fn workers_are_counted_once_a_second_whatever_the_clock_does() {
    let memory = memory();
    let pool = booted(&memory).pool(b"one").unwrap();
    pool.sit(1, everybody_lives).unwrap();
    let asked = Cell::new(0);
    let live = |now_ms| {
        asked.set(0);
        let live = pool.live(now_ms, |_| {
            asked.set(asked.get() + 1);
            true
        });
        (live, asked.get())
    };
    assert_eq!(live(10_000), (1, 1));
    pool.sit(2, everybody_lives).unwrap();
    assert_eq!(live(10_000), (1, 0));
    assert_eq!(live(10_999), (1, 0));
    assert_eq!(live(11_000), (2, 2));
    assert_eq!(live(10_999), (2, 2), "the clock was set back");
    assert_eq!(live(11_998), (2, 0));
    assert_eq!(live(u64::MAX >> 16), (2, 2));
}

#[test]
fn a_full_house_seats_whoever_comes_when_somebody_has_died() {
    let memory = memory();
    let shared = booted(&memory);
    let (one, other) = (shared.pool(b"one").unwrap(), shared.pool(b"other").unwrap());
    let start = Barrier::new(THREADS as usize);
    thread::scope(|scope| {
        for thread in 0..THREADS as u32 {
            let start = &start;
            let each = SEATS as u32 / THREADS as u32;
            scope.spawn(move || {
                start.wait();
                for number in thread * each..(thread + 1) * each {
                    // All look for a seat from the same place on.
                    let pid = (number + 1) * SEATS as u32;
                    one.sit(pid, everybody_lives).unwrap();
                }
            });
        }
    });
    assert_eq!(one.live(1000, everybody_lives) as usize, SEATS);
    assert!(other.sit(9999, everybody_lives).is_none());
    assert_eq!(other.live(1000, everybody_lives), 0);
    assert!(other.sit(9999, |pid| pid != 7 * SEATS as u32).is_some());
    assert_eq!(one.live(2000, everybody_lives) as usize, SEATS - 1);
    assert_eq!(other.live(2000, everybody_lives), 1);
}

#[test]
fn no_more_wait_than_may_while_threads_race() {
    let memory = memory();
    let pool = booted(&memory).pool(b"one").unwrap();
    for max in [1, 3, 7] {
        let start = Barrier::new(THREADS as usize);
        let waiting = AtomicUsize::new(0);
        let leased = AtomicUsize::new(0);
        thread::scope(|scope| {
            for thread in 0..THREADS {
                let (start, waiting, leased) = (&start, &waiting, &leased);
                scope.spawn(move || {
                    start.wait();
                    let mut chance = thread;
                    for round in 0..30_000 {
                        let now = 1_000_000 + round % 1000;
                        let Some(lease) = pool.lease(max, now + 5000, now, next(&mut chance))
                        else {
                            thread::yield_now();
                            continue;
                        };
                        assert!(waiting.fetch_add(1, SeqCst) < max);
                        leased.fetch_add(1, SeqCst);
                        if round % 64 == 0 {
                            thread::yield_now();
                        }
                        waiting.fetch_sub(1, SeqCst);
                        assert!(lease.release());
                    }
                });
            }
        });
        assert!(leased.load(SeqCst) > 0);
        assert_eq!(pool.leased(1_000_000), 0);
    }
}

#[test]
fn the_lease_of_a_killed_worker_ends_by_its_time() {
    let memory = memory();
    let pool = booted(&memory).pool(b"one").unwrap();
    for at in 0..3 {
        let _never_released = pool.lease(3, 6000 + at, 1000, at).unwrap();
    }
    for (now, free) in [(5999, 0), (6000, 1), (6001, 2), (6002, 3)] {
        assert_eq!(3 - pool.leased(now), free, "{now}");
    }
    assert!(pool.lease(3, 9000, 5999, 1).is_none());
    let leases: Vec<_> = (0..4)
        .filter_map(|at| pool.lease(3, 9000, 6002, at))
        .collect();
    assert_eq!(leases.len(), 3);
}

#[test]
fn a_lease_that_ran_out_frees_nobody_elses() {
    let memory = memory();
    let pool = booted(&memory).pool(b"one").unwrap();
    let late = pool.lease(1, 2000, 1000, 5 << 16 | 1).unwrap();
    let next = pool.lease(1, 3000, 2000, 5 << 16 | 1).unwrap();
    assert!(!late.release());
    assert_eq!(pool.leased(2000), 1);
    assert!(next.release() && !next.release());
    // The clock was set back: the same expiry, told apart by chance.
    let far = pool.lease(1, 90_000, 85_000, 1).unwrap();
    let near = pool.lease(1, 90_000, 75_000 - 1, 2).unwrap();
    assert!(!far.release() && near.release());
}

#[test]
fn a_clock_that_jumps_back_blocks_no_place_for_long() {
    let memory = memory();
    let pool = booted(&memory).pool(b"one").unwrap();
    let hour = 3_600_000;
    let _never_released = pool.lease(1, hour + 5000, hour, 0).unwrap();
    assert!(pool.lease(1, 2 * hour, hour, 0).is_none());
    let back = hour + 5000 - FARTHEST_MS;
    assert!(
        pool.lease(1, back + 5000, back, 0).is_none(),
        "it may be real"
    );
    assert!(pool.lease(1, back + 4999, back - 1, 0).is_some());
}

#[test]
fn the_most_leases_are_these_and_none_for_nobody() {
    let memory = memory();
    let shared = booted(&memory);
    let (one, other) = (shared.pool(b"one").unwrap(), shared.pool(b"other").unwrap());
    let take = |max| {
        (0..1000)
            .filter_map(|chance| one.lease(max, 2000, 1000, chance << 16))
            .count()
    };
    assert_eq!(take(0), 0);
    assert_eq!(take(10), 10);
    assert_eq!(take(9), 0);
    assert_eq!(take(usize::MAX), LEASES - 10);
    assert_eq!((one.leased(1000), other.leased(1000)), (LEASES, 0));
    assert!(other.lease(1, 2000, 1000, 0).is_some());
    assert!(other.lease(5, 1000, 1000, 0).is_none(), "it would be over");
    assert!(other.lease(5, u64::MAX, 1000, 0).is_some());
    assert_eq!(other.leased(1000 + FARTHEST_MS), 0, "cut to the longest");
}

#[test]
fn a_delay_is_drawn_evenly_from_its_range() {
    let mut state = 1;
    let (min, max, rounds) = (200, 800, 601_000);
    let mut counts = vec![0_u64; 601];
    for _ in 0..rounds {
        counts[(Wait::draw(min, max, 5000, next(&mut state)) - min) as usize] += 1;
    }
    let expected = rounds as f64 / counts.len() as f64;
    let chi_square: f64 = counts
        .iter()
        .map(|&count| (count as f64 - expected).powi(2) / expected)
        .sum();
    // 600 degrees of freedom: the mean is 600, the deviation 34.6.
    assert!((427.0..773.0).contains(&chi_square), "{chi_square}");
    let step = u64::MAX / 6010;
    let mut even = vec![0; 601];
    for at in 0..6010 {
        even[(Wait::draw(min, max, 5000, at * step + step / 2) - min) as usize] += 1;
    }
    assert_eq!(even, [10; 601]);
}

#[test]
fn a_delay_keeps_to_its_ends_and_its_ceiling() {
    #[rustfmt::skip]
    let cases = [
        // min, max, ceiling: lowest, highest
        (200, 800, 5000, 200, 800),
        (200, 800, 500, 200, 500),
        (200, 800, 100, 100, 100),
        (200, 800, 0, 0, 0),
        (0, 5000, 5000, 0, 5000),
        (300, 300, 5000, 300, 300),
        (0, u64::MAX, u64::MAX, 0, u64::MAX),
    ];
    for (min, max, ceiling, lowest, highest) in cases {
        let drawn = [0, u64::MAX].map(|chance| Wait::draw(min, max, ceiling, chance));
        assert_eq!(drawn, [lowest, highest], "{min} {max} {ceiling}");
    }
}

#[test]
fn a_quarter_of_the_live_may_wait_unless_a_number_is_set() {
    for (setting, live, most) in [
        (None, 0, 1),
        (None, 1, 1),
        (None, 7, 1),
        (None, 8, 2),
        (None, 103, 25),
        (Some(0), 103, 0),
        (Some(3), 1, 3),
        (Some(256), 0, 256),
    ] {
        assert_eq!(max_waiting(setting, live), most, "{setting:?} {live}");
    }
}

#[test]
fn every_addition_counts_and_only_in_its_own_pool() {
    let memory = memory();
    let shared = booted(&memory);
    let (one, other) = (shared.pool(b"one").unwrap(), shared.pool(b"other").unwrap());
    thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| {
                for round in 0..2000 {
                    one.add(Counter::TarpitWaitMs, round);
                    one.add(Counter::SnapshotRejected, 1);
                    one.add_reason(round as usize % 50);
                }
            });
        }
    });
    let counted = |counter: Counter| match counter {
        Counter::TarpitWaitMs => THREADS * 1999 * 1000,
        Counter::SnapshotRejected => THREADS * 2000,
        _ => 0,
    };
    let all = Counter::ALL.map(|counter| (counter, counted(counter)));
    assert_eq!(one.read_all(), all);
    assert_eq!(one.read_reasons(), [THREADS * 2000 / 50; REASONS]);
    assert!(other.read_all().iter().all(|(_, count)| *count == 0));
    assert_eq!(other.read_reasons(), [0; REASONS]);
}

#[test]
fn counters_have_names_for_machines_and_a_line_for_people() {
    let names: HashSet<_> = Counter::ALL.iter().map(|counter| counter.name()).collect();
    assert_eq!(names.len(), Counter::ALL.len());
    for counter in Counter::ALL {
        let name = counter.name();
        assert!(
            name.bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte == b'_')
        );
        let line = counter.description();
        assert!((20..80).contains(&line.len()) && !line.ends_with('.'));
    }
    for (at, counter) in Counter::ALL.into_iter().enumerate() {
        assert_eq!(counter as usize, at, "{counter:?}");
    }
}

/// The places of keys, which lie at the end of the memory.
fn key_places(memory: &[AtomicU64]) -> &[[AtomicU64; 8]] {
    memory[Shared::WORDS - SECRETS * 8..].as_chunks().0
}

fn used_place(memory: &[AtomicU64]) -> &[AtomicU64; 8] {
    let mut used = key_places(memory)
        .iter()
        .filter(|place| place[0].load(SeqCst) != 0);
    let place = used.next().unwrap();
    assert!(used.next().is_none(), "more than one place is used");
    place
}

#[test]
fn a_key_is_its_own_sites_until_another_is_put() {
    let memory = memory();
    let secrets = booted(&memory).secrets();
    assert_eq!(secrets.get([1; 16]), None);
    assert!(secrets.put([1; 16], [0; 32], 1000));
    assert!(secrets.put([2; 16], [8; 32], 1000));
    assert_eq!(secrets.get([1; 16]), Some([0; 32]));
    assert!(secrets.put([1; 16], [9; 32], 1000));
    assert_eq!(secrets.get([1; 16]), Some([9; 32]));
    assert_eq!(secrets.get([2; 16]), Some([8; 32]));
    assert_eq!(secrets.get([3; 16]), None);
}

#[test]
fn a_key_that_stands_there_is_not_written_again() {
    let memory = memory();
    let secrets = booted(&memory).secrets();
    assert!(secrets.put([1; 16], [7; 32], 1000));
    let version = used_place(&memory)[0].load(SeqCst);
    assert!(secrets.put([1; 16], [7; 32], 9000));
    assert_eq!(used_place(&memory)[0].load(SeqCst), version);
}

#[test]
fn a_full_table_keeps_what_it_has() {
    let memory = memory();
    let secrets = booted(&memory).secrets();
    let site = |number: usize| (number as u128).to_le_bytes();
    let key = |number: usize| [number as u8; 32];
    for number in 0..SECRETS {
        assert!(secrets.put(site(number), key(number), 1000));
    }
    assert!(!secrets.put(site(SECRETS), key(0), 1000));
    assert_eq!(secrets.get(site(SECRETS)), None);
    for number in 0..SECRETS {
        assert_eq!(secrets.get(site(number)), Some(key(number)));
    }
}

#[test]
fn what_a_killed_writer_left_reads_as_none_and_blocks_for_a_second() {
    let memory = memory();
    let secrets = booted(&memory).secrets();
    assert!(secrets.put([1; 16], [7; 32], 1000));
    let place = used_place(&memory);
    // The next writer came at 5000 and had written two words of the key.
    place[0].store(5000 << 16 | 5, SeqCst);
    place[3].store(0, SeqCst);
    place[4].store(0, SeqCst);
    assert_eq!(secrets.get([1; 16]), None);
    assert!(!secrets.put([1; 16], [9; 32], 5999));
    assert!(secrets.put([1; 16], [9; 32], 6000));
    assert_eq!(secrets.get([1; 16]), Some([9; 32]));
    used_place(&memory);
}

#[test]
fn a_mix_of_two_keys_reads_as_none_until_it_is_put_again() {
    let memory = memory();
    let secrets = booted(&memory).secrets();
    for word in 1..8 {
        assert!(secrets.put([1; 16], [7; 32], 1000));
        let place = used_place(&memory);
        place[word].fetch_xor(1 << 40, SeqCst);
        assert_eq!(secrets.get([1; 16]), None, "word {word}");
        assert!(secrets.put([1; 16], [7; 32], 1000));
        assert_eq!(secrets.get([1; 16]), Some([7; 32]), "word {word}");
    }
}

#[test]
fn what_two_writers_write_at_once_is_read_whole_or_not_at_all() {
    let memory = memory();
    let secrets = booted(&memory).secrets();
    let (clock, read) = (AtomicU64::new(3000), AtomicUsize::new(0));
    assert!(secrets.put([1; 16], [1; 32], 1000));
    thread::scope(|scope| {
        let writers: Vec<_> = (1..=4_u8)
            .map(|writer| {
                let clock = &clock;
                scope.spawn(move || {
                    let mut put = 0;
                    for _ in 0..5000 {
                        // So fast a clock takes every writer for killed that another meets.
                        let now = clock.fetch_add(2000, SeqCst);
                        put += usize::from(secrets.put([1; 16], [writer; 32], now));
                    }
                    put
                })
            })
            .collect();
        for _ in 0..4 {
            scope.spawn(|| {
                for _ in 0..5000 {
                    if let Some(key) = secrets.get([1; 16]) {
                        assert!((1..=4).contains(&key[0]) && key == [key[0]; 32], "{key:?}");
                        read.fetch_add(1, SeqCst);
                    }
                }
            });
        }
        let put: usize = writers
            .into_iter()
            .map(|writer| writer.join().unwrap())
            .sum();
        assert!(put > 0);
    });
    assert!(read.load(SeqCst) > 0);
    assert!(secrets.put([1; 16], [9; 32], u64::MAX >> 16));
    assert_eq!(secrets.get([1; 16]), Some([9; 32]));
}
