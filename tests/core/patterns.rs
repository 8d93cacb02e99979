//! Patterns select what a naive reader of their definition would say they select.
//!
//! The reference below splits both texts at `/` and compares segments; it shares no code with the
//! extension. A document is built around each pattern, because only a policy matches.

use proptest::prelude::*;
use rest_gate::policy::{
    Ask, BUILTIN, Outcome, Pattern, Policy, Principal, Reason, Space, evaluate,
};
use rest_gate::request::{Route, Verb};
use serde_json::json;

/// A policy whose allowlist is this pattern alone.
fn policy(pattern: &str) -> Option<Policy> {
    let builtin: Vec<&str> = BUILTIN.iter().map(|builtin| builtin.pattern).collect();
    let document = json!({
        "version": 1,
        "mode": "restrict",
        "allowlist": [{"pattern": pattern}],
        "builtin_disabled": builtin,
    });
    Policy::compile(document.to_string().as_bytes()).ok()
}

fn opens(policy: &Policy, route: &[u8]) -> bool {
    let route = Route::new(route);
    let ask = Ask {
        route: &route,
        verb: Verb::Get,
        principal: Principal::Anonymous,
        preflight: false,
        endpoint: None,
        today: b"2027-01-15",
    };
    evaluate(policy, &ask, &mut |_, _| {}).outcome == Outcome::Allowlisted
}

/// What a pattern means, read from its definition.
fn reference(pattern: &str, route: &[u8]) -> bool {
    let lower = |bytes: &[u8]| -> Vec<Vec<u8>> {
        let lower = bytes.to_ascii_lowercase();
        lower
            .split(|&byte| byte == b'/')
            .map(<[u8]>::to_vec)
            .collect()
    };
    let asked = lower(route);
    let unclean = route.iter().any(|&byte| byte < b' ' || byte == 0x7f)
        || asked
            .iter()
            .any(|segment| segment == b"." || segment == b"..");
    let mut wanted = lower(pattern.as_bytes());
    let below = wanted.last().is_some_and(|last| last == b"*");
    if below || (wanted.len() > 2 && wanted.last().is_some_and(Vec::is_empty)) {
        wanted.pop();
    }
    if unclean || wanted.get(1).map(Vec::as_slice) != Some(&b"wp-json"[..]) {
        return false;
    }
    wanted.remove(1);
    if wanted.len() == 1 && !below {
        return route == b"/";
    }
    if below {
        asked.starts_with(&wanted)
    } else {
        asked == wanted
    }
}

const NASTY: &[&str] = &[
    "/", ".", "*", "?", "[", "]", "{", "}", "\\", "!", "-", "%", "A", "a", ",", "^", "$", " ",
    "\u{e9}", "\u{c9}", "//", "..", "\n", "\0",
];

fn text(most: usize) -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(NASTY), 0..most).prop_map(|parts| parts.concat())
}

/// A pattern that is mostly valid.
fn pattern() -> impl Strategy<Value = String> {
    let segment = prop::collection::vec(
        prop::sample::select(vec![
            "a", "A", "[", "]", "{", "}", "\\", "!", "-", "%2e", "a.", "é", "É", "^", "$", ",",
            " x", "x ", "#",
        ]),
        1..4,
    )
    .prop_map(|parts| parts.concat());
    let end = prop::sample::select(vec!["", "/*", "/"]);
    let root = prop::sample::select(vec!["/wp-json", "/WP-Json", "/wp-jsonx", ""]);
    (root, prop::collection::vec(segment, 0..4), end)
        .prop_map(|(root, segments, end)| format!("{root}/{}{end}", segments.join("/")))
}

/// A route near a pattern: its own text, with something changed.
fn near(pattern: &str) -> impl Strategy<Value = Vec<u8>> + use<> {
    let base = pattern.trim_end_matches('*').trim_end_matches('/');
    let base = base
        .get("/wp-json".len()..)
        .unwrap_or("")
        .as_bytes()
        .to_vec();
    let pieces = NASTY.iter().map(|text| text.as_bytes().to_vec());
    let piece = prop_oneof![
        2 => Just(Vec::new()),
        1 => prop::sample::select(pieces.chain([b"\xff".to_vec(), b"\xc3".to_vec()]).collect::<Vec<_>>()),
    ];
    let tail = prop_oneof![
        1 => Just(String::new()),
        2 => prop::sample::select(vec!["/", "/x", "/A/%2e", "-x", "/[", "x"]).prop_map(str::to_owned),
        1 => text(4),
    ];
    (0..=base.len(), piece, any::<bool>(), any::<bool>(), tail).prop_map(
        move |(at, piece, at_end, upper, tail)| {
            let at = if at_end { base.len() } else { at };
            let mut route = [&base[..at], &piece[..], &base[at..], tail.as_bytes()].concat();
            if upper {
                route.make_ascii_uppercase();
            }
            route
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 700, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_policy_opens_what_the_definition_says(
        (pattern, routes) in pattern().prop_flat_map(|pattern| {
            let routes = prop::collection::vec(near(&pattern), 8);
            (Just(pattern), routes)
        })
    ) {
        if let Some(policy) = policy(&pattern) {
            for route in routes {
                prop_assert_eq!(
                    opens(&policy, &route),
                    reference(&pattern, &route),
                    "`{}` and `{}`", pattern, route.escape_ascii()
                );
            }
        }
    }

    #[test]
    fn texts_of_any_kind_are_opened_as_the_definition_says(
        pattern in text(8).prop_map(|text| format!("/wp-json/{text}")), route in text(10)
    ) {
        if let Some(policy) = policy(&pattern) {
            prop_assert_eq!(opens(&policy, route.as_bytes()), reference(&pattern, route.as_bytes()));
        }
    }

    #[test]
    fn a_pattern_that_is_shown_and_read_again_is_the_same(pattern in pattern()) {
        if policy(&pattern).is_some() {
            let read = Pattern::parse_path(&pattern).unwrap();
            prop_assert_eq!(Pattern::parse_path(&read.to_string()), Ok(read));
        }
    }

    #[test]
    fn what_covers_opens_all_that_the_covered_opens(
        (wide, narrow, route) in (pattern(), pattern(), any::<bool>(), 1_usize..4)
            .prop_flat_map(|(one, other, related, keep)| {
                let cut: Vec<&str> = one.split('/').take(keep + 2).collect();
                let wide = if related { format!("{}/*", cut.join("/")) } else { other };
                let route = near(&one);
                (Just(wide), Just(one), route)
            })
    ) {
        if let (Some(wide_policy), Some(narrow_policy)) = (policy(&wide), policy(&narrow)) {
            let read = |text: &str| Pattern::parse_path(text).unwrap();
            let covers = read(&wide).covers(&read(&narrow));
            prop_assert!(
                !covers || !opens(&narrow_policy, &route) || opens(&wide_policy, &route),
                "`{}` covers `{}`, but not at `{}`", wide, narrow, route.escape_ascii()
            );
            prop_assert!(read(&wide).covers(&read(&wide)));
        }
    }

    #[test]
    fn no_text_makes_a_policy_panic(
        bytes in prop::collection::vec(any::<u8>(), 0..64),
        text in any::<String>(),
        route in prop::collection::vec(any::<u8>(), 0..64),
    ) {
        drop(Policy::compile(&bytes));
        drop(Pattern::parse_path(&text));
        drop(Pattern::parse_route(&text));
        if let Some(policy) = policy(&format!("/wp-json/{text}")) {
            opens(&policy, &route);
            policy.expressions();
        }
    }
}

#[test]
fn the_properties_meet_patterns_that_open_and_routes_that_are_opened() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;
    let mut runner = TestRunner::deterministic();
    let (mut valid, mut opened) = (0, 0);
    for _ in 0..500 {
        let pattern = pattern().new_tree(&mut runner).unwrap().current();
        let route = near(&pattern).new_tree(&mut runner).unwrap().current();
        if let Some(policy) = policy(&pattern) {
            valid += 1;
            opened += usize::from(opens(&policy, &route));
        }
    }
    assert!(valid > 200 && opened > 40, "{valid} valid, {opened} opened");
}

#[test]
fn a_route_that_is_not_clean_is_told_as_such_whatever_is_open() {
    let policy = policy("/wp-json/a/*").unwrap();
    let route = Route::new(b"/a/\n");
    let ask = Ask {
        route: &route,
        verb: Verb::Get,
        principal: Principal::Anonymous,
        preflight: false,
        endpoint: None,
        today: b"",
    };
    let decision = evaluate(&policy, &ask, &mut |_, _| {});
    assert_eq!(decision.reason, Reason::RouteNotClean);
}

#[test]
fn a_path_outside_rest_lies_elsewhere() {
    for (text, space) in [
        ("/wp-json", Space::Rest),
        ("/wp-json/a", Space::Rest),
        ("/wp-jsonx/a", Space::Path),
        ("/a/wp-json/b", Space::Path),
        ("/*", Space::Path),
    ] {
        assert_eq!(Pattern::parse_path(text).unwrap().space(), space, "{text}");
    }
}
