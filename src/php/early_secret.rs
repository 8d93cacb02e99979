//! The key for addresses, which refusals before WordPress need as well: kept in memory that workers share,
//! because it must not lie beside the log.

use super::memory;
use super::recorder::now_ms;
use crate::early::Snapshot;
use crate::log::from_hex;

/// Keeps the key of a site. Texts that are no name or no key are nobody's.
pub(super) fn keep(site: &str, key: &str) {
    if let (Some(shared), Some(site), Some(key)) = (memory::shared(), from_hex(site), from_hex(key))
    {
        shared.secrets().put(site, key, now_ms());
    }
}

/// The key of a site.
pub(super) fn secret(site: &str) -> Option<[u8; 32]> {
    memory::shared()?.secrets().get(from_hex(site)?)
}

/// Whether refusals of the site can be recorded as its policy asks.
pub(super) fn has_secret(snapshot: &Snapshot) -> bool {
    let log = snapshot.form().log.as_ref();
    log.is_none_or(|log| !log.hashes_ips || secret(&log.site).is_some())
}
