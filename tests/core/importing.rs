//! Each record of the spool is in the store exactly once, and a file goes when it is over.

use crate::log_site::{Site, Writer, day, header, hits, later, line, noon, record, seq};
use rest_gate::log::{Class, Id, Importer, Outcome, Record, Stats, StoreLock};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

const SEGMENT: &str = "2026-11-22.sqlite3";
const REFUSED: &str = "2026-11-22.refused.sqlite3";

#[test]
fn a_record_is_stored_once_however_often_it_is_imported() {
    let site = Site::new();
    let mut writer = site.writer(Class::Requests);
    let mut refused = site.writer(Class::Refused);
    for number in 0..300 {
        writer.append(&line(number), false);
        refused.append(&line(number), false);
        if number % 3 == 0 {
            writer.append(&line(number), false);
        }
    }
    let imported = site.import(noon());
    assert_eq!((imported.records, imported.done), (600, true));
    assert_eq!((imported.torn, imported.foreign), (0, 0));
    let expected: BTreeMap<_, _> = (0..300).map(|number| (seq(number), 1)).collect();
    assert_eq!(site.stored(SEGMENT), expected);
    assert_eq!(site.stored(REFUSED), expected);
    assert_eq!(site.import(noon()).records, 0);
    writer.append(&line(300), false);
    assert_eq!(site.import(noon()).records, 1);
    let uses = "SELECT id, records FROM word WHERE kind = 4 ORDER BY text LIMIT 1";
    assert_eq!(site.select(SEGMENT, uses)[0][1], 43);
}

#[test]
fn a_line_that_is_none_costs_itself_only() {
    let whole = line(1);
    let body = whole.trim_ascii_end();
    let nul = [&[0; 5000][..], &whole].concat();
    let long_nul = [&vec![0; 300_000][..], &whole].concat();
    let long = [&vec![b'x'; 70_000][..], b"\n"].concat();
    let glued = [&body[..40], &whole].concat();
    let other_day = Record::new(Id::new(day().end_ms() + 5, 1), Outcome::Allowed).line();
    let none: &[u8] = b"";
    #[rustfmt::skip]
    let cases: [(&str, &[u8], [u64; 3]); 12] = [
        // what stands between two records: records, torn, foreign
        ("nothing", none, [2, 0, 0]),
        ("an empty line", b"\n", [2, 0, 0]),
        ("the beginning of a line", b"{\"id\":\"01a2025a0e8b-0000\n", [2, 1, 0]),
        ("a torn line and the next", &glued, [3, 1, 0]),
        ("a crash of the machine", &nul, [3, 1, 0]),
        ("a long one", &long_nul, [3, 1, 0]),
        ("a line too long", &long, [2, 1, 0]),
        ("text", b"hello\n", [2, 0, 1]),
        ("bytes", b"\xff\xfe\x80\n", [2, 0, 1]),
        ("other JSON", b"{\"a\":1}\n", [2, 0, 1]),
        ("another day", &other_day, [2, 0, 1]),
        ("no end", b"{\"i", [2, 1, 0]),
    ];
    for (what, between, [records, torn, foreign]) in cases {
        let site = Site::new();
        let mut writer = site.writer(Class::Requests);
        writer.append(&line(0), false);
        if !between.is_empty() {
            writer.append(between, false);
        }
        writer.append(&line(2), false);
        let imported = site.import(noon());
        let found = [imported.records, imported.torn, imported.foreign];
        assert_eq!(found, [records, torn, foreign], "{what}");
        assert_eq!(Stats::of(&site.place).torn, torn + foreign, "{what}");
    }
}

#[test]
fn hits_are_those_that_were_said_last() {
    #[rustfmt::skip]
    let cases: [(&str, &[Vec<u8>], u64, u64); 7] = [
        // lines: hits of the record, lost hits
        ("none", &[line(1)], 1, 0),
        ("one", &[line(1), hits(1, 9)], 9, 0),
        ("twice", &[line(1), hits(1, 9), hits(1, 9)], 9, 0),
        ("growing", &[line(1), hits(1, 9), hits(1, 12)], 12, 0),
        ("never less", &[line(1), hits(1, 9), hits(1, 3)], 9, 0),
        ("before the record", &[hits(1, 9), line(1)], 9, 0),
        ("without a record", &[hits(2, 9), line(1), hits(2, 9)], 1, 9),
    ];
    for (what, lines, expected, lost) in cases {
        for at_once in [true, false] {
            if !at_once && (what.starts_with("before") || what.starts_with("without")) {
                continue;
            }
            let site = Site::new();
            let mut writer = site.writer(Class::Requests);
            for line in lines {
                writer.append(line, false);
                if !at_once {
                    site.import(noon());
                }
            }
            site.import(noon());
            assert_eq!(site.stored(SEGMENT)[&seq(1)], expected, "{what}");
            assert_eq!(Stats::of(&site.place).lost_hits, lost, "{what}");
            for counts in [
                "quarter",
                "hourly WHERE hour < 24",
                "hourly WHERE hour = 24",
            ] {
                let sum = format!("SELECT 0, sum(hits) FROM {counts}");
                assert_eq!(
                    site.select(SEGMENT, &sum)[0][1].cast_unsigned(),
                    expected,
                    "{what}"
                );
            }
        }
    }
}

#[test]
fn a_file_goes_once_its_day_is_over_and_nothing_with_it() {
    let site = Site::new();
    let mut writer = site.writer(Class::Requests);
    writer.append(&line(1), false);
    writer.append(b"{\"id\":\"unfin", false);
    let imported = site.import(later() - 1);
    assert_eq!((imported.records, imported.torn), (1, 0));
    assert_eq!(imported.bytes_left, 0);
    assert_eq!(Stats::of(&site.place).waiting_bytes, 12);
    let imported = site.import(later());
    assert_eq!((imported.records, imported.torn), (0, 1));
    let spool = site.place.spool_path();
    assert_eq!(Site::names(&spool), Vec::<String>::new());
    // The writer still has the removed file open.
    writer.append(&line(2), false);
    assert_eq!(Site::names(&spool), ["2026-11-22.jsonl"]);
    assert_eq!(site.import(later()).records, 1);
    assert_eq!(Site::names(&spool), Vec::<String>::new());
    assert_eq!(site.stored(SEGMENT).len(), 2);
    assert_eq!(
        site.select(SEGMENT, "SELECT count(*), 0 FROM spool")[0][0],
        2
    );
    assert_eq!(Stats::of(&site.place).torn, 1);
}

#[test]
fn a_large_file_goes_before_its_day_is_over() {
    let site = Site::new();
    let mut writer = site.writer(Class::Requests);
    for number in 0..100 {
        writer.append(&line(number), false);
    }
    let lock = site.lock();
    for (bytes, left) in [(1_000_000, 1), (1000, 0)] {
        Importer::new(&lock, noon())
            .finish_from(bytes)
            .run()
            .unwrap();
        assert_eq!(Site::names(&site.place.spool_path()).len(), left);
    }
    assert_eq!(site.stored(SEGMENT).len(), 100);
}

#[test]
fn files_are_removed_under_writers() {
    const WRITERS: u64 = 4;
    const RECORDS: u64 = 1500;
    let site = Site::new();
    let over = AtomicBool::new(false);
    let mut records = 0;
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..WRITERS)
            .map(|own| {
                let mut writer = site.writer(Class::Requests);
                scope.spawn(move || {
                    for number in 0..RECORDS {
                        writer.append(&line(own * RECORDS + number), own % 2 == 0);
                    }
                })
            })
            .collect();
        let importer = scope.spawn(|| {
            let mut records = 0;
            while !over.load(Ordering::Acquire) {
                records += site.import(later()).records;
            }
            records
        });
        for thread in threads {
            thread.join().unwrap();
        }
        over.store(true, Ordering::Release);
        records += importer.join().unwrap();
    });
    records += site.import(later()).records;
    assert_eq!(records, WRITERS * RECORDS);
    let expected = (0..WRITERS * RECORDS).map(seq);
    assert!(site.stored(SEGMENT).into_keys().eq(expected));
    assert_eq!(Site::names(&site.place.spool_path()), Vec::<String>::new());
}

#[test]
fn one_imports_and_the_other_is_told() {
    let site = Site::new();
    let mut writer = site.writer(Class::Requests);
    for number in 0..2000 {
        writer.append(&line(number), false);
    }
    let lock = site.lock();
    assert!(StoreLock::take(&site.place).unwrap().is_none());
    drop(lock);
    let import = || {
        let mut records = 0;
        for _ in 0..50 {
            if let Some(lock) = StoreLock::take(&site.place).unwrap() {
                let until = Instant::now() + std::time::Duration::from_millis(1);
                let importer = Importer::new(&lock, noon()).until(until);
                records += importer.run().unwrap().records;
            }
        }
        records
    };
    let both: u64 = std::thread::scope(|scope| {
        let threads = [scope.spawn(import), scope.spawn(import)];
        threads.map(|thread| thread.join().unwrap()).iter().sum()
    });
    assert!(both > 0);
    assert_eq!(both + site.import(noon()).records, 2000);
    assert!(site.stored(SEGMENT).into_keys().eq((0..2000).map(seq)));
}

#[test]
fn an_import_stops_in_time_and_goes_on() {
    let site = Site::new();
    let mut writer = site.writer(Class::Requests);
    for number in 0..3000 {
        writer.append(&line(number), false);
    }
    let mut runs = 0;
    let mut records = 0;
    loop {
        let lock = site.lock();
        let until = Instant::now() + std::time::Duration::from_millis(5);
        let imported = Importer::new(&lock, noon()).until(until).run().unwrap();
        records += imported.records;
        runs += 1;
        assert_eq!(imported.done, imported.bytes_left == 0);
        if imported.done {
            break;
        }
    }
    assert_eq!(records, 3000);
    assert!(runs > 1);
}

#[test]
fn midnight_parts_two_files() {
    let site = Site::new();
    let next = rest_gate::log::Day::of(day().end_ms());
    for (ms, of) in [(day().end_ms() - 1, day()), (day().end_ms(), next)] {
        let mut writer = Writer::new(&site.place.spool_path(), of, Class::Requests);
        writer.append(&Record::new(Id::new(ms, 1), Outcome::Allowed).line(), false);
    }
    assert_eq!(site.import(later()).records, 2);
    assert_eq!(site.stored(SEGMENT).len(), 1);
    assert_eq!(site.stored("2026-11-23.sqlite3").len(), 1);
    let left = Site::names(&site.place.spool_path());
    assert_eq!(left, ["2026-11-23.jsonl"]);
}

#[test]
fn a_broken_segment_is_begun_anew_from_the_spool() {
    type Damage = fn(&mut Vec<u8>);
    let overwrite: Damage = |bytes| {
        let length = bytes.len();
        bytes[200..length].fill(0x5a);
    };
    let halve: Damage = |bytes| bytes.truncate(bytes.len() / 2 + 100);
    let replace: Damage = |bytes| {
        *bytes = b"this is no database, and never was one".repeat(200);
    };
    let cases: [(&str, Damage); 3] = [("pages", overwrite), ("half", halve), ("other", replace)];
    for (what, damage) in cases {
        let site = Site::new();
        let mut writer = site.writer(Class::Requests);
        for number in 0..500 {
            writer.append(&line(number), false);
        }
        site.import(noon());
        let path = site.place.store_path().join(SEGMENT);
        let mut bytes = std::fs::read(&path).unwrap();
        damage(&mut bytes);
        std::fs::write(&path, bytes).unwrap();
        for number in 500..600 {
            writer.append(&line(number), false);
        }
        let imported = site.import(later());
        assert_eq!(
            imported.set_aside,
            [format!("{SEGMENT}.broken-1")],
            "{what}"
        );
        assert!(
            site.stored(SEGMENT).into_keys().eq((0..600).map(seq)),
            "{what}"
        );
        let stats = Stats::of(&site.place);
        assert_eq!(stats.set_aside, imported.set_aside, "{what}");
        assert_eq!(stats.records, [600, 0], "{what}");
    }
}

#[test]
fn a_segment_of_another_version_is_left_alone() {
    let site = Site::new();
    let mut writer = site.writer(Class::Requests);
    writer.append(&line(1), false);
    site.writer(Class::Refused).append(&line(1), false);
    site.import(noon());
    site.execute(SEGMENT, "PRAGMA user_version = 99");
    writer.append(&line(2), false);
    let imported = site.import(later());
    assert_eq!(imported.skipped.len(), 1);
    assert!(imported.skipped[0].contains("99"), "{:?}", imported.skipped);
    let left = Site::names(&site.place.spool_path());
    assert_eq!(left, ["2026-11-22.jsonl"]);
    site.execute(SEGMENT, "PRAGMA user_version = 1");
    assert_eq!(site.import(later()).records, 1);
}

#[test]
fn a_file_is_told_from_the_next_of_its_name() {
    let one = [header(&"1".repeat(32)).into_bytes(), line(1)].concat();
    let two = [header(&"2".repeat(32)).into_bytes(), line(2)].concat();
    let three = [line(3), line(4)].concat();
    let site = Site::new();
    let path = site.writer(Class::Requests).path();
    for (bytes, records) in [(&one, 1), (&two, 1), (&three, 2), (&three, 0), (&one, 0)] {
        let _ = std::fs::remove_file(&path);
        std::fs::write(&path, bytes).unwrap();
        let imported = site.import(noon());
        assert_eq!((imported.records, imported.foreign), (records, 0));
    }
    assert_eq!(site.stored(SEGMENT).len(), 4);
}

#[test]
fn leftovers_of_the_dead_are_swept() {
    let site = Site::new();
    let (spool, store) = (site.place.spool_path(), site.place.store_path());
    let keep = ["live", ".other.jsonl.x", ".2026-11-22.jsonl.new"];
    for name in keep.iter().chain(&[".2026-11-22.refused.jsonl.old"]) {
        std::fs::write(spool.join(name), "x").unwrap();
    }
    let minutes = std::time::Duration::from_secs(300);
    let old = std::fs::File::options()
        .write(true)
        .open(spool.join(".2026-11-22.refused.jsonl.old"))
        .unwrap();
    let now = std::time::SystemTime::now();
    old.set_modified(now - minutes).unwrap();
    for name in ["2026-11-01.sqlite3-wal", "2026-11-01.sqlite3-shm"] {
        std::fs::write(store.join(name), "x").unwrap();
    }
    let now_ms = now
        .duration_since(std::time::UNIX_EPOCH)
        .unwrap()
        .as_millis();
    site.import(u64::try_from(now_ms).unwrap());
    assert_eq!(
        Site::names(&spool),
        [".2026-11-22.jsonl.new", ".other.jsonl.x", "live"]
    );
    assert_eq!(Site::names(&store), Vec::<String>::new());
}

#[test]
fn what_was_sealed_by_the_dead_is_finished() {
    let site = Site::new();
    let mut writer = site.writer(Class::Requests);
    writer.append(&line(1), true);
    let sealed = site.place.spool_path().join("2026-11-22.jsonl.sealed");
    std::fs::rename(writer.path(), &sealed).unwrap();
    writer.append(&line(2), true);
    site.writer(Class::Requests).append(&line(3), true);
    assert_eq!(site.import(noon()).records, 3);
    assert!(!sealed.exists());
    assert!(writer.path().exists());
    writer.append(&record(4).line(), true);
    assert_eq!(site.import(later()).records, 1);
    assert_eq!(site.stored(SEGMENT).len(), 4);
}
