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

/// The same, as it may be recorded: a site's rules look at it once for each request.
#[derive(Debug, Clone, Default)]
pub struct Seen {
    /// The client's address, which a record itself may hold only as a pseudonym.
    pub client: String,
    ip: String,
    method: String,
    query: String,
    referrer: String,
    user_agent: String,
    proxy_id: String,
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
    /// What of the wire may be recorded.
    pub fn seen(&self, wire: &Wire) -> Seen {
        let client = self
            .proxies
            .client(&wire.remote_addr, wire.forwarded.as_deref());
        let ip = match &self.key {
            Some(key) if !client.is_empty() => pseudonym(key, &client),
            _ => client.clone(),
        };
        let proxy_id = match self.proxies.trusts_peer(&wire.remote_addr) {
            true => bounded(&wire.proxy_id, limit::WORD),
            false => String::new(),
        };
        Seen {
            client,
            ip,
            method: bounded(&wire.method, limit::METHOD),
            query: self.redactor.query(&wire.query),
            referrer: self.redactor.url(&wire.referrer),
            user_agent: self.redactor.text(&wire.user_agent, limit::USER_AGENT),
            proxy_id,
        }
    }

    /// Adds to a record what was seen, and what all records of the site share.
    pub fn complete(&self, record: &mut Record, seen: &Seen) {
        record.ip.clone_from(&seen.ip);
        if record.method.is_empty() {
            record.method.clone_from(&seen.method);
        }
        record.route = self.redactor.text(record.route.as_bytes(), limit::ROUTE);
        record.query.clone_from(&seen.query);
        record.referrer.clone_from(&seen.referrer);
        record.user_agent.clone_from(&seen.user_agent);
        record.proxy_id.clone_from(&seen.proxy_id);
        self.node.clone_into(&mut record.node);
        if record.site.is_empty() {
            self.site.clone_into(&mut record.site);
        }
        if record.blog_id == 0 {
            record.blog_id = self.blog_id;
        }
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
