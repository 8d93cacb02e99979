//! Why an import stopped.

use super::batch::Failure;
use crate::log::store::{SegmentError, SegmentName};
use std::fmt;
use std::io;

/// Why an import stopped. What was imported before stays, the rest is still in the spool.
#[derive(Debug)]
pub enum ImportError {
    /// A file or folder cannot be read or written.
    Io(String, io::Error),
    /// A segment cannot be written, by a full disk for example.
    Segment(SegmentName, SegmentError),
}

impl ImportError {
    pub(super) fn new(file: &str, segment: SegmentName, failure: Failure) -> Self {
        match failure {
            Failure::Read(error) => Self::Io(file.to_owned(), error),
            Failure::Segment(error) => Self::Segment(segment, error),
        }
    }
}

impl fmt::Display for ImportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(file, error) => write!(
                f,
                "{file} cannot be read or written: {error}; nothing is lost, import again once that is mended"
            ),
            Self::Segment(name, error) => write!(
                f,
                "the segment {name} cannot be written: {error}; nothing is lost, import again once that is mended"
            ),
        }
    }
}

impl std::error::Error for ImportError {}
