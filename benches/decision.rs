//! What a decision, a compiled policy and a resolved request cost.
//!
//! `decide` must not grow with the number of patterns; `compile` is paid once per process and text.

use criterion::{BenchmarkId, Criterion, Throughput};
use rest_gate::policy::{Ask, Policy, Principal, evaluate};
use rest_gate::request::{Param, Params, Route, Server, Site, SiteError, Verb, resolve};
use serde_json::json;
use std::hint::black_box;

const SIZES: [usize; 3] = [10, 100, 1000];

/// A document with this many patterns, every fifth of which is no prefix.
fn document(patterns: usize) -> String {
    let entries: Vec<_> = (0..patterns)
        .map(|at| {
            let end = if at % 5 == 0 { "thing" } else { "*" };
            json!({"pattern": format!("/wp-json/plugin-{at}/v1/{end}")})
        })
        .collect();
    json!({"version": 1, "mode": "restrict", "allowlist": entries}).to_string()
}

fn decide(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("decide");
    for size in SIZES {
        let Ok(policy) = Policy::compile(document(size).as_bytes()) else {
            continue;
        };
        let last = size - 1;
        for (name, route) in [
            ("hit", format!("/plugin-{last}/v1/items")),
            ("miss", "/wp/v2/users".to_owned()),
            (
                "deep",
                format!("/plugin-{last}/v1{}", "/Segment".repeat(30)),
            ),
        ] {
            group.bench_with_input(BenchmarkId::new(name, size), &route, |bencher, route| {
                bencher.iter(|| {
                    let route = Route::new(black_box(route.as_bytes()));
                    let ask = Ask {
                        route: &route,
                        verb: Verb::from_bytes(black_box(b"GET")),
                        principal: Principal::Anonymous,
                        preflight: false,
                        endpoint: None,
                        today: b"2027-01-15",
                    };
                    evaluate(&policy, &ask, &mut |_, _| {}).outcome
                });
            });
        }
    }
    group.finish();
}

fn compile(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("compile");
    for size in SIZES {
        let document = document(size);
        group.throughput(Throughput::Elements(size as u64));
        group.bench_with_input(
            BenchmarkId::from_parameter(size),
            &document,
            |bencher, text| {
                bencher.iter(|| Policy::compile(black_box(text.as_bytes())));
            },
        );
    }
    group.finish();
}

fn request(uri: &str) -> Server {
    Server {
        request_method: b"GET".to_vec(),
        request_uri: uri.as_bytes().to_vec(),
        php_self: b"/index.php".to_vec(),
        script: b"/srv/www/index.php".to_vec(),
        ..Server::default()
    }
}

fn resolving(criterion: &mut Criterion) {
    let site: Result<Site, SiteError> =
        Site::new(b"https://shop.example", b"/%postname%/", b"wp-json");
    let Ok(site) = site else { return };
    let parameter: Params = [(
        b"rest_route".to_vec(),
        Param::Text(b"/wc/store/v1/cart".to_vec()),
    )]
    .into_iter()
    .collect();
    let mut group = criterion.benchmark_group("resolve");
    for (name, uri, get) in [
        (
            "pretty",
            "/wp-json/wc/store/v1/cart?_locale=user",
            Params::default(),
        ),
        ("parameter", "/?rest_route=/wc/store/v1/cart", parameter),
        ("not_rest", "/2027/01/hello-world/", Params::default()),
    ] {
        let server = request(uri);
        group.bench_function(name, |bencher| {
            bencher.iter(|| resolve(&site, black_box(&server), &get, &Params::default()));
        });
    }
    group.finish();
}

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    decide(&mut criterion);
    compile(&mut criterion);
    resolving(&mut criterion);
    criterion.final_summary();
}
