//! Hostile requests: over plain TCP, so that no client makes them polite.

use std::sync::Arc;
use std::time::Duration;

use logbrook::source::{FileSource, MemorySource};

use crate::support::{Client, LogDir, TestServer, get, send};

#[test]
fn c10_a_foreign_host_or_origin_is_forbidden() {
    let server = TestServer::of(&[("app.log", "one\n")]);
    let own = format!("127.0.0.1:{}", server.address().port());
    let same_origin = format!("http://{own}");
    let cases: &[(&[(&str, &str)], u16)] = &[
        (&[("Host", "localhost")], 200),
        (&[("Host", &own)], 200),
        (&[("Host", "[::1]:9")], 200),
        (&[("Host", "tunnel.localhost:8000")], 200),
        (&[("Host", "evil.example")], 403),
        (&[("Host", "evil.example:7474")], 403),
        (&[("Host", "localhost.evil.example")], 403),
        (&[("Host", "192.168.1.2")], 403),
        (&[("Host", "0.0.0.0")], 403),
        (&[("Host", "")], 403),
        (&[("Host", &own), ("Origin", &same_origin)], 200),
        (&[("Host", &own), ("Origin", "http://evil.example")], 403),
        (&[("Host", &own), ("Origin", "null")], 403),
        (&[("Host", &own), ("Origin", "http://127.0.0.1:1")], 403),
    ];
    for target in ["/", "/api/logs", "/api/logs/raw?file=app.log", "/health", "/nothing"] {
        for (headers, status) in cases {
            let answer = send(&server, "GET", target, headers);
            let expected = if *status == 200 && target == "/nothing" { 404 } else { *status };
            assert_eq!(answer.status, expected, "{target} {headers:?}");
            if expected == 403 {
                answer.problem(403);
            }
        }
    }
}

#[test]
fn c10_a_foreign_address_in_the_request_line_is_forbidden() {
    let server = TestServer::of(&[]);
    send(&server, "GET", "http://evil.example/api/logs", &[]).problem(403);
    assert_eq!(send(&server, "GET", "http://localhost/api/logs", &[]).status, 200);
}

#[test]
fn every_answer_carries_the_safe_headers() {
    let server = TestServer::of(&[("app.log", "one\n")]);
    for target in ["/", "/view", "/api/logs", "/api/logs/raw?file=app.log", "/api/logs/raw?file=x", "/x", "/api/logs?x"]
    {
        let answer = get(&server, target);
        let policy = answer.header("content-security-policy").unwrap();
        for part in ["default-src 'none'", "script-src 'self'", "frame-ancestors 'none'", "base-uri 'none'"] {
            assert!(policy.contains(part), "{target}: {policy}");
        }
        assert!(!policy.contains("unsafe"), "{policy}");
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"), "{target}");
        assert_eq!(answer.header("referrer-policy"), Some("no-referrer"), "{target}");
        assert_eq!(answer.header("x-frame-options"), Some("DENY"), "{target}");
        assert!(answer.header("cache-control").is_some(), "{target}");
        assert_eq!(answer.header("access-control-allow-origin"), None, "{target}");
        assert_eq!(answer.header("server"), None, "{target}");
    }
}

/// Spellings of what stands outside of the root, as the value of `file=`.
const HOSTILE: &[&str] = &[
    "../secret.log",
    "../../secret.log",
    "..",
    "../",
    ".",
    "./",
    "/",
    "//",
    "/etc/passwd",
    "//etc/passwd",
    "///etc/passwd",
    "/./etc/passwd",
    "file:///etc/passwd",
    "~/secret.log",
    "~root",
    "./../secret.log",
    ".//../secret.log",
    "sub/../../secret.log",
    "sub/../app.log",
    "sub/./../../secret.log",
    "./app.log",
    "app.log/",
    "app.log/.",
    "app.log/..",
    "app.log/../../secret.log",
    "app.log//",
    "sub//inner.log",
    "/app.log",
    "%2e%2e%2fsecret.log",
    "%2e%2e/secret.log",
    "..%2fsecret.log",
    "..%2Fsecret.log",
    "%2E%2E%2Fsecret.log",
    "%2e%2e%5csecret.log",
    "%252e%252e%252fsecret.log",
    "%252e%252e/secret.log",
    "..%252fsecret.log",
    "..%255csecret.log",
    "%25252e%25252e%25252fsecret.log",
    "%c0%ae%c0%ae/secret.log",
    "%c0%ae%c0%ae%c0%afsecret.log",
    "%e0%80%ae%e0%80%ae/secret.log",
    "%f0%80%80%ae/secret.log",
    "..%c0%afsecret.log",
    "..%c1%9csecret.log",
    "%uff0e%uff0e/secret.log",
    "..\\secret.log",
    "..\\..\\secret.log",
    "..%5csecret.log",
    "\\etc\\passwd",
    "C:\\secret.log",
    "C:/secret.log",
    "\\\\host\\share\\x",
    "sub\\inner.log",
    "....//secret.log",
    "..../secret.log",
    "...//secret.log",
    "..;/secret.log",
    "..%3b/secret.log",
    "%2e%2e;/secret.log",
    "app.log%00",
    "app.log%00.txt",
    "%00",
    "..%00/secret.log",
    "../secret.log%00.log",
    "app.log%0a",
    "app.log%0d%0a",
    "%0a../secret.log",
    "%20../secret.log",
    "../secret.log%20",
    ".hidden.log",
    "sub/.hidden.log",
    ".git/config",
    "link.log",
    "linked/secret.log",
    "absolute.log",
    "sub",
    "sub/",
    "fifo.log",
    "%EF%BC%8E%EF%BC%8E/secret.log",
    "%E2%80%A5/secret.log",
    "%E2%88%95etc%E2%88%95passwd",
    "app.log%2fx",
    "APP.LOG",
    "app.log%3f",
    "app.log%23",
    "[a]pp.log",
    "{app,x}.log",
    "proc/self/environ",
    "/proc/self/environ",
    "/proc/self/fd/0",
    "/dev/stdin",
    "/dev/zero",
    "..//secret.log",
    "%2e/%2e%2e/secret.log",
    "sub/%2e%2e/%2e%2e/secret.log",
    "sub%2f..%2f..%2fsecret.log",
    "%2f%2e%2e%2fsecret.log",
    "..%ef%bc%8fsecret.log",
    "..%01/secret.log",
    "..+/secret.log",
    "%7e/secret.log",
    "%",
    "%2",
    "%zz",
    "%ff",
    "%fe%ff",
];

fn hostile_directory() -> (LogDir, TestServer) {
    let directory = LogDir::new()
        .with("secret.log", "SECRET\n")
        .with("root/app.log", "shown\n")
        .with("root/.hidden.log", "SECRET\n")
        .with("root/sub/inner.log", "shown\n")
        .with("root/sub/.hidden.log", "SECRET\n");
    std::os::unix::fs::symlink("../secret.log", directory.join("root/link.log")).unwrap();
    std::os::unix::fs::symlink("..", directory.join("root/linked")).unwrap();
    std::os::unix::fs::symlink(directory.join("secret.log"), directory.join("root/absolute.log")).unwrap();
    rustix::fs::mknodat(
        rustix::fs::CWD,
        directory.join("root/fifo.log"),
        rustix::fs::FileType::Fifo,
        rustix::fs::Mode::from_raw_mode(0o600),
        0,
    )
    .unwrap();
    let source = FileSource::new(&[directory.join("root")]).unwrap();
    (directory, TestServer::over(Arc::new(source)))
}

#[test]
fn c11_nothing_outside_the_root_is_ever_given() {
    let (_directory, server) = hostile_directory();
    let missing = get(&server, "/api/logs/raw?file=missing.log").problem(404);
    let long = format!("{}secret.log", "../".repeat(5_000));
    for name in HOSTILE.iter().copied().chain([long.as_str(), &"a".repeat(5_000)]) {
        let answer = get(&server, &format!("/api/logs/raw?file={}", wire_safe(name)));
        match answer.status {
            400 => drop(answer.problem(400)),
            404 => assert_eq!(answer.problem(404), missing, "{name}"),
            status => panic!("{name}: {status} {:?}", answer.text()),
        }
    }
}

#[test]
fn c11_no_query_reaches_outside_the_root() {
    let (_directory, server) = hostile_directory();
    let missing = get(&server, "/api/logs/stream?file=missing.log").problem(404);
    for name in HOSTILE.iter().filter(|name| !name.contains(['[', '{'])) {
        let answer = get(&server, &format!("/api/logs/stream?file={}", wire_safe(name)));
        match answer.status {
            400 => drop(answer.problem(400)),
            404 => assert_eq!(answer.problem(404), missing, "{name}"),
            status => panic!("{name}: {status} {:?}", answer.text()),
        }
        let listing = get(&server, &format!("/api/logs?file={}", wire_safe(name)));
        match listing.status {
            400 => drop(listing.problem(400)),
            200 => assert_eq!(listing.json()["logs"].as_array().unwrap().len(), 0, "{name}"),
            status => panic!("{name}: {status}"),
        }
    }
}

#[test]
fn c11_no_path_reaches_a_file() {
    let (_directory, server) = hostile_directory();
    for name in HOSTILE {
        for prefix in ["/", "/static/", "/api/logs/raw/", "/view/", "/api/logs/"] {
            let mut client = Client::connect(server.address());
            client.ask("GET", &format!("{prefix}{}", wire_safe(name)), &[]);
            let answer = client.answer().unwrap();
            let known =
                ["/", "//"].contains(&format!("{prefix}{name}").trim_start_matches("/.")) && answer.status == 200;
            assert!([400, 403, 404].contains(&answer.status) || known, "{prefix}{name}: {}", answer.status);
            assert!(!answer.text().contains("SECRET"), "{prefix}{name}");
            answer_is_problem_unless(known, &answer);
        }
    }
}

fn answer_is_problem_unless(known: bool, answer: &crate::support::Answer) {
    if !known {
        answer.problem(answer.status);
    }
}

/// Escapes what would end the request line; everything else goes out as it is.
fn wire_safe(name: &str) -> String {
    name.replace(' ', "%20").replace('#', "%23")
}

#[test]
fn c13_what_is_no_regular_file_is_missing_at_once() {
    let (_directory, server) = hostile_directory();
    let started = std::time::Instant::now();
    for name in ["fifo.log", "sub", "link.log"] {
        get(&server, &format!("/api/logs/raw?file={name}")).problem(404);
        get(&server, &format!("/api/logs/stream?file={name}")).problem(404);
    }
    assert!(started.elapsed() < Duration::from_secs(1));
}

#[test]
fn c16_a_head_that_comes_too_slowly_is_cut_off_on_every_request() {
    let source = Arc::new(MemorySource::new());
    let server = TestServer::with(source, |config| config.head_timeout = Duration::from_millis(200));
    let mut first = Client::connect(server.address());
    first.write(b"GET /health HTTP/1.1\r\nHost: local").unwrap();
    let told = String::from_utf8(first.rest().unwrap()).unwrap();
    assert!(told.starts_with("HTTP/1.1 408 ") && told.contains("\"status\":408"), "{told}");

    let mut second = Client::connect(server.address());
    second.ask("GET", "/health", &[]);
    assert_eq!(second.answer().unwrap().status, 200);
    second.write(b"GET /health HTTP/1.1\r\nHost: local").unwrap();
    assert!(second.rest().is_ok_and(|rest| rest.is_empty() || rest.starts_with(b"HTTP/1.1 408 ")));
}

#[test]
fn c17_heads_that_are_too_large_or_ambiguous_are_refused() {
    let server = TestServer::of(&[]);
    let many: String = (0..100).map(|n| format!("x-{n}: y\r\n")).collect();
    let cases: &[(String, u16)] = &[
        (format!("GET /health HTTP/1.1\r\nHost: localhost\r\nx-big: {}\r\n\r\n", "y".repeat(200 << 10)), 431),
        (format!("GET /health HTTP/1.1\r\nHost: localhost\r\n{}\r\n", format!("x: {}\r\n", "y".repeat(2_000)).repeat(100)), 431),
        (format!("GET /health HTTP/1.1\r\nHost: localhost\r\n{many}\r\n"), 431),
        ("POST /health HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n".into(), 400),
        ("POST /health HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabc".into(), 400),
        ("POST /health HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n".into(), 400),
        ("POST /health HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: gzip\r\n\r\n".into(), 400),
        ("GET /health HTTP/1.1\r\n\r\n".into(), 400),
        ("GET /health HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n".into(), 400),
        ("GET /hea lth HTTP/1.1\r\nHost: localhost\r\n\r\n".into(), 400),
        ("GET /health HTTP/9.9\r\nHost: localhost\r\n\r\n".into(), 400),
        ("GET /health HTTP/1.1\r\nHost: localhost\r\nbad header\r\n\r\n".into(), 400),
        ("\u{16}\u{3}\u{1}\u{0}not http\r\n\r\n".into(), 400),
    ];
    for (request, status) in cases {
        let mut client = Client::connect(server.address());
        client.write(request.as_bytes()).unwrap();
        let answer = client.answer().unwrap_or_else(|error| panic!("{error}: {:.80}", request));
        assert_eq!(answer.status, *status, "{request:.80}");
        answer.problem(*status);
    }
}

#[test]
fn c17_an_address_that_is_too_long_is_a_problem() {
    let server = TestServer::of(&[]);
    for length in [9_000, 60_000] {
        let answer = get(&server, &format!("/api/logs/stream?q={}", "x".repeat(length)));
        assert!([400, 414].contains(&answer.status), "{length}");
        answer.problem(answer.status);
    }
    let answer = get(&server, &format!("/api/logs/stream?q={}", "x".repeat(100_000)));
    assert!([400, 414, 431].contains(&answer.status));
    answer.problem(answer.status);
}

#[test]
fn c18_pipelined_requests_are_answered_in_order() {
    let source = MemorySource::new();
    for n in 0..20 {
        source.put(&format!("{n}.log"), format!("file {n}\n").as_bytes());
    }
    let server = TestServer::over(Arc::new(source));
    let mut client = Client::connect(server.address());
    for n in 0..20 {
        client.ask("GET", &format!("/api/logs/raw?file={n}.log"), &[]);
    }
    for n in 0..20 {
        assert_eq!(client.answer().unwrap().text(), format!("file {n}\n"));
    }
}

#[test]
fn a_problem_tells_nothing_of_the_server() {
    let (directory, server) = hostile_directory();
    let path = directory.path().to_str().unwrap().to_owned();
    for target in [
        "/api/logs/raw?file=fifo.log",
        "/api/logs/raw?file=sub",
        "/nothing",
        "/api/logs/stream?q=(",
        "/api/logs?file=[",
    ] {
        let text = get(&server, target).text().to_owned();
        for leak in [path.as_str(), "/src/", "panicked", "os error", "root"] {
            assert!(!text.contains(leak), "{target}: {text}");
        }
    }
}
