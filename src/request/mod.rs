//! What is asked: the REST route and method that WordPress will run for a request.
//!
//! Promise: [`resolve`] gives, from the values that PHP was given, exactly what
//! WordPress 7.1.1 derives from them, byte for byte. Text from the wire is bytes, of any length
//! and in any encoding; nothing here panics on it, and nothing is decoded that WordPress does not
//! decode.
//!
//! Limits: what depends on the database or the login is not modelled: which wp-admin screen shows
//! (`edit.php` and `upload.php` may end before they ask for a route), and whether a path that no REST
//! rule matches is matched by another one, which decides about an `error` that differs in `$_GET` and
//! `$_POST`. WordPress then serves less than is said here, never more. A REST prefix that holds regular-expression syntax other than `.` is not modelled and
//! is refused by [`Site::new`].

mod address;
mod client;
mod input;
mod method;
mod permalink;
mod php_text;
mod prefix;
mod preflight;
mod query_vars;
mod resolve;
mod route;

pub use address::{AddressError, Network, address};
pub use client::Proxies;
pub use input::{Param, Params, Server, Site, SiteError};
pub use method::Verb;
pub use prefix::{Prefix, PrefixError};
pub use preflight::is_preflight;
pub use resolve::{Resolution, named_route, resolve};
pub use route::Route;
