//! The document as it is shipped, shown and described: the design's example, the default, and the
//! JSON Schema, which agrees with what the extension reads.

use crate::fixtures::files;
use rest_gate::policy::{Document, Mode, Policy, read};
use serde_json::Value;
use std::collections::BTreeSet;

fn schema() -> Value {
    serde_json::from_str(include_str!("../../docs/policy.schema.json")).unwrap()
}

fn json_files(folder: &str) -> Vec<(String, Value)> {
    files(folder, "json")
        .into_iter()
        .filter_map(|(name, text)| Some((name, serde_json::from_slice(&text).ok()?)))
        .collect()
}

#[test]
fn the_example_of_the_design_is_a_policy() {
    let policy = Policy::compile(&files("valid", "json")["design-example"]).unwrap();
    let custom: Vec<String> = policy
        .entries()
        .iter()
        .skip(8)
        .map(|entry| entry.selector.to_string())
        .collect();
    assert_eq!(
        custom,
        [
            "/wp-json/myplugin/v1/*",
            r"/contact-form-7/v1/contact-forms/(?P<id>\d+)/feedback"
        ]
    );
    let gates = policy.gates();
    let told: Vec<_> = gates
        .list()
        .iter()
        .map(|gate| {
            (
                gate.id.as_str(),
                gate.target.to_string(),
                gates.in_words(gate),
            )
        })
        .collect();
    let told: Vec<_> = told
        .iter()
        .map(|(id, target, words)| [*id, target.as_str(), words.as_str()])
        .collect();
    assert_eq!(
        told,
        [
            [
                "agent-reads-only",
                "/wp-json/*",
                "not (application password 5f0c4a3e-0000-4000-8000-000000000001 of user 7)"
            ],
            ["create-posts", "/wp/v2/posts", "capability `publish_posts`"],
            [
                "edit-one-post",
                r"/wp/v2/posts/(?P<id>[\d]+)",
                "capability `edit_post` on `id`, without one: capability `edit_posts`"
            ],
        ]
    );
}

#[test]
fn every_valid_document_is_read_and_read_again_from_what_is_written() {
    for (name, text) in files("valid", "json") {
        let document = read(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
        let written = serde_json::to_vec_pretty(&document).unwrap();
        assert_eq!(read(&written).unwrap(), document, "{name}");
        let hash = |text: &[u8]| Policy::compile(text).unwrap().hash().to_owned();
        assert_eq!(hash(&text), hash(&written), "{name}");
    }
}

#[test]
fn the_default_document_is_off_and_survives_its_own_writing() {
    let default = Document::default();
    assert_eq!((default.mode, default.simulate), (Mode::Off, false));
    let written = serde_json::to_vec(&default).unwrap();
    assert_eq!(read(&written).unwrap(), default);
    assert_eq!(read(br#"{"version": 1, "mode": "off"}"#).unwrap(), default);
}

#[test]
fn every_key_of_the_default_document_has_its_default_in_the_schema() {
    let schema = schema();
    let default = serde_json::to_value(Document::default()).unwrap();
    for (key, value) in default.as_object().unwrap() {
        let section = &schema["properties"][key];
        if let Some(name) = section["$ref"].as_str() {
            let properties = &schema.pointer(&name[1..]).unwrap()["properties"];
            for (inner, value) in value.as_object().unwrap() {
                assert_eq!(&properties[inner]["default"], value, "{key}/{inner}");
            }
        } else if key != "version" && key != "mode" {
            assert_eq!(&section["default"], value, "{key}");
        }
    }
}

#[test]
fn a_hash_names_the_content_and_not_the_writing() {
    let hash = |text: &str| Policy::compile(text.as_bytes()).unwrap().hash().to_owned();
    let one = hash(r#"{"version": 1, "mode": "off"}"#);
    assert_eq!(one.len(), 16);
    assert_eq!(
        one,
        hash("{\"mode\":\"off\",\n\"simulate\":false,\"version\":1}")
    );
    assert_ne!(one, hash(r#"{"version": 1, "mode": "restrict"}"#));
    assert_ne!(
        one,
        hash(r#"{"version": 1, "mode": "off", "simulate": true}"#)
    );
}

/// What a schema cannot tell: it sees neither keys that stand twice nor one value beside another,
/// knows no real days and addresses, counts no depth, and says nothing about what an entry would open or what a
/// capability asks about.
const BEYOND_THE_SCHEMA: &[&str] = &[
    "builtin-is-unknown",
    "endpoint-opens-batch",
    "endpoint-opens-batch-with-root",
    "entry-key-twice",
    "expires-is-no-real-day",
    "gate-except-leaves-nothing",
    "gate-except-lies-outside",
    "gate-id-twice",
    "gate-require-key-twice",
    "log-exclude-ips-host-bits",
    "log-redact-no-letter",
    "mode-twice",
    "pattern-is-a-route",
    "pattern-is-a-route-with-star",
    "pattern-is-an-oembed-route",
    "pattern-is-the-batch-route",
    "pattern-opens-batch",
    "pattern-opens-batch-by-star",
    "pattern-opens-batch-in-capitals",
    "pattern-opens-everything",
    "pattern-opens-everything-in-capitals",
    "proxies-trusted-no-address",
    "rate-limit-client-without-proxies",
    "require-capability-without-object",
    "require-capability-without-object-in-else",
    "require-depth-nine",
    "require-depth-nine-by-else",
    "section-key-twice",
    "tarpit-min-above-max",
    "version-is-one-point-zero",
    "version-twice",
];

#[test]
fn the_schema_is_a_schema() {
    jsonschema::meta::validate(&schema()).unwrap();
}

#[test]
fn what_the_extension_reads_the_schema_accepts() {
    let validator = jsonschema::validator_for(&schema()).unwrap();
    let mut valid = json_files("valid");
    valid.extend(json_files("unsupported"));
    valid.push((
        "default".to_owned(),
        serde_json::to_value(Document::default()).unwrap(),
    ));
    let decisions: Value =
        serde_json::from_str(include_str!("../fixtures/policies/decisions.json")).unwrap();
    for (name, document) in decisions["policies"].as_object().unwrap() {
        valid.push((name.clone(), document.clone()));
    }
    for (name, document) in valid {
        let later = document["version"] == 2;
        let why = validator
            .validate(&document)
            .err()
            .map(|error| error.to_string());
        assert_eq!(why.is_some(), later, "{name}: {why:?}");
    }
}

#[test]
fn what_is_malformed_in_shape_the_schema_refuses() {
    let validator = jsonschema::validator_for(&schema()).unwrap();
    let accepted: BTreeSet<String> = json_files("malformed")
        .into_iter()
        .filter(|(_, document)| validator.is_valid(document))
        .map(|(name, _)| name)
        .collect();
    let beyond: BTreeSet<String> = BEYOND_THE_SCHEMA
        .iter()
        .map(|&name| name.to_owned())
        .collect();
    assert_eq!(accepted, beyond);
}

#[test]
fn the_schema_is_closed_and_described_everywhere() {
    let mut open = Vec::new();
    walk(&schema(), "", &mut open);
    assert_eq!(open, [""; 0]);
}

/// Collects the objects that take any key and the properties that nothing describes.
fn walk(schema: &Value, place: &str, open: &mut Vec<String>) {
    let Some(keys) = schema.as_object() else {
        return;
    };
    if schema["type"] == "object" && schema["additionalProperties"] != false {
        open.push(format!("{place}: takes any key"));
    }
    for (name, property) in schema["properties"].as_object().into_iter().flatten() {
        if property["description"].is_null() && property["$ref"].is_null() {
            open.push(format!("{place}/properties/{name}: has no description"));
        }
        walk(property, &format!("{place}/properties/{name}"), open);
    }
    for (name, definition) in keys
        .get("$defs")
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
    {
        if definition["description"].is_null() {
            open.push(format!("{place}/$defs/{name}: has no description"));
        }
        walk(definition, &format!("{place}/$defs/{name}"), open);
    }
}

/// What the documentation quotes is what is put into force over HTTP.
#[test]
fn the_documentation_quotes_every_example_as_it_is_tested() {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/");
    let told = std::fs::read_to_string(format!("{root}docs/policy.md")).unwrap();
    let mut examples = 0;
    for file in std::fs::read_dir(format!("{root}tests/fixtures/examples")).unwrap() {
        let example = std::fs::read_to_string(file.unwrap().path()).unwrap();
        Policy::compile(example.as_bytes()).unwrap();
        assert!(
            told.contains(&format!("```json\n{example}```")),
            "{example}"
        );
        examples += 1;
    }
    assert_eq!(examples, 5);
}
