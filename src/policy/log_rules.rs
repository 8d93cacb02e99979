//! What is recorded of requests, and whose word is taken for the client's address: the sections
//! `log` and `proxies`, read.
//!
//! Limits: 1,000 items in each list, 64 characters a name to redact.

use super::error::PolicyError;
use super::sections;
use crate::request::{Network, Prefix, Proxies};

/// The most items of a list.
const MAX_ITEMS: usize = 1000;

/// The longest name to redact, in characters.
const MAX_NAME: usize = 64;

/// The longest name of a header, in bytes.
const MAX_HEADER: usize = 64;

/// The settings of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogRules {
    /// Whether requests are recorded.
    pub enabled: bool,
    /// How many of a hundred passing requests are recorded.
    pub sampling_percent: u8,
    /// How many days a record is kept.
    pub retention_days: u32,
    /// Whether refusals and errors are recorded whatever sampling and exclusions say.
    pub always_record_denials: bool,
    /// Whether a pseudonym stands for the client's address.
    pub hash_ips: bool,
    /// Whether request bodies are recorded.
    pub record_bodies: bool,
    /// Where a recorded body is cut, in bytes.
    pub body_limit: usize,
    /// How large the spool may grow, in MiB.
    pub spool_max_mb: u64,
    /// How large the store may grow, in MiB.
    pub store_max_mb: u64,
    /// Routes that are not recorded when the request passes.
    pub exclude: Vec<Prefix>,
    /// Clients that are not recorded when the request passes.
    pub exclude_ips: Vec<Network>,
    /// Further names whose values never reach the disk.
    pub redact: Vec<String>,
    /// Whose word is taken for the client's address.
    pub proxies: Proxies,
}

impl LogRules {
    pub(super) fn read(
        log: &sections::Log,
        proxies: &sections::Proxies,
    ) -> Result<Self, PolicyError> {
        let network = |text: &str| Network::parse(text).map_err(|error| error.why().to_owned());
        let prefix = |text: &str| Prefix::parse(text).map_err(|error| error.why().to_owned());
        Ok(Self {
            enabled: log.enabled,
            sampling_percent: u8::try_from(log.sampling_percent.get()).unwrap_or(100),
            retention_days: u32::try_from(log.retention_days.get()).unwrap_or(u32::MAX),
            always_record_denials: log.always_record_denials,
            hash_ips: log.hash_ips,
            record_bodies: log.record_bodies,
            body_limit: usize::try_from(log.body_limit.get()).unwrap_or(usize::MAX),
            spool_max_mb: log.spool_max_mb.get(),
            store_max_mb: log.store_max_mb.get(),
            exclude: each("/log/exclude", &log.exclude, prefix)?,
            exclude_ips: each("/log/exclude_ips", &log.exclude_ips, network)?,
            redact: each("/log/redact", &log.redact, name)?,
            proxies: Proxies {
                trusted: each("/proxies/trusted", &proxies.trusted, network)?,
                header: header(&proxies.header)
                    .map_err(|why| PolicyError::new("/proxies/header", &proxies.header, why))?,
            },
        })
    }
}

/// Reads the items of a list.
fn each<T>(
    pointer: &str,
    texts: &[String],
    read: impl Fn(&str) -> Result<T, String>,
) -> Result<Vec<T>, PolicyError> {
    if texts.len() > MAX_ITEMS {
        let why = format!("more than {MAX_ITEMS} items");
        return Err(PolicyError::without_text(pointer, why));
    }
    texts
        .iter()
        .enumerate()
        .map(|(at, text)| {
            read(text).map_err(|why| PolicyError::new(format!("{pointer}/{at}"), text, why))
        })
        .collect()
}

fn name(text: &str) -> Result<String, String> {
    if text.chars().count() > MAX_NAME {
        return Err(format!("longer than {MAX_NAME} characters"));
    }
    if text.chars().any(char::is_alphanumeric) && !text.chars().any(char::is_control) {
        Ok(text.to_owned())
    } else {
        Err(format!(
            "not a name: 1 to {MAX_NAME} characters, with a letter or digit among them"
        ))
    }
}

/// A field name of HTTP (RFC 9110, section 5.1).
fn header(text: &str) -> Result<String, String> {
    let is_token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    if (1..=MAX_HEADER).contains(&text.len()) && text.bytes().all(is_token) {
        Ok(text.to_owned())
    } else {
        Err(format!(
            "not the name of an HTTP header, as in `X-Forwarded-For`: 1 to {MAX_HEADER} letters, \
             digits and `-`"
        ))
    }
}
