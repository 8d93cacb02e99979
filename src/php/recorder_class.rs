//! `RestGate\Recorder`.

use super::policy::Policy;
use super::recorder::{self, OpenSite};
use super::request::site_of;
use super::{bytes, exceptions, recording, server};
use crate::log::spool::SpoolLimits;
use crate::log::{Key, SiteId};
use ext_php_rs::flags::ClassFlags;
use ext_php_rs::prelude::*;
use ext_php_rs::types::{ZendHashTable, Zval};

/// The record of the request that this process serves.
#[php_class]
#[php(name = "RestGate\\Recorder", flags = ClassFlags::Final)]
pub struct Recorder;

#[php_impl]
#[php(change_method_case = "camelCase")]
impl Recorder {
    /// The id of this request: `019ab5c0e2f1-8c41d09e2`. The same until the request is over.
    pub fn request_id() -> String {
        recorder::id().to_string()
    }

    /// Switches the log on for this request, where the policy says so. Later calls replace earlier ones.
    ///
    /// `site` holds `id` (32 hexadecimal digits), `url`, `blog_id`, what `RestGate\Request::resolve()`
    /// takes, and `key` (64 hexadecimal digits) where addresses are hashed. In a command line nothing is
    /// recorded.
    ///
    /// Throws `ArgumentException` for another id or key.
    pub fn open(policy: &Policy, site: &ZendHashTable) -> PhpResult<bool> {
        let settings = policy.compiled().log();
        if !settings.enabled || !server::is_web() {
            return Ok(false);
        }
        let text = |name| bytes::field(site, name).unwrap_or_default();
        let string = |name| String::from_utf8_lossy(&text(name)).into_owned();
        let id = string("id");
        let id = SiteId::parse(&id).ok_or_else(|| {
            exceptions::argument(format!("the site id `{id}` is not 32 hexadecimal digits"))
        })?;
        let key = match settings.hash_ips {
            // Not the text itself: it may be a key after all.
            true => Some(Key::parse(&string("key")).ok_or_else(|| {
                exceptions::argument(
                    "the key for addresses is not 64 hexadecimal digits".to_owned(),
                )
            })?),
            false => None,
        };
        recorder::open(OpenSite {
            id,
            rules: recording::rules(policy.compiled(), key, &string("url"), &string("blog_id")),
            site: site_of(site).ok(),
            limits: SpoolLimits {
                max_bytes: settings.spool_max_mb * recording::MIB,
            },
        });
        Ok(true)
    }

    /// Tells facts of this request by their names; later ones replace earlier ones.
    ///
    /// Throws `ArgumentException` for a name or an outcome that there is not.
    pub fn tell(facts: &ZendHashTable) -> PhpResult<()> {
        recorder::tell(facts).map_err(exceptions::argument)
    }

    /// Tells the body of this request; kept only where bodies are recorded.
    pub fn tell_body(content_type: &Zval, body: &Zval) {
        recorder::tell_body(&bytes::of(content_type), &bytes::of(body));
    }

    /// Leaves behind what was told so far, should this worker die before the request is over.
    pub fn leave() {
        recorder::leave();
    }

    /// Tells an item of a batch that is over, with `status` and `duration_us` among its facts.
    ///
    /// Throws `ArgumentException` for a name or an outcome that there is not.
    pub fn item(facts: &ZendHashTable) -> PhpResult<()> {
        recorder::item(facts).map_err(exceptions::argument)
    }

    /// Why the log cannot be written, and what to do; null when it can, or is off.
    pub fn problem() -> Option<String> {
        recorder::problem()
    }
}
