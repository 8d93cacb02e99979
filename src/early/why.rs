//! Why a request passes on to WordPress: a closed list.

/// Why a request is not refused early.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Why {
    /// There is no snapshot of the site.
    NoSnapshot,
    /// There is one, but it cannot be used.
    Unusable,
    /// The snapshot is not valid now.
    Expired,
    /// The policy switches the early refusal off.
    Disabled,
    /// The policy refuses nobody by its mode.
    Mode,
    /// The policy only tells what it would refuse.
    Simulate,
    /// PHP opened a script that is no front controller of the site.
    OtherScript,
    /// A plugin may let strangers in.
    Extended,
    /// The request carries a cookie.
    Cookie,
    /// The request carries an `Authorization`.
    Authorization,
    /// The server says who the client is.
    ServerCredential,
    /// The request carries a nonce, which WordPress answers by itself when it is wrong.
    Nonce,
    /// A true CORS preflight.
    Preflight,
    /// A method other than GET and HEAD on the wire.
    Method,
    /// The request has a body.
    Body,
    /// The request has files.
    Files,
    /// The answer would have to be wrapped or formatted.
    EnvelopeOrJsonp,
    /// A query name is not known to be harmless.
    Query,
    /// A header is not known to be harmless.
    Header,
    /// The `Origin` is none whose echo is certain.
    Origin,
    /// Another site of the network answers, or it is not certain which one does.
    OtherBlog,
    /// What WordPress makes of the request is not certain.
    Uncertain,
    /// WordPress does not serve REST for the request.
    NotRest,
    /// The route is open to strangers.
    Allowlisted,
    /// The answer depends on the endpoint that WordPress matches.
    NeedsEndpoint,
    /// The refusal could not be recorded: the key for addresses is not known.
    NoKey,
}

impl Why {
    /// Every reason, in the order of [`Why::index`].
    pub const ALL: [Why; 26] = [
        Why::NoSnapshot,
        Why::Unusable,
        Why::Expired,
        Why::Disabled,
        Why::Mode,
        Why::Simulate,
        Why::OtherScript,
        Why::Extended,
        Why::Cookie,
        Why::Authorization,
        Why::ServerCredential,
        Why::Nonce,
        Why::Preflight,
        Why::Method,
        Why::Body,
        Why::Files,
        Why::EnvelopeOrJsonp,
        Why::Query,
        Why::Header,
        Why::Origin,
        Why::OtherBlog,
        Why::Uncertain,
        Why::NotRest,
        Why::Allowlisted,
        Why::NeedsEndpoint,
        Why::NoKey,
    ];

    /// Its place in [`Why::ALL`], for tables of counts.
    pub fn index(self) -> usize {
        self as usize
    }

    /// The machine-readable word.
    pub fn as_str(self) -> &'static str {
        match self {
            Why::NoSnapshot => "no_snapshot",
            Why::Unusable => "unusable",
            Why::Expired => "expired",
            Why::Disabled => "disabled",
            Why::Mode => "mode",
            Why::Simulate => "simulate",
            Why::OtherScript => "other_script",
            Why::Extended => "extended",
            Why::Cookie => "cookie",
            Why::Authorization => "authorization",
            Why::ServerCredential => "server_credential",
            Why::Nonce => "nonce",
            Why::Preflight => "preflight",
            Why::Method => "method",
            Why::Body => "body",
            Why::Files => "files",
            Why::EnvelopeOrJsonp => "envelope_or_jsonp",
            Why::Query => "query",
            Why::Header => "header",
            Why::Origin => "origin",
            Why::OtherBlog => "other_blog",
            Why::Uncertain => "uncertain",
            Why::NotRest => "not_rest",
            Why::Allowlisted => "allowlisted",
            Why::NeedsEndpoint => "needs_endpoint",
            Why::NoKey => "no_key",
        }
    }
}
