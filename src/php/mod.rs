//! The only place that knows PHP.
//!
//! Glue: convert, call, map the error, convert. Whatever a class here decides is decided in
//! `request`, `policy` or `log`.
//!
//! Promises: bytes from the wire never cause a TypeError, so such parameters take any value. A
//! panic becomes a PHP `Error`; every raw entry that the engine calls is wrapped against them. The
//! module changes nothing of a request by itself. It holds the cache of compiled policies, the record of
//! the running request, and the open spools of the sites that a worker served.

mod answer;
mod arrival;
mod bytes;
mod cache;
mod catalog;
mod compile_hook;
mod decision;
mod document;
mod early_class;
mod early_gate;
mod early_refusal;
mod early_secret;
mod ending;
mod exceptions;
#[cfg(feature = "fault")]
mod fault;
mod gate_check;
mod gates;
mod info;
mod ini;
mod lifecycle;
mod log;
mod log_access;
mod log_rows;
mod memory;
mod plan;
mod policy;
mod rate_limit;
mod recorder;
mod recorder_class;
mod recording;
mod request;
mod sapi;
mod server;
mod stats;
mod tarpit;

use crate::policy::DOCUMENT_VERSION;
use ext_php_rs::prelude::*;
use ini::startup;

#[php_module]
#[php(startup = startup)]
fn module(module: ModuleBuilder) -> ModuleBuilder {
    let module = module
        .name("rest_gate")
        .version(crate::VERSION)
        .info_function(info::phpinfo)
        .request_startup_function(lifecycle::request_startup)
        .request_shutdown_function(lifecycle::request_shutdown)
        .constant(("RestGate\\VERSION", crate::VERSION, &[]))
        .constant(("RestGate\\PROTOCOL", crate::PROTOCOL, &[]))
        .constant((
            "RestGate\\DOCUMENT_VERSION",
            DOCUMENT_VERSION.cast_signed(),
            &[],
        ));
    let module = exceptions::register(module);
    let module = module
        .class::<policy::Policy>()
        .class::<decision::Decision>()
        .class::<document::Document>()
        .class::<request::Request>()
        .class::<recorder_class::Recorder>()
        .class::<log::Log>()
        .class::<request::Resolution>()
        .class::<gates::Gates>()
        .class::<gate_check::GateCheck>()
        .class::<catalog::Catalog>()
        .class::<early_class::Early>()
        .class::<tarpit::Tarpit>()
        .class::<rate_limit::RateLimit>()
        .class::<stats::Stats>();
    #[cfg(feature = "fault")]
    let module = module.class::<fault::Fault>();
    module
}
