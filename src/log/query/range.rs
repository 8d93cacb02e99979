//! Which part of time is asked for: the bounds of a filter and of where a page begins, as ids.

use super::filter::Filter;
use crate::log::{Day, Id};

/// From one id to before another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Range {
    pub(super) from: Id,
    /// `None` for no end.
    pub(super) to: Option<Id>,
}

impl Range {
    /// From one time to before another, in milliseconds since 1970.
    pub(super) fn between(from_ms: u64, to_ms: u64) -> Self {
        Self {
            from: Id::new(from_ms.min(MOST), 0),
            to: (to_ms < MOST).then(|| Id::new(to_ms, 0)),
        }
    }

    /// The range that a filter leaves.
    pub(super) fn of(filter: &Filter) -> Self {
        let mut range = Self::between(
            filter.from_ms.unwrap_or(0),
            filter.to_ms.unwrap_or(u64::MAX),
        );
        if let Some(id) = filter.id {
            range = range.since(id).before(next(id));
        }
        range
    }

    /// What of it lies at or after an id.
    pub(super) fn since(self, id: Id) -> Self {
        let from = self.from.max(id);
        Self { from, ..self }
    }

    /// What of it lies before an id.
    pub(super) fn before(self, id: Id) -> Self {
        let to = Some(self.to.map_or(id, |to| to.min(id)));
        Self { to, ..self }
    }

    /// The numbers within a day, from one to before another.
    pub(super) fn seqs(self, day: Day) -> (i64, i64) {
        let all = (0, Id::first_seq_at(day, day.end_ms()));
        let from = if self.from.day() < day {
            0
        } else {
            self.from.seq()
        };
        let from = if self.from.day() > day { all.1 } else { from };
        let to = match self.to {
            Some(to) if to.day() < day => 0,
            Some(to) if to.day() == day => to.seq(),
            _ => all.1,
        };
        (from, to.max(from))
    }
}

/// The last time that an id can hold.
const MOST: u64 = (1 << 48) - 1;

/// The id behind an id.
pub(super) fn next(id: Id) -> Id {
    let (ms, random) = id.to_parts();
    match Id::new(ms, random + 1) {
        // Its random part begins anew.
        over if over.to_parts().1 == 0 => Id::new((ms + 1).min(MOST), 0),
        next => next,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_covers_its_part_of_each_day() {
        let day = Day::parse("2026-11-22").unwrap();
        let noon = day.start_ms() + 43_200_000;
        let filter = Filter {
            from_ms: Some(noon),
            to_ms: Some(day.end_ms() + 1),
            ..Filter::default()
        };
        let range = Range::of(&filter);
        let all = (0, Id::first_seq_at(day, day.end_ms()));
        let next_day = Day::of(day.end_ms());
        assert_eq!(range.seqs(day), (Id::new(noon, 0).seq(), all.1));
        assert_eq!(range.seqs(next_day), (0, 1 << 36));
        assert_eq!(range.seqs(day.minus(1)), (all.1, all.1));
        assert_eq!(range.seqs(Day::of(next_day.end_ms())), (0, 0));
        assert_eq!(Range::of(&Filter::default()).seqs(day), all);
    }

    #[test]
    fn an_id_is_a_range_of_one() {
        for random in [0, 7, u64::MAX] {
            let id = Id::new(1_795_335_786_123, random);
            let filter = Filter {
                id: Some(id),
                ..Filter::default()
            };
            let (from, to) = Range::of(&filter).seqs(id.day());
            assert_eq!((from, to), (id.seq(), id.seq() + 1));
        }
    }
}
