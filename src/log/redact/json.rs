//! JSON: a request body, and what stands in other values.

use super::names::{MAX_LABEL, is_naming, is_plain_value, is_value_of};
use super::{REDACTED, Redactor, scan, size};
use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::Number;
use std::fmt;

/// Objects and lists in each other, of which no more are read. serde_json's own limit lies above.
const MAX_LEVELS: u8 = 32;

/// How many digits stand in the name of a setting.
const MAX_DIGITS: usize = 3;

/// What a text is as JSON.
pub(super) enum Found {
    /// Not JSON.
    Nothing,
    /// JSON without a credential.
    Clean,
    /// JSON without its credentials.
    Redacted(Vec<u8>),
    /// Something that begins as JSON does: what stands for it.
    Torn(Vec<u8>),
}

/// Reads a text that may be an object or a list.
pub(super) fn find(redactor: &Redactor, text: &[u8], depth: u8) -> Found {
    if !may_be(text) {
        return Found::Nothing;
    }
    let Some(depth) = depth.checked_sub(1) else {
        return Found::Redacted(REDACTED.as_bytes().to_vec());
    };
    match parse(text) {
        Some(json) => clean(redactor, json, depth),
        None if looks_like(text) => Found::Torn(torn(text)),
        None => Found::Nothing,
    }
}

/// Reads a text that must be JSON.
pub(super) fn whole(redactor: &Redactor, text: &[u8], depth: u8) -> Found {
    match serde_json::from_slice(text) {
        Ok(json) => clean(redactor, json, depth),
        Err(_) => Found::Torn(torn(text)),
    }
}

fn clean(redactor: &Redactor, mut json: Json, depth: u8) -> Found {
    if !json.redact(redactor, depth, MAX_LEVELS) {
        return Found::Clean;
    }
    Found::Redacted(serde_json::to_vec(&json).unwrap_or_else(|_| REDACTED.as_bytes().to_vec()))
}

/// A form writes blanks as `+`.
fn parse(text: &[u8]) -> Option<Json> {
    serde_json::from_slice(text).ok().or_else(|| {
        let spaced: Vec<u8> = text
            .iter()
            .map(|&byte| if byte == b'+' { b' ' } else { byte })
            .collect();
        (spaced != text).then(|| serde_json::from_slice(&spaced).ok())?
    })
}

fn torn(text: &[u8]) -> Vec<u8> {
    size(text, "malformed JSON").into_bytes()
}

fn may_be(text: &[u8]) -> bool {
    matches!(
        text.iter().find(|byte| !is_blank(**byte)),
        Some(b'{' | b'[')
    )
}

/// Whether the text begins as no text but JSON does.
pub(super) fn looks_like(text: &[u8]) -> bool {
    let mut opened = 0_u32;
    let mut last = b' ';
    for &byte in text.iter().filter(|byte| !is_blank(**byte)) {
        match byte {
            b'[' | b'{' if last != b'{' => opened += 1,
            b'"' => return opened > 0,
            _ => return false,
        }
        last = byte;
    }
    false
}

fn is_blank(byte: u8) -> bool {
    byte.is_ascii_whitespace() || byte == b'+'
}

/// A JSON value. Unlike serde_json's own it keeps the order of keys, and keys that stand twice.
enum Json {
    Null,
    Bool(bool),
    Number(Number),
    Text(String),
    List(Vec<Json>),
    Object(Vec<(String, Json)>),
}

impl Json {
    /// Takes the credentials out; whether there were any.
    fn redact(&mut self, redactor: &Redactor, depth: u8, levels: u8) -> bool {
        match self {
            Self::Null | Self::Bool(_) | Self::Number(_) => false,
            Self::Text(text) => replace(redactor, text, depth),
            Self::List(_) | Self::Object(_) if levels == 0 => self.hide(),
            Self::List(items) => {
                let mut changed = false;
                for item in items {
                    changed |= item.hide_pair(redactor);
                    changed |= item.redact(redactor, depth, levels - 1);
                }
                changed
            }
            Self::Object(items) => object(redactor, items, depth, levels - 1),
        }
    }

    /// Replaces a value of a name that tells a credential. What is empty tells nothing.
    fn hide(&mut self) -> bool {
        match self {
            Self::Null | Self::Bool(_) => return false,
            Self::Text(text) if text.is_empty() || text == REDACTED => return false,
            _ => {}
        }
        *self = Self::Text(REDACTED.to_owned());
        true
    }

    /// Whether a text reads as the name of a setting, and not as a key.
    fn may_be_name(&self) -> bool {
        match self {
            Self::Text(text) => {
                let digits = text.bytes().filter(u8::is_ascii_digit).count();
                digits <= MAX_DIGITS && text.len() <= MAX_LABEL
            }
            _ => false,
        }
    }

    /// A list of two in a list is a name and its value: `[["password", "x"]]`.
    fn hide_pair(&mut self, redactor: &Redactor) -> bool {
        match self {
            Self::List(pair) => match pair.as_mut_slice() {
                [Self::Text(name), value] => {
                    redactor.names.is_name_of_secret(name.as_bytes()) && value.hide()
                }
                _ => false,
            },
            _ => false,
        }
    }
}

fn object(redactor: &Redactor, items: &mut [(String, Json)], depth: u8, levels: u8) -> bool {
    let has_plain = items.iter().any(|(key, _)| is_plain_value(key.as_bytes()));
    let has_value = items.iter().any(|(key, _)| is_value_of(key.as_bytes()));
    let names_secret = has_value
        && items.iter().any(|(key, value)| match value {
            Json::Text(text) => {
                is_naming(key.as_bytes()) && redactor.names.is_name_of_secret(text.as_bytes())
            }
            _ => false,
        });
    let mut changed = false;
    for (key, value) in items {
        let is_name = has_plain && is_naming(key.as_bytes()) && value.may_be_name();
        let is_secret = (!is_name && redactor.names.is_sensitive(key.as_bytes()))
            || (names_secret && is_value_of(key.as_bytes()));
        changed |= if is_secret {
            value.hide()
        } else {
            value.redact(redactor, depth, levels)
        };
        changed |= replace(redactor, key, depth.min(1));
    }
    changed
}

fn replace(redactor: &Redactor, text: &mut String, depth: u8) -> bool {
    match scan::redact(redactor, text.as_bytes(), depth) {
        Some(redacted) => {
            *text = String::from_utf8_lossy(&redacted).into_owned();
            true
        }
        None => false,
    }
}

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Any)
    }
}

struct Any;

impl<'de> Visitor<'de> for Any {
    type Value = Json;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Json, E> {
        Ok(Json::Bool(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Json, E> {
        Ok(Json::Number(value.into()))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Json, E> {
        Ok(Json::Number(value.into()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Json, E> {
        Ok(Number::from_f64(value).map_or(Json::Null, Json::Number))
    }

    fn visit_str<E>(self, value: &str) -> Result<Json, E> {
        Ok(Json::Text(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut from: A) -> Result<Json, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = from.next_element()? {
            items.push(item);
        }
        Ok(Json::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut from: A) -> Result<Json, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = from.next_entry()? {
            items.push(item);
        }
        Ok(Json::Object(items))
    }
}

impl Serialize for Json {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Bool(value) => serializer.serialize_bool(*value),
            Self::Number(value) => value.serialize(serializer),
            Self::Text(value) => serializer.serialize_str(value),
            Self::List(items) => serializer.collect_seq(items),
            Self::Object(items) => {
                let mut map = serializer.serialize_map(Some(items.len()))?;
                for (key, value) in items {
                    map.serialize_entry(key, value)?;
                }
                map.end()
            }
        }
    }
}
