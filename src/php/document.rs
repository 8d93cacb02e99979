//! `RestGate\Document`.

use super::{bytes, exceptions};
use crate::policy::{self, Mode, Policy, Type, read, read_entry, read_gate};
use ext_php_rs::boxed::ZBox;
use ext_php_rs::flags::ClassFlags;
use ext_php_rs::prelude::*;
use ext_php_rs::types::{ZendHashTable, Zval};
use serde_json::Value;

/// A valid policy document, to be changed: each change gives a new, valid document or throws
/// `DocumentException` and changes nothing.
#[php_class]
#[php(name = "RestGate\\Document", flags = ClassFlags::Final)]
#[derive(Clone)]
pub struct Document(policy::Document);

#[php_impl]
#[php(change_method_case = "camelCase")]
impl Document {
    /// The document of a site that was never configured: mode `off`, everything at its default.
    pub fn initial() -> Self {
        Self(policy::Document::default())
    }

    /// Reads a document from its JSON text.
    pub fn parse(json: &Zval) -> PhpResult<Self> {
        let document = read(&bytes::of(json))?;
        Policy::from_document(&document)?;
        Ok(Self(document))
    }

    /// Reads a document that comes from outside, and also refuses allowlist entries that another
    /// entry already covers.
    pub fn import(json: &Zval) -> PhpResult<Self> {
        let document = read(&bytes::of(json))?;
        Policy::from_document(&document)?.check_coverage()?;
        Ok(Self(document))
    }

    /// The document as JSON, for people.
    pub fn json(&self) -> PhpResult<String> {
        serde_json::to_string_pretty(&self.0)
            .map_err(|error| exceptions::argument(error.to_string()))
    }

    /// The mode: `off`, `restrict` or `block_all`.
    pub fn mode(&self) -> &'static str {
        self.0.mode.as_str()
    }

    /// With another mode.
    pub fn with_mode(&self, mode: &Zval, simulate: bool) -> PhpResult<Self> {
        let mode = Mode::parse(&bytes::text(mode))?;
        self.changed(|document| {
            document.set_mode(mode, simulate);
            Ok(())
        })
    }

    /// With another allowlist entry, given as the JSON of one entry. `today` is the day in the
    /// site's time zone.
    pub fn with_entry(&self, json: &Zval, today: &Zval) -> PhpResult<Self> {
        let entry = read_entry(&bytes::of(json))?;
        self.changed(|document| document.allow(entry, &bytes::of(today)))
    }

    /// Without the allowlist entries of a pattern or an endpoint.
    pub fn without_entry(&self, entry: &Zval) -> PhpResult<Self> {
        self.changed(|document| document.disallow(&bytes::text(entry)))
    }

    /// With a built-in entry switched on or off.
    pub fn with_builtin(&self, entry: &Zval, enabled: bool) -> PhpResult<Self> {
        self.changed(|document| document.set_builtin(&bytes::text(entry), enabled))
    }

    /// With what a preset opens, of the endpoints that are registered.
    pub fn with_preset(&self, id: &Zval, registered: &ZendHashTable) -> PhpResult<Self> {
        let registered = bytes::texts(registered);
        let registered: Vec<&str> = registered.iter().map(String::as_str).collect();
        self.changed(|document| {
            document
                .apply_preset(&bytes::text(id), &registered)
                .map(drop)
        })
    }

    /// With one setting of the log or of the proxies changed, from text: `true` or `false`, a number, a
    /// text, a list with commas or one item a line.
    pub fn with_log_setting(&self, key: &Zval, value: &Zval) -> PhpResult<Self> {
        let (key, value) = (bytes::text(key), bytes::text(value));
        Ok(Self(self.0.with_log_setting(&key, &value)?))
    }

    /// Every setting of the log and of the proxies by its key, as JSON, in the order of the document.
    pub fn log_settings(&self) -> PhpResult<ZBox<ZendHashTable>> {
        table_of(self.0.log_settings())
    }

    /// With one setting of a section (`tarpit`, `rate_limit`, `early`, `log`, `proxies`) changed, from text;
    /// `null` and `default` stand for null.
    pub fn with_setting(&self, section: &Zval, key: &Zval, value: &Zval) -> PhpResult<Self> {
        let [section, key, value] = [section, key, value].map(bytes::text);
        Ok(Self(self.0.with_setting(&section, &key, &value)?))
    }

    /// The settings of a section by their keys, as JSON, in the order of the document.
    pub fn settings(&self, section: &Zval) -> PhpResult<ZBox<ZendHashTable>> {
        table_of(self.0.settings(&bytes::text(section)))
    }

    /// With another gate, given as the JSON of one gate.
    pub fn with_gate(&self, json: &Zval) -> PhpResult<Self> {
        let gate = read_gate(&bytes::of(json))?;
        self.changed(|document| document.add_gate(gate))
    }

    /// Without a gate.
    pub fn without_gate(&self, id: &Zval) -> PhpResult<Self> {
        self.changed(|document| document.remove_gate(&bytes::text(id)))
    }

    /// With the gates of a preset, for endpoints that are registered. `types` tells of each post type
    /// in REST its collection's route and its capabilities: an array by name of arrays with `base`
    /// and `capabilities`, an array by general name.
    pub fn with_gate_preset(
        &self,
        id: &Zval,
        types: &ZendHashTable,
        registered: &ZendHashTable,
    ) -> PhpResult<Self> {
        let registered = bytes::texts(registered);
        let registered: Vec<&str> = registered.iter().map(String::as_str).collect();
        let types = types_of(types);
        self.changed(|document| {
            document
                .apply_gate_preset(&bytes::text(id), &types, &registered)
                .map(drop)
        })
    }

    /// The gates as a list of their JSON, in the order of the document.
    pub fn gates(&self) -> PhpResult<Vec<String>> {
        self.0
            .gates
            .iter()
            .map(|gate| {
                serde_json::to_string(gate).map_err(|error| exceptions::argument(error.to_string()))
            })
            .collect()
    }

    /// The endpoints that gates name and that are not among the registered ones.
    pub fn unregistered_gates(&self, registered: &ZendHashTable) -> Vec<String> {
        let registered = bytes::texts(registered);
        let registered: Vec<&str> = registered.iter().map(String::as_str).collect();
        self.0.unregistered_gates(&registered)
    }

    /// The abilities that gates name.
    pub fn gated_abilities(&self) -> Vec<String> {
        self.0.gated_abilities()
    }

    /// The endpoints of the allowlist that are not among the registered ones.
    pub fn unregistered(&self, registered: &ZendHashTable) -> Vec<String> {
        let registered = bytes::texts(registered);
        let registered: Vec<&str> = registered.iter().map(String::as_str).collect();
        self.0.unregistered(&registered)
    }
}

impl Document {
    fn changed(
        &self,
        change: impl FnOnce(&mut policy::Document) -> Result<(), policy::PolicyError>,
    ) -> PhpResult<Self> {
        let mut document = self.0.clone();
        change(&mut document)?;
        Ok(Self(document))
    }
}

fn table_of(settings: Vec<(String, Value)>) -> PhpResult<ZBox<ZendHashTable>> {
    let mut table = ZendHashTable::new();
    for (key, value) in settings {
        table
            .insert(key.as_str(), value.to_string())
            .map_err(|error| exceptions::argument(error.to_string()))?;
    }
    Ok(table)
}

fn types_of(types: &ZendHashTable) -> Vec<Type> {
    let text = |value: Option<&Zval>| value.map(bytes::text).unwrap_or_default();
    let mut found = Vec::new();
    // Not `next()`, which takes a name that is not UTF-8 for impossible and panics.
    let mut each = types.iter();
    while let Some((name, facts)) = each.next_zval() {
        let Some(facts) = facts.array() else { continue };
        let mut capabilities = Vec::new();
        if let Some(list) = facts.get("capabilities").and_then(Zval::array) {
            let mut each = list.iter();
            while let Some((general, own)) = each.next_zval() {
                capabilities.push((bytes::text(&general), bytes::text(own)));
            }
        }
        found.push(Type {
            name: bytes::text(&name),
            base: text(facts.get("base")),
            capabilities,
        });
    }
    found
}
