//! Values from PHP as bytes, whatever they are.

use crate::request::{Param, Params};
use ext_php_rs::types::{ZendHashTable, Zval};
use std::borrow::Cow;
use std::ptr;

/// As deep as arrays are read. PHP stops at `max_input_nesting_level`, 64, when it parses a request.
const MAX_DEPTH: usize = 128;

/// The bytes of a value from the wire: a string as it is, a number in decimal, true as `1`, anything
/// else as nothing. Runs no PHP code: an object is nothing, whatever its `__toString()` says.
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
    array
        .get(name)
        .map(Zval::dereference)
        .filter(|value| !value.is_null())
        .map(of)
}

/// The values of an array as text, in their order.
pub(super) fn texts(array: &ZendHashTable) -> Vec<String> {
    array.values().map(text).collect()
}

/// `$_GET` or `$_POST`; anything but an array holds no parameter.
pub(super) fn params(value: &Zval) -> Params {
    value
        .array()
        .map(|array| items(array, &mut Vec::new()))
        .into_iter()
        .flatten()
        .collect()
}

/// The same of an array.
pub(super) fn items_of(array: &ZendHashTable) -> Params {
    items(array, &mut Vec::new()).into_iter().collect()
}

fn items(array: &ZendHashTable, above: &mut Vec<*const ZendHashTable>) -> Vec<(Vec<u8>, Param)> {
    above.push(array);
    let mut items = Vec::with_capacity(array.len());
    // Not `next()`, which takes a name that is not UTF-8 for impossible and panics.
    let mut each = array.iter();
    while let Some((key, value)) = each.next_zval() {
        items.push((of(&key).into_owned(), param(value, above)));
    }
    above.pop();
    items
}

/// An array too deep, or inside itself, is the text that PHP would make of it: reading on would
/// overflow the stack.
fn param(value: &Zval, above: &mut Vec<*const ZendHashTable>) -> Param {
    match value.array() {
        Some(array) if above.len() >= MAX_DEPTH || above.contains(&ptr::from_ref(array)) => {
            Param::Text(b"Array".to_vec())
        }
        Some(array) => Param::Array(items(array, above)),
        None => Param::Text(of(value).into_owned()),
    }
}
