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
    gate: Option<String>,
    requirement: String,
    message: String,
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
            gate: None,
            requirement: String::new(),
            message: String::new(),
        }
    }
}

impl Decision {
    /// The decision of the gates; under simulate a refusal is only told.
    pub(super) fn of_gates(verdict: policy::Verdict, is_user: bool, simulates: bool) -> Self {
        let outcome = verdict.outcome;
        let carried_out = outcome != Outcome::Allowed && !simulates;
        let (status, code) = match outcome {
            _ if !carried_out => (0, ""),
            Outcome::Invalid => (400, "rest_gate_conflict"),
            _ if is_user => (403, "rest_gate_capability"),
            _ => (401, "rest_gate_capability"),
        };
        Self {
            outcome: if carried_out {
                outcome
            } else {
                Outcome::Allowed
            },
            reason: verdict.reason.as_str(),
            simulated: (outcome != Outcome::Allowed && simulates).then_some(outcome),
            status,
            code,
            needs_endpoint: false,
            entry: None,
            gate: verdict.gate,
            requirement: verdict.requirement,
            message: verdict.message,
        }
    }
}

#[php_impl]
#[php(change_method_case = "camelCase")]
impl Decision {
    /// Whether the request is refused.
    pub fn refused(&self) -> bool {
        matches!(
            self.outcome,
            Outcome::Blocked | Outcome::Forbidden | Outcome::Invalid
        )
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

    /// What happens: `allowed`, `allowlisted`, `blocked` (by the restriction), `forbidden` (by a gate),
    /// `invalid` (a gate cannot tell which object is meant) or `preflight`.
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

    /// The gate that refuses; null when none does.
    pub fn gate(&self) -> Option<&str> {
        self.gate.as_deref()
    }

    /// What that gate asks for and the caller lacks, in words; empty when no gate refuses.
    pub fn requirement(&self) -> &str {
        &self.requirement
    }

    /// What that gate has the caller told; empty for the usual message.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The HTTP status of a refusal, 400, 401 or 403; 0 when the request is not refused.
    pub fn status(&self) -> i64 {
        i64::from(self.status)
    }

    /// The error code that a refused client sees; empty when the request is not refused.
    pub fn code(&self) -> &'static str {
        self.code
    }
}
