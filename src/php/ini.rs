//! The ini directives.

use super::sapi;
use ext_php_rs::flags::IniEntryPermission;
use ext_php_rs::zend::{ExecutorGlobals, IniEntryDef, IniEntryDefs};

/// How many compiled policies a process keeps: one for each site that a worker serves.
pub(super) const POLICY_CACHE: &str = "rest_gate.policy_cache";

/// Where sites keep their log.
pub(super) const STATE_DIR: &str = "rest_gate.state_dir";

/// The directive's default.
const STATE_DIR_DEFAULT: &str = "/var/lib/rest-gate";

/// The directive's default.
const POLICY_CACHE_DEFAULT: usize = 64;

static DIRECTIVES: IniEntryDefs<3> = IniEntryDefs::new([
    IniEntryDef::new(c"rest_gate.policy_cache", c"64", IniEntryPermission::System),
    IniEntryDef::new(
        c"rest_gate.state_dir",
        c"/var/lib/rest-gate",
        IniEntryPermission::System,
    ),
    IniEntryDef::end(),
]);

/// Registers the directives.
pub(super) fn startup(_type: i32, module_number: i32) -> i32 {
    IniEntryDef::register(DIRECTIVES.as_slice(), module_number);
    sapi::hook();
    0
}

/// The value of [`POLICY_CACHE`]; a text that is no number from 1 on counts as the default.
pub(super) fn policy_cache() -> usize {
    ExecutorGlobals::get()
        .ini_values()
        .get(POLICY_CACHE)
        .and_then(|value| value.as_ref()?.parse().ok())
        .filter(|size| *size > 0)
        .unwrap_or(POLICY_CACHE_DEFAULT)
}

/// The value of [`STATE_DIR`]; a folder that does not begin with `/` counts as the default.
pub(super) fn state_dir() -> String {
    ExecutorGlobals::get()
        .ini_values()
        .get(STATE_DIR)
        .and_then(Clone::clone)
        .filter(|folder| folder.starts_with('/'))
        .unwrap_or_else(|| STATE_DIR_DEFAULT.to_owned())
}
