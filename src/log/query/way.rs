//! Which way through time, and the order of records on it.

/// Which way through time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// From the newest to the oldest.
    Back,
    /// From the oldest to the newest.
    Forth,
}

impl Way {
    /// The other way.
    pub(super) fn turned(self) -> Self {
        match self {
            Self::Back => Self::Forth,
            Self::Forth => Self::Back,
        }
    }

    /// The rank of a `seq`: what comes first on this way has the lower rank. Its own inverse.
    pub(super) fn rank(self, seq: i64) -> i64 {
        match self {
            Self::Back => seq.saturating_neg(),
            Self::Forth => seq,
        }
    }

    /// The ranks of the numbers from one to before another.
    pub(super) fn ranks(self, (from, to): (i64, i64)) -> (i64, i64) {
        match self {
            Self::Back => (1 - to, 1 - from),
            Self::Forth => (from, to),
        }
    }
}
