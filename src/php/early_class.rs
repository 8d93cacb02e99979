//! `RestGate\Early`: what the plugin publishes for the early gate.

use super::recorder::now_ms;
use super::request::{server_of, site_of};
use super::{bytes, early_gate, early_secret, exceptions, ini, server};
use crate::early::{LogForm, Messages, Snapshot, SnapshotForm, SnapshotKey, VERSION, store};
use crate::request::{Resolution, resolve};
use ext_php_rs::binary::Binary;
use ext_php_rs::flags::ClassFlags;
use ext_php_rs::prelude::*;
use ext_php_rs::types::{ZendHashTable, Zval};
use std::collections::HashMap;
use std::path::Path;

/// How long a snapshot is valid.
const VALID_MS: u64 = 60_000;

/// What the early gate knows of a site.
#[php_class]
#[php(name = "RestGate\\Early", flags = ClassFlags::Final)]
pub struct Early;

#[php_impl]
#[php(change_method_case = "camelCase")]
impl Early {
    /// Whether the early gate works in this process: `rest_gate.early`, and not in a command line.
    pub fn is_on() -> bool {
        early_gate::is_on()
    }

    /// What is published of a site. `place` holds `home`, `key_path` and `scripts`.
    ///
    /// Gives null where this request could publish none: it came to another host than the site's, or to
    /// a script that does not lie below a front controller's folder. Else `revision` (-1 for none),
    /// `age_ms` and `problem`.
    pub fn published(place: &ZendHashTable) -> Option<HashMap<&'static str, String>> {
        let key = key(place)?;
        let (revision, age_ms, problem) = match early_gate::find(&key) {
            Ok(snapshot) => {
                let form = snapshot.form();
                let age = now_ms().saturating_sub(form.written_ms);
                let has_key = early_secret::has_secret(&snapshot);
                (
                    form.revision.cast_signed(),
                    if has_key { age } else { u64::from(u32::MAX) },
                    String::new(),
                )
            }
            Err(absence) => (-1, 0, early_gate::describe(&absence)),
        };
        Some(HashMap::from([
            ("revision", revision.to_string()),
            ("age_ms", age_ms.to_string()),
            ("problem", problem),
        ]))
    }

    /// Publishes what the early gate must know. `facts` holds what `place` does, and `document` (the policy
    /// document), `revision`, `today`, `site_path`, `permalink_structure`, `rest_prefix`, `rest_url`,
    /// `charset`, `blog_id`, `is_subdirectory_network`, `blog_paths`, `activate_scripts`, `messages`,
    /// `harmless_query`, `is_extended`, `log` (`site`, `url`, `blog_id`, `key`; empty where it is off).
    ///
    /// Gives whether it is published. Throws `ArgumentException` for facts that the extension would not
    /// take, and `LogException` for a folder that cannot be used.
    pub fn publish(facts: &ZendHashTable) -> PhpResult<bool> {
        let Some(key) = key(facts) else {
            return Ok(false);
        };
        let now = now_ms();
        let form = form(facts, now)?;
        let bytes = Snapshot::write(&form);
        Snapshot::read(&bytes, now).map_err(|rejected| {
            exceptions::argument(format!("the snapshot is not taken: {}", rejected.word()))
        })?;
        keep_secret(facts);
        let folder = ini::state_dir();
        let published = store::publish(Path::new(&folder), &key, &bytes, form.revision, now)
            .map_err(exceptions::log)?;
        Ok(published == store::Published::Written)
    }

    /// Withdraws what is published of a site. Gives whether there was anything.
    ///
    /// Throws `LogException` for a folder that cannot be used.
    pub fn withdraw(place: &ZendHashTable) -> PhpResult<bool> {
        let Some(key) = key(place) else {
            return Ok(false);
        };
        store::withdraw(Path::new(&ini::state_dir()), &key).map_err(exceptions::log)
    }

    /// Method and route that the model of WordPress expects for this request, `GET /wp/v2/posts`; null
    /// where it expects none, or is not certain.
    ///
    /// Throws `ArgumentException` for a REST prefix that holds regular-expression syntax.
    pub fn expected(site: &ZendHashTable) -> PhpResult<Option<Binary<u8>>> {
        let site = site_of(site).map_err(|error| exceptions::argument(error.to_string()))?;
        let Some(server) = server::server() else {
            return Ok(None);
        };
        let (get, post) = server::params();
        Ok(match resolve(&site, &server_of(server), &get, &post) {
            Resolution::Rest { route, method } => {
                Some([method.as_slice(), b" ", &route].concat().into())
            }
            _ => None,
        })
    }
}

/// Under which name the snapshot of a site lies; none where this request does not tell.
fn key(place: &ZendHashTable) -> Option<SnapshotKey> {
    let text = |name| bytes::field(place, name).unwrap_or_default();
    let host = server::value(c"HTTP_HOST")?;
    if !host.eq_ignore_ascii_case(&host_of(&text("home"))) {
        return None;
    }
    let opened = server::script()?;
    let folder = texts(place, "scripts")
        .into_iter()
        .filter_map(|script| Some(script.get(..=script.rfind('/')?)?.to_owned()))
        .find(|folder| opened.starts_with(folder.as_bytes()))?;
    let script = format!("{folder}index.php");
    Some(SnapshotKey::of(script.as_bytes(), &host, &text("key_path")))
}

/// The host of a URL, with the port that stands in it.
fn host_of(url: &[u8]) -> Vec<u8> {
    let rest = url
        .windows(3)
        .position(|window| window == b"://")
        .and_then(|at| url.get(at + 3..))
        .unwrap_or_default();
    let host = rest.split(|byte| b"/?#".contains(byte)).next();
    host.unwrap_or_default().to_vec()
}

fn form(facts: &ZendHashTable, now: u64) -> PhpResult<SnapshotForm> {
    let text = |name: &str| facts.get(name).map(bytes::text).unwrap_or_default();
    let number = |name: &str| text(name).parse().unwrap_or(0);
    let flag = |name: &str| text(name) == "1";
    let document = facts.get("document").map(bytes::of).unwrap_or_default();
    let policy = serde_json::from_slice(&document)
        .map_err(|error| exceptions::argument(format!("the policy document: {error}")))?;
    let messages = facts.get("messages").and_then(Zval::array);
    let message = |code: &str| {
        messages
            .and_then(|messages| messages.get(code))
            .map(bytes::text)
            .unwrap_or_default()
    };
    let log = facts.get("log").and_then(Zval::array);
    let log = log.filter(|log| log.get("site").is_some()).map(|log| {
        let text = |name: &str| log.get(name).map(bytes::text).unwrap_or_default();
        LogForm {
            site: text("site"),
            url: text("url"),
            blog_id: text("blog_id").parse().unwrap_or(0),
            hashes_ips: !text("key").is_empty(),
        }
    });
    let is_listed = facts.get("blog_paths").is_some_and(Zval::is_array);
    Ok(SnapshotForm {
        version: VERSION,
        revision: number("revision"),
        written_ms: now,
        valid_until_ms: now + VALID_MS,
        today: text("today"),
        home: text("home"),
        permalink_structure: text("permalink_structure"),
        rest_prefix: text("rest_prefix"),
        rest_url: text("rest_url"),
        charset: text("charset"),
        blog_id: number("blog_id"),
        site_path: text("site_path"),
        is_subdirectory_network: flag("is_subdirectory_network"),
        blog_paths: is_listed.then(|| texts(facts, "blog_paths")),
        scripts: texts(facts, "scripts"),
        activate_scripts: texts(facts, "activate_scripts"),
        policy,
        messages: Messages {
            rest_gate_restricted: message("rest_gate_restricted"),
            rest_gate_blocked_all: message("rest_gate_blocked_all"),
            rest_gate_limited: message("rest_gate_limited"),
        },
        harmless_query: texts(facts, "harmless_query"),
        is_extended: flag("is_extended"),
        log,
    })
}

/// The key for addresses is not published: it must not lie beside the log.
fn keep_secret(facts: &ZendHashTable) {
    if let Some(log) = facts.get("log").and_then(Zval::array) {
        let text = |name: &str| log.get(name).map(bytes::text).unwrap_or_default();
        early_secret::keep(&text("site"), &text("key"));
    }
}

fn texts(facts: &ZendHashTable, name: &str) -> Vec<String> {
    let list = facts.get(name).and_then(Zval::array);
    list.map(bytes::texts).unwrap_or_default()
}
