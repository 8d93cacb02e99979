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
