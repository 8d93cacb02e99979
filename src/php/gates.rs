//! `RestGate\Gates`.

use super::gate_check::GateCheck;
use super::plan::{Before, Plan, planned};
use super::{bytes, exceptions};
use crate::policy::{self, AuthType, Caller, Hold, Memo, Selection, read_requirement};
use crate::request::{Route, Verb};
use ext_php_rs::boxed::ZBox;
use ext_php_rs::flags::ClassFlags;
use ext_php_rs::prelude::*;
use ext_php_rs::types::{ZendHashTable, Zval};
use parking_lot::Mutex;
use std::sync::Arc;

/// The gates of a policy while one request is served: who asks, and what WordPress answered so far.
#[php_class]
#[php(name = "RestGate\\Gates", flags = ClassFlags::Final)]
pub struct Gates {
    plan: Arc<Plan>,
    hash: String,
    caller: Arc<Caller>,
    memo: Arc<Mutex<Memo>>,
}

#[php_impl]
#[php(change_method_case = "camelCase")]
impl Gates {
    /// One gate before every route, from the JSON of a requirement: what `permission_callback` asks.
    pub fn requiring(requirement: &Zval) -> PhpResult<Self> {
        let form = read_requirement(&bytes::of(requirement))?;
        let gates = policy::Gates::requiring(&form)?;
        let plan = Plan::new(gates, Selection::default());
        Ok(Self::of(Arc::new(plan), String::new()))
    }

    /// Tells who asks: the user's id (0 for nobody), the blog, the number of the batch item (0
    /// outside a batch), the auth type and the uuid of the application password, if one was used.
    /// What was answered for one user, blog and item says nothing of another.
    ///
    /// Throws `ArgumentException` for another auth type.
    pub fn call_as(
        &mut self,
        user: i64,
        blog: i64,
        item: i64,
        auth_type: &Zval,
        password: Option<&Zval>,
    ) -> PhpResult<()> {
        let word = bytes::of(auth_type);
        let auth_type = AuthType::from_word(&word).ok_or_else(|| {
            let shown = word.get(..60).unwrap_or(&word).escape_ascii();
            exceptions::argument(format!("auth type `{shown}`: not known"))
        })?;
        self.caller = Arc::new(Caller {
            user: u64::try_from(user).unwrap_or(0),
            blog: blog.unsigned_abs(),
            item: item.unsigned_abs(),
            auth_type,
            password: password
                .filter(|uuid| !uuid.is_null())
                .map(bytes::text)
                .filter(|uuid| !uuid.is_empty()),
        });
        Ok(())
    }

    /// The check of a request whose endpoint WordPress matched; null when no gate selects it.
    pub fn check(&self, route: &Zval, method: &Zval, endpoint: &Zval) -> Option<GateCheck> {
        let before = self.plan.before(&bytes::text(endpoint));
        let route = Route::new(&bytes::of(route));
        let verb = Verb::from_bytes(&bytes::of(method));
        let selected = self
            .plan
            .selection
            .selecting(&self.plan.gates, &before.gates, &route, verb);
        self.checking(selected, before)
    }

    /// The check of an ability; null when no gate selects it.
    pub fn check_ability(&self, name: &Zval) -> Option<GateCheck> {
        let before = self.plan.before_ability(&bytes::text(name));
        let selected = before.gates.iter().map(|(at, _)| *at).collect();
        self.checking(selected, before)
    }

    /// How the gates divide the methods of a handler: a list of arrays with `gated`, `constant` (the
    /// gates turn on nothing but who asks) and `methods`, each of methods before which the same gates
    /// stand; empty when none stands before any.
    pub fn divide(
        &self,
        endpoint: &Zval,
        methods: &ZendHashTable,
    ) -> PhpResult<Vec<ZBox<ZendHashTable>>> {
        let before = self.plan.before(&bytes::text(endpoint));
        let mut groups: Vec<(Vec<usize>, Vec<String>)> = Vec::new();
        for name in bytes::texts(methods) {
            let verb = Verb::from_bytes(name.as_bytes());
            let gates = before
                .gates
                .iter()
                .map(|(at, _)| *at)
                .filter(|at| {
                    let gate = self.plan.gates.list().get(*at);
                    gate.is_some_and(|gate| gate.methods.contains(verb.decided_as()))
                })
                .collect();
            match groups.iter_mut().find(|(known, _)| *known == gates) {
                Some((_, names)) => names.push(name),
                None => groups.push((gates, vec![name])),
            }
        }
        let guarded = self.plan.gates.guards_passwords(&before.endpoint);
        if !guarded && groups.iter().all(|(gates, _)| gates.is_empty()) {
            return Ok(Vec::new());
        }
        groups
            .into_iter()
            .map(|(gates, methods)| {
                let mut row = ZendHashTable::new();
                row.insert("gated", guarded || !gates.is_empty())?;
                row.insert("constant", self.is_constant(&before.gates, &gates))?;
                row.insert("methods", methods)?;
                Ok(row)
            })
            .collect()
    }

    /// Whether a gate reaches the endpoint by any method, so that parameters must not contradict its
    /// routes.
    pub fn reaches(&self, endpoint: &Zval) -> bool {
        let before = self.plan.before(&bytes::text(endpoint));
        !before.gates.is_empty() || self.plan.gates.guards_passwords(&before.endpoint)
    }

    /// The same gates once the abilities of the site are known; answers stay.
    pub fn with_abilities(&self, abilities: &ZendHashTable) -> Self {
        let abilities = bytes::texts(abilities);
        // A requirement that stands alone names no ability, and no hash tells it from another.
        let plan = if self.hash.is_empty() {
            Arc::clone(&self.plan)
        } else {
            planned(&self.hash, &self.plan.gates, &[], Some(&abilities))
        };
        Self {
            plan,
            hash: self.hash.clone(),
            caller: Arc::clone(&self.caller),
            memo: Arc::clone(&self.memo),
        }
    }

    /// The gates whose endpoint is registered nowhere: a list of their ids.
    pub fn missing(&self) -> Vec<String> {
        let gates = self.plan.gates.list();
        self.plan
            .selection
            .missing()
            .filter_map(|at| gates.get(at).map(|gate| gate.id.clone()))
            .collect()
    }

    /// What the gates whose endpoint is registered nowhere cover meanwhile: a list of arrays with `id`
    /// and `covers`, a pattern or `ability:core/*`.
    pub fn covering(&self) -> PhpResult<Vec<ZBox<ZendHashTable>>> {
        let gates = self.plan.gates.list();
        self.plan
            .selection
            .covering()
            .into_iter()
            .filter_map(|(at, covers)| gates.get(at).map(|gate| (gate.id.as_str(), covers)))
            .map(|(id, covers)| {
                let mut row = ZendHashTable::new();
                row.insert("id", id)?;
                row.insert("covers", covers)?;
                Ok(row)
            })
            .collect()
    }
}

impl Gates {
    pub(super) fn of(plan: Arc<Plan>, hash: String) -> Self {
        Self {
            plan,
            hash,
            caller: Arc::new(Caller::nobody()),
            memo: Arc::default(),
        }
    }

    /// Whether neither the route nor a parameter matters to the gates.
    fn is_constant(&self, before: &[(usize, Hold)], gates: &[usize]) -> bool {
        gates.iter().all(|at| {
            let every = before.contains(&(*at, Hold::Every));
            every && !self.plan.gates.turns_on_objects(*at)
        })
    }

    fn checking(&self, selected: Vec<usize>, before: Arc<Before>) -> Option<GateCheck> {
        let check = GateCheck::new(
            Arc::clone(&self.plan),
            Arc::clone(&self.memo),
            Arc::clone(&self.caller),
            selected,
            before,
        );
        check.is_needed().then_some(check)
    }
}
