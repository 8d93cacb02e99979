//! What surrounds the route: the script that is asked, the method that counts, the JSONP callback.

use crate::resolving::{ROOT, array, none, param, route, server, site};
use rest_gate::request::{Params, Resolution, Server, resolve};

#[test]
fn the_scripts_that_call_wp_are_known_by_name_and_the_admin_by_its_path() {
    let ask = |script: &str, php_self: &str| {
        let server = Server {
            script: script.as_bytes().to_vec(),
            php_self: php_self.as_bytes().to_vec(),
            ..server(b"/wp-json/x")
        };
        let get = param("rest_route", b"/x");
        route(&resolve(&site(ROOT, "wp-json"), &server, &get, &none())).is_some()
    };
    for (script, php_self, rest) in [
        ("/srv/index.php", "/index.php", true),
        ("index.php", "/index.php", true),
        ("/srv/wp-activate.php", "/wp-activate.php", true),
        ("/srv/wp-trackback.php", "/wp-trackback.php", true),
        ("/srv/wp-login.php", "/wp-login.php", false),
        (
            "/srv/wp-admin/admin-ajax.php",
            "/wp-admin/admin-ajax.php",
            false,
        ),
        ("/srv/wp-admin/edit.php", "/wp-admin/edit.php", true),
        ("/srv/wp-admin/upload.php", "/wp-admin/upload.php", true),
        ("/srv/wp-admin/index.php", "/wp-admin/index.php", false),
        ("/srv/edit.php", "/edit.php", false),
        ("/srv/index.php", "/index.php/wp-admin/", false),
        ("/srv/INDEX.PHP", "/index.php", false),
    ] {
        assert_eq!(ask(script, php_self), rest, "{script} {php_self}");
    }
}

#[test]
fn the_method_is_the_parameter_then_the_header_then_the_requests_own() {
    let ask = |get: &Params, header: Option<&[u8]>| {
        let server = Server {
            method_override: header.map(<[u8]>::to_vec),
            request_method: b"post".to_vec(),
            ..server(b"/wp-json/x")
        };
        match resolve(&site(ROOT, "wp-json"), &server, get, &none()) {
            Resolution::Rest { method, .. } => method,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(ask(&none(), None), b"POST");
    assert_eq!(ask(&none(), Some(b"delete")), b"DELETE");
    assert_eq!(ask(&none(), Some(b"")), b"");
    assert_eq!(ask(&param("_method", b"Put"), Some(b"delete")), b"PUT");
    assert_eq!(ask(&param("_method", b""), Some(b"delete")), b"");
    assert_eq!(ask(&param("_method", b" get\n"), None), b" GET\n");
    assert_eq!(ask(&param("_METHOD", b"PUT"), None), b"POST");
    let array = resolve(
        &site(ROOT, "wp-json"),
        &server(b"/wp-json/x"),
        &array("_method"),
        &none(),
    );
    assert_eq!(array, Resolution::Dies(500));
}

#[test]
fn a_jsonp_callback_that_is_no_name_ends_before_authentication() {
    for (callback, invalid) in [
        (&b"cb"[..], false),
        (b"a.b_C9", false),
        (b"", false),
        (b"0", false),
        (b"a-b", true),
        (b"cb\n", true),
        (b"\xff", true),
    ] {
        let get = param("_jsonp", callback);
        let got = resolve(
            &site(ROOT, "wp-json"),
            &server(b"/wp-json/x"),
            &get,
            &none(),
        );
        let is_invalid = matches!(got, Resolution::InvalidJsonp { .. });
        assert_eq!(is_invalid, invalid, "{}", callback.escape_ascii());
    }
}
