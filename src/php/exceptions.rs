//! What PHP code can catch, by what it can do about it.
#![allow(
    unsafe_code,
    reason = "how the engine makes an object is a field of its class, behind raw pointers"
)]

use crate::policy::{Kind, PolicyError};
use ext_php_rs::builders::ClassBuilder;
use ext_php_rs::class::RegisteredClass;
use ext_php_rs::ffi::{ext_php_rs_compiler_globals, zend_hash_str_find_ptr_lc};
use ext_php_rs::prelude::*;
use ext_php_rs::zend::{ClassEntry, ce};

/// Everything that this extension throws on purpose.
#[php_class]
#[php(name = "RestGate\\Exception", extends(ce = ce::exception, stub = "Exception"))]
#[derive(Default)]
pub struct Exception;

/// A document or a change to one is wrong: correct the text. The message names the place as a JSON
/// pointer, the offending text and why.
#[php_class]
#[php(name = "RestGate\\DocumentException", extends(Exception))]
#[derive(Default)]
pub struct DocumentException;

/// A document is right, but this version does not do what it asks for: leave that part out or
/// update the extension.
#[php_class]
#[php(name = "RestGate\\UnsupportedException", extends(DocumentException))]
#[derive(Default)]
pub struct UnsupportedException;

/// A method was called with something it does not take: correct the call.
#[php_class]
#[php(name = "RestGate\\ArgumentException", extends(Exception))]
#[derive(Default)]
pub struct ArgumentException;

/// The log of a site cannot be read or written: the message names the place and says what to do.
#[php_class]
#[php(name = "RestGate\\LogException", extends(Exception))]
#[derive(Default)]
pub struct LogException;

/// Parents first: a subclass finds its parent among the registered classes.
pub(super) fn register(module: ModuleBuilder) -> ModuleBuilder {
    module
        .class::<Exception>()
        .class::<DocumentException>()
        .class::<UnsupportedException>()
        .class::<ArgumentException>()
        .class::<LogException>()
}

/// The modifier of the class that is registered next.
///
/// Has the engine make these exceptions as it makes its own: with file, line and trace, which the
/// objects of ext-php-rs lack.
pub(super) fn after_exceptions(next: ClassBuilder) -> ClassBuilder {
    made_by_engine::<Exception>();
    made_by_engine::<DocumentException>();
    made_by_engine::<UnsupportedException>();
    made_by_engine::<ArgumentException>();
    made_by_engine::<LogException>();
    next
}

fn made_by_engine<T: RegisteredClass>() {
    // Outside PHP, where the stubs are made, no class is registered.
    if !T::get_metadata().has_ce() {
        return;
    }
    let name = T::CLASS_NAME;
    // SAFETY: this runs while the module starts, in one thread, with the class table in place. The
    // table maps the name of a registered class to its entry, and `create_object` is the live field
    // of that union for every class.
    unsafe {
        let classes = (*ext_php_rs_compiler_globals()).class_table;
        let class = zend_hash_str_find_ptr_lc(classes, name.as_ptr().cast(), name.len());
        if let Some(class) = class.cast::<ClassEntry>().as_mut() {
            class.__bindgen_anon_2.create_object = ce::exception().__bindgen_anon_2.create_object;
        }
    }
}

impl From<PolicyError> for PhpException {
    fn from(error: PolicyError) -> Self {
        let message = error.to_string();
        match error.kind() {
            Kind::Document => PhpException::from_class::<DocumentException>(message),
            Kind::Unsupported => PhpException::from_class::<UnsupportedException>(message),
        }
    }
}

/// A wrong argument, in the words of the caller.
pub(super) fn argument(message: String) -> PhpException {
    PhpException::from_class::<ArgumentException>(message)
}

/// The log of a site cannot be used, in words that say what to do.
pub(super) fn log(message: impl ToString) -> PhpException {
    PhpException::from_class::<LogException>(message.to_string())
}
