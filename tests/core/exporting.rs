//! An export holds every record that matches, whole and harmless.

use crate::log_store::{Store, records};
use rest_gate::log::export::{CHUNK, Exported, Format, export};
use rest_gate::log::query::{Filter, Segments};
use rest_gate::log::{Day, Id, Outcome, Record, bounded};
use std::io;

fn run(store: &Store, filter: &Filter, format: Format, limit: Option<u64>) -> (String, Exported) {
    let mut out = Vec::new();
    let exported = export(
        &mut Segments::new(&store.0),
        filter,
        format,
        limit,
        &mut |chunk| {
            assert!(!chunk.is_empty() && chunk.len() <= CHUNK);
            out.extend_from_slice(chunk);
            Ok(())
        },
    );
    (String::from_utf8(out).unwrap(), exported.unwrap())
}

fn rows(text: &str) -> Vec<Vec<String>> {
    let reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(text.as_bytes());
    let rows = reader.into_records().map(Result::unwrap);
    rows.map(|row| row.iter().map(str::to_owned).collect())
        .collect()
}

fn parsed(text: &str, format: Format) -> Vec<Record> {
    let mut records: Vec<Record> = match format {
        Format::Json => serde_json::from_str(text).unwrap(),
        _ => text
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect(),
    };
    for record in &mut records {
        record.time = record.id;
    }
    records
}

#[test]
fn every_format_has_every_record_newest_first() {
    let mut all = records(3_500, 1);
    let store = Store::with("export", &all);
    all.reverse();
    let filter = Filter::default();
    for limit in [
        None,
        Some(0),
        Some(1),
        Some(1_000),
        Some(1_500),
        Some(9_999),
    ] {
        let count = limit.map_or(all.len(), |limit| all.len().min(limit as usize));
        for format in [Format::Json, Format::JsonLines] {
            let (text, exported) = run(&store, &filter, format, limit);
            assert!(
                parsed(&text, format) == all[..count],
                "{format:?} {limit:?}"
            );
            assert_eq!(exported.records, count as u64);
            assert_eq!(exported.unreadable, [""; 0]);
        }
        let (text, _) = run(&store, &filter, Format::Csv, limit);
        let rows = rows(&text);
        assert_eq!(rows.len(), count + 1);
        assert_eq!(text.matches("\r\n").count(), count + 1);
        assert_eq!(text.matches('\n').count(), count + 1);
        for (row, record) in rows[1..].iter().zip(&all) {
            assert_eq!(row[0], record.id.to_string());
            assert_eq!(row[9], record.outcome.as_str());
            assert_eq!(row[7], record.route);
        }
    }
}

#[test]
fn the_columns_of_csv_are_the_fields_of_a_record() {
    let store = Store::with("columns", &[]);
    let (text, _) = run(&store, &Filter::default(), Format::Csv, None);
    let whole = Record {
        parent: Some(Id::new(1, 1)),
        simulated: Some(Outcome::Blocked),
        ..filled("x", 7)
    };
    let line = String::from_utf8(whole.line()).unwrap();
    // The names in the order in which they stand in a line, where every value is a plain one.
    let names: Vec<_> = line
        .trim_matches(['{', '}', '\n'])
        .split(',')
        .map(|field| field.split('"').nth(1).unwrap())
        .collect();
    assert_eq!(rows(&text), [names]);
    assert_eq!(
        run(&store, &Filter::default(), Format::Json, None).0,
        "[]\n"
    );
    assert_eq!(
        run(&store, &Filter::default(), Format::JsonLines, None).0,
        ""
    );
}

/// A record with the same text in every field that takes one.
fn filled(text: &str, number: u64) -> Record {
    let own = || text.to_owned();
    let day = Day::parse("2026-11-22").unwrap();
    Record {
        node: own(),
        site: own(),
        blog_id: number,
        method: own(),
        route: own(),
        endpoint: own(),
        reason: own(),
        status: 200,
        inner_status: 404,
        duration_us: number,
        after_us: number,
        bytes: number,
        user_id: number,
        user: own(),
        roles: own(),
        ip: own(),
        auth_type: own(),
        presented: own(),
        pattern: own(),
        gate: own(),
        refused_by: own(),
        refused_at: own(),
        query: own(),
        body: own(),
        referrer: own(),
        user_agent: own(),
        proxy_id: own(),
        hits: number,
        folded: own(),
        ..Record::new(Id::new(day.start_ms() + number, number), Outcome::Allowed)
    }
}

#[test]
fn hostile_text_in_any_field_harms_nobody() {
    let long = "long ".repeat(20_000);
    let cases: [(&str, &str); 14] = [
        ("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"),
        ("+1+1", "'+1+1"),
        ("-2", "'-2"),
        ("@SUM(1)", "'@SUM(1)"),
        ("\t=1", r"'\x09=1"),
        ("\r=1", r"'\x0d=1"),
        ("  =1", "'  =1"),
        ("say \"no\", twice", "say \"no\", twice"),
        ("one\r\ntwo\nthree", r"one\x0d\x0atwo\x0athree"),
        ("a\0b", r"a\x00b"),
        (&bounded(b"\xff\xfe=", 99), r"\xff\xfe="),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("'; DROP TABLE record; --", "'; DROP TABLE record; --"),
        (&long, &long),
    ];
    for (nth, (text, cell)) in cases.into_iter().enumerate() {
        let record = filled(text, nth as u64 + 1);
        let store = Store::with("hostile", std::slice::from_ref(&record));
        let (csv, _) = run(&store, &Filter::default(), Format::Csv, None);
        let rows = rows(&csv);
        assert_eq!((rows.len(), rows[0].len(), rows[1].len()), (2, 34, 34));
        let texts = rows[1].iter().filter(|own| *own == cell).count();
        assert_eq!(texts, 21, "{text:.20}");
        assert_eq!(rows[1][1], format!("2026-11-22T00:00:00.{:03}Z", nth + 1));
        for format in [Format::Json, Format::JsonLines] {
            let (text, _) = run(&store, &Filter::default(), format, None);
            assert_eq!(parsed(&text, format), std::slice::from_ref(&record));
        }
    }
}

#[test]
fn filters_count_in_an_export_too() {
    let all = records(2_000, 9);
    let store = Store::with("filtered", &all);
    let filter = Filter::parse(&[("status", "4xx"), ("route", "*posts*")]).unwrap();
    let (text, exported) = run(&store, &filter, Format::JsonLines, None);
    let expected = all
        .iter()
        .rev()
        .filter(|record| record.status / 100 == 4 && record.route.contains("posts"));
    assert!(parsed(&text, Format::JsonLines).iter().eq(expected));
    assert!(exported.records > 50);
}

#[test]
fn a_reader_that_goes_away_ends_the_export() {
    let store = Store::with("gone", &records(3_000, 10));
    let mut calls = 0;
    let ended = export(
        &mut Segments::new(&store.0),
        &Filter::default(),
        Format::Csv,
        None,
        &mut |_| {
            calls += 1;
            Err(io::ErrorKind::BrokenPipe.into())
        },
    );
    assert_eq!(ended.unwrap_err().kind(), io::ErrorKind::BrokenPipe);
    assert_eq!(calls, 1);
}
