//! A gate in front of the WordPress REST API.
//!
//! Data flows one way, and each folder is one stop:
//!
//! ```text
//! what PHP was given ──> request/   which route and method WordPress will run
//!                            │
//! policy document ──────> policy/   what is allowed: one decision, with its reason
//!                            │
//! the request is over ───> log/     what is remembered, and how it is found again
//!                            │
//! WordPress plugin <────── php/     the same, as PHP classes, and the life cycle of a request
//! ```
//!
//! Layering, held by `tests/core/layering.rs`: `request` knows nobody, `policy` and `log` know
//! `request`, `php` knows all and nobody knows `php`. Without the feature `php` the crate is plain Rust and
//! needs neither PHP nor its headers.
//!
//! `policy` and `request` do no I/O and know neither clock nor chance: same input, same decision.

pub mod log;
pub mod policy;
pub mod request;

#[cfg(feature = "php")]
mod php;

/// The version of the extension, as `phpversion( 'rest_gate' )` tells it.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The number that the plugin compares with its own: both sides must speak the same protocol.
///
/// It rises whenever a class, a method or the meaning of an answer changes in a way that an older
/// plugin would misread.
pub const PROTOCOL: i64 = 3;
