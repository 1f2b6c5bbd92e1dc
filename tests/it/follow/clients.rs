//! What clients do to a server that they follow.

use std::io::Write;
use std::net::TcpStream;
use std::time::Duration;

use rustix::net::sockopt;
use serde_json::json;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::tungstenite::protocol::frame::Frame;
use tokio_tungstenite::tungstenite::protocol::frame::coding::{CloseCode, Data, OpCode};

use crate::support::{
    Applied, DEADLINE, Follower, LogDir, Process, TestServer, Writer, at_rest, get, message, wait_until,
};

fn connections(server: &TestServer) -> u64 {
    get(server, "/health").json()["connections"].as_u64().unwrap()
}

#[test]
fn c01_slow_reader() {
    let logs = LogDir::new();
    let mut writer = Writer::new(&logs.join("app.log"));
    let server = Process::serve(logs.path());
    let stream = TcpStream::connect(server.address()).unwrap();
    sockopt::set_socket_recv_buffer_size(&stream, 64 << 10).unwrap();
    stream.set_read_timeout(Some(DEADLINE)).unwrap();
    let mut slow = Follower::over(stream, server.address(), "file=app.log&batch=true&backfill=0").unwrap();
    slow.next_of_batch("subscribed");
    let mut quick = Follower::connect(server.address(), "file=app.log&batch=true&backfill=0");
    quick.next_of_batch("subscribed");
    let before = server.resident();
    let lines = 100_000;
    let mut seen = 0;
    while writer.written < lines {
        writer.write(1_000);
        while seen + 50_000 < writer.written {
            seen += quick.message().unwrap().lines().count();
        }
    }
    let grown = server.resident().saturating_sub(before);
    assert!(grown < 32 << 20, "memory grew by {grown} bytes");
    let mut next = 0;
    while next < lines {
        for line in slow.message().unwrap().lines() {
            if line.starts_with("{\"type\":\"log\"") {
                assert!(line.contains(&format!("\"{}\"", message(next))), "{line} is not line {next}");
                next += 1;
            }
        }
    }
}

#[test]
fn c03_reset_in_mid_stream() {
    let logs = LogDir::new();
    let mut writer = Writer::new(&logs.join("app.log"));
    let server = TestServer::of_directory(logs.path());
    let followers: Vec<_> = (0..20).map(|_| Follower::connect(server.address(), "file=app.log")).collect();
    wait_until("all follow", || get(&server, "/health").json()["follows"] == 20);
    writer.write(100);
    followers.into_iter().for_each(Follower::cut);
    writer.write(100);
    wait_until("all are gone", || get(&server, "/health").json()["follows"] == 0);
    wait_until("the connections are closed", || connections(&server) == 1);
    drop(writer);
    at_rest(&server, &logs);
}

#[test]
fn c04_idle_followers_share_watches_and_threads() {
    let logs = LogDir::new();
    for number in 0..10 {
        Writer::new(&logs.join(&format!("{number}.log"))).write(1);
    }
    let server = Process::serve(logs.path());
    let warm = Follower::connect(server.address(), "file=0.log");
    drop(warm);
    let descriptors = server.descriptors();
    let mut followers = Vec::new();
    let mut threads = Vec::new();
    for number in 0..300 {
        let mut follower = Follower::connect(server.address(), &format!("file={}.log&backfill=0", number % 10));
        follower.next_of("subscribed");
        followers.push(follower);
        threads.push(server.threads());
    }
    assert_eq!(health(&server)["watchers"], 1);
    assert!(threads[299] <= threads[99] + 2, "threads: {threads:?}");
    drop(followers);
    wait_until("the connections are closed", || server.descriptors() <= descriptors + 12);
}

fn health(server: &Process) -> serde_json::Value {
    let mut client = crate::support::Client::connect(server.address());
    client.ask("GET", "/health", &[]);
    client.answer().unwrap().json()
}

#[test]
fn c05_reconnect_storm() {
    const STORM: usize = 2_000;
    const ROOM: usize = 1_500;
    more_descriptors();
    let logs = LogDir::new();
    let mut writer = Writer::new(&logs.join("app.log"));
    let server = TestServer::of_directory_with(logs.path(), |config| config.follow_limits.all = ROOM + 1);
    let address = server.address();
    let mut applied = Applied::connect(address, "file=app.log");
    writer.write(25);
    applied.take_until(20);
    let parameters = format!("file=app.log&cursor={}", applied.cursor.clone().unwrap());
    let come_back = || {
        let parameters = parameters.clone();
        let connect = move || (0..STORM / 4).map(|_| Follower::try_connect(address, &parameters)).collect::<Vec<_>>();
        std::thread::spawn(connect)
    };
    let storm: Vec<_> = (0..4).map(|_| come_back()).collect();
    let all: Vec<_> = storm.into_iter().flat_map(|thread| thread.join().unwrap()).collect();
    let refused: Vec<u16> = all.iter().filter_map(|answer| answer.as_ref().err().copied()).collect();
    assert_eq!(refused, vec![503; STORM - ROOM]);
    for mut follower in all.into_iter().flatten() {
        for number in 20..25 {
            assert_eq!(follower.next_of("log")["message"], message(number));
        }
    }
    drop((writer, applied));
    at_rest(&server, &logs);
}

/// Lets this process have as many descriptors as the system allows.
fn more_descriptors() {
    use rustix::process::{Resource, getrlimit, setrlimit};
    let mut limit = getrlimit(Resource::Nofile);
    limit.current = limit.maximum;
    setrlimit(Resource::Nofile, limit).unwrap();
}

#[test]
fn too_many_of_one_address_are_told_to_wait() {
    let logs = LogDir::new();
    Writer::new(&logs.join("app.log")).write(1);
    let server = TestServer::of_directory_with(logs.path(), |config| config.follow_limits.per_address = 1);
    let _first = Follower::connect(server.address(), "file=app.log");
    assert_eq!(Follower::try_connect(server.address(), "file=app.log").err(), Some(429));
}

#[test]
fn too_many_files_are_refused_with_the_option() {
    let logs = LogDir::new().with("a.log", "").with("b.log", "");
    let server = TestServer::of_directory_with(logs.path(), |config| config.follow.limits.files = 1);
    assert_eq!(Follower::connect(server.address(), "file=*.log").closed(), Some(1013));
}

#[test]
fn c02_c06_who_gives_no_sign_is_closed_and_who_makes_progress_is_not() {
    let logs = LogDir::new();
    let mut writer = Writer::new(&logs.join("app.log"));
    let patience = Duration::from_secs(1);
    let server = TestServer::of_directory_with(logs.path(), |config| config.follow_limits.patience = patience);
    // A client of which nothing is read answers no ping.
    let mute = Follower::connect(server.address(), "file=app.log");
    wait_until("it is gone", || connections(&server) == 1);
    drop(mute);
    let mut taking = Follower::connect(server.address(), "file=app.log");
    taking.next_of("subscribed");
    for number in 0..15 {
        writer.write(1);
        assert_eq!(taking.next_of("log")["message"], message(number));
        std::thread::sleep(patience / 5);
    }
    drop((writer, taking));
    at_rest(&server, &logs);
}

#[test]
fn c07_messages_that_are_too_long() {
    let logs = LogDir::new();
    Writer::new(&logs.join("app.log")).write(1);
    let server = TestServer::of_directory(logs.path());
    let mut long = Follower::connect(server.address(), "");
    long.send_frame(Message::text("x".repeat(65 << 10)));
    assert_eq!(long.closed(), Some(1009));
    let mut endless = Follower::connect(server.address(), "");
    endless.send_frame(fragment(OpCode::Data(Data::Text)));
    for _ in 0..20 {
        endless.send_frame(fragment(OpCode::Data(Data::Continue)));
    }
    assert_eq!(endless.closed(), Some(1009));
    let mut announced = Follower::connect(server.address(), "");
    // The head of a text of 2⁶² bytes; it is not waited for.
    announced.send_bytes(&[0x81, 0xff, 0x40, 0, 0, 0, 0, 0, 0, 0]);
    assert_eq!(announced.closed(), Some(1009));
    drop((long, endless, announced));
    at_rest(&server, &logs);
}

#[test]
fn c07_a_message_that_never_ends_is_given_up() {
    let logs = LogDir::new();
    let mut writer = Writer::new(&logs.join("app.log"));
    let server = TestServer::of_directory_with(logs.path(), |config| {
        config.follow_limits.patience = Duration::from_secs(2);
        config.limits.body_timeout = Duration::from_millis(500);
    });
    let mut slow = Follower::connect(server.address(), "file=app.log");
    slow.next_of("subscribed");
    slow.send_frame(Message::Frame(Frame::message("{", OpCode::Data(Data::Text), false)));
    // It takes what it is sent, and so is there.
    writer.write(1);
    assert_eq!(slow.next_of("log")["message"], message(0));
    let (code, reason) = slow.closed_because();
    assert!(code == 1008 && reason.contains("--body-timeout"), "{code} {reason}");
    drop((writer, slow));
    at_rest(&server, &logs);
}

fn fragment(code: OpCode) -> Message {
    Message::Frame(Frame::message("y".repeat(8 << 10), code, false))
}

#[test]
fn c08_messages_that_are_not_understood() {
    let logs = LogDir::new();
    Writer::new(&logs.join("app.log")).write(1);
    let server = TestServer::of_directory(logs.path());
    let mut follower = Follower::connect(server.address(), "");
    follower.next_of("heartbeat");
    for wrong in ["{", "[]", "{\"type\":7}", "{\"type\":\"dance\"}"] {
        follower.send_text(wrong);
        let error = follower.next();
        assert_eq!(error["type"], "error", "{wrong}");
        assert!(!error["code"].as_str().unwrap().is_empty() && !error["message"].as_str().unwrap().is_empty());
    }
    follower.send(&json!({"type": "subscribe", "files": ["app.log"], "q": "("}));
    assert_eq!(follower.closed(), Some(1008), "five in ten seconds");
    drop(follower);
    at_rest(&server, &logs);
}

#[test]
fn c09_binary_frame() {
    let logs = LogDir::new();
    Writer::new(&logs.join("app.log")).write(1);
    let server = TestServer::of_directory(logs.path());
    let mut follower = Follower::connect(server.address(), "");
    follower.send_frame(Message::binary(vec![1, 2, 3]));
    assert_eq!(follower.closed(), Some(1003));
    drop(follower);
    at_rest(&server, &logs);
}

#[test]
fn what_is_no_frame_or_no_text_is_told_apart() {
    let logs = LogDir::new();
    Writer::new(&logs.join("app.log")).write(1);
    let server = TestServer::of_directory(logs.path());
    let whole = |bytes: &[u8]| Frame::message(bytes.to_vec(), OpCode::Data(Data::Text), true);
    let mut reserved = whole(b"{}");
    reserved.header_mut().rsv1 = true;
    for (frame, code) in [(reserved, 1002), (whole(b"\xff"), 1007)] {
        let mut follower = Follower::connect(server.address(), "");
        follower.send_frame(Message::Frame(frame));
        assert_eq!(follower.closed(), Some(code));
    }
    at_rest(&server, &logs);
}

#[test]
fn who_says_that_it_leaves_is_told_the_same() {
    let logs = LogDir::new();
    Writer::new(&logs.join("app.log")).write(1);
    let server = TestServer::of_directory(logs.path());
    for (said, heard) in [(Some(CloseCode::Away), 1001), (Some(CloseCode::Library(4321)), 4321), (None, 1000)] {
        let mut follower = Follower::connect(server.address(), "file=app.log");
        follower.next_of("subscribed");
        follower.send_frame(Message::Close(said.map(|code| CloseFrame { code, reason: "bye".into() })));
        assert_eq!(follower.closed(), Some(heard));
    }
    at_rest(&server, &logs);
}

#[test]
fn c10_foreign_origins_are_refused_before_the_upgrade() {
    let logs = LogDir::new();
    Writer::new(&logs.join("app.log")).write(1);
    let server = TestServer::of_directory(logs.path());
    for (host, origin, status) in [
        ("localhost", Some("http://evil.example"), "403"),
        ("localhost", Some("null"), "403"),
        ("evil.example", None, "403"),
        ("localhost", None, "101"),
        ("localhost", Some("http://localhost"), "101"),
    ] {
        let mut stream = TcpStream::connect(server.address()).unwrap();
        let origin = origin.map(|origin| format!("Origin: {origin}\r\n")).unwrap_or_default();
        write!(
            stream,
            "GET /api/logs/follow HTTP/1.1\r\nHost: {host}\r\n{origin}Connection: Upgrade\r\nUpgrade: websocket\r\n\
             Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
        )
        .unwrap();
        let mut head = [0; 12];
        std::io::Read::read_exact(&mut stream, &mut head).unwrap();
        assert_eq!(std::str::from_utf8(&head[9..]).unwrap(), status, "{host} {origin}");
    }
}

#[test]
fn c21_everybody_is_told_of_the_end() {
    let logs = LogDir::new();
    Writer::new(&logs.join("app.log")).write(1);
    let mut server = TestServer::of_directory(logs.path());
    let mut followers: Vec<_> = (0..20).map(|_| Follower::connect(server.address(), "file=app.log")).collect();
    followers.iter_mut().for_each(|follower| drop(follower.next_of("subscribed")));
    let mut stream = crate::support::Client::connect(server.address());
    stream.ask("GET", "/api/logs/stream?follow=true&file=app.log", &[]);
    stream.head().unwrap();
    stream.chunk().unwrap();
    server.ask_to_stop();
    for follower in &mut followers {
        assert_eq!(follower.closed(), Some(1001));
    }
    let last = String::from_utf8(stream.chunk().unwrap()).unwrap();
    assert!(last.starts_with("{\"type\":\"error\",\"code\":\"stopping\""), "{last}");
    assert!(stream.chunk().is_err(), "the body breaks off");
    server.join();
}
