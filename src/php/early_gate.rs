//! The early gate: decides when a request begins, and answers before any script runs.
//!
//! Promises: whatever goes wrong here passes the request on to WordPress, untouched. A request that is
//! refused is answered and recorded once.

use super::early_refusal::{Pending, judged};
use super::early_secret::has_secret;
use super::recorder::now_ms;
use super::tarpit::{self, is_alive};
use super::{answer, compile_hook, ini, memory, rate_limit, server};
use crate::defence::Counter;
use crate::early::{Absence, Cache, Snapshot, SnapshotKey, Why, could_be_rest, site_path};
use std::cell::{Cell, RefCell};
use std::process;
use std::sync::Arc;

/// The path of a site that is no part of a network in subdirectories.
const ROOT: &[u8] = b"/";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// WordPress sees the request.
    Passing,
    /// An answer waits to be sent.
    Refused,
    /// It was sent.
    Answered,
}

#[derive(Default)]
struct Gate {
    cache: Cache,
    /// The key that was made last, and of what.
    last: Option<(Vec<u8>, Vec<u8>, SnapshotKey)>,
    is_seated: bool,
}

thread_local! {
    static STATE: Cell<State> = const { Cell::new(State::Passing) };
    static PENDING: RefCell<Option<Pending>> = const { RefCell::new(None) };
    static GATE: RefCell<Gate> = RefCell::default();
}

/// Whether it works in this process: where the server wants it, and the engine lets its compiler be hooked.
pub(super) fn is_on() -> bool {
    server::is_web() && ini::early() && compile_hook::install()
}

/// A request begins: decides whether WordPress sees it.
pub(super) fn begin() {
    STATE.set(State::Passing);
    PENDING.set(None);
    rate_limit::begin();
    if !server::is_web() {
        return;
    }
    let pool = memory::pool();
    let decided = GATE.with(|gate| {
        let Ok(mut gate) = gate.try_borrow_mut() else {
            return Err(Why::Unusable);
        };
        #[cfg(feature = "fault")]
        super::fault::at("startup");
        if !gate.is_seated {
            gate.is_seated = true;
            if let Some(pool) = pool {
                pool.sit(process::id(), is_alive);
            }
        }
        if !is_on() {
            return Err(Why::Disabled);
        }
        gate.decide()
    });
    match decided {
        Ok(pending) => {
            if let Some(pool) = pool {
                pool.add(Counter::EarlyRefused, 1);
            }
            PENDING.set(Some(pending));
            STATE.set(State::Refused);
        }
        Err(why) => {
            if let Some(pool) = pool {
                pool.add(Counter::EarlyPassed, 1);
                pool.add_reason(why.index());
            }
        }
    }
}

/// Whether the request is answered without its script; sends the answer when it is first asked.
pub(super) fn answers() -> bool {
    #[cfg(feature = "fault")]
    super::fault::at("hook");
    match STATE.get() {
        State::Passing => return false,
        State::Answered => return true,
        State::Refused => {}
    }
    if let Some(pending) = PENDING.take() {
        let waiting = pending.tarpit.as_ref().and_then(tarpit::enter);
        waiting.map(tarpit::Waiting::wait);
        STATE.set(State::Answered);
        answer::send(&pending.answer);
    }
    true
}

/// Something went wrong while answering: WordPress sees the request.
pub(super) fn give_up() {
    STATE.set(State::Passing);
    if let Some(pool) = memory::pool() {
        pool.add(Counter::Panics, 1);
    }
}

/// The snapshot under a key.
pub(super) fn find(key: &SnapshotKey) -> Result<Arc<Snapshot>, Absence> {
    GATE.with(|gate| {
        let mut gate = gate.try_borrow_mut().map_err(|_| Absence::Missing)?;
        look_up(&mut gate.cache, key)
    })
}

/// Why there is no snapshot, in words; empty where none was published.
pub(super) fn describe(absence: &Absence) -> String {
    match absence {
        Absence::Missing => String::new(),
        Absence::Rejected(rejected) => rejected.word().to_owned(),
        Absence::Unusable(error) => error.to_string(),
    }
}

impl Gate {
    /// The answer of a sure refusal, or why there is none.
    fn decide(&mut self) -> Result<Pending, Why> {
        let script = server::script().ok_or(Why::NoSnapshot)?;
        let host = server::value(c"HTTP_HOST").ok_or(Why::NoSnapshot)?;
        let uri = server::value(c"REQUEST_URI").unwrap_or_default();
        let snapshot = self.snapshot(&script, &host, &uri)?;
        let names_route = [server::get(), server::post()]
            .into_iter()
            .flatten()
            .any(|table| table.get("rest_route").is_some());
        let path_info = server::value(c"PATH_INFO").unwrap_or_default();
        if !could_be_rest(&snapshot, &uri, &path_info, names_route) {
            return Err(Why::NotRest);
        }
        if !has_secret(&snapshot) {
            return Err(Why::NoKey);
        }
        judged(&snapshot, &script)
    }

    fn snapshot(&mut self, script: &[u8], host: &[u8], uri: &[u8]) -> Result<Arc<Snapshot>, Why> {
        let Self { cache, last, .. } = self;
        let known = last
            .take()
            .filter(|(of, on, _)| of == script && on == host)
            .unwrap_or_else(|| {
                let key = SnapshotKey::of(script, host, ROOT);
                (script.to_vec(), host.to_vec(), key)
            });
        let (_, _, key) = last.insert(known);
        let snapshot = look_up(cache, key).map_err(|absence| absence.why())?;
        let path = site_path(&snapshot, uri).ok_or(Why::OtherBlog)?;
        if path == snapshot.form().site_path {
            return Ok(snapshot);
        }
        let key = SnapshotKey::of(script, host, path.as_bytes());
        look_up(cache, &key).map_err(|absence| absence.why())
    }
}

fn look_up(cache: &mut Cache, key: &SnapshotKey) -> Result<Arc<Snapshot>, Absence> {
    let found = ini::with_state_dir(|folder| cache.find(folder, key, now_ms()));
    let is_rejected = found
        .as_ref()
        .is_err_and(|absence| absence.why() == Why::Unusable);
    if let (true, Some(pool)) = (is_rejected, memory::pool()) {
        pool.add(Counter::SnapshotRejected, 1);
    }
    found
}
