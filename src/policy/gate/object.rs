//! The object that a parameter names, in its one canonical form.
//!
//! WordPress casts ids freely: `7abc` and `07` become 7, a list becomes 1, and 0 becomes whatever
//! post is current (`get_post()`). A gate that took them would look at another object than the
//! handler, so only one spelling of each object is taken.

/// The object of a capability.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Object<'t>(&'t str);

impl<'t> Object<'t> {
    /// Reads the object of a capability: an id; `me` for capabilities on users; a plugin's main file
    /// for those on plugins; a template, `theme//slug`, for those on posts and the like.
    pub(super) fn read(capability: &str, text: &'t str) -> Option<Self> {
        let on_users = capability.ends_with("_user") || capability.contains("_app_password");
        let on_plugins = capability.ends_with("_plugin");
        let canonical = if on_plugins {
            is_plugin(text)
        } else if on_users {
            is_id(text) || text == "me"
        } else {
            is_id(text) || is_template(text)
        };
        canonical.then_some(Self(text))
    }

    pub(super) fn as_str(self) -> &'t str {
        self.0
    }
}

/// A whole number from 1, without sign or leading zeros, that PHP holds as an integer.
fn is_id(text: &str) -> bool {
    !text.starts_with('0')
        && text.bytes().all(|byte| byte.is_ascii_digit())
        && text.parse::<i64>().is_ok()
}

/// `theme//slug`, as the templates controller names templates that may have no post.
fn is_template(text: &str) -> bool {
    text.split_once("//")
        .is_some_and(|(theme, slug)| is_path(theme) && is_path(slug))
}

/// `folder/file.php` or `file.php`.
fn is_plugin(text: &str) -> bool {
    text.ends_with(".php") && text.split('/').count() <= 2 && is_path(text)
}

fn is_path(text: &str) -> bool {
    !text.contains(|c: char| c.is_control() || c.is_whitespace() || c == '\\')
        && !text.contains("//")
        && text
            .split('/')
            .all(|segment| !matches!(segment, "" | "." | ".."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_one_spelling_of_an_object_is_taken() {
        for (capability, text, taken) in [
            ("edit_post", "7", true),
            ("edit_post", "9223372036854775807", true),
            ("edit_post", "9223372036854775808", false),
            ("edit_post", "0", false),
            ("edit_post", "07", false),
            ("edit_post", "+7", false),
            ("edit_post", "-7", false),
            ("edit_post", "7abc", false),
            ("edit_post", "7.0", false),
            ("edit_post", "7e0", false),
            ("edit_post", " 7", false),
            ("edit_post", "7\n", false),
            ("edit_post", "", false),
            ("edit_post", "me", false),
            ("edit_post", "hello-world", false),
            ("edit_post", "twentytwentyfive//home", true),
            ("edit_post", "twentytwentyfive//../x", false),
            ("edit_post", "a//b//c", false),
            ("edit_user", "me", true),
            ("edit_user", "ME", false),
            ("edit_user", "3", true),
            ("list_app_passwords", "me", true),
            ("activate_plugin", "akismet/akismet.php", true),
            ("activate_plugin", "hello.php", true),
            ("activate_plugin", "akismet/akismet", false),
            ("activate_plugin", "../akismet.php", false),
            ("activate_plugin", "a/b/c.php", false),
            ("activate_plugin", "7", false),
        ] {
            let object = Object::read(capability, text);
            assert_eq!(object.is_some(), taken, "{capability} on {text:?}");
        }
    }
}
