//! The segments of a store, opened as they are needed.
//!
//! A segment that cannot be read is left out and named, and the others answer. One that was removed
//! meanwhile is as good as never there.

use super::range::Range;
use crate::log::store::{Segment, SegmentError, SegmentName};
use crate::log::{Class, Day, Id};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// So many are held open: two months of both classes, and no danger to the limit of open files.
const OPEN: usize = 124;

/// What a segment may keep of its file in memory, in KiB.
const CACHE_KIB: i64 = 1024;

/// The store of a site, to be asked; see [`super::Source`].
#[derive(Debug)]
pub struct Segments {
    store: PathBuf,
    names: Vec<SegmentName>,
    open: BTreeMap<SegmentName, Segment>,
    unreadable: BTreeMap<SegmentName, String>,
}

impl Segments {
    /// The segments in a folder; none where there is no folder.
    pub fn new(store: &Path) -> Self {
        Self {
            store: store.to_owned(),
            names: Vec::new(),
            open: BTreeMap::new(),
            unreadable: BTreeMap::new(),
        }
    }

    /// Looks again which segments there are, before each question.
    pub(super) fn refresh(&mut self) {
        self.names = SegmentName::list(&self.store);
        self.unreadable.clear();
        let names = &self.names;
        self.open.retain(|name, _| names.contains(name));
    }

    /// The days of a range that have a segment, the oldest first.
    pub(super) fn days(&self, range: Range) -> Vec<Day> {
        let mut days: Vec<_> = self.names.iter().map(|name| name.day).collect();
        days.dedup();
        days.retain(|day| {
            let (from, to) = range.seqs(*day);
            from < to
        });
        days
    }

    /// The readable segments of a day.
    pub(super) fn of_day(&mut self, day: Day) -> Vec<&Segment> {
        for class in Class::ALL {
            self.ensure(SegmentName { day, class });
        }
        let names = Class::ALL.map(|class| SegmentName { day, class });
        names
            .iter()
            .filter_map(|name| self.open.get(name))
            .collect()
    }

    /// A readable segment.
    pub(super) fn get(&mut self, name: SegmentName) -> Option<&Segment> {
        self.ensure(name);
        self.open.get(&name)
    }

    fn ensure(&mut self, name: SegmentName) {
        let known = self.open.contains_key(&name) || self.unreadable.contains_key(&name);
        if known || !self.names.contains(&name) {
            return;
        }
        if self.open.len() >= OPEN {
            self.open.clear();
        }
        let opened = Segment::read(&self.store, name).and_then(|segment| {
            let connection = segment.connection();
            connection.pragma_update(None, "cache_size", -CACHE_KIB)?;
            Ok(segment)
        });
        match opened {
            Ok(segment) => {
                self.open.insert(name, segment);
            }
            Err(error) => self.fail(name, &error),
        }
    }

    /// Leaves a segment out that could not be read.
    pub(super) fn fail(&mut self, name: SegmentName, error: &SegmentError) {
        self.open.remove(&name);
        if name.path(&self.store).exists() {
            self.unreadable
                .insert(name, format!("{name} cannot be read: {error}"));
        }
    }

    /// What was left out since [`Segments::refresh`].
    pub(super) fn unreadable(&self) -> Vec<String> {
        self.unreadable.values().cloned().collect()
    }
}

/// A record's place: its id and its class, which make its segment and its number there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Spot {
    pub(super) id: Id,
    pub(super) class: Class,
}
