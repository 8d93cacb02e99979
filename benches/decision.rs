//! What a decision, a compiled policy, a resolved request and a hundred gates cost.
//!
//! `decide` must not grow with the number of patterns; `compile` is paid once per process and text.
//! Of gates, `place` is paid once per process and endpoint, the rest by each request.

use criterion::{BenchmarkId, Criterion, Throughput};
use rest_gate::policy::{
    Answer, Ask, AuthType, Caller, Judgement, Memo, Parameter, Parameters, Policy, Principal,
    Selection, Step, evaluate,
};
use rest_gate::request::{Param, Params, Route, Server, Site, SiteError, Verb, resolve};
use serde_json::json;
use std::collections::HashSet;
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

const ENDPOINT: &str = r"/wp/v2/posts/(?P<id>[\d]+)";

/// A policy of this many gates: most lie elsewhere, every fourth stands before posts.
fn gated(gates: usize) -> Option<Policy> {
    let gates: Vec<_> = (0..gates)
        .map(|at| match at % 4 {
            0 => json!({
                "id": format!("g-{at}"),
                "pattern": "/wp/v2/posts/*",
                "require": {"any": [
                    {"capability": format!("c{}", at % 20)},
                    {"capability": "edit_post", "object": "id"},
                ]},
            }),
            1 => json!({
                "id": format!("g-{at}"),
                "pattern": format!("/plugin-{at}/v1/*"),
                "methods": ["POST"],
                "require": {"role": "editor"},
            }),
            _ => json!({
                "id": format!("g-{at}"),
                "endpoint": format!("/plugin-{at}/v1/(?P<id>[\\d]+)"),
                "require": {"capability": "edit_posts"},
            }),
        })
        .collect();
    let document = json!({"version": 1, "mode": "off", "gates": gates}).to_string();
    Policy::compile(document.as_bytes()).ok()
}

/// Asks and answers until everything is known; gives the number of questions.
fn settle(judgement: &Judgement<'_>, memo: &mut Memo) -> usize {
    let mut asked = 0;
    while let Step::Ask { question, at } = judgement.step(memo) {
        judgement.asked(memo, at, &question);
        judgement.answer(memo, at, &question, Answer::Yes);
        asked += 1;
    }
    asked
}

fn gates(criterion: &mut Criterion) {
    let Some(policy) = gated(100) else { return };
    let gates = policy.gates();
    let registered = HashSet::from([ENDPOINT]);
    let selection = Selection::new(gates, &registered, Some(&[]));
    let before = selection.on_endpoint(gates, ENDPOINT);
    let route = Route::new(b"/wp/v2/posts/7");
    let selected = selection.selecting(gates, &before, &route, Verb::Post);
    let caller = Caller {
        user: 7,
        auth_type: AuthType::Cookie,
        ..Caller::nobody()
    };
    let seven = Parameter::Text("7".to_owned());
    let parameters = Parameters::from([("id".to_owned(), seven)]);
    let captured = ["id".to_owned()];
    let judgement = Judgement {
        gates,
        selected: &selected,
        endpoint: ENDPOINT,
        caller: &caller,
        parameters: &parameters,
        captured: &captured,
    };
    let mut answered = Memo::default();
    settle(&judgement, &mut answered);

    let mut group = criterion.benchmark_group("gates_100");
    group.bench_function("place", |bencher| {
        bencher.iter(|| selection.on_endpoint(gates, black_box(ENDPOINT)));
    });
    group.bench_function("select", |bencher| {
        bencher.iter(|| {
            let route = Route::new(black_box(b"/wp/v2/posts/7"));
            selection.selecting(gates, &before, &route, Verb::Post)
        });
    });
    group.bench_function("select_elsewhere", |bencher| {
        let before = selection.on_endpoint(gates, "/wp/v2/users");
        bencher.iter(|| {
            let route = Route::new(black_box(b"/wp/v2/users"));
            selection.selecting(gates, &before, &route, Verb::Get)
        });
    });
    group.bench_function("judge", |bencher| {
        bencher.iter(|| settle(black_box(&judgement), &mut Memo::default()));
    });
    group.bench_function("judge_answered", |bencher| {
        bencher.iter(|| settle(black_box(&judgement), &mut answered));
    });
    group.finish();
}

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    decide(&mut criterion);
    compile(&mut criterion);
    resolving(&mut criterion);
    gates(&mut criterion);
    criterion.final_summary();
}
