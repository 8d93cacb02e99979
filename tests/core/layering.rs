//! The layering rule, the places of `unsafe` and the length of files, held for every file of `src/`.
//!
//! `request`, `defence` and `state` know nobody, `policy` knows `request`, `log` knows `request` and `state`,
//! `early` knows `request`, `policy` and `state`, nobody knows `php`; `request`, `policy`, `defence` and `early`
//! but for its store do no I/O and know neither clock nor chance.

use std::fs;
use std::path::{Path, PathBuf};

/// The only files that may call what the compiler cannot check.
const UNSAFE: &[&str] = &[
    "php/compile_hook.rs",
    "php/exceptions.rs",
    "php/info.rs",
    "php/ini.rs",
    "php/lifecycle.rs",
    "php/memory.rs",
    "php/sapi.rs",
    "php/server.rs",
];

const MAX_LINES: usize = 300;

/// What `request/`, `policy/` and `defence/` never name.
const OUTSIDE: &[&str] = &[
    "std::fs",
    "std::io",
    "std::net",
    "std::env",
    "std::process",
    "std::thread",
    "std::path",
    "SystemTime",
    "Instant",
    "rand::",
    "getrandom",
    "Zoned",
    "Timestamp::now",
    "println!",
    "eprintln!",
    "dbg!",
    "ext_php_rs",
];

struct File {
    /// The path below `src/`, with `/`.
    name: String,
    text: String,
}

impl File {
    /// The lines that are not comments, numbered from 1.
    fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        self.text
            .lines()
            .enumerate()
            .filter(|(_, line)| !line.trim_start().starts_with("//"))
            .map(|(at, line)| (at + 1, line))
    }
}

fn collect(folder: &Path, root: &Path, files: &mut Vec<File>) {
    for item in fs::read_dir(folder).unwrap() {
        let path = item.unwrap().path();
        if path.is_dir() {
            collect(&path, root, files);
        } else if path.extension().is_some_and(|own| own == "rs") {
            let name = path.strip_prefix(root).unwrap();
            let parts: Vec<_> = name.iter().map(|part| part.to_str().unwrap()).collect();
            files.push(File {
                name: parts.join("/"),
                text: fs::read_to_string(&path).unwrap(),
            });
        }
    }
}

fn sources() -> Vec<File> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    collect(&root, &root, &mut files);
    assert!(files.len() > 20, "{} files", files.len());
    files
}

/// Whether the word stands in the line with nothing of a longer name around it.
fn has_word(line: &str, word: &str) -> bool {
    let part = |character: Option<char>| {
        character.is_some_and(|character| character.is_alphanumeric() || character == '_')
    };
    line.match_indices(word).any(|(at, found)| {
        let opens = word.starts_with(|first: char| first.is_alphanumeric());
        let closes = word.ends_with(|last: char| last.is_alphanumeric());
        let before = opens && part(line[..at].chars().next_back());
        let after = closes && part(line[at + found.len()..].chars().next());
        !before && !after
    })
}

/// Every line of these folders in which one of the words stands.
fn naming(files: &[File], folders: &[&str], words: &[&str]) -> Vec<String> {
    files
        .iter()
        .filter(|file| folders.iter().any(|folder| file.name.starts_with(folder)))
        .flat_map(|file| file.code().map(move |(at, line)| (file, at, line)))
        .filter(|(_, _, line)| words.iter().any(|word| has_word(line, word)))
        .map(|(file, at, line)| format!("src/{}:{at}: {}", file.name, line.trim()))
        .collect()
}

/// Every layer.
const LAYERS: &[&str] = &[
    "request", "policy", "early", "defence", "log", "state", "php",
];

/// Every line of a layer that names another one than those that it may know.
fn naming_others(layer: &str, known: &[&str]) -> Vec<String> {
    let others = LAYERS
        .iter()
        .filter(|other| **other != layer && !known.contains(other))
        .map(|other| format!("crate::{other}"));
    // A group such as `crate::{…}` could name a layer out of sight.
    let hidden = ["rest_gate::", "crate::{", "super::super"].map(str::to_owned);
    let words: Vec<String> = others.chain(hidden).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    naming(&sources(), &[&format!("{layer}/")], &words)
}

#[test]
fn request_knows_nobody() {
    assert_eq!(naming_others("request", &[]), [""; 0]);
}

#[test]
fn state_knows_nobody() {
    assert_eq!(naming_others("state", &[]), [""; 0]);
}

#[test]
fn policy_knows_request_only() {
    assert_eq!(naming_others("policy", &["request"]), [""; 0]);
}

#[test]
fn log_knows_request_and_state_only() {
    assert_eq!(naming_others("log", &["request", "state"]), [""; 0]);
}

#[test]
fn early_knows_request_policy_and_state_only() {
    let known = ["request", "policy", "state"];
    assert_eq!(naming_others("early", &known), [""; 0]);
}

#[test]
fn only_the_store_of_early_does_io_or_knows_clock_or_chance() {
    let mut files = sources();
    files.retain(|file| !file.name.starts_with("early/store/"));
    // A path is a name; only what opens it is I/O.
    let words: Vec<&str> = OUTSIDE
        .iter()
        .copied()
        .filter(|word| *word != "std::path")
        .chain(["rustix"])
        .collect();
    assert_eq!(naming(&files, &["early/"], &words), [""; 0]);
}

/// What `defence/` may use: words that several processes share, numbers and one hash.
const SHARED_MEMORY: &[&str] = &[
    "super::",
    "core::",
    "counters::",
    "leases::",
    "limiter::",
    "pools::",
    "secrets::",
    "shared::",
    "tarpit::",
    "workers::",
    "siphasher::",
];

#[test]
fn defence_knows_nobody() {
    let files = sources();
    assert_eq!(
        naming(&files, &["defence/"], &["crate::", "rest_gate"]),
        [""; 0]
    );
    let used: Vec<&str> = files
        .iter()
        .filter(|file| file.name.starts_with("defence/"))
        .flat_map(File::code)
        .filter_map(|(_, line)| {
            line.trim_start()
                .trim_start_matches("pub ")
                .strip_prefix("use ")
        })
        .filter(|used| !SHARED_MEMORY.iter().any(|known| used.starts_with(known)))
        .collect();
    assert_eq!(used, [""; 0]);
}

#[test]
fn request_policy_and_defence_do_no_io_and_know_neither_clock_nor_chance() {
    let folders = ["request/", "policy/", "defence/"];
    assert_eq!(naming(&sources(), &folders, OUTSIDE), [""; 0]);
}

#[test]
fn unsafe_stands_only_in_the_files_that_are_listed() {
    let files = sources();
    let found = naming(&files, &[""], &["unsafe"]);
    let allowed = naming(&files, UNSAFE, &["unsafe"]);
    assert_eq!(found, allowed);
    for listed in UNSAFE {
        assert!(
            files
                .iter()
                .any(|file| file.name == *listed && file.text.contains("unsafe")),
            "src/{listed} is listed, but holds none"
        );
    }
}

/// What the comment above a use of `unsafe` must say; nothing where the line is none.
fn wanted_comment(line: &str) -> Option<&'static str> {
    let declares = ["unsafe fn", "unsafe extern", "unsafe trait"];
    if !has_word(line, "unsafe")
        || declares
            .iter()
            .any(|word| line.trim_start().starts_with(word))
    {
        None
    } else if line.contains("unsafe fn")
        || line.contains("unsafe extern")
        || line.contains("unsafe trait")
    {
        Some("# Safety")
    } else {
        Some("// SAFETY:")
    }
}

/// Every use of `unsafe` in a text that its comment does not account for.
fn unaccounted(text: &str) -> Vec<usize> {
    let lines: Vec<&str> = text.lines().collect();
    (0..lines.len())
        .filter(|&at| !lines[at].trim_start().starts_with("//"))
        .filter(|&at| match wanted_comment(lines[at]) {
            None => false,
            Some(wanted) => !lines[..at]
                .iter()
                .rev()
                .map(|line| line.trim_start())
                .take_while(|line| line.starts_with("//") || line.starts_with("#["))
                .any(|line| line.contains(wanted)),
        })
        .map(|at| at + 1)
        .collect()
}

#[test]
fn every_unsafe_block_says_why_it_is_sound() {
    for file in sources() {
        assert_eq!(unaccounted(&file.text), [0; 0], "src/{}", file.name);
    }
}

#[test]
fn the_search_for_unsafe_finds_what_it_looks_for() {
    for (text, lines) in [
        ("let x = unsafe { f() };", &[1][..]),
        (
            "// SAFETY: f has no conditions.\nlet x = unsafe { f() };",
            &[],
        ),
        (
            "// SAFETY: f has none,\n// in any case.\nunsafe { f() }",
            &[],
        ),
        (
            "// SAFETY: only the next line.\nlet y = 1;\nunsafe { f() }",
            &[3],
        ),
        ("pub unsafe fn f() {}", &[1]),
        (
            "/// # Safety\n///\n/// Never.\n#[inline]\npub unsafe fn f() {}",
            &[],
        ),
        ("unsafe impl Send for X {}", &[1]),
        ("// unsafe is a word here", &[]),
        ("    unsafe_code,", &[]),
    ] {
        assert_eq!(unaccounted(text), lines, "{text}");
    }
}

#[test]
fn no_file_is_longer_than_it_may_be() {
    let long: Vec<String> = sources()
        .iter()
        .map(|file| (file.text.lines().count(), file))
        .filter(|(lines, _)| *lines > MAX_LINES)
        .map(|(lines, file)| format!("src/{}: {lines} lines", file.name))
        .collect();
    assert_eq!(long, [""; 0]);
}

#[test]
fn every_file_says_first_what_it_is() {
    for file in sources() {
        assert!(file.text.starts_with("//! "), "src/{}", file.name);
    }
}
