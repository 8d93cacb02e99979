//! `RestGate\Decision`.

use crate::policy::{self, Outcome};
use ext_php_rs::prelude::*;

/// What happens to a request, and why.
#[php_class]
#[php(name = "RestGate\\Decision", flags = ext_php_rs::flags::ClassFlags::Final)]
pub struct Decision {
    outcome: Outcome,
    reason: &'static str,
    simulated: Option<Outcome>,
    status: u16,
    code: &'static str,
    needs_endpoint: bool,
    entry: Option<(String, &'static str)>,
}

impl From<policy::Decision<'_>> for Decision {
    fn from(decision: policy::Decision<'_>) -> Self {
        Self {
            outcome: decision.outcome,
            reason: decision.reason.as_str(),
            simulated: decision.simulated,
            status: decision.status,
            code: decision.code(),
            needs_endpoint: decision.needs_endpoint,
            entry: decision
                .entry
                .map(|entry| (entry.selector.to_string(), entry.source.as_str())),
        }
    }
}

#[php_impl]
#[php(change_method_case = "camelCase")]
impl Decision {
    /// Whether the request is refused.
    pub fn refused(&self) -> bool {
        self.outcome == Outcome::Blocked
    }

    /// Whether the request is a CORS preflight, to be answered with an empty 204.
    pub fn preflight(&self) -> bool {
        self.outcome == Outcome::Preflight
    }

    /// Whether the request passes because an allowlist entry opens it to strangers.
    pub fn allowlisted(&self) -> bool {
        self.outcome == Outcome::Allowlisted
    }

    /// Whether the answer could still change once `decide()` is told the endpoint that WordPress
    /// matches.
    pub fn needs_endpoint(&self) -> bool {
        self.needs_endpoint
    }

    /// What happens: `allowed`, `allowlisted`, `blocked` or `preflight`.
    pub fn outcome(&self) -> &'static str {
        self.outcome.as_str()
    }

    /// The rule that decided, machine-readable: `not_allowlisted`, `block_all`, `builtin`, …
    pub fn reason(&self) -> &'static str {
        self.reason
    }

    /// The allowlist entry that decided, or that came nearest; null when none did.
    pub fn pattern(&self) -> Option<&str> {
        self.entry.as_ref().map(|(text, _)| text.as_str())
    }

    /// Where that entry comes from: `builtin` or `custom`; null when there is none.
    pub fn source(&self) -> Option<&'static str> {
        self.entry.as_ref().map(|(_, source)| *source)
    }

    /// The outcome that simulate kept from happening; null when nothing was kept.
    pub fn simulated(&self) -> Option<&'static str> {
        self.simulated.map(Outcome::as_str)
    }

    /// The HTTP status of a refusal, 401 or 403; 0 when the request is not refused.
    pub fn status(&self) -> i64 {
        i64::from(self.status)
    }

    /// The error code that a refused client sees; empty when the request is not refused.
    pub fn code(&self) -> &'static str {
        self.code
    }
}
