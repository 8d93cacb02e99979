//! The permalink half of `WP::parse_request()`: the path, matched against the four REST rules of
//! `rest_api_register_rewrites()`.
//!
//! Promise: the value that WordPress gives the query variable `rest_route` from the path, or
//! `None` where no REST rule matches. Every quirk is kept: `$` tolerates a final newline, `.*`
//! stops at one, nothing anchors the end, and a rule is tried on the raw path before the decoded
//! one.

use super::input::{Server, Site};
use super::php_text::{
    add_slashes, before_question_mark, is_empty, replace_all, trim_slashes, url_decode,
};

/// `$wp_rewrite->index`.
const INDEX: &[u8] = b"index.php";

/// The route that the path asks for, slashed as WordPress holds it at that point.
pub(super) fn route_from_path(site: &Site, server: &Server) -> Option<Vec<u8>> {
    let paths = Paths::new(site, server);
    if is_empty(&paths.requested) {
        return None;
    }
    // A request such as /^wp-json/… is the literal start of a rule; WordPress then prepends it.
    let mut subject = paths.requested.clone();
    for rule in Rule::ALL {
        if !is_empty(&paths.file)
            && paths.file != paths.requested
            && rule.text(site.prefix()).starts_with(&paths.file)
        {
            subject = [&paths.file[..], b"/", &paths.requested[..]].concat();
        }
        let matched = rule
            .apply(site.prefix(), &subject)
            .or_else(|| rule.apply(site.prefix(), &url_decode(&subject)));
        if matched.is_some() {
            return matched;
        }
    }
    None
}

/// What WordPress calls `$requested_path` and `$requested_file`.
struct Paths {
    requested: Vec<u8>,
    file: Vec<u8>,
}

impl Paths {
    fn new(site: &Site, server: &Server) -> Self {
        // wp_magic_quotes() slashes $_SERVER as well.
        let path_info = replace_all(
            before_question_mark(&add_slashes(&server.path_info)),
            b"%",
            b"%25",
        );
        let uri = replace_all(
            before_question_mark(&add_slashes(&server.request_uri)),
            &path_info,
            b"",
        );
        let uri = without_home(trim_slashes(&uri), site.home_path());
        let path_info = without_home(trim_slashes(&path_info), site.home_path());

        let uses_path_info = !is_empty(path_info) && !ends_with_index(path_info);
        let file = if !uses_path_info && uri == INDEX {
            &[]
        } else {
            uri
        };
        Self {
            requested: if uses_path_info { path_info } else { file }.to_vec(),
            file: file.to_vec(),
        }
    }
}

/// Removes the home path from the front: without case, and without asking for a segment border.
fn without_home<'a>(path: &'a [u8], home: &[u8]) -> &'a [u8] {
    match path.split_at_checked(home.len()) {
        Some((start, rest)) if !home.is_empty() && start.eq_ignore_ascii_case(home) => {
            trim_slashes(rest)
        }
        _ => path,
    }
}

/// `preg_match( '|^.*index.php$|', $path )`, where neither dot is a newline.
fn ends_with_index(path: &[u8]) -> bool {
    let line = path.strip_suffix(b"\n").unwrap_or(path);
    !line.contains(&b'\n')
        && line
            .len()
            .checked_sub(INDEX.len())
            .and_then(|start| line.get(start..))
            .is_some_and(|end| strip_pattern(end, INDEX).is_some())
}

/// Strips a pattern in which `.` stands for any byte but a newline, as PCRE has it.
fn strip_pattern<'a>(text: &'a [u8], pattern: &[u8]) -> Option<&'a [u8]> {
    let (start, rest) = text.split_at_checked(pattern.len())?;
    start
        .iter()
        .zip(pattern)
        .all(|(&byte, &wanted)| byte == wanted || (wanted == b'.' && byte != b'\n'))
        .then_some(rest)
}

/// One of the four REST rewrite rules.
#[derive(Clone, Copy)]
struct Rule {
    with_index: bool,
    with_route: bool,
}

impl Rule {
    const ALL: [Rule; 4] = [
        Rule {
            with_index: false,
            with_route: false,
        },
        Rule {
            with_index: false,
            with_route: true,
        },
        Rule {
            with_index: true,
            with_route: false,
        },
        Rule {
            with_index: true,
            with_route: true,
        },
    ];

    /// The rule as it stands in the option `rewrite_rules`.
    fn text(self, prefix: &[u8]) -> Vec<u8> {
        let start: &[u8] = if self.with_index {
            b"^index.php/"
        } else {
            b"^"
        };
        let end: &[u8] = if self.with_route { b"/(.*)?" } else { b"/?$" };
        [start, prefix, end].concat()
    }

    fn apply(self, prefix: &[u8], path: &[u8]) -> Option<Vec<u8>> {
        let path = if self.with_index {
            strip_pattern(path, b"index.php/")?
        } else {
            path
        };
        let rest = strip_pattern(path, prefix)?;
        if !self.with_route {
            return matches!(rest, b"" | b"/" | b"\n" | b"/\n").then(|| b"/".to_vec());
        }
        let route = rest.strip_prefix(b"/")?;
        let line = route.split(|&byte| byte == b'\n').next()?;
        Some([b"/", line].concat())
    }
}
