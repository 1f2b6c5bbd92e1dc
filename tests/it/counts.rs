//! What is counted of a query: over time, and by field.

use std::io::Read;

use flate2::Compression;
use flate2::read::GzEncoder;
use serde_json::{Value, json};

use crate::support::{LogDir, TestServer, get};

fn server() -> TestServer {
    let lines = [
        r#"{"time":"2026-01-23T10:00:00Z","level":"info","msg":"a","status":200}"#,
        r#"{"time":"2026-01-23T10:00:01Z","level":"error","msg":"b","status":503}"#,
        r#"{"time":"2026-01-23T10:00:59Z","msg":"c","status":200}"#,
    ];
    TestServer::of(&[("a.log", &lines.join("\n"))])
}

fn ask(target: &str) -> Value {
    let answer = get(&server(), target);
    assert_eq!(answer.status, 200, "{target}");
    answer.json()
}

#[test]
fn a_histogram_counts_levels_over_time() {
    let expected = json!({
        "since": "2026-01-23T10:00:00.000Z", "until": "2026-01-23T10:01:00.000Z", "step_ms": 30_000, "exact": true, "total": 3,
        "buckets": [
            {"start": "2026-01-23T10:00:00.000Z", "counts": {"ERROR": 1, "INFO": 1}},
            {"start": "2026-01-23T10:00:30.000Z", "counts": {"NONE": 1}},
        ],
    });
    assert_eq!(ask("/api/logs/histogram?buckets=2&by=level"), expected);
    assert_eq!(ask("/api/logs/histogram?q=status:503")["total"], 1);
    assert_eq!(ask("/api/logs/histogram?q=nothing")["buckets"], json!([]));
}

#[test]
fn facets_count_the_values_of_fields() {
    let counted = ask("/api/logs/fields?level=info,error");
    assert_eq!(counted["exact"], true);
    let expected =
        json!({"name": "status", "count": 2, "values": [{"value": 200, "count": 1}, {"value": 503, "count": 1}]});
    let fields = counted["fields"].as_array().unwrap();
    assert!(fields.contains(&expected), "{counted}");
    assert_eq!(fields[0]["name"], "level");
}

#[test]
fn what_cannot_be_counted_is_refused() {
    let cases = [
        ("histogram?buckets=0", 400, "buckets"),
        ("histogram?buckets=many", 400, "buckets"),
        ("histogram?by=source", 400, "by"),
        ("histogram?buckets=5&buckets=6", 400, "buckets"),
        ("histogram?by=level&by=level", 400, "by"),
        ("histogram?follow=true", 400, "follow"),
        ("histogram?limit=few", 400, "limit"),
        ("fields?order=up", 400, "order"),
        ("fields?q=(", 400, "q"),
        ("fields?colour=red", 400, "colour"),
    ];
    for (target, status, param) in cases {
        let answer = get(&server(), &format!("/api/logs/{target}"));
        assert_eq!((answer.status, &answer.json()["param"]), (status, &json!(param)), "{target}");
    }
    assert_eq!(get(&server(), "/api/logs/histogram?file=missing.log").status, 404);
}

#[test]
fn what_a_query_leaves_over_is_what_is_counted() {
    let line =
        |second: usize, text: &str| format!("{{\"time\":\"2026-01-23T10:00:{second:02}Z\",\"msg\":\"{text}\"}}\n");
    let even: String = (0..30).map(|pair| line(2 * pair, "even")).collect();
    let odd: String = (0..30).map(|pair| line(2 * pair + 1, "odd")).collect();
    let server = TestServer::of(&[("even.log", &even), ("odd.log", &odd)]);
    let end = get(&server, "/api/logs/stream?limit=15&progress=true").text().lines().last().map(str::to_owned);
    let end: Value = serde_json::from_str(&end.unwrap()).unwrap();
    let cursor = format!("cursor={}", end["cursor"].as_str().unwrap());
    let cases = [
        ("limit=15", 8, 7),
        ("limit=0", 0, 0),
        ("tail=5", 2, 3),
        ("tail=5&limit=1", 0, 1),
        ("order=desc&limit=5", 2, 3),
        ("q=odd&limit=3", 0, 3),
        ("file=even.log&line=21", 10, 0),
        (&cursor, 22, 23),
        (&format!("{cursor}&limit=2"), 1, 1),
        ("q=even&before=3&after=3&raw=true&fields=message&progress=true&timeout=1h", 30, 0),
    ];
    for (query, even, odd) in cases {
        let histogram = get(&server, &format!("/api/logs/histogram?{query}")).json();
        let counted: u64 =
            histogram["buckets"].as_array().unwrap().iter().filter_map(|b| b["counts"]["NONE"].as_u64()).sum();
        assert_eq!((&histogram["total"], counted), (&json!(even + odd), even + odd), "{query}");
        let facets = get(&server, &format!("/api/logs/fields?{query}")).json();
        let files = facets["fields"].as_array().unwrap().iter().find(|field| field["name"] == "file");
        let of = |name: &str| {
            let values = files.and_then(|files| files["values"].as_array());
            let value = values.into_iter().flatten().find(|value| value["value"] == name);
            value.map_or(0, |value| value["count"].as_u64().unwrap())
        };
        assert_eq!((of("even.log"), of("odd.log")), (even, odd), "{query}");
    }
}

#[test]
fn of_a_damaged_file_what_can_be_read_is_counted_and_said_to_be_a_part() {
    let text: String = (0..2_000).map(|number| format!("2026-01-23T10:00:00Z INFO entry {number}\n")).collect();
    let mut packed = Vec::new();
    GzEncoder::new(text.as_bytes(), Compression::default()).read_to_end(&mut packed).unwrap();
    let logs = LogDir::new().with("cut.log.gz", &packed[..packed.len() / 2]).with("whole.log", &text);
    let server = TestServer::of_directory(logs.path());
    let histogram = get(&server, "/api/logs/histogram").json();
    let total = histogram["total"].as_u64().unwrap();
    assert!((2_001..4_000).contains(&total) && histogram["exact"] == false, "{histogram}");
    for query in ["file=whole.log", "file=cut.log.gz&limit=5"] {
        assert_eq!(get(&server, &format!("/api/logs/histogram?{query}")).json()["exact"], true, "{query}");
    }
}

#[test]
fn entries_of_other_centuries_fit_into_any_number_of_buckets() {
    let times = ["1901-02-03T04:05:06Z", "1969-12-31T23:59:59.999Z", "1970-01-01T00:00:00Z", "2026-01-23T10:00:00Z"];
    let lines: String = times.iter().map(|time| format!("{{\"time\":\"{time}\",\"msg\":\"m\"}}\n")).collect();
    let server = TestServer::of(&[("a.log", &lines)]);
    for query in ["", "&q=m", "&tail=2", "&tail=3", "&limit=3"] {
        for most in [1, 2, 3, 120, 2_000] {
            let histogram = get(&server, &format!("/api/logs/histogram?buckets={most}{query}")).json();
            let buckets = histogram["buckets"].as_array().unwrap();
            let counted: u64 = buckets.iter().filter_map(|bucket| bucket["counts"]["NONE"].as_u64()).sum();
            assert!((1..=most).contains(&buckets.len()), "{most}{query}: {}", buckets.len());
            assert_eq!(histogram["total"], counted, "{most}{query}");
        }
    }
}
