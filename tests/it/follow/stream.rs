//! `/api/logs/stream?follow=true`: the same by plain HTTP.

use crate::support::{Client, LogDir, TestServer, Writer, get, message, wait_until};

fn ask(server: &TestServer, parameters: &str) -> Client {
    let mut client = Client::connect(server.address());
    client.ask("GET", &format!("/api/logs/stream?follow=true&{parameters}"), &[]);
    assert_eq!(client.head().unwrap().status, 200);
    client
}

/// Reads lines until so many are there.
fn lines(client: &mut Client, count: usize) -> Vec<String> {
    let mut text = String::new();
    while text.lines().count() < count {
        text.push_str(&String::from_utf8(client.chunk().unwrap()).unwrap());
    }
    text.lines().map(str::to_owned).collect()
}

#[test]
fn history_comes_first_and_then_what_is_written() {
    let logs = LogDir::new();
    let mut writer = Writer::new(&logs.join("app.log"));
    writer.write(30);
    let server = TestServer::of_directory(logs.path());
    let mut all = ask(&server, "file=app.log");
    assert!(lines(&mut all, 30)[29].contains(&message(29)));
    let mut last = ask(&server, "file=app.log&tail=2&format=text");
    assert!(lines(&mut last, 2)[0].ends_with(&message(28)));
    writer.write(1);
    assert!(lines(&mut all, 1)[0].contains(&message(30)));
    assert!(lines(&mut last, 1)[0].ends_with(&message(30)));
    drop((all, last));
    wait_until("both are gone", || get(&server, "/health").json()["follows"] == 0);
}

#[test]
fn a_limit_ends_it() {
    let logs = LogDir::new();
    let mut writer = Writer::new(&logs.join("app.log"));
    writer.write(3);
    let server = TestServer::of_directory(logs.path());
    let mut client = ask(&server, "file=app.log&limit=5&format=csv");
    assert_eq!(lines(&mut client, 4).len(), 4);
    writer.write(9);
    assert_eq!(lines(&mut client, 2).len(), 2);
    assert!(client.chunk().unwrap().is_empty(), "the body ends properly");
}

#[test]
fn a_cursor_goes_on_without_a_seam() {
    let logs = LogDir::new();
    let mut writer = Writer::new(&logs.join("app.log"));
    writer.write(10);
    let server = TestServer::of_directory(logs.path());
    let page = get(&server, "/api/logs/stream?file=app.log&limit=4");
    let last: serde_json::Value = serde_json::from_str(page.text().lines().last().unwrap()).unwrap();
    let mut client = ask(&server, &format!("file=app.log&cursor={}", last["cursor"].as_str().unwrap()));
    let rest = lines(&mut client, 6);
    assert!(rest[0].contains(&message(4)) && rest[5].contains(&message(9)));
    writer.rotate(&logs.join("app.log.1"));
    writer.write(1);
    let further = lines(&mut client, 2);
    assert!(further[0].contains("\"rotated\"") && further[1].contains(&message(10)), "{further:?}");
}

#[test]
fn a_timeout_ends_it_and_says_where_to_go_on() {
    let logs = LogDir::new();
    Writer::new(&logs.join("app.log")).write(1);
    let server = TestServer::of_directory(logs.path());
    let mut client = ask(&server, "file=app.log&timeout=1s");
    let told = lines(&mut client, 2);
    let end: serde_json::Value = serde_json::from_str(&told[1]).unwrap();
    assert_eq!(
        (end["type"].as_str(), end["reason"].as_str(), end["matched"].as_u64()),
        (Some("end"), Some("timeout"), Some(1))
    );
    assert!(end["cursor"].is_string());
}

#[test]
fn what_has_no_end_is_not_searched_backwards() {
    let logs = LogDir::new();
    Writer::new(&logs.join("app.log")).write(1);
    let server = TestServer::of_directory(logs.path());
    for wrong in ["order=desc", "until=2026-01-01", "progress=true", "before=1"] {
        get(&server, &format!("/api/logs/stream?follow=true&{wrong}")).problem(400);
    }
    get(&server, "/api/logs/stream?follow=true&file=missing.log").problem(404);
}

#[test]
fn a_file_that_is_cut_while_its_past_is_told_goes_on_with_what_is_new() {
    const LINES: usize = 500_000;
    let logs = LogDir::new();
    let mut writer = Writer::new(&logs.join("app.log"));
    writer.write(LINES);
    let server = TestServer::of_directory(logs.path());
    let mut client = ask(&server, "file=app.log");
    assert!(!client.chunk().unwrap().is_empty());
    writer.truncate();
    writer.write(1);
    let mut told = String::new();
    while !told.contains(&format!("{}\"", message(LINES))) {
        told = told.lines().next_back().unwrap_or_default().to_owned();
        told.push_str(&String::from_utf8(client.chunk().unwrap()).unwrap());
        assert!(!told.contains(r#""type":"error""#), "{told}");
    }
    assert!(get(&server, "/metrics").text().lines().any(|line| line.starts_with("logbrook_follow_gaps_total 1")));
}
