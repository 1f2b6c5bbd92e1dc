use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::format::{Formats, Line, Reader, ansi};

fn rules() -> Rules {
    Rules { zone: TimeZone::UTC, longest: 1 << 20 }
}

fn lines(body: &str) -> Vec<Value> {
    let posted = rules().read(body.as_bytes()).unwrap();
    let text = String::from_utf8(posted.lines).unwrap();
    assert_eq!(text.lines().count() as u64, posted.count);
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn line(body: &str) -> Value {
    let mut lines = lines(body);
    assert_eq!(lines.len(), 1);
    lines.remove(0)
}

fn error(body: impl AsRef<[u8]>) -> PostError {
    rules().read(body.as_ref()).unwrap_err()
}

#[test]
fn an_object_an_array_and_lines_are_read_alike() {
    let entry = r#"{"level":"info","message":"a","timestamp":"2026-01-23T10:15:00Z"}"#;
    let expected = json!({"level": "INFO", "message": "a", "timestamp": "2026-01-23T10:15:00Z"});
    let pretty = serde_json::to_string_pretty(&expected).unwrap();
    for (body, count) in [
        (entry.to_owned(), 1),
        (format!("[{entry}]"), 1),
        (format!("[{entry}, {entry}\n]\n"), 2),
        (format!("{entry}\n{entry}\n\n{entry}"), 3),
        (format!("\u{feff}\r\n{entry}\r\n{entry}\r\n"), 2),
        (pretty, 1),
    ] {
        assert_eq!(lines(&body), vec![expected.clone(); count], "{body}");
    }
}

#[test]
fn levels_of_any_vocabulary_are_understood_and_numbers_by_the_keys_around_them() {
    for (given, level) in [
        (r#""level":"warn""#, "WARNING"),
        (r#""level":"FATAL""#, "CRITICAL"),
        (r#""level":30"#, "INFO"),
        (r#""level":"50""#, "ERROR"),
        (r#""level":3"#, "ERROR"),
        (r#""level":30,"logger":"app""#, "WARNING"),
        (r#""level":30,"hostname":"h","pid":1"#, "INFO"),
    ] {
        assert_eq!(line(&format!(r#"{{{given},"message":""}}"#))["level"], level, "{given}");
    }
    assert_eq!(line(r#"{"level":null,"message":""}"#)["level"], Value::Null);
}

#[test]
fn unknown_keys_and_metadata_go_to_the_context() {
    let entry =
        line(r#"{"level":"info","message":"m","a":1,"context":{"b":1.50},"metadata":{"c": [1, 2]},"source":"db"}"#);
    assert_eq!(entry["context"], json!({"a": 1, "b": 1.5, "c": [1, 2]}));
    assert_eq!(entry["source"], "db");
    let clash = line(r#"{"level":"info","message":"m","a":1,"context":{"a":2},"metadata":{"b":3}}"#);
    assert_eq!(clash["context"], json!({"a": 1, "context": {"a": 2}, "b": 3}));
    let exact = rules().read(br#"{"level":"info","message":"m","n":12345678901234567890.10}"#).unwrap().lines;
    assert!(String::from_utf8(exact).unwrap().contains("12345678901234567890.10"));
    assert!(line(r#"{"level":"info","message":"m","context":null,"metadata":{}}"#).get("context").is_none());
}

#[test]
fn a_missing_time_is_now_and_a_number_is_an_epoch() {
    let now = line(r#"{"level":"info","message":"m"}"#)["timestamp"].as_str().unwrap().to_owned();
    let now: jiff::Timestamp = now.parse().unwrap();
    assert!((jiff::Timestamp::now().as_second() - now.as_second()).abs() < 60);
    for (given, timestamp) in [
        ("1769163300", "2026-01-23T10:15:00Z"),
        ("1769163300123", "2026-01-23T10:15:00.123Z"),
        (r#""2026-01-23T11:15:00.120+01:00""#, "2026-01-23T10:15:00.120Z"),
        (r#""2999-01-01T00:00:00Z""#, "2999-01-01T00:00:00Z"),
    ] {
        let entry = line(&format!(r#"{{"level":"info","message":"m","timestamp":{given}}}"#));
        assert_eq!(entry["timestamp"], timestamp);
    }
}

#[test]
fn the_first_bad_entry_is_named() {
    let good = r#"{"level":"info","message":"m"}"#;
    let deep = format!(r#"{{"level":"info","message":"m","x":{}{}}}"#, "[".repeat(1_000_000), "]".repeat(1_000_000));
    let long = format!(r#"{{"level":"info","message":"{}"}}"#, "x".repeat(1 << 20));
    for (body, entry, key, detail) in [
        (String::new(), 1, None, "is missing"),
        ("[]".to_owned(), 1, None, "is missing"),
        (format!("{good}\n{{\"level\":\"info\"}}"), 2, Some("message"), "has no message"),
        (format!("[{good},{good},7]"), 3, None, "must be an object"),
        (format!("{good}\n{good}\n{{\"level\":"), 3, None, "is no JSON"),
        (format!("[{good},"), 2, None, "is no JSON"),
        (format!("[{good}] x"), 2, None, "is no JSON"),
        (r#"{"message":"m"}"#.to_owned(), 1, Some("level"), "has no level"),
        (r#"{"level":"banana","message":"m"}"#.to_owned(), 1, Some("level"), "is none"),
        (r#"{"level":"info","message":7}"#.to_owned(), 1, Some("message"), "no text"),
        (r#"{"level":"info","message":"m","source":7}"#.to_owned(), 1, Some("source"), "no text"),
        (r#"{"level":"info","message":"m","timestamp":"soon"}"#.to_owned(), 1, Some("timestamp"), "is none"),
        (r#"{"level":"info","message":"m","context":[1]}"#.to_owned(), 1, Some("context"), "no object"),
        (deep, 1, None, "nested deeper"),
        (long, 1, None, "--max-line"),
        ("{\"level\":\"info\",\"message\":\"\0\"}".to_owned(), 1, None, "is no JSON"),
    ] {
        let error = error(&body);
        assert_eq!((error.entry, error.key), (entry, key), "{error}");
        assert!(error.detail.contains(detail), "{error}");
    }
    let broken = error([good.as_bytes(), b"\n{\"level\":\"info\",\"message\":\"\xff\"}"].concat());
    assert_eq!((broken.entry, broken.detail.starts_with("is not UTF-8")), (2, true), "{broken}");
}

#[test]
fn hostile_text_stays_text() {
    let message = "<script>alert(1)</script>\0\u{1b}[31m\n{\"level\":\"fatal\"}\u{2028}";
    let entry = line(&json!({"level": "info", "message": message}).to_string());
    assert_eq!(entry["message"], message);
}

/// JSON values as text, blanks and odd spellings among them.
fn value() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        Just("null".to_owned()),
        Just("true".to_owned()),
        any::<i64>().prop_map(|number| number.to_string()),
        Just("1.50e3".to_owned()),
        "\\PC{0,12}".prop_map(|text| json!(text).to_string()),
        Just(r#""\u00e9 \"q\" \n""#.to_owned()),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(|items| format!("[ {} ]", items.join(" , "))),
            prop::collection::vec(("[a-d]", inner), 0..4).prop_map(|members| {
                let members: Vec<_> = members.iter().map(|(name, value)| format!("\"{name}\" :\n {value}")).collect();
                format!("{{{}}}", members.join(","))
            }),
        ]
    })
}

const NAMES: [&str; 14] = [
    "a",
    "msg",
    "time",
    "logger",
    "severity",
    "fields",
    "extra",
    "log",
    "event",
    "name",
    "@timestamp",
    "context",
    "ts",
    "\\u0061b",
];

proptest! {
    /// The reader of JSON lines gives back what was posted, whatever the keys are called.
    #[test]
    fn what_is_stored_is_read_back(
        level in prop::sample::select(vec!["info", "W", "critical", "trace"]),
        message in "(.|\n|\0){0,40}",
        source in prop::option::of("[a-z. -]{0,6}"),
        members in prop::collection::vec((prop::sample::select(NAMES.to_vec()), value()), 0..5),
        inner in prop::collection::vec((prop::sample::select(NAMES.to_vec()), value()), 0..4),
    ) {
        let mut body = format!(r#"{{"level":"{level}","message":{},"timestamp":"2026-01-23T10:15:00.5Z""#, json!(message));
        if let Some(source) = &source {
            body.push_str(&format!(r#","source":"{source}""#));
        }
        let object: Vec<_> = inner.iter().map(|(name, value)| format!("\"{name}\":{value}")).collect();
        body.push_str(&format!(r#","metadata":{{{}}}"#, object.join(",")));
        for (name, value) in members.iter().filter(|(name, _)| *name != "context") {
            body.push_str(&format!(",\"{name}\":{value}"));
        }
        body.push('}');
        let posted = rules().read(body.as_bytes()).unwrap();
        let stored = std::str::from_utf8(&posted.lines).unwrap().trim_end();
        prop_assert!(!stored.contains('\n'));
        let clock = Clock::utc(Timestamp::from_seconds(1_769_817_600));
        let reader = Reader::detect([stored].into_iter(), clock, &Formats::default());
        let Line::Head(_, entry) = reader.read(stored) else { panic!("{stored} is no head") };
        prop_assert_eq!(entry.level, Level::parse(level));
        // Codes for colours are kept in the file, and are no part of what is read.
        prop_assert_eq!(&*entry.message, &*ansi::strip(&message));
        prop_assert_eq!(entry.source.as_deref(), source.as_deref().filter(|source| !source.is_empty() && *source != "-"));
        prop_assert_eq!(entry.timestamp.unwrap().to_string(), "2026-01-23T10:15:00.5Z");
        let told: Value = serde_json::from_str::<Value>(stored).unwrap()["context"].take();
        let read: serde_json::Map<String, Value> = entry.context.iter().map(|(name, value)| {
            let crate::entry::Value::Json(raw) = value else { panic!("{value:?}") };
            (name.to_string(), serde_json::from_str(raw).unwrap())
        }).collect();
        prop_assert_eq!(&Value::Object(read), &if told.is_null() { json!({}) } else { told.clone() });
        // Whatever was posted is among it, under its own name or within its object.
        let whole: Value = serde_json::from_str(&body).unwrap();
        for (name, value) in whole.as_object().unwrap() {
            if !matches!(name.as_str(), "level" | "message" | "timestamp" | "source" | "metadata") {
                prop_assert_eq!(&told[name], value);
            }
        }
        for (name, value) in whole["metadata"].as_object().unwrap() {
            prop_assert!(told[name] == *value || told["metadata"][name] == *value, "{} in {}", name, told);
        }
    }
}
