//! `RestGate\Policy`.

use super::decision::Decision;
use super::exceptions::after_exceptions;
use super::gates::Gates;
use super::plan::planned;
use super::{bytes, cache, exceptions};
use crate::policy::{self, Ask, Index, Principal, Reach, entry_text_reach, evaluate, expires};
use crate::request::{Route, Verb};
use ext_php_rs::boxed::ZBox;
use ext_php_rs::flags::ClassFlags;
use ext_php_rs::prelude::*;
use ext_php_rs::types::{ZendHashTable, Zval};
use std::sync::Arc;

/// A compiled policy: immutable, and cheap to ask.
#[php_class]
#[php(name = "RestGate\\Policy", flags = ClassFlags::Final, modifier = after_exceptions)]
pub struct Policy(Arc<policy::Policy>);

impl Policy {
    /// The policy itself.
    pub(super) fn compiled(&self) -> &Arc<policy::Policy> {
        &self.0
    }
}

#[php_impl]
#[php(change_method_case = "camelCase")]
impl Policy {
    /// The policy of a policy document, from its JSON text. Compiled once per process and text.
    ///
    /// Throws `DocumentException` when the text is wrong, `UnsupportedException` when it asks for
    /// something that this version does not do.
    pub fn compile(document: &Zval) -> PhpResult<Self> {
        Ok(Self(cache::compiled(&bytes::of(document))?))
    }

    /// Whether sure cases are refused before WordPress is loaded, as far as the policy says.
    pub fn refuses_early(&self) -> bool {
        let own = &self.0;
        own.early().enabled && own.mode() != policy::Mode::Off && !own.simulates()
    }

    /// Whether requests are recorded.
    pub fn logs(&self) -> bool {
        self.0.log().enabled
    }

    /// Whether a pseudonym stands for the address of a client.
    pub fn hashes_ips(&self) -> bool {
        self.0.log().hash_ips
    }

    /// Whether request bodies are recorded.
    pub fn records_bodies(&self) -> bool {
        self.0.log().record_bodies
    }

    /// Decides a request.
    ///
    /// `route` and `method` are those of the `WP_REST_Request`, whatever bytes they hold.
    /// `principal` is `anonymous`, `vouched` or `user`. `today` is the day in the site's time zone,
    /// `2027-01-31`. `endpoint` is the registered route pattern that WordPress matched, where it is
    /// known. `preflight` tells a true CORS preflight.
    ///
    /// Throws `ArgumentException` for another principal.
    #[php(defaults(preflight = false))]
    #[php(optional = endpoint)]
    pub fn decide(
        &self,
        route: &Zval,
        method: &Zval,
        principal: &Zval,
        today: &Zval,
        endpoint: Option<&Zval>,
        preflight: bool,
    ) -> PhpResult<Decision> {
        self.ask(
            [route, method, principal, today],
            endpoint,
            preflight,
            &mut |_, _| {},
        )
    }

    /// Tells each step of deciding a request, as a list of `[ step, result ]`. Takes what `decide()`
    /// takes, which gives the decision itself.
    #[php(defaults(preflight = false))]
    #[php(optional = endpoint)]
    pub fn explain(
        &self,
        route: &Zval,
        method: &Zval,
        principal: &Zval,
        today: &Zval,
        endpoint: Option<&Zval>,
        preflight: bool,
    ) -> PhpResult<Vec<Vec<String>>> {
        let mut steps = Vec::new();
        self.ask(
            [route, method, principal, today],
            endpoint,
            preflight,
            &mut |step, result| steps.push(vec![step.to_owned(), result()]),
        )?;
        Ok(steps)
    }

    /// The mode: `off`, `restrict` or `block_all`.
    pub fn mode(&self) -> &'static str {
        self.0.mode().as_str()
    }

    /// Whether refusals are only told, not carried out.
    pub fn simulates(&self) -> bool {
        self.0.simulates()
    }

    /// Whether anything can be refused: not with mode `off` and no gates, and not while simulating.
    pub fn enforces(&self) -> bool {
        self.0.enforces()
    }

    /// What the index lists: `full` or `callable`.
    pub fn index(&self) -> &'static str {
        match self.0.index() {
            Index::Full => "full",
            Index::Callable => "callable",
        }
    }

    /// The gates while one request is served, on a site that registers these endpoints; null when the
    /// policy has none. `abilities` are those that are registered; null where WordPress cannot gate
    /// abilities, so that their routes are covered whole.
    pub fn gates(
        &self,
        registered: &ZendHashTable,
        abilities: Option<&ZendHashTable>,
    ) -> Option<Gates> {
        let gates = self.0.gates();
        if gates.is_empty() {
            return None;
        }
        let registered = bytes::texts(registered);
        let abilities = abilities.map(bytes::texts);
        let plan = planned(self.0.hash(), gates, &registered, abilities.as_deref());
        Some(Gates::of(plan, self.0.hash().to_owned()))
    }

    /// Whether the policy has gates.
    pub fn has_gates(&self) -> bool {
        !self.0.gates().is_empty()
    }

    /// The gates as a list of arrays with `id`, `target`, `except`, `methods` (null for all), `require` (in
    /// words) and `message`, in the order of their ids.
    pub fn gate_list(&self) -> PhpResult<Vec<ZBox<ZendHashTable>>> {
        let gates = self.0.gates();
        gates
            .list()
            .iter()
            .map(|gate| {
                let mut row = ZendHashTable::new();
                row.insert("id", gate.id.as_str())?;
                row.insert("target", gate.target.to_string())?;
                let except: Vec<String> = gate.except.iter().map(ToString::to_string).collect();
                row.insert("except", except)?;
                row.insert("methods", gate.methods.names())?;
                row.insert("require", gates.in_words(gate))?;
                row.insert("message", gate.message.as_str())?;
                Ok(row)
            })
            .collect()
    }

    /// Whether a gate names an application password, by its user and its uuid.
    pub fn names_password(&self, user: i64, uuid: &Zval) -> bool {
        self.0
            .gates()
            .names_password(u64::try_from(user).unwrap_or(0), &bytes::text(uuid))
    }

    /// The abilities that gates name.
    pub fn gated_abilities(&self) -> Vec<String> {
        self.0.gates().abilities().map(str::to_owned).collect()
    }

    /// Names the policy: 16 hexadecimal digits that change with its document.
    pub fn hash(&self) -> &str {
        self.0.hash()
    }

    /// The enabled allowlist: a list of arrays with `entry`, `source`, `methods` (null for all),
    /// `expires`, `active` and `note`.
    pub fn entries(&self, today: &Zval) -> PhpResult<Vec<ZBox<ZendHashTable>>> {
        let today = bytes::of(today);
        self.0
            .entries()
            .iter()
            .map(|entry| {
                let mut row = ZendHashTable::new();
                row.insert("entry", entry.selector.to_string())?;
                row.insert("source", entry.source.as_str())?;
                row.insert("methods", entry.methods.names())?;
                row.insert("expires", expires(entry))?;
                row.insert("active", entry.is_active(&today))?;
                row.insert("note", entry.note.as_str())?;
                Ok(row)
            })
            .collect()
    }

    /// How much of a registered endpoint is open to strangers, by any method: `whole`, `part` or
    /// `none`.
    pub fn opens(&self, endpoint: &Zval, today: &Zval) -> &'static str {
        match self.0.open_part(&bytes::text(endpoint), &bytes::of(today)) {
            Reach::Whole => "whole",
            Reach::Part => "part",
            Reach::Elsewhere => "none",
        }
    }

    /// How an allowlist entry relates to the endpoint that WordPress matched for a request that the
    /// entry allowed: `whole` (every route of the endpoint is open), `part` (the entry fixes text
    /// that the endpoint captures) or `none` (the endpoint lies elsewhere).
    pub fn reach(entry: &Zval, endpoint: &Zval) -> &'static str {
        match entry_text_reach(&bytes::text(entry), &bytes::text(endpoint)) {
            Reach::Whole => "whole",
            Reach::Part => "part",
            Reach::Elsewhere => "none",
        }
    }

    /// What to honour while the extension is gone, as JSON: the mode and the allowlist as anchored
    /// expressions over the lower-case route.
    pub fn expressions(&self) -> PhpResult<String> {
        serde_json::to_string(&self.0.expressions())
            .map_err(|error| exceptions::argument(error.to_string()))
    }
}

impl Policy {
    fn ask(
        &self,
        [route, method, principal, today]: [&Zval; 4],
        endpoint: Option<&Zval>,
        preflight: bool,
        trace: &mut impl FnMut(&'static str, &dyn Fn() -> String),
    ) -> PhpResult<Decision> {
        let route = Route::new(&bytes::of(route));
        let endpoint = endpoint.filter(|name| !name.is_null()).map(bytes::of);
        let ask = Ask {
            route: &route,
            verb: Verb::from_bytes(&bytes::of(method)),
            principal: principal_of(&bytes::of(principal))?,
            preflight,
            endpoint: endpoint.as_deref(),
            today: &bytes::of(today),
        };
        Ok(evaluate(&self.0, &ask, trace).into())
    }
}

fn principal_of(text: &[u8]) -> PhpResult<Principal> {
    match text {
        b"anonymous" => Ok(Principal::Anonymous),
        b"vouched" => Ok(Principal::Vouched),
        b"user" => Ok(Principal::User),
        other => Err(exceptions::argument(format!(
            "principal `{}`: not one of `anonymous`, `vouched`, `user`",
            other.get(..60).unwrap_or(other).escape_ascii()
        ))),
    }
}
