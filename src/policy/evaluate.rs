//! The one function that decides.
//!
//! Precedence: a true preflight is answered, where anything is decided at all · `off` lets everything
//! pass · `block_all` refuses
//! everybody · `restrict` refuses a stranger unless an active allowlist entry selects the route or
//! endpoint with this method. What cannot be compared is not selected, so doubt refuses.

use super::compiled::Policy;
use super::decision::{Decision, Outcome, Reason};
use super::document::Mode;
use super::entry::{Entry, Source};
use crate::request::{Route, Verb};

/// Who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Principal {
    /// Nobody that WordPress or a plugin knows.
    Anonymous,
    /// No WordPress user, but a plugin vouches for the caller.
    Vouched,
    /// A WordPress user.
    User,
}

/// What is asked, with everything that a decision may depend on.
#[derive(Debug, Clone, Copy)]
pub struct Ask<'a> {
    /// The route that WordPress dispatches.
    pub route: &'a Route,
    /// The effective method.
    pub verb: Verb,
    /// Who asks.
    pub principal: Principal,
    /// Whether it is a true CORS preflight.
    pub preflight: bool,
    /// The endpoint that WordPress matched, where it is known.
    pub endpoint: Option<&'a [u8]>,
    /// The day in the site's time zone, `2027-01-31`.
    pub today: &'a [u8],
}

/// Decides. `trace` is told each step, for whoever asks why.
pub fn evaluate<'p>(
    policy: &'p Policy,
    ask: &Ask<'_>,
    trace: &mut impl FnMut(&'static str, &dyn Fn() -> String),
) -> Decision<'p> {
    let decided = decide(policy, ask, trace);
    if !policy.simulates() || decided.outcome == Outcome::Allowed {
        return decided;
    }
    if decided.outcome == Outcome::Allowlisted {
        return decided;
    }
    trace("simulate", &|| {
        format!("would be {}, but passes", decided.outcome.as_str())
    });
    Decision {
        outcome: Outcome::Allowed,
        simulated: Some(decided.outcome),
        status: 0,
        ..decided
    }
}

fn decide<'p>(
    policy: &'p Policy,
    ask: &Ask<'_>,
    trace: &mut impl FnMut(&'static str, &dyn Fn() -> String),
) -> Decision<'p> {
    trace("mode", &|| policy.mode().as_str().to_owned());
    let decides = policy.mode() != Mode::Off || !policy.gates().is_empty();
    if ask.preflight && decides {
        trace("preflight", &|| {
            "a true CORS preflight, which carries no credentials".to_owned()
        });
        return passed(Outcome::Preflight, Reason::Preflight, None);
    }
    if policy.mode() == Mode::Off {
        return passed(Outcome::Allowed, Reason::ModeOff, None);
    }
    trace("principal", &|| {
        match ask.principal {
            Principal::Anonymous => "a stranger: no WordPress user, nobody vouches",
            Principal::Vouched => "no WordPress user, but a plugin vouches for the caller",
            Principal::User => "a WordPress user",
        }
        .to_owned()
    });
    if policy.mode() == Mode::BlockAll {
        return refused(Reason::BlockAll, ask.principal, None);
    }
    match ask.principal {
        Principal::User => passed(Outcome::Allowed, Reason::Authenticated, None),
        Principal::Vouched => passed(Outcome::Allowed, Reason::Vouched, None),
        Principal::Anonymous => stranger(policy, ask, trace),
    }
}

fn stranger<'p>(
    policy: &'p Policy,
    ask: &Ask<'_>,
    trace: &mut impl FnMut(&'static str, &dyn Fn() -> String),
) -> Decision<'p> {
    if ask.route.comparable().is_none() {
        trace("route", &|| {
            "holds control characters or dot segments: no entry selects it".to_owned()
        });
        return refused(Reason::RouteNotClean, ask.principal, None);
    }
    let verb = ask.verb.decided_as();
    trace("method", &|| format!("decided as {verb}"));
    let mut nearest: Option<(Reason, &Entry)> = None;
    for entry in policy.selecting(ask.route, ask.endpoint) {
        let text = || format!("{} `{}`", entry.source.as_str(), entry.selector);
        if !entry.methods.contains(verb) {
            trace("allowlist", &|| {
                format!("{} selects it, but not with this method", text())
            });
            nearest = nearest.or(Some((Reason::MethodNotAllowlisted, entry)));
        } else if !entry.is_active(ask.today) {
            trace("allowlist", &|| {
                format!("{} selects it, but its last day is over", text())
            });
            nearest = Some((Reason::EntryExpired, entry));
        } else {
            trace("allowlist", &|| format!("{} opens it to everybody", text()));
            let reason = match entry.source {
                Source::Builtin => Reason::Builtin,
                Source::Custom => Reason::Custom,
            };
            return passed(Outcome::Allowlisted, reason, Some(entry));
        }
    }
    if nearest.is_none() {
        trace("allowlist", &|| "no entry selects it".to_owned());
    }
    let (reason, entry) = nearest.unzip();
    Decision {
        needs_endpoint: ask.endpoint.is_none() && policy.has_endpoints(),
        ..refused(
            reason.unwrap_or(Reason::NotAllowlisted),
            ask.principal,
            entry,
        )
    }
}

fn passed(outcome: Outcome, reason: Reason, entry: Option<&Entry>) -> Decision<'_> {
    Decision {
        outcome,
        reason,
        entry,
        simulated: None,
        status: 0,
        needs_endpoint: false,
    }
}

fn refused(reason: Reason, principal: Principal, entry: Option<&Entry>) -> Decision<'_> {
    let status = match principal {
        Principal::User => 403,
        Principal::Anonymous | Principal::Vouched => 401,
    };
    Decision {
        outcome: Outcome::Blocked,
        reason,
        entry,
        simulated: None,
        status,
        needs_endpoint: false,
    }
}
