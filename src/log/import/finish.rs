//! Removes a file of the spool, and loses nothing while workers have it open.
//!
//! ```text
//! rename     who opens the name from now on begins a new file
//! seal       read-only: who has it open sees after a write that it will not be read
//! import     everything that was acknowledged before it was sealed
//! checkpoint what was imported is on the disk
//! unlink     who has it open sees that it has no name any more
//! import     what was written until then, and an unfinished last line
//! ```
//!
//! Killed in between, the next import finds the sealed file and goes on. A line that its writer wrote
//! twice has the same id in both files, and counts once.

use super::Importer;
use super::batch::Failure;
use super::sources::Source;
use crate::log::spool::Reader;
use crate::log::store::Segment;
use crate::log::store::words::Words;
use rustix::fs::renameat;

impl Importer<'_> {
    /// Removes a file that was read to its end; leaves it for later when the time is up or a reader
    /// is in the way.
    pub(super) fn finish(
        &mut self,
        source: Source,
        segment: &mut Segment,
        reader: &mut Reader,
        words: &mut Words,
    ) -> Result<(), Failure> {
        let spool = self.lock.place().spool();
        let sealed = source.sealed();
        if source.is_open {
            if sealed.size(spool) > 0 {
                // The one before it is not finished yet.
                return Ok(());
            }
            renameat(spool, source.name(), spool, sealed.name())
                .map_err(|error| Failure::Read(error.into()))?;
        }
        reader.seal()?;
        if !self.read(segment, reader, words, false)? {
            self.imported.bytes_left += reader.size()?.saturating_sub(reader.position());
            self.imported.done = false;
            return Ok(());
        }
        if !segment.checkpoint().map_err(Failure::Segment)? {
            return Ok(());
        }
        sealed.remove(spool)?;
        self.read(segment, reader, words, true)?;
        Ok(())
    }
}
