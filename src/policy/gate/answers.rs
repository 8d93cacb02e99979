//! What WordPress is asked, and what it answered so far.

use super::object::Object;
use crate::policy::decision::Reason;
use crate::policy::document::AuthType;
use std::collections::HashMap;
use std::fmt;

/// Something that only WordPress knows of a caller.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Question {
    /// Whether the caller has a capability, on an object or at large.
    Capability {
        /// The capability.
        name: String,
        /// The object, in its canonical form.
        object: Option<String>,
    },
    /// Whether the caller has a role.
    Role(String),
}

impl fmt::Display for Question {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Capability { name, object: None } => write!(f, "capability `{name}`"),
            Self::Capability {
                name,
                object: Some(object),
            } => write!(f, "capability `{name}` on `{object}`"),
            Self::Role(name) => write!(f, "role `{name}`"),
        }
    }
}

/// What WordPress says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// It holds.
    Yes,
    /// It does not hold.
    No,
    /// It cannot be told, and why.
    Unanswerable(Reason),
}

impl Answer {
    /// Reads the word of an answer; a word that is none is an answer that cannot be told.
    pub fn from_word(word: &[u8]) -> Self {
        match word {
            b"yes" => Self::Yes,
            b"no" => Self::No,
            b"unknown_capability" => Self::Unanswerable(Reason::UnknownCapability),
            b"unknown_role" => Self::Unanswerable(Reason::UnknownRole),
            b"object_missing" => Self::Unanswerable(Reason::ObjectMissing),
            b"object_required" => Self::Unanswerable(Reason::ObjectRequired),
            b"recursion" => Self::Unanswerable(Reason::Recursion),
            _ => Self::Unanswerable(Reason::Failed),
        }
    }

    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::No => "no",
            Self::Unanswerable(reason) => reason.as_str(),
        }
    }
}

/// Who asks: what was settled at authentication, and where an answer holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// The user's id; 0 for nobody.
    pub user: u64,
    /// The blog on which capabilities are asked.
    pub blog: u64,
    /// The item of a batch: one item may change what holds for the next.
    pub item: u64,
    /// How the caller proved who it is.
    pub auth_type: AuthType,
    /// The uuid of the application password, where one was used.
    pub password: Option<String>,
}

impl Caller {
    /// Nobody.
    pub fn nobody() -> Self {
        Self {
            user: 0,
            blog: 0,
            item: 0,
            auth_type: AuthType::None,
            password: None,
        }
    }

    fn key(&self) -> (u64, u64, u64) {
        (self.user, self.blog, self.item)
    }
}

/// What a request says of a parameter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Parameter {
    /// Its value, as text.
    Text(String),
    /// It is there, but as a list, an object, null or anything else that names nothing.
    NoText,
}

/// The parameters of a request that a requirement asked for; one that is absent names nothing.
pub type Parameters = HashMap<String, Parameter>;

/// The state of a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    /// Never asked.
    Open,
    /// Asked, and being answered: meeting it again is recursion.
    Asked,
    /// Answered.
    Answered(Answer),
}

/// The answers of one caller: by the question, and on objects by the object first.
#[derive(Debug, Default)]
pub(super) struct Answers {
    plain: Vec<Option<State>>,
    on_objects: HashMap<String, Vec<Option<State>>>,
}

impl Answers {
    /// What is known of a question.
    pub(super) fn state(&self, at: usize, object: Option<Object<'_>>) -> State {
        let states = match object {
            None => Some(&self.plain),
            Some(object) => self.on_objects.get(object.as_str()),
        };
        let state = states.and_then(|states| states.get(at).copied().flatten());
        state.unwrap_or(State::Open)
    }
}

/// Every answer while one request is served.
#[derive(Debug, Default)]
pub struct Memo(HashMap<(u64, u64, u64), Answers>);

impl Memo {
    /// The answers of a caller; none before the first question.
    pub(super) fn of(&self, caller: &Caller) -> Option<&Answers> {
        self.0.get(&caller.key())
    }

    /// Notes that a question is asked or answered.
    pub(super) fn set(
        &mut self,
        caller: &Caller,
        at: usize,
        object: Option<Object<'_>>,
        to: State,
    ) {
        let answers = self.0.entry(caller.key()).or_default();
        let states = match object {
            None => &mut answers.plain,
            Some(object) => answers
                .on_objects
                .entry(object.as_str().to_owned())
                .or_default(),
        };
        if states.len() <= at {
            states.resize(at + 1, None);
        }
        if let Some(state) = states.get_mut(at) {
            *state = Some(to);
        }
    }
}
