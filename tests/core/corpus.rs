//! Every recorded request resolves to what WordPress 7.1.1 really dispatched.

use rest_gate::request::{Param, Params, Resolution, Server, Site, resolve};
use serde_json::Value;

/// The recorded text: JSON strings are UTF-8, bytes that are not stand as `hex:…`.
pub fn bytes(value: &Value) -> Vec<u8> {
    let text = value.as_str().unwrap_or_default();
    match text.strip_prefix("hex:") {
        Some(hex) => unhex(hex),
        None => text.as_bytes().to_vec(),
    }
}

fn unhex(hex: &str) -> Vec<u8> {
    (0..hex.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap())
        .collect()
}

fn param(value: &Value) -> Param {
    match value {
        Value::Array(items) => Param::Array(
            items
                .iter()
                .enumerate()
                .map(|(key, item)| (key.to_string().into_bytes(), param(item)))
                .collect(),
        ),
        Value::Object(items) => Param::Array(
            items
                .iter()
                .map(|(key, item)| (key.clone().into_bytes(), param(item)))
                .collect(),
        ),
        text => Param::Text(bytes(text)),
    }
}

/// A recorded `$_GET` or `$_POST`.
pub fn params(value: &Value) -> Params {
    value
        .as_object()
        .into_iter()
        .flatten()
        .map(|(name, value)| (name.clone().into_bytes(), param(value)))
        .collect()
}

/// What the extension makes of a recorded request.
fn resolved(line: &Value) -> Resolution {
    let site = &line["site"];
    let home = if site["env"] == "ms" && line["blog_id"] == 2 {
        "http://ms.test/shop"
    } else {
        site["home"].as_str().unwrap()
    };
    let site = Site::new(
        home.as_bytes(),
        site["permalink_structure"]
            .as_str()
            .unwrap_or("")
            .as_bytes(),
        site["rest_url_prefix"].as_str().unwrap().as_bytes(),
    )
    .unwrap();
    let php = &line["php"];
    let server = Server {
        request_method: bytes(&php["REQUEST_METHOD"]),
        request_uri: bytes(&php["REQUEST_URI"]),
        path_info: bytes(&php["PATH_INFO"]),
        php_self: bytes(&php["PHP_SELF"]),
        script: bytes(&php["main_script"]),
        method_override: php["X_HTTP_METHOD_OVERRIDE"]
            .as_str()
            .map(|text| text.as_bytes().to_vec()),
    };
    resolve(
        &site,
        &server,
        &params(&line["php_get"]),
        &params(&line["php_post"]),
    )
}

#[test]
fn every_recorded_request_resolves_to_what_wordpress_ran() {
    let mut compared = 0;
    for text in include_str!("../corpus/requests.jsonl").lines() {
        let line: Value = serde_json::from_str(text).unwrap();
        if line["php_reached"] == false {
            continue;
        }
        let route = match line["wp_route_hex"].as_str() {
            Some(hex) => Some(unhex(hex)),
            None => line["wp_route"]
                .as_str()
                .map(|text| text.as_bytes().to_vec()),
        };
        let method = line["wp_method"]
            .as_str()
            .map(|text| text.as_bytes().to_vec());
        let got = match resolved(&line) {
            Resolution::Rest { route, method } => (Some(route), Some(method)),
            Resolution::InvalidJsonp { route } => (Some(route), None),
            Resolution::NotRest(_) | Resolution::Dies(_) => (None, None),
        };
        let depends_on_the_screen = line["request"]["uri"]
            .as_str()
            .unwrap()
            .contains("wp-admin")
            && route.is_none()
            && got.0.is_some();
        if !depends_on_the_screen {
            assert_eq!(got, (route, method), "{}", line["id"]);
        }
        compared += 1;
    }
    assert!(
        compared > 200,
        "only {compared} recorded requests reached PHP"
    );
}
