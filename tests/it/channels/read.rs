//! How channels are read, listed and followed.

use std::time::Duration;

use serde_json::json;

use super::{Place, accepted, entry, messages, records, write};
use crate::support::{Follower, get, head, wait_until};

fn numbered(from: usize, to: usize) -> String {
    (from..to).map(|number| entry(&number.to_string()) + "\n").collect()
}

#[test]
fn the_newest_entries_come_in_the_order_they_were_written() {
    let place = Place::new();
    let server = place.server();
    accepted(&server, "a", numbered(0, 120));
    let expected = |from: usize| (from..120).map(|number| number.to_string()).collect::<Vec<_>>();
    assert_eq!(messages(&server, "/api/channels/a/logs"), expected(70));
    assert_eq!(messages(&server, "/api/channels/a/logs?limit=3"), expected(117));
    assert_eq!(messages(&server, "/api/channels/a/logs?limit=3&q=-%22119%22"), ["116", "117", "118"]);
    assert_eq!(messages(&server, "/api/channels/a/logs?limit=2&order=desc"), ["119", "118"]);
    let cursor = records(&server, "/api/channels/a/logs?limit=5")[0]["cursor"].as_str().unwrap().to_owned();
    assert_eq!(messages(&server, &format!("/api/channels/a/logs?limit=2&cursor={cursor}")), ["116", "117"]);
    let answer = get(&server, "/api/channels/a/logs");
    assert_eq!(answer.header("content-type"), Some("application/x-ndjson"));
    assert_eq!(head(&server, "/api/channels/a/logs").status, 200);
    get(&server, "/api/channels/unknown/logs").problem(404);
    assert_eq!(get(&server, "/api/channels/a/logs?limit=x").problem(400)["param"], "limit");
    assert_eq!(get(&server, "/api/channels/a/logs?limit=1&limit=2").problem(400)["param"], "limit");
    assert_eq!(get(&server, "/api/channels/a/logs?file=b").problem(400)["param"], "file");
}

#[test]
fn channels_are_files_like_any_other() {
    let place = Place::new();
    let server = place.server();
    accepted(&server, "tasks/1", r#"[{"level":"warn","message":"w","n":1},{"level":"error","message":"e","n":2}]"#);
    let logs = get(&server, "/api/logs").json()["logs"].clone();
    let shown: Vec<_> = logs.as_array().unwrap().iter().map(|log| (&log["file"], &log["channel"])).collect();
    let file = json!("channels/tasks/1.ndjson");
    assert_eq!(shown, [(&json!("app.log"), &json!(null)), (&file, &json!("tasks/1"))]);
    assert_eq!(messages(&server, "/api/logs/stream?file=channels/**&q=n%3E1"), ["e"]);
    let fields = records(&server, "/api/logs/stream?file=channels/tasks/1.ndjson&fields=channel,context.n,line");
    assert_eq!(fields[1], json!({"channel": "tasks/1", "line": 2, "context": {"n": 2}}));
    let own = records(&server, "/api/logs/stream?file=app.log");
    assert!(own[0].get("channel").is_none());
    assert_eq!(get(&server, "/api/logs/histogram?file=channels/tasks/1.ndjson").json()["total"], 2);
    let raw = get(&server, "/api/logs/raw?file=channels/tasks/1.ndjson");
    assert!(raw.text().lines().all(|line| serde_json::from_str::<serde_json::Value>(line).is_ok()));
    assert_eq!(get(&server, "/view?file=channels/tasks/1.ndjson").status, 200);
}

#[test]
fn channels_are_listed_with_counts_and_times() {
    let place = Place::new();
    let server = place.server_with(|config| config.channels.settings.ttl = Some(Duration::from_secs(3_600)));
    accepted(&server, "b", numbered(0, 3));
    accepted(&server, "a/x", numbered(0, 1));
    let told = get(&server, "/api/channels").json()["channels"].clone();
    assert_eq!(
        (&told[0]["channel"], &told[0]["entries"], &told[0]["file"]),
        (&json!("a/x"), &json!(1), &json!("channels/a/x.ndjson"))
    );
    assert_eq!((&told[1]["channel"], &told[1]["entries"]), (&json!("b"), &json!(3)));
    let time = |key: &str| told[1][key].as_str().unwrap().parse::<jiff::Timestamp>().unwrap();
    assert_eq!((time("expires") - time("modified")).total(jiff::Unit::Second).unwrap(), 3_600.0);
    assert!(told[1]["size"].as_u64().unwrap() > 100);
    accepted(&server, "b", numbered(0, 2));
    assert_eq!(get(&server, "/api/channels").json()["channels"][1]["entries"], 5);
    get(&server, "/api/channels?x=1").problem(400);
}

#[test]
fn an_expired_channel_is_gone_and_a_large_one_rotates() {
    let place = Place::new();
    let server = place.server_with(|config| config.channels.settings.ttl = Some(Duration::from_millis(1)));
    accepted(&server, "a", numbered(0, 3));
    wait_until("the channel is gone", || get(&server, "/api/channels/a/logs").status == 404);
    assert_eq!(get(&server, "/api/channels").json(), json!({"channels": []}));
    assert_eq!(Follower::connect(server.address(), "channels=a").closed(), Some(1008));
    drop(server);
    let server = place.server_with(|config| config.channels.settings.max_size = Some(8 << 10));
    let mut follower = Follower::connect(server.address(), "channels=big&create=true");
    follower.next_of("subscribed");
    for number in 0..200 {
        accepted(&server, "big", numbered(number, number + 1));
        // What is too much goes whether it was read or not.
        assert_eq!(follower.next_of("log")["message"], number.to_string());
    }
    let kept = messages(&server, "/api/channels/big/logs?limit=1000");
    assert!((50..200).contains(&kept.len()), "{}", kept.len());
    assert_eq!(kept, (200 - kept.len()..200).map(|number| number.to_string()).collect::<Vec<_>>());
    assert_eq!(get(&server, "/api/channels").json()["channels"][0]["entries"], kept.len());
}

#[test]
fn channels_are_followed_by_name_and_by_glob() {
    let place = Place::new();
    let server = place.server();
    accepted(&server, "tasks/42", entry("before"));
    let mut one = Follower::connect(server.address(), "channels=tasks/42");
    let subscribed = one.next_of("subscribed");
    assert_eq!(
        (&subscribed["channels"], &subscribed["files"]),
        (&json!(["tasks/42"]), &json!(["channels/tasks/42.ndjson"]))
    );
    let first = one.next();
    assert_eq!((&first["message"], &first["channel"]), (&json!("before"), &json!("tasks/42")));
    let mut all = Follower::connect(server.address(), "");
    all.send(&json!({"type": "subscribe", "id": "t", "channels": ["tasks/42/**"], "backfill": 0}));
    assert_eq!(all.next_of("subscribed")["channels"], json!(["tasks/42"]));
    accepted(&server, "tasks/42", entry("own"));
    accepted(&server, "tasks/421", entry("another's"));
    accepted(&server, "tasks/42/sub/1", entry("below"));
    let mut seen =
        [all.next_of("log"), all.next_of("log")].map(|record| record["channel"].as_str().unwrap().to_owned());
    seen.sort();
    assert_eq!(seen, ["tasks/42", "tasks/42/sub/1"]);
    assert_eq!(one.next()["message"], "own");
}

#[test]
fn an_unknown_channel_closes_and_one_may_be_waited_for() {
    let place = Place::new();
    let server = place.server();
    assert_eq!(Follower::connect(server.address(), "channels=tasks/7").closed(), Some(1008));
    assert_eq!(Follower::try_connect(server.address(), "channels=../x").err(), Some(400));
    let mut waiting = Follower::connect(server.address(), "channels=tasks/7&create=true");
    assert_eq!(waiting.next_of("subscribed")["channels"], json!(["tasks/7"]));
    accepted(&server, "tasks/7", entry("first"));
    assert_eq!(waiting.next_of("log")["message"], "first");
}

#[test]
fn who_follows_goes_on_after_a_restart() {
    let place = Place::new();
    let server = place.server();
    accepted(&server, "a", numbered(0, 3));
    let mut follower = Follower::connect(server.address(), "channels=a&backfill=1");
    let cursor = follower.next_of("log")["cursor"].as_str().unwrap().to_owned();
    drop(server);
    let server = place.server();
    assert_eq!(write(&server, "a", &[], numbered(3, 5)).status, 202);
    let mut again = Follower::connect(server.address(), &format!("channels=a&cursor={cursor}"));
    assert_eq!(
        [again.next_of("log"), again.next_of("log")].map(|record| record["message"].clone()),
        [json!("3"), json!("4")]
    );
}
