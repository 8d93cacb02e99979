//! The ini directives.
//!
//! All of them are PHP_INI_SYSTEM: what a site's own code sets at run time changes none. They are read when
//! they are needed, for a pool or a virtual host sets its own after the module started.
#![allow(
    unsafe_code,
    reason = "the engine hands out its directives as pointers only"
)]

use super::{memory, sapi, server};
use ext_php_rs::ffi::zend_ini_entry;
use ext_php_rs::flags::IniEntryPermission;
use ext_php_rs::zend::{ExecutorGlobals, IniEntryDef, IniEntryDefs};

/// How many compiled policies a process keeps: one for each site that a worker serves.
pub(super) const POLICY_CACHE: &str = "rest_gate.policy_cache";

/// Where sites keep their log, and what the early gate reads.
pub(super) const STATE_DIR: &str = "rest_gate.state_dir";

/// Whether sure cases are refused before WordPress is loaded.
pub(super) const EARLY: &str = "rest_gate.early";

/// The longest delay before a refusal that a site may ask for, in milliseconds.
pub(super) const TARPIT_MAX_MS: &str = "rest_gate.tarpit_max_ms";

/// Further headers that prove nothing of who asks, with commas.
pub(super) const HARMLESS_HEADERS: &str = "rest_gate.harmless_headers";

/// The directive's default.
const STATE_DIR_DEFAULT: &str = "/var/lib/rest-gate";

/// The directive's default.
const POLICY_CACHE_DEFAULT: usize = 64;

/// The directive's default, and the longest that any document may ask for.
const TARPIT_MAX_MS_DEFAULT: u64 = 5000;

static DIRECTIVES: IniEntryDefs<6> = IniEntryDefs::new([
    IniEntryDef::new(c"rest_gate.policy_cache", c"64", IniEntryPermission::System),
    IniEntryDef::new(
        c"rest_gate.state_dir",
        c"/var/lib/rest-gate",
        IniEntryPermission::System,
    ),
    IniEntryDef::new(c"rest_gate.early", c"1", IniEntryPermission::System),
    IniEntryDef::new(
        c"rest_gate.tarpit_max_ms",
        c"5000",
        IniEntryPermission::System,
    ),
    IniEntryDef::new(
        c"rest_gate.harmless_headers",
        c"",
        IniEntryPermission::System,
    ),
    IniEntryDef::end(),
]);

/// Starts the module: the directives, the server's functions, the memory that workers share.
pub(super) fn startup(_type: i32, module_number: i32) -> i32 {
    IniEntryDef::register(DIRECTIVES.as_slice(), module_number);
    if server::is_web() {
        sapi::hook();
        memory::map();
    }
    0
}

/// The value of [`POLICY_CACHE`]; a text that is no number from 1 on counts as the default.
pub(super) fn policy_cache() -> usize {
    value(POLICY_CACHE)
        .and_then(|text| text.parse().ok())
        .filter(|size| *size > 0)
        .unwrap_or(POLICY_CACHE_DEFAULT)
}

/// The value of [`STATE_DIR`]; a folder that does not begin with `/` counts as the default.
pub(super) fn state_dir() -> String {
    value(STATE_DIR)
        .filter(|folder| folder.starts_with('/'))
        .unwrap_or_else(|| STATE_DIR_DEFAULT.to_owned())
}

/// The value of [`EARLY`].
pub(super) fn early() -> bool {
    value(EARLY).is_none_or(|text| {
        let is = |word: &&str| text.trim().eq_ignore_ascii_case(word);
        !["", "0", "off", "no", "false"].iter().any(is)
    })
}

/// The value of [`TARPIT_MAX_MS`]; a text that is no number counts as the default.
pub(super) fn tarpit_max_ms() -> u64 {
    value(TARPIT_MAX_MS)
        .and_then(|text| text.trim().parse().ok())
        .unwrap_or(TARPIT_MAX_MS_DEFAULT)
}

/// The value of [`HARMLESS_HEADERS`].
pub(super) fn harmless_headers() -> Vec<String> {
    let text = value(HARMLESS_HEADERS).unwrap_or_default();
    text.split(',')
        .map(str::trim)
        .filter(|name| !name.is_empty())
        .map(str::to_owned)
        .collect()
}

/// The value of a directive as it stands for this request. Not `ini_values()`, which copies every directive
/// that there is.
fn value(name: &str) -> Option<String> {
    let globals = ExecutorGlobals::get();
    // SAFETY: the table is the engine's own, made before modules start and freed after they ended; nothing
    // changes it while this thread reads.
    let table = unsafe { globals.ini_directives.as_ref() }?;
    let entry = table.get(name)?;
    // SAFETY: the table holds pointers to directives only, which live as long as it does; their values are
    // strings or null.
    let value = unsafe { entry.ptr::<zend_ini_entry>()?.as_ref()?.value.as_ref() }?;
    Some(String::from_utf8_lossy(value.as_bytes()).into_owned())
}
