//! Every change to a document gives a valid document or is refused and says why: entries that open
//! nothing new, days that are over, built-ins that cannot be removed.

use rest_gate::policy::{
    BUILTIN, Client, Document, EntryForm, Mode, Policy, PolicyError, read, read_entry,
};
use serde_json::{Value, json};

const TODAY: &[u8] = b"2027-01-15";

fn entry(form: &Value) -> EntryForm {
    read_entry(form.to_string().as_bytes()).unwrap()
}

pub fn document(allowlist: &[Value]) -> Document {
    let mut document = Document::default();
    document.set_mode(Mode::Restrict, false);
    document.allowlist = allowlist.iter().map(entry).collect();
    Policy::from_document(&document).unwrap();
    document
}

pub fn p(pattern: &str) -> Value {
    json!({"pattern": pattern})
}

fn e(endpoint: &str) -> Value {
    json!({"endpoint": endpoint})
}

/// With methods.
pub fn m(mut form: Value, methods: &[&str]) -> Value {
    form["methods"] = json!(methods);
    form
}

/// With a last day.
fn d(mut form: Value, day: &str) -> Value {
    form["expires"] = json!(day);
    form
}

pub fn message(result: Result<(), PolicyError>) -> String {
    result.map_or_else(|error| error.why().to_owned(), |()| "accepted".to_owned())
}

#[test]
fn an_entry_that_is_covered_is_refused_with_the_text_of_what_covers_it() {
    let thing = r"/a/v1/thing/(?P<id>\d+)";
    #[rustfmt::skip]
    let cases: &[(Value, Value, &str)] = &[
        (p("/wp-json/a/*"), p("/wp-json/a/*"), "custom `/wp-json/a/*`"),
        (p("/wp-json/a/*"), p("/wp-json/A/v1/X"), "custom `/wp-json/a/*`"),
        (p("/wp-json/a/*"), p("/wp-json/a/"), "custom `/wp-json/a/*`"),
        (p("/wp-json/a/*"), p("/wp-json/a-evil/*"), ""),
        (p("/wp-json/a/v1/x"), p("/wp-json/a/v1/*"), ""),
        (p("/wp-json/a/v1/x"), p("/wp-json/a/v1/x/y"), ""),
        (p("/feed/*"), p("/feed/x"), "custom `/feed/*`"),
        (p("/feed/*"), p("/wp-json/feed/x"), ""),
        (p("/wp-json/feed/*"), p("/feed/x"), ""),
        (p("/wp-json/a/*"), e(thing), "custom `/wp-json/a/*`"),
        (p("/wp-json/a/v1/thing/*"), e(thing), "custom `/wp-json/a/v1/thing/*`"),
        (p("/wp-json/a/v1/thing/7"), e(thing), ""),
        (p("/wp-json/a/v1/thing"), e("/a/v1/things?"), ""),
        (p("/wp-json/a/*"), e("/a/v1/x|/b"), ""),
        (p("/feed/*"), e("/feed/x"), ""),
        (e("/a/v1/x"), p("/wp-json/a/v1/x"), ""),
        (e(thing), e(thing), "custom `/a/v1/thing/(?P<id>\\d+)`"),
        (e("/a/v1/x"), e("/wp-json/a/v1/x"), "custom `/a/v1/x`"),
        (e("/a/v1/x"), e("/A/v1/x"), ""),
        (p("/wp-json/z"), p("/wp-json/syteops/v1/x"), "builtin `/wp-json/syteops/*`"),
        (p("/wp-json/z"), p("/wp-json/"), "builtin `/wp-json`"),
        (p("/wp-json/z"), e("/"), "builtin `/wp-json`"),
        (p("/wp-json/z"), e("/flowmattic/v1/hook/(?P<id>x)"), "builtin `/wp-json/flowmattic/v1/*`"),
        (p("/wp-json/z"), p("/wc-auth/v1/authorize"), "builtin `/wc-auth/v1/*`"),
        (m(p("/wp-json/a/*"), &["GET"]), m(p("/wp-json/a/x"), &["GET"]), "custom `/wp-json/a/*`"),
        (m(p("/wp-json/a/*"), &["GET"]), m(p("/wp-json/a/x"), &["GET", "POST"]), ""),
        (m(p("/wp-json/a/*"), &["GET"]), p("/wp-json/a/x"), ""),
        (m(p("/wp-json/a/*"), &["GET", "POST", "PUT", "PATCH", "DELETE"]), p("/wp-json/a/x"), ""),
        (p("/wp-json/a/*"), m(p("/wp-json/a/x"), &["DELETE"]), "custom `/wp-json/a/*`"),
        (p("/wp-json/a/*"), d(p("/wp-json/a/x"), "2027-02-01"), "custom `/wp-json/a/*`"),
        (d(p("/wp-json/a/*"), "2027-02-01"), p("/wp-json/a/x"), ""),
        (d(p("/wp-json/a/*"), "2027-02-01"), d(p("/wp-json/a/x"), "2027-02-01"), "custom `/wp-json/a/*`"),
        (d(p("/wp-json/a/*"), "2027-02-01"), d(p("/wp-json/a/x"), "2027-02-02"), ""),
        (d(p("/wp-json/a/*"), "2027-01-01"), p("/wp-json/a/*"), ""),
        (d(p("/wp-json/a/*"), "2027-01-01"), d(p("/wp-json/a/*"), "2027-02-01"), ""),
    ];
    for (known, new, by) in cases {
        let wanted = match *by {
            "" => "accepted".to_owned(),
            by => format!("already covered by {by}"),
        };
        let mut added = document(std::slice::from_ref(known));
        assert_eq!(
            message(added.allow(entry(new), TODAY)),
            wanted,
            "{new} after {known}"
        );
        let written = document(&[known.clone(), new.clone()]);
        let checked = Policy::from_document(&written).unwrap().check_coverage();
        assert_eq!(message(checked), wanted, "{new} written after {known}");
    }
}

#[test]
fn a_switched_off_builtin_covers_nothing() {
    let mut document = document(&[]);
    document.set_builtin("/wp-json/syteops/*", false).unwrap();
    document
        .allow(entry(&p("/wp-json/syteops/v1/x")), TODAY)
        .unwrap();
    document.set_builtin("/wp-json/syteops/*", true).unwrap();
    let error = Policy::from_document(&document)
        .unwrap()
        .check_coverage()
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "/allowlist/0: `/wp-json/syteops/v1/x`: already covered by builtin `/wp-json/syteops/*`"
    );
}

#[test]
fn coverage_looks_backward_only_and_names_the_place() {
    let wide_last = document(&[p("/wp-json/a/x"), p("/wp-json/a/*")]);
    assert!(
        Policy::from_document(&wide_last)
            .unwrap()
            .check_coverage()
            .is_ok()
    );
    let covered = document(&[p("/wp-json/b"), p("/wp-json/a/*"), p("/wp-json/a/x")]);
    let error = Policy::from_document(&covered)
        .unwrap()
        .check_coverage()
        .unwrap_err();
    assert_eq!(error.pointer(), "/allowlist/2");
}

#[test]
fn an_entry_whose_last_day_is_over_is_not_added() {
    for (today, wanted) in [
        (&b"2027-01-31"[..], "accepted"),
        (b"2027-02-01", "its last day is already over"),
        (b"", "its last day is already over"),
    ] {
        let new = entry(&d(p("/wp-json/a/v1/x"), "2027-01-31"));
        assert_eq!(message(document(&[]).allow(new, today)), wanted);
    }
}

#[test]
fn an_entry_is_stored_as_it_is_shown_with_everything_else_kept() {
    let mut document = document(&[]);
    let form = json!({
        "pattern": "/WP-JSON/A/v1/Thing/", "methods": ["POST", "GET"], "note": "Née", "expires": "2027-01-31",
    });
    document.allow(entry(&form), TODAY).unwrap();
    document
        .allow(entry(&e("/wp-json/A/v1/Thing")), TODAY)
        .unwrap();
    assert_eq!(
        serde_json::to_value(&document.allowlist).unwrap(),
        json!([
            {"pattern": "/wp-json/a/v1/thing", "methods": ["POST", "GET"], "note": "Née", "expires": "2027-01-31"},
            {"endpoint": "/A/v1/Thing"},
        ])
    );
}

#[test]
fn an_entry_that_is_not_valid_is_refused_and_nothing_is_added() {
    let mut document = document(&[]);
    for form in [
        p("/wp-json/*"),
        p("/wp/v2/posts"),
        e("/batch/v1"),
        m(p("/wp-json/a"), &["HEAD"]),
        json!({}),
    ] {
        let new = entry(&form);
        assert!(document.allow(new, TODAY).is_err(), "{form}");
        assert_eq!(document.allowlist, [], "{form}");
    }
}

#[test]
fn an_entry_is_removed_by_any_spelling_of_its_text() {
    let list = [
        p("/wp-json/a/v1/*"),
        m(p("/wp-json/a/v1/*"), &["GET"]),
        e("/b/v1/X"),
        p("/feed/*"),
    ];
    let cases: &[(&str, &[usize])] = &[
        ("/wp-json/a/v1/*", &[2, 3]),
        ("/WP-JSON/A/V1/*", &[2, 3]),
        ("/b/v1/X", &[0, 1, 3]),
        ("/wp-json/b/v1/X", &[0, 1, 3]),
        ("/Feed/*", &[0, 1, 2]),
    ];
    for (text, kept) in cases {
        let mut document = document(&list);
        document.disallow(text).unwrap();
        let wanted: Vec<EntryForm> = kept.iter().map(|&at| entry(&list[at])).collect();
        assert_eq!(document.allowlist, wanted, "{text}");
    }
}

#[test]
fn what_is_not_in_the_list_is_not_removed_and_a_builtin_has_its_own_message() {
    let builtin = "a built-in entry; it can be switched off, not removed";
    for (text, why) in [
        ("/wp-json/a/v1", "no entry of the allowlist"),
        ("/a/v1/*", "no entry of the allowlist"),
        ("/b/v1/x", "no entry of the allowlist"),
        ("", "no entry of the allowlist"),
        ("*", "no entry of the allowlist"),
        ("/wp-json/syteops/v1/x", "no entry of the allowlist"),
        ("/wp-json/syteops/*", builtin),
        ("/WP-JSON/", builtin),
        ("/wc-auth/v1/*", builtin),
    ] {
        let mut document = document(&[p("/wp-json/a/v1/*"), e("/b/v1/X")]);
        let before = document.clone();
        assert_eq!(message(document.disallow(text)), why, "{text}");
        assert_eq!(document, before, "{text}");
    }
}

#[test]
fn a_builtin_is_switched_by_any_spelling_and_stored_once() {
    let mut document = document(&[]);
    for builtin in BUILTIN {
        document
            .set_builtin(&builtin.pattern.to_uppercase(), false)
            .unwrap();
        document.set_builtin(builtin.pattern, false).unwrap();
    }
    let shipped: Vec<&str> = BUILTIN.iter().map(|builtin| builtin.pattern).collect();
    assert_eq!(document.builtin_disabled, shipped);
    assert!(
        Policy::from_document(&document)
            .unwrap()
            .entries()
            .is_empty()
    );
    document.set_builtin("/wp-json/", true).unwrap();
    assert_eq!(document.builtin_disabled, shipped[1..]);
    for text in ["/wp-json/syteops", "/wp-json/syteops/v1/x", "syteops", ""] {
        assert_eq!(
            message(document.set_builtin(text, false)),
            "not a built-in entry",
            "{text}"
        );
    }
}

#[test]
fn the_mode_and_simulate_are_set_together() {
    let mut document = document(&[]);
    document.set_mode(Mode::BlockAll, true);
    let policy = Policy::from_document(&document).unwrap();
    assert!(policy.mode() == Mode::BlockAll && policy.simulates());
}

#[test]
fn the_endpoints_that_nobody_registers_are_told_and_patterns_never_are() {
    let document = document(&[p("/wp-json/a/*"), e("/wp-json/b/v1/x"), e("/c/v1/x")]);
    assert_eq!(document.unregistered(&["/b/v1/x"]), ["/c/v1/x"]);
    assert_eq!(document.unregistered(&[]), ["/b/v1/x", "/c/v1/x"]);
    assert_eq!(document.unregistered(&["/B/v1/x", "/c/v1/x"]), ["/b/v1/x"]);
}

#[test]
fn a_setting_of_the_log_is_read_from_text_as_the_document_reads_it() {
    let read = |key: &str, text: &str| {
        let changed = Document::default()
            .with_log_setting(key, text)
            .map_err(|error| error.to_string())?;
        let settings = changed.log_settings().into_iter();
        let (_, value) = settings.into_iter().find(|(own, _)| own == key).unwrap();
        Ok::<Value, String>(value)
    };
    #[rustfmt::skip]
    let cases = [
        ("enabled", "true", json!(true)),
        ("hash_ips", " true\n", json!(true)),
        ("always_record_denials", "false", json!(false)),
        ("sampling_percent", "1", json!(1)),
        ("retention_days", "365", json!(365)),
        ("store_max_mb", "65536", json!(65536)),
        ("exclude", "", json!([])),
        ("exclude", "/shop/v1/\n/wp-json/oembed/, /a ", json!(["/shop/v1/", "/wp-json/oembed/", "/a"])),
        ("exclude_ips", "10.0.0.0/8,::1", json!(["10.0.0.0/8", "::1"])),
        ("redact", "customer_ref\n\nvault", json!(["customer_ref", "vault"])),
        ("proxies.trusted", "10.0.0.0/8", json!(["10.0.0.0/8"])),
        ("proxies.header", "Forwarded", json!("Forwarded")),
    ];
    for (key, text, value) in cases {
        assert_eq!(read(key, text), Ok(value), "{key} {text}");
    }
    let range = "not a whole number from";
    #[rustfmt::skip]
    let refused = [
        ("enabled", "yes", "/log/enabled: `yes`: not one of `true`, `false`".to_owned()),
        ("retention_days", "0", format!("/log/retention_days: `0`: {range} 1 to 365")),
        ("retention_days", "-1", format!("/log/retention_days: `-1`: {range} 1 to 365")),
        ("sampling_percent", "101", format!("/log/sampling_percent: `101`: {range} 1 to 100")),
        ("body_limit", "16385", format!("/log/body_limit: `16385`: {range} 1 to 16384")),
        ("spool_max_mb", "4097", format!("/log/spool_max_mb: `4097`: {range} 1 to 4096")),
        ("store_max_mb", "65537", format!("/log/store_max_mb: `65537`: {range} 1 to 65536")),
        ("body_limit", "16 KiB", "/log/body_limit: `16 KiB`: not a whole number".to_owned()),
        ("exclude", "/a, b", "/log/exclude/1: `b`: must begin with `/`".to_owned()),
        ("proxies.trusted", "10.0.0.1/8", "/proxies/trusted/0: `10.0.0.1/8`: has bits set behind its length; did you mean `10.0.0.0/8`?".to_owned()),
        ("proxies.header", "", "/proxies/header: ``: not the name of an HTTP header, as in `X-Forwarded-For`: 1 to 64 letters, digits and `-`".to_owned()),
    ];
    for (key, text, message) in refused {
        assert_eq!(read(key, text), Err(message), "{key} {text}");
    }
}

#[test]
fn every_setting_of_the_log_is_listed_and_no_other_is_known() {
    let document = serde_json::to_value(Document::default()).unwrap();
    let log = document["log"].as_object().unwrap();
    let proxies = document["proxies"].as_object().unwrap();
    let settings = Document::default().log_settings();
    assert_eq!(settings.len(), log.len() + proxies.len());
    for (key, value) in &settings {
        let own = match key.strip_prefix("proxies.") {
            Some(own) => &proxies[own],
            None => &log[key],
        };
        assert_eq!(own, value, "{key}");
    }
    let why = "unknown setting; known are `enabled`, `sampling_percent`, `retention_days`, \
               `always_record_denials`, `hash_ips`, `record_bodies`, `body_limit`, `spool_max_mb`, \
               `store_max_mb`, `exclude`, `exclude_ips`, `redact`, `proxies.trusted`, \
               `proxies.header`";
    for key in ["", "trusted", "log.enabled", "Enabled", "proxies"] {
        let result = Document::default().with_log_setting(key, "true");
        assert_eq!(message(result.map(drop)), why, "{key}");
    }
}

#[test]
fn a_setting_of_a_section_is_read_from_text_as_the_document_reads_it() {
    let read = |section: &str, key: &str, text: &str| {
        let mut document =
            read(br#"{"version": 1, "mode": "off", "tarpit": {"max_waiting": 9}}"#).unwrap();
        document.rate_limit.client = Some(Client::Direct);
        let changed = document
            .with_setting(section, key, text)
            .map_err(|error| error.to_string())?;
        let settings = changed.settings(section).into_iter();
        let (_, value) = settings.into_iter().find(|(own, _)| own == key).unwrap();
        Ok::<Value, String>(value)
    };
    #[rustfmt::skip]
    let cases = [
        ("tarpit", "min_ms", "0", json!(0)),
        ("tarpit", "max_ms", " 5000\n", json!(5000)),
        ("tarpit", "max_waiting", "0", json!(0)),
        ("tarpit", "max_waiting", "256", json!(256)),
        ("tarpit", "max_waiting", "null", Value::Null),
        ("tarpit", "max_waiting", " default ", Value::Null),
        ("rate_limit", "enabled", "true", json!(true)),
        ("rate_limit", "client", "direct", json!("direct")),
        ("rate_limit", "client", "proxies", json!("proxies")),
        ("rate_limit", "client", "null", Value::Null),
        ("rate_limit", "client", "default", Value::Null),
        ("rate_limit", "per_minute", "100000", json!(100_000)),
        ("rate_limit", "burst", "1", json!(1)),
        ("rate_limit", "failed_auth_per_minute", "5", json!(5)),
        ("early", "enabled", "false", json!(false)),
        ("early", "aggressive", "true", json!(true)),
        ("log", "exclude", "/a,/b", json!(["/a", "/b"])),
        ("proxies", "header", "Forwarded", json!("Forwarded")),
    ];
    for (section, key, text, value) in cases {
        assert_eq!(
            read(section, key, text),
            Ok(value),
            "{section}.{key} {text}"
        );
    }
    let number = "not a whole number";
    #[rustfmt::skip]
    let refused = [
        ("tarpit", "min_ms", "801", "/tarpit/min_ms: `801`: greater than `max_ms` (800)".to_owned()),
        ("tarpit", "min_ms", "null", format!("/tarpit/min_ms: `null`: {number}")),
        ("tarpit", "max_ms", "5001", format!("/tarpit/max_ms: `5001`: {number} from 0 to 5000")),
        ("tarpit", "max_waiting", "257", format!("/tarpit/max_waiting: `257`: {number} from 0 to 256")),
        ("tarpit", "max_waiting", "-1", format!("/tarpit/max_waiting: `-1`: {number} from 0 to 256")),
        ("tarpit", "max_waiting", "", format!("/tarpit/max_waiting: ``: {number} or `default`")),
        ("rate_limit", "enabled", "1", "/rate_limit/enabled: `1`: not one of `true`, `false`".to_owned()),
        ("rate_limit", "client", "remote", "/rate_limit/client: `remote`: not one of `direct`, `proxies`".to_owned()),
        ("rate_limit", "client", "", "/rate_limit/client: ``: not one of `direct`, `proxies`".to_owned()),
        ("rate_limit", "burst", "0", format!("/rate_limit/burst: `0`: {number} from 1 to 100000")),
        ("rate_limit", "overrides", "", "`overrides`: unknown setting; known are `enabled`, `client`, \
            `per_minute`, `burst`, `failed_auth_per_minute`".to_owned()),
        ("early", "enable", "true", "`enable`: unknown setting; known are `enabled`, `aggressive`".to_owned()),
        ("export", "fail2ban", "on", "`export`: unknown section; known are `tarpit`, `rate_limit`, \
            `early`, `log`, `proxies`".to_owned()),
    ];
    for (section, key, text, message) in refused {
        assert_eq!(
            read(section, key, text),
            Err(message),
            "{section}.{key} {text}"
        );
    }
}

#[test]
fn the_rate_limit_is_switched_on_only_when_the_client_is_known() {
    let on = |document: &Document| {
        let result = document.with_setting("rate_limit", "enabled", "true");
        result.map_err(|error| error.pointer().to_owned())
    };
    let set = |document: &Document, section: &str, key: &str, text: &str| {
        document.with_setting(section, key, text).unwrap()
    };
    let nobody_said = Document::default();
    assert_eq!(on(&nobody_said).unwrap_err(), "/rate_limit/enabled");
    let direct = set(&nobody_said, "rate_limit", "client", "direct");
    assert!(on(&direct).unwrap().rate_limit.enabled);
    let proxies = set(&nobody_said, "rate_limit", "client", "proxies");
    assert_eq!(on(&proxies).unwrap_err(), "/rate_limit/client");
    let trusted = set(&proxies, "proxies", "trusted", "10.0.0.0/8");
    let enabled = on(&trusted).unwrap();
    let emptied = enabled.with_log_setting("proxies.trusted", "");
    assert_eq!(emptied.unwrap_err().pointer(), "/rate_limit/client");
}

#[test]
fn every_setting_of_a_section_is_listed_and_what_has_none_has_none() {
    let document = serde_json::to_value(Document::default()).unwrap();
    for section in ["tarpit", "rate_limit", "early", "log", "proxies"] {
        let mut keys = document[section].as_object().unwrap().clone();
        keys.remove("overrides");
        let settings = Document::default().settings(section);
        assert_eq!(
            settings.into_iter().collect::<serde_json::Map<_, _>>(),
            keys
        );
    }
    assert_eq!(Document::default().settings("export"), []);
}
