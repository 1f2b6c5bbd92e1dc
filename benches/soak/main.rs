//! Keeps a server busy for a while, and looks whether anything of it grows that should not.
//!
//! `cargo bench --bench soak -- --minutes 30` starts the built binary over a directory whose files are written and rotated, and lets 50 clients
//! search, 500 follow and come and go, some write to a channel, some read slowly, and some send nonsense. Every few seconds memory, descriptors, threads and
//! watches are noted; the table at the end tells their slopes over the second half. It fails where one is steeper than chance explains.

#![expect(clippy::print_stdout, reason = "the result is printed")]
#![expect(clippy::unwrap_used, reason = "a soak that cannot go on ends")]

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, ExitCode, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use load::Counts;
use measure::Samples;

mod load;
mod measure;
mod write;

/// How often the server is measured.
const INTERVAL: Duration = Duration::from_secs(2);

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().collect();
    // `cargo test --all-targets` runs benchmarks too, without this.
    if !arguments.iter().any(|argument| argument == "--bench") {
        return ExitCode::SUCCESS;
    }
    let minutes =
        arguments.windows(2).find(|pair| pair[0] == "--minutes").map_or(30.0, |pair| pair[1].parse().unwrap());
    let directory = tempfile::tempdir().unwrap();
    let writer = write::Writer::start(directory.path());
    let mut server = start(directory.path());
    let address = address(&mut server);
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let stop = Arc::new(AtomicBool::new(false));
    let counts = Arc::new(Counts::default());
    runtime.spawn(load::run(address, stop.clone(), counts.clone()));
    let samples = watch(&server, address, Duration::from_secs_f64(minutes * 60.0));
    stop.store(true, Ordering::Relaxed);
    // What clients held is let go of; what stays is the server's own.
    std::thread::sleep(Duration::from_secs(3));
    let after = measure::sample(server.id(), address, Duration::ZERO);
    runtime.shutdown_timeout(Duration::from_secs(2));
    let written = writer.stop();
    let is_alive = server.try_wait().unwrap().is_none();
    drop(server.kill());
    drop(server.wait());
    println!("{minutes} minutes: {written} lines written, {}", counts.told());
    println!("{}", samples.table(&after));
    match is_alive && samples.is_flat() && counts.is_sound() {
        true => ExitCode::SUCCESS,
        false => {
            println!("FAILED: the server ended, something grows, or clients were not served");
            ExitCode::FAILURE
        }
    }
}

fn start(directory: &Path) -> Child {
    let home = directory.join(".home");
    let mut command = Command::new(env!("CARGO_BIN_EXE_logbrook"));
    command.arg("serve").arg(directory.join("logs")).args(["--bind", "127.0.0.1:0", "--head-timeout", "2s"]);
    command.env("HOME", &home).env("XDG_STATE_HOME", home.join("state")).env("XDG_CACHE_HOME", home.join("cache"));
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::inherit()).spawn().unwrap()
}

fn address(server: &mut Child) -> SocketAddr {
    let mut line = String::new();
    BufReader::new(server.stdout.take().unwrap()).read_line(&mut line).unwrap();
    line.trim().rsplit("http://").next().unwrap().trim_end_matches('/').parse().unwrap()
}

fn watch(server: &Child, address: SocketAddr, span: Duration) -> Samples {
    let began = Instant::now();
    let mut samples = Samples::default();
    while began.elapsed() < span {
        std::thread::sleep(INTERVAL);
        samples.add(measure::sample(server.id(), address, began.elapsed()));
    }
    samples
}
