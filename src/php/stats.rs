//! `RestGate\Stats`: what was counted, by this process's pool and by all of a user.
//!
//! The figures stand in memory that a command line cannot see. So each worker writes those of its pool to a
//! file now and then: `uid-N/counters/<server interface>.json` below the state folder.

use super::recorder::now_ms;
use super::{ini, memory, server};
use crate::defence::Counter;
use crate::early::Why;
use crate::state::{Folder, users};
use ext_php_rs::flags::ClassFlags;
use ext_php_rs::prelude::*;
use rustix::process::geteuid;
use serde::{Deserialize, Serialize};
use std::cell::Cell;
use std::collections::HashMap;
use std::path::Path;

/// How often a worker writes the figures of its pool.
const EVERY_MS: u64 = 5_000;

const FOLDER: &[&str] = &["counters"];
const ENDING: &str = ".json";

/// No such file is longer.
const MAX_BYTES: usize = 1 << 16;

thread_local! {
    static WRITTEN_MS: Cell<u64> = const { Cell::new(0) };
}

/// What was counted since the master was started.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Figures {
    /// When it was written, in milliseconds since 1970.
    time_ms: u64,
    /// Figures by their names: of [`Counter`], and of [`Why`] behind `early_passed_`.
    counters: HashMap<String, u64>,
}

/// What was counted.
#[php_class]
#[php(name = "RestGate\\Stats", flags = ClassFlags::Final)]
pub struct Stats;

#[php_impl]
#[php(change_method_case = "camelCase")]
impl Stats {
    /// What the pool of this process counted since it was started; empty in a command line.
    pub fn of_pool() -> HashMap<String, u64> {
        of_pool().unwrap_or_default().counters
    }

    /// What workers last wrote of their pools: by user and server interface (`33/fpm-fcgi`), each with
    /// `time_ms` and the figures. Root sees those of every user.
    pub fn written() -> HashMap<String, HashMap<String, u64>> {
        let state_dir = ini::state_dir();
        let mut written = HashMap::new();
        for user in users(Path::new(&state_dir)).unwrap_or_default() {
            let Ok(folder) = Folder::open(Path::new(&state_dir), user, FOLDER, false) else {
                continue;
            };
            for name in folder.names(ENDING).unwrap_or_default() {
                let Ok(Some((bytes, _))) = folder.read(&name, MAX_BYTES) else {
                    continue;
                };
                let Ok(figures) = serde_json::from_slice::<Figures>(&bytes) else {
                    continue;
                };
                let mut counters = figures.counters;
                counters.insert("time_ms".to_owned(), figures.time_ms);
                let server = name.trim_end_matches(ENDING);
                written.insert(format!("{}/{server}", user.as_raw()), counters);
            }
        }
        written
    }

    /// What each figure means, by its name, in the order in which they are shown.
    pub fn descriptions() -> Vec<Vec<String>> {
        let named = Counter::ALL
            .map(|counter| vec![counter.name().to_owned(), counter.description().to_owned()]);
        let reasons = Why::ALL.map(|why| {
            vec![
                passed(why),
                format!("requests passed on to WordPress: {}", why.as_str()),
            ]
        });
        named.into_iter().chain(reasons).collect()
    }
}

/// A request is over: writes the figures, when it is time again.
pub(super) fn end() {
    let now = now_ms();
    if !server::is_web() || now.saturating_sub(WRITTEN_MS.get()) < EVERY_MS {
        return;
    }
    WRITTEN_MS.set(now);
    let Some(figures) = of_pool() else {
        return;
    };
    let folder = ini::state_dir();
    // Root's workers would leave a folder that no other user can write.
    if geteuid().is_root() {
        return;
    }
    let Ok(bytes) = serde_json::to_vec(&figures) else {
        return;
    };
    if let Ok(folder) = Folder::open(Path::new(&folder), geteuid(), FOLDER, true) {
        let name = format!("{}{ENDING}", String::from_utf8_lossy(server::name()));
        // What cannot be written is written five seconds later.
        let _ = folder.replace(&name, &bytes);
    }
}

/// Rows of names and figures for `phpinfo()`.
pub(super) fn rows() -> Vec<(String, u64)> {
    let Some(pool) = memory::pool() else {
        return Vec::new();
    };
    pool.read_all()
        .into_iter()
        .map(|(counter, figure)| (counter.description().to_owned(), figure))
        .collect()
}

fn of_pool() -> Option<Figures> {
    let pool = memory::pool()?;
    let named = pool
        .read_all()
        .map(|(counter, figure)| (counter.name().to_owned(), figure));
    let reasons = Why::ALL.into_iter().zip(pool.read_reasons());
    let passed = reasons.map(|(why, figure)| (passed(why), figure));
    Some(Figures {
        time_ms: now_ms(),
        counters: named.into_iter().chain(passed).collect(),
    })
}

/// The name of the figure for a reason of passing on.
fn passed(why: Why) -> String {
    format!("early_passed_{}", why.as_str())
}
