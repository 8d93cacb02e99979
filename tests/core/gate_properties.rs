//! What holds for any gates and any request: their order does not matter, one more never opens
//! anything, and what cannot be answered never does.
//!
//! Each document meets many requests, because compiling it is what takes long: 102,000 requests in
//! all. The reference below reads requirements from their JSON and shares no code with the extension.

use crate::gating::{Request, judged, policy, selected};
use proptest::prelude::*;
use rest_gate::policy::{
    Answer, AuthType, Caller, Gates, Hold, Memo, Outcome, Parameter, Policy, Selection, Verdict,
};
use rest_gate::request::{Route, Verb};
use serde_json::{Value, json};
use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};

const UUID: &str = "5f0c4a3e-0000-4000-8000-000000000001";

/// What a site registers, each with a clean route of it.
const ENDPOINTS: [(&str, &str); 8] = [
    ("/wp/v2/posts", "/wp/v2/posts"),
    (r"/wp/v2/posts/(?P<id>[\d]+)", "/wp/v2/posts/7"),
    (
        r"/wp/v2/posts/(?P<id>[\d]+)/autosaves",
        "/wp/v2/posts/7/autosaves",
    ),
    (
        r"/wp/v2/users/(?P<user_id>(?:[\d]+|me))/application-passwords",
        "/wp/v2/users/7/application-passwords",
    ),
    ("/oembed/1.0/embed", "/oembed/1.0/embed"),
    ("/a/v1/x|/b/v1/y", "/b/v1/y"),
    ("/shop/v1/", "/shop/v1/"),
    ("/", "/"),
];

fn requirement() -> impl Strategy<Value = Value> {
    let names = prop::sample::select(vec![
        json!("id"),
        json!(["id", "post"]),
        json!(["post", "id"]),
    ]);
    let capability = prop::sample::select(vec!["read", "edit_posts"]);
    let leaf = prop_oneof![
        4 => capability.prop_map(|name| json!({"capability": name})),
        1 => Just(json!({"role": "editor"})),
        2 => names.clone().prop_map(|names| json!({"capability": "edit_post", "object": names})),
        1 => Just(json!({"authenticated": true})),
        1 => Just(json!({"auth_type": "cookie"})),
        1 => Just(json!({"application_password": {"user": 7, "uuid": UUID}})),
        1 => Just(json!({"deny": true})),
    ];
    leaf.prop_recursive(3, 8, 3, move |inner| {
        let list = prop::collection::vec(inner.clone(), 1..4);
        let otherwise = (names.clone(), inner.clone());
        prop_oneof![
            2 => list.clone().prop_map(|list| json!({"any": list})),
            2 => list.prop_map(|list| json!({"all": list})),
            2 => inner.prop_map(|inner| json!({"not": inner})),
            1 => otherwise.prop_map(|(names, inner)| {
                json!({"capability": "edit_post", "object": names, "else": inner})
            }),
        ]
    })
}

fn gate() -> impl Strategy<Value = Value> {
    let patterns = vec![
        "/*",
        "/",
        "/wp-json/wp/v2/posts/*",
        "/wp/v2/posts",
        "/wp/v2/posts/7",
        "/wp/v2/posts/007/*",
        "/WP/V2/Users/*",
        "/oembed/1.0/*",
        "/oembed/1x0/embed",
        "/b/v1/y",
        "/shop/v1",
    ];
    let endpoint = prop::sample::select(ENDPOINTS.map(|(endpoint, _)| endpoint).to_vec());
    let gone = prop::sample::select(vec![
        "/wp/v2/posts/(?P<id>[0-9]+)",
        "/shop/v1/cart",
        "/(?P<x>a)",
    ]);
    let target = prop_oneof![
        4 => prop::sample::select(patterns).prop_map(|pattern| json!({"pattern": pattern})),
        4 => endpoint.prop_map(|endpoint| json!({"endpoint": endpoint})),
        1 => gone.prop_map(|endpoint| json!({"endpoint": endpoint})),
    ];
    let methods = prop_oneof![
        3 => Just(Value::Null),
        1 => Just(json!(["GET"])),
        1 => Just(json!(["POST", "PUT", "PATCH", "DELETE"])),
    ];
    (target, methods, requirement()).prop_map(|(mut gate, methods, require)| {
        gate["require"] = require;
        if !methods.is_null() {
            gate["methods"] = methods;
        }
        gate
    })
}

/// Gates with ids that say nothing of their order in the document.
fn gates() -> impl Strategy<Value = Vec<Value>> {
    let ids = Just(vec!["a", "b", "c", "d"]).prop_shuffle();
    (prop::collection::vec(gate(), 1..5), ids).prop_map(|(mut gates, ids)| {
        for (gate, id) in gates.iter_mut().zip(ids) {
            gate["id"] = json!(id);
        }
        gates
    })
}

/// A request with the clean spelling of its route beside it, and what decides its answers.
type Drawn = (Request, &'static str, u64);

fn request() -> impl Strategy<Value = Drawn> {
    let spelling =
        prop::sample::select(vec!["", "", "upper", "\n", "\0", "zeros", "/", "//", "/."]);
    let object = prop::sample::select(vec![
        None,
        Some(Parameter::Text("7".to_owned())),
        Some(Parameter::Text("8".to_owned())),
        Some(Parameter::Text("7abc".to_owned())),
        Some(Parameter::NoText),
    ]);
    let captured =
        prop::sample::select(vec![vec![], vec!["id".to_owned()], vec!["post".to_owned()]]);
    let caller = prop::sample::select(vec![
        (0, AuthType::None, None),
        (7, AuthType::Cookie, None),
        (7, AuthType::ApplicationPassword, Some(UUID.to_owned())),
        (8, AuthType::ApplicationPassword, Some(UUID.to_owned())),
    ]);
    (
        prop::sample::select(ENDPOINTS.to_vec()),
        spelling,
        prop::sample::select(vec!["GET", "HEAD", "OPTIONS", "POST", "DELETE", "TRACE"]),
        [object.clone(), object],
        captured,
        caller,
        any::<u64>(),
    )
        .prop_map(
            |((endpoint, route), spelling, method, objects, captured, caller, seed)| {
                let spelled = match spelling {
                    "upper" => route.to_uppercase(),
                    "zeros" => route.replace("/7", "/007"),
                    end => format!("{route}{end}"),
                };
                let mut request = Request::new(method, &spelled, endpoint);
                (
                    request.caller.user,
                    request.caller.auth_type,
                    request.caller.password,
                ) = caller;
                for (name, value) in ["id", "post"].iter().zip(objects) {
                    if let Some(value) = value {
                        request.parameters.insert((*name).to_owned(), value);
                    }
                }
                request.captured = captured;
                (request, route, seed)
            },
        )
}

/// The answer to a question, drawn by its text; none where it is left open.
fn drawn(seed: u64, question: &str) -> Option<Answer> {
    let mut hasher = DefaultHasher::new();
    (seed, question).hash(&mut hasher);
    match hasher.finish() % 8 {
        0..=2 => Some(Answer::Yes),
        3..=4 => Some(Answer::No),
        5 => Some(Answer::from_word(b"unknown_capability")),
        6 => Some(Answer::from_word(b"failed")),
        _ => None,
    }
}

/// Gates on a site that registers all the endpoints above, or none of them.
struct Placed {
    policy: Policy,
    selection: Selection,
    /// The gates before each endpoint, worked out once as the extension does.
    before: HashMap<&'static str, Vec<(usize, Hold)>>,
}

impl Placed {
    fn new(gates: &[Value], registers: bool) -> Self {
        let policy = policy(&json!(gates));
        let known: HashSet<&str> = ENDPOINTS.iter().map(|(endpoint, _)| *endpoint).collect();
        let registered = if registers { known } else { HashSet::new() };
        let selection = Selection::new(policy.gates(), &registered, Some(&[]));
        Self::of(policy, selection)
    }

    fn of(policy: Policy, selection: Selection) -> Self {
        let before = ENDPOINTS
            .iter()
            .map(|(endpoint, _)| (*endpoint, selection.on_endpoint(policy.gates(), endpoint)))
            .collect();
        Self {
            policy,
            selection,
            before,
        }
    }

    fn gates(&self) -> &Gates {
        self.policy.gates()
    }

    fn selected(&self, request: &Request) -> Vec<usize> {
        match self.before.get(request.endpoint.as_str()) {
            Some(before) => self.selection.selecting(
                self.gates(),
                before,
                &Route::new(&request.route),
                Verb::from_bytes(&request.method),
            ),
            None => selected(self.gates(), &self.selection, request),
        }
    }

    fn ids(&self, request: &Request) -> HashSet<&str> {
        self.selected(request)
            .into_iter()
            .map(|at| self.gates().list()[at].id.as_str())
            .collect()
    }

    fn judged(
        &self,
        request: &Request,
        answer: impl FnMut(&str) -> Option<Answer>,
    ) -> (Verdict, Vec<String>) {
        let at = self.selected(request);
        judged(self.gates(), &at, request, &mut Memo::default(), answer)
    }

    fn allows(&self, request: &Request, answer: impl FnMut(&str) -> Option<Answer>) -> bool {
        self.judged(request, answer).0.outcome == Outcome::Allowed
    }
}

/// The value of a requirement read from its JSON: yes, no, error or malformed.
fn reference(requirement: &Value, request: &Request, seed: u64) -> char {
    let asked = |question: String| match drawn(seed, &question) {
        Some(Answer::Yes) => 'Y',
        Some(Answer::No) => 'N',
        Some(Answer::Unanswerable(_)) | None => 'E',
    };
    let given = |holds: bool| if holds { 'Y' } else { 'N' };
    let list = |key: &str| -> Option<Vec<char>> {
        let items = requirement[key].as_array()?.iter();
        Some(items.map(|inner| reference(inner, request, seed)).collect())
    };
    let first_of = |order: &str, values: &[char]| -> char {
        order.chars().find(|value| values.contains(value)).unwrap()
    };
    if let Some(values) = list("any") {
        return first_of("YEMN", &values);
    }
    if let Some(values) = list("all") {
        return first_of("NEMY", &values);
    }
    if requirement["not"].is_object() {
        return match reference(&requirement["not"], request, seed) {
            'Y' => 'N',
            'N' => 'Y',
            other => other,
        };
    }
    if let Some(role) = requirement["role"].as_str() {
        return asked(format!("role `{role}`"));
    }
    if let Some(capability) = requirement["capability"].as_str() {
        return match object(&requirement["object"], request) {
            Object::NotMeant => asked(format!("capability `{capability}`")),
            Object::Named(id) => asked(format!("capability `{capability}` on `{id}`")),
            Object::Wrong => 'M',
            Object::Absent if requirement["else"].is_object() => {
                reference(&requirement["else"], request, seed)
            }
            Object::Absent => 'E',
        };
    }
    let caller = &request.caller;
    if requirement["authenticated"] == true {
        return given(caller.user != 0);
    }
    if let Some(kind) = requirement["auth_type"].as_str() {
        return given(caller.auth_type.as_str() == kind);
    }
    match requirement["application_password"]["uuid"].as_str() {
        Some(uuid) => given(caller.user == 7 && caller.password.as_deref() == Some(uuid)),
        None => 'N',
    }
}

enum Object {
    NotMeant,
    Absent,
    Wrong,
    Named(String),
}

fn object(names: &Value, request: &Request) -> Object {
    let mut names: Vec<&str> = match names {
        Value::String(name) => vec![name],
        Value::Array(names) => names.iter().filter_map(Value::as_str).collect(),
        _ => return Object::NotMeant,
    };
    if let Some(name) = names
        .iter()
        .find(|name| request.captured.iter().any(|own| own == **name))
    {
        names = vec![name];
    }
    let mut values: Vec<&Parameter> = Vec::new();
    for value in names
        .iter()
        .filter_map(|name| request.parameters.get(*name))
    {
        if !values.contains(&value) {
            values.push(value);
        }
    }
    match values.as_slice() {
        [] => Object::Absent,
        [Parameter::Text(id)] if ["7", "8"].contains(&id.as_str()) => Object::Named(id.clone()),
        _ => Object::Wrong,
    }
}

/// The outcome that the reference says.
fn expected(gates: &[Value], placed: &Placed, request: &Request, seed: u64) -> Outcome {
    let named = gates
        .iter()
        .any(|gate| gate["require"].to_string().contains(UUID));
    let own = request.caller.user == 7 && request.caller.password.is_some();
    if named && own && request.endpoint.contains("application-passwords") {
        return Outcome::Forbidden;
    }
    let ids = placed.ids(request);
    let values: HashSet<char> = gates
        .iter()
        .filter(|gate| ids.contains(gate["id"].as_str().unwrap()))
        .map(|gate| reference(&gate["require"], request, seed))
        .collect();
    if values.contains(&'N') || values.contains(&'E') {
        Outcome::Forbidden
    } else if values.contains(&'M') {
        Outcome::Invalid
    } else {
        Outcome::Allowed
    }
}

fn leaves(requirement: &Value) -> usize {
    match requirement {
        Value::Object(keys) => keys.values().map(leaves).sum::<usize>().max(1),
        Value::Array(list) => list.iter().map(leaves).sum(),
        _ => 0,
    }
}

/// A document in every form that the properties compare.
struct Forms {
    gates: Vec<Value>,
    whole: Placed,
    reversed: Placed,
    nowhere: Placed,
    alone: Vec<Placed>,
    without: Vec<Placed>,
}

impl Forms {
    fn new(gates: Vec<Value>) -> Self {
        let reversed: Vec<Value> = gates.iter().rev().cloned().collect();
        let without = |at: usize| {
            let mut rest = gates.clone();
            rest.remove(at);
            Placed::new(&rest, true)
        };
        Self {
            whole: Placed::new(&gates, true),
            reversed: Placed::new(&reversed, true),
            nowhere: Placed::new(&gates, false),
            alone: gates
                .iter()
                .map(|gate| Placed::new(std::slice::from_ref(gate), true))
                .collect(),
            without: (0..gates.len()).map(without).collect(),
            gates,
        }
    }

    fn selection_holds(&self, request: &Request, clean: &str) -> Result<(), TestCaseError> {
        let ids = self.whole.ids(request);
        let plain = Request {
            route: clean.as_bytes().to_vec(),
            ..request.clone()
        };
        prop_assert!(
            self.whole.ids(&plain).is_subset(&ids),
            "another spelling is less gated"
        );
        prop_assert!(
            ids.is_subset(&self.nowhere.ids(request)),
            "a missing endpoint is less gated"
        );
        Ok(())
    }

    fn verdict_holds(&self, request: &Request, seed: u64) -> Result<(), TestCaseError> {
        let (verdict, asked) = self.whole.judged(request, |question| drawn(seed, question));
        let told = (&verdict, &asked);
        let other = self
            .reversed
            .judged(request, |question| drawn(seed, question));
        prop_assert_eq!(told, (&other.0, &other.1), "order matters");
        let most: usize = self.gates.iter().map(|gate| leaves(&gate["require"])).sum();
        prop_assert!(asked.len() <= most, "{} questions", asked.len());

        let allowed = verdict.outcome == Outcome::Allowed;
        let each = self
            .alone
            .iter()
            .all(|gate| gate.allows(request, |question| drawn(seed, question)));
        prop_assert_eq!(
            allowed,
            each,
            "all together pass what each alone refuses, or the reverse"
        );
        let fewer = &self.without[seed as usize % self.without.len()];
        prop_assert!(
            !allowed || fewer.allows(request, |question| drawn(seed, question)),
            "one gate more opens"
        );

        // The reference knows no open question; to it that is an error, as it is to the verdict.
        let closed = |question: &str| drawn(seed, question).or(Some(Answer::from_word(b"failed")));
        let (verdict, asked) = self.whole.judged(request, closed);
        let wanted = expected(&self.gates, &self.whole, request, seed);
        prop_assert_eq!(verdict.outcome, wanted, "{:?}", verdict);
        if wanted == Outcome::Allowed {
            self.doubt_opens_nothing(request, seed, &asked)?;
        }
        Ok(())
    }

    /// Where a request passes although something cannot be told, it passes whatever that is.
    fn doubt_opens_nothing(
        &self,
        request: &Request,
        seed: u64,
        asked: &[String],
    ) -> Result<(), TestCaseError> {
        let closed = |question: &str| drawn(seed, question).or(Some(Answer::from_word(b"failed")));
        let doubtful: Vec<&String> = asked
            .iter()
            .filter(|question| matches!(closed(question), Some(Answer::Unanswerable(_))))
            .collect();
        for bits in 0..1_u32 << doubtful.len().min(4) {
            let settled = |question: &str| {
                let at = doubtful.iter().position(|known| *known == question);
                match at {
                    Some(at) if bits >> (at % 4) & 1 == 1 => Some(Answer::Yes),
                    Some(_) => Some(Answer::No),
                    None => closed(question),
                }
            };
            prop_assert!(
                self.whole.allows(request, settled),
                "{doubtful:?} as {bits:b}"
            );
        }
        let mut canonical = request.clone();
        for value in canonical.parameters.values_mut() {
            if !matches!(value, Parameter::Text(id) if id == "7" || id == "8") {
                *value = Parameter::Text("7".to_owned());
            }
        }
        for every in [Answer::Yes, Answer::No] {
            let settled = |question: &str| match closed(question) {
                _ if !asked.iter().any(|known| known == question) => Some(every),
                Some(Answer::Unanswerable(_)) => Some(every),
                given => given,
            };
            prop_assert!(
                self.whole.allows(&canonical, settled),
                "malformed parameters open"
            );
        }
        Ok(())
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 510, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn gates_narrow_in_any_order_and_doubt_opens_nothing(
        gates in gates(), requests in prop::collection::vec(request(), 200)
    ) {
        let forms = Forms::new(gates);
        for (request, clean, seed) in requests {
            forms.selection_holds(&request, clean)?;
            forms.verdict_holds(&request, seed)?;
        }
    }
}

/// Something like JSON: a document's own text with some bytes changed, or any bytes at all.
fn text() -> impl Strategy<Value = Vec<u8>> {
    let broken = (
        gates(),
        prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..4),
    );
    let broken = broken.prop_map(|(gates, changes)| {
        let document = json!({"version": 1, "mode": "restrict", "gates": gates});
        let mut text = document.to_string().into_bytes();
        for (at, byte) in changes {
            let at = at.index(text.len());
            text[at] = byte;
        }
        text
    });
    prop_oneof![3 => broken, 1 => prop::collection::vec(any::<u8>(), 0..200)]
}

/// JSON of any shape where gates or requirements are meant.
fn shape() -> impl Strategy<Value = Value> {
    let keys = vec![
        "id",
        "pattern",
        "endpoint",
        "methods",
        "require",
        "message",
        "capability",
        "object",
        "else",
        "role",
        "authenticated",
        "application_password",
        "user",
        "uuid",
        "auth_type",
        "any",
        "all",
        "not",
        "deny",
        "x",
    ];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
        prop::sample::select(vec![
            "/*",
            "ability:a/b",
            "ability:",
            "GET",
            "id",
            "read",
            "cookie",
            UUID
        ])
        .prop_map(Value::from),
    ];
    leaf.prop_recursive(10, 40, 4, move |inner| {
        let keyed = (prop::sample::select(keys.clone()), inner.clone());
        prop_oneof![
            prop::collection::vec(inner, 0..4).prop_map(Value::from),
            prop::collection::vec(keyed, 0..5).prop_map(|items| {
                Value::Object(
                    items
                        .into_iter()
                        .map(|(key, value)| (key.to_owned(), value))
                        .collect(),
                )
            }),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_text_and_no_shape_of_gates_makes_a_policy_panic(
        text in text(), shape in shape(), (request, _, seed) in request()
    ) {
        let shaped = json!({"version": 1, "mode": "off", "gates": [{"id": "a", "pattern": "/*", "require": shape}]});
        let gates = json!({"version": 1, "mode": "off", "gates": [shape]});
        for text in [text, shaped.to_string().into_bytes(), gates.to_string().into_bytes()] {
            if let Ok(policy) = Policy::compile(&text) {
                let selection = Selection::new(policy.gates(), &HashSet::new(), None);
                let placed = Placed::of(policy, selection);
                placed.judged(&request, |question| drawn(seed, question));
                placed.policy.expressions();
            }
        }
    }

    #[test]
    fn no_bytes_of_a_request_make_a_judgement_panic(
        gates in gates(),
        route in prop::collection::vec(any::<u8>(), 0..40),
        method in prop::collection::vec(any::<u8>(), 0..8),
        endpoint in any::<String>(),
        object in any::<String>(),
        seed in any::<u64>(),
    ) {
        let placed = Placed::new(&gates, true);
        let object = Parameter::Text(object);
        let request = Request {
            route,
            method,
            endpoint: endpoint.clone(),
            ability: None,
            caller: Caller::nobody(),
            parameters: [("id".to_owned(), object)].into(),
            captured: vec![endpoint],
        };
        placed.judged(&request, |question| drawn(seed, question));
    }
}

#[test]
fn the_properties_meet_every_outcome_and_doubt_that_passes() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;
    let mut runner = TestRunner::deterministic();
    let (mut allowed, mut forbidden, mut invalid, mut doubtful, mut asked_twice) = (0, 0, 0, 0, 0);
    let (gates, request) = (gates(), request());
    for _ in 0..1500 {
        let gates = gates.new_tree(&mut runner).unwrap().current();
        let (request, _, seed) = request.new_tree(&mut runner).unwrap().current();
        let placed = Placed::new(&gates, true);
        if placed.ids(&request).is_empty() {
            continue;
        }
        let closed = |question: &str| drawn(seed, question).or(Some(Answer::from_word(b"failed")));
        let (verdict, asked) = placed.judged(&request, closed);
        asked_twice += usize::from(asked.len() > 1);
        match verdict.outcome {
            Outcome::Allowed => {
                allowed += 1;
                let doubt =
                    |question: &String| matches!(closed(question), Some(Answer::Unanswerable(_)));
                doubtful += usize::from(asked.iter().any(doubt));
            }
            Outcome::Forbidden => forbidden += 1,
            _ => invalid += 1,
        }
    }
    let met = [allowed, forbidden, invalid, doubtful, asked_twice];
    assert!(met.iter().all(|&count| count >= 10), "{met:?}");
}
