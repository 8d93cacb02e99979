//! What PHP code can catch, by what it can do about it.

use crate::policy::{Kind, PolicyError};
use ext_php_rs::prelude::*;
use ext_php_rs::zend::ce;

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

/// Parents first: a subclass finds its parent among the registered classes.
pub(super) fn register(module: ModuleBuilder) -> ModuleBuilder {
    module
        .class::<Exception>()
        .class::<DocumentException>()
        .class::<UnsupportedException>()
        .class::<ArgumentException>()
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
