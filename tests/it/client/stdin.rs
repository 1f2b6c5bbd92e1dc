//! `… | logbrook -`.

use std::net::SocketAddr;
use std::process::Stdio;

use rustix::process::Signal;
use serde_json::Value;

use crate::support::{Client, Follower, LogDir, Running, logbrook, wait_until};

/// A server of its standard input, and the file that it shows.
struct Piped {
    running: Running,
    address: SocketAddr,
}

impl Piped {
    fn start(home: &LogDir, arguments: &[&str]) -> Piped {
        let arguments = [&["-", "--bind", "127.0.0.1:0"], arguments].concat();
        let mut running = Running::start(logbrook(home, &arguments).env("TMPDIR", home.path()).stdin(Stdio::piped()));
        let line = running.line();
        let url = line.strip_prefix("logbrook is at http://").unwrap().trim_end_matches('/').to_owned();
        running.wait_told(&format!("shown at http://{url}/view?file=channels/stdin.ndjson#live=1"));
        Piped { running, address: url.parse().unwrap() }
    }

    fn records(&self) -> Vec<Value> {
        let mut client = Client::connect(self.address);
        client.ask("GET", "/api/logs/stream?file=channels/stdin.ndjson", &[]);
        let answer = client.answer().unwrap();
        answer.text().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    fn messages(&self) -> Vec<String> {
        self.records().into_iter().map(|record| record["message"].as_str().unwrap().to_owned()).collect()
    }
}

#[test]
fn every_line_is_there_in_its_order_and_followed_and_it_serves_on_after_the_end() {
    let home = LogDir::new();
    let mut piped = Piped::start(&home, &[]);
    let mut follower = Follower::connect(piped.address, "channels=stdin&create=true&batch=true");
    follower.next_of_batch("subscribed");
    let numbered: Vec<String> = (0..30_000).map(|number| format!("line {number}")).collect();
    let mut stdin = piped.running.stdin();
    let text = numbered.join("\n");
    let writer = std::thread::spawn(move || std::io::Write::write_all(&mut stdin, text.as_bytes()));
    let mut followed = Vec::new();
    while followed.len() < numbered.len() {
        let frame = follower.message().unwrap();
        let records = frame.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
        followed.extend(records.filter(|record| record["type"] == "log").map(|record| record["message"].clone()));
    }
    writer.join().unwrap().unwrap();
    assert_eq!(followed, numbered);
    piped.running.wait_told("standard input has ended");
    assert_eq!(piped.messages(), numbered);
    assert!(home_holds(&home, "logbrook-"), "the channel is kept in a temporary directory");
    piped.running.signal(Signal::INT);
    assert_eq!(piped.running.ended().0, Some(0));
    assert!(!home_holds(&home, "logbrook-"), "it is gone with the server");
}

fn home_holds(home: &LogDir, begin: &str) -> bool {
    let names = std::fs::read_dir(home.path()).unwrap().map(|entry| entry.unwrap().file_name());
    names.map(|name| name.to_string_lossy().into_owned()).any(|name| name.starts_with(begin))
}

#[test]
fn lines_are_read_as_those_of_a_file_where_they_say_when_they_were_written() {
    let home = LogDir::new();
    let mut piped = Piped::start(&home, &[]);
    piped.running.write("starting\n");
    piped.running.write("2026-01-23T10:15:00.123Z ERROR [db] failed\n  at pool.rs:7\n");
    piped.running.write("{\"time\":\"2026-01-23T10:15:01Z\",\"level\":\"warn\",\"msg\":\"slow\",\"took\":1.50}\n");
    piped.running.write("{\"message\":\"no time\"}\nno end");
    drop(piped.running.stdin());
    wait_until("all are there", || piped.records().len() == 5);
    let records = piped.records();
    let told: Vec<_> =
        records.iter().map(|record| (record["message"].as_str().unwrap(), record["level"].as_str())).collect();
    let expected = [
        ("starting", Some("INFO")),
        ("failed\n  at pool.rs:7", Some("ERROR")),
        ("slow", Some("WARNING")),
        ("no time", None),
        ("no end", Some("INFO")),
    ];
    assert_eq!(told, expected);
    assert!(records.iter().all(|record| record["timestamp"].is_string()));
    assert_eq!(records[1]["timestamp"], "2026-01-23T10:15:00.123Z");
}

#[test]
fn the_channel_is_kept_where_a_place_is_named_and_files_are_shown_beside_it() {
    let home = LogDir::new().with("logs/app.log", "2026-01-23T10:15:00Z INFO app: a line\n");
    for run in ["first", "second"] {
        let mut piped = Piped::start(&home, &["logs", "--state-dir", "kept"]);
        piped.running.write(&format!("{run}\n"));
        wait_until("it is written", || piped.messages().last().is_some_and(|last| last == run));
        let mut client = Client::connect(piped.address);
        client.ask("GET", "/api/logs", &[]);
        let logs = client.answer().unwrap().json()["logs"].clone();
        let files: Vec<_> = logs.as_array().unwrap().iter().map(|log| log["file"].as_str().unwrap()).collect();
        assert_eq!(files, ["app.log", "channels/stdin.ndjson"]);
        if run == "second" {
            assert_eq!(piped.messages(), ["first", "second"]);
        }
    }
}
