//! Hostile requests: over plain TCP, so that no client makes them polite.

use crate::support::{TestServer, get, send};

mod access;
mod heads;
mod holes;
mod limits;
mod paths;
mod process;
mod spellings;

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
fn c10_what_a_page_of_another_site_fetches_is_forbidden_though_it_names_no_origin() {
    let server = TestServer::of(&[("app.log", "one\n")]);
    for (method, site, destination, status) in [
        ("GET", "cross-site", "image", 403),
        ("GET", "same-site", "script", 403),
        ("GET", "cross-site", "iframe", 403),
        ("HEAD", "cross-site", "document", 403),
        ("POST", "cross-site", "document", 403),
        ("GET", "cross-site", "document", 200),
        ("GET", "same-origin", "image", 200),
        ("GET", "none", "document", 200),
    ] {
        let headers = [("Sec-Fetch-Site", site), ("Sec-Fetch-Mode", "navigate"), ("Sec-Fetch-Dest", destination)];
        let answer = send(&server, method, "/api/logs/raw?file=app.log", &headers);
        assert_eq!(answer.status, status, "{method} {headers:?}");
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
        assert_eq!(answer.header("referrer-policy"), Some("same-origin"), "{target}");
        assert_eq!(answer.header("x-frame-options"), Some("DENY"), "{target}");
        assert!(answer.header("cache-control").is_some(), "{target}");
        assert_eq!(answer.header("access-control-allow-origin"), None, "{target}");
        assert_eq!(answer.header("server"), None, "{target}");
    }
}
