//! What a gate asks for, checked for its shape.

use super::document::{GateForm, Requirement};
use super::endpoint::Endpoint;
use super::error::PolicyError;
use super::methods::Methods;
use super::pattern::Pattern;
use std::collections::HashSet;

/// How deep requirements may nest.
const MAX_DEPTH: usize = 8;

/// Checks every gate of a document.
pub(super) fn check_gates(gates: &[GateForm]) -> Result<(), PolicyError> {
    let mut ids = HashSet::new();
    for (at, gate) in gates.iter().enumerate() {
        let place = format!("/gates/{at}");
        if !ids.insert(gate.id.as_str()) {
            let why = "another gate has this id";
            return Err(PolicyError::new(place + "/id", &gate.id, why));
        }
        check_gate(gate).map_err(|error| error.below(&place))?;
    }
    Ok(())
}

fn check_gate(gate: &GateForm) -> Result<(), PolicyError> {
    let named = |text: &str| {
        !text.is_empty()
            && text.len() <= 64
            && text
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
    };
    if !named(&gate.id) {
        let why = "not an id: 1 to 64 of `a`–`z`, `0`–`9` and `-`";
        return Err(PolicyError::new("/id", &gate.id, why));
    }
    match (&gate.pattern, &gate.endpoint) {
        (Some(text), None) => Pattern::parse_route(text)
            .map(drop)
            .map_err(|why| PolicyError::new("/pattern", text, why))?,
        (None, Some(text)) => Endpoint::parse(text)
            .map(drop)
            .map_err(|why| PolicyError::new("/endpoint", text, why))?,
        (None, None) => {
            let why = "needs `pattern` or `endpoint`";
            return Err(PolicyError::without_text("", why));
        }
        (Some(_), Some(_)) => {
            let why = "has both `pattern` and `endpoint`; make two gates of it";
            return Err(PolicyError::without_text("", why));
        }
    }
    Methods::parse(gate.methods.as_deref()).map_err(|error| error.below("/methods"))?;
    check(&gate.require, MAX_DEPTH).map_err(|error| error.below("/require"))
}

fn check(requirement: &Requirement, depth: usize) -> Result<(), PolicyError> {
    let Some(depth) = depth.checked_sub(1) else {
        let why = format!("nested deeper than {MAX_DEPTH}");
        return Err(PolicyError::without_text("", why));
    };
    let main = main_keys(requirement);
    match main.as_slice() {
        [] => {
            let why = "asks for nothing; name one of `capability`, `role`, `authenticated`, \
                       `application_password`, `auth_type`, `any`, `all`, `not`, `deny`";
            return Err(PolicyError::without_text("", why));
        }
        [_] => {}
        [first, second, ..] => {
            let why = format!("asks for `{first}` and `{second}` at once; join them with `all`");
            return Err(PolicyError::without_text("", why));
        }
    }
    if requirement.object.is_some() && requirement.capability.is_none() {
        return Err(PolicyError::without_text(
            "/object",
            "only stands beside `capability`",
        ));
    }
    if requirement.otherwise.is_some() && requirement.object.is_none() {
        return Err(PolicyError::without_text(
            "/else",
            "only stands beside `object`",
        ));
    }
    check_words(requirement)?;
    if let Some(inner) = &requirement.otherwise {
        check(inner, depth).map_err(|error| error.below("/else"))?;
    }
    if let Some(inner) = &requirement.not {
        check(inner, depth).map_err(|error| error.below("/not"))?;
    }
    check_list("any", requirement.any.as_deref(), depth)?;
    check_list("all", requirement.all.as_deref(), depth)
}

fn check_list(key: &str, list: Option<&[Requirement]>, depth: usize) -> Result<(), PolicyError> {
    let Some(list) = list else { return Ok(()) };
    if list.is_empty() {
        return Err(PolicyError::without_text(format!("/{key}"), "is empty"));
    }
    list.iter().enumerate().try_for_each(|(at, inner)| {
        check(inner, depth).map_err(|error| error.below(&format!("/{key}/{at}")))
    })
}

fn check_words(requirement: &Requirement) -> Result<(), PolicyError> {
    for (key, word) in [
        ("capability", requirement.capability.as_deref()),
        ("role", requirement.role.as_deref()),
    ] {
        if let Some(word) = word
            && (word.is_empty() || word.contains(|c: char| c.is_whitespace() || c.is_control()))
        {
            let why = format!("not a {key}");
            return Err(PolicyError::new(format!("/{key}"), word, why));
        }
    }
    if requirement
        .object
        .as_ref()
        .is_some_and(|names| names.is_empty() || names.iter().any(String::is_empty))
    {
        return Err(PolicyError::without_text("/object", "names no parameter"));
    }
    for (key, flag) in [
        ("authenticated", requirement.authenticated),
        ("deny", requirement.deny),
    ] {
        if flag == Some(false) {
            let why = "can only be true; use `not` for the opposite";
            return Err(PolicyError::new(format!("/{key}"), "false", why));
        }
    }
    match &requirement.application_password {
        Some(password) if !is_uuid(&password.uuid) => Err(PolicyError::new(
            "/application_password/uuid",
            &password.uuid,
            "not a uuid in lower case",
        )),
        _ => Ok(()),
    }
}

fn is_uuid(text: &str) -> bool {
    let lengths = text.split('-').map(str::len);
    lengths.eq([8, 4, 4, 4, 12])
        && text
            .bytes()
            .all(|byte| byte == b'-' || byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
}

fn main_keys(requirement: &Requirement) -> Vec<&'static str> {
    [
        ("capability", requirement.capability.is_some()),
        ("role", requirement.role.is_some()),
        ("authenticated", requirement.authenticated.is_some()),
        (
            "application_password",
            requirement.application_password.is_some(),
        ),
        ("auth_type", requirement.auth_type.is_some()),
        ("any", requirement.any.is_some()),
        ("all", requirement.all.is_some()),
        ("not", requirement.not.is_some()),
        ("deny", requirement.deny.is_some()),
    ]
    .into_iter()
    .filter_map(|(key, present)| present.then_some(key))
    .collect()
}
