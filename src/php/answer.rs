//! Sends an answer in place of WordPress's.

use crate::early::Answer;
use ext_php_rs::zend::{add_header, output_write, set_header, set_response_code, try_catch};
use std::panic::AssertUnwindSafe;

/// The header of which a server may have one of its own, and which names what the answer depends on.
const ADDED: &str = "Vary";

/// Sends it. A client who went away meanwhile ends nothing but this.
pub(super) fn send(answer: &Answer) {
    let lines: Vec<_> = answer
        .headers
        .iter()
        .map(|(name, value)| (*name, [name, ": ", value].concat()))
        .collect();
    // The engine leaves by a jump when the client is gone, over everything that is alive in between.
    let _ = try_catch(AssertUnwindSafe(|| {
        let _ = set_response_code(answer.status);
        for (name, line) in &lines {
            let _ = if *name == ADDED {
                add_header(line)
            } else {
                set_header(line)
            };
        }
        if !answer.body.is_empty() {
            let _ = output_write(&answer.body);
        }
    }));
}
