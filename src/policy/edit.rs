//! Changes to a document: each gives a valid document or says why not.

use super::compiled::{Policy, find_builtin};
use super::coverage::{covering, explain};
use super::document::{Document, EntryForm, Mode};
use super::entry::{Entry, Selector};
use super::error::PolicyError;
use super::presets::PRESETS;

impl Document {
    /// Sets whom the restriction refuses.
    pub fn set_mode(&mut self, mode: Mode, simulate: bool) {
        self.mode = mode;
        self.simulate = simulate;
    }

    /// Adds an allowlist entry.
    ///
    /// # Errors
    ///
    /// When it is not valid, is already covered, or its last day is over.
    pub fn allow(&mut self, form: EntryForm, today: &[u8]) -> Result<(), PolicyError> {
        let entry = Entry::read(&form)?;
        let refuse = |why: String| Err(PolicyError::new("", &entry.selector.to_string(), why));
        if !entry.is_active(today) {
            return refuse("its last day is already over".to_owned());
        }
        if let Some(by) = covering(Policy::from_document(self)?.entries(), &entry) {
            return refuse(explain(by));
        }
        let mut changed = self.clone();
        changed.allowlist.push(canonical(form, &entry));
        Policy::from_document(&changed)?;
        *self = changed;
        Ok(())
    }

    /// Removes the allowlist entries that a text names: by pattern, and where there is none, by
    /// endpoint.
    ///
    /// # Errors
    ///
    /// When the site's list has none.
    pub fn disallow(&mut self, text: &str) -> Result<(), PolicyError> {
        for is_pattern in [true, false] {
            let before = self.allowlist.len();
            self.allowlist.retain(|form| {
                let own = if is_pattern {
                    &form.pattern
                } else {
                    &form.endpoint
                };
                !own.as_ref().is_some_and(|own| same(own, text, is_pattern))
            });
            if self.allowlist.len() < before {
                return Ok(());
            }
        }
        let why = match find_builtin(text) {
            Some(_) => "a built-in entry; it can be switched off, not removed",
            None => "no entry of the allowlist",
        };
        Err(PolicyError::new("", text, why))
    }

    /// Switches a built-in entry on or off.
    ///
    /// # Errors
    ///
    /// When there is no such entry.
    pub fn set_builtin(&mut self, text: &str, enabled: bool) -> Result<(), PolicyError> {
        let pattern =
            find_builtin(text).ok_or_else(|| PolicyError::new("", text, "not a built-in entry"))?;
        self.builtin_disabled
            .retain(|disabled| find_builtin(disabled) != Some(pattern));
        if !enabled {
            self.builtin_disabled.push(pattern.to_owned());
        }
        Ok(())
    }

    /// Adds what a preset opens and what is registered on the site but not open yet. Gives the
    /// number of entries added.
    ///
    /// # Errors
    ///
    /// When there is no such preset.
    pub fn apply_preset(&mut self, id: &str, registered: &[&str]) -> Result<usize, PolicyError> {
        let preset = find_preset(PRESETS, |preset| preset.id, id, "a preset")?;
        let mut entries = Policy::from_document(self)?.entries().to_vec();
        let mut changed = self.clone();
        for open in preset.opens {
            let form = EntryForm {
                endpoint: Some(open.endpoint.to_owned()),
                methods: Some(open.methods.iter().map(|&name| name.to_owned()).collect()),
                note: Some(format!("{}: {}", preset.name, open.purpose)),
                ..EntryForm::default()
            };
            let entry = Entry::read(&form)?;
            if registered.contains(&open.endpoint) && covering(&entries, &entry).is_none() {
                entries.push(entry);
                changed.allowlist.push(form);
            }
        }
        Policy::from_document(&changed)?;
        let added = changed.allowlist.len() - self.allowlist.len();
        *self = changed;
        Ok(added)
    }

    /// The endpoints of the allowlist that are registered nowhere.
    pub fn unregistered(&self, registered: &[&str]) -> Vec<String> {
        self.allowlist
            .iter()
            .filter_map(|form| match Entry::read(form).ok()?.selector {
                Selector::Endpoint(endpoint) => Some(endpoint.as_str().to_owned()),
                Selector::Pattern(_) => None,
            })
            .filter(|endpoint| !registered.contains(&endpoint.as_str()))
            .collect()
    }
}

/// The preset of an id in one of the shipped tables.
pub(super) fn find_preset<P>(
    presets: &'static [P],
    id_of: impl Fn(&P) -> &'static str,
    id: &str,
    what: &str,
) -> Result<&'static P, PolicyError> {
    presets
        .iter()
        .find(|preset| id_of(preset) == id)
        .ok_or_else(|| {
            let ids: Vec<_> = presets
                .iter()
                .map(|preset| format!("`{}`", id_of(preset)))
                .collect();
            let why = format!("not {what}; there are {}", ids.join(", "));
            PolicyError::new("", id, why)
        })
}

/// The form with its texts as entries are shown.
fn canonical(mut form: EntryForm, entry: &Entry) -> EntryForm {
    let text = Some(entry.selector.to_string());
    match entry.selector {
        Selector::Pattern(_) => form.pattern = text,
        Selector::Endpoint(_) => form.endpoint = text,
    }
    form
}

fn same(own: &str, text: &str, is_pattern: bool) -> bool {
    let selector = |text: &str| {
        let form = if is_pattern {
            EntryForm {
                pattern: Some(text.to_owned()),
                ..EntryForm::default()
            }
        } else {
            EntryForm {
                endpoint: Some(text.to_owned()),
                ..EntryForm::default()
            }
        };
        Entry::read(&form).ok().map(|entry| entry.selector)
    };
    own == text || selector(text).is_some_and(|named| Some(named) == selector(own))
}
