//! How a request ended: what the server, the engine and the request itself say of it.

use super::recorder::{Kept, OpenSite, Running, chance, now_ms, spool};
use super::request::server_of;
use super::{bytes, ini, memory, sapi, server};
use crate::defence::Counter;
use crate::log::spool::{Loss, Spool};
use crate::log::{Draft, End, Place, Record, Rules, Wire};
use crate::request::{Resolution, named_route, resolve};
use std::path::Path;
use std::time::Instant;

/// Work after the headers that is shorter than this is only PHP's own end.
const AFTER_US: u64 = 1000;

/// Closes a record and writes it.
pub(super) fn close(mut running: Running, site: &OpenSite, spools: &mut Vec<Kept>) {
    if !running.draft.is_served && !is_rest(&mut running.draft, site) {
        return;
    }
    let now_ms = now_ms();
    running.id();
    running.see(site);
    let Some(spool) = spool(spools, site, now_ms) else {
        return;
    };
    let sent = sapi::sent();
    let now = Instant::now();
    let (status, at) = sent.headers.unwrap_or_else(|| (sapi::status(), now));
    let after_us = micros(now.saturating_duration_since(at));
    let body = running.draft.body.take();
    let mut record = running.draft.end(End {
        status,
        duration_us: micros(at.saturating_duration_since(running.started)),
        after_us: if after_us < AFTER_US { 0 } else { after_us },
        bytes: sent.bytes,
        fatal: sapi::ended_fatally(),
    });
    let seen = running.seen.unwrap_or_default();
    site.rules.complete(&mut record, &seen);
    if let Some((content_type, body)) = &body {
        record.body = recorded_body(&site.rules, content_type, body);
    }
    let draw = u32::try_from(chance() >> 32).unwrap_or(0);
    for mut item in running.items {
        site.rules.complete_item(&mut item, &record);
        if site.rules.records(&item, &seen.client, draw) {
            write(spool, site, &mut item, now_ms);
        }
    }
    if site.rules.records(&record, &seen.client, draw) {
        write(spool, site, &mut record, now_ms);
    }
    spool.clear();
}

/// A body as it is recorded. PHP took a multipart form apart: of that only the parts are left.
fn recorded_body(rules: &Rules, content_type: &[u8], body: &[u8]) -> String {
    let Some(limit) = rules.body_limit else {
        return String::new();
    };
    if content_type.eq_ignore_ascii_case(b"multipart/form-data") {
        let parts = server::parts();
        let parts = parts.iter().map(|(name, size)| (name.as_slice(), *size));
        return rules.redactor.form(parts, limit);
    }
    rules.redactor.body(content_type, body, limit)
}

/// Writes a record. Where that fails, the folder may have been removed: it is made again, once.
fn write(spool: &mut Spool, site: &OpenSite, record: &mut Record, now_ms: u64) {
    let Err(mut loss) = spool.try_record(record, now_ms) else {
        return;
    };
    if loss == Loss::Failed
        && let Ok(place) = Place::make(Path::new(&ini::state_dir()), &site.id)
    {
        match spool.try_again_in(place, record, now_ms) {
            Ok(()) => return,
            Err(again) => loss = again,
        }
    }
    spool.lose(loss, record.hits);
    if let Some(pool) = memory::pool() {
        pool.add(Counter::LogDropped, record.hits);
    }
}

/// Whether a request that WordPress did not get to serve was meant for REST; tells its route then.
fn is_rest(draft: &mut Draft, site: &OpenSite) -> bool {
    let (Some(site), Some(server)) = (&site.site, server::server()) else {
        return false;
    };
    let (get, post) = server::params();
    let names_route = get.has(b"rest_route") || post.has(b"rest_route");
    let server = server_of(server);
    let (route, method) = match resolve(site, &server, &get, &post) {
        Resolution::Rest { route, method } => (route, method),
        Resolution::InvalidJsonp { route } => (route, Vec::new()),
        // WordPress broke at another parameter, and which route was meant is certain.
        Resolution::Dies(500) => match named_route(site, &server, &get, &post) {
            Some(route) => (route, Vec::new()),
            None => return false,
        },
        Resolution::Dies(_) if names_route => (Vec::new(), Vec::new()),
        Resolution::Dies(_) | Resolution::NotRest(_) => return false,
    };
    // Both names are facts of a draft.
    let _ = draft.tell("route", &route);
    let _ = draft.tell("method", &method);
    true
}

/// What the request line and the headers say.
pub(super) fn wire(rules: &Rules) -> Wire {
    let Some(server) = server::server() else {
        return Wire::default();
    };
    let text = |name: &str| bytes::field(server, name).unwrap_or_default().into_owned();
    let header = rules.proxies.header.to_ascii_uppercase().replace('-', "_");
    Wire {
        method: text("REQUEST_METHOD"),
        query: text("QUERY_STRING"),
        referrer: text("HTTP_REFERER"),
        user_agent: text("HTTP_USER_AGENT"),
        remote_addr: text("REMOTE_ADDR"),
        forwarded: bytes::field(server, &format!("HTTP_{header}")).map(|value| value.into_owned()),
        proxy_id: text("HTTP_X_REQUEST_ID"),
    }
}

fn micros(duration: std::time::Duration) -> u64 {
    u64::try_from(duration.as_micros()).unwrap_or(u64::MAX)
}
