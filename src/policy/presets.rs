//! What strangers need of known plugins: the narrowest routes and methods, each with its purpose.
//!
//! Read in the plugins' own sources, which each preset names. Endpoints are registered route
//! patterns, byte for byte; one that the site does not register is not applied.

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
    Preset {
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
    },
    Preset {
        id: "contact-form-7",
        name: "Contact Form 7",
        plugins: &["contact-form-7/wp-contact-form-7.php"],
        source: "Contact Form 7 6.1.6, includes/rest-api.php",
        note: "The form list and editor routes stay closed.",
        opens: &[
            open(
                r"/contact-form-7/v1/contact-forms/(?P<id>\d+)/feedback",
                &["POST"],
                "visitors submit the form",
            ),
            open(
                r"/contact-form-7/v1/contact-forms/(?P<id>\d+)/feedback/schema",
                &["GET"],
                "the page loads the form's validation rules",
            ),
            open(
                r"/contact-form-7/v1/contact-forms/(?P<id>\d+)/refill",
                &["GET"],
                "cached pages refresh captcha and quiz",
            ),
        ],
    },
    Preset {
        id: "wpforms",
        name: "WPForms",
        plugins: &["wpforms-lite/wpforms.php", "wpforms/wpforms.php"],
        source: "WPForms Lite 1.10.0.4, src/Integrations/{Stripe,Square,PayPalCommerce}/Api/WebhookRoute.php",
        note: "Visitors' submissions use admin-ajax and need nothing here; only payment providers' webhooks use REST, and only when switched on.",
        opens: &[
            open(
                "/wpforms/stripe/webhooks",
                &["POST"],
                "Stripe sends payment events, signed",
            ),
            open(
                "/wpforms/square/webhooks",
                &["POST"],
                "Square sends payment events, signed",
            ),
            open(
                "/wpforms/ppc/webhooks",
                &["POST"],
                "PayPal sends payment events",
            ),
        ],
    },
    Preset {
        id: "woocommerce-store-api",
        name: "WooCommerce Store API",
        plugins: &["woocommerce/woocommerce.php"],
        source: "WooCommerce, plugins/woocommerce/src/StoreApi/Routes/V1",
        note: "Each item of a Store API batch is decided on its own.",
        opens: &[
            open(
                "/wc/store/v1/batch",
                &["POST"],
                "the block cart sends its changes together",
            ),
            open("/wc/store/v1/cart", &["GET"], "visitors see their cart"),
            open(
                "/wc/store/v1/cart/add-item",
                &["POST"],
                "visitors add a product",
            ),
            open(
                "/wc/store/v1/cart/update-item",
                &["POST"],
                "visitors change a quantity",
            ),
            open(
                "/wc/store/v1/cart/remove-item",
                &["POST"],
                "visitors remove a product",
            ),
            open(
                "/wc/store/v1/cart/apply-coupon",
                &["POST"],
                "visitors apply a coupon",
            ),
            open(
                "/wc/store/v1/cart/remove-coupon",
                &["POST"],
                "visitors remove a coupon",
            ),
            open(
                "/wc/store/v1/cart/update-customer",
                &["POST"],
                "the address is saved for tax and shipping",
            ),
            open(
                "/wc/store/v1/cart/select-shipping-rate",
                &["POST"],
                "visitors choose shipping",
            ),
            open(
                "/wc/store/v1/cart/extensions",
                &["POST"],
                "extensions update the cart",
            ),
            open(
                "/wc/store/v1/checkout",
                &["GET", "POST", "PUT"],
                "guests read, update and place the order",
            ),
            open(
                r"/wc/store/v1/checkout/(?P<id>[\d]+)",
                &["POST"],
                "guests pay an order that exists, by its key",
            ),
            open(
                r"/wc/store/v1/order/(?P<id>[\d]+)",
                &["GET"],
                "guests load the order to pay, by its key",
            ),
            open(
                "/wc/store/v1/products",
                &["GET"],
                "product blocks list products",
            ),
            open(
                r"/wc/store/v1/products/(?P<id>[\d]+)",
                &["GET"],
                "product blocks load one product",
            ),
            open(
                "/wc/store/v1/products/collection-data",
                &["GET"],
                "product filters count",
            ),
            open(
                r"/wc/store/v1/products/attributes/(?P<attribute_id>[\d]+)/terms",
                &["GET"],
                "the attribute filter lists its terms",
            ),
            open(
                "/wc/store/v1/products/reviews",
                &["GET"],
                "review blocks list reviews",
            ),
        ],
    },
    Preset {
        id: "activitypub",
        name: "ActivityPub",
        plugins: &["activitypub/activitypub.php"],
        source: "ActivityPub 4.0.0 to 8.1, includes/rest/",
        note: "The routes of every generation; those that this site registers are applied. Deliveries carry HTTP signatures, which the plugin checks.",
        opens: &[
            open(
                r"/activitypub/1.0/(?:users|actors)\/(?P<user_id>[-]?\d+)",
                &["GET"],
                "other servers read an actor's profile and key",
            ),
            open(
                r"/activitypub/1.0/(?:users|actors)\/(?P<user_id>[-]?\d+)/remote-follow",
                &["GET"],
                "visitors follow from their own server",
            ),
            open(
                r"/activitypub/1.0/(?:users|actors)\/(?P<user_id>[-]?\d+)/inbox",
                &["POST"],
                "other servers deliver activities, signed",
            ),
            open(
                r"/activitypub/1.0/(?:users|actors)\/(?P<user_id>[-]?\d+)/followers",
                &["GET"],
                "other servers read the follower collection",
            ),
            open(
                r"/activitypub/1.0/(?:users|actors)\/(?P<user_id>[-]?\d+)/following",
                &["GET"],
                "other servers read the following collection",
            ),
            open(
                r"/activitypub/1.0/(?:users|actors)\/(?P<user_id>[\w\-\.]+)",
                &["GET"],
                "other servers read an actor's profile and key",
            ),
            open(
                r"/activitypub/1.0/(?:users|actors)\/(?P<user_id>[\w\-\.]+)/remote-follow",
                &["GET"],
                "visitors follow from their own server",
            ),
            open(
                r"/activitypub/1.0/(?:users|actors)\/(?P<user_id>[\w\-\.]+)/inbox",
                &["POST"],
                "other servers deliver activities, signed",
            ),
            open(
                r"/activitypub/1.0/(?:users|actors)\/(?P<user_id>[\w\-\.]+)/followers",
                &["GET"],
                "other servers read the follower collection",
            ),
            open(
                r"/activitypub/1.0/(?:users|actors)\/(?P<user_id>[\w\-\.]+)/following",
                &["GET"],
                "other servers read the following collection",
            ),
            open(
                r"/activitypub/1.0/(users|actors)/(?P<user_id>[\w\-\.]+)",
                &["GET"],
                "other servers read an actor's profile and key",
            ),
            open(
                r"/activitypub/1.0/(users|actors)/(?P<user_id>[\w\-\.]+)/remote-follow",
                &["GET"],
                "visitors follow from their own server",
            ),
            open(
                r"/activitypub/1.0/(users|actors)/(?P<user_id>[\w\-\.]+)/inbox",
                &["POST"],
                "other servers deliver activities, signed",
            ),
            open(
                r"/activitypub/1.0/(users|actors)/(?P<user_id>[\w\-\.]+)/followers",
                &["GET"],
                "other servers read the follower collection",
            ),
            open(
                r"/activitypub/1.0/(users|actors)/(?P<user_id>[\w\-\.]+)/following",
                &["GET"],
                "other servers read the following collection",
            ),
            open(
                r"/activitypub/1.0/(?:users|actors)\/(?P<user_id>[-]?\d+)/followers/sync",
                &["GET"],
                "other servers synchronise followers, signed",
            ),
            open(
                r"/activitypub/1.0/(?:users|actors)\/(?P<user_id>[-]?\d+)/collections/(?P<type>[\w\-\.]+)",
                &["GET"],
                "other servers read featured posts and tags",
            ),
            open(
                r"/activitypub/1.0/(?:users|actors)\/(?P<user_id>[\w\-\.]+)/followers/sync",
                &["GET"],
                "other servers synchronise followers, signed",
            ),
            open(
                r"/activitypub/1.0/(?:users|actors)\/(?P<user_id>[\w\-\.]+)/collections/(?P<type>[\w\-\.]+)",
                &["GET"],
                "other servers read featured posts and tags",
            ),
            open(
                r"/activitypub/1.0/(?:users|actors)/(?P<user_id>[-]?\d+)/outbox",
                &["GET"],
                "other servers read public activities",
            ),
            open(
                r"/activitypub/1.0/(?:users|actors)/(?P<user_id>[\w\-\.]+)/outbox",
                &["GET"],
                "other servers read public activities",
            ),
            open(
                r"/activitypub/1.0/(users|actors)/(?P<user_id>[\w\-\.]+)/outbox",
                &["GET"],
                "other servers read public activities",
            ),
            open(
                r"/activitypub/1.0/(users|actors)/(?P<user_id>[\w\-\.]+)/collections/tags",
                &["GET"],
                "other servers read featured tags",
            ),
            open(
                r"/activitypub/1.0/(users|actors)/(?P<user_id>[\w\-\.]+)/collections/featured",
                &["GET"],
                "other servers read featured posts",
            ),
            open(
                "/activitypub/1.0/inbox",
                &["POST"],
                "other servers deliver to the shared inbox, signed",
            ),
            open(
                r"/activitypub/1.0/(?P<object_type>[\w\-\.]+)s/(?P<id>[\w\-\.]+)/(?P<type>[\w\-\.]+)",
                &["GET"],
                "other servers read replies, likes and shares",
            ),
            open(
                r"/activitypub/1.0/(?P<type>[\w\-\.]+)s/(?P<id>[\w\-\.]+)/replies",
                &["GET"],
                "other servers read replies",
            ),
            open(
                r"/activitypub/1.0/posts/(?P<id>[\d]+)/reactions",
                &["GET"],
                "the reactions block",
            ),
            open(
                r"/activitypub/1.0/posts/(?P<id>[\d]+)/context",
                &["GET"],
                "other servers read a conversation",
            ),
            open(
                r"/activitypub/1.0/posts/(?P<id>[\d]+)/remote-intent",
                &["GET"],
                "visitors like or share from their own server",
            ),
            open(
                r"/activitypub/1.0/comments/(?P<comment_id>[\d]+)/remote-reply",
                &["GET"],
                "visitors reply from their own server",
            ),
            open(
                r"/activitypub/1.0/comments/(?P<comment_id>\d+)/remote-reply",
                &["GET"],
                "visitors reply from their own server",
            ),
            open("/activitypub/1.0/webfinger", &["GET"], "account discovery"),
            open("/activitypub/1.0/nodeinfo", &["GET"], "server discovery"),
            open(
                r"/activitypub/1.0/nodeinfo/(?P<version>\d\.\d)",
                &["GET"],
                "server information",
            ),
            open(
                "/activitypub/1.0/nodeinfo/discovery",
                &["GET"],
                "server discovery",
            ),
            open("/activitypub/1.0/nodeinfo2", &["GET"], "server information"),
            open(
                "/activitypub/1.0/application",
                &["GET"],
                "the instance actor and its key",
            ),
        ],
    },
    Preset {
        id: "jetpack",
        name: "Jetpack",
        plugins: &["jetpack/jetpack.php"],
        source: "jetpack-connection 6.2.1, src/class-rest-connector.php and src/class-error-handler.php; jetpack-sync, src/class-rest-endpoints.php",
        note: "Only the calls that carry no signature. For signed ones let `rest_gate_vouch` ask `Rest_Authentication::is_signed_with_blog_token()`.",
        opens: &[
            open(
                "/jetpack/v4/verify_registration",
                &["POST"],
                "WordPress.com confirms a new connection",
            ),
            open(
                "/jetpack/v4/remote_authorize",
                &["POST"],
                "WordPress.com completes an authorisation",
            ),
            open(
                "/jetpack/v4/verify_xmlrpc_error",
                &["POST"],
                "WordPress.com confirms a connection error",
            ),
            open(
                "/jetpack/v4/sync/spawn-sync",
                &["GET"],
                "the site calls itself for dedicated sync",
            ),
        ],
    },
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
