//! The rules of the log of a policy, kept as long as the policy is asked for again.

use crate::log::{Key, Redactor, Rules, Sampler, limit};
use crate::policy::Policy;
use rustix::system::uname;
use std::cell::RefCell;
use std::sync::Arc;

/// A mebibyte.
pub(super) const MIB: u64 = 1 << 20;

struct Kept {
    policy: Arc<Policy>,
    key: Option<Key>,
    rules: Arc<Rules>,
}

thread_local! {
    // One is enough: a worker that serves many sites makes them anew when it changes the site.
    static KEPT: RefCell<Option<Kept>> = const { RefCell::new(None) };
}

/// The rules of a policy for a site.
pub(super) fn rules(
    policy: &Arc<Policy>,
    key: Option<Key>,
    site: &str,
    blog_id: &str,
) -> Arc<Rules> {
    let blog_id = blog_id.parse().unwrap_or(0);
    KEPT.with_borrow_mut(|kept| {
        if let Some(kept) = kept
            && Arc::ptr_eq(&kept.policy, policy)
            && kept.key == key
            && kept.rules.site == site
            && kept.rules.blog_id == blog_id
        {
            return Arc::clone(&kept.rules);
        }
        let rules = Arc::new(made(policy, key.clone(), site, blog_id));
        *kept = Some(Kept {
            policy: Arc::clone(policy),
            key,
            rules: Arc::clone(&rules),
        });
        rules
    })
}

fn made(policy: &Policy, key: Option<Key>, site: &str, blog_id: u64) -> Rules {
    let log = policy.log();
    Rules {
        sampler: Sampler {
            percent: log.sampling_percent,
            always_record_denials: log.always_record_denials,
            exclude: log.exclude.clone(),
            exclude_ips: log.exclude_ips.clone(),
        },
        redactor: Redactor::new(&log.redact),
        body_limit: log.record_bodies.then_some(log.body_limit),
        key,
        proxies: log.proxies.clone(),
        node: crate::log::bounded(uname().nodename().to_bytes(), limit::WORD),
        site: crate::log::bounded(site.as_bytes(), limit::SITE),
        blog_id,
    }
}
