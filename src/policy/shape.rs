//! Where the document must hold an object, and where null may stand.
//!
//! serde reads a JSON array as the fields of a struct in their order, and null as a key that was
//! left out. In a policy both would open more than they show, so both are refused.

use super::error::PolicyError;
use serde_json::Value;

/// The sections that are objects.
const SECTIONS: [&str; 6] = ["tarpit", "rate_limit", "early", "log", "proxies", "export"];

/// The only places where null has a meaning of its own.
const NULLABLE: [&str; 2] = ["/tarpit/max_waiting", "/rate_limit/client"];

/// Checks a whole document.
pub(super) fn check_document(document: &Value) -> Result<(), PolicyError> {
    object(document, "", "a policy document")?;
    word(document, "", "mode", "`off`, `restrict`, `block_all`")?;
    word(document, "", "index", "`full`, `callable`")?;
    for name in SECTIONS {
        if let Some(section) = document.get(name) {
            object(section, &format!("/{name}"), "a section of settings")?;
        }
    }
    if let Some(limit) = document.get("rate_limit") {
        word(limit, "/rate_limit", "client", "`direct`, `proxies`")?;
        each(limit, "/rate_limit", "overrides", &|limit, place| {
            object(limit, place, "an override of the rate limit")
        })?;
    }
    if let Some(export) = document.get("export") {
        word(export, "/export", "fail2ban", "`off`, `on`")?;
    }
    each(document, "", "allowlist", &|entry, place| {
        object(entry, place, "an allowlist entry")
    })?;
    each(document, "", "gates", &gate)?;
    no_null(document, "")
}

/// Checks one allowlist entry.
pub(super) fn check_entry(entry: &Value) -> Result<(), PolicyError> {
    object(entry, "", "an allowlist entry")?;
    no_null(entry, "")
}

/// Checks one gate.
pub(super) fn check_gate(value: &Value) -> Result<(), PolicyError> {
    gate(value, "")?;
    no_null(value, "")
}

/// Checks a requirement that stands alone.
pub(super) fn check_requirement(value: &Value) -> Result<(), PolicyError> {
    requirement(value, "")?;
    no_null(value, "")
}

fn gate(value: &Value, place: &str) -> Result<(), PolicyError> {
    object(value, place, "a gate")?;
    requirement_at(value, place, "require")
}

fn object(value: &Value, place: &str, what: &str) -> Result<(), PolicyError> {
    if value.is_object() {
        return Ok(());
    }
    let why = format!("must be {what} (a JSON object)");
    Err(PolicyError::new(place, &value.to_string(), why))
}

/// A key that holds one of a few words.
fn word(parent: &Value, place: &str, key: &str, words: &str) -> Result<(), PolicyError> {
    let place = format!("{place}/{key}");
    match parent.get(key) {
        None | Some(Value::String(_)) => Ok(()),
        Some(Value::Null) if NULLABLE.contains(&place.as_str()) => Ok(()),
        Some(value) => Err(PolicyError::new(
            place,
            &value.to_string(),
            format!("not one of {words}"),
        )),
    }
}

fn each(
    parent: &Value,
    place: &str,
    key: &str,
    check: &dyn Fn(&Value, &str) -> Result<(), PolicyError>,
) -> Result<(), PolicyError> {
    let items = parent.get(key).and_then(Value::as_array);
    items
        .into_iter()
        .flatten()
        .enumerate()
        .try_for_each(|(at, item)| check(item, &format!("{place}/{key}/{at}")))
}

fn requirement_at(parent: &Value, place: &str, key: &str) -> Result<(), PolicyError> {
    match parent.get(key) {
        Some(value) => requirement(value, &format!("{place}/{key}")),
        None => Ok(()),
    }
}

/// serde_json bounds the depth of the text, and with it this recursion.
fn requirement(value: &Value, place: &str) -> Result<(), PolicyError> {
    object(value, place, "a requirement")?;
    if let Some(password) = value.get("application_password") {
        let place = format!("{place}/application_password");
        object(password, &place, "an application password")?;
    }
    const AUTH_TYPES: &str = "`cookie`, `application_password`, `bearer`, `basic`, `oauth1`, \
                              `consumer_key`, `other`, `none`";
    word(value, place, "auth_type", AUTH_TYPES)?;
    requirement_at(value, place, "else")?;
    requirement_at(value, place, "not")?;
    each(value, place, "any", &requirement)?;
    each(value, place, "all", &requirement)
}

fn no_null(value: &Value, place: &str) -> Result<(), PolicyError> {
    match value {
        Value::Null if !NULLABLE.contains(&place) => {
            let why = "has no meaning here; leave the key out";
            Err(PolicyError::new(place, "null", why))
        }
        Value::Array(items) => items
            .iter()
            .enumerate()
            .try_for_each(|(at, item)| no_null(item, &format!("{place}/{at}"))),
        Value::Object(items) => items
            .iter()
            .try_for_each(|(key, item)| no_null(item, &format!("{place}/{}", escape(key)))),
        _ => Ok(()),
    }
}

/// Escapes a key for a JSON pointer (RFC 6901).
pub(super) fn escape(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}
