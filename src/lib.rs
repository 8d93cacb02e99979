//! A gate in front of the WordPress REST API.
//!
//! Data flows one way, and each folder is one stop:
//!
//! ```text
//! what PHP was given ──> request/   which route and method WordPress will run
//!                            │
//! policy document ──────> policy/   what is allowed: one decision, with its reason
//!                            │
//! before WordPress ─────> early/    sure refusals, from a snapshot that the plugin published
//!                            │
//! a refusal, a client ──> defence/  who waits and who asks too often, over all workers
//!                            │
//! the request is over ───> log/     what is remembered, and how it is found again
//!                            │
//! WordPress plugin <────── php/     the same, as PHP classes, and the life cycle of a request
//! ```
//!
//! `state` is below `early` and `log`: the folders in which their files lie.
//!
//! Layering, held by `tests/core/layering.rs`: `request`, `defence` and `state` know nobody, `policy` knows
//! `request`, `log` knows `request` and `state`, `early` knows `request`, `policy` and `state`, `php` knows
//! all and nobody knows `php`. Without the feature `php` the crate is plain Rust and needs neither PHP
//! nor its headers.
//!
//! `policy`, `request` and `defence` do no I/O and know neither clock nor chance: same input, same
//! decision. In `early` that holds for everything but `store`.

pub mod defence;
pub mod early;
pub mod log;
pub mod policy;
pub mod request;
pub mod state;

#[cfg(feature = "php")]
mod php;

/// The version of the extension, as `phpversion( 'rest_gate' )` tells it.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The number that the plugin compares with its own: both sides must speak the same protocol.
///
/// It rises whenever a class, a method or the meaning of an answer changes in a way that an older
/// plugin would misread.
pub const PROTOCOL: i64 = 4;
