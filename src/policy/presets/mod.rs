//! What strangers need of known plugins: the narrowest routes and methods, each with its purpose.
//!
//! Read in the plugins' own sources, which each preset names. Endpoints are registered route
//! patterns, byte for byte; one that the site does not register is not applied.

mod activitypub;
mod contact_form_7;
mod jetpack;
mod oembed;
mod woocommerce_store_api;
mod wpforms;

/// The presets of one plugin or of a part of core.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Preset {
    /// The name for the command line.
    pub id: &'static str,
    /// The name for people.
    pub name: &'static str,
    /// The main files by which WordPress knows the plugin; none for core.
    pub plugins: &'static [&'static str],
    /// Where the routes were read.
    pub source: &'static str,
    /// What to know before applying it.
    pub note: &'static str,
    /// What it opens.
    pub opens: &'static [Open],
}

/// One endpoint that a preset opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Open {
    /// The registered route pattern.
    pub endpoint: &'static str,
    /// The methods that strangers need.
    pub methods: &'static [&'static str],
    /// Why.
    pub purpose: &'static str,
}

/// All presets.
pub const PRESETS: &[Preset] = &[
    oembed::PRESET,
    contact_form_7::PRESET,
    wpforms::PRESET,
    woocommerce_store_api::PRESET,
    activitypub::PRESET,
    jetpack::PRESET,
];

const fn open(
    endpoint: &'static str,
    methods: &'static [&'static str],
    purpose: &'static str,
) -> Open {
    Open {
        endpoint,
        methods,
        purpose,
    }
}
