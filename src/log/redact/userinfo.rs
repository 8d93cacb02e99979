//! Logins and passwords before a host: `https://user:pass@host`, `user:pass@host`.

use super::REDACTED;

/// What stands before a colon and an address that is no login.
const NO_LOGIN: &[&[u8]] = &[
    b"acct", b"bcc", b"cc", b"from", b"mailto", b"sip", b"sips", b"to", b"xmpp",
];

/// The text without what stands before a host; nothing when it holds none.
pub(super) fn redact(text: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    let mut copied = 0;
    let mut at = 0;
    for token in text.split(|byte| is_blank(*byte)) {
        let mut from = 0;
        // A token without an `@` is none; what is before the last one may be.
        while let Some((start, end)) = next(token, from) {
            out.extend_from_slice(text.get(copied..at + start).unwrap_or_default());
            out.extend_from_slice(REDACTED.as_bytes());
            copied = at + end;
            from = end + 1;
        }
        at += token.len() + 1;
    }
    if copied == 0 {
        return None;
    }
    out.extend_from_slice(text.get(copied..).unwrap_or_default());
    Some(out)
}

fn is_blank(byte: u8) -> bool {
    byte.is_ascii_whitespace() || matches!(byte, b'"' | b'\'' | b'<' | b'>')
}

/// The next login of a token at or after a position; its end is that of the `@`.
fn next(token: &[u8], from: usize) -> Option<(usize, usize)> {
    let last = token.iter().rposition(|&byte| byte == b'@')?;
    let mut at = from;
    // Where a login could begin, and its first colon.
    let mut start = from;
    let mut colon = None;
    while at < last {
        let byte = *token.get(at)?;
        if token.get(at..)?.starts_with(b"://") {
            let begins = at + 3;
            match in_authority(token, begins, last) {
                Ok(end) => return Some((begins, end)),
                Err(end) => {
                    (at, start, colon) = (end, end, None);
                    continue;
                }
            }
        }
        match byte {
            b'@' if is_login(token, start, colon, at) => return Some((start, at)),
            b'@' | b'?' | b'&' | b';' | b',' | b'(' | b')' | b'#' | b'|' => {
                (start, colon) = (at + 1, None);
            }
            b'=' | b'/' if colon.is_none() => start = at + 1,
            b':' if colon.is_none() => colon = Some(at),
            _ => {}
        }
        at += 1;
    }
    is_login(token, start, colon, last).then_some((start, last))
}

/// The end of the login in what follows `://`, or where that ends without one.
fn in_authority(token: &[u8], begins: usize, last: usize) -> Result<usize, usize> {
    let rest = token.get(begins..).unwrap_or_default();
    let ends = |byte: &u8| matches!(byte, b'/' | b'?' | b'#' | b'\\');
    let length = rest.iter().position(ends).unwrap_or(rest.len());
    let authority = rest.get(..length).unwrap_or_default();
    if let Some(sign) = authority.iter().rposition(|&byte| byte == b'@') {
        return Ok(begins + sign);
    }
    // No port has letters: a password with a slash, which somebody forgot to escape.
    let port = authority.iter().rposition(|&byte| byte == b':');
    let port = port.and_then(|colon| authority.get(colon + 1..));
    let is_torn = port.is_some_and(|port| !port.iter().all(u8::is_ascii_digit))
        && !authority.starts_with(b"[");
    if is_torn && begins + length < last {
        let further = token.get(begins + length..).unwrap_or_default();
        let sign = further.iter().position(|&byte| byte == b'@');
        return Ok(begins + length + sign.unwrap_or_default());
    }
    Err(begins + length)
}

/// Whether what stands between is a login, a colon and a password.
fn is_login(token: &[u8], start: usize, colon: Option<usize>, sign: usize) -> bool {
    let Some(colon) = colon else {
        return false;
    };
    let user = token.get(start..colon).unwrap_or_default();
    let password = token.get(colon + 1..sign).unwrap_or_default();
    let host = token.get(sign + 1).copied().unwrap_or_default();
    !user.is_empty()
        && !password.is_empty()
        && (host.is_ascii_alphanumeric() || host == b'[')
        && !NO_LOGIN.iter().any(|word| user.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_before_a_host_goes() {
        for (text, expected) in [
            ("https://u:p@h/x", "https://[redacted]@h/x"),
            ("https://token@h", "https://[redacted]@h"),
            ("https://u:p@ss@h/", "https://[redacted]@h/"),
            ("https://u:pa/ss@h/", "https://[redacted]@h/"),
            ("//u:p@h", "//[redacted]@h"),
            ("a u:p@h b v:q@i", "a [redacted]@h b [redacted]@i"),
            ("x=u:p@h", "x=[redacted]@h"),
            ("u:p=a/b@h", "[redacted]@h"),
            ("ftp://h/?to=ftp://u:p@h", "ftp://h/?to=ftp://[redacted]@h"),
            ("redis://:pw@h:6379", "redis://[redacted]@h:6379"),
        ] {
            let redacted = redact(text.as_bytes()).unwrap();
            assert_eq!(String::from_utf8(redacted).unwrap(), expected);
        }
    }

    #[test]
    fn addresses_and_plain_urls_stay() {
        for text in [
            "bob@example.com",
            "mailto:bob@example.com",
            "acct:bob@example.com",
            "https://h:80/@bob",
            "https://h/x?y=z",
            "12:30",
            "@bob: hi",
            "a:@b",
            "https://[::1]:80/@x",
            "",
            "To:bob@example.com",
            "time 12:30 @bob",
        ] {
            assert_eq!(redact(text.as_bytes()), None, "{text}");
        }
    }
}
