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
use ext_php_rs::types::ZendStr;
use ext_php_rs::zend::{ExecutorGlobals, IniEntryDef, IniEntryDefs};
use std::cell::Cell;
use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use std::ptr::NonNull;
use std::thread::LocalKey;

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

thread_local! {
    static STATE_DIR_ENTRY: Cell<Option<Entry>> = const { Cell::new(None) };
    static EARLY_ENTRY: Cell<Option<Entry>> = const { Cell::new(None) };
}

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
    with_state_dir(|folder| folder.to_string_lossy().into_owned())
}

/// The same, without a copy: it is needed at every request.
pub(super) fn with_state_dir<T>(take: impl FnOnce(&Path) -> T) -> T {
    read(STATE_DIR, &STATE_DIR_ENTRY, |folder| {
        let folder = folder.filter(|folder| folder.starts_with(b"/"));
        let folder = folder.unwrap_or(STATE_DIR_DEFAULT.as_bytes());
        take(Path::new(OsStr::from_bytes(folder)))
    })
}

/// The value of [`EARLY`].
pub(super) fn early() -> bool {
    read(EARLY, &EARLY_ENTRY, |text| {
        let is = |text: &[u8], word: &[u8]| text.trim_ascii().eq_ignore_ascii_case(word);
        let off: [&[u8]; 5] = [b"", b"0", b"off", b"no", b"false"];
        !text.is_some_and(|text| off.iter().any(|word| is(text, word)))
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
    let entry = entry(name)?;
    entry
        .value()
        .map(|value| String::from_utf8_lossy(value).into_owned())
}

/// The same of a directive that every request needs: where it lies is looked up once.
fn read<T>(
    name: &str,
    place: &'static LocalKey<Cell<Option<Entry>>>,
    take: impl FnOnce(Option<&[u8]>) -> T,
) -> T {
    let known = place.get().or_else(|| entry(name));
    place.set(known);
    take(known.as_ref().and_then(Entry::value))
}

/// A directive of this thread, which stays where it is as long as the module is loaded.
#[derive(Clone, Copy)]
struct Entry(NonNull<zend_ini_entry>);

impl Entry {
    fn value(&self) -> Option<&[u8]> {
        // SAFETY: the table of directives holds pointers to them only, which live as long as the module; their
        // values are strings or null, and only PHP itself changes them, never while this reads.
        unsafe { self.0.as_ref().value.as_ref() }.map(ZendStr::as_bytes)
    }
}

fn entry(name: &str) -> Option<Entry> {
    let globals = ExecutorGlobals::get();
    // SAFETY: the table is the engine's own, made before modules start and freed after they ended; nothing
    // changes it while this thread reads.
    let table = unsafe { globals.ini_directives.as_ref() }?;
    // SAFETY: the table holds pointers to directives only.
    let entry = unsafe { table.get(name)?.ptr::<zend_ini_entry>() }?;
    NonNull::new(entry).map(Entry)
}
