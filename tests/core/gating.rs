//! Judging requests by gates as PHP does it: select, then answer until everything is known.

use rest_gate::policy::{
    Answer, BUILTIN, Caller, Gates, Judgement, Memo, Parameters, Policy, Selection, Step, Verdict,
};
use rest_gate::request::{Route, Verb};
use serde_json::{Value, json};

/// A request, or the run of an ability.
#[derive(Debug, Clone)]
pub struct Request {
    pub route: Vec<u8>,
    pub method: Vec<u8>,
    pub endpoint: String,
    pub ability: Option<String>,
    pub caller: Caller,
    pub parameters: Parameters,
    pub captured: Vec<String>,
}

impl Request {
    /// A stranger's.
    pub fn new(method: &str, route: &str, endpoint: &str) -> Self {
        Self {
            route: route.as_bytes().to_vec(),
            method: method.as_bytes().to_vec(),
            endpoint: endpoint.to_owned(),
            ability: None,
            caller: Caller::nobody(),
            parameters: Parameters::new(),
            captured: Vec::new(),
        }
    }
}

/// A policy of these gates, and nothing else.
pub fn policy(gates: &Value) -> Policy {
    let builtin: Vec<&str> = BUILTIN.iter().map(|builtin| builtin.pattern).collect();
    let document =
        json!({"version": 1, "mode": "off", "gates": gates, "builtin_disabled": builtin});
    let document = document.to_string();
    Policy::compile(document.as_bytes()).unwrap_or_else(|why| panic!("{why}: {document}"))
}

/// The gates that select a request, by their place.
pub fn selected(gates: &Gates, selection: &Selection, request: &Request) -> Vec<usize> {
    match &request.ability {
        Some(name) => selection.on_ability(gates, name),
        None => selection.selecting(
            gates,
            &selection.on_endpoint(gates, &request.endpoint),
            &Route::new(&request.route),
            Verb::from_bytes(&request.method),
        ),
    }
}

/// The verdict, and every question in the order in which it was asked. A question without an answer
/// is left open.
pub fn judged(
    gates: &Gates,
    selected: &[usize],
    request: &Request,
    memo: &mut Memo,
    mut answer: impl FnMut(&str) -> Option<Answer>,
) -> (Verdict, Vec<String>) {
    let judgement = Judgement {
        gates,
        selected,
        endpoint: &request.endpoint,
        caller: &request.caller,
        parameters: &request.parameters,
        captured: &request.captured,
    };
    let mut asked = Vec::new();
    loop {
        match judgement.step(memo) {
            Step::Settled(verdict) => return (verdict, asked),
            Step::Ask { question, at } => {
                let text = question.to_string();
                assert!(!asked.contains(&text), "{text} is asked twice");
                judgement.asked(memo, at, &question);
                let given = answer(&text);
                asked.push(text);
                match given {
                    Some(given) => judgement.answer(memo, at, &question, given),
                    None => return (Verdict::unanswered(&question), asked),
                }
            }
        }
    }
}
