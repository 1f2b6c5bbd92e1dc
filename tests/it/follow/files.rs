//! What files do to those who follow them.

use std::fs;
use std::io::Write;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::time::{Duration, Instant};

use serde_json::json;

use crate::support::{
    Applied, Follower, LogDir, Process, TestServer, Writer, append, at_rest, get, message, wait_until,
};

const FILE: &str = "file=app.log";

fn follow(logs: &LogDir, change: impl FnOnce(&mut logbrook::config::ServerConfig)) -> (TestServer, Writer, Applied) {
    let writer = Writer::new(&logs.join("app.log"));
    let server = TestServer::of_directory_with(logs.path(), change);
    let applied = Applied::connect(server.address(), FILE);
    (server, writer, applied)
}

#[test]
fn f06_symlink_swap() {
    let logs = LogDir::new().with("b", "");
    let outside = tempfile::tempdir().unwrap();
    fs::write(outside.path().join("secret.log"), "secret line\n").unwrap();
    let mut a = Writer::new(&logs.join("a"));
    symlink("a", logs.join("current.log")).unwrap();
    let server = TestServer::of_directory(logs.path());
    let mut applied = Applied::connect(server.address(), "file=current.log");
    a.write(3);
    applied.take_until(3);
    swap(&logs, "b");
    a.write(2);
    append(&logs.join("b")).write_all(b"first of b\n").unwrap();
    applied.take_until(6);
    let mut expected = a.messages();
    expected.push("first of b".to_owned());
    assert_eq!(applied.lines, expected);
    assert_eq!(applied.count("rotated"), 1);
    swap(&logs, outside.path().join("secret.log").to_str().unwrap());
    append(&logs.join("b")).write_all(b"second of b\n").unwrap();
    applied.take_until(7);
    assert_eq!(applied.lines[6], "second of b");
    assert_eq!(Follower::connect(server.address(), "file=current.log").closed(), Some(1008));
    drop((a, applied));
    at_rest(&server, &logs);
}

/// Lets `current.log` lead elsewhere, in one step.
fn swap(logs: &LogDir, target: &str) {
    symlink(target, logs.join("t")).unwrap();
    fs::rename(logs.join("t"), logs.join("current.log")).unwrap();
}

#[test]
fn f09_invalid_utf_8() {
    let logs = LogDir::new();
    let (server, mut writer, mut applied) = follow(&logs, |_| {});
    writer.raw(b"broken \xff\xfe\x80 bytes\n");
    let record = applied.take();
    assert_eq!(record["message"], "broken \u{fffd}\u{fffd}\u{fffd} bytes");
    assert_eq!(record["lossy"], true);
    assert_eq!(get(&server, "/api/logs/raw?file=app.log").body, b"broken \xff\xfe\x80 bytes\n");
    drop((writer, applied));
    at_rest(&server, &logs);
}

#[test]
fn f10_a_line_of_100_mb() {
    let logs = LogDir::new();
    let mut writer = Writer::new(&logs.join("app.log"));
    let server = Process::serve(logs.path());
    let mut applied = Applied::connect(server.address(), FILE);
    writer.write(1);
    applied.take_until(1);
    let before = server.resident();
    let megabyte = vec![b'x'; 1 << 20];
    for _ in 0..100 {
        writer.raw(&megabyte);
    }
    writer.raw(b"\nshort\n");
    let long = applied.take();
    assert_eq!(long["truncated"], 100 << 20);
    assert_eq!(long["message"].as_str().unwrap().len(), 1 << 20);
    assert_eq!(applied.take()["message"], "short");
    let grown = server.resident().saturating_sub(before);
    assert!(grown < 24 << 20, "memory grew by {grown} bytes");
}

#[test]
fn f11_split_crlf() {
    let logs = LogDir::new();
    let (server, mut writer, mut applied) = follow(&logs, |_| {});
    writer.raw(b"one line\r");
    assert!(applied.follower().is_silent(Duration::from_millis(1_200)));
    writer.raw(b"\n");
    assert_eq!(applied.take()["message"], "one line");
    drop((writer, applied));
    at_rest(&server, &logs);
}

#[test]
fn f12_byte_order_marks_and_utf_16() {
    for (mark, encode) in
        [(&[0xff, 0xfe][..], u16::to_le_bytes as fn(u16) -> [u8; 2]), (&[0xfe, 0xff], u16::to_be_bytes)]
    {
        let wide = |text: &str| text.encode_utf16().flat_map(encode).collect::<Vec<u8>>();
        let logs = LogDir::new();
        let (server, mut writer, mut applied) = follow(&logs, |_| {});
        // The mark alone says nothing yet.
        writer.raw(mark);
        writer.raw(&wide("2026-01-23T10:15:00Z INFO app: größer\n"));
        let first = applied.take();
        assert_eq!((first["message"].as_str(), first["level"].as_str()), (Some("größer"), Some("INFO")));
        assert!(first.get("lossy").is_none());
        // The last line end comes in two halves.
        let second = wide("zwei\n");
        let (begun, odd) = second.split_at(second.len() - 1);
        writer.raw(begun);
        assert!(applied.follower().is_silent(Duration::from_millis(1_200)), "half a character is none");
        writer.raw(odd);
        assert_eq!(applied.take()["message"], "zwei");
        applied.cut();
        writer.raw(&wide("drei\n"));
        assert_eq!(applied.take()["message"], "drei", "the cursor stands behind what was applied");
        drop((writer, applied));
        at_rest(&server, &logs);
    }
    let logs = LogDir::new();
    let (server, mut writer, mut applied) = follow(&logs, |_| {});
    writer.raw("\u{feff}with a mark\n".as_bytes());
    assert_eq!(applied.take()["message"], "with a mark");
    drop((writer, applied));
    at_rest(&server, &logs);
}

#[test]
fn f13_no_final_newline() {
    let logs = LogDir::new();
    let (server, mut writer, mut applied) = follow(&logs, |_| {});
    writer.raw(b"half a");
    assert!(applied.follower().is_silent(Duration::from_secs(5)));
    writer.raw(b" line\n");
    assert_eq!(applied.take()["message"], "half a line");
    writer.raw(b"never finished");
    fs::remove_file(logs.join("app.log")).unwrap();
    assert_eq!(applied.take()["message"], "never finished");
    assert!(applied.follower().is_silent(Duration::from_millis(1_500)));
    drop((writer, applied));
    at_rest(&server, &logs);
}

#[test]
fn f14_growth_during_backfill() {
    let logs = LogDir::new();
    let mut writer = Writer::new(&logs.join("app.log"));
    writer.write(20_000);
    let server = TestServer::of_directory(logs.path());
    let address = server.address();
    let writing = std::thread::spawn(move || {
        while writer.written < 30_000 {
            writer.write(50);
            std::thread::sleep(Duration::from_millis(1));
        }
    });
    let mut follower = Follower::connect(address, "file=app.log&backfill=10000");
    let mut numbers = Vec::new();
    while numbers.last() != Some(&29_999) {
        let record = follower.next_of("log");
        numbers.push(record["message"].as_str().unwrap().split(' ').nth(1).unwrap().parse::<usize>().unwrap());
    }
    writing.join().unwrap();
    assert!(numbers.len() >= 10_000);
    assert!(numbers.windows(2).all(|pair| pair[1] == pair[0] + 1), "a seam");
    drop(follower);
    at_rest(&server, &logs);
}

#[test]
fn f15_permission_taken_away() {
    let logs = LogDir::new();
    let mode = |path: &std::path::Path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    mode(logs.path(), 0o777);
    let mut writer = Writer::new(&logs.join("app.log"));
    mode(&logs.join("app.log"), 0o644);
    let server = Process::serve_unprivileged(logs.path());
    let mut applied = Applied::connect(server.address(), FILE);
    writer.write(1);
    applied.take_until(1);
    mode(&logs.join("app.log"), 0o000);
    writer.write(2);
    applied.take_until(3);
    assert_eq!(Follower::connect(server.address(), FILE).closed(), Some(1008));
    mode(&logs.join("app.log"), 0o644);
    wait_until("a new session is let in", || {
        let mut follower = Follower::connect(server.address(), FILE);
        follower.message().is_ok_and(|_| follower.message().is_ok_and(|text| text.contains("subscribed")))
    });
    writer.write(1);
    applied.take_until(4);
    assert_eq!(applied.lines, writer.messages());
}

#[test]
fn f16_directory_moved() {
    let logs = LogDir::new();
    fs::create_dir(logs.join("d")).unwrap();
    let mut writer = Writer::new(&logs.join("d/app.log"));
    let server = TestServer::of_directory(logs.path());
    let mut applied = Applied::connect(server.address(), "file=d/app.log");
    writer.write(2);
    applied.take_until(2);
    fs::rename(logs.join("d"), logs.join("d2")).unwrap();
    fs::create_dir(logs.join("d")).unwrap();
    writer.write(2);
    writer.reopen();
    writer.write(2);
    applied.take_until(6);
    assert_eq!(applied.lines, writer.messages());
    wait_until("the stale watch is gone", || get(&server, "/health").json()["watchers"] == 1);
    writer.write(1);
    applied.take_until(7);
    drop((writer, applied));
    at_rest(&server, &logs);
}

/// The part of clients that write through the server is tested where channels are.
#[test]
#[expect(clippy::print_stderr, reason = "what is skipped says so")]
fn f17_a_full_disk_harms_nobody_who_reads() {
    let disk = LogDir::new();
    let mount = std::process::Command::new("mount")
        .args(["-t", "tmpfs", "-o", "size=1m", "tmpfs"])
        .arg(disk.path())
        .stderr(std::process::Stdio::null())
        .status();
    if !mount.is_ok_and(|status| status.success()) {
        eprintln!("skipped: no disk can be mounted here");
        return;
    }
    let writer = append(&disk.join("app.log"));
    let server = TestServer::of_directory(disk.path());
    let mut applied = Applied::connect(server.address(), FILE);
    let mut written = 0;
    // Each line is one write, until one does not fit.
    while (&writer).write_all(format!("{}{}\n", message(written), " ".repeat(1_000)).as_bytes()).is_ok() {
        written += 1;
    }
    applied.take_until(written);
    applied.cut();
    let answer = get(&server, "/api/logs/stream?file=app.log&format=text");
    let all = answer.text();
    assert!(all.lines().count() >= written && all.starts_with(&message(0)));
    // Room again: the line that was cut is completed, and the next comes.
    writer.set_len(0).unwrap();
    (&writer).write_all(b"room again\n").unwrap();
    while applied.lines.last().is_none_or(|line| line != "room again") {
        applied.take();
    }
    let whole: Vec<&str> = applied.lines[..written].iter().map(|line| line.trim_end()).collect();
    assert_eq!(whole, (0..written).map(message).collect::<Vec<_>>());
    drop((writer, applied));
    at_rest(&server, &disk);
    drop(server);
    // Others on the machine may look at what is mounted for a moment.
    wait_until("nobody holds the disk any more", || {
        std::process::Command::new("umount").arg(disk.path()).status().unwrap().success()
    });
}

#[test]
fn f18_no_watch_is_left() {
    let logs = LogDir::new();
    let (server, mut writer, mut applied) = follow(&logs, |config| config.follow.limits.watches = 0);
    for _ in 0..5 {
        writer.write(3);
        applied.take_until(writer.written);
    }
    assert_eq!(applied.lines, writer.messages());
    let health = get(&server, "/health").json();
    assert_eq!((&health["watchers"], &health["polled"]), (&json!(0), &json!(1)));
    let metrics = get(&server, "/metrics");
    for line in ["logbrook_watched_directories 0", "logbrook_polled_directories 1"] {
        assert!(metrics.text().lines().any(|metric| metric == line), "{}", metrics.text());
    }
    drop((writer, applied));
    at_rest(&server, &logs);
}

#[test]
fn f19_more_hints_than_are_kept() {
    let logs = LogDir::new();
    let mut writers: Vec<_> = (0..500).map(|number| Writer::new(&logs.join(&format!("{number}.log")))).collect();
    let server = TestServer::of_directory_with(logs.path(), |config| config.follow.limits.hints = 16);
    let mut follower = Follower::connect(server.address(), "file=*.log&backfill=0&batch=true");
    follower.next_of_batch("subscribed");
    writers.iter_mut().for_each(|writer| writer.write(2));
    let mut seen = 0;
    while seen < 1_000 {
        let batch = follower.message().unwrap();
        seen += batch.lines().filter(|line| line.starts_with("{\"type\":\"log\"")).count();
    }
    assert_eq!(seen, 1_000);
    assert!(get(&server, "/health").json()["rescans"].as_u64().unwrap() > 0, "hints were lost");
    drop((writers, follower));
    at_rest(&server, &logs);
}

#[test]
fn f20_no_events_at_all() {
    let logs = LogDir::new();
    let poll = Duration::from_secs(1);
    let (_server, mut writer, mut applied) = follow(&logs, |config| {
        config.follow.events = false;
        config.follow.poll = poll;
        // Nothing but the regular look finds anything.
        config.follow.safety = Duration::from_secs(3_600);
    });
    let mut longest = Duration::ZERO;
    for rotation in 1..4 {
        let began = Instant::now();
        writer.write(10);
        applied.take_until(writer.written);
        longest = longest.max(began.elapsed());
        writer.rotate(&logs.join(&format!("app.log.{}", 4 - rotation)));
    }
    writer.write(1);
    applied.take_until(writer.written);
    assert_eq!(applied.lines, writer.messages());
    assert!(longest < 2 * poll, "it took {longest:?}");
}

#[test]
fn entries_over_several_lines_are_continued() {
    let logs = LogDir::new();
    let (_server, mut writer, mut applied) = follow(&logs, |_| {});
    writer.raw(b"2026-01-23T10:15:00Z ERROR db: it broke\n");
    let first = applied.take();
    writer.raw(b"    at pool.rs:12\n    at main.rs:3\n");
    let further = applied.take();
    assert_eq!(further["continues"], first["cursor"]);
    assert_eq!((&further["level"], &further["timestamp"]), (&first["level"], &first["timestamp"]));
    assert_eq!(further["message"], "    at pool.rs:12\n    at main.rs:3");
    writer.raw(b"2026-01-23T10:15:01Z INFO db: next\n    with more\n");
    assert_eq!(applied.take()["message"], "next\n    with more");
}

#[test]
fn an_entry_that_matches_only_by_its_later_lines_is_sent_whole() {
    let logs = LogDir::new();
    let mut writer = Writer::new(&logs.join("app.log"));
    let server = TestServer::of_directory(logs.path());
    let mut applied = Applied::connect(server.address(), "file=app.log&q=deadlock");
    writer.raw(b"2026-01-23T10:15:00Z ERROR db: it broke\n");
    assert!(applied.follower().is_silent(Duration::from_millis(300)));
    writer.raw(b"    Caused by: deadlock\n");
    let whole = applied.take();
    assert_eq!(whole["message"], "it broke\n    Caused by: deadlock");
    assert!(whole.get("continues").is_none());
    writer.raw(b"    at pool.rs:12\n");
    let further = applied.take();
    assert_eq!((&further["continues"], &further["message"]), (&whole["cursor"], &json!("    at pool.rs:12")));
}

#[test]
fn files_that_appear_are_taken_in() {
    let logs = LogDir::new().with("a.log", "");
    let server = TestServer::of_directory(logs.path());
    let mut follower = Follower::connect(server.address(), "file=*.log");
    follower.next_of("subscribed");
    Writer::new(&logs.join("b.log")).write(1);
    let record = follower.next_of("log");
    assert_eq!((record["file"].as_str(), record["message"].as_str()), (Some("b.log"), Some(message(0).as_str())));
}
