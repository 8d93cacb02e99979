//! What comes of a request that could be refused early: an answer and a record, or the reason why WordPress
//! must see it.

use super::arrival::Arrived;
use super::early_secret::secret;
use super::recorder::{self, OpenSite, now_ms};
use super::{ini, rate_limit, recording, server};
use crate::early::{
    Answer, Asker, Limit, Refusal, Rules, Snapshot, Verdict, Why, judge, limited, refused,
};
use crate::log::spool::SpoolLimits;
use crate::log::{Key, Outcome, SiteId};
use crate::policy::TarpitRules;
use crate::request::{Resolution, resolve};
use std::sync::Arc;

/// An answer that waits to be sent.
pub(super) struct Pending {
    /// What is sent.
    pub(super) answer: Answer,
    /// How long the client waits for it.
    pub(super) tarpit: Option<TarpitRules>,
}

/// Judges the running request.
pub(super) fn judged(snapshot: &Arc<Snapshot>, script: &[u8]) -> Result<Pending, Why> {
    let table = server::server_now().ok_or(Why::Uncertain)?;
    let arrived = Arrived::of(table, script);
    let harmless = ini::harmless_headers();
    let harmless: Vec<_> = harmless
        .iter()
        .map(|name| crate::early::server_name(name))
        .collect();
    let rules = Rules {
        enabled: snapshot.policy().early().enabled,
        aggressive: snapshot.policy().early().aggressive,
        harmless_headers: &harmless,
    };
    match judge(snapshot, &arrived.arrival(), &rules, now_ms()) {
        Verdict::Refuse(_) if server::hides_authorization() => Err(Why::Authorization),
        Verdict::Refuse(refusal) => Ok(refuse(snapshot, &refusal)),
        Verdict::Pass(Why::Allowlisted | Why::NeedsEndpoint) => {
            limit_stranger(snapshot, &arrived).ok_or(Why::Allowlisted)
        }
        Verdict::Pass(why @ Why::Authorization) => limit_failed(snapshot, &arrived).ok_or(why),
        Verdict::Pass(why) => Err(why),
    }
}

/// A sure refusal, or that of one request too many.
fn refuse(snapshot: &Arc<Snapshot>, refusal: &Refusal) -> Pending {
    let policy = snapshot.policy();
    let (route, method) = (&refusal.route, &refusal.method);
    if let Some(limit) = rate_limit::take(policy, &snapshot.form().home, route, method) {
        return too_many(
            snapshot,
            (route, method),
            &refusal.asker,
            limit,
            "rate_limit",
        );
    }
    record(snapshot, (route, method), Outcome::Blocked, "early");
    Pending {
        answer: refused(snapshot, refusal, &recorder::id().to_string()),
        tarpit: Some(policy.tarpit()),
    }
}

/// Counts a stranger who may pass; the refusal of one too many.
fn limit_stranger(snapshot: &Arc<Snapshot>, arrived: &Arrived<'_>) -> Option<Pending> {
    let (route, method) = counted(snapshot, arrived)?;
    // Before anything is counted: who is not answered here is counted by WordPress.
    let asker = arrived.asker(&method)?;
    let limit = rate_limit::take(snapshot.policy(), &snapshot.form().home, &route, &method)?;
    let asked = (route.as_slice(), method.as_slice());
    Some(too_many(snapshot, asked, &asker, limit, "rate_limit"))
}

/// The refusal of a client whose credentials were wrong too often.
fn limit_failed(snapshot: &Arc<Snapshot>, arrived: &Arrived<'_>) -> Option<Pending> {
    let (route, method) = counted(snapshot, arrived)?;
    let asker = arrived.asker(&method)?;
    let limit = rate_limit::failed(snapshot.policy(), &snapshot.form().home, false)?;
    let asked = (route.as_slice(), method.as_slice());
    Some(too_many(snapshot, asked, &asker, limit, "rate_limit_auth"))
}

/// Route and method of a request that may be counted: REST, on a site that limits at all.
fn counted(snapshot: &Snapshot, arrived: &Arrived<'_>) -> Option<(Vec<u8>, Vec<u8>)> {
    snapshot.policy().rate_limit().client()?;
    let server = arrived.server();
    match resolve(snapshot.site(), &server, &arrived.get, &arrived.post) {
        Resolution::Rest { route, method } => Some((route, method)),
        _ => None,
    }
}

/// The refusal of one request too many.
fn too_many(
    snapshot: &Arc<Snapshot>,
    asked: (&[u8], &[u8]),
    asker: &Asker,
    limit: Limit,
    reason: &str,
) -> Pending {
    record(snapshot, asked, Outcome::Limited, reason);
    Pending {
        answer: limited(snapshot, asker, limit, &recorder::id().to_string()),
        tarpit: None,
    }
}

/// Opens the record of a refused request, where the site's log is on.
fn record(
    snapshot: &Arc<Snapshot>,
    (route, method): (&[u8], &[u8]),
    outcome: Outcome,
    reason: &str,
) {
    let form = snapshot.form();
    let Some(log) = &form.log else {
        return;
    };
    let Some(id) = SiteId::parse(&log.site) else {
        return;
    };
    let key = match log.hashes_ips {
        true => secret(&log.site).map(Key::from),
        false => None,
    };
    let policy = snapshot.policy();
    recorder::open(OpenSite {
        id,
        rules: recording::rules(policy, key, &log.url, &log.blog_id.to_string()),
        site: None,
        limits: SpoolLimits {
            max_bytes: policy.log().spool_max_mb * recording::MIB,
        },
    });
    recorder::decided(route, method, outcome, reason);
}
