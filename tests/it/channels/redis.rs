//! Channels in Redis: two servers, one Redis, and each of them ended in between.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use serde_json::Value;

use super::{Place, entry};
use crate::support::{Client, Follower, Process, RedisServer};

const WRITERS: usize = 20;
const FOLLOWERS: usize = 20;

/// What is served where: a server that was killed is found at another address.
struct Servers<'a> {
    place: &'a Place,
    redis: &'a RedisServer,
}

impl Servers<'_> {
    fn start(&self) -> Process {
        Process::serve_with(&self.place.directory.join("logs"), |command| {
            command.args(["--channels", &self.redis.address()]);
        })
    }
}

/// Posts one entry until it is acknowledged, by whichever server is there.
fn post_until_acknowledged(message: &str, address: &dyn Fn() -> SocketAddr, client: &mut Option<Client>) {
    let end = Instant::now() + Duration::from_secs(60);
    loop {
        assert!(Instant::now() < end, "{message} is never acknowledged");
        let open = match client.take() {
            Some(client) => Some(client),
            None => Client::try_connect(address()).ok(),
        };
        let Some(mut open) = open else {
            std::thread::sleep(Duration::from_millis(10));
            continue;
        };
        let sent = open.post("/api/channels/all/logs", &[("Idempotency-Key", message)], entry(message).as_bytes());
        match sent.and_then(|()| open.answer()) {
            Ok(answer) if answer.status == 202 && answer.complete => {
                *client = Some(open);
                return;
            }
            Ok(_) => *client = Some(open),
            Err(_) => {}
        }
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// Follows, and comes back with the last cursor as often as it is cut off, until so many entries are there.
fn follow_until(count: &dyn Fn() -> usize, address: &dyn Fn() -> SocketAddr) -> Vec<String> {
    let end = Instant::now() + Duration::from_secs(90);
    let (mut seen, mut cursor) = (Vec::new(), None::<String>);
    while seen.len() < count() {
        let from = cursor.as_ref().map_or("&backfill=100000".to_owned(), |cursor| format!("&cursor={cursor}"));
        let follower = Follower::connect_where(address(), &format!("channels=all&create=true{from}"));
        let Some(mut follower) = follower else {
            std::thread::sleep(Duration::from_millis(20));
            continue;
        };
        while seen.len() < count() {
            assert!(Instant::now() < end, "{} of {} came", seen.len(), count());
            let Some(text) = follower.message_within(Duration::from_millis(200)) else { continue };
            let Ok(text) = text else { break };
            let message: Value = serde_json::from_str(&text).unwrap();
            if message["type"] == "log" {
                seen.push(message["message"].as_str().unwrap().to_owned());
                cursor = Some(message["cursor"].as_str().unwrap().to_owned());
            } else {
                assert_ne!(message["type"], "gap", "{message}");
            }
        }
    }
    seen
}

#[test]
fn every_acknowledged_message_is_delivered_once_through_restarts_of_redis_and_of_each_server() {
    let place = Place::new();
    let mut redis = RedisServer::start();
    let write_address = std::sync::Mutex::new(None);
    let follow_address = std::sync::Mutex::new(None);
    let address = |of: &std::sync::Mutex<Option<SocketAddr>>| of.lock().unwrap().unwrap();
    let (acknowledged, over) = (AtomicUsize::new(0), AtomicBool::new(false));
    // How many there are, once that is known.
    let whole = AtomicUsize::new(usize::MAX);
    let start = |redis: &RedisServer, of: &std::sync::Mutex<Option<SocketAddr>>| {
        let process = Servers { place: &place, redis }.start();
        *of.lock().unwrap() = Some(process.address());
        process
    };
    let writes = start(&redis, &write_address);
    let follows = start(&redis, &follow_address);
    let (all, seen, _servers) = std::thread::scope(|scope| {
        let writers: Vec<_> = (0..WRITERS)
            .map(|writer| {
                let (acknowledged, over) = (&acknowledged, &over);
                let here = || address(&write_address);
                scope.spawn(move || {
                    let (mut client, mut mine) = (None, Vec::new());
                    while !over.load(Ordering::Relaxed) {
                        let message = format!("{writer}-{}", mine.len());
                        post_until_acknowledged(&message, &here, &mut client);
                        acknowledged.fetch_add(1, Ordering::Relaxed);
                        mine.push(message);
                        std::thread::sleep(Duration::from_millis(20));
                    }
                    mine
                })
            })
            .collect();
        let target = || whole.load(Ordering::Relaxed);
        let followers: Vec<_> = (0..FOLLOWERS)
            .map(|_| {
                let here = || address(&follow_address);
                scope.spawn(move || follow_until(&target, &here))
            })
            .collect();
        let wait = |more: usize| wait_for(&acknowledged, more);
        wait(100);
        redis.restart();
        wait(100);
        follows.kill();
        let follows = start(&redis, &follow_address);
        wait(100);
        writes.kill();
        let writes = start(&redis, &write_address);
        wait(100);
        over.store(true, Ordering::Relaxed);
        let all: Vec<String> = writers.into_iter().flat_map(|writer| writer.join().unwrap()).collect();
        whole.store(all.len(), Ordering::Relaxed);
        let seen: Vec<Vec<String>> = followers.into_iter().map(|follower| follower.join().unwrap()).collect();
        (all, seen, (writes, follows))
    });
    for seen in seen {
        assert_once(&all, &seen);
    }
}

/// Waits until so many more were acknowledged.
#[track_caller]
fn wait_for(acknowledged: &AtomicUsize, more: usize) {
    let from = acknowledged.load(Ordering::Relaxed);
    let end = Instant::now() + Duration::from_secs(60);
    while acknowledged.load(Ordering::Relaxed) < from + more {
        assert!(Instant::now() < end, "nothing is acknowledged any more");
        std::thread::sleep(Duration::from_millis(5));
    }
}

#[track_caller]
fn assert_once(all: &[String], seen: &[String]) {
    let mut times: HashMap<&String, usize> = HashMap::new();
    seen.iter().for_each(|message| *times.entry(message).or_default() += 1);
    assert!(times.values().all(|count| *count == 1), "delivered twice");
    let missing: Vec<_> = all.iter().filter(|message| !times.contains_key(message)).collect();
    assert!(missing.is_empty(), "{} of {} are missing: {:?}", missing.len(), all.len(), missing.first());
}
