//! What bringing the spool into the store costs: records a second, bytes on the disk, memory.
//!
//! The reference record has all fields that a request usually has and no body; of a million there are
//! 200 routes, 20 users, 5,000 addresses and 300 user agents. A million of them over three days, or as
//! many as `REST_GATE_BENCH_RECORDS` says.

use rest_gate::log::{Class, Day, Id, Importer, Outcome, Place, Record, SiteId, Stats, StoreLock};
use std::error::Error;
use std::io::Write;
use std::path::Path;
use std::time::Instant;

const DAYS: u64 = 3;

/// Measures.
pub fn run(short: bool) {
    let asked = std::env::var("REST_GATE_BENCH_RECORDS");
    let asked = asked.map_or(1_000_000, |text| text.parse().unwrap());
    let records = if short { 6_000 } else { asked };
    let root = std::env::temp_dir().join(format!("rest-gate-bench-{}", std::process::id()));
    std::fs::create_dir(&root).unwrap();
    let measured = measure(&root, records);
    std::fs::remove_dir_all(&root).unwrap();
    measured.unwrap();
}

fn measure(root: &Path, records: u64) -> Result<(), Box<dyn Error>> {
    let site = SiteId::parse(&"a1".repeat(16)).ok_or("no site id")?;
    let place = Place::make(root, &site)?;
    let today = Day::parse("2026-11-22").ok_or("no day")?;
    let mut bytes = 0;
    for day in (0..3).map(|back| today.minus(back)) {
        let path = place.spool_path().join(format!("{day}.jsonl"));
        let mut file = std::io::BufWriter::new(std::fs::File::create(path)?);
        for number in 0..records / DAYS {
            let line = reference(day, number, records / DAYS).line();
            bytes += line.len();
            file.write_all(&line)?;
        }
        file.flush()?;
    }
    println!("line              {:>10} bytes", bytes as u64 / records);
    println!("memory before     {:>10} KiB", memory_peak());
    let lock = StoreLock::take(&place)?.ok_or("locked")?;
    let (begun, begun_busy) = (Instant::now(), processor_seconds());
    let imported = Importer::new(&lock, today.start_ms()).run()?;
    let seconds = begun.elapsed().as_secs_f64();
    let busy = processor_seconds() - begun_busy;
    let stats = Stats::of(&place);
    println!("records           {:>10}", imported.records);
    println!(
        "records a second  {:>10.0}",
        imported.records as f64 / seconds
    );
    println!("of a whole core   {:>10.0}", imported.records as f64 / busy);
    println!(
        "bytes a million   {:>10.0} MB",
        stats.bytes.iter().sum::<u64>() as f64 / imported.records as f64
    );
    println!("memory peak       {:>10} KiB", memory_peak());
    Ok(())
}

/// A record as most are, the same for the same number.
fn reference(day: Day, number: u64, of_day: u64) -> Record {
    let mut chance = (number + day.start_ms()).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let mut pick = |among: u64| {
        chance ^= chance >> 29;
        chance = chance.wrapping_mul(0xbf58_476d_1ce4_e5b9);
        chance ^= chance >> 32;
        chance % among
    };
    let id = Id::new(day.start_ms() + number * 86_400_000 / of_day, pick(1 << 36));
    let user = pick(40);
    let (outcome, status) = match pick(20) {
        0 => (Outcome::NotFound, 404),
        1 => (Outcome::Invalid, 400),
        _ => (Outcome::Allowed, 200),
    };
    let route = pick(200);
    let mut record = Record {
        node: "web-1".to_owned(),
        site: "https://www.example.org".to_owned(),
        blog_id: 1,
        method: if pick(4) == 0 { "POST" } else { "GET" }.to_owned(),
        route: format!("/wp/v2/thing-{route}/items"),
        endpoint: format!("/wp/v2/thing-{route}/(?P<id>[\\d]+)"),
        status,
        duration_us: 20_000 + pick(400_000),
        after_us: pick(2_000),
        bytes: 200 + pick(20_000),
        ip: format!("198.51.{}.{}", pick(20), pick(250)),
        auth_type: "none".to_owned(),
        query: format!("per_page={}&page={}", pick(100), pick(50)),
        referrer: format!("https://www.example.org/page-{}/", pick(100)),
        user_agent: format!(
            "Mozilla/5.0 (X11; Linux x86_64; rv:{0}.0) Gecko/20100101 Firefox/{0}.0",
            pick(300)
        ),
        ..Record::new(id, outcome)
    };
    if user < 20 {
        record.user_id = user + 1;
        record.user = format!("editor-{user}");
        record.roles = "editor".to_owned();
        record.auth_type = "cookie".to_owned();
    }
    debug_assert_eq!(record.class(), Class::Requests);
    record
}

/// The time that this process used a processor, in seconds: what else the machine does counts little.
fn processor_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let rest = stat.rsplit_once(')').map_or("", |(_, rest)| rest);
    let ticks = rest.split_ascii_whitespace().skip(11).take(2);
    ticks
        .filter_map(|text| text.parse::<f64>().ok())
        .sum::<f64>()
        / 100.0
}

/// The most memory that this process ever had, in KiB.
fn memory_peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|rest| rest.trim().trim_end_matches(" kB").parse().ok())
        .unwrap_or(0)
}
