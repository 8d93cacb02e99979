//! How a refusal is carried out: who waits, who asks too often, and what is counted, in memory that all
//! workers of a PHP master share.
//!
//! Promises: nobody ever waits for anybody here. Every change is one compare-and-swap on one word, or is
//! visible only once its last word is written, so a process that is killed at any instruction leaves
//! nothing that others wait for, spin on or find locked; what it held ends by time. What is torn, raced,
//! evicted or found full lets pass: it never refuses anybody who would not have been refused.
//!
//! Time and chance are handed in. The clock must be one that all processes share; `CLOCK_MONOTONIC`
//! never jumps. One that jumps back prolongs nothing by more than ten seconds.
//!
//! Limits: 32 pools, 2,048 workers, 256 waiting workers a pool, 65,536 clients of the rate limit,
//! 512 secrets. Workers of all users may write here, so nothing decided on is proof of anything: figures
//! and limits, no permissions.

mod counters;
mod leases;
mod limiter;
mod pools;
mod secrets;
mod shared;
mod tarpit;
mod workers;

pub use counters::{Counter, REASONS};
pub use leases::{FARTHEST_MS, LEASES, Lease};
pub use limiter::{Domain, Limiter, Rate, SETS, Taken, WAYS};
pub use pools::{POOLS, Pool};
pub use secrets::{SECRETS, Secrets};
pub use shared::Shared;
pub use tarpit::{Wait, max_waiting};
pub use workers::{SEATS, Seat};
