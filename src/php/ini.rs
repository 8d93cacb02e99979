//! The ini directives.

use ext_php_rs::flags::IniEntryPermission;
use ext_php_rs::zend::{ExecutorGlobals, IniEntryDef, IniEntryDefs};

/// How many compiled policies a process keeps: one for each site that a worker serves.
pub(super) const POLICY_CACHE: &str = "rest_gate.policy_cache";

/// The directive's default.
const POLICY_CACHE_DEFAULT: usize = 64;

static DIRECTIVES: IniEntryDefs<2> = IniEntryDefs::new([
    IniEntryDef::new(c"rest_gate.policy_cache", c"64", IniEntryPermission::System),
    IniEntryDef::end(),
]);

/// Registers the directives.
pub(super) fn startup(_type: i32, module_number: i32) -> i32 {
    IniEntryDef::register(DIRECTIVES.as_slice(), module_number);
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
