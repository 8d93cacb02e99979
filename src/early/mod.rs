//! The refusal before WordPress is loaded.
//!
//! ```text
//! the plugin, at a boot ──> snapshot   policy and site facts, valid for a minute
//!                           store      uid-N/snapshots/<key>.json, replaced whole or not at all
//! a request arrives ──────> cache      the snapshot of its site, parsed once in each worker
//!                           judge      sure refusal, or the reason why WordPress must see it
//!                           answer     what a refused client gets, as WordPress would send it
//! ```
//!
//! Promises: it only ever refuses, and only where WordPress with the plugin would refuse as well;
//! whatever is in doubt passes on with a named reason, [`Why`]. No snapshot, a broken or an old one:
//! everything passes on. Only `store` touches files; the clock is handed in.

mod answer;
mod arrival;
mod cache;
mod harmless;
mod json;
mod judge;
mod key;
mod network;
mod seal;
mod snapshot;
pub mod store;
mod why;

pub use answer::{Answer, Limit, limited, refused};
pub use arrival::{Arrival, Asker};
pub use cache::{Absence, Cache};
pub use harmless::{is_harmless_header, is_harmless_query, server_name};
pub use judge::{ACTIVATION, Refusal, Rules, Verdict, could_be_rest, judge};
pub use key::SnapshotKey;
pub use network::site_path;
pub use seal::sealed;
pub use snapshot::{LogForm, MAX_BYTES, Messages, Rejected, Snapshot, SnapshotForm, VERSION};
pub use why::Why;
