//! Anything said on a socket is answered as the protocol says, and nothing is left behind.

use std::cell::RefCell;
use std::io::Read;
use std::panic;
use std::sync::atomic::{AtomicUsize, Ordering};

use flate2::read::GzDecoder;
use serde_json::Value;

use super::cases::try_cases;
use super::declared::Declared;
use super::frames::{self, BINARY, CLOSE, FINISHED, PING, PONG, TEXT, Wire};
use super::logs::{POSTED, RECORDS, cursors, logs};
use super::messages::{Step, Talk, talk};
use super::model::{Due, Model, announced};
use crate::support::{LogDir, TestServer, Writer, at_rest, get, post};

/// So many connections are made each time.
const CASES: u32 = 250;

/// Messages that come unasked.
const NEWS: [&str; 7] = ["log", "heartbeat", "rotated", "truncated", "joined", "gap", "sampled"];

/// Messages that answer one of the client's.
const ANSWERS: [&str; 6] = ["subscribed", "unsubscribed", "paused", "resumed", "pong", "error"];

/// The file that grows is cut where it is longer than this, in bytes.
const LONGEST: u64 = 64 << 10;

#[test]
fn anything_said_on_a_socket_is_answered_as_the_protocol_says() {
    count_panics();
    let (logs, state) = (logs(), LogDir::new());
    let server = TestServer::with_channels(logs.path(), state.path(), |_| {});
    for channel in ["jobs", "tasks/42"] {
        post(&server, &format!("/api/channels/{channel}/logs"), &[], POSTED);
    }
    let cursors = cursors(get(&server, RECORDS).text());
    let declared = Declared::new(get(&server, "/api/openapi.json").json());
    let writer = RefCell::new(Writer::new(&logs.join("live.log")));
    try_cases(CASES, &talk(&declared, &cursors), |talk| {
        if logs.join("live.log").metadata().unwrap().len() > LONGEST {
            writer.borrow().truncate();
        }
        check(&server, &declared, &writer, talk)
    });
    drop(writer);
    at_rest(&server, &logs);
}

static PANICS: AtomicUsize = AtomicUsize::new(0);

/// Counts panics of the server's threads: those of tests have the names of tests.
fn count_panics() {
    let before = panic::take_hook();
    panic::set_hook(Box::new(move |panic| {
        let is_test = std::thread::current().name().is_some_and(|name| name.contains("::"));
        PANICS.fetch_add(usize::from(!is_test), Ordering::SeqCst);
        before(panic);
    }));
}

fn check(server: &TestServer, declared: &Declared, writer: &RefCell<Writer>, talk: &Talk) -> Result<(), String> {
    let before = PANICS.load(Ordering::SeqCst);
    let outcome = match Wire::connect(server.address(), &talk.query) {
        Ok(wire) => Listener::new(wire, talk).listen(talk, writer),
        Err(answer) => declared.check("/api/logs/follow", &answer),
    };
    match PANICS.load(Ordering::SeqCst) == before {
        true => outcome,
        false => Err(format!("the server panicked; {outcome:?}")),
    }
}

/// A client, and what it has heard.
struct Listener {
    wire: Wire,
    model: Model,
    is_packed: bool,
    begun: bool,
}

impl Listener {
    fn new(wire: Wire, talk: &Talk) -> Listener {
        let is_packed = talk.query.contains("compress=gzip");
        let mut listener = Listener { wire, model: Model::default(), is_packed, begun: false };
        listener.model.selects = talk.query.contains("fields=");
        listener
    }

    /// Does what the client does, and hears what comes of it.
    fn listen(mut self, talk: &Talk, writer: &RefCell<Writer>) -> Result<(), String> {
        if self.await_due(&Model::begin(&talk.query))? {
            return Ok(());
        }
        for step in &talk.steps {
            let due = match step {
                Step::Frame { first, masked, payload } => {
                    self.wire.send(&frames::frame(*first, *masked, payload));
                    self.model.hear(*first, *masked, payload)
                }
                Step::Announce(length) => {
                    self.wire.send(&frames::head(FINISHED | TEXT, true, *length));
                    announced(*length)
                }
                Step::Noise(bytes) => {
                    self.wire.send(bytes);
                    return Ok(());
                }
                Step::Write(lines) => {
                    writer.borrow_mut().write(usize::from(*lines));
                    Due::default()
                }
            };
            if self.await_due(&due).map_err(|wrong| format!("{wrong}, behind {step:?}; due is {due:?}"))? {
                return Ok(());
            }
            if matches!(step, Step::Announce(_)) {
                return Ok(());
            }
        }
        if talk.is_polite {
            let farewell = 1000u16.to_be_bytes();
            self.wire.send(&frames::frame(FINISHED | CLOSE, true, &farewell));
            self.await_due(&Due { is_over: true, ..Due::default() })?;
        }
        Ok(())
    }

    /// Waits for what is due, if anything; tells whether the connection has ended with it.
    fn await_due(&mut self, due: &Due) -> Result<bool, String> {
        if *due == Due::default() {
            return Ok(false);
        }
        loop {
            let (code, payload) = self.wire.frame()?;
            match code {
                CLOSE => return self.take_close(due, &payload),
                PING | PONG => {}
                BINARY if self.is_packed => {
                    let mut text = String::new();
                    GzDecoder::new(&payload[..]).read_to_string(&mut text).map_err(|error| error.to_string())?;
                    self.take(&text, due)?;
                }
                TEXT => {
                    let text = String::from_utf8(payload).map_err(|error| error.to_string())?;
                    if self.take(&text, due)? {
                        return Ok(false);
                    }
                }
                other => return Err(format!("a frame with the code {other}")),
            }
        }
    }

    /// Takes the messages of a frame; tells whether what is due is among them.
    fn take(&mut self, text: &str, due: &Due) -> Result<bool, String> {
        let mut is_answered = false;
        for line in text.lines() {
            let message: Value = serde_json::from_str(line).map_err(|error| format!("{error}: {line}"))?;
            let kind = message["type"].as_str().unwrap_or(if self.model.selects { "log" } else { "" });
            if !self.begun && kind != "heartbeat" {
                return Err(format!("a heartbeat must come first, and not {line}"));
            }
            self.begun = true;
            if self.model.is_paused && kind == "log" {
                return Err(format!("it is paused, and there comes {line}"));
            }
            match ANSWERS.contains(&kind) {
                false if NEWS.contains(&kind) => {}
                true if due.kinds.contains(&kind) && !is_answered => {
                    self.model.answered(kind);
                    is_answered = true;
                }
                _ => return Err(format!("nobody has asked for {line}")),
            }
        }
        Ok(is_answered)
    }

    fn take_close(&mut self, due: &Due, payload: &[u8]) -> Result<bool, String> {
        let code = payload.first_chunk().map(|code| u16::from_be_bytes(*code));
        if !due.is_over && !code.is_some_and(|code| due.codes.contains(&code)) {
            return Err(format!("closed with {code:?} {}", payload.escape_ascii()));
        }
        Ok(true)
    }
}
