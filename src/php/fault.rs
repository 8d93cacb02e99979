//! Panics on demand, for the tests that prove a panic harms no worker.

use ext_php_rs::prelude::*;

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
