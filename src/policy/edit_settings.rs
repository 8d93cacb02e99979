//! Changes to settings, one at a time, from text: the log and the proxies, the tarpit, the rate limit
//! without its overrides, the early gate.
//!
//! Promise: a changed document is valid as a whole, and an error names the place in the document.

use super::compiled::Policy;
use super::document::Document;
use super::error::PolicyError;
use super::read::typed;
use Kind::{List, Number, NumberOrNull, Switch, Text, WordOrNull};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// What the text of a setting stands for.
#[derive(Clone, Copy)]
enum Kind {
    Switch,
    Number,
    NumberOrNull,
    Text,
    WordOrNull,
    List,
}

/// A key of a section.
struct Setting {
    section: &'static str,
    own: &'static str,
    kind: Kind,
}

const fn of(section: &'static str, own: &'static str, kind: Kind) -> Setting {
    Setting { section, own, kind }
}

/// Every setting, in the order of the document; the log and the proxies go together.
static SETTINGS: [Setting; 24] = [
    of("tarpit", "min_ms", Number),
    of("tarpit", "max_ms", Number),
    of("tarpit", "max_waiting", NumberOrNull),
    of("rate_limit", "enabled", Switch),
    of("rate_limit", "client", WordOrNull),
    of("rate_limit", "per_minute", Number),
    of("rate_limit", "burst", Number),
    of("rate_limit", "failed_auth_per_minute", Number),
    of("early", "enabled", Switch),
    of("early", "aggressive", Switch),
    of("log", "enabled", Switch),
    of("log", "sampling_percent", Number),
    of("log", "retention_days", Number),
    of("log", "always_record_denials", Switch),
    of("log", "hash_ips", Switch),
    of("log", "record_bodies", Switch),
    of("log", "body_limit", Number),
    of("log", "spool_max_mb", Number),
    of("log", "store_max_mb", Number),
    of("log", "exclude", List),
    of("log", "exclude_ips", List),
    of("log", "redact", List),
    of("proxies", "trusted", List),
    of("proxies", "header", Text),
];

/// Another word for `null`, where null may stand.
const DEFAULT: &str = "default";

impl Document {
    /// The document with one key of `tarpit`, `rate_limit`, `early`, `log` or `proxies` changed.
    ///
    /// A list is one item a line, or with commas; it is empty when the text is. Where null may stand,
    /// `null` and `default` write it.
    ///
    /// # Errors
    ///
    /// When there is no such setting, or the text is no value of it. The pointer is that of the
    /// document.
    pub fn with_setting(&self, section: &str, key: &str, text: &str) -> Result<Self, PolicyError> {
        let known = || of_section(section);
        let Some(setting) = known().find(|setting| setting.own == key) else {
            if known().next().is_none() {
                return Err(unknown("section", section, sections().into_iter()));
            }
            let names = known().map(|setting| setting.own.to_owned());
            return Err(unknown("setting", key, names));
        };
        self.with(setting, text)
    }

    /// The settings of a section with their values, in the order of the document; none of a section
    /// that has no settings.
    pub fn settings(&self, section: &str) -> Vec<(String, Value)> {
        of_section(section)
            .map(|setting| (setting.own.to_owned(), self.value(setting)))
            .collect()
    }

    /// The document with one setting changed: a key of `log`, or `proxies.trusted`,
    /// `proxies.header`.
    ///
    /// # Errors
    ///
    /// As [`Document::with_setting`].
    pub fn with_log_setting(&self, key: &str, text: &str) -> Result<Self, PolicyError> {
        match of_log().find(|(name, _)| name == key) {
            Some((_, setting)) => self.with(setting, text),
            None => Err(unknown("setting", key, of_log().map(|(name, _)| name))),
        }
    }

    /// Every setting of the log and the proxies with its value, in the order of the document.
    pub fn log_settings(&self) -> Vec<(String, Value)> {
        of_log()
            .map(|(name, setting)| (name, self.value(setting)))
            .collect()
    }

    fn with(&self, setting: &Setting, text: &str) -> Result<Self, PolicyError> {
        let pointer = format!("/{}/{}", setting.section, setting.own);
        let value =
            read(setting.kind, text).map_err(|why| PolicyError::new(&pointer, text, why))?;
        let mut new = self.clone();
        match setting.section {
            "tarpit" => new.tarpit = changed(&self.tarpit, setting, value)?,
            "rate_limit" => new.rate_limit = changed(&self.rate_limit, setting, value)?,
            "early" => new.early = changed(&self.early, setting, value)?,
            "log" => new.log = changed(&self.log, setting, value)?,
            _ => new.proxies = changed(&self.proxies, setting, value)?,
        }
        Policy::from_document(&new)?;
        Ok(new)
    }

    fn value(&self, setting: &Setting) -> Value {
        let section = match setting.section {
            "tarpit" => json(&self.tarpit),
            "rate_limit" => json(&self.rate_limit),
            "early" => json(&self.early),
            "log" => json(&self.log),
            _ => json(&self.proxies),
        };
        section.get(setting.own).cloned().unwrap_or_default()
    }
}

fn of_section(section: &str) -> impl Iterator<Item = &'static Setting> {
    SETTINGS
        .iter()
        .filter(move |setting| setting.section == section)
}

/// The settings of the log and the proxies, named: those of the log by their key alone.
fn of_log() -> impl Iterator<Item = (String, &'static Setting)> {
    let log = of_section("log").map(|setting| (setting.own.to_owned(), setting));
    let proxies =
        of_section("proxies").map(|setting| (format!("proxies.{}", setting.own), setting));
    log.chain(proxies)
}

/// The sections that have settings, each once.
fn sections() -> Vec<String> {
    let mut names: Vec<String> = SETTINGS
        .iter()
        .map(|setting| setting.section.to_owned())
        .collect();
    names.dedup();
    names
}

fn unknown(what: &str, text: &str, known: impl Iterator<Item = String>) -> PolicyError {
    let known: Vec<String> = known.map(|name| format!("`{name}`")).collect();
    let why = format!("unknown {what}; known are {}", known.join(", "));
    PolicyError::new("", text, why)
}

/// The text as a value of a kind.
fn read(kind: Kind, text: &str) -> Result<Value, String> {
    let trimmed = text.trim();
    let is_null = matches!(trimmed, "null" | DEFAULT);
    // Without the range or the words, which the section tells.
    let number = |why: &str| {
        let number = trimmed.parse::<i64>().map_err(|_| why.to_owned())?;
        Ok(Value::from(number))
    };
    match kind {
        Switch => match trimmed {
            "true" => Ok(Value::Bool(true)),
            "false" => Ok(Value::Bool(false)),
            _ => Err("not one of `true`, `false`".to_owned()),
        },
        NumberOrNull | WordOrNull if is_null => Ok(Value::Null),
        Number => number("not a whole number"),
        NumberOrNull => number("not a whole number or `default`"),
        List => Ok(items(text).map(Value::from).collect()),
        Text | WordOrNull => Ok(Value::from(trimmed)),
    }
}

fn items(text: &str) -> impl Iterator<Item = &str> {
    text.split(['\n', ','])
        .map(str::trim)
        .filter(|item| !item.is_empty())
}

/// The section with one key changed, checked as one in a document.
fn changed<T: Serialize + DeserializeOwned>(
    section: &T,
    setting: &Setting,
    value: Value,
) -> Result<T, PolicyError> {
    let mut section = json(section);
    if let Some(place) = section.get_mut(setting.own) {
        *place = value;
    }
    typed(section.to_string().as_bytes(), &section)
        .map_err(|error| error.below(&format!("/{}", setting.section)))
}

/// A section always serializes: it holds texts, numbers and lists only.
fn json<T: Serialize>(section: &T) -> Value {
    serde_json::to_value(section).unwrap_or_default()
}
