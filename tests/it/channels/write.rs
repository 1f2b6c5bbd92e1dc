//! What may be posted, and what is answered.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::json;

use super::{Place, accepted, entry, messages, records, write};
use crate::support::{Client, get, post, send};

fn gzip(text: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(text).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn what_is_posted_is_read_back_as_entries_of_the_channel() {
    let place = Place::new();
    let server = place.server();
    let body = r#"{"level":"fatal","message":"pool <b>exhausted</b>","timestamp":"2026-01-23T11:15:00.123+01:00","source":"db.pool",
        "metadata":{"waiting":7},"trace":"x"}"#;
    assert_eq!(accepted(&server, "tasks/550e8400-e29b", body), 1);
    let record = &records(&server, "/api/channels/tasks/550e8400-e29b/logs")[0];
    assert_eq!(record["type"], "log");
    assert_eq!(
        (&record["file"], &record["channel"]),
        (&json!("channels/tasks/550e8400-e29b.ndjson"), &json!("tasks/550e8400-e29b"))
    );
    assert_eq!((&record["timestamp"], &record["level"]), (&json!("2026-01-23T10:15:00.123Z"), &json!("CRITICAL")));
    assert_eq!((&record["source"], &record["message"]), (&json!("db.pool"), &json!("pool <b>exhausted</b>")));
    assert_eq!(record["context"], json!({"trace": "x", "waiting": 7}));
}

#[test]
fn one_object_an_array_and_lines_are_accepted_plain_and_packed() {
    let place = Place::new();
    let server = place.server();
    let one = entry("m");
    for (body, count) in [(one.clone(), 1), (format!("[{one},{one}]"), 2), (format!("{one}\n{one}\n{one}\n"), 3)] {
        assert_eq!(accepted(&server, "a", &body), count);
        let packed = write(&server, "a", &[("Content-Encoding", "gzip")], gzip(body.as_bytes()));
        assert_eq!((packed.status, packed.json()), (202, json!({"accepted": count})));
    }
    assert_eq!(messages(&server, "/api/channels/a/logs").len(), 12);
}

#[test]
fn a_bad_entry_is_named_and_none_is_accepted() {
    let place = Place::new();
    let server = place.server();
    let body = format!("{}\n{}\n{{\"level\":\"banana\",\"message\":\"x\"}}\n", entry("1"), entry("2"));
    let problem = write(&server, "a", &[], body).problem(400);
    assert!(problem["detail"].as_str().unwrap().contains("entry 3"), "{problem}");
    assert_eq!(problem["param"], "level");
    get(&server, "/api/channels/a/logs").problem(404);
    let deep = format!(r#"{{"level":"info","message":"m","x":{}{}}}"#, "[".repeat(1_000_000), "]".repeat(1_000_000));
    let long = entry(&"x".repeat(1 << 20));
    for body in ["", "[]", "7", "{", &deep, &long] {
        write(&server, "a", &[], body).problem(400);
    }
    let broken = [entry("a").as_bytes(), b"\n{\"level\":\"info\",\"message\":\"\xff\xfe\"}"].concat();
    let problem = write(&server, "a", &[], broken).problem(400);
    assert!(problem["detail"].as_str().unwrap().starts_with("entry 2 is not UTF-8"), "{problem}");
    let nul = accepted(&server, "a", r#"{"level":"info","message":"nul \u0000 here"}"#);
    assert_eq!((nul, messages(&server, "/api/channels/a/logs")), (1, vec!["nul \0 here".to_owned()]));
}

#[test]
fn what_is_no_json_is_refused_by_its_type() {
    let place = Place::new();
    let server = place.server();
    for name in ["text/plain", "text/xml", "multipart/form-data; boundary=x", "image/png", "application/octet-stream"] {
        write(&server, "a", &[("Content-Type", name)], entry("m")).problem(415);
    }
    let problem = write(&server, "a", &[("Content-Encoding", "br")], entry("m"));
    assert_eq!((problem.status, problem.header("accept-encoding")), (415, Some("gzip")));
    for name in ["application/json; charset=utf-8", "application/x-ndjson", "application/vnd.x+json"] {
        assert_eq!(write(&server, "a", &[("Content-Type", name)], entry("m")).status, 202, "{name}");
    }
    write(&server, "a", &[("Content-Encoding", "gzip")], entry("m")).problem(400);
    let cut = gzip(entry("m").as_bytes());
    write(&server, "a", &[("Content-Encoding", "gzip")], &cut[..cut.len() - 6]).problem(400);
}

#[test]
fn a_body_that_is_too_long_packed_or_not_is_refused() {
    let place = Place::new();
    let server = place.server_with(|config| config.channels.most_body = 10_000);
    let long = entry(&"x".repeat(10_000));
    write(&server, "a", &[], &long).problem(413);
    write(&server, "a", &[("Content-Encoding", "gzip")], gzip(long.as_bytes())).problem(413);
    write(&server, "a", &[("Content-Encoding", "gzip")], gzip(&vec![b' '; 100_000_000])).problem(413);
    let mut client = Client::connect(server.address());
    client
        .write(b"POST /api/channels/a/logs HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n")
        .unwrap();
    for _ in 0..4 {
        // It may be refused before all of it is sent.
        drop(client.write(format!("1000\r\n{}\r\n", "x".repeat(4_096)).as_bytes()));
    }
    client.answer().unwrap().problem(413);
    assert_eq!(accepted(&server, "a", entry("m")), 1);
}

#[test]
fn a_post_that_is_repeated_is_acknowledged_and_written_once() {
    let place = Place::new();
    let key = [("Idempotency-Key", "0c5d-17")];
    let body = format!("{}\n{}\n", entry("1"), entry("2"));
    for _ in 0..2 {
        let server = place.server();
        for _ in 0..3 {
            assert_eq!(write(&server, "a", &key, &body).json(), json!({"accepted": 2}));
        }
        assert_eq!(messages(&server, "/api/channels/a/logs"), ["1", "2"]);
    }
    let server = place.server();
    assert_eq!(write(&server, "b", &key, &body).status, 202, "in another channel it is another one");
    assert_eq!(messages(&server, "/api/channels/b/logs"), ["1", "2"]);
    write(&server, "a", &[("Idempotency-Key", &"k".repeat(300))], &body).problem(400);
}

#[test]
fn a_client_that_writes_too_much_is_told_to_wait() {
    let place = Place::new();
    let server = place.server_with(|config| config.channels.most_rate = 5);
    let ten = vec![entry("m"); 10].join("\n");
    assert_eq!(accepted(&server, "a", &ten), 10);
    let answer = write(&server, "a", &[], &ten);
    answer.problem(429);
    assert!(answer.header("retry-after").unwrap().parse::<u64>().unwrap() >= 1);
}

#[test]
fn there_are_so_many_channels_at_most() {
    let place = Place::new();
    let server = place.server_with(|config| config.channels.settings.max_channels = 1);
    assert_eq!(accepted(&server, "a", entry("m")), 1);
    let answer = write(&server, "b", &[], entry("m"));
    answer.problem(503);
    assert!(answer.header("retry-after").is_some());
    assert_eq!(accepted(&server, "a", entry("m")), 1);
}

#[test]
fn c11_no_name_of_a_channel_leads_anywhere_else() {
    let place = Place::new();
    let server = place.server();
    for name in [
        "..",
        "../x",
        "%2e%2e%2fx",
        "..%2fx",
        "%252e%252e%252fx",
        "a/../../x",
        ".hidden",
        "a/.b",
        "/etc/x",
        "%2Fetc%2Fx",
        "a%00",
        "a%0a",
        "a%5cb",
        "%c0%ae%c0%ae/x",
        "%ff",
        "a%20b",
        "a.ndjson",
        "a.ndjson/b",
        "*",
        "a//b",
        "a/",
        "",
        "%",
        "CON%3a%5c",
    ] {
        let answer = write(&server, name, &[], entry("m"));
        assert!(matches!(answer.status, 400 | 404), "{name}: {}", answer.status);
        answer.problem(answer.status);
        let read = get(&server, &format!("/api/channels/{name}/logs"));
        assert!(matches!(read.status, 400 | 404), "{name}: {}", read.status);
    }
    let state: Vec<_> = std::fs::read_dir(place.state()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(state.iter().all(|name| ["channels", "keys", "lock"].iter().any(|known| name == known)), "{state:?}");
    assert_eq!(std::fs::read_dir(place.state().join("channels")).unwrap().count(), 0);
    assert_eq!(accepted(&server, "gr%C3%B6%C3%9Fe/%41", entry("m")), 1);
    assert_eq!(messages(&server, "/api/channels/gr%C3%B6%C3%9Fe/A/logs"), ["m"]);
}

#[test]
fn writing_is_refused_where_there_is_no_place_for_it_and_by_other_methods() {
    let server = crate::support::TestServer::of(&[]);
    let answer = post(&server, "/api/channels/a/logs", &[], entry("m"));
    answer.problem(503);
    let place = Place::new();
    let server = place.server();
    let answer = send(&server, "DELETE", "/api/channels/a/logs", &[]);
    answer.problem(405);
    assert_eq!(answer.header("allow"), Some("GET, HEAD, POST"));
    write(&server, "a", &[("Origin", "http://evil.example")], entry("m")).problem(403);
    post(&server, "/api/channels/a/logs?x=1", &[], entry("m")).problem(400);
}
