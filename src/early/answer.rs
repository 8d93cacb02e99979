//! What a refused client gets: the bytes that WordPress with the plugin would send.
//!
//! Promise: status, headers in their order and body are those of a refusal by WordPress 7.1.1, so that
//! nobody can tell from the answer who refused.

use super::arrival::Asker;
use super::json::push_text;
use super::judge::Refusal;
use super::snapshot::Snapshot;
use std::borrow::Cow;

/// `wp_get_nocache_headers()`.
const NO_CACHE: [(&str, &str); 2] = [
    ("Expires", "Wed, 11 Jan 1984 05:00:00 GMT"),
    (
        "Cache-Control",
        "no-cache, must-revalidate, max-age=0, no-store, private",
    ),
];

/// `rest_send_cors_headers()`, besides the echoed origin.
const CORS: [(&str, &str); 2] = [
    (
        "Access-Control-Allow-Methods",
        "OPTIONS, GET, POST, PUT, PATCH, DELETE",
    ),
    ("Access-Control-Allow-Credentials", "true"),
];

/// So many headers there are at most.
const MOST_HEADERS: usize = 16;

/// What is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The headers in their order, without those that PHP or the server adds.
    pub headers: Vec<(&'static str, Cow<'static, str>)>,
    /// The body; empty where none is sent.
    pub body: Vec<u8>,
}

/// A limit that a client has used up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    /// How many requests it allows.
    pub quota: u64,
    /// In how many seconds.
    pub window: u64,
    /// After how many seconds another request is taken.
    pub retry_after: u64,
}

impl Limit {
    /// The headers of draft-ietf-httpapi-ratelimit-headers-10 that tell of it, and when to come back.
    pub fn headers(self) -> [(&'static str, String); 3] {
        let Limit {
            quota,
            window,
            retry_after,
        } = self;
        [
            ("Retry-After", retry_after.to_string()),
            (
                "RateLimit-Policy",
                format!("\"strangers\";q={quota};w={window}"),
            ),
            ("RateLimit", format!("\"strangers\";r=0;t={retry_after}")),
        ]
    }
}

/// The answer to a refused client.
pub fn refused(snapshot: &Snapshot, refusal: &Refusal, request_id: &str) -> Answer {
    let messages = &snapshot.form().messages;
    let message = match refusal.code {
        "rest_gate_blocked_all" => &messages.rest_gate_blocked_all,
        _ => &messages.rest_gate_restricted,
    };
    let error = Error {
        status: refusal.status,
        code: refusal.code,
        message,
        headers: Vec::new(),
    };
    error.answer(snapshot, &refusal.asker, request_id)
}

/// The answer to a client that has used up its limit: status 429, with [`Limit::headers`].
pub fn limited(snapshot: &Snapshot, asker: &Asker, limit: Limit, request_id: &str) -> Answer {
    let error = Error {
        status: 429,
        code: "rest_gate_limited",
        message: &snapshot.form().messages.rest_gate_limited,
        headers: limit
            .headers()
            .into_iter()
            .map(|(name, value)| (name, value.into()))
            .collect(),
    };
    error.answer(snapshot, asker, request_id)
}

/// What WordPress would make a response of.
struct Error<'a> {
    status: u16,
    code: &'a str,
    message: &'a str,
    headers: Vec<(&'static str, Cow<'static, str>)>,
}

impl Error<'_> {
    fn answer(self, snapshot: &Snapshot, asker: &Asker, request_id: &str) -> Answer {
        let form = snapshot.form();
        let text = |text: &'static str| Cow::Borrowed(text);
        let own = |text: String| Cow::Owned(text);
        let mut headers = Vec::with_capacity(MOST_HEADERS);
        let kind = ["application/json; charset=", &form.charset].concat();
        headers.push(("Content-Type", own(kind)));
        headers.push(("X-Robots-Tag", text("noindex")));
        if !form.rest_url.is_empty() {
            let link = ["<", &form.rest_url, ">; rel=\"https://api.w.org/\""].concat();
            headers.push(("Link", own(link)));
        }
        headers.push(("X-Content-Type-Options", text("nosniff")));
        if form.log.is_some() {
            headers.push(("X-Request-Id", own(request_id.to_owned())));
        }
        headers.push((
            "Access-Control-Expose-Headers",
            text("X-WP-Total, X-WP-TotalPages, Link"),
        ));
        headers.push((
            "Access-Control-Allow-Headers",
            text("Authorization, X-WP-Nonce, Content-Disposition, Content-MD5, Content-Type"),
        ));
        let body = if asker.is_head {
            Vec::new()
        } else {
            self.body(request_id)
        };
        headers.extend(self.headers);
        headers.extend(NO_CACHE.map(|(name, value)| (name, text(value))));
        if let Some(origin) = &asker.origin {
            headers.push((
                "Access-Control-Allow-Origin",
                own(String::from_utf8_lossy(origin).into_owned()),
            ));
            headers.extend(CORS.map(|(name, value)| (name, text(value))));
        }
        if asker.origin.is_some() || asker.wire_method == b"GET" {
            headers.push(("Vary", text("Origin")));
        }
        Answer {
            status: self.status,
            headers,
            body,
        }
    }

    fn body(&self, request_id: &str) -> Vec<u8> {
        let mut body = Vec::with_capacity(self.message.len() + 160);
        body.extend_from_slice(b"{\"code\":");
        push_text(&mut body, self.code);
        body.extend_from_slice(b",\"message\":");
        push_text(&mut body, self.message);
        body.extend_from_slice(format!(",\"data\":{{\"status\":{}", self.status).as_bytes());
        body.extend_from_slice(b",\"request_id\":");
        push_text(&mut body, request_id);
        body.extend_from_slice(b"}}");
        body
    }
}
