//! Clients of every kind.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use futures::StreamExt;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{sleep, timeout};
use tokio_tungstenite::client_async;

use crate::write::FILES;

/// How many of each kind there are.
const SEARCHES: u64 = 50;
const FOLLOWERS: u64 = 500;
const SLOW: u64 = 10;
const HOSTILE: u64 = 5;

/// How many entries are written to the channel a second, so many at once.
const INGEST: u64 = 5_000;
const BATCH: u64 = 250;

/// What clients got done.
#[derive(Default)]
pub(crate) struct Counts {
    searches: AtomicU64,
    broken: AtomicU64,
    followed: AtomicU64,
    messages: AtomicU64,
    ingested: AtomicU64,
    hostile: AtomicU64,
}

impl Counts {
    /// Returns it in words.
    pub(crate) fn told(&self) -> String {
        let count = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        format!(
            "{} searches ({} broken off), {} follow sessions with {} messages, {} entries written to a channel, {} hostile requests",
            count(&self.searches),
            count(&self.broken),
            count(&self.followed),
            count(&self.messages),
            count(&self.ingested),
            count(&self.hostile),
        )
    }

    /// Tells whether clients were served at all.
    pub(crate) fn is_sound(&self) -> bool {
        let some = |counter: &AtomicU64| counter.load(Ordering::Relaxed) > 0;
        some(&self.searches) && some(&self.messages)
    }
}

fn add(counter: &AtomicU64, count: u64) {
    counter.fetch_add(count, Ordering::Relaxed);
}

/// Numbers that look random, from a seed.
struct Random(u64);

impl Random {
    fn below(&mut self, most: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % most
    }
}

/// Runs all clients until they are to stop.
pub(crate) async fn run(address: SocketAddr, stop: Arc<AtomicBool>, counts: Arc<Counts>) {
    let go_on = move || !stop.load(Ordering::Relaxed);
    for seed in 0..SEARCHES {
        tokio::spawn(search(address, Random(seed), go_on.clone(), counts.clone()));
    }
    for seed in 0..FOLLOWERS {
        tokio::spawn(follow(address, Random(seed + 1_000), go_on.clone(), counts.clone()));
    }
    for seed in 0..SLOW {
        tokio::spawn(read_slowly(address, Random(seed + 2_000), go_on.clone()));
    }
    for seed in 0..HOSTILE {
        tokio::spawn(be_hostile(address, Random(seed + 3_000), go_on.clone(), counts.clone()));
    }
    tokio::spawn(ingest(address, go_on, counts));
}

async fn ask(address: SocketAddr, target: &str) -> std::io::Result<TcpStream> {
    let mut stream = TcpStream::connect(address).await?;
    stream
        .write_all(format!("GET {target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").as_bytes())
        .await?;
    Ok(stream)
}

async fn search(address: SocketAddr, mut random: Random, go_on: impl Fn() -> bool, counts: Arc<Counts>) {
    while go_on() {
        let file = random.below(FILES as u64);
        let target = match random.below(6) {
            0 => "/".to_owned(),
            1 => format!("/api/logs/stream?file=app{file}.log*&level=error&limit=500"),
            2 => format!("/api/logs/stream?file=app{file}.log&tail=200"),
            3 => format!("/api/logs/stream?file=app{file}.log&q=%22line+77%22&rotated=true"),
            4 => format!("/api/logs/histogram?file=app{file}.log"),
            _ => format!("/api/logs/stream?file=app{file}.log&order=desc&limit=100"),
        };
        let whole = async {
            let mut body = Vec::new();
            ask(address, &target).await?.read_to_end(&mut body).await?;
            Ok::<_, std::io::Error>(body)
        };
        match timeout(Duration::from_secs(30), whole).await {
            Ok(Ok(body)) if body.starts_with(b"HTTP/1.1 200") => add(&counts.searches, 1),
            _ => add(&counts.broken, 1),
        }
        sleep(Duration::from_millis(200 + random.below(800))).await;
    }
}

async fn follow(address: SocketAddr, mut random: Random, go_on: impl Fn() -> bool, counts: Arc<Counts>) {
    sleep(Duration::from_millis(random.below(5_000))).await;
    while go_on() {
        let file = random.below(FILES as u64);
        let file = if random.below(20) == 0 { "*.log".to_owned() } else { format!("app{file}.log") };
        let url =
            format!("ws://localhost/api/logs/follow?file={file}&level=error&batch=true&backfill={}", random.below(50));
        let Ok(stream) = TcpStream::connect(address).await else { continue };
        let Ok((mut socket, _)) = client_async(url, stream).await else {
            add(&counts.broken, 1);
            sleep(Duration::from_secs(1)).await;
            continue;
        };
        add(&counts.followed, 1);
        let stay = Duration::from_millis(2_000 + random.below(30_000));
        let listen = async {
            while let Some(Ok(_)) = socket.next().await {
                add(&counts.messages, 1);
                if !go_on() {
                    break;
                }
            }
        };
        // Some leave with a word, and some by being cut.
        if timeout(stay, listen).await.is_err() && random.below(2) == 0 {
            drop(timeout(Duration::from_secs(1), socket.close(None)).await);
        }
    }
}

async fn read_slowly(address: SocketAddr, mut random: Random, go_on: impl Fn() -> bool) {
    while go_on() {
        let Ok(mut stream) = ask(address, "/api/logs/stream").await else { continue };
        let mut piece = [0; 512];
        for _ in 0..random.below(60) {
            if !go_on() || !matches!(timeout(Duration::from_secs(1), stream.read(&mut piece)).await, Ok(Ok(1..))) {
                break;
            }
            sleep(Duration::from_millis(500)).await;
        }
    }
}

async fn be_hostile(address: SocketAddr, mut random: Random, go_on: impl Fn() -> bool, counts: Arc<Counts>) {
    let large = format!("GET / HTTP/1.1\r\nHost: localhost\r\nx: {}\r\n\r\n", "y".repeat(200 << 10));
    while go_on() {
        let Ok(mut stream) = TcpStream::connect(address).await else { continue };
        let bytes: &[u8] = match random.below(6) {
            0 => b"GET /api/logs HTTP/1.1\r\nHost: loc",
            1 => large.as_bytes(),
            2 => b"\x16\x03\x01\x00\xffnonsense\r\n\r\n",
            3 => b"GET /api/logs/raw?file=../../etc/passwd HTTP/1.1\r\nHost: localhost\r\n\r\n",
            4 => b"POST /login HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\nabc",
            _ => b"GET /api/logs/follow HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: upgrade\r\n\
                   Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff",
        };
        drop(stream.write_all(bytes).await);
        let mut rest = Vec::new();
        drop(timeout(Duration::from_secs(3), stream.read_to_end(&mut rest)).await);
        add(&counts.hostile, 1);
    }
}

/// Writes to a channel, where there are any.
async fn ingest(address: SocketAddr, go_on: impl Fn() -> bool, counts: Arc<Counts>) {
    let lines: String =
        (0..BATCH).map(|line| format!("{{\"level\":\"info\",\"message\":\"entry {line}\"}}\n")).collect();
    let head = format!(
        "POST /api/channels/soak/logs HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-ndjson\r\nConnection: close\r\n\
         Content-Length: {}\r\n\r\n{lines}",
        lines.len()
    );
    while go_on() {
        let post = async {
            let mut stream = TcpStream::connect(address).await?;
            stream.write_all(head.as_bytes()).await?;
            let mut answer = Vec::new();
            stream.read_to_end(&mut answer).await?;
            Ok::<_, std::io::Error>(answer)
        };
        if let Ok(Ok(answer)) = timeout(Duration::from_secs(10), post).await
            && answer.starts_with(b"HTTP/1.1 202")
        {
            add(&counts.ingested, BATCH);
        }
        sleep(Duration::from_millis(1_000 * BATCH / INGEST)).await;
    }
}
