//! What is remembered: every REST request that the site wants recorded, with the status the client saw.
//!
//! ```text
//! a request is over ──> record    what is known of it, every text bounded and escaped
//!                       redact    no credential goes any further
//!                       sampler   whether it is recorded at all
//!                       live      floods become hits of one record; who dies leaves a trace
//!                       spool     one line, one write(2)
//! someone reads ──────> import    spool ──> store, each record exactly once
//!                       store     one SQLite segment per UTC day
//!                       query     pages, counts, charts;   export   CSV, JSON, JSON Lines
//!                       retention whole days, size caps
//! ```
//!
//! Promises: nothing here fails a request: what cannot be recorded is counted. Every acknowledged
//! record is in the store exactly once, whatever is killed when. Readers never block writers. Files
//! belong to the site's user alone.
//!
//! Two classes of records never mix on disk, [`Class`]: a flood of refused strangers fills and
//! ages its own files, and pushes nothing else out.

mod class;
mod day;
mod draft;
pub mod export;
mod id;
mod import;
mod line;
mod lock;
mod outcome;
mod place;
mod pseudonym;
pub mod query;
mod record;
mod redact;
mod retention;
mod rules;
mod sampler;
pub mod spool;
mod stats;
pub mod store;
mod text;
mod verify;

pub use crate::state::StateError as PlaceError;
pub use class::Class;
pub use day::Day;
pub use draft::{Draft, End};
pub use id::Id;
pub use import::{ImportError, Imported, Importer};
pub use line::{Hits, Line};
pub use lock::StoreLock;
pub use outcome::{Outcome, Settled, settle};
pub use place::{Place, SiteId};
pub use pseudonym::{Key, Keys, from_hex, pseudonym};
pub use record::Record;
pub use redact::Redactor;
pub use retention::{Limits, Retained, Why, clear, purge, retain, shrink};
pub use rules::{Rules, Seen, Wire};
pub use sampler::Sampler;
pub use stats::Stats;
pub use text::{bounded, limit};
pub use verify::{Verified, VerifyError, verify};
