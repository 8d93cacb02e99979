//! Changes to the gates of a document: each gives a valid document or says why not.

use super::compiled::Policy;
use super::document::{Document, GateForm};
use super::edit::find_preset;
use super::error::PolicyError;
use super::gate::{GATE_PRESETS, GatePreset, Target, Template, Type};
use super::read::read_requirement;

impl Document {
    /// Adds a gate.
    ///
    /// # Errors
    ///
    /// When it is not valid, or another gate has its id.
    pub fn add_gate(&mut self, form: GateForm) -> Result<(), PolicyError> {
        let mut alone = Document::default();
        alone.gates.push(form);
        // Alone first: an error then names the place within the gate.
        Policy::from_document(&alone).map_err(|error| error.within("/gates/0"))?;
        let mut changed = self.clone();
        changed.gates.append(&mut alone.gates);
        if let Some(form) = changed.gates.last()
            && self.gates.iter().any(|gate| gate.id == form.id)
        {
            let why = "a gate of this id exists; remove it first, or choose another id";
            return Err(PolicyError::new("", &form.id, why));
        }
        Policy::from_document(&changed)?;
        *self = changed;
        Ok(())
    }

    /// Removes a gate.
    ///
    /// # Errors
    ///
    /// When there is none of this id.
    pub fn remove_gate(&mut self, id: &str) -> Result<(), PolicyError> {
        let before = self.gates.len();
        self.gates.retain(|gate| gate.id != id);
        if self.gates.len() == before {
            return Err(PolicyError::new("", id, "no gate of the policy"));
        }
        Ok(())
    }

    /// Adds the gates of a preset. Those whose endpoint is not registered, and those that stand there
    /// already, are left out. Gives the ids of the gates that were added.
    ///
    /// # Errors
    ///
    /// When there is no such preset, when the site lacks what it needs, or when another gate has the
    /// id of one of its gates.
    pub fn apply_gate_preset(
        &mut self,
        id: &str,
        types: &[Type],
        registered: &[&str],
    ) -> Result<Vec<String>, PolicyError> {
        let preset = find_preset(GATE_PRESETS, |preset| preset.id, id, "a preset of gates")?;
        let mut changed = self.clone();
        let mut added = Vec::new();
        for form in forms(preset, types)? {
            let known = form
                .endpoint
                .as_deref()
                .is_none_or(|endpoint| registered.contains(&endpoint));
            if !known || self.gates.contains(&form) {
                continue;
            }
            added.push(form.id.clone());
            changed.add_gate(form)?;
        }
        *self = changed;
        Ok(added)
    }

    /// The endpoints that gates name and that are registered nowhere.
    pub fn unregistered_gates(&self, registered: &[&str]) -> Vec<String> {
        self.gate_targets()
            .filter_map(|target| match target {
                Target::Endpoint(endpoint) => Some(endpoint.as_str().to_owned()),
                Target::Pattern(_) | Target::Ability(_) => None,
            })
            .filter(|endpoint| !registered.contains(&endpoint.as_str()))
            .collect()
    }

    /// The abilities that gates name.
    pub fn gated_abilities(&self) -> Vec<String> {
        self.gate_targets()
            .filter_map(|target| match target {
                Target::Ability(name) => Some(name),
                Target::Pattern(_) | Target::Endpoint(_) => None,
            })
            .collect()
    }

    fn gate_targets(&self) -> impl Iterator<Item = Target> {
        self.gates.iter().filter_map(|form| Target::read(form).ok())
    }
}

fn forms(preset: &GatePreset, types: &[Type]) -> Result<Vec<GateForm>, PolicyError> {
    if preset.types.is_empty() {
        return preset
            .gates
            .iter()
            .map(|template| form(template, str::to_owned))
            .collect();
    }
    let mut forms = Vec::new();
    for name in preset.types {
        let Some(of) = types.iter().find(|own| own.name == *name) else {
            let why = format!("needs the post type `{name}` in REST, which this site has not");
            return Err(PolicyError::new("", preset.id, why));
        };
        for template in preset.gates {
            forms.push(form(template, |text| filled(text, of))?);
        }
    }
    Ok(forms)
}

fn form(template: &Template, fill: impl Fn(&str) -> String) -> Result<GateForm, PolicyError> {
    let methods: Vec<String> = template
        .methods
        .iter()
        .map(|&name| name.to_owned())
        .collect();
    Ok(GateForm {
        id: fill(template.id),
        pattern: template.pattern.map(&fill),
        endpoint: template.endpoint.map(&fill),
        except: None,
        methods: (!methods.is_empty()).then_some(methods),
        require: Box::new(read_requirement(fill(template.require).as_bytes())?),
        message: None,
    })
}

/// The template's text with what the type says. What it says nothing of stays, and is no capability.
fn filled(text: &str, of: &Type) -> String {
    let mut filled = text
        .replace("{base}", &of.base)
        .replace("{type}", &of.name.replace('_', "-"));
    for (general, own) in &of.capabilities {
        filled = filled.replace(&format!("{{{general}}}"), own);
    }
    filled
}
