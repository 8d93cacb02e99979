//! What this version enforces. A part that nothing enforces may be absent or hold its default;
//! anything else is refused, never accepted and ignored.

use super::document::{Document, Index};
use super::error::PolicyError;
use serde::Serialize;

/// Refuses the parts that this version does not enforce.
pub(super) fn check(document: &Document) -> Result<(), PolicyError> {
    let default = Document::default();
    if !document.gates.is_empty() {
        return Err(not_yet("/gates", &document.gates));
    }
    if document.index != Index::Full {
        return Err(not_yet("/index", &document.index));
    }
    unless_default("/tarpit", &document.tarpit, &default.tarpit)?;
    unless_default("/rate_limit", &document.rate_limit, &default.rate_limit)?;
    unless_default("/early", &document.early, &default.early)?;
    unless_default("/log", &document.log, &default.log)?;
    unless_default("/proxies", &document.proxies, &default.proxies)?;
    unless_default("/export", &document.export, &default.export)
}

fn unless_default<T: PartialEq + Serialize>(
    pointer: &str,
    value: &T,
    default: &T,
) -> Result<(), PolicyError> {
    if value == default {
        Ok(())
    } else {
        Err(not_yet(pointer, value))
    }
}

fn not_yet<T: Serialize>(pointer: &str, value: &T) -> PolicyError {
    let text = serde_json::to_string(value).unwrap_or_default();
    PolicyError::unsupported(
        pointer,
        &text,
        "not supported yet; leave it out or at its default",
    )
}
