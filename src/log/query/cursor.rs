//! Where a page begins, as opaque text for the client.

use crate::log::Id;
use std::fmt;

/// In which order records are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Order {
    /// By time, the newest first.
    #[default]
    Newest,
    /// By time, the oldest first.
    Oldest,
    /// By duration, the slowest first.
    Slowest,
    /// By status, the highest first, and the newest first within a status.
    Status,
}

impl Order {
    /// Each with its word.
    pub const ALL: [(Self, &'static str); 4] = [
        (Self::Newest, "newest"),
        (Self::Oldest, "oldest"),
        (Self::Slowest, "slowest"),
        (Self::Status, "status"),
    ];

    /// Reads the word.
    pub fn from_word(word: &str) -> Option<Self> {
        let mut all = Self::ALL.iter();
        all.find(|(_, own)| *own == word).map(|(order, _)| *order)
    }

    /// The word.
    pub fn as_str(self) -> &'static str {
        let mut all = Self::ALL.iter();
        all.find(|(own, _)| *own == self)
            .map_or("", |(_, word)| word)
    }
}

/// A place between two records in an order, and which way to read from there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor {
    /// The order in which it is a place.
    pub order: Order,
    /// Whether what comes after it in that order is asked for, or what comes before.
    pub(super) forward: bool,
    /// The duration or status there; 0 when ordered by time.
    pub(super) key: u64,
    /// The id there: among equal keys it is the first that lies on its newer side.
    pub(super) id: Id,
    /// The oldest id that takes part, where an earlier page had no time for more.
    pub(super) since: Option<Id>,
}

impl Cursor {
    /// Reads the text, and only in the form in which it is written.
    ///
    /// # Errors
    ///
    /// [`CursorError`] when it is no cursor.
    pub fn parse(text: &str) -> Result<Self, CursorError> {
        Self::read(text).ok_or(CursorError)
    }

    fn read(text: &str) -> Option<Self> {
        let mut parts = text.split('.');
        let cursor = Self {
            order: Order::from_word(parts.next()?)?,
            forward: parts.next()? == "next",
            key: parts.next()?.parse().ok()?,
            id: Id::parse(parts.next()?)?,
            since: match parts.next() {
                Some(since) => Some(Id::parse(since)?),
                None => None,
            },
        };
        (cursor.to_string() == text).then_some(cursor)
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let way = if self.forward { "next" } else { "previous" };
        write!(f, "{}.{way}.{}.{}", self.order.as_str(), self.key, self.id)?;
        match self.since {
            Some(since) => write!(f, ".{since}"),
            None => Ok(()),
        }
    }
}

/// Text that is no cursor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CursorError;

impl fmt::Display for CursorError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the cursor is not one that a page came with: ask for the first page")
    }
}

impl std::error::Error for CursorError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_reads_what_it_writes() {
        let id = Id::new(1_795_335_786_123, 7);
        for (order, forward, key, since) in [
            (Order::Newest, true, 0, None),
            (Order::Oldest, false, 0, None),
            (Order::Status, true, 404, None),
            (Order::Slowest, true, u64::MAX, Some(id)),
        ] {
            let cursor = Cursor {
                order,
                forward,
                key,
                id,
                since,
            };
            assert_eq!(Cursor::parse(&cursor.to_string()), Ok(cursor));
        }
    }

    #[test]
    fn other_text_is_no_cursor() {
        for text in [
            "",
            "newest",
            "newest.next.0",
            "newest.next.00.019ab5c0e2f1-8c41d09e2",
            "newest.up.0.019ab5c0e2f1-8c41d09e2",
            "fastest.next.0.019ab5c0e2f1-8c41d09e2",
            "newest.next.0.019ab5c0e2f1-8c41d09e2.",
            "newest.next.0.019ab5c0e2f1-8c41d09e2.019ab5c0e2f1-8c41d09e2.x",
            "newest.next.-1.019ab5c0e2f1-8c41d09e2",
            "newest.next.0.' OR 1=1 --",
        ] {
            assert_eq!(Cursor::parse(text), Err(CursorError), "{text}");
        }
    }
}
