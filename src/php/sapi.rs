//! What the server saw of the response: when the headers left, with which status, how many bytes.
//!
//! The status that PHP holds at the end may have been set too late for the client. So the server's
//! own functions are asked when they are called; each is called through, always.
#![allow(
    unsafe_code,
    reason = "the functions of the server interface are pointers in a table of the engine"
)]

use super::server::is_web;
use ext_php_rs::ffi::{
    _sapi_module_struct, ext_php_rs_process_globals, ext_php_rs_sapi_globals,
    ext_php_rs_sapi_module, php_core_globals, sapi_headers_struct,
};
use std::cell::Cell;
use std::ffi::{c_char, c_int};
use std::sync::OnceLock;
use std::time::Instant;

/// # Safety
///
/// Called with what the engine calls it with.
type Write = unsafe extern "C" fn(*const c_char, usize) -> usize;
/// # Safety
///
/// Called with what the engine calls it with.
type SendHeaders = unsafe extern "C" fn(*mut sapi_headers_struct) -> c_int;

static WRITE: OnceLock<Write> = OnceLock::new();
static SEND_HEADERS: OnceLock<SendHeaders> = OnceLock::new();

/// `E_ERROR`, `E_PARSE`, `E_CORE_ERROR`, `E_COMPILE_ERROR`, `E_USER_ERROR`, `E_RECOVERABLE_ERROR`.
const FATAL: c_int = 1 | 4 | 16 | 64 | 256 | 4096;

/// What was sent of the response so far.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sent {
    /// The status and when it left; none while it may still change.
    pub(super) headers: Option<(u16, Instant)>,
    /// The bytes of the body.
    pub(super) bytes: u64,
}

const NOTHING: Sent = Sent {
    headers: None,
    bytes: 0,
};

thread_local! {
    static SENT: Cell<Sent> = const { Cell::new(NOTHING) };
}

/// Puts the hooks in place, once, while the module starts.
pub(super) fn hook() {
    if !is_web() {
        return;
    }
    // SAFETY: this runs while the module starts, in one thread and before any request; the table is a
    // static of the engine that stays where it is.
    let Some(sapi) = (unsafe { ext_php_rs_sapi_module().as_mut() }) else {
        return;
    };
    hook_into(sapi);
}

fn hook_into(sapi: &mut _sapi_module_struct) {
    // A server without one of them sends headers and body by other ways, and tells nothing.
    if let Some(original) = sapi.ub_write
        && WRITE.set(original).is_ok()
    {
        sapi.ub_write = Some(write);
    }
    if let Some(original) = sapi.send_headers
        && SEND_HEADERS.set(original).is_ok()
    {
        sapi.send_headers = Some(send_headers);
    }
}

/// A request begins: nothing was sent.
pub(super) fn begin() {
    SENT.set(NOTHING);
}

/// What was sent so far.
pub(super) fn sent() -> Sent {
    SENT.get()
}

/// The status that would be sent now.
pub(super) fn status() -> u16 {
    // SAFETY: the globals are there while a request is served.
    let code = unsafe { (*ext_php_rs_sapi_globals()).sapi_headers.http_response_code };
    // PHP holds 0 until somebody says otherwise, and sends 200.
    u16::try_from(code)
        .ok()
        .filter(|code| *code != 0)
        .unwrap_or(200)
}

/// Whether the last error ended the request.
pub(super) fn ended_fatally() -> bool {
    // The type alone is left over from an earlier request: the engine forgets the message only.
    globals().is_some_and(|globals| {
        !globals.last_error_message.is_null() && globals.last_error_type & FATAL != 0
    })
}

/// The engine's globals of the running request.
pub(super) fn globals() -> Option<&'static php_core_globals> {
    // SAFETY: the globals are a static of the engine (of the thread, under ZTS); nobody frees what is
    // read here before the request is over, and nothing read here is kept longer.
    unsafe { ext_php_rs_process_globals().as_ref() }
}

/// # Safety
///
/// Called by the engine in place of the server's own function, with what that takes.
unsafe extern "C" fn write(text: *const c_char, length: usize) -> usize {
    let written = match WRITE.get() {
        // SAFETY: handed through as it came.
        Some(original) => unsafe { original(text, length) },
        None => 0,
    };
    let sent = SENT.get();
    SENT.set(Sent {
        bytes: sent.bytes.saturating_add(written as u64),
        ..sent
    });
    written
}

/// # Safety
///
/// Called by the engine in place of the server's own function, with what that takes.
unsafe extern "C" fn send_headers(headers: *mut sapi_headers_struct) -> c_int {
    let sent = SENT.get();
    if sent.headers.is_none() {
        SENT.set(Sent {
            headers: Some((status(), Instant::now())),
            ..sent
        });
    }
    let answer = match SEND_HEADERS.get() {
        // SAFETY: handed through as it came.
        Some(original) => unsafe { original(headers) },
        // SAPI_HEADER_DO_SEND: send them one by one.
        None => 2,
    };
    // php-fpm writes the headers by way of the same function as the body.
    SENT.set(Sent {
        bytes: sent.bytes,
        ..SENT.get()
    });
    answer
}
