//! What is removed from the store: whole days, by age and by size.
//!
//! A day is its segments and what is left of it in the spool. Removing is unlinking: no writer waits,
//! and whoever reads a segment reads on.
//!
//! A clock that is set far forward must not empty the log. The times of the files tell how far it can
//! be believed: see [`confirmed`]. Beyond that, one day goes in each run.

use super::class::Class;
use super::day::Day;
use super::import::Source;
use super::lock::StoreLock;
use super::store::SegmentName;
use super::store::aside::{list_aside, remove, size};
use std::io;
use std::path::Path;
use std::time::UNIX_EPOCH;

/// So many days without a record do not make the next one doubtful.
const GAP: u32 = 3;

/// How much is kept.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Days before today.
    pub days: u32,
    /// All segments together; each class has its share.
    pub bytes: u64,
}

/// Why something was removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// It was too old.
    Age,
    /// The store was too large.
    Size,
}

/// What was removed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Retained {
    /// Names of segments and of what was set aside, in order, each with the reason.
    pub removed: Vec<(String, Why)>,
    /// Whether the clock is ahead of what the files confirm, so that days wait for a later run.
    pub is_doubtful: bool,
}

/// Removes what is too old or too much.
///
/// # Errors
///
/// When a file cannot be removed.
pub fn retain(lock: &StoreLock<'_>, today: Day, limits: Limits) -> io::Result<Retained> {
    let store = lock.store();
    let mut retained = Retained::default();
    by_age(lock, &store, today, limits.days, &mut retained)?;
    by_size(lock, &store, limits.bytes, &mut retained)?;
    Ok(retained)
}

/// Removes what is too much, whatever its age.
///
/// # Errors
///
/// When a file cannot be removed.
pub fn shrink(lock: &StoreLock<'_>, bytes: u64) -> io::Result<Retained> {
    let mut retained = Retained::default();
    by_size(lock, &lock.store(), bytes, &mut retained)?;
    Ok(retained)
}

/// Removes every day before a day, whatever the clock says.
///
/// # Errors
///
/// When a file cannot be removed.
pub fn purge(lock: &StoreLock<'_>, before: Day) -> io::Result<Retained> {
    let store = lock.store();
    let mut purged = Retained::default();
    for name in SegmentName::list(&store) {
        if name.day < before {
            remove_day(lock, &store, name)?;
            purged.removed.push((name.to_string(), Why::Age));
        }
    }
    for (day, name) in list_aside(&store) {
        if day < before {
            remove(&store, &name)?;
            purged.removed.push((name, Why::Age));
        }
    }
    Ok(purged)
}

/// Removes everything: segments, what was set aside, and the spool. Who is writing notices, and
/// begins a new file.
///
/// # Errors
///
/// When a file cannot be removed.
pub fn clear(lock: &StoreLock<'_>) -> io::Result<()> {
    let store = lock.store();
    let spool = lock.place().spool();
    // First the spool: what is left of it would come back.
    for source in Source::list(spool)? {
        source.remove(spool)?;
    }
    for name in SegmentName::list(&store) {
        remove(&store, &name.to_string())?;
    }
    for (_, name) in list_aside(&store) {
        remove(&store, &name)?;
    }
    Ok(())
}

fn by_age(
    lock: &StoreLock<'_>,
    store: &Path,
    today: Day,
    days: u32,
    retained: &mut Retained,
) -> io::Result<()> {
    let segments = SegmentName::list(store);
    let sure = confirmed(store, &segments, today).minus(days);
    let limit = today.minus(days);
    let mut doubtful = None;
    for name in segments {
        if name.day >= limit {
            break;
        }
        if name.day >= sure && *doubtful.get_or_insert(name.day) != name.day {
            retained.is_doubtful = true;
            break;
        }
        remove_day(lock, store, name)?;
        retained.removed.push((name.to_string(), Why::Age));
    }
    for (day, name) in list_aside(store) {
        if day < sure.min(limit) {
            remove(store, &name)?;
            retained.removed.push((name, Why::Age));
        }
    }
    Ok(())
}

/// The day that it is at least, as far as the store itself tells: from its oldest day on in steps of
/// at most [`GAP`] days, over segments whose file was written that day or later. When today is as
/// close to that, it is believed.
fn confirmed(store: &Path, segments: &[SegmentName], today: Day) -> Day {
    let mut reached: Option<Day> = None;
    for name in segments {
        let from = reached.unwrap_or(name.day);
        let is_written = written(store, *name).is_some_and(|day| day >= name.day);
        if is_written && name.day.days_since(from) <= GAP {
            reached = Some(name.day);
        }
    }
    match reached {
        Some(reached) if today.days_since(reached) > GAP => reached,
        Some(_) => today,
        None => Day::of(0),
    }
}

/// The day on which a segment was last written to.
fn written(store: &Path, name: SegmentName) -> Option<Day> {
    let time = name.path(store).symlink_metadata().ok()?.modified().ok()?;
    let since = time.duration_since(UNIX_EPOCH).ok()?;
    u64::try_from(since.as_millis()).ok().map(Day::of)
}

fn by_size(
    lock: &StoreLock<'_>,
    store: &Path,
    max: u64,
    retained: &mut Retained,
) -> io::Result<()> {
    let segments = SegmentName::list(store);
    let mut sizes = [0_u64; 2];
    for name in &segments {
        if let Some(sum) = sizes.get_mut(name.class as usize) {
            *sum += size(store, &name.to_string());
        }
    }
    let [mut requests, mut refused] = sizes;
    let budget = max / 100 * Class::Refused.share();
    for class in [Class::Refused, Class::Requests] {
        let mut of_class: Vec<_> = segments.iter().filter(|name| name.class == class).collect();
        // The newest is being written to.
        of_class.pop();
        for name in of_class {
            let is_over_budget = class == Class::Refused && refused > budget;
            if !is_over_budget && requests + refused <= max {
                break;
            }
            let file = name.to_string();
            let bytes = size(store, &file);
            remove_day(lock, store, *name)?;
            match class {
                Class::Requests => requests = requests.saturating_sub(bytes),
                Class::Refused => refused = refused.saturating_sub(bytes),
            }
            retained.removed.push((file, Why::Size));
        }
    }
    Ok(())
}

fn remove_day(lock: &StoreLock<'_>, store: &Path, name: SegmentName) -> io::Result<()> {
    let spool = lock.place().spool();
    for is_open in [true, false] {
        let source = Source {
            segment: name,
            is_open,
        };
        source.remove(spool)?;
    }
    remove(store, &name.to_string())
}
