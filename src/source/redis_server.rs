//! A Redis server of the tests' own, on a free port, until it is dropped.

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
    while TcpStream::connect(("127.0.0.1", port)).is_err() {
        assert!(Instant::now() < end, "redis-server does not answer");
        std::thread::sleep(Duration::from_millis(5));
    }
    process
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
