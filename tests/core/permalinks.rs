//! A path is resolved with every quirk of WordPress's permalinks: four rules, tried on the raw path
//! before the decoded one, anchored at the front only, in homes of any folder and with any prefix.

use crate::resolving::{ROOT, none, route, server, site};
use rest_gate::request::{Server, resolve};

/// One line: home, prefix, REQUEST_URI, PATH_INFO, and the route or nothing.
type Quirk = (
    &'static str,
    &'static str,
    &'static [u8],
    &'static [u8],
    Option<&'static [u8]>,
);

const BLOG: &str = "http://a.test/blog/";
const SHOP: &str = "http://ms.test/shop";

#[rustfmt::skip]
const QUIRKS: &[Quirk] = &[
    // The four rules.
    (ROOT, "wp-json", b"/wp-json", b"", Some(b"/")),
    (ROOT, "wp-json", b"/wp-json/", b"", Some(b"/")),
    (ROOT, "wp-json", b"/wp-json/wp/v2/posts", b"", Some(b"/wp/v2/posts")),
    (ROOT, "wp-json", b"/index.php/wp-json/", b"", Some(b"/")),
    (ROOT, "wp-json", b"/index.php/wp-json/wp/v2/posts", b"", Some(b"/wp/v2/posts")),
    (ROOT, "wp-json", b"/wp-json/wp/v2/posts?per_page=1", b"", Some(b"/wp/v2/posts")),
    (ROOT, "wp-json", b"/", b"", None),
    (ROOT, "wp-json", b"/hello-world/", b"", None),
    (ROOT, "wp-json", b"/index.php", b"", None),
    (ROOT, "wp-json", b"", b"", None),
    (ROOT, "wp-json", b"/0", b"", None),
    // Case, slashes and borders.
    (ROOT, "wp-json", b"/WP-JSON/wp/v2/posts", b"", None),
    (ROOT, "wp-json", b"/wp-json-x/wp/v2/posts", b"", None),
    (ROOT, "wp-json", b"/x/wp-json/wp/v2/posts", b"", None),
    (ROOT, "wp-json", b"//wp-json/wp/v2/posts", b"", Some(b"/wp/v2/posts")),
    (ROOT, "wp-json", b"/wp-json//wp/v2/posts", b"", Some(b"//wp/v2/posts")),
    (ROOT, "wp-json", b"/wp-json/wp/v2/posts//", b"", Some(b"/wp/v2/posts")),
    (ROOT, "wp-json", b"/wp-json/wp/v2/posts\\", b"", Some(b"/wp/v2/posts")),
    (ROOT, "wp-json", b"/wp-json///", b"", Some(b"/")),
    (ROOT, "wp-json", b"/wp-json/0", b"", Some(b"/0")),
    (ROOT, "wp-json", b"/./wp-json/x", b"", None),
    (ROOT, "wp-json", b"/wp-json/a/../b", b"", Some(b"/a/../b")),
    // A rule is tried on the raw path before the decoded one, which is decoded once.
    (ROOT, "wp-json", b"/wp-json/wp/v2/%75sers", b"", Some(b"/wp/v2/%75sers")),
    (ROOT, "wp-json", b"/wp%2Djson/wp/v2/%75sers", b"", Some(b"/wp/v2/users")),
    (ROOT, "wp-json", b"/%77p-json/a+b", b"", Some(b"/a b")),
    (ROOT, "wp-json", b"/wp-json/a+b", b"", Some(b"/a+b")),
    (ROOT, "wp-json", b"/wp-json%2Fwp/v2/posts", b"", Some(b"/wp/v2/posts")),
    (ROOT, "wp-json", b"/wp%252Djson/wp/v2/posts", b"", None),
    (ROOT, "wp-json", b"/wp%2Djson/%2575sers", b"", Some(b"/%75sers")),
    (ROOT, "wp-json", b"/wp%2Djson/%zz%4", b"", Some(b"/%zz%4")),
    (ROOT, "wp-json", b"/wp%2Djson/x%3Fy", b"", Some(b"/x?y")),
    (ROOT, "wp-json", b"/wp%2Djson/%ff", b"", Some(b"/\xff")),
    // `$` tolerates a final newline, and `.*` stops at one.
    (ROOT, "wp-json", b"/wp-json%0A", b"", Some(b"/")),
    (ROOT, "wp-json", b"/wp-json/%0A", b"", Some(b"/")),
    (ROOT, "wp-json", b"/wp-json%0A%0A", b"", None),
    (ROOT, "wp-json", b"/wp-json/wp/v2/posts%0Ax", b"", Some(b"/wp/v2/posts%0Ax")),
    (ROOT, "wp-json", b"/wp%2Djson/wp/v2/posts%0A/secret", b"", Some(b"/wp/v2/posts")),
    (ROOT, "wp-json", b"/wp%2Djson/%0Ax", b"", Some(b"/")),
    (ROOT, "wp-json", b"/wp%2Djson/a%0Db", b"", Some(b"/a\rb")),
    // Quotes are slashed before the rules see them, and no rule unslashes.
    (ROOT, "wp-json", b"/wp-json/it's", b"", Some(b"/it\\'s")),
    (ROOT, "wp-json", b"/wp-json/a\"b", b"", Some(b"/a\\\"b")),
    (ROOT, "wp-json", b"/wp%2Djson/it%27s", b"", Some(b"/it's")),
    (ROOT, "wp-json", b"/wp-json/a\0b", b"", Some(b"/a\\0b")),
    // `.` in `index.php` is any byte.
    (ROOT, "wp-json", b"/index_php/wp-json/x", b"", Some(b"/x")),
    (ROOT, "wp-json", b"/INDEX.php/wp-json/x", b"", None),
    // PATH_INFO wins over the URI, and its `%` is doubled.
    (ROOT, "wp-json", b"/index.php/wp-json/wp/v2/posts", b"/wp-json/wp/v2/posts", Some(b"/wp/v2/posts")),
    (ROOT, "wp-json", b"/hello", b"/wp-json/wp/v2/posts", Some(b"/wp/v2/posts")),
    (ROOT, "wp-json", b"/wp-json/x", b"/hello", None),
    (ROOT, "wp-json", b"/index.php/wp-json/50%25", b"/wp-json/50%", Some(b"/50%25")),
    (ROOT, "wp-json", b"/wp-json/x", b"/0", Some(b"/x")),
    (ROOT, "wp-json", b"/wp-json/x", b"/a/index.php", Some(b"/x")),
    (ROOT, "wp-json", b"/wp-json/x", b"/wp-json/index.php", Some(b"/x")),
    (ROOT, "wp-json", b"/wp-json/x", b"/wp-json/y?z", Some(b"/y")),
    // PATH_INFO is cut out of the URI wherever it stands.
    (ROOT, "wp-json", b"/wp-json/a/index.php/b/a/index.php", b"/a/index.php", Some(b"/b")),
    // A file that begins like a rule is put before the path, which then begins with `^`.
    (ROOT, "wp-json", b"/^/wp-json/x", b"/wp-json/x", None),
    (ROOT, "wp-json", b"/^wp-json/x", b"", None),
    (ROOT, "wp-json", b"/^x/wp-json/x", b"/wp-json/x", Some(b"/x")),
    // A home in a folder, and a network's site: no case, and no border.
    (BLOG, "wp-json", b"/blog/wp-json/wp/v2/posts", b"", Some(b"/wp/v2/posts")),
    (BLOG, "wp-json", b"/BLOG/wp-json/wp/v2/posts", b"", Some(b"/wp/v2/posts")),
    (BLOG, "wp-json", b"/blogwp-json/wp/v2/posts", b"", Some(b"/wp/v2/posts")),
    (BLOG, "wp-json", b"/wp-json/wp/v2/posts", b"", Some(b"/wp/v2/posts")),
    (BLOG, "wp-json", b"/blog/blog/wp-json/x", b"", None),
    (BLOG, "wp-json", b"/%62log/wp-json/x", b"", None),
    (BLOG, "wp-json", b"/blog/index.php/wp-json/x", b"/wp-json/x", Some(b"/x")),
    (BLOG, "wp-json", b"/blog/index.php", b"/blog/wp-json/x", Some(b"/x")),
    (SHOP, "wp-json", b"/shop/wp-json/wc/store/v1/cart", b"", Some(b"/wc/store/v1/cart")),
    (SHOP, "wp-json", b"/shop/wp-json", b"", Some(b"/")),
    (SHOP, "wp-json", b"/wp-json/x", b"", Some(b"/x")),
    (SHOP, "wp-json", b"/other/wp-json/x", b"", None),
    // Another prefix, in which `.` is any byte but a newline.
    (ROOT, "api", b"/api/wp/v2/posts", b"", Some(b"/wp/v2/posts")),
    (ROOT, "api", b"/wp-json/wp/v2/posts", b"", None),
    (ROOT, "api/rest", b"/api/rest/x", b"", Some(b"/x")),
    (ROOT, "api.v1", b"/api.v1/x", b"", Some(b"/x")),
    (ROOT, "api.v1", b"/apiXv1/x", b"", Some(b"/x")),
    (ROOT, "api.v1", b"/api%0Av1/x", b"", None),
    (ROOT, "api.v1", b"/api%ffv1/x", b"", Some(b"/x")),
    (BLOG, "api", b"/blog/api/x", b"", Some(b"/x")),
];

#[test]
fn the_path_is_resolved_with_every_quirk_of_wordpress() {
    let mut wrong = Vec::new();
    for (home, prefix, uri, path_info, wanted) in QUIRKS {
        let server = Server {
            path_info: path_info.to_vec(),
            ..server(uri)
        };
        let got = resolve(&site(home, prefix), &server, &none(), &none());
        if route(&got) != *wanted {
            wrong.push(format!(
                "{home} {prefix} {} [{}]: {:?}",
                uri.escape_ascii(),
                path_info.escape_ascii(),
                route(&got).map(|route| route.escape_ascii().to_string())
            ));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}
