//! How requirements combine, what is remembered of an answer, and what happens when answering a
//! question leads back to it.

use crate::gating::{Request, judged, policy, selected};
use rest_gate::policy::{
    Answer, Caller, Gates, Judgement, Memo, Outcome, Parameter, Parameters, Question, Reason,
    Selection, Step, read_requirement,
};
use serde_json::{Value, json};
use std::collections::HashSet;

const EVERY: &str = "/(?P<any>.*)";

fn requiring(requirement: &Value) -> Gates {
    let form = read_requirement(requirement.to_string().as_bytes()).unwrap();
    Gates::requiring(&form).unwrap()
}

/// A request before which every gate of these tests stands.
fn request() -> Request {
    Request::new("GET", "/x", EVERY)
}

/// The leaf that has a value, by its letter: yes, no, error or malformed.
fn leaf(value: char) -> Value {
    match value {
        'Y' => json!({"capability": "yes"}),
        'N' => json!({"capability": "no"}),
        'E' => json!({"capability": "nobody-knows"}),
        'M' => json!({"capability": "edit_post", "object": "bad"}),
        other => panic!("{other}"),
    }
}

/// The value of a requirement over such leaves.
fn value(requirement: &Value) -> char {
    let gates = requiring(requirement);
    let mut request = request();
    let bad = Parameter::Text("7abc".to_owned());
    request.parameters.insert("bad".to_owned(), bad);
    let (verdict, _) = judged(&gates, &[0], &request, &mut Memo::default(), |question| {
        Some(match question {
            "capability `yes`" => Answer::Yes,
            "capability `no`" => Answer::No,
            "capability `nobody-knows`" => Answer::from_word(b"unknown_capability"),
            other => panic!("{other}"),
        })
    });
    match (verdict.outcome, verdict.reason) {
        (Outcome::Allowed, Reason::Gates) => 'Y',
        (Outcome::Forbidden, Reason::Capability) => 'N',
        (Outcome::Forbidden, Reason::UnknownCapability) => 'E',
        (Outcome::Invalid, Reason::ObjectNotCanonical) => 'M',
        other => panic!("{other:?}"),
    }
}

const VALUES: [char; 4] = ['Y', 'N', 'E', 'M'];

/// Columns and rows are yes, no, error and malformed.
const ANY: [&str; 4] = ["YYYY", "YNEM", "YEEE", "YMEM"];
const ALL: [&str; 4] = ["YNEM", "NNNN", "ENEE", "MNEM"];

fn of(table: &[&str; 4], one: char, other: char) -> char {
    let place = |value: char| VALUES.iter().position(|&known| known == value).unwrap();
    table[place(one)].chars().nth(place(other)).unwrap()
}

fn not(value: char) -> char {
    match value {
        'Y' => 'N',
        'N' => 'Y',
        other => other,
    }
}

#[test]
fn any_all_and_not_have_the_values_of_their_truth_tables() {
    for one in VALUES {
        assert_eq!(value(&leaf(one)), one);
        assert_eq!(value(&json!({"not": leaf(one)})), not(one), "not {one}");
        for other in VALUES {
            let pair = [leaf(one), leaf(other)];
            let any = json!({"any": pair});
            let all = json!({"all": pair});
            assert_eq!(value(&any), of(&ANY, one, other), "any {one} {other}");
            assert_eq!(value(&all), of(&ALL, one, other), "all {one} {other}");
        }
    }
}

#[test]
fn the_value_of_a_list_does_not_depend_on_its_order() {
    for table in [ANY, ALL] {
        for one in VALUES {
            for other in VALUES {
                assert_eq!(of(&table, one, other), of(&table, other, one));
            }
        }
    }
    for a in VALUES {
        for b in VALUES {
            for c in VALUES {
                let wanted = (of(&ANY, of(&ANY, a, b), c), of(&ALL, of(&ALL, a, b), c));
                for order in [[a, b, c], [c, a, b], [b, c, a], [c, b, a]] {
                    let leaves = order.map(leaf);
                    let got = (
                        value(&json!({"any": leaves})),
                        value(&json!({"all": leaves})),
                    );
                    assert_eq!(got, wanted, "{order:?}");
                }
            }
        }
    }
}

#[test]
fn nested_requirements_have_the_values_of_their_parts() {
    for a in VALUES {
        for b in VALUES {
            for c in VALUES {
                let [x, y, z] = [a, b, c].map(leaf);
                for (requirement, wanted) in [
                    (
                        json!({"any": [{"all": [x, y]}, {"not": z}]}),
                        of(&ANY, of(&ALL, a, b), not(c)),
                    ),
                    (
                        json!({"all": [{"any": [x, y]}, {"not": z}]}),
                        of(&ALL, of(&ANY, a, b), not(c)),
                    ),
                    (
                        json!({"not": {"all": [x, {"any": [y, z]}]}}),
                        not(of(&ALL, a, of(&ANY, b, c))),
                    ),
                    (
                        json!({"not": {"not": {"any": [x, {"not": {"all": [y, z]}}]}}}),
                        of(&ANY, a, not(of(&ALL, b, c))),
                    ),
                ] {
                    assert_eq!(value(&requirement), wanted, "{requirement}");
                }
            }
        }
    }
}

#[test]
fn what_stands_under_else_has_its_own_value() {
    for inner in VALUES {
        let requirement =
            json!({"capability": "edit_post", "object": "absent", "else": leaf(inner)});
        assert_eq!(value(&requirement), inner);
        assert_eq!(value(&json!({"not": requirement})), not(inner));
        // What is there, but names no object, is never what stands under else.
        let present = json!({"capability": "edit_post", "object": "bad", "else": leaf(inner)});
        assert_eq!(value(&present), 'M', "{inner}");
    }
}

/// How many questions a caller is asked who comes after another with the same memo.
fn asked_after(first: &Caller, second: &Caller) -> usize {
    let gates = requiring(&json!({"all": [
        {"capability": "read"}, {"role": "editor"}, {"capability": "edit_post", "object": "id"},
    ]}));
    let mut memo = Memo::default();
    let mut counts = [first, second].map(|caller| {
        let mut request = request();
        request.caller = caller.clone();
        let seven = Parameter::Text("7".to_owned());
        request.parameters.insert("id".to_owned(), seven);
        let (verdict, asked) = judged(&gates, &[0], &request, &mut memo, |_| Some(Answer::Yes));
        assert_eq!(verdict.outcome, Outcome::Allowed);
        asked.len()
    });
    assert_eq!(counts[0], 3);
    std::mem::take(&mut counts[1])
}

#[test]
fn an_answer_holds_for_one_user_blog_and_batch_item() {
    let caller = Caller {
        user: 7,
        blog: 1,
        item: 1,
        ..Caller::nobody()
    };
    let with = |change: fn(&mut Caller)| {
        let mut other = caller.clone();
        change(&mut other);
        asked_after(&caller, &other)
    };
    assert_eq!(with(|_| {}), 0);
    assert_eq!(with(|other| other.user = 8), 3);
    assert_eq!(with(|other| other.user = 0), 3);
    assert_eq!(with(|other| other.blog = 2), 3);
    assert_eq!(with(|other| other.item = 2), 3);
    assert_eq!(with(|other| other.item = 0), 3);
}

#[test]
fn an_answer_holds_for_one_object() {
    let gates = requiring(&json!({"all": [
        {"capability": "edit_post", "object": "a"},
        {"capability": "edit_post", "object": "b"},
        {"capability": "delete_post", "object": "a"},
        {"capability": "edit_post", "object": "c"},
    ]}));
    let mut request = request();
    for (name, object) in [("a", "7"), ("b", "8"), ("c", "7")] {
        let object = Parameter::Text(object.to_owned());
        request.parameters.insert(name.to_owned(), object);
    }
    let (verdict, asked) = judged(&gates, &[0], &request, &mut Memo::default(), |_| {
        Some(Answer::Yes)
    });
    assert_eq!(verdict.outcome, Outcome::Allowed);
    assert_eq!(
        asked,
        [
            "capability `edit_post` on `7`",
            "capability `edit_post` on `8`",
            "capability `delete_post` on `7`",
        ]
    );
}

#[test]
fn a_capability_at_large_says_nothing_of_an_object() {
    let gates = requiring(&json!({"any": [
        {"capability": "edit_user"}, {"capability": "edit_user", "object": "id"},
    ]}));
    let mut request = request();
    let me = Parameter::Text("me".to_owned());
    request.parameters.insert("id".to_owned(), me);
    let (verdict, asked) = judged(&gates, &[0], &request, &mut Memo::default(), |question| {
        Some(match question {
            "capability `edit_user`" => Answer::No,
            _ => Answer::Yes,
        })
    });
    assert_eq!(asked.len(), 2);
    assert_eq!(verdict.outcome, Outcome::Allowed);
}

/// The judgement of a check that PHP starts while a question of another is being answered.
fn inner(judgement: &Judgement<'_>, memo: &mut Memo, question: &Question, at: usize) -> Step {
    judgement.asked(memo, at, question);
    judgement.step(memo)
}

#[test]
fn a_question_that_is_being_answered_is_an_error_to_whoever_meets_it() {
    for requirement in [
        json!({"capability": "read"}),
        json!({"not": {"capability": "read"}}),
        json!({"any": [{"capability": "read"}, {"deny": true}]}),
    ] {
        let gates = requiring(&requirement);
        let request = request();
        let judgement = Judgement {
            gates: &gates,
            selected: &[0],
            endpoint: EVERY,
            caller: &request.caller,
            parameters: &request.parameters,
            captured: &[],
        };
        let mut memo = Memo::default();
        let Step::Ask { question, at } = judgement.step(&memo) else {
            panic!("{requirement} asks nothing");
        };
        match inner(&judgement, &mut memo, &question, at) {
            Step::Settled(verdict) => {
                assert_eq!(verdict.outcome, Outcome::Forbidden, "{requirement}");
                assert_eq!(verdict.reason, Reason::Recursion, "{requirement}");
            }
            other => panic!("{requirement}: {other:?}"),
        }
        // The outer check goes on with its answer as if nothing had happened.
        judgement.answer(&mut memo, at, &question, Answer::Yes);
        let Step::Settled(verdict) = judgement.step(&memo) else {
            panic!("{requirement} asks again");
        };
        assert_ne!(verdict.reason, Reason::Recursion, "{requirement}");
    }
}

#[test]
fn recursion_is_met_on_the_same_object_of_the_same_caller_only() {
    let gates = requiring(&json!({"capability": "edit_post", "object": "id"}));
    let on = |object: &str| {
        let object = Parameter::Text(object.to_owned());
        Parameters::from([("id".to_owned(), object)])
    };
    let [seven, eight] = ["7", "8"].map(on);
    let (nobody, user) = (
        Caller::nobody(),
        Caller {
            user: 7,
            ..Caller::nobody()
        },
    );
    let judgement = |parameters, caller| Judgement {
        gates: &gates,
        selected: &[0],
        endpoint: EVERY,
        caller,
        parameters,
        captured: &[],
    };
    let mut memo = Memo::default();
    let outer = judgement(&seven, &nobody);
    let Step::Ask { question, at } = outer.step(&memo) else {
        panic!("asks nothing");
    };
    outer.asked(&mut memo, at, &question);
    let asks = |judgement: &Judgement<'_>| matches!(judgement.step(&memo), Step::Ask { .. });
    assert!(!asks(&outer));
    assert!(asks(&judgement(&eight, &nobody)));
    assert!(asks(&judgement(&seven, &user)));
}

#[test]
fn the_parameters_that_selected_gates_turn_on_are_told_once_each() {
    let policy = policy(&json!([
        {"id": "a", "pattern": "/a/*", "require": {"any": [
            {"capability": "edit_post", "object": ["id", "post"]},
            {"not": {"capability": "edit_post", "object": "parent",
                "else": {"capability": "edit_post", "object": ["id", "other"], "else": {"deny": true}}}},
        ]}},
        {"id": "b", "pattern": "/b/*", "require": {"capability": "edit_user", "object": "user"}},
        {"id": "c", "pattern": "/*", "require": {"capability": "read"}},
    ]));
    let gates = policy.gates();
    let selection = Selection::new(gates, &HashSet::new(), Some(&[]));
    let names = |endpoint: &str| -> Vec<String> {
        let request = Request::new("GET", endpoint, endpoint);
        let at = selected(gates, &selection, &request);
        let names = gates.names(at.into_iter());
        names.into_iter().map(str::to_owned).collect()
    };
    assert_eq!(names("/a/x"), ["id", "other", "parent", "post"]);
    assert_eq!(names("/b/x"), ["user"]);
    assert_eq!(names("/c/x"), [""; 0]);
}

#[test]
fn a_thousand_questions_in_one_list_end_with_the_last() {
    let questions: Vec<Value> = (0..1000)
        .map(|at| json!({"capability": format!("c{at}")}))
        .collect();
    let gates = requiring(&json!({"any": questions}));
    let (verdict, asked) = judged(&gates, &[0], &request(), &mut Memo::default(), |_| {
        Some(Answer::No)
    });
    assert_eq!(asked.len(), 1000);
    assert_eq!(verdict.reason, Reason::Capability);
}

#[test]
fn the_gates_whose_endpoint_or_ability_is_gone_are_told() {
    let policy = policy(&json!([
        {"id": "there", "endpoint": "/wp/v2/posts", "require": {"deny": true}},
        {"id": "gone", "endpoint": "/wp/v2/cats", "require": {"deny": true}},
        {"id": "pattern", "pattern": "/wp/v2/cats/*", "require": {"deny": true}},
        {"id": "ability-there", "endpoint": "ability:core/a", "require": {"deny": true}},
        {"id": "ability-gone", "endpoint": "ability:core/b", "require": {"deny": true}},
    ]));
    let gates = policy.gates();
    let missing = |abilities: Option<&[&str]>| -> Vec<&str> {
        let selection = Selection::new(gates, &HashSet::from(["/wp/v2/posts"]), abilities);
        let places: Vec<usize> = selection.missing().collect();
        places
            .iter()
            .map(|&at| gates.list()[at].id.as_str())
            .collect()
    };
    assert_eq!(missing(Some(&["core/a"])), ["gone", "ability-gone"]);
    assert_eq!(
        missing(Some(&[])),
        ["gone", "ability-gone", "ability-there"]
    );
    assert_eq!(missing(None), ["ability-gone", "ability-there", "gone"]);
}
