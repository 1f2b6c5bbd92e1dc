//! `logbrook send`.

use std::process::Stdio;
use std::time::Instant;

use rustix::process::Signal;
use serde_json::{Value, json};

use crate::support::{DEADLINE, LogDir, Reply, Running, Scripted, logbrook, wait_until};

fn send(home: &LogDir, server: &Scripted, arguments: &[&str]) -> Running {
    let url = server.url();
    Running::start(logbrook(home, &[&["send", &url, "jobs/nightly"], arguments].concat()).stdin(Stdio::piped()))
}

fn texts(server: &Scripted) -> Vec<String> {
    server.entries().iter().map(|entry| entry["message"].as_str().unwrap().to_owned()).collect()
}

fn numbered(count: usize) -> Vec<String> {
    (0..count).map(|number| format!("line {number}")).collect()
}

#[test]
fn a_message_is_posted_once() {
    let home = LogDir::new();
    let server = Scripted::new(&[]);
    let arguments = ["--level", "warn", "--source", "deploy", "--token", "s3cret", "version 1.4 is \"live\""];
    assert_eq!(send(&home, &server, &arguments).ended(), (Some(0), String::new()));
    let entries = server.entries();
    assert_eq!(entries.len(), 1);
    let entry = &entries[0];
    assert_eq!((&entry["level"], &entry["source"]), (&json!("WARNING"), &json!("deploy")));
    assert_eq!(entry["message"], "version 1.4 is \"live\"");
    assert!(entry["timestamp"].as_str().unwrap().ends_with('Z'));
    let head = &server.posts()[0];
    assert_eq!(head[0], "post /base/api/channels/jobs/nightly/logs http/1.1");
    for line in ["content-type: application/x-ndjson", "authorization: bearer s3cret"] {
        assert!(head.iter().any(|found| found == line), "{head:?}");
    }
}

#[test]
fn lines_are_sent_in_batches_as_they_come() {
    let home = LogDir::new();
    let server = Scripted::new(&[]);
    let mut running = send(&home, &server, &[]);
    running.write("first\n");
    wait_until("what is there is sent while more may come", || texts(&server) == ["first"]);
    let object = "{\"level\":\"error\",\"message\":\"own\",\"took\":1.50}";
    running.write(&format!("{object}\n\n{}\nlast", numbered(2_000).join("\n")));
    drop(running.stdin());
    assert_eq!(running.ended(), (Some(0), String::new()));
    assert_eq!(server.entries()[1], serde_json::from_str::<Value>(object).unwrap());
    let all = [&["first".to_owned(), "own".to_owned()][..], &numbered(2_000), &["last".to_owned()]].concat();
    assert_eq!(texts(&server), all);
    assert!(server.posts().len() < 60, "{} posts", server.posts().len());
}

#[test]
fn what_was_not_acknowledged_is_sent_again_and_written_once() {
    let home = LogDir::new();
    let server = Scripted::new(&[
        Reply::HangUp,
        Reply::Status("429 Too Many Requests\r\nRetry-After: 1"),
        Reply::Status("503 Service Unavailable"),
        Reply::Accept,
        Reply::HangUp,
    ]);
    let mut running = send(&home, &server, &[]);
    running.write(&(numbered(700).join("\n") + "\n"));
    drop(running.stdin());
    let (code, told) = running.ended();
    assert_eq!(code, Some(0), "{told}");
    assert_eq!(texts(&server), numbered(700));
    assert!(told.contains("tries again, next in") && told.contains("sends again"), "{told}");
}

#[test]
fn a_line_that_is_refused_takes_no_other_with_it() {
    let home = LogDir::new();
    let server = Scripted::new(&[]);
    let mut running = send(&home, &server, &[]);
    let mut lines = numbered(50);
    lines.insert(20, "{\"message\":\"unfit\"}".to_owned());
    running.write(&lines.join("\n"));
    drop(running.stdin());
    let (code, told) = running.ended();
    assert_eq!(code, Some(2));
    assert_eq!(texts(&server), numbered(50));
    assert!(
        told.contains("answers 400: as the script says") && told.contains("50 lines accepted, 1 refused, 0 not sent"),
        "{told}"
    );
}

#[test]
fn who_writes_to_it_is_not_held_up_and_is_told_what_was_dropped() {
    let home = LogDir::new();
    let script = vec![Reply::Status("503 Service Unavailable"); 100];
    let server = Scripted::new(&script);
    let mut running = send(&home, &server, &["--timeout", "1s"]);
    let begun = Instant::now();
    let long = "x".repeat(100_000);
    for number in 0..200 {
        running.write(&format!("{number} {long}\n"));
    }
    assert!(begun.elapsed() < DEADLINE);
    drop(running.stdin());
    let (code, told) = running.ended();
    assert_eq!(code, Some(2));
    assert!(told.contains("lines dropped: nothing gets through"), "{told}");
    assert!(told.contains("0 lines accepted, 0 refused, 200 not sent"), "{told}");
}

#[test]
fn a_server_that_will_have_nothing_does_not_end_the_program_before() {
    let home = LogDir::new();
    let server = Scripted::new(&[Reply::Status("401 Unauthorized")]);
    let mut running = send(&home, &server, &[]);
    running.write("one\n");
    running.wait_told("answers 401");
    for _ in 0..1_000 {
        running.write("and more, which finds no closed pipe\n");
    }
    drop(running.stdin());
    let (code, told) = running.ended();
    assert_eq!(code, Some(2));
    assert!(told.contains("--token") && told.contains("0 lines accepted, 0 refused, 1001 not sent"), "{told}");
    assert!(texts(&server).is_empty());
}

#[test]
fn a_signal_lets_it_send_what_it_has() {
    let home = LogDir::new();
    let server = Scripted::new(&[Reply::Status("503 Service Unavailable")]);
    let mut running = send(&home, &server, &[]);
    running.write("last words\n");
    running.wait_told("tries again");
    running.signal(Signal::INT);
    assert_eq!(running.ended().0, Some(0));
    assert_eq!(texts(&server), ["last words"]);
}

#[test]
fn nobody_answers_a_message() {
    let home = LogDir::new();
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let url = format!("http://{free}");
    let output = logbrook(&home, &["send", &url, "a", "hello", "--timeout", "500ms"]).output().unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(told.contains("cannot be reached") && told.contains("0 lines accepted, 0 refused, 1 not sent"), "{told}");
}
