//! The sections of the document that tune how a decision is carried out and remembered.

use super::bounded::Bounded;
use serde::{Deserialize, Serialize};

/// The delay before a refusal.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(
    default,
    deny_unknown_fields,
    expecting = "tarpit settings (a JSON object)"
)]
pub struct Tarpit {
    /// The shortest delay.
    pub min_ms: Bounded<0, 5000>,
    /// The longest delay.
    pub max_ms: Bounded<0, 5000>,
    /// How many workers may wait at once; null: a quarter of the live ones.
    pub max_waiting: Option<Bounded<0, 256>>,
}

impl Default for Tarpit {
    fn default() -> Self {
        Self {
            min_ms: Bounded::clamped(200),
            max_ms: Bounded::clamped(800),
            max_waiting: None,
        }
    }
}

/// Rate limits per client.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(
    default,
    deny_unknown_fields,
    expecting = "rate limits (a JSON object)"
)]
pub struct RateLimit {
    /// Whether requests are limited at all.
    pub enabled: bool,
    /// Whose address is limited; null: nobody has said.
    pub client: Option<Client>,
    /// Requests a minute.
    pub per_minute: Bounded<1, 100_000>,
    /// Requests at once.
    pub burst: Bounded<1, 100_000>,
    /// Failed authentications a minute.
    pub failed_auth_per_minute: Bounded<1, 100_000>,
    /// Other limits for some routes.
    pub overrides: Vec<OverrideForm>,
}

impl Default for RateLimit {
    fn default() -> Self {
        Self {
            enabled: false,
            client: None,
            per_minute: Bounded::clamped(60),
            burst: Bounded::clamped(30),
            failed_auth_per_minute: Bounded::clamped(10),
            overrides: Vec::new(),
        }
    }
}

/// Whose address is the client's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Client {
    /// `REMOTE_ADDR`.
    Direct,
    /// What the trusted proxies say.
    Proxies,
}

/// Another limit for some routes, or none.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(
    deny_unknown_fields,
    expecting = "an override of the rate limit (a JSON object)"
)]
pub struct OverrideForm {
    /// A path, `/wp-json/myplugin/v1/*`.
    pub pattern: String,
    /// The methods that are meant; all when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub methods: Option<Vec<String>>,
    /// False, alone: the routes are not limited.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limited: Option<bool>,
    /// Requests a minute.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub per_minute: Option<Bounded<1, 100_000>>,
    /// Requests at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub burst: Option<Bounded<1, 100_000>>,
}

/// The early gate.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(
    default,
    deny_unknown_fields,
    expecting = "early gate settings (a JSON object)"
)]
pub struct Early {
    /// Whether sure cases are refused before WordPress is loaded.
    pub enabled: bool,
    /// Whether unknown query names are still sure cases.
    pub aggressive: bool,
}

impl Default for Early {
    fn default() -> Self {
        Self {
            enabled: true,
            aggressive: false,
        }
    }
}

/// The request log.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(
    default,
    deny_unknown_fields,
    expecting = "log settings (a JSON object)"
)]
pub struct Log {
    /// Whether requests are recorded.
    pub enabled: bool,
    /// How many of the passing requests are recorded.
    pub sampling_percent: Bounded<1, 100>,
    /// How long a record is kept.
    pub retention_days: Bounded<1, 365>,
    /// Whether refusals and errors are recorded whatever the sampling says.
    pub always_record_denials: bool,
    /// Whether a pseudonym stands for the IP address.
    pub hash_ips: bool,
    /// Whether request bodies are recorded.
    pub record_bodies: bool,
    /// Where a recorded body is cut, in bytes.
    pub body_limit: Bounded<1, 16_384>,
    /// How large the spool may grow.
    pub spool_max_mb: Bounded<1, 4096>,
    /// How large the store may grow.
    pub store_max_mb: Bounded<1, 65_536>,
    /// Path prefixes that are not recorded when they pass.
    pub exclude: Vec<String>,
    /// Clients that are not recorded when they pass.
    pub exclude_ips: Vec<String>,
    /// Further names whose values never reach the disk.
    pub redact: Vec<String>,
}

impl Default for Log {
    fn default() -> Self {
        Self {
            enabled: false,
            sampling_percent: Bounded::clamped(100),
            retention_days: Bounded::clamped(30),
            always_record_denials: true,
            hash_ips: false,
            record_bodies: false,
            body_limit: Bounded::clamped(16_384),
            spool_max_mb: Bounded::clamped(256),
            store_max_mb: Bounded::clamped(1024),
            exclude: ["/wp-json/wp/v2/", "/wp-json/wc/store/", "/wp-json/oembed/"]
                .map(str::to_owned)
                .to_vec(),
            exclude_ips: Vec::new(),
            redact: Vec::new(),
        }
    }
}

/// Whose word is taken for the client's address.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(
    default,
    deny_unknown_fields,
    expecting = "proxy settings (a JSON object)"
)]
pub struct Proxies {
    /// Addresses of trusted proxies.
    pub trusted: Vec<String>,
    /// The header they set.
    pub header: String,
}

impl Default for Proxies {
    fn default() -> Self {
        Self {
            trusted: Vec::new(),
            header: "X-Forwarded-For".to_owned(),
        }
    }
}

/// Export to other tools.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(
    default,
    deny_unknown_fields,
    expecting = "export settings (a JSON object)"
)]
pub struct Export {
    /// A log for fail2ban.
    pub fail2ban: Fail2ban,
}

/// Whether a log for fail2ban is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Fail2ban {
    /// None.
    #[default]
    Off,
    /// One line for each refusal.
    On,
}
