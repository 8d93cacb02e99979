//! The policy: the compiled, immutable whole.

use super::builtin::BUILTIN;
use super::date::Day;
use super::defence_rules::{EarlyRules, RateRules, TarpitRules};
use super::document::{Document, Index, Mode};
use super::endpoint::{Reach, reach};
use super::entry::{Entry, Selector};
use super::error::PolicyError;
use super::gate::Gates;
use super::log_rules::LogRules;
use super::matcher::Matcher;
use super::pattern::{Pattern, Space};
use super::read::read;
use super::supported;
use crate::request::Route;
use sha2::{Digest, Sha256};

/// The most allowlist entries of a document.
const MAX_ENTRIES: usize = 5000;

/// A compiled policy. Built once, then only asked.
#[derive(Debug, Clone)]
pub struct Policy {
    mode: Mode,
    simulate: bool,
    entries: Vec<Entry>,
    matcher: Matcher,
    gates: Gates,
    index: Index,
    tarpit: TarpitRules,
    rate_limit: RateRules,
    early: EarlyRules,
    log: LogRules,
    hash: String,
}

impl Policy {
    /// Compiles a document from its JSON text. Pure: the same text gives the same policy.
    ///
    /// # Errors
    ///
    /// [`PolicyError`] with the place, the offending text and why.
    pub fn compile(text: &[u8]) -> Result<Self, PolicyError> {
        Self::from_document(&read(text)?)
    }

    /// Compiles a document.
    ///
    /// # Errors
    ///
    /// [`PolicyError`] with the place, the offending text and why.
    pub fn from_document(document: &Document) -> Result<Self, PolicyError> {
        let disabled = disabled_builtins(&document.builtin_disabled)?;
        let builtin = BUILTIN
            .iter()
            .filter(|builtin| !disabled.contains(&builtin.pattern))
            .map(Entry::builtin);
        let custom = document.allowlist.iter().enumerate().map(|(at, form)| {
            Entry::read(form).map_err(|error| error.below(&format!("/allowlist/{at}")))
        });
        let entries = builtin.chain(custom).collect::<Result<Vec<_>, _>>()?;
        if document.allowlist.len() > MAX_ENTRIES {
            let why = format!("more than {MAX_ENTRIES} entries");
            return Err(PolicyError::without_text("/allowlist", why));
        }
        let gates = Gates::read(&document.gates, document.simulate)?;
        let tarpit = TarpitRules::read(&document.tarpit)?;
        let rate_limit = RateRules::read(&document.rate_limit, &document.proxies)?;
        let log = LogRules::read(&document.log, &document.proxies)?;
        supported::check(document)?;
        Ok(Self {
            mode: document.mode,
            simulate: document.simulate,
            matcher: Matcher::new(&entries)?,
            entries,
            gates,
            index: document.index,
            tarpit,
            rate_limit,
            early: EarlyRules::read(&document.early),
            log,
            hash: hash(document),
        })
    }

    /// Whom the restriction refuses.
    pub fn mode(&self) -> Mode {
        self.mode
    }

    /// Whether refusals are only told, not carried out.
    pub fn simulates(&self) -> bool {
        self.simulate
    }

    /// Whether anything can be refused: not with mode `off` and no gates, and not while simulating.
    pub fn enforces(&self) -> bool {
        (self.mode != Mode::Off || !self.gates.is_empty()) && !self.simulate
    }

    /// The gates.
    pub fn gates(&self) -> &Gates {
        &self.gates
    }

    /// What the index lists.
    pub fn index(&self) -> Index {
        self.index
    }

    /// How long refusals wait, and how many at once.
    pub fn tarpit(&self) -> TarpitRules {
        self.tarpit
    }

    /// How often a client may ask.
    pub fn rate_limit(&self) -> &RateRules {
        &self.rate_limit
    }

    /// What is refused before WordPress is loaded.
    pub fn early(&self) -> EarlyRules {
        self.early
    }

    /// What is recorded of requests.
    pub fn log(&self) -> &LogRules {
        &self.log
    }

    /// Every enabled allowlist entry: built-in ones first, then the site's in their order.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The first 16 hexadecimal digits of the SHA-256 of the document in its canonical form.
    pub fn hash(&self) -> &str {
        &self.hash
    }

    /// The entries that select the route, by pattern or by the endpoint that WordPress matched.
    pub(super) fn selecting<'p>(
        &'p self,
        route: &Route,
        endpoint: Option<&[u8]>,
    ) -> impl Iterator<Item = &'p Entry> {
        let by_endpoint = endpoint.map_or(&[][..], |name| self.matcher.by_endpoint(name));
        self.matcher
            .by_route(route)
            .into_iter()
            .chain(by_endpoint.iter().copied())
            .filter_map(|at| self.entries.get(at))
    }

    /// Whether any entry names an endpoint, so that it matters which one WordPress will match.
    pub fn has_endpoints(&self) -> bool {
        self.matcher.has_endpoints()
    }

    /// How much of a registered endpoint is open to strangers on `today`, by any method.
    pub fn open_part(&self, endpoint: &str, today: &[u8]) -> Reach {
        let mut open = Reach::Elsewhere;
        for entry in self.entries.iter().filter(|entry| entry.is_active(today)) {
            let reach = match &entry.selector {
                Selector::Pattern(pattern) => entry_reach(pattern, endpoint),
                Selector::Endpoint(named) if named.as_str() == endpoint => Reach::Whole,
                Selector::Endpoint(_) => Reach::Elsewhere,
            };
            match reach {
                Reach::Whole => return Reach::Whole,
                Reach::Part => open = Reach::Part,
                Reach::Elsewhere => {}
            }
        }
        open
    }
}

/// How the entry that allowed a request relates to the endpoint that WordPress matched for it.
///
/// `text` is the pattern as a decision tells it. A text that is no pattern reaches nothing.
pub fn entry_text_reach(text: &str, endpoint: &str) -> Reach {
    if text == endpoint {
        return Reach::Whole;
    }
    Pattern::parse_path(text).map_or(Reach::Elsewhere, |pattern| entry_reach(&pattern, endpoint))
}

fn entry_reach(pattern: &Pattern, endpoint: &str) -> Reach {
    match pattern.space() {
        Space::Rest => reach(pattern, endpoint),
        Space::Path => Reach::Elsewhere,
    }
}

/// Reads `builtin_disabled`: every text must name a built-in entry.
fn disabled_builtins(texts: &[String]) -> Result<Vec<&'static str>, PolicyError> {
    texts
        .iter()
        .enumerate()
        .map(|(at, text)| {
            find_builtin(text).ok_or_else(|| {
                PolicyError::new(
                    format!("/builtin_disabled/{at}"),
                    text,
                    "not a built-in entry",
                )
            })
        })
        .collect()
}

/// The built-in entry that a text names.
pub(super) fn find_builtin(text: &str) -> Option<&'static str> {
    let canonical = Pattern::parse_path(text).ok()?.to_string();
    BUILTIN
        .iter()
        .map(|builtin| builtin.pattern)
        .find(|pattern| *pattern == canonical)
}

fn hash(document: &Document) -> String {
    // A document always serializes: it holds strings, numbers and lists only.
    let text = serde_json::to_vec(document).unwrap_or_default();
    Sha256::digest(&text)
        .iter()
        .take(8)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// The last day of an entry as text.
pub fn expires(entry: &Entry) -> Option<&str> {
    entry.expires.as_ref().map(Day::as_str)
}
