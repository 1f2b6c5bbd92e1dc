//! A client that follows, one message at a time.

use std::io::{ErrorKind, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use serde_json::Value;
use tokio_tungstenite::tungstenite::client::client_with_config;
use tokio_tungstenite::tungstenite::handshake::HandshakeError;
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::tungstenite::{Error, Message, WebSocket};

use super::DEADLINE;

/// One WebSocket of a server.
pub(crate) struct Follower {
    socket: WebSocket<TcpStream>,
}

impl Follower {
    /// Connects to `/api/logs/follow` with these parameters.
    #[track_caller]
    pub(crate) fn connect(address: SocketAddr, parameters: &str) -> Follower {
        Follower::try_connect(address, parameters).unwrap_or_else(|status| panic!("refused with {status}"))
    }

    /// Connects, or returns the status with which it was refused.
    pub(crate) fn try_connect(address: SocketAddr, parameters: &str) -> Result<Follower, u16> {
        let stream = TcpStream::connect(address).unwrap();
        stream.set_nodelay(true).unwrap();
        stream.set_read_timeout(Some(DEADLINE)).unwrap();
        Follower::over(stream, address, parameters)
    }

    /// Connects, where somebody answers.
    pub(crate) fn connect_where(address: SocketAddr, parameters: &str) -> Option<Follower> {
        let stream = TcpStream::connect(address).ok()?;
        stream.set_read_timeout(Some(DEADLINE)).ok()?;
        let url = format!("ws://{address}/api/logs/follow?{parameters}");
        client_with_config(url, stream, None).ok().map(|(socket, _)| Follower { socket })
    }

    /// Waits for a message for so long; returns how the connection was closed where it was.
    pub(crate) fn message_within(&mut self, span: Duration) -> Option<Result<String, ()>> {
        self.socket.get_ref().set_read_timeout(Some(span)).ok()?;
        match self.socket.read() {
            Ok(Message::Text(text)) => Some(Ok(text.to_string())),
            Ok(Message::Close(_)) => Some(Err(())),
            Ok(_) => None,
            Err(Error::Io(error)) if error.kind() == ErrorKind::WouldBlock => None,
            Err(_) => Some(Err(())),
        }
    }

    /// Speaks over a connection that is made already.
    pub(crate) fn over(stream: TcpStream, address: SocketAddr, parameters: &str) -> Result<Follower, u16> {
        let url = format!("ws://{address}/api/logs/follow?{parameters}");
        match client_with_config(url, stream, None) {
            Ok((socket, _)) => Ok(Follower { socket }),
            Err(HandshakeError::Failure(Error::Http(response))) => Err(response.status().as_u16()),
            Err(other) => panic!("no handshake: {other}"),
        }
    }

    /// Waits for the next message of a text frame, or returns how the connection was closed.
    pub(crate) fn message(&mut self) -> Result<String, Option<u16>> {
        loop {
            match self.socket.read() {
                Ok(Message::Text(text)) => return Ok(text.to_string()),
                Ok(Message::Close(frame)) => {
                    // The answer to it goes out with the next read.
                    while self.socket.read().is_ok() {}
                    return Err(frame.map(|CloseFrame { code, .. }| code.into()));
                }
                Ok(_) => {}
                Err(Error::Io(error)) if error.kind() == ErrorKind::WouldBlock => {
                    panic!("nothing came for {DEADLINE:?}")
                }
                Err(_) => return Err(None),
            }
        }
    }

    /// Waits for the next binary frame.
    pub(crate) fn binary(&mut self) -> Vec<u8> {
        loop {
            if let Message::Binary(bytes) = self.socket.read().unwrap() {
                return bytes.to_vec();
            }
        }
    }

    /// Waits for the next message.
    #[track_caller]
    pub(crate) fn next(&mut self) -> Value {
        let text = self.message().unwrap_or_else(|code| panic!("closed with {code:?}"));
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"))
    }

    /// Waits for a message of a type, and passes over others.
    #[track_caller]
    pub(crate) fn next_of(&mut self, kind: &str) -> Value {
        loop {
            let message = self.next();
            if message["type"] == kind {
                return message;
            }
        }
    }

    /// Waits for a message of a type where frames may hold several, of which it is the first.
    #[track_caller]
    pub(crate) fn next_of_batch(&mut self, kind: &str) {
        let begin = format!("{{\"type\":\"{kind}\"");
        while !self.message().unwrap().starts_with(&begin) {}
    }

    /// Waits until the connection is closed; returns its code.
    pub(crate) fn closed(&mut self) -> Option<u16> {
        loop {
            if let Err(code) = self.message() {
                return code;
            }
        }
    }

    /// Waits until the connection is closed; returns its code and its reason.
    pub(crate) fn closed_because(&mut self) -> (u16, String) {
        loop {
            if let Message::Close(Some(CloseFrame { code, reason })) = self.socket.read().unwrap() {
                return (code.into(), reason.to_string());
            }
        }
    }

    /// Tells whether nothing comes for a while.
    pub(crate) fn is_silent(&mut self, span: Duration) -> bool {
        self.socket.get_ref().set_read_timeout(Some(span)).unwrap();
        let began = Instant::now();
        let silent = matches!(self.socket.read(), Err(Error::Io(error)) if error.kind() == ErrorKind::WouldBlock);
        self.socket.get_ref().set_read_timeout(Some(DEADLINE)).unwrap();
        silent && began.elapsed() >= span / 2
    }

    pub(crate) fn send(&mut self, message: &Value) {
        self.send_text(&message.to_string());
    }

    pub(crate) fn send_text(&mut self, text: &str) {
        self.socket.send(Message::text(text)).unwrap();
    }

    pub(crate) fn send_frame(&mut self, message: Message) {
        // The other side may close while it is sent.
        drop(self.socket.send(message));
    }

    /// Sends bytes that need not be a frame.
    pub(crate) fn send_bytes(&mut self, bytes: &[u8]) {
        self.socket.get_mut().write_all(bytes).unwrap();
    }

    /// Cuts the connection as a crash does, without a close.
    pub(crate) fn cut(self) {
        let stream = self.socket.get_ref();
        rustix::net::sockopt::set_socket_linger(stream, Some(Duration::ZERO)).unwrap();
    }
}

/// What a client keeps: which lines it has, and where it goes on.
pub(crate) struct Applied {
    address: SocketAddr,
    parameters: String,
    pub(crate) cursor: Option<String>,
    pub(crate) lines: Vec<String>,
    /// Messages other than entries, by type.
    pub(crate) others: Vec<Value>,
    follower: Option<Follower>,
}

impl Applied {
    /// Follows from now on.
    #[track_caller]
    pub(crate) fn connect(address: SocketAddr, parameters: &str) -> Applied {
        let parameters = parameters.to_owned();
        let mut applied =
            Applied { address, parameters, cursor: None, lines: Vec::new(), others: Vec::new(), follower: None };
        applied.reconnect(address);
        applied
    }

    /// Comes back with the last cursor, perhaps to another server.
    #[track_caller]
    pub(crate) fn reconnect(&mut self, address: SocketAddr) {
        self.address = address;
        let from = match &self.cursor {
            Some(cursor) => format!("&cursor={cursor}"),
            None => "&backfill=0".to_owned(),
        };
        let mut follower = Follower::connect(address, &format!("{}{from}", self.parameters));
        let subscribed = follower.next_of("subscribed");
        if self.cursor.is_none() {
            let cursors = subscribed["cursors"].as_object().unwrap();
            self.cursor = cursors.values().next().map(|cursor| cursor.as_str().unwrap().to_owned());
        }
        self.follower = Some(follower);
    }

    /// Takes one message.
    #[track_caller]
    pub(crate) fn take(&mut self) -> Value {
        let message = self.follower.as_mut().unwrap().next();
        if message["type"] == "log" {
            self.lines.extend(message["message"].as_str().unwrap().lines().map(str::to_owned));
            self.cursor = Some(message["cursor"].as_str().unwrap().to_owned());
        } else if message["type"] != "heartbeat" {
            self.others.push(message.clone());
        }
        message
    }

    /// Takes messages until so many lines are there.
    #[track_caller]
    pub(crate) fn take_until(&mut self, lines: usize) {
        while self.lines.len() < lines {
            self.take();
        }
    }

    /// Cuts the connection and comes back.
    #[track_caller]
    pub(crate) fn cut(&mut self) {
        self.follower.take().unwrap().cut();
        self.reconnect(self.address);
    }

    pub(crate) fn follower(&mut self) -> &mut Follower {
        self.follower.as_mut().unwrap()
    }

    /// Counts the messages of a type.
    pub(crate) fn count(&self, kind: &str) -> usize {
        self.others.iter().filter(|message| message["type"] == kind).count()
    }
}
