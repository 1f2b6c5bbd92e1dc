//! The real binary, as it is typed.

use std::io::{BufRead, BufReader, Read};
use std::net::TcpListener;
use std::process::{Child, Command, Output, Stdio};
use std::time::Instant;

use crate::support::{Client, DEADLINE, LogDir};

const LOG: &str = "\
2026-01-23T10:15:00.123Z INFO [api] GET /orders 200\n\
2026-01-23T10:15:01.000Z ERROR [db.pool] pool exhausted\n\
2026-01-23T10:15:02.000Z WARN [api] slow answer\n";

fn logbrook(home: &LogDir) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_logbrook"));
    command.env_clear().env("HOME", home.path()).current_dir(home.path()).stdin(Stdio::null());
    command
}

fn run(home: &LogDir, arguments: &[&str]) -> Output {
    logbrook(home).args(arguments).output().unwrap()
}

fn one_line(bytes: &[u8]) -> String {
    let text = String::from_utf8(bytes.to_vec()).unwrap();
    assert_eq!(text.lines().count(), 1, "{text:?}");
    text.trim_end().to_owned()
}

/// A running `logbrook serve`, killed with the test.
struct Served {
    child: Child,
    url: String,
}

impl Served {
    fn start(command: &mut Command) -> Served {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        let url = line.trim_end().strip_prefix("logbrook is at ").unwrap_or_else(|| panic!("{line:?}")).to_owned();
        Served { child, url }
    }

    fn client(&self) -> Client {
        let address = self.url.strip_prefix("http://").unwrap().split('/').next().unwrap();
        Client::connect(address.parse().unwrap())
    }

    fn signal(&self, signal: rustix::process::Signal) {
        let pid = rustix::process::Pid::from_child(&self.child);
        rustix::process::kill_process(pid, signal).unwrap();
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn exit_codes_are_like_greps() {
    let home = LogDir::new().with("app.log", LOG);
    let cases: &[(&[&str], i32)] = &[
        (&["query", "app.log"], 0),
        (&["query", "app.log", "--level", "error"], 0),
        (&["query", ".", "--q", "exhausted"], 0),
        (&["query", ".", "--q", "-exhausted"], 0),
        (&["query", "app.log", "--q", "absent"], 1),
        (&["query", "app.log", "--q", "("], 2),
        (&["query", "app.log", "--level", "loud"], 2),
        (&["query", "missing.log"], 2),
        (&["query", ".", "--file", "missing.log"], 2),
        (&["query"], 2),
        (&["query", "app.log", "--nonsense"], 2),
        (&["serve", "missing"], 2),
        (&["missing"], 2),
        (&["--bind", "nonsense"], 2),
        (&["--bind", "0.0.0.0:0"], 2),
        (&["--base-path", "x y"], 2),
        (&["--max-line", "0"], 2),
        (&["--timezone", "Mars/Olympus"], 2),
        (&["--log-level", "loud"], 2),
        (&["--config", "missing.toml"], 2),
        (&["formats"], 0),
        (&["--help"], 0),
        (&["--version"], 0),
        (&["query", "--help"], 0),
    ];
    for (arguments, code) in cases {
        let output = run(&home, arguments);
        let told = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(*code), "{arguments:?}: {told}");
        assert_eq!(told.is_empty(), *code != 2, "{arguments:?}: {told}");
    }
}

#[test]
fn a_fault_is_one_clear_line() {
    let home = LogDir::new()
        .with("app.log", LOG)
        .with("bad.toml", "bind = { a = 3 }\n")
        .with("odd.toml", "\nblind = \"x\"\n")
        .with("many.toml", "allow-host = [\"a\", \"b\"]\nbind = [\"127.0.0.1:0\", \"[::1]:0\"]\n")
        .with("none.toml", "token = []\n")
        .with("latin1.toml", b"# one\n# caf\xe9\n");
    let cases: &[(&[&str], &str)] = &[
        (&["query"], "the following required arguments were not provided: <PATH>...; see `logbrook --help`"),
        (
            &["query", ".", "--levle", "x"],
            "unexpected argument '--levle' found tip: a similar argument exists: '--level'",
        ),
        (&["query", ".", "--q", "a", "--q", "b"], "the argument '--q <SEARCH>' cannot be used multiple times"),
        (&["query", "app.log", "--q", "a (b"], "--q has a ( that is not closed"),
        (&["query", "app.log", "--min-level", "loud"], "--min-level does not know the level \"loud\""),
        (&["query", ".", "--file", "missing.log"], "there is no such log file"),
        (&["missing"], "missing does not exist"),
        (&["--bind", "nonsense"], "--bind must be an address and a port"),
        (&["--bind", "0.0.0.0:0"], "0.0.0.0:0 can be reached from other machines"),
        (&["--config", "bad.toml"], "bad.toml: line 1: "),
        (&["--config", "odd.toml"], "odd.toml: line 2: unknown option `blind`"),
        (&["--config", "many.toml"], "many.toml: line 2: bind takes one value"),
        (&["--config", "none.toml"], "none.toml: line 1: token takes one value"),
        (&["--config", "latin1.toml"], "latin1.toml: line 2: this is no UTF-8"),
    ];
    for (arguments, expected) in cases {
        let output = run(&home, arguments);
        let line = one_line(&output.stderr);
        assert!(line.starts_with("logbrook: ") && line.contains(expected), "{arguments:?}: {line}");
        assert!(output.stdout.is_empty());
    }
}

#[test]
fn a_port_in_use_is_said_clearly() {
    let home = LogDir::new();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let output = run(&home, &["--bind", &address]);
    assert_eq!(output.status.code(), Some(2));
    assert!(one_line(&output.stderr).contains(&format!("{address} is in use")));
}

#[test]
fn a_directory_is_served_until_a_signal() {
    use rustix::process::Signal;
    let home = LogDir::new().with("app.log", LOG);
    for (arguments, signal) in [(&["serve", "."][..], Signal::TERM), (&["."], Signal::INT), (&[], Signal::TERM)] {
        let mut served = Served::start(logbrook(&home).args(arguments).args(["--bind", "127.0.0.1:0"]));
        let mut client = served.client();
        client.ask("GET", "/api/logs", &[]);
        assert_eq!(client.answer().unwrap().json()["logs"][0]["file"], "app.log");
        served.signal(signal);
        assert_eq!(served.child.wait().unwrap().code(), Some(0), "{arguments:?}");
        let (mut told, mut said) = (String::new(), String::new());
        served.child.stderr.take().unwrap().read_to_string(&mut told).unwrap();
        served.child.stdout.take().unwrap().read_to_string(&mut said).unwrap();
        assert_eq!((told.as_str(), said.as_str()), ("", ""), "nothing else is said");
    }
}

#[test]
fn c21_a_signal_ends_open_streams_within_five_seconds() {
    let home = LogDir::new().with("app.log", LOG.repeat(200_000));
    let mut served = Served::start(logbrook(&home).args(["--bind", "127.0.0.1:0"]));
    let mut clients: Vec<_> = (0..100).map(|_| served.client()).collect();
    for client in &mut clients {
        client.ask("GET", "/api/logs/stream?file=app.log", &[]);
    }
    for client in &mut clients {
        assert_eq!(client.head().unwrap().status, 200);
    }
    let started = Instant::now();
    served.signal(rustix::process::Signal::TERM);
    assert_eq!(served.child.wait().unwrap().code(), Some(0));
    assert!(started.elapsed() < DEADLINE / 2, "{:?}", started.elapsed());
}

#[test]
fn options_are_typed_or_stand_in_the_environment_or_in_a_file() {
    let home = LogDir::new()
        .with("logs/app.log", LOG)
        .with("other/b.log", LOG)
        .with(".config/logbrook/config.toml", "base-path = \"/home\"\nbind = \"127.0.0.1:0\"\npaths = [\"logs\"]\n")
        .with("named.toml", "base-path = \"/named\"\nbind = \"127.0.0.1:0\"\nmax-line = 4096\n");
    let check = |arguments: &[&str], variables: &[(&str, &str)], base: &str, file: Option<&str>| {
        let served = Served::start(logbrook(&home).args(arguments).envs(variables.iter().copied()));
        assert!(served.url.ends_with(&format!("{base}/")), "{} {base}", served.url);
        let mut client = served.client();
        client.ask("GET", &format!("{base}/api/logs"), &[]);
        let logs = client.answer().unwrap().json()["logs"].clone();
        assert_eq!(file, file.and(logs[0]["file"].as_str()), "{logs}");
    };
    check(&[], &[], "/home", Some("app.log"));
    check(&["--config", "named.toml"], &[], "/named", None);
    check(&[], &[("LOGBROOK_CONFIG", "named.toml")], "/named", None);
    check(&[], &[("LOGBROOK_BASE_PATH", "/env")], "/env", Some("app.log"));
    check(&[], &[("LOGBROOK_PATHS", "other")], "/home", Some("b.log"));
    check(&["--base-path", "/typed", "other"], &[("LOGBROOK_BASE_PATH", "/env")], "/typed", Some("b.log"));
}

#[test]
fn the_index_is_kept_where_it_is_asked_for_and_only_then() {
    let line = "2026-01-23T10:15:00.123Z INFO [api] GET /orders 200 and some more words to make it long\n";
    let home = LogDir::new().with("long.log", line.repeat(17 << 20 >> 6));
    let last = |arguments: &[&str]| {
        let output = run(&home, &[&["query", "long.log", "--tail", "1", "--fields", "line"], arguments].concat());
        one_line(&output.stdout)
    };
    let now = ["--cache-dir", "kept", "--index", "now"];
    let numbered = format!("{{\"line\":{}}}", 17 << 20 >> 6);
    assert_eq!(last(&[]), "{\"line\":null}");
    assert!(!home.path().join(".cache").exists());
    assert_eq!(last(&now), numbered);
    assert_eq!(last(&["--cache-dir", "kept"]), numbered);
    assert_eq!(last(&["--cache-dir", "kept", "--index", "off"]), "{\"line\":null}");
    assert_eq!(last(&["--index", "now"]), numbered);
    assert_eq!(std::fs::read_dir(home.path().join(".cache/logbrook/index")).unwrap().count(), 1);
}

#[test]
fn a_reader_that_leaves_ends_the_search_quietly() {
    let home = LogDir::new().with("app.log", LOG.repeat(200_000));
    let mut child =
        logbrook(&home).args(["query", "app.log"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut first = [0; 1];
    child.stdout.take().unwrap().read_exact(&mut first).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), output.stderr.as_slice()), (Some(0), &b""[..]));
}

#[test]
fn every_parameter_gives_the_same_bytes_typed_and_over_http() {
    let home = LogDir::new().with("logs/app.log", LOG).with("logs/app.log.1", LOG).with("logs/b.log", LOG);
    let served = Served::start(logbrook(&home).args(["logs", "--bind", "127.0.0.1:0"]));
    let cursor = {
        let output = run(&home, &["query", "logs", "--file", "b.log", "--limit", "1"]);
        let record: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        record["cursor"].as_str().unwrap().to_owned()
    };
    let cases: &[&[(&str, &str)]] = &[
        &[],
        &[("q", "level>=warn OR \"GET /orders\"")],
        &[("q", "-pool")],
        &[("level", "warn,error")],
        &[("level", "warn"), ("level", "error")],
        &[("min_level", "warn")],
        &[("source", "db.*")],
        &[("since", "2026-01-23T10:15:01Z")],
        &[("until", "2026-01-23T10:15:01Z")],
        &[("file", "app.log")],
        &[("file", "app.log"), ("file", "b.log")],
        &[("file", "app.log"), ("rotated", "true")],
        &[("limit", "2")],
        &[("tail", "2")],
        &[("order", "desc"), ("limit", "1")],
        &[("file", "b.log"), ("line", "2")],
        &[("file", "b.log"), ("cursor", &cursor)],
        &[("q", "slow"), ("before", "1"), ("after", "1")],
        &[("log_format", "plain")],
        &[("raw", "true")],
        &[("fields", "timestamp,message")],
        &[("format", "text")],
        &[("format", "csv")],
        &[("file", "b.log"), ("timeout", "30s")],
        &[("file", "b.log"), ("progress", "true"), ("limit", "1")],
    ];
    let mut client = served.client();
    for parameters in cases {
        let mut command = logbrook(&home);
        command.args(["query", "logs"]);
        for (name, value) in *parameters {
            command.arg(format!("--{}={value}", name.replace('_', "-")));
        }
        let typed = command.output().unwrap();
        let query: Vec<_> = parameters.iter().map(|(name, value)| format!("{name}={}", escape(value))).collect();
        client.ask("GET", &format!("/api/logs/stream?{}", query.join("&")), &[]);
        let answer = client.answer().unwrap();
        assert_eq!(answer.status, 200, "{parameters:?}: {}", answer.text());
        assert_eq!(String::from_utf8_lossy(&typed.stdout), answer.text(), "{parameters:?}");
        assert!(!typed.stdout.is_empty(), "{parameters:?}");
    }
}

fn escape(value: &str) -> String {
    value.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

#[test]
fn every_parameter_of_the_query_is_a_flag() {
    use logbrook::cli::{PARAMETERS, Takes};
    use logbrook::query::{Context, Query};
    let now = logbrook::entry::Timestamp::from_seconds(0);
    let context = Context { zone: jiff::tz::TimeZone::UTC, now, formats: Default::default() };
    for parameter in PARAMETERS {
        let value = if parameter.takes == Takes::Switch { "true" } else { "nonsense?" };
        if let Err(error) = Query::parse([(parameter.name, value)], &context) {
            assert!(!error.detail.contains("is not a parameter"), "{error}");
        }
    }
}

#[test]
fn every_parameter_of_the_query_is_described() {
    let document = include_str!("../../docs/api.md");
    for parameter in logbrook::cli::PARAMETERS {
        assert!(document.contains(&format!("`{}`", parameter.name)), "{}", parameter.name);
    }
}

#[test]
fn the_formats_are_listed_with_their_titles() {
    let output = run(&LogDir::new(), &["formats"]);
    let text = String::from_utf8(output.stdout).unwrap();
    for format in logbrook::format::FORMATS {
        assert!(text.lines().any(|line| line.starts_with(format.name()) && line.ends_with(format.title())), "{text}");
    }
}
