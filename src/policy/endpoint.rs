//! Endpoints: registered route patterns, named exactly.
//!
//! Only WordPress matches one against a route; here it is a name, compared byte for byte, and its
//! literal beginning tells where it lies.

use super::pattern::{Pattern, strip_root};
use std::fmt;

/// The longest endpoint, in bytes.
const MAX_BYTES: usize = 1024;

/// A registered route pattern, as `register_rest_route()` stores it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Endpoint(String);

impl Endpoint {
    /// Reads an endpoint, with or without a leading `/wp-json`.
    ///
    /// # Errors
    ///
    /// The reason, in the operator's words.
    pub fn parse(text: &str) -> Result<Self, String> {
        if !text.starts_with('/') {
            return Err("must begin with `/`".to_owned());
        }
        if text.len() > MAX_BYTES {
            return Err(format!("longer than {MAX_BYTES} bytes"));
        }
        if text.chars().any(char::is_control) {
            return Err("holds a control character".to_owned());
        }
        let route = strip_root(text).unwrap_or(text);
        Ok(Self(if route.is_empty() { "/" } else { route }.to_owned()))
    }

    /// The name, without the REST root.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether every route of the endpoint is selected by the pattern.
    pub(super) fn lies_below(&self, pattern: &Pattern) -> bool {
        match reach(pattern, &self.0) {
            Reach::Whole => true,
            Reach::Part | Reach::Elsewhere => false,
        }
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// How much of a registered endpoint a pattern selects.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Every route that the endpoint matches.
    Whole,
    /// Some routes: the pattern fixes text that the endpoint captures.
    Part,
    /// Not certainly any: the endpoint's own text lies elsewhere, or has alternatives.
    Elsewhere,
}

/// Compares a pattern with the literal beginning of an endpoint.
pub fn reach(pattern: &Pattern, endpoint: &str) -> Reach {
    Shape::of(endpoint).reach(pattern)
}

/// What can be told of an endpoint without matching it, in lower case.
#[derive(Debug, Clone)]
pub(super) struct Shape {
    lower: String,
    /// Where its literal beginning ends.
    literal: usize,
    /// Whether that is all.
    whole: bool,
    alternatives: bool,
}

impl Shape {
    pub(super) fn of(endpoint: &str) -> Self {
        let lower = endpoint.to_ascii_lowercase();
        let (literal, whole) = literal_beginning(&lower);
        Self {
            literal: literal.len(),
            whole,
            alternatives: has_alternatives_outside_groups(&lower),
            lower,
        }
    }

    fn literal(&self) -> &str {
        self.lower.get(..self.literal).unwrap_or_default()
    }

    /// The last segment may go on after the literal, so only what stands before it is settled.
    fn settled(&self) -> &str {
        match self.literal().rsplit_once('/') {
            Some((settled, _)) => settled,
            None => "",
        }
    }

    pub(super) fn reach(&self, pattern: &Pattern) -> Reach {
        if self.alternatives {
            return Reach::Elsewhere;
        }
        if self.whole {
            return if pattern.selects(self.literal().as_bytes()) {
                Reach::Whole
            } else {
                Reach::Elsewhere
            };
        }
        if pattern.is_wildcard() && pattern.selects(self.settled().as_bytes()) {
            Reach::Whole
        } else if pattern.base().starts_with(self.literal()) {
            Reach::Part
        } else {
            Reach::Elsewhere
        }
    }

    /// Whether a pattern that lies elsewhere might select a route of it all the same: with
    /// alternatives, where a `.` of its literal beginning stands for another character, or where it ends
    /// in a slash, which no pattern does.
    pub(super) fn may_reach(&self, pattern: &Pattern) -> bool {
        let ends_in_slash = self.whole && self.literal().len() > 1 && self.literal().ends_with('/');
        let mut both = self.literal().bytes().zip(pattern.base().bytes());
        self.alternatives
            || (ends_in_slash || self.literal().contains('.'))
                && both.all(|(own, other)| own == b'.' || own == other)
    }

    /// What every route of it begins with, as a pattern of everything below.
    pub(super) fn below(&self) -> Pattern {
        if self.alternatives {
            Pattern::below("")
        } else if self.whole {
            Pattern::below(self.literal().trim_end_matches('/'))
        } else {
            Pattern::below(self.settled())
        }
    }
}

/// The text before the first regular-expression syntax, and whether that is all.
///
/// A `.` alone counts as itself, as authors of `oembed/1.0` mean it.
fn literal_beginning(endpoint: &str) -> (&str, bool) {
    let quantified = |rest: &str| rest.starts_with(['?', '*', '+', '{']);
    for (at, character) in endpoint.char_indices() {
        let rest = endpoint
            .get(at + character.len_utf8()..)
            .unwrap_or_default();
        let syntax = match character {
            '.' => quantified(rest),
            '\\' | '^' | '$' | '|' | '(' | ')' | '[' | ']' | '{' | '}' => true,
            _ => quantified(rest),
        };
        if syntax {
            return (endpoint.get(..at).unwrap_or(endpoint), false);
        }
    }
    (endpoint, true)
}

/// A `|` outside every group lets an endpoint match routes that share nothing with its beginning.
fn has_alternatives_outside_groups(endpoint: &str) -> bool {
    // A quoted text, a comment or a class may hold brackets that open or close nothing.
    const HIDING: [&str; 5] = ["\\q", "(?#", "[]", "[^]", "[:"];
    if HIDING.iter().any(|text| endpoint.contains(text)) {
        return true;
    }
    let mut depth = 0_u32;
    let mut class = false;
    let mut characters = endpoint.chars();
    while let Some(character) = characters.next() {
        match character {
            '\\' => {
                characters.next();
            }
            '[' => class = true,
            ']' => class = false,
            '(' if !class => depth += 1,
            ')' if !class => depth = depth.saturating_sub(1),
            '|' if !class && depth == 0 => return true,
            _ => {}
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rest_root_is_optional_and_case_is_kept() {
        for (text, name) in [
            ("/wp/v2/posts/(?P<id>[\\d]+)", "/wp/v2/posts/(?P<id>[\\d]+)"),
            ("/wp-json/wp/v2/posts", "/wp/v2/posts"),
            ("/wp-json", "/"),
            ("/wp-jsonx", "/wp-jsonx"),
            ("/X/(?P<Y>[A-Z])", "/X/(?P<Y>[A-Z])"),
        ] {
            assert_eq!(Endpoint::parse(text).unwrap().as_str(), name);
        }
    }

    #[test]
    fn reach_is_whole_only_where_no_capture_is_fixed() {
        for (pattern, endpoint, expected) in [
            (
                "/wp-json/myplugin/v1/*",
                "/myplugin/v1/item/(?P<id>\\d+)",
                Reach::Whole,
            ),
            ("/wp-json/myplugin/v1/*", "/MyPlugin/v1/thing", Reach::Whole),
            ("/wp-json/myplugin/v1/*", "/myplugin/v1", Reach::Whole),
            (
                "/wp-json/myplugin/v1/item/*",
                "/myplugin/v1/item/(?P<id>\\d+)",
                Reach::Whole,
            ),
            (
                "/wp-json/myplugin/v1/item/*",
                "/myplugin/v1/item(?:/(?P<id>\\d+))?",
                Reach::Part,
            ),
            (
                "/wp-json/myplugin/v1/item/1",
                "/myplugin/v1/item/(?P<id>\\d+)",
                Reach::Part,
            ),
            (
                "/wp-json/myplugin/v1/item/1/*",
                "/myplugin/v1/item/(?P<id>\\d+)",
                Reach::Part,
            ),
            (
                "/wp-json/myplugin/v1/thing",
                "/myplugin/v1/thing",
                Reach::Whole,
            ),
            ("/wp-json", "/", Reach::Whole),
            ("/wp-json/myplugin/v1/*", "/wp/v2/users", Reach::Elsewhere),
            (
                "/wp-json/myplugin/v1/*",
                "/myplugin/v1/a|/wp/v2/x",
                Reach::Elsewhere,
            ),
            (
                "/wp-json/myplugin/v1/*",
                "/myplugin/v1/(?:a|b)/[|]",
                Reach::Whole,
            ),
            ("/wp-json/oembed/1.0/*", "/oembed/1.0/embed", Reach::Whole),
            ("/wp-json/a/items", "/a/items?", Reach::Part),
            ("/wp-json/a/v1/x", "/a/v1/.*", Reach::Part),
        ] {
            let parsed = Pattern::parse_path(pattern).unwrap();
            assert_eq!(
                reach(&parsed, endpoint),
                expected,
                "{pattern} and {endpoint}"
            );
        }
    }
}
