//! Entries as they are sent: what is asked, how it flows, and how it ends.

use std::sync::Arc;
use std::time::{Duration, Instant};

use futures::StreamExt;
use logbrook::source::MemorySource;
use serde_json::Value;

use crate::support::{Client, DEADLINE, Endless, Gated, TestServer, get, send, wait_until};

const LOG: &str = "\
2026-01-23T10:15:00.123Z INFO [api] GET /orders 200\n\
2026-01-23T10:15:01.000Z ERROR [db.pool] pool exhausted\n  at pool.rs:120\n\
2026-01-23T10:15:02.000Z WARN [api] slow answer\n";

fn records(body: &[u8]) -> Vec<Value> {
    body.split(|&byte| byte == b'\n')
        .filter(|line| !line.is_empty())
        .map(|line| serde_json::from_slice(line).unwrap())
        .collect()
}

#[test]
fn entries_are_sent_as_ndjson() {
    let server = TestServer::of(&[("app.log", LOG)]);
    let answer = get(&server, "/api/logs/stream?file=app.log");
    assert_eq!((answer.status, answer.complete), (200, true));
    assert_eq!(answer.header("content-type"), Some("application/x-ndjson"));
    assert_eq!(answer.header("transfer-encoding"), Some("chunked"));
    let records = records(&answer.body);
    let levels: Vec<_> = records.iter().map(|record| record["level"].as_str().unwrap()).collect();
    assert_eq!(levels, ["INFO", "ERROR", "WARNING"]);
    assert_eq!(records[1]["message"], "pool exhausted\n  at pool.rs:120");
    assert_eq!(records[1]["line"], 2);
}

#[test]
fn the_accept_header_and_the_format_parameter_mean_the_same() {
    let server = TestServer::of(&[("app.log", LOG)]);
    let cases = [
        ("", "text/plain", "text/plain; charset=utf-8"),
        ("", "text/csv", "text/csv; charset=utf-8"),
        ("", "*/*", "application/x-ndjson"),
        ("&format=text", "*/*", "text/plain; charset=utf-8"),
        ("&format=csv", "text/plain", "text/csv; charset=utf-8"),
        ("&format=ndjson", "text/plain", "application/x-ndjson"),
    ];
    for (format, accept, content_type) in cases {
        let target = format!("/api/logs/stream?file=app.log{format}");
        let answer = send(&server, "GET", &target, &[("Accept", accept)]);
        assert_eq!(answer.header("content-type"), Some(content_type), "{format} {accept}");
    }
    let text = send(&server, "GET", "/api/logs/stream?file=app.log", &[("Accept", "text/plain")]);
    assert_eq!(text.text(), LOG);
    assert_eq!(get(&server, "/api/logs/stream?file=app.log&format=text").text(), LOG);
}

#[test]
fn every_bad_parameter_is_named() {
    let server = TestServer::of(&[("app.log", LOG)]);
    let cases = [
        ("nonsense=1", "nonsense"),
        ("Q=x", "Q"),
        ("q=(", "q"),
        ("q=a&q=b", "q"),
        ("q=/[/", "q"),
        ("q=%2Fx%7B1000%7D%7B1000%7D%7B1000%7D%2F", "q"),
        ("q=%22open", "q"),
        ("q=level:loud", "q"),
        ("level=loud", "level"),
        ("level=", "level"),
        ("level=warn,,error", "level"),
        ("min_level=loud", "min_level"),
        ("min_level=a&min_level=b", "min_level"),
        ("source=", "source"),
        ("since=yesterdayish", "since"),
        ("since=", "since"),
        ("until=13:61", "until"),
        ("limit=-1", "limit"),
        ("limit=ten", "limit"),
        ("limit=1.5", "limit"),
        ("limit=99999999999999999999999", "limit"),
        ("limit", "limit"),
        ("order=up", "order"),
        ("order=DESC", "order"),
        ("tail=x", "tail"),
        ("tail=1&order=desc", "tail"),
        ("tail=1&line=1", "line"),
        ("line=0", "line"),
        ("line=x", "line"),
        ("cursor=x", "cursor"),
        ("cursor=../../etc/passwd", "cursor"),
        ("before=x", "before"),
        ("after=-1", "after"),
        ("log_format=nonsense", "log_format"),
        ("raw=yes", "raw"),
        ("raw", "raw"),
        ("rotated=1", "rotated"),
        ("fields=", "fields"),
        ("format=xml", "format"),
        ("follow=maybe", "follow"),
        ("follow=true&order=desc", "order"),
        ("follow=true&until=1h", "until"),
        ("progress=1", "progress"),
        ("progress=true&format=csv", "progress"),
        ("timeout=soon", "timeout"),
        ("file=", "file"),
        ("file=%5B", "file"),
        ("file=%", "file"),
        ("q=%ff", "q"),
        ("q=%C3%28", "q"),
    ];
    for (query, param) in cases {
        let problem = get(&server, &format!("/api/logs/stream?{query}")).problem(400);
        assert_eq!(problem["param"], param, "{query}: {problem}");
        assert!(problem["detail"].as_str().unwrap().starts_with(param), "{query}: {problem}");
    }
}

#[test]
fn a_bad_search_names_the_column() {
    let server = TestServer::of(&[("app.log", LOG)]);
    for (q, column) in [("a+(b", 3), ("%C3%A9+%22x", 3), ("level:loud", 7)] {
        assert_eq!(get(&server, &format!("/api/logs/stream?q={q}")).problem(400)["column"], column, "{q}");
    }
}

#[test]
fn a_missing_file_is_not_found() {
    let server = TestServer::of(&[("app.log", LOG)]);
    get(&server, "/api/logs/stream?file=missing.log").problem(404);
}

#[test]
fn spaces_come_as_plus_or_escaped() {
    let server = TestServer::of(&[("app.log", LOG)]);
    for q in ["%22pool+exhausted%22", "%22pool%20exhausted%22"] {
        assert_eq!(records(&get(&server, &format!("/api/logs/stream?q={q}")).body).len(), 1, "{q}");
    }
}

#[test]
fn the_head_of_a_stream_does_not_wait_for_its_first_entry() {
    let source = Gated::shut();
    let server = TestServer::over(Arc::new(source.clone()));
    let mut client = Client::connect(server.address());
    client.ask("GET", "/api/logs/stream?file=app.log&q=absent", &[]);
    assert_eq!(client.head().unwrap().status, 200);
    source.open_gate();
}

#[test]
fn entries_are_sent_while_the_search_goes_on() {
    for encoding in ["identity", "gzip", "br", "zstd"] {
        let source = Gated::shut();
        let server = TestServer::over(Arc::new(source.clone()));
        let url = format!("http://{}/api/logs/stream?file=app.log&limit=300000&fields=line", server.address());
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let client =
                reqwest::Client::builder().gzip(encoding == "gzip").brotli(encoding == "br").zstd(encoding == "zstd");
            let response = client.build().unwrap().get(&url).send().await.unwrap();
            let mut body = response.bytes_stream();
            let first = tokio::time::timeout(DEADLINE / 2, body.next()).await.expect("the first entries come at once");
            assert!(first.unwrap().unwrap().starts_with(b"{"), "{encoding}");
            source.open_gate();
        });
    }
}

#[test]
fn a_compressed_stream_says_so() {
    let server = TestServer::of(&[("app.log", LOG)]);
    for encoding in ["gzip", "br", "zstd"] {
        let answer = send(&server, "GET", "/api/logs/stream", &[("Accept-Encoding", encoding)]);
        assert_eq!(answer.header("content-encoding"), Some(encoding));
        assert!(answer.headers.iter().any(|(name, value)| name == "vary" && value.contains("accept-encoding")));
    }
    send(&server, "GET", "/api/logs/stream", &[("Accept-Encoding", "identity;q=0, rot13")]).problem(406);
}

#[test]
fn a_fault_in_mid_stream_is_told_and_breaks_the_body_off() {
    for encoding in ["identity", "gzip"] {
        let source = Gated::shut();
        let server = TestServer::over(Arc::new(source.clone()));
        let mut client = Client::connect(server.address());
        client.ask("GET", "/api/logs/stream?file=app.log&fields=line", &[("Accept-Encoding", encoding)]);
        source.break_gate();
        let answer = client.answer().unwrap();
        assert_eq!((answer.status, answer.complete), (200, false), "{encoding}");
        let body = match encoding {
            "gzip" => gunzip_what_is_there(&answer.body),
            _ => answer.body,
        };
        let last = records(&body).pop().unwrap();
        assert_eq!((&last["type"], &last["code"]), (&Value::from("error"), &Value::from("read")), "{encoding}: {last}");
        assert!(last["message"].as_str().unwrap().contains("app.log"));
    }
}

fn gunzip_what_is_there(compressed: &[u8]) -> Vec<u8> {
    use std::io::Read;
    let mut body = Vec::new();
    let error = flate2::read::GzDecoder::new(compressed).read_to_end(&mut body).unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::UnexpectedEof);
    body
}

#[test]
fn a_fault_in_mid_stream_breaks_text_off_without_a_word() {
    let source = Gated::shut();
    source.break_gate();
    let server = TestServer::over(Arc::new(source));
    let answer = get(&server, "/api/logs/stream?file=app.log&format=text");
    assert!(!answer.complete);
    assert!(!answer.text().contains("error"));
}

#[test]
fn c01_a_client_that_does_not_read_holds_the_search() {
    let source = Endless::default();
    let server = TestServer::over(Arc::new(source.clone()));
    let mut client = Client::connect(server.address());
    client.ask("GET", "/api/logs/stream?file=app.log", &[]);
    client.head().unwrap();
    let (read, _) = settled(&source);
    assert!(read < 512 << 20, "{read}");
}

#[test]
fn c20_the_search_stops_when_the_client_leaves() {
    let source = Endless::default();
    let server = TestServer::over(Arc::new(source.clone()));
    for query in ["q=absent", "q=pool", "q=absent&order=desc", "level=critical"] {
        let before = source.bytes_read();
        let mut client = Client::connect(server.address());
        client.ask("GET", &format!("/api/logs/stream?file=app.log&{query}"), &[]);
        wait_until("the search reads", || source.bytes_read() > before);
        let left = Instant::now();
        drop(client);
        let (_, last_read) = settled(&source);
        assert!(last_read.saturating_duration_since(left) < STOPS_WITHIN, "{query}: {:?}", last_read - left);
    }
}

#[test]
fn c03_a_reset_in_mid_stream_is_cleaned_up() {
    let source = Endless::default();
    let server = TestServer::over(Arc::new(source.clone()));
    for query in ["", "&q=absent"] {
        let mut client = Client::connect(server.address());
        client.ask("GET", &format!("/api/logs/stream?file=app.log{query}"), &[]);
        client.head().unwrap();
        client.reset();
        let mut other = Client::connect(server.address());
        wait_until("the connection is gone", || {
            other.ask("GET", "/health", &[]);
            other.answer().unwrap().json()["connections"] == 1
        });
        settled(&source);
    }
}

#[test]
fn c14_a_pattern_that_is_too_large_is_refused_at_once() {
    let server = TestServer::of(&[("app.log", LOG)]);
    let many = format!("/{}/", "(a|b)".repeat(1_600));
    for q in [r"/\w{1000}{1000}/", r"/(((a{100}){100}){100}){100}/", &many, &"x".repeat(8_193)] {
        let started = Instant::now();
        let escaped: String = q.bytes().map(|byte| format!("%{byte:02x}")).collect();
        let answer = get(&server, &format!("/api/logs/stream?q={escaped}"));
        assert!(answer.status == 400 || q == many, "{q:.40}: {}", answer.status);
        assert!(started.elapsed() < Duration::from_millis(if cfg!(debug_assertions) { 1_000 } else { 50 }), "{q:.40}");
    }
}

#[test]
fn c15_no_pattern_takes_more_than_linear_time() {
    let server = TestServer::of(&[("app.log", &format!("{}\n", "a".repeat(1 << 20)))]);
    let started = Instant::now();
    assert_eq!(get(&server, "/api/logs/stream?q=/(a%2B)%2Bb/").status, 200);
    assert_eq!(get(&server, "/api/logs/stream?q=/(a*)*$/").status, 200);
    assert!(started.elapsed() < DEADLINE);
}

/// The bound of row c20; without optimisation a single block takes longer than that.
const STOPS_WITHIN: Duration = Duration::from_millis(if cfg!(debug_assertions) { 2_000 } else { 100 });

/// Waits until nothing more is read, and returns how much was, and when the last of it.
fn settled(source: &Endless) -> (u64, Instant) {
    let mut last = (source.bytes_read(), Instant::now());
    wait_until("reading stops", || {
        let now = source.bytes_read();
        if now != last.0 {
            last = (now, Instant::now());
        }
        last.1.elapsed() > Duration::from_millis(500)
    });
    last
}

#[test]
fn c21_a_stop_is_told_to_every_open_stream() {
    let mut server = TestServer::over(Arc::new(Endless::default()));
    let mut clients: Vec<_> = (0..20).map(|_| Client::connect(server.address())).collect();
    for client in &mut clients {
        client.ask("GET", "/api/logs/stream?file=app.log&q=absent", &[]);
        assert_eq!(client.head().unwrap().status, 200);
    }
    let started = Instant::now();
    server.ask_to_stop();
    for client in &mut clients {
        let record: Value = serde_json::from_slice(&client.chunk().unwrap()).unwrap();
        assert_eq!((&record["type"], &record["code"]), (&Value::from("error"), &Value::from("stopping")));
        assert!(client.chunk().is_err(), "the body breaks off");
    }
    server.join();
    assert!(started.elapsed() < DEADLINE / 2);
}

#[test]
fn several_files_are_merged_by_time() {
    let source = MemorySource::new();
    source.put("a.log", b"2026-01-23T10:00:00Z INFO [x] one\n2026-01-23T10:00:02Z INFO [x] three\n");
    source.put("b.log", b"2026-01-23T10:00:01Z INFO [x] two\n");
    let server = TestServer::over(Arc::new(source));
    let messages: Vec<_> =
        records(&get(&server, "/api/logs/stream").body).iter().map(|record| record["message"].clone()).collect();
    assert_eq!(messages, ["one", "two", "three"]);
}

#[test]
fn a_glob_may_name_what_is_named_already() {
    let server = TestServer::of(&[("plain.log", "2026-01-23T10:00:00Z INFO one\n")]);
    let named = get(&server, "/api/logs/stream?file=plain.log&file=pla*.log");
    assert_eq!((named.status, named.text().lines().count()), (200, 1));
    get(&server, "/api/logs/stream?file=plain.log&file=x*.log").problem(404);
}

#[test]
fn raw_text_is_a_column_where_it_is_asked_for() {
    let server = TestServer::of(&[("a.log", "2026-01-23T10:00:00Z INFO one\n"), ("mark.log", "\u{feff}")]);
    let table = get(&server, "/api/logs/stream?file=a.log&format=csv&raw=true");
    assert_eq!(
        table.text(),
        "timestamp,level,source,message,context,file,line,raw\r\n2026-01-23T10:00:00Z,INFO,,one,{},a.log,1,2026-01-23T10:00:00Z INFO one\r\n"
    );
    assert_eq!(get(&server, "/api/logs/stream?file=a.log&fields=message,continues").text(), "{\"message\":\"one\"}\n");
    assert_eq!(get(&server, "/api/logs/stream?file=mark.log").text(), "");
}
