//! What clients rely on that know the contract, or only a part of it.

use std::fs;
use std::time::Duration;

use serde_json::{Value, json};

use crate::support::{Follower, LogDir, TestServer, Writer, get, message, wait_until};

fn logs_with(lines: usize) -> (LogDir, Writer) {
    let logs = LogDir::new();
    let mut writer = Writer::new(&logs.join("app.log"));
    writer.write(lines);
    (logs, writer)
}

/// Writes entries of a channel as clients do.
fn channel(logs: &LogDir, name: &str) -> Writer {
    let path = logs.join(&format!("channels/{name}.ndjson"));
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    let mut writer = Writer::new(&path);
    writer.raw(b"{\"timestamp\":\"2026-01-23T10:15:00.123Z\",\"level\":\"WARNING\",\"source\":\"worker\",");
    writer.raw(format!("\"message\":\"of {name}\",\"context\":{{\"step\":3}}}}\n").as_bytes());
    writer
}

#[test]
fn a_client_that_knows_entries_alone_gets_what_it_waits_for() {
    let logs = LogDir::new();
    channel(&logs, "jobs");
    let server = TestServer::of_directory(logs.path());
    let mut follower = Follower::connect(server.address(), "channels=jobs");
    let entry = follower.next_of("log");
    let known = ["level", "source", "message", "context", "timestamp"];
    let expected = json!(["WARNING", "worker", "of jobs", {"step": 3}, "2026-01-23T10:15:00.123Z"]);
    assert_eq!(known.iter().map(|key| entry[key].clone()).collect::<Value>(), expected);
}

#[test]
fn a_client_that_pings_and_subscribes_to_channels_gets_what_it_waits_for() {
    let logs = LogDir::new();
    channel(&logs, "jobs");
    let server = TestServer::of_directory(logs.path());
    let mut follower = Follower::connect(server.address(), "");
    follower.send(&json!({"type": "ping"}));
    assert!(follower.next_of("pong")["ts"].is_i64());
    follower.send(&json!({"type": "subscribe", "channels": ["jobs"]}));
    let subscribed = follower.next_of("subscribed");
    assert_eq!((&subscribed["channels"], &subscribed["files"]), (&json!(["jobs"]), &json!(["channels/jobs.ndjson"])));
    assert_eq!(follower.next_of("log")["message"], "of jobs");
}

#[test]
fn a_client_that_waits_for_a_heartbeat_gets_it_at_once() {
    let (logs, _writer) = logs_with(3);
    let server = TestServer::of_directory(logs.path());
    for parameters in ["", "file=app.log"] {
        assert_eq!(Follower::connect(server.address(), parameters).next()["type"], "heartbeat");
    }
}

#[test]
fn globs_of_channels_take_in_those_that_come_later() {
    let logs = LogDir::new();
    channel(&logs, "tasks/42/a");
    channel(&logs, "tasks/7/other");
    let server = TestServer::of_directory(logs.path());
    let mut follower = Follower::connect(server.address(), "channels=tasks/42/**");
    assert_eq!(follower.next_of("subscribed")["files"], json!(["channels/tasks/42/a.ndjson"]));
    assert_eq!(follower.next_of("log")["message"], "of tasks/42/a");
    channel(&logs, "tasks/42/deep/b");
    assert_eq!(follower.next_of("log")["message"], "of tasks/42/deep/b");
}

#[test]
fn a_channel_that_is_not_there_may_be_waited_for() {
    let logs = LogDir::new();
    let server = TestServer::of_directory(logs.path());
    assert_eq!(Follower::connect(server.address(), "channels=later").closed(), Some(1008));
    let mut follower = Follower::connect(server.address(), "channels=later&create=true");
    follower.next_of("subscribed");
    channel(&logs, "later");
    assert_eq!(follower.next_of("log")["message"], "of later");
}

#[test]
fn several_files_are_resumed_each_at_its_own_cursor() {
    let logs = LogDir::new();
    let mut writers: Vec<_> = ["a.log", "b.log", "c.log"].map(|name| Writer::new(&logs.join(name))).into();
    writers.iter_mut().for_each(|writer| writer.write(3));
    let server = TestServer::of_directory(logs.path());
    let mut follower = Follower::connect(server.address(), "file=*.log&backfill=0");
    let cursors = follower.next_of("subscribed")["cursors"].clone();
    drop(follower);
    writers.iter_mut().for_each(|writer| writer.write(2));
    let text = |name: &str| cursors[name].as_str().unwrap().to_owned();
    let both = [
        format!("cursor={}&cursor={}", text("a.log"), text("b.log")),
        format!("cursor={}~{}", text("b.log"), text("a.log")),
    ];
    for cursor in both {
        let mut follower = Follower::connect(server.address(), &format!("file=*.log&{cursor}"));
        follower.next_of("subscribed");
        let mut told = Vec::new();
        while told.len() < 9 {
            let entry = follower.next_of("log");
            told.push((entry["file"].as_str().unwrap().to_owned(), entry["message"].as_str().unwrap().to_owned()));
        }
        told.sort();
        let expected =
            |name: &str, from: usize| (from..5).map(|number| (name.to_owned(), message(number))).collect::<Vec<_>>();
        let mut all = [expected("a.log", 3), expected("b.log", 3), expected("c.log", 0)].concat();
        all.sort();
        assert_eq!(told, all, "{cursor}");
    }
    // The cursors of a message may come back as they are.
    let mut follower = Follower::connect(server.address(), "");
    follower.send(&json!({"type": "subscribe", "files": ["*.log"], "cursor": cursors}));
    let mut told: Vec<_> = (0..6).map(|_| follower.next_of("log")["message"].as_str().unwrap().to_owned()).collect();
    told.sort();
    let mut expected: Vec<_> = [3, 4].repeat(3).into_iter().map(message).collect();
    expected.sort();
    assert_eq!(told, expected);
}

#[test]
fn files_that_were_empty_are_resumed_each_at_its_own_cursor() {
    for is_followed_meanwhile in [false, true] {
        let logs = LogDir::new();
        let mut writers = ["a.log", "b.log"].map(|name| Writer::new(&logs.join(name)));
        let mut server = TestServer::of_directory(logs.path());
        let mut other = Follower::connect(server.address(), "file=*.log&backfill=0");
        let cursors = other.next_of("subscribed")["cursors"].clone();
        if !is_followed_meanwhile {
            server = TestServer::of_directory(logs.path());
        }
        writers.iter_mut().for_each(|writer| writer.write(2));
        let cursor = |name: &str| format!("&cursor={}", cursors[name].as_str().unwrap());
        for from in [cursor("b.log") + &cursor("a.log"), cursor("b.log")] {
            let mut follower = Follower::connect(server.address(), &format!("file=*.log{from}"));
            follower.next_of("subscribed");
            let mut told: Vec<_> =
                (0..4).map(|_| follower.next_of("log")["file"].as_str().unwrap().to_owned()).collect();
            told.sort();
            assert_eq!(told, ["a.log", "a.log", "b.log", "b.log"], "{from}");
        }
    }
}

#[test]
fn refusals_name_the_limit_and_how_to_raise_it() {
    let (logs, _writer) = logs_with(1);
    fs::write(logs.join("b.log"), "").unwrap();
    let server = TestServer::of_directory_with(logs.path(), |config| {
        config.follow.limits.files = 1;
        config.follow_limits.all = 1;
    });
    let mut first = Follower::connect(server.address(), "file=app.log");
    first.next_of("subscribed");
    assert_eq!(Follower::try_connect(server.address(), "file=app.log").err(), Some(503));
    first.send(&json!({"type": "subscribe", "files": ["*.log"]}));
    let (code, reason) = first.closed_because();
    assert_eq!(code, 1013);
    assert!(reason.contains("limited to 1") && reason.contains("--max-follow-files"), "{reason}");
    assert_eq!(get(&server, "/health").json()["refused"], 2);
}

#[test]
fn a_glob_says_which_files_are_too_many() {
    let (logs, _writer) = logs_with(1);
    let server = TestServer::of_directory_with(logs.path(), |config| config.follow.limits.files = 1);
    let mut follower = Follower::connect(server.address(), "file=*.log&backfill=0");
    follower.next_of("subscribed");
    Writer::new(&logs.join("more.log")).write(1);
    let gap = follower.next_of("gap");
    assert_eq!(gap["file"], "more.log");
    assert!(gap["reason"].as_str().unwrap().contains("--max-follow-files"));
}

#[test]
fn subscriptions_share_what_may_be_followed_and_give_it_back() {
    let (logs, _writer) = logs_with(1);
    let server = TestServer::of_directory_with(logs.path(), |config| {
        config.follow.limits.files_in_all = 3;
        config.follow.linger = Duration::from_secs(600);
    });
    let connect = |format: &str| Follower::connect(server.address(), &format!("file=*.log&log_format={format}"));
    let mut first: Vec<_> = ["json", "logfmt"].into_iter().map(connect).collect();
    first.iter_mut().for_each(|follower| drop(follower.next_of("subscribed")));
    first[0].send(&json!({"type": "subscribe", "files": ["awaited.log"], "create": true}));
    first[0].next_of("subscribed");
    assert_eq!(Follower::try_connect(server.address(), "").err(), None, "it follows nothing yet");
    for asked in [json!({"files": ["app.log"]}), json!({"files": ["another.log"], "create": true})] {
        let mut other = Follower::connect(server.address(), "");
        let mut message = asked.clone();
        message["type"] = "subscribe".into();
        other.send(&message);
        let (code, reason) = other.closed_because();
        assert_eq!(code, 1013, "{asked}");
        assert!(reason.contains("limited to 3") && reason.contains("--max-follow-files-in-all"), "{reason}");
    }
    // What is followed already takes no more.
    connect("json").next_of("subscribed");
    let glob = first.pop().unwrap();
    Writer::new(&logs.join("more.log")).write(1);
    let gap = first[0].next_of("gap");
    assert_eq!(gap["file"], "more.log");
    assert!(gap["reason"].as_str().unwrap().contains("--max-follow-files-in-all"));
    drop(glob);
    wait_until("a place is free though what is unused would be kept", || {
        Follower::try_connect(server.address(), "file=app.log&log_format=syslog").is_ok()
    });
}
