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
    let (policy, home) = (snapshot.policy(), &snapshot.form().home);
    let rules = Rules {
        enabled: policy.early().enabled,
        aggressive: policy.early().aggressive,
        harmless_headers: &harmless,
    };
    match judge(snapshot, &arrived.arrival(), &rules, now_ms()) {
        Verdict::Refuse(_) if server::hides_authorization() => Err(Why::Authorization),
        Verdict::Refuse(refusal) => Ok(refuse(snapshot, &refusal)),
        Verdict::Pass(why @ (Why::Allowlisted | Why::NeedsEndpoint)) => {
            let take = |route: &[u8], method: &[u8]| rate_limit::take(policy, home, route, method);
            limit(snapshot, &arrived, "rate_limit", take).ok_or(why)
        }
        Verdict::Pass(why @ Why::Authorization) => {
            let failed = |_: &[u8], _: &[u8]| rate_limit::failed(policy, home, false);
            limit(snapshot, &arrived, "rate_limit_auth", failed).ok_or(why)
        }
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

/// The refusal of one too many, of a request that would go on to WordPress.
fn limit(
    snapshot: &Arc<Snapshot>,
    arrived: &Arrived<'_>,
    reason: &str,
    count: impl FnOnce(&[u8], &[u8]) -> Option<Limit>,
) -> Option<Pending> {
    let (route, method) = counted(snapshot, arrived)?;
    // Before anything is counted: who is not answered here is counted by WordPress.
    let asker = arrived.asker(&method)?;
    let limit = count(&route, &method)?;
    Some(too_many(snapshot, (&route, &method), &asker, limit, reason))
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
        true => secret(&log.site).map(Key::new),
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
