//! Entries that open nothing new.
//!
//! A stored document may hold such entries, because a later version may ship a built-in that
//! covers them; one that is added or imported is refused, naming the entry that covers it.

use super::compiled::Policy;
use super::entry::{Entry, Source};
use super::error::PolicyError;

/// The first enabled entry of `entries` that covers the new one.
pub(super) fn covering<'e>(entries: &'e [Entry], new: &Entry) -> Option<&'e Entry> {
    entries.iter().find(|entry| entry.covers(new))
}

/// Why an entry that another covers is refused.
pub(super) fn explain(by: &Entry) -> String {
    format!(
        "already covered by {} `{}`",
        by.source.as_str(),
        by.selector
    )
}

impl Policy {
    /// Checks that every custom entry opens something that the entries before it do not.
    ///
    /// # Errors
    ///
    /// [`PolicyError`] for the first entry that does not.
    pub fn check_coverage(&self) -> Result<(), PolicyError> {
        let entries = self.entries();
        let custom = entries
            .iter()
            .take_while(|entry| entry.source == Source::Builtin)
            .count();
        for (at, entry) in entries.iter().enumerate().skip(custom) {
            let before = entries.get(..at).unwrap_or_default();
            if let Some(by) = covering(before, entry) {
                let pointer = format!("/allowlist/{}", at - custom);
                return Err(PolicyError::new(
                    pointer,
                    &entry.selector.to_string(),
                    explain(by),
                ));
            }
        }
        Ok(())
    }
}
