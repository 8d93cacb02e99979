//! Credentials never go any further: they are `[redacted]` before a text is kept.
//!
//! ```text
//! query, form ──> pairs   ── by the name ──┐
//! JSON body   ──> json    ── by the name ──┼──> [redacted]
//! any text    ──> text    ── by the name ──┤
//!                 shapes  ── by the look ──┘    a token, a key, `user:pass@host`
//! ```
//!
//! A value whose name says nothing is read as what it may hold: a query, a URL, JSON, escaped or
//! not. So a token in the `path` of a batch item, or in a URL within a query, is found.
//!
//! Promises: what cannot be read for certain is not kept (torn JSON, what is nested too deeply). Text
//! without a credential stays as it is, byte for byte. The time is linear in the length. Limits: a
//! secret under a harmless name that looks like any other text is not known as one; the site can
//! name more names.

mod base64;
mod body;
mod json;
mod names;
mod pairs;
mod percent;
mod scan;
mod shapes;
mod userinfo;

use super::text::{bounded, limit};
use names::Names;

/// What stands in place of a credential.
pub const REDACTED: &str = "[redacted]";

/// How many times what is found within a value is read in turn.
const DEPTH: u8 = 3;

/// The longest text that is read at all, in bytes.
const MAX_BYTES: usize = 256 * 1024;

/// Takes credentials out of text.
#[derive(Debug, Clone, Default)]
pub struct Redactor {
    names: Names,
}

impl Redactor {
    /// One that also knows the names of the site.
    pub fn new(extra_names: &[String]) -> Self {
        Self {
            names: Names::new(extra_names),
        }
    }

    /// A query string. What is not redacted keeps its encoding.
    pub fn query(&self, query: &[u8]) -> String {
        match too_large(query, "text") {
            Some(size) => size,
            None => bounded(&pairs::redact(self, query, DEPTH), limit::QUERY),
        }
    }

    /// A request body, cut at a limit: JSON and forms are kept, anything else as its size and type.
    pub fn body(&self, content_type: &[u8], body: &[u8], limit: usize) -> String {
        bounded(&body::redact(self, content_type, body), limit)
    }

    /// The parts of a multipart form by names and sizes, cut at a limit: their content is not kept.
    pub fn form<'a>(
        &self,
        parts: impl IntoIterator<Item = (&'a [u8], u64)>,
        limit: usize,
    ) -> String {
        let mut out = Vec::new();
        for (name, size) in parts {
            // The name is the client's text as well.
            let name = name.get(..limit.min(name.len())).unwrap_or_default();
            if !out.is_empty() {
                out.push(b'&');
            }
            out.extend(scan::redact(self, name, DEPTH).unwrap_or_else(|| name.to_vec()));
            out.extend(format!("=[{size} bytes]").into_bytes());
            if out.len() > limit {
                break;
            }
        }
        bounded(&out, limit)
    }

    /// A URL, such as the referrer: userinfo, path, query and fragment.
    pub fn url(&self, url: &[u8]) -> String {
        match too_large(url, "text") {
            Some(size) => size,
            None => bounded(&pairs::redact_url(self, url, DEPTH), limit::REFERRER),
        }
    }

    /// Any other text, cut at a limit.
    pub fn text(&self, text: &[u8], limit: usize) -> String {
        if let Some(size) = too_large(text, "text") {
            return size;
        }
        match scan::redact(self, text, DEPTH) {
            Some(redacted) => bounded(&redacted, limit),
            None => bounded(text, limit),
        }
    }
}

/// What stands for a text that is too large to be read.
fn too_large(text: &[u8], kind: &str) -> Option<String> {
    (text.len() > MAX_BYTES).then(|| size(text, kind))
}

fn size(text: &[u8], kind: &str) -> String {
    format!("[{} bytes of {kind}]", text.len())
}
