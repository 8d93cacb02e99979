//! Whether a request is refused before WordPress is loaded.
//!
//! Promise: [`judge`] refuses only if every condition holds, and asks for them in the order of their
//! cost. A stranger is refused under `restrict` only where nothing in the request could be a
//! credential of any plugin; under `block_all`, where everybody is refused, only what WordPress
//! itself would answer otherwise still passes on.
//!
//! `wp-activate.php` serves REST before any plugin is loaded, so nobody could supervise it there: a
//! REST request to it is refused whoever asks.

use super::arrival::{Arrival, Asker, Seen};
use super::harmless::is_harmless_query;
use super::network::is_here;
use super::snapshot::Snapshot;
use super::why::Why;
use crate::policy::{Ask, Mode, Outcome, Policy, Principal, Reason, evaluate};
use crate::request::{Params, Resolution, Route, Server, Verb, named_route, resolve};

/// The reason of a refusal on `wp-activate.php` of what the policy alone would not refuse.
pub const ACTIVATION: &str = "activation_page";

/// What the owner of the server and the policy say of the early refusal.
#[derive(Debug, Clone, Copy)]
pub struct Rules<'a> {
    /// Whether sure cases are refused at all.
    pub enabled: bool,
    /// Whether unknown query names, bodies and their methods are still sure cases.
    pub aggressive: bool,
    /// Further harmless headers, as PHP names them: [`server_name`](super::server_name).
    pub harmless_headers: &'a [Vec<u8>],
}

/// What happens to a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// WordPress must see it.
    Pass(Why),
    /// It is refused.
    Refuse(Refusal),
}

/// A sure refusal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The route.
    pub route: Vec<u8>,
    /// The effective method.
    pub method: Vec<u8>,
    /// The status.
    pub status: u16,
    /// The error code.
    pub code: &'static str,
    /// The rule that decided.
    pub reason: &'static str,
    /// Who is answered.
    pub asker: Asker,
}

/// Judges a request.
pub fn judge(
    snapshot: &Snapshot,
    arrival: &Arrival<'_>,
    rules: &Rules<'_>,
    now_ms: u64,
) -> Verdict {
    match refusal(snapshot, arrival, rules, now_ms) {
        Ok(refusal) => Verdict::Refuse(refusal),
        Err(why) => Verdict::Pass(why),
    }
}

/// Whether a request may be one for REST: never false where `request::resolve` would say so.
///
/// `names_rest_route` tells whether `$_GET` or `$_POST` has a `rest_route`.
pub fn could_be_rest(
    snapshot: &Snapshot,
    request_uri: &[u8],
    path_info: &[u8],
    names_rest_route: bool,
) -> bool {
    if names_rest_route {
        return true;
    }
    let form = snapshot.form();
    if matches!(form.permalink_structure.as_str(), "" | "0") {
        return false;
    }
    let path = request_uri
        .split(|&byte| byte == b'?')
        .next()
        .unwrap_or_default();
    let is_literal = path_info.is_empty() && !path.iter().any(|byte| b"%+'\"\\\0".contains(byte));
    if is_literal {
        return holds(path, form.rest_prefix.as_bytes());
    }
    let server = Server {
        request_uri: request_uri.to_vec(),
        path_info: path_info.to_vec(),
        ..Server::default()
    };
    let none = Params::default();
    named_route(snapshot.site(), &server, &none, &none).is_some()
}

/// Whether the text holds the prefix, in which a dot stands for any byte.
fn holds(text: &[u8], prefix: &[u8]) -> bool {
    text.windows(prefix.len().max(1)).any(|window| {
        window
            .iter()
            .zip(prefix)
            .all(|(byte, wanted)| byte == wanted || *wanted == b'.')
    })
}

fn refusal(
    snapshot: &Snapshot,
    arrival: &Arrival<'_>,
    rules: &Rules<'_>,
    now_ms: u64,
) -> Result<Refusal, Why> {
    let policy = snapshot.policy();
    sure(rules.enabled, Why::Disabled)?;
    sure(snapshot.is_valid(now_ms), Why::Expired)?;
    sure(policy.mode() != Mode::Off, Why::Mode)?;
    sure(!policy.simulates(), Why::Simulate)?;
    let is_activation = is_one_of(arrival.script, &snapshot.form().activate_scripts);
    let is_front = is_one_of(arrival.script, &snapshot.form().scripts);
    sure(is_activation || is_front, Why::OtherScript)?;
    if !is_activation {
        without_reading(snapshot, arrival, rules)?;
    }
    let seen = Seen::of(arrival, rules.harmless_headers);
    sure(!seen.is_repaired, Why::Uncertain)?;
    if !is_activation {
        unclaimed(policy, rules, &seen)?;
    }
    sure(is_here(snapshot, seen.uri, seen.path_info), Why::OtherBlog)?;
    let server = seen.server(arrival.script);
    let (route, method) = match resolve(snapshot.site(), &server, arrival.get, arrival.post) {
        Resolution::Rest { route, method } => (route, method),
        Resolution::NotRest(_) => return Err(Why::NotRest),
        Resolution::InvalidJsonp { .. } | Resolution::Dies(_) => return Err(Why::Uncertain),
    };
    let reason = match decide(snapshot, &seen, &route, &method) {
        Ok(reason) => reason.as_str(),
        Err(_) if is_activation => ACTIVATION,
        Err(why) => return Err(why),
    };
    let asker = seen.asker(&method);
    let is_echoed = asker.origin.is_some() || seen.origin().is_none();
    sure(is_echoed || is_activation, Why::Origin)?;
    Ok(Refusal {
        route,
        method,
        status: 401,
        code: match policy.mode() {
            Mode::BlockAll => "rest_gate_blocked_all",
            Mode::Restrict | Mode::Off => "rest_gate_restricted",
        },
        reason,
        asker,
    })
}

/// What is told without reading `$_SERVER`.
fn without_reading(
    snapshot: &Snapshot,
    arrival: &Arrival<'_>,
    rules: &Rules<'_>,
) -> Result<(), Why> {
    sure(arrival.cookies == 0, Why::Cookie)?;
    sure(!arrival.sapi_authorization, Why::Authorization)?;
    for name in arrival.get.names().chain(arrival.post.names()) {
        match name {
            b"_jsonp" | b"_envelope" | b"_pretty" => return Err(Why::EnvelopeOrJsonp),
            b"_wpnonce" => return Err(Why::Nonce),
            _ => {}
        }
    }
    if snapshot.policy().mode() == Mode::BlockAll {
        return Ok(());
    }
    sure(!snapshot.form().is_extended, Why::Extended)?;
    if rules.aggressive {
        return Ok(());
    }
    let own = &snapshot.form().harmless_query;
    let is_harmless =
        |name: &[u8]| is_harmless_query(name) || own.iter().any(|known| known.as_bytes() == name);
    sure(arrival.get.names().all(is_harmless), Why::Query)?;
    sure(arrival.files == 0, Why::Files)?;
    sure(arrival.post.names().next().is_none(), Why::Body)
}

/// What `$_SERVER` tells of who asks and how.
fn unclaimed(policy: &Policy, rules: &Rules<'_>, seen: &Seen<'_>) -> Result<(), Why> {
    if let Some(claim) = seen.claim {
        return Err(claim);
    }
    if policy.mode() == Mode::BlockAll {
        return Ok(());
    }
    // Where `_method` makes it another request, it passes on for its method or its headers.
    sure(!seen.is_preflight(seen.sent_method()), Why::Preflight)?;
    sure(!seen.has_unknown_header, Why::Header)?;
    if rules.aggressive {
        return Ok(());
    }
    sure(matches!(seen.wire_method, b"GET" | b"HEAD"), Why::Method)?;
    sure(!seen.has_body, Why::Body)
}

/// What the policy says of a stranger: the reason of a sure refusal.
fn decide(
    snapshot: &Snapshot,
    seen: &Seen<'_>,
    route: &[u8],
    method: &[u8],
) -> Result<Reason, Why> {
    let ask = Ask {
        route: &Route::new(route),
        verb: Verb::from_bytes(method),
        principal: Principal::Anonymous,
        preflight: seen.is_preflight(method),
        endpoint: None,
        today: snapshot.form().today.as_bytes(),
    };
    let decision = evaluate(snapshot.policy(), &ask, &mut |_, _| {});
    match decision.outcome {
        Outcome::Blocked if decision.needs_endpoint => Err(Why::NeedsEndpoint),
        Outcome::Blocked => Ok(decision.reason),
        Outcome::Preflight => Err(Why::Preflight),
        Outcome::Allowlisted => Err(Why::Allowlisted),
        Outcome::Allowed | Outcome::Forbidden | Outcome::Invalid => Err(Why::Mode),
    }
}

fn sure(holds: bool, otherwise: Why) -> Result<(), Why> {
    if holds { Ok(()) } else { Err(otherwise) }
}

fn is_one_of(script: &[u8], known: &[String]) -> bool {
    known.iter().any(|known| known.as_bytes() == script)
}
