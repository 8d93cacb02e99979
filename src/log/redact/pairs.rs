//! Queries, forms and URLs.

use super::json::{self, Found};
use super::names::{is_naming, is_value_of};
use super::{REDACTED, Redactor, percent, scan};
use std::borrow::Cow;
use std::collections::HashSet;

/// A query or form without credentials. What is not redacted keeps its encoding.
///
/// PHP ends a value at `&` only, so a `;` is part of it.
pub(super) fn redact(redactor: &Redactor, query: &[u8], depth: u8) -> Vec<u8> {
    let named = named_elsewhere(redactor, query);
    let mut out = Vec::with_capacity(query.len().min(4096));
    for (at, pair) in query.split(|&byte| byte == b'&').enumerate() {
        if at > 0 {
            out.push(b'&');
        }
        if pair.is_empty() {
            continue;
        }
        let Some((name, value)) = halves(pair) else {
            out.extend(read(redactor, pair, depth).as_ref());
            continue;
        };
        out.extend(read(redactor, name, depth.min(1)).as_ref());
        out.push(b'=');
        let plain = decoded(name);
        // JSON that was not encoded is in pieces where it holds a `&`: the rest is no parameter.
        if is_torn(redactor, value) {
            out.extend_from_slice(REDACTED.as_bytes());
            break;
        }
        let (base, leaf) = base_and_leaf(&plain);
        let is_secret = redactor.names.is_sensitive_encoded(name);
        if value.is_empty() {
            continue;
        }
        if is_secret || (is_value_of(leaf) && named.contains(base)) {
            out.extend_from_slice(REDACTED.as_bytes());
        } else {
            out.extend(read(redactor, value, depth).as_ref());
        }
    }
    out
}

/// A URL without credentials.
pub(super) fn redact_url(redactor: &Redactor, url: &[u8], depth: u8) -> Vec<u8> {
    let end = |mark: u8, within: &[u8]| within.iter().position(|&byte| byte == mark);
    let fragment = end(b'#', url).unwrap_or(url.len());
    let (url, fragment) = url.split_at_checked(fragment).unwrap_or((url, b""));
    let query = end(b'?', url).unwrap_or(url.len());
    let (path, query) = url.split_at_checked(query).unwrap_or((url, b""));
    let mut out = read(redactor, path, depth).into_owned();
    for part in [query, fragment] {
        if let Some((mark, rest)) = part.split_first() {
            out.push(*mark);
            out.extend(redact(redactor, rest, depth));
        }
    }
    out
}

/// A value without credentials, in the encoding in which it came.
fn read<'t>(redactor: &Redactor, text: &'t [u8], depth: u8) -> Cow<'t, [u8]> {
    let redacted = match percent::decoded(text) {
        Some(decoded) => {
            scan::redact(redactor, &decoded, depth).map(|redacted| percent::encoded(&redacted))
        }
        None => scan::redact(redactor, text, depth),
    };
    redacted.map_or(Cow::Borrowed(text), Cow::Owned)
}

fn is_torn(redactor: &Redactor, value: &[u8]) -> bool {
    json::looks_like(value) && matches!(json::find(redactor, value, 1), Found::Torn(_))
}

fn halves(pair: &[u8]) -> Option<(&[u8], &[u8])> {
    let equals = pair.iter().position(|&byte| byte == b'=')?;
    let (name, value) = pair.split_at_checked(equals)?;
    Some((name, value.get(1..)?))
}

fn decoded(name: &[u8]) -> Cow<'_, [u8]> {
    percent::decoded_twice(name).map_or(Cow::Borrowed(name), Cow::Owned)
}

/// What the names in `f[0][name]=password&f[0][value]=…` belong to: `f[0]`.
fn named_elsewhere(redactor: &Redactor, query: &[u8]) -> HashSet<Vec<u8>> {
    let mut bases = HashSet::new();
    for (name, value) in query.split(|&byte| byte == b'&').filter_map(halves) {
        let name = decoded(name);
        let (base, leaf) = base_and_leaf(&name);
        if is_naming(leaf) && redactor.names.is_name_of_secret(&decoded(value)) {
            bases.insert(base.to_vec());
        }
    }
    bases
}

/// The last part of a name, and what stands before it.
fn base_and_leaf(name: &[u8]) -> (&[u8], &[u8]) {
    let name = name.strip_suffix(b"]").unwrap_or(name);
    match name.iter().rposition(|byte| matches!(byte, b'[' | b'.')) {
        Some(at) => (
            name.get(..at).unwrap_or_default(),
            name.get(at + 1..).unwrap_or_default(),
        ),
        None => (b"", name),
    }
}
