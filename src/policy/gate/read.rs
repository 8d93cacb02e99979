//! Gates from their JSON form: shape, words and nesting.

use super::answers::Question;
use super::gates::Gate;
use super::requirement::{Requirement, Table};
use super::target::Target;
use crate::policy::document::{GateForm, Requirement as Form};
use crate::policy::error::PolicyError;
use crate::policy::methods::Methods;
use crate::policy::pattern::Pattern;
use std::collections::HashSet;

/// The most gates of a document.
const MAX_GATES: usize = 1000;

/// The longest message, in characters.
const MAX_MESSAGE: usize = 500;

/// How deep requirements may nest.
const MAX_DEPTH: usize = 8;

/// Core's capabilities that have no meaning without an object (`map_meta_cap()`,
/// wp-includes/capabilities.php): asked at large they are false for everybody.
const ON_OBJECTS: [&str; 17] = [
    "edit_post",
    "delete_post",
    "read_post",
    "publish_post",
    "edit_page",
    "delete_page",
    "read_page",
    "edit_post_meta",
    "add_post_meta",
    "delete_post_meta",
    "edit_comment",
    "edit_term",
    "delete_term",
    "assign_term",
    "edit_comment_meta",
    "edit_term_meta",
    "edit_user_meta",
];

/// Reads every gate of a document; they come back in the order of their ids.
pub(super) fn read_all(forms: &[GateForm], table: &mut Table) -> Result<Vec<Gate>, PolicyError> {
    if forms.len() > MAX_GATES {
        let why = format!("more than {MAX_GATES} gates");
        return Err(PolicyError::without_text("/gates", why));
    }
    let mut ids = HashSet::new();
    let mut gates = Vec::with_capacity(forms.len());
    for (at, form) in forms.iter().enumerate() {
        let place = format!("/gates/{at}");
        if !ids.insert(form.id.as_str()) {
            let why = "another gate has this id";
            return Err(PolicyError::new(place + "/id", &form.id, why));
        }
        gates.push(read(form, table).map_err(|error| error.below(&place))?);
    }
    gates.sort_by(|one, other| one.id.cmp(&other.id));
    Ok(gates)
}

fn read(form: &GateForm, table: &mut Table) -> Result<Gate, PolicyError> {
    if !is_id(&form.id) {
        let why = "not an id: 1 to 64 of `a`–`z`, `0`–`9` and `-`";
        return Err(PolicyError::new("/id", &form.id, why));
    }
    let target = Target::read(form)?;
    if let (Target::Ability(_), Some(_)) = (&target, &form.methods) {
        let why = "an ability has no methods; leave the key out";
        return Err(PolicyError::without_text("/methods", why));
    }
    let except = except(form, &target)?;
    let message = form.message.clone().unwrap_or_default();
    if message.chars().count() > MAX_MESSAGE {
        let why = format!("longer than {MAX_MESSAGE} characters");
        return Err(PolicyError::new("/message", &message, why));
    }
    Ok(Gate {
        id: form.id.clone(),
        target,
        except,
        methods: Methods::parse(form.methods.as_deref()).map_err(|e| e.below("/methods"))?,
        message,
        require: requirement(&form.require, table).map_err(|error| error.below("/require"))?,
    })
}

fn except(form: &GateForm, target: &Target) -> Result<Vec<Pattern>, PolicyError> {
    let Some(texts) = &form.except else {
        return Ok(Vec::new());
    };
    let Target::Pattern(gated) = target else {
        let why = "only stands beside `pattern`";
        return Err(PolicyError::without_text("/except", why));
    };
    if texts.is_empty() {
        return Err(PolicyError::without_text("/except", "is empty"));
    }
    texts
        .iter()
        .enumerate()
        .map(|(at, text)| {
            let refuse = |why: String| PolicyError::new(format!("/except/{at}"), text, why);
            let pattern = Pattern::parse_route(text).map_err(refuse)?;
            match (gated.covers(&pattern), pattern.covers(gated)) {
                (true, false) => Ok(pattern),
                (_, true) => Err(refuse(format!("leaves nothing of `{gated}` to gate"))),
                (false, _) => Err(refuse(format!("lies outside `{gated}`"))),
            }
        })
        .collect()
}

fn is_id(text: &str) -> bool {
    (1..=64).contains(&text.len())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}

/// Reads a requirement that stands alone or in a gate.
pub(super) fn requirement(form: &Form, table: &mut Table) -> Result<Requirement, PolicyError> {
    nested(form, MAX_DEPTH, table)
}

fn nested(form: &Form, depth: usize, table: &mut Table) -> Result<Requirement, PolicyError> {
    let Some(depth) = depth.checked_sub(1) else {
        let why = format!("nested deeper than {MAX_DEPTH}");
        return Err(PolicyError::without_text("", why));
    };
    one_main_key(form)?;
    check_words(form)?;
    if let Some(capability) = &form.capability {
        return on_capability(form, capability, depth, table);
    }
    if let Some(role) = &form.role {
        return Ok(Requirement::Asked(
            table.place(Question::Role(role.clone())),
        ));
    }
    if let Some(password) = &form.application_password {
        let uuid = password.uuid.clone();
        return Ok(Requirement::Password(password.user.get(), uuid));
    }
    if let Some(kind) = form.auth_type {
        return Ok(Requirement::AuthType(kind));
    }
    if let Some(inner) = &form.not {
        let inner = nested(inner, depth, table).map_err(|error| error.below("/not"))?;
        return Ok(Requirement::Not(Box::new(inner)));
    }
    if let Some(list) = &form.any {
        return Ok(Requirement::Any(listed("any", list, depth, table)?));
    }
    if let Some(list) = &form.all {
        return Ok(Requirement::All(listed("all", list, depth, table)?));
    }
    Ok(match form.authenticated {
        Some(_) => Requirement::Authenticated,
        None => Requirement::Deny,
    })
}

fn on_capability(
    form: &Form,
    capability: &str,
    depth: usize,
    table: &mut Table,
) -> Result<Requirement, PolicyError> {
    let question = table.place(Question::Capability {
        name: capability.to_owned(),
        object: None,
    });
    let Some(names) = &form.object else {
        if ON_OBJECTS.contains(&capability) {
            let why =
                "asks about an object; add `\"object\": [\"id\"]`, the parameter that names it";
            return Err(PolicyError::new("/capability", capability, why));
        }
        return Ok(Requirement::Asked(question));
    };
    let otherwise = form
        .otherwise
        .as_ref()
        .map(|inner| nested(inner, depth, table).map_err(|error| error.below("/else")))
        .transpose()?;
    Ok(Requirement::OnObject {
        question,
        names: names.as_slice().to_vec(),
        otherwise: otherwise.map(Box::new),
    })
}

fn listed(
    key: &str,
    list: &[Form],
    depth: usize,
    table: &mut Table,
) -> Result<Vec<Requirement>, PolicyError> {
    if list.is_empty() {
        return Err(PolicyError::without_text(format!("/{key}"), "is empty"));
    }
    list.iter()
        .enumerate()
        .map(|(at, inner)| {
            nested(inner, depth, table).map_err(|error| error.below(&format!("/{key}/{at}")))
        })
        .collect()
}

fn one_main_key(form: &Form) -> Result<(), PolicyError> {
    let present = [
        ("capability", form.capability.is_some()),
        ("role", form.role.is_some()),
        ("authenticated", form.authenticated.is_some()),
        ("application_password", form.application_password.is_some()),
        ("auth_type", form.auth_type.is_some()),
        ("any", form.any.is_some()),
        ("all", form.all.is_some()),
        ("not", form.not.is_some()),
        ("deny", form.deny.is_some()),
    ];
    let mut main = present
        .into_iter()
        .filter_map(|(key, there)| there.then_some(key));
    match (main.next(), main.next()) {
        (None, _) => {
            let why = "asks for nothing; name one of `capability`, `role`, `authenticated`, \
                       `application_password`, `auth_type`, `any`, `all`, `not`, `deny`";
            return Err(PolicyError::without_text("", why));
        }
        (Some(first), Some(second)) => {
            let why = format!("asks for `{first}` and `{second}` at once; join them with `all`");
            return Err(PolicyError::without_text("", why));
        }
        (Some(_), None) => {}
    }
    if form.object.is_some() && form.capability.is_none() {
        let why = "only stands beside `capability`";
        return Err(PolicyError::without_text("/object", why));
    }
    if form.otherwise.is_some() && form.object.is_none() {
        let why = "only stands beside `object`";
        return Err(PolicyError::without_text("/else", why));
    }
    Ok(())
}

fn check_words(form: &Form) -> Result<(), PolicyError> {
    for (key, word) in [("capability", &form.capability), ("role", &form.role)] {
        if let Some(word) = word
            && (word.is_empty() || word.contains(|c: char| c.is_whitespace() || c.is_control()))
        {
            let why = format!("not a {key}");
            return Err(PolicyError::new(format!("/{key}"), word, why));
        }
    }
    let names = form.object.as_ref().map(|names| names.as_slice());
    if names.is_some_and(|names| names.is_empty() || names.iter().any(String::is_empty)) {
        return Err(PolicyError::without_text("/object", "names no parameter"));
    }
    for (key, flag) in [("authenticated", form.authenticated), ("deny", form.deny)] {
        if flag == Some(false) {
            let why = "can only be true; use `not` for the opposite";
            return Err(PolicyError::new(format!("/{key}"), "false", why));
        }
    }
    match &form.application_password {
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
