//! Names and values within any text: `token=…`, `"password": "…"`, `Cookie: …`, in prose, in URLs,
//! in what was escaped.

use super::json::{self, Found};
use super::{REDACTED, Redactor, percent, shapes, userinfo};
use std::ops::Range;

/// The shortest text that can hold a name and a value, or be a credential by its look.
const MIN_BYTES: usize = 4;

/// The text without credentials; nothing when it holds none. What is found in it is read so many
/// times in turn.
pub(super) fn redact(redactor: &Redactor, text: &[u8], depth: u8) -> Option<Vec<u8>> {
    if text.len() < MIN_BYTES {
        return None;
    }
    match json::find(redactor, text, depth) {
        Found::Clean => return None,
        Found::Redacted(json) => return Some(json),
        Found::Torn(size) => return Some(size),
        Found::Nothing => {}
    }
    let mut changed = shapes::redact(text);
    if let Some(more) = userinfo::redact(changed.as_deref().unwrap_or(text)) {
        changed = Some(more);
    }
    if let Some(more) = Scan::new(redactor, changed.as_deref().unwrap_or(text), depth).run() {
        changed = Some(more);
    }
    changed
}

struct Scan<'t> {
    redactor: &'t Redactor,
    text: &'t [u8],
    depth: u8,
    /// Whether the text is a query or a URL with one: a value then ends at `&` only.
    whole: bool,
    out: Vec<u8>,
    copied: usize,
}

impl<'t> Scan<'t> {
    fn new(redactor: &'t Redactor, text: &'t [u8], depth: u8) -> Self {
        Self {
            redactor,
            text,
            depth,
            whole: is_whole(text),
            out: Vec::new(),
            copied: 0,
        }
    }

    fn run(mut self) -> Option<Vec<u8>> {
        let mut start = 0;
        let mut at = 0;
        // A name that a quote or a blank ended: what it names may still follow.
        let mut pending = 0..0;
        while let Some(&byte) = self.text.get(at) {
            if !is_border(byte) {
                at += 1;
                continue;
            }
            let is_empty = !self.between(start, at).iter().any(|byte| is_letter(*byte));
            let name = if is_empty { pending.clone() } else { start..at };
            self.piece(start, at);
            at += 1;
            start = at;
            pending = match byte {
                b'=' | b':' => {
                    at = self.value(name.start, name.end, at);
                    start = at;
                    0..0
                }
                b'"' | b'\'' | b'`' | b'\\' | b' ' | b'\t' => name,
                b'>' | b';' if !name.is_empty() => {
                    at = match byte {
                        b'>' => self.element(&name, at),
                        _ => self.serialized(&name, at),
                    };
                    start = at;
                    0..0
                }
                _ => 0..0,
            };
        }
        self.piece(start, at);
        if self.copied == 0 {
            return None;
        }
        self.out
            .extend_from_slice(self.text.get(self.copied..).unwrap_or_default());
        Some(self.out)
    }

    fn between(&self, start: usize, end: usize) -> &'t [u8] {
        self.text.get(start..end).unwrap_or_default()
    }

    fn replace(&mut self, start: usize, end: usize, by: &[u8]) {
        self.out.extend_from_slice(self.between(self.copied, start));
        self.out.extend_from_slice(by);
        self.copied = end;
    }

    /// Reads a piece without borders by what it says when it is decoded.
    fn piece(&mut self, start: usize, end: usize) {
        let piece = self.between(start, end);
        let Some(decoded) = percent::decoded(piece) else {
            return;
        };
        if self.depth == 0 {
            self.replace(start, end, REDACTED.as_bytes());
        } else if let Some(redacted) = redact(self.redactor, &decoded, self.depth - 1) {
            self.replace(start, end, &percent::encoded(&redacted));
        }
    }

    /// Reads what stands behind `=` or `:`; gives where to go on.
    fn value(&mut self, name_start: usize, name_end: usize, at: usize) -> usize {
        let name = self.between(name_start, name_end);
        let is_secret = !name.is_empty() && self.redactor.names.is_sensitive_encoded(name);
        let by_colon = self.between(at - 1, at) == b":";
        if is_secret {
            let (start, end) = self.secret(at, by_colon);
            return self.hide(start, end).unwrap_or(at);
        }
        if by_colon || !json::looks_like(self.between(at, self.text.len())) {
            return at;
        }
        self.json(at)
    }

    /// Replaces a credential; gives its end, where there is one.
    fn hide(&mut self, start: usize, end: usize) -> Option<usize> {
        // What came before it may be replaced already.
        let is_new = start < end && start >= self.copied;
        is_new.then(|| {
            self.replace(start, end, REDACTED.as_bytes());
            end
        })
    }

    /// Reads `<password>…<` behind the `>`.
    fn element(&mut self, name: &Range<usize>, at: usize) -> usize {
        let tag = self.between(name.start, name.end);
        // `(?P<key>…` is a pattern, no element.
        let before = self.between(name.start.saturating_sub(2), name.start);
        let opens = before.ends_with(b"<") && !matches!(before, [b'P' | b'?', _]);
        if !opens || tag.eq_ignore_ascii_case(b"code") || !self.redactor.names.is_sensitive(tag) {
            return at;
        }
        let end = self.until(at, |byte| byte == b'<');
        self.hide(at, end).unwrap_or(at)
    }

    /// Reads PHP's `"password";s:6:"…"` behind the first `;`.
    fn serialized(&mut self, name: &Range<usize>, at: usize) -> usize {
        let rest = self.between(at, self.text.len());
        if !rest.starts_with(b"s:")
            || !self
                .redactor
                .names
                .is_sensitive(self.between(name.start, name.end))
        {
            return at;
        }
        let open = self.until(at, |byte| byte == b'"');
        let end = self.closing(open, b'"');
        self.hide(open + 1, end).unwrap_or(at)
    }

    /// Reads JSON that stands in the text as it is. It may itself hold a `&`.
    fn json(&mut self, at: usize) -> usize {
        let end = self.until(at, |byte| byte == b'&');
        match json::find(self.redactor, self.between(at, end), self.depth) {
            Found::Nothing => at,
            Found::Clean => end,
            Found::Redacted(json) => {
                self.replace(at, end, &json);
                end
            }
            Found::Torn(_) => {
                let end = self.text.len();
                self.replace(at, end, REDACTED.as_bytes());
                end
            }
        }
    }

    /// Where a credential begins and ends.
    fn secret(&self, at: usize, by_colon: bool) -> (usize, usize) {
        let close = |byte: u8| {
            byte.is_ascii_whitespace() || matches!(byte, b'&' | b'"' | b'\'' | b'<' | b'>')
        };
        let all = self.text.len();
        if self.whole && !by_colon {
            let is_json = json::looks_like(self.between(at, all));
            return (
                at,
                if is_json {
                    all
                } else {
                    self.until(at, |byte| byte == b'&')
                },
            );
        }
        let start = self.until(at, |byte| !matches!(byte, b' ' | b'\t' | b'>' | b'\\'));
        match self.between(start, all) {
            [quote @ (b'"' | b'\''), ..] => (start + 1, self.closing(start, *quote)),
            [b'{' | b'[', ..] if !self.between(start, all).starts_with(REDACTED.as_bytes()) => {
                (start, all)
            }
            // A line of a header.
            _ if by_colon && start > at => (
                start,
                self.until(start, |byte| matches!(byte, b'\n' | b'\r')),
            ),
            _ => (start, self.until(start, close)),
        }
    }

    /// Where a quoted text ends. Its quotes may themselves be escaped.
    fn closing(&self, open: usize, quote: u8) -> usize {
        let is_escaped = open > 0 && self.between(open - 1, open) == b"\\";
        let mut at = open + 1;
        while let Some(&byte) = self.text.get(at) {
            if byte == quote || (is_escaped && self.between(at, at + 2) == [b'\\', quote]) {
                return at;
            }
            at += if byte == b'\\' { 2 } else { 1 };
        }
        self.text.len()
    }

    fn until(&self, from: usize, ends: impl Fn(u8) -> bool) -> usize {
        let rest = self.between(from, self.text.len());
        rest.iter()
            .position(|byte| ends(*byte))
            .map_or(self.text.len(), |length| from + length)
    }
}

/// What ends a name or a piece. Control characters are part of it: they hide a name from nobody.
fn is_border(byte: u8) -> bool {
    byte.is_ascii_whitespace()
        || matches!(
            byte,
            b'&' | b'?'
                | b'#'
                | b'='
                | b':'
                | b';'
                | b','
                | b'|'
                | b'/'
                | b'\\'
                | b'"'
                | b'\''
                | b'`'
                | b'<'
                | b'>'
                | b'('
                | b')'
                | b'{'
                | b'}'
        )
}

fn is_letter(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || !byte.is_ascii()
}

/// Whether nothing but a path or a name stands before the first value.
fn is_whole(text: &[u8]) -> bool {
    let Some(equals) = text.iter().position(|&byte| byte == b'=') else {
        return false;
    };
    let before = text.get(..equals).unwrap_or_default();
    let is_prose = |byte: &u8| {
        byte.is_ascii_whitespace()
            || matches!(byte, b'"' | b'\'' | b'<' | b'>' | b'{' | b'}' | b',')
    };
    !before.is_empty() && !before.iter().any(is_prose)
}
