//! A site's spool, as a worker writes to it.

use super::counters::{Counter, Counters};
use super::file::{Loss, SpoolFile, parse_name};
use super::folds::{self, Fold};
use super::live::Live;
use super::seats::{self, Seat};
use crate::log::{Class, Day, Line, Outcome, Place, Record};
use rustix::fs::{self, AtFlags};

/// How long the size of the other files is taken as known.
const SIZE_MS: u64 = 10_000;

/// How much may wait in the spool.
#[derive(Debug, Clone, Copy)]
pub struct SpoolLimits {
    /// All files together, in bytes; each class has its share.
    pub max_bytes: u64,
}

/// A site's spool.
#[derive(Debug)]
pub struct Spool {
    files: [Option<SpoolFile>; 2],
    others: [(u64, u64); 2],
    live: Option<Live>,
    seat: Option<Seat>,
    counters: Counters,
    limits: SpoolLimits,
    is_failing: bool,
    // Last, so that the folder closes after its files.
    place: Place,
}

impl Spool {
    /// The spool in a place.
    pub fn new(place: Place, limits: SpoolLimits) -> Self {
        Self {
            files: [None, None],
            others: [(0, 0); 2],
            live: Live::open(place.spool()).ok(),
            seat: None,
            counters: Counters::default(),
            limits,
            is_failing: false,
            place,
        }
    }

    /// What may wait from now on.
    pub fn set_limits(&mut self, limits: SpoolLimits) {
        self.limits = limits;
    }

    /// A request began: should this process die, somebody finds this record.
    pub fn leave(&mut self, record: &Record, now_ms: u64) {
        if self.seat.is_none_or(|seat| !seat.is_mine()) {
            // A new worker follows one that ended, maybe badly.
            self.tidy(now_ms);
            let live = self.live.as_ref();
            self.seat = live.and_then(|live| live.lock().and_then(|_lock| Seat::take(live)));
        }
        if let (Some(live), Some(seat)) = (&self.live, self.seat) {
            seat.leave(live, &record.line());
        }
    }

    /// The request is over.
    pub fn clear(&mut self) {
        if let (Some(live), Some(seat)) = (&self.live, self.seat) {
            seat.clear(live);
        }
    }

    /// Writes a record, or makes it a hit of an earlier one. What is lost is counted.
    ///
    /// # Errors
    ///
    /// [`Loss`], for whoever wants to know; nothing is left to do.
    pub fn record(&mut self, record: &mut Record, now_ms: u64) -> Result<(), Loss> {
        let written = self.try_record(record, now_ms);
        if let Err(loss) = written {
            self.lose(loss, record.hits);
        }
        written
    }

    /// The same, but who calls tries again or says what is lost: see [`Self::lose`].
    ///
    /// # Errors
    ///
    /// [`Loss`] when it was not written.
    pub fn try_record(&mut self, record: &mut Record, now_ms: u64) -> Result<(), Loss> {
        if !record.outcome.passed() && record.parent.is_none() {
            match self.fold(record, now_ms) {
                Fold::Folded => return Ok(()),
                Fold::Carry(whom) => whom.clone_into(&mut record.folded),
                Fold::Write => {}
            }
        }
        self.append(record.class(), record.id.day(), &record.line(), now_ms)
    }

    /// Goes on in a place that was made anew, where the old one may be gone, with a record that could
    /// not be written.
    ///
    /// # Errors
    ///
    /// [`Loss`] when it cannot be written there either.
    pub fn try_again_in(&mut self, place: Place, record: &Record, now_ms: u64) -> Result<(), Loss> {
        self.files = [None, None];
        self.others = [(0, 0); 2];
        self.live = Live::open(place.spool()).ok();
        self.seat = None;
        self.place = place;
        self.append(record.class(), record.id.day(), &record.line(), now_ms)
    }

    fn fold(&mut self, record: &Record, now_ms: u64) -> Fold {
        let Some(live) = self.live.take() else {
            return Fold::Write;
        };
        let fold = match live.lock() {
            Some(_lock) => {
                let fold = folds::fold(&live, record, now_ms / 1000, &mut |class, hits| {
                    self.append(class, hits.id.day(), &hits.line(), now_ms)
                        .is_ok()
                });
                if fold == Fold::Folded {
                    self.counters.add(Counter::Folded, 1);
                    self.counters.hand_over(&live);
                }
                fold
            }
            None => Fold::Write,
        };
        self.live = Some(live);
        fold
    }

    /// Writes what is final of the floods and what the dead left.
    pub fn tidy(&mut self, now_ms: u64) {
        let Some(live) = self.live.take() else {
            return;
        };
        if let Some(_lock) = live.lock() {
            folds::flush(&live, now_ms / 1000, &mut |class, hits| {
                self.append(class, hits.id.day(), &hits.line(), now_ms)
                    .is_ok()
            });
            let died = seats::reap(&live, now_ms, &mut |line| self.bury(line, now_ms));
            self.counters.add(Counter::Died, died);
            self.counters.hand_over(&live);
        }
        self.live = Some(live);
    }

    /// Writes the record that a dead process left. What is no record is dropped.
    fn bury(&mut self, line: &[u8], now_ms: u64) -> bool {
        let Some((Line::Record(mut record), _)) = Line::parse(line.trim_ascii_end()) else {
            return true;
        };
        record.outcome = Outcome::Error;
        "worker_died".clone_into(&mut record.reason);
        self.append(record.class(), record.id.day(), &record.line(), now_ms)
            .is_ok()
    }

    fn append(&mut self, class: Class, day: Day, line: &[u8], now_ms: u64) -> Result<(), Loss> {
        let folder = self.place.spool();
        let index = class as usize;
        let Some(slot) = self.files.get_mut(index) else {
            return Err(Loss::Failed);
        };
        let mut file = match slot.take() {
            Some(file) if file.is_of(day, class) => file,
            _ => SpoolFile::open(folder, day, class)?,
        };
        let others = size_of_others(&mut self.others, folder, day, class, now_ms);
        let budget = self.limits.max_bytes / 100 * class.share();
        if file.size() + others + line.len() as u64 > budget {
            // Once the import has taken this file away, its successor is small.
            return Err(Loss::Cap);
        }
        let written = file.append(folder, line);
        self.is_failing &= written.is_err();
        if let Some(slot) = self.files.get_mut(index) {
            *slot = Some(file);
        }
        written
    }

    /// Whether the last record could not be written, for another reason than room.
    pub fn is_failing(&self) -> bool {
        self.is_failing
    }

    /// Counts records that are lost.
    pub fn lose(&mut self, loss: Loss, records: u64) {
        self.is_failing = loss == Loss::Failed;
        let counter = match loss {
            Loss::Full => Counter::Full,
            Loss::Cap => Counter::Cap,
            Loss::Failed => Counter::Failed,
        };
        self.count(counter, records);
    }

    fn count(&mut self, counter: Counter, by: u64) {
        self.counters.add(counter, by);
        if let Some(live) = &self.live
            && let Some(_lock) = live.lock()
        {
            self.counters.hand_over(live);
        }
    }

    /// What all processes counted in a place.
    pub fn counters_of(place: &Place) -> Counters {
        Live::open(place.spool())
            .map(|live| Counters::of_all(&live))
            .unwrap_or_default()
    }

    /// What all processes counted.
    pub fn counters(&self) -> Counters {
        self.live.as_ref().map(Counters::of_all).unwrap_or_default()
    }
}

/// The bytes of the other files of a class, looked up now and then.
fn size_of_others(
    known: &mut [(u64, u64); 2],
    folder: std::os::fd::BorrowedFd<'_>,
    day: Day,
    class: Class,
    now_ms: u64,
) -> u64 {
    let Some((size, at)) = known.get_mut(class as usize) else {
        return 0;
    };
    if *at == 0 || now_ms.abs_diff(*at) > SIZE_MS {
        let files = fs::Dir::read_from(folder).into_iter().flatten().flatten();
        *size = files
            .filter_map(|file| {
                let of = parse_name(file.file_name().to_str().ok()?)?;
                let is_other = of.1 == class && of.0 != day;
                let stat = is_other
                    .then(|| fs::statat(folder, file.file_name(), AtFlags::SYMLINK_NOFOLLOW).ok());
                u64::try_from(stat??.st_size).ok()
            })
            .sum();
        *at = now_ms;
    }
    *size
}
