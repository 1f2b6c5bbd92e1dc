//! What is counted of a query: over time, and by field.

use serde_json::{Value, json};

use crate::support::{TestServer, get};

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
        ("histogram?limit=5", 400, "limit"),
        ("fields?order=desc", 400, "order"),
        ("fields?q=(", 400, "q"),
        ("fields?colour=red", 400, "colour"),
    ];
    for (target, status, param) in cases {
        let answer = get(&server(), &format!("/api/logs/{target}"));
        assert_eq!((answer.status, &answer.json()["param"]), (status, &json!(param)), "{target}");
    }
    assert_eq!(get(&server(), "/api/logs/histogram?file=missing.log").status, 404);
}
