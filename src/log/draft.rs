//! A record in the making: what WordPress tells while it runs, and what is added when it is over.

use super::id::Id;
use super::outcome::{Outcome, Settled, settle};
use super::record::Record;
use super::text::{bounded, limit};

/// What is known of a request that runs.
#[derive(Debug, Clone)]
pub struct Draft {
    /// The record so far.
    pub record: Record,
    /// What the gate decided.
    pub decided: Option<Outcome>,
    /// Whether authentication ended in an error.
    pub failed_auth: bool,
    /// The status inside an envelope.
    pub inner_status: Option<u16>,
    /// The body as it came, with its content type, if bodies are asked for.
    pub body: Option<(Vec<u8>, Vec<u8>)>,
    /// Whether WordPress serves it as a REST request.
    pub is_served: bool,
}

/// How a request ended, as the server saw it.
#[derive(Debug, Clone, Copy, Default)]
pub struct End {
    /// The status that was sent.
    pub status: u16,
    /// Until the headers were sent, in microseconds.
    pub duration_us: u64,
    /// From then on.
    pub after_us: u64,
    /// The bytes of the body.
    pub bytes: u64,
    /// Whether PHP ended in a fatal error.
    pub fatal: bool,
}

/// Every name that [`Draft::tell`] takes.
const NAMES: [&str; 22] = [
    "route",
    "endpoint",
    "method",
    "user_id",
    "user",
    "roles",
    "auth_type",
    "presented",
    "outcome",
    "reason",
    "simulated",
    "pattern",
    "gate",
    "failed_auth",
    "blog_id",
    "site",
    "status",
    "inner_status",
    "duration_us",
    "refused_by",
    "refused_at",
    "served",
];

impl Draft {
    /// A request of which nothing but its id is known.
    pub fn new(id: Id) -> Self {
        Self {
            record: Record::new(id, Outcome::Allowed),
            decided: None,
            failed_auth: false,
            inner_status: None,
            body: None,
            is_served: false,
        }
    }

    /// Takes a fact by its name; a later one replaces an earlier.
    ///
    /// # Errors
    ///
    /// Words for a person when there is no such fact, or no such outcome.
    pub fn tell(&mut self, name: &str, value: &[u8]) -> Result<(), String> {
        let record = &mut self.record;
        let outcome = || outcome(value);
        match name {
            "route" => record.route = bounded(value, limit::ROUTE),
            "endpoint" => record.endpoint = bounded(value, limit::ENDPOINT),
            "method" => record.method = bounded(value, limit::METHOD),
            "user_id" => record.user_id = number(value),
            "user" => record.user = bounded(value, limit::USER),
            "roles" => record.roles = bounded(value, limit::ROLES),
            "auth_type" => record.auth_type = bounded(value, limit::WORD),
            "presented" => record.presented = bounded(value, limit::WORD),
            "outcome" => self.decided = outcome()?,
            "reason" => record.reason = bounded(value, limit::WORD),
            "simulated" => record.simulated = outcome()?,
            "pattern" => record.pattern = bounded(value, limit::ENDPOINT),
            "gate" => record.gate = bounded(value, limit::WORD),
            "failed_auth" => self.failed_auth = number(value) != 0,
            "blog_id" => record.blog_id = number(value),
            "site" => record.site = bounded(value, limit::SITE),
            "status" => record.status = status(value),
            "inner_status" => self.inner_status = Some(status(value)).filter(|status| *status != 0),
            "duration_us" => record.duration_us = number(value),
            "refused_by" => record.refused_by = bounded(value, limit::WORD),
            "refused_at" => record.refused_at = bounded(value, limit::PLACE),
            "served" => self.is_served = number(value) != 0,
            _ => {
                let names = NAMES.join("`, `");
                return Err(format!(
                    "`{name}` is no fact of a record; there are `{names}`"
                ));
            }
        }
        Ok(())
    }

    /// Ends a request.
    pub fn end(mut self, end: End) -> Record {
        let record = &mut self.record;
        record.outcome = settle(Settled {
            decided: self.decided,
            failed_auth: self.failed_auth,
            status: end.status,
            inner_status: self.inner_status,
            fatal: end.fatal,
        });
        record.status = end.status;
        record.inner_status = self
            .inner_status
            .filter(|inner| *inner != end.status)
            .unwrap_or(0);
        record.duration_us = end.duration_us;
        record.after_us = end.after_us;
        record.bytes = end.bytes;
        if end.fatal {
            "fatal".clone_into(&mut record.reason);
        }
        self.record
    }

    /// Ends an item of a batch, of which status and duration were told.
    pub fn end_item(self) -> Record {
        let end = End {
            status: self.record.status,
            duration_us: self.record.duration_us,
            ..End::default()
        };
        self.end(end)
    }

    /// What is left behind should the process die now.
    pub fn if_it_died(&self) -> Record {
        Record {
            outcome: Outcome::Error,
            ..self.record.clone()
        }
    }
}

fn outcome(value: &[u8]) -> Result<Option<Outcome>, String> {
    let word = bounded(value, limit::WORD);
    match Outcome::from_word(&word) {
        None if !word.is_empty() => Err(format!("`{word}` is no outcome")),
        outcome => Ok(outcome),
    }
}

fn number(value: &[u8]) -> u64 {
    std::str::from_utf8(value)
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(0)
}

fn status(value: &[u8]) -> u16 {
    u16::try_from(number(value)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fact_is_taken_and_no_other() {
        let mut draft = Draft::new(Id::new(1, 1));
        for name in NAMES {
            let value: &[u8] = if matches!(name, "outcome" | "simulated") {
                b"blocked"
            } else {
                b"7"
            };
            assert_eq!(draft.tell(name, value), Ok(()), "{name}");
        }
        assert!(
            draft
                .tell("Route", b"")
                .unwrap_err()
                .contains("`Route` is no fact")
        );
        assert!(
            draft
                .tell("outcome", b"maybe")
                .unwrap_err()
                .contains("`maybe`")
        );
        assert_eq!(draft.record.route, "7");
        assert_eq!(draft.inner_status, Some(7));
    }

    #[test]
    fn a_fatal_error_is_its_reason_whatever_was_decided() {
        let mut draft = Draft::new(Id::new(1, 1));
        draft.tell("reason", b"custom").unwrap();
        let end = End {
            status: 200,
            fatal: true,
            ..End::default()
        };
        let record = draft.end(end);
        assert_eq!(
            (record.outcome, record.reason.as_str()),
            (Outcome::Error, "fatal")
        );
    }
}
