//! Pseudonyms: what stands in the log for an address when the site hashes addresses.
//!
//! Promise: the same address has the same pseudonym as long as the key is the same. Limits: this is
//! pseudonymous, not anonymous: whoever has the key finds the address by trying all of them.

use crate::request::address;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use std::fmt;

/// HMAC-SHA-256 pads a shorter key with zeros to this length.
const BLOCK: usize = 64;

/// Half of the hash: 2^64 addresses until two share a pseudonym by chance.
const BYTES: usize = 16;

/// What each pseudonym begins with, so that none is taken for an address.
const MARK: char = '~';

/// A site's key. It is kept in the database, never beside the log, and never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Key([u8; 32]);

impl Key {
    /// Takes 32 random bytes.
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Reads 64 hexadecimal digits; nothing for any other text, which no error may quote.
    pub fn parse(text: &str) -> Option<Self> {
        from_hex(text).map(Self)
    }
}

/// Reads as many bytes as asked for, two hexadecimal digits each; nothing for any other text.
pub fn from_hex<const N: usize>(text: &str) -> Option<[u8; N]> {
    if text.len() != 2 * N || !text.is_ascii() {
        return None;
    }
    let mut digits = text.chars().map(|digit| digit.to_digit(16));
    let mut bytes = [0; N];
    for byte in &mut bytes {
        let (high, low) = (digits.next()??, digits.next()??);
        *byte = u8::try_from(high << 4 | low).ok()?;
    }
    Some(bytes)
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key(…)")
    }
}

/// The key in use, and those before it: records keep the pseudonym of their time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keys {
    /// The key that new records get.
    pub current: Key,
    /// Earlier ones, the latest first.
    pub earlier: Vec<Key>,
}

impl Keys {
    /// The pseudonym that new records get.
    pub fn pseudonym(&self, address: &str) -> String {
        pseudonym(&self.current, address)
    }

    /// Every pseudonym that an address may have in the log.
    pub fn pseudonyms(&self, address: &str) -> Vec<String> {
        let keys = std::iter::once(&self.current).chain(&self.earlier);
        keys.map(|key| pseudonym(key, address)).collect()
    }
}

/// `~` and 32 hexadecimal digits, of the one text form of the address. No address has none.
pub fn pseudonym(key: &Key, client: &str) -> String {
    if client.is_empty() {
        return String::new();
    }
    let canonical = address(client.as_bytes()).map(|own| own.to_string());
    let hash = hmac_sha256(&key.0, canonical.as_deref().unwrap_or(client).as_bytes());
    let mut text = String::with_capacity(1 + 2 * BYTES);
    text.push(MARK);
    for byte in hash.iter().take(BYTES) {
        for digit in [byte >> 4, byte & 15] {
            text.extend(char::from_digit(u32::from(digit), 16));
        }
    }
    text
}

/// HMAC-SHA-256 with a key of at most one block.
fn hmac_sha256(key: &[u8], text: &[u8]) -> [u8; 32] {
    let mut block = [0; BLOCK];
    for (to, from) in block.iter_mut().zip(key) {
        *to = *from;
    }
    let mut mac = Hmac::<Sha256>::new(&block.into());
    mac.update(text);
    mac.finalize().into_bytes().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hex(bytes: &[u8]) -> String {
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    #[test]
    fn the_hash_is_that_of_rfc_4231() {
        for (key, text, expected) in [
            (
                &[0x0b; 20][..],
                &b"Hi There"[..],
                "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7",
            ),
            (
                b"Jefe",
                b"what do ya want for nothing?",
                "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
            ),
            (
                &[0xaa; 20],
                &[0xdd; 50],
                "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe",
            ),
        ] {
            assert_eq!(hex(&hmac_sha256(key, text)), expected);
        }
    }

    #[test]
    fn a_pseudonym_is_that_of_the_address_however_it_is_written() {
        let key = Key::parse(&"0f".repeat(32)).unwrap();
        let own = pseudonym(&key, "192.0.2.1");
        assert_eq!(own, "~fadb7af0eb340e66cbf33529390c5154");
        assert_eq!(pseudonym(&key, "::ffff:192.0.2.1"), own);
        assert_eq!(
            pseudonym(&key, "2001:DB8:0::1"),
            pseudonym(&key, "2001:db8::1")
        );
        assert_ne!(pseudonym(&key, "192.0.2.2"), own);
        assert_eq!(pseudonym(&key, ""), "");
    }

    #[test]
    fn earlier_keys_find_earlier_records() {
        let [old, new] = [1, 2].map(|byte| Key::new([byte; 32]));
        let before = pseudonym(&old, "192.0.2.1");
        let keys = Keys {
            current: new.clone(),
            earlier: vec![old],
        };
        assert_eq!(keys.pseudonym("192.0.2.1"), pseudonym(&new, "192.0.2.1"));
        assert_eq!(
            keys.pseudonyms("192.0.2.1"),
            [pseudonym(&new, "192.0.2.1"), before]
        );
    }

    #[test]
    fn a_key_is_64_digits_and_is_never_shown() {
        let text = "0123456789abcdefABCDEF0123456789abcdef0123456789abcdef0123456789";
        let key = Key::parse(text).unwrap();
        assert_eq!(key.0[8..11], [0xab, 0xcd, 0xef]);
        assert_eq!(format!("{key:?}"), "Key(…)");
        for text in [
            "",
            text.trim_start_matches('0'),
            &format!("{text}0"),
            &"0g".repeat(32),
            &"é".repeat(32),
        ] {
            assert_eq!(Key::parse(text), None, "{text}");
        }
    }
}
