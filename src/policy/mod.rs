//! What is allowed: from a policy document to one decision, with its reason.
//!
//! Promises: a document is validated whole, and an error names the place, the text and why. A
//! part that this version does not enforce is refused, never accepted and ignored. [`evaluate`]
//! is the only function that decides on the restriction, [`Judgement`] on the gates that come after
//! it; the same input gives the same decision, and doubt refuses.
//!
//! Limits: 1 MiB a document, 5,000 allowlist entries, 512 bytes a pattern, 1,024 an endpoint, 1,000
//! items in each list of the log and the proxies, 100 overrides of the rate limit.

mod bounded;
mod builtin;
mod compiled;
mod coverage;
mod date;
mod decision;
mod defence_rules;
mod document;
mod edit;
mod edit_gates;
mod edit_settings;
mod endpoint;
mod entry;
mod error;
mod evaluate;
mod expressions;
mod gate;
mod log_rules;
mod matcher;
mod methods;
mod names;
mod pattern;
mod plain;
mod presets;
mod read;
mod sections;
mod shape;
mod supported;
mod wording;

pub use builtin::{BUILTIN, Builtin};
pub use compiled::{Policy, entry_text_reach, expires};
pub use decision::{Decision, Outcome, Reason};
pub use defence_rules::{EarlyRules, Rate, RateRules, TarpitRules};
pub use document::{
    AuthType, DOCUMENT_VERSION, Document, EntryForm, GateForm, Index, Mode, Requirement,
};
pub use endpoint::Reach;
pub use entry::{Entry, Selector, Source};
pub use error::{Kind, PolicyError};
pub use evaluate::{Ask, Principal, evaluate};
pub use expressions::{Allow, Expressions, Gated};
pub use gate::{
    Answer, Caller, GATE_PRESETS, Gate, GatePreset, Gates, Hold, Judgement, Memo, Parameter,
    Parameters, Question, Selection, Step, Target, Template, Type, Verdict,
};
pub use log_rules::LogRules;
pub use pattern::{Pattern, Space};
pub use presets::{Open, PRESETS, Preset};
pub use read::{MAX_BYTES, read, read_entry, read_gate, read_requirement};
pub use sections::Client;
