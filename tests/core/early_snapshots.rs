//! Snapshots on disk: whole or not at all, of this user or not at all, and never an older one over a
//! newer one.

use crate::early_site::{NOW, form};
use rest_gate::early::store::{Published, Shelf, publish, sweep, withdraw};
use rest_gate::early::{
    Absence, Cache, MAX_BYTES, Rejected, Snapshot, SnapshotForm, SnapshotKey, Why, sealed,
};
use rest_gate::state::StateError;
use rustix::process::{Gid, Uid, geteuid};
use std::fs;
use std::os::unix::fs::{PermissionsExt, chown, symlink};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;

/// Whom root's tests publish as.
const USER: u32 = 65_534;

struct State(PathBuf);

impl State {
    fn new() -> Self {
        static NUMBER: AtomicU64 = AtomicU64::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("rest-gate-early-{}-{number}", std::process::id());
        let root = std::env::temp_dir().join(name);
        fs::create_dir(&root).unwrap();
        fs::set_permissions(&root, fs::Permissions::from_mode(0o1733)).unwrap();
        Self(root)
    }

    fn path(&self) -> &Path {
        &self.0
    }

    fn folder(&self) -> PathBuf {
        let user = if geteuid().is_root() {
            USER
        } else {
            geteuid().as_raw()
        };
        self.0.join(format!("uid-{user}/snapshots"))
    }

    fn file(&self) -> PathBuf {
        self.folder().join(format!("{}.json", key().as_str()))
    }

    fn publish(&self, form: &SnapshotForm) -> Published {
        let bytes = Snapshot::write(form);
        as_user(|| publish(self.path(), &key(), &bytes, form.revision, NOW)).unwrap()
    }

    fn find(&self, cache: &mut Cache, now_ms: u64) -> Result<u64, Absence> {
        as_user(|| cache.find(self.path(), &key(), now_ms)).map(|found| found.form().revision)
    }

    /// What a worker finds that never looked before.
    fn found(&self) -> Result<u64, Absence> {
        self.find(&mut Cache::new(), NOW)
    }
}

impl Drop for State {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Does something as the user that PHP would run as, in a thread that keeps the identity to itself.
fn as_user<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    let take = || {
        if geteuid().is_root() {
            let (uid, gid) = (Uid::from_raw(USER), Gid::from_raw(USER));
            rustix::thread::set_thread_res_gid(None, gid, None).unwrap();
            rustix::thread::set_thread_res_uid(None, uid, None).unwrap();
        }
        work()
    };
    thread::scope(|scope| scope.spawn(take).join().unwrap())
}

fn key() -> SnapshotKey {
    SnapshotKey::of(b"/srv/wordpress/index.php", b"single.test", b"/")
}

fn revision(revision: u64) -> SnapshotForm {
    SnapshotForm { revision, ..form() }
}

fn read(bytes: &[u8], now_ms: u64) -> Result<u64, Rejected> {
    Snapshot::read(bytes, now_ms).map(|read| read.form().revision)
}

#[test]
fn a_document_is_read_as_it_was_written() {
    let bytes = Snapshot::write(&form());
    let read = Snapshot::read(&bytes, NOW).unwrap();
    let expected = SnapshotForm {
        policy: serde_json::Value::Null,
        ..form()
    };
    assert_eq!(*read.form(), expected);
    assert_eq!(read.policy().mode().as_str(), "restrict");
    assert!(read.is_valid(NOW + 58_999));
    assert!(!read.is_valid(NOW + 59_000));
    assert!(!read.is_valid(NOW - 6_001));
}

#[test]
fn a_document_that_was_cut_or_lost_its_end_is_broken() {
    let bytes = Snapshot::write(&form());
    for end in 0..bytes.len() {
        assert_eq!(read(&bytes[..end], NOW), Err(Rejected::Broken), "{end}");
        let mut zeroed = bytes.clone();
        zeroed[end..].fill(0);
        assert_eq!(read(&zeroed, NOW), Err(Rejected::Broken), "{end}");
    }
    assert_eq!(
        read(&[&bytes[..], b"x"].concat(), NOW),
        Err(Rejected::Broken)
    );
    let many = vec![b' '; MAX_BYTES + 1];
    assert_eq!(read(&many, NOW), Err(Rejected::TooLarge));
}

#[test]
fn a_document_in_which_one_bit_is_another_is_broken() {
    let bytes = Snapshot::write(&form());
    for at in 0..bytes.len() * 8 {
        let mut flipped = bytes.clone();
        flipped[at / 8] ^= 1 << (at % 8);
        assert_eq!(read(&flipped, NOW), Err(Rejected::Broken), "{at}");
    }
}

#[test]
fn a_document_that_begins_as_one_and_ends_as_another_is_broken() {
    let (one, other) = (Snapshot::write(&revision(1)), Snapshot::write(&revision(2)));
    assert_eq!(one.len(), other.len());
    for end in 1..one.len() {
        let torn = [&one[..end], &other[end..]].concat();
        let is_whole = torn == one || torn == other;
        assert_eq!(read(&torn, NOW).is_ok(), is_whole, "{end}");
    }
}

/// A document that was changed, with the sum that belongs to it.
fn resealed(document: &serde_json::Value) -> Vec<u8> {
    sealed(document.to_string().as_bytes())
}

#[test]
fn each_key_must_be_there_and_no_other() {
    let mut whole: serde_json::Value = serde_json::from_slice(&Snapshot::write(&form())).unwrap();
    whole.as_object_mut().unwrap().remove("sum");
    assert!(read(&resealed(&whole), NOW).is_ok());
    for name in whole.as_object().unwrap().keys() {
        let mut less = whole.clone();
        less.as_object_mut().unwrap().remove(name);
        assert_eq!(read(&resealed(&less), NOW), Err(Rejected::Broken), "{name}");
    }
    for place in ["", "/messages", "/log"] {
        let mut more = whole.clone();
        more.pointer_mut(place).unwrap()["more"] = 1.into();
        assert_eq!(read(&resealed(&more), NOW), Err(Rejected::Broken));
    }
    for (place, value) in [
        ("/today", "today"),
        ("/today", "2026-11-2"),
        ("/charset", ""),
        ("/charset", "UTF-8\r\nX: y"),
        ("/rest_url", "http://a.test/\r\nX: y"),
        ("/rest_url", "http://a.test/>; x"),
        ("/rest_prefix", "api/(v1)"),
        ("/site_path", "shop"),
        ("/policy", "{}"),
        ("/log/site", "../../../../../../etc/cron.d/xxxx"),
    ] {
        let mut other = whole.clone();
        *other.pointer_mut(place).unwrap() = value.into();
        assert_eq!(
            read(&resealed(&other), NOW),
            Err(Rejected::Broken),
            "{place}"
        );
    }
}

#[test]
fn a_document_counts_in_its_own_time_only() {
    let at = |written_ms, valid_until_ms| {
        let form = SnapshotForm {
            written_ms,
            valid_until_ms,
            ..form()
        };
        read(&Snapshot::write(&form), NOW).err()
    };
    for (written, until, rejected) in [
        (NOW, NOW + 60_000, None),
        (NOW + 5_000, NOW + 65_000, None),
        (NOW + 5_001, NOW + 60_000, Some(Rejected::Future)),
        (NOW, NOW + 65_000, None),
        (NOW, NOW + 65_001, Some(Rejected::Future)),
        (NOW, u64::MAX, Some(Rejected::Future)),
        (u64::MAX, u64::MAX, Some(Rejected::Future)),
        (NOW - 60_000, NOW, Some(Rejected::Expired)),
        (NOW - 59_999, NOW + 1, None),
        (NOW, 0, Some(Rejected::Expired)),
    ] {
        assert_eq!(at(written, until), rejected, "{written} {until}");
    }
    let next = SnapshotForm {
        version: 2,
        ..form()
    };
    assert_eq!(read(&Snapshot::write(&next), NOW), Err(Rejected::Version));
    let policy = serde_json::json!({ "version": 1, "mode": "open" });
    let odd = SnapshotForm { policy, ..form() };
    assert_eq!(read(&Snapshot::write(&odd), NOW), Err(Rejected::Policy));
}

#[test]
fn what_is_published_is_found_until_it_is_withdrawn() {
    let state = State::new();
    assert_eq!(state.found(), Err(Absence::Missing));
    assert_eq!(state.publish(&form()), Published::Written);
    assert_eq!(state.found(), Ok(7));
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o7777;
    assert_eq!(mode(&state.file()), 0o600);
    assert_eq!(mode(&state.folder()), 0o700);
    assert!(as_user(|| withdraw(state.path(), &key())).unwrap());
    assert!(!as_user(|| withdraw(state.path(), &key())).unwrap());
    assert_eq!(state.found(), Err(Absence::Missing));
}

#[test]
fn root_publishes_nothing_and_withdraws_everybodys() {
    assert!(geteuid().is_root(), "this test needs root");
    let state = State::new();
    let bytes = Snapshot::write(&form());
    let published = publish(state.path(), &key(), &bytes, 7, NOW);
    assert_eq!(published, Ok(Published::Root));
    assert_eq!(fs::read_dir(state.path()).unwrap().count(), 0);
    state.publish(&form());
    assert_eq!(withdraw(state.path(), &key()), Ok(true));
    assert_eq!(state.found(), Err(Absence::Missing));
}

#[test]
fn a_file_that_others_had_a_hand_in_is_not_read() {
    assert!(geteuid().is_root(), "this test needs root");
    type Spoil = fn(&State);
    let cases: [(&str, &str, Spoil); 9] = [
        ("foreign", "belongs to the user", |state| {
            chown(state.file(), Some(12_345), None).unwrap();
        }),
        ("foreign", "belongs to the user", |state| {
            fs::set_permissions(state.file(), fs::Permissions::from_mode(0o644)).unwrap();
            chown(state.file(), Some(12_345), None).unwrap();
        }),
        ("writable", "others may write to the file", |state| {
            fs::set_permissions(state.file(), fs::Permissions::from_mode(0o602)).unwrap();
        }),
        ("writable", "others may write to the file", |state| {
            fs::set_permissions(state.file(), fs::Permissions::from_mode(0o620)).unwrap();
        }),
        ("no_file", "no plain file", |state| {
            let elsewhere = state.folder().join("elsewhere");
            fs::rename(state.file(), &elsewhere).unwrap();
            symlink(&elsewhere, state.file()).unwrap();
        }),
        ("no_file", "no plain file", |state| {
            fs::hard_link(state.file(), state.folder().join("second")).unwrap();
        }),
        ("no_file", "no plain file", |state| {
            fs::remove_file(state.file()).unwrap();
            fs::create_dir(state.file()).unwrap();
            chown(state.file(), Some(USER), None).unwrap();
        }),
        ("writable", "others may write to the folder", |state| {
            fs::set_permissions(state.folder(), fs::Permissions::from_mode(0o777)).unwrap();
        }),
        ("no_file", "no plain file", |state| {
            fs::remove_file(state.file()).unwrap();
            let mode = rustix::fs::Mode::RUSR | rustix::fs::Mode::WUSR;
            let pipe = rustix::fs::FileType::Fifo;
            rustix::fs::mknodat(rustix::fs::CWD, state.file(), pipe, mode, 0).unwrap();
            chown(state.file(), Some(USER), None).unwrap();
        }),
    ];
    for (word, text, spoil) in cases {
        let state = State::new();
        state.publish(&form());
        spoil(&state);
        match state.found() {
            Err(Absence::Unusable(error)) => {
                assert_eq!(error.word(), word);
                assert_eq!(Absence::Unusable(error.clone()).why(), Why::Unusable);
                assert!(error.to_string().contains(text), "{error}");
            }
            other => panic!("{word}: {other:?}"),
        }
    }
}

#[test]
fn a_spoiled_file_is_replaced_and_what_it_points_to_is_not() {
    let state = State::new();
    state.publish(&form());
    let target = state.path().join("target");
    fs::write(&target, "kept").unwrap();
    fs::remove_file(state.file()).unwrap();
    symlink(&target, state.file()).unwrap();
    assert_eq!(state.publish(&form()), Published::Written);
    assert_eq!(state.found(), Ok(7));
    assert_eq!(fs::read(&target).unwrap(), b"kept");
}

#[test]
fn an_older_revision_never_replaces_a_newer_one_that_is_valid() {
    let state = State::new();
    assert_eq!(state.publish(&revision(9)), Published::Written);
    assert_eq!(state.publish(&revision(8)), Published::Older);
    assert_eq!(state.publish(&revision(9)), Published::Written);
    assert_eq!(state.found(), Ok(9));
    let over = SnapshotForm {
        written_ms: NOW - 60_000,
        valid_until_ms: NOW,
        ..revision(10)
    };
    assert_eq!(state.publish(&over), Published::Written);
    assert_eq!(state.publish(&revision(8)), Published::Written);
    let future = SnapshotForm {
        valid_until_ms: u64::MAX,
        ..revision(11)
    };
    assert_eq!(state.publish(&future), Published::Written);
    assert_eq!(state.publish(&revision(8)), Published::Written);
    fs::write(state.file(), b"{").unwrap();
    assert_eq!(state.publish(&revision(1)), Published::Written);
    assert_eq!(state.found(), Ok(1));
    let left = fs::read_dir(state.folder()).unwrap();
    assert_eq!(left.count(), 2, "the snapshot and the lock");
}

/// Of different lengths, so that a mix of two would show.
fn long(number: u64) -> Vec<u8> {
    let mut form = revision(number);
    form.messages.rest_gate_limited = "x".repeat(usize::try_from(number % 97 * 211).unwrap());
    Snapshot::write(&form)
}

#[test]
fn a_snapshot_that_is_replaced_a_thousand_times_is_always_whole() {
    let state = State::new();
    state.publish(&revision(0));
    let (path, done) = (state.path(), AtomicBool::new(false));
    let reader = || {
        let shelf = Shelf::open(path).unwrap().unwrap();
        let (mut last, mut reads) = (0, 0);
        while !done.load(Ordering::Relaxed) {
            let (bytes, _) = shelf.read(&key()).unwrap().unwrap();
            let head: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
            let number = head["revision"].as_u64().unwrap();
            assert!(number >= last, "{number} after {last}");
            assert!(number == 0 || bytes == long(number), "{number}");
            (last, reads) = (number, reads + 1);
        }
        reads
    };
    let writer = |first: u64| {
        for number in (first..=1_000).step_by(2) {
            while publish(path, &key(), &long(number), number, NOW).unwrap() == Published::Busy {}
        }
    };
    thread::scope(|scope| {
        let readers = [0, 1].map(|_| scope.spawn(|| as_user(reader)));
        let writers = [1, 2].map(|first| scope.spawn(move || as_user(move || writer(first))));
        for writer in writers {
            writer.join().unwrap();
        }
        done.store(true, Ordering::Relaxed);
        for reader in readers {
            assert!(reader.join().unwrap() > 0);
        }
    });
    assert_eq!(state.found(), Ok(1_000));
}

#[test]
fn a_worker_looks_once_a_second_and_remembers_what_was_wrong() {
    let state = State::new();
    let mut cache = Cache::new();
    assert_eq!(state.find(&mut cache, NOW), Err(Absence::Missing));
    state.publish(&revision(1));
    assert_eq!(state.find(&mut cache, NOW + 999), Err(Absence::Missing));
    assert_eq!(state.find(&mut cache, NOW + 1_000), Ok(1));
    state.publish(&revision(2));
    assert_eq!(state.find(&mut cache, NOW + 1_999), Ok(1));
    assert_eq!(state.find(&mut cache, NOW + 2_000), Ok(2));
    // A clock that was put back.
    state.publish(&revision(3));
    assert_eq!(state.find(&mut cache, NOW), Ok(3));
    // What was rejected is so until it is replaced, also when its time comes.
    let early = SnapshotForm {
        written_ms: NOW + 10_000,
        valid_until_ms: NOW + 60_000,
        ..revision(4)
    };
    state.publish(&early);
    let future = Err(Absence::Rejected(Rejected::Future));
    assert_eq!(state.find(&mut cache, NOW + 1_000), future);
    assert_eq!(state.find(&mut cache, NOW + 20_000), future);
    state.publish(&revision(5));
    assert_eq!(state.find(&mut cache, NOW + 21_000), Ok(5));
    fs::remove_dir_all(state.folder()).unwrap();
    assert_eq!(state.find(&mut cache, NOW + 22_000), Err(Absence::Missing));
    state.publish(&revision(6));
    assert_eq!(state.find(&mut cache, NOW + 23_000), Ok(6));
    fs::set_permissions(state.folder(), fs::Permissions::from_mode(0o777)).unwrap();
    let unusable = state.find(&mut cache, NOW + 40_000);
    assert!(matches!(
        unusable,
        Err(Absence::Unusable(StateError::Writable(_)))
    ));
    fs::set_permissions(state.folder(), fs::Permissions::from_mode(0o700)).unwrap();
    assert_eq!(state.find(&mut cache, NOW + 41_000), Ok(6));
    assert!(state.find(&mut cache, NOW + 41_500).is_ok());
}

#[test]
fn a_worker_keeps_64_snapshots_and_made_up_hosts_push_out_none() {
    let state = State::new();
    let at = |number: u32| SnapshotKey::of(b"/x/y.php", number.to_string().as_bytes(), b"/");
    let bytes = Snapshot::write(&form());
    let mut cache = Cache::new();
    as_user(|| {
        state.publish(&form());
        assert!(cache.lookup(state.path(), &key(), NOW).is_some());
        for number in 0..200 {
            assert!(cache.lookup(state.path(), &at(number), NOW).is_none());
            assert!(cache.len() <= 64);
        }
        let shelf = state.folder().join("kept");
        fs::rename(state.file(), shelf).unwrap();
        assert!(cache.lookup(state.path(), &key(), NOW + 999).is_some());
        for number in 0..64 {
            let published = publish(state.path(), &at(number), &bytes, 7, NOW);
            assert_eq!(published, Ok(Published::Written));
            assert!(
                cache
                    .lookup(state.path(), &at(number), NOW + 1_000)
                    .is_some()
            );
        }
        assert_eq!(cache.len(), 64);
        assert!(cache.lookup(state.path(), &key(), NOW + 1_000).is_none());
        assert!(
            cache
                .lookup(state.path(), &at(1_000), NOW + 1_000)
                .is_none()
        );
        fs::remove_dir_all(state.folder()).unwrap();
        for number in 0..64 {
            assert!(
                cache
                    .lookup(state.path(), &at(number), NOW + 1_500)
                    .is_some()
            );
        }
    });
    let elsewhere = State::new();
    let other = as_user(|| cache.find(elsewhere.path(), &key(), NOW));
    assert_eq!(other.err(), Some(Absence::Missing));
    let nowhere = as_user(|| cache.find(&elsewhere.path().join("none"), &key(), NOW));
    assert!(matches!(
        nowhere,
        Err(Absence::Unusable(StateError::NoStateDir(_)))
    ));
}

#[test]
fn a_sweep_takes_what_the_dead_left_and_what_expired_a_day_ago() {
    let state = State::new();
    state.publish(&form());
    let put = |name: &str, bytes: &[u8]| fs::write(state.folder().join(name), bytes).unwrap();
    let old = |days: u64| {
        let written_ms = NOW - days * 86_400_000;
        Snapshot::write(&SnapshotForm {
            written_ms,
            valid_until_ms: written_ms + 60_000,
            ..form()
        })
    };
    put("a.json", &old(1));
    put("b.json", &old(2));
    put("tmp-1", b"{");
    put("other", b"");
    let names = || {
        let names = fs::read_dir(state.folder()).unwrap();
        let names = names.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let mut names: Vec<_> = names
            .filter(|name| *name != format!("{}.json", key().as_str()))
            .collect();
        names.sort();
        names.join(" ")
    };
    // Files are dated by the machine's clock, which may be anywhere from NOW.
    let file_time = |at_ms: u64| {
        let time = std::time::UNIX_EPOCH + std::time::Duration::from_millis(at_ms);
        for entry in fs::read_dir(state.folder()).unwrap() {
            fs::File::open(entry.unwrap().path())
                .unwrap()
                .set_modified(time)
                .unwrap();
        }
    };
    file_time(NOW - 599_000);
    assert_eq!(as_user(|| sweep(state.path(), NOW)), Ok(1));
    assert_eq!(names(), "a.json lock other tmp-1");
    file_time(NOW - 602_000);
    assert_eq!(as_user(|| sweep(state.path(), NOW)), Ok(1));
    assert_eq!(names(), "a.json lock other");
    assert_eq!(sweep(state.path(), NOW + 86_400_000), Ok(1));
    assert_eq!(names(), "lock other");
    assert_eq!(state.found(), Ok(7));
}

#[test]
fn each_absence_has_its_word_and_its_reason() {
    for (absence, word, why) in [
        (Absence::Missing, "missing", Why::NoSnapshot),
        (
            Absence::Rejected(Rejected::Expired),
            "expired",
            Why::Expired,
        ),
        (Absence::Rejected(Rejected::Future), "future", Why::Unusable),
        (
            Absence::Rejected(Rejected::Version),
            "version",
            Why::Unusable,
        ),
        (Absence::Rejected(Rejected::Policy), "policy", Why::Unusable),
        (
            Absence::Rejected(Rejected::TooLarge),
            "too_large",
            Why::Unusable,
        ),
        (Absence::Rejected(Rejected::Broken), "broken", Why::Unusable),
    ] {
        assert_eq!((absence.word(), absence.why()), (word, why));
    }
}
