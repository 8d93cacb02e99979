//! One logged request.

use super::class::Class;
use super::id::Id;
use super::line::line_of;
use super::outcome::Outcome;
use jiff::Timestamp;
use serde::{Deserialize, Serialize, Serializer};

/// One logged request. A text that is empty, and a number that is 0, is not known or not there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Record {
    // The first field, always: a line begins with it, so a torn line can be told from the next.
    /// The request id: ours, whatever the client or a proxy sent.
    pub id: Id,
    /// The time, for whoever reads the line; `id` holds it as well.
    #[serde(skip_deserializing, serialize_with = "rfc3339")]
    pub time: Id,
    /// The batch request of which this is an item.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parent: Option<Id>,
    /// The machine.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub node: String,
    /// The site's URL.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub site: String,
    /// The site's number in its network.
    #[serde(skip_serializing_if = "is_zero")]
    pub blog_id: u64,
    /// The method after WordPress's override.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub method: String,
    /// The REST path.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub route: String,
    /// The registered route pattern.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub endpoint: String,
    /// What came of it.
    pub outcome: Outcome,
    /// The rule that decided.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub reason: String,
    /// What would have come of it, had simulate not kept it from happening.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub simulated: Option<Outcome>,
    /// The status that the client saw.
    #[serde(skip_serializing_if = "is_zero_status")]
    pub status: u16,
    /// The status inside an envelope.
    #[serde(skip_serializing_if = "is_zero_status")]
    pub inner_status: u16,
    /// From the start of PHP to the headers being sent, in microseconds.
    #[serde(skip_serializing_if = "is_zero")]
    pub duration_us: u64,
    /// How long PHP went on after that.
    #[serde(skip_serializing_if = "is_zero")]
    pub after_us: u64,
    /// The bytes of the body that were sent.
    #[serde(skip_serializing_if = "is_zero")]
    pub bytes: u64,
    /// The user.
    #[serde(skip_serializing_if = "is_zero")]
    pub user_id: u64,
    /// The user's login name.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub user: String,
    /// The user's roles, with commas.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub roles: String,
    /// The client's address, or its pseudonym.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub ip: String,
    /// How the caller proved who it is.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub auth_type: String,
    /// What was presented and not accepted.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub presented: String,
    /// The allowlist entry that opened the route.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub pattern: String,
    /// The gate that refused.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub gate: String,
    /// Who refused: core, a plugin, a theme.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub refused_by: String,
    /// Where: file and line.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub refused_at: String,
    /// The query string, redacted.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub query: String,
    /// The request body, redacted.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub body: String,
    /// The referrer, redacted.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub referrer: String,
    /// The user agent.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub user_agent: String,
    /// The request id of a trusted proxy.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub proxy_id: String,
    /// How many requests this record stands for.
    #[serde(skip_serializing_if = "is_one")]
    pub hits: u64,
    /// Whom those were from, if not one client asking the same: `client` or `site`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub folded: String,
}

impl Record {
    /// A record of which only the id and the outcome are known.
    pub fn new(id: Id, outcome: Outcome) -> Self {
        Self {
            id,
            time: id,
            outcome,
            ..Self::default()
        }
    }

    /// The class.
    pub fn class(&self) -> Class {
        Class::of(self.outcome, self.user_id)
    }

    /// The line in the spool, with its end.
    pub fn line(&self) -> Vec<u8> {
        line_of(self, 512)
    }
}

impl Default for Record {
    fn default() -> Self {
        let id = Id::new(0, 0);
        Self {
            id,
            time: id,
            parent: None,
            node: String::new(),
            site: String::new(),
            blog_id: 0,
            method: String::new(),
            route: String::new(),
            endpoint: String::new(),
            outcome: Outcome::Allowed,
            reason: String::new(),
            simulated: None,
            status: 0,
            inner_status: 0,
            duration_us: 0,
            after_us: 0,
            bytes: 0,
            user_id: 0,
            user: String::new(),
            roles: String::new(),
            ip: String::new(),
            auth_type: String::new(),
            presented: String::new(),
            pattern: String::new(),
            gate: String::new(),
            refused_by: String::new(),
            refused_at: String::new(),
            query: String::new(),
            body: String::new(),
            referrer: String::new(),
            user_agent: String::new(),
            proxy_id: String::new(),
            hits: 1,
            folded: String::new(),
        }
    }
}

fn rfc3339<S: Serializer>(id: &Id, serializer: S) -> Result<S::Ok, S::Error> {
    let time = i64::try_from(id.ms())
        .ok()
        .and_then(|ms| Timestamp::from_millisecond(ms).ok())
        .unwrap_or(Timestamp::UNIX_EPOCH);
    serializer.collect_str(&format_args!("{time:.3}"))
}

#[allow(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde hands in references"
)]
fn is_zero(number: &u64) -> bool {
    *number == 0
}

#[allow(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde hands in references"
)]
fn is_zero_status(number: &u16) -> bool {
    *number == 0
}

#[allow(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde hands in references"
)]
fn is_one(number: &u64) -> bool {
    *number == 1
}
