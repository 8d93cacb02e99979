//! The stored expressions name what the allowlist opens: every group once, nothing that REST never
//! serves, and every pattern in exactly one expression. They name every gate, ability and application
//! password that is closed meanwhile.
//!
//! Whether PCRE reads them as the extension reads patterns is tested where there is PCRE.

use crate::gating;
use rest_gate::policy::{Allow, BUILTIN, Gated, Policy};
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
            "gated": [],
            "abilities": [],
            "ability_routes": null,
            "passwords": [],
        })
    );
}

fn gated(gates: &Value) -> Vec<Gated> {
    gating::policy(gates).expressions().gated
}

/// What closes a spelling that is not plain, whatever the gate.
const NOT_PLAIN: &str = r"|.*[^a-z0-9/_.\-]|(?:.*/)?\.\.?(?:/|\z))~Ds";

/// The part of an expression that is about its gate.
fn closing(gated: &Gated) -> &str {
    let expression = gated.expression.as_str();
    expression
        .strip_prefix(r"~\A(?:")
        .and_then(|rest| rest.strip_suffix(NOT_PLAIN))
        .unwrap_or_else(|| panic!("{expression}"))
}

#[test]
fn a_gate_by_pattern_closes_its_text_and_what_wordpress_reads_alike() {
    for (pattern, closes) in [
        ("/*", ""),
        ("/", r"/*\z"),
        ("/wp-json/a/v1/*", r"/+a/+v1(?:/|\z)"),
        ("/a/v1/thing", r"/+a/+v1/+thing/*\z"),
        ("/WP-JSON/A/v1/Thing/", r"/+a/+v1/+thing/*\z"),
        ("/oembed/1.0/*", r"/+oembed/+1.0(?:/|\z)"),
        (r"/a/x\.y~[c]", r"/+a/+x\\.y\~\[c\]/*\z"),
        ("/a/7", r"/+a/+0*7/*\z"),
        ("/a/007/*", r"/+a/+0*7(?:/|\z)"),
        ("/a/00", r"/+a/+0+/*\z"),
        ("/a/7x/0y", r"/+a/+7x/+0y/*\z"),
    ] {
        let gated = gated(&json!([{"id": "a", "pattern": pattern, "require": {"deny": true}}]));
        assert_eq!(gated[0].endpoint, None, "{pattern}");
        assert_eq!(closing(&gated[0]), closes, "{pattern}");
    }
}

#[test]
fn a_gate_by_endpoint_is_stored_with_its_name_and_closes_what_lies_below_its_beginning() {
    for (endpoint, name, closes) in [
        ("/wp/v2/posts", "/wp/v2/posts", r"/+wp/+v2/+posts(?:/|\z)"),
        (
            r"/wp-json/wp/v2/posts/(?P<id>[\d]+)",
            r"/wp/v2/posts/(?P<id>[\d]+)",
            r"/+wp/+v2/+posts(?:/|\z)",
        ),
        (
            "/A/v1/item(?P<x>.*)",
            "/A/v1/item(?P<x>.*)",
            r"/+a/+v1(?:/|\z)",
        ),
        ("/(?P<ns>a)/v1", "/(?P<ns>a)/v1", ""),
        ("/a/v1/x|/b/v1/y", "/a/v1/x|/b/v1/y", ""),
        (
            "/oembed/1.0/embed",
            "/oembed/1.0/embed",
            r"/+oembed/+1.0/+embed(?:/|\z)",
        ),
    ] {
        let gated = gated(&json!([{"id": "a", "endpoint": endpoint, "require": {"deny": true}}]));
        assert_eq!(gated[0].endpoint.as_deref(), Some(name));
        assert_eq!(closing(&gated[0]), closes, "{endpoint}");
    }
}

#[test]
fn every_gate_is_stored_with_its_methods_in_the_order_of_the_ids() {
    let gated = gated(&json!([
        {"id": "c", "pattern": "/c", "methods": ["DELETE", "GET"], "require": {"deny": true}},
        {"id": "a", "pattern": "/a", "require": {"deny": true}},
        {"id": "b", "endpoint": "ability:core/x", "require": {"deny": true}},
        {"id": "d", "pattern": "/a", "require": {"role": "editor"}},
    ]));
    let told: Vec<_> = gated
        .iter()
        .map(|gate| (closing(gate), gate.methods.clone()))
        .collect();
    assert_eq!(
        told,
        [
            (r"/+a/*\z", None),
            (r"/+c/*\z", Some(vec!["GET", "DELETE"])),
            (r"/+a/*\z", None),
        ]
    );
}

#[test]
fn abilities_and_application_passwords_are_stored_by_name() {
    let password = |user: u32, end: u32| {
        let uuid = format!("5f0c4a3e-0000-4000-8000-00000000000{end}");
        json!({"application_password": {"user": user, "uuid": uuid, "label": "not stored"}})
    };
    let policy = gating::policy(&json!([
        {"id": "z", "endpoint": "ability:core/a", "require": {"deny": true}},
        {"id": "y", "endpoint": "ability:shop/b", "require": {"not": password(7, 2)}},
        {"id": "x", "pattern": "/*", "require": {"any": [
            password(7, 1),
            {"capability": "edit_post", "object": "id", "else": {"all": [password(12, 1), password(7, 2)]}},
        ]}},
    ]));
    let stored = policy.expressions();
    assert_eq!(stored.abilities, ["shop/b", "core/a"]);
    assert_eq!(
        stored.passwords,
        [
            "7 5f0c4a3e-0000-4000-8000-000000000001",
            "7 5f0c4a3e-0000-4000-8000-000000000002",
            "12 5f0c4a3e-0000-4000-8000-000000000001",
        ]
    );
    let last = stored.gated.last().unwrap();
    assert_eq!(
        last.expression,
        r"~\A/wp/v2/users/[^/]+/application-passwords~D"
    );
    assert_eq!((&last.methods, &last.endpoint), (&None, &None));
}

#[test]
fn without_a_named_password_their_endpoints_are_not_closed() {
    let gated = gated(&json!([
        {"id": "a", "pattern": "/a", "require": {"not": {"auth_type": "application_password"}}},
    ]));
    assert_eq!(gated.len(), 1);
}

#[test]
fn gates_leave_what_the_allowlist_opens_as_it_is() {
    let document = |gates: Value| {
        json!({"version": 1, "mode": "restrict", "allowlist": [{"pattern": "/wp-json/a/*"}], "gates": gates})
            .to_string()
    };
    let stored = |gates: Value| {
        Policy::compile(document(gates).as_bytes())
            .unwrap()
            .expressions()
    };
    let gate = json!([{"id": "a", "pattern": "/a", "require": {"deny": true}}]);
    assert_eq!(stored(gate).allow, stored(json!([])).allow);
}
