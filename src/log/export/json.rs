//! JSON: an array with a record a line.

use crate::log::Record;

/// What stands before the records.
pub(super) const BEGINNING: &[u8] = b"[";

/// A record, with what stands before it.
pub(super) fn item(record: &Record, first: bool) -> Vec<u8> {
    let mut item = if first {
        b"\n".to_vec()
    } else {
        b",\n".to_vec()
    };
    let line = record.line();
    item.extend_from_slice(line.trim_ascii_end());
    item
}

/// What stands behind the records.
pub(super) fn end(empty: bool) -> &'static [u8] {
    if empty { b"]\n" } else { b"\n]\n" }
}
