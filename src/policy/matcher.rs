//! Which entries select a route: one `globset` over every pattern, one map over every endpoint.
//!
//! Cost does not grow with the number of patterns.

use super::entry::{Entry, Selector};
use super::error::PolicyError;
use super::pattern::{Pattern, Space};
use crate::request::Route;
use globset::{Candidate, Glob, GlobBuilder, GlobSet, GlobSetBuilder};
use std::collections::HashMap;

/// The compiled selectors of a list of entries.
#[derive(Debug, Clone)]
pub(super) struct Matcher {
    globs: GlobSet,
    /// The entry behind each glob.
    owners: Vec<usize>,
    endpoints: HashMap<String, Vec<usize>>,
}

impl Matcher {
    pub(super) fn new(entries: &[Entry]) -> Result<Self, PolicyError> {
        let mut globs = GlobSetBuilder::new();
        let mut owners = Vec::new();
        let mut endpoints: HashMap<String, Vec<usize>> = HashMap::new();
        for (at, entry) in entries.iter().enumerate() {
            match &entry.selector {
                Selector::Pattern(pattern) if pattern.space() == Space::Rest => {
                    globs.add(glob_of(pattern)?);
                    owners.push(at);
                }
                // A path outside REST never exempts a request that resolves to a route.
                Selector::Pattern(_) => {}
                Selector::Endpoint(endpoint) => {
                    let named = endpoints.entry(endpoint.as_str().to_owned());
                    named.or_default().push(at);
                }
            }
        }
        let globs = globs.build().map_err(unbuildable)?;
        Ok(Self {
            globs,
            owners,
            endpoints,
        })
    }

    /// The entries whose pattern selects the route, in order.
    pub(super) fn by_route(&self, route: &Route) -> Vec<usize> {
        // An empty route, which a batch item without a path has, is no route; the index is `/`.
        let Some(text) = route.comparable().filter(|text| !text.is_empty()) else {
            return Vec::new();
        };
        let mut matched = self
            .globs
            .matches_candidate(&Candidate::from_bytes(&candidate(text)));
        // globset gives the globs in their order, and entries own them in theirs.
        for index in &mut matched {
            *index = self.owners.get(*index).copied().unwrap_or(usize::MAX);
        }
        matched
    }

    /// Whether any entry names an endpoint.
    pub(super) fn has_endpoints(&self) -> bool {
        !self.endpoints.is_empty()
    }

    /// The entries that name the endpoint, in order.
    pub(super) fn by_endpoint(&self, endpoint: &[u8]) -> &[usize] {
        std::str::from_utf8(endpoint)
            .ok()
            .and_then(|name| self.endpoints.get(name))
            .map_or(&[], Vec::as_slice)
    }
}

/// A route is compared with a slash at its end, so that one glob selects both `/x` and what lies
/// below it: `/x/*` selects `/x/` and `/x/y/`, and `/x/` selects `/x/` alone.
fn glob_of(pattern: &Pattern) -> Result<Glob, PolicyError> {
    let end = if pattern.is_wildcard() { "/*" } else { "/" };
    GlobBuilder::new(&(escape(pattern.base()) + end))
        .literal_separator(false)
        .backslash_escape(true)
        .build()
        .map_err(unbuildable)
}

/// Makes a text literal by backslashes: `globset::escape()` makes classes of brackets and braces,
/// which cost a regular expression each.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + 4);
    for character in text.chars() {
        if matches!(
            character,
            '?' | '*' | '[' | ']' | '{' | '}' | '\\' | '!' | ','
        ) {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    escaped
}

/// The text that globs are compared with; the index, `/`, has no segment before its end.
fn candidate(route: &[u8]) -> Vec<u8> {
    let mut text = Vec::with_capacity(route.len() + 1);
    if route != b"/" {
        text.extend_from_slice(route);
    }
    text.push(b'/');
    text
}

fn unbuildable(error: globset::Error) -> PolicyError {
    PolicyError::without_text(
        "/allowlist",
        format!("patterns cannot be compiled: {error}"),
    )
}
