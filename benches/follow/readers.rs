//! Clients that check what they get, and how long it took.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::ops::Range;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use memchr::memmem;
use tokio::io::AsyncWriteExt;

use super::frames::{Frame, Frames, handshake, pong};
use super::latencies::{Latencies, now};

/// What stands before a line's number.
static NUMBER: LazyLock<memmem::Finder<'static>> = LazyLock::new(|| memmem::Finder::new(b"n="));

/// What one follower has seen.
#[derive(Default)]
pub(crate) struct Seen {
    /// The number of the line that comes next.
    pub(crate) next: usize,
    pub(crate) latencies: Latencies,
}

impl Seen {
    /// Takes the lines in some text: each must be the next.
    pub(crate) fn take(&mut self, text: &[u8]) {
        let at = now();
        let mut rest = text;
        while let Some(found) = NUMBER.find(rest) {
            rest = &rest[found + 2..];
            let (number, behind) = number(rest);
            assert_eq!(number as usize, self.next, "a line is missing, or comes twice");
            let (moment, behind) = self::number(&behind[3..]);
            self.latencies.add(at.saturating_sub(moment));
            self.next += 1;
            rest = behind;
        }
    }
}

fn number(text: &[u8]) -> (u64, &[u8]) {
    let digits = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    (std::str::from_utf8(&text[..digits]).unwrap().parse().unwrap(), &text[digits..])
}

/// A follower on a thread of its own.
pub(crate) struct Blocking {
    stream: TcpStream,
    frames: Frames,
    pub(crate) seen: Seen,
}

impl Blocking {
    pub(crate) fn connect(address: SocketAddr, parameters: &str) -> Blocking {
        let mut stream = TcpStream::connect(address).unwrap();
        stream.set_nodelay(true).unwrap();
        stream.write_all(handshake(address, parameters).as_bytes()).unwrap();
        Blocking { stream, frames: Frames::default(), seen: Seen::default() }
    }

    /// Lets the system keep so many unread bytes.
    pub(crate) fn keep(&self, bytes: usize) {
        rustix::net::sockopt::set_socket_recv_buffer_size(&self.stream, bytes).unwrap();
    }

    /// Reads until so many lines were seen; at least until the subscription has begun.
    pub(crate) fn read_until(&mut self, lines: usize) {
        let mut buffer = vec![0; 64 << 10];
        let mut subscribed = lines > 0;
        while self.seen.next < lines || !subscribed {
            let read = self.stream.read(&mut buffer).unwrap();
            assert!(read > 0, "the server has closed the connection");
            self.frames.add(&buffer[..read]);
            while let Some(frame) = self.frames.next() {
                match frame {
                    Frame::Text(text) => {
                        subscribed |= text.starts_with(b"{\"type\":\"subscribed\"");
                        self.seen.take(text);
                    }
                    Frame::Ping(bytes) => self.stream.write_all(&pong(bytes)).unwrap(),
                    Frame::Closed => panic!("the server has ended the connection"),
                }
            }
        }
    }
}

/// Many followers on one runtime.
pub(crate) struct Crowd {
    runtime: tokio::runtime::Runtime,
    followers: Vec<tokio::task::JoinHandle<Seen>>,
    began: Arc<AtomicUsize>,
    leave: Arc<AtomicBool>,
}

/// So many connections are made at once.
const AT_ONCE: usize = 64;

impl Crowd {
    /// Lets so many follow, each until it has seen these lines; `parameters` are those of each by its number.
    pub(crate) fn connect(
        address: SocketAddr,
        count: usize,
        lines: Range<usize>,
        parameters: impl Fn(usize) -> String,
    ) -> Crowd {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let (began, leave) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicBool::new(false)));
        let mut crowd = Crowd { runtime, followers: Vec::new(), began, leave };
        for number in 0..count {
            let follower = follow(address, parameters(number), lines.clone(), crowd.began.clone(), crowd.leave.clone());
            crowd.followers.push(crowd.runtime.spawn(follower));
            if number % AT_ONCE == AT_ONCE - 1 || number + 1 == count {
                crowd.run_until_began(number + 1);
            }
        }
        crowd
    }

    fn run_until_began(&self, count: usize) {
        self.runtime.block_on(async {
            while self.began.load(Ordering::Relaxed) < count {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
        });
    }

    /// Lets them read until each has seen all.
    pub(crate) fn finish(&mut self) -> Vec<Seen> {
        let followers = std::mem::take(&mut self.followers);
        self.runtime.block_on(async {
            let mut seen = Vec::new();
            for follower in followers {
                seen.push(follower.await.unwrap());
            }
            seen
        })
    }

    /// Lets them wait for a while.
    pub(crate) fn wait(&self, span: Duration) {
        self.runtime.block_on(async { tokio::time::sleep(span).await });
    }

    /// Lets all leave.
    pub(crate) fn leave(self) {
        self.leave.store(true, Ordering::Relaxed);
        drop(self.runtime);
    }
}

async fn follow(
    address: SocketAddr,
    parameters: String,
    lines: Range<usize>,
    began: Arc<AtomicUsize>,
    leave: Arc<AtomicBool>,
) -> Seen {
    let mut stream = tokio::net::TcpStream::connect(address).await.unwrap();
    stream.set_nodelay(true).unwrap();
    stream.write_all(handshake(address, &parameters).as_bytes()).await.unwrap();
    let (mut frames, mut seen) = (Frames::default(), Seen { next: lines.start, ..Seen::default() });
    // Ten thousand who wait keep no buffers.
    let mut buffer = Vec::new();
    while seen.next < lines.end && !leave.load(Ordering::Relaxed) {
        stream.readable().await.unwrap();
        buffer.resize(64 << 10, 0);
        let read = match stream.try_read(&mut buffer) {
            Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => continue,
            read => read.unwrap(),
        };
        assert!(read > 0, "the server has closed the connection");
        frames.add(&buffer[..read]);
        let mut answer = None;
        while let Some(frame) = frames.next() {
            match frame {
                Frame::Text(text) => {
                    if text.starts_with(b"{\"type\":\"subscribed\"") {
                        began.fetch_add(1, Ordering::Relaxed);
                    }
                    seen.take(text);
                }
                Frame::Ping(bytes) => answer = Some(pong(bytes)),
                Frame::Closed => panic!("the server has ended the connection"),
            }
        }
        if let Some(answer) = answer {
            stream.write_all(&answer).await.unwrap();
        }
        if lines.end == usize::MAX {
            buffer = Vec::new();
        }
    }
    seen
}
