//! Requests that are too slow, too large, ambiguous or sent ahead.

use std::io::ErrorKind;
use std::sync::Arc;
use std::time::{Duration, Instant};

use logbrook::source::MemorySource;

use crate::support::{Client, TestServer, get};

#[test]
fn c16_a_head_that_comes_too_slowly_is_cut_off_on_every_request() {
    let source = Arc::new(MemorySource::new());
    let server = TestServer::with(source, |config| config.limits.head_timeout = Duration::from_millis(200));
    let mut first = Client::connect(server.address());
    first.write(b"GET /health HTTP/1.1\r\nHost: local").unwrap();
    let told = String::from_utf8(first.rest().unwrap()).unwrap();
    assert!(told.starts_with("HTTP/1.1 408 ") && told.contains("\"status\":408"), "{told}");

    let mut silent = Client::connect(server.address());
    assert_eq!(silent.rest().unwrap(), b"", "nothing came, and nothing is said");

    let mut second = Client::connect(server.address());
    second.ask("GET", "/health", &[]);
    assert_eq!(second.answer().unwrap().status, 200);
    second.write(b"GET /health HTTP/1.1\r\nHost: local").unwrap();
    assert!(second.rest().is_ok_and(|rest| rest.is_empty() || rest.starts_with(b"HTTP/1.1 408 ")));
}

#[test]
fn c16_a_body_that_never_comes_holds_nothing() {
    let server = TestServer::of(&[]);
    for method in ["GET", "POST"] {
        let mut client = Client::connect(server.address());
        client
            .write(format!("{method} /health HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nabc").as_bytes())
            .unwrap();
        let answer = client.answer().unwrap();
        assert_eq!(answer.status, if method == "GET" { 200 } else { 405 });
        assert_eq!(client.rest().unwrap(), b"", "the connection is closed");
    }
}

/// Returns for how long a connection stays open on which this is sent, and then a piece again and again.
fn open_for(server: &TestServer, request: &str, piece: &str, most: Duration) -> Duration {
    let mut client = Client::connect(server.address());
    client.write(request.as_bytes()).unwrap();
    client.wait_at_most(Duration::from_millis(100)).unwrap();
    let begun = Instant::now();
    while begun.elapsed() < most {
        let is_open = client.rest().is_err_and(|error| error.kind() == ErrorKind::WouldBlock);
        if !is_open || client.write(piece.as_bytes()).is_err() {
            break;
        }
    }
    begun.elapsed()
}

#[test]
fn c16_a_body_that_stays_away_or_never_ends_holds_no_connection() {
    let source = MemorySource::new();
    source.put("app.log", b"2026-01-23T10:15:00Z INFO [api] one\n");
    let server = TestServer::with(Arc::new(source), |config| {
        config.limits.body_timeout = Duration::from_millis(500);
        config.limits.idle_timeout = Duration::from_millis(500);
    });
    let most = Duration::from_secs(10);
    let head = "HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n";
    std::thread::scope(|scope| {
        for target in ["/health", "/missing", "/api/logs/stream", "/api/logs/stream?follow=true"] {
            for (begin, piece) in [("", ""), ("ff", ""), ("ffffff\r\n", "x"), ("ff\r\nabc", "")] {
                // An answer that goes on lets a body take its time.
                let piece = if target.contains("follow") { "" } else { piece };
                let server = &server;
                scope.spawn(move || {
                    let open = open_for(server, &format!("GET {target} {head}{begin}"), piece, most);
                    assert!(open < most, "{target} {begin:?} {piece:?}");
                });
            }
        }
    });
}

#[test]
fn c16_a_client_that_is_refused_while_it_sends_may_end_its_request() {
    let server = TestServer::with(Arc::new(MemorySource::new()), |config| {
        config.limits.idle_timeout = Duration::from_millis(500);
    });
    for asks_again in [true, false] {
        let mut client = Client::connect(server.address());
        let head = "POST /health HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n";
        client.request("POST", head.as_bytes()).unwrap();
        assert_eq!(client.answer().unwrap().status, 405);
        for _ in 0..10 {
            client.write(b"3\r\nabc\r\n").unwrap();
            std::thread::sleep(Duration::from_millis(100));
        }
        client.write(b"0\r\n\r\n").unwrap();
        if asks_again {
            client.ask("GET", "/health", &[]);
            assert_eq!(client.answer().unwrap().status, 200);
        }
        client.wait_at_most(Duration::from_secs(10)).unwrap();
        assert_eq!(client.rest().unwrap(), b"", "nothing more is asked");
    }
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
    for (length, status) in [(65_600, 414), (100_000, 414), (200_000, 431)] {
        get(&server, &format!("/api/logs/stream?q={}", "x".repeat(length))).problem(status);
    }
}

#[test]
fn an_upgrade_that_is_not_made_ends_the_connection_behind_a_whole_answer() {
    let server = TestServer::of(&[("app.log", "2026-01-23T10:15:00Z INFO [api] one\n")]);
    for protocol in ["h2c", "websocket", "WebSocket"] {
        for (target, status) in [("/health", 200), ("/api/logs/stream", 200), ("/api/logs/follow?until=2h", 400)] {
            let mut client = Client::connect(server.address());
            client.ask("GET", target, &[("Connection", "Upgrade"), ("Upgrade", protocol)]);
            let answer = client.answer().unwrap();
            assert_eq!((answer.status, answer.complete), (status, true), "{protocol} {target}");
            assert_eq!(answer.header("connection"), Some("close"), "{protocol} {target}");
            assert!(answer.json().is_object());
            assert_eq!(client.rest().unwrap(), b"");
        }
    }
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
fn c18_pipelined_requests_are_each_answered_in_their_own_manner() {
    let server = TestServer::of(&[("app.log", "2026-01-23T10:15:00Z INFO [api] one\n")]);
    let mut client = Client::connect(server.address());
    let asked = [
        ("GET", "/api/logs/stream?fields=message"),
        ("HEAD", "/api/logs/stream?fields=message"),
        ("GET", "/api/logs/raw?file=app.log"),
        ("POST", "/health"),
        ("HEAD", "/api/logs/raw?file=missing"),
        ("GET", "/nothing"),
        ("GET", "/api/logs/stream?format=text"),
    ];
    for (method, target) in asked {
        client.ask(method, target, &[]);
    }
    client.ask("GET", "/health", &[("Connection", "close")]);
    let answers: Vec<_> = asked.iter().map(|_| client.answer().unwrap()).collect();
    let statuses: Vec<_> = answers.iter().map(|answer| answer.status).collect();
    assert_eq!(statuses, [200, 200, 200, 405, 404, 404, 200]);
    assert_eq!(answers[0].json()["message"], "one");
    assert_eq!(answers[2].body, answers[6].body);
    assert_eq!(client.answer().unwrap().json()["status"], "healthy");
    assert_eq!(client.rest().unwrap(), b"");
}

#[test]
fn c18_what_a_log_holds_is_never_taken_for_an_answer() {
    let text = "HTTP/1.1 400 x\r\n\r\n";
    let long = text.repeat(1 << 19);
    let server = TestServer::of(&[("one.log", text), ("long.log", &long)]);
    let raw = |file: &str| format!("/api/logs/raw?file={file}.log");
    assert_eq!(get(&server, &raw("one")).text(), text);
    let mut client = Client::connect(server.address());
    for target in [raw("long"), raw("one"), "/api/logs/stream?format=text&limit=1".to_owned(), raw("one")] {
        client.ask("GET", &target, &[]);
    }
    // What is not read piles up on the way, so that the answer is sent in pieces that begin anywhere.
    std::thread::sleep(Duration::from_millis(300));
    let first = client.answer().unwrap();
    assert!(first.text() == long, "{} bytes of {}", first.body.len(), long.len());
    assert_eq!(client.answer().unwrap().text(), text);
    assert_eq!(client.answer().unwrap().status, 200);
    assert_eq!(client.answer().unwrap().text(), text);
}

#[test]
fn c16_a_head_is_due_behind_a_request_that_announces_no_body_or_an_empty_one() {
    let source = Arc::new(MemorySource::new());
    let server = TestServer::with(source, |config| config.limits.head_timeout = Duration::from_millis(200));
    for header in [("Content-Length", "0"), ("Upgrade", "foo")] {
        let mut client = Client::connect(server.address());
        client.ask("GET", "/health", &[header]);
        assert_eq!(client.answer().unwrap().status, 200);
        let asked = Instant::now();
        client.write(b"GET /health HTTP/1.1\r\nHost: local").unwrap();
        assert!(client.rest().is_ok_and(|rest| rest.is_empty()), "{header:?}");
        assert!(asked.elapsed() < Duration::from_secs(5), "{header:?}");
    }
}

#[test]
fn a_client_of_http_1_0_gets_streams_without_chunks() {
    let text = "2026-01-23T10:15:00Z INFO [api] one\n";
    let server = TestServer::of(&[("app.log", text)]);
    for header in ["", "Connection: keep-alive\r\n"] {
        let mut client = Client::connect(server.address());
        let head = format!("GET /api/logs/stream?format=text HTTP/1.0\r\nHost: localhost\r\n{header}\r\n");
        client.write(head.as_bytes()).unwrap();
        let answer = String::from_utf8(client.rest().unwrap()).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        assert!(head.starts_with("HTTP/1.0 200 ") && !head.contains("transfer-encoding"), "{head}");
        assert!(!head.contains("keep-alive"), "{head}");
        assert_eq!(body, text);
    }
}
