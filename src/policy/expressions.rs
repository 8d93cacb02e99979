//! What the plugin honours when the extension is gone: the allowlist as anchored expressions.
//!
//! Made whenever a policy is saved and stored beside it. Each expression is for PCRE, over the
//! lower-case route, anchored at both ends, and refuses what no pattern selects. Together they
//! open exactly what the allowlist opens.

use super::compiled::{Policy, expires};
use super::entry::{Entry, Selector};
use super::pattern::{Pattern, Space};
use serde::Serialize;

/// How many patterns share one expression; PCRE limits the size of a compiled one.
const PATTERNS_EACH: usize = 100;

/// The stored form of a policy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Expressions {
    /// The mode of the policy.
    pub mode: &'static str,
    /// Whether it only simulates.
    pub simulate: bool,
    /// What is open to strangers.
    pub allow: Vec<Allow>,
}

/// One group of entries that share their methods and last day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Allow {
    /// The open methods; null for all.
    pub methods: Option<Vec<&'static str>>,
    /// The last day; null for ever.
    pub until: Option<String>,
    /// Must match the lower-case route.
    pub expression: String,
    /// A registered route pattern that WordPress must match as well; null for entries by path.
    pub endpoint: Option<String>,
}

impl Policy {
    /// The stored form of the allowlist.
    pub fn expressions(&self) -> Expressions {
        Expressions {
            mode: self.mode().as_str(),
            simulate: self.simulates(),
            allow: allow(self.entries()),
        }
    }
}

type Group<'e> = (&'e Entry, Vec<&'e Pattern>);

fn allow(entries: &[Entry]) -> Vec<Allow> {
    let mut groups: Vec<Group<'_>> = Vec::new();
    let mut endpoints = Vec::new();
    for entry in entries {
        match &entry.selector {
            Selector::Endpoint(endpoint) => {
                let name = Some(endpoint.as_str().to_owned());
                endpoints.push(stored(entry, anchored(".*"), name));
            }
            Selector::Pattern(pattern) if pattern.space() == Space::Rest => {
                match groups
                    .iter_mut()
                    .find(|(first, _)| same_terms(first, entry))
                {
                    Some((_, patterns)) => patterns.push(pattern),
                    None => groups.push((entry, vec![pattern])),
                }
            }
            Selector::Pattern(_) => {}
        }
    }
    let expressions = groups.iter().flat_map(|(first, patterns)| {
        patterns
            .chunks(PATTERNS_EACH)
            .map(|chunk| stored(first, expression(chunk), None))
    });
    expressions.chain(endpoints).collect()
}

fn same_terms(one: &Entry, other: &Entry) -> bool {
    one.methods == other.methods && one.expires == other.expires
}

fn stored(entry: &Entry, expression: String, endpoint: Option<String>) -> Allow {
    Allow {
        methods: entry.methods.names(),
        until: expires(entry).map(str::to_owned),
        expression,
        endpoint,
    }
}

fn expression(patterns: &[&Pattern]) -> String {
    let choices: Vec<String> = patterns
        .iter()
        .map(|pattern| {
            let base = escape(pattern.base());
            match (base.is_empty(), pattern.is_wildcard()) {
                (true, false) => "/".to_owned(),
                (_, false) => base,
                (_, true) => base + "(?:/.*)?",
            }
        })
        .collect();
    anchored(&choices.join("|"))
}

/// Anchors the choices, and refuses what no entry selects: control characters and dot segments.
fn anchored(choices: &str) -> String {
    const CLEAN: &str = r"(?![^\x00-\x1f\x7f]*[\x00-\x1f\x7f])(?!(?:.*/)?\.\.?(?:/|\z))";
    format!(r"~\A{CLEAN}(?:{choices})\z~Ds")
}

/// In PCRE a backslash before any ASCII character that is neither letter nor digit makes it literal.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + 8);
    for character in text.chars() {
        if character.is_ascii() && !character.is_ascii_alphanumeric() && character != '/' {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    escaped
}
