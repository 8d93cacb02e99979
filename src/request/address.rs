//! Addresses of clients and networks, and their one text form.
//!
//! An IPv4 address that is written as IPv6 (`::ffff:192.0.2.1`) is the IPv4 address, everywhere.

// The part of `std::net` that can open no connection.
use core::net::IpAddr;
use ipnet::IpNet;
use std::fmt;

/// A network, `10.0.0.0/8`, or a single address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network(IpNet);

/// A text that is no network.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AddressError {
    text: String,
    why: String,
}

impl AddressError {
    /// The reason alone.
    pub fn why(&self) -> &str {
        &self.why
    }
}

impl fmt::Display for AddressError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`: {}", self.text.escape_debug(), self.why)
    }
}

impl std::error::Error for AddressError {}

impl Network {
    /// Reads an address or a network.
    ///
    /// A network that is larger than all IPv4 addresses written as IPv6, such as `::/0`, holds IPv6
    /// addresses only.
    ///
    /// # Errors
    ///
    /// [`AddressError`] for any other text, and for a network with bits set behind its length.
    pub fn parse(text: &str) -> Result<Self, AddressError> {
        let refuse = |why: String| AddressError {
            text: text.to_owned(),
            why,
        };
        if let Ok(address) = text.parse::<IpAddr>() {
            return Ok(Self(IpNet::from(address.to_canonical())));
        }
        let network = text.parse::<IpNet>().map_err(|_| {
            refuse(
                "not an IPv4 or IPv6 address or network, as in `192.0.2.7`, `10.0.0.0/8`"
                    .to_owned(),
            )
        })?;
        if network.trunc() != network {
            let right = network.trunc();
            return Err(refuse(format!(
                "has bits set behind its length; did you mean `{right}`?"
            )));
        }
        Ok(Self(unmapped(network)))
    }

    /// Whether the address lies in it.
    pub fn contains(&self, address: IpAddr) -> bool {
        self.0.contains(&address.to_canonical())
    }
}

impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.prefix_len() == self.0.max_prefix_len() {
            write!(f, "{}", self.0.addr())
        } else {
            write!(f, "{}", self.0)
        }
    }
}

/// A network of IPv4 addresses written as IPv6, as IPv4.
fn unmapped(network: IpNet) -> IpNet {
    let length = network.prefix_len().checked_sub(96);
    match (network.addr().to_canonical(), length) {
        (address @ IpAddr::V4(_), Some(length)) if network.addr().is_ipv6() => {
            IpNet::new(address, length).unwrap_or(network)
        }
        _ => network,
    }
}

/// Reads an address without port or brackets.
pub fn address(text: &[u8]) -> Option<IpAddr> {
    let address: IpAddr = std::str::from_utf8(text).ok()?.parse().ok()?;
    Some(address.to_canonical())
}

/// Reads an address with or without port: `192.0.2.1:80`, `[2001:db8::1]:80`, `[2001:db8::1]`.
pub(super) fn address_and_port(text: &[u8]) -> Option<IpAddr> {
    if let Some(plain) = address(text) {
        return Some(plain);
    }
    if let Some(rest) = text.strip_prefix(b"[") {
        let end = rest.iter().position(|&byte| byte == b']')?;
        let (inside, after) = rest.split_at_checked(end)?;
        let inside = address(inside).filter(|_| inside.contains(&b':'))?;
        return match after.strip_prefix(b"]")? {
            b"" => Some(inside),
            port => is_port(port.strip_prefix(b":")?).then_some(inside),
        };
    }
    let colon = text.iter().position(|&byte| byte == b':')?;
    let (before, port) = text.split_at_checked(colon)?;
    is_port(port.strip_prefix(b":")?).then(|| address(before))?
}

fn is_port(text: &[u8]) -> bool {
    (1..=5).contains(&text.len())
        && text.iter().all(u8::is_ascii_digit)
        && std::str::from_utf8(text).is_ok_and(|text| text.parse::<u16>().is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_holds_its_addresses_however_they_are_written() {
        #[rustfmt::skip]
        let cases = [
            ("10.0.0.0/8", "10.255.0.1", true),
            ("10.0.0.0/8", "11.0.0.1", false),
            ("10.0.0.0/8", "::ffff:10.1.2.3", true),
            ("::ffff:10.0.0.0/104", "10.1.2.3", true),
            ("::ffff:10.0.0.0/104", "11.1.2.3", false),
            ("::ffff:192.0.2.1", "192.0.2.1", true),
            ("192.0.2.1", "::ffff:192.0.2.1", true),
            ("192.0.2.1", "192.0.2.2", false),
            ("0.0.0.0/0", "203.0.113.9", true),
            ("0.0.0.0/0", "2001:db8::1", false),
            ("::/0", "2001:db8::1", true),
            ("::/0", "192.0.2.1", false),
            ("2001:db8::/32", "2001:DB8:1::", true),
            ("2001:db8::/32", "2001:db9::", false),
        ];
        for (network, own, inside) in cases {
            let parsed = Network::parse(network).unwrap();
            let own = address(own.as_bytes()).unwrap();
            assert_eq!(parsed.contains(own), inside, "{own} in {network}");
        }
    }

    #[test]
    fn a_network_has_one_text() {
        for (text, canonical) in [
            ("192.0.2.7", "192.0.2.7"),
            ("192.0.2.7/32", "192.0.2.7"),
            ("::ffff:10.0.0.0/104", "10.0.0.0/8"),
            ("2001:DB8:0::/32", "2001:db8::/32"),
        ] {
            assert_eq!(Network::parse(text).unwrap().to_string(), canonical);
        }
    }

    #[test]
    fn other_texts_are_refused_with_what_is_allowed() {
        let allowed = "not an IPv4 or IPv6 address or network, as in `192.0.2.7`, `10.0.0.0/8`";
        for text in [
            "",
            " ",
            "10",
            "10.0.0",
            "10.0.0.0/33",
            "::/129",
            "10.0.0.0/",
            "10.0.0.0/8 ",
            "010.0.0.1",
            "example.com",
            "10.0.0.0-10.0.0.9",
            "[::1]",
            "1.2.3.4:80",
        ] {
            assert_eq!(Network::parse(text).unwrap_err().why(), allowed, "{text}");
        }
        for (text, right) in [
            ("10.0.0.1/8", "10.0.0.0/8"),
            ("2001:db8::1/32", "2001:db8::/32"),
        ] {
            assert_eq!(
                Network::parse(text).unwrap_err().to_string(),
                format!("`{text}`: has bits set behind its length; did you mean `{right}`?")
            );
        }
    }

    #[test]
    fn a_port_is_left_out() {
        for (text, own) in [
            ("1.2.3.4", Some("1.2.3.4")),
            ("1.2.3.4:55", Some("1.2.3.4")),
            ("::1", Some("::1")),
            ("[::1]", Some("::1")),
            ("[::1]:55", Some("::1")),
            ("[::ffff:1.2.3.4]:55", Some("1.2.3.4")),
            ("1.2.3.4:", None),
            ("1.2.3.4:65536", None),
            ("1.2.3.4:+5", None),
            ("[1.2.3.4]", None),
            ("[::1]55", None),
            ("[::1", None),
            ("unknown", None),
            ("", None),
        ] {
            let read = address_and_port(text.as_bytes()).map(|own| own.to_string());
            assert_eq!(read.as_deref(), own, "{text}");
        }
    }
}
