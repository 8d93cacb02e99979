//! The query variables that `WP::parse_request()` reads before REST begins.

use super::input::{Param, Params, Server, Site};

/// `WP::$public_query_vars` of WordPress 7.1.1 (wp-includes/class-wp.php), with what core adds on
/// `init`: `rest_route` (`rest_api_init()`), the sitemaps' three and `post_format`.
const PUBLIC: &[&str] = &[
    "m",
    "p",
    "posts",
    "w",
    "cat",
    "withcomments",
    "withoutcomments",
    "s",
    "search",
    "exact",
    "sentence",
    "calendar",
    "page",
    "paged",
    "more",
    "tb",
    "pb",
    "author",
    "order",
    "orderby",
    "year",
    "monthnum",
    "day",
    "hour",
    "minute",
    "second",
    "name",
    "category_name",
    "tag",
    "feed",
    "author_name",
    "pagename",
    "page_id",
    "error",
    "attachment",
    "attachment_id",
    "subpost",
    "subpost_id",
    "preview",
    "robots",
    "favicon",
    "taxonomy",
    "term",
    "cpage",
    "post_type",
    "embed",
    "rest_route",
    "sitemap",
    "sitemap-subtype",
    "sitemap-stylesheet",
    "post_format",
];

/// Whether a public query variable stands in `$_GET` and `$_POST` with different values: then
/// WordPress dies with status 400 ("A variable mismatch has been detected.").
///
/// Two are set apart as in `WP::parse_request()`: a matched permalink unsets `$_GET['error']`
/// before the comparison, and `wp-trackback.php` hands in `tb` itself.
pub(super) fn mismatch(site: &Site, server: &Server, get: &Params, post: &Params) -> bool {
    PUBLIC
        .iter()
        .filter(|name| match **name {
            "error" => !site.has_permalinks(),
            "tb" => server.script_name() != b"wp-trackback.php",
            _ => true,
        })
        .any(|name| differs(get.get(name.as_bytes()), post.get(name.as_bytes())))
}

fn differs(get: Option<&Param>, post: Option<&Param>) -> bool {
    matches!((get, post), (Some(get), Some(post)) if get != post)
}

/// Whether an array stands where WordPress uses a text, which is a fatal error before REST begins:
/// `_post_format_request()` (wp-includes/post-formats.php) takes it for an array key, and
/// `wp_resolve_numeric_slug_conflicts()` (wp-includes/rewrite.php) for a slug.
pub(super) fn fatal_array(site: &Site, get: &Params, post: &Params) -> bool {
    [Some(&b"post_format"[..]), site.date_slug()]
        .into_iter()
        .flatten()
        .any(|name| {
            let effective = post.get(name).or_else(|| get.get(name));
            matches!(effective, Some(Param::Array(_)))
        })
}
