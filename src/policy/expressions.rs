//! What the plugin honours when the extension is gone: allowlist and gates as anchored expressions.
//!
//! Made whenever a policy is saved and stored beside it. Each expression is for PCRE, over the
//! lower-case route. Those of the allowlist refuse what no pattern selects, and together open exactly
//! what it opens; those of gates close at least what the gates select.

use super::compiled::{Policy, expires};
use super::endpoint::Shape;
use super::entry::{Entry, Selector};
use super::gate::{ABILITIES, Gates, Target};
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
    /// What is closed to everybody but the site's owner.
    pub gated: Vec<Gated>,
    /// The abilities that are closed likewise.
    pub abilities: Vec<String>,
    /// Must match the lower-case route where WordPress cannot gate abilities; null without such gates.
    pub ability_routes: Option<String>,
    /// The application passwords that gates name, `7 5f0c4a3e-…`: not accepted over XML-RPC.
    pub passwords: Vec<String>,
}

/// One gate, as far as it can be told without the extension.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Gated {
    /// The gated methods; null for all.
    pub methods: Option<Vec<&'static str>>,
    /// The registered route pattern that the gate names; null for gates by pattern. Where it is
    /// registered, it alone decides.
    pub endpoint: Option<String>,
    /// Must match the lower-case route.
    pub expression: String,
    /// What is left out: must match both the lower-case route and the lower-case endpoint that WordPress
    /// matched. Null for gates without exceptions.
    pub except: Option<String>,
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
    /// The stored form of the policy.
    pub fn expressions(&self) -> Expressions {
        Expressions {
            mode: self.mode().as_str(),
            simulate: self.simulates(),
            allow: allow(self.entries()),
            gated: gated(self.gates()),
            abilities: self.gates().abilities().map(str::to_owned).collect(),
            ability_routes: self
                .gates()
                .abilities()
                .next()
                .map(|_| closing(&Pattern::below(ABILITIES))),
            passwords: passwords(self.gates()),
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

/// Where core changes application passwords: closed while a gate names one.
const PASSWORDS: &str = r"~\A/wp/v2/users/[^/]+/application-passwords~D";

fn gated(gates: &Gates) -> Vec<Gated> {
    let named = gates.list().iter().filter_map(|gate| {
        let (pattern, endpoint) = match &gate.target {
            Target::Pattern(pattern) => (pattern.clone(), None),
            Target::Endpoint(endpoint) => (
                Shape::of(endpoint.as_str()).below(),
                Some(endpoint.as_str().to_owned()),
            ),
            Target::Ability(_) => return None,
        };
        Some(Gated {
            methods: gate.methods.names(),
            endpoint,
            expression: closing(&pattern),
            except: (!gate.except.is_empty())
                .then(|| expression(&gate.except.iter().collect::<Vec<_>>())),
        })
    });
    let passwords = (!gates.passwords().is_empty()).then(|| Gated {
        methods: None,
        endpoint: None,
        expression: PASSWORDS.to_owned(),
        except: None,
    });
    named.chain(passwords).collect()
}

fn passwords(gates: &Gates) -> Vec<String> {
    let named = gates.passwords().iter();
    named.map(|(user, uuid)| format!("{user} {uuid}")).collect()
}

/// An expression that closes: what is not plain may be another spelling, and matches as well. As in a
/// registered route, a `.` stands for any character; empty segments and zeros before a number do not
/// count.
fn closing(pattern: &Pattern) -> String {
    let base = pattern.base().split('/').map(loosely);
    let base = base.collect::<Vec<_>>().join("/+");
    let end = match (base.is_empty(), pattern.is_wildcard()) {
        (true, true) => "",
        (false, true) => "(?:/|\\z)",
        (_, false) => "/*\\z",
    };
    format!(r"~\A(?:{base}{end}|.*[^a-z0-9/_.\-]|(?:.*/)?\.\.?(?:/|\z))~Ds")
}

fn loosely(segment: &str) -> String {
    if segment.is_empty() || !segment.bytes().all(|byte| byte.is_ascii_digit()) {
        return escape(segment).replace(r"\.", ".");
    }
    match segment.trim_start_matches('0') {
        "" => "0+".to_owned(),
        number => format!("0*{number}"),
    }
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
