//! `RestGate\RateLimit`: how often a client may ask.
//!
//! A request is counted once, by whoever meets it first: the early gate or the plugin.

use super::policy::Policy;
use super::recorder::now_us;
use super::{bytes, memory, server};
use crate::defence::{Counter, Domain, Rate, Taken};
use crate::early::Limit;
use crate::policy::{self, Client};
use crate::request::{Proxies, Route, Verb};
use ext_php_rs::flags::ClassFlags;
use ext_php_rs::prelude::*;
use ext_php_rs::types::Zval;
use rustix::process::geteuid;
use std::cell::Cell;
use std::net::IpAddr;

/// The seconds of the window that quotas are told for.
const WINDOW: u64 = 60;

thread_local! {
    static IS_COUNTED: Cell<bool> = const { Cell::new(false) };
}

/// Names and values in the order in which they are sent.
type Headers = Vec<(&'static str, String)>;

/// How often a client may ask.
#[php_class]
#[php(name = "RestGate\\RateLimit", flags = ClassFlags::Final)]
pub struct RateLimit;

#[php_impl]
#[php(change_method_case = "camelCase")]
impl RateLimit {
    /// Counts this request of a stranger, unless it was counted. `home` is the site's home URL.
    ///
    /// Gives null while there is room, else the headers of the refusal by their names.
    pub fn take(policy: &Policy, home: &Zval, route: &Zval, method: &Zval) -> Option<Headers> {
        let (route, method) = (bytes::of(route), bytes::of(method));
        take(policy.compiled(), &bytes::text(home), &route, &method).map(headers)
    }

    /// Counts a failed authentication.
    ///
    /// Gives null while there is room, else the headers of the refusal by their names.
    pub fn failed(policy: &Policy, home: &Zval) -> Option<Headers> {
        failed(policy.compiled(), &bytes::text(home), true).map(headers)
    }

    /// Whether this client failed to authenticate too often already. Counts nothing.
    ///
    /// Gives null while there is room, else the headers of the refusal by their names.
    pub fn has_failed(policy: &Policy, home: &Zval) -> Option<Headers> {
        failed(policy.compiled(), &bytes::text(home), false).map(headers)
    }
}

/// A request begins: it was not counted.
pub(super) fn begin() {
    IS_COUNTED.set(false);
}

/// Counts a stranger's request; the limit where it is beyond it.
pub(super) fn take(
    policy: &policy::Policy,
    home: &str,
    route: &[u8],
    method: &[u8],
) -> Option<Limit> {
    let rate = policy
        .rate_limit()
        .for_request(&Route::new(route), Verb::from_bytes(method))?;
    if IS_COUNTED.replace(true) {
        return None;
    }
    let taken = count(policy, home, Domain::Requests, rate, true)?;
    if let Some(pool) = memory::pool() {
        pool.add(Counter::RateLimited, 1);
    }
    Some(taken)
}

/// Counts a failed authentication, or only looks; the limit where the client is beyond it.
pub(super) fn failed(policy: &policy::Policy, home: &str, charges: bool) -> Option<Limit> {
    let rate = policy.rate_limit().failed_auth()?;
    let taken = count(policy, home, Domain::FailedAuth, rate, charges)?;
    if let Some(pool) = memory::pool() {
        pool.add(Counter::RateLimitedAuth, 1);
    }
    Some(taken)
}

fn count(
    policy: &policy::Policy,
    home: &str,
    domain: Domain,
    rate: policy::Rate,
    charges: bool,
) -> Option<Limit> {
    let shared = memory::shared()?;
    let address = address(policy.rate_limit().client()?, &policy.log().proxies)?;
    let key = shared.client_key(domain, geteuid().as_raw(), home, address);
    let limiter = shared.limiter();
    let own = Rate::new(rate.per_minute, rate.burst);
    let taken = if charges {
        limiter.take(key, rate.class, now_us(), own)
    } else {
        limiter.peek(key, rate.class, now_us(), own)
    };
    match taken {
        Taken::Passed { .. } => None,
        Taken::Limited { retry_after_ms } => Some(Limit {
            quota: u64::from(rate.per_minute),
            window: WINDOW,
            retry_after: retry_after_ms.div_ceil(1000).max(1),
        }),
    }
}

/// The client's address. One that is not known is not counted.
fn address(client: Client, proxies: &Proxies) -> Option<IpAddr> {
    let peer = server::value(c"REMOTE_ADDR")?;
    let text = match client {
        Client::Direct => String::from_utf8_lossy(&peer).trim().to_owned(),
        Client::Proxies => {
            let header = server::header(&proxies.header);
            proxies.client(&peer, header.as_deref())
        }
    };
    text.parse().ok()
}

fn headers(limit: Limit) -> Headers {
    limit.headers().into_iter().collect()
}
