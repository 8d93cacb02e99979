//! What is wrong with a policy document, in the words of whoever wrote it.

use std::fmt;

/// How much of the offending text an error quotes, in characters.
const QUOTED: usize = 120;

/// How long a reason may be, in characters; a name from the document may stand in it.
const REASON: usize = 600;

/// What the reader of an error can do about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The document is wrong: correct the text.
    Document,
    /// The document is right, but this version of the extension does not do what it asks for:
    /// leave that part out or update the extension.
    Unsupported,
}

/// A document that cannot become a policy, or an edit that cannot be made.
///
/// Says where (JSON pointer), what (the offending text) and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyError {
    kind: Kind,
    pointer: String,
    text: Option<String>,
    why: String,
}

impl PolicyError {
    /// A wrong text at a place of the document.
    pub(super) fn new(pointer: impl Into<String>, text: &str, why: impl Into<String>) -> Self {
        Self {
            kind: Kind::Document,
            pointer: pointer.into(),
            text: Some(cut(text, QUOTED)),
            why: why.into(),
        }
    }

    /// Something missing, or wrong as a whole.
    pub(super) fn without_text(pointer: impl Into<String>, why: impl Into<String>) -> Self {
        Self {
            kind: Kind::Document,
            pointer: pointer.into(),
            text: None,
            why: why.into(),
        }
    }

    /// The same error, because this version does not do what a valid part asks for.
    pub(super) fn unsupported(self) -> Self {
        Self {
            kind: Kind::Unsupported,
            ..self
        }
    }

    /// The same error, found below `pointer`.
    pub(super) fn below(mut self, pointer: &str) -> Self {
        self.pointer.insert_str(0, pointer);
        self
    }

    /// The same error, told from `pointer` on.
    pub(super) fn within(mut self, pointer: &str) -> Self {
        if let Some(rest) = self.pointer.strip_prefix(pointer) {
            self.pointer = rest.to_owned();
        }
        self
    }

    /// What the reader can do about it.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// The JSON pointer (RFC 6901) of the offending place; empty for the whole document.
    pub fn pointer(&self) -> &str {
        &self.pointer
    }

    /// The reason alone.
    pub fn why(&self) -> &str {
        &self.why
    }
}

impl fmt::Display for PolicyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.pointer.as_str(), &self.text) {
            ("", None) => f.write_str("policy document: ")?,
            ("", Some(text)) => write!(f, "`{text}`: ")?,
            (pointer, None) => write!(f, "{}: ", cut(pointer, QUOTED))?,
            (pointer, Some(text)) => write!(f, "{}: `{text}`: ", cut(pointer, QUOTED))?,
        }
        // Names from the document stand in the place and in the reason as well.
        f.write_str(&cut(&self.why, REASON))
    }
}

impl std::error::Error for PolicyError {}

/// Quotes a text in one line, and cuts it when it is long.
fn cut(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((at, _)) => one_line(text.get(..at).unwrap_or_default()) + "…",
        None => one_line(text),
    }
}

/// The text with its control characters escaped.
fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for character in text.chars() {
        if character.is_control() {
            line.extend(character.escape_default());
        } else {
            line.push(character);
        }
    }
    line
}
