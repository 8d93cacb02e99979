//! Claims: a record is a line, whole or not at all; a removed file, a full disk, a foreign file and a
//! dead process lose nothing that could be kept; floods become hits, counted exactly.

use rest_gate::log::spool::{Counter, Loss, Spool, SpoolLimits};
use rest_gate::log::{Id, Line, Outcome, Place, PlaceError, Record, SiteId};
use std::collections::{HashMap, HashSet};
use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

pub const NOW: u64 = 1_795_335_786_000;
const PLENTY: SpoolLimits = SpoolLimits {
    max_bytes: 64 << 20,
};

/// A state folder of a test's own, removed when it is over.
pub struct StateDir(PathBuf);

impl StateDir {
    pub fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let name = format!(
            "rest-gate-spool-{}-{}",
            std::process::id(),
            NEXT.fetch_add(1, Ordering::Relaxed)
        );
        let path = std::env::temp_dir().join(name);
        fs::create_dir_all(&path).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o1733)).unwrap();
        Self(path)
    }

    pub fn path(&self) -> &Path {
        &self.0
    }

    pub fn place(&self) -> Place {
        Place::make(&self.0, &site()).unwrap()
    }

    pub fn spool(&self) -> Spool {
        Spool::new(self.place(), PLENTY)
    }

    fn folder(&self) -> PathBuf {
        self.place().spool_path()
    }

    /// The lines of all files, headers left out.
    fn lines(&self) -> Vec<Vec<u8>> {
        let mut lines = Vec::new();
        for file in fs::read_dir(self.folder()).unwrap() {
            let path = file.unwrap().path();
            if path.extension().is_some_and(|own| own == "jsonl") {
                let text = fs::read(&path).unwrap();
                assert!(text.starts_with(b"{\"spool\":\""), "{}", path.display());
                lines.extend(
                    text.split(|byte| *byte == b'\n')
                        .skip(1)
                        .filter(|line| !line.is_empty())
                        .map(<[u8]>::to_vec),
                );
            }
        }
        lines
    }

    /// Final hits by record, and the whole.
    fn hits(&self) -> HashMap<Id, u64> {
        let mut hits = HashMap::new();
        for line in self.lines() {
            match Line::parse(&line).unwrap().0 {
                Line::Record(record) => assert_eq!(hits.insert(record.id, record.hits), None),
                Line::Hits(more) => {
                    let known: &mut u64 = hits.get_mut(&more.id).unwrap();
                    *known = more.hits.max(*known);
                }
            }
        }
        hits
    }
}

impl Drop for StateDir {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn site() -> SiteId {
    SiteId::parse("0123456789abcdef0123456789abcdef").unwrap()
}

fn record(ms: u64, number: u64, outcome: Outcome) -> Record {
    Record {
        route: "/wp/v2/users".to_owned(),
        ip: "192.0.2.7".to_owned(),
        status: 401,
        ..Record::new(Id::new(ms, number), outcome)
    }
}

#[test]
fn a_record_is_a_line_in_the_file_of_its_day_and_class() {
    let state = StateDir::new();
    let mut spool = state.spool();
    spool
        .record(&mut record(NOW, 1, Outcome::Allowed), NOW)
        .unwrap();
    spool
        .record(&mut record(NOW, 2, Outcome::Blocked), NOW)
        .unwrap();
    // It began yesterday.
    spool
        .record(&mut record(NOW - 86_400_000, 3, Outcome::Allowed), NOW)
        .unwrap();
    let mut names: Vec<_> = fs::read_dir(state.folder())
        .unwrap()
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert_eq!(
        names,
        [
            "2026-11-21.jsonl",
            "2026-11-22.jsonl",
            "2026-11-22.refused.jsonl",
            "live"
        ]
    );
    for name in names {
        let stat = fs::metadata(state.folder().join(&name)).unwrap();
        assert_eq!(stat.mode() & 0o777, 0o600, "{name}");
    }
    assert_eq!(state.hits().len(), 3);
}

#[test]
fn a_file_that_is_removed_under_its_writer_loses_nothing() {
    let state = StateDir::new();
    let mut spool = state.spool();
    spool
        .record(&mut record(NOW, 1, Outcome::Allowed), NOW)
        .unwrap();
    fs::remove_file(state.folder().join("2026-11-22.jsonl")).unwrap();
    spool
        .record(&mut record(NOW, 2, Outcome::Allowed), NOW)
        .unwrap();
    assert_eq!(
        state.hits().into_keys().collect::<Vec<_>>(),
        [Id::new(NOW, 2)]
    );
}

#[test]
fn several_writers_never_mix_lines_of_any_length() {
    let state = StateDir::new();
    let write = |writer: u64| {
        let mut spool = state.spool();
        for number in 0..500 {
            let body = "x".repeat(usize::try_from(number % 33 * 1000).unwrap());
            let mut record = Record {
                body,
                ..record(NOW, writer << 16 | number, Outcome::Allowed)
            };
            spool.record(&mut record, NOW).unwrap();
        }
    };
    std::thread::scope(|scope| {
        for writer in 1..=4 {
            scope.spawn(move || write(writer));
        }
    });
    assert_eq!(state.hits().len(), 2000);
    assert_eq!(state.lines().len(), 2000);
}

#[test]
fn what_others_own_or_may_write_is_not_used() {
    type Spoil = fn(&Path);
    let chmod =
        |path: &Path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    let me = fs::metadata("/proc/self").unwrap().uid();
    let cases: [(&str, Spoil); 5] = [
        ("others may write to the folder", |own| {
            fs::set_permissions(own, fs::Permissions::from_mode(0o777)).unwrap()
        }),
        ("others may write to the folder", |own| {
            fs::set_permissions(own.join("sites"), fs::Permissions::from_mode(0o770)).unwrap()
        }),
        ("is no folder", |own| {
            fs::remove_dir_all(own.join("sites")).unwrap();
            symlink("/tmp", own.join("sites")).unwrap();
        }),
        ("is no folder", |own| {
            fs::remove_dir_all(own).unwrap();
            fs::write(own, "").unwrap();
        }),
        ("is no folder", |own| {
            fs::remove_dir_all(own).unwrap();
            symlink("/tmp", own).unwrap();
        }),
    ];
    for (words, spoil) in cases {
        let state = StateDir::new();
        drop(state.place());
        spoil(&state.path().join(format!("uid-{me}")));
        let error = Place::make(state.path(), &site()).unwrap_err();
        assert!(error.to_string().contains(words), "{error}");
    }
    let state = StateDir::new();
    chmod(state.path(), 0o777);
    assert!(matches!(
        Place::make(state.path(), &site()),
        Err(PlaceError::Writable(_))
    ));
    let error = Place::make(&state.path().join("none"), &site()).unwrap_err();
    assert!(error.to_string().contains("install -d -m 1733"), "{error}");
    assert!(matches!(
        Place::find(state.path(), &site()),
        Err(PlaceError::Writable(_))
    ));
}

#[test]
fn a_spool_file_that_is_a_link_or_open_to_others_loses_the_record_and_counts_it() {
    let state = StateDir::new();
    let file = state.folder().join("2026-11-22.jsonl");
    let target = state.path().join("target");
    fs::write(&target, "").unwrap();
    symlink(&target, &file).unwrap();
    let mut spool = state.spool();
    assert_eq!(
        spool.record(&mut record(NOW, 1, Outcome::Allowed), NOW),
        Err(Loss::Failed)
    );
    assert_eq!(fs::read(&target).unwrap(), b"");
    fs::remove_file(&file).unwrap();
    fs::write(&file, "").unwrap();
    fs::set_permissions(&file, fs::Permissions::from_mode(0o666)).unwrap();
    assert_eq!(
        spool.record(&mut record(NOW, 2, Outcome::Allowed), NOW),
        Err(Loss::Failed)
    );
    assert_eq!(spool.counters().get(Counter::Failed), 2);
}

#[test]
fn a_class_that_fills_its_share_leaves_the_other_alone() {
    let state = StateDir::new();
    let mut spool = Spool::new(state.place(), SpoolLimits { max_bytes: 40_000 });
    let mut lost = 0;
    for number in 0..400 {
        // Each second another client: nothing is folded.
        let now = NOW + number * 1000;
        let mut refused = Record {
            ip: format!("192.0.2.{}", number % 250),
            ..record(now, number, Outcome::Blocked)
        };
        lost += u64::from(spool.record(&mut refused, now) == Err(Loss::Cap));
    }
    assert!(lost > 300, "{lost}");
    let refused = fs::metadata(state.folder().join("2026-11-22.refused.jsonl"))
        .unwrap()
        .len();
    assert!(refused <= 10_000, "{refused}");
    assert_eq!(
        spool.record(&mut record(NOW, 999, Outcome::Allowed), NOW),
        Ok(())
    );
    assert_eq!(spool.counters().get(Counter::Cap), lost);
}

#[test]
fn the_same_refusal_is_one_record_a_second_with_exact_hits() {
    let state = StateDir::new();
    let mut spool = state.spool();
    for number in 0..3000 {
        let now = NOW + number;
        spool
            .record(&mut record(now, number, Outcome::Blocked), now)
            .unwrap();
    }
    spool.tidy(NOW + 10_000);
    let hits = state.hits();
    assert_eq!(hits.len(), 3);
    assert_eq!(hits.values().copied().collect::<Vec<_>>(), [1000; 3]);
    assert_eq!(spool.counters().get(Counter::Folded), 2997);
    // Once more: everything is final already.
    let lines = state.lines().len();
    spool.tidy(NOW + 11_000);
    assert_eq!(state.lines().len(), lines);
}

#[test]
fn a_client_and_a_site_have_their_limits_and_no_hit_is_lost() {
    // Routes of one client; clients of one site.
    let of_client =
        |number: u64, record: &mut Record| record.route = format!("/wp/v2/users/{number}");
    let of_site = |number: u64, record: &mut Record| record.ip = format!("2001:db8::{number:x}");
    type Vary = fn(u64, &mut Record);
    let cases: [(Vary, usize, &str); 2] = [(of_client, 11, "client"), (of_site, 201, "site")];
    for (vary, records, folded) in cases {
        let state = StateDir::new();
        let mut spool = state.spool();
        for number in 0..5000 {
            let mut record = record(NOW, number, Outcome::Blocked);
            vary(number, &mut record);
            spool.record(&mut record, NOW).unwrap();
        }
        spool.tidy(NOW + 1000);
        let hits = state.hits();
        assert_eq!(hits.len(), records, "{folded}");
        assert_eq!(hits.values().sum::<u64>(), 5000, "{folded}");
        let text = String::from_utf8(state.lines().concat()).unwrap();
        assert!(text.contains(&format!("\"folded\":\"{folded}\"")));
    }
}

#[test]
fn what_passes_and_what_users_do_is_never_folded_into_strangers() {
    let state = StateDir::new();
    let mut spool = state.spool();
    for number in 0..50 {
        spool
            .record(&mut record(NOW, number, Outcome::Allowed), NOW)
            .unwrap();
        let mut own = Record {
            user_id: 7,
            ..record(NOW, 1000 + number, Outcome::Refused)
        };
        spool.record(&mut own, NOW).unwrap();
    }
    spool.tidy(NOW + 1000);
    let hits = state.hits();
    assert_eq!(hits.len(), 51);
    assert_eq!(hits[&Id::new(NOW, 1000)], 50);
}

#[test]
fn several_processes_count_one_flood_exactly() {
    let state = StateDir::new();
    std::thread::scope(|scope| {
        for writer in 0..4_u64 {
            let state = &state;
            scope.spawn(move || {
                let mut spool = state.spool();
                for number in 0..2000 {
                    let now = NOW + number;
                    spool
                        .record(
                            &mut record(now, writer << 32 | number, Outcome::Blocked),
                            now,
                        )
                        .unwrap();
                }
            });
        }
    });
    state.spool().tidy(NOW + 60_000);
    let hits = state.hits();
    assert_eq!(hits.values().sum::<u64>(), 8000);
    assert!(hits.len() < 400, "{}", hits.len());
}

#[test]
fn a_worker_that_dies_leaves_its_record() {
    // The process that dies is this test, run once more.
    if let Some(path) = std::env::var_os("REST_GATE_DYING_WORKER") {
        let mut spool = Spool::new(Place::make(Path::new(&path), &site()).unwrap(), PLENTY);
        spool.leave(&record(NOW, 4, Outcome::Error), NOW);
        rustix::process::kill_process(rustix::process::getpid(), rustix::process::Signal::KILL)
            .unwrap();
    }
    let state = StateDir::new();
    let child = std::process::Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "spooling::a_worker_that_dies_leaves_its_record"])
        .env("REST_GATE_DYING_WORKER", state.path())
        .output()
        .unwrap();
    use std::os::unix::process::ExitStatusExt;
    assert_eq!(child.status.signal(), Some(9), "{child:?}");
    let mut spool = state.spool();
    assert_eq!(state.lines().len(), 0);
    spool.tidy(NOW + 1000);
    let lines = state.lines();
    let Line::Record(found) = Line::parse(&lines[0]).unwrap().0 else {
        panic!("hits")
    };
    assert_eq!(
        (found.outcome, found.reason.as_str(), found.route.as_str()),
        (Outcome::Error, "worker_died", "/wp/v2/users")
    );
    assert_eq!(spool.counters().get(Counter::Died), 1);
    spool.tidy(NOW + 2000);
    assert_eq!(state.lines().len(), 1);
    // One that lives is left alone, also by its own.
    spool.leave(&record(NOW, 5, Outcome::Error), NOW);
    state.spool().tidy(NOW + 3000);
    spool.clear();
    assert_eq!(state.lines().len(), 1);
}

#[test]
fn a_file_of_counts_that_was_cut_short_costs_counts_only() {
    let state = StateDir::new();
    let mut spool = state.spool();
    for spoil in ["", "x", "RGLIVE1\n"] {
        fs::write(state.folder().join("live"), spoil).unwrap();
        for number in 0..20 {
            let id = spoil.len() as u64 * 100 + number;
            assert_eq!(
                spool.record(&mut record(NOW, id, Outcome::Blocked), NOW),
                Ok(())
            );
        }
        assert_eq!(state.spool().counters().get(Counter::Failed), 0);
        spool = state.spool();
    }
    let ids: HashSet<_> = state.hits().into_keys().collect();
    assert!(ids.len() >= 3);
}
