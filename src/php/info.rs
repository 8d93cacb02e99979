//! The table in `phpinfo()`.
#![allow(
    unsafe_code,
    reason = "phpinfo() calls a raw function, and its printers are the engine's"
)]

use super::{cache, ini, stats};
use crate::policy::DOCUMENT_VERSION;
use ext_php_rs::zend::ModuleEntry;
use ext_php_rs::{info_table_end, info_table_header, info_table_row, info_table_start};
use std::panic::catch_unwind;

/// Prints the table.
///
/// # Safety
///
/// Called by the engine alone, while it prints `phpinfo()`.
pub(super) unsafe extern "C" fn phpinfo(_module: *mut ModuleEntry) {
    // A panic must not cross into C: that would abort the worker.
    drop(catch_unwind(print));
}

fn print() {
    let (kept, hits, misses) = cache::figures();
    info_table_start!();
    info_table_header!("REST Gate", "enabled");
    info_table_row!("Version", crate::VERSION);
    info_table_row!("Protocol", crate::PROTOCOL.to_string());
    info_table_row!("Policy document version", DOCUMENT_VERSION.to_string());
    info_table_row!("Compiled policies in this process", kept.to_string());
    info_table_row!("Policy look-ups served from the cache", hits.to_string());
    info_table_row!("Policy look-ups that compiled", misses.to_string());
    for (name, figure) in stats::rows() {
        info_table_row!(name, figure.to_string());
    }
    info_table_end!();
    info_table_start!();
    info_table_header!("Directive", "Value");
    info_table_row!(ini::POLICY_CACHE, ini::policy_cache().to_string());
    info_table_row!(ini::STATE_DIR, ini::state_dir());
    info_table_row!(ini::EARLY, if ini::early() { "on" } else { "off" });
    info_table_row!(ini::TARPIT_MAX_MS, ini::tarpit_max_ms().to_string());
    info_table_row!(ini::HARMLESS_HEADERS, ini::harmless_headers().join(", "));
    info_table_end!();
}
