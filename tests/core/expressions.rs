//! The stored expressions name what the allowlist opens: every group once, nothing that REST never
//! serves, and every pattern in exactly one expression.
//!
//! Whether PCRE reads them as the extension reads patterns is tested where there is PCRE.

use rest_gate::policy::{Allow, BUILTIN, Policy};
use serde_json::{Value, json};

const CLEAN: &str = r"(?![^\x00-\x1f\x7f]*[\x00-\x1f\x7f])(?!(?:.*/)?\.\.?(?:/|\z))";

fn policy(allowlist: &Value) -> Policy {
    let builtin: Vec<&str> = BUILTIN.iter().map(|builtin| builtin.pattern).collect();
    let document = json!({
        "version": 1, "mode": "restrict", "allowlist": allowlist, "builtin_disabled": builtin,
    });
    Policy::compile(document.to_string().as_bytes()).unwrap()
}

fn allow(allowlist: &Value) -> Vec<Allow> {
    policy(allowlist).expressions().allow
}

/// The alternatives of an expression; none of the patterns here holds a `|`.
fn choices(allow: &Allow) -> Vec<&str> {
    let expression = allow.expression.as_str();
    let inner = expression
        .strip_prefix(&format!(r"~\A{CLEAN}(?:"))
        .and_then(|rest| rest.strip_suffix(r")\z~Ds"))
        .unwrap_or_else(|| panic!("{expression}"));
    inner.split('|').collect()
}

#[test]
fn a_pattern_becomes_its_escaped_text() {
    for (pattern, choice) in [
        ("/wp-json", "/"),
        ("/wp-json/a/v1/*", "/a/v1(?:/.*)?"),
        ("/wp-json/a/v1/thing", "/a/v1/thing"),
        ("/WP-JSON/A/v1/Thing/", "/a/v1/thing"),
        ("/wp-json/oembed/1.0/*", r"/oembed/1\.0(?:/.*)?"),
        (r"/wp-json/a~b/[c]{d}^$+-\e", r"/a\~b/\[c\]\{d\}\^\$\+\-\\e"),
        (
            "/wp-json/a b/é,=<>:!'\"_@&;%20",
            "/a\\ b/é\\,\\=\\<\\>\\:\\!\\'\\\"\\_\\@\\&\\;\\%20",
        ),
    ] {
        let allow = allow(&json!([{"pattern": pattern}]));
        assert_eq!(choices(&allow[0]), [choice], "{pattern}");
    }
}

#[test]
fn an_unescaped_bar_is_always_between_two_patterns() {
    let allow = allow(&json!([{"pattern": "/wp-json/a|b/c"}]));
    assert!(allow[0].expression.contains(r"/a\|b/c"));
}

#[test]
fn patterns_share_an_expression_when_they_share_methods_and_last_day() {
    let allow = allow(&json!([
        {"pattern": "/wp-json/a/*"},
        {"pattern": "/wp-json/b/*", "methods": ["GET"]},
        {"pattern": "/wp-json/c/*", "note": "a note does not part"},
        {"pattern": "/wp-json/d/*", "methods": ["GET"], "expires": "2027-01-31"},
        {"pattern": "/wp-json/e/*", "methods": ["GET", "GET"]},
        {"pattern": "/wp-json/f/*", "expires": "2027-01-31"},
        {"pattern": "/wp-json/g/*", "methods": ["POST", "GET"]},
        {"pattern": "/wp-json/h/*", "methods": ["GET", "POST"]},
    ]));
    let told: Vec<_> = allow
        .iter()
        .map(|group| {
            (
                group.methods.clone(),
                group.until.as_deref(),
                choices(group).join(" "),
            )
        })
        .collect();
    let some = |names: &[&'static str]| Some(names.to_vec());
    let below = |names: &[&str]| -> String {
        let each: Vec<String> = names
            .iter()
            .map(|name| format!("/{name}(?:/.*)?"))
            .collect();
        each.join(" ")
    };
    assert_eq!(
        told,
        [
            (None, None, below(&["a", "c"])),
            (some(&["GET"]), None, below(&["b", "e"])),
            (some(&["GET"]), Some("2027-01-31"), below(&["d"])),
            (None, Some("2027-01-31"), below(&["f"])),
            (some(&["GET", "POST"]), None, below(&["g", "h"])),
        ]
    );
}

/// What an entry by endpoint asks of the route itself.
fn any_clean_route() -> String {
    format!(r"~\A{CLEAN}(?:.*)\z~Ds")
}

#[test]
fn each_endpoint_stands_alone_and_asks_for_a_clean_route() {
    let allow = allow(&json!([
        {"endpoint": r"/a/v1/(?P<id>\d+)", "methods": ["POST"], "expires": "2027-01-31"},
        {"pattern": "/wp-json/b/*"},
        {"endpoint": "/wp-json/c/v1/x"},
    ]));
    let told: Vec<_> = allow
        .iter()
        .map(|each| {
            (
                each.endpoint.as_deref(),
                each.expression == any_clean_route(),
                each.until.as_deref(),
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            (None, false, None),
            (Some(r"/a/v1/(?P<id>\d+)"), true, Some("2027-01-31")),
            (Some("/c/v1/x"), true, None),
        ]
    );
    assert_eq!(allow[1].methods, Some(vec!["POST"]));
}

#[test]
fn what_is_no_part_of_rest_is_left_out() {
    assert_eq!(
        allow(&json!([{"pattern": "/wc-auth/v1/*"}, {"pattern": "/feed/*"}])),
        []
    );
}

#[test]
fn a_hundred_patterns_share_an_expression_and_the_next_begins_another() {
    for (count, sizes) in [
        (0, vec![]),
        (100, vec![100]),
        (101, vec![100, 1]),
        (250, vec![100, 100, 50]),
    ] {
        let entries: Vec<Value> = (0..count)
            .map(|at| json!({"pattern": format!("/wp-json/n{at}/v1/*")}))
            .collect();
        let allow = allow(&json!(entries));
        let all: Vec<&str> = allow.iter().flat_map(choices).collect();
        assert_eq!(
            allow
                .iter()
                .map(|each| choices(each).len())
                .collect::<Vec<_>>(),
            sizes
        );
        let wanted: Vec<String> = (0..count).map(|at| format!("/n{at}/v1(?:/.*)?")).collect();
        assert_eq!(all, wanted);
    }
}

#[test]
fn the_shipped_list_is_one_group_without_the_oauth_page() {
    let policy =
        Policy::compile(br#"{"version": 1, "mode": "restrict", "simulate": true}"#).unwrap();
    let expressions = policy.expressions();
    assert_eq!((expressions.mode, expressions.simulate), ("restrict", true));
    assert_eq!(expressions.allow.len(), 1);
    assert_eq!(choices(&expressions.allow[0]).len(), BUILTIN.len() - 1);
}

#[test]
fn the_stored_form_has_the_keys_that_the_plugin_reads() {
    let policy =
        policy(&json!([{"pattern": "/wp-json/a"}, {"endpoint": "/b", "methods": ["GET"]}]));
    let expression = format!(r"~\A{CLEAN}(?:/a)\z~Ds");
    assert_eq!(
        serde_json::to_value(policy.expressions()).unwrap(),
        json!({
            "mode": "restrict",
            "simulate": false,
            "allow": [
                {"methods": null, "until": null, "expression": expression, "endpoint": null},
                {"methods": ["GET"], "until": null, "expression": any_clean_route(), "endpoint": "/b"},
            ],
        })
    );
}
