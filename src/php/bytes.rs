//! Values from PHP as bytes, whatever they are.

use crate::request::{Param, Params};
use ext_php_rs::types::{ArrayKey, ZendHashTable, Zval};
use std::borrow::Cow;

/// The bytes of a value from the wire: a string as it is, a number as PHP writes it, true as `1`,
/// anything else as nothing.
pub(super) fn of(value: &Zval) -> Cow<'_, [u8]> {
    if let Some(text) = value.zend_str() {
        return Cow::Borrowed(text.as_bytes());
    }
    if let Some(number) = value.long() {
        return Cow::Owned(number.to_string().into_bytes());
    }
    if let Some(number) = value.double() {
        return Cow::Owned(number.to_string().into_bytes());
    }
    match value.bool() {
        Some(true) => Cow::Borrowed(b"1"),
        _ => Cow::Borrowed(b""),
    }
}

/// The same as text, for messages and names that are compared as text.
pub(super) fn text(value: &Zval) -> String {
    String::from_utf8_lossy(&of(value)).into_owned()
}

/// A value of an array by its name.
pub(super) fn field<'a>(array: &'a ZendHashTable, name: &str) -> Option<Cow<'a, [u8]>> {
    array.get(name).filter(|value| !value.is_null()).map(of)
}

/// `$_GET` or `$_POST`; anything but an array holds no parameter.
pub(super) fn params(value: &Zval) -> Params {
    value
        .array()
        .into_iter()
        .flat_map(|array| array.iter())
        .map(|(key, value)| (key_bytes(&key), param(value)))
        .collect()
}

fn param(value: &Zval) -> Param {
    match value.array() {
        Some(items) => Param::Array(
            items
                .iter()
                .map(|(key, item)| (key_bytes(&key), param(item)))
                .collect(),
        ),
        None => Param::Text(of(value).into_owned()),
    }
}

fn key_bytes(key: &ArrayKey<'_>) -> Vec<u8> {
    match key {
        ArrayKey::Long(number) => number.to_string().into_bytes(),
        ArrayKey::String(text) => text.as_bytes().to_vec(),
        ArrayKey::Str(text) => text.as_bytes().to_vec(),
        ArrayKey::ZendString(text) => text.as_bytes().to_vec(),
    }
}
