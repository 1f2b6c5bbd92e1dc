//! How much clients can write to channels, and how soon those who follow have it: `cargo bench --bench channels`.
//!
//! The server is the real binary on this machine, asked over HTTP and WebSocket; it shares the cores with what is measured here.

#![expect(clippy::print_stdout, clippy::unwrap_used, reason = "a benchmark prints, and ends where anything fails")]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use tokio_tungstenite::tungstenite::client::client_with_config;
use tokio_tungstenite::tungstenite::{Message, WebSocket};

/// How long each is measured.
const SPAN: Duration = Duration::from_secs(5);

/// How many entries a second are posted while it is measured how soon they are delivered.
const RATE: u32 = 1_000;

fn main() {
    // The test runner compiles benchmarks, too, and runs them without this.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    let directory = tempfile::tempdir().unwrap();
    let server = Server::start(directory.path(), &[]);
    report("single posts over 50 connections", posts(server.address, 50, 1), "entries/s");
    report("posts of 100 entries over 8 connections", posts(server.address, 8, 100), "entries/s");
    drop(server);
    let server = Server::start(directory.path(), &["--fsync"]);
    report("single posts over 50 connections, --fsync", posts(server.address, 50, 1), "entries/s");
    drop(server);
    report_latencies("files", &Server::start(directory.path(), &[]));
    let Some(redis) = Redis::start(directory.path()) else { return println!("redis-server is missing: not measured") };
    let server = Server::start(directory.path(), &["--channels", &redis.address]);
    report("posts of 100 entries over 8 connections, Redis", posts(server.address, 8, 100), "entries/s");
    report_latencies("Redis", &server);
}

fn report_latencies(kind: &str, server: &Server) {
    let mut latencies = latencies(server.address);
    latencies.sort();
    for share in [50, 99, 100] {
        let at = (latencies.len() * share / 100).min(latencies.len() - 1);
        let what = format!("post to follower at {RATE}/s, {kind}, p{share}");
        report(&what, latencies[at].as_secs_f64() * 1_000.0, "ms");
    }
}

fn report(what: &str, figure: f64, unit: &str) {
    let digits = if figure < 100.0 { 2 } else { 0 };
    println!("{what:<45} {figure:>12.digits$} {unit}");
}

/// Posts from so many connections, each the next entries when it was answered; returns how many entries were accepted a second.
fn posts(address: SocketAddr, connections: usize, entries: usize) -> f64 {
    let (accepted, stop) = (AtomicU64::new(0), AtomicBool::new(false));
    let begun = Instant::now();
    std::thread::scope(|scope| {
        for number in 0..connections {
            let (accepted, stop) = (&accepted, &stop);
            scope.spawn(move || {
                let mut client = Client::connect(address);
                let body: String = (0..entries).map(|entry| line(&format!("message {entry} of {number}"))).collect();
                while !stop.load(Ordering::Relaxed) {
                    client.post("bench", &body);
                    accepted.fetch_add(entries as u64, Ordering::Relaxed);
                }
            });
        }
        std::thread::sleep(SPAN);
        stop.store(true, Ordering::Relaxed);
    });
    accepted.load(Ordering::Relaxed) as f64 / begun.elapsed().as_secs_f64()
}

fn line(message: &str) -> String {
    format!("{{\"level\":\"info\",\"source\":\"bench\",\"message\":\"{message}\",\"user\":42,\"latency_ms\":12.5}}\n")
}

/// Posts at an even rate, and returns how long each entry took from its post to one who follows.
fn latencies(address: SocketAddr) -> Vec<Duration> {
    let begun = Instant::now();
    let mut follower = follow(address, "live");
    let count = RATE * SPAN.as_secs() as u32;
    std::thread::scope(|scope| {
        scope.spawn(move || {
            let mut client = Client::connect(address);
            let start = Instant::now();
            for number in 0..count {
                let due = start + Duration::from_secs(1) / RATE * number;
                std::thread::sleep(due.saturating_duration_since(Instant::now()));
                client.post("live", &line(&format!("at {}", begun.elapsed().as_nanos())));
            }
        });
        let mut latencies = Vec::new();
        while latencies.len() < count as usize {
            let Message::Text(text) = follower.read().unwrap() else { continue };
            let Some((_, at)) = text.split_once("\"message\":\"at ") else { continue };
            let posted: u64 = at.split('"').next().unwrap().parse().unwrap();
            latencies.push(begun.elapsed() - Duration::from_nanos(posted));
        }
        latencies
    })
}

fn follow(address: SocketAddr, channel: &str) -> WebSocket<TcpStream> {
    let stream = TcpStream::connect(address).unwrap();
    stream.set_nodelay(true).unwrap();
    let url = format!("ws://{address}/api/logs/follow?channels={channel}&create=true&backfill=0");
    let mut socket = client_with_config(url, stream, None).unwrap().0;
    while !socket.read().unwrap().to_text().unwrap().contains("\"subscribed\"") {}
    socket
}

/// A connection that is kept.
struct Client(BufReader<TcpStream>);

impl Client {
    fn connect(address: SocketAddr) -> Client {
        let stream = TcpStream::connect(address).unwrap();
        stream.set_nodelay(true).unwrap();
        Client(BufReader::new(stream))
    }

    /// Posts, and waits until it is acknowledged.
    fn post(&mut self, channel: &str, body: &str) {
        let head = format!(
            "POST /api/channels/{channel}/logs HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-ndjson\r\n\
             Content-Length: {}\r\n\r\n",
            body.len()
        );
        self.0.get_mut().write_all((head + body).as_bytes()).unwrap();
        let (mut line, mut length) = (String::new(), 0);
        self.0.read_line(&mut line).unwrap();
        assert!(line.starts_with("HTTP/1.1 202"), "{line}");
        while line != "\r\n" {
            line.clear();
            self.0.read_line(&mut line).unwrap();
            if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length: ") {
                length = value.trim().parse().unwrap();
            }
        }
        self.0.read_exact(&mut vec![0; length]).unwrap();
    }
}

struct Server {
    process: Child,
    address: SocketAddr,
}

/// A Redis server of our own, which writes to its disk as one that keeps logs does.
struct Redis {
    process: Child,
    address: String,
}

impl Redis {
    fn start(directory: &std::path::Path) -> Option<Redis> {
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let process = Command::new("redis-server")
            .args(["--port", &port.to_string(), "--appendonly", "yes", "--dir"])
            .arg(directory)
            .stdout(Stdio::null())
            .spawn()
            .ok()?;
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            std::thread::sleep(Duration::from_millis(20));
        }
        Some(Redis { process, address: format!("redis://127.0.0.1:{port}") })
    }
}

impl Drop for Redis {
    fn drop(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

impl Server {
    fn start(directory: &std::path::Path, options: &[&str]) -> Server {
        let mut process = Command::new(env!("CARGO_BIN_EXE_logbrook"))
            .arg(directory)
            .args(["--bind", "127.0.0.1:0", "--state-dir"])
            .arg(directory.join("state"))
            .args(options)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut greeting = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut greeting).unwrap();
        let address = greeting.trim().rsplit("http://").next().unwrap().trim_end_matches('/').parse().unwrap();
        Server { process, address }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}
