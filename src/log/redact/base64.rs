//! Whether a text is Base64 of a login and a password.

/// Whether a colon stands in what the text decodes to.
pub(super) fn holds_colon(text: &[u8]) -> bool {
    let mut bits = 0_u32;
    let mut count = 0_u8;
    for &byte in text {
        let Some(value) = value(byte) else {
            return false;
        };
        bits = (bits << 6 | u32::from(value)) & 0xffff;
        count += 6;
        if count >= 8 {
            count -= 8;
            if (bits >> count) & 0xff == u32::from(b':') {
                return true;
            }
        }
    }
    false
}

fn value(byte: u8) -> Option<u8> {
    match byte {
        b'A'..=b'Z' => Some(byte - b'A'),
        b'a'..=b'z' => Some(byte - b'a' + 26),
        b'0'..=b'9' => Some(byte - b'0' + 52),
        b'+' | b'-' => Some(62),
        b'/' | b'_' => Some(63),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_login_with_a_password_is_known_whole_or_torn() {
        for (text, holds) in [
            ("dXNlcjpwYXNz", true),
            ("dXNlcjpwYXNzd29yZA==", true),
            ("dXNlcjpwY", true),
            ("Og==", true),
            ("understanding", false),
            ("plan", false),
            ("", false),
        ] {
            assert_eq!(holds_colon(text.as_bytes()), holds, "{text}");
        }
    }
}
