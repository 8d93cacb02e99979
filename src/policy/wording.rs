//! serde's words, in those of whoever wrote the document.

/// What an error of `serde_json` says, without its position: the pointer says that better.
pub(super) fn reason(error: &serde_json::Error) -> String {
    let message = error.to_string();
    let position = format!(" at line {} column {}", error.line(), error.column());
    translate(message.strip_suffix(&position).unwrap_or(&message))
}

/// The offending text stands before the reason, so the reason does not repeat it.
fn translate(message: &str) -> String {
    if let Some(key) = message.strip_prefix("missing field ") {
        return format!("the key {key} is missing");
    }
    if let Some(key) = message.strip_prefix("duplicate field ") {
        return format!("the key {key} stands twice");
    }
    let Some((what, expected)) = message.split_once(", expected ") else {
        return message.to_owned();
    };
    let known = expected
        .trim_start_matches("one of ")
        .replace("` or `", "`, `");
    if what.starts_with("unknown field ") {
        format!("unknown key; known are {known}")
    } else if what.starts_with("unknown variant ") {
        format!("not one of {}", known)
    } else {
        format!("must be {}", expected.replace("a sequence", "a JSON array"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_speak_of_json_and_not_of_rust() {
        for (serde, ours) in [
            ("missing field `mode`", "the key `mode` is missing"),
            ("duplicate field `mode`", "the key `mode` stands twice"),
            (
                "unknown field `x`, expected one of `a`, `b`",
                "unknown key; known are `a`, `b`",
            ),
            (
                "unknown variant `x`, expected `off` or `on`",
                "not one of `off`, `on`",
            ),
            (
                "invalid type: string \"x\", expected a boolean",
                "must be a boolean",
            ),
            (
                "invalid type: map, expected a sequence",
                "must be a JSON array",
            ),
            (
                "not a whole number from 0 to 5",
                "not a whole number from 0 to 5",
            ),
        ] {
            assert_eq!(translate(serde), ours);
        }
    }
}
