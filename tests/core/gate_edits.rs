//! Gates are added, removed and made by presets: each change gives a valid document or is refused and
//! changes nothing.

use crate::editing::{document, message};
use crate::gating::{Request, judged, selected};
use rest_gate::policy::{
    Answer, AuthType, Document, GATE_PRESETS, GateForm, Memo, Outcome, Parameter, Policy,
    PolicyError, Selection, Type, read_gate,
};
use serde_json::{Value, json};
use std::collections::{BTreeSet, HashSet};

fn gate(form: &Value) -> GateForm {
    read_gate(form.to_string().as_bytes()).unwrap()
}

fn deny(id: &str) -> Value {
    json!({"id": id, "pattern": "/a/*", "require": {"deny": true}})
}

fn with(gates: &[Value]) -> Document {
    let mut document = document(&[]);
    for form in gates {
        document.add_gate(gate(form)).unwrap();
    }
    document
}

fn ids(document: &Document) -> Vec<&str> {
    document.gates.iter().map(|gate| gate.id.as_str()).collect()
}

/// Every route pattern that WordPress 7.1.1 registers.
fn core_routes() -> Vec<String> {
    let stored: Value = serde_json::from_str(include_str!("../fixtures/core-routes.json")).unwrap();
    let routes = stored["routes"].as_array().unwrap().iter();
    routes
        .map(|route| route.as_str().unwrap().to_owned())
        .collect()
}

/// A post type whose capabilities are called after it (`get_post_type_capabilities()`).
fn post_type(name: &str, base: &str) -> Type {
    let capabilities = [
        "edit_post",
        "read_post",
        "delete_post",
        "edit_posts",
        "edit_others_posts",
        "delete_posts",
        "publish_posts",
    ];
    Type {
        name: name.to_owned(),
        base: base.to_owned(),
        capabilities: capabilities
            .map(|general| (general.to_owned(), general.replace("post", name)))
            .into(),
    }
}

fn types() -> [Type; 2] {
    [
        post_type("post", "/wp/v2/posts"),
        post_type("page", "/wp/v2/pages"),
    ]
}

fn apply(document: &mut Document, id: &str) -> Result<Vec<String>, PolicyError> {
    let core = core_routes();
    let registered: Vec<&str> = core.iter().map(String::as_str).collect();
    document.apply_gate_preset(id, &types(), &registered)
}

#[test]
fn a_gate_is_added_at_the_end_as_it_is_written() {
    let form = json!({
        "id": "edit", "endpoint": "/wp-json/wp/v2/posts/(?P<id>[\\d]+)", "methods": ["PUT", "POST"],
        "require": {"capability": "edit_post", "object": ["id"], "else": {"role": "editor"}},
        "message": "Née",
    });
    let document = with(&[deny("z"), form.clone(), deny("a")]);
    assert_eq!(ids(&document), ["z", "edit", "a"]);
    assert_eq!(serde_json::to_value(&document.gates[1]).unwrap(), form);
}

#[test]
fn one_name_of_an_object_is_written_as_a_list() {
    let document = with(&[json!({
        "id": "a", "pattern": "/*", "require": {"capability": "edit_post", "object": "id"},
    })]);
    let written = serde_json::to_value(&document.gates[0].require).unwrap();
    assert_eq!(
        written,
        json!({"capability": "edit_post", "object": ["id"]})
    );
}

#[test]
fn a_gate_that_is_not_valid_is_refused_with_its_place_and_nothing_is_added() {
    let mut document = with(&[deny("a"), deny("b")]);
    let before = document.clone();
    for (form, told) in [
        (
            deny("a"),
            "`a`: a gate of this id exists; remove it first, or choose another id",
        ),
        (
            deny("A"),
            "/id: `A`: not an id: 1 to 64 of `a`–`z`, `0`–`9` and `-`",
        ),
        (
            json!({"id": "c", "pattern": "/a/*/b", "require": {"deny": true}}),
            "/pattern: `/a/*/b`: `*` may only be the last segment, as in `/wp-json/myplugin/v1/*`",
        ),
        (
            json!({"id": "c", "require": {"deny": true}}),
            "policy document: needs `pattern` or `endpoint`",
        ),
        (
            json!({"id": "c", "pattern": "/a", "require": {"any": [{"deny": true}, {"not": {}}]}}),
            "/require/any/1/not: asks for nothing; name one of `capability`, `role`, \
             `authenticated`, `application_password`, `auth_type`, `any`, `all`, `not`, `deny`",
        ),
        (
            json!({"id": "c", "pattern": "/a", "methods": ["HEAD"], "require": {"deny": true}}),
            "/methods/0: `HEAD`: HEAD counts as GET; write `GET`",
        ),
    ] {
        let error = document.add_gate(gate(&form)).unwrap_err();
        assert_eq!(error.to_string(), told);
        assert_eq!(document, before, "{form}");
    }
}

#[test]
fn a_thousand_gates_take_no_other() {
    let mut document = document(&[]);
    document.gates = (0..1000)
        .map(|at| gate(&deny(&format!("g-{at}"))))
        .collect();
    let error = document.add_gate(gate(&deny("more"))).unwrap_err();
    assert_eq!(error.to_string(), "/gates: more than 1000 gates");
    document.remove_gate("g-500").unwrap();
    document.add_gate(gate(&deny("more"))).unwrap();
    assert_eq!(document.gates.len(), 1000);
}

#[test]
fn a_gate_is_removed_by_its_id_alone() {
    let mut document = with(&[deny("a"), deny("b"), deny("c")]);
    document.remove_gate("b").unwrap();
    assert_eq!(ids(&document), ["a", "c"]);
    for id in ["b", "A", "", "/a/*", "a "] {
        assert_eq!(
            message(document.remove_gate(id)),
            "no gate of the policy",
            "{id}"
        );
        assert_eq!(ids(&document), ["a", "c"], "{id}");
    }
}

#[test]
fn endpoints_that_nobody_registers_and_abilities_are_told() {
    let on = |id: &str, endpoint: &str| json!({"id": id, "endpoint": endpoint, "require": {"deny": true}});
    let document = with(&[
        on("a", "/wp-json/a/v1/x"),
        on("b", "ability:core/b"),
        on("c", "/c/v1/x"),
        deny("d"),
        on("e", "ability:core/a"),
    ]);
    assert_eq!(document.unregistered_gates(&["/a/v1/x"]), ["/c/v1/x"]);
    assert_eq!(
        document.unregistered_gates(&["/A/v1/x", "core/b"]),
        ["/a/v1/x", "/c/v1/x"]
    );
    assert_eq!(document.gated_abilities(), ["core/b", "core/a"]);
}

#[test]
fn every_preset_of_gates_applies_once_to_what_core_registers() {
    for preset in GATE_PRESETS {
        let mut document = document(&[]);
        let added = apply(&mut document, preset.id).unwrap();
        let wanted = preset.gates.len() * preset.types.len().max(1);
        assert_eq!(
            added.len(),
            wanted,
            "{}: an endpoint is not core's",
            preset.id
        );
        assert_eq!(added, ids(&document), "{}", preset.id);
        let text = serde_json::to_vec(&document).unwrap();
        assert_eq!(
            Policy::compile(&text).unwrap().gates().list().len(),
            wanted,
            "{}",
            preset.id
        );
        let once = document.clone();
        assert_eq!(
            apply(&mut document, preset.id).unwrap(),
            [""; 0],
            "{}",
            preset.id
        );
        assert_eq!(document, once, "{}", preset.id);
    }
}

#[test]
fn all_presets_of_gates_together_are_a_policy() {
    let mut document = document(&[]);
    let added: usize = GATE_PRESETS
        .iter()
        .map(|preset| apply(&mut document, preset.id).unwrap().len())
        .sum();
    assert_eq!(document.gates.len(), added);
    let unique: BTreeSet<&str> = ids(&document).into_iter().collect();
    assert_eq!(unique.len(), added);
}

#[test]
fn every_preset_of_gates_is_described() {
    let ids: BTreeSet<&str> = GATE_PRESETS.iter().map(|preset| preset.id).collect();
    assert_eq!(ids.len(), GATE_PRESETS.len());
    for preset in GATE_PRESETS {
        let told = [preset.name, preset.purpose, preset.note];
        assert!(told.iter().all(|text| !text.is_empty()), "{}", preset.id);
        assert!(!preset.gates.is_empty(), "{}", preset.id);
        for template in preset.gates {
            assert!(!template.purpose.is_empty(), "{}", template.id);
            assert_ne!(
                template.pattern.is_some(),
                template.endpoint.is_some(),
                "{}",
                template.id
            );
        }
    }
}

#[test]
fn a_preset_that_does_not_exist_is_answered_with_those_that_do() {
    assert_eq!(
        message(apply(&mut document(&[]), "posts").map(drop)),
        "not a preset of gates; there are `posts-and-pages`, `users-list`, \
         `application-passwords-read-only`, `no-anonymous-writes`, `administrators-only`"
    );
}

#[test]
fn a_preset_takes_each_types_own_route_and_capabilities() {
    let mut own = types();
    own[1].base = "/shop/v1/leaflets".to_owned();
    own[1].capabilities = vec![
        ("edit_post".to_owned(), "edit_leaflet".to_owned()),
        ("edit_posts".to_owned(), "edit_leaflets".to_owned()),
    ];
    let registered = [
        "/wp/v2/posts",
        "/shop/v1/leaflets",
        r"/shop/v1/leaflets/(?P<id>[\d]+)",
    ];
    let mut document = document(&[]);
    let added = document
        .apply_gate_preset("posts-and-pages", &own, &registered)
        .unwrap();
    assert_eq!(
        added,
        ["create-post", "create-page", "edit-page", "delete-page"]
    );
    let policy = Policy::from_document(&document).unwrap();
    let words = |id: &str| {
        let gates = policy.gates();
        let gate = gates.list().iter().find(|gate| gate.id == id).unwrap();
        gates.in_words(gate)
    };
    assert_eq!(words("create-post"), "capability `publish_posts`");
    assert_eq!(
        words("edit-page"),
        "capability `edit_leaflet` on `id`, without one: capability `edit_leaflets`"
    );
    // What the type does not say is a capability that nobody has.
    assert_eq!(words("create-page"), "capability `{publish_posts}`");
}

#[test]
fn a_preset_that_cannot_be_applied_changes_nothing() {
    let mut lacking = document(&[]);
    let [posts, _] = types();
    let refused = lacking.apply_gate_preset("posts-and-pages", &[posts], &["/wp/v2/posts"]);
    assert_eq!(
        message(refused.map(drop)),
        "needs the post type `page` in REST, which this site has not"
    );
    assert!(lacking.gates.is_empty());

    let mut taken = with(&[deny("edit-page")]);
    assert_eq!(
        message(apply(&mut taken, "posts-and-pages").map(drop)),
        "a gate of this id exists; remove it first, or choose another id"
    );
    assert_eq!(ids(&taken), ["edit-page"]);

    let mut quoted = types();
    quoted[0].capabilities[6].1 = "x\"},{".to_owned();
    let mut broken = document(&[]);
    let refused = broken.apply_gate_preset("posts-and-pages", &quoted, &["/wp/v2/posts"]);
    assert!(refused.is_err() && broken.gates.is_empty());
}

/// The questions that a request meets under a preset, all answered no, and the verdict.
fn met(preset: &str, request: &Request) -> (Outcome, Vec<String>) {
    let mut document = document(&[]);
    apply(&mut document, preset).unwrap();
    let policy = Policy::from_document(&document).unwrap();
    let core = core_routes();
    let registered: HashSet<&str> = core.iter().map(String::as_str).collect();
    let selection = Selection::new(policy.gates(), &registered, Some(&[]));
    assert_eq!(selection.missing().count(), 0, "{preset}");
    let at = selected(policy.gates(), &selection, request);
    let no = |_: &str| Some(Answer::No);
    let (verdict, asked) = judged(policy.gates(), &at, request, &mut Memo::default(), no);
    (verdict.outcome, asked)
}

#[test]
fn posts_and_pages_are_gated_with_their_autosaves_and_revisions() {
    let item = r"/wp/v2/posts/(?P<id>[\d]+)";
    let autosaves = r"/wp/v2/posts/(?P<id>[\d]+)/autosaves";
    let revision = r"/wp/v2/posts/(?P<parent>[\d]+)/revisions/(?P<id>[\d]+)";
    let page = r"/wp/v2/pages/(?P<id>[\d]+)";
    for (method, endpoint, question) in [
        ("POST", "/wp/v2/posts", "capability `publish_posts`"),
        ("POST", "/wp/v2/pages", "capability `publish_pages`"),
        ("POST", item, "capability `edit_post` on `7`"),
        ("PUT", item, "capability `edit_post` on `7`"),
        ("PATCH", page, "capability `edit_page` on `7`"),
        ("DELETE", item, "capability `delete_post` on `7`"),
        ("DELETE", page, "capability `delete_page` on `7`"),
        ("POST", autosaves, "capability `edit_post` on `7`"),
        ("DELETE", revision, "capability `delete_post` on `3`"),
        ("GET", "/wp/v2/posts", ""),
        ("GET", item, ""),
        ("OPTIONS", item, ""),
        ("GET", autosaves, ""),
        ("POST", "/wp/v2/comments", ""),
    ] {
        let mut request = Request::new(method, "/x", endpoint);
        for (name, id) in [("id", "7"), ("parent", "3")] {
            if endpoint.contains(&format!("?P<{name}>")) {
                let id = Parameter::Text(id.to_owned());
                request.parameters.insert(name.to_owned(), id);
                request.captured.push(name.to_owned());
            }
        }
        let (outcome, asked) = met("posts-and-pages", &request);
        let wanted: Vec<&str> = Some(question)
            .into_iter()
            .filter(|text| !text.is_empty())
            .collect();
        assert_eq!(asked, wanted, "{method} {endpoint}");
        assert_eq!(
            outcome == Outcome::Allowed,
            wanted.is_empty(),
            "{method} {endpoint}"
        );
    }
}

#[test]
fn the_other_presets_refuse_what_their_names_say() {
    let as_kind = |method: &str, endpoint: &str, user: u64, kind: AuthType| {
        let mut request = Request::new(method, endpoint, endpoint);
        request.caller.user = user;
        request.caller.auth_type = kind;
        request
    };
    let password = AuthType::ApplicationPassword;
    for (preset, request, refused) in [
        (
            "users-list",
            as_kind("GET", "/wp/v2/users", 7, AuthType::Cookie),
            true,
        ),
        (
            "users-list",
            as_kind("HEAD", "/wp/v2/users", 7, AuthType::Cookie),
            true,
        ),
        (
            "users-list",
            as_kind("GET", r"/wp/v2/users/(?P<id>[\d]+)", 7, AuthType::Cookie),
            true,
        ),
        (
            "users-list",
            as_kind("GET", "/wp/v2/users/me", 7, AuthType::Cookie),
            false,
        ),
        (
            "application-passwords-read-only",
            as_kind("POST", "/wp/v2/posts", 7, password),
            true,
        ),
        (
            "application-passwords-read-only",
            as_kind("POST", "/batch/v1", 7, password),
            true,
        ),
        (
            "application-passwords-read-only",
            as_kind("GET", "/wp/v2/posts", 7, password),
            false,
        ),
        (
            "application-passwords-read-only",
            as_kind("POST", "/wp/v2/posts", 7, AuthType::Cookie),
            false,
        ),
        (
            "no-anonymous-writes",
            as_kind("POST", "/wp/v2/comments", 0, AuthType::None),
            true,
        ),
        (
            "no-anonymous-writes",
            as_kind("GET", "/wp/v2/comments", 0, AuthType::None),
            false,
        ),
        (
            "no-anonymous-writes",
            as_kind("DELETE", "/wp/v2/comments", 7, AuthType::Cookie),
            false,
        ),
        (
            "administrators-only",
            as_kind("GET", "/", 7, AuthType::Cookie),
            true,
        ),
        (
            "administrators-only",
            as_kind("TRACE", "/batch/v1", 7, AuthType::Cookie),
            true,
        ),
    ] {
        let (outcome, _) = met(preset, &request);
        assert_eq!(
            outcome == Outcome::Forbidden,
            refused,
            "{preset}: {request:?}"
        );
    }
}
