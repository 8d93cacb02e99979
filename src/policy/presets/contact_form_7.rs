//! What strangers need of Contact Form 7.

use super::{Preset, open};

pub(super) const PRESET: Preset = Preset {
    id: "contact-form-7",
    name: "Contact Form 7",
    plugins: &["contact-form-7/wp-contact-form-7.php"],
    source: "Contact Form 7 6.1.6, includes/rest-api.php",
    note: "The form list and editor routes stay closed.",
    opens: &[
        open(
            r"/contact-form-7/v1/contact-forms/(?P<id>\d+)/feedback",
            &["POST"],
            "visitors submit the form",
        ),
        open(
            r"/contact-form-7/v1/contact-forms/(?P<id>\d+)/feedback/schema",
            &["GET"],
            "the page loads the form's validation rules",
        ),
        open(
            r"/contact-form-7/v1/contact-forms/(?P<id>\d+)/refill",
            &["GET"],
            "cached pages refresh captcha and quiz",
        ),
    ],
};
