//! What arrived, and what of it tells who asks.

use super::harmless::is_harmless_header;
use super::why::Why;
use crate::request::{Params, Server, is_preflight};

/// A request as PHP got it. Names and values are those of PHP's own tables.
#[derive(Debug, Clone)]
pub struct Arrival<'a> {
    /// `$_SERVER`: names and values.
    pub server: Vec<(&'a [u8], &'a [u8])>,
    /// `$_GET`.
    pub get: &'a Params,
    /// `$_POST`.
    pub post: &'a Params,
    /// How many cookies there are.
    pub cookies: usize,
    /// How many files there are.
    pub files: usize,
    /// Whether the server knows of an `Authorization` that `$_SERVER` does not tell of.
    pub sapi_authorization: bool,
    /// The path of the script that PHP opened.
    pub script: &'a [u8],
}

/// What an answer depends on besides the decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asker {
    /// The method on the wire.
    pub wire_method: Vec<u8>,
    /// The `Origin`, where one was sent.
    pub origin: Option<Vec<u8>>,
    /// Whether the answer has no body.
    pub is_head: bool,
}

impl Asker {
    /// Who asks by a method on the wire, which comes to a method, with an `Origin`, empty where none was sent;
    /// `None` where it is not certain how WordPress would echo that.
    pub fn of(wire_method: &[u8], method: &[u8], origin: &[u8]) -> Option<Self> {
        let sent = sent_origin(origin);
        if !sent.is_none_or(is_plain_origin) {
            return None;
        }
        Some(Self {
            wire_method: wire_method.to_vec(),
            origin: sent.map(<[u8]>::to_vec),
            is_head: is_head(wire_method, method),
        })
    }
}

fn is_head(wire_method: &[u8], method: &[u8]) -> bool {
    method == b"HEAD" || wire_method == b"HEAD"
}

/// An `Origin` in PHP's sense of a text that is not empty.
fn sent_origin(origin: &[u8]) -> Option<&[u8]> {
    Some(origin).filter(|origin| !matches!(*origin, b"" | b"0"))
}

/// The server values that say who the client is.
const CLAIMS: [&[u8]; 10] = [
    b"AUTH_PASSWORD",
    b"AUTH_TYPE",
    b"AUTH_USER",
    b"CERT_SUBJECT",
    b"GSS_NAME",
    b"LOGON_USER",
    b"REMOTE_IDENT",
    b"REMOTE_USER",
    b"SSL_CLIENT_CERT",
    b"UNMAPPED_REMOTE_USER",
];

/// How the names of further such values begin: certificates and the modules that sign people in.
const CLAIMS_BEGIN: [&[u8]; 5] = [
    b"SSL_CLIENT_",
    b"TLS_CLIENT_",
    b"OIDC_",
    b"MELLON_",
    b"SHIB",
];

/// What the server values say, in one pass over them.
#[derive(Debug, Default)]
pub(super) struct Seen<'a> {
    pub(super) uri: &'a [u8],
    pub(super) path_info: &'a [u8],
    requested_method: &'a [u8],
    pub(super) wire_method: &'a [u8],
    method_override: Option<&'a [u8]>,
    php_self: &'a [u8],
    origin: &'a [u8],
    /// The first value that says who asks.
    pub(super) claim: Option<Why>,
    /// Whether a header is not known to be harmless.
    pub(super) has_unknown_header: bool,
    pub(super) has_body: bool,
    /// Whether WordPress repairs the values before it reads them (`wp_fix_server_vars()`).
    pub(super) is_repaired: bool,
}

impl<'a> Seen<'a> {
    pub(super) fn of(arrival: &Arrival<'a>, extra: &[Vec<u8>]) -> Self {
        let mut seen = Self::default();
        for &(name, value) in &arrival.server {
            seen.take(name, value, extra);
        }
        seen.is_repaired |= seen.uri.is_empty() || seen.uri == b"0";
        seen.is_repaired |= seen.php_self.is_empty() || seen.php_self == b"0";
        seen
    }

    fn take(&mut self, name: &'a [u8], value: &'a [u8], extra: &[Vec<u8>]) {
        match name {
            b"REQUEST_METHOD" => self.wire_method = value,
            b"REQUEST_URI" => self.uri = value,
            b"PATH_INFO" => self.path_info = value,
            b"PHP_SELF" => self.php_self = value,
            b"HTTP_ORIGIN" => self.origin = value,
            b"HTTP_X_HTTP_METHOD_OVERRIDE" => self.method_override = Some(value),
            b"HTTP_ACCESS_CONTROL_REQUEST_METHOD" => self.requested_method = value,
            b"CONTENT_LENGTH" | b"HTTP_CONTENT_LENGTH" => {
                self.has_body |= !matches!(value, b"" | b"0");
            }
            b"HTTP_TRANSFER_ENCODING" => self.has_body |= !value.is_empty(),
            b"SERVER_SOFTWARE" => self.is_repaired |= value.starts_with(b"Microsoft-IIS/"),
            b"SCRIPT_NAME" => {
                self.is_repaired |= value.windows(7).any(|window| window == b"php.cgi");
            }
            _ => {}
        }
        // Apache names the values of the request before an inner redirect so, once for each.
        let mut name = name;
        while let Some(rest) = name.strip_prefix(b"REDIRECT_") {
            name = rest;
        }
        // Whatever the value: WordPress asks whether there is a nonce at all.
        if name == b"HTTP_X_WP_NONCE" {
            self.claim.get_or_insert(Why::Nonce);
        } else if !value.is_empty() {
            self.weigh(name, value, extra);
        }
    }

    /// A value that is not empty. Servers set empty ones to say that nothing came.
    fn weigh(&mut self, name: &[u8], value: &[u8], extra: &[Vec<u8>]) {
        let claim = match name {
            b"HTTP_AUTHORIZATION" | b"PHP_AUTH_USER" | b"PHP_AUTH_PW" | b"PHP_AUTH_DIGEST" => {
                Some(Why::Authorization)
            }
            b"HTTP_COOKIE" => Some(Why::Cookie),
            // The server's word for it that no certificate came.
            b"SSL_CLIENT_VERIFY" if value == b"NONE" => None,
            _ if CLAIMS.contains(&name) || begins_with_claim(name) => Some(Why::ServerCredential),
            _ => None,
        };
        if let Some(claim) = claim {
            self.claim.get_or_insert(claim);
        } else if name.starts_with(b"HTTP_")
            && !is_harmless_header(name)
            && !extra.iter().any(|known| known == name)
        {
            self.has_unknown_header = true;
        }
    }

    /// What `request::resolve` needs to know.
    pub(super) fn server(&self, script: &[u8]) -> Server {
        Server {
            request_method: self.wire_method.to_vec(),
            request_uri: self.uri.to_vec(),
            path_info: self.path_info.to_vec(),
            php_self: self.php_self.to_vec(),
            script: script.to_vec(),
            method_override: self.method_override.map(<[u8]>::to_vec),
        }
    }

    /// The method without what `$_GET` says of it.
    pub(super) fn sent_method(&self) -> &'a [u8] {
        self.method_override.unwrap_or(self.wire_method)
    }

    /// Whether it is a true CORS preflight, with this effective method.
    pub(super) fn is_preflight(&self, method: &[u8]) -> bool {
        is_preflight(self.wire_method, method, self.origin, self.requested_method)
    }

    /// The `Origin`, where one was sent.
    pub(super) fn origin(&self) -> Option<&'a [u8]> {
        sent_origin(self.origin)
    }

    /// Who is answered. An `Origin` whose echo is not certain is left out.
    pub(super) fn asker(&self, method: &[u8]) -> Asker {
        let certain = Asker::of(self.wire_method, method, self.origin);
        certain.unwrap_or_else(|| Asker {
            origin: None,
            wire_method: self.wire_method.to_vec(),
            is_head: is_head(self.wire_method, method),
        })
    }
}

fn begins_with_claim(name: &[u8]) -> bool {
    // Few names get further than this, and every request has dozens.
    let Some(b'S' | b's' | b'T' | b't' | b'O' | b'o' | b'M' | b'm') = name.first() else {
        return false;
    };
    CLAIMS_BEGIN.iter().any(|claim| {
        name.get(..claim.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(claim))
    })
}

/// Whether `sanitize_url()` gives back the text as it is: `null`, or a scheme of the web, a host and
/// perhaps a port.
pub(super) fn is_plain_origin(origin: &[u8]) -> bool {
    if origin == b"null" {
        return true;
    }
    let after = origin
        .strip_prefix(b"https://")
        .or_else(|| origin.strip_prefix(b"http://"));
    let Some(after) = after else {
        return false;
    };
    let mut parts = after.splitn(2, |&byte| byte == b':');
    let is_host = |host: &[u8]| {
        !host.is_empty()
            && host
                .iter()
                .all(|byte| byte.is_ascii_alphanumeric() || b"-._".contains(byte))
    };
    let is_port =
        |port: &[u8]| (1..=5).contains(&port.len()) && port.iter().all(u8::is_ascii_digit);
    parts.next().is_some_and(is_host) && parts.next().is_none_or(is_port)
}
