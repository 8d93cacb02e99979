//! What is read from the store is what plain Rust finds among the same records: pages in every order
//! there and back, counts, charts, top routes, single records.

use crate::log_store::{Chance, FIRST_DAY, Store, insert, records};
use rest_gate::log::query::{
    Ask, By, COUNT_MOST, Count, Filter, Order, Page, QUARTER_MS, Segments, Source, TopAsk,
    UserFilter,
};
use rest_gate::log::store::SegmentName;
use rest_gate::log::{Day, Id, Outcome, Record};
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::time::Duration;

const COUNT: usize = 20_000;

fn glob(pattern: &[u8], text: &[u8]) -> bool {
    match pattern.split_first() {
        None => text.is_empty(),
        Some((b'*', rest)) => (0..=text.len()).any(|at| glob(rest, &text[at..])),
        Some((byte, rest)) => {
            let first = text.first();
            first.is_some_and(|own| own.eq_ignore_ascii_case(byte)) && glob(rest, &text[1..])
        }
    }
}

/// Whether a record is asked for, by the pairs that the filter was read from.
fn matches(record: &Record, pairs: &[(&str, String)]) -> bool {
    pairs.iter().all(|(name, value)| {
        let same = |own: &str| !own.is_empty() && own.eq_ignore_ascii_case(value);
        match *name {
            "route" if record.route.is_empty() => false,
            "route" => match value.strip_prefix('=') {
                Some(exact) => same_text(&record.route, exact),
                None if value.contains('*') => glob(value.as_bytes(), record.route.as_bytes()),
                None => glob(format!("*{value}*").as_bytes(), record.route.as_bytes()),
            },
            "ip" => value.split(',').any(|ip| ip == record.ip),
            "user" if value == "0" => record.user_id == 0,
            "user" => same(&record.user) || value.parse() == Ok(record.user_id),
            "from" => record.id.ms() >= value.parse().unwrap(),
            "to" => record.id.ms() < value.parse().unwrap(),
            "outcome" => value.split(',').any(|word| word == record.outcome.as_str()),
            "method" => same(&record.method),
            "status" => {
                let status = record.status.to_string();
                status == *value || value.ends_with("xx") && status[..1] == value[..1]
            }
            "auth_type" => same(&record.auth_type),
            "id" => record.id.to_string() == *value,
            _ => panic!("{name}"),
        }
    })
}

fn same_text(own: &str, other: &str) -> bool {
    own.eq_ignore_ascii_case(other)
}

fn random_pairs(chance: &mut Chance, all: &[Record]) -> Vec<(&'static str, String)> {
    let day = Day::parse(FIRST_DAY).unwrap().start_ms();
    let mut pairs = Vec::new();
    for _ in 0..chance.below(4) {
        let some = &all[chance.below(all.len())];
        let value = match chance.below(10) {
            0 => (
                "route",
                chance.of(&["posts", "_%", "/wp/v2/*", "*S/1*", "o'b", "\\", "%", "*"]),
            ),
            1 => (
                "route",
                chance.of(&["=/WP/v2/posts", "=/wp/v2/%", "*'*;*", "/nothing", "*_*"]),
            ),
            2 => (
                "ip",
                chance.of(&["10.0.0.1", "2001:db8::1,10.0.0.77", "' OR '1'='1"]),
            ),
            3 => (
                "user",
                chance.of(&["0", "42", "ADMIN", "1", "a_b", "a%", "o'brien"]),
            ),
            4 => (
                "outcome",
                chance.of(&["blocked", "allowed,error", "probe", "limited,refused"]),
            ),
            5 => (
                "method",
                chance.of(&["get", "POST", "DELETE", "PUT", "' --"]),
            ),
            6 => (
                "status",
                chance.of(&["200", "4xx", "401", "5xx", "304", "302"]),
            ),
            7 => (
                "auth_type",
                chance.of(&["cookie", "none", "Bearer", "'; --"]),
            ),
            8 if chance.below(8) == 0 => {
                pairs.push(("id", some.id.to_string()));
                continue;
            }
            _ => {
                let from = day + chance.below(5 * 86_400_000) as u64;
                pairs.push(("from", from.to_string()));
                if chance.below(2) == 0 {
                    let to = from + 1 + chance.below(2 * 86_400_000) as u64;
                    pairs.push(("to", to.to_string()));
                }
                continue;
            }
        };
        pairs.push((value.0, value.1.to_owned()));
    }
    // Of a name that stands twice the last one counts; here each stands once.
    let mut once = BTreeMap::new();
    once.extend(pairs);
    if let (Some(from), Some(to)) = (once.get("from"), once.get("to"))
        && from >= to
    {
        once.remove("to");
    }
    once.into_iter().collect()
}

fn filter(pairs: &[(&str, String)]) -> Filter {
    let pairs: Vec<_> = pairs
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    Filter::parse(&pairs).unwrap()
}

fn sorted(all: &[Record], pairs: &[(&str, String)], order: Order) -> Vec<Id> {
    let mut found: Vec<_> = all.iter().filter(|record| matches(record, pairs)).collect();
    match order {
        Order::Newest => found.sort_by_key(|record| Reverse(record.id)),
        Order::Oldest => found.sort_by_key(|record| record.id),
        Order::Slowest => found.sort_by_key(|record| Reverse((record.duration_us, record.id))),
        Order::Status => found.sort_by_key(|record| Reverse((record.status, record.id))),
    }
    found.iter().map(|record| record.id).collect()
}

fn ids(page: &Page) -> Vec<Id> {
    page.records.iter().map(|record| record.id).collect()
}

fn ask(filter: &Filter, order: Order, limit: usize) -> Ask<'_> {
    Ask {
        filter,
        order,
        cursor: None,
        limit,
        time: None,
    }
}

/// All pages to the end, and back to the beginning.
fn there_and_back(source: &mut Segments, first: &Ask<'_>) -> (Vec<Id>, Vec<Id>, usize) {
    let mut page = source.page(first);
    assert_eq!(page.previous, None);
    let (mut there, mut pages) = (ids(&page), 1);
    while let Some(cursor) = page.next {
        let text = cursor.to_string();
        let cursor = Some(rest_gate::log::query::Cursor::parse(&text).unwrap());
        page = source.page(&Ask {
            cursor,
            ..first.clone()
        });
        assert!(page.previous.is_some());
        there.extend(ids(&page));
        pages += 1;
        assert!(pages < 20_000);
    }
    let mut back = ids(&page);
    while let Some(cursor) = page.previous {
        page = source.page(&Ask {
            cursor: Some(cursor),
            ..first.clone()
        });
        assert!(page.next.is_some());
        back.splice(0..0, ids(&page));
    }
    (there, back, pages)
}

#[test]
fn every_page_in_every_order_is_what_plain_rust_finds() {
    let all = records(COUNT, 1);
    let store = Store::with("pages", &all);
    let source = &mut Segments::new(&store.0);
    let chance = &mut Chance::new(2);
    let (mut found, mut several) = (0, 0);
    for round in 0..80 {
        let pairs = random_pairs(chance, &all);
        let order = Order::ALL[chance.below(4)].0;
        let expected = sorted(&all, &pairs, order);
        let limit = (1 + expected.len() / (1 + chance.below(8))).min(1000);
        let filter = filter(&pairs);
        let (there, back, pages) = there_and_back(source, &ask(&filter, order, limit));
        let context = format!("round {round}: {order:?} by {limit}: {pairs:?}");
        assert!(
            there == expected,
            "{context}: {} of {}",
            there.len(),
            expected.len()
        );
        assert!(back == expected, "back, {context}: {}", back.len());
        assert_eq!(pages, expected.len().div_ceil(limit).max(1), "{context}");
        let count = source.count(&filter, None).count;
        let exact = expected.len() as u64;
        let counted = match exact > COUNT_MOST {
            true => Count::MoreThan(COUNT_MOST),
            false => Count::Exact(exact),
        };
        assert_eq!(count, counted, "{context}");
        found += usize::from(!expected.is_empty());
        several += usize::from(pages > 2);
    }
    assert!(found > 40 && several > 40, "{found}, {several}");
}

#[test]
fn a_page_without_time_says_how_far_it_got_and_goes_on_from_there() {
    let all = records(COUNT, 3);
    let store = Store::with("time", &all);
    let source = &mut Segments::new(&store.0);
    for pairs in [
        vec![("method", "DELETE".to_owned()), ("user", "0".to_owned())],
        vec![("route", "*1".to_owned()), ("status", "4xx".to_owned())],
        vec![
            ("ip", "10.0.0.3".to_owned()),
            ("auth_type", "cookie".to_owned()),
        ],
    ] {
        let filter = filter(&pairs);
        for order in [Order::Newest, Order::Oldest, Order::Status] {
            let first = Ask {
                time: Some(Duration::ZERO),
                ..ask(&filter, order, 1000)
            };
            let page = source.page(&first);
            let back_to = page.back_to.expect("too fast");
            assert!(page.next.is_some() && page.records.len() < 1000);
            let expected = sorted(&all, &pairs, order);
            if order == Order::Newest {
                let looked_at = expected.iter().filter(|id| id.ms() >= back_to.ms);
                assert!(looked_at.count().abs_diff(page.records.len()) <= 1);
            }
            let (there, back, pages) = there_and_back(source, &first);
            assert!(
                there == expected && back == expected,
                "{order:?}: {pairs:?}"
            );
            assert!(pages > 2, "{pages}");
        }
        let first = Ask {
            time: Some(Duration::ZERO),
            ..ask(&filter, Order::Slowest, 20)
        };
        let since = source.page(&first).back_to.expect("too fast").ms;
        let mut expected = sorted(&all, &pairs, Order::Slowest);
        expected.retain(|id| id.ms() >= since);
        let (there, back, _) = there_and_back(source, &first);
        assert_eq!(there, back);
        let late = there.iter().filter(|id| id.ms() > since).count();
        expected.retain(|id| there.contains(id));
        assert!(there == expected && late > 0, "{since}");
        let counted = source.count(&filter, Some(Duration::ZERO)).count;
        assert!(matches!(counted, Count::AtLeast(_)), "{counted:?}");
    }
}

#[test]
fn a_chart_has_every_hit_once() {
    let all = records(5_000, 4);
    let store = Store::with("chart", &all);
    let source = &mut Segments::new(&store.0);
    let start = Day::parse(FIRST_DAY).unwrap().start_ms();
    let hour = 4 * QUARTER_MS;
    let day = 24 * hour;
    let by = |from: u64, step: u64, count: u64| (0..=count).map(move |nth| from + nth * step);
    let cases: [(&str, Vec<u64>); 6] = [
        ("days", by(start, day, 5).collect()),
        ("hours", by(start + day, hour, 48).collect()),
        (
            "days at half past five, India",
            by(start - 11 * hour / 2, day, 6).collect(),
        ),
        (
            "days at a quarter to six, Nepal",
            by(start - 23 * QUARTER_MS, day, 6).collect(),
        ),
        (
            "a day of 23 hours",
            vec![start + 5 * hour, start + 28 * hour, start + 52 * hour],
        ),
        (
            "an edge that comes twice",
            vec![start, start + day, start + day, start + 2 * day],
        ),
    ];
    for (name, edges) in cases {
        let histogram = source.histogram(&edges);
        let mut expected = vec![[0; 12]; edges.len() - 1];
        for record in &all {
            for (at, edge) in edges.windows(2).enumerate() {
                if (edge[0]..edge[1]).contains(&record.id.ms()) {
                    expected[at][usize::from(record.outcome.code())] += record.hits;
                }
            }
        }
        assert_eq!(histogram.hits, expected, "{name}");
        assert!(histogram.hits.iter().flatten().sum::<u64>() > 0, "{name}");
    }
    let within = source.histogram(&[start + 1, start + day + QUARTER_MS - 1]);
    assert_eq!(within, source.histogram(&[start, start + day]));
    assert!(source.histogram(&[]).hits.is_empty());
    assert!(source.histogram(&[start]).hits.is_empty());
}

#[test]
fn the_top_routes_are_those_of_the_records() {
    let all = records(5_000, 5);
    let store = Store::with("top", &all);
    let source = &mut Segments::new(&store.0);
    let start = Day::parse(FIRST_DAY).unwrap().start_ms();
    let refusals = [
        Outcome::Blocked,
        Outcome::Forbidden,
        Outcome::FailedAuth,
        Outcome::Refused,
    ];
    for (by, outcomes) in [
        (By::Hits, &[][..]),
        (By::Hits, &refusals),
        (By::MeanDuration, &[]),
        (By::LongestDuration, &[Outcome::Allowed]),
    ] {
        let (from_ms, to_ms) = (start + 3_600_000, start + 4 * 86_400_000 + 7_200_000);
        let mut sums = BTreeMap::<&str, (u64, u64, u64, u64)>::new();
        for record in &all {
            let asked = outcomes.is_empty() || outcomes.contains(&record.outcome);
            if asked && (from_ms..to_ms).contains(&record.id.ms()) {
                let sum = sums.entry(&record.route).or_default();
                sum.0 += record.hits;
                sum.1 += 1;
                sum.2 += record.duration_us;
                sum.3 = sum.3.max(record.duration_us);
            }
        }
        let mut expected: Vec<_> = sums.into_iter().collect();
        expected.sort_by_key(|(route, (hits, records, duration, slowest))| {
            let key = match by {
                By::Hits => *hits,
                By::MeanDuration => duration / records,
                By::LongestDuration => *slowest,
            };
            (Reverse(key), *route)
        });
        expected.truncate(25);
        let outcomes = outcomes.to_vec();
        let top = source.top(&TopAsk {
            by,
            from_ms,
            to_ms,
            outcomes,
            limit: 25,
            time: None,
        });
        let found = top.routes.iter();
        let found: Vec<_> = found
            .map(|own| {
                (
                    own.route.as_str(),
                    (own.hits, own.records, own.duration_us, own.slowest_us),
                )
            })
            .collect();
        assert_eq!(found, expected, "{by:?}");
        assert!(found.len() > 5 && top.back_to.is_none());
    }
}

#[test]
fn a_record_is_found_with_the_items_of_its_batch_across_midnight() {
    let midnight = Day::parse("2026-11-23").unwrap().start_ms();
    let parent = Id::new(midnight - 2, 9);
    let batch = Record {
        duration_us: 5_000,
        ..Record::new(parent, Outcome::Allowed)
    };
    let item = |ms, random, outcome, parent| Record {
        parent: Some(parent),
        ..Record::new(Id::new(ms, random), outcome)
    };
    let other = Id::new(midnight - 3, 9);
    let all = [
        batch.clone(),
        item(midnight - 2, 10, Outcome::Allowed, parent),
        item(midnight - 1, 3, Outcome::Blocked, parent),
        item(midnight + 1, 1, Outcome::Error, parent),
        item(midnight, 1, Outcome::Allowed, other),
    ];
    let store = Store::with("find", &all);
    let source = &mut Segments::new(&store.0);
    let found = source.find(parent);
    assert_eq!(found.record, Some(batch));
    assert_eq!(found.items, all[1..4]);
    assert_eq!(source.find(all[2].id).record.as_ref(), Some(&all[2]));
    let missing = source.find(Id::new(midnight - 2, 8));
    assert_eq!((missing.record, missing.items.len()), (None, 0));
}

#[test]
fn a_broken_segment_costs_itself_and_is_named() {
    let all = records(2_000, 6);
    let store = Store::with("broken", &all);
    let names = SegmentName::list(&store.0);
    assert_eq!(names.len(), 10);
    let (garbage, truncated) = (names[2], names[5]);
    std::fs::write(garbage.path(&store.0), "no database at all, ".repeat(500)).unwrap();
    let file = std::fs::File::options()
        .write(true)
        .open(truncated.path(&store.0))
        .unwrap();
    file.set_len(6_000).unwrap();
    let readable = |record: &&Record| {
        let name = SegmentName {
            day: record.id.day(),
            class: record.class(),
        };
        name != garbage && name != truncated
    };
    let expected: Vec<_> = all
        .iter()
        .filter(readable)
        .map(|record| record.id)
        .collect();
    let source = &mut Segments::new(&store.0);
    let filter = Filter::default();
    for order in [Order::Oldest, Order::Status, Order::Slowest] {
        let mut page = source.page(&ask(&filter, order, 1000));
        let (mut found, mut unreadable) = (ids(&page), page.unreadable);
        while let Some(cursor) = page.next {
            page = source.page(&Ask {
                cursor: Some(cursor),
                ..ask(&filter, order, 1000)
            });
            found.extend(ids(&page));
            unreadable.append(&mut page.unreadable);
        }
        found.sort_unstable();
        unreadable.sort_unstable();
        unreadable.dedup();
        assert!(found == expected, "{order:?}");
        let named = |name: SegmentName| {
            let name = name.to_string();
            unreadable.iter().any(|text| text.starts_with(&name))
        };
        assert!(named(garbage) && named(truncated), "{unreadable:?}");
        assert_eq!(unreadable.len(), 2);
    }
    assert_eq!(
        source.count(&filter, None).count,
        Count::Exact(expected.len() as u64)
    );
    let start = Day::parse(FIRST_DAY).unwrap().start_ms();
    assert_eq!(
        source
            .histogram(&[start, start + 5 * 86_400_000])
            .unreadable
            .len(),
        2
    );
}

#[test]
fn what_comes_and_goes_meanwhile_does_not_disturb() {
    let all = records(1_000, 7);
    let store = Store::with("moving", &all);
    let source = &mut Segments::new(&store.0);
    let filter = Filter::default();
    let page = source.page(&ask(&filter, Order::Newest, 10));
    let newest = Record::new(Id::new(all[999].id.ms() + 1, 0), Outcome::Allowed);
    insert(&store.0, std::slice::from_ref(&newest));
    let second = source.page(&Ask {
        cursor: page.next,
        ..ask(&filter, Order::Newest, 10)
    });
    let expected: Vec<_> = all
        .iter()
        .rev()
        .skip(10)
        .take(10)
        .map(|record| record.id)
        .collect();
    assert_eq!(ids(&second), expected);
    assert_eq!(
        source.page(&ask(&filter, Order::Newest, 1)).records,
        [newest]
    );
    for name in SegmentName::list(&store.0).into_iter().take(4) {
        std::fs::remove_file(name.path(&store.0)).unwrap();
    }
    let rest = source.count(&filter, None);
    let kept = all
        .iter()
        .filter(|record| record.id.day() >= Day::parse("2026-03-08").unwrap());
    assert_eq!(rest.count, Count::Exact(kept.count() as u64 + 1));
    assert!(rest.unreadable.is_empty());
    let nowhere = &mut Segments::new(&store.0.join("nowhere"));
    assert_eq!(nowhere.page(&ask(&filter, Order::Newest, 1)).records, []);
}

#[test]
fn several_pseudonyms_are_one_address() {
    let all = records(1_000, 8);
    let store = Store::with("pseudonyms", &all);
    let filter = Filter {
        ips: vec!["10.0.0.1".into(), "unknown".into(), "2001:db8::1".into()],
        user: Some(UserFilter::Nobody),
        ..Filter::default()
    };
    let page = Segments::new(&store.0).page(&ask(&filter, Order::Oldest, 1000));
    let expected = all.iter().filter(|record| {
        record.user_id == 0 && ["10.0.0.1", "2001:db8::1"].contains(&record.ip.as_str())
    });
    assert!(page.records.iter().eq(expected) && !page.records.is_empty());
}
