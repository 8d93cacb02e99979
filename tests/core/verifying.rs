//! Wrong counts are corrected, broken segments set aside, and figures told as they are.

use crate::log_site::{Site, day, later, line, noon};
use rest_gate::log::store::{Segment, SegmentName};
use rest_gate::log::{Class, Stats, Verified, verify};

const SEGMENT: &str = "2026-11-22.sqlite3";

fn filled() -> Site {
    let site = Site::new();
    for class in Class::ALL {
        let mut writer = site.writer(class);
        for number in 0..200 {
            writer.append(&line(number), false);
        }
    }
    site.import(noon());
    site
}

fn run(site: &Site) -> Verified {
    verify(&site.lock()).unwrap()
}

/// All counts of a segment.
fn counts(site: &Site) -> Vec<Vec<[i64; 2]>> {
    [
        "SELECT id, records FROM word ORDER BY id",
        "SELECT what * 1000 + value, records FROM tally ORDER BY 1",
        "SELECT quarter * 100 + outcome, hits FROM quarter ORDER BY 1",
        "SELECT hour * 10000 + route * 100 + outcome, hits FROM hourly ORDER BY 1",
        "SELECT records, duration_us FROM hourly ORDER BY hour, route, outcome",
        "SELECT slowest_us, 0 FROM hourly ORDER BY hour, route, outcome",
        "SELECT value, first FROM listed ORDER BY 1, 2",
        "SELECT last, length(list) FROM listed ORDER BY value, first",
        "SELECT longest, first FROM slow ORDER BY 1, 2",
        "SELECT shortest, length(list) FROM slow ORDER BY longest, first",
    ]
    .map(|select| site.select(SEGMENT, select))
    .to_vec()
}

#[test]
fn counts_are_those_of_the_records() {
    let site = filled();
    let right = counts(&site);
    let fine = Verified {
        segments: 2,
        records: [200, 200],
        ..Verified::default()
    };
    assert_eq!(run(&site), fine);
    for damage in [
        "UPDATE word SET records = records + 1 WHERE id = 1",
        "UPDATE word SET records = 0",
        "DELETE FROM tally WHERE what = 1",
        "INSERT INTO tally VALUES (2, 999, 5)",
        "UPDATE quarter SET hits = hits - 1",
        "DELETE FROM quarter",
        "UPDATE hourly SET slowest_us = 1",
        "UPDATE hourly SET duration_us = 0",
        "DELETE FROM hourly",
        "INSERT INTO hourly VALUES (23, 0, 0, 1, 1, 1, 1)",
        "DELETE FROM listed WHERE value = -1200",
        "UPDATE listed SET first = first + (1 << 36)",
        "UPDATE listed SET list = substr(list, 2) WHERE length(list) > 1",
        "UPDATE listed SET last = last - 1",
        "UPDATE listed SET value = 99 WHERE value = 0",
        "DELETE FROM slow",
        "UPDATE slow SET longest = longest + 1",
        "UPDATE slow SET shortest = shortest + 1",
    ] {
        site.execute(SEGMENT, damage);
        assert_ne!(counts(&site), right, "{damage}");
        assert_eq!(run(&site).repaired, [SEGMENT], "{damage}");
        assert_eq!(counts(&site), right, "{damage}");
        assert_eq!(run(&site), fine, "{damage}");
    }
}

#[test]
fn a_broken_segment_is_set_aside_and_the_rest_stays_readable() {
    type Damage = fn(&mut Vec<u8>);
    let cases: [(&str, Damage); 4] = [
        ("no database", |bytes| bytes.fill(b'x')),
        ("half of it", |bytes| bytes.truncate(bytes.len() / 2)),
        ("records", |bytes| {
            let (from, to) = (bytes.len() / 2, bytes.len());
            bytes[from..to].fill(0x77);
        }),
        ("the first page", |bytes| bytes[100..4000].fill(0xff)),
    ];
    for (what, damage) in cases {
        let site = filled();
        let path = site.place.store_path().join(SEGMENT);
        let mut bytes = std::fs::read(&path).unwrap();
        damage(&mut bytes);
        std::fs::write(&path, bytes).unwrap();
        let verified = run(&site);
        assert_eq!(
            verified.set_aside,
            [format!("{SEGMENT}.broken-1")],
            "{what}"
        );
        assert_eq!(verified.records, [0, 200], "{what}");
        assert_eq!(run(&site).segments, 1, "{what}");
        let stats = Stats::of(&site.place);
        assert_eq!(stats.set_aside, verified.set_aside, "{what}");
        assert!(stats.set_aside_bytes > 0, "{what}");
    }
}

#[test]
fn a_second_broken_segment_gets_a_name_of_its_own() {
    let site = filled();
    for number in 1..4 {
        let path = site.place.store_path().join(SEGMENT);
        std::fs::write(path, "no database at all".repeat(300)).unwrap();
        assert_eq!(run(&site).set_aside, [format!("{SEGMENT}.broken-{number}")]);
    }
}

#[test]
fn figures_are_those_of_the_files() {
    let site = Site::new();
    assert_eq!(Stats::of(&site.place), Stats::default());
    let mut writer = site.writer(Class::Requests);
    writer.append(&line(1), false);
    let waiting = line(1).len() as u64;
    let stats = Stats::of(&site.place);
    assert_eq!(stats.waiting_bytes, waiting);
    assert_eq!(
        stats.spool_bytes,
        std::fs::metadata(writer.path()).unwrap().len()
    );
    site.import(noon());
    writer.append(&line(2), false);
    let old = day().minus(3);
    let name = SegmentName {
        day: old,
        class: Class::Refused,
    };
    Segment::write(&site.place.store_path(), name).unwrap();
    let stats = Stats::of(&site.place);
    assert_eq!(stats.waiting_bytes, line(2).len() as u64);
    assert_eq!((stats.oldest, stats.newest), (Some(old), Some(day())));
    assert_eq!((stats.records, stats.segments), ([1, 0], [1, 1]));
    assert!(stats.bytes.iter().all(|bytes| *bytes > 0));
    site.import(later());
    let stats = Stats::of(&site.place);
    assert_eq!((stats.spool_bytes, stats.waiting_bytes), (0, 0));
    site.execute(SEGMENT, "PRAGMA user_version = 7");
    let stats = Stats::of(&site.place);
    assert_eq!(stats.unreadable.len(), 1);
    assert!(stats.unreadable[0].contains('7'), "{:?}", stats.unreadable);
}
