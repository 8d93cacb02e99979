//! What PHP was given for a request, and what the site says of itself.

use std::fmt;

/// A value of `$_GET` or `$_POST`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Param {
    /// A string, before `wp_magic_quotes()`.
    Text(Vec<u8>),
    /// An array, in PHP's order.
    Array(Vec<(Vec<u8>, Param)>),
}

impl Param {
    /// PHP's `empty()`.
    pub(super) fn is_empty(&self) -> bool {
        match self {
            Param::Text(text) => super::php_text::is_empty(text),
            Param::Array(items) => items.is_empty(),
        }
    }
}

/// `$_GET` or `$_POST` as PHP parsed it. Never built from the query string: PHP drops, renames and
/// cuts names in ways that a second parser would have to guess.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Params(Vec<(Vec<u8>, Param)>);

impl Params {
    /// The value of a name.
    pub(super) fn get(&self, name: &[u8]) -> Option<&Param> {
        self.0
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value)
    }
}

impl Params {
    /// Whether there is a value of a name.
    pub fn has(&self, name: &[u8]) -> bool {
        self.get(name).is_some()
    }

    /// Every name, as PHP made it.
    pub fn names(&self) -> impl Iterator<Item = &[u8]> {
        self.0.iter().map(|(name, _)| name.as_slice())
    }
}

impl FromIterator<(Vec<u8>, Param)> for Params {
    fn from_iter<I: IntoIterator<Item = (Vec<u8>, Param)>>(items: I) -> Self {
        Self(items.into_iter().collect())
    }
}

/// The `$_SERVER` values that take part, before `wp_magic_quotes()`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Server {
    /// `REQUEST_METHOD`.
    pub request_method: Vec<u8>,
    /// `REQUEST_URI`.
    pub request_uri: Vec<u8>,
    /// `PATH_INFO`; empty when the server set none.
    pub path_info: Vec<u8>,
    /// `PHP_SELF`.
    pub php_self: Vec<u8>,
    /// The script that PHP opened (`SCRIPT_FILENAME`); only its last segment counts.
    pub script: Vec<u8>,
    /// `HTTP_X_HTTP_METHOD_OVERRIDE`.
    pub method_override: Option<Vec<u8>>,
}

impl Server {
    /// The file name of the script.
    pub(super) fn script_name(&self) -> &[u8] {
        self.script
            .rsplit(|&byte| byte == b'/')
            .next()
            .unwrap_or(&self.script)
    }
}

/// What the site says of itself: home, permalinks, REST prefix.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site {
    home_path: Vec<u8>,
    permalinks: bool,
    date_slug: Option<&'static [u8]>,
    prefix: Vec<u8>,
}

impl Site {
    /// Takes `home_url()`, the option `permalink_structure` and `rest_get_url_prefix()`.
    ///
    /// # Errors
    ///
    /// [`SiteError`] when the prefix holds regular-expression syntax other than `.`: WordPress
    /// pastes it into a rewrite rule as it is.
    pub fn new(home: &[u8], permalink_structure: &[u8], prefix: &[u8]) -> Result<Self, SiteError> {
        if prefix.is_empty() || prefix.iter().any(|byte| br"\^$|?*+()[]{}#".contains(byte)) {
            return Err(SiteError {
                prefix: String::from_utf8_lossy(prefix).into_owned(),
            });
        }
        Ok(Self {
            home_path: super::php_text::trim_slashes(url_path(home)).to_vec(),
            permalinks: !super::php_text::is_empty(permalink_structure),
            date_slug: date_slug(permalink_structure),
            prefix: prefix.to_vec(),
        })
    }

    /// The path of the home URL, without slashes at its ends.
    pub(super) fn home_path(&self) -> &[u8] {
        &self.home_path
    }

    /// Whether WordPress has rewrite rules at all.
    pub(super) fn has_permalinks(&self) -> bool {
        self.permalinks
    }

    /// The query variable that WordPress may take for a post's slug.
    pub(super) fn date_slug(&self) -> Option<&'static [u8]> {
        self.date_slug
    }

    /// The REST prefix as it stands in the rewrite rules.
    pub(super) fn prefix(&self) -> &[u8] {
        &self.prefix
    }
}

/// The query variable that `wp_resolve_numeric_slug_conflicts()` (wp-includes/rewrite.php) takes for a
/// slug under a permalink structure.
fn date_slug(structure: &[u8]) -> Option<&'static [u8]> {
    let mut before: &[u8] = b"";
    for part in structure.split(|&byte| byte == b'/') {
        match (before, part) {
            (_, b"" | b"0") => continue,
            (b"", b"%postname%") => return Some(b"year"),
            (b"%year%", b"%postname%") => return Some(b"monthnum"),
            (b"%monthnum%", b"%postname%") => return Some(b"day"),
            (_, b"%postname%") => return None,
            _ => before = part,
        }
    }
    None
}

/// The path of `https://host:port/path?query#fragment`.
fn url_path(url: &[u8]) -> &[u8] {
    let authority = url
        .windows(3)
        .position(|window| window == b"://")
        .and_then(|at| url.get(at + 3..))
        .unwrap_or(url);
    let before_query = authority
        .split(|byte| b"?#".contains(byte))
        .next()
        .unwrap_or_default();
    before_query
        .iter()
        .position(|&byte| byte == b'/')
        .and_then(|at| before_query.get(at..))
        .unwrap_or_default()
}

/// A site whose rewrite rules cannot be modelled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SiteError {
    prefix: String,
}

impl fmt::Display for SiteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "rest prefix `{}` is empty or holds regular-expression syntax, which is not modelled",
            self.prefix
                .chars()
                .take(60)
                .collect::<String>()
                .escape_debug()
        )
    }
}

impl std::error::Error for SiteError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_home_path_is_what_parse_url_calls_the_path() {
        for (home, path) in [
            ("http://a.test", ""),
            ("http://a.test/", ""),
            ("https://a.test:8443/blog/", "blog"),
            ("http://a.test/a/b?x#y", "a/b"),
            ("http://a.test?x=/no", ""),
        ] {
            let site = Site::new(home.as_bytes(), b"/%postname%/", b"wp-json").unwrap();
            assert_eq!(site.home_path(), path.as_bytes(), "{home}");
        }
    }

    #[test]
    fn the_structure_tells_which_date_may_be_a_slug() {
        for (structure, slug) in [
            ("/%postname%/", Some(&b"year"[..])),
            ("/%year%/%postname%/", Some(b"monthnum")),
            ("/%year%/%monthnum%/%postname%", Some(b"day")),
            ("/index.php/%postname%/", None),
            ("/%year%/%post_id%/", None),
            ("", None),
        ] {
            let site = Site::new(b"http://a.test", structure.as_bytes(), b"wp-json").unwrap();
            assert_eq!(site.date_slug(), slug, "{structure}");
        }
    }

    #[test]
    fn a_prefix_with_regex_syntax_is_refused_by_name() {
        let error = Site::new(b"http://a.test", b"", b"api/(v1)").unwrap_err();
        assert_eq!(
            error.to_string(),
            "rest prefix `api/(v1)` is empty or holds regular-expression syntax, which is not modelled"
        );
    }
}
