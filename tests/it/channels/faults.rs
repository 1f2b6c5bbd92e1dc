//! A full disk, and a server that is killed while it writes.

use std::collections::HashSet;
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use serde_json::Value;

use super::{Place, accepted, entry, messages, write};
use crate::support::{Client, Follower, Process, get};

/// A file system of 1 MB, where the tests may make one.
struct SmallDisk(std::path::PathBuf);

impl SmallDisk {
    fn mount(path: std::path::PathBuf) -> Option<SmallDisk> {
        std::fs::create_dir_all(&path).unwrap();
        let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", "size=1m", "tmpfs"]).arg(&path).output();
        mounted.is_ok_and(|output| output.status.success()).then_some(SmallDisk(path))
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        drop(Command::new("umount").arg("-l").arg(&self.0).output());
    }
}

#[test]
fn f17_disk_full() {
    let place = Place::new();
    // Where nothing may be mounted, the test below stands for this one.
    let Some(_disk) = SmallDisk::mount(place.state()) else { return };
    let server = place.server();
    let mut follower = Follower::connect(server.address(), "channels=a&create=true&batch=true");
    follower.next_of_batch("subscribed");
    let mut written = 0;
    let full = loop {
        let body: String =
            (written..written + 20).map(|number| entry(&format!("{number} {}", "x".repeat(500))) + "\n").collect();
        let answer = write(&server, "a", &[("Idempotency-Key", &format!("k{written}"))], body);
        match answer.status {
            202 => written += 20,
            _ => break answer,
        }
        assert!(written < 4_000, "the disk is never full");
    };
    full.problem(507);
    assert!(written > 100);
    for _ in 0..3 {
        write(&server, "a", &[], entry(&"x".repeat(100_000))).problem(507);
        write(&server, "b", &[], entry(&"x".repeat(100_000))).problem(507);
    }
    let kept = messages(&server, "/api/channels/a/logs?limit=10000");
    let number = |message: &String| message.split(' ').next().unwrap().parse::<usize>().unwrap();
    assert_eq!(kept.iter().map(number).collect::<Vec<_>>(), (0..written).collect::<Vec<_>>());
    let mut seen = 0;
    while seen < written {
        for line in follower.message().unwrap().lines() {
            let record: Value = serde_json::from_str(line).unwrap();
            if record["type"] == "log" {
                assert!(record["message"].as_str().unwrap().starts_with(&format!("{seen} ")));
                seen += 1;
            }
        }
    }
    assert!(follower.is_silent(Duration::from_millis(200)), "nothing is told twice");
    assert_eq!(messages(&server, "/api/logs/stream?file=app.log").len(), 1);
    drop(server);
    assert_eq!(messages(&place.server(), "/api/channels/a/logs?limit=10000").len(), written, "after a restart, too");
}

/// The nearest seam that needs no rights: no file of the server may grow beyond 64 KiB.
#[test]
fn f17_a_file_that_may_not_grow_is_answered_like_a_full_disk() {
    let place = Place::new();
    let server = Process::serve_by(
        "trap '' XFSZ; ulimit -f 128; exec \"$0\" \"$@\"",
        &place.directory.join("logs"),
        |command| {
            command.arg("--state-dir").arg(place.state());
        },
    );
    let mut client = Client::connect(server.address());
    let mut written = 0;
    let full = loop {
        client
            .post("/api/channels/a/logs", &[], entry(&format!("{written} {}", "x".repeat(1_000))).as_bytes())
            .unwrap();
        let answer = client.answer().unwrap();
        match answer.status {
            202 => written += 1,
            _ => break answer,
        }
        assert!(written < 100, "the file grows on");
    };
    full.problem(507);
    assert!(written > 40, "{written}");
    drop(server);
    assert_eq!(messages(&place.server(), "/api/channels/a/logs?limit=10000").len(), written);
}

/// Rounds of writing and killing; more are asked for by `KILL_ROUNDS`.
fn rounds() -> usize {
    std::env::var("KILL_ROUNDS").ok().and_then(|text| text.parse().ok()).unwrap_or(6)
}

const WRITERS: usize = 50;

/// Fifty writers post, each entry with a number of its own, and repeat what was not acknowledged; the server is killed again and again.
#[test]
fn every_acknowledged_entry_is_there_once_whenever_the_server_is_killed() {
    let place = Place::new();
    let mut acknowledged: Vec<Vec<String>> = vec![Vec::new(); WRITERS];
    let mut pending: Vec<Option<String>> = vec![None; WRITERS];
    let mut delay = 40;
    for _ in 0..rounds() {
        delay = 20 + (delay * 7 + 13) % 150;
        let server = Process::serve_with(&place.directory.join("logs"), |command| {
            command.arg("--state-dir").arg(place.state());
        });
        let stop = AtomicBool::new(false);
        std::thread::scope(|scope| {
            for (writer, (acknowledged, pending)) in acknowledged.iter_mut().zip(&mut pending).enumerate() {
                let (stop, address) = (&stop, server.address());
                scope.spawn(move || write_on(writer, address, stop, acknowledged, pending));
            }
            // The moment is as good as any other.
            std::thread::sleep(Duration::from_millis(delay));
            server.kill();
            stop.store(true, Ordering::Relaxed);
        });
    }
    let server = place.server();
    let mut all = Vec::new();
    for channel in 0..5 {
        let raw = get(&server, &format!("/api/logs/raw?file=channels/c{channel}.ndjson"));
        assert!(raw.text().is_empty() || raw.text().ends_with('\n'));
        for line in raw.text().lines() {
            let entry: Value = serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
            all.push(entry["message"].as_str().unwrap().to_owned());
        }
    }
    let there: HashSet<&String> = all.iter().collect();
    assert_eq!(there.len(), all.len(), "each post had a key, so none is there twice");
    let missing: Vec<_> = acknowledged.iter().flatten().filter(|message| !there.contains(message)).collect();
    assert!(missing.is_empty(), "{missing:?}");
    let count: usize = acknowledged.iter().map(Vec::len).sum();
    assert!(count > WRITERS, "{count} entries were acknowledged");
    assert_eq!(accepted(&server, "c0", entry("more")), 1);
}

/// Posts entries until the server is gone; one that was not acknowledged is kept, and posted again by the next round.
fn write_on(
    writer: usize,
    address: std::net::SocketAddr,
    stop: &AtomicBool,
    acknowledged: &mut Vec<String>,
    pending: &mut Option<String>,
) {
    let Ok(mut client) = Client::try_connect(address) else { return };
    while !stop.load(Ordering::Relaxed) {
        let message = pending.take().unwrap_or_else(|| format!("{writer}-{}", acknowledged.len()));
        let target = format!("/api/channels/c{}/logs", writer % 5);
        let key = [("Idempotency-Key", message.as_str())];
        let sent = client.post(&target, &key, entry(&message).as_bytes());
        match sent.and_then(|()| client.answer()) {
            Ok(answer) if answer.complete && answer.status == 202 => acknowledged.push(message),
            Ok(_) | Err(_) => {
                *pending = Some(message);
                return;
            }
        }
    }
}

#[test]
fn a_second_server_cannot_write_to_the_same_directory() {
    let place = Place::new();
    let _first = place.server();
    let output = Command::new(env!("CARGO_BIN_EXE_logbrook"))
        .arg(place.directory.join("logs"))
        .args(["--bind", "127.0.0.1:0", "--state-dir"])
        .arg(place.state())
        .output()
        .unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("another logbrook") && said.contains("--state-dir"), "{said}");
}
