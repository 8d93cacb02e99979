//! What a refused client gets, to the byte.

use crate::early_site::{AGGRESSIVE, RULES, Request, blocked, form, snapshot};
use proptest::prelude::*;
use rest_gate::early::{Answer, Limit, Messages, Rules, SnapshotForm, limited, refused};
use serde_json::Value;

const ID: &str = "01a2033d2c25-9c105c03b";

fn answer(form: &SnapshotForm, request: &Request, rules: &Rules<'_>) -> Answer {
    let snapshot = snapshot(form);
    let refusal = request.judged_by(&snapshot, rules).unwrap();
    refused(&snapshot, &refusal, ID)
}

/// Status, headers and body as one text.
fn text(answer: &Answer) -> String {
    let mut text = format!("HTTP {}\n", answer.status);
    for (name, value) in &answer.headers {
        text.push_str(&format!("{name}: {}\n", value));
    }
    text + std::str::from_utf8(&answer.body).unwrap()
}

const BEFORE: &str = "\
HTTP 401
Content-Type: application/json; charset=UTF-8
X-Robots-Tag: noindex
Link: <http://single.test/wp-json/>; rel=\"https://api.w.org/\"
X-Content-Type-Options: nosniff
";

const AFTER: &str = "\
Access-Control-Expose-Headers: X-WP-Total, X-WP-TotalPages, Link
Access-Control-Allow-Headers: Authorization, X-WP-Nonce, Content-Disposition, Content-MD5, Content-Type
Expires: Wed, 11 Jan 1984 05:00:00 GMT
Cache-Control: no-cache, must-revalidate, max-age=0, no-store, private
";

const CORS: &str = "\
Access-Control-Allow-Origin: https://a.example
Access-Control-Allow-Methods: OPTIONS, GET, POST, PUT, PATCH, DELETE
Access-Control-Allow-Credentials: true
Vary: Origin
";

const BODY: &str = r#"{"code":"rest_gate_restricted","message":"The REST API of this site is not open to the public.","data":{"status":401,"request_id":"01a2033d2c25-9c105c03b"}}"#;

#[test]
fn a_refusal_looks_as_one_by_wordpress() {
    let named = format!("{BEFORE}X-Request-Id: {ID}\n{AFTER}");
    let with_method = |method: &str| Request::new().with("REQUEST_METHOD", method);
    for (request, rules, after, body) in [
        (with_method("GET"), RULES, "Vary: Origin\n", BODY),
        (with_method("HEAD"), RULES, "", ""),
        (with_method("POST"), AGGRESSIVE, "", BODY),
        (
            with_method("GET").with("HTTP_ORIGIN", "https://a.example"),
            RULES,
            CORS,
            BODY,
        ),
        (
            with_method("HEAD").with("HTTP_ORIGIN", "https://a.example"),
            RULES,
            CORS,
            "",
        ),
        (
            with_method("PUT").with("HTTP_ORIGIN", "https://a.example"),
            AGGRESSIVE,
            CORS,
            BODY,
        ),
        (
            with_method("GET").get(&[("_method", "HEAD")]),
            RULES,
            "Vary: Origin\n",
            "",
        ),
    ] {
        let expected = format!("{named}{after}{body}");
        assert_eq!(text(&answer(&form(), &request, &rules)), expected);
    }
    let unlogged = SnapshotForm {
        log: None,
        ..form()
    };
    let expected = format!("{BEFORE}{AFTER}Vary: Origin\n{BODY}");
    assert_eq!(text(&answer(&unlogged, &Request::new(), &RULES)), expected);
}

#[test]
fn what_the_site_says_of_itself_stands_in_the_answer() {
    let site = SnapshotForm {
        rest_url: String::new(),
        charset: "ISO-8859-1".to_owned(),
        ..blocked()
    };
    let given = text(&answer(&site, &Request::new(), &RULES));
    assert!(given.contains("Content-Type: application/json; charset=ISO-8859-1\n"));
    assert!(!given.contains("Link:"));
    assert!(given.contains(
        r#"{"code":"rest_gate_blocked_all","message":"The REST API of this site is switched off.","#
    ));
}

#[test]
fn a_limit_says_when_to_come_again() {
    let site = snapshot(&form());
    let asker = Request::new().judged_by(&site, &RULES).unwrap().asker;
    let limit = Limit {
        quota: 60,
        window: 60,
        retry_after: 17,
    };
    let given = text(&limited(&site, &asker, limit, ID));
    let after = AFTER.replace(
        "Expires:",
        "Retry-After: 17\nRateLimit-Policy: \"strangers\";q=60;w=60\nRateLimit: \"strangers\";r=0;t=17\nExpires:",
    );
    let before = BEFORE.replace("401", "429");
    let body = r#"{"code":"rest_gate_limited","message":"Too many requests.","data":{"status":429,"request_id":"01a2033d2c25-9c105c03b"}}"#;
    let expected = format!("{before}X-Request-Id: {ID}\n{after}Vary: Origin\n{body}");
    assert_eq!(given, expected);
}

fn with_message(message: &str) -> Vec<u8> {
    let site = SnapshotForm {
        messages: Messages {
            rest_gate_restricted: message.to_owned(),
            ..form().messages
        },
        ..form()
    };
    answer(&site, &Request::new(), &RULES).body
}

#[test]
fn texts_are_spelled_as_php_spells_them() {
    // The right column is what json_encode() of PHP 8.4 gives.
    for (message, spelled) in [
        ("a/b </script> & 'x'", r#"a\/b <\/script> & 'x'"#),
        ("\"\\", r#"\"\\"#),
        (
            "\u{8}\u{c}\n\r\t\u{1}\u{1f}\u{7f}",
            "\\b\\f\\n\\r\\t\\u0001\\u001f\u{7f}",
        ),
        ("nicht öffentlich.", r"nicht \u00f6ffentlich."),
        (
            "\u{2028}\u{2029}\u{ffff}\u{80}",
            r"\u2028\u2029\uffff\u0080",
        ),
        ("😀 \u{1d11e}", r"\ud83d\ude00 \ud834\udd1e"),
        ("サイト", r"\u30b5\u30a4\u30c8"),
        ("", ""),
        ("\0", r"\u0000"),
    ] {
        let body = with_message(message);
        let expected = format!(
            r#"{{"code":"rest_gate_restricted","message":"{spelled}","data":{{"status":401,"request_id":"{ID}"}}}}"#
        );
        assert_eq!(String::from_utf8(body).unwrap(), expected);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_body_parses_back_to_what_was_said(message in any::<String>()) {
        let body = with_message(&message);
        prop_assert!(body.is_ascii());
        let parsed: Value = serde_json::from_slice(&body).unwrap();
        prop_assert_eq!(&parsed["message"], &Value::from(message));
        prop_assert_eq!(&parsed["data"]["request_id"], ID);
    }
}
