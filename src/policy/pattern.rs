//! Patterns: texts that select routes by prefix.
//!
//! A pattern begins with `/`. `*` may only be its last segment: `/x/*` selects `/x` and everything
//! below it, at segment borders, so `/x-evil` is not selected. Everything else is literal and
//! compared without ASCII case. `/wp-json/…` is the REST root whatever the site's real prefix is,
//! and `/wp-json` alone is the index. A route that is not clean (control characters, dot segments)
//! is selected by none.
//!
//! Limits: 512 bytes.

use super::plain::plainest;
use std::fmt;

/// The longest pattern, in bytes.
const MAX_BYTES: usize = 512;

/// Where in the site's URL space a pattern lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Space {
    /// Below the REST root: selects routes.
    Rest,
    /// Anywhere else: selects nothing that REST serves.
    Path,
}

/// A valid pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    space: Space,
    /// Lower-case, without the wildcard and without a slash at the end; empty for the root.
    base: String,
    wildcard: bool,
}

impl Pattern {
    /// Reads a path of the site, as the allowlist names them.
    ///
    /// # Errors
    ///
    /// The reason, in the operator's words.
    pub fn parse_path(text: &str) -> Result<Self, String> {
        let (base, wildcard) = split(text)?;
        let (space, base) = match strip_root(&base) {
            Some(route) => (Space::Rest, route.to_owned()),
            None => (Space::Path, base),
        };
        Ok(Self {
            space,
            base,
            wildcard,
        })
    }

    /// Reads a route, with or without a leading `/wp-json`, as gates name them.
    ///
    /// # Errors
    ///
    /// The reason, in the operator's words.
    pub fn parse_route(text: &str) -> Result<Self, String> {
        let path = Self::parse_path(text)?;
        Ok(Self {
            space: Space::Rest,
            ..path
        })
    }

    /// Where the pattern lies.
    pub fn space(&self) -> Space {
        self.space
    }

    /// The text that it selects by, lower-case, without the wildcard: `/x` of `/x/*`.
    pub(super) fn base(&self) -> &str {
        &self.base
    }

    /// Whether it selects everything below its base as well.
    pub(super) fn is_wildcard(&self) -> bool {
        self.wildcard
    }

    /// The pattern of a lower-case route and everything below it.
    pub(super) fn below(route: &str) -> Self {
        Self {
            space: Space::Rest,
            base: route.to_owned(),
            wildcard: true,
        }
    }

    /// The pattern whose text is the plainest of those that WordPress reads alike.
    pub(super) fn plainest(&self) -> Self {
        let base = plainest(self.base.as_bytes());
        Self {
            base: String::from_utf8_lossy(&base).into_owned(),
            ..self.clone()
        }
    }

    /// Whether it selects the text, which is lower-case and clean. The root is `/` or empty.
    pub(super) fn selects(&self, route: &[u8]) -> bool {
        match route.strip_prefix(self.base.as_bytes()) {
            Some(b"") => true,
            Some(b"/") if self.base.is_empty() => true,
            Some(rest) => self.wildcard && (rest.starts_with(b"/") || self.base.is_empty()),
            None => false,
        }
    }

    /// Whether it selects all that the other selects.
    pub fn covers(&self, other: &Self) -> bool {
        self.space == other.space
            && (self.wildcard || !other.wildcard)
            && self.selects(other.base.as_bytes())
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let root = match self.space {
            Space::Rest => ROOT,
            Space::Path => "",
        };
        write!(f, "{root}{}", self.base)?;
        if self.wildcard {
            return f.write_str("/*");
        }
        if self.space == Space::Path && self.base.is_empty() {
            return f.write_str("/");
        }
        Ok(())
    }
}

/// The REST root in patterns.
const ROOT: &str = "/wp-json";

/// What follows the REST root, at a segment border.
pub(super) fn strip_root(text: &str) -> Option<&str> {
    text.strip_prefix(ROOT)
        .filter(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Checks the text and takes the wildcard off.
fn split(text: &str) -> Result<(String, bool), String> {
    if !text.starts_with('/') {
        return Err(if text.contains("://") {
            "must be a path that begins with `/`, not a URL".to_owned()
        } else {
            "must begin with `/`".to_owned()
        });
    }
    if text.len() > MAX_BYTES {
        return Err(format!("longer than {MAX_BYTES} bytes"));
    }
    if text.chars().any(char::is_control) {
        return Err("holds a control character, which no pattern selects".to_owned());
    }
    if text.strip_suffix('/').unwrap_or(text).ends_with(' ') {
        return Err("ends in a space".to_owned());
    }
    if let Some(mark) = text.chars().find(|mark| matches!(mark, '?' | '#')) {
        return Err(format!(
            "holds `{mark}`: a pattern is a path, without query or fragment"
        ));
    }
    let (base, wildcard) = match text.strip_suffix("/*") {
        Some(base) => (base, true),
        None => (text.strip_suffix('/').unwrap_or(text), false),
    };
    if base.contains('*') {
        return Err("`*` may only be the last segment, as in `/wp-json/myplugin/v1/*`".to_owned());
    }
    if base.contains("//") || base.ends_with('/') {
        return Err("holds an empty segment (`//`)".to_owned());
    }
    if base.split('/').any(|segment| matches!(segment, "." | "..")) {
        return Err("holds a dot segment, which no pattern selects".to_owned());
    }
    Ok((base.to_ascii_lowercase(), wildcard))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(text: &str) -> Pattern {
        Pattern::parse_path(text).unwrap_or_else(|why| panic!("{text}: {why}"))
    }

    #[test]
    fn texts_become_canonical() {
        for (text, canonical) in [
            ("/wp-json", "/wp-json"),
            ("/wp-json/", "/wp-json"),
            ("/WP-JSON/MyPlugin/v1/*", "/wp-json/myplugin/v1/*"),
            ("/wp-json/myplugin/v1/thing/", "/wp-json/myplugin/v1/thing"),
            ("/wc-auth/v1/*", "/wc-auth/v1/*"),
            ("/wp-jsonx/y", "/wp-jsonx/y"),
            ("/", "/"),
            ("/*", "/*"),
            ("/wp-json/a/{b}[c]!", "/wp-json/a/{b}[c]!"),
        ] {
            assert_eq!(path(text).to_string(), canonical, "{text}");
        }
    }

    #[test]
    fn a_route_pattern_takes_the_root_or_leaves_it() {
        for text in ["/wp/v2/posts/*", "/wp-json/wp/v2/posts/*"] {
            let pattern = Pattern::parse_route(text).unwrap();
            assert_eq!(pattern.to_string(), "/wp-json/wp/v2/posts/*", "{text}");
        }
    }

    #[test]
    fn wrong_texts_are_refused_with_the_reason() {
        for (text, why) in [
            ("", "must begin with `/`"),
            ("wp-json/x", "must begin with `/`"),
            (
                "https://a.test/wp-json/x",
                "must be a path that begins with `/`, not a URL",
            ),
            (
                "/wp-json/*/x",
                "`*` may only be the last segment, as in `/wp-json/myplugin/v1/*`",
            ),
            (
                "/wp-json/x*",
                "`*` may only be the last segment, as in `/wp-json/myplugin/v1/*`",
            ),
            ("/wp-json//x", "holds an empty segment (`//`)"),
            ("/wp-json/x//", "holds an empty segment (`//`)"),
            ("/wp-json/x//*", "holds an empty segment (`//`)"),
            (
                "/wp-json/../x",
                "holds a dot segment, which no pattern selects",
            ),
            (
                "/wp-json/x\n",
                "holds a control character, which no pattern selects",
            ),
            ("/wp-json/x ", "ends in a space"),
            ("/wp-json/x /", "ends in a space"),
            (
                "/wp-json/x?y",
                "holds `?`: a pattern is a path, without query or fragment",
            ),
        ] {
            assert_eq!(Pattern::parse_path(text), Err(why.to_owned()), "{text:?}");
        }
        assert_eq!(
            Pattern::parse_path(&format!("/{}", "x".repeat(512))),
            Err("longer than 512 bytes".to_owned())
        );
    }

    #[test]
    fn coverage_is_by_segment_and_by_reach() {
        for (wide, narrow, covers) in [
            ("/wp-json/x/*", "/wp-json/x", true),
            ("/wp-json/x/*", "/wp-json/x/y/*", true),
            ("/wp-json/x/*", "/wp-json/X/y", true),
            ("/wp-json/x/*", "/wp-json/x-evil", false),
            ("/wp-json/x/*", "/x/y", false),
            ("/wp-json/x", "/wp-json/x", true),
            ("/wp-json/x", "/wp-json/x/*", false),
            ("/wp-json/*", "/wp-json", true),
            ("/wp-json", "/wp-json/x", false),
        ] {
            assert_eq!(
                path(wide).covers(&path(narrow)),
                covers,
                "{wide} over {narrow}"
            );
        }
    }
}
