//! The snapshot: what the plugin publishes of a site, and what is read before WordPress is loaded.
//!
//! Promise: a document is taken whole or not at all. A key too many or too few, a text that could
//! not stand in a header, a policy that does not compile, a moment that is not now, a [sum](super::seal)
//! that is not its own: each is refused with a word, [`Rejected`].

use super::seal::{sealed, unsealed};
use crate::policy::Policy;
use crate::request::Site;
use serde::{Deserialize, Deserializer, Serialize};
use std::sync::Arc;

/// The version of the document.
pub const VERSION: u64 = 1;

/// The largest document, in bytes.
pub const MAX_BYTES: usize = 8 * 1024 * 1024;

/// How far the clocks of two machines that share files may be apart.
const SKEW_MS: u64 = 5_000;

/// How long a snapshot may be valid after it was written.
const LONGEST_MS: u64 = 60_000;

/// The document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SnapshotForm {
    /// [`VERSION`].
    pub version: u64,
    /// The revision of the policy.
    pub revision: u64,
    /// When it was written, in milliseconds since 1970.
    pub written_ms: u64,
    /// From when on it is not valid any more.
    pub valid_until_ms: u64,
    /// The site's day, `2026-11-22`.
    pub today: String,
    /// `home_url()`.
    pub home: String,
    /// The option `permalink_structure`.
    pub permalink_structure: String,
    /// `rest_get_url_prefix()`.
    pub rest_prefix: String,
    /// `sanitize_url( get_rest_url() )`; no `Link` header where it is empty.
    pub rest_url: String,
    /// The option `blog_charset`.
    pub charset: String,
    /// The number of the site in its network.
    pub blog_id: u64,
    /// The path under which the network finds the site, `/` or `/shop/`.
    pub site_path: String,
    /// Whether the path of a request decides which site of the network answers.
    pub is_subdirectory_network: bool,
    /// The paths of the network's sites on this host; null where they are too many to list.
    #[serde(deserialize_with = "present")]
    pub blog_paths: Option<Vec<String>>,
    /// The front controllers, as absolute paths.
    pub scripts: Vec<String>,
    /// `wp-activate.php`, as absolute paths.
    pub activate_scripts: Vec<String>,
    /// The policy document. Empty in a snapshot that was read, which holds it compiled.
    pub policy: serde_json::Value,
    /// What refused clients are told, in the site's language.
    pub messages: Messages,
    /// Further query names that the site calls harmless.
    pub harmless_query: Vec<String>,
    /// Whether a plugin may let strangers in.
    pub is_extended: bool,
    /// Where refusals are recorded; null where they are not.
    #[serde(deserialize_with = "present")]
    pub log: Option<LogForm>,
}

/// What clients are told, by error code; plain text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Messages {
    /// Not open to strangers.
    pub rest_gate_restricted: String,
    /// Not open to anybody.
    pub rest_gate_blocked_all: String,
    /// Too many requests.
    pub rest_gate_limited: String,
}

/// The log of the site.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LogForm {
    /// Its random name: 32 hexadecimal digits.
    pub site: String,
    /// The home URL that its records bear.
    pub url: String,
    /// The number of the site that its records bear.
    pub blog_id: u64,
    /// Whether a pseudonym stands for the IP address.
    pub hashes_ips: bool,
}

/// A value that may be null but not left out.
fn present<'de, D: Deserializer<'de>, T: Deserialize<'de>>(from: D) -> Result<Option<T>, D::Error> {
    Option::deserialize(from)
}

/// Why a document is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rejected {
    /// It is larger than [`MAX_BYTES`].
    TooLarge,
    /// It is no such document.
    Broken,
    /// It is of another version.
    Version,
    /// Its time is over.
    Expired,
    /// It was written in the future, or for too long a time.
    Future,
    /// Its policy does not compile.
    Policy,
}

impl Rejected {
    /// One word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::TooLarge => "too_large",
            Self::Broken => "broken",
            Self::Version => "version",
            Self::Expired => "expired",
            Self::Future => "future",
            Self::Policy => "policy",
        }
    }
}

/// What stands in every version of the document: which one of two is newer, and until when.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub(super) struct Head {
    version: u64,
    pub(super) revision: u64,
    written_ms: u64,
    pub(super) valid_until_ms: u64,
}

impl Head {
    /// Of a sealed document.
    pub(super) fn read(bytes: &[u8]) -> Option<Self> {
        Self::of(&unsealed(bytes)?)
    }

    fn of(document: &[u8]) -> Option<Self> {
        serde_json::from_slice(document).ok()
    }

    fn check(self, now_ms: u64) -> Result<(), Rejected> {
        if self.version != VERSION {
            return Err(Rejected::Version);
        }
        let latest = self.written_ms.saturating_add(LONGEST_MS + SKEW_MS);
        if self.written_ms > now_ms.saturating_add(SKEW_MS) || self.valid_until_ms > latest {
            return Err(Rejected::Future);
        }
        if now_ms >= self.valid_until_ms {
            return Err(Rejected::Expired);
        }
        Ok(())
    }

    pub(super) fn is_valid(self, now_ms: u64) -> bool {
        self.check(now_ms).is_ok()
    }
}

/// A snapshot that was read and checked. Built once, then only asked.
#[derive(Debug)]
pub struct Snapshot {
    head: Head,
    form: SnapshotForm,
    site: Site,
    policy: Arc<Policy>,
}

impl Snapshot {
    /// The document as it is published.
    pub fn write(form: &SnapshotForm) -> Vec<u8> {
        // It always serializes: it holds texts, numbers and lists only.
        sealed(&serde_json::to_vec(form).unwrap_or_default())
    }

    /// Reads a document.
    ///
    /// # Errors
    ///
    /// [`Rejected`] where it must not be used, now or at all.
    pub fn read(bytes: &[u8], now_ms: u64) -> Result<Self, Rejected> {
        if bytes.len() > MAX_BYTES {
            return Err(Rejected::TooLarge);
        }
        let bytes = unsealed(bytes).ok_or(Rejected::Broken)?;
        let head = Head::of(&bytes).ok_or(Rejected::Broken)?;
        head.check(now_ms)?;
        let mut form: SnapshotForm =
            serde_json::from_slice(&bytes).map_err(|_| Rejected::Broken)?;
        if !form.is_well_formed() {
            return Err(Rejected::Broken);
        }
        let site = Site::new(
            form.home.as_bytes(),
            form.permalink_structure.as_bytes(),
            form.rest_prefix.as_bytes(),
        )
        .map_err(|_| Rejected::Broken)?;
        let document = std::mem::take(&mut form.policy);
        let policy =
            Policy::compile(document.to_string().as_bytes()).map_err(|_| Rejected::Policy)?;
        Ok(Self {
            head,
            form,
            site,
            policy: Arc::new(policy),
        })
    }

    /// Whether it may be used now.
    pub fn is_valid(&self, now_ms: u64) -> bool {
        self.head.is_valid(now_ms)
    }

    /// Everything in it but the policy.
    pub fn form(&self) -> &SnapshotForm {
        &self.form
    }

    /// What `request::resolve` needs to know of the site.
    pub fn site(&self) -> &Site {
        &self.site
    }

    /// The policy.
    pub fn policy(&self) -> &Arc<Policy> {
        &self.policy
    }
}

impl SnapshotForm {
    fn is_well_formed(&self) -> bool {
        let in_link = |byte: u8| !byte.is_ascii_control() && !b" <>\"".contains(&byte);
        let in_charset = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.:+".contains(&byte);
        let is_path = |path: &String| path.starts_with('/') && path.ends_with('/');
        self.rest_url.bytes().all(in_link)
            && !self.charset.is_empty()
            && self.charset.bytes().all(in_charset)
            && is_day(self.today.as_bytes())
            && is_path(&self.site_path)
            && self.blog_paths.iter().flatten().all(is_path)
            && self.policy.is_object()
            && self.log.as_ref().is_none_or(LogForm::is_well_formed)
    }
}

impl LogForm {
    fn is_well_formed(&self) -> bool {
        let is_digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        self.site.len() == 32 && self.site.bytes().all(is_digit)
    }
}

/// Whether a text has the form of a day; only compared, never counted with.
fn is_day(text: &[u8]) -> bool {
    text.len() == 10
        && text.iter().enumerate().all(|(at, byte)| match at {
            4 | 7 => *byte == b'-',
            _ => byte.is_ascii_digit(),
        })
}
