//! A disk that is full while records are imported: said, and nothing lost.

use crate::log_site::{Site, line, noon, seq};
use rest_gate::log::{Class, Importer, StoreLock};
use std::path::Path;
use std::process::Command;

const RECORDS: u64 = 20_000;

#[test]
fn a_full_disk_is_told_and_loses_nothing() {
    // The process without room is this test, run once more.
    if let Some(root) = std::env::var_os("REST_GATE_FULL_ROOT") {
        return import_without_room(Path::new(&root));
    }
    let site = Site::new();
    let mut writer = site.writer(Class::Requests);
    for number in 0..RECORDS {
        writer.append(&line(number), false);
    }
    // Files larger than 600 KiB cannot be written, as on a disk with a quota.
    let limited = "trap '' XFSZ; ulimit -f 1200; exec \"$0\" --exact import_full::a_full_disk_is_told_and_loses_nothing";
    let child = Command::new("sh")
        .args(["-c", limited])
        .arg(std::env::current_exe().unwrap())
        .env("REST_GATE_FULL_ROOT", site.root())
        .output()
        .unwrap();
    assert!(child.status.success(), "{child:?}");
    let before = site.stored("2026-11-22.sqlite3").len() as u64;
    assert!(before < RECORDS);
    assert_eq!(site.import(noon()).records, RECORDS - before);
    let stored = site.stored("2026-11-22.sqlite3");
    assert!(stored.into_keys().eq((0..RECORDS).map(seq)));
    assert_eq!(
        Site::names(&site.place.store_path()),
        ["2026-11-22.sqlite3"]
    );
}

/// What a process of a full disk meets.
fn import_without_room(root: &Path) {
    let site = Site::of_parent(root);
    let lock = StoreLock::take(&site.place).unwrap().unwrap();
    let error = Importer::new(&lock, noon()).run().unwrap_err().to_string();
    assert!(
        error.starts_with("the segment 2026-11-22.sqlite3 cannot be written: "),
        "{error}"
    );
}
