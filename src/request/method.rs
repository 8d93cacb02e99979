//! The effective HTTP method, as far as a policy tells methods apart.

use std::fmt;

/// A method of the policy's vocabulary. HEAD counts as GET, because WordPress answers it with the
/// GET handler; a method that WordPress does not register is [`Verb::Other`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Verb {
    /// GET and HEAD.
    Get,
    /// POST.
    Post,
    /// PUT.
    Put,
    /// PATCH.
    Patch,
    /// DELETE.
    Delete,
    /// OPTIONS, which is decided as GET of the same route.
    Options,
    /// Anything else: no handler answers it, and no entry that lists methods selects it.
    Other,
}

impl Verb {
    /// Reads a method without ASCII case, as `WP_REST_Request::set_method()` upper-cases it.
    pub fn from_bytes(method: &[u8]) -> Self {
        const KNOWN: [(&[u8], Verb); 7] = [
            (b"GET", Verb::Get),
            (b"HEAD", Verb::Get),
            (b"POST", Verb::Post),
            (b"PUT", Verb::Put),
            (b"PATCH", Verb::Patch),
            (b"DELETE", Verb::Delete),
            (b"OPTIONS", Verb::Options),
        ];
        KNOWN
            .iter()
            .find(|(name, _)| name.eq_ignore_ascii_case(method))
            .map_or(Verb::Other, |(_, verb)| *verb)
    }

    /// The verb that a policy decides on: OPTIONS of a route tells what GET of it would.
    pub fn decided_as(self) -> Self {
        match self {
            Verb::Options => Verb::Get,
            other => other,
        }
    }
}

impl fmt::Display for Verb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Verb::Get => "GET",
            Verb::Post => "POST",
            Verb::Put => "PUT",
            Verb::Patch => "PATCH",
            Verb::Delete => "DELETE",
            Verb::Options => "OPTIONS",
            Verb::Other => "another method",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn methods_are_read_without_case_and_never_trimmed() {
        for (text, verb) in [
            (&b"GET"[..], Verb::Get),
            (b"head", Verb::Get),
            (b"Patch", Verb::Patch),
            (b"OPTIONS", Verb::Options),
            (b" POST", Verb::Other),
            (b"POST\n", Verb::Other),
            (b"", Verb::Other),
            (b"\xff", Verb::Other),
            (b"PROPFIND", Verb::Other),
        ] {
            assert_eq!(Verb::from_bytes(text), verb, "{}", text.escape_ascii());
        }
    }
}
