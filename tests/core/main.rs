//! The core's own tests, run without PHP: `cargo test --no-default-features`.

mod corpus;
