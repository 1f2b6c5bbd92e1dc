//! A server of one channel that answers as it is told, and keeps what it has accepted.

use std::collections::HashSet;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use serde_json::Value;

/// What it does with a post.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reply {
    /// Accepts it.
    Accept,
    /// Refuses it with this status, and perhaps more heads.
    Status(&'static str),
    /// Accepts it and hangs up without a word.
    HangUp,
}

/// A scripted server.
pub(crate) struct Scripted {
    address: SocketAddr,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    script: Vec<Reply>,
    keys: HashSet<String>,
    entries: Vec<Value>,
    posts: Vec<Vec<String>>,
}

impl Scripted {
    /// Answers the first posts by a script, and accepts all others but those that hold `"unfit"`.
    pub(crate) fn new(script: &[Reply]) -> Scripted {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let state = Arc::new(Mutex::new(State { script: script.to_vec(), ..State::default() }));
        let shared = state.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let shared = shared.clone();
                std::thread::spawn(move || while talk(stream.as_ref().unwrap(), &shared) {});
            }
        });
        Scripted { address, state }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}/base", self.address)
    }

    /// Returns the entries that were accepted.
    pub(crate) fn entries(&self) -> Vec<Value> {
        self.state.lock().unwrap().entries.clone()
    }

    /// Returns the heads of every post.
    pub(crate) fn posts(&self) -> Vec<Vec<String>> {
        self.state.lock().unwrap().posts.clone()
    }
}

/// Answers one request; tells whether another may come.
fn talk(stream: &TcpStream, state: &Mutex<State>) -> bool {
    let mut reader = BufReader::new(stream);
    let mut head = Vec::new();
    loop {
        let mut line = String::new();
        match reader.read_line(&mut line) {
            Ok(0) | Err(_) => return false,
            Ok(_) if line == "\r\n" => break,
            Ok(_) => head.push(line.trim_end().to_lowercase()),
        }
    }
    let value = |name: &str| head.iter().find_map(|line| line.strip_prefix(&format!("{name}: ")).map(str::to_owned));
    let mut body = vec![0; value("content-length").unwrap().parse().unwrap()];
    reader.read_exact(&mut body).unwrap();
    let text = String::from_utf8(body).unwrap();
    let key = value("idempotency-key").unwrap();
    let mut state = state.lock().unwrap();
    state.posts.push(head);
    let answer = if state.script.is_empty() { Reply::Accept } else { state.script.remove(0) };
    let answer = if text.contains("\"unfit\"") { Reply::Status("400 Bad Request") } else { answer };
    if !matches!(answer, Reply::Status(_)) && state.keys.insert(key) {
        state.entries.extend(text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap()));
    }
    let (status, body) = match answer {
        Reply::Accept => ("202 Accepted", "{\"accepted\":1}"),
        Reply::Status(status) => (status, "{\"type\":\"about:blank\",\"detail\":\"as the script says\"}"),
        Reply::HangUp => return false,
    };
    let mut stream = stream;
    write!(stream, "HTTP/1.1 {status}\r\nContent-Length: {}\r\n\r\n{body}", body.len()).is_ok()
}
