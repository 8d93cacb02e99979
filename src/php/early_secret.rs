//! The key for addresses, which refusals before WordPress need as well: kept in memory that workers share,
//! because it must not lie beside the log.

use super::memory;
use super::recorder::now_ms;
use crate::early::Snapshot;

/// Keeps the key of a site. Texts that are no name or no key are nobody's.
pub(super) fn keep(site: &str, key: &str) {
    if let (Some(shared), Some(site), Some(key)) = (memory::shared(), hex(site), hex(key)) {
        shared.secrets().put(site, key, now_ms());
    }
}

/// The key of a site.
pub(super) fn secret(site: &str) -> Option<[u8; 32]> {
    memory::shared()?.secrets().get(hex(site)?)
}

/// Whether refusals of the site can be recorded as its policy asks.
pub(super) fn has_secret(snapshot: &Snapshot) -> bool {
    let log = snapshot.form().log.as_ref();
    log.is_none_or(|log| !log.hashes_ips || secret(&log.site).is_some())
}

/// Hexadecimal digits as bytes.
fn hex<const N: usize>(text: &str) -> Option<[u8; N]> {
    let mut bytes = [0; N];
    if text.len() != 2 * N || !text.is_ascii() {
        return None;
    }
    for (at, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(text.get(2 * at..2 * at + 2)?, 16).ok()?;
    }
    Some(bytes)
}
