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
                    for glob in globs_of(pattern)? {
                        globs.add(glob);
                        owners.push(at);
                    }
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
        let Some(text) = route.comparable() else {
            return Vec::new();
        };
        let mut matched = self.globs.matches_candidate(&Candidate::from_bytes(text));
        for index in &mut matched {
            *index = self.owners.get(*index).copied().unwrap_or(usize::MAX);
        }
        matched.sort_unstable();
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

/// `/x/*` is the route `/x` and everything that begins with `/x/`.
fn globs_of(pattern: &Pattern) -> Result<Vec<Glob>, PolicyError> {
    let base = globset::escape(pattern.base());
    let mut texts = vec![if base.is_empty() {
        "/".to_owned()
    } else {
        base.clone()
    }];
    if pattern.is_wildcard() {
        texts.push(base + "/*");
    }
    texts
        .iter()
        .map(|text| {
            GlobBuilder::new(text)
                .literal_separator(false)
                .backslash_escape(false)
                .build()
                .map_err(unbuildable)
        })
        .collect()
}

fn unbuildable(error: globset::Error) -> PolicyError {
    PolicyError::without_text(
        "/allowlist",
        format!("patterns cannot be compiled: {error}"),
    )
}
