//! Which names stand before a credential.
//!
//! A name is split into words at everything but letters and digits and in camelCase, and compared in
//! lower case: `billing[apiKey]` is `billing`, `api`, `key`. Digits at the end of a word do not
//! count.

use super::percent::decoded;

/// Words that tell a credential, wherever they stand in a name; sorted.
#[rustfmt::skip]
const WORDS: &[&str] = &[
    "2fa", "apikey", "apikeys", "assertion", "auth", "authentication", "authorization", "bearer",
    "cardnumber", "clave", "cookie", "cookies", "credential", "credentials", "csrf", "cvc", "cvv",
    "hmac", "iban", "jwt", "key", "keys", "mfa", "nonce", "nonces", "otp", "pass", "passcode",
    "passkey", "passphrase", "passwd", "password", "passwords", "pin", "pw", "pwd", "saml",
    "secret", "secrets", "senha", "session", "sessions", "sid", "sig", "signature", "ssn", "tfa",
    "tok", "token", "tokens", "totp", "verifier", "wpnonce", "xsrf",
];

/// Texts that tell a credential within a name whose words are written together.
#[rustfmt::skip]
const COMPOUNDS: &[&str] = &[
    "accesskey", "accesstoken", "apikey", "authcode", "authkey", "authorizationcode", "authtoken",
    "backupcode", "cardnumber", "consumerkey", "contrasena", "contraseña", "credential",
    "creditcard", "csrf", "devicecode", "jwt", "kennwort", "loggedin", "motdepasse", "nonce",
    "onetimecode", "passphrase", "passwd", "password", "passwort", "privatekey", "recoverycode",
    "resetcode", "resetkey", "samlre", "secret", "secretkey", "securitycode", "sessid",
    "sessionid", "signature", "token", "verificationcode", "wachtwoord", "wordpresssec", "xsrf",
];

/// Endings that tell a credential within a word.
const ENDINGS: &[&str] = &["pass", "pwd", "passwd", "apikey"];

/// Words that merely look like one.
#[rustfmt::skip]
const HARMLESS: &[&str] = &[
    "bypass", "compass", "encompass", "overpass", "secretary", "surpass", "trespass", "underpass",
];

/// Words before `key` that make it the name of a column or an order.
#[rustfmt::skip]
const KEY_OF: &[&str] = &[
    "cache", "field", "foreign", "group", "meta", "object", "option", "order", "primary", "sort",
    "term",
];

/// Names that tell a credential only when nothing else stands with them.
const ALONE: &[&str] = &["code", "cc", "ccnum"];

/// A longer name is not judged: it counts as one.
const MAX_BYTES: usize = 256;

/// A longer text is prose.
pub(super) const MAX_LABEL: usize = 64;
const MAX_LABEL_WORDS: usize = 4;

/// Keys of what is a name of something else.
#[rustfmt::skip]
const NAMING: &[&[u8]] = &[
    b"field", b"field_name", b"header", b"id", b"key", b"label", b"meta_key", b"name", b"option",
    b"option_name", b"param", b"parameter", b"setting",
];

/// Keys of what has its name beside it.
#[rustfmt::skip]
const VALUE_OF: &[&[u8]] = &[
    b"answer", b"data", b"default", b"meta_value", b"option_value", b"response", b"val", b"value",
    b"values",
];

/// Keys of what never stands beside a key of another kind.
#[rustfmt::skip]
const PLAIN_VALUE: &[&[u8]] = &[
    b"meta_value", b"option_value", b"val", b"value", b"values",
];

/// Whether the key beside it is surely a name.
pub(super) fn is_plain_value(key: &[u8]) -> bool {
    PLAIN_VALUE.iter().any(|own| own.eq_ignore_ascii_case(key))
}

/// Whether the key holds a name of something else.
pub(super) fn is_naming(key: &[u8]) -> bool {
    NAMING.iter().any(|own| own.eq_ignore_ascii_case(key))
}

/// Whether the key holds what has its name beside it.
pub(super) fn is_value_of(key: &[u8]) -> bool {
    VALUE_OF.iter().any(|own| own.eq_ignore_ascii_case(key))
}

/// The names of credentials.
#[derive(Debug, Clone, Default)]
pub(super) struct Names {
    /// The site's own, each as its words with a space around every one.
    extra: Vec<String>,
}

impl Names {
    pub(super) fn new(extra: &[String]) -> Self {
        let extra = extra.iter().map(|name| Words::of(name.as_bytes()).spaced());
        Self {
            extra: extra.filter(|name| name.len() > 1).collect(),
        }
    }

    /// Whether a credential follows the name, be it encoded twice. One that is encoded more often
    /// cannot be judged, and counts as one.
    pub(super) fn is_sensitive_encoded(&self, name: &[u8]) -> bool {
        let Some(once) = decoded(name) else {
            return self.is_sensitive(name);
        };
        let twice = decoded(&once);
        let name = twice.as_deref().unwrap_or(&once);
        self.is_sensitive(name) || (twice.is_some() && decoded(name).is_some())
    }

    /// Whether a credential follows the name, which is not encoded.
    pub(super) fn is_sensitive(&self, name: &[u8]) -> bool {
        if name.len() > MAX_BYTES {
            return true;
        }
        // Most of what stands before a colon or in a style is too short.
        if name.len() < 2 && self.extra.is_empty() {
            return false;
        }
        let words = Words::of(name);
        let joined = words.joined.as_str();
        let mut before = "";
        for word in words.iter() {
            let bare = word.trim_end_matches(|digit: char| digit.is_ascii_digit());
            let is_alone = word.len() == joined.len() && ALONE.contains(&word);
            if is_alone || is_word(word, before) || (bare != word && is_word(bare, before)) {
                return true;
            }
            before = word;
        }
        let holds = |part: &&str| part.len() <= joined.len() && joined.contains(part);
        (COMPOUNDS.iter().any(holds) && !words.iter().any(|word| HARMLESS.contains(&word)))
            || self.is_extra(&words)
    }

    /// Whether a text says of a value beside it that it is a credential: `{"name": "password", …}`.
    pub(super) fn is_name_of_secret(&self, text: &[u8]) -> bool {
        text.len() <= MAX_LABEL
            && text.split(|byte| matches!(byte, b' ' | b'+')).count() <= MAX_LABEL_WORDS
            && self.is_sensitive(text)
    }

    fn is_extra(&self, words: &Words) -> bool {
        if self.extra.is_empty() {
            return false;
        }
        let spaced = words.spaced();
        let joined = words.joined.chars();
        self.extra.iter().any(|own| {
            spaced.contains(own)
                || joined
                    .clone()
                    .eq(own.chars().filter(|character| *character != ' '))
        })
    }
}

fn is_word(word: &str, before: &str) -> bool {
    if matches!(word, "key" | "keys") {
        return !KEY_OF.contains(&before);
    }
    if WORDS.binary_search(&word).is_ok() {
        return true;
    }
    ENDINGS.iter().any(|ending| word.ends_with(ending)) && !HARMLESS.contains(&word)
}

/// The words of a name, in lower case. Letters beyond ASCII are letters too.
struct Words {
    joined: String,
    /// Where each word ends.
    ends: Vec<usize>,
}

impl Words {
    fn of(name: &[u8]) -> Self {
        let text = String::from_utf8_lossy(name);
        let mut joined = String::with_capacity(text.len());
        let mut ends = Vec::with_capacity(4);
        let mut characters = text.chars().peekable();
        let mut before = ' ';
        while let Some(character) = characters.next() {
            let is_part = character.is_alphanumeric();
            // `userPass` and `APIKey` are two words each.
            let starts = character.is_uppercase()
                && (before.is_lowercase()
                    || (before.is_uppercase()
                        && characters.peek().is_some_and(|next| next.is_lowercase())));
            if starts || !is_part {
                ends.push(joined.len());
            }
            if is_part {
                joined.extend(character.to_lowercase());
            }
            before = character;
        }
        ends.push(joined.len());
        Self { joined, ends }
    }

    fn iter(&self) -> impl Iterator<Item = &str> {
        let mut start = 0;
        self.ends.iter().filter_map(move |end| {
            let word = self.joined.get(start..*end);
            start = *end;
            word.filter(|word| !word.is_empty())
        })
    }

    /// The words with a blank around every one.
    fn spaced(&self) -> String {
        let mut text = " ".to_owned();
        for word in self.iter() {
            text.push_str(word);
            text.push(' ');
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_names_of_credentials_are_known() {
        #[rustfmt::skip]
        let list = [
            "password", "Password", "PASSWORD", "user_pass", "userPass", "userpass", "pwd",
            "pass1", "pass1-text", "dbpass", "new_password", "password2", "a[password]",
            "a.password", "a[b][passwd]", "api_key", "apiKey", "APIKey", "apikey", "x-api-key",
            "X-WP-Nonce", "_wpnonce", "_ajax_nonce", "consumer_key", "consumer_secret",
            "ConsumerSecret", "consumersecret", "oauth_token", "oauth_verifier", "oauth_signature",
            "access_token", "accesstoken", "refreshToken", "id_token", "jwt", "auth",
            "Authorization", "bearer", "credentials", "cookie", "PHPSESSID", "connect.sid",
            "session", "session_id", "sessionid", "sig", "hmac", "csrf_token", "xsrf", "code",
            "code_verifier", "client_assertion", "SAMLResponse", "samlresponse", "cvv", "cvc",
            "card_number", "cardNumber", "iban", "pin", "otp", "totp", "mfa_code", "2fa", "key",
            "private_key", "license_key", "rp_key", "tok", "token[0]", "pass\0word",
            "pass\u{fffd}", "pass word", "wordpress_logged_in_abc", "secret1", "stripe_secret",
            "two_factor_otp", "authorization_code", "security_code", "passphrase", "passcode",
            "sslkey[key]", "mot_de_passe", "contraseña", "Kennwort",
        ];
        for name in list {
            assert!(Names::default().is_sensitive(name.as_bytes()), "{name}");
        }
        assert!(Names::default().is_sensitive(&[b'a'; 257]));
        assert!(Names::default().is_sensitive(b"pass\xffword"));
    }

    #[test]
    fn the_words_are_sorted() {
        assert!(WORDS.is_sorted());
    }

    #[test]
    fn harmless_names_stay() {
        #[rustfmt::skip]
        let list = [
            "", "author", "authors", "author_name", "keyword", "keywords", "context", "per_page",
            "passenger", "passengers", "monkey", "turkey", "keyboard", "sort_key", "meta_key",
            "metaKey", "order_key_by_x_order_key", "compass", "bypass", "page", "search", "slug",
            "status", "orderby", "order", "include", "exclude", "_fields", "_embed", "_locale",
            "title", "content", "excerpt", "username", "user_login", "email", "postcode",
            "zip_code", "country_code", "currency_code", "coupon_code", "status_code", "codec",
            "passed", "passive", "assignee", "sidebar", "inside", "signed", "design", "tag_ids",
            "pinned", "spin", "opinion", "shipping", "discussion", "tokyo", "stoked", "secretary",
            "announce", "pronounced", "parent", "rest_route", "_method", "width", "lang", "0",
            "12",
        ];
        for name in list {
            assert!(!Names::default().is_sensitive(name.as_bytes()), "{name}");
        }
    }

    #[test]
    fn the_names_of_the_site_count_as_words_and_as_a_whole() {
        let extra = ["Customer_Ref", "vault", "", "__"].map(str::to_owned);
        let names = Names::new(&extra);
        #[rustfmt::skip]
        let list = [
            "customer_ref", "customerRef", "CUSTOMERREF", "a[customer_ref]", "vault", "my-Vault",
        ];
        for name in list {
            assert!(names.is_sensitive(name.as_bytes()), "{name}");
        }
        for name in ["customer", "ref", "vaulted", "customer_x_ref", "title"] {
            assert!(!names.is_sensitive(name.as_bytes()), "{name}");
        }
    }
}
