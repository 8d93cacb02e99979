//! What strangers need of Jetpack, as far as its callers carry no signature.

use super::{Preset, open};

pub(super) const PRESET: Preset = Preset {
    id: "jetpack",
    name: "Jetpack",
    plugins: &["jetpack/jetpack.php"],
    source: "jetpack-connection 6.2.1, src/class-rest-connector.php and src/class-error-handler.php; jetpack-sync, src/class-rest-endpoints.php",
    note: "Only the calls that carry no signature. For signed ones let `rest_gate_vouch` ask `Rest_Authentication::is_signed_with_blog_token()`.",
    opens: &[
        open(
            "/jetpack/v4/verify_registration",
            &["POST"],
            "WordPress.com confirms a new connection",
        ),
        open(
            "/jetpack/v4/remote_authorize",
            &["POST"],
            "WordPress.com completes an authorisation",
        ),
        open(
            "/jetpack/v4/verify_xmlrpc_error",
            &["POST"],
            "WordPress.com confirms a connection error",
        ),
        open(
            "/jetpack/v4/sync/spawn-sync",
            &["GET"],
            "the site calls itself for dedicated sync",
        ),
    ],
};
