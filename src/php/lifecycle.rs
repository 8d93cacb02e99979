//! What the engine calls around each request.
//!
//! The clock starts before any PHP code runs. The record is closed after everything else: shutdown
//! functions, destructors and output are over, also after a fatal error, a time-out or `exit`.
#![allow(unsafe_code, reason = "the engine calls raw functions")]

use super::{early_gate, recorder, sapi, server, stats};
use std::panic::catch_unwind;

/// A request begins.
///
/// # Safety
///
/// Called by the engine alone.
pub(super) unsafe extern "C" fn request_startup(_type: i32, _module: i32) -> i32 {
    // A panic must not cross into C: that would abort the worker.
    let begun = catch_unwind(|| {
        sapi::begin();
        server::begin();
        recorder::begin();
        early_gate::begin();
    });
    if begun.is_err() {
        drop(catch_unwind(early_gate::give_up));
    }
    0
}

/// A request is over.
///
/// # Safety
///
/// Called by the engine alone.
pub(super) unsafe extern "C" fn request_shutdown(_type: i32, _module: i32) -> i32 {
    drop(catch_unwind(recorder::end));
    drop(catch_unwind(stats::end));
    0
}
