//! Which requests are a true CORS preflight.

/// Tells a true CORS preflight: OPTIONS on the wire and after WordPress's override, with `Origin`
/// and `Access-Control-Request-Method`.
///
/// Browsers send it without credentials, so refusing it would break clients that do have some; any
/// other OPTIONS would disclose the arguments and schema of a route and is decided as GET.
pub fn is_preflight(
    wire_method: &[u8],
    effective_method: &[u8],
    origin: &[u8],
    requested_method: &[u8],
) -> bool {
    wire_method.eq_ignore_ascii_case(b"OPTIONS")
        && effective_method.eq_ignore_ascii_case(b"OPTIONS")
        && !origin.is_empty()
        && !requested_method.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_options_twice_with_both_headers_is_a_preflight() {
        let app: &[u8] = b"https://app.example";
        for (wire, effective, origin, requested, expected) in [
            (&b"OPTIONS"[..], &b"OPTIONS"[..], app, &b"GET"[..], true),
            (b"options", b"OPTIONS", app, b"POST", true),
            (b"OPTIONS", b"GET", app, b"GET", false),
            (b"GET", b"OPTIONS", app, b"GET", false),
            (b"OPTIONS", b"OPTIONS", b"", b"GET", false),
            (b"OPTIONS", b"OPTIONS", app, b"", false),
        ] {
            assert_eq!(is_preflight(wire, effective, origin, requested), expected);
        }
    }
}
