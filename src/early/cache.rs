//! The snapshots that a worker has read.
//!
//! Promises: a file is looked at no more than once a second and parsed once, also one that is
//! rejected; no more than 64 are kept, and hosts that somebody made up push out none of them.

use super::key::SnapshotKey;
use super::snapshot::{Rejected, Snapshot};
use super::store::{Shelf, Stamp};
use super::why::Why;
use crate::state::StateError;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// How many keys are kept.
const KEYS: usize = 64;

/// How many state folders: a server may have one for each virtual host.
const SHELVES: usize = 8;

/// How long what was seen of a file counts.
const FRESH_MS: u64 = 1_000;

/// How long a folder is held open: it may have been moved away.
const SHELF_MS: u64 = 10_000;

/// Why there is no snapshot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Absence {
    /// None is there.
    Missing,
    /// It must not be used.
    Rejected(Rejected),
    /// The folder or the file cannot be read, or must not be trusted.
    Unusable(StateError),
}

impl Absence {
    /// One word for it.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Rejected(rejected) => rejected.word(),
            Self::Unusable(error) => error.word(),
        }
    }

    /// Why requests pass on.
    pub fn why(&self) -> Why {
        match self {
            Self::Missing => Why::NoSnapshot,
            Self::Rejected(Rejected::Expired) => Why::Expired,
            Self::Rejected(_) | Self::Unusable(_) => Why::Unusable,
        }
    }
}

/// The snapshots that a worker has read.
#[derive(Debug, Default)]
pub struct Cache {
    entries: Vec<Entry>,
    shelves: Vec<Open>,
    lookups: u64,
}

#[derive(Debug)]
struct Entry {
    state_dir: PathBuf,
    key: SnapshotKey,
    held: Held,
    stamp: Option<Stamp>,
    checked_ms: u64,
    used: u64,
}

impl Entry {
    /// Whether it is of a state folder, spelled like this.
    fn is_of(&self, state_dir: &Path) -> bool {
        self.state_dir.as_os_str() == state_dir.as_os_str()
    }
}

type Held = Result<Arc<Snapshot>, Absence>;

#[derive(Debug)]
struct Open {
    state_dir: PathBuf,
    shelf: Option<Shelf>,
    opened_ms: u64,
}

impl Cache {
    /// A cache with nothing in it.
    pub const fn new() -> Self {
        Self {
            entries: Vec::new(),
            shelves: Vec::new(),
            lookups: 0,
        }
    }

    /// The snapshot of a key, as it was within the last second.
    pub fn lookup(
        &mut self,
        state_dir: &Path,
        key: &SnapshotKey,
        now_ms: u64,
    ) -> Option<Arc<Snapshot>> {
        self.find(state_dir, key, now_ms).ok()
    }

    /// The snapshot of a key, or why there is none.
    ///
    /// # Errors
    ///
    /// [`Absence`] says why.
    pub fn find(
        &mut self,
        state_dir: &Path,
        key: &SnapshotKey,
        now_ms: u64,
    ) -> Result<Arc<Snapshot>, Absence> {
        self.lookups += 1;
        let at = self
            .entries
            .iter()
            .position(|entry| entry.key == *key && entry.is_of(state_dir));
        if let Some(entry) = at.and_then(|at| self.entries.get_mut(at))
            && is_fresh(entry.checked_ms, FRESH_MS, now_ms)
        {
            entry.used = self.lookups;
            return entry.held.clone();
        }
        let mut entry = match at {
            Some(at) => self.entries.swap_remove(at),
            None => Entry {
                state_dir: state_dir.to_owned(),
                key: key.clone(),
                held: Err(Absence::Missing),
                stamp: None,
                checked_ms: u64::MAX,
                used: 0,
            },
        };
        self.revalidate(&mut entry, now_ms);
        entry.checked_ms = now_ms;
        entry.used = self.lookups;
        let held = entry.held.clone();
        self.entries.push(entry);
        // Hosts that nobody published for cost nothing to ask for again, and anybody may make them up.
        trim(&mut self.entries, KEYS, |entry| {
            (entry.stamp.is_some(), entry.used)
        });
        held
    }

    /// How many keys are kept at this moment.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether nothing is kept.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    fn revalidate(&mut self, entry: &mut Entry, now_ms: u64) {
        let looked = self.look(entry, now_ms);
        let (held, stamp) = match looked {
            Ok(None) => return,
            Ok(Some(found)) => found,
            Err(error) => (Err(Absence::Unusable(error)), None),
        };
        entry.held = held;
        entry.stamp = stamp;
    }

    /// What is there now; `None` where it is what was there before.
    fn look(
        &mut self,
        entry: &Entry,
        now_ms: u64,
    ) -> Result<Option<(Held, Option<Stamp>)>, StateError> {
        let missing = Ok(Some((Err(Absence::Missing), None)));
        let Some(shelf) = self.shelf(&entry.state_dir, now_ms)? else {
            return missing;
        };
        match shelf.stamp(&entry.key)? {
            None => return missing,
            stamp if stamp == entry.stamp => return Ok(None),
            Some(_) => {}
        }
        match shelf.read(&entry.key)? {
            None => missing,
            Some((bytes, stamp)) => {
                let read = Snapshot::read(&bytes, now_ms);
                let held = read.map(Arc::new).map_err(Absence::Rejected);
                Ok(Some((held, Some(stamp))))
            }
        }
    }

    fn shelf(&mut self, state_dir: &Path, now_ms: u64) -> Result<Option<&Shelf>, StateError> {
        let is_usable = |open: &Open| match &open.shelf {
            Some(shelf) => is_fresh(open.opened_ms, SHELF_MS, now_ms) && shelf.is_current(),
            None => is_fresh(open.opened_ms, FRESH_MS, now_ms),
        };
        self.shelves
            .retain(|open| open.state_dir != state_dir || is_usable(open));
        let known = |open: &Open| open.state_dir == state_dir;
        if !self.shelves.iter().any(known) {
            let shelf = Shelf::open(state_dir)?;
            trim(&mut self.shelves, SHELVES - 1, |open| open.opened_ms);
            self.shelves.push(Open {
                state_dir: state_dir.to_owned(),
                shelf,
                opened_ms: now_ms,
            });
        }
        let open = self.shelves.iter().find(|open| known(open));
        Ok(open.and_then(|open| open.shelf.as_ref()))
    }
}

/// Whether something that was done at a moment still counts. A clock that was put back makes all old.
fn is_fresh(at_ms: u64, for_ms: u64, now_ms: u64) -> bool {
    now_ms
        .checked_sub(at_ms)
        .is_some_and(|age_ms| age_ms < for_ms)
}

/// Lets no more than that many stay: the one that is ranked lowest goes.
fn trim<T, R: Ord>(items: &mut Vec<T>, most: usize, rank: impl Fn(&T) -> R) {
    if items.len() <= most {
        return;
    }
    let lowest = items.iter().map(&rank).min();
    if let Some(at) = items.iter().position(|item| Some(rank(item)) == lowest) {
        items.swap_remove(at);
    }
}
