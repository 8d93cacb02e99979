//! What arrived, as PHP's own tables hold it.

use super::request::server_of;
use super::server;
use crate::early::{Arrival, Asker};
use crate::request::{Params, Server};
use ext_php_rs::types::ZendHashTable;

/// A request, gathered once.
pub(super) struct Arrived<'a> {
    table: &'a ZendHashTable,
    values: Vec<(&'a [u8], &'a [u8])>,
    pub(super) get: Params,
    pub(super) post: Params,
    script: &'a [u8],
}

impl<'a> Arrived<'a> {
    /// Gathers `$_SERVER`, `$_GET` and `$_POST`.
    pub(super) fn of(table: &'a ZendHashTable, script: &'a [u8]) -> Self {
        let (get, post) = server::params();
        Self {
            table,
            values: server::texts_of(table),
            get,
            post,
            script,
        }
    }

    /// For the judge.
    pub(super) fn arrival(&self) -> Arrival<'_> {
        let count = |table: Option<&ZendHashTable>| table.map_or(0, ZendHashTable::len);
        Arrival {
            server: self.values.clone(),
            get: &self.get,
            post: &self.post,
            cookies: count(server::cookies()),
            files: count(server::files()),
            sapi_authorization: false,
            script: self.script,
        }
    }

    /// For the model of WordPress.
    pub(super) fn server(&self) -> Server {
        server_of(self.table)
    }

    /// Who is answered, by the method that the request comes to; `None` where that is not certain.
    pub(super) fn asker(&self, method: &[u8]) -> Option<Asker> {
        let value = |name: &[u8]| {
            let value = self.values.iter().find(|(known, _)| *known == name);
            value.map_or(&b""[..], |(_, value)| value)
        };
        Asker::of(value(b"REQUEST_METHOD"), method, value(b"HTTP_ORIGIN"))
    }
}
