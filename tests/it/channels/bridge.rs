//! What programs publish in Redis, bridged to channels.

use std::sync::Arc;
use std::time::Duration;

use logbrook::channel::Bridged;
use logbrook::source::redis::Redis;
use serde_json::json;

use super::{Place, messages};
use crate::support::{Follower, Process, RedisServer, TestServer, get, wait_until};

fn bridged(place: &Place, redis: &RedisServer, topics: &[&str]) -> TestServer {
    place.server_with(|config| {
        let redis = Arc::new(Redis::new(&redis.address()).unwrap());
        config.channels.bridges.push(Bridged { redis, topics: topics.iter().map(|&topic| topic.to_owned()).collect() });
    })
}

/// Waits until the metrics hold a line.
#[track_caller]
fn wait_counted(server: &TestServer, line: &str) {
    wait_until(line, || get(server, "/metrics").text().lines().any(|found| found == line));
}

fn ping(follower: &mut Follower) {
    follower.send(&json!({"type": "ping"}));
    assert_eq!(follower.next()["type"], "pong");
}

#[test]
fn what_is_published_arrives_at_followers_of_that_channel_through_a_restart_of_redis() {
    let place = Place::new();
    let mut redis = RedisServer::start();
    let server = bridged(&place, &redis, &["agent.updates", "trade.*"]);
    let mut follower = Follower::connect(server.address(), "channels=agent.updates&create=true");
    let heartbeat = follower.next();
    assert_eq!((&heartbeat["type"], &heartbeat["data"]["interval_s"]), (&json!("heartbeat"), &json!(30)));
    follower.next_of("subscribed");
    ping(&mut follower);
    let object = r#"{"type":"update","level":"warn","message":"slow","timestamp":"2026-01-23T10:15:00.123Z","context":{"step":1}}"#;
    redis.publish("agent.updates", object);
    let entry = follower.next_of("log");
    assert_eq!((&entry["channel"], &entry["level"]), (&json!("agent.updates"), &json!("WARNING")));
    assert_eq!((&entry["message"], &entry["timestamp"]), (&json!("slow"), &json!("2026-01-23T10:15:00.123Z")));
    assert_eq!(entry["context"]["step"], 1);
    redis.publish("agent.updates", "plain <b>text</b>\nof two lines");
    let entry = follower.next_of("log");
    assert_eq!((&entry["message"], &entry["level"]), (&json!("plain <b>text</b>\nof two lines"), &json!("INFO")));
    assert!(entry["timestamp"].is_string());
    ping(&mut follower);
    redis.restart();
    redis.publish("agent.updates", r#"{"message":"after the restart"}"#);
    assert_eq!(follower.next_of("log")["message"], "after the restart");
    ping(&mut follower);
    redis.publish("trade.btc", r#"{"price":1.50}"#);
    wait_counted(&server, "logbrook_bridge_messages_total{outcome=\"written\"} 4");
    let trade = get(&server, "/api/channels/trade.btc/logs").text().to_owned();
    assert!(trade.contains(r#""context":{"price":1.50}"#), "{trade}");
    assert_eq!(get(&server, "/api/channels").json()["channels"].as_array().unwrap().len(), 2);
    wait_counted(&server, "logbrook_bridges_connected 1");
}

#[test]
fn a_message_that_several_patterns_match_is_written_once_and_one_without_a_channel_is_counted() {
    let place = Place::new();
    let redis = RedisServer::start();
    let server = bridged(&place, &redis, &["a.*", "*", "a.b"]);
    wait_counted(&server, "logbrook_bridges_connected 1");
    redis.publish_to("a.b", "once", 3);
    redis.publish_to("a.c", "twice", 2);
    redis.publish_to("no channel", "at all", 1);
    redis.publish_to("long", &"x".repeat(1 << 20), 1);
    wait_counted(&server, "logbrook_bridge_messages_total{outcome=\"skipped\"} 2");
    wait_counted(&server, "logbrook_bridge_messages_total{outcome=\"written\"} 2");
    assert_eq!(messages(&server, "/api/logs/stream?file=channels/**"), ["once", "twice"]);
}

#[test]
fn a_bridge_is_an_option_a_variable_and_a_setting() {
    let redis = RedisServer::start();
    let address = format!("{}#jobs", redis.address());
    for way in ["option", "variable", "setting"] {
        let place = Place::new();
        let server = Process::serve_with(&place.directory.join("logs"), |command| {
            command.arg("--state-dir").arg(place.state());
            match way {
                "option" => command.args(["--bridge", &address]),
                "variable" => command.env("LOGBROOK_BRIDGE", &address),
                _ => {
                    let file = place.directory.join("config.toml");
                    std::fs::write(&file, format!("bridge = [\"{address}\"]\n")).unwrap();
                    command.arg("--config").arg(file)
                }
            };
        });
        let mut follower = Follower::connect(server.address(), "channels=jobs&create=true");
        follower.next_of("subscribed");
        redis.publish("jobs", way);
        assert_eq!(follower.next_of("log")["message"], way);
        assert!(follower.is_silent(Duration::from_millis(50)));
    }
}
