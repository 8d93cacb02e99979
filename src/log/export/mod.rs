//! Records as a file: CSV, JSON, JSON Lines.
//!
//! The records are read page by page and handed out in chunks of at most [`CHUNK`] bytes, so memory
//! stays the same however many there are. Newest first.

mod csv;
mod json;

use super::query::{Ask, Filter, Order, PAGE_MOST, Source};
use super::record::Record;
use std::io;

/// As many bytes are handed out at once at most.
pub const CHUNK: usize = 64 * 1024;

/// The form of an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// RFC 4180, with a row of names; texts that a spreadsheet would take for formulas begin with
    /// `'`. Each record has all columns.
    Csv,
    /// An array of objects. What is empty or 0 is left out, as in the spool.
    Json,
    /// An object a line, as in the spool.
    JsonLines,
}

impl Format {
    /// Each with its word.
    pub const ALL: [(Self, &'static str); 3] = [
        (Self::Csv, "csv"),
        (Self::Json, "json"),
        (Self::JsonLines, "jsonl"),
    ];

    /// Reads the word.
    pub fn from_word(word: &str) -> Option<Self> {
        let mut all = Self::ALL.iter();
        all.find(|(_, own)| *own == word).map(|(format, _)| *format)
    }
}

/// What was exported.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Exported {
    /// How many records.
    pub records: u64,
    /// What could not be read and is missing.
    pub unreadable: Vec<String>,
}

/// Exports what matches, up to a limit.
///
/// # Errors
///
/// The one of `write`: nothing more is handed out then.
pub fn export(
    source: &mut dyn Source,
    filter: &Filter,
    format: Format,
    limit: Option<u64>,
    write: &mut dyn FnMut(&[u8]) -> io::Result<()>,
) -> io::Result<Exported> {
    let mut out = Out {
        bytes: Vec::new(),
        write,
    };
    let mut exported = Exported::default();
    let mut cursor = None;
    begin(format, &mut out)?;
    loop {
        let left = limit.map_or(u64::MAX, |limit| limit.saturating_sub(exported.records));
        if left == 0 {
            break;
        }
        let page = source.page(&Ask {
            filter,
            order: Order::Newest,
            cursor,
            limit: usize::try_from(left).map_or(PAGE_MOST, |left| left.min(PAGE_MOST)),
            time: None,
        });
        for record in &page.records {
            put(format, record, exported.records == 0, &mut out)?;
            exported.records += 1;
        }
        for text in page.unreadable {
            if !exported.unreadable.contains(&text) {
                exported.unreadable.push(text);
            }
        }
        cursor = page.next;
        if cursor.is_none() {
            break;
        }
    }
    if format == Format::Json {
        out.put(json::end(exported.records == 0))?;
    }
    out.flush()?;
    Ok(exported)
}

fn begin(format: Format, out: &mut Out<'_>) -> io::Result<()> {
    match format {
        Format::Csv => out.put(&csv::header()),
        Format::Json => out.put(json::BEGINNING),
        Format::JsonLines => Ok(()),
    }
}

fn put(format: Format, record: &Record, first: bool, out: &mut Out<'_>) -> io::Result<()> {
    match format {
        Format::Csv => out.put(&csv::row(record)),
        Format::Json => out.put(&json::item(record, first)),
        Format::JsonLines => out.put(&record.line()),
    }
}

/// Collects what is written into chunks.
struct Out<'w> {
    bytes: Vec<u8>,
    write: &'w mut dyn FnMut(&[u8]) -> io::Result<()>,
}

impl Out<'_> {
    fn put(&mut self, bytes: &[u8]) -> io::Result<()> {
        if self.bytes.len() + bytes.len() > CHUNK {
            self.flush()?;
        }
        // A record with a body may be larger than a chunk.
        if bytes.len() > CHUNK {
            return bytes
                .chunks(CHUNK)
                .try_for_each(|chunk| (self.write)(chunk));
        }
        self.bytes.extend_from_slice(bytes);
        Ok(())
    }

    fn flush(&mut self) -> io::Result<()> {
        if !self.bytes.is_empty() {
            (self.write)(&self.bytes)?;
            self.bytes.clear();
        }
        Ok(())
    }
}
