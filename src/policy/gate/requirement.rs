//! A requirement, compiled: every question of a policy stands in one table, so that the same
//! question of two gates is asked once.

use super::answers::Question;
use crate::policy::document::AuthType;
use std::collections::HashMap;
use std::fmt;

/// What a gate asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Requirement {
    /// Nobody passes.
    Deny,
    /// Any user.
    Authenticated,
    /// A kind of credential.
    AuthType(AuthType),
    /// One application password, by its user and its uuid.
    Password(u64, String),
    /// A capability or a role, by its place in the table.
    Asked(usize),
    /// A capability on the object that a parameter names.
    OnObject {
        /// The capability, by its place in the table.
        question: usize,
        /// The parameters, tried in order.
        names: Vec<String>,
        /// What counts for a request that names no object.
        otherwise: Option<Box<Self>>,
    },
    /// The opposite.
    Not(Box<Self>),
    /// At least one.
    Any(Vec<Self>),
    /// Every one.
    All(Vec<Self>),
}

impl Requirement {
    /// Calls `visit` for this requirement and everything within it.
    pub(super) fn each<'r>(&'r self, visit: &mut impl FnMut(&'r Self)) {
        visit(self);
        match self {
            Self::OnObject {
                otherwise: Some(inner),
                ..
            }
            | Self::Not(inner) => inner.each(visit),
            Self::Any(list) | Self::All(list) => list.iter().for_each(|inner| inner.each(visit)),
            _ => {}
        }
    }
}

/// The questions of a policy without their objects.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Table {
    questions: Vec<Question>,
    places: HashMap<Question, usize>,
}

impl Table {
    /// The place of a question, new or known.
    pub(super) fn place(&mut self, question: Question) -> usize {
        let next = self.questions.len();
        let at = *self.places.entry(question.clone()).or_insert(next);
        if at == next {
            self.questions.push(question);
        }
        at
    }

    pub(super) fn get(&self, at: usize) -> Option<&Question> {
        self.questions.get(at)
    }
}

/// A requirement in words, with the questions of its table.
pub(super) struct InWords<'r>(pub(super) &'r Requirement, pub(super) &'r Table);

impl fmt::Display for InWords<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(requirement, table) = self;
        let question = |at: &usize| table.get(*at).map(Question::to_string).unwrap_or_default();
        match requirement {
            Requirement::Deny => f.write_str("nobody passes"),
            Requirement::Authenticated => f.write_str("any user"),
            Requirement::AuthType(kind) => write!(f, "auth type {}", kind.as_str()),
            Requirement::Password(user, uuid) => {
                write!(f, "application password {uuid} of user {user}")
            }
            Requirement::Asked(at) => f.write_str(&question(at)),
            Requirement::OnObject {
                question: at,
                names,
                otherwise,
            } => {
                write!(f, "{} on `{}`", question(at), names.join("` or `"))?;
                match otherwise {
                    Some(inner) => write!(f, ", without one: {}", InWords(inner, table)),
                    None => Ok(()),
                }
            }
            Requirement::Not(inner) => write!(f, "not ({})", InWords(inner, table)),
            Requirement::Any(list) => joined(f, list, table, " or "),
            Requirement::All(list) => joined(f, list, table, " and "),
        }
    }
}

fn joined(
    f: &mut fmt::Formatter<'_>,
    list: &[Requirement],
    table: &Table,
    word: &str,
) -> fmt::Result {
    let inner: Vec<String> = list
        .iter()
        .map(|each| match each {
            Requirement::Any(_) | Requirement::All(_) => format!("({})", InWords(each, table)),
            _ => InWords(each, table).to_string(),
        })
        .collect();
    f.write_str(&inner.join(word))
}
