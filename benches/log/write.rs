//! How long a record takes to write: four processes into one spool.
//!
//! Prints the median, the 99th percentile and the slowest of all writes,
//! records a second of all processes together, and how many lines are torn. The record is the
//! reference record of docs/benchmarks.md.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a benchmark that cannot go on says where"
)]

use rest_gate::log::spool::{Spool, SpoolLimits};
use rest_gate::log::{Id, Line, Outcome, Place, Record, SiteId};
use std::env;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Instant, SystemTime, UNIX_EPOCH};

const PROCESSES: u64 = 4;
const CHILD: &str = "REST_GATE_BENCH_WRITER";

/// Measures, or is one of the processes that write.
pub fn run(short: bool) {
    let records = if short { 2_000 } else { 100_000 };
    match env::var(CHILD) {
        Ok(place) => write(Path::new(&place), records),
        Err(_) => measure(records),
    }
}

/// Whether this process is one that writes.
pub fn is_writer() -> bool {
    env::var_os(CHILD).is_some()
}

fn site() -> SiteId {
    SiteId::parse("0123456789abcdef0123456789abcdef").unwrap()
}

fn now_ms() -> u64 {
    u64::try_from(
        SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap()
            .as_millis(),
    )
    .unwrap()
}

/// As long in each field as a usual one.
fn reference(id: Id, number: u64) -> Record {
    Record {
        node: "web-1.example.com".to_owned(),
        site: "https://www.example.com".to_owned(),
        blog_id: 1,
        method: "GET".to_owned(),
        route: format!("/wp/v2/posts/{}", number % 1000),
        endpoint: "/wp/v2/posts/(?P<id>[\\d]+)".to_owned(),
        reason: "authenticated".to_owned(),
        status: 200,
        duration_us: 21_345,
        bytes: 5_432,
        user_id: 7,
        user: "editor".to_owned(),
        roles: "editor".to_owned(),
        ip: "203.0.113.77".to_owned(),
        auth_type: "cookie".to_owned(),
        query: "context=edit&_locale=user".to_owned(),
        referrer: "https://www.example.com/wp-admin/post.php?post=7&action=edit".to_owned(),
        user_agent: "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36".to_owned(),
        ..Record::new(id, Outcome::Allowed)
    }
}

fn write(state: &Path, records: u64) {
    let limits = SpoolLimits { max_bytes: 4 << 30 };
    let mut spool = Spool::new(Place::make(state, &site()).unwrap(), limits);
    let me = u64::from(std::process::id());
    let mut took = Vec::with_capacity(usize::try_from(records).unwrap());
    let began = Instant::now();
    for number in 0..records {
        let now = now_ms();
        let mut record = reference(Id::new(now, me << 20 | number), number);
        let start = Instant::now();
        spool.record(&mut record, now).unwrap();
        took.push(start.elapsed().as_nanos());
    }
    let whole = began.elapsed().as_nanos();
    let nanos: Vec<_> = took.iter().map(u128::to_string).collect();
    println!("{whole}\n{}", nanos.join("\n"));
}

fn measure(records: u64) {
    let state = env::temp_dir().join(format!("rest-gate-bench-{}", std::process::id()));
    fs::create_dir_all(&state).unwrap();
    fs::set_permissions(&state, fs::Permissions::from_mode(0o1733)).unwrap();
    let writers: Vec<_> = (0..PROCESSES)
        .map(|_| {
            let mut command = Command::new(env::current_exe().unwrap());
            command
                .env(CHILD, &state)
                .stdout(Stdio::piped())
                .args(env::args().skip(1));
            command.spawn().unwrap()
        })
        .collect();
    let (mut took, mut rate) = (Vec::new(), 0.0);
    for writer in writers {
        let text = String::from_utf8(writer.wait_with_output().unwrap().stdout).unwrap();
        let mut lines = text.lines().map(|line| line.parse::<u128>().unwrap());
        #[allow(clippy::cast_precision_loss, reason = "figures for people")]
        let seconds = lines.next().unwrap() as f64 / 1e9;
        #[allow(clippy::cast_precision_loss, reason = "figures for people")]
        let own = records as f64 / seconds;
        rate += own;
        took.extend(lines);
    }
    took.sort_unstable();
    let at = |share: usize| took[took.len() * share / 1000];
    let (lines, torn, bytes) = count(&state);
    println!(
        "record write, {PROCESSES} processes, {records} records each, {} bytes a line",
        bytes / lines
    );
    println!(
        "  p50 {} ns   p99 {} ns   p99.9 {} ns   slowest {} ns",
        at(500),
        at(990),
        at(999),
        took[took.len() - 1]
    );
    println!("  {rate:.0} records a second, making each record included");
    println!("  {lines} lines, {torn} torn");
    fs::remove_dir_all(&state).unwrap();
    assert_eq!((lines, torn), (PROCESSES * records, 0));
}

fn count(state: &Path) -> (u64, u64, u64) {
    let spool = Place::make(state, &site()).unwrap().spool_path();
    let files: Vec<PathBuf> = fs::read_dir(spool)
        .unwrap()
        .map(|file| file.unwrap().path())
        .collect();
    let (mut lines, mut torn, mut bytes) = (0, 0, 0);
    for file in files
        .iter()
        .filter(|file| file.extension().is_some_and(|own| own == "jsonl"))
    {
        for line in fs::read(file)
            .unwrap()
            .split(|byte| *byte == b'\n')
            .skip(1)
            .filter(|line| !line.is_empty())
        {
            lines += 1;
            bytes += line.len() as u64;
            torn += u64::from(!matches!(Line::parse(line), Some((_, false))));
        }
    }
    (lines, torn, bytes)
}
