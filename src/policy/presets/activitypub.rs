//! What strangers need of ActivityPub, in the route patterns of each of its generations.

use super::{Preset, open};

pub(super) const PRESET: Preset = Preset {
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
};
