//! Every line of `tests/fixtures/policies/decisions.json` is decided as it says: outcome, reason,
//! entry, status, error code and what simulate kept from happening.

use crate::corpus::bytes;
use crate::fixtures::{assert_names_are_unique, cases, used};
use rest_gate::policy::{Ask, Decision, Outcome, Policy, Principal, Reason, evaluate};
use rest_gate::request::{Route, Verb};
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};

struct Table {
    policies: BTreeMap<String, Policy>,
    cases: Vec<Map<String, Value>>,
}

/// The table, with the defaults filled in.
fn table() -> Table {
    let table: Value =
        serde_json::from_str(include_str!("../fixtures/policies/decisions.json")).unwrap();
    let policies = table["policies"].as_object().unwrap().iter();
    Table {
        policies: policies
            .map(|(name, document)| {
                let policy = Policy::compile(document.to_string().as_bytes());
                (
                    name.clone(),
                    policy.unwrap_or_else(|why| panic!("{name}: {why}")),
                )
            })
            .collect(),
        cases: cases(&table),
    }
}

fn principal(word: &Value) -> Principal {
    match word.as_str().unwrap() {
        "anonymous" => Principal::Anonymous,
        "vouched" => Principal::Vouched,
        "user" => Principal::User,
        other => panic!("principal `{other}`"),
    }
}

/// Decides a case and hands the decision on, with the steps that were traced.
fn decided<T>(
    table: &Table,
    case: &Map<String, Value>,
    then: impl FnOnce(&Decision<'_>, &[String]) -> T,
) -> T {
    let route = Route::new(&bytes(&case["route"]));
    let endpoint = (!case["endpoint"].is_null()).then(|| bytes(&case["endpoint"]));
    let ask = Ask {
        route: &route,
        verb: Verb::from_bytes(&bytes(&case["method"])),
        principal: principal(&case["principal"]),
        preflight: case["preflight"].as_bool().unwrap(),
        endpoint: endpoint.as_deref(),
        today: &bytes(&case["today"]),
    };
    let mut steps = Vec::new();
    let policy = &table.policies[case["policy"].as_str().unwrap()];
    let decision = evaluate(policy, &ask, &mut |step, result| {
        steps.push(format!("{step}: {}", result()));
    });
    then(&decision, &steps)
}

#[test]
fn every_case_is_decided_as_the_table_says() {
    let table = table();
    assert!(table.cases.len() >= 80, "{} cases", table.cases.len());
    let mut wrong = Vec::new();
    for case in &table.cases {
        let got = decided(&table, case, |decision, _| {
            json!({
                "outcome": decision.outcome.as_str(),
                "reason": decision.reason.as_str(),
                "entry": decision.entry.map(|entry| entry.selector.to_string()),
                "status": decision.status,
                "code": decision.code(),
                "simulated": decision.simulated.map(Outcome::as_str),
            })
        });
        for (key, value) in got.as_object().unwrap() {
            if value != &case[key] {
                wrong.push(format!(
                    "{}: {key} is {value}, not {}",
                    case["name"], case[key]
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn every_case_has_a_name_of_its_own() {
    assert_names_are_unique(&table().cases);
}

#[test]
fn every_policy_outcome_and_reason_of_the_table_is_used() {
    let table = table();
    let used = |key: &str| used(&table.cases, key);
    let known = |words: &[&str]| -> BTreeSet<String> {
        words.iter().map(|&word| word.to_owned()).collect()
    };
    assert_eq!(used("policy"), table.policies.keys().cloned().collect());
    assert_eq!(
        used("outcome"),
        known(&["allowed", "allowlisted", "blocked", "preflight"])
    );
    assert_eq!(
        used("reason"),
        known(&[
            Reason::ModeOff.as_str(),
            Reason::BlockAll.as_str(),
            Reason::Preflight.as_str(),
            Reason::Authenticated.as_str(),
            Reason::Vouched.as_str(),
            Reason::Builtin.as_str(),
            Reason::Custom.as_str(),
            Reason::NotAllowlisted.as_str(),
            Reason::MethodNotAllowlisted.as_str(),
            Reason::EntryExpired.as_str(),
            Reason::RouteNotClean.as_str(),
        ])
    );
}

#[test]
fn a_refusal_has_a_status_and_a_code_and_nothing_else_has() {
    let table = table();
    for case in &table.cases {
        decided(&table, case, |decision, _| {
            let refused = decision.outcome == Outcome::Blocked;
            assert_eq!(decision.status != 0, refused, "{}", case["name"]);
            assert_eq!(!decision.code().is_empty(), refused, "{}", case["name"]);
        });
    }
}

#[test]
fn every_step_is_told_in_one_line_and_the_mode_comes_first() {
    let table = table();
    for case in &table.cases {
        decided(&table, case, |decision, steps| {
            assert!(
                steps[0].starts_with("mode: "),
                "{}: {steps:?}",
                case["name"]
            );
            assert!(
                steps.iter().all(|step| !step.contains(char::is_control)),
                "{}: {steps:?}",
                case["name"]
            );
            let told = steps.iter().any(|step| step.starts_with("simulate: "));
            assert_eq!(told, decision.simulated.is_some(), "{}", case["name"]);
        });
    }
}

#[test]
fn the_endpoint_is_asked_for_only_where_it_could_still_open() {
    let table = table();
    for case in &table.cases {
        let policy = &table.policies[case["policy"].as_str().unwrap()];
        decided(&table, case, |decision, _| {
            let closed_by_the_list = matches!(
                decision.reason,
                Reason::NotAllowlisted | Reason::MethodNotAllowlisted | Reason::EntryExpired
            );
            let unknown = case["endpoint"].is_null() && policy.has_endpoints();
            let wanted = closed_by_the_list && unknown;
            assert_eq!(decision.needs_endpoint, wanted, "{}", case["name"]);
        });
    }
}
