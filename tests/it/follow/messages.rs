//! The messages of a follow session, and what clients may say.

use std::io::Read;

use serde_json::json;

use crate::support::{Follower, LogDir, TestServer, Writer, get, message};

fn logs_with(lines: usize) -> (LogDir, Writer) {
    let logs = LogDir::new();
    let mut writer = Writer::new(&logs.join("app.log"));
    writer.write(lines);
    (logs, writer)
}

#[test]
fn a_connection_begins_with_a_heartbeat() {
    let (logs, _writer) = logs_with(1);
    let server = TestServer::of_directory(logs.path());
    let mut follower = Follower::connect(server.address(), "");
    let heartbeat = follower.next();
    assert_eq!(heartbeat["type"], "heartbeat");
    assert_eq!(heartbeat["data"]["interval_s"], 30);
    assert!(heartbeat["ts"].as_i64().unwrap() > 1_700_000_000_000);
    assert!(heartbeat["data"]["cursors"].is_object() && heartbeat["data"].get("latency_ms").is_some());
    follower.send(&json!({"type": "ping"}));
    assert!(follower.next_of("pong")["ts"].is_i64());
}

#[test]
fn a_subscription_of_the_address_sends_ten_entries_and_then_what_is_new() {
    let (logs, mut writer) = logs_with(25);
    let server = TestServer::of_directory(logs.path());
    let mut follower = Follower::connect(server.address(), "file=app.log");
    let subscribed = follower.next_of("subscribed");
    assert_eq!(subscribed["files"], json!(["app.log"]));
    for number in 15..25 {
        assert_eq!(follower.next()["message"], message(number));
    }
    writer.write(1);
    assert_eq!(follower.next()["message"], message(25));
    let from = subscribed["cursors"]["app.log"].as_str().unwrap();
    let mut again = Follower::connect(server.address(), &format!("file=app.log&cursor={from}"));
    again.next_of("subscribed");
    for number in 15..26 {
        assert_eq!(again.next()["message"], message(number), "from where the backfill began");
    }
    again.send(&json!({"type": "unsubscribe", "id": subscribed["id"].as_str().unwrap()}));
    assert_eq!(again.next()["type"], "unsubscribed");
}

#[test]
fn subscriptions_come_and_go_by_messages() {
    let (logs, mut writer) = logs_with(3);
    let server = TestServer::of_directory(logs.path());
    let mut follower = Follower::connect(server.address(), "");
    follower.send(&json!({"type": "subscribe", "id": "mine", "files": ["app.log"], "backfill": 1}));
    assert_eq!(follower.next_of("subscribed")["id"], "mine");
    let record = follower.next();
    assert_eq!((record["id"].as_str(), record["message"].as_str()), (Some("mine"), Some(message(2).as_str())));
    follower.send(&json!({"type": "subscribe", "id": "mine", "files": ["app.log"]}));
    assert_eq!(follower.next()["type"], "error");
    follower.send(&json!({"type": "subscribe", "files": ["app.log"], "level": ["error", "critical"], "backfill": 0}));
    let own = follower.next_of("subscribed")["id"].as_str().unwrap().to_owned();
    writer.raw(b"2026-01-23T10:16:00Z ERROR app: bad\n");
    let both = [follower.next(), follower.next()];
    assert_eq!(both.iter().filter(|record| record.get("id").is_none()).count(), 1);
    for id in ["mine", &own] {
        follower.send(&json!({"type": "unsubscribe", "id": id}));
        assert_eq!(follower.next(), json!({"type": "unsubscribed", "id": id}));
    }
    follower.send(&json!({"type": "unsubscribe", "id": "mine"}));
    assert_eq!(follower.next()["type"], "error");
}

#[test]
fn a_pause_loses_nothing() {
    let (logs, mut writer) = logs_with(0);
    let server = TestServer::of_directory(logs.path());
    let mut follower = Follower::connect(server.address(), "file=app.log");
    follower.next_of("subscribed");
    follower.send(&json!({"type": "pause"}));
    assert_eq!(follower.next(), json!({"type": "paused"}));
    writer.write(5);
    follower.send(&json!({"type": "ping"}));
    assert_eq!(follower.next()["type"], "pong", "nothing but answers comes while paused");
    follower.send(&json!({"type": "resume"}));
    assert_eq!(follower.next(), json!({"type": "resumed"}));
    for number in 0..5 {
        assert_eq!(follower.next()["message"], message(number));
    }
}

#[test]
fn batches_hold_several_messages_and_may_be_packed() {
    let (logs, _writer) = logs_with(200);
    let server = TestServer::of_directory(logs.path());
    let mut follower = Follower::connect(server.address(), "file=app.log&backfill=200&batch=true");
    let mut seen = 0;
    let mut frames = 0;
    while seen < 200 {
        let text = follower.message().unwrap();
        frames += 1;
        seen += text.lines().filter(|line| line.starts_with("{\"type\":\"log\"")).count();
    }
    assert!(frames < 20, "{frames} frames");
    let mut follower = Follower::connect(server.address(), "file=app.log&backfill=200&compress=gzip");
    let mut text = String::new();
    while text.lines().count() < 200 {
        flate2::read::GzDecoder::new(&follower.binary()[..]).read_to_string(&mut text).unwrap();
    }
    assert!(text.lines().last().unwrap().contains(&message(199)));
}

#[test]
fn at_most_so_many_entries_a_second_are_sent() {
    let (logs, mut writer) = logs_with(0);
    let server = TestServer::of_directory(logs.path());
    let mut follower = Follower::connect(server.address(), "file=app.log&max_rate=3");
    follower.next_of("subscribed");
    writer.write(10);
    let mut logs_seen = 0;
    let dropped = loop {
        let message = follower.next();
        match message["type"].as_str() {
            Some("log") => logs_seen += 1,
            Some("sampled") => break message["dropped"].as_u64().unwrap(),
            _ => {}
        }
    };
    assert_eq!(logs_seen + dropped, 10);
    assert!(logs_seen >= 3);
}

#[test]
fn filters_hold_for_what_is_new() {
    let (logs, mut writer) = logs_with(5);
    let server = TestServer::of_directory(logs.path());
    let parameters = "file=app.log&min_level=warn&fields=message,level&q=-noise";
    let mut follower = Follower::connect(server.address(), parameters);
    follower.next_of("subscribed");
    writer.raw(b"2026-01-23T10:16:00Z INFO app: fine\n2026-01-23T10:16:00Z ERROR app: noise\n");
    writer.raw(b"2026-01-23T10:16:00Z ERROR app: bad\n");
    assert_eq!(follower.next(), json!({"message": "bad", "level": "ERROR"}));
}

#[test]
fn what_does_not_go_with_following_is_refused_before_the_upgrade() {
    let (logs, _writer) = logs_with(1);
    let server = TestServer::of_directory(logs.path());
    for parameters in [
        "file=app.log&tail=1",
        "limit=5",
        "order=desc",
        "line=3",
        "until=2026-01-01",
        "progress=true",
        "format=text",
        "timeout=5s",
        "nonsense=1",
        "q=(",
        "backfill=x",
        "backfill=100001",
        "max_rate=0",
        "batch=yes",
        "compress=br",
        "cursor=garbage",
        "create=1",
        "channels=,",
    ] {
        assert_eq!(Follower::try_connect(server.address(), parameters).err(), Some(400), "{parameters}");
    }
    get(&server, "/api/logs/follow?file=app.log").problem(400);
    assert_eq!(Follower::connect(server.address(), "file=missing.log").closed(), Some(1008));
    assert_eq!(Follower::connect(server.address(), "channels=missing").closed(), Some(1008));
}

#[test]
fn a_file_that_is_missing_may_be_waited_for() {
    let (logs, _writer) = logs_with(1);
    let server = TestServer::of_directory(logs.path());
    let mut follower = Follower::connect(server.address(), "file=later.log&create=true");
    assert_eq!(follower.next_of("subscribed")["files"], json!(["later.log"]));
    Writer::new(&logs.join("later.log")).write(1);
    assert_eq!(follower.next_of("log")["message"], message(0));
}

#[test]
fn health_counts_watches_and_subscriptions() {
    let (logs, _writer) = logs_with(1);
    let server = TestServer::of_directory(logs.path());
    let mut follower = Follower::connect(server.address(), "file=app.log");
    follower.next_of("subscribed");
    let health = get(&server, "/health").json();
    assert_eq!((&health["watchers"], &health["follows"]), (&json!(1), &json!(1)));
}
