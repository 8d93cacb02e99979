//! The methods that an entry or a gate names.

use super::error::PolicyError;
use crate::request::Verb;

/// A set of methods; all methods, known or not, when none was named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Methods(u8);

const NAMED: [(&str, Verb, u8); 5] = [
    ("GET", Verb::Get, 1),
    ("POST", Verb::Post, 2),
    ("PUT", Verb::Put, 4),
    ("PATCH", Verb::Patch, 8),
    ("DELETE", Verb::Delete, 16),
];

impl Methods {
    /// Every method.
    pub const ALL: Self = Self(u8::MAX);

    /// Reads a list of names.
    pub(super) fn parse(names: Option<&[String]>) -> Result<Self, PolicyError> {
        let Some(names) = names else {
            return Ok(Self::ALL);
        };
        if names.is_empty() {
            let why = "names no method; leave `methods` out to mean all";
            return Err(PolicyError::without_text("", why));
        }
        names
            .iter()
            .enumerate()
            .try_fold(Self(0), |set, (at, name)| {
                let bit = bit(name).map_err(|why| PolicyError::new(format!("/{at}"), name, why))?;
                Ok(Self(set.0 | bit))
            })
    }

    /// Whether the set holds the method.
    pub fn contains(self, verb: Verb) -> bool {
        self == Self::ALL
            || NAMED
                .iter()
                .any(|(_, named, bit)| *named == verb && self.0 & bit != 0)
    }

    /// Whether the set holds every method of the other.
    pub fn includes(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// The names in the set; `None` when it holds all.
    pub fn names(self) -> Option<Vec<&'static str>> {
        (self != Self::ALL).then(|| {
            NAMED
                .iter()
                .filter(|(_, _, bit)| self.0 & bit != 0)
                .map(|(name, _, _)| *name)
                .collect()
        })
    }
}

fn bit(name: &str) -> Result<u8, &'static str> {
    match NAMED.iter().find(|(known, _, _)| *known == name) {
        Some((_, _, bit)) => Ok(*bit),
        None => Err(match name {
            "HEAD" => "HEAD counts as GET; write `GET`",
            "OPTIONS" => "OPTIONS is decided as GET of the route; write `GET`",
            _ => "not one of `GET`, `POST`, `PUT`, `PATCH`, `DELETE`",
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(names: &[&str]) -> Methods {
        let names: Vec<String> = names.iter().map(|&name| name.to_owned()).collect();
        Methods::parse(Some(&names)).unwrap()
    }

    #[test]
    fn no_list_means_every_method_known_or_not() {
        let all = Methods::parse(None).unwrap();
        assert!(all.contains(Verb::Other) && all.contains(Verb::Delete));
        assert_eq!(all.names(), None);
    }

    #[test]
    fn a_list_holds_what_it_names_and_nothing_else() {
        let set = set(&["GET", "PATCH"]);
        assert!(set.contains(Verb::Get) && set.contains(Verb::Patch));
        assert!(!set.contains(Verb::Post) && !set.contains(Verb::Other));
        assert_eq!(set.names(), Some(vec!["GET", "PATCH"]));
    }

    #[test]
    fn five_named_methods_are_not_all_methods() {
        let named = set(&["GET", "POST", "PUT", "PATCH", "DELETE"]);
        assert!(!named.contains(Verb::Other));
        assert!(Methods::ALL.includes(named) && !named.includes(Methods::ALL));
    }
}
