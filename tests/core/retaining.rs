//! Whole days are removed by age and by size, and never too many because of a wrong clock.

use crate::log_site::{Site, Writer, day, later, line, seq};
use rest_gate::log::store::{Segment, SegmentName};
use rest_gate::log::{
    Class, Day, Id, Limits, Outcome, Record, Retained, Stats, Why, clear, retain,
};
use std::fs::File;
use std::time::{Duration, UNIX_EPOCH};

/// Makes a segment as if it was written on a day.
fn segment(site: &Site, day: Day, class: Class, written: Day, records: u64) {
    let name = SegmentName { day, class };
    let store = site.place.store_path();
    let records: Vec<_> = (0..records)
        .map(|number| Record {
            query: format!("{number:0>500}"),
            ..Record::new(Id::new(day.start_ms() + number, number), Outcome::Allowed)
        })
        .collect();
    Segment::write(&store, name)
        .unwrap()
        .insert(&records)
        .unwrap();
    let time = UNIX_EPOCH + Duration::from_millis(written.end_ms() - 1);
    let file = File::options().write(true).open(name.path(&store)).unwrap();
    file.set_modified(time).unwrap();
}

fn run(site: &Site, today: Day, days: u32, bytes: u64) -> Retained {
    let lock = site.lock();
    retain(&lock, today, Limits { days, bytes }).unwrap()
}

fn left(site: &Site) -> Vec<String> {
    Site::names(&site.place.store_path())
}

/// A day so many days before the newest.
fn ago(days: u32) -> Day {
    day().minus(days)
}

#[test]
fn the_clock_is_believed_as_far_as_the_files_go() {
    type Case = (&'static str, &'static [(u32, u32)], u32, u32, usize, bool);
    #[rustfmt::skip]
    let cases: [Case; 9] = [
        // segments: days ago, days ago when written; today, retention: how many go, whether in doubt
        ("all young", &[(2, 2), (1, 1), (0, 0)], 0, 30, 0, false),
        ("every day", &[(5, 5), (4, 4), (3, 3), (2, 2), (1, 1), (0, 0)], 0, 2, 3, false),
        ("small gaps", &[(9, 9), (6, 6), (3, 3), (0, 0)], 0, 5, 2, false),
        ("today has none yet", &[(9, 9), (6, 6), (3, 3)], 0, 2, 3, false),
        ("a gap", &[(99, 99), (98, 98), (97, 97), (1, 1), (0, 0)], 0, 30, 1, true),
        ("far forward", &[(403, 403), (402, 402), (401, 401), (400, 400)], 0, 30, 1, true),
        ("far forward, written to", &[(403, 403), (402, 402), (401, 401), (0, 0)], 0, 30, 1, true),
        ("forward, some confirmed", &[(440, 440), (438, 438), (436, 436), (403, 403), (401, 401)], 0, 30, 1, true),
        ("written before its day", &[(50, 90), (49, 90), (1, 1), (0, 0)], 0, 30, 2, false),
    ];
    for (what, segments, today, days, removed, is_doubtful) in cases {
        let site = Site::new();
        for (of, written) in segments {
            segment(&site, ago(*of), Class::Requests, ago(*written), 1);
        }
        let retained = run(&site, ago(today), days, u64::MAX);
        assert_eq!(retained.removed.len(), removed, "{what}: {retained:?}");
        assert_eq!(retained.is_doubtful, is_doubtful, "{what}");
        assert_eq!(left(&site).len(), segments.len() - removed, "{what}");
        for ((name, why), (of, _)) in retained.removed.iter().zip(segments) {
            assert_eq!((name, *why), (&format!("{}.sqlite3", ago(*of)), Why::Age));
        }
    }
}

#[test]
fn a_clock_set_back_removes_nothing() {
    let site = Site::new();
    for days in 0..5 {
        segment(&site, ago(days), Class::Requests, ago(days), 1);
    }
    assert_eq!(run(&site, ago(300), 1, u64::MAX), Retained::default());
}

#[test]
fn in_doubt_one_day_goes_in_each_run_with_both_classes() {
    let site = Site::new();
    for days in 400..404 {
        for class in Class::ALL {
            segment(&site, ago(days), class, ago(days), 1);
        }
    }
    for expected in [6, 4, 2, 0] {
        run(&site, ago(0), 30, u64::MAX);
        assert_eq!(left(&site).len(), expected);
    }
}

#[test]
fn what_is_too_much_goes_refusals_first() {
    let site = Site::new();
    let sizes = |site: &Site| Stats::of(&site.place).bytes;
    for days in 0..4 {
        for class in Class::ALL {
            segment(&site, ago(days), class, ago(days), 100);
        }
    }
    let [requests, refused] = sizes(&site);
    let one = refused / 4;
    let names = |class: Class, days: &[u32]| -> Vec<_> {
        let name = |days: &u32| {
            SegmentName {
                day: ago(*days),
                class,
            }
            .to_string()
        };
        days.iter().map(name).collect()
    };
    #[rustfmt::skip]
    let steps: [(u64, Class, &[u32]); 6] = [
        // a cap: what goes
        (requests * 5, Class::Refused, &[]),
        (one * 13, Class::Refused, &[3]),
        (one * 6 + one / 2, Class::Refused, &[2, 1]),
        (one * 5 + one / 2, Class::Requests, &[]),
        (one * 3 + one / 2, Class::Requests, &[3, 2]),
        (1, Class::Requests, &[1]),
    ];
    for (bytes, class, days) in steps {
        let removed = run(&site, ago(0), 30, bytes).removed;
        assert!(removed.iter().all(|(_, why)| *why == Why::Size));
        let removed: Vec<_> = removed.into_iter().map(|(name, _)| name).collect();
        assert_eq!(removed, names(class, days), "{bytes}");
    }
    assert_eq!(left(&site).len(), 2);
}

#[test]
fn a_day_that_goes_takes_its_spool_and_what_was_set_aside_with_it() {
    let site = Site::new();
    for days in [40, 39, 38, 1, 0] {
        segment(&site, ago(days), Class::Requests, ago(0), 1);
    }
    let store = site.place.store_path();
    for days in [40, 0] {
        let name = format!("{}.sqlite3.broken-1", ago(days));
        std::fs::write(store.join(&name), "x").unwrap();
        std::fs::write(store.join(format!("{name}-wal")), "x").unwrap();
        let spool = site.place.spool_path();
        Writer::new(&spool, ago(days), Class::Requests).append(b"x\n", false);
    }
    for _ in 0..3 {
        run(&site, ago(0), 30, u64::MAX);
    }
    run(&site, ago(0), 30, u64::MAX);
    let spool = Site::names(&site.place.spool_path());
    assert_eq!(spool, [format!("{}.jsonl", ago(0))]);
    let expected = [1, 0].map(|days| format!("{}.sqlite3", ago(days)));
    let aside = ["", "-wal"].map(|rest| format!("{}.sqlite3.broken-1{rest}", ago(0)));
    assert_eq!(left(&site), [&expected[..], &aside].concat());
}

#[test]
fn clearing_leaves_nothing_but_what_comes_after() {
    let site = Site::new();
    let mut writer = site.writer(Class::Requests);
    let mut refused = site.writer(Class::Refused);
    for number in 0..10 {
        writer.append(&line(number), false);
        refused.append(&line(number), false);
    }
    site.import(later() - 1);
    segment(&site, ago(9), Class::Refused, ago(9), 5);
    let aside = site.place.store_path().join("2026-11-01.sqlite3.broken-1");
    std::fs::write(aside, "x").unwrap();
    clear(&site.lock()).unwrap();
    assert_eq!(left(&site), Vec::<String>::new());
    assert_eq!(Site::names(&site.place.spool_path()), Vec::<String>::new());
    writer.append(&line(77), false);
    site.import(later());
    let stored = site.stored("2026-11-22.sqlite3");
    assert!(stored.into_keys().eq([seq(77)]));
}

#[test]
fn who_reads_a_day_reads_on_while_it_goes() {
    let site = Site::new();
    segment(&site, ago(50), Class::Requests, ago(50), 500);
    let path = site.place.store_path().join(format!("{}.sqlite3", ago(50)));
    let reader = rusqlite::Connection::open(path).unwrap();
    let mut select = reader.prepare("SELECT seq, query FROM record").unwrap();
    let mut rows = select.query(()).unwrap();
    assert!(rows.next().unwrap().is_some());
    run(&site, ago(0), 30, u64::MAX);
    assert_eq!(left(&site), Vec::<String>::new());
    let mut more = 0;
    while rows.next().unwrap().is_some() {
        more += 1;
    }
    assert_eq!(more, 499);
}
