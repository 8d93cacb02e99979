//! Every line of `tests/fixtures/policies/gates.json` is judged as it says: outcome, reason, gate,
//! what the caller lacks and is told, and which questions WordPress was asked, in their order.

use crate::corpus::bytes;
use crate::fixtures::{assert_names_are_unique, cases, used};
use crate::gating::{Request, judged, policy, selected};
use rest_gate::policy::{
    Answer, AuthType, Caller, Memo, Outcome, Parameter, Policy, Reason, Selection,
};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, HashSet};

struct Table {
    policies: BTreeMap<String, Policy>,
    sites: Map<String, Value>,
    cases: Vec<Map<String, Value>>,
}

/// The table, with the defaults filled in.
fn table() -> Table {
    let table: Value =
        serde_json::from_str(include_str!("../fixtures/policies/gates.json")).unwrap();
    let policies = table["policies"].as_object().unwrap().iter();
    Table {
        policies: policies
            .map(|(name, gates)| (name.clone(), policy(gates)))
            .collect(),
        sites: table["sites"].as_object().unwrap().clone(),
        cases: cases(&table),
    }
}

fn texts(list: &Value) -> Vec<&str> {
    let items = list.as_array().unwrap().iter();
    items.map(|text| text.as_str().unwrap()).collect()
}

fn caller(of: &Value) -> Caller {
    let number = |key: &str| of[key].as_u64().unwrap_or_default();
    let word = of["auth_type"].as_str().unwrap_or("none");
    Caller {
        user: number("user"),
        blog: number("blog"),
        item: number("item"),
        auth_type: AuthType::from_word(word.as_bytes()).unwrap(),
        password: of["password"].as_str().map(str::to_owned),
    }
}

fn request(case: &Map<String, Value>) -> Request {
    let field = |key: &str| case.get(key).unwrap_or(&Value::Null);
    let parameters = case["parameters"].as_object().unwrap().iter();
    Request {
        route: bytes(field("route")),
        method: bytes(field("method")),
        endpoint: field("endpoint").as_str().unwrap_or_default().to_owned(),
        ability: field("ability").as_str().map(str::to_owned),
        caller: caller(&case["caller"]),
        parameters: parameters
            .map(|(name, value)| {
                let value = value.as_str().map(|text| Parameter::Text(text.to_owned()));
                (name.clone(), value.unwrap_or(Parameter::NoText))
            })
            .collect(),
        captured: texts(&case["captured"])
            .into_iter()
            .map(str::to_owned)
            .collect(),
    }
}

fn selection(table: &Table, case: &Map<String, Value>) -> Selection {
    let site = &table.sites[case["site"].as_str().unwrap()];
    let registered: HashSet<&str> = texts(&site["registered"]).into_iter().collect();
    let abilities = site["abilities"]
        .is_array()
        .then(|| texts(&site["abilities"]));
    let policy = &table.policies[case["policy"].as_str().unwrap()];
    Selection::new(policy.gates(), &registered, abilities.as_deref())
}

/// What differs between a case and its judgement.
fn differences(table: &Table, case: &Map<String, Value>) -> Vec<String> {
    let gates = table.policies[case["policy"].as_str().unwrap()].gates();
    let request = request(case);
    let (verdict, asked) = judged(
        gates,
        &selected(gates, &selection(table, case), &request),
        &request,
        &mut Memo::default(),
        |question| {
            let word = case["answers"].get(question)?;
            Some(Answer::from_word(word.as_str().unwrap().as_bytes()))
        },
    );
    let got = [
        ("outcome", Value::from(verdict.outcome.as_str())),
        ("reason", Value::from(verdict.reason.as_str())),
        ("gate", Value::from(verdict.gate)),
        ("requirement", Value::from(verdict.requirement)),
        ("message", Value::from(verdict.message)),
        ("asked", Value::from(asked)),
    ];
    got.iter()
        // The words of a requirement stand only in cases about them.
        .filter_map(|(key, value)| Some((key, value, case.get(*key)?)))
        .filter(|(_, value, wanted)| value != wanted)
        .map(|(key, value, wanted)| format!("{}: {key} is {value}, not {wanted}", case["name"]))
        .collect()
}

#[test]
fn every_case_is_judged_as_the_table_says() {
    let table = table();
    assert!(table.cases.len() >= 300, "{} cases", table.cases.len());
    let wrong: Vec<String> = table
        .cases
        .iter()
        .flat_map(|case| differences(&table, case))
        .collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn every_case_has_a_name_of_its_own() {
    assert_names_are_unique(&table().cases);
}

#[test]
fn every_policy_site_outcome_and_reason_of_the_table_is_used() {
    let table = table();
    let used = |key: &str| used(&table.cases, key);
    assert_eq!(used("policy"), table.policies.keys().cloned().collect());
    assert_eq!(used("site"), table.sites.keys().cloned().collect());
    let outcomes = [Outcome::Allowed, Outcome::Forbidden, Outcome::Invalid];
    let outcomes = outcomes.map(|outcome| outcome.as_str().to_owned());
    assert_eq!(used("outcome"), outcomes.into());
    let reasons = [
        Reason::Gates,
        Reason::Capability,
        Reason::Role,
        Reason::Authentication,
        Reason::Credential,
        Reason::Deny,
        Reason::CredentialGated,
        Reason::UnknownCapability,
        Reason::UnknownRole,
        Reason::ObjectMissing,
        Reason::ObjectRequired,
        Reason::ObjectNotCanonical,
        Reason::ObjectsDiffer,
        Reason::Recursion,
        Reason::Failed,
    ];
    let reasons = reasons.map(|reason| reason.as_str().to_owned());
    assert_eq!(used("reason"), reasons.into());
}

#[test]
fn a_refusal_says_what_is_lacking_and_a_pass_says_nothing() {
    let table = table();
    for case in &table.cases {
        let gates = table.policies[case["policy"].as_str().unwrap()].gates();
        let request = request(case);
        let at = selected(gates, &selection(&table, case), &request);
        let (verdict, _) = judged(gates, &at, &request, &mut Memo::default(), |question| {
            let word = case["answers"].get(question)?;
            Some(Answer::from_word(word.as_str().unwrap().as_bytes()))
        });
        let passes = verdict.outcome == Outcome::Allowed;
        assert_eq!(verdict.requirement.is_empty(), passes, "{}", case["name"]);
        assert!(!passes || verdict.gate.is_none(), "{}", case["name"]);
    }
}
