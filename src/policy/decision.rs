//! The answer: what happens to a request, and why.

use super::entry::Entry;

/// What happens, or would happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Passes.
    Allowed,
    /// Passes because an allowlist entry opens it to strangers.
    Allowlisted,
    /// Refused by the restriction.
    Blocked,
    /// Refused by a gate.
    Forbidden,
    /// Refused because a gate cannot tell which object the request means.
    Invalid,
    /// A CORS preflight: answered with an empty 204.
    Preflight,
}

impl Outcome {
    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Outcome::Allowed => "allowed",
            Outcome::Allowlisted => "allowlisted",
            Outcome::Blocked => "blocked",
            Outcome::Forbidden => "forbidden",
            Outcome::Invalid => "invalid",
            Outcome::Preflight => "preflight",
        }
    }
}

/// The rule that decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// The mode is `off`.
    ModeOff,
    /// The mode is `block_all`.
    BlockAll,
    /// A true CORS preflight.
    Preflight,
    /// WordPress knows the caller.
    Authenticated,
    /// A plugin vouches for the caller.
    Vouched,
    /// A built-in entry opens the route.
    Builtin,
    /// A custom entry opens the route.
    Custom,
    /// No entry selects the route.
    NotAllowlisted,
    /// Entries select the route, but not with this method.
    MethodNotAllowlisted,
    /// Entries select the route and the method, but their last day is over.
    EntryExpired,
    /// The route holds control characters or dot segments, which no entry selects.
    RouteNotClean,
    /// No gate selects the request, or every one that does is satisfied.
    Gates,
    /// A gate asks for a capability that the caller lacks.
    Capability,
    /// A gate asks for a role that the caller lacks.
    Role,
    /// A gate asks for a user.
    Authentication,
    /// A gate asks for another credential.
    Credential,
    /// A gate refuses everybody.
    Deny,
    /// The application password is gated, so it cannot touch application passwords.
    CredentialGated,
    /// No role, user or rule of WordPress knows the capability.
    UnknownCapability,
    /// The site has no such role.
    UnknownRole,
    /// The object does not exist.
    ObjectMissing,
    /// The request names no object, and the gate says nothing of such requests.
    ObjectRequired,
    /// The parameter that names the object does not hold one in its canonical form.
    ObjectNotCanonical,
    /// Several parameters name different objects.
    ObjectsDiffer,
    /// Answering a question asked it again.
    Recursion,
    /// A question could not be answered.
    Failed,
}

impl Reason {
    /// The machine-readable word.
    pub fn as_str(self) -> &'static str {
        match self {
            Reason::ModeOff => "mode_off",
            Reason::BlockAll => "block_all",
            Reason::Preflight => "preflight",
            Reason::Authenticated => "authenticated",
            Reason::Vouched => "vouched",
            Reason::Builtin => "builtin",
            Reason::Custom => "custom",
            Reason::NotAllowlisted => "not_allowlisted",
            Reason::MethodNotAllowlisted => "method_not_allowlisted",
            Reason::EntryExpired => "entry_expired",
            Reason::RouteNotClean => "route_not_clean",
            Reason::Gates => "gates",
            Reason::Capability => "capability",
            Reason::Role => "role",
            Reason::Authentication => "authentication",
            Reason::Credential => "credential",
            Reason::Deny => "deny",
            Reason::CredentialGated => "credential_gated",
            Reason::UnknownCapability => "unknown_capability",
            Reason::UnknownRole => "unknown_role",
            Reason::ObjectMissing => "object_missing",
            Reason::ObjectRequired => "object_required",
            Reason::ObjectNotCanonical => "object_not_canonical",
            Reason::ObjectsDiffer => "objects_differ",
            Reason::Recursion => "recursion",
            Reason::Failed => "failed",
        }
    }
}

/// One decision of a policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Decision<'p> {
    /// What happens.
    pub outcome: Outcome,
    /// The rule that decided.
    pub reason: Reason,
    /// The allowlist entry that decided.
    pub entry: Option<&'p Entry>,
    /// Under simulate: what would have happened instead of `outcome`.
    pub simulated: Option<Outcome>,
    /// The HTTP status of a refusal; 0 when the request is not refused.
    pub status: u16,
    /// Whether the answer could still change once the endpoint is known that WordPress matches.
    pub needs_endpoint: bool,
}

impl Decision<'_> {
    /// The error code that a refused client sees: fixed, and telling nothing of the resource.
    pub fn code(&self) -> &'static str {
        match (self.outcome, self.reason) {
            (Outcome::Blocked, Reason::BlockAll) => "rest_gate_blocked_all",
            (Outcome::Blocked, _) => "rest_gate_restricted",
            _ => "",
        }
    }
}
