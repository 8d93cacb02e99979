//! How a refusal is carried out, and who asks too often: the sections `tarpit`, `rate_limit` and
//! `early`, read.
//!
//! Promises: nobody is limited before the owner has said whose address is the client's. Which limit holds
//! for a request depends on its route and method alone; of several overrides the first in the document
//! counts. A route that cannot be compared, because it holds control characters or dot segments, is
//! selected by none and has the general limit.
//!
//! Limits: 100 overrides.

use super::error::PolicyError;
use super::methods::Methods;
use super::pattern::{Pattern, Space};
use super::sections::{self, Client, OverrideForm};
use crate::request::{Route, Verb};

/// The most overrides of a document.
const MAX_OVERRIDES: usize = 100;

/// The delay before a refusal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TarpitRules {
    /// The shortest delay.
    pub min_ms: u64,
    /// The longest delay, never less than the shortest.
    pub max_ms: u64,
    /// How many workers may wait at once; `None`: a quarter of the live ones.
    pub max_waiting: Option<u64>,
}

/// The early gate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EarlyRules {
    /// Whether sure cases are refused before WordPress is loaded.
    pub enabled: bool,
    /// Whether unknown query names are still sure cases.
    pub aggressive: bool,
}

/// How often a client may ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    /// Tells the limits of one client apart: 0 is the general one, and the others are the overrides,
    /// numbered from 1.
    pub class: u16,
    /// Requests a minute.
    pub per_minute: u32,
    /// Requests at once.
    pub burst: u32,
}

/// The limits for each request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RateRules {
    client: Option<Client>,
    general: Rate,
    failed_auth: Rate,
    overrides: Vec<Override>,
}

/// Another limit for some routes; `None` exempts them.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Override {
    pattern: Pattern,
    methods: Methods,
    rate: Option<Rate>,
}

impl TarpitRules {
    pub(super) fn read(tarpit: &sections::Tarpit) -> Result<Self, PolicyError> {
        let (min_ms, max_ms) = (tarpit.min_ms.get(), tarpit.max_ms.get());
        if min_ms > max_ms {
            let why = format!("greater than `max_ms` ({max_ms})");
            return Err(PolicyError::new("/tarpit/min_ms", &min_ms.to_string(), why));
        }
        Ok(Self {
            min_ms,
            max_ms,
            max_waiting: tarpit.max_waiting.map(|number| number.get()),
        })
    }
}

impl EarlyRules {
    pub(super) fn read(early: &sections::Early) -> Self {
        Self {
            enabled: early.enabled,
            aggressive: early.aggressive,
        }
    }
}

impl RateRules {
    pub(super) fn read(
        limit: &sections::RateLimit,
        proxies: &sections::Proxies,
    ) -> Result<Self, PolicyError> {
        let failures = limit.failed_auth_per_minute.get();
        if limit.overrides.len() > MAX_OVERRIDES {
            let why = format!("more than {MAX_OVERRIDES} overrides");
            return Err(PolicyError::without_text("/rate_limit/overrides", why));
        }
        let overrides = limit.overrides.iter().enumerate().map(|(at, form)| {
            Override::read(at, form)
                .map_err(|error| error.below(&format!("/rate_limit/overrides/{at}")))
        });
        Ok(Self {
            client: client(limit, proxies)?,
            general: rate(0, limit.per_minute.get(), limit.burst.get()),
            failed_auth: rate(0, failures, failures),
            overrides: overrides.collect::<Result<_, _>>()?,
        })
    }

    /// Whose address is limited; `None` when nobody is.
    pub fn client(&self) -> Option<Client> {
        self.client
    }

    /// How often a client may ask for this; `None` when that is not limited.
    pub fn for_request(&self, route: &Route, verb: Verb) -> Option<Rate> {
        self.client?;
        let verb = verb.decided_as();
        // An empty route, which a batch item without a path has, is no route; the index is `/`.
        let text = route.comparable().filter(|text| !text.is_empty());
        let selected = text.and_then(|text| {
            self.overrides
                .iter()
                .find(|own| own.pattern.selects(text) && own.methods.contains(verb))
        });
        selected.map_or(Some(self.general), |own| own.rate)
    }

    /// How often a client may fail to prove who it is, all at once or one by one; `None` when that is
    /// not limited.
    pub fn failed_auth(&self) -> Option<Rate> {
        self.client.map(|_| self.failed_auth)
    }
}

impl Override {
    fn read(at: usize, form: &OverrideForm) -> Result<Self, PolicyError> {
        let pattern = pattern(&form.pattern)
            .map_err(|why| PolicyError::new("/pattern", &form.pattern, why))?;
        let methods =
            Methods::parse(form.methods.as_deref()).map_err(|error| error.below("/methods"))?;
        let rate = match (form.limited, form.per_minute, form.burst) {
            (None, Some(per_minute), Some(burst)) => {
                let class = u16::try_from(at + 1).unwrap_or(u16::MAX);
                Some(rate(class, per_minute.get(), burst.get()))
            }
            (Some(false), None, None) => None,
            (Some(true), ..) => {
                let why = "only `false` has a meaning here; leave the key out";
                return Err(PolicyError::new("/limited", "true", why));
            }
            (Some(false), ..) => {
                let why = "exempts the routes, so it stands without `per_minute` and `burst`";
                return Err(PolicyError::new("/limited", "false", why));
            }
            (None, ..) => {
                let why = "needs `per_minute` and `burst`, or `\"limited\": false`";
                return Err(PolicyError::without_text("", why));
            }
        };
        Ok(Self {
            pattern,
            methods,
            rate,
        })
    }
}

/// Whose address is limited, where anybody is.
fn client(
    limit: &sections::RateLimit,
    proxies: &sections::Proxies,
) -> Result<Option<Client>, PolicyError> {
    const SHARED: &str = "behind a proxy that is not trusted all visitors share one address, and \
                          would share one limit";
    match limit.client {
        _ if !limit.enabled => Ok(None),
        None => {
            let why = format!(
                "needs `client`: `direct` where `REMOTE_ADDR` is the visitor's own address, \
                 `proxies` where visitors come through the proxies of `proxies.trusted`; {SHARED}"
            );
            Err(PolicyError::new("/rate_limit/enabled", "true", why))
        }
        Some(Client::Proxies) if proxies.trusted.is_empty() => {
            let why = format!("needs `proxies.trusted`, which is empty; {SHARED}");
            Err(PolicyError::new("/rate_limit/client", "proxies", why))
        }
        said => Ok(said),
    }
}

fn pattern(text: &str) -> Result<Pattern, String> {
    let pattern = Pattern::parse_path(text)?;
    match pattern.space() {
        Space::Rest => Ok(pattern),
        Space::Path if pattern == Pattern::parse_path("/")? => {
            Err("is the front page, which REST never serves".to_owned())
        }
        Space::Path => Err(format!(
            "is no path of the REST API; did you mean `/wp-json{pattern}`?"
        )),
    }
}

fn rate(class: u16, per_minute: u64, burst: u64) -> Rate {
    let number = |number: u64| u32::try_from(number).unwrap_or(u32::MAX);
    Rate {
        class,
        per_minute: number(per_minute),
        burst: number(burst),
    }
}
