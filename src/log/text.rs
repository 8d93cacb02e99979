//! Text from the wire as it is stored: valid UTF-8, without control characters, of bounded length.

/// The longest text of each field, in bytes after escaping.
pub mod limit {
    /// Route.
    pub const ROUTE: usize = 1024;
    /// Registered route pattern.
    pub const ENDPOINT: usize = 512;
    /// Method.
    pub const METHOD: usize = 32;
    /// Login name.
    pub const USER: usize = 128;
    /// Roles, all of them.
    pub const ROLES: usize = 256;
    /// Site URL.
    pub const SITE: usize = 256;
    /// Query string.
    pub const QUERY: usize = 2048;
    /// Referrer.
    pub const REFERRER: usize = 1024;
    /// User agent.
    pub const USER_AGENT: usize = 512;
    /// Any short word: reason, address, gate, component, node, another's request id.
    pub const WORD: usize = 128;
    /// A place in the source: file and line.
    pub const PLACE: usize = 256;
}

const CUT: &str = "…";

/// The text with every control character and every byte that is no UTF-8 as `\x0d`, cut at a limit
/// with `…`. Invisible characters that turn the direction of text are escaped as well.
pub fn bounded(bytes: &[u8], limit: usize) -> String {
    // What is far beyond the limit need not be looked at.
    let bytes = bytes.get(..limit.saturating_add(4)).unwrap_or(bytes);
    let mut out = String::with_capacity(bytes.len().min(limit) + CUT.len());
    let mut piece = String::new();
    for chunk in bytes.utf8_chunks() {
        for character in chunk.valid().chars() {
            piece.clear();
            if is_escaped(character) {
                escape(character, &mut piece);
            } else {
                piece.push(character);
            }
            if !push(&mut out, &piece, limit) {
                return out;
            }
        }
        for byte in chunk.invalid() {
            piece.clear();
            escape_byte(*byte, &mut piece);
            if !push(&mut out, &piece, limit) {
                return out;
            }
        }
    }
    out
}

fn push(out: &mut String, piece: &str, limit: usize) -> bool {
    if out.len() + piece.len() > limit {
        while out.len() + CUT.len() > limit && out.pop().is_some() {}
        out.push_str(CUT);
        return false;
    }
    out.push_str(piece);
    true
}

/// Control characters, line separators, and what makes text read in another order than it is.
fn is_escaped(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{2028}' | '\u{2029}' | '\u{200e}' | '\u{200f}' | '\u{feff}'
        )
        || ('\u{202a}'..='\u{202e}').contains(&character)
        || ('\u{2066}'..='\u{2069}').contains(&character)
}

fn escape(character: char, out: &mut String) {
    let mut buffer = [0; 4];
    for byte in character.encode_utf8(&mut buffer).bytes() {
        escape_byte(byte, out);
    }
}

fn escape_byte(byte: u8, out: &mut String) {
    out.push_str("\\x");
    for digit in [byte >> 4, byte & 15] {
        out.push(char::from_digit(u32::from(digit), 16).unwrap_or('0'));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_harm_a_reader_is_escaped() {
        #[rustfmt::skip]
        let cases: [(&[u8], &str); 9] = [
            (b"/wp/v2/posts", "/wp/v2/posts"),
            (b"a\r\nb\tc", "a\\x0d\\x0ab\\x09c"),
            (b"nul\0", "nul\\x00"),
            (b"\xff\xfe", "\\xff\\xfe"),
            (b"\x1b[31m", "\\x1b[31m"),
            ("grün 日本".as_bytes(), "grün 日本"),
            ("a\u{202e}b".as_bytes(), "a\\xe2\\x80\\xaeb"),
            (b"<script>=cmd", "<script>=cmd"),
            (b"\xc3", "\\xc3"),
        ];
        for (bytes, expected) in cases {
            assert_eq!(bounded(bytes, 100), expected);
        }
    }

    #[test]
    fn a_long_text_is_cut_at_its_limit() {
        for (bytes, limit) in [
            (&[b'a'; 64 * 1024][..], 512),
            (&[0xff; 9000][..], 32),
            ("ü".repeat(99).as_bytes(), 33),
        ] {
            let text = bounded(bytes, limit);
            assert!(text.len() <= limit && text.ends_with('…'), "{text}");
        }
        assert_eq!(bounded(b"abcd", 4), "abcd");
        assert_eq!(bounded(b"abcde", 4), "a…");
    }
}
