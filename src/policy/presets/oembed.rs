//! What strangers need of oEmbed, which core serves.

use super::{Preset, open};

pub(super) const PRESET: Preset = Preset {
    id: "oembed",
    name: "oEmbed",
    plugins: &[],
    source: "WordPress 7.1.1, wp-includes/class-wp-oembed-controller.php",
    note: "The proxy route stays closed: it needs `edit_posts`.",
    opens: &[open(
        "/oembed/1.0/embed",
        &["GET"],
        "other sites fetch the embed data of public posts",
    )],
};
