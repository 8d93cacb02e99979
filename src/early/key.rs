//! Under which name the snapshot of a site lies.
//!
//! Promise: two requests have the same key only if PHP opened a script of the same folder for the same
//! host and site path. Each part is preceded by its length, so that no part can run into the next.

use sha2::{Digest, Sha256};

/// The name of a snapshot, without its ending: 32 hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct SnapshotKey(String);

impl SnapshotKey {
    /// The key of a site, from the script that PHP opened, `HTTP_HOST` with its port, and the path of
    /// the site.
    ///
    /// The folder is taken literally, and so is a dot at the end of the host; only the case of the
    /// host does not count.
    pub fn of(script: &[u8], host: &[u8], site_path: &[u8]) -> Self {
        let slash = script.iter().rposition(|&byte| byte == b'/');
        let folder = slash.and_then(|at| script.get(..at)).unwrap_or_default();
        let host = host.to_ascii_lowercase();
        let mut hash = Sha256::new();
        for part in [folder, host.as_slice(), site_path] {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part);
        }
        let digits = hash.finalize();
        Self(
            digits
                .iter()
                .take(16)
                .map(|byte| format!("{byte:02x}"))
                .collect(),
        )
    }

    /// The 32 digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(script: &str, host: &str, path: &str) -> String {
        SnapshotKey::of(script.as_bytes(), host.as_bytes(), path.as_bytes())
            .as_str()
            .to_owned()
    }

    #[test]
    fn scripts_of_one_folder_share_a_key_and_nothing_else_does() {
        let own = key("/srv/wp/index.php", "a.test:8080", "/");
        assert_eq!(own.len(), 32);
        assert_eq!(key("/srv/wp/wp-signup.php", "A.Test:8080", "/"), own);
        for (script, host, path) in [
            ("/srv/wp2/index.php", "a.test:8080", "/"),
            ("/srv/wp/x/index.php", "a.test:8080", "/"),
            ("/srv//wp/index.php", "a.test:8080", "/"),
            ("/srv/wp/index.php", "a.test", "/"),
            ("/srv/wp/index.php", "a.test.:8080", "/"),
            ("/srv/wp/index.php", "a.test:8080", "/shop/"),
            ("/srv/w/index.php", "pa.test:8080", "/"),
            ("/srv/wp/index.php", "a.test:808", "0/"),
            ("index.php", "a.test:8080", "/"),
        ] {
            assert_ne!(key(script, host, path), own, "{script} {host} {path}");
        }
    }
}
