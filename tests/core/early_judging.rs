//! The early refusal: each condition alone turns a sure refusal into a pass with its own reason.

use crate::early_site::{AGGRESSIVE, NOW, RULES, Request, blocked, form, snapshot};
use rest_gate::early::{ACTIVATION, Rules, SnapshotForm, Verdict, Why, judge, server_name};
use serde_json::json;
use std::collections::BTreeSet;

fn with_policy(policy: serde_json::Value) -> SnapshotForm {
    SnapshotForm { policy, ..form() }
}

fn sent(name: &str, value: &str) -> Request {
    Request::new().with(name, value)
}

#[test]
fn a_stranger_without_anything_is_refused() {
    let refusal = Request::new().judged(&form(), &RULES).unwrap();
    assert_eq!(refusal.route, b"/wp/v2/users");
    assert_eq!(refusal.method, b"GET");
    assert_eq!(refusal.status, 401);
    assert_eq!(refusal.code, "rest_gate_restricted");
    assert_eq!(refusal.reason, "not_allowlisted");
    assert!(!refusal.asker.is_head);
    assert_eq!(refusal.asker.origin, None);
    let refusal = Request::new().judged(&blocked(), &RULES).unwrap();
    assert_eq!(refusal.code, "rest_gate_blocked_all");
    assert_eq!(refusal.reason, "block_all");
}

#[test]
fn each_condition_alone_makes_it_pass_on_for_its_own_reason() {
    let off = Rules {
        enabled: false,
        ..RULES
    };
    let by_endpoint = json!({ "version": 1, "mode": "restrict",
        "allowlist": [{ "endpoint": "/wp/v2/users/(?P<id>[\\d]+)" }] });
    let opened = json!({ "version": 1, "mode": "restrict",
        "allowlist": [{ "pattern": "/wp-json/wp/v2/users", "expires": "2026-11-22" }] });
    let shop = SnapshotForm {
        is_subdirectory_network: true,
        blog_paths: Some(vec!["/".to_owned(), "/shop/".to_owned()]),
        ..form()
    };
    let plain = Request::new;
    #[rustfmt::skip]
    let cases: Vec<(Why, SnapshotForm, Request, Rules<'_>)> = vec![
        (Why::Disabled, form(), plain(), off),
        (Why::Mode, with_policy(json!({ "version": 1, "mode": "off" })), plain(), RULES),
        (Why::Simulate, with_policy(json!({ "version": 1, "mode": "restrict", "simulate": true })), plain(), RULES),
        (Why::OtherScript, form(), plain().script("/srv/wordpress/wp-admin/index.php"), RULES),
        (Why::OtherScript, form(), plain().script("/srv/other/index.php"), RULES),
        (Why::Extended, SnapshotForm { is_extended: true, ..form() }, plain(), RULES),
        (Why::Cookie, form(), Request { cookies: 1, ..plain() }, RULES),
        (Why::Cookie, form(), sent("HTTP_COOKIE", "="), RULES),
        (Why::Authorization, form(), Request { sapi_authorization: true, ..plain() }, RULES),
        (Why::Authorization, form(), sent("HTTP_AUTHORIZATION", "Bearer x"), RULES),
        (Why::ServerCredential, form(), sent("REMOTE_USER", "ann"), RULES),
        (Why::Nonce, form(), sent("HTTP_X_WP_NONCE", "abc"), RULES),
        (Why::Nonce, form(), sent("HTTP_X_WP_NONCE", ""), RULES),
        (Why::Nonce, form(), plain().get(&[("_wpnonce", "")]), RULES),
        (Why::Preflight, form(), sent("REQUEST_METHOD", "OPTIONS").with("HTTP_ORIGIN", "https://a.example")
            .with("HTTP_ACCESS_CONTROL_REQUEST_METHOD", "POST"), RULES),
        (Why::Method, form(), sent("REQUEST_METHOD", "POST"), RULES),
        (Why::Method, form(), sent("REQUEST_METHOD", "OPTIONS"), RULES),
        (Why::Method, form(), sent("REQUEST_METHOD", "get"), RULES),
        (Why::Body, form(), sent("CONTENT_LENGTH", "1"), RULES),
        (Why::Body, form(), sent("HTTP_CONTENT_LENGTH", "00"), RULES),
        (Why::Body, form(), sent("HTTP_TRANSFER_ENCODING", "chunked"), RULES),
        (Why::Body, form(), plain().post(&[("context", "view")]), RULES),
        (Why::Files, form(), Request { files: 1, ..plain() }, RULES),
        (Why::EnvelopeOrJsonp, form(), plain().get(&[("_jsonp", "cb")]), RULES),
        (Why::EnvelopeOrJsonp, form(), plain().get(&[("_envelope", "")]), AGGRESSIVE),
        (Why::EnvelopeOrJsonp, form(), plain().post(&[("_pretty", "1")]), AGGRESSIVE),
        (Why::Query, form(), plain().get(&[("consumer_key", "x")]), RULES),
        (Why::Header, form(), sent("HTTP_X_API_KEY", "x"), RULES),
        (Why::Header, form(), sent("HTTP_X_HTTP_METHOD_OVERRIDE", "POST"), RULES),
        (Why::Origin, form(), sent("HTTP_ORIGIN", "chrome-extension://abc"), RULES),
        (Why::OtherBlog, shop.clone(), sent("REQUEST_URI", "/shop/wp-json/wp/v2/users"), RULES),
        (Why::Uncertain, form(), sent("REQUEST_URI", ""), RULES),
        (Why::Uncertain, form(), sent("PHP_SELF", ""), RULES),
        (Why::Uncertain, form(), sent("SERVER_SOFTWARE", "Microsoft-IIS/10.0"), RULES),
        (Why::Uncertain, form(), sent("SCRIPT_NAME", "/cgi/php.cgi"), RULES),
        (Why::Uncertain, form(), plain().get(&[("rest_route", "/a")]).post(&[("rest_route", "/b")]), AGGRESSIVE),
        (Why::NotRest, form(), sent("REQUEST_URI", "/hello-world/"), RULES),
        (Why::NotRest, form(), plain().get(&[("rest_route", "")]), RULES),
        (Why::Allowlisted, form(), sent("REQUEST_URI", "/wp-json/"), RULES),
        (Why::Allowlisted, with_policy(opened), plain(), RULES),
        (Why::NeedsEndpoint, with_policy(by_endpoint), plain(), RULES),
    ];
    let mut seen = BTreeSet::new();
    for (why, form, request, rules) in cases {
        assert_eq!(request.judged(&form, &rules), Err(why), "{}", why.as_str());
        seen.insert(why.as_str());
    }
    let late = snapshot(&form());
    let verdict = judge(&late, &Request::new().arrival(), &RULES, NOW + 59_000);
    assert_eq!(verdict, Verdict::Pass(Why::Expired));
    seen.insert(Why::Expired.as_str());
    // These are said by whoever finds no snapshot, or no key.
    seen.extend([Why::NoSnapshot, Why::Unusable, Why::NoKey].map(Why::as_str));
    assert_eq!(seen, Why::ALL.map(Why::as_str).into_iter().collect());
    for (at, why) in Why::ALL.into_iter().enumerate() {
        assert_eq!(why.index(), at);
    }
}

#[test]
fn a_header_is_harmless_by_its_whole_name_only() {
    for harmless in [
        "Accept",
        "Sec-Fetch-Mode",
        "Sec-CH-UA-Platform",
        "Sec-GPC",
        "DNT",
        "If-None-Match",
        "X-Forwarded-For",
        "X-Forwarded-Proto",
        "Forwarded",
        "Via",
        "CF-Ray",
        "CF-Connecting-IP",
        "CDN-Loop",
        "Fastly-Client-IP",
        "X-Amzn-Trace-Id",
        "X-Cloud-Trace-Context",
        "Traceparent",
        "X-B3-TraceId",
        "X-Varnish",
        "Priority",
        "X-Requested-With",
        "Content-Type",
        "Referer",
    ] {
        let name = String::from_utf8(server_name(harmless)).unwrap();
        let judged = sent(&name, "x").judged(&form(), &RULES);
        assert!(judged.is_ok(), "{harmless}: {judged:?}");
    }
    for unknown in [
        "X-Forwarded-User",
        "X-Forwarded-Access-Token",
        "X-Forwarded-Email",
        "X-Forwarded-Client-Cert",
        "X-Forwarded-Preferred-Username",
        "X-API-Key",
        "X-Auth-Token",
        "X-Auth-Request-User",
        "Remote-User",
        "Cookie2",
        "CF-Access-Jwt-Assertion",
        "CF-Access-Client-Id",
        "CF-Access-Authenticated-User-Email",
        "X-Amzn-Oidc-Data",
        "X-Amzn-Oidc-Identity",
        "X-Goog-IAP-JWT-Assertion",
        "X-Goog-Authenticated-User-Email",
        "X-MS-Client-Principal",
        "X-MS-Client-Principal-Id",
        "X-MS-Token-AAD-Access-Token",
        "Proxy-Authorization",
        "SSL-Client-Cert",
        "SSL-Client-Verify",
        "X-SSL-Client-S-DN",
        "X-ARR-ClientCert",
        "X-Original-URL",
        "X-Rewrite-URL",
        "X-WP-Anything",
        "X-Forwarded",
        "Sec-CH-UA-New",
        "Accept-X",
        "Access-Control-Request-Method",
        "Proxy",
        "Unheard-Of",
        "",
    ] {
        let name = String::from_utf8(server_name(unknown)).unwrap();
        let request = sent(&name, "x");
        assert_eq!(
            request.judged(&form(), &RULES),
            Err(Why::Header),
            "{unknown}"
        );
        assert_eq!(
            request.judged(&form(), &AGGRESSIVE),
            Err(Why::Header),
            "{unknown}"
        );
        assert!(request.judged(&blocked(), &RULES).is_ok(), "{unknown}");
        let extra = [server_name(unknown)];
        let told = Rules {
            harmless_headers: &extra,
            ..RULES
        };
        assert!(request.judged(&form(), &told).is_ok(), "{unknown}");
        assert!(sent(&name, "").judged(&form(), &RULES).is_ok(), "{unknown}");
        let inner = sent(&format!("REDIRECT_REDIRECT_{name}"), "x");
        assert_eq!(inner.judged(&form(), &RULES), Err(Why::Header), "{unknown}");
    }
}

#[test]
fn what_says_who_asks_always_passes_on() {
    let extra = ["Authorization", "Cookie", "X-WP-Nonce"].map(server_name);
    let told = Rules {
        harmless_headers: &extra,
        ..AGGRESSIVE
    };
    let credentials = [
        ("HTTP_AUTHORIZATION", Why::Authorization),
        ("REDIRECT_HTTP_AUTHORIZATION", Why::Authorization),
        (
            "REDIRECT_REDIRECT_REDIRECT_HTTP_AUTHORIZATION",
            Why::Authorization,
        ),
        ("PHP_AUTH_USER", Why::Authorization),
        ("PHP_AUTH_PW", Why::Authorization),
        ("PHP_AUTH_DIGEST", Why::Authorization),
        ("AUTH_TYPE", Why::ServerCredential),
        ("REMOTE_USER", Why::ServerCredential),
        ("REDIRECT_REMOTE_USER", Why::ServerCredential),
        ("REDIRECT_REDIRECT_REMOTE_USER", Why::ServerCredential),
        ("AUTH_USER", Why::ServerCredential),
        ("LOGON_USER", Why::ServerCredential),
        ("SSL_CLIENT_CERT", Why::ServerCredential),
        ("SSL_CLIENT_S_DN", Why::ServerCredential),
        ("SSL_CLIENT_VERIFY", Why::ServerCredential),
        ("REDIRECT_SSL_CLIENT_M_SERIAL", Why::ServerCredential),
        ("OIDC_CLAIM_sub", Why::ServerCredential),
        ("MELLON_NAME_ID", Why::ServerCredential),
        ("Shib-Session-ID", Why::ServerCredential),
        ("HTTP_COOKIE", Why::Cookie),
        ("HTTP_X_WP_NONCE", Why::Nonce),
    ];
    for (name, why) in credentials {
        for form in [form(), blocked()] {
            for rules in [RULES, told] {
                for value in ["x", "0", " "] {
                    assert_eq!(sent(name, value).judged(&form, &rules), Err(why), "{name}");
                }
            }
            if why != Why::Nonce {
                assert!(sent(name, "").judged(&form, &RULES).is_ok(), "{name}");
            }
        }
    }
    assert!(
        sent("SSL_CLIENT_VERIFY", "NONE")
            .judged(&form(), &RULES)
            .is_ok()
    );
    for form in [form(), blocked()] {
        for rules in [RULES, told] {
            let cookie = Request {
                cookies: 1,
                ..Request::new()
            };
            assert_eq!(cookie.judged(&form, &rules), Err(Why::Cookie));
            let hidden = Request {
                sapi_authorization: true,
                ..Request::new()
            };
            assert_eq!(hidden.judged(&form, &rules), Err(Why::Authorization));
            let nonce = Request::new().post(&[("_wpnonce", "x")]);
            assert_eq!(nonce.judged(&form, &rules), Err(Why::Nonce));
        }
    }
}

#[test]
fn a_query_name_is_harmless_by_its_whole_name_only() {
    for harmless in [
        "context",
        "page",
        "per_page",
        "search",
        "after",
        "before",
        "author",
        "author_exclude",
        "exclude",
        "include",
        "offset",
        "order",
        "orderby",
        "slug",
        "status",
        "categories",
        "tags",
        "sticky",
        "parent",
        "_locale",
        "_fields",
        "_embed",
        "_method",
        "url",
        "format",
        "maxwidth",
        "utm_source",
    ] {
        let request = Request::new().get(&[(harmless, "GET")]);
        assert!(request.judged(&form(), &RULES).is_ok(), "{harmless}");
    }
    for unknown in [
        "password",
        "token",
        "key",
        "secret",
        "sig",
        "signature",
        "oauth_token",
        "oauth_consumer_key",
        "consumer_key",
        "consumer_secret",
        "jwt",
        "JWT",
        "nonce",
        "access_token",
        "api_key",
        "apikey",
        "code",
        "state",
        "hash",
        "auth",
        "CONTEXT",
        "x",
        "",
        "0",
        "utm_medium",
    ] {
        let request = Request::new().get(&[("context", "view"), (unknown, "x")]);
        assert_eq!(
            request.judged(&form(), &RULES),
            Err(Why::Query),
            "{unknown}"
        );
        assert!(request.judged(&form(), &AGGRESSIVE).is_ok(), "{unknown}");
        assert!(request.judged(&blocked(), &RULES).is_ok(), "{unknown}");
    }
    let own = SnapshotForm {
        harmless_query: ["_jsonp", "_envelope", "_pretty", "_wpnonce"]
            .map(str::to_owned)
            .to_vec(),
        ..form()
    };
    for never in &own.harmless_query {
        let request = Request::new().get(&[(never, "1")]);
        assert!(request.judged(&own, &AGGRESSIVE).is_err(), "{never}");
        assert!(request.judged(&blocked(), &AGGRESSIVE).is_err(), "{never}");
    }
}

#[test]
fn aggressive_refuses_what_has_a_body_and_never_what_has_a_credential() {
    let body = Request {
        files: 2,
        ..sent("REQUEST_METHOD", "POST")
    }
    .with("CONTENT_LENGTH", "12")
    .post(&[("a", "b")]);
    let refusal = body.judged(&form(), &AGGRESSIVE).unwrap();
    assert_eq!(refusal.method, b"POST");
    assert!(body.judged(&blocked(), &RULES).is_ok());
    let extended = SnapshotForm {
        is_extended: true,
        ..form()
    };
    assert_eq!(body.judged(&extended, &AGGRESSIVE), Err(Why::Extended));
    let extended = SnapshotForm {
        is_extended: true,
        ..blocked()
    };
    assert!(body.judged(&extended, &RULES).is_ok());
}

#[test]
fn under_block_all_a_preflight_and_an_odd_origin_still_pass_on() {
    let preflight = sent("REQUEST_METHOD", "OPTIONS")
        .with("HTTP_ORIGIN", "https://a.example")
        .with("HTTP_ACCESS_CONTROL_REQUEST_METHOD", "POST");
    assert_eq!(preflight.judged(&blocked(), &RULES), Err(Why::Preflight));
    assert!(
        preflight
            .get(&[("_method", "GET")])
            .judged(&blocked(), &RULES)
            .is_ok()
    );
    for (origin, echoed) in [
        ("https://a.example", Some("https://a.example")),
        ("http://A.Example:8443", Some("http://A.Example:8443")),
        ("null", Some("null")),
        ("0", None),
        ("", None),
    ] {
        let refusal = sent("HTTP_ORIGIN", origin)
            .judged(&blocked(), &RULES)
            .unwrap();
        assert_eq!(refusal.asker.origin.as_deref(), echoed.map(str::as_bytes));
    }
    for odd in [
        "HTTPS://a.example",
        "https://",
        "https://a.example/",
        "https://a.example:",
        "//a.example",
        "https://a.example:123456",
        "https://[::1]",
        "https://u@a.example",
        "a.example",
        "Null",
        "https://a.example\r\nX: y",
        "https://a.example ",
        "file:///etc",
        "https://ä.example",
    ] {
        assert_eq!(
            sent("HTTP_ORIGIN", odd).judged(&blocked(), &RULES),
            Err(Why::Origin),
            "{odd}"
        );
    }
}

#[test]
fn the_activation_page_serves_rest_to_nobody() {
    let ask = || Request::new().script("/srv/wordpress/wp-activate.php");
    let asked = ask()
        .with(
            "REQUEST_URI",
            "/wp-activate.php?rest_route=/wp/v2/users&_jsonp=cb",
        )
        .with("PHP_SELF", "/wp-activate.php")
        .get(&[
            ("rest_route", "/wp/v2/users"),
            ("_jsonp", "cb"),
            ("token", "x"),
        ])
        .with("HTTP_AUTHORIZATION", "Basic x")
        .with("HTTP_X_WP_NONCE", "x")
        .with("HTTP_ORIGIN", "odd")
        .with("REQUEST_METHOD", "DELETE");
    let asked = Request {
        cookies: 3,
        sapi_authorization: true,
        ..asked
    };
    for (form, code, reason) in [
        (form(), "rest_gate_restricted", "not_allowlisted"),
        (
            SnapshotForm {
                is_extended: true,
                ..form()
            },
            "rest_gate_restricted",
            "not_allowlisted",
        ),
        (blocked(), "rest_gate_blocked_all", "block_all"),
    ] {
        let refusal = asked.judged(&form, &RULES).unwrap();
        assert_eq!((refusal.code, refusal.reason), (code, reason));
        assert_eq!(refusal.asker.origin, None);
    }
    let index = ask()
        .get(&[("rest_route", "/")])
        .judged(&form(), &RULES)
        .unwrap();
    assert_eq!(
        (index.route.as_slice(), index.reason),
        (&b"/"[..], ACTIVATION)
    );
    for policy in [
        json!({ "version": 1, "mode": "off" }),
        json!({ "version": 1, "mode": "block_all", "simulate": true }),
    ] {
        assert!(asked.judged(&with_policy(policy), &RULES).is_err());
    }
    let page = ask()
        .with("REQUEST_URI", "/wp-activate.php?key=x")
        .get(&[("key", "x")]);
    assert_eq!(page.judged(&form(), &RULES), Err(Why::NotRest));
}

#[test]
fn the_method_of_the_wire_and_the_effective_one_are_told_apart() {
    for (wire, get, method, is_head) in [
        ("GET", None, "GET", false),
        ("HEAD", None, "HEAD", true),
        ("GET", Some("head"), "HEAD", true),
        ("HEAD", Some("post"), "POST", true),
        ("GET", Some("delete"), "DELETE", false),
    ] {
        let request = sent("REQUEST_METHOD", wire);
        let request = match get {
            Some(get) => request.get(&[("_method", get)]),
            None => request,
        };
        let refusal = request.judged(&form(), &RULES).unwrap();
        assert_eq!(refusal.method, method.as_bytes());
        assert_eq!(refusal.asker.wire_method, wire.as_bytes());
        assert_eq!(refusal.asker.is_head, is_head, "{wire} {get:?}");
    }
}
