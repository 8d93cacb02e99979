//! Every malformed document is refused with exactly the message beside it, and every document that
//! asks for what this version does not do is refused as that.
//!
//! `NAME.json` and `NAME.message` belong together; one without the other fails. Documents that
//! would be too large for a file are made here.

use crate::fixtures::files;
use rest_gate::policy::{
    Kind, MAX_BYTES, Policy, PolicyError, read_entry, read_gate, read_requirement,
};
use serde_json::{Value, json};

fn refused(document: &[u8]) -> PolicyError {
    match Policy::compile(document) {
        Ok(_) => panic!("accepted: {}", document.escape_ascii()),
        Err(error) => error,
    }
}

/// What is wrong with the pairs of a folder.
fn wrong_pairs(folder: &str, kind: Kind) -> Vec<String> {
    let documents = files(folder, "json");
    let mut messages = files(folder, "message");
    let mut wrong = Vec::new();
    for (name, document) in documents {
        let Some(message) = messages.remove(&name) else {
            wrong.push(format!("{name}: has no message"));
            continue;
        };
        let message = String::from_utf8(message).unwrap();
        let wanted = message.strip_suffix('\n').unwrap_or(&message);
        match Policy::compile(&document) {
            Ok(_) => wrong.push(format!("{name}: accepted")),
            Err(error) if error.to_string() != wanted => {
                wrong.push(format!("{name}:\n  is     {error}\n  not    {wanted}"));
            }
            Err(error) if error.kind() != kind => {
                wrong.push(format!("{name}: is {:?}, not {kind:?}", error.kind()));
            }
            Err(_) => {}
        }
    }
    wrong.extend(
        messages
            .keys()
            .map(|name| format!("{name}: has no document")),
    );
    wrong
}

#[test]
fn every_malformed_document_is_refused_with_its_message() {
    assert!(files("malformed", "json").len() >= 40);
    let wrong = wrong_pairs("malformed", Kind::Document);
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn every_valid_but_unsupported_document_is_refused_as_that() {
    let wrong = wrong_pairs("unsupported", Kind::Unsupported);
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn every_message_is_one_line_in_the_house_style() {
    for folder in ["malformed", "unsupported"] {
        for (name, document) in files(folder, "json") {
            let error = refused(&document);
            let why = error.why();
            assert!(!why.ends_with('.'), "{name}: ends in a full stop: {why}");
            let shown = error.to_string();
            for rust in ["PolicyError", "Option", "u64", "enum", "struct", "::"] {
                assert!(!shown.contains(rust), "{name}: speaks Rust: {shown}");
            }
            assert!(!shown.contains(char::is_control), "{name}: {shown:?}");
            assert!(shown.len() < 600, "{name}: {} bytes", shown.len());
        }
    }
}

#[test]
fn every_pointer_names_a_place_in_its_document_or_one_that_is_missing() {
    for folder in ["malformed", "unsupported"] {
        for (name, document) in files(folder, "json") {
            let pointer = refused(&document).pointer().to_owned();
            let Ok(document) = serde_json::from_slice::<Value>(&document) else {
                assert_eq!(pointer, "", "{name}");
                continue;
            };
            assert!(
                document.pointer(&pointer).is_some(),
                "{name}: `{pointer}` is nowhere in it"
            );
        }
    }
}

/// A document around one allowlist entry.
fn with_entry(entry: &Value) -> Vec<u8> {
    json!({"version": 1, "mode": "restrict", "allowlist": [entry]})
        .to_string()
        .into_bytes()
}

#[test]
fn the_largest_document_is_read_and_one_byte_more_is_not() {
    let mut text = br#"{"version": 1, "mode": "off"}"#.to_vec();
    text.resize(MAX_BYTES, b' ');
    assert!(Policy::compile(&text).is_ok());
    text.push(b' ');
    assert_eq!(
        refused(&text).to_string(),
        "policy document: larger than 1048576 bytes (1048577 bytes)"
    );
}

#[test]
fn five_thousand_entries_are_the_most() {
    let document = |count: usize| {
        let entries: Vec<Value> = (0..count)
            .map(|at| json!({"endpoint": format!("/a/v1/{at}")}))
            .collect();
        json!({"version": 1, "mode": "off", "allowlist": entries}).to_string()
    };
    assert!(Policy::compile(document(5000).as_bytes()).is_ok());
    assert_eq!(
        refused(document(5001).as_bytes()).to_string(),
        "/allowlist: more than 5000 entries"
    );
}

#[test]
fn the_longest_texts_are_read_and_one_more_is_not() {
    let note = |length: usize| json!({"pattern": "/wp-json/a/v1/x", "note": "é".repeat(length)});
    let pattern =
        |length: usize| json!({"pattern": format!("/wp-json/{}", "x".repeat(length - 9))});
    let endpoint = |length: usize| json!({"endpoint": format!("/{}", "x".repeat(length - 1))});
    let cases: [(Value, Value, &str); 3] = [
        (note(500), note(501), "longer than 500 characters"),
        (pattern(512), pattern(513), "longer than 512 bytes"),
        (endpoint(1024), endpoint(1025), "longer than 1024 bytes"),
    ];
    for (longest, longer, why) in cases {
        assert!(Policy::compile(&with_entry(&longest)).is_ok(), "{why}");
        assert_eq!(refused(&with_entry(&longer)).why(), why);
    }
}

/// A document around gates.
fn with_gates(gates: &[Value]) -> Vec<u8> {
    json!({"version": 1, "mode": "restrict", "gates": gates})
        .to_string()
        .into_bytes()
}

#[test]
fn a_thousand_gates_are_the_most() {
    let gates: Vec<Value> = (0..=1000)
        .map(|at| json!({"id": format!("g-{at}"), "pattern": "/*", "require": {"role": "editor"}}))
        .collect();
    assert!(Policy::compile(&with_gates(&gates[1..])).is_ok());
    assert_eq!(
        refused(&with_gates(&gates)).to_string(),
        "/gates: more than 1000 gates"
    );
}

#[test]
fn the_longest_texts_of_a_gate_are_read_and_one_more_is_not() {
    let gate = |key: &str, text: String| {
        let mut gate = json!({"id": "a", "endpoint": "/a", "require": {"deny": true}});
        gate[key] = json!(text);
        with_gates(&[gate])
    };
    let ability = |length: usize| format!("ability:core/{}", "x".repeat(length - 5));
    for (key, longest, longer, why) in [
        (
            "message",
            "é".repeat(500),
            "é".repeat(501),
            "longer than 500 characters",
        ),
        (
            "id",
            "a".repeat(64),
            "a".repeat(65),
            "not an id: 1 to 64 of `a`–`z`, `0`–`9` and `-`",
        ),
        (
            "endpoint",
            ability(255),
            ability(256),
            "not an ability; write `ability:` and its name, as in `ability:core/get-site-info`",
        ),
    ] {
        assert!(Policy::compile(&gate(key, longest)).is_ok(), "{key}");
        let error = refused(&gate(key, longer));
        let place = format!("/gates/0/{key}");
        assert_eq!((error.pointer(), error.why()), (place.as_str(), why));
    }
}

#[test]
fn a_document_nested_without_end_is_an_error_and_not_a_crash() {
    for deep in [
        "[".repeat(100_000),
        "{\"gates\":".repeat(100_000),
        format!(
            r#"{{"version":1,"mode":"off","gates":[{{"id":"a","pattern":"/*","require":{}"#,
            r#"{"not":"#.repeat(100_000)
        ),
    ] {
        assert!(
            refused(deep.as_bytes())
                .why()
                .starts_with("not JSON: recursion limit")
        );
    }
}

#[test]
fn bytes_that_are_no_text_are_not_json() {
    for document in [
        &b"{\"version\": 1, \"mode\": \"off\", \"x\xff\": 1}"[..],
        b"\xff\xfe{\0}\0",
        b"\0",
    ] {
        assert!(refused(document).why().starts_with("not JSON: "));
    }
}

#[test]
fn a_long_offending_text_is_cut() {
    let error = refused(&with_entry(&json!({"pattern": "é".repeat(200)})));
    assert_eq!(
        error.to_string(),
        format!(
            "/allowlist/0/pattern: `{}…`: must begin with `/`",
            "é".repeat(120)
        )
    );
}

#[test]
fn an_entry_alone_is_checked_as_one_in_a_document() {
    for (entry, message) in [
        ("", "policy document: is empty"),
        ("[]", "`[]`: must be an allowlist entry (a JSON object)"),
        (
            r#"{"pattern": null}"#,
            "/pattern: `null`: has no meaning here; leave the key out",
        ),
        (
            r#"{"patern": "/wp-json/a/v1/x"}"#,
            "/patern: `/wp-json/a/v1/x`: unknown key; known are `pattern`, \
             `endpoint`, `methods`, `note`, `expires`",
        ),
    ] {
        assert_eq!(
            read_entry(entry.as_bytes()).unwrap_err().to_string(),
            message
        );
    }
}

#[test]
fn a_gate_or_a_requirement_alone_is_checked_as_one_in_a_document() {
    for (gate, message) in [
        ("", "policy document: is empty"),
        ("[]", "`[]`: must be a gate (a JSON object)"),
        (
            r#"{"id": "a", "require": [], "pattern": "/*"}"#,
            "/require: `[]`: must be a requirement (a JSON object)",
        ),
        (
            r#"{"id": "a", "require": {"deny": true}, "methods": null}"#,
            "/methods: `null`: has no meaning here; leave the key out",
        ),
        (
            r#"{"require": {"deny": true}, "pattern": "/*"}"#,
            "policy document: the key `id` is missing",
        ),
    ] {
        assert_eq!(read_gate(gate.as_bytes()).unwrap_err().to_string(), message);
    }
    for (requirement, message) in [
        ("", "policy document: is empty"),
        (
            r#""read""#,
            r#"`"read"`: must be a requirement (a JSON object)"#,
        ),
        (
            r#"{"any": [{"not": []}]}"#,
            "/any/0/not: `[]`: must be a requirement (a JSON object)",
        ),
        (
            r#"{"capability": null}"#,
            "/capability: `null`: has no meaning here; leave the key out",
        ),
        (
            r#"{"auth_type": "magic"}"#,
            "/auth_type: `magic`: not one of `cookie`, `application_password`, `bearer`, `basic`, \
             `oauth1`, `consumer_key`, `other`, `none`",
        ),
    ] {
        assert_eq!(
            read_requirement(requirement.as_bytes())
                .unwrap_err()
                .to_string(),
            message
        );
    }
}
