//! The REST path that WordPress dispatches, made ready to be compared.

/// A route as WordPress will match it: the text itself, and its form for comparison.
///
/// WordPress compares routes without ASCII case (`WP_REST_Server::match_request_to_handler()`
/// uses `@^…$@i`), so the compared form is lower-case. A route is *clean* when it holds no control
/// character and no `.` or `..` segment; one that is not clean is selected by no pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route {
    lower: Vec<u8>,
    clean: bool,
}

impl Route {
    /// Takes the route of a `WP_REST_Request`, whatever bytes it holds.
    pub fn new(route: &[u8]) -> Self {
        Self {
            lower: route.to_ascii_lowercase(),
            clean: is_clean(route),
        }
    }

    /// The lower-case form that patterns are compared with; `None` when the route is not clean.
    pub fn comparable(&self) -> Option<&[u8]> {
        self.clean.then_some(self.lower.as_slice())
    }
}

/// Whether the text is free of control characters and of `.` and `..` segments.
pub(crate) fn is_clean(route: &[u8]) -> bool {
    !route.iter().any(u8::is_ascii_control)
        && !route
            .split(|&byte| byte == b'/')
            .any(|segment| matches!(segment, b"." | b".."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clean_route_is_compared_in_lower_case() {
        assert_eq!(
            Route::new(b"/WP/v2/\xc3\x84").comparable(),
            Some(&b"/wp/v2/\xc3\x84"[..])
        );
    }

    #[test]
    fn control_characters_and_dot_segments_make_a_route_incomparable() {
        for route in [
            &b"/wp/v2/posts\n"[..],
            b"/a\0",
            b"/a\x7f",
            b"/a/../b",
            b"/./a",
            b"/a/..",
            b"..",
        ] {
            assert_eq!(
                Route::new(route).comparable(),
                None,
                "{}",
                route.escape_ascii()
            );
        }
    }

    #[test]
    fn dots_inside_a_segment_are_ordinary_text() {
        assert!(
            Route::new(b"/oembed/1.0/a..b/.well-known")
                .comparable()
                .is_some()
        );
    }
}
