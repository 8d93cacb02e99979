//! Resolving never panics and keeps WordPress's precedence: `$_POST` over `$_GET` over the path, and
//! an empty value wins as well.

use proptest::prelude::*;
use rest_gate::request::{Param, Params, Resolution, Server, Site, resolve};

pub const ROOT: &str = "http://a.test";

pub fn site(home: &str, prefix: &str) -> Site {
    Site::new(home.as_bytes(), b"/%postname%/", prefix.as_bytes()).unwrap()
}

pub fn server(uri: &[u8]) -> Server {
    Server {
        request_method: b"GET".to_vec(),
        request_uri: uri.to_vec(),
        php_self: b"/index.php".to_vec(),
        script: b"/srv/index.php".to_vec(),
        ..Server::default()
    }
}

pub fn param(name: &str, value: &[u8]) -> Params {
    [(name.as_bytes().to_vec(), Param::Text(value.to_vec()))]
        .into_iter()
        .collect()
}

pub fn array(name: &str) -> Params {
    let items = vec![(b"0".to_vec(), Param::Text(b"/wp/v2/posts".to_vec()))];
    [(name.as_bytes().to_vec(), Param::Array(items))]
        .into_iter()
        .collect()
}

pub fn none() -> Params {
    Params::default()
}

pub fn route(resolution: &Resolution) -> Option<&[u8]> {
    match resolution {
        Resolution::Rest { route, .. } | Resolution::InvalidJsonp { route } => Some(route),
        Resolution::NotRest(_) | Resolution::Dies(_) => None,
    }
}

fn rest(route: &str) -> Resolution {
    Resolution::Rest {
        route: route.as_bytes().to_vec(),
        method: b"GET".to_vec(),
    }
}

#[test]
fn without_permalinks_only_the_parameter_asks_for_rest() {
    let plain = Site::new(ROOT.as_bytes(), b"", b"wp-json").unwrap();
    let asked = |get: &Params| resolve(&plain, &server(b"/wp-json/wp/v2/posts"), get, &none());
    assert_eq!(asked(&none()), Resolution::NotRest("no rest_route"));
    assert_eq!(
        asked(&param("rest_route", b"/wp/v2/users")),
        rest("/wp/v2/users")
    );
}

fn bytes() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop::sample::select(vec![
        &b"/"[..],
        b"wp-json",
        b"index.php",
        b"%",
        b"%2F",
        b"%0A",
        b"\n",
        b"?",
        b"\\",
        b"'",
        b"\0",
        b"^",
        b"0",
        b".",
        b"..",
        b"blog",
        b"\xff",
        b"+",
        b"wp/v2/posts",
        b"a",
    ]);
    prop_oneof![
        prop::collection::vec(piece, 0..8).prop_map(|pieces| pieces.concat()),
        prop::collection::vec(any::<u8>(), 0..24),
    ]
}

fn params() -> impl Strategy<Value = Params> {
    let name = prop_oneof![
        prop::sample::select(vec![
            "rest_route",
            "_method",
            "_jsonp",
            "post_format",
            "error",
            "tb",
            "p",
            "page",
        ])
        .prop_map(|name| name.as_bytes().to_vec()),
        bytes(),
    ];
    let value = prop_oneof![
        4 => bytes().prop_map(Param::Text),
        1 => prop::collection::vec((bytes(), bytes().prop_map(Param::Text)), 0..3).prop_map(Param::Array),
    ];
    prop::collection::vec((name, value), 0..4).prop_map(|items| items.into_iter().collect())
}

fn any_server() -> impl Strategy<Value = Server> {
    let script = prop_oneof![
        4 => Just(b"/srv/index.php".to_vec()),
        1 => Just(b"/srv/wp-admin/edit.php".to_vec()),
        1 => bytes(),
    ];
    let php_self = prop_oneof![3 => Just(b"/index.php".to_vec()), 1 => bytes()];
    let header = prop::option::of(bytes());
    (bytes(), bytes(), bytes(), php_self, script, header).prop_map(
        |(request_method, request_uri, path_info, php_self, script, method_override)| Server {
            request_method,
            request_uri,
            path_info,
            php_self,
            script,
            method_override,
        },
    )
}

fn any_site() -> impl Strategy<Value = Site> {
    let structure = prop::sample::select(vec![&b"/%postname%/"[..], b"", b"0"]);
    let prefix = prop::sample::select(vec![&b"wp-json"[..], b"api.v1", b"a/b", b".", b"0"]);
    let home = prop_oneof![
        prop::sample::select(vec![
            &b"http://a.test"[..],
            b"http://a.test/blog",
            b"http://a.test/0/"
        ])
        .prop_map(<[u8]>::to_vec),
        bytes(),
    ];
    (home, structure, prefix)
        .prop_map(|(home, structure, prefix)| Site::new(&home, structure, prefix).unwrap())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_given_the_answer_is_a_route_in_form_or_none(
        site in any_site(), server in any_server(), get in params(), post in params()
    ) {
        let got = resolve(&site, &server, &get, &post);
        if let Resolution::Rest { method, .. } = &got {
            prop_assert!(!method.iter().any(u8::is_ascii_lowercase));
        }
        if let Some(route) = route(&got) {
            prop_assert!(!route.is_empty());
            prop_assert!(route == b"/" || !route.ends_with(b"/"), "{}", route.escape_ascii());
            prop_assert!(!route.ends_with(b"\\"), "{}", route.escape_ascii());
        }
        prop_assert_eq!(got, resolve(&site, &server, &get, &post));
    }

    #[test]
    fn a_parameter_wins_over_the_path(server in any_server(), value in bytes()) {
        let site = site(ROOT, "wp-json");
        let server = Server { script: b"index.php".to_vec(), php_self: Vec::new(), ..server };
        let get = param("rest_route", &value);
        let elsewhere = Server { request_uri: b"/wp-json/elsewhere".to_vec(), path_info: Vec::new(), ..server.clone() };
        prop_assert_eq!(
            resolve(&site, &server, &get, &none()),
            resolve(&site, &elsewhere, &get, &none())
        );
        prop_assert_eq!(
            resolve(&site, &server, &none(), &get),
            resolve(&site, &server, &get, &none())
        );
    }

    #[test]
    fn two_different_values_die_and_two_equal_ones_are_one(one in bytes(), other in bytes()) {
        let site = site(ROOT, "wp-json");
        let server = server(b"/wp-json/path");
        let got = resolve(&site, &server, &param("rest_route", &one), &param("rest_route", &other));
        if one == other {
            prop_assert_eq!(got, resolve(&site, &server, &none(), &param("rest_route", &one)));
        } else {
            prop_assert_eq!(got, Resolution::Dies(400));
        }
    }
}

#[test]
fn an_empty_value_also_wins_and_asks_for_no_rest() {
    let path = server(b"/wp-json/wp/v2/posts");
    for empty in [&b""[..], b"0"] {
        let asked = param("rest_route", empty);
        for (get, post) in [(&asked, &none()), (&none(), &asked), (&asked, &asked)] {
            let got = resolve(&site(ROOT, "wp-json"), &path, get, post);
            assert_eq!(got, Resolution::NotRest("rest_route is empty"));
        }
    }
}

#[test]
fn a_value_of_slashes_asks_for_the_index() {
    for value in [&b"/"[..], b"//", b"\\", b"/\\/", b"0/", b"0\\"] {
        let got = resolve(
            &site(ROOT, "wp-json"),
            &server(b"/"),
            &param("rest_route", value),
            &none(),
        );
        assert_eq!(got, rest("/"), "{}", value.escape_ascii());
    }
}

#[test]
fn an_array_dies_and_an_empty_array_asks_for_no_rest() {
    let site = site(ROOT, "wp-json");
    let path = server(b"/wp-json/x");
    let empty: Params = [(b"rest_route".to_vec(), Param::Array(Vec::new()))]
        .into_iter()
        .collect();
    for (get, post, wanted) in [
        (&array("rest_route"), &none(), Resolution::Dies(400)),
        (&none(), &array("rest_route"), Resolution::Dies(400)),
        (&empty, &none(), Resolution::NotRest("rest_route is empty")),
        (&array("post_format"), &none(), Resolution::Dies(500)),
        (&array("p"), &none(), rest("/x")),
    ] {
        assert_eq!(resolve(&site, &path, get, post), wanted);
    }
}
