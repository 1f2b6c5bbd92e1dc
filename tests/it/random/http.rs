//! Any query of any address is answered as the documents say.

use std::cell::{Cell, RefCell};
use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;
use std::time::Duration;

use serde_json::Value;

use super::address::{self, Ask};
use super::cases::try_cases;
use super::declared::Declared;
use super::logs::{POSTED, RECORDS, cursors, logs};
use crate::support::{Answer, Client, DEADLINE, LogDir, Process, wait_until};

/// So many requests are made each time.
const CASES: u32 = 400;

/// What is followed has no end; so long is waited for what comes of it.
const FOLLOWED: Duration = Duration::from_millis(30);

/// The types of the records of a stream.
const TYPES: [&str; 7] = ["log", "progress", "end", "rotated", "truncated", "joined", "gap"];

#[test]
fn any_query_is_answered_as_declared() {
    let door = Door::open();
    let ask = address::ask(&door.declared, &door.cursors);
    try_cases(CASES, &ask, |ask| door.check(ask));
    drop(door.client.take());
    wait_until("nobody is left", || {
        let health = door.get("/health").json();
        health["connections"] == 1 && health["follows"] == 0
    });
    assert_eq!(door.news(), "");
}

/// A server in a process of its own, and what it says on stderr.
struct Door {
    logs: LogDir,
    server: RefCell<Process>,
    /// A connection that may be used once more.
    client: Cell<Option<Client>>,
    told: File,
    /// How much of that was read.
    heard: Cell<u64>,
    declared: Declared,
    cursors: Vec<String>,
}

impl Door {
    fn open() -> Door {
        let (logs, told) = (logs(), tempfile::tempfile().unwrap());
        let server = RefCell::new(serve(&logs, &told));
        let (client, heard, declared) = (Cell::new(None), Cell::new(0), Declared::new(Value::Null));
        let mut door = Door { logs, server, client, told, heard, declared, cursors: Vec::new() };
        for channel in ["jobs", "tasks/42"] {
            let mut client = Client::connect(door.server.borrow().address());
            client.post(&format!("/api/channels/{channel}/logs"), &[], POSTED.as_bytes()).unwrap();
            assert_eq!(client.answer().unwrap().status, 202);
        }
        door.declared = Declared::new(door.get("/api/openapi.json").json());
        door.cursors = cursors(door.get(RECORDS).text());
        door
    }

    fn get(&self, target: &str) -> Answer {
        let mut client = Client::connect(self.server.borrow().address());
        client.ask("GET", target, &[]);
        client.answer().unwrap()
    }

    /// Tells what is wrong with the answer to a request.
    fn check(&self, ask: &Ask) -> Result<(), String> {
        let mut client = self.client().map_err(|error| format!("no connection: {error}"))?;
        let answer = answer(&mut client, ask);
        let news = self.news();
        if !news.is_empty() {
            return Err(news);
        }
        let answer = answer.map_err(|error| format!("no answer: {error}"))?;
        self.check_answer(ask, &answer).map_err(|wrong| format!("{wrong}\n{}", shown(&answer)))?;
        let stays = answer.complete && answer.status != 101 && answer.header("connection") != Some("close");
        self.client.set(Some(client).filter(|_| stays && ask.is_http()));
        Ok(())
    }

    /// Connects; to a new server where the last one is gone.
    fn client(&self) -> io::Result<Client> {
        if let Some(client) = self.client.take() {
            return Ok(client);
        }
        let address = self.server.borrow().address();
        Client::try_connect(address).or_else(|_| {
            drop(self.server.replace(serve(&self.logs, &self.told)));
            Client::try_connect(self.server.borrow().address())
        })
    }

    /// Returns what the server has said of a panic since it was last asked for that.
    fn news(&self) -> String {
        let (heard, length) = (self.heard.get(), self.told.metadata().unwrap().len());
        let mut news = vec![0; (length - heard) as usize];
        self.told.read_exact_at(&mut news, heard).unwrap();
        self.heard.set(length);
        let news = String::from_utf8_lossy(&news).into_owned();
        if ["panicked", "overflowed its stack"].iter().any(|sign| news.contains(sign)) { news } else { String::new() }
    }

    fn check_answer(&self, ask: &Ask, answer: &Answer) -> Result<(), String> {
        if answer.status >= 500 {
            return Err("the server is at fault".to_owned());
        }
        // What is no HTTP is refused at any address.
        if ask.is_http() || answer.status != 400 {
            self.declared.check(&ask.path, answer)?;
        }
        check_part(answer)?;
        let kind = answer.header("content-type").unwrap_or_default();
        if kind != "application/x-ndjson" || answer.header("content-encoding").is_some() {
            return Ok(());
        }
        let end = answer.body.iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
        if !ask.has("follow") && (!answer.complete || end < answer.body.len()) {
            return Err("the body breaks off".to_owned());
        }
        let mut lines = answer.body[..end].split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
        lines.try_for_each(|line| check_record(line, ask.has("fields")))
    }
}

fn serve(logs: &LogDir, told: &File) -> Process {
    Process::serve_with(logs.path(), |command| {
        command.stderr(told.try_clone().unwrap());
    })
}

fn answer(client: &mut Client, ask: &Ask) -> io::Result<Answer> {
    // It may be refused before all of it has gone out.
    drop(client.request(ask.method, &ask.bytes()));
    let mut answer = client.head()?;
    if ask.has("follow") && answer.header("content-length").is_none() {
        client.wait_at_most(FOLLOWED)?;
    }
    client.body(&mut answer);
    client.wait_at_most(DEADLINE)?;
    Ok(answer)
}

/// Tells what is wrong with a part of a file, if it is one.
fn check_part(answer: &Answer) -> Result<(), String> {
    let Some(range) = answer.header("content-range").filter(|_| answer.status == 206) else { return Ok(()) };
    let numbers: Vec<usize> =
        range.split(|c: char| !c.is_ascii_digit()).filter_map(|digits| digits.parse().ok()).collect();
    match numbers[..] {
        [from, to, size] if from <= to && to < size && [0, to - from + 1].contains(&answer.body.len()) => Ok(()),
        _ => Err(format!("{} bytes are not {range}", answer.body.len())),
    }
}

/// Tells what is wrong with a line of NDJSON; one with chosen fields may have any.
fn check_record(line: &[u8], selects: bool) -> Result<(), String> {
    let wrong = |why: &str| format!("{why}: {}", line.escape_ascii());
    let record: Value = serde_json::from_slice(line).map_err(|error| wrong(&error.to_string()))?;
    let kind = record["type"].as_str();
    match (record.is_object(), kind) {
        (true, Some(kind)) if TYPES.contains(&kind) => Ok(()),
        (true, None) if selects => Ok(()),
        _ => Err(wrong("no record")),
    }
}

fn shown(answer: &Answer) -> String {
    let body: String = answer.body.escape_ascii().to_string().chars().take(600).collect();
    format!("{} {:?}\n{body}", answer.status, answer.headers)
}
