//! The real binary, as an operator runs it: HTTPS, a changed configuration, the log, systemd.

use std::io::{BufRead, BufReader, ErrorKind, Read};
use std::net::SocketAddr;
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

use rcgen::{CertifiedKey, generate_simple_self_signed};
use rustix::process::{Pid, Resource, Rlimit, Signal, getrlimit, kill_process, prlimit};
use serde_json::Value;

use crate::support::{Client, LogDir, wait_until};

/// A running server.
struct Served {
    child: Child,
    url: String,
}

fn logbrook(home: &LogDir, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_logbrook"));
    command.env_clear().env("HOME", home.path()).current_dir(home.path()).stdin(Stdio::null()).args(arguments);
    command
}

impl Served {
    fn start(home: &LogDir, arguments: &[&str]) -> Served {
        let mut command = logbrook(home, arguments);
        command.args(["--bind", "127.0.0.1:0"]).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        let url = line.trim_end().strip_prefix("logbrook is at ").unwrap_or_else(|| panic!("{line:?}")).to_owned();
        Served { child, url }
    }

    fn address(&self) -> SocketAddr {
        self.url.split("//").nth(1).unwrap().trim_end_matches('/').parse().unwrap()
    }

    fn signal(&self, signal: Signal) {
        kill_process(Pid::from_child(&self.child), signal).unwrap();
    }

    fn status(&self, headers: &[(&str, &str)]) -> u16 {
        let mut client = Client::connect(self.address());
        client.ask("GET", "/api/logs", headers);
        client.answer().unwrap().status
    }

    /// Ends it, and returns what it wrote to stderr.
    fn log(mut self) -> String {
        self.signal(Signal::TERM);
        let mut log = String::new();
        self.child.stderr.take().unwrap().read_to_string(&mut log).unwrap();
        log
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // It may be gone already.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

fn certificate(home: &LogDir) {
    let CertifiedKey { cert, signing_key } = generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    std::fs::write(home.join("key.pem"), signing_key.serialize_pem()).unwrap();
    std::fs::write(home.join("cert.pem"), cert.pem()).unwrap();
}

fn curl(home: &LogDir, port: u16, authority: &str) -> Output {
    let url = format!("https://localhost:{port}/api/logs");
    let resolve = format!("localhost:{port}:127.0.0.1");
    let arguments = ["-sS", "--cacert", authority, "--resolve", &resolve, &url];
    Command::new("curl").args(arguments).current_dir(home.path()).output().unwrap()
}

#[test]
fn https_is_spoken_and_the_certificate_renewed() {
    let home = LogDir::new().with("app.log", "one\n");
    certificate(&home);
    let served = Served::start(&home, &["serve", ".", "--tls-cert", "cert.pem", "--tls-key", "key.pem"]);
    assert!(served.url.starts_with("https://"), "{}", served.url);
    let port = served.address().port();
    let told = curl(&home, port, "cert.pem");
    assert!(told.status.success(), "{}", String::from_utf8_lossy(&told.stderr));
    assert!(serde_json::from_slice::<Value>(&told.stdout).unwrap()["logs"].is_array());
    let mut plain = Client::connect(served.address());
    plain.ask("GET", "/", &[]);
    assert!(plain.answer().unwrap().problem(400)["detail"].as_str().unwrap().contains("https://"));
    std::fs::copy(home.join("cert.pem"), home.join("old.pem")).unwrap();
    certificate(&home);
    served.signal(Signal::HUP);
    wait_until("the new certificate is shown", || curl(&home, port, "cert.pem").status.success());
    assert!(!curl(&home, port, "old.pem").status.success());
}

#[test]
fn a_certificate_that_cannot_be_used_is_refused_at_the_start() {
    let home = LogDir::new().with("app.log", "one\n").with("odd.pem", "nonsense\n");
    certificate(&home);
    std::fs::copy(home.join("key.pem"), home.join("other.pem")).unwrap();
    certificate(&home);
    for (cert, key, fault) in [
        ("odd.pem", "key.pem", "holds no certificate"),
        ("cert.pem", "odd.pem", "no private key"),
        ("cert.pem", "other.pem", "does not go with the certificate"),
        ("missing.pem", "key.pem", "missing.pem cannot be read"),
    ] {
        let output =
            logbrook(&home, &["--bind", "127.0.0.1:0", "--tls-cert", cert, "--tls-key", key]).output().unwrap();
        let told = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.code() == Some(2) && told.contains(fault), "{told}");
    }
}

#[test]
fn a_changed_configuration_is_taken_over_and_a_wrong_one_is_not() {
    let home = LogDir::new().with("app.log", "one\n").with("config.toml", "token = \"first-token\"\n");
    let served = Served::start(&home, &["serve", ".", "--config", "config.toml"]);
    let bearer = |token: &str| served.status(&[("Authorization", &format!("Bearer {token}"))]);
    assert_eq!((bearer("first-token"), bearer("second-token"), served.status(&[])), (200, 401, 401));
    std::fs::write(home.join("config.toml"), "token = \"second-token\"\nmax-searches = 7\n").unwrap();
    served.signal(Signal::HUP);
    wait_until("the new token counts", || bearer("second-token") == 200);
    assert_eq!(bearer("first-token"), 401);
    std::fs::write(home.join("config.toml"), "token = \"third-token\"\nnonsense = 1\n").unwrap();
    served.signal(Signal::HUP);
    std::fs::write(home.join("config.toml"), "token = \"fourth-token\"\nidle-timeout = \"31s\"\n").unwrap();
    served.signal(Signal::HUP);
    wait_until("the next one counts", || bearer("fourth-token") == 200);
    let log = served.log();
    assert!(log.contains("these change only with a new start"), "{log}");
}

#[test]
fn a_changed_secret_ends_what_was_granted_by_the_last_and_nothing_else_does() {
    let home = LogDir::new().with("app.log", "one\n");
    let token = |token: &str| std::fs::write(home.join("token"), token).unwrap();
    token("first-token-of-many");
    let served = Served::start(&home, &["serve", ".", "--token-file", "token"]);
    let status = |token: &str| served.status(&[("Authorization", &format!("Bearer {token}"))]);
    let (mut stream, mut socket) = (Client::connect(served.address()), Client::connect(served.address()));
    let bearer = ("Authorization", "Bearer first-token-of-many");
    stream.ask("GET", "/api/logs/stream?follow=true&format=text", &[bearer]);
    assert_eq!(stream.head().unwrap().status, 200);
    let upgrade = [
        bearer,
        ("Connection", "Upgrade"),
        ("Upgrade", "websocket"),
        ("Sec-WebSocket-Version", "13"),
        ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="),
    ];
    socket.ask("GET", "/api/logs/follow", &upgrade);
    assert_eq!(socket.head().unwrap().status, 101);
    served.signal(Signal::HUP);
    for client in [&mut stream, &mut socket] {
        client.wait_at_most(Duration::from_millis(500)).unwrap();
        // What came so far is passed over.
        assert_eq!(client.rest().map_err(|error| error.kind()), Err(ErrorKind::WouldBlock), "nothing changed");
    }
    token("second-token-of-many");
    served.signal(Signal::HUP);
    wait_until("the new token counts", || status("second-token-of-many") == 200);
    for client in [&mut stream, &mut socket] {
        let is_over = |client: &mut Client| client.rest().map_err(|error| error.kind()) != Err(ErrorKind::WouldBlock);
        wait_until("it is over", || is_over(client));
    }
    assert_eq!(status("first-token-of-many"), 401);
}

#[test]
fn files_that_cannot_be_opened_for_want_of_descriptors_are_not_left_out_of_the_list() {
    let home = LogDir::new().with("app.log", "one\n").with("deep/er/app.log", "two\n");
    let served = Served::start(&home, &["serve", "."]);
    let pid = Pid::from_child(&served.child);
    let mut client = Client::connect(served.address());
    let mut ask = |target: &str| {
        client.ask("GET", target, &[]);
        client.answer().unwrap()
    };
    assert_eq!(ask("/api/logs").json()["logs"].as_array().unwrap().len(), 2);
    let usual = prlimit(Some(pid), Resource::Nofile, getrlimit(Resource::Nofile)).unwrap();
    let open = std::fs::read_dir(format!("/proc/{}/fd", served.child.id())).unwrap().count() as u64;
    let mut refused = 0;
    for most in 3..open + 8 {
        let limit = Rlimit { current: Some(most), maximum: usual.maximum };
        prlimit(Some(pid), Resource::Nofile, limit).unwrap();
        let answer = ask("/api/logs");
        match answer.status {
            200 => assert_eq!(answer.json()["logs"].as_array().unwrap().len(), 2, "{most} of {open}"),
            status => refused += u32::from(status == 503),
        }
        assert!([200, 503].contains(&answer.status), "{most} of {open}");
        let ready = ask("/ready");
        assert!(ready.status == 503 || ready.json()["files"] == 2, "{most} of {open}: {}", ready.text());
    }
    assert!(refused > 0);
    prlimit(Some(pid), Resource::Nofile, usual).unwrap();
    assert_eq!(ask("/ready").json()["files"], 2);
}

#[test]
fn every_option_may_stand_in_the_configuration_and_in_variables() {
    let home = LogDir::new().with("app.log", "one\n");
    let help = logbrook(&home, &["serve", "--help"]).output().unwrap();
    let help = String::from_utf8(help.stdout).unwrap();
    let options = help.lines().filter_map(|line| line.trim_start().strip_prefix("--")?.split([' ', '[', '=']).next());
    let options: Vec<&str> = options.filter(|option| !["config", "help"].contains(option)).collect();
    assert!(options.len() > 30, "{options:?}");
    for option in &options {
        // A value that nothing takes: it is refused, or the option takes any text.
        for place in ["file", "variable"] {
            let mut command = logbrook(&home, &["config", "check", "."]);
            match place {
                "file" => {
                    std::fs::write(home.join("odd.toml"), format!("{option} = \"\"\n")).unwrap();
                    command.args(["--config", "odd.toml"]);
                }
                _ => {
                    command.env(format!("LOGBROOK_{}", option.to_uppercase().replace('-', "_")), "");
                }
            }
            let told = String::from_utf8(command.output().unwrap().stderr).unwrap();
            let takes_any = ["cache-dir", "encoding", "base-path", "state-dir"].contains(option);
            assert!(takes_any || !told.is_empty(), "{option} in a {place} says nothing");
            assert!(!told.contains("unknown option"), "{option} in a {place}: {told}");
        }
    }
}

#[test]
fn a_configuration_is_checked_without_a_start() {
    let home = LogDir::new().with("logs/app.log", "one\n");
    for (config, code, part) in [
        ("paths = [\"logs\"]\nmax-searches = 3\n", 0, "1 files"),
        ("token = \"a-token-of-some-length\"\nbind = \"0.0.0.0:0\"\n", 0, "it asks who it is"),
        ("bind = \"0.0.0.0:0\"\n", 2, "Three ways out"),
        ("max-searches = 0\n", 2, "--max-searches must be"),
        ("serach = 1\n", 2, "line 1: unknown option `serach`"),
        ("bind = { port = 1 }\n", 2, "line 1: bind must be"),
        ("token = \"\"\n", 2, "--token must be"),
        ("auth-header = \"X-User\"\n", 2, "--trust-proxy"),
        ("trust-proxy = [\"nonsense\"]\n", 2, "--trust-proxy must be"),
        ("tls-cert = \"a\"\n", 2, "--tls-key"),
        ("jwt-key = \"logs/app.log\"\n", 2, "needs 32"),
        ("htpasswd = \"logs/app.log\"\n", 2, "line 1 is not"),
        ("head-timeout = \"soon\"\n", 2, "--head-timeout must be a span"),
    ] {
        std::fs::write(home.join("config.toml"), config).unwrap();
        let output = logbrook(&home, &["config", "check", "--config", "config.toml"]).output().unwrap();
        let told = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
        assert!(output.status.code() == Some(code) && told.contains(part), "{config}: {told}");
    }
}

#[test]
fn a_token_is_made_and_opens_what_it_says() {
    let key = "0123456789abcdef0123456789abcdef\n";
    let home = LogDir::new().with("logs/app.log", "one\n").with("logs/db.log", "two\n").with("key", key);
    let make = |arguments: &[&str]| {
        let output = logbrook(&home, &[&["token", "--jwt-key", "key"], arguments].concat()).output().unwrap();
        (output.status.code(), String::from_utf8([output.stdout, output.stderr].concat()).unwrap().trim().to_owned())
    };
    let served = Served::start(&home, &["serve", "logs", "--jwt-key", "key"]);
    let (code, token) = make(&["--files", "app.*", "--expires", "1h", "--name", "anna"]);
    assert_eq!(code, Some(0), "{token}");
    let mut client = Client::connect(served.address());
    client.ask("GET", "/api/logs", &[("Authorization", &format!("Bearer {token}"))]);
    let logs = client.answer().unwrap().json();
    assert_eq!((logs["logs"].as_array().unwrap().len(), &logs["logs"][0]["file"]), (1, &Value::from("app.log")));
    for wrong in [&["--expires", "soon"][..], &["--expires", "0"], &["--files", "["]] {
        assert_eq!(make(wrong).0, Some(2), "{wrong:?}");
    }
    let output = logbrook(&home, &["token"]).output().unwrap();
    assert!(String::from_utf8(output.stderr).unwrap().contains("--jwt-key is missing"));
}

#[test]
fn each_answer_is_one_line_of_the_access_log_without_its_token() {
    let home = LogDir::new().with("app.log", "one\n");
    let served = Served::start(
        &home,
        &["serve", ".", "--access-log", "--log-style", "json", "--token", "a-token-of-some-length"],
    );
    let mut client = Client::connect(served.address());
    client.ask("GET", "/api/logs/stream?file=app.log&token=a-token-of-some-length", &[]);
    assert_eq!(client.answer().unwrap().status, 200);
    client.ask("GET", "/api/logs", &[]);
    assert_eq!(client.answer().unwrap().status, 401);
    drop(client);
    let log = served.log();
    assert!(!log.contains("a-token-of-some-length"), "{log}");
    let lines: Vec<Value> = log.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
    let lines: Vec<&Value> = lines.iter().filter(|line| line["target"] == "logbrook::access").collect();
    assert_eq!(lines.len(), 2, "{log}");
    assert_eq!((&lines[0]["status"], &lines[0]["client"]), (&Value::from(200), &Value::from("127.0.0.1")));
    assert!(lines[0]["bytes"].as_u64().unwrap() > 0 && lines[0]["complete"] == true);
    assert_eq!(lines[1]["status"], 401);
}

#[test]
fn help_comes_as_completions_and_as_a_manual_page() {
    let home = LogDir::new();
    for (arguments, part) in [
        (&["completions", "bash"][..], "--max-searches"),
        (&["completions", "zsh"], "--token-file"),
        (&["completions", "fish"], "jwt-key"),
        (&["man"], ".TH logbrook 1"),
        (&["man", "serve"], "\\-\\-max\\-searches"),
    ] {
        let output = logbrook(&home, arguments).output().unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(output.status.success() && text.contains(part), "{arguments:?}: {text:.300}");
    }
    assert_eq!(logbrook(&home, &["man", "nonsense"]).output().unwrap().status.code(), Some(2));
}
