//! Gates together with what the site registers, kept per process.
//!
//! Which gates stand before an endpoint costs a look at every gate, so it is worked out once for each
//! endpoint and then only looked up. The number kept is bounded; the oldest goes first.

use crate::policy::{Gates, Hold, Selection};
use parking_lot::Mutex;
use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

/// How many plans a process keeps: a site has one, and another while its plugins register other
/// routes for other callers.
const KEPT: usize = 32;

/// More endpoints than any site registers; past it nothing is remembered.
const ENDPOINTS: usize = 10_000;

/// What stands before one endpoint.
pub(super) struct Before {
    /// The endpoint.
    pub(super) endpoint: String,
    /// The gates.
    pub(super) gates: Vec<(usize, Hold)>,
    /// The parameters that may name an object for any of them.
    pub(super) names: Vec<String>,
}

/// Gates and what they hold on a site.
pub(super) struct Plan {
    pub(super) gates: Gates,
    pub(super) selection: Selection,
    before: Mutex<HashMap<String, Arc<Before>>>,
}

impl Plan {
    pub(super) fn new(gates: Gates, selection: Selection) -> Self {
        Self {
            gates,
            selection,
            before: Mutex::default(),
        }
    }

    /// The gates before an endpoint.
    pub(super) fn before(&self, endpoint: &str) -> Arc<Before> {
        if let Some(known) = self.before.lock().get(endpoint) {
            return Arc::clone(known);
        }
        let gates = self.selection.on_endpoint(&self.gates, endpoint);
        let found = Arc::new(self.with_names(endpoint, gates));
        let mut before = self.before.lock();
        if before.len() < ENDPOINTS {
            before.insert(endpoint.to_owned(), Arc::clone(&found));
        }
        found
    }

    /// What stands before an ability.
    pub(super) fn before_ability(&self, name: &str) -> Arc<Before> {
        let gates = self.selection.on_ability(&self.gates, name).into_iter();
        Arc::new(self.with_names("", gates.map(|at| (at, Hold::Every)).collect()))
    }

    fn with_names(&self, endpoint: &str, gates: Vec<(usize, Hold)>) -> Before {
        let names = self.gates.names(gates.iter().map(|(at, _)| *at));
        Before {
            endpoint: endpoint.to_owned(),
            names: names.into_iter().map(str::to_owned).collect(),
            gates,
        }
    }
}

type Key = (String, u64);

static PLANS: Mutex<Vec<(Key, Arc<Plan>)>> = Mutex::new(Vec::new());

/// The plan of a policy, by its hash, on a site that registers these endpoints and abilities.
pub(super) fn planned(
    hash: &str,
    gates: &Gates,
    registered: &[String],
    abilities: Option<&[String]>,
) -> Arc<Plan> {
    let mut hasher = DefaultHasher::new();
    (registered, abilities).hash(&mut hasher);
    let key = (hash.to_owned(), hasher.finish());
    if let Some((_, plan)) = PLANS.lock().iter().find(|(known, _)| *known == key) {
        return Arc::clone(plan);
    }
    let registered: HashSet<&str> = registered.iter().map(String::as_str).collect();
    let abilities: Option<Vec<&str>> =
        abilities.map(|names| names.iter().map(String::as_str).collect());
    let selection = Selection::new(gates, &registered, abilities.as_deref());
    let plan = Arc::new(Plan::new(gates.clone(), selection));
    let mut plans = PLANS.lock();
    if plans.len() >= KEPT {
        plans.remove(0);
    }
    plans.push((key, Arc::clone(&plan)));
    plan
}
