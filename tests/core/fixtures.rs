//! The documents under `tests/fixtures/policies/`, each a file, and beside it the message with
//! which it is refused.

use std::collections::BTreeMap;
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
