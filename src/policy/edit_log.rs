//! Changes to the settings of the log and of the proxies, one at a time, from text.

use super::compiled::Policy;
use super::document::Document;
use super::error::PolicyError;
use super::read::typed;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// Every setting, in the order of the document, as a section and a key of it.
const SETTINGS: [(&str, &str); 14] = [
    ("log", "enabled"),
    ("log", "sampling_percent"),
    ("log", "retention_days"),
    ("log", "always_record_denials"),
    ("log", "hash_ips"),
    ("log", "record_bodies"),
    ("log", "body_limit"),
    ("log", "spool_max_mb"),
    ("log", "store_max_mb"),
    ("log", "exclude"),
    ("log", "exclude_ips"),
    ("log", "redact"),
    ("proxies", "trusted"),
    ("proxies", "header"),
];

impl Document {
    /// The document with one setting changed: a key of `log`, or `proxies.trusted`,
    /// `proxies.header`.
    ///
    /// A list is one item a line, or with commas; it is empty when the text is.
    ///
    /// # Errors
    ///
    /// When there is no such setting, or the text is no value of it. The pointer is that of the
    /// document.
    pub fn with_log_setting(&self, key: &str, text: &str) -> Result<Self, PolicyError> {
        let Some((section, own)) = SETTINGS
            .into_iter()
            .find(|(section, own)| name(section, own) == key)
        else {
            let known = SETTINGS.map(|(section, own)| format!("`{}`", name(section, own)));
            let why = format!("unknown setting; known are {}", known.join(", "));
            return Err(PolicyError::new("", key, why));
        };
        let pointer = format!("/{section}/{own}");
        let value = read(&self.setting(section, own), text)
            .map_err(|why| PolicyError::new(&pointer, text, why))?;
        let mut changed = self.clone();
        if section == "log" {
            changed.log = with(&self.log, section, own, value)?;
        } else {
            changed.proxies = with(&self.proxies, section, own, value)?;
        }
        Policy::from_document(&changed)?;
        Ok(changed)
    }

    /// Every setting of the log and the proxies with its value, in the order of the document.
    pub fn log_settings(&self) -> Vec<(String, Value)> {
        SETTINGS
            .into_iter()
            .map(|(section, own)| (name(section, own), self.setting(section, own)))
            .collect()
    }

    fn setting(&self, section: &str, own: &str) -> Value {
        let section = if section == "log" {
            json(&self.log)
        } else {
            json(&self.proxies)
        };
        section.get(own).cloned().unwrap_or_default()
    }
}

/// How a setting is named: those of the log by their key alone.
fn name(section: &str, own: &str) -> String {
    match section {
        "log" => own.to_owned(),
        _ => format!("{section}.{own}"),
    }
}

/// The text as a value of the kind that stands there.
fn read(old: &Value, text: &str) -> Result<Value, String> {
    let trimmed = text.trim();
    match old {
        Value::Bool(_) => match trimmed {
            "true" => Ok(Value::Bool(true)),
            "false" => Ok(Value::Bool(false)),
            _ => Err("not one of `true`, `false`".to_owned()),
        },
        // Without the range, which the section tells.
        Value::Number(_) => trimmed
            .parse::<i64>()
            .map(Value::from)
            .map_err(|_| "not a whole number".to_owned()),
        Value::Array(_) => Ok(items(text).map(Value::from).collect()),
        _ => Ok(Value::from(trimmed)),
    }
}

fn items(text: &str) -> impl Iterator<Item = &str> {
    text.split(['\n', ','])
        .map(str::trim)
        .filter(|item| !item.is_empty())
}

/// The section with one key changed, checked as one in a document.
fn with<T: Serialize + DeserializeOwned>(
    section: &T,
    name: &str,
    own: &str,
    value: Value,
) -> Result<T, PolicyError> {
    let mut section = json(section);
    if let Some(place) = section.get_mut(own) {
        *place = value;
    }
    typed(section.to_string().as_bytes(), &section)
        .map_err(|error| error.below(&format!("/{name}")))
}

/// A section always serializes: it holds texts, numbers and lists only.
fn json<T: Serialize>(section: &T) -> Value {
    serde_json::to_value(section).unwrap_or_default()
}
