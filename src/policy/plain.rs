//! Routes without what WordPress ignores when it reads ids and names.

/// A route without empty segments and zeros before a number: WordPress takes `theme//slug` and
/// `theme/slug` for the same template.
pub(super) fn plainest(route: &[u8]) -> Vec<u8> {
    let mut plain = Vec::with_capacity(route.len());
    let segments = route.split(|&byte| byte == b'/');
    for segment in segments.filter(|segment| !segment.is_empty()) {
        plain.push(b'/');
        plain.extend_from_slice(without_zeros(segment));
    }
    plain
}

/// A number without zeros before it; any other segment as it is.
pub(super) fn without_zeros(segment: &[u8]) -> &[u8] {
    match segment.iter().position(|&byte| byte != b'0') {
        Some(zeros) if segment.iter().all(u8::is_ascii_digit) => {
            segment.get(zeros..).unwrap_or_default()
        }
        None => segment.get(..1).unwrap_or_default(),
        Some(_) => segment,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_empty_segments_and_zeros_before_a_number_go() {
        for (route, plain) in [
            ("/wp/v2/posts/007", "/wp/v2/posts/7"),
            ("/wp/v2/posts/7//", "/wp/v2/posts/7"),
            ("/00/x/0070/", "/0/x/70"),
            ("/x/0", "/x/0"),
            ("/x/000", "/x/0"),
            ("/x/0a/00a", "/x/0a/00a"),
            ("/x//7", "/x/7"),
            ("/", ""),
            ("", ""),
        ] {
            assert_eq!(plainest(route.as_bytes()), plain.as_bytes(), "{route}");
        }
    }
}
