//! From what PHP was given to the route and method that WordPress will run.
//!
//! Port of `wp_magic_quotes()`, `WP::parse_request()`, `rest_api_loaded()` and the beginning of
//! `WP_REST_Server::serve_request()` of WordPress 7.1.1. The order is WordPress's: `$_POST` over
//! `$_GET` over the path, and an empty value also wins.

use super::input::{Param, Params, Server, Site};
use super::php_text::{add_slashes, untrailingslashit};
use super::{permalink, query_vars};

/// The scripts that call `wp()` for anybody.
const FRONT: [&[u8]; 5] = [
    b"index.php",
    b"wp-blog-header.php",
    b"wp-trackback.php",
    b"wp-signup.php",
    b"wp-activate.php",
];

/// The wp-admin screens that call `wp()` for a logged-in user.
const ADMIN: [&[u8]; 2] = [b"edit.php", b"upload.php"];

/// What WordPress makes of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Resolution {
    /// The REST server runs this route with this method.
    Rest {
        /// The route of the `WP_REST_Request`.
        route: Vec<u8>,
        /// Its method, upper-cased and not trimmed.
        method: Vec<u8>,
    },
    /// The REST server is asked for this route, and answers 400 before authentication because the
    /// JSONP callback is not a name.
    InvalidJsonp {
        /// The route of the request that is never made.
        route: Vec<u8>,
    },
    /// WordPress does not serve REST for this request, and why.
    NotRest(&'static str),
    /// WordPress ends with this status before REST begins.
    Dies(u16),
}

/// Resolves a request as WordPress 7.1.1 does.
pub fn resolve(site: &Site, server: &Server, get: &Params, post: &Params) -> Resolution {
    let admin = contains(&add_slashes(&server.php_self), b"wp-admin/");
    let callers: &[&[u8]] = if admin { &ADMIN } else { &FRONT };
    if !callers.contains(&server.script_name()) {
        return Resolution::NotRest("script does not call wp()");
    }
    if query_vars::mismatch(site, server, get, post) {
        return Resolution::Dies(400);
    }
    if query_vars::fatal_array(site, get, post) {
        return Resolution::Dies(500);
    }
    let route = match route(site, server, admin, get, post) {
        Ok(route) => route,
        Err(ended) => return ended,
    };
    if jsonp_is_invalid(get) {
        return Resolution::InvalidJsonp { route };
    }
    match method(server, get) {
        Some(method) => Resolution::Rest { route, method },
        // strtoupper() of an array is a TypeError.
        None => Resolution::Dies(500),
    }
}

/// The route that a request names, also where WordPress ends before REST begins.
pub fn named_route(site: &Site, server: &Server, get: &Params, post: &Params) -> Option<Vec<u8>> {
    let admin = contains(&add_slashes(&server.php_self), b"wp-admin/");
    route(site, server, admin, get, post).ok()
}

fn route(
    site: &Site,
    server: &Server,
    admin: bool,
    get: &Params,
    post: &Params,
) -> Result<Vec<u8>, Resolution> {
    const NAME: &[u8] = b"rest_route";
    let value = match post.get(NAME).or_else(|| get.get(NAME)) {
        Some(param) if param.is_empty() => return Err(Resolution::NotRest("rest_route is empty")),
        Some(Param::Array(_)) => return Err(Resolution::Dies(400)),
        Some(Param::Text(text)) => add_slashes(text),
        None if admin || !site.has_permalinks() => {
            return Err(Resolution::NotRest("no rest_route"));
        }
        None => {
            permalink::route_from_path(site, server).ok_or(Resolution::NotRest("no rest_route"))?
        }
    };
    Ok(match untrailingslashit(&value) {
        b"" | b"0" => b"/".to_vec(),
        route => route.to_vec(),
    })
}

/// `wp_check_jsonp_callback()`, reached only when the callback is truthy.
fn jsonp_is_invalid(get: &Params) -> bool {
    match get.get(b"_jsonp") {
        None => false,
        Some(callback) if callback.is_empty() => false,
        Some(Param::Array(_)) => true,
        Some(Param::Text(text)) => !text
            .iter()
            .all(|&byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'.'),
    }
}

/// The effective method: `$_GET['_method']`, then the override header, then the request's own.
fn method(server: &Server, get: &Params) -> Option<Vec<u8>> {
    let method = match get.get(b"_method") {
        Some(Param::Array(_)) => return None,
        Some(Param::Text(text)) => text,
        None => server
            .method_override
            .as_ref()
            .unwrap_or(&server.request_method),
    };
    Some(add_slashes(method).to_ascii_uppercase())
}

fn contains(text: &[u8], needle: &[u8]) -> bool {
    text.windows(needle.len()).any(|window| window == needle)
}
