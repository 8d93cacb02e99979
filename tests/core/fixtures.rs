//! The documents under `tests/fixtures/policies/`, each a file, and beside it the message with
//! which it is refused.

use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

/// Every file of a folder with this extension, by its name without it.
pub fn files(folder: &str, extension: &str) -> BTreeMap<String, Vec<u8>> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures/policies")
        .join(folder);
    fs::read_dir(&folder)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        .map(|file| file.unwrap().path())
        .filter(|path| path.extension().is_some_and(|own| own == extension))
        .map(|path| {
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            (name, fs::read(path).unwrap())
        })
        .collect()
}

/// The cases of a table, with its defaults filled in.
pub fn cases(table: &Value) -> Vec<Map<String, Value>> {
    let cases = table["cases"].as_array().unwrap().iter();
    cases
        .map(|case| {
            let mut row = table["defaults"].as_object().unwrap().clone();
            row.extend(case.as_object().unwrap().clone());
            row
        })
        .collect()
}

/// No two cases have the same name.
pub fn assert_names_are_unique(cases: &[Map<String, Value>]) {
    let names: BTreeSet<_> = cases.iter().map(|case| case["name"].as_str()).collect();
    assert_eq!(names.len(), cases.len());
}

/// Every text that the cases hold under a key.
pub fn used(cases: &[Map<String, Value>], key: &str) -> BTreeSet<String> {
    let texts = cases.iter().map(|case| case[key].as_str().unwrap());
    texts.map(str::to_owned).collect()
}
