//! The request log: writing a record, importing, asking.
//!
//! `cargo bench --bench log -- [write|import|query] [--short]`; without a word all three.
//! `REST_GATE_BENCH_MILLIONS` says how many records are asked, 1 without it.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a benchmark that meets something unexpected must stop"
)]

mod import;
mod query;
mod write;

fn main() {
    let words: Vec<_> = std::env::args().skip(1).collect();
    let short = words.iter().any(|word| word == "--short");
    let parts = ["write", "import", "query"];
    let is_asked = |part: &str| {
        words.iter().any(|word| word == part)
            || !words.iter().any(|word| parts.contains(&word.as_str()))
    };
    if write::is_writer() || is_asked("write") {
        write::run(short);
    }
    if !write::is_writer() && is_asked("import") {
        import::run(short);
    }
    if !write::is_writer() && is_asked("query") {
        query::run(short);
    }
}
