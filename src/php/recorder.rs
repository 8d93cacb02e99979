//! The record of the request that this process serves.
//!
//! Begun by every request, opened by the plugin where the site's log is on, closed by the engine.
//! What goes wrong costs the record, never the request.

use super::{bytes, ending, ini};
use crate::log::spool::{Spool, SpoolLimits};
use crate::log::{
    Draft, Id, Outcome, Place, PlaceError, Record, Rules, Seen, SiteId, bounded, limit,
};
use crate::request::Site;
use ext_php_rs::types::ZendHashTable;
use std::cell::RefCell;
use std::path::Path;
use std::sync::Arc;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

/// How many sites' spools a worker keeps open.
const SPOOLS: usize = 16;
/// How long a folder that cannot be used is left alone.
const RETRY_MS: u64 = 10_000;

/// What the plugin tells of a site whose log is on.
pub(super) struct OpenSite {
    /// Its folder.
    pub(super) id: SiteId,
    /// What its policy says of the log.
    pub(super) rules: Arc<Rules>,
    /// How requests resolve to its routes; none for a REST prefix that cannot be modelled.
    pub(super) site: Option<Site>,
    /// How much may wait.
    pub(super) limits: SpoolLimits,
}

pub(super) struct Running {
    pub(super) started: Instant,
    started_ms: u64,
    pub(super) draft: Draft,
    pub(super) items: Vec<Record>,
    pub(super) seen: Option<Seen>,
    site: Option<OpenSite>,
}

pub(super) struct Kept {
    pub(super) id: SiteId,
    spool: Result<Spool, PlaceError>,
    at_ms: u64,
}

#[derive(Default)]
struct Recorder {
    running: Option<Running>,
    spools: Vec<Kept>,
}

thread_local! {
    static RECORDER: RefCell<Recorder> = RefCell::default();
}

fn with<T>(work: impl FnOnce(&mut Recorder) -> T) -> Option<T> {
    // A panic within may have left it borrowed; then there is no record, and no second panic.
    RECORDER.with(|recorder| {
        recorder
            .try_borrow_mut()
            .ok()
            .map(|mut recorder| work(&mut recorder))
    })
}

/// Milliseconds since 1970.
pub(super) fn now_ms() -> u64 {
    now_us() / 1000
}

/// Microseconds since 1970.
pub(super) fn now_us() -> u64 {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    u64::try_from(since.as_micros()).unwrap_or(u64::MAX)
}

/// Bits of chance from the operating system: workers were forked, and must not repeat each other.
pub(super) fn chance() -> u64 {
    let mut bytes = [0; 8];
    // Without any, ids of one millisecond are alike, and the second of them is not stored.
    let _ = getrandom::fill(&mut bytes);
    u64::from_le_bytes(bytes)
}

/// A request begins.
pub(super) fn begin() {
    let started_ms = now_ms();
    let running = Running {
        started: Instant::now(),
        started_ms,
        draft: Draft::new(Id::new(0, 0)),
        items: Vec::new(),
        seen: None,
        site: None,
    };
    with(|recorder| recorder.running = Some(running));
}

/// The id of the running request; drawn when it is first asked for.
pub(super) fn id() -> Id {
    let fresh = || Id::new(now_ms(), chance());
    with(|recorder| recorder.running.as_mut().map(Running::id))
        .flatten()
        .unwrap_or_else(fresh)
}

/// The site's log is on.
pub(super) fn open(site: OpenSite) {
    with(|recorder| {
        if let Some(running) = &mut recorder.running {
            running.site = Some(site);
            running.seen = None;
        }
    });
}

/// The early gate decided the running request: WordPress will not say anything about it.
pub(super) fn decided(route: &[u8], method: &[u8], outcome: Outcome, reason: &str) {
    with(|recorder| {
        if let Some(running) = &mut recorder.running {
            let draft = &mut running.draft;
            draft.is_served = true;
            draft.decided = Some(outcome);
            draft.record.route = bounded(route, limit::ROUTE);
            draft.record.method = bounded(method, limit::METHOD);
            draft.record.auth_type = "none".to_owned();
            draft.record.reason = reason.to_owned();
        }
    });
}

/// Takes facts of the running request.
pub(super) fn tell(facts: &ZendHashTable) -> Result<(), String> {
    with(|recorder| match &mut recorder.running {
        Some(running) => tell_draft(&mut running.draft, facts),
        None => Ok(()),
    })
    .unwrap_or(Ok(()))
}

/// Takes the body of the running request, where bodies are recorded.
pub(super) fn tell_body(content_type: &[u8], body: &[u8]) {
    with(|recorder| {
        let Some(running) = &mut recorder.running else {
            return;
        };
        if running
            .site
            .as_ref()
            .is_some_and(|site| site.rules.body_limit.is_some())
        {
            running.draft.body = Some((content_type.to_vec(), body.to_vec()));
        }
    });
}

/// Leaves behind what is known so far, should the worker die.
pub(super) fn leave() {
    with(|recorder| {
        let Recorder { running, spools } = recorder;
        let Some(running) = running else {
            return;
        };
        running.id();
        let Some(site) = running.site.take() else {
            return;
        };
        let mut record = running.draft.if_it_died();
        site.rules.complete(&mut record, running.see(&site));
        if let Some(spool) = spool(spools, &site, running.started_ms) {
            spool.leave(&record, running.started_ms);
        }
        running.site = Some(site);
    });
}

/// Takes an item of a batch that is over.
pub(super) fn item(facts: &ZendHashTable) -> Result<(), String> {
    with(|recorder| {
        let Some(running) = recorder
            .running
            .as_mut()
            .filter(|running| running.site.is_some())
        else {
            return Ok(());
        };
        let mut draft = Draft::new(Id::new(now_ms(), chance()));
        draft.record.parent = Some(running.id());
        tell_draft(&mut draft, facts)?;
        running.items.push(draft.end_item());
        Ok(())
    })
    .unwrap_or(Ok(()))
}

/// Why the log of the running request's site cannot be written; none when it can, or is off.
pub(super) fn problem() -> Option<String> {
    with(|recorder| {
        let Recorder { running, spools } = recorder;
        let site = running.as_ref()?.site.as_ref()?;
        spool(spools, site, now_ms());
        let kept = spools.iter().find(|kept| kept.id == site.id)?;
        match &kept.spool {
            Ok(spool) if spool.is_failing() => {
                let why = Place::make(Path::new(&ini::state_dir()), &site.id).err();
                Some(why.map_or_else(
                    || "the files of the log cannot be written".to_owned(),
                    |error| error.to_string(),
                ))
            }
            Ok(_) => None,
            Err(error) => Some(error.to_string()),
        }
    })
    .flatten()
}

/// The request is over.
pub(super) fn end() {
    with(|recorder| {
        #[cfg(feature = "fault")]
        super::fault::at("shutdown");
        let Recorder { running, spools } = recorder;
        let Some(mut running) = running.take() else {
            return;
        };
        if let Some(site) = running.site.take() {
            ending::close(running, &site, spools);
        }
    });
}

/// The open spool of a site; none while its folder cannot be used.
pub(super) fn spool<'a>(
    spools: &'a mut Vec<Kept>,
    site: &OpenSite,
    now_ms: u64,
) -> Option<&'a mut Spool> {
    let at = spools.iter().position(|kept| kept.id == site.id);
    let is_usable = |kept: &Kept| kept.spool.is_ok() || now_ms.abs_diff(kept.at_ms) < RETRY_MS;
    let mut kept = match at.map(|at| spools.remove(at)) {
        Some(kept) if is_usable(&kept) => kept,
        _ => Kept {
            id: site.id.clone(),
            spool: Place::make(Path::new(&ini::state_dir()), &site.id)
                .map(|place| Spool::new(place, site.limits)),
            at_ms: now_ms,
        },
    };
    if let Ok(spool) = &mut kept.spool {
        spool.set_limits(site.limits);
    }
    // The one used last stands last, and the first goes.
    spools.push(kept);
    if spools.len() > SPOOLS {
        spools.remove(0);
    }
    spools.last_mut()?.spool.as_mut().ok()
}

fn tell_draft(draft: &mut Draft, facts: &ZendHashTable) -> Result<(), String> {
    let mut each = facts.iter();
    while let Some((name, value)) = each.next_zval() {
        draft.tell(&bytes::text(&name), &bytes::of(value.dereference()))?;
    }
    Ok(())
}

impl Running {
    /// What of the request line and headers may be recorded.
    pub(super) fn see(&mut self, site: &OpenSite) -> &Seen {
        self.seen
            .get_or_insert_with(|| site.rules.seen(&ending::wire(&site.rules)))
    }

    /// The id; drawn when it is first asked for.
    pub(super) fn id(&mut self) -> Id {
        let record = &mut self.draft.record;
        if record.id.ms() == 0 {
            let id = Id::new(self.started_ms, chance());
            record.id = id;
            record.time = id;
        }
        record.id
    }
}
