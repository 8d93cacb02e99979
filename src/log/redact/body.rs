//! Request bodies by their type.

use super::json::{self, Found};
use super::{DEPTH, MAX_BYTES, Redactor, pairs, scan, size};
use crate::log::bounded;

/// The longest type that is shown.
const TYPE_BYTES: usize = 64;

/// What is kept of a body: JSON and forms without credentials, anything else as its size and type.
pub(super) fn redact(redactor: &Redactor, content_type: &[u8], body: &[u8]) -> Vec<u8> {
    if body.is_empty() {
        return Vec::new();
    }
    let end = content_type.iter().position(|&byte| byte == b';');
    let kind = content_type.get(..end.unwrap_or(content_type.len()));
    let kind = kind.unwrap_or_default().trim_ascii().to_ascii_lowercase();
    if body.len() > MAX_BYTES {
        return of_type(redactor, &kind, body);
    }
    if is_json(&kind) {
        return match json::whole(redactor, body, DEPTH) {
            Found::Redacted(text) | Found::Torn(text) => text,
            Found::Clean | Found::Nothing => body.to_vec(),
        };
    }
    // Whatever it is said to be: WordPress's clients often leave the type out.
    match json::find(redactor, body, DEPTH) {
        Found::Redacted(text) => text,
        Found::Clean => body.to_vec(),
        Found::Torn(text) => text,
        Found::Nothing if kind == b"application/x-www-form-urlencoded" => {
            pairs::redact(redactor, body, DEPTH)
        }
        Found::Nothing => of_type(redactor, &kind, body),
    }
}

fn is_json(kind: &[u8]) -> bool {
    matches!(kind, b"application/json" | b"text/json") || kind.ends_with(b"+json")
}

fn of_type(redactor: &Redactor, kind: &[u8], body: &[u8]) -> Vec<u8> {
    if kind.is_empty() {
        return size(body, "an unknown type").into_bytes();
    }
    let shown = kind.get(..TYPE_BYTES).unwrap_or(kind);
    let shown = match scan::redact(redactor, shown, 1) {
        Some(redacted) => bounded(&redacted, TYPE_BYTES),
        None => bounded(shown, TYPE_BYTES),
    };
    size(body, &shown).into_bytes()
}
