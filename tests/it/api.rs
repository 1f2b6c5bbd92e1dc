//! Listings, downloads and the server's own condition.

use std::collections::BTreeSet;
use std::sync::Arc;

use logbrook::source::MemorySource;

use crate::support::{Answer, Client, DEADLINE, Endless, Gated, TestServer, get, head, send, wait_until};

const TEN: &str = "0123456789";

#[test]
fn every_file_is_listed_with_what_is_known_of_it() {
    let server = TestServer::of(&[("b.log", "two\n"), ("a/x.log", "one\n")]);
    let answer = get(&server, "/api/logs");
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("content-type"), Some("application/json"));
    let logs = answer.json()["logs"].clone();
    let names: Vec<_> = logs.as_array().unwrap().iter().map(|log| log["file"].as_str().unwrap()).collect();
    assert_eq!(names, ["a/x.log", "b.log"]);
    for key in ["file", "size", "modified", "format", "compression", "rotated", "channel"] {
        assert!(logs[0].get(key).is_some(), "{key} of {logs}");
    }
    assert_eq!(logs[1]["size"], 4);
    assert!(logs[1]["modified"].as_str().unwrap().ends_with('Z'));
}

#[test]
fn a_listing_is_narrowed_by_globs() {
    let server = TestServer::of(&[("b.log", "x\n"), ("a/x.log", "x\n"), ("a/y.txt", "x\n")]);
    let check = |target: &str, expected: &[&str]| {
        let logs = get(&server, target).json()["logs"].clone();
        let names: Vec<_> =
            logs.as_array().unwrap().iter().map(|log| log["file"].as_str().unwrap().to_owned()).collect();
        assert_eq!(names, expected, "{target}");
    };
    check("/api/logs?file=*.log", &["b.log"]);
    check("/api/logs?file=a/**", &["a/x.log", "a/y.txt"]);
    check("/api/logs?file=b.log&file=a/x.log&file=*.log", &["a/x.log", "b.log"]);
    // As everywhere, a name that is there is no glob.
    let server = TestServer::of(&[("[b].log", "x\n"), ("b.log", "x\n")]);
    let logs = get(&server, "/api/logs?file=[b].log").json()["logs"].clone();
    assert_eq!((logs.as_array().unwrap().len(), &logs[0]["file"]), (1, &"[b].log".into()));
}

#[test]
fn a_listing_takes_no_other_parameter() {
    let server = TestServer::of(&[]);
    assert_eq!(get(&server, "/api/logs?q=x").problem(400)["param"], "q");
    assert_eq!(get(&server, "/api/logs?file=%5B").problem(400)["param"], "file");
    assert_eq!(get(&server, "/api/logs?file=%ff").problem(400)["param"], "file");
}

#[test]
fn the_health_of_the_server_is_told() {
    let server = TestServer::of(&[]);
    let health = get(&server, "/health").json();
    assert_eq!(health["status"], "healthy");
    assert_eq!(health["version"], env!("CARGO_PKG_VERSION"));
    assert_eq!(health["watchers"], 0);
    assert!(health["uptime_s"].is_u64());
}

#[test]
fn connections_are_counted_while_they_are_open() {
    let server = TestServer::of(&[]);
    let connections = |client: &mut Client| {
        client.ask("GET", "/health", &[]);
        client.answer().unwrap().json()["connections"].as_u64().unwrap()
    };
    let mut first = Client::connect(server.address());
    assert_eq!(connections(&mut first), 1);
    let mut second = Client::connect(server.address());
    assert_eq!(connections(&mut second), 2);
    drop(second);
    wait_until("the second connection is gone", || connections(&mut first) == 1);
}

#[test]
fn a_file_is_downloaded_whole_and_in_part() {
    let server = TestServer::of(&[("ten.log", TEN)]);
    let cases = [
        (None, 200, TEN, None),
        (Some("bytes=0-3"), 206, "0123", Some("bytes 0-3/10")),
        (Some("bytes=9-"), 206, "9", Some("bytes 9-9/10")),
        (Some("bytes=-4"), 206, "6789", Some("bytes 6-9/10")),
        (Some("bytes=-40"), 206, TEN, Some("bytes 0-9/10")),
        (Some("bytes=4-400"), 206, "456789", Some("bytes 4-9/10")),
        (Some("bytes=0-1,4-5"), 200, TEN, None),
        (Some("bytes=5-2"), 200, TEN, None),
        (Some("lines=1-2"), 200, TEN, None),
        (Some("nonsense"), 200, TEN, None),
    ];
    for (range, status, body, content_range) in cases {
        let headers: Vec<_> = range.map(|range| ("Range", range)).into_iter().collect();
        let answer = send(&server, "GET", "/api/logs/raw?file=ten.log", &headers);
        assert_eq!((answer.status, answer.text()), (status, body), "{range:?}");
        assert_eq!(answer.header("content-range"), content_range, "{range:?}");
        assert_eq!(answer.header("accept-ranges"), Some("bytes"));
        assert_eq!(answer.header("content-length"), Some(body.len().to_string().as_str()));
    }
}

#[test]
fn a_range_behind_the_end_is_not_satisfiable() {
    let server = TestServer::of(&[("ten.log", TEN), ("empty.log", "")]);
    for (target, range, size) in [
        ("/api/logs/raw?file=ten.log", "bytes=10-", "bytes */10"),
        ("/api/logs/raw?file=ten.log", "bytes=-0", "bytes */10"),
        ("/api/logs/raw?file=empty.log", "bytes=0-", "bytes */0"),
    ] {
        let answer = send(&server, "GET", target, &[("Range", range)]);
        answer.problem(416);
        assert_eq!(answer.header("content-range"), Some(size));
    }
    assert_eq!(get(&server, "/api/logs/raw?file=empty.log").body, b"");
}

#[test]
fn a_download_is_asked_for_again_only_if_it_changed() {
    let source = Arc::new(MemorySource::new());
    source.put("ten.log", TEN.as_bytes());
    let server = TestServer::over(source.clone());
    let ask = |headers: &[(&str, &str)]| send(&server, "GET", "/api/logs/raw?file=ten.log", headers);
    let first = ask(&[]);
    let (etag, modified) = (first.header("etag").unwrap(), first.header("last-modified").unwrap());
    let weak = format!("W/{etag}");
    let list = format!("\"other\", {etag}");
    for tags in [etag, "*", &weak, &list] {
        let answer = ask(&[("If-None-Match", tags)]);
        assert_eq!((answer.status, answer.header("etag")), (304, Some(etag)), "{tags}");
    }
    assert_eq!(ask(&[("If-None-Match", "\"other\"")]).status, 200);
    let long_ago = "Thu, 01 Jan 1970 00:00:00 GMT";
    for (since, status) in [(modified, 304), (long_ago, 200), ("yesterday", 200)] {
        assert_eq!(ask(&[("If-Modified-Since", since)]).status, status, "{since}");
    }
    assert_eq!(ask(&[("If-None-Match", "\"other\""), ("If-Modified-Since", modified)]).status, 200);
    for (if_range, status) in [(etag, 206), (modified, 206), (weak.as_str(), 200), ("\"other\"", 200)] {
        assert_eq!(ask(&[("Range", "bytes=0-1"), ("If-Range", if_range)]).status, status, "{if_range}");
    }
    source.append("ten.log", b"ab");
    assert_eq!(ask(&[("If-None-Match", etag)]).text(), "0123456789ab");
    assert_eq!(ask(&[("Range", "bytes=0-1"), ("If-Range", etag)]).status, 200);
}

#[test]
fn a_download_is_saved_under_its_own_name_and_never_shown() {
    let server = TestServer::of(&[("a/größe 1.log", TEN)]);
    let answer = get(&server, "/api/logs/raw?file=a/gr%C3%B6%C3%9Fe+1.log");
    assert_eq!(answer.header("content-type"), Some("application/octet-stream"));
    let expected = "attachment; filename=\"gr__e 1.log\"; filename*=UTF-8''gr%C3%B6%C3%9Fe%201.log";
    assert_eq!(answer.header("content-disposition"), Some(expected));
}

#[test]
fn a_download_names_one_file() {
    let server = TestServer::of(&[("ten.log", TEN)]);
    for target in ["/api/logs/raw", "/api/logs/raw?file=ten.log&file=ten.log"] {
        assert_eq!(get(&server, target).problem(400)["param"], "file", "{target}");
    }
    assert_eq!(get(&server, "/api/logs/raw?file=ten.log&x=1").problem(400)["param"], "x");
    get(&server, "/api/logs/raw?file=*.log").problem(404);
}

#[test]
fn a_download_is_never_compressed_on_the_way() {
    let server = TestServer::of(&[("ten.log", &TEN.repeat(1_000))]);
    let answer = send(&server, "GET", "/api/logs/raw?file=ten.log", &[("Accept-Encoding", "gzip, br, zstd")]);
    assert_eq!((answer.header("content-encoding"), answer.body.len()), (None, 10_000));
}

#[test]
fn a_download_reads_only_what_the_client_takes() {
    let source = Endless::default();
    let server = TestServer::over(Arc::new(source.clone()));
    let mut client = Client::connect(server.address());
    client.ask("GET", "/api/logs/raw?file=app.log", &[]);
    let answer = client.head().unwrap();
    assert_eq!(answer.header("content-length"), Some(Endless::SIZE.to_string().as_str()));
    wait_until("the download begins", || source.bytes_read() > 0);
    let mut other = Client::connect(server.address());
    for _ in 0..100 {
        other.ask("GET", "/health", &[]);
        other.answer().unwrap();
    }
    // What socket buffers hold, at most.
    assert!(source.bytes_read() < 64 << 20, "{}", source.bytes_read());
}

#[test]
fn a_download_that_fails_half_way_breaks_off() {
    let source = Gated::shut();
    source.break_gate();
    let server = TestServer::over(Arc::new(source));
    let answer = get(&server, "/api/logs/raw?file=app.log");
    assert_eq!((answer.status, answer.complete), (200, false));
}

#[test]
fn head_answers_like_get_without_a_body() {
    let server = TestServer::of(&[("ten.log", TEN)]);
    let targets = ["/", "/view?file=ten.log", "/api/logs", "/api/logs/raw?file=ten.log", "/api/logs/stream", "/health"];
    for target in targets {
        let (head, get) = (head(&server, target), get(&server, target));
        let shape = |answer: &Answer| {
            let kept = |(name, _): &&(String, String)| !["date", "content-length"].contains(&name.as_str());
            (answer.status, answer.headers.iter().filter(kept).cloned().collect::<BTreeSet<_>>())
        };
        assert_eq!(shape(&head), shape(&get), "{target}");
        assert!(head.body.is_empty());
    }
    assert_eq!(head(&server, "/api/logs/raw?file=ten.log").header("content-length"), Some("10"));
    assert_eq!(head(&server, "/api/logs/raw?file=missing").status, 404);
    assert_eq!(head(&server, "/api/logs/stream?limit=x").status, 400);
}

#[test]
fn other_methods_are_told_which_are_allowed() {
    let server = TestServer::of(&[]);
    for target in ["/", "/view", "/api/logs", "/api/logs/stream", "/api/logs/raw?file=x", "/health"] {
        for method in ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "BREW"] {
            let answer = send(&server, method, target, &[]);
            answer.problem(405);
            assert_eq!(answer.header("allow"), Some("GET, HEAD"), "{method} {target}");
        }
    }
}

#[test]
fn an_unknown_address_is_a_problem() {
    let server = TestServer::of(&[]);
    for target in
        ["/nothing", "/api", "/api/", "/api/logs/", "/api/logs/stream/x", "//", "/index.html", "/static/x/y.js"]
    {
        get(&server, target).problem(404);
    }
}

#[test]
fn everything_stands_below_the_base_path() {
    let source = MemorySource::new();
    source.put("ten.log", TEN.as_bytes());
    let base_path = logbrook::config::BasePath::parse("/tools/logs/").unwrap();
    let server = TestServer::with(Arc::new(source), |config| config.base_path = base_path);
    for target in ["/", "/view", "/api/logs", "/api/logs/stream", "/api/logs/raw?file=ten.log", "/health"] {
        assert_eq!(get(&server, &format!("/tools/logs{target}")).status, 200, "{target}");
        get(&server, target).problem(404);
    }
    let answer = get(&server, "/tools/logs");
    assert_eq!((answer.status, answer.header("location")), (308, Some("/tools/logs/")));
    assert!(get(&server, "/tools/logs/").text().contains("\"/tools/logs/static/"));
}

#[test]
fn a_stop_ends_a_download_within_the_deadline() {
    let mut server = TestServer::over(Arc::new(Endless::default()));
    let mut client = Client::connect(server.address());
    client.ask("GET", "/api/logs/raw?file=app.log", &[]);
    client.head().unwrap();
    let started = std::time::Instant::now();
    server.ask_to_stop();
    server.join();
    assert!(started.elapsed() < DEADLINE / 2);
}
