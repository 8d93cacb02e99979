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
mod documents;
mod editing;
mod expressions;
mod fixtures;
mod gate_edits;
mod gate_properties;
mod gates;
mod gating;
mod judging;
mod layering;
mod malformed;
mod patterns;
mod permalinks;
mod presets;
mod resolving;
mod surroundings;
