//! The way into a site's log: its folder, its lock, its filters.

use super::log::{Log, Rows, TIME};
use super::{bytes, exceptions, ini, log_rows};
use crate::log::query::{By, Filter, Segments, Source, TopAsk};
use crate::log::{Outcome, Place, StoreLock};
use ext_php_rs::prelude::*;
use ext_php_rs::types::ZendHashTable;
use std::path::Path;

impl Log {
    /// Works in the folder, as its owner.
    pub(super) fn within<T>(&self, work: impl FnOnce(&Place) -> PhpResult<T>) -> PhpResult<T> {
        let place =
            Place::find(Path::new(&ini::state_dir()), &self.site).map_err(exceptions::log)?;
        place.as_owner(|| work(&place)).map_err(exceptions::log)?
    }

    /// Works in the folder while nobody else imports or removes.
    pub(super) fn alone<T>(
        &self,
        work: impl FnOnce(&StoreLock<'_>) -> PhpResult<T>,
    ) -> PhpResult<T> {
        self.within(
            |place| match StoreLock::take(place).map_err(exceptions::log)? {
                Some(lock) => work(&lock),
                None => Err(exceptions::log(
                    "somebody else works on the log of this site: try again",
                )),
            },
        )
    }

    pub(super) fn ask<T>(&self, work: impl FnOnce(&mut Segments) -> PhpResult<T>) -> PhpResult<T> {
        self.within(|place| work(&mut Segments::new(&place.store_path())))
    }

    pub(super) fn top(
        &self,
        by: By,
        [from, to, limit]: [i64; 3],
        outcomes: Vec<Outcome>,
    ) -> PhpResult<Rows> {
        let whole = |number: i64| u64::try_from(number).unwrap_or(0);
        let ask = TopAsk {
            by,
            from_ms: whole(from),
            to_ms: whole(to),
            outcomes,
            limit: usize::try_from(limit).unwrap_or(0),
            time: TIME,
        };
        self.ask(|source| log_rows::top(&source.top(&ask)))
    }

    /// Reads a filter; an address is also sought under its pseudonyms.
    pub(super) fn filter(&self, table: &ZendHashTable) -> PhpResult<Filter> {
        let mut pairs = Vec::new();
        let mut each = table.iter();
        while let Some((name, value)) = each.next_zval() {
            pairs.push((bytes::text(&name), bytes::text(value.dereference())));
        }
        let pairs: Vec<_> = pairs
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        let mut filter =
            Filter::parse(&pairs).map_err(|error| exceptions::argument(error.to_string()))?;
        if let Some(keys) = &self.keys {
            let pseudonyms: Vec<_> = filter
                .ips
                .iter()
                .flat_map(|own| keys.pseudonyms(own))
                .collect();
            filter.ips.extend(pseudonyms);
        }
        Ok(filter)
    }
}
