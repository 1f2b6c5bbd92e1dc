//! `logbrook follow`.

use rustix::process::Signal;
use serde_json::Value;

use crate::support::{Follower, LogDir, Process, Running, TestServer, Writer, logbrook, message, wait_until};

const MIXED: &str = "\
2026-01-23T10:15:00.123Z INFO [api] GET /orders 200\n\
2026-01-23T10:15:01.000Z ERROR [db.pool] pool exhausted\n\
2026-01-23T10:15:02.000Z WARN [api] slow answer\n\
{\"timestamp\":\"2026-01-23T10:15:03Z\",\"level\":\"error\",\"logger\":\"db\",\"message\":\"failed\\n\\tat Pool\",\"took_ms\":7}\n";

fn follow(home: &LogDir, place: &str, arguments: &[&str]) -> Running {
    Running::start(&mut logbrook(home, &[&["follow", place], arguments].concat()))
}

fn url(server: &TestServer) -> String {
    format!("http://{}", server.address())
}

#[test]
fn entries_are_lines_and_what_is_written_comes_at_once() {
    let home = LogDir::new().with("logs/app.log", MIXED);
    let server = TestServer::of_directory(&home.join("logs"));
    for place in [url(&server).as_str(), "logs", "logs/app.log"] {
        let mut running = follow(&home, place, &["--backfill", "4"]);
        assert_eq!(
            running.lines(5),
            [
                "2026-01-23T10:15:00.123Z INFO     api: GET /orders 200",
                "2026-01-23T10:15:01.000Z ERROR    db.pool: pool exhausted",
                "2026-01-23T10:15:02.000Z WARNING  api: slow answer",
                "2026-01-23T10:15:03Z ERROR    db: failed  took_ms=7",
                "\tat Pool",
            ],
            "{place}"
        );
        running.close();
        assert_eq!(running.ended(), (Some(0), String::new()), "a reader that leaves ends it quietly");
    }
    let mut running = follow(&home, &url(&server), &["--backfill", "0", "--color", "always"]);
    wait_until("it follows", || crate::support::get(&server, "/health").json()["follows"] == 1);
    Writer::new(&home.join("logs/app.log")).raw(b"2026-01-23T10:15:04Z ERROR [db] again\n");
    assert!(running.line().contains("\x1b[1;31mERROR   \x1b[0m"));
}

#[test]
fn later_lines_of_an_entry_stand_below_it() {
    let home = LogDir::new().with("app.log", "");
    let server = TestServer::of_directory(home.path());
    let mut running = follow(&home, &url(&server), &["--file", "app.log"]);
    wait_until("it follows", || crate::support::get(&server, "/health").json()["follows"] == 1);
    let mut writer = Writer::new(&home.join("app.log"));
    writer.raw(b"2026-01-23T10:15:04Z ERROR [db] failed\n");
    assert!(running.line().ends_with("db: failed"));
    writer.raw(b"\tat Pool\n\tat Main\n");
    assert_eq!(running.lines(2), ["\tat Pool", "\tat Main"]);
}

/// Returns the messages of the next entries.
fn messages(running: &mut Running, count: usize) -> Vec<String> {
    let mut found = Vec::new();
    while found.len() < count {
        let record: Value = serde_json::from_str(&running.line()).unwrap();
        found.extend(record["message"].as_str().map(str::to_owned));
    }
    found
}

#[test]
fn a_restart_in_mid_stream_loses_and_doubles_nothing() {
    let home = LogDir::new();
    let mut writer = Writer::new(&home.join("app.log"));
    writer.write(100);
    let mut server = Process::serve(home.path());
    let address = server.address();
    let mut running =
        follow(&home, &format!("http://{address}"), &["--file", "app.log", "--json", "--backfill", "1000"]);
    let mut seen = messages(&mut running, 50);
    for round in 0..3 {
        drop(server);
        writer.write(200);
        if round > 0 {
            writer.rotate(&home.join(&format!("app.log.{}", 3 - round)));
            writer.write(50);
        }
        running.wait_told("next try in");
        server = Process::serve_at(home.path(), address);
        writer.write(100);
        seen.extend(messages(&mut running, writer.written - 20 - seen.len()));
    }
    seen.extend(messages(&mut running, writer.written - seen.len()));
    assert_eq!(seen, (0..writer.written).map(message).collect::<Vec<_>>());
    running.wait_told("connected again; goes on where it was");
    assert!(!running.told().contains("lost ("), "{}", running.told());
    running.signal(Signal::INT);
    assert_eq!(running.ended().0, Some(0), "Ctrl-C is no fault");
}

#[test]
fn records_are_those_that_a_websocket_client_gets() {
    let home = LogDir::new().with("logs/app.log", MIXED.repeat(5)).with("logs/b.log", MIXED);
    let server = TestServer::of_directory(&home.join("logs"));
    let cases: &[(&[&str], &str, usize)] = &[
        (&[], "backfill=10", 10),
        (&["--backfill=100", "--compress"], "backfill=100", 24),
        (&["--file", "b.log", "--min-level", "warn"], "file=b.log&min_level=warn", 3),
        (&["--file=b.log", "--q=-slow", "--source=db*", "--raw"], "file=b.log&q=-slow&source=db*&raw=true", 2),
        (&["--file=b.log", "--fields=level,message"], "file=b.log&fields=level,message", 4),
        (&["--file=b.log", "--fields=context.took_ms"], "file=b.log&fields=context.took_ms", 4),
        (&["--since", "2026-01-23T10:15:02Z"], "since=2026-01-23T10:15:02Z&backfill=100", 12),
        (&["--log-format", "plain", "--file", "app.log"], "log_format=plain&file=app.log", 10),
    ];
    for (arguments, parameters, count) in cases {
        let mut follower = Follower::connect(server.address(), parameters);
        let mut expected = Vec::new();
        while expected.len() < *count {
            let text = follower.message().unwrap();
            expected
                .extend(Some(text).filter(|text| !text.contains("\"heartbeat\"") && !text.contains("\"subscribed\"")));
        }
        let mut running = follow(&home, &url(&server), &[&["--json"], *arguments].concat());
        assert_eq!(running.lines(*count), expected, "{arguments:?}");
        if !arguments.contains(&"--compress") {
            let mut running = follow(&home, "logs", &[&["--json"], *arguments].concat());
            assert_eq!(running.lines(*count), expected, "without a server: {arguments:?}");
        }
    }
}

#[test]
fn an_address_may_be_copied_from_the_browser() {
    let home = LogDir::new().with("app.log", MIXED).with("b.log", MIXED);
    let server = TestServer::of_directory_with(home.path(), |config| {
        config.base_path = logbrook::config::BasePath::parse("/deep/logs").unwrap();
    });
    let base = format!("{}/deep/logs", url(&server));
    for (address, arguments, first) in [
        (
            format!("{base}/view?file=b.log&q=pool+exhausted&order=desc&limit=5#live=1"),
            &[][..],
            "db.pool: pool exhausted",
        ),
        (format!("{base}/view?file=b.log&level=error"), &["--level", "warn"], "api: slow answer"),
        (format!("{base}/api/logs/follow?file=b.log&backfill=1&batch=true"), &["--json"], "\"took_ms\":7}}"),
        (
            format!("{base}/api/logs/stream?file=b.log&follow=true&tail=3&min_level=warn"),
            &[],
            "db.pool: pool exhausted",
        ),
    ] {
        let line = follow(&home, &address, arguments).line();
        assert!(line.ends_with(first), "{address}: {line}");
    }
}

/// Follows a directory by a server and without one.
fn both(check: impl Fn(&LogDir, &str)) {
    let home = LogDir::new();
    let server = TestServer::of_directory(home.path());
    check(&home, &url(&server));
    check(&LogDir::new(), ".");
}

#[test]
fn several_files_are_named_and_what_happens_to_them_is_said() {
    both(|home, place| {
        let mut writer = Writer::new(&home.join("old.log"));
        Writer::new(&home.join("other.log"));
        writer.write(1);
        let mut running = follow(home, place, &["--json", "--file", "*.log", "--backfill=1"]);
        let mut plain = follow(home, place, &["--file", "*.log", "--backfill=1"]);
        assert!(running.line().contains(&message(0)));
        assert!(plain.line().starts_with("old.log 2026"));
        writer.rotate(&home.join("old.log.1"));
        writer.write(1);
        assert_eq!(running.line(), r#"{"type":"rotated","file":"old.log"}"#);
        assert!(running.line().contains(&message(1)));
        running.wait_told("logbrook: old.log was rotated");
        Writer::new(&home.join("new.log")).write(1);
        assert_eq!(running.line(), r#"{"type":"joined","file":"new.log"}"#);
        plain.wait_told("logbrook: new.log has appeared");
        assert!(plain.line().ends_with(&message(1)), "what is cut must have been read before");
        writer.truncate();
        plain.wait_told("logbrook: old.log was truncated");
    });
}

#[test]
fn at_most_so_many_entries_come_and_the_others_are_counted() {
    both(|home, place| {
        let mut writer = Writer::new(&home.join("app.log"));
        writer.write(1);
        let mut running = follow(home, place, &["--max-rate", "3", "--backfill", "1"]);
        assert!(running.line().contains(&message(0)));
        writer.write(10);
        assert!(running.lines(3)[2].contains(&message(3)));
        running.wait_told("7 entries are left out");
    });
}

#[test]
fn a_file_is_waited_for() {
    both(|home, place| {
        let mut running = follow(home, place, &["--file", "later.log", "--create", "--json"]);
        Writer::new(&home.join("later.log")).write(1);
        assert_eq!(messages(&mut running, 1), [message(0)]);
    });
}
