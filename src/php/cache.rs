//! Compiled policies, kept per process under their text.
//!
//! A worker compiles a site's document once and then only looks it up. The number kept is bounded
//! by `rest_gate.policy_cache`; the one unused for longest goes first.

use super::ini;
use crate::policy::{Policy, PolicyError};
use parking_lot::Mutex;
use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

struct Cache {
    policies: HashMap<Box<[u8]>, Kept>,
    clock: u64,
    hits: u64,
    misses: u64,
}

struct Kept {
    policy: Arc<Policy>,
    used: u64,
}

static CACHE: OnceLock<Mutex<Cache>> = OnceLock::new();

fn cache() -> &'static Mutex<Cache> {
    CACHE.get_or_init(|| {
        Mutex::new(Cache {
            policies: HashMap::new(),
            clock: 0,
            hits: 0,
            misses: 0,
        })
    })
}

/// The policy of a document, compiled now or before.
pub(super) fn compiled(document: &[u8]) -> Result<Arc<Policy>, PolicyError> {
    if let Some(policy) = cache().lock().find(document) {
        return Ok(policy);
    }
    let policy = Arc::new(Policy::compile(document)?);
    cache().lock().keep(document, &policy);
    Ok(policy)
}

impl Cache {
    fn find(&mut self, document: &[u8]) -> Option<Arc<Policy>> {
        self.clock += 1;
        let kept = self.policies.get_mut(document);
        match kept {
            Some(kept) => {
                kept.used = self.clock;
                self.hits += 1;
                Some(Arc::clone(&kept.policy))
            }
            None => {
                self.misses += 1;
                None
            }
        }
    }

    fn keep(&mut self, document: &[u8], policy: &Arc<Policy>) {
        static LIMIT: OnceLock<usize> = OnceLock::new();
        let limit = *LIMIT.get_or_init(ini::policy_cache);
        while self.policies.len() >= limit {
            let oldest = self.policies.iter().min_by_key(|(_, kept)| kept.used);
            let Some(oldest) = oldest.map(|(text, _)| text.clone()) else {
                break;
            };
            self.policies.remove(&oldest);
        }
        let kept = Kept {
            policy: Arc::clone(policy),
            used: self.clock,
        };
        self.policies.insert(document.into(), kept);
    }
}

/// Policies kept, look-ups answered, look-ups that had to compile.
pub(super) fn figures() -> (usize, u64, u64) {
    let cache = cache().lock();
    (cache.policies.len(), cache.hits, cache.misses)
}
