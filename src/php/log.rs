//! `RestGate\Log`.

use super::policy::Policy;
use super::recorder::now_ms;
use super::recording::MIB;
use super::{bytes, exceptions, ini, log_rows};
use crate::log::export::{Format, export};
use crate::log::query::{Ask, By, Count, Cursor, Order, PAGE_TIME, Source};
use crate::log::spool::{Spool, SpoolLimits};
use crate::log::{
    Day, Id, Importer, Key, Keys, Limits, Outcome, Place, SiteId, StoreLock, clear, retain, shrink,
    verify,
};
use ext_php_rs::boxed::ZBox;
use ext_php_rs::flags::ClassFlags;
use ext_php_rs::prelude::*;
use ext_php_rs::types::{ZendCallable, ZendHashTable, ZendStr, Zval};
use std::io;
use std::path::Path;
use std::time::{Duration, Instant};

pub(super) type Rows = ZBox<ZendHashTable>;

/// How long a question may take before it says how far it got.
pub(super) const TIME: Option<Duration> = Some(PAGE_TIME);

/// The log of a site. Root works in it as its owner; a log is never made by reading it.
#[php_class]
#[php(name = "RestGate\\Log", flags = ClassFlags::Final)]
pub struct Log {
    pub(super) site: SiteId,
    pub(super) keys: Option<Keys>,
    spool: SpoolLimits,
    limits: Limits,
}

#[php_impl]
#[php(change_method_case = "camelCase")]
impl Log {
    /// The log of a site, by the settings of its policy. `site` holds `id` (32 hexadecimal digits) and
    /// `keys`, a list of what addresses were hashed with, the current one first; it may be empty.
    ///
    /// Throws `ArgumentException` for another id or key.
    pub fn open(policy: &Policy, site: &ZendHashTable) -> PhpResult<Self> {
        let id =
            String::from_utf8_lossy(&bytes::field(site, "id").unwrap_or_default()).into_owned();
        let id = SiteId::parse(&id).ok_or_else(|| {
            exceptions::argument(format!("the site id `{id}` is not 32 hexadecimal digits"))
        })?;
        let texts = site
            .get("keys")
            .and_then(Zval::array)
            .map(bytes::texts)
            .unwrap_or_default();
        let mut keys = Vec::new();
        for text in texts {
            keys.push(Key::parse(&text).ok_or_else(|| {
                exceptions::argument("a key for addresses is not 64 hexadecimal digits".to_owned())
            })?);
        }
        let mut keys = keys.into_iter();
        let settings = policy.compiled().log();
        Ok(Self {
            site: id,
            keys: keys.next().map(|current| Keys {
                current,
                earlier: keys.collect(),
            }),
            spool: SpoolLimits {
                max_bytes: settings.spool_max_mb * MIB,
            },
            limits: Limits {
                days: settings.retention_days,
                bytes: settings.store_max_mb * MIB,
            },
        })
    }

    /// Brings what waits in the spool into the store, for about so many milliseconds.
    ///
    /// Gives `state` (`done`, `more` when time was short, `busy` when somebody else imports),
    /// `imported`, `torn`, `bytes_left`, `set_aside` (names of broken segments), `skipped`.
    ///
    /// Throws `LogException` when there is no log or it cannot be written.
    pub fn import(&self, milliseconds: i64) -> PhpResult<Rows> {
        let time = Duration::from_millis(u64::try_from(milliseconds).unwrap_or(0));
        let until = Instant::now() + time;
        self.within(|place| {
            let now = now_ms();
            if let Ok(tidy) = Place::find(Path::new(&ini::state_dir()), &self.site) {
                Spool::new(tidy, self.spool).tidy(now);
            }
            let Some(lock) = StoreLock::take(place).map_err(exceptions::log)? else {
                return log_rows::busy();
            };
            let imported = Importer::new(&lock, now)
                .until(until)
                .finish_from(self.spool.max_bytes / 8)
                .run()
                .map_err(exceptions::log)?;
            // By size alone: a clock that runs ahead is met once a day only.
            shrink(&lock, self.limits.bytes).map_err(exceptions::log)?;
            log_rows::imported(&imported)
        })
    }

    /// A page of records.
    ///
    /// `filter` holds any of `route`, `ip`, `user`, `from`, `to` (milliseconds since 1970), `outcome`,
    /// `method`, `status`, `auth_type`, `id` as text. `order` is `newest`, `oldest`, `slowest` or
    /// `status`. Gives `records`, `previous` and `next` (cursors, or null), `back_to` (milliseconds since
    /// 1970 when the time was short, or null) and `unreadable` (segments left out, with the reason).
    ///
    /// Throws `ArgumentException` for a filter, an order or a cursor that there is not.
    #[php(defaults(limit = 50))]
    #[php(optional = order)]
    pub fn page(
        &self,
        filter: &ZendHashTable,
        order: Option<&Zval>,
        cursor: Option<&Zval>,
        limit: i64,
    ) -> PhpResult<Rows> {
        let filter = self.filter(filter)?;
        let order = order.filter(|order| !order.is_null());
        let order = order.map_or_else(|| Order::default().as_str().to_owned(), bytes::text);
        let order = Order::from_word(&order).ok_or_else(|| {
            exceptions::argument(format!(
                "`{order}` is no order; there are `newest`, `oldest`, `slowest`, `status`"
            ))
        })?;
        let cursor = cursor
            .filter(|cursor| !cursor.is_null())
            .map(bytes::text)
            .map(|text| {
                Cursor::parse(&text).map_err(|error| exceptions::argument(error.to_string()))
            })
            .transpose()?;
        let limit = usize::try_from(limit).unwrap_or(1).max(1);
        self.ask(|source| {
            log_rows::page(&source.page(&Ask {
                filter: &filter,
                order,
                cursor,
                limit,
                time: TIME,
            }))
        })
    }

    /// How many records match: `count`, and `exact`, `more_than` or `at_least` as `how`.
    ///
    /// Throws `ArgumentException` for a filter that there is not.
    pub fn count(&self, filter: &ZendHashTable) -> PhpResult<Rows> {
        let filter = self.filter(filter)?;
        self.ask(|source| {
            let (how, count) = match source.count(&filter, TIME).count {
                Count::Exact(count) => ("exact", count),
                Count::MoreThan(count) => ("more_than", count),
                Count::AtLeast(count) => ("at_least", count),
            };
            log_rows::count(how, count)
        })
    }

    /// One record by its request id: `record` and `items`, those of a batch. Null when there is none.
    ///
    /// Throws `ArgumentException` for a text that is no request id.
    pub fn find(&self, id: &Zval) -> PhpResult<Option<Rows>> {
        let text = bytes::text(id);
        let id = Id::parse(&text).ok_or_else(|| {
            exceptions::argument(format!(
                "`{text}` is no request id; one looks like `019ab5c0e2f1-8c41d09e2`"
            ))
        })?;
        self.ask(|source| log_rows::found(source.find(id)))
    }

    /// Hits by outcome between each edge and the next, given in milliseconds since 1970 and in order.
    /// An edge within a quarter of an hour stands for its beginning.
    pub fn chart(&self, edges: &ZendHashTable) -> PhpResult<Rows> {
        let edges: Vec<_> = edges
            .values()
            .map(|edge| time(edge.dereference()))
            .collect();
        self.ask(|source| log_rows::chart(&source.histogram(&edges)))
    }

    /// The routes with the most hits in a time, in milliseconds since 1970, by whole hours; with
    /// `refused` those of refusals only.
    #[php(defaults(limit = 10, refused = false))]
    pub fn top_routes(&self, from: i64, to: i64, limit: i64, refused: bool) -> PhpResult<Rows> {
        let refusals = || {
            Outcome::ALL
                .map(|(outcome, _)| outcome)
                .into_iter()
                .filter(|own| own.is_refusal())
        };
        let outcomes = if refused {
            refusals().collect()
        } else {
            Vec::new()
        };
        self.top(By::Hits, [from, to, limit], outcomes)
    }

    /// The routes that took longest on average in a time, in milliseconds since 1970, by whole hours.
    #[php(defaults(limit = 10))]
    pub fn slowest_routes(&self, from: i64, to: i64, limit: i64) -> PhpResult<Rows> {
        self.top(By::MeanDuration, [from, to, limit], Vec::new())
    }

    /// Hands what matches, as `csv`, `json` or `jsonl`, newest first, to a callable in pieces of at most
    /// 64 KiB. At most `limit` records; all when it is null. Gives their number.
    ///
    /// Throws `ArgumentException` for another format or filter, `LogException` when the callable fails.
    pub fn export(
        &self,
        format: &Zval,
        filter: &ZendHashTable,
        write: ZendCallable,
        limit: Option<i64>,
    ) -> PhpResult<i64> {
        let word = bytes::text(format);
        let format = Format::from_word(&word).ok_or_else(|| {
            exceptions::argument(format!(
                "`{word}` is no format; there are `csv`, `json`, `jsonl`"
            ))
        })?;
        let filter = self.filter(filter)?;
        let limit = limit.map(|limit| u64::try_from(limit).unwrap_or(0));
        self.ask(|source| {
            let mut put = |piece: &[u8]| {
                let mut text = Zval::new();
                text.set_zend_string(ZendStr::new(piece, false));
                write
                    .try_call(vec![&text])
                    .map(drop)
                    .map_err(|error| io::Error::other(error.to_string()))
            };
            let exported =
                export(source, &filter, format, limit, &mut put).map_err(exceptions::log)?;
            Ok(log_rows::number(exported.records))
        })
    }

    /// Removes what is older than the policy keeps, and what is too much. Gives `removed`, names with
    /// `age` or `size`, and `doubtful` when the clock is ahead of what the files confirm.
    pub fn retain(&self) -> PhpResult<Rows> {
        self.alone(|lock| {
            let retained = retain(lock, Day::of(now_ms()), self.limits).map_err(exceptions::log)?;
            log_rows::retained(&retained)
        })
    }

    /// Removes every day before a day, `2026-11-01` in UTC. Gives what [`Log::retain`] gives.
    ///
    /// Throws `ArgumentException` for another text.
    pub fn purge(&self, before: &Zval) -> PhpResult<Rows> {
        let text = bytes::text(before);
        let before = Day::parse(&text).ok_or_else(|| {
            exceptions::argument(format!("`{text}` is no day; one looks like `2026-11-01`"))
        })?;
        self.alone(|lock| {
            let purged = crate::log::purge(lock, before).map_err(exceptions::log)?;
            log_rows::retained(&purged)
        })
    }

    /// Removes everything.
    pub fn clear(&self) -> PhpResult<()> {
        self.alone(|lock| clear(lock).map_err(exceptions::log))
    }

    /// Looks at every segment: `segments`, `records`, `repaired` (counts that were wrong), `set_aside`
    /// (broken), `skipped` (with the reason).
    pub fn verify(&self) -> PhpResult<Rows> {
        self.alone(|lock| log_rows::verified(&verify(lock).map_err(exceptions::log)?))
    }

    /// How large the log is and what was lost on the way.
    pub fn stats(&self) -> PhpResult<Rows> {
        self.within(log_rows::stats)
    }

    /// Removes the folder of the site. Nothing is recorded there afterwards until it is made anew.
    pub fn remove(&self) -> PhpResult<()> {
        self.within(|place| place.remove().map_err(exceptions::log))
    }
}

fn time(edge: &Zval) -> u64 {
    bytes::text(edge).parse().unwrap_or(0)
}
