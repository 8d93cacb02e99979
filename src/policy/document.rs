//! The policy document: its JSON form, key by key, with every default.
//!
//! These types hold what was written, not what it means: [`super::Policy::compile`] reads the
//! texts in them. Unknown keys are errors everywhere. A key that is left out has its default.

use super::error::PolicyError;
use super::names::Names;
use super::sections::{Early, Export, Log, Proxies, RateLimit, Tarpit};
use serde::{Deserialize, Serialize};

/// The only version of the document so far.
pub const DOCUMENT_VERSION: u64 = 1;

/// The whole document.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, expecting = "a policy document (a JSON object)")]
pub struct Document {
    /// Always [`DOCUMENT_VERSION`].
    pub version: u64,
    /// Whom the restriction refuses.
    pub mode: Mode,
    /// Decide and record, but let through.
    #[serde(default)]
    pub simulate: bool,
    /// What is open to everybody under `restrict`, beside the built-in list.
    #[serde(default)]
    pub allowlist: Vec<EntryForm>,
    /// Built-in entries that the site switched off, by their pattern.
    #[serde(default)]
    pub builtin_disabled: Vec<String>,
    /// What the index tells.
    #[serde(default)]
    pub index: Index,
    /// Capability gates.
    #[serde(default)]
    pub gates: Vec<GateForm>,
    /// The delay before a refusal.
    #[serde(default)]
    pub tarpit: Tarpit,
    /// Rate limits.
    #[serde(default)]
    pub rate_limit: RateLimit,
    /// The early gate.
    #[serde(default)]
    pub early: Early,
    /// The request log.
    #[serde(default)]
    pub log: Log,
    /// Trusted proxies.
    #[serde(default)]
    pub proxies: Proxies,
    /// Export to other tools.
    #[serde(default)]
    pub export: Export,
}

impl Default for Document {
    /// Never configured means off.
    fn default() -> Self {
        Self {
            version: DOCUMENT_VERSION,
            mode: Mode::Off,
            simulate: false,
            allowlist: Vec::new(),
            builtin_disabled: Vec::new(),
            index: Index::default(),
            gates: Vec::new(),
            tarpit: Tarpit::default(),
            rate_limit: RateLimit::default(),
            early: Early::default(),
            log: Log::default(),
            proxies: Proxies::default(),
            export: Export::default(),
        }
    }
}

/// Whom the restriction refuses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// Nobody.
    Off,
    /// Strangers, except on the allowlist.
    Restrict,
    /// Everybody, everywhere.
    BlockAll,
}

impl Mode {
    /// Reads the word of the document.
    ///
    /// # Errors
    ///
    /// [`PolicyError`] for any other text.
    pub fn parse(text: &str) -> Result<Self, PolicyError> {
        [Mode::Off, Mode::Restrict, Mode::BlockAll]
            .into_iter()
            .find(|mode| mode.as_str() == text)
            .ok_or_else(|| {
                let why = "not one of `off`, `restrict`, `block_all`";
                PolicyError::new("", text, why)
            })
    }

    /// The word of the document.
    pub fn as_str(self) -> &'static str {
        match self {
            Mode::Off => "off",
            Mode::Restrict => "restrict",
            Mode::BlockAll => "block_all",
        }
    }
}

/// What the index `/wp-json` lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Index {
    /// Every route.
    #[default]
    Full,
    /// What the caller may call.
    Callable,
}

/// One allowlist entry: a `pattern` or an `endpoint`.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, expecting = "an allowlist entry (a JSON object)")]
pub struct EntryForm {
    /// A path, `/wp-json/myplugin/v1/*`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pattern: Option<String>,
    /// A registered route pattern, exactly.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub endpoint: Option<String>,
    /// The methods that are open; all when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub methods: Option<Vec<String>>,
    /// Whatever the site wants to remember.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// The last day, `2027-01-31`, in the site's time zone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires: Option<String>,
}

/// One gate.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, expecting = "a gate (a JSON object)")]
pub struct GateForm {
    /// Names the gate, uniquely.
    pub id: String,
    /// A path or route prefix.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pattern: Option<String>,
    /// A registered route pattern, exactly.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub endpoint: Option<String>,
    /// With `pattern`: paths or route prefixes whose endpoints are not gated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub except: Option<Vec<String>>,
    /// The methods that are gated; all when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub methods: Option<Vec<String>>,
    /// What the caller needs.
    pub require: Box<Requirement>,
    /// What a refused caller is told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
}

/// What a gate asks for: exactly one of the main keys.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, Serialize)]
#[serde(
    default,
    deny_unknown_fields,
    expecting = "a requirement (a JSON object)"
)]
pub struct Requirement {
    /// A WordPress capability.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub capability: Option<String>,
    /// With `capability`: the parameters that may name the object, tried in order.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub object: Option<Names>,
    /// With `object`: what counts for a request that names none.
    #[serde(rename = "else", skip_serializing_if = "Option::is_none")]
    pub otherwise: Option<Box<Requirement>>,
    /// A role.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// Any user.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub authenticated: Option<bool>,
    /// One application password.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub application_password: Option<ApplicationPassword>,
    /// A kind of credential.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub auth_type: Option<AuthType>,
    /// At least one of these.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub any: Option<Vec<Requirement>>,
    /// All of these.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub all: Option<Vec<Requirement>>,
    /// Not this.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub not: Option<Box<Requirement>>,
    /// Nobody.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deny: Option<bool>,
}

/// An application password by what cannot be chosen: its user and its uuid.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(
    deny_unknown_fields,
    expecting = "an application password (a JSON object)"
)]
pub struct ApplicationPassword {
    /// The user's id.
    pub user: super::bounded::Bounded<1, { u32::MAX as u64 }>,
    /// The uuid that WordPress gave it.
    pub uuid: String,
    /// Shown, never decided on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
}

/// How a principal proved who it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum AuthType {
    /// The login cookie with its nonce.
    Cookie,
    /// An application password.
    ApplicationPassword,
    /// JWT and other bearer tokens.
    Bearer,
    /// Basic authentication by a plugin.
    Basic,
    /// OAuth 1.
    Oauth1,
    /// A WooCommerce key.
    ConsumerKey,
    /// Something else.
    Other,
    /// Nothing.
    None,
}

impl AuthType {
    const ALL: [Self; 8] = [
        Self::Cookie,
        Self::ApplicationPassword,
        Self::Bearer,
        Self::Basic,
        Self::Oauth1,
        Self::ConsumerKey,
        Self::Other,
        Self::None,
    ];

    /// Reads the word of the document.
    pub fn from_word(word: &[u8]) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|kind| kind.as_str().as_bytes() == word)
    }

    /// The word of the document.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Cookie => "cookie",
            Self::ApplicationPassword => "application_password",
            Self::Bearer => "bearer",
            Self::Basic => "basic",
            Self::Oauth1 => "oauth1",
            Self::ConsumerKey => "consumer_key",
            Self::Other => "other",
            Self::None => "none",
        }
    }
}
