//! `RestGate\Catalog`: what ships with the extension.

use crate::policy::{BUILTIN, GATE_PRESETS, PRESETS};
use ext_php_rs::boxed::ZBox;
use ext_php_rs::flags::ClassFlags;
use ext_php_rs::prelude::*;
use ext_php_rs::types::ZendHashTable;

/// The built-in allowlist and the presets.
#[php_class]
#[php(name = "RestGate\\Catalog", flags = ClassFlags::Final)]
pub struct Catalog;

#[php_impl]
impl Catalog {
    /// The built-in entries: a list of arrays with `entry` and `purpose`.
    pub fn builtin() -> PhpResult<Vec<ZBox<ZendHashTable>>> {
        BUILTIN
            .iter()
            .map(|builtin| {
                let mut row = ZendHashTable::new();
                row.insert("entry", builtin.pattern)?;
                row.insert("purpose", builtin.purpose)?;
                Ok(row)
            })
            .collect()
    }

    /// The presets: a list of arrays with `id`, `name`, `plugins` (main files), `source`, `note` and
    /// `opens`, a list of arrays with `endpoint`, `methods` and `purpose`.
    pub fn presets() -> PhpResult<Vec<ZBox<ZendHashTable>>> {
        PRESETS
            .iter()
            .map(|preset| {
                let opens = preset.opens.iter().map(|open| {
                    let mut row = ZendHashTable::new();
                    row.insert("endpoint", open.endpoint)?;
                    row.insert("methods", open.methods.to_vec())?;
                    row.insert("purpose", open.purpose)?;
                    Ok(row)
                });
                let mut row = ZendHashTable::new();
                row.insert("id", preset.id)?;
                row.insert("name", preset.name)?;
                row.insert("plugins", preset.plugins.to_vec())?;
                row.insert("source", preset.source)?;
                row.insert("note", preset.note)?;
                row.insert("opens", opens.collect::<PhpResult<Vec<_>>>()?)?;
                Ok(row)
            })
            .collect()
    }

    /// The presets of gates: a list of arrays with `id`, `name`, `purpose` and `note`.
    #[php(name = "gatePresets")]
    pub fn gate_presets() -> PhpResult<Vec<ZBox<ZendHashTable>>> {
        GATE_PRESETS
            .iter()
            .map(|preset| {
                let mut row = ZendHashTable::new();
                row.insert("id", preset.id)?;
                row.insert("name", preset.name)?;
                row.insert("purpose", preset.purpose)?;
                row.insert("note", preset.note)?;
                Ok(row)
            })
            .collect()
    }
}
