//! The value of a requirement for one request.

use super::answers::{Answer, Answers, Parameter, Question, State};
use super::gates::Gates;
use super::judge::Judgement;
use super::object::Object;
use super::requirement::{InWords, Requirement};
use crate::policy::decision::Reason;

/// The value of a requirement. A denial outweighs what is malformed, so that a refused caller learns
/// nothing about parameters.
pub(super) enum Value<'g> {
    Yes,
    No(Why<'g>),
    Error(Why<'g>),
    Malformed(Why<'g>),
    Ask(usize, Option<Object<'g>>),
}

/// Why a requirement does not hold.
pub(super) struct Why<'g> {
    pub(super) reason: Reason,
    needs: Needs<'g>,
}

/// What is lacking. Most is thrown away again, so it is put into words only where it is told.
enum Needs<'g> {
    Requirement(&'g Requirement),
    OnObject(usize, Object<'g>),
}

impl Why<'_> {
    /// What is lacking, in words.
    pub(super) fn in_words(&self, gates: &Gates) -> String {
        match &self.needs {
            Needs::Requirement(requirement) => InWords(requirement, gates.table()).to_string(),
            Needs::OnObject(question, object) => match gates.question(*question) {
                Some(question) => format!("{question} on `{}`", object.as_str()),
                None => String::new(),
            },
        }
    }
}

fn why(reason: Reason, requirement: &Requirement) -> Why<'_> {
    Why {
        reason,
        needs: Needs::Requirement(requirement),
    }
}

impl<'g> Judgement<'g> {
    pub(super) fn value(&self, requirement: &'g Requirement, known: Option<&Answers>) -> Value<'g> {
        let given = |holds: bool, reason: Reason| {
            if holds {
                Value::Yes
            } else {
                Value::No(why(reason, requirement))
            }
        };
        match requirement {
            Requirement::Deny => Value::No(why(Reason::Deny, requirement)),
            Requirement::Authenticated => given(self.caller.user > 0, Reason::Authentication),
            Requirement::AuthType(kind) => {
                given(self.caller.auth_type == *kind, Reason::Credential)
            }
            Requirement::Password(user, uuid) => given(
                self.caller.user == *user && self.caller.password.as_ref() == Some(uuid),
                Reason::Credential,
            ),
            Requirement::Asked(at) => self.asked_value(*at, None, requirement, known),
            Requirement::OnObject {
                question,
                names,
                otherwise,
            } => match self.object_of(*question, names) {
                Ok(Some(object)) => self.asked_value(*question, Some(object), requirement, known),
                Ok(None) => match otherwise {
                    Some(inner) => self.value(inner, known),
                    None => Value::Error(why(Reason::ObjectRequired, requirement)),
                },
                Err(reason) => Value::Malformed(why(reason, requirement)),
            },
            Requirement::Not(inner) => match self.value(inner, known) {
                Value::Yes => Value::No(why(reason_of(inner, self.gates), requirement)),
                Value::No(_) => Value::Yes,
                other => other,
            },
            Requirement::Any(list) => self.any(list, requirement, known),
            Requirement::All(list) => self.all(list, known),
        }
    }

    fn any(
        &self,
        list: &'g [Requirement],
        whole: &'g Requirement,
        known: Option<&Answers>,
    ) -> Value<'g> {
        let mut worst: Option<Value<'g>> = None;
        for inner in list {
            match self.value(inner, known) {
                value @ (Value::Yes | Value::Ask(..)) => return value,
                Value::No(lacking) => {
                    worst.get_or_insert(Value::No(why(lacking.reason, whole)));
                }
                value @ Value::Error(_) if !matches!(worst, Some(Value::Error(_))) => {
                    worst = Some(value);
                }
                value @ Value::Malformed(_)
                    if !matches!(worst, Some(Value::Error(_) | Value::Malformed(_))) =>
                {
                    worst = Some(value);
                }
                Value::Error(_) | Value::Malformed(_) => {}
            }
        }
        worst.unwrap_or_else(|| Value::No(why(Reason::Deny, whole)))
    }

    fn all(&self, list: &'g [Requirement], known: Option<&Answers>) -> Value<'g> {
        let mut worst = Value::Yes;
        for inner in list {
            match self.value(inner, known) {
                Value::Yes => {}
                value @ (Value::No(_) | Value::Ask(..)) => return value,
                value @ Value::Error(_) if !matches!(worst, Value::Error(_)) => worst = value,
                value @ Value::Malformed(_) if matches!(worst, Value::Yes) => worst = value,
                Value::Error(_) | Value::Malformed(_) => {}
            }
        }
        worst
    }

    fn asked_value(
        &self,
        at: usize,
        object: Option<Object<'g>>,
        requirement: &'g Requirement,
        known: Option<&Answers>,
    ) -> Value<'g> {
        let state = known.map_or(State::Open, |known| known.state(at, object));
        let because = |reason: Reason, object: Option<Object<'g>>| Why {
            reason,
            needs: match object {
                Some(object) => Needs::OnObject(at, object),
                None => Needs::Requirement(requirement),
            },
        };
        match state {
            State::Open => Value::Ask(at, object),
            State::Asked => Value::Error(because(Reason::Recursion, object)),
            State::Answered(Answer::Yes) => Value::Yes,
            State::Answered(Answer::No) => {
                Value::No(because(reason_of(requirement, self.gates), object))
            }
            State::Answered(Answer::Unanswerable(reason)) => Value::Error(because(reason, object)),
        }
    }

    /// The object that the request names: what the route captures before what is sent with it. Where
    /// several parameters are sent, they must agree.
    fn object_of(&self, question: usize, names: &[String]) -> Result<Option<Object<'g>>, Reason> {
        let captured = names.iter().find(|name| self.captured.contains(name));
        let mut present = names
            .iter()
            .filter(|name| captured.is_none_or(|captured| captured == *name))
            .filter_map(|name| self.parameters.get(name));
        let Some(first) = present.next() else {
            return Ok(None);
        };
        if present.any(|other| other != first) {
            return Err(Reason::ObjectsDiffer);
        }
        let capability = match self.gates.question(question) {
            Some(Question::Capability { name, .. }) => name.as_str(),
            Some(Question::Role(_)) | None => "",
        };
        match first {
            Parameter::Text(text) => Object::read(capability, text),
            Parameter::NoText => None,
        }
        .map(Some)
        .ok_or(Reason::ObjectNotCanonical)
    }
}

/// What kind of thing a requirement turns on.
fn reason_of(requirement: &Requirement, gates: &Gates) -> Reason {
    match requirement {
        Requirement::Deny => Reason::Deny,
        Requirement::Authenticated => Reason::Authentication,
        Requirement::AuthType(_) | Requirement::Password(..) => Reason::Credential,
        Requirement::Asked(at) => match gates.question(*at) {
            Some(Question::Role(_)) => Reason::Role,
            _ => Reason::Capability,
        },
        Requirement::OnObject { .. } => Reason::Capability,
        Requirement::Not(inner) => reason_of(inner, gates),
        Requirement::Any(list) | Requirement::All(list) => list
            .first()
            .map_or(Reason::Deny, |first| reason_of(first, gates)),
    }
}
