//! What the server and the client said of the request, as PHP holds it: whatever WordPress and plugins write
//! into their own `$_SERVER`, `$_GET` and `$_POST` is not seen here.
#![allow(
    unsafe_code,
    reason = "the server interface is a table of the engine with pointers to C functions and texts"
)]

use super::bytes;
use super::sapi::globals;
use crate::request::Params;
use ext_php_rs::ffi::{ext_php_rs_sapi_globals, ext_php_rs_sapi_module};
use ext_php_rs::types::{ZendHashTable, Zval};
use ext_php_rs::zend::{Function, ProcessGlobals};
use std::borrow::Cow;
use std::cell::RefCell;
use std::ffi::{CStr, CString};
use std::ptr;

thread_local! {
    static SCRIPT: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// The name of the server interface.
pub(super) fn name() -> &'static [u8] {
    // SAFETY: the table is a static of the engine, and its name, where there is one, a C string that lives as
    // long as the process.
    let name = unsafe {
        ext_php_rs_sapi_module()
            .as_ref()
            .filter(|sapi| !sapi.name.is_null())
            .map(|sapi| CStr::from_ptr(sapi.name))
    };
    name.map(CStr::to_bytes).unwrap_or_default()
}

/// Whether this PHP answers web requests.
pub(super) fn is_web() -> bool {
    !matches!(name(), b"" | b"cli" | b"phpdbg" | b"embed")
}

/// `$_SERVER`, `$_GET`, `$_POST` as PHP made them, whatever WordPress and others wrote into theirs.
pub(super) fn server() -> Option<&'static ZendHashTable> {
    table(3)
}

/// `$_SERVER`, also before any script asked for it: PHP makes it when it is first needed.
pub(super) fn server_now() -> Option<&'static ZendHashTable> {
    server().or_else(|| {
        let _ = ProcessGlobals::get().http_server_vars();
        server()
    })
}

/// The values of a table that are texts, with their names.
pub(super) fn texts_of(table: &ZendHashTable) -> Vec<(&[u8], &[u8])> {
    let mut texts = Vec::with_capacity(table.len());
    // Not `next()`, which takes a name that is not UTF-8 for impossible and panics.
    let mut each = table.iter();
    while let Some((name, value)) = each.next_zval() {
        if let (Some(name), Some(value)) = (name.zend_str(), value.zend_str()) {
            // SAFETY: the table itself keeps the name for as long as it is borrowed, and nobody changes it
            // meanwhile; what ends here is one more reference to the same text.
            let name = unsafe { &*ptr::from_ref(name.as_bytes()) };
            texts.push((name, value.as_bytes()));
        }
    }
    texts
}

/// A value of the server, without making `$_SERVER` where the server can be asked itself.
pub(super) fn value(name: &CStr) -> Option<Vec<u8>> {
    let of = |table: &ZendHashTable| bytes::field(table, name.to_str().ok()?).map(Cow::into_owned);
    if let Some(table) = server() {
        return of(table);
    }
    // SAFETY: the table is a static of the engine; the function takes a name that ends with zero and its
    // length, and gives null or a text that lives as long as the request.
    let asked = unsafe {
        let ask = ext_php_rs_sapi_module().as_ref()?.getenv;
        ask.map(|ask| {
            let text = ask(name.as_ptr(), name.count_bytes());
            (!text.is_null()).then(|| CStr::from_ptr(text).to_bytes().to_vec())
        })
    };
    match asked {
        Some(text) => text,
        // PHP's built-in server cannot be asked.
        None => of(server_now()?),
    }
}

/// The value of a header.
pub(super) fn header(name: &str) -> Option<Vec<u8>> {
    let name = name.to_ascii_uppercase().replace('-', "_");
    value(&CString::new(format!("HTTP_{name}")).ok()?)
}

/// A request begins: remembers which script PHP is about to open. Some servers forget it once it is open.
pub(super) fn begin() {
    SCRIPT.with_borrow_mut(|script| {
        script.clear();
        // SAFETY: the globals are there while a request is served; the path is null or ends with zero.
        let opened = unsafe {
            let path = (*ext_php_rs_sapi_globals()).request_info.path_translated;
            (!path.is_null()).then(|| CStr::from_ptr(path).to_bytes())
        };
        script.extend_from_slice(opened.unwrap_or_default());
    });
}

/// The path of the script that PHP opens for this request.
pub(super) fn script() -> Option<Vec<u8>> {
    SCRIPT.with_borrow(|script| (!script.is_empty()).then(|| script.clone()))
}

/// Whether the server knows of an `Authorization` that it hides from `$_SERVER`, as Apache's module and
/// LiteSpeed do.
pub(super) fn hides_authorization() -> bool {
    if !matches!(name(), b"apache2handler" | b"litespeed") {
        return false;
    }
    let Some(ask) = Function::try_from_function("apache_request_headers") else {
        return true;
    };
    let Ok(headers) = ask.try_call(Vec::new()) else {
        return true;
    };
    let Some(headers) = headers.array() else {
        return true;
    };
    let mut each = headers.iter();
    while let Some((name, _)) = each.next_zval() {
        let name = bytes::of(&name);
        if name.eq_ignore_ascii_case(b"authorization")
            || name.eq_ignore_ascii_case(b"proxy-authorization")
        {
            return true;
        }
    }
    false
}

/// `$_GET`.
pub(super) fn get() -> Option<&'static ZendHashTable> {
    table(1)
}

/// `$_POST`.
pub(super) fn post() -> Option<&'static ZendHashTable> {
    table(0)
}

/// The parameters of `$_GET` and of `$_POST`.
pub(super) fn params() -> (Params, Params) {
    let params = |table: Option<&ZendHashTable>| table.map(bytes::items_of).unwrap_or_default();
    (params(get()), params(post()))
}

/// `$_COOKIE`.
pub(super) fn cookies() -> Option<&'static ZendHashTable> {
    table(2)
}

/// `$_FILES`.
pub(super) fn files() -> Option<&'static ZendHashTable> {
    table(5)
}

/// The parts of a multipart form, which PHP took apart: names and sizes, in bytes.
pub(super) fn parts() -> Vec<(Vec<u8>, u64)> {
    let file = |value: &Zval| {
        let size = value.array().and_then(|file| file.get("size"));
        size.map_or(0, total)
    };
    let mut parts = measured(post(), length);
    parts.extend(measured(files(), file));
    parts
}

fn measured(table: Option<&ZendHashTable>, size: impl Fn(&Zval) -> u64) -> Vec<(Vec<u8>, u64)> {
    let mut parts = Vec::new();
    // Not `next()`, which takes a name that is not UTF-8 for impossible and panics.
    let mut each = table.map(ZendHashTable::iter);
    while let Some((name, value)) = each.as_mut().and_then(|each| each.next_zval()) {
        parts.push((bytes::of(&name).into_owned(), size(value)));
    }
    parts
}

/// The bytes of a value, or of all values within.
fn length(value: &Zval) -> u64 {
    match value.array() {
        Some(table) => table.values().map(length).sum(),
        None => bytes::of(value).len() as u64,
    }
}

/// A number, or the sum of all numbers within.
fn total(value: &Zval) -> u64 {
    match value.array() {
        Some(table) => table.values().map(total).sum(),
        None => value
            .long()
            .and_then(|size| u64::try_from(size).ok())
            .unwrap_or(0),
    }
}

fn table(which: usize) -> Option<&'static ZendHashTable> {
    globals()?.http_globals.get(which)?.array()
}
