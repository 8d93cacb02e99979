//! Writers, importer and purger are killed at random moments, and nothing acknowledged is lost.
//!
//! 20 rounds, or as many as `REST_GATE_KILL_ROUNDS` says.

use crate::log_site::{Site, day, later, line, seq};
use rest_gate::log::store::{Segment, SegmentName};
use rest_gate::log::{Class, Id, Importer, Limits, Outcome, Record, StoreLock, retain, verify};
use std::collections::BTreeSet;
use std::fs::OpenOptions;
use std::io::Write;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const ROLES: [&str; 4] = ["writer-0", "writer-1", "importer", "purger"];
/// More than a writer writes before it is killed.
const RECORDS_A_ROUND: u64 = 20_000;
const SEGMENT: &str = "2026-11-22.sqlite3";

#[test]
fn whatever_is_killed_nothing_acknowledged_is_lost() {
    // The processes that are killed are this test, run once more.
    if let Some(root) = std::env::var_os("REST_GATE_KILL_ROOT") {
        return until_killed(Path::new(&root));
    }
    let rounds = std::env::var("REST_GATE_KILL_ROUNDS")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(20);
    let site = Site::new();
    let mut chance = u64::from(std::process::id()) | 1;
    for round in 0..rounds {
        let mut children: Vec<_> = ROLES.iter().map(|role| start(&site, role, round)).collect();
        // Until they are at work.
        std::thread::sleep(Duration::from_millis(80));
        while !children.is_empty() {
            chance ^= chance << 13;
            chance ^= chance >> 7;
            chance ^= chance << 17;
            std::thread::sleep(Duration::from_millis(chance % 60 + 20));
            let at = usize::try_from(chance >> 32).unwrap() % children.len();
            let mut child = children.swap_remove(at);
            child.kill().unwrap();
            child.wait().unwrap();
        }
    }
    let acknowledged = acknowledged(&site);
    assert!(
        acknowledged.len() as u64 > rounds,
        "the writers did nothing"
    );
    let imported_before = site.stored(SEGMENT).len() as u64;
    assert!(imported_before > rounds, "the importers did nothing");

    // Two minutes on, so that what was begun lately counts as left behind.
    let now = std::time::SystemTime::now() + Duration::from_secs(120);
    let now_ms = now
        .duration_since(std::time::UNIX_EPOCH)
        .unwrap()
        .as_millis();
    let imported = site.import(u64::try_from(now_ms).unwrap().max(later()));
    assert_eq!((imported.done, &imported.set_aside[..]), (true, &[][..]));
    purge(&site);
    let lock = site.lock();
    let verified = verify(&lock).unwrap();
    assert_eq!(verified.repaired, Vec::<String>::new());
    assert_eq!(verified.set_aside, Vec::<String>::new());
    drop(lock);

    let stored = site.stored(SEGMENT);
    let lost: Vec<_> = acknowledged
        .iter()
        .filter(|number| !stored.contains_key(&seq(**number)))
        .collect();
    assert_eq!(lost, Vec::<&u64>::new());
    let written: BTreeSet<_> = acknowledged.iter().map(|number| seq(*number)).collect();
    let unacknowledged = stored.keys().filter(|seq| !written.contains(seq)).count();
    // At most the one that each writer was at.
    assert!(unacknowledged as u64 <= rounds * 2, "{unacknowledged}");
    assert_eq!(Site::names(&site.place.spool_path()), Vec::<String>::new());
    assert_eq!(Site::names(&site.place.store_path()), [SEGMENT]);
}

fn start(site: &Site, role: &str, round: u64) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args([
            "--exact",
            "import_kills::whatever_is_killed_nothing_acknowledged_is_lost",
        ])
        .env("REST_GATE_KILL_ROOT", site.root())
        .env("REST_GATE_KILL_ROLE", role)
        .env("REST_GATE_KILL_ROUND", round.to_string())
        .stdout(Stdio::null())
        .spawn()
        .unwrap()
}

/// The numbers that writers noted after they had written.
fn acknowledged(site: &Site) -> BTreeSet<u64> {
    let files = std::fs::read_dir(site.root()).unwrap();
    let files = files.map(|file| file.unwrap().path());
    files
        .filter(|path| path.extension().is_some_and(|ending| ending == "notes"))
        .flat_map(|path| {
            let text = std::fs::read_to_string(path).unwrap();
            let whole: Vec<_> = text.split_inclusive('\n').map(str::to_owned).collect();
            whole
        })
        .filter_map(|line| line.strip_suffix('\n')?.parse().ok())
        .collect()
}

/// What a process does until it is killed.
fn until_killed(root: &Path) {
    let variable = |name: &str| std::env::var(format!("REST_GATE_KILL_{name}")).unwrap();
    let (role, round) = (variable("ROLE"), variable("ROUND"));
    let site = Site::of_parent(root);
    let round: u64 = round.parse().unwrap();
    match role.as_str() {
        "importer" => loop {
            if let Some(lock) = StoreLock::take(&site.place).unwrap() {
                // Small batches: most of the time is spent where a kill could matter.
                let until = Instant::now() + Duration::from_millis(30);
                let importer = Importer::new(&lock, later()).until(until);
                importer.run().unwrap();
            }
        },
        "purger" => loop {
            purge(&site);
            std::thread::sleep(Duration::from_millis(30));
        },
        writer => {
            let own = u64::from(writer.ends_with('1'));
            let notes = root.join(format!("{round}-{own}.notes"));
            let mut notes = OpenOptions::new()
                .create(true)
                .append(true)
                .open(notes)
                .unwrap();
            let mut writer = site.writer(Class::Requests);
            for number in 0..RECORDS_A_ROUND {
                // Of all rounds, within the day.
                let number = (round * 2 + own) * RECORDS_A_ROUND + number;
                writer.append(&line(number), true);
                notes.write_all(format!("{number}\n").as_bytes()).unwrap();
                std::thread::sleep(Duration::from_micros(500));
            }
            loop {
                std::thread::sleep(Duration::from_secs(1));
            }
        }
    }
}

/// Makes a day that is too old, and removes it.
fn purge(site: &Site) {
    let Some(lock) = StoreLock::take(&site.place).unwrap() else {
        return;
    };
    let today = day();
    let day = today.minus(2);
    let old: Vec<_> = (0..50)
        .map(|number| Record::new(Id::new(day.start_ms() + number, number), Outcome::Allowed))
        .collect();
    let name = SegmentName {
        day,
        class: Class::Requests,
    };
    Segment::write(&site.place.store_path(), name)
        .unwrap()
        .insert(&old)
        .unwrap();
    let limits = Limits {
        days: 1,
        bytes: u64::MAX,
    };
    retain(&lock, today, limits).unwrap();
}
