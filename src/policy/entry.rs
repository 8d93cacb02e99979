//! One allowlist entry, read and checked.

use super::builtin::Builtin;
use super::date::Day;
use super::document::EntryForm;
use super::endpoint::Endpoint;
use super::error::PolicyError;
use super::methods::Methods;
use super::pattern::{Pattern, Space};
use std::fmt;

/// The longest note, in characters.
const MAX_NOTE: usize = 500;

/// What an entry selects by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Selector {
    /// A path.
    Pattern(Pattern),
    /// A registered route pattern.
    Endpoint(Endpoint),
}

impl fmt::Display for Selector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Selector::Pattern(pattern) => pattern.fmt(f),
            Selector::Endpoint(endpoint) => endpoint.fmt(f),
        }
    }
}

/// Where an entry comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// Shipped.
    Builtin,
    /// The site's own.
    Custom,
}

impl Source {
    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Source::Builtin => "builtin",
            Source::Custom => "custom",
        }
    }
}

/// A valid entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// What it selects by.
    pub selector: Selector,
    /// The methods that are open.
    pub methods: Methods,
    /// The last day it is open.
    pub expires: Option<Day>,
    /// A built-in's purpose or the site's note.
    pub note: String,
    /// Where it comes from.
    pub source: Source,
}

impl Entry {
    /// Reads a built-in entry.
    pub(super) fn builtin(builtin: &Builtin) -> Result<Self, PolicyError> {
        Ok(Self {
            selector: Selector::Pattern(
                Pattern::parse_path(builtin.pattern)
                    .map_err(|why| PolicyError::new("", builtin.pattern, why))?,
            ),
            methods: Methods::ALL,
            expires: None,
            note: builtin.purpose.to_owned(),
            source: Source::Builtin,
        })
    }

    /// Reads an entry of the document.
    pub(super) fn read(form: &EntryForm) -> Result<Self, PolicyError> {
        let selector = match (&form.pattern, &form.endpoint) {
            (Some(text), None) => Selector::Pattern(pattern(text)?),
            (None, Some(text)) => Selector::Endpoint(endpoint(text)?),
            (None, None) => {
                let why = "needs `pattern` (a path) or `endpoint` (a registered route pattern)";
                return Err(PolicyError::without_text("", why));
            }
            (Some(_), Some(_)) => {
                let why = "has both `pattern` and `endpoint`; make two entries of it";
                return Err(PolicyError::without_text("", why));
            }
        };
        let methods =
            Methods::parse(form.methods.as_deref()).map_err(|error| error.below("/methods"))?;
        let expires = form
            .expires
            .as_deref()
            .map(|text| Day::parse(text).map_err(|why| PolicyError::new("/expires", text, why)))
            .transpose()?;
        let note = form.note.clone().unwrap_or_default();
        if note.chars().count() > MAX_NOTE {
            let why = format!("longer than {MAX_NOTE} characters");
            return Err(PolicyError::new("/note", &note, why));
        }
        Ok(Self {
            selector,
            methods,
            expires,
            note,
            source: Source::Custom,
        })
    }

    /// Whether the entry still counts on `today`.
    pub fn is_active(&self, today: &[u8]) -> bool {
        !self.expires.as_ref().is_some_and(|day| day.is_over(today))
    }

    /// Whether all that the other opens is open by this one, for at least as long.
    pub fn covers(&self, other: &Self) -> bool {
        let lasts = match (&self.expires, &other.expires) {
            (None, _) => true,
            (Some(_), None) => false,
            (Some(mine), Some(theirs)) => mine >= theirs,
        };
        lasts && self.methods.includes(other.methods) && self.selector.covers(&other.selector)
    }
}

impl Selector {
    fn covers(&self, other: &Self) -> bool {
        match (self, other) {
            (Selector::Pattern(mine), Selector::Pattern(theirs)) => mine.covers(theirs),
            (Selector::Pattern(mine), Selector::Endpoint(theirs)) => {
                mine.space() == Space::Rest && theirs.lies_below(mine)
            }
            (Selector::Endpoint(mine), Selector::Endpoint(theirs)) => mine == theirs,
            (Selector::Endpoint(_), Selector::Pattern(_)) => false,
        }
    }
}

/// The route through which any other can be run.
const BATCH: &str = "/batch/v1";

fn pattern(text: &str) -> Result<Pattern, PolicyError> {
    let refuse = |why: String| Err(PolicyError::new("/pattern", text, why));
    let pattern = match Pattern::parse_path(text) {
        Ok(pattern) => pattern,
        Err(why) => return refuse(why),
    };
    if pattern.is_wildcard() && pattern.base().is_empty() {
        return refuse("would open every route; use mode `off` for that".to_owned());
    }
    match pattern.space() {
        _ if pattern.selects(BATCH.as_bytes()) => {
            refuse("would open `/batch/v1`, through which any route can be called".to_owned())
        }
        Space::Path if pattern.base().is_empty() => {
            refuse("is the front page, which REST never serves".to_owned())
        }
        Space::Path if looks_like_a_route(&pattern) => refuse(format!(
            "is a route, not a path; did you mean `/wp-json{pattern}`?"
        )),
        _ => Ok(pattern),
    }
}

/// A path whose second segment is a version is a route that lacks its root, except the pages that
/// WooCommerce serves outside REST.
fn looks_like_a_route(pattern: &Pattern) -> bool {
    let mut segments = pattern.base().split('/').skip(1);
    let namespace = segments.next().unwrap_or_default();
    let version = segments.next().unwrap_or_default();
    let number = version.strip_prefix('v').unwrap_or(version);
    !matches!(namespace, "wc-auth" | "wc-api")
        && number.starts_with(|first: char| first.is_ascii_digit())
        && number
            .chars()
            .all(|each| each.is_ascii_alphanumeric() || each == '.')
}

fn endpoint(text: &str) -> Result<Endpoint, PolicyError> {
    match Endpoint::parse(text) {
        Ok(endpoint) if endpoint.as_str().eq_ignore_ascii_case(BATCH) => {
            let why = "would open `/batch/v1`, through which any route can be called";
            Err(PolicyError::new("/endpoint", text, why))
        }
        Ok(endpoint) => Ok(endpoint),
        Err(why) => Err(PolicyError::new("/endpoint", text, why)),
    }
}
