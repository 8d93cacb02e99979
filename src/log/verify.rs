//! Looks at every segment, sets broken ones aside, and corrects counts and lists that are not those of the
//! records.

use super::class::Class;
use super::lock::StoreLock;
use super::store::aside::set_aside;
use super::store::{Segment, SegmentError, SegmentName, recount};
use std::fmt;
use std::io;

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Verified {
    /// How many segments were looked at.
    pub segments: u64,
    /// How many records are in those that can be read, by class.
    pub records: [u64; Class::ALL.len()],
    /// Segments whose counts or lists were wrong, and are right now.
    pub repaired: Vec<String>,
    /// Segments that were broken, by the names that they have now.
    pub set_aside: Vec<String>,
    /// Segments that could not be looked at, each with the reason.
    pub skipped: Vec<String>,
}

/// Verifies all segments.
///
/// # Errors
///
/// [`VerifyError`] when a broken segment cannot be set aside.
pub fn verify(lock: &StoreLock<'_>) -> Result<Verified, VerifyError> {
    let store = lock.store();
    let mut verified = Verified::default();
    for name in SegmentName::list(&store) {
        verified.segments += 1;
        let looked = Segment::write(&store, name).and_then(|mut segment| {
            if segment.is_sound()? {
                recount::repair(&mut segment).map(Some)
            } else {
                Ok(None)
            }
        });
        match looked {
            Ok(Some(recounted)) => {
                if let Some(records) = verified.records.get_mut(name.class as usize) {
                    *records += recounted.records;
                }
                if recounted.is_repaired {
                    verified.repaired.push(name.to_string());
                }
            }
            Ok(None) => verified.set_aside.push(aside(lock, name)?),
            Err(error) if error.is_broken() => verified.set_aside.push(aside(lock, name)?),
            Err(error) => verified.skipped.push(format!("{name}: {error}")),
        }
    }
    Ok(verified)
}

fn aside(lock: &StoreLock<'_>, name: SegmentName) -> Result<String, VerifyError> {
    set_aside(&lock.store(), name).map_err(|error| VerifyError(name, error))
}

/// A broken segment that cannot be set aside.
#[derive(Debug)]
pub struct VerifyError(SegmentName, io::Error);

impl fmt::Display for VerifyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "the segment {} is broken and cannot be renamed: {}; move it away",
            self.0, self.1
        )
    }
}

impl std::error::Error for VerifyError {}

impl Segment {
    /// Whether SQLite finds nothing wrong with the file.
    fn is_sound(&self) -> Result<bool, SegmentError> {
        let told: String = self
            .connection()
            .query_row("PRAGMA quick_check(1)", (), |row| row.get(0))?;
        Ok(told == "ok")
    }
}
