//! Whether a request satisfies its gates.

use super::answers::{Answer, Caller, Memo, Parameters, Question, State};
use super::gates::{Gate, Gates};
use super::object::Object;
use super::value::{Value, Why};
use crate::policy::decision::{Outcome, Reason};

/// What is known of a request while its gates are judged.
#[derive(Debug, Clone, Copy)]
pub struct Judgement<'a> {
    /// The gates of the policy.
    pub gates: &'a Gates,
    /// Those that select the request, in order.
    pub selected: &'a [usize],
    /// The endpoint that WordPress matched.
    pub endpoint: &'a str,
    /// Who asks.
    pub caller: &'a Caller,
    /// The parameters that name objects.
    pub parameters: &'a Parameters,
    /// The names of those that the route itself holds: nothing else can stand in for them.
    pub captured: &'a [String],
}

/// The next thing to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// WordPress must answer a question first; [`Judgement::answer`] takes the answer.
    Ask {
        /// The question.
        question: Question,
        /// Its place among the questions of the policy.
        at: usize,
    },
    /// Everything is known.
    Settled(Verdict),
}

/// The answer of all gates together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// `Allowed`, `Forbidden` or `Invalid`.
    pub outcome: Outcome,
    /// The rule that decided.
    pub reason: Reason,
    /// The gate that refuses.
    pub gate: Option<String>,
    /// What it asks for and the caller lacks, in words.
    pub requirement: String,
    /// What the gate has the caller told; empty for the usual message.
    pub message: String,
}

impl Verdict {
    /// A refusal because a question was left open.
    pub fn unanswered(question: &Question) -> Self {
        refusal(
            Outcome::Forbidden,
            Reason::Failed,
            None,
            question.to_string(),
        )
    }
}

impl Judgement<'_> {
    /// Judges as far as the answers go. The same answers give the same verdict.
    pub fn step(&self, memo: &Memo) -> Step {
        if self.touches_passwords() {
            return Step::Settled(refusal(
                Outcome::Forbidden,
                Reason::CredentialGated,
                None,
                "a credential that no gate names".to_owned(),
            ));
        }
        let refused = |outcome: Outcome, gate: &Gate, why: &Why<'_>| {
            let requirement = why.in_words(self.gates);
            Step::Settled(refusal(outcome, why.reason, Some(gate), requirement))
        };
        let known = memo.of(self.caller);
        let mut malformed = None;
        for gate in self.selected.iter().filter_map(|at| self.gates.get(*at)) {
            match self.value(&gate.require, known) {
                Value::Yes => {}
                Value::No(why) | Value::Error(why) => {
                    return refused(Outcome::Forbidden, gate, &why);
                }
                Value::Malformed(why) => {
                    malformed.get_or_insert((gate, why));
                }
                Value::Ask(at, object) => return self.ask(at, object),
            }
        }
        match malformed {
            Some((gate, why)) => refused(Outcome::Invalid, gate, &why),
            None => Step::Settled(Verdict {
                outcome: Outcome::Allowed,
                reason: Reason::Gates,
                gate: None,
                requirement: String::new(),
                message: String::new(),
            }),
        }
    }

    /// Notes that a question is being answered.
    pub fn asked(&self, memo: &mut Memo, at: usize, question: &Question) {
        memo.set(self.caller, at, Self::object(question), State::Asked);
    }

    /// Takes the answer to a question.
    pub fn answer(&self, memo: &mut Memo, at: usize, question: &Question, answer: Answer) {
        let state = State::Answered(answer);
        memo.set(self.caller, at, Self::object(question), state);
    }

    fn object<'q>(question: &'q Question) -> Option<Object<'q>> {
        match question {
            Question::Capability {
                name,
                object: Some(text),
            } => Object::read(name, text),
            Question::Capability { object: None, .. } | Question::Role(_) => None,
        }
    }

    fn touches_passwords(&self) -> bool {
        let named = |uuid: &String| self.gates.names_password(self.caller.user, uuid);
        self.caller.password.as_ref().is_some_and(named)
            && self.gates.guards_passwords(self.endpoint)
    }

    fn ask(&self, at: usize, object: Option<Object<'_>>) -> Step {
        let question = match self.gates.question(at) {
            Some(Question::Capability { name, .. }) => Question::Capability {
                name: name.clone(),
                object: object.map(|object| object.as_str().to_owned()),
            },
            Some(Question::Role(name)) => Question::Role(name.clone()),
            None => Question::Role(String::new()),
        };
        Step::Ask { question, at }
    }
}

fn refusal(outcome: Outcome, reason: Reason, gate: Option<&Gate>, requirement: String) -> Verdict {
    Verdict {
        outcome,
        reason,
        gate: gate.map(|gate| gate.id.clone()),
        requirement,
        message: gate.map(|gate| gate.message.clone()).unwrap_or_default(),
    }
}
