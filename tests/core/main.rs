//! The core's own tests, run without PHP: `cargo test --no-default-features`.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test that meets something unexpected must fail there"
)]

mod corpus;
mod decisions;
mod defence_rules;
mod defending;
mod documents;
mod early_answers;
mod early_judging;
mod early_paths;
mod early_site;
mod early_snapshots;
mod editing;
mod exporting;
mod expressions;
mod fixtures;
mod gate_edits;
mod gate_properties;
mod gates;
mod gating;
mod import_full;
mod import_kills;
mod importing;
mod judging;
mod layering;
mod limiting;
mod log_site;
mod log_store;
mod malformed;
mod patterns;
mod permalinks;
mod presets;
mod querying;
mod redacting;
mod resolving;
mod retaining;
mod spooling;
mod surroundings;
mod verifying;
