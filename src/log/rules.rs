//! What a site's policy says of its log, ready to be applied to a record.

use super::pseudonym::{Key, pseudonym};
use super::record::Record;
use super::redact::Redactor;
use super::sampler::Sampler;
use super::text::{bounded, limit};
use crate::request::Proxies;

/// What the request line and the headers said.
#[derive(Debug, Clone, Default)]
pub struct Wire {
    /// The method on the wire.
    pub method: Vec<u8>,
    /// The query string.
    pub query: Vec<u8>,
    /// The referrer.
    pub referrer: Vec<u8>,
    /// The user agent.
    pub user_agent: Vec<u8>,
    /// Whose connection it is.
    pub remote_addr: Vec<u8>,
    /// The header that a trusted proxy sets.
    pub forwarded: Option<Vec<u8>>,
    /// The request id that a proxy set.
    pub proxy_id: Vec<u8>,
}

/// The rules of a site's log.
#[derive(Debug)]
pub struct Rules {
    /// Which records are written.
    pub sampler: Sampler,
    /// What is left out of them.
    pub redactor: Redactor,
    /// Where bodies are cut; none where they are not recorded.
    pub body_limit: Option<usize>,
    /// What addresses are hashed with; none where they are not.
    pub key: Option<Key>,
    /// Whose word is taken for the client's address.
    pub proxies: Proxies,
    /// The machine.
    pub node: String,
    /// The site's URL.
    pub site: String,
    /// The site's number in its network.
    pub blog_id: u64,
}

impl Rules {
    /// Adds to a record what the wire said, redacted. Returns the client's address, which the record
    /// itself may hold only as a pseudonym.
    pub fn complete(
        &self,
        record: &mut Record,
        wire: &Wire,
        body: Option<&(Vec<u8>, Vec<u8>)>,
    ) -> String {
        let client = self
            .proxies
            .client(&wire.remote_addr, wire.forwarded.as_deref());
        record.ip = match &self.key {
            Some(key) if !client.is_empty() => pseudonym(key, &client),
            _ => client.clone(),
        };
        if record.method.is_empty() {
            record.method = bounded(&wire.method, limit::METHOD);
        }
        record.route = self.redactor.text(record.route.as_bytes(), limit::ROUTE);
        record.query = self.redactor.query(&wire.query);
        record.referrer = self.redactor.url(&wire.referrer);
        record.user_agent = self.redactor.text(&wire.user_agent, limit::USER_AGENT);
        if self.proxies.trusts_peer(&wire.remote_addr) {
            record.proxy_id = bounded(&wire.proxy_id, limit::WORD);
        }
        if let (Some(limit), Some((content_type, body))) = (self.body_limit, body) {
            record.body = self.redactor.body(content_type, body, limit);
        }
        self.node.clone_into(&mut record.node);
        if record.site.is_empty() {
            self.site.clone_into(&mut record.site);
        }
        if record.blog_id == 0 {
            record.blog_id = self.blog_id;
        }
        client
    }

    /// Adds to the record of a batch item what it shares with that of the batch.
    pub fn complete_item(&self, item: &mut Record, batch: &Record) {
        item.route = self.redactor.text(item.route.as_bytes(), limit::ROUTE);
        item.parent = Some(batch.id);
        item.node.clone_from(&batch.node);
        item.site.clone_from(&batch.site);
        item.blog_id = batch.blog_id;
        item.user_id = batch.user_id;
        item.user.clone_from(&batch.user);
        item.roles.clone_from(&batch.roles);
        item.ip.clone_from(&batch.ip);
        item.auth_type.clone_from(&batch.auth_type);
        item.presented.clone_from(&batch.presented);
        item.user_agent.clone_from(&batch.user_agent);
    }

    /// Whether a record is written. `chance` is uniform over all numbers.
    pub fn records(&self, record: &Record, client: &str, chance: u32) -> bool {
        self.sampler
            .records(record.outcome, record.route.as_bytes(), client, chance)
    }
}
