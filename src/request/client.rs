//! The address of the client, behind the proxies that the site trusts.
//!
//! Promise: a client cannot choose the address that it is known by. A header counts only when
//! `REMOTE_ADDR` is a trusted proxy, and is read from its right end, where that proxy wrote: the first
//! address that is not trusted is the client. What is no address ends the walk, and the hop to
//! its right is the client.

use super::address::{Network, address, address_and_port};
use core::net::IpAddr;

/// The proxies whose word is taken, and the header that they set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proxies {
    /// Addresses of proxies.
    pub trusted: Vec<Network>,
    /// A list of addresses (`X-Forwarded-For`), a single one (`X-Real-IP`), or `Forwarded` of RFC 7239.
    pub header: String,
}

impl Proxies {
    /// The address of the client in its one text form, from `REMOTE_ADDR` and the value of the header.
    ///
    /// Empty when `REMOTE_ADDR` is no address, as behind a Unix socket: such a peer cannot be named
    /// in the list of trusted ones, so its header is not believed either.
    pub fn client(&self, remote_addr: &[u8], header: Option<&[u8]>) -> String {
        let Some(remote) = address(remote_addr.trim_ascii()) else {
            return String::new();
        };
        let mut hop = remote;
        let mut further = header
            .into_iter()
            .flat_map(|value| value.rsplit(|&byte| byte == b','));
        while self.trusts(hop) {
            match further
                .next()
                .and_then(|element| self.hop(element.trim_ascii()))
            {
                Some(address) => hop = address,
                None => break,
            }
        }
        hop.to_string()
    }

    /// Whether the peer may say who the client is, and which id the request has.
    pub fn trusts(&self, address: IpAddr) -> bool {
        self.trusted.iter().any(|network| network.contains(address))
    }

    /// Whether `REMOTE_ADDR` names a trusted proxy.
    pub fn trusts_peer(&self, remote_addr: &[u8]) -> bool {
        address(remote_addr.trim_ascii()).is_some_and(|peer| self.trusts(peer))
    }

    fn hop(&self, element: &[u8]) -> Option<IpAddr> {
        if self.header.eq_ignore_ascii_case("Forwarded") {
            forwarded_for(element).and_then(address_and_port)
        } else {
            address_and_port(element)
        }
    }
}

/// The value of `for` in an element of `Forwarded`.
///
/// Elements are split at every comma, so a quoted text that holds one is in pieces: each piece has
/// a quote too many, and says nothing.
fn forwarded_for(element: &[u8]) -> Option<&[u8]> {
    let mut found = None;
    for pair in element.split(|&byte| byte == b';') {
        let equals = pair.iter().position(|&byte| byte == b'=')?;
        let (name, value) = pair.split_at_checked(equals)?;
        let value = unquoted(value.get(1..)?.trim_ascii())?;
        if name.trim_ascii().eq_ignore_ascii_case(b"for") && found.replace(value).is_some() {
            return None;
        }
    }
    found
}

/// A token, or what stands between two quotes.
fn unquoted(value: &[u8]) -> Option<&[u8]> {
    let inside = match value.strip_prefix(b"\"") {
        Some(rest) => rest.strip_suffix(b"\"")?,
        None => value,
    };
    (!inside.iter().any(|byte| matches!(byte, b'"' | b'\\'))).then_some(inside)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(header: &str, remote_addr: &str, value: Option<&str>) -> String {
        let proxies = Proxies {
            trusted: ["10.0.0.0/8", "2001:db8:ffff::/48"]
                .map(|text| Network::parse(text).unwrap())
                .to_vec(),
            header: header.to_owned(),
        };
        proxies.client(remote_addr.as_bytes(), value.map(str::as_bytes))
    }

    #[test]
    fn the_client_is_the_first_hop_from_the_right_that_is_not_trusted() {
        #[rustfmt::skip]
        let cases = [
            // REMOTE_ADDR, header: client
            ("192.0.2.1", Some("203.0.113.5"), "192.0.2.1"),
            ("192.0.2.1", None, "192.0.2.1"),
            ("10.0.0.1", None, "10.0.0.1"),
            ("10.0.0.1", Some(""), "10.0.0.1"),
            ("10.0.0.1", Some("203.0.113.5"), "203.0.113.5"),
            ("10.0.0.1", Some("6.6.6.6, 203.0.113.5"), "203.0.113.5"),
            ("10.0.0.1", Some("6.6.6.6, 203.0.113.5,10.9.9.9 , 10.0.0.2"), "203.0.113.5"),
            ("10.0.0.1", Some("10.0.0.3, 10.0.0.2"), "10.0.0.3"),
            ("10.0.0.1", Some("6.6.6.6, unknown, 10.0.0.2"), "10.0.0.2"),
            ("10.0.0.1", Some("6.6.6.6, _hidden"), "10.0.0.1"),
            ("10.0.0.1", Some("6.6.6.6, , 10.0.0.2"), "10.0.0.2"),
            ("10.0.0.1", Some("6.6.6.6, \u{ff}"), "10.0.0.1"),
            ("10.0.0.1", Some("203.0.113.5:8080"), "203.0.113.5"),
            ("10.0.0.1", Some("[2001:DB8::0:5]:8080"), "2001:db8::5"),
            ("::ffff:10.0.0.1", Some("::ffff:203.0.113.5"), "203.0.113.5"),
            ("2001:db8:ffff::9", Some("2001:db8::5"), "2001:db8::5"),
            (" 10.0.0.1", Some("203.0.113.5"), "203.0.113.5"),
            ("", Some("203.0.113.5"), ""),
            ("unix:", Some("203.0.113.5"), ""),
            ("10.0.0.1:99", Some("203.0.113.5"), ""),
        ];
        for (remote, value, expected) in cases {
            for header in ["X-Forwarded-For", "CF-Connecting-IP"] {
                assert_eq!(
                    client(header, remote, value),
                    expected,
                    "{remote} {value:?}"
                );
            }
        }
    }

    #[test]
    fn forwarded_is_read_by_its_own_grammar() {
        #[rustfmt::skip]
        let cases = [
            (r#"for="[2001:db8::1]:4711""#, "2001:db8::1"),
            ("for=203.0.113.5;proto=https;by=10.0.0.1", "203.0.113.5"),
            ("For=203.0.113.5, for=10.0.0.2", "203.0.113.5"),
            ("proto=http; FOR=\"203.0.113.5:80\"", "203.0.113.5"),
            ("for=6.6.6.6, for=unknown", "10.0.0.1"),
            ("for=6.6.6.6, for=_gazonk, for=10.0.0.2", "10.0.0.2"),
            ("for=6.6.6.6, by=10.0.0.2", "10.0.0.1"),
            ("for=6.6.6.6;for=203.0.113.5", "10.0.0.1"),
            ("203.0.113.5", "10.0.0.1"),
            // A text of the client's within quotes is no hop.
            ("for=203.0.113.5;host=\"a,for=6.6.6.6\"", "10.0.0.1"),
            ("for=203.0.113.5;host=\"a,for=6.6.6.6;b=\"", "10.0.0.1"),
            ("for=203.0.113.5;host=\"a,for=6.6.6.6;b=\\\"c\"", "10.0.0.1"),
        ];
        for (value, expected) in cases {
            assert_eq!(
                client("forwarded", "10.0.0.1", Some(value)),
                expected,
                "{value}"
            );
        }
    }

    #[test]
    fn who_is_trusted_is_told() {
        let proxies = Proxies {
            trusted: vec![Network::parse("10.0.0.0/8").unwrap()],
            header: String::new(),
        };
        for (peer, trusted) in [("10.1.1.1", true), ("192.0.2.1", false), ("", false)] {
            assert_eq!(proxies.trusts_peer(peer.as_bytes()), trusted, "{peer}");
        }
    }
}
