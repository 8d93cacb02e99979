//! `RestGate\Request` and `RestGate\Resolution`.

use super::{bytes, exceptions};
use crate::request::{self, Server, Site, SiteError};
use ext_php_rs::binary::Binary;
use ext_php_rs::flags::ClassFlags;
use ext_php_rs::prelude::*;
use ext_php_rs::types::{ZendHashTable, Zval};

/// What a request asks for.
#[php_class]
#[php(name = "RestGate\\Request", flags = ClassFlags::Final)]
pub struct Request;

#[php_impl]
#[php(change_method_case = "camelCase")]
impl Request {
    /// The route and method that WordPress 7.1.1 runs for a request.
    ///
    /// `site` holds `home`, `permalink_structure` and `rest_prefix`; `server`, `get` and `post` are
    /// `$_SERVER`, `$_GET` and `$_POST` as PHP made them, before WordPress adds slashes.
    ///
    /// Throws `ArgumentException` for a REST prefix that holds regular-expression syntax.
    pub fn resolve(
        site: &ZendHashTable,
        server: &ZendHashTable,
        get: &Zval,
        post: &Zval,
    ) -> PhpResult<Resolution> {
        let site = site_of(site).map_err(|error| exceptions::argument(error.to_string()))?;
        let server = server_of(server);
        let resolution =
            request::resolve(&site, &server, &bytes::params(get), &bytes::params(post));
        Ok(Resolution(resolution))
    }

    /// Whether a request is a true CORS preflight: OPTIONS on the wire and after the override, with
    /// `Origin` and `Access-Control-Request-Method`.
    pub fn is_preflight(
        wire_method: &Zval,
        method: &Zval,
        origin: &Zval,
        requested_method: &Zval,
    ) -> bool {
        request::is_preflight(
            &bytes::of(wire_method),
            &bytes::of(method),
            &bytes::of(origin),
            &bytes::of(requested_method),
        )
    }
}

/// How requests resolve to the routes of a site, from `home`, `permalink_structure` and `rest_prefix`.
pub(super) fn site_of(site: &ZendHashTable) -> Result<Site, SiteError> {
    let text = |name| bytes::field(site, name).unwrap_or_default();
    Site::new(
        &text("home"),
        &text("permalink_structure"),
        &text("rest_prefix"),
    )
}

/// The values of `$_SERVER` that take part.
pub(super) fn server_of(server: &ZendHashTable) -> Server {
    let value = |name| bytes::field(server, name).unwrap_or_default().into_owned();
    Server {
        request_method: value("REQUEST_METHOD"),
        request_uri: value("REQUEST_URI"),
        path_info: value("PATH_INFO"),
        php_self: value("PHP_SELF"),
        script: value("SCRIPT_FILENAME"),
        method_override: bytes::field(server, "HTTP_X_HTTP_METHOD_OVERRIDE")
            .map(|text| text.into_owned()),
    }
}

/// What WordPress makes of a request.
#[php_class]
#[php(name = "RestGate\\Resolution", flags = ClassFlags::Final)]
pub struct Resolution(request::Resolution);

#[php_impl]
#[php(change_method_case = "camelCase")]
impl Resolution {
    /// `rest`, `invalid_jsonp` (the REST server answers 400 before authentication), `not_rest` or
    /// `dies`.
    pub fn kind(&self) -> &'static str {
        match self.0 {
            request::Resolution::Rest { .. } => "rest",
            request::Resolution::InvalidJsonp { .. } => "invalid_jsonp",
            request::Resolution::NotRest(_) => "not_rest",
            request::Resolution::Dies(_) => "dies",
        }
    }

    /// The route; null when REST is not served.
    pub fn route(&self) -> Option<Binary<u8>> {
        match &self.0 {
            request::Resolution::Rest { route, .. }
            | request::Resolution::InvalidJsonp { route } => Some(route.clone().into()),
            _ => None,
        }
    }

    /// The effective method; null when none is run.
    pub fn method(&self) -> Option<Binary<u8>> {
        match &self.0 {
            request::Resolution::Rest { method, .. } => Some(method.clone().into()),
            _ => None,
        }
    }

    /// Why REST is not served; empty when it is.
    pub fn why(&self) -> String {
        match &self.0 {
            request::Resolution::NotRest(why) => (*why).to_owned(),
            request::Resolution::Dies(status) => format!("WordPress ends with status {status}"),
            request::Resolution::InvalidJsonp { .. } => {
                "the JSONP callback is not a name".to_owned()
            }
            request::Resolution::Rest { .. } => String::new(),
        }
    }
}
