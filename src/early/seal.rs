//! The sum at the end of a snapshot: `…,"sum":"<64 hexadecimal digits>"}`, SHA-256 of what stands before it.
//!
//! Promise: a document in which a byte is another, or whose halves come from two documents, is none, also
//! where it still reads well. It keeps accidents out, not an enemy: who may write the file may write the sum.

use sha2::{Digest, Sha256};

const NAME: &[u8] = b",\"sum\":\"";
const DIGITS: usize = 64;
const END: &[u8] = b"\"}";

/// An object of JSON with its sum as the last key.
pub fn sealed(document: &[u8]) -> Vec<u8> {
    let body = document.strip_suffix(b"}").unwrap_or(document);
    [body, NAME, sum(body).as_bytes(), END].concat()
}

/// The object without its sum; none where the sum is another.
pub(super) fn unsealed(bytes: &[u8]) -> Option<Vec<u8>> {
    let seal = NAME.len() + DIGITS + END.len();
    let (body, tail) = bytes.split_at(bytes.len().checked_sub(seal)?);
    let digits = tail.strip_prefix(NAME)?.strip_suffix(END)?;
    (digits == sum(body).as_bytes()).then(|| [body, b"}"].concat())
}

fn sum(body: &[u8]) -> String {
    let digits = Sha256::digest(body);
    digits.iter().map(|byte| format!("{byte:02x}")).collect()
}
