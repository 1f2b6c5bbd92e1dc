//! Compares logbrook with other tools on files of 1 GB: `cargo bench --bench compare`, or `… -- --size 100M --rounds 3`.
//!
//! 1. A file of plain text, one of JSON, and one of ten times the size are written from a fixed seed, and kept below `target/tmp`.
//! 2. Tools that are missing are installed from Debian's packages, which is said.
//! 3. Two servers are started, without an index and with one, and each task is done by each tool in turn, round after round.
//! 4. The medians are printed as a table: logbrook end to end over HTTP, the others into `/dev/null`.

#![expect(clippy::print_stdout, clippy::unwrap_used, reason = "a benchmark prints, and ends where anything fails")]
#![expect(clippy::disallowed_methods, reason = "it reads no logs")]

use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

mod lines;
#[allow(dead_code, reason = "the tests use all of it")]
#[path = "../../tests/it/samples/random.rs"]
mod random;
mod tasks;

use tasks::{TASKS, Task};

/// A tool that takes longer than this runs once.
const PATIENCE: Duration = Duration::from_secs(10);

/// What was asked for.
struct Options {
    size: u64,
    rounds: usize,
}

fn main() {
    // `cargo test --all-targets` runs benchmarks too, without this.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    let options = options();
    let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("compare-{}", options.size));
    let large = write_files(&directory, options.size);
    for tool in ["rg:ripgrep", "jq:jq", "lnav:lnav", "curl:curl"] {
        install(tool);
    }
    println!("| task | logbrook | other tools | ratio | peak memory |\n|---|---|---|---|---|");
    let plain = Server::start(&directory, None);
    // So that the files are in memory.
    assert!(shell("cat *.log", &directory).wait().unwrap().success());
    let begin = Instant::now();
    let indexed = Server::start(&directory, Some(&directory.with_extension("index")));
    let (built, bytes) = (begin.elapsed().as_secs_f64(), 12 * options.size);
    let rate = bytes as f64 / built / 1e9;
    println!("| building the index of all files | {built:.3} s: {rate:.2} GB/s | | | {} MB |", indexed.peak_memory());
    for task in TASKS {
        let server = if task.indexed { &indexed } else { &plain };
        println!("{}", row(task, server, &plain, &large, &directory, options.rounds));
    }
}

/// What is asked for in the largest file.
struct Large {
    /// A time near its end.
    since: String,
    /// The number of a line in its middle.
    line: u64,
}

fn options() -> Options {
    let arguments: Vec<String> = std::env::args().collect();
    let value = |name: &str| arguments.iter().position(|argument| argument == name).map(|at| arguments[at + 1].clone());
    let bytes = |size: String| match size.strip_suffix('M') {
        Some(millions) => millions.parse::<u64>().unwrap() * 1_000_000,
        None => size.trim_end_matches('G').parse::<u64>().unwrap() * 1_000_000_000,
    };
    Options {
        size: value("--size").map_or(1_000_000_000, bytes),
        rounds: value("--rounds").map_or(5, |rounds| rounds.parse().unwrap()),
    }
}

/// Writes the files that are searched, unless an earlier run left them.
fn write_files(directory: &Path, size: u64) -> Large {
    std::fs::create_dir_all(directory).unwrap();
    let plain: fn(&mut Vec<u8>, &mut lines::Day) = lines::plain;
    for (name, size, write) in
        [("plain.log", size, plain), ("json.log", size, lines::json), ("large.log", 10 * size, plain)]
    {
        let path = directory.join(name);
        if path.metadata().is_ok_and(|found| found.len() >= size) {
            continue;
        }
        let mut file = BufWriter::new(File::create(&path).unwrap());
        let (mut day, mut line, mut written) = (lines::Day::new(), Vec::new(), 0);
        while written < size {
            line.clear();
            write(&mut line, &mut day);
            file.write_all(&line).unwrap();
            written += line.len() as u64;
        }
        file.into_inner().unwrap().sync_all().unwrap();
    }
    if !directory.join("plain.log.gz").exists() {
        assert!(shell("gzip -k plain.log", directory).wait().unwrap().success());
    }
    let mut file = File::open(directory.join("large.log")).unwrap();
    let mut end = String::new();
    file.seek(SeekFrom::End(-100_000)).unwrap();
    file.read_to_string(&mut end).unwrap();
    let words: Vec<&str> = end.lines().nth(1).unwrap().split(' ').collect();
    // Its lines have some 220 bytes.
    Large { since: format!("{}T{}Z", words[1], words[2]), line: 10 * size / 440 }
}

/// Installs the package of a tool, `tool:package`, where the tool is missing.
fn install(tool: &str) {
    let (tool, package) = tool.split_once(':').unwrap();
    let found = Command::new("sh").args(["-c", &format!("command -v {tool}")]).stdout(Stdio::null()).status();
    if !found.unwrap().success() {
        println!("{package} is missing and is installed.");
        let installs = format!("apt-get -qq update && apt-get -qq install -y --no-install-recommends {package} >&2");
        assert!(shell(&installs, Path::new("/")).wait().unwrap().success(), "{package} could not be installed");
    }
}

/// Does one task with each tool in turn and returns its row of the table.
fn row(task: &Task, server: &Server, other: &Server, large: &Large, directory: &Path, rounds: usize) -> String {
    let request = task.request.replace("SINCE", &large.since).replace("LINE", &large.line.to_string());
    let mut commands = vec![format!("curl -sf -o /dev/null '{}{request}'", server.address)];
    commands.extend(task.rivals.iter().map(|(_, command)| command.replace("SERVER", &other.address)));
    let mut times: Vec<Vec<Duration>> = vec![Vec::new(); commands.len()];
    // Once unmeasured, so that the file is in memory.
    let _ = time(&commands[0], directory);
    server.forget_peak();
    for _ in 0..rounds {
        for (command, times) in commands.iter().zip(&mut times) {
            if times.first().is_none_or(|first| *first < PATIENCE) {
                times.push(time(command, directory));
            }
        }
    }
    let peak = server.peak_memory();
    let mut medians = times.iter_mut().map(|times| median(times));
    let own = medians.next().unwrap();
    let (mut others, mut ratios) = (Vec::new(), Vec::new());
    for ((name, _), other) in task.rivals.iter().zip(medians) {
        others.push(format!("{name}: {other:.3} s"));
        ratios.push(format!("{:.2}", own / other));
    }
    format!("| {} | {own:.3} s | {} | {} | {peak} MB |", task.title, others.join("<br>"), ratios.join("<br>"))
}

/// Returns how long a command takes; it may find nothing.
fn time(command: &str, directory: &Path) -> Duration {
    let begin = Instant::now();
    let status = shell(command, directory).wait().unwrap();
    let time = begin.elapsed();
    assert!(matches!(status.code(), Some(0 | 1)), "{command}: {status}");
    time
}

fn shell(command: &str, directory: &Path) -> Child {
    Command::new("sh").args(["-c", command]).current_dir(directory).stdout(Stdio::null()).spawn().unwrap()
}

fn median(times: &mut [Duration]) -> f64 {
    times.sort_unstable();
    times[times.len() / 2].as_secs_f64()
}

/// The server under test, which ends with this value.
struct Server {
    process: Child,
    address: String,
}

impl Server {
    /// Starts a server, with a new index in a directory or without one.
    fn start(directory: &Path, index: Option<&Path>) -> Server {
        let mut command = Command::new(env!("CARGO_BIN_EXE_logbrook"));
        command.args(["--bind", "127.0.0.1:0"]).arg(directory);
        // Two servers of the same files keep their state apart.
        let state = directory.with_extension(if index.is_some() { "state-indexed" } else { "state" });
        command.env("XDG_STATE_HOME", state);
        match index {
            Some(cache) => {
                let _ = std::fs::remove_dir_all(cache);
                command.args(["--index", "now", "--cache-dir"]).arg(cache)
            }
            None => command.args(["--index", "off"]),
        };
        let mut process = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut greeting = BufReader::new(process.stdout.take().unwrap()).lines();
        let address = greeting.find_map(|line| {
            let line = line.unwrap();
            let at = line.find("http://")?;
            line[at..].split_whitespace().next().map(|address| address.trim_end_matches('/').to_owned())
        });
        Server { process, address: address.expect("the server says where it listens") }
    }

    fn proc(&self, name: &str) -> PathBuf {
        PathBuf::from(format!("/proc/{}/{name}", self.process.id()))
    }

    /// Begins to measure the peak of resident memory anew.
    fn forget_peak(&self) {
        std::fs::write(self.proc("clear_refs"), "5").unwrap();
    }

    /// Returns the peak of resident memory in millions of bytes.
    fn peak_memory(&self) -> u64 {
        let status = std::fs::read_to_string(self.proc("status")).unwrap();
        let kib = status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.split_whitespace().next()?.parse().ok());
        kib.map_or(0, |kib: u64| kib * 1024 / 1_000_000)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
