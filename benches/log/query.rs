//! What questions to a store of millions of records over 30 days cost, warm.
//!
//! `REST_GATE_BENCH_MILLIONS` says how many, 1 without it. Prints the slower of two warm runs, and how
//! much of it had a processor. The store is made in the folder that `REST_GATE_BENCH_STORE` names,
//! and stays there; where one of as many records is there already, it is asked. A purge of its oldest
//! day comes last, of a copy. `REST_GATE_BENCH_ONLY` leaves out the single questions whose name does
//! not hold it, and all pairs.

#![allow(
    clippy::unwrap_used,
    reason = "a benchmark that meets something unexpected must stop"
)]

use rest_gate::log::export::{Format, export};
use rest_gate::log::query::{Ask, By, Filter, Order, PAGE_TIME, Segments, Source, TopAsk};
use rest_gate::log::spool::{Spool, SpoolLimits};
use rest_gate::log::store::{Segment, SegmentName};
use rest_gate::log::{Class, Day, Id, Outcome, Place, Record, SiteId, StoreLock, purge};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

const DAYS: u64 = 30;
const DAY_MS: u64 = 86_400_000;
/// As many lines as an import takes at once: each adds to the lists of its segment.
const BATCH: u64 = 10_000;
/// The file that tells that a store is whole.
const FILLED: &str = "filled";

struct Chance(u64);

impl Chance {
    fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 20) % end
    }
}

/// The `nth` of `count` records of a day: one in five is a refused stranger.
fn record(chance: &mut Chance, day: Day, nth: u64, count: u64) -> Record {
    let refused = nth.is_multiple_of(5);
    let rare = chance.below(count) == 0;
    let (outcome, status) = match (refused, chance.below(20)) {
        (true, 0..12) => (Outcome::Blocked, 401),
        (true, _) => (Outcome::Refused, 403),
        (false, 0) => (Outcome::NotFound, 404),
        (false, 1) => (Outcome::Invalid, 400),
        (false, _) if rare => (Outcome::Error, 500),
        (false, 2..8) => (Outcome::Allowlisted, 200),
        (false, _) => (Outcome::Allowed, 200),
    };
    let user_id = if refused { 0 } else { chance.below(20) };
    let user = if user_id == 0 {
        String::new()
    } else {
        format!("user{user_id}")
    };
    // Squared, so that some are common and some are not.
    let route = chance.below(200) * chance.below(200) / 200;
    let random = chance.below(1 << 36);
    Record {
        node: "web1".into(),
        site: "https://example.org".into(),
        method: (if chance.below(8) == 0 { "POST" } else { "GET" }).into(),
        route: format!("/plugin/v{}/items/{route}", route % 3),
        endpoint: r"/plugin/v1/items/(?P<id>[\d]+)".into(),
        reason: "allowlist".into(),
        status,
        duration_us: 500 + chance.below(1_000) * chance.below(1_000),
        bytes: chance.below(50_000),
        user_id,
        user,
        roles: if user_id == 0 {
            String::new()
        } else {
            "editor".into()
        },
        ip: match rare {
            true => "198.51.100.1".into(),
            false => format!("10.0.{}.{}", chance.below(20), chance.below(250)),
        },
        auth_type: (if user_id == 0 { "none" } else { "cookie" }).into(),
        query: "per_page=10&_fields=id,title".into(),
        user_agent: format!(
            "Mozilla/5.0 (X11; Linux x86_64) Firefox/{}",
            chance.below(300)
        ),
        ..Record::new(
            Id::new(day.start_ms() + nth * DAY_MS / count, random),
            outcome,
        )
    }
}

fn fill(store: &Path, first: Day, count: u64) {
    let chance = &mut Chance(0x9e37_79b9_7f4a_7c15);
    for nth in 0..DAYS {
        let day = Day::of(first.start_ms() + nth * DAY_MS);
        let open = |class| Segment::write(store, SegmentName { day, class }).unwrap();
        let mut segments = Class::ALL.map(open);
        let mut at = 0;
        while at < count {
            let end = (at + BATCH).min(count);
            let batch: Vec<_> = (at..end)
                .map(|nth| record(chance, day, nth, count))
                .collect();
            for segment in &mut segments {
                let class = segment.name().class;
                segment
                    .insert(batch.iter().filter(|own| own.class() == class))
                    .unwrap();
            }
            at = end;
        }
    }
}

fn print(name: &str, mut run: impl FnMut() -> String) {
    if std::env::var("REST_GATE_BENCH_ONLY").is_ok_and(|only| !name.contains(&only)) {
        return;
    }
    run();
    let mut slowest = (0.0, 0.0);
    let mut said = String::new();
    for _ in 0..2 {
        let (begun, begun_busy) = (Instant::now(), busy_ms());
        said = run();
        let took = (
            begun.elapsed().as_secs_f64() * 1000.0,
            busy_ms() - begun_busy,
        );
        if took > slowest {
            slowest = took;
        }
    }
    println!("{:>9.2} ms {:>9.2}  {name}: {said}", slowest.0, slowest.1);
}

/// The time that this thread had a processor.
fn busy_ms() -> f64 {
    let stat = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanos = stat
        .split(' ')
        .next()
        .and_then(|text| text.parse::<f64>().ok());
    nanos.unwrap_or(0.0) / 1e6
}

/// A page as a web request asks for it: the store is opened for it.
fn page(store: &Path, filter: &Filter, order: Order) -> String {
    let time = Some(PAGE_TIME);
    let page = Segments::new(store).page(&Ask {
        filter,
        order,
        cursor: None,
        limit: 50,
        time,
    });
    match page.back_to {
        Some(_) => format!("{} records so far, continue", page.records.len()),
        None => format!("{} records", page.records.len()),
    }
}

/// Measures.
pub fn run(short: bool) {
    let millions = std::env::var("REST_GATE_BENCH_MILLIONS");
    let millions: u64 = millions.map_or(1, |text| text.parse().unwrap());
    let records = if short { 12_000 } else { millions * 1_000_000 };
    let first = Day::parse("2026-10-01").unwrap();
    let kept = std::env::var_os("REST_GATE_BENCH_STORE").map(PathBuf::from);
    let name = format!("rest-gate-bench-query-{}", std::process::id());
    let own = std::env::temp_dir().join(name);
    let store = match &kept {
        Some(folder) => folder.join(records.to_string()),
        None => own.join("asked"),
    };
    std::fs::create_dir_all(&own).unwrap();
    if !store.join(FILLED).exists() {
        let _ = std::fs::remove_dir_all(&store);
        std::fs::create_dir_all(&store).unwrap();
        let begun = Instant::now();
        fill(&store, first, records / DAYS);
        std::fs::write(store.join(FILLED), "").unwrap();
        println!("made in {:.0} s", begun.elapsed().as_secs_f64());
    }
    println!("{records} records over {DAYS} days");
    ask_all(&store, first);
    purge_a_day(&own, &store, first);
    std::fs::remove_dir_all(&own).unwrap();
}

/// Purges the first day while a worker writes to it, and tells how long both took.
fn purge_a_day(own: &Path, store: &Path, first: Day) {
    let site = SiteId::parse(&"a1".repeat(16)).unwrap();
    let place = Place::make(own, &site).unwrap();
    let inside = place.store_path();
    std::fs::create_dir_all(&inside).unwrap();
    for class in Class::ALL {
        let name = SegmentName { day: first, class }.to_string();
        std::fs::copy(store.join(&name), inside.join(&name)).unwrap();
    }
    let stop = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let writer = scope.spawn(|| {
            let place = Place::make(own, &site).unwrap();
            let limits = SpoolLimits { max_bytes: 1 << 30 };
            let mut spool = Spool::new(place, limits);
            let (mut writes, mut slowest) = (0_u64, Duration::ZERO);
            while !stop.load(Ordering::Relaxed) {
                let mut record = record(&mut Chance(writes + 1), first, 1, 1_000);
                let now = first.start_ms() + writes % DAY_MS;
                let begun = Instant::now();
                spool.record(&mut record, now).unwrap();
                slowest = slowest.max(begun.elapsed());
                writes += 1;
            }
            (writes, slowest)
        });
        std::thread::sleep(Duration::from_millis(50));
        let lock = StoreLock::take(&place).unwrap().unwrap();
        let begun = Instant::now();
        let purged = purge(&lock, Day::of(first.end_ms())).unwrap();
        let took = begun.elapsed();
        std::thread::sleep(Duration::from_millis(50));
        stop.store(true, Ordering::Relaxed);
        let (writes, slowest) = writer.join().unwrap();
        println!(
            "{:>9.2} ms  purge of a day: {} segments; the slowest of {writes} writes meanwhile {:.2} ms",
            took.as_secs_f64() * 1000.0,
            purged.removed.len(),
            slowest.as_secs_f64() * 1000.0,
        );
    });
}

fn ask_all(store: &Path, first: Day) {
    let start = first.start_ms();
    let middle = (start + 15 * DAY_MS + 7).to_string();
    let filters = [
        ("route", "=/plugin/v0/items/0"),
        ("route", "=/plugin/v0/items/198"),
        ("route", "items/1"),
        ("route", "/plugin/v2/*"),
        ("route", "absent"),
        ("ip", "10.0.3.7"),
        ("ip", "198.51.100.1"),
        ("ip", "192.0.2.1"),
        ("user", "user7"),
        ("user", "0"),
        ("user", "nobody-of-that-name"),
        ("to", &middle),
        ("outcome", "allowed"),
        ("outcome", "error"),
        ("outcome", "blocked,refused"),
        ("outcome", "probe"),
        ("method", "GET"),
        ("method", "POST"),
        ("method", "PUT"),
        ("status", "200"),
        ("status", "4xx"),
        ("status", "500"),
        ("auth_type", "cookie"),
        ("auth_type", "oauth1"),
    ];
    let source = &mut Segments::new(store);
    for order in [Order::Newest, Order::Slowest, Order::Status] {
        print(&format!("{order:?}, no filter"), || {
            page(store, &Filter::default(), order)
        });
    }
    for pair in filters {
        let filter = Filter::parse(&[pair]).unwrap();
        print(&format!("{pair:?}"), || page(store, &filter, Order::Newest));
        print(&format!("{pair:?}, slowest"), || {
            page(store, &filter, Order::Slowest)
        });
        print(&format!("{pair:?}, status"), || {
            page(store, &filter, Order::Status)
        });
        print(&format!("{pair:?}, count"), || {
            format!("{:?}", source.count(&filter, Some(PAGE_TIME)).count)
        });
    }
    let (mut slowest, mut stopped, mut pairs) = ((0.0, String::new()), Vec::new(), 0);
    let asked = match std::env::var_os("REST_GATE_BENCH_ONLY") {
        Some(_) => &[][..],
        None => &filters,
    };
    for (at, a) in asked.iter().enumerate() {
        for b in asked.iter().skip(at + 1).filter(|b| b.0 != a.0) {
            let filter = Filter::parse(&[*a, *b]).unwrap();
            page(store, &filter, Order::Newest);
            let (begun, begun_busy) = (Instant::now(), busy_ms());
            let said = page(store, &filter, Order::Newest);
            let took = begun.elapsed().as_secs_f64() * 1000.0;
            let busy = busy_ms() - begun_busy;
            pairs += 1;
            if said.contains("continue") {
                stopped.push(format!("{a:?} {b:?}"));
            }
            if took > slowest.0 {
                slowest = (took, format!("{busy:.2} of it busy, {a:?} {b:?}: {said}"));
            }
        }
    }
    println!(
        "{:>9.2} ms  the slowest of {pairs} pairs, {}",
        slowest.0, slowest.1
    );
    println!(
        "{} pairs with a scan to continue: {stopped:?}",
        stopped.len()
    );
    for (name, step) in [("days", DAY_MS), ("hours", DAY_MS / 24)] {
        let edges: Vec<_> = (0..=DAYS * DAY_MS / step)
            .map(|nth| start + nth * step)
            .collect();
        print(&format!("histogram by {name}"), || {
            let hits = Segments::new(store).histogram(&edges).hits;
            format!("{} hits", hits.iter().flatten().sum::<u64>())
        });
    }
    let (by, to_ms) = (By::Hits, start + DAYS * DAY_MS);
    let top = TopAsk {
        by,
        from_ms: start,
        to_ms,
        outcomes: Vec::new(),
        limit: 10,
        time: None,
    };
    print("top routes", || {
        format!("{}", Segments::new(store).top(&top).routes.len())
    });
    print("export of 5,000 rows as CSV", || {
        let mut bytes = 0;
        let mut count = |chunk: &[u8]| {
            bytes += chunk.len();
            Ok(())
        };
        let source = &mut Segments::new(store);
        let done = export(
            source,
            &Filter::default(),
            Format::Csv,
            Some(5_000),
            &mut count,
        );
        format!("{} records, {bytes} bytes", done.unwrap().records)
    });
}
