//! What this version enforces. A part that nothing enforces may be absent or hold its default;
//! anything else is refused, never accepted and ignored.

use super::document::Document;
use super::error::PolicyError;
use serde::Serialize;
use serde_json::Value;

/// Refuses the parts that this version does not enforce.
pub(super) fn check(document: &Document) -> Result<(), PolicyError> {
    let default = Document::default();
    unless_default("/export", &document.export, &default.export)
}

fn unless_default<T: PartialEq + Serialize>(
    pointer: &str,
    value: &T,
    default: &T,
) -> Result<(), PolicyError> {
    if value == default {
        return Ok(());
    }
    Err(not_yet(pointer, &json(value), &json(default)))
}

/// Names the first key of a section that differs.
fn not_yet(pointer: &str, value: &Value, default: &Value) -> PolicyError {
    let key = value
        .as_object()
        .into_iter()
        .flatten()
        .find_map(|(key, of)| {
            default
                .get(key)
                .filter(|default| *default != of)
                .map(|default| not_yet(&format!("{pointer}/{key}"), of, default))
        });
    key.unwrap_or_else(|| {
        let why = format!("not supported yet; leave it out or at its default, {default}");
        PolicyError::new(pointer, &value.to_string(), why).unsupported()
    })
}

/// A document always serializes: it holds strings, numbers and lists only.
fn json<T: Serialize>(value: &T) -> Value {
    serde_json::to_value(value).unwrap_or_default()
}
