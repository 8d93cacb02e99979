//! What came of a request: a closed list.

use serde::{Deserialize, Serialize};

/// What came of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Answered.
    Allowed,
    /// Answered, to a stranger, because an allowlist entry opens the route.
    Allowlisted,
    /// Refused by the restriction.
    Blocked,
    /// Refused by a gate.
    Forbidden,
    /// Refused because its credentials are wrong.
    FailedAuth,
    /// Refused with 401 or 403 by WordPress, another plugin, a theme.
    Refused,
    /// Refused with 429.
    Limited,
    /// 404.
    NotFound,
    /// Any other 4xx.
    Invalid,
    /// 5xx, a fatal error, a worker that died.
    Error,
    /// A CORS preflight.
    Preflight,
    /// A probe of the site's own.
    Probe,
}

impl Outcome {
    /// Each with its word, in the order of their codes in the store.
    pub const ALL: [(Self, &'static str); 12] = [
        (Self::Allowed, "allowed"),
        (Self::Allowlisted, "allowlisted"),
        (Self::Blocked, "blocked"),
        (Self::Forbidden, "forbidden"),
        (Self::FailedAuth, "failed_auth"),
        (Self::Refused, "refused"),
        (Self::Limited, "limited"),
        (Self::NotFound, "not_found"),
        (Self::Invalid, "invalid"),
        (Self::Error, "error"),
        (Self::Preflight, "preflight"),
        (Self::Probe, "probe"),
    ];

    /// The word.
    pub fn as_str(self) -> &'static str {
        Self::ALL
            .iter()
            .find(|(outcome, _)| *outcome == self)
            .map_or("", |(_, word)| word)
    }

    /// Reads the word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .find(|(_, own)| *own == word)
            .map(|(outcome, _)| *outcome)
    }

    /// Its number in the store.
    pub fn code(self) -> u8 {
        self as u8
    }

    /// The outcome by its number in the store.
    pub fn from_code(code: u8) -> Option<Self> {
        Self::ALL
            .get(usize::from(code))
            .map(|(outcome, _)| *outcome)
    }

    /// Whether the request passed: only then sampling and exclusions may leave it out.
    pub fn passed(self) -> bool {
        matches!(
            self,
            Self::Allowed | Self::Allowlisted | Self::Preflight | Self::Probe
        )
    }

    /// Whether somebody said no to the caller, as opposed to an answer about the thing asked for.
    pub fn is_refusal(self) -> bool {
        matches!(
            self,
            Self::Blocked | Self::Forbidden | Self::FailedAuth | Self::Refused | Self::Limited
        )
    }
}

/// What is known when a request is over.
#[derive(Debug, Clone, Copy, Default)]
pub struct Settled {
    /// What the gate decided, if it did.
    pub decided: Option<Outcome>,
    /// Whether authentication ended in an error that is not the gate's.
    pub failed_auth: bool,
    /// The status that the client saw.
    pub status: u16,
    /// The status inside an envelope.
    pub inner_status: Option<u16>,
    /// Whether PHP ended in a fatal error or an uncaught exception.
    pub fatal: bool,
}

/// The outcome of a request that is over.
///
/// A refusal that did not reach the client as one (somebody answered 200 after all, or the answer
/// broke) counts as what the client saw.
pub fn settle(known: Settled) -> Outcome {
    // Inside an envelope, or the envelope itself broke.
    let status = match known.inner_status {
        Some(inner) if known.status < 400 => inner,
        _ => known.status,
    };
    if known.fatal || status >= 500 {
        return Outcome::Error;
    }
    let decided = known.decided;
    if status >= 400 {
        let own = decided.filter(|own| own.is_refusal() || *own == Outcome::Invalid);
        return own.unwrap_or(match status {
            _ if known.failed_auth => Outcome::FailedAuth,
            401 | 403 => Outcome::Refused,
            404 => Outcome::NotFound,
            429 => Outcome::Limited,
            _ => Outcome::Invalid,
        });
    }
    decided
        .filter(|own| own.passed())
        .unwrap_or(Outcome::Allowed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_codes_are_those_of_the_list() {
        for (at, (outcome, word)) in Outcome::ALL.into_iter().enumerate() {
            assert_eq!(usize::from(outcome.code()), at);
            assert_eq!(Outcome::from_code(outcome.code()), Some(outcome));
            assert_eq!(Outcome::from_word(word), Some(outcome));
            assert_eq!(serde_json::to_value(outcome).unwrap(), word);
        }
        assert_eq!(Outcome::from_code(12), None);
        assert_eq!(Outcome::from_word("Allowed"), None);
    }

    #[test]
    fn the_outcome_is_what_the_client_saw() {
        use Outcome::*;
        #[rustfmt::skip]
        let cases = [
            // decided, failed authentication, status, inside the envelope, fatal: outcome
            (None, false, 200, None, false, Allowed),
            (Some(Allowed), false, 201, None, false, Allowed),
            (Some(Allowlisted), false, 200, None, false, Allowlisted),
            (Some(Preflight), false, 204, None, false, Preflight),
            (Some(Allowed), false, 304, None, false, Allowed),
            (Some(Allowed), false, 302, None, false, Allowed),
            (Some(Blocked), false, 401, None, false, Blocked),
            (Some(Forbidden), false, 403, None, false, Forbidden),
            (Some(Invalid), false, 400, None, false, Invalid),
            (Some(Allowlisted), false, 401, None, false, Refused),
            (Some(Allowed), false, 403, None, false, Refused),
            (Some(Allowed), false, 404, None, false, NotFound),
            (Some(Allowed), false, 429, None, false, Limited),
            (Some(Allowed), false, 405, None, false, Invalid),
            (None, true, 401, None, false, FailedAuth),
            (None, true, 403, None, false, FailedAuth),
            (None, true, 200, None, false, Allowed),
            (Some(Blocked), true, 401, None, false, Blocked),
            (Some(Allowed), false, 500, None, false, Error),
            (Some(Allowed), false, 200, None, true, Error),
            (Some(Blocked), false, 503, None, false, Error),
            (Some(Blocked), false, 200, None, false, Allowed),
            (Some(Allowed), false, 200, Some(401), false, Refused),
            (Some(Allowed), false, 200, Some(200), false, Allowed),
            (Some(Allowed), false, 500, Some(200), false, Error),
            (None, true, 200, Some(401), false, FailedAuth),
        ];
        for (decided, failed_auth, status, inner_status, fatal, expected) in cases {
            let known = Settled {
                decided,
                failed_auth,
                status,
                inner_status,
                fatal,
            };
            assert_eq!(settle(known), expected, "{known:?}");
        }
    }
}
