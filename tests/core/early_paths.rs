//! What arrives by which path: nothing that is REST is overlooked, no site of a network answers for
//! another, and what was recorded of WordPress is judged.

use crate::corpus::{bytes, params};
use crate::early_site::{AGGRESSIVE, RULES, Request, form, snapshot};
use proptest::prelude::*;
use rest_gate::early::{Rules, Snapshot, SnapshotForm, Why, could_be_rest, site_path};
use rest_gate::request::{Params, Resolution, Server, resolve};
use serde_json::{Value, json};
use std::sync::OnceLock;

fn network(site_path: &str, blog_paths: Option<&[&str]>) -> SnapshotForm {
    SnapshotForm {
        home: format!("http://ms.test{}", site_path.trim_end_matches('/')),
        site_path: site_path.to_owned(),
        is_subdirectory_network: true,
        blog_paths: blog_paths.map(|paths| paths.iter().map(|&path| path.to_owned()).collect()),
        ..form()
    }
}

#[test]
fn the_first_segment_tells_which_site_of_a_network_answers() {
    let listed = Some(&["/", "/shop/", "/deep/er/"][..]);
    let (root, shop) = (network("/", listed), network("/shop/", listed));
    let (blind, blind_shop) = (network("/", None), network("/shop/", None));
    #[rustfmt::skip]
    let cases = [
        // REQUEST_URI: root and shop with a list, root and shop without one
        ("/", [true, false, true, false]),
        ("/?x=/shop/", [true, false, true, false]),
        ("/wp-json/wp/v2/users", [true, false, true, false]),
        ("/index.php/wp-json/x", [true, false, true, false]),
        ("/wp-signup.php", [true, false, true, false]),
        ("/hello-world/", [false, false, false, false]),
        ("/shop", [false, true, false, true]),
        ("/shop/wp-json/x", [false, true, false, true]),
        ("/SHOP/wp-json/x", [false, true, false, true]),
        ("//shop//wp-json/x", [false, true, false, true]),
        ("/0/shop/wp-json/x", [false, true, false, true]),
        ("/shop/hello/", [false, false, false, false]),
        ("/shopwp-json/x", [false, false, false, false]),
        ("/sh%6Fp/wp-json/x", [false, false, false, false]),
        ("/deep/wp-json", [false, false, false, false]),
        ("/deep/er/wp-json", [false, false, false, false]),
        ("/sh\\op/wp-json", [false, false, false, false]),
        ("/sh\u{f6}p/wp-json", [false, false, false, false]),
        ("/shop /wp-json", [false, false, false, false]),
        ("http://ms.test/wp-json", [false, false, false, false]),
    ];
    for (uri, here) in cases {
        let get = [("rest_route", "/wp/v2/users")];
        let request = Request::new().with("REQUEST_URI", uri).get(&get);
        for (form, is_here) in [&root, &shop, &blind, &blind_shop].into_iter().zip(here) {
            let judged = request.judged(form, &RULES);
            match is_here {
                true => assert!(judged.is_ok(), "{uri} {}: {judged:?}", form.site_path),
                false => assert_eq!(judged, Err(Why::OtherBlog), "{uri} {}", form.site_path),
            }
            let info = Request::new().with("PATH_INFO", uri).get(&get);
            if form.site_path == "/" && uri.contains("shop/") {
                assert_eq!(info.judged(form, &RULES).is_ok(), is_here, "{uri}");
            }
        }
    }
    let told = |form: &SnapshotForm, uri: &str| site_path(&snapshot(form), uri.as_bytes());
    for (form, uri, path) in [
        (&root, "/SHOP/wp-json/x", Some("/shop/")),
        (&root, "/wp-json/x", Some("/")),
        (&root, "/sh\\op/", None),
        (&blind, "/Shop/wp-json/x", Some("/shop/")),
        (&blind, "/wp-json/x", Some("/")),
        (&blind, "/", Some("/")),
        (&form(), "/shop/", Some("/")),
    ] {
        assert_eq!(told(form, uri).as_deref(), path, "{uri}");
    }
}

/// The snapshot of a recorded site, with the one entry that the recording's verdicts suppose.
fn recorded(line: &Value) -> SnapshotForm {
    let allowlist = json!([{ "pattern": "/wp-json/myplugin/v1/*" }]);
    SnapshotForm {
        policy: json!({ "version": 1, "mode": "restrict", "allowlist": allowlist }),
        ..recorded_site(line)
    }
}

fn recorded_site(line: &Value) -> SnapshotForm {
    let site = &line["site"];
    let text = |key: &str| site[key].as_str().unwrap().to_owned();
    if site["env"] == "ms" {
        let path = if line["blog_id"] == 2 { "/shop/" } else { "/" };
        return network(path, Some(&["/", "/shop/"]));
    }
    SnapshotForm {
        permalink_structure: text("permalink_structure"),
        rest_prefix: text("rest_url_prefix"),
        home: text("home"),
        ..form()
    }
}

fn arrived(line: &Value) -> Request {
    let php = &line["php"];
    let mut request = Request::new();
    for name in [
        "REQUEST_METHOD",
        "REQUEST_URI",
        "QUERY_STRING",
        "SCRIPT_NAME",
        "PATH_INFO",
        "PHP_SELF",
    ] {
        request = request.with_bytes(name, &bytes(&php[name]));
    }
    for (name, value) in line["request"]["headers"].as_object().unwrap() {
        // Servers drop a header whose name has an underscore.
        if name.contains('_') {
            continue;
        }
        let name = format!("HTTP_{}", name.to_ascii_uppercase().replace('-', "_"));
        request = request.with(&name, value.as_str().unwrap());
    }
    if let Some(body) = line["request"]["body"].as_str() {
        request = request.with("CONTENT_LENGTH", &body.len().to_string());
    }
    let has_cookies = line["request"]["headers"]["Cookie"].is_string();
    Request {
        get: params(&line["php_get"]),
        post: params(&line["php_post"]),
        cookies: usize::from(has_cookies),
        ..request.script(php["main_script"].as_str().unwrap())
    }
}

/// Judges every recorded request that reached PHP: how many there are, and how many are refused.
fn replay(rules: &Rules<'_>) -> (usize, usize) {
    let (mut judged, mut refused) = (0, 0);
    for text in include_str!("../corpus/requests.jsonl").lines() {
        let line: Value = serde_json::from_str(text).unwrap();
        if line["php_reached"] == false {
            continue;
        }
        judged += 1;
        let id = line["id"].as_str().unwrap();
        let request = arrived(&line);
        let site = snapshot(&recorded(&line));
        if line["site"]["env"] == "ms" && line["blog_id"] == 2 {
            let root = snapshot(&network("/", Some(&["/", "/shop/"])));
            assert_eq!(request.judged_by(&root, rules), Err(Why::OtherBlog), "{id}");
        }
        let Ok(refusal) = request.judged_by(&site, rules) else {
            continue;
        };
        refused += 1;
        assert_eq!(request.cookies, 0, "{id}");
        assert_eq!(line["is_rest"], true, "{id}");
        assert_eq!(line["expect_anonymous"], "deny", "{id}");
        if line["wp_route_hex"].is_null() {
            assert_eq!(refusal.route, bytes(&line["wp_route"]), "{id}");
        }
        assert_eq!(refusal.method, bytes(&line["wp_method"]), "{id}");
        let is_activation = request.script.ends_with(b"wp-activate.php");
        for (name, value) in [
            ("HTTP_COOKIE", "a=b"),
            ("HTTP_AUTHORIZATION", "Bearer x"),
            ("PHP_AUTH_USER", "ann"),
            ("REDIRECT_REMOTE_USER", "ann"),
            ("HTTP_X_API_KEY", "x"),
            ("HTTP_X_WP_NONCE", "x"),
        ] {
            let known = request.clone().with(name, value);
            assert_eq!(
                known.judged_by(&site, rules).is_ok(),
                is_activation,
                "{id} {name}"
            );
        }
    }
    (judged, refused)
}

#[test]
fn what_was_recorded_of_wordpress_is_refused_only_where_it_served_rest_to_a_stranger() {
    assert_eq!(replay(&RULES), (217, 123));
    assert_eq!(replay(&AGGRESSIVE), (217, 147));
}

/// Sites whose paths differ in every way that counts.
fn sites() -> &'static [Snapshot] {
    static SITES: OnceLock<Vec<Snapshot>> = OnceLock::new();
    SITES.get_or_init(|| {
        let mut sites = Vec::new();
        for home in ["http://a.test", "http://a.test/blog", "http://a.test/0/"] {
            for prefix in ["wp-json", "api.v1", "a/b", ".", "it's", "a..b", "0", "a b"] {
                for structure in ["/%postname%/", "", "0"] {
                    sites.push(snapshot(&SnapshotForm {
                        home: home.to_owned(),
                        rest_prefix: prefix.to_owned(),
                        permalink_structure: structure.to_owned(),
                        ..form()
                    }));
                }
            }
        }
        sites
    })
}

fn path() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop::sample::select(vec![
        &b"/"[..],
        b"//",
        b"wp-json",
        b"wp-",
        b"json",
        b"%77p-json",
        b"wp%2Djson",
        b"index.php",
        b"index.php/",
        b"api.v1",
        b"api%2Ev1",
        b"apixv1",
        b"api'v1",
        b"a/b",
        b"a",
        b"b",
        b"a%2Fb",
        b"it's",
        b"it%27s",
        b"a'b",
        b"a\\b",
        b"a+b",
        b"a%20b",
        b"0",
        b"%30",
        b"blog",
        b"BLOG/",
        b"^wp-json",
        b"^",
        b"%",
        b"%0A",
        b"\n",
        b"?",
        b"%3F",
        b"\\",
        b"'",
        b"\"",
        b"\0",
        b".",
        b"wp/v2/users",
        b"\xff",
    ]);
    prop::collection::vec(piece, 0..7).prop_map(|pieces| pieces.concat())
}

fn with_home() -> impl Strategy<Value = Vec<u8>> {
    let front = prop::sample::select(vec![
        &b""[..],
        b"/wp-json",
        b"/blog/wp-json/",
        b"/index.php/wp-json",
        b"/blog",
        b"/a/b/",
        b"/api.v1/",
        b"/0/wp-json",
    ]);
    (front, path()).prop_map(|(front, path)| [front, &path].concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 20_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_wordpress_serves_as_rest_is_never_overlooked(
        at in 0..72_usize, uri in with_home(), info in prop_oneof![Just(Vec::new()), with_home()],
        overlap in any::<bool>(), named in any::<bool>(),
    ) {
        let site = &sites()[at % sites().len()];
        // Servers make PATH_INFO of what stands in the path.
        let info = if overlap { uri[uri.len() / 2..].to_vec() } else { info };
        let get = if named { crate::resolving::param("rest_route", b"/x") } else { Params::default() };
        let server = Server {
            request_method: b"GET".to_vec(),
            request_uri: uri.clone(),
            path_info: info.clone(),
            php_self: b"/index.php".to_vec(),
            script: b"/srv/index.php".to_vec(),
            method_override: None,
        };
        let resolved = resolve(site.site(), &server, &get, &Params::default());
        if matches!(resolved, Resolution::Rest { .. } | Resolution::InvalidJsonp { .. }) {
            prop_assert!(could_be_rest(site, &uri, &info, named));
        }
    }
}

#[test]
fn ordinary_pages_are_told_from_their_path_alone() {
    let site = snapshot(&form());
    for (uri, named, could) in [
        ("/", false, false),
        ("/hello-world/?a=wp-json", false, false),
        ("/wp-jso/n", false, false),
        ("/wp-json/wp/v2/users", false, true),
        // Rare enough to be looked at closely: it is none.
        ("/a/wp-json", false, true),
        ("/%77p-json", false, true),
        ("/caf%C3%A9/", false, false),
        ("/", true, true),
    ] {
        assert_eq!(
            could_be_rest(&site, uri.as_bytes(), b"", named),
            could,
            "{uri}"
        );
    }
}
