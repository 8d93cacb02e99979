//! What strangers need of WPForms.

use super::{Preset, open};

pub(super) const PRESET: Preset = Preset {
    id: "wpforms",
    name: "WPForms",
    plugins: &["wpforms-lite/wpforms.php", "wpforms/wpforms.php"],
    source: "WPForms Lite 1.10.0.4, src/Integrations/{Stripe,Square,PayPalCommerce}/Api/WebhookRoute.php",
    note: "Visitors' submissions use admin-ajax and need nothing here; only payment providers' webhooks use REST, and only when switched on.",
    opens: &[
        open(
            "/wpforms/stripe/webhooks",
            &["POST"],
            "Stripe sends payment events, signed",
        ),
        open(
            "/wpforms/square/webhooks",
            &["POST"],
            "Square sends payment events, signed",
        ),
        open(
            "/wpforms/ppc/webhooks",
            &["POST"],
            "PayPal sends payment events",
        ),
    ],
};
