//! Which records are asked for.
//!
//! All parts of a filter must hold. Texts but addresses are compared without regard to the case of
//! ASCII letters.
//! A route is sought in one of three ways, told by its text:
//!
//! | text | finds |
//! |---|---|
//! | `=/wp/v2/posts` | exactly this route; a `*` behind the `=` is a plain character |
//! | `/wp/v2/*`, `*/users*` | whole routes, with any text, also none, for each `*`; so `/wp/v2/*` is a prefix |
//! | `posts` | routes in which this stands anywhere |
//!
//! Every other character means itself.

use crate::log::{Id, Outcome};

/// Which records are asked for; the empty filter asks for all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// The route.
    pub route: Option<RouteFilter>,
    /// The client's address: any of these, so that its pseudonyms under several keys can stand here.
    /// Empty for any address.
    pub ips: Vec<String>,
    /// The user.
    pub user: Option<UserFilter>,
    /// The first millisecond since 1970.
    pub from_ms: Option<u64>,
    /// The first millisecond since 1970 that is no longer asked for.
    pub to_ms: Option<u64>,
    /// Any of these outcomes. Empty for any outcome.
    pub outcomes: Vec<Outcome>,
    /// The method.
    pub method: Option<String>,
    /// The status that the client saw.
    pub status: Option<StatusFilter>,
    /// The auth type.
    pub auth_type: Option<String>,
    /// The request id.
    pub id: Option<Id>,
}

/// How a route is sought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RouteFilter {
    /// The whole route.
    Exact(String),
    /// The whole route, with any text for each `*`.
    Glob(String),
    /// A part of the route.
    Part(String),
}

impl RouteFilter {
    /// Reads the text that a person typed.
    pub fn parse(text: &str) -> Self {
        match text.strip_prefix('=') {
            Some(exact) => Self::Exact(exact.to_owned()),
            None if text.contains('*') => Self::Glob(text.to_owned()),
            None => Self::Part(text.to_owned()),
        }
    }

    /// The pattern for SQL's `LIKE … ESCAPE '\'`, in which `%` and `_` of the text mean themselves.
    pub(super) fn like(&self) -> String {
        let (text, around, star) = match self {
            Self::Exact(text) => (text, "", "*"),
            Self::Glob(text) => (text, "", "%"),
            Self::Part(text) => (text, "%", "*"),
        };
        let mut like = around.to_owned();
        for character in text.chars() {
            match character {
                '%' | '_' | '\\' => like.extend(['\\', character]),
                '*' => like.push_str(star),
                _ => like.push(character),
            }
        }
        like.push_str(around);
        like
    }
}

/// Whose requests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UserFilter {
    /// Requests without a user.
    Nobody,
    /// The user of this number or, as a login name may consist of digits, of this name.
    Is {
        /// The number.
        id: Option<u64>,
        /// The login name.
        name: Option<String>,
    },
}

impl UserFilter {
    /// Reads the text that a person typed: `0` for nobody, digits for a number or a name, or a name.
    pub fn parse(text: &str) -> Self {
        if text == "0" {
            return Self::Nobody;
        }
        let digits = text.bytes().all(|byte| byte.is_ascii_digit());
        Self::Is {
            id: text.parse().ok().filter(|_| digits),
            name: Some(text.to_owned()),
        }
    }
}

/// Which status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StatusFilter {
    /// This one.
    Exact(u16),
    /// All that begin with this digit: 4 for `4xx`.
    Class(u16),
}

impl StatusFilter {
    /// Reads `404` or `4xx`.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = text.as_bytes();
        let [first @ b'1'..=b'5', rest @ ..] = bytes else {
            return None;
        };
        match rest {
            [b'x' | b'X', b'x' | b'X'] => Some(Self::Class(u16::from(first - b'0'))),
            [b'0'..=b'9', b'0'..=b'9'] => text.parse().ok().map(Self::Exact),
            _ => None,
        }
    }

    /// Whether a status is meant.
    pub fn holds(self, status: u16) -> bool {
        match self {
            Self::Exact(own) => own == status,
            Self::Class(class) => status / 100 == class,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_route_is_sought_as_its_text_says() {
        for (text, like) in [
            ("=/wp/v2/posts", "/wp/v2/posts"),
            ("=/a*b%", r"/a*b\%"),
            ("/wp/v2/*", "/wp/v2/%"),
            ("*_*", r"%\_%"),
            ("posts", "%posts%"),
            (r"50%_\ '", r"%50\%\_\\ '%"),
        ] {
            assert_eq!(RouteFilter::parse(text).like(), like, "{text}");
        }
    }

    #[test]
    fn a_status_is_one_or_a_class() {
        use StatusFilter::*;
        for (text, status) in [
            ("404", Some(Exact(404))),
            ("4xx", Some(Class(4))),
            ("5XX", Some(Class(5))),
            ("099", None),
            ("600", None),
            ("40x", None),
            ("4", None),
            ("", None),
            ("4040", None),
        ] {
            assert_eq!(StatusFilter::parse(text), status, "{text}");
        }
        assert!(Class(4).holds(499) && !Class(4).holds(500) && !Exact(404).holds(403));
    }

    #[test]
    fn a_user_of_digits_may_be_a_name() {
        assert_eq!(UserFilter::parse("0"), UserFilter::Nobody);
        for (text, id) in [("42", Some(42)), ("+42", None), ("admin", None)] {
            let name = Some(text.to_owned());
            assert_eq!(UserFilter::parse(text), UserFilter::Is { id, name });
        }
    }
}
