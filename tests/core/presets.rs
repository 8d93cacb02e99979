//! Every preset is whole: it names each endpoint once and says why, applies where its endpoints are
//! registered, and adds nothing that is open already.

use crate::editing::{document, m, message, p};
use rest_gate::policy::{PRESETS, Policy};
use std::collections::BTreeSet;

#[test]
fn every_preset_applies_once_where_all_its_endpoints_are_registered() {
    for preset in PRESETS {
        let registered: Vec<&str> = preset.opens.iter().map(|open| open.endpoint).collect();
        let mut document = document(&[]);
        let added = document.apply_preset(preset.id, &registered).unwrap();
        assert_eq!(added, preset.opens.len(), "{}", preset.id);
        assert!(
            Policy::from_document(&document)
                .unwrap()
                .check_coverage()
                .is_ok()
        );
        assert_eq!(document.unregistered(&registered), [""; 0], "{}", preset.id);
        let once = document.clone();
        assert_eq!(
            document.apply_preset(preset.id, &registered).unwrap(),
            0,
            "{}",
            preset.id
        );
        assert_eq!(document, once, "{}", preset.id);
    }
}

#[test]
fn every_preset_is_described_and_names_each_endpoint_once() {
    let ids: BTreeSet<&str> = PRESETS.iter().map(|preset| preset.id).collect();
    assert_eq!(ids.len(), PRESETS.len());
    for preset in PRESETS {
        let told = [preset.name, preset.source, preset.note];
        assert!(told.iter().all(|text| !text.is_empty()), "{}", preset.id);
        let names: BTreeSet<&str> = preset.opens.iter().map(|open| open.endpoint).collect();
        assert_eq!(names.len(), preset.opens.len(), "{}", preset.id);
        for open in preset.opens {
            assert!(
                !open.purpose.is_empty() && !open.methods.is_empty(),
                "{}",
                open.endpoint
            );
        }
    }
}

#[test]
fn a_preset_adds_only_what_is_registered_and_not_open_yet() {
    let cart = ["/wc/store/v1/cart", "/wc/store/v1/checkout", "/wp/v2/posts"];
    let mut fresh = document(&[]);
    assert_eq!(fresh.apply_preset("woocommerce-store-api", &[]).unwrap(), 0);
    assert_eq!(
        fresh.apply_preset("woocommerce-store-api", &cart).unwrap(),
        2
    );
    let note = fresh.allowlist[0].note.as_deref();
    assert_eq!(note, Some("WooCommerce Store API: visitors see their cart"));
    let mut open = document(&[m(p("/wp-json/wc/*"), &["GET"])]);
    assert_eq!(
        open.apply_preset("woocommerce-store-api", &cart).unwrap(),
        1
    );
    assert_eq!(
        open.allowlist[1].endpoint.as_deref(),
        Some("/wc/store/v1/checkout")
    );
}

#[test]
fn a_preset_that_does_not_exist_is_answered_with_those_that_do() {
    assert_eq!(
        message(document(&[]).apply_preset("woocommerce", &[]).map(drop)),
        "not a preset; there are `oembed`, `contact-form-7`, `wpforms`, `woocommerce-store-api`, \
         `activitypub`, `jetpack`"
    );
}
