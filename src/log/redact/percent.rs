//! Percent-encoding, as queries and forms use it. A `+` stays a `+`.

/// The text with every `%XX` as its byte; nothing when there is none.
pub(super) fn decoded(text: &[u8]) -> Option<Vec<u8>> {
    let mut first = text.iter().position(|&byte| byte == b'%')?;
    let mut out: Vec<u8> = Vec::new();
    let mut rest = text;
    let mut found = false;
    loop {
        let (before, from) = rest.split_at_checked(first)?;
        out.extend_from_slice(before);
        match escape(from) {
            Some(byte) => {
                found = true;
                out.push(byte);
                rest = from.get(3..)?;
            }
            None => {
                out.push(b'%');
                rest = from.get(1..)?;
            }
        }
        match rest.iter().position(|&byte| byte == b'%') {
            Some(next) => first = next,
            None => {
                out.extend_from_slice(rest);
                return found.then_some(out);
            }
        }
    }
}

/// The text decoded, be it encoded twice.
pub(super) fn decoded_twice(text: &[u8]) -> Option<Vec<u8>> {
    let once = decoded(text)?;
    Some(decoded(&once).unwrap_or(once))
}

fn escape(text: &[u8]) -> Option<u8> {
    match text {
        [b'%', high, low, ..] => Some(digit(*high)? << 4 | digit(*low)?),
        _ => None,
    }
}

fn digit(byte: u8) -> Option<u8> {
    char::from(byte)
        .to_digit(16)
        .and_then(|digit| u8::try_from(digit).ok())
}

/// The text as a value of a query. Brackets stay as they are.
pub(super) fn encoded(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    for &byte in text {
        if byte.is_ascii_alphanumeric() || b"-_.~[]+*!".contains(&byte) {
            out.push(byte);
        } else {
            out.push(b'%');
            for digit in [byte >> 4, byte & 15] {
                let digit = char::from_digit(u32::from(digit), 16).unwrap_or('0');
                out.extend(u8::try_from(digit.to_ascii_uppercase()));
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_escapes_are_decoded() {
        for (text, expected) in [
            ("a%20b+c", Some("a b+c")),
            ("%70assword%3Dx", Some("password=x")),
            ("%2525", Some("%25")),
            ("%%41%4", Some("%A%4")),
            ("100%", None),
            ("%zz%", None),
            ("plain", None),
            ("", None),
        ] {
            let decoded = decoded(text.as_bytes());
            assert_eq!(decoded.as_deref(), expected.map(str::as_bytes), "{text}");
        }
    }

    #[test]
    fn what_is_encoded_is_decoded_to_itself() {
        let text = b"/a?b=c&d=[redacted] \xff%";
        assert_eq!(encoded(text), b"%2Fa%3Fb%3Dc%26d%3D[redacted]%20%FF%25");
        assert_eq!(decoded(&encoded(text)).unwrap(), text);
    }
}
