//! A site with a snapshot, and requests to it, for the tests of the early refusal.

use rest_gate::early::{
    Arrival, LogForm, Messages, Refusal, Rules, Snapshot, SnapshotForm, Verdict, Why, judge,
};
use rest_gate::request::{Param, Params};
use serde_json::json;

/// A moment of 2026-11-22.
pub const NOW: u64 = 1_795_348_800_000;

pub const RULES: Rules<'static> = Rules {
    enabled: true,
    aggressive: false,
    harmless_headers: &[],
};

pub const AGGRESSIVE: Rules<'static> = Rules {
    aggressive: true,
    ..RULES
};

/// The snapshot of a site that is closed to strangers.
pub fn form() -> SnapshotForm {
    SnapshotForm {
        version: 1,
        revision: 7,
        written_ms: NOW - 1_000,
        valid_until_ms: NOW + 59_000,
        today: "2026-11-22".to_owned(),
        home: "http://single.test".to_owned(),
        permalink_structure: "/%postname%/".to_owned(),
        rest_prefix: "wp-json".to_owned(),
        rest_url: "http://single.test/wp-json/".to_owned(),
        charset: "UTF-8".to_owned(),
        blog_id: 1,
        site_path: "/".to_owned(),
        is_subdirectory_network: false,
        blog_paths: Some(Vec::new()),
        scripts: [
            "index.php",
            "wp-blog-header.php",
            "wp-trackback.php",
            "wp-signup.php",
        ]
        .map(|name| format!("/srv/wordpress/{name}"))
        .to_vec(),
        activate_scripts: vec!["/srv/wordpress/wp-activate.php".to_owned()],
        policy: json!({ "version": 1, "mode": "restrict" }),
        messages: Messages {
            rest_gate_restricted: "The REST API of this site is not open to the public.".to_owned(),
            rest_gate_blocked_all: "The REST API of this site is switched off.".to_owned(),
            rest_gate_limited: "Too many requests.".to_owned(),
        },
        harmless_query: vec!["utm_source".to_owned()],
        is_extended: false,
        log: Some(LogForm {
            site: "a1".repeat(16),
            url: "http://single.test".to_owned(),
            blog_id: 1,
            hashes_ips: false,
        }),
    }
}

/// The same site, closed to everybody.
pub fn blocked() -> SnapshotForm {
    SnapshotForm {
        policy: json!({ "version": 1, "mode": "block_all" }),
        ..form()
    }
}

pub fn snapshot(form: &SnapshotForm) -> Snapshot {
    Snapshot::read(&Snapshot::write(form), form.written_ms).unwrap()
}

pub fn params(names: &[(&str, &str)]) -> Params {
    let text = |value: &str| Param::Text(value.as_bytes().to_vec());
    names
        .iter()
        .map(|(name, value)| (name.as_bytes().to_vec(), text(value)))
        .collect()
}

/// A request that owns what an [`Arrival`] borrows.
#[derive(Clone)]
pub struct Request {
    pub server: Vec<(Vec<u8>, Vec<u8>)>,
    pub get: Params,
    pub post: Params,
    pub cookies: usize,
    pub files: usize,
    pub sapi_authorization: bool,
    pub script: Vec<u8>,
}

impl Request {
    /// What a scanner sends.
    pub fn new() -> Self {
        let request = Self {
            server: Vec::new(),
            get: Params::default(),
            post: Params::default(),
            cookies: 0,
            files: 0,
            sapi_authorization: false,
            script: b"/srv/wordpress/index.php".to_vec(),
        };
        [
            ("REQUEST_METHOD", "GET"),
            ("REQUEST_URI", "/wp-json/wp/v2/users"),
            ("QUERY_STRING", ""),
            ("SCRIPT_NAME", "/index.php"),
            ("PHP_SELF", "/index.php"),
            ("CONTENT_LENGTH", ""),
            ("CONTENT_TYPE", ""),
            ("SERVER_SOFTWARE", "nginx/1.30.0"),
            ("REMOTE_ADDR", "192.0.2.7"),
            ("REMOTE_USER", ""),
            ("HTTPS", "on"),
            ("HTTP_HOST", "single.test"),
            ("HTTP_USER_AGENT", "scanner/1"),
            ("HTTP_AUTHORIZATION", ""),
            ("HTTP_PROXY", ""),
        ]
        .into_iter()
        .fold(request, |request, (name, value)| request.with(name, value))
    }

    pub fn with(self, name: &str, value: &str) -> Self {
        self.with_bytes(name, value.as_bytes())
    }

    pub fn with_bytes(mut self, name: &str, value: &[u8]) -> Self {
        self.server.retain(|(known, _)| known != name.as_bytes());
        self.server.push((name.as_bytes().to_vec(), value.to_vec()));
        self
    }

    pub fn get(self, names: &[(&str, &str)]) -> Self {
        Self {
            get: params(names),
            ..self
        }
    }

    pub fn post(self, names: &[(&str, &str)]) -> Self {
        Self {
            post: params(names),
            ..self
        }
    }

    pub fn script(self, script: &str) -> Self {
        Self {
            script: script.as_bytes().to_vec(),
            ..self
        }
    }

    pub fn arrival(&self) -> Arrival<'_> {
        Arrival {
            server: self
                .server
                .iter()
                .map(|(name, value)| (name.as_slice(), value.as_slice()))
                .collect(),
            get: &self.get,
            post: &self.post,
            cookies: self.cookies,
            files: self.files,
            sapi_authorization: self.sapi_authorization,
            script: &self.script,
        }
    }

    pub fn judged(&self, form: &SnapshotForm, rules: &Rules<'_>) -> Result<Refusal, Why> {
        self.judged_by(&snapshot(form), rules)
    }

    pub fn judged_by(&self, snapshot: &Snapshot, rules: &Rules<'_>) -> Result<Refusal, Why> {
        match judge(snapshot, &self.arrival(), rules, NOW) {
            Verdict::Refuse(refusal) => Ok(refusal),
            Verdict::Pass(why) => Err(why),
        }
    }
}
