//! Gates for what many sites want, as data.
//!
//! `{base}`, `{type}` and `{capability}` stand for what the site's own post types say: a type may
//! have capabilities of its own, so none is written down here (`get_post_type_object()`).

/// Every method that writes.
const WRITES: &[&str] = &["POST", "PUT", "PATCH", "DELETE"];

/// Gates that belong together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GatePreset {
    /// The name for the command line.
    pub id: &'static str,
    /// The name for people.
    pub name: &'static str,
    /// What it is for.
    pub purpose: &'static str,
    /// What to know before adding it.
    pub note: &'static str,
    /// The post types whose gates it makes; none for gates that stand alone.
    pub types: &'static [&'static str],
    /// Its gates.
    pub gates: &'static [Template],
}

/// One gate of a preset.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Template {
    /// Its id.
    pub id: &'static str,
    /// A registered route pattern; none for one that selects by `pattern`.
    pub endpoint: Option<&'static str>,
    /// A pattern; none for one that names an endpoint.
    pub pattern: Option<&'static str>,
    /// The methods; none for all.
    pub methods: &'static [&'static str],
    /// What it asks for, as JSON.
    pub require: &'static str,
    /// Why.
    pub purpose: &'static str,
}

/// What a site says of a post type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Type {
    /// Its name.
    pub name: String,
    /// The route of its collection, `/wp/v2/posts`.
    pub base: String,
    /// Its capabilities by WordPress's general names: `edit_posts` may be `edit_books`.
    pub capabilities: Vec<(String, String)>,
}

const fn on_endpoint(
    id: &'static str,
    endpoint: &'static str,
    methods: &'static [&'static str],
    require: &'static str,
    purpose: &'static str,
) -> Template {
    Template {
        id,
        endpoint: Some(endpoint),
        pattern: None,
        methods,
        require,
        purpose,
    }
}

const fn everywhere(
    id: &'static str,
    methods: &'static [&'static str],
    require: &'static str,
    purpose: &'static str,
) -> Template {
    Template {
        id,
        endpoint: None,
        pattern: Some("/wp-json/*"),
        methods,
        require,
        purpose,
    }
}

/// All presets of gates.
pub const GATE_PRESETS: &[GatePreset] = &[
    GatePreset {
        id: "posts-and-pages",
        name: "Posts and pages",
        purpose: "who may publish may create over REST; everybody edits and deletes only what is theirs to edit",
        note: "Contributors cannot create posts over REST any more; the editor, which creates its draft without REST, still works for them.",
        types: &["post", "page"],
        gates: &[
            on_endpoint(
                "create-{type}",
                "{base}",
                &["POST"],
                r#"{"capability":"{publish_posts}"}"#,
                "creating one needs the right to publish",
            ),
            on_endpoint(
                "edit-{type}",
                r"{base}/(?P<id>[\d]+)",
                &["POST", "PUT", "PATCH"],
                r#"{"capability":"{edit_post}","object":["id"],"else":{"capability":"{edit_posts}"}}"#,
                "changing one needs the right to edit that one",
            ),
            on_endpoint(
                "delete-{type}",
                r"{base}/(?P<id>[\d]+)",
                &["DELETE"],
                r#"{"capability":"{delete_post}","object":["id"],"else":{"capability":"{delete_posts}"}}"#,
                "deleting one needs the right to delete that one",
            ),
            on_endpoint(
                "autosave-{type}",
                r"{base}/(?P<id>[\d]+)/autosaves",
                &["POST"],
                r#"{"capability":"{edit_post}","object":["id"],"else":{"capability":"{edit_posts}"}}"#,
                "an autosave changes the draft itself",
            ),
            on_endpoint(
                "delete-{type}-revision",
                r"{base}/(?P<parent>[\d]+)/revisions/(?P<id>[\d]+)",
                &["DELETE"],
                r#"{"capability":"{delete_post}","object":["parent"],"else":{"capability":"{delete_posts}"}}"#,
                "deleting a revision needs the right to delete what it belongs to",
            ),
        ],
    },
    GatePreset {
        id: "users-list",
        name: "Users list needs list_users",
        purpose: "nobody learns the site's users over REST but those who may list them",
        note: "In the editor, authors of other people's posts are not named to users without list_users.",
        types: &[],
        gates: &[
            on_endpoint(
                "list-users",
                "/wp/v2/users",
                &["GET"],
                r#"{"capability":"list_users"}"#,
                "the list names every author",
            ),
            on_endpoint(
                "read-user",
                r"/wp/v2/users/(?P<id>[\d]+)",
                &["GET"],
                r#"{"any":[{"capability":"list_users"},{"capability":"edit_user","object":["id"]}]}"#,
                "one by one they are a list as well; everybody may read themselves",
            ),
        ],
    },
    GatePreset {
        id: "application-passwords-read-only",
        name: "Application passwords read only",
        purpose: "an application password can read what its user can read, and change nothing",
        note: "Also stops batches by application passwords. Programs that write need a gate of their own instead.",
        types: &[],
        gates: &[everywhere(
            "application-passwords-read-only",
            WRITES,
            r#"{"not":{"auth_type":"application_password"}}"#,
            "a password that leaks cannot change the site",
        )],
    },
    GatePreset {
        id: "no-anonymous-writes",
        name: "No anonymous writes",
        purpose: "only users of the site change anything over REST",
        note: "Comments over REST, contact forms and shop carts of visitors are writes by strangers: they stop.",
        types: &[],
        gates: &[everywhere(
            "no-anonymous-writes",
            WRITES,
            r#"{"authenticated":true}"#,
            "what a stranger sends changes nothing",
        )],
    },
    GatePreset {
        id: "administrators-only",
        name: "Administrators only",
        purpose: "REST serves nobody but those who manage the site",
        note: "The block editor works over REST: nobody but administrators can edit posts in it any more.",
        types: &[],
        gates: &[everywhere(
            "administrators-only",
            &[],
            r#"{"capability":"manage_options"}"#,
            "everything needs manage_options",
        )],
    },
];
