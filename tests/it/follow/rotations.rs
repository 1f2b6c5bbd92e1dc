//! Rotations of every kind, under load and while the server looks away: each line once, in order.

use std::fs;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use crate::support::{Applied, LogDir, Process, TestServer, Writer, append, at_rest};

const FILE: &str = "file=app.log&batch=false";

/// Follows `app.log` of a directory.
fn follow(logs: &LogDir) -> (TestServer, Writer, Applied) {
    let writer = Writer::new(&logs.join("app.log"));
    let server = TestServer::of_directory(logs.path());
    let applied = Applied::connect(server.address(), FILE);
    (server, writer, applied)
}

#[test]
fn f01_rename_rotation_under_load() {
    let logs = LogDir::new();
    let (server, mut writer, mut applied) = follow(&logs);
    let lines = 20_000;
    let paths: Vec<_> = (0..).map(|number| logs.join(&format!("app.log-20260123.{number}"))).take(1_000).collect();
    let writing = thread::spawn(move || {
        let began = Instant::now();
        let mut rotated = 0;
        while writer.written < lines {
            writer.write(100);
            if began.elapsed() > Duration::from_millis(50) * (rotated as u32 + 1) {
                writer.rotate(&paths[rotated]);
                rotated += 1;
            }
            thread::sleep(Duration::from_millis(2));
        }
        (writer.messages(), rotated)
    });
    while applied.lines.len() < lines {
        applied.take();
        if applied.lines.len() % 1_777 == 0 {
            applied.cut();
        }
    }
    let (messages, rotated) = writing.join().unwrap();
    assert!(rotated > 3, "only {rotated} rotations");
    assert_eq!(applied.lines, messages);
    assert_eq!(applied.count("gap"), 0);
    drop(applied);
    at_rest(&server, &logs);
}

#[test]
fn f02_late_writer() {
    let logs = LogDir::new();
    let (server, mut writer, mut applied) = follow(&logs);
    writer.write(3);
    fs::rename(logs.join("app.log"), logs.join("app.log.1")).unwrap();
    for _ in 0..20 {
        writer.write(1);
    }
    writer.reopen();
    writer.write(5);
    applied.take_until(28);
    assert_eq!(applied.lines, writer.messages());
    assert_eq!((applied.count("rotated"), applied.count("gap")), (1, 0));
    applied.cut();
    writer.write(1);
    applied.take_until(29);
    assert_eq!(applied.lines, writer.messages());
    drop((writer, applied));
    at_rest(&server, &logs);
}

#[test]
fn f03_double_rotation() {
    let logs = LogDir::new();
    let mut writer = Writer::new(&logs.join("app.log"));
    let server = Process::serve(logs.path());
    let mut applied = Applied::connect(server.address(), FILE);
    writer.write(10);
    applied.take_until(5);
    server.freeze();
    writer.write(10);
    writer.rotate(&logs.join("app.log.1"));
    writer.write(10);
    fs::rename(logs.join("app.log.1"), logs.join("app.log.2")).unwrap();
    writer.rotate(&logs.join("app.log.1"));
    writer.write(10);
    server.thaw();
    applied.take_until(40);
    assert_eq!(applied.lines, writer.messages());
    assert_eq!((applied.count("rotated"), applied.count("gap")), (2, 0));
}

#[test]
fn f04_copytruncate_with_the_writer_paused() {
    let logs = LogDir::new();
    let (server, mut writer, mut applied) = follow(&logs);
    for rotation in 0..10 {
        writer.write(7);
        applied.take_until(writer.written);
        for number in (1..=rotation).rev() {
            fs::rename(logs.join(&format!("app.log.{number}")), logs.join(&format!("app.log.{}", number + 1))).unwrap();
        }
        fs::copy(logs.join("app.log"), logs.join("app.log.1")).unwrap();
        writer.truncate();
    }
    writer.write(1);
    applied.take_until(writer.written);
    assert_eq!(applied.lines, writer.messages());
    assert_eq!((applied.count("truncated"), applied.count("gap")), (10, 0));
    drop((writer, applied));
    at_rest(&server, &logs);
}

#[test]
fn f04_copytruncate_under_load() {
    let logs = LogDir::new();
    let (server, mut writer, mut applied) = follow(&logs);
    let (log, lines) = (logs.join("app.log"), 5_000);
    let copies: Vec<_> = (0..).map(|number| logs.join(&format!("app.log.{:03}", 500 - number))).take(500).collect();
    let (live, is_over) = (append(&log), Arc::new(AtomicBool::new(false)));
    let rotating = {
        let is_over = is_over.clone();
        thread::spawn(move || {
            let mut copies = copies.into_iter();
            let mut rotated = 0;
            while !is_over.load(Ordering::Relaxed) {
                // What is written between these two is destroyed before anybody could read it, but for those that were quick.
                fs::copy(&log, copies.next().unwrap()).unwrap();
                live.set_len(0).unwrap();
                rotated += 1;
                // At times one follows another at once, before anything was read in between.
                thread::sleep(Duration::from_millis(if rotated % 4 == 0 { 0 } else { 20 }));
            }
            rotated
        })
    };
    while writer.written < lines {
        writer.write(10);
        thread::sleep(Duration::from_micros(500));
    }
    is_over.store(true, Ordering::Relaxed);
    let rotated = rotating.join().unwrap();
    writer.write(1);
    let messages = writer.messages();
    while applied.lines.last() != messages.last() {
        applied.take();
    }
    let is_whole = |line: &&str| messages.iter().any(|message| line == message);
    let on_disk = fs::read_dir(logs.path()).unwrap().map(|entry| read(&entry.unwrap().path()));
    let kept: Vec<String> = on_disk.flat_map(|text| text.lines().map(str::to_owned).collect::<Vec<_>>()).collect();
    for line in kept.iter().filter_map(|line| line.split_once("writer: ")).map(|(_, line)| line).filter(is_whole) {
        let times = applied.lines.iter().filter(|told| *told == line).count();
        assert_eq!(times, 1, "{line}");
    }
    // A copy may end within a line.
    let told: Vec<&str> = applied.lines.iter().map(String::as_str).filter(is_whole).collect();
    let place = |line: &&str| messages.iter().position(|message| line == message);
    assert!(told.windows(2).all(|pair| place(&pair[0]) < place(&pair[1])), "in order, and none twice");
    assert!(applied.count("truncated") <= rotated, "{} of {rotated} are told", applied.count("truncated"));
    assert!(applied.count("truncated") > 0);
    drop((writer, applied));
    at_rest(&server, &logs);
}

#[test]
fn f05_recreated_on_the_same_inode() {
    let logs = LogDir::new();
    let (server, mut writer, mut applied) = follow(&logs);
    writer.write(5);
    fs::remove_file(logs.join("app.log")).unwrap();
    writer.write(2);
    writer.reopen();
    writer.write(3);
    applied.take_until(10);
    assert_eq!(applied.lines, writer.messages());
    assert_eq!(applied.count("gap"), 0);
    drop(server);
    fs::remove_file(logs.join("app.log")).unwrap();
    writer.reopen();
    writer.write(4);
    let server = TestServer::of_directory(logs.path());
    applied.reconnect(server.address());
    applied.take_until(14);
    assert_eq!(applied.lines, writer.messages());
    assert_eq!(applied.count("gap"), 1);
    drop((writer, applied));
    at_rest(&server, &logs);
}

#[test]
fn f07_truncated_and_regrown_past_the_old_offset() {
    let logs = LogDir::new();
    let mut writer = Writer::new(&logs.join("app.log"));
    let server = Process::serve(logs.path());
    let mut applied = Applied::connect(server.address(), FILE);
    writer.write(10);
    applied.take_until(10);
    server.freeze();
    writer.truncate();
    writer.write(20);
    server.thaw();
    applied.take_until(30);
    assert_eq!(applied.lines, writer.messages());
    assert_eq!((applied.count("truncated"), applied.count("gap")), (1, 0));
}

#[test]
fn f21_compressed_while_behind() {
    let logs = LogDir::new();
    let (server, mut writer, mut applied) = follow(&logs);
    writer.write(1);
    applied.take_until(1);
    applied.follower().send(&serde_json::json!({"type": "pause"}));
    applied.follower().next_of("paused");
    writer.write(1_000);
    writer.rotate(&logs.join("app.log.1"));
    writer.write(10);
    gzip(&logs, "app.log.1");
    applied.follower().send(&serde_json::json!({"type": "resume"}));
    applied.take_until(700);
    drop(server);
    let server = TestServer::of_directory(logs.path());
    applied.reconnect(server.address());
    applied.take_until(1_011);
    assert_eq!(applied.lines, writer.messages());
    assert_eq!(applied.count("gap"), 0);
    drop((writer, applied));
    at_rest(&server, &logs);
}

#[test]
fn f22_a_glob_over_its_own_rotations() {
    let logs = LogDir::new().with("other.log", "2026-01-23T10:15:00Z INFO other: old\n");
    let mut writer = Writer::new(&logs.join("app.log"));
    let server = TestServer::of_directory(logs.path());
    let mut applied = Applied::connect(server.address(), "file=*&backfill=0");
    for rotation in 1..6 {
        writer.write(20);
        for number in (1..rotation).rev() {
            for ending in ["", ".gz"] {
                let from = logs.join(&format!("app.log.{number}{ending}"));
                if from.exists() {
                    fs::rename(from, logs.join(&format!("app.log.{}{ending}", number + 1))).unwrap();
                }
            }
        }
        writer.rotate(&logs.join("app.log.1"));
        if rotation % 2 == 0 {
            applied.take_until(writer.written);
            gzip(&logs, "app.log.1");
        }
    }
    writer.write(1);
    applied.take_until(writer.written);
    assert!(applied.follower().is_silent(Duration::from_millis(1_500)), "something came twice");
    assert_eq!(applied.lines, writer.messages());
    assert_eq!(applied.count("gap"), 0);
    drop((writer, applied));
    at_rest(&server, &logs);
}

#[expect(clippy::disallowed_methods, reason = "a test reads back its own file")]
fn read(path: &std::path::Path) -> String {
    fs::read_to_string(path).unwrap()
}

/// Compresses a file as gzip does, and removes it.
fn gzip(logs: &LogDir, name: &str) {
    let status = std::process::Command::new("gzip").arg(logs.join(name)).status().unwrap();
    assert!(status.success());
}
