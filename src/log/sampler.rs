//! Whether a request is recorded.
//!
//! Sampling and exclusions leave out requests that passed. Everything else is recorded, unless the
//! owner says otherwise: then the same rules hold for all.

use super::outcome::Outcome;
use crate::request::{Network, Prefix, address};

/// What the owner wants recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sampler {
    /// How many of a hundred requests are recorded.
    pub percent: u8,
    /// Whether refusals and errors are recorded whatever the rest says.
    pub always_record_denials: bool,
    /// Routes that are left out.
    pub exclude: Vec<Prefix>,
    /// Clients that are left out.
    pub exclude_ips: Vec<Network>,
}

impl Sampler {
    /// Whether a request is recorded.
    ///
    /// `client` is the address itself, never its pseudonym; `chance` is any number, each as likely
    /// as the other.
    pub fn records(&self, outcome: Outcome, route: &[u8], client: &str, chance: u32) -> bool {
        if self.always_record_denials && !outcome.passed() {
            return true;
        }
        // Of all 2^32 numbers, exactly the percentage lies below, to less than one number.
        let sampled = u64::from(chance) * 100 < u64::from(self.percent) << 32;
        sampled
            && !self.exclude.iter().any(|prefix| prefix.selects(route))
            && !self.excludes(client)
    }

    fn excludes(&self, client: &str) -> bool {
        !self.exclude_ips.is_empty()
            && address(client.as_bytes())
                .is_some_and(|own| self.exclude_ips.iter().any(|network| network.contains(own)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sampler(percent: u8, always_record_denials: bool) -> Sampler {
        Sampler {
            percent,
            always_record_denials,
            exclude: vec![Prefix::parse("/wp-json/wp/v2/").unwrap()],
            exclude_ips: vec![Network::parse("10.0.0.0/8").unwrap()],
        }
    }

    #[test]
    fn the_rules_hold_for_what_passed_and_on_demand_for_all() {
        let (here, there) = ("192.0.2.1", "10.1.1.1");
        #[rustfmt::skip]
        let cases = [
            // route, client, chance at 50 %: recorded
            ("/shop/v1/x", here, 0, true),
            ("/shop/v1/x", here, u32::MAX / 2, true),
            ("/shop/v1/x", here, u32::MAX / 2 + 1, false),
            ("/wp/v2/users", here, 0, false),
            ("/wp/v2-evil", here, 0, true),
            ("/shop/v1/x", there, 0, false),
            ("/shop/v1/x", "::ffff:10.1.1.1", 0, false),
            ("/shop/v1/x", "", 0, true),
        ];
        for (route, client, chance, recorded) in cases {
            for (outcome, word) in Outcome::ALL {
                let records = |denials: bool| {
                    sampler(50, denials).records(outcome, route.as_bytes(), client, chance)
                };
                assert_eq!(records(false), recorded, "{word} {route} {client} {chance}");
                let always = recorded || !outcome.passed();
                assert_eq!(records(true), always, "{word} {route} {client} {chance}");
            }
        }
    }

    #[test]
    fn the_percentage_is_exact_at_both_ends() {
        let records = |percent, chance| {
            sampler(percent, true).records(Outcome::Allowed, b"/x", "192.0.2.1", chance)
        };
        // A hundredth of 2^32 is 42,949,672.96.
        for (percent, last) in [(1, 42_949_672), (50, u32::MAX / 2), (99, 4_252_017_623)] {
            assert!(records(percent, last), "{percent}");
            assert!(!records(percent, last + 1), "{percent}");
        }
        assert!(records(100, 0) && records(100, u32::MAX));
        assert!(records(1, 0) && !records(1, u32::MAX));
    }
}
