//! From text to [`Document`]: syntax, version, shape.
//!
//! Promise: an error names the place, the offending text and why. Limits: a document of 1 MiB.

use super::document::{DOCUMENT_VERSION, Document, EntryForm, GateForm, Requirement};
use super::error::PolicyError;
use super::{shape, wording};
use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_path_to_error::{Path, Segment};

/// The largest document, in bytes.
pub const MAX_BYTES: usize = 1 << 20;

/// Reads the JSON form of a whole document.
///
/// # Errors
///
/// [`PolicyError`] for text that is not JSON, is too large, is of another version or of another
/// shape.
pub fn read(text: &[u8]) -> Result<Document, PolicyError> {
    if text.len() > MAX_BYTES {
        let why = format!("larger than {MAX_BYTES} bytes ({} bytes)", text.len());
        return Err(PolicyError::without_text("", why));
    }
    let value = json(text)?;
    check_version(&value)?;
    shape::check_document(&value)?;
    typed(text, &value)
}

fn json(text: &[u8]) -> Result<Value, PolicyError> {
    let refuse = |why: &str| Err(PolicyError::without_text("", why));
    if text.trim_ascii().is_empty() {
        return refuse("is empty");
    }
    if text.starts_with(b"\xef\xbb\xbf") {
        return refuse("begins with a byte order mark; save it as UTF-8 without one");
    }
    serde_json::from_slice(text)
        .map_err(|error| PolicyError::without_text("", format!("not JSON: {error}")))
}

/// The version comes first: a later document may hold keys that this version does not know.
fn check_version(document: &Value) -> Result<(), PolicyError> {
    match document.get("version") {
        None => Ok(()),
        Some(version) if *version == DOCUMENT_VERSION => Ok(()),
        Some(version) => {
            let text = version.to_string();
            Err(if version.as_u64() > Some(DOCUMENT_VERSION) {
                let why = format!("this extension reads version {DOCUMENT_VERSION} only");
                PolicyError::new("/version", &text, why).unsupported()
            } else {
                let why = format!("must be the number {DOCUMENT_VERSION}");
                PolicyError::new("/version", &text, why)
            })
        }
    }
}

/// Reads a form from its JSON text, which also notices keys that stand twice.
pub(super) fn typed<T: DeserializeOwned>(text: &[u8], value: &Value) -> Result<T, PolicyError> {
    let mut json = serde_json::Deserializer::from_slice(text);
    serde_path_to_error::deserialize(&mut json).map_err(|error| {
        let pointer = pointer(error.path());
        let why = wording::reason(error.inner());
        match value.pointer(&pointer) {
            // The quotes of a JSON string matter where another type is asked for.
            Some(value) if why.starts_with("must be") => {
                PolicyError::new(pointer, &value.to_string(), why)
            }
            Some(Value::String(text)) => PolicyError::new(pointer, text, why),
            Some(Value::Object(_) | Value::Array(_)) | None => {
                PolicyError::without_text(pointer, why)
            }
            Some(value) => PolicyError::new(pointer, &value.to_string(), why),
        }
    })
}

fn pointer(path: &Path) -> String {
    path.iter()
        .filter_map(|segment| match segment {
            Segment::Seq { index } => Some(index.to_string()),
            Segment::Map { key } => Some(shape::escape(key)),
            Segment::Enum { .. } | Segment::Unknown => None,
        })
        .fold(String::new(), |pointer, segment| pointer + "/" + &segment)
}

/// Reads the JSON form of one allowlist entry.
///
/// # Errors
///
/// [`PolicyError`] for text that is not JSON or of another shape.
pub fn read_entry(text: &[u8]) -> Result<EntryForm, PolicyError> {
    let value = json(text)?;
    shape::check_entry(&value)?;
    typed(text, &value)
}

/// Reads the JSON form of one gate.
///
/// # Errors
///
/// [`PolicyError`] for text that is not JSON or of another shape.
pub fn read_gate(text: &[u8]) -> Result<GateForm, PolicyError> {
    let value = json(text)?;
    shape::check_gate(&value)?;
    typed(text, &value)
}

/// Reads the JSON form of a requirement that stands alone.
///
/// # Errors
///
/// [`PolicyError`] for text that is not JSON or of another shape.
pub fn read_requirement(text: &[u8]) -> Result<Requirement, PolicyError> {
    let value = json(text)?;
    shape::check_requirement(&value)?;
    typed(text, &value)
}
