//! The few PHP text functions on which WordPress's route depends, over bytes.

/// `addslashes()`: what `wp_magic_quotes()` does to every value of `$_GET`, `$_POST` and `$_SERVER`.
pub(super) fn add_slashes(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    for &byte in text {
        match byte {
            b'\'' | b'"' | b'\\' => out.extend_from_slice(&[b'\\', byte]),
            0 => out.extend_from_slice(b"\\0"),
            _ => out.push(byte),
        }
    }
    out
}

/// `urldecode()`: `+` is a space, `%` needs two hexadecimal digits, anything else stays.
pub(super) fn url_decode(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((&byte, tail)) = rest.split_first() {
        rest = tail;
        match (byte, tail) {
            (b'+', _) => out.push(b' '),
            (b'%', [high, low, after @ ..]) => match (hex_digit(*high), hex_digit(*low)) {
                (Some(high), Some(low)) => {
                    out.push(high << 4 | low);
                    rest = after;
                }
                _ => out.push(b'%'),
            },
            _ => out.push(byte),
        }
    }
    out
}

fn hex_digit(byte: u8) -> Option<u8> {
    char::from(byte)
        .to_digit(16)
        .and_then(|digit| u8::try_from(digit).ok())
}

/// `trim( $text, '/' )`.
pub(super) fn trim_slashes(text: &[u8]) -> &[u8] {
    let text = strip_start(text, b"/");
    strip_end(text, b"/")
}

/// `untrailingslashit()`: every trailing `/` and `\` goes.
pub(super) fn untrailingslashit(text: &[u8]) -> &[u8] {
    strip_end(text, b"/\\")
}

fn strip_start<'a>(mut text: &'a [u8], set: &[u8]) -> &'a [u8] {
    while let [first, rest @ ..] = text
        && set.contains(first)
    {
        text = rest;
    }
    text
}

fn strip_end<'a>(mut text: &'a [u8], set: &[u8]) -> &'a [u8] {
    while let [rest @ .., last] = text
        && set.contains(last)
    {
        text = rest;
    }
    text
}

/// The part before the first `?`.
pub(super) fn before_question_mark(text: &[u8]) -> &[u8] {
    text.split(|&byte| byte == b'?').next().unwrap_or(text)
}

/// `str_replace( $needle, $by, $text )` for a needle that is not empty.
pub(super) fn replace_all(text: &[u8], needle: &[u8], by: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text;
    while !rest.is_empty() {
        if let Some(after) = rest.strip_prefix(needle)
            && !needle.is_empty()
        {
            out.extend_from_slice(by);
            rest = after;
        } else if let Some((&byte, after)) = rest.split_first() {
            out.push(byte);
            rest = after;
        }
    }
    out
}

/// `empty()` of a string.
pub(super) fn is_empty(text: &[u8]) -> bool {
    matches!(text, b"" | b"0")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slashes_are_added_as_php_adds_them() {
        assert_eq!(add_slashes(b"it's \"a\\b\"\0"), b"it\\'s \\\"a\\\\b\\\"\\0");
    }

    #[test]
    fn only_whole_percent_escapes_are_decoded() {
        for (text, decoded) in [
            (&b"%75sers"[..], &b"users"[..]),
            (b"%7", b"%7"),
            (b"%", b"%"),
            (b"%zz%41", b"%zzA"),
            (b"a+b", b"a b"),
            (b"%2575", b"%75"),
            (b"%%41", b"%A"),
        ] {
            assert_eq!(url_decode(text), decoded, "{}", text.escape_ascii());
        }
    }

    #[test]
    fn trimming_takes_both_ends_and_nothing_inside() {
        assert_eq!(trim_slashes(b"//a//b//"), b"a//b");
        assert_eq!(trim_slashes(b"///"), b"");
        assert_eq!(untrailingslashit(b"/a/\\/"), b"/a");
    }

    #[test]
    fn every_occurrence_is_replaced() {
        assert_eq!(replace_all(b"/x/a/x", b"/x", b""), b"/a");
        assert_eq!(replace_all(b"aaa", b"aa", b"b"), b"ba");
        assert_eq!(replace_all(b"aaa", b"", b"b"), b"aaa");
    }
}
