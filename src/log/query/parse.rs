//! A filter from the names and values of a query string, a form or a command line.
//!
//! An empty value is as good as none: a form sends every field. Names and values are never guessed:
//! what is not known is an error that says what is.

use super::filter::{Filter, RouteFilter, StatusFilter, UserFilter};
use crate::log::{Id, Outcome, bounded, limit};
use jiff::Timestamp;
use std::fmt;
use std::net::IpAddr;

const NAMES: [&str; 10] = [
    "route",
    "ip",
    "user",
    "from",
    "to",
    "outcome",
    "method",
    "status",
    "auth_type",
    "id",
];
const KNOWN: &str =
    "route, ip, user, from, to, outcome, method, status, auth_type and id are known";

impl Filter {
    /// Reads pairs of a name and a value. `outcome` and `ip` may hold several values with commas and
    /// stand more than once; for the others the last one counts.
    ///
    /// # Errors
    ///
    /// [`FilterError`] for the first name or value that is not known.
    pub fn parse(pairs: &[(&str, &str)]) -> Result<Self, FilterError> {
        let mut filter = Self::default();
        for (name, value) in pairs {
            filter.set(name, value.trim())?;
        }
        let (from, to) = (filter.from_ms, filter.to_ms);
        if let (Some(from), Some(to)) = (from, to)
            && from >= to
        {
            return Err(FilterError::new("to", &to.to_string(), "a time after from"));
        }
        Ok(filter)
    }

    fn set(&mut self, name: &str, value: &str) -> Result<(), FilterError> {
        let wrong = |allowed| FilterError::new(name, value, allowed);
        let short = |limit, allowed| match value.len() <= limit {
            true => Ok(value.to_owned()),
            false => Err(wrong(allowed)),
        };
        if value.is_empty() {
            return match NAMES.contains(&name) {
                true => Ok(()),
                false => Err(wrong(KNOWN)),
            };
        }
        match name {
            "route" => {
                let text = short(limit::ROUTE, "at most 1024 bytes")?;
                if text == "=" {
                    return Err(wrong("a route behind the ="));
                }
                self.route = Some(RouteFilter::parse(&text));
            }
            "ip" => {
                short(1024, "addresses with commas, at most 1024 bytes")?;
                self.ips.extend(words(value).map(address));
            }
            "user" => {
                let text = short(limit::USER, "a login name or a number, at most 128 bytes")?;
                self.user = Some(UserFilter::parse(&text));
            }
            "from" => self.from_ms = Some(time(value).ok_or_else(|| wrong(TIME))?),
            "to" => self.to_ms = Some(time(value).ok_or_else(|| wrong(TIME))?),
            "outcome" => {
                for word in words(value) {
                    let outcome = Outcome::from_word(word).ok_or_else(|| wrong(OUTCOMES))?;
                    self.outcomes.push(outcome);
                }
            }
            "method" => self.method = Some(short(limit::METHOD, "at most 32 bytes")?),
            "status" => {
                let status = StatusFilter::parse(value);
                self.status = Some(status.ok_or_else(|| wrong("404 or 4xx"))?);
            }
            "auth_type" => self.auth_type = Some(short(limit::WORD, "at most 128 bytes")?),
            "id" => {
                let id = Id::parse(value);
                self.id = Some(id.ok_or_else(|| wrong("an id like 019ab5c0e2f1-8c41d09e2"))?);
            }
            _ => return Err(wrong(KNOWN)),
        }
        Ok(())
    }
}

const TIME: &str = "a time like 2026-11-22T10:00:00Z, or milliseconds since 1970";
const OUTCOMES: &str = "allowed, allowlisted, blocked, forbidden, failed_auth, refused, limited, \
     not_found, invalid, error, preflight or probe";

fn words(value: &str) -> impl Iterator<Item = &str> {
    let words = value.split(',').map(str::trim);
    words.filter(|word| !word.is_empty())
}

/// An address as it is recorded; anything else may be a pseudonym.
fn address(text: &str) -> String {
    match text.parse::<IpAddr>() {
        Ok(address) => address.to_string(),
        Err(_) => text.to_owned(),
    }
}

fn time(text: &str) -> Option<u64> {
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        return text.parse().ok();
    }
    let time: Timestamp = text.parse().ok()?;
    u64::try_from(time.as_millisecond()).ok()
}

/// A filter that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilterError {
    /// The name.
    pub name: String,
    /// The value, escaped and cut.
    pub value: String,
    /// What is allowed.
    pub allowed: &'static str,
}

impl FilterError {
    fn new(name: &str, value: &str, allowed: &'static str) -> Self {
        Self {
            name: bounded(name.as_bytes(), 64),
            value: bounded(value.as_bytes(), 64),
            allowed,
        }
    }
}

impl fmt::Display for FilterError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            name,
            value,
            allowed,
        } = self;
        write!(f, "the filter {name} cannot be \"{value}\": {allowed}")
    }
}

impl std::error::Error for FilterError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_become_a_filter() {
        let filter = Filter::parse(&[
            ("route", " /wp/* "),
            ("ip", "2001:DB8:0::1, 10.0.0.1"),
            ("user", "42"),
            ("from", "1970-01-01T00:00:01Z"),
            ("to", "2000"),
            ("outcome", "blocked,forbidden"),
            ("outcome", "error"),
            ("method", "get"),
            ("status", "4xx"),
            ("auth_type", ""),
            ("id", "019ab5c0e2f1-8c41d09e2"),
        ])
        .unwrap();
        assert_eq!(filter.route, Some(RouteFilter::Glob("/wp/*".into())));
        assert_eq!(filter.ips, ["2001:db8::1", "10.0.0.1"]);
        assert_eq!((filter.from_ms, filter.to_ms), (Some(1000), Some(2000)));
        assert_eq!(
            filter.outcomes,
            [Outcome::Blocked, Outcome::Forbidden, Outcome::Error]
        );
        assert_eq!(filter.status, Some(StatusFilter::Class(4)));
        assert_eq!(filter.auth_type, None);
        assert_eq!(filter.id, Id::parse("019ab5c0e2f1-8c41d09e2"));
    }

    #[test]
    fn an_error_names_the_filter_the_text_and_what_is_allowed() {
        let long = "x".repeat(2000);
        for (name, value, part) in [
            ("outcome", "blocked,Denied", "failed_auth"),
            ("status", "40", "404 or 4xx"),
            ("from", "2026-11-22", "10:00:00Z"),
            ("to", "yesterday", "10:00:00Z"),
            ("id", "' OR 1=1", "019ab5c0e2f1-8c41d09e2"),
            ("route", "=", "behind"),
            ("route", &long, "1024"),
            ("method", &long, "32"),
            ("colour", "red", "auth_type"),
            ("colour", "", "auth_type"),
            ("and", "", "auth_type"),
        ] {
            let error = Filter::parse(&[(name, value)]).unwrap_err().to_string();
            assert!(error.contains(name) && error.contains(part), "{error}");
            assert!(error.len() < 300, "{error}");
        }
        let twisted = Filter::parse(&[("from", "2000"), ("to", "2000")]).unwrap_err();
        assert_eq!(twisted.name, "to");
    }
}
