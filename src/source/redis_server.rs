//! A Redis server of the tests' own, on a free port, until it is dropped.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

pub(crate) struct RedisServer {
    directory: tempfile::TempDir,
    port: u16,
    process: Child,
}

impl RedisServer {
    pub(crate) fn start() -> RedisServer {
        let directory = tempfile::tempdir().expect("there is room for a directory");
        let port = free_port().expect("a port is free");
        let process = run(directory.path(), port);
        RedisServer { directory, port, process }
    }

    pub(crate) fn address(&self) -> String {
        format!("redis://127.0.0.1:{}", self.port)
    }

    /// Publishes a message once somebody listens to its topic.
    #[allow(dead_code, reason = "not all who start a server publish")]
    pub(crate) fn publish(&self, topic: &str, message: &str) {
        self.publish_to(topic, message, 1);
    }

    /// Publishes a message once so many subscriptions take it; before, it may be told to some of them.
    #[allow(dead_code, reason = "not all who start a server publish")]
    pub(crate) fn publish_to(&self, topic: &str, message: &str, subscriptions: usize) {
        let end = Instant::now() + Duration::from_secs(10);
        loop {
            let told = publish(self.port, topic, message);
            if told.is_ok_and(|answer| answer == format!(":{subscriptions}\r\n")) {
                return;
            }
            assert!(Instant::now() < end, "nobody listens to {topic}");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Kills it, and starts it again with what it has on its disk.
    pub(crate) fn restart(&mut self) {
        stop(&mut self.process);
        self.process = run(self.directory.path(), self.port);
    }
}

/// Starts a server that writes to its disk before it answers, and waits until it answers.
fn run(directory: &std::path::Path, port: u16) -> Child {
    let process = Command::new("redis-server")
        .args(["--bind", "127.0.0.1", "--appendonly", "yes", "--appendfsync", "always", "--save", "", "--port"])
        .arg(port.to_string())
        .arg("--dir")
        .arg(directory)
        .stdout(Stdio::null())
        .spawn()
        .expect("redis-server is there: tests/run installs it");
    let end = Instant::now() + Duration::from_secs(10);
    while !answers(port) {
        assert!(Instant::now() < end, "redis-server does not answer");
        std::thread::sleep(Duration::from_millis(5));
    }
    process
}

/// Publishes a message; returns what is answered.
fn publish(port: u16, topic: &str, message: &str) -> std::io::Result<String> {
    let mut stream = TcpStream::connect(("127.0.0.1", port))?;
    let mut command = b"*3\r\n".to_vec();
    for part in ["PUBLISH", topic, message] {
        command.extend_from_slice(format!("${}\r\n{part}\r\n", part.len()).as_bytes());
    }
    stream.write_all(&command)?;
    let mut answer = [0; 32];
    let length = stream.read(&mut answer)?;
    Ok(String::from_utf8_lossy(&answer[..length]).into_owned())
}

/// Tells whether a server answers, and has read what it has on its disk.
fn answers(port: u16) -> bool {
    let Ok(mut stream) = TcpStream::connect(("127.0.0.1", port)) else { return false };
    let mut answer = [0; 5];
    let asked = stream.write_all(b"PING\r\n").and_then(|()| stream.read_exact(&mut answer));
    asked.is_ok() && answer == *b"+PONG"
}

impl Drop for RedisServer {
    fn drop(&mut self) {
        stop(&mut self.process);
    }
}

fn free_port() -> std::io::Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

fn stop(process: &mut Child) {
    drop(process.kill());
    drop(process.wait());
}
