//! Limits: each is kept, says which it is and how to raise it, and is counted.

use std::io::Write;
use std::sync::Arc;
use std::time::Duration;

use logbrook::config::ServerConfig;
use logbrook::source::MemorySource;

use crate::support::{Answer, Client, Endless, Follower, LogDir, TestServer, get, send, wait_until};

fn limited(change: impl FnOnce(&mut ServerConfig)) -> TestServer {
    TestServer::with(Arc::new(Endless::default()), change)
}

/// Returns the value of a metric, labels and all.
fn metric(server: &TestServer, name: &str) -> f64 {
    let answer = get(server, "/metrics");
    let line = answer.text().lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' ').map(str::to_owned));
    line.map_or(0.0, |value| value.parse().unwrap())
}

fn refusals(server: &TestServer, reason: &str) -> f64 {
    metric(server, &format!("logbrook_refusals_total{{reason=\"{reason}\"}}"))
}

/// Checks a refusal: its status, that it names its option and when to come back, and that it was counted.
#[track_caller]
fn refused(server: &TestServer, answer: &Answer, status: u16, option: &str) {
    let problem = answer.problem(status);
    assert!(problem["detail"].as_str().unwrap().contains(&format!("--{option}")), "{problem}");
    assert!(answer.header("retry-after").is_some_and(|wait| wait.parse::<u64>().is_ok_and(|wait| wait > 0)));
    assert!(refusals(server, option) >= 1.0);
}

#[test]
fn searches_are_limited_in_all_and_by_address() {
    for (all, per_address, status, option) in [(2, 9, 503, "max-searches"), (9, 2, 429, "max-searches-per-address")] {
        let server = limited(|config| {
            config.limits.searches = all;
            config.limits.searches_per_address = per_address;
        });
        let mut open: Vec<Client> = (0..2).map(|_| Client::connect(server.address())).collect();
        for client in &mut open {
            client.ask("GET", "/api/logs/stream", &[]);
            assert_eq!(client.head().unwrap().status, 200);
        }
        assert_eq!(metric(&server, "logbrook_searches"), 2.0);
        refused(&server, &get(&server, "/api/logs/stream"), status, option);
        refused(&server, &get(&server, "/api/logs/histogram"), status, option);
        assert_eq!(get(&server, "/api/logs").status, 200, "only searches are");
        drop(open);
        wait_until("those who left count no more", || metric(&server, "logbrook_searches") == 0.0);
        assert_eq!(send(&server, "HEAD", "/api/logs/stream", &[]).status, 200);
    }
}

#[test]
fn the_memory_of_what_is_searched_for_is_limited() {
    let server = limited(|config| config.limits.search_memory = 1 << 20);
    let words = |count: usize| vec!["word"; count].join("%20");
    let stream = |count: usize| format!("/api/logs/stream?follow=true&q={}", words(count));
    refused(&server, &get(&server, &format!("/api/logs/stream?q={}", words(60))), 429, "max-search-memory");
    let mut client = Client::connect(server.address());
    client.ask("GET", &stream(20), &[]);
    assert_eq!(client.head().unwrap().status, 200);
    refused(&server, &get(&server, &stream(20)), 429, "max-search-memory");
    let mut follower = Follower::connect(server.address(), "");
    follower.send(&serde_json::json!({"type": "subscribe", "q": words(20).replace("%20", " ")}));
    let (code, reason) = follower.closed_because();
    assert!(code == 1013 && reason.contains("--max-search-memory"), "{code} {reason}");
    drop(client);
    wait_until("the memory is free again", || get(&server, &stream(20).replace("follow=true&", "")).status == 200);
}

#[test]
fn globs_of_one_request_are_limited() {
    let server = limited(|_| {});
    let list = |globs: usize| {
        let globs: Vec<String> = (0..globs).map(|number| format!("file=*{number}")).collect();
        get(&server, &format!("/api/logs?{}", globs.join("&")))
    };
    assert_eq!(list(256).status, 200);
    let refused = list(257);
    assert_eq!((refused.status, refused.json()["param"].as_str()), (400, Some("file")));
}

#[test]
fn connections_are_limited() {
    let server = limited(|config| config.limits.connections = 3);
    let held: Vec<Client> = (0..3).map(|_| Client::connect(server.address())).collect();
    wait_until("one more is turned away", || {
        let mut client = Client::connect(server.address());
        client.ask("GET", "/health", &[]);
        client.answer().is_ok_and(|answer| {
            answer.status == 503
                && answer.text().contains("--max-connections")
                && answer.header("retry-after").is_some()
        })
    });
    drop(held);
    wait_until("there is room again", || {
        let mut client = Client::connect(server.address());
        client.ask("GET", "/health", &[]);
        client.answer().is_ok_and(|answer| answer.status == 200)
    });
    assert!(refusals(&server, "max-connections") >= 1.0);
}

#[test]
fn connections_of_one_address_are_limited_but_for_those_of_a_proxy() {
    let few = |config: &mut ServerConfig| config.limits.connections_per_address = Some(2);
    let server = limited(few);
    let mut held: Vec<Client> = (0..2).map(|_| Client::connect(server.address())).collect();
    for client in &mut held {
        client.ask("GET", "/health", &[]);
        assert_eq!(client.answer().unwrap().status, 200);
    }
    wait_until("one more is turned away", || {
        let mut client = Client::connect(server.address());
        client.answer().is_ok_and(|answer| {
            answer.status == 429
                && answer.text().contains("--max-connections-per-address")
                && answer.header("retry-after").is_some()
        })
    });
    let server = limited(|config| {
        few(config);
        config.access.proxies = vec!["127.0.0.0/8".parse().unwrap()];
    });
    let _held: Vec<Client> = (0..9).map(|_| Client::connect(server.address())).collect();
    assert_eq!(get(&server, "/health").status, 200);
}

#[test]
fn those_that_are_turned_away_hold_few_descriptors() {
    let server = limited(|config| config.limits.connections = 1);
    let mut held = Client::connect(server.address());
    held.ask("GET", "/health", &[]);
    assert_eq!(held.answer().unwrap().status, 200);
    let mut others: Vec<Client> = (0..100).map(|_| Client::connect(server.address())).collect();
    for other in &mut others {
        assert_eq!(other.answer().unwrap().status, 503);
        assert_eq!(other.rest().unwrap(), b"");
        other.write(b"x").unwrap();
    }
    // What is sent to a socket that is closed is answered by a reset, and the next write tells of it.
    std::thread::sleep(Duration::from_millis(200));
    let closed = others.iter_mut().filter_map(|other| other.write(b"x").err()).count();
    assert!((68..100).contains(&closed), "{closed} of 100 are closed");
}

#[test]
fn an_address_may_ask_so_often_a_second() {
    let server = limited(|config| config.limits.rate = Some(2));
    let answers: Vec<Answer> = (0..25).map(|_| get(&server, "/health")).collect();
    let refusal = answers.iter().find(|answer| answer.status == 429).expect("more than twenty at once");
    let problem = refusal.problem(429);
    assert!(problem["detail"].as_str().unwrap().contains("--max-requests-per-second"));
    assert!(refusal.header("retry-after").is_some());
    assert!(answers[..20].iter().all(|answer| answer.status == 200));
}

#[test]
fn c16_a_body_that_comes_too_slowly_or_is_too_large_is_refused() {
    let server = limited(|config| config.limits.body_timeout = Duration::from_millis(200));
    let head = |length: usize| {
        format!(
            "POST /login HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n\
             Content-Length: {length}\r\n\r\n"
        )
    };
    let mut client = Client::connect(server.address());
    client.write(head(100).as_bytes()).unwrap();
    client.write(b"token=").unwrap();
    let problem = client.answer().unwrap().problem(408);
    assert!(problem["detail"].as_str().unwrap().contains("--body-timeout"));
    let mut client = Client::connect(server.address());
    client.write(head(100_000).as_bytes()).unwrap();
    // It may be refused before all of it is sent.
    drop(client.write(&vec![b'x'; 100_000]));
    client.answer().unwrap().problem(413);
}

#[test]
fn a_client_that_takes_nothing_is_given_up() {
    let server = limited(|config| config.limits.stall_timeout = Duration::from_millis(300));
    let mut client = Client::connect(server.address());
    client.ask("GET", "/api/logs/stream", &[]);
    wait_until("the search is given up", || refusals(&server, "stall-timeout") >= 1.0);
    wait_until("its place is free", || metric(&server, "logbrook_searches") == 0.0);
    drop(client);
}

#[test]
fn a_huge_search_starves_neither_a_small_one_nor_a_follower() {
    let directory = LogDir::new().with("small.log", "2026-01-23T10:15:00Z INFO [api] needle\n");
    let line = "2026-01-23T10:15:00Z INFO [api] a line of hay that holds nothing of what is looked for, and is long\n";
    let directory = directory.with("huge.log", line.repeat(400_000));
    let server = TestServer::of_directory(directory.path());
    let mut follower = Follower::connect(server.address(), "file=small.log&backfill=0");
    follower.next_of("subscribed");
    let mut busy: Vec<Client> = (0..8).map(|_| Client::connect(server.address())).collect();
    for client in &mut busy {
        client.ask("GET", "/api/logs/stream?file=huge.log&q=/z[aeiou]{2}z/i", &[]);
    }
    for _ in 0..5 {
        assert_eq!(get(&server, "/api/logs/stream?file=small.log&limit=1").json()["message"], "needle");
    }
    crate::support::append(&directory.join("small.log")).write_all(b"2026-01-23T10:15:01Z INFO [api] news\n").unwrap();
    assert_eq!(follower.next_of("log")["message"], "news");
}

#[test]
fn what_happens_is_counted_and_measured() {
    let server = TestServer::with(
        Arc::new({
            let source = MemorySource::new();
            source.put("app.log", b"2026-01-23T10:15:00Z INFO [api] one\n2026-01-23T10:15:01Z INFO [api] two\n");
            source
        }),
        |_| {},
    );
    assert_eq!(get(&server, "/api/logs/stream?q=one").status, 200);
    get(&server, "/api/logs/stream?file=missing.log").problem(404);
    get(&server, "/nothing").problem(404);
    send(&server, "GET", "/health", &[("Host", "evil.example")]).problem(403);
    let route = "route=\"/api/logs/stream\"";
    wait_until("all is counted", || {
        metric(&server, &format!("logbrook_http_requests_total{{{route},method=\"GET\",code=\"200\"}}")) == 1.0
    });
    for (name, value) in [
        (format!("logbrook_http_requests_total{{{route},method=\"GET\",code=\"404\"}}"), 1.0),
        (format!("logbrook_http_first_byte_seconds_count{{{route}}}"), 2.0),
        (format!("logbrook_http_request_duration_seconds_count{{{route}}}"), 2.0),
        ("logbrook_scanned_bytes_total".to_owned(), 72.0),
        ("logbrook_matched_entries_total".to_owned(), 1.0),
        ("logbrook_refusals_total{reason=\"host\"}".to_owned(), 1.0),
        ("logbrook_searches".to_owned(), 0.0),
    ] {
        wait_until(&name, || metric(&server, &name) == value);
    }
    assert!(metric(&server, "process_resident_memory_bytes") > 1e6);
    assert!(metric(&server, "process_open_fds") > 3.0);
    assert_eq!(get(&server, "/ready").json()["files"], 1);
    well_formed(get(&server, "/metrics").text());
}

/// Checks the text format of Prometheus: each family is described once, before its samples, which have its name.
fn well_formed(text: &str) {
    let mut known = std::collections::BTreeSet::new();
    let mut family = String::new();
    for line in text.lines() {
        if let Some(rest) = line.strip_prefix("# TYPE ") {
            family = rest.split(' ').next().unwrap().to_owned();
            assert!(known.insert(family.clone()), "{family} is described twice");
        } else if !line.starts_with("# HELP ") {
            let name = line.split(['{', ' ']).next().unwrap();
            let base = ["_bucket", "_sum", "_count"].iter().find_map(|end| name.strip_suffix(end)).unwrap_or(name);
            assert!(name == family || base == family, "{line} below {family}");
            assert!(line.rsplit(' ').next().unwrap().parse::<f64>().is_ok(), "{line}");
        }
    }
    assert!(known.len() > 25, "{known:?}");
}
