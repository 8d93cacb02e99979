//! The two classes of records.

use super::outcome::Outcome;

/// Which files a record belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Class {
    /// Everything but the following.
    Requests,
    /// Refusals of strangers: their own budget, and the first to go.
    Refused,
}

impl Class {
    /// Both, in the order in which they are read.
    pub const ALL: [Self; 2] = [Self::Requests, Self::Refused];

    /// The class of a record.
    pub fn of(outcome: Outcome, user_id: u64) -> Self {
        if user_id == 0 && outcome.is_refusal() {
            Self::Refused
        } else {
            Self::Requests
        }
    }

    /// What a file name carries between the day and the ending.
    pub fn infix(self) -> &'static str {
        match self {
            Self::Requests => "",
            Self::Refused => ".refused",
        }
    }

    /// The share of a size cap that the class may use, in percent.
    pub fn share(self) -> u64 {
        match self {
            Self::Requests => 75,
            Self::Refused => 25,
        }
    }
}
