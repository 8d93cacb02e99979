//! `RestGate\GateCheck`.

use super::bytes;
use super::decision::Decision;
use super::plan::{Before, Plan};
use crate::policy::{
    Answer, Caller, Judgement, Memo, Outcome, Parameter, Parameters, Question, Step, Verdict,
};
use ext_php_rs::boxed::ZBox;
use ext_php_rs::flags::ClassFlags;
use ext_php_rs::prelude::*;
use ext_php_rs::types::{ZendHashTable, Zval};
use parking_lot::Mutex;
use std::sync::Arc;

/// Whether one request satisfies the gates that select it. WordPress answers what they turn on:
/// `names()` and `parameter()` first, then `next()` and `answer()` until there is no question left.
#[php_class]
#[php(name = "RestGate\\GateCheck", flags = ClassFlags::Final)]
pub struct GateCheck {
    plan: Arc<Plan>,
    memo: Arc<Mutex<Memo>>,
    caller: Arc<Caller>,
    selected: Vec<usize>,
    before: Arc<Before>,
    parameters: Parameters,
    captured: Vec<String>,
    pending: Option<(usize, Question)>,
    settled: Option<Verdict>,
    asked: Vec<Vec<String>>,
}

#[php_impl]
#[php(change_method_case = "camelCase")]
impl GateCheck {
    /// The parameters that may name an object. Those that the request holds are to be told.
    pub fn names(&self) -> Vec<String> {
        self.before.names.clone()
    }

    /// Tells a parameter that the request holds: its value as WordPress will use it, and whether the
    /// route itself captured it.
    pub fn parameter(&mut self, name: &Zval, value: &Zval, captured: bool) {
        let name = bytes::text(name);
        let value = match value.zend_str() {
            // Bytes that are no text name nothing: put right, they would name something else.
            Some(text) => match std::str::from_utf8(text.as_bytes()) {
                Ok(text) => Parameter::Text(text.to_owned()),
                Err(_) => Parameter::NoText,
            },
            None => match value.long() {
                Some(number) => Parameter::Text(number.to_string()),
                None => Parameter::NoText,
            },
        };
        if captured {
            self.captured.push(name.clone());
        }
        self.settled = None;
        self.parameters.insert(name, value);
    }

    /// The next question: an array with `kind` (`capability` or `role`), `name` and `object` (null
    /// where none is meant); null when everything is known.
    pub fn next(&mut self) -> PhpResult<Option<ZBox<ZendHashTable>>> {
        let step = self.judgement().step(&self.memo.lock());
        let (question, at) = match step {
            Step::Ask { question, at } => (question, at),
            Step::Settled(verdict) => {
                self.pending = None;
                self.settled = Some(verdict);
                return Ok(None);
            }
        };
        self.judgement().asked(&mut self.memo.lock(), at, &question);
        let mut row = ZendHashTable::new();
        let (kind, name, object) = match &question {
            Question::Capability { name, object } => ("capability", name, object.as_deref()),
            Question::Role(name) => ("role", name, None),
        };
        row.insert("kind", kind)?;
        row.insert("name", name.as_str())?;
        row.insert("object", object)?;
        self.pending = Some((at, question));
        Ok(Some(row))
    }

    /// Answers the question that `next()` asked: `yes`, `no`, `unknown_capability`, `unknown_role`,
    /// `object_missing`, `object_required` or `failed`. Any other word is `failed`.
    pub fn answer(&mut self, answer: &Zval) {
        let Some((at, question)) = self.pending.take() else {
            return;
        };
        let answer = Answer::from_word(&bytes::of(answer));
        self.judgement()
            .answer(&mut self.memo.lock(), at, &question, answer);
        self.asked
            .push(vec![question.to_string(), answer.as_str().to_owned()]);
    }

    /// What the answers so far come to; a question that is still open refuses.
    pub fn decision(&self) -> Decision {
        let step = match &self.settled {
            Some(verdict) => Step::Settled(verdict.clone()),
            None => self.judgement().step(&self.memo.lock()),
        };
        let verdict = match step {
            Step::Settled(verdict) => verdict,
            Step::Ask { question, .. } => Verdict::unanswered(&question),
        };
        Decision::of_gates(verdict, self.caller.user > 0, self.plan.gates.simulates())
    }

    /// The gates that select the request: a list of arrays with `id`, `target` and `require`.
    pub fn gates(&self) -> PhpResult<Vec<ZBox<ZendHashTable>>> {
        let gates = &self.plan.gates;
        self.selected
            .iter()
            .filter_map(|at| gates.list().get(*at))
            .map(|gate| {
                let mut row = ZendHashTable::new();
                row.insert("id", gate.id.as_str())?;
                row.insert("target", gate.target.to_string())?;
                row.insert("require", gates.in_words(gate))?;
                Ok(row)
            })
            .collect()
    }

    /// Every question that this check asked, with its answer: a list of `[ question, answer ]`.
    pub fn asked(&self) -> Vec<Vec<String>> {
        self.asked.clone()
    }
}

impl GateCheck {
    pub(super) fn new(
        plan: Arc<Plan>,
        memo: Arc<Mutex<Memo>>,
        caller: Arc<Caller>,
        selected: Vec<usize>,
        before: Arc<Before>,
    ) -> Self {
        Self {
            plan,
            memo,
            caller,
            selected,
            before,
            parameters: Parameters::new(),
            captured: Vec::new(),
            pending: None,
            settled: None,
            asked: Vec::new(),
        }
    }

    /// Whether there is anything to decide.
    pub(super) fn is_needed(&self) -> bool {
        if !self.selected.is_empty() {
            return true;
        }
        match self.judgement().step(&self.memo.lock()) {
            Step::Settled(verdict) => verdict.outcome != Outcome::Allowed,
            Step::Ask { .. } => true,
        }
    }

    fn judgement(&self) -> Judgement<'_> {
        Judgement {
            gates: &self.plan.gates,
            selected: &self.selected,
            endpoint: &self.before.endpoint,
            caller: &self.caller,
            parameters: &self.parameters,
            captured: &self.captured,
        }
    }
}
