//! Gates: what a request needs beyond what the endpoint itself asks for.
//!
//! Promises: a gate only narrows. Every gate that selects a request must pass, and their order in
//! the document never matters. What a requirement turns on is a [`Question`] that WordPress
//! answers, once for each caller; nothing here guesses a permission. A requirement has three
//! values: what cannot be answered is an error, `not` of an error is an error, and an error refuses.
//!
//! Limits: 1,000 gates, 64 bytes an id, 500 characters a message, nesting to depth 8.

mod answers;
mod gates;
mod judge;
mod object;
mod presets;
mod read;
mod requirement;
mod select;
mod target;
mod value;

pub use answers::{Answer, Caller, Memo, Parameter, Parameters, Question};
pub use gates::{Gate, Gates};
pub use judge::{Judgement, Step, Verdict};
pub use presets::{GATE_PRESETS, GatePreset, Template, Type};
pub(in crate::policy) use select::ABILITIES;
pub use select::{Hold, Selection};
pub use target::Target;
