//! Credentials that are known by their look, whatever stands before them.
//!
//! JSON Web Tokens, `Bearer …`, `Basic …`, private keys in PEM form, and keys that begin with the
//! mark of who issued them.

use super::REDACTED;
use super::base64::holds_colon;
use std::ops::Range;

/// Keys: how they begin, and how many letters, digits, `_` and `-` follow at least.
const KEYS: &[(&[u8], usize)] = &[
    (b"AGE-SECRET-KEY-1", 16),
    (b"AIza", 30),
    (b"AKIA", 12),
    (b"ASIA", 12),
    (b"SG.", 16),
    (b"ck_", 32),
    (b"cs_", 32),
    (b"dop_v1_", 16),
    (b"ghp_", 16),
    (b"gho_", 16),
    (b"ghu_", 16),
    (b"ghs_", 16),
    (b"ghr_", 16),
    (b"github_pat_", 16),
    (b"glpat-", 16),
    (b"hf_", 24),
    (b"npm_", 24),
    (b"pypi-", 24),
    (b"rk_live_", 8),
    (b"rk_test_", 8),
    (b"shpat_", 16),
    (b"shpca_", 16),
    (b"shppa_", 16),
    (b"shpss_", 16),
    (b"sk-ant-", 16),
    (b"sk-proj-", 16),
    (b"sk-", 32),
    (b"sk_live_", 8),
    (b"sk_test_", 8),
    (b"whsec_", 16),
    (b"xapp-", 12),
    (b"xoxa-", 8),
    (b"xoxb-", 8),
    (b"xoxe-", 8),
    (b"xoxp-", 8),
    (b"xoxr-", 8),
    (b"xoxs-", 8),
    (b"ya29.", 16),
];

/// Words after which a credential follows: how they are written, and its length at least.
const SCHEMES: &[(&[u8], usize)] = &[(b"bearer", 6), (b"basic", 4), (b"negotiate", 16)];

/// No word of prose is as long.
const MAX_WORD: usize = 64;

/// A shorter text that begins as a token does is none.
const MIN_TOKEN: usize = 16;

/// The text without credentials; nothing when it holds none.
pub(super) fn redact(text: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    let mut copied = 0;
    let mut at = 0;
    let mut inside = false;
    while let Some((&byte, rest)) = text.get(at..).and_then(<[u8]>::split_first) {
        // A credential begins where nothing of a longer word stands before it.
        if !inside && let Some(found) = at_border(byte, rest) {
            out.extend_from_slice(text.get(copied..at + found.start).unwrap_or_default());
            out.extend_from_slice(REDACTED.as_bytes());
            at += found.end;
            copied = at;
            inside = false;
            continue;
        }
        inside = byte.is_ascii_alphanumeric();
        at += 1;
    }
    if copied == 0 {
        return None;
    }
    out.extend_from_slice(text.get(copied..).unwrap_or_default());
    Some(out)
}

/// The credential that begins with this byte, or follows the word that does.
fn at_border(first: u8, rest: &[u8]) -> Option<Range<usize>> {
    // Most letters begin none: two of them tell at once.
    match (first, rest.first()?) {
        (b'-', b'-') => private_key(rest),
        (b'e', b'y') => token(rest),
        (b'A', b'G' | b'I' | b'K' | b'S')
        | (b'S', b'G')
        | (b'c', b'k' | b's')
        | (b'd', b'o')
        | (b'g', b'h' | b'i' | b'l')
        | (b'h', b'f')
        | (b'n', b'p')
        | (b'p', b'y')
        | (b'r', b'k')
        | (b's', b'h' | b'k')
        | (b'w', b'h')
        | (b'x', b'a' | b'o')
        | (b'y', b'a') => key(first, rest),
        (b'D' | b'd', b'I' | b'i') => digest(rest),
        (b'B' | b'b', b'A' | b'a' | b'E' | b'e') | (b'N' | b'n', b'E' | b'e') => {
            scheme(first, rest)
        }
        _ => None,
    }
}

/// What follows a beginning of which the first byte is taken off already.
fn after<'t>(first: u8, rest: &'t [u8], beginning: &[u8]) -> Option<&'t [u8]> {
    let (own, further) = beginning.split_first()?;
    (*own == first).then(|| rest.strip_prefix(further))?
}

fn key(first: u8, rest: &[u8]) -> Option<Range<usize>> {
    KEYS.iter().find_map(|(beginning, least)| {
        let follows = after(first, rest, beginning)?;
        let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
        let enough = follows.get(..*least)?.iter().all(is_part);
        enough.then(|| 0..beginning.len() + run(follows, b"_-."))
    })
}

/// A JSON Web Token begins with `{"` in Base64, as does any JSON that somebody packed.
fn token(rest: &[u8]) -> Option<Range<usize>> {
    let follows = rest.strip_prefix(b"yJ")?;
    let length = 3 + run(follows, b"_-.+/=");
    (length >= MIN_TOKEN).then_some(0..length)
}

/// How many letters, digits and bytes of the list the text begins with.
fn run(text: &[u8], more: &[u8]) -> usize {
    let ends = |byte: &u8| !byte.is_ascii_alphanumeric() && !more.contains(byte);
    text.iter().position(ends).unwrap_or(text.len())
}

fn scheme(first: u8, rest: &[u8]) -> Option<Range<usize>> {
    SCHEMES.iter().find_map(|(word, least)| {
        let (own, further) = word.split_first()?;
        let (same, follows) = rest.split_at_checked(further.len())?;
        if !first.eq_ignore_ascii_case(own) || !same.eq_ignore_ascii_case(further) {
            return None;
        }
        let blank = |byte: &u8| !matches!(byte, b' ' | b'+' | b'\t' | b':');
        let blanks = follows.iter().take(8).position(blank)?;
        let credential = follows.get(blanks..)?;
        // A word of prose is no login with a password.
        if blanks == 0 || (*word == b"basic" && !is_login(credential)) {
            return None;
        }
        // In a form a blank is a `+` too, so a short word before one is prose.
        let enough = credential.get(..*least)?;
        let beginning = credential.get(..MIN_TOKEN).unwrap_or(credential);
        let is_long = run(enough, b"_-.~/=") == *least
            || (run(enough, b"_-.~+/=") == *least && beginning.iter().any(u8::is_ascii_digit));
        is_long.then(|| {
            let start = word.len() + blanks;
            start..start + run(credential, b"_-.~+/=")
        })
    })
}

/// The line that follows `Digest username=`: its parts are hashes of the password.
fn digest(rest: &[u8]) -> Option<Range<usize>> {
    const BEGINNING: &[u8] = b"igest username=";
    let (same, credential) = rest.split_at_checked(BEGINNING.len())?;
    let ends = |byte: &u8| matches!(byte, b'\n' | b'\r');
    let length = credential.iter().position(ends).unwrap_or(credential.len());
    let start = 1 + BEGINNING.len();
    same.eq_ignore_ascii_case(BEGINNING)
        .then(|| start..start + length)
}

/// Whether Base64 of a login begins the text. So long a word is taken for one unread.
fn is_login(text: &[u8]) -> bool {
    let text = text.get(..MAX_WORD).unwrap_or(text);
    let length = run(text, b"_-+/");
    length == MAX_WORD || text.get(..length).is_some_and(holds_colon)
}

const BEGIN: &[u8] = b"----BEGIN";
const END: &[u8] = b"-----END";

/// A private key, to its last line, or to the end of the text where that is missing.
fn private_key(rest: &[u8]) -> Option<Range<usize>> {
    let label = rest.strip_prefix(BEGIN)?;
    let label = label.get(..48).unwrap_or(label);
    find(label, b"PRIVATE")?;
    let body = rest.get(BEGIN.len()..)?;
    let Some(end) = find(body, END) else {
        return Some(0..1 + rest.len());
    };
    let closing = body.get(end + END.len()..)?;
    let last =
        find(closing.get(..64).unwrap_or(closing), b"-----").map_or(closing.len(), |at| at + 5);
    Some(0..1 + BEGIN.len() + end + END.len() + last)
}

fn find(text: &[u8], what: &[u8]) -> Option<usize> {
    text.windows(what.len()).position(|window| window == what)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_are_known_by_their_look() {
        let hex = "0123456789abcdef0123".repeat(2);
        for (text, expected) in [
            (
                "x eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOjF9.c2ln y".to_owned(),
                "x [redacted] y",
            ),
            ("Bearer abc.def-123".to_owned(), "Bearer [redacted]"),
            ("bearer+abcdef1".to_owned(), "bearer+[redacted]"),
            (
                "a Basic dXNlcjpwYXNz, b".to_owned(),
                "a Basic [redacted], b",
            ),
            (format!("ck_{hex}"), "[redacted]"),
            ("k=sk_live_abcdefgh12;".to_owned(), "k=[redacted];"),
            (
                "-----BEGIN RSA PRIVATE KEY-----\nabc\n-----END RSA PRIVATE KEY-----\nz".to_owned(),
                "[redacted]\nz",
            ),
            (
                "a -----BEGIN PRIVATE KEY-----\nabc".to_owned(),
                "a [redacted]",
            ),
        ] {
            let redacted = redact(text.as_bytes()).unwrap();
            assert_eq!(String::from_utf8(redacted).unwrap(), expected);
        }
    }

    #[test]
    fn every_mark_of_a_key_is_looked_for() {
        for (mark, least) in KEYS {
            let text = [mark, vec![b'7'; *least].as_slice()].concat();
            assert_eq!(redact(&text).unwrap(), REDACTED.as_bytes());
        }
        for (word, _) in SCHEMES {
            let text = [word, &b" dXNlcjpwYXNzd29yZDE="[..]].concat();
            assert_eq!(redact(&text).unwrap(), [word, &b" [redacted]"[..]].concat());
        }
    }

    #[test]
    fn what_merely_resembles_one_stays() {
        for text in [
            "heyJude",
            "eyJ",
            "a bearer of news",
            "Basic understanding",
            "basic plan",
            "sk_live_",
            "-----BEGIN CERTIFICATE-----\nabc",
            "AKIA",
            "xoxb-",
            "ghp_short",
            "task-list",
            "risk-averse",
            "desk-",
            "",
            "----",
        ] {
            assert_eq!(redact(text.as_bytes()), None, "{text}");
        }
    }
}
