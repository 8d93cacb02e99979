//! Which gates select a request.
//!
//! An endpoint is known by the pattern that WordPress matched, never by the text of the route: a
//! gate whose pattern covers a whole endpoint holds for every spelling of its routes. Only where a
//! pattern fixes text that the endpoint captures does the route decide, and one that is not clean
//! counts as selected.

use super::gates::{Gate, Gates};
use super::target::{ABILITY, Target};
use crate::policy::endpoint::{Reach, Shape};
use crate::policy::pattern::Pattern;
use crate::policy::plain::plainest;
use crate::request::{Route, Verb};
use std::collections::HashSet;

/// Where REST runs abilities.
pub(in crate::policy) const ABILITIES: &str = "/wp-abilities";

/// How a gate stands before an endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hold {
    /// Before every route of it.
    Every,
    /// Before the routes that its pattern selects.
    ByRoute,
}

/// What the site registers, as far as gates depend on it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Selection {
    /// Gates by their place, in order, each with the pattern that it covers because what it names is
    /// registered nowhere or cannot be gated.
    missing: Vec<(usize, Pattern)>,
    /// The namespaces of abilities that are closed because a gate's ability is registered nowhere.
    missing_abilities: Vec<(usize, String)>,
}

impl Selection {
    /// Compares the gates with what is registered. `abilities` is none where WordPress cannot gate
    /// abilities; then everything below the abilities' routes is covered.
    pub fn new(gates: &Gates, registered: &HashSet<&str>, abilities: Option<&[&str]>) -> Self {
        let mut selection = Self::default();
        for (at, gate) in gates.list().iter().enumerate() {
            match &gate.target {
                Target::Pattern(_) => {}
                Target::Endpoint(endpoint) => {
                    if !registered.contains(endpoint.as_str()) {
                        let below = Shape::of(endpoint.as_str()).below();
                        selection.missing.push((at, below));
                    }
                }
                Target::Ability(name) => match abilities {
                    None => selection.missing.push((at, Pattern::below(ABILITIES))),
                    Some(known) if known.contains(&name.as_str()) => {}
                    Some(_) => {
                        let namespace = name.split('/').next().unwrap_or_default();
                        selection
                            .missing_abilities
                            .push((at, format!("{namespace}/")));
                    }
                },
            }
        }
        selection
    }

    /// The gates whose endpoint or ability is registered nowhere, by their place.
    pub fn missing(&self) -> impl Iterator<Item = usize> {
        let endpoints = self.missing.iter().map(|(at, _)| *at);
        endpoints.chain(self.missing_abilities.iter().map(|(at, _)| *at))
    }

    /// What the gates whose endpoint or ability is registered nowhere cover meanwhile, by their place
    /// and in order.
    pub fn covering(&self) -> Vec<(usize, String)> {
        let endpoints = self.missing.iter().map(|(at, of)| (*at, of.to_string()));
        let abilities = self.missing_abilities.iter();
        let abilities = abilities.map(|(at, namespace)| (*at, format!("{ABILITY}{namespace}*")));
        let mut covering: Vec<_> = endpoints.chain(abilities).collect();
        covering.sort_unstable();
        covering
    }

    /// The gates before an endpoint, in order.
    pub fn on_endpoint(&self, gates: &Gates, endpoint: &str) -> Vec<(usize, Hold)> {
        let shape = Shape::of(endpoint);
        gates
            .list()
            .iter()
            .enumerate()
            .filter_map(|(at, gate)| Some((at, self.hold(at, gate, endpoint, &shape)?)))
            .collect()
    }

    fn hold(&self, at: usize, gate: &Gate, endpoint: &str, shape: &Shape) -> Option<Hold> {
        match &gate.target {
            Target::Pattern(_) if gate.is_excepted(shape) => None,
            Target::Pattern(pattern) => before(pattern, shape),
            Target::Endpoint(named) if named.as_str() == endpoint => Some(Hold::Every),
            Target::Endpoint(_) | Target::Ability(_) => before(self.covered(at)?, shape),
        }
    }

    /// What a gate covers instead of what it names.
    fn covered(&self, at: usize) -> Option<&Pattern> {
        let found = self.missing.binary_search_by_key(&at, |(gate, _)| *gate);
        found
            .ok()
            .and_then(|found| self.missing.get(found))
            .map(|(_, pattern)| pattern)
    }

    /// The gates that select a request among those before its endpoint.
    pub fn selecting(
        &self,
        gates: &Gates,
        before: &[(usize, Hold)],
        route: &Route,
        verb: Verb,
    ) -> Vec<usize> {
        let verb = verb.decided_as();
        before
            .iter()
            .filter(|(at, hold)| {
                gates.get(*at).is_some_and(|gate| {
                    gate.methods.contains(verb)
                        && (*hold == Hold::Every || self.by_route(*at, gate, route))
                })
            })
            .map(|(at, _)| *at)
            .collect()
    }

    fn by_route(&self, at: usize, gate: &Gate, route: &Route) -> bool {
        let pattern = match &gate.target {
            Target::Pattern(pattern) => Some(pattern),
            Target::Endpoint(_) | Target::Ability(_) => self.covered(at),
        };
        match (pattern, route.comparable()) {
            // Another spelling of the same object: WordPress decodes, trims and strips what it captures.
            (Some(_), Some(text)) if !is_plain(text) => true,
            (Some(pattern), Some(text)) => {
                pattern.selects(text) || pattern.plainest().selects(&plainest(text))
            }
            _ => true,
        }
    }

    /// The gates that select an ability.
    pub fn on_ability(&self, gates: &Gates, name: &str) -> Vec<usize> {
        gates
            .list()
            .iter()
            .enumerate()
            .filter(|(at, gate)| {
                matches!(&gate.target, Target::Ability(named) if named == name)
                    || self
                        .missing_abilities
                        .iter()
                        .any(|(of, namespace)| of == at && name.starts_with(namespace))
            })
            .map(|(at, _)| at)
            .collect()
    }
}

/// Whether a route holds nothing that WordPress might read as something else.
fn is_plain(route: &[u8]) -> bool {
    route
        .iter()
        .all(|byte| byte.is_ascii_alphanumeric() || b"/-_.".contains(byte))
}

impl Gate {
    /// Whether every route of the endpoint is left out: in doubt it is gated.
    fn is_excepted(&self, shape: &Shape) -> bool {
        self.except
            .iter()
            .any(|pattern| shape.reach(pattern) == Reach::Whole)
    }
}

fn before(pattern: &Pattern, shape: &Shape) -> Option<Hold> {
    match shape.reach(pattern) {
        Reach::Whole => Some(Hold::Every),
        Reach::Part => Some(Hold::ByRoute),
        Reach::Elsewhere => shape.may_reach(pattern).then_some(Hold::ByRoute),
    }
}

/// Whether an endpoint of core hands out or changes application passwords
/// (`WP_REST_Application_Passwords_Controller::register_routes()`).
pub(super) fn is_on_passwords(endpoint: &str) -> bool {
    let endpoint = endpoint.to_ascii_lowercase();
    endpoint.starts_with("/wp/v2/users/") && endpoint.contains("/application-passwords")
}
