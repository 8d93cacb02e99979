//! Which limit holds for a request, and what the sections `tarpit` and `early` come to.

use rest_gate::policy::{Client, EarlyRules, Policy, Rate, TarpitRules};
use rest_gate::request::{Route, Verb};
use serde_json::{Value, json};

fn policy(sections: &Value) -> Policy {
    let mut document = json!({"version": 1, "mode": "off"});
    for (key, value) in sections.as_object().unwrap() {
        document[key] = value.clone();
    }
    Policy::compile(document.to_string().as_bytes()).unwrap()
}

fn limited(overrides: &Value) -> Policy {
    policy(&json!({"rate_limit": {
        "enabled": true, "client": "direct", "per_minute": 50, "burst": 20, "overrides": overrides,
    }}))
}

fn rate(class: u16, per_minute: u32, burst: u32) -> Option<Rate> {
    Some(Rate {
        class,
        per_minute,
        burst,
    })
}

#[test]
fn the_first_override_that_selects_route_and_method_counts() {
    let policy = limited(&json!([
        {"pattern": "/wp-json/forms/v1/send", "methods": ["POST"], "per_minute": 5, "burst": 2},
        {"pattern": "/wp-json/Monitor/*", "limited": false},
        {"pattern": "/wp-json/forms/*", "methods": ["GET", "POST"], "per_minute": 7, "burst": 3},
        {"pattern": "/wp-json", "per_minute": 9, "burst": 4},
        {"pattern": "/wp-json/monitor/v1/x", "per_minute": 1, "burst": 1},
    ]));
    let general = rate(0, 50, 20);
    #[rustfmt::skip]
    let cases = [
        ("POST", "/forms/v1/send", rate(1, 5, 2)),
        ("POST", "/FORMS/v1/Send", rate(1, 5, 2)),
        ("POST", "/forms/v1/send/x", rate(3, 7, 3)),
        ("GET", "/forms/v1/send", rate(3, 7, 3)),
        ("HEAD", "/forms", rate(3, 7, 3)),
        ("OPTIONS", "/forms", rate(3, 7, 3)),
        ("DELETE", "/forms/v1/send", general),
        ("PROPFIND", "/forms/v1/send", general),
        ("GET", "/forms-evil", general),
        ("GET", "/monitor/v1/x", None),
        ("PROPFIND", "/monitor", None),
        ("GET", "/monitor/v1/../x", general),
        ("GET", "/monitor/v1/x\n", general),
        ("GET", "/", rate(4, 9, 4)),
        ("GET", "", general),
        ("GET", "/wp/v2/posts", general),
    ];
    for (method, route, wanted) in cases {
        let (of, verb) = (
            Route::new(route.as_bytes()),
            Verb::from_bytes(method.as_bytes()),
        );
        let found = policy.rate_limit().for_request(&of, verb);
        assert_eq!(found, wanted, "{method} {route:?}");
    }
}

#[test]
fn an_override_of_everything_leaves_out_what_cannot_be_compared() {
    let policy = limited(&json!([{"pattern": "/wp-json/*", "limited": false}]));
    for (route, exempt) in [("/", true), ("/a/v1", true), ("/a/./b", false), ("", false)] {
        let found = policy
            .rate_limit()
            .for_request(&Route::new(route.as_bytes()), Verb::Get);
        assert_eq!(found.is_none(), exempt, "{route:?}");
    }
}

#[test]
fn nobody_is_limited_until_it_is_switched_on() {
    let route = Route::new(b"/a/v1/x");
    for section in [
        json!({}),
        json!({"client": "direct"}),
        json!({"client": "direct", "overrides": [{"pattern": "/wp-json/*", "per_minute": 1, "burst": 1}]}),
    ] {
        let policy = policy(&json!({"rate_limit": section}));
        let rules = policy.rate_limit();
        assert_eq!(rules.client(), None);
        assert_eq!(rules.for_request(&route, Verb::Get), None);
        assert_eq!(rules.failed_auth(), None);
    }
}

#[test]
fn whose_address_counts_and_how_often_it_may_fail_is_told() {
    let policy = policy(&json!({
        "rate_limit": {"enabled": true, "client": "proxies", "failed_auth_per_minute": 4},
        "proxies": {"trusted": ["10.0.0.0/8"]},
    }));
    let rules = policy.rate_limit();
    assert_eq!(rules.client(), Some(Client::Proxies));
    assert_eq!(rules.failed_auth(), rate(0, 4, 4));
    let general = rules.for_request(&Route::new(b"/a/v1/x"), Verb::Get);
    assert_eq!(general, rate(0, 60, 30));
}

#[test]
fn a_hundred_overrides_are_the_most() {
    let with = |count: usize| {
        let overrides = vec![json!({"pattern": "/wp-json/a", "limited": false}); count];
        json!({"version": 1, "mode": "off", "rate_limit": {"overrides": overrides}}).to_string()
    };
    assert!(Policy::compile(with(100).as_bytes()).is_ok());
    assert_eq!(
        Policy::compile(with(101).as_bytes())
            .unwrap_err()
            .to_string(),
        "/rate_limit/overrides: more than 100 overrides"
    );
}

#[test]
fn the_tarpit_and_the_early_gate_are_as_they_are_written() {
    let tarpit = TarpitRules {
        min_ms: 200,
        max_ms: 800,
        max_waiting: None,
    };
    let early = EarlyRules {
        enabled: true,
        aggressive: false,
    };
    let default = policy(&json!({}));
    assert_eq!((default.tarpit(), default.early()), (tarpit, early));
    let changed = policy(&json!({
        "tarpit": {"min_ms": 0, "max_ms": 0, "max_waiting": 0},
        "early": {"enabled": false, "aggressive": true},
    }));
    let tarpit = TarpitRules {
        min_ms: 0,
        max_ms: 0,
        max_waiting: Some(0),
    };
    let early = EarlyRules {
        enabled: false,
        aggressive: true,
    };
    assert_eq!((changed.tarpit(), changed.early()), (tarpit, early));
}
