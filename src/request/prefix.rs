//! Prefixes of routes, as the log's exclusions name them.
//!
//! A prefix begins with `/`, with or without a leading `/wp-json`, and selects a route and everything
//! below it, at segment borders: `/wp/v2/` selects `/wp/v2` and `/wp/v2/posts`, not `/wp/v2-evil`.
//! A slash or `/*` at its end means nothing. Compared without ASCII case. A route that is not clean
//! (control characters, dot segments) is selected by none.
//!
//! Limits: 512 bytes.

use super::route::is_clean;
use std::fmt;

/// The longest prefix, in bytes.
const MAX_BYTES: usize = 512;

const ROOT: &str = "/wp-json";

/// A valid prefix.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prefix {
    /// Lower-case, without a slash at its end, never empty.
    base: String,
}

/// A text that is no prefix.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrefixError {
    text: String,
    why: String,
}

impl PrefixError {
    /// The reason alone.
    pub fn why(&self) -> &str {
        &self.why
    }
}

impl fmt::Display for PrefixError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`: {}", self.text.escape_debug(), self.why)
    }
}

impl std::error::Error for PrefixError {}

impl Prefix {
    /// Reads a prefix.
    ///
    /// # Errors
    ///
    /// [`PrefixError`] for what is no path, and for what selects every route.
    pub fn parse(text: &str) -> Result<Self, PrefixError> {
        base(text)
            .map(|base| Self { base })
            .map_err(|why| PrefixError {
                text: text.to_owned(),
                why,
            })
    }

    /// Whether it selects a route.
    pub fn selects(&self, route: &[u8]) -> bool {
        let own = self.base.as_bytes();
        let Some((beginning, rest)) = route.split_at_checked(own.len()) else {
            return false;
        };
        beginning.eq_ignore_ascii_case(own)
            && (rest.is_empty() || rest.starts_with(b"/"))
            && is_clean(route)
    }
}

impl fmt::Display for Prefix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{ROOT}{}/", self.base)
    }
}

fn base(text: &str) -> Result<String, String> {
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
        return Err("holds a control character".to_owned());
    }
    if let Some(mark) = text.chars().find(|mark| matches!(mark, '?' | '#')) {
        return Err(format!(
            "holds `{mark}`: a prefix is a path, without query or fragment"
        ));
    }
    let lower = text.to_ascii_lowercase();
    let path = lower.strip_suffix("/*").unwrap_or(&lower);
    let path = path.strip_suffix('/').unwrap_or(path);
    if path.contains('*') {
        return Err("`*` may only be the last segment, as in `/wp-json/myplugin/v1/*`".to_owned());
    }
    if path.contains("//") || path.ends_with('/') {
        return Err("holds an empty segment (`//`)".to_owned());
    }
    if path.split('/').any(|segment| matches!(segment, "." | "..")) {
        return Err("holds a dot segment, which no prefix selects".to_owned());
    }
    if path.ends_with(' ') {
        return Err("ends in a space".to_owned());
    }
    let base = match path.strip_prefix(ROOT) {
        Some(rest) if rest.is_empty() || rest.starts_with('/') => rest,
        _ => path,
    };
    if base.is_empty() {
        return Err(
            "would leave out every request; switch the log off or lower `sampling_percent`"
                .to_owned(),
        );
    }
    Ok(base.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prefix_selects_at_segment_borders() {
        for prefix in [
            "/wp-json/wp/v2/",
            "/wp/v2",
            "/wp/v2/",
            "/wp/v2/*",
            "/WP-JSON/WP/V2",
        ] {
            let prefix = Prefix::parse(prefix).unwrap();
            assert_eq!(prefix.to_string(), "/wp-json/wp/v2/");
            for (route, selected) in [
                ("/wp/v2", true),
                ("/wp/v2/", true),
                ("/wp/v2/posts/7", true),
                ("/WP/v2/Posts", true),
                ("/wp/v2-evil", false),
                ("/wp/v2evil/x", false),
                ("/wp/v", false),
                ("/x/wp/v2", false),
                ("/wp/v2/../../x", false),
                ("/wp/v2/posts\n", false),
                ("/", false),
                ("", false),
            ] {
                assert_eq!(prefix.selects(route.as_bytes()), selected, "{route}");
            }
        }
        assert!(Prefix::parse("/wp-jsonx").unwrap().selects(b"/wp-jsonx/y"));
    }

    #[test]
    fn other_texts_are_refused_with_the_reason() {
        let all = "would leave out every request; switch the log off or lower `sampling_percent`";
        let star = "`*` may only be the last segment, as in `/wp-json/myplugin/v1/*`";
        for (text, why) in [
            ("", "must begin with `/`"),
            ("wp-json/x", "must begin with `/`"),
            (
                "https://a.test/wp-json/x",
                "must be a path that begins with `/`, not a URL",
            ),
            ("/", all),
            ("/*", all),
            ("/wp-json", all),
            ("/wp-json/", all),
            ("/WP-JSON/*", all),
            ("/a/*/b", star),
            ("/a*", star),
            ("/a//b", "holds an empty segment (`//`)"),
            ("/a//", "holds an empty segment (`//`)"),
            ("//", "holds an empty segment (`//`)"),
            ("/a/../b", "holds a dot segment, which no prefix selects"),
            ("/a\n", "holds a control character"),
            ("/a ", "ends in a space"),
            (
                "/a?b",
                "holds `?`: a prefix is a path, without query or fragment",
            ),
        ] {
            assert_eq!(Prefix::parse(text).unwrap_err().why(), why, "{text:?}");
        }
        let long = format!("/{}", "x".repeat(512));
        assert_eq!(
            Prefix::parse(&long).unwrap_err().why(),
            "longer than 512 bytes"
        );
        assert_eq!(
            Prefix::parse("/a\n").unwrap_err().to_string(),
            "`/a\\n`: holds a control character"
        );
    }
}
