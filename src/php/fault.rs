//! Panics on demand, for the tests that prove a panic harms no worker.

use super::server;
use ext_php_rs::prelude::*;

/// Panics where a request asks for it: `X-Rest-Gate-Fault` names the place.
#[expect(clippy::panic, reason = "that is what it is for")]
pub(super) fn at(place: &str) {
    if server::is_web()
        && server::header("X-Rest-Gate-Fault").is_some_and(|asked| asked == place.as_bytes())
    {
        panic!("on demand, at the {place}");
    }
}

/// Only in builds with the feature `fault`.
#[php_class]
#[php(name = "RestGate\\Fault")]
pub struct Fault;

#[php_impl]
impl Fault {
    /// Panics.
    #[expect(clippy::panic, reason = "that is what it is for")]
    pub fn panic() {
        panic!("on demand");
    }
}
