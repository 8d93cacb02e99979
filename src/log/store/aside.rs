//! Removes segments, and sets broken ones aside.

use super::segment::SegmentName;
use crate::log::Day;
use std::io;
use std::path::Path;

/// What stands between the name of a segment and the number of the broken file.
const BROKEN: &str = ".broken-";
/// What SQLite puts beside a database.
pub(in crate::log) const BESIDE: [&str; 2] = ["-wal", "-shm"];

/// Renames a broken segment, so that a new one can begin and people can look at it. Returns its new
/// name.
pub(in crate::log) fn set_aside(store: &Path, name: SegmentName) -> io::Result<String> {
    let taken = |aside: &String| store.join(aside).symlink_metadata().is_ok();
    let aside = (1..)
        .map(|number: u32| format!("{name}{BROKEN}{number}"))
        .find(|aside| !taken(aside))
        .unwrap_or_else(|| format!("{name}{BROKEN}0"));
    // First the database: what is beside one that is not there belongs to nobody.
    std::fs::rename(name.path(store), store.join(&aside))?;
    for rest in BESIDE {
        let _ = std::fs::rename(
            store.join(format!("{name}{rest}")),
            store.join(format!("{aside}{rest}")),
        );
    }
    Ok(aside)
}

/// The files that were set aside, with their days.
pub(in crate::log) fn list_aside(store: &Path) -> Vec<(Day, String)> {
    let files = std::fs::read_dir(store).into_iter().flatten().flatten();
    let mut found: Vec<_> = files
        .filter_map(|file| {
            let name = file.file_name().into_string().ok()?;
            let (segment, _) = name.split_once(BROKEN)?;
            let is_beside = BESIDE.iter().any(|rest| name.ends_with(rest));
            let day = SegmentName::parse(segment)?.day;
            (!is_beside).then_some((day, name))
        })
        .collect();
    found.sort_unstable();
    found
}

/// Removes a database by its file name, with what is beside it. No writer waits, and whoever reads it
/// reads on.
pub(in crate::log) fn remove(store: &Path, file: &str) -> io::Result<()> {
    std::fs::remove_file(store.join(file))?;
    for rest in BESIDE {
        let _ = std::fs::remove_file(store.join(format!("{file}{rest}")));
    }
    Ok(())
}

/// The bytes of a database and what is beside it.
pub(in crate::log) fn size(store: &Path, file: &str) -> u64 {
    let one = |rest: &str| {
        let path = store.join(format!("{file}{rest}"));
        path.symlink_metadata().map_or(0, |stat| stat.len())
    };
    one("") + BESIDE.iter().map(|rest| one(rest)).sum::<u64>()
}
