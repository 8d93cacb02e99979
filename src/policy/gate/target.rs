//! What a gate stands before: routes by pattern, one registered endpoint, or one ability.

use crate::policy::document::GateForm;
use crate::policy::endpoint::Endpoint;
use crate::policy::error::PolicyError;
use crate::policy::pattern::Pattern;
use std::fmt;

/// Marks an ability in `endpoint`.
pub(super) const ABILITY: &str = "ability:";

/// What a gate selects by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// Routes.
    Pattern(Pattern),
    /// A registered route pattern.
    Endpoint(Endpoint),
    /// An ability, by its name.
    Ability(String),
}

impl Target {
    pub(in crate::policy) fn read(form: &GateForm) -> Result<Self, PolicyError> {
        match (&form.pattern, &form.endpoint) {
            (Some(text), None) => Pattern::parse_route(text)
                .map(Self::Pattern)
                .map_err(|why| PolicyError::new("/pattern", text, why)),
            (None, Some(text)) => match text.strip_prefix(ABILITY) {
                Some(name) => ability(name),
                None => Endpoint::parse(text).map(Self::Endpoint),
            }
            .map_err(|why| PolicyError::new("/endpoint", text, why)),
            (None, None) => {
                let why = "needs `pattern` or `endpoint`";
                Err(PolicyError::without_text("", why))
            }
            (Some(_), Some(_)) => {
                let why = "has both `pattern` and `endpoint`; make two gates of it";
                Err(PolicyError::without_text("", why))
            }
        }
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Pattern(pattern) => pattern.fmt(f),
            Self::Endpoint(endpoint) => endpoint.fmt(f),
            Self::Ability(name) => write!(f, "{ABILITY}{name}"),
        }
    }
}

/// The names that `wp_register_ability()` takes: segments of `a`–`z`, `0`–`9` and `-`.
fn ability(name: &str) -> Result<Target, String> {
    let segment = |text: &str| {
        !text.is_empty()
            && text
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
    };
    if name.len() <= 255 && name.contains('/') && name.split('/').all(segment) {
        Ok(Target::Ability(name.to_owned()))
    } else {
        Err(
            "not an ability; write `ability:` and its name, as in `ability:core/get-site-info`"
                .to_owned(),
        )
    }
}
