//! The compiled gates of a policy.

use super::answers::Question;
use super::read;
use super::requirement::{InWords, Requirement, Table};
use super::select::is_on_passwords;
use super::target::Target;
use crate::policy::document::{GateForm, Requirement as Form};
use crate::policy::error::PolicyError;
use crate::policy::methods::Methods;
use crate::policy::pattern::Pattern;

/// One gate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gate {
    /// Its name.
    pub id: String,
    /// What it selects by.
    pub target: Target,
    /// Below a pattern: what is left out. Only an endpoint that lies wholly below one of these is.
    pub except: Vec<Pattern>,
    /// The methods that are gated.
    pub methods: Methods,
    /// What a refused caller is told; empty for the usual message.
    pub message: String,
    /// What it asks for.
    pub(super) require: Requirement,
}

/// The gates of a policy, in the order of their ids.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Gates {
    gates: Vec<Gate>,
    table: Table,
    /// Every application password that a gate names: its user and its uuid.
    passwords: Vec<(u64, String)>,
    simulate: bool,
}

impl Gates {
    /// Reads the gates of a document.
    pub(in crate::policy) fn read(forms: &[GateForm], simulate: bool) -> Result<Self, PolicyError> {
        let mut table = Table::default();
        let gates = read::read_all(forms, &mut table)?;
        let mut passwords = Vec::new();
        for gate in &gates {
            gate.require.each(&mut |inner| {
                if let Requirement::Password(user, uuid) = inner {
                    passwords.push((*user, uuid.clone()));
                }
            });
        }
        passwords.sort_unstable();
        passwords.dedup();
        Ok(Self {
            gates,
            table,
            passwords,
            simulate,
        })
    }

    /// One gate before every route, from a requirement that stands alone.
    ///
    /// # Errors
    ///
    /// [`PolicyError`] with the place, the offending text and why.
    pub fn requiring(form: &Form) -> Result<Self, PolicyError> {
        let mut table = Table::default();
        let gate = Gate {
            id: "permission".to_owned(),
            target: Target::Pattern(Pattern::below("")),
            except: Vec::new(),
            methods: Methods::ALL,
            message: String::new(),
            require: read::requirement(form, &mut table)?,
        };
        Ok(Self {
            gates: vec![gate],
            table,
            passwords: Vec::new(),
            simulate: false,
        })
    }

    /// The gates in the order of their ids.
    pub fn list(&self) -> &[Gate] {
        &self.gates
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.gates.is_empty()
    }

    /// Whether refusals are only told, not carried out.
    pub fn simulates(&self) -> bool {
        self.simulate
    }

    /// Whether a gate names this application password. Such a password cannot touch application
    /// passwords: it could rename itself or mint another that no gate knows.
    pub fn names_password(&self, user: u64, uuid: &str) -> bool {
        self.passwords
            .iter()
            .any(|(owner, named)| *owner == user && named == uuid)
    }

    /// Every application password that a gate names: its user and its uuid.
    pub fn passwords(&self) -> &[(u64, String)] {
        &self.passwords
    }

    /// Whether an endpoint is closed to every application password that a gate names.
    pub fn guards_passwords(&self, endpoint: &str) -> bool {
        !self.passwords.is_empty() && is_on_passwords(endpoint)
    }

    /// Whether the gate at this place turns on an object that a parameter names.
    pub fn turns_on_objects(&self, at: usize) -> bool {
        let mut turns = false;
        if let Some(gate) = self.gates.get(at) {
            gate.require.each(&mut |inner| {
                turns |= matches!(inner, Requirement::OnObject { .. });
            });
        }
        turns
    }

    /// The parameters that may name an object for these gates.
    pub fn names(&self, gates: impl Iterator<Item = usize>) -> Vec<&str> {
        let mut names = Vec::new();
        for gate in gates.filter_map(|at| self.gates.get(at)) {
            gate.require.each(&mut |inner| {
                if let Requirement::OnObject { names: own, .. } = inner {
                    names.extend(own.iter().map(String::as_str));
                }
            });
        }
        names.sort_unstable();
        names.dedup();
        names
    }

    /// The abilities that gates name, in order.
    pub fn abilities(&self) -> impl Iterator<Item = &str> {
        self.gates.iter().filter_map(|gate| match &gate.target {
            Target::Ability(name) => Some(name.as_str()),
            Target::Pattern(_) | Target::Endpoint(_) => None,
        })
    }

    /// What a gate asks for, in words.
    pub fn in_words(&self, gate: &Gate) -> String {
        InWords(&gate.require, &self.table).to_string()
    }

    pub(super) fn get(&self, at: usize) -> Option<&Gate> {
        self.gates.get(at)
    }

    pub(super) fn table(&self) -> &Table {
        &self.table
    }

    pub(super) fn question(&self, at: usize) -> Option<&Question> {
        self.table.get(at)
    }
}
