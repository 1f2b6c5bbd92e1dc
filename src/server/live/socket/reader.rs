//! What a client says on its socket, and whether it is still there.

use std::collections::VecDeque;
use std::io::ErrorKind;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use actix_http::ws::{Message, ProtocolError};
use actix_web::error::PayloadError;
use actix_ws::{CloseCode, CloseReason, MessageStream, Session};
use serde_json::{Map, Value};
use tokio::sync::mpsc::Sender;
use tokio::time::{Instant, MissedTickBehavior, interval, sleep, timeout};

use super::FAREWELL;
use super::pieces::{Joined, Pieces};

use crate::follow::Subscription;
use crate::query::Context;

/// What a client asks for, understood.
pub(in crate::server) enum Command {
    Subscribe(Option<String>, Box<Subscription>),
    Unsubscribe(String),
    /// To pause, or to go on.
    Pause(bool),
    /// To answer its ping.
    Pong,
    /// It said what is not understood.
    Complain(&'static str, String),
    Close(CloseReason),
}

/// Messages are no longer than this, in bytes.
pub(in crate::server) const MOST_MESSAGE: usize = 64 << 10;

/// So many messages that are not understood within so long end a connection.
const MOST_COMPLAINTS: (usize, Duration) = (5, Duration::from_secs(10));

/// How often a client is asked whether it is there.
const PING: Duration = Duration::from_secs(30);

/// How often it is seen to that it is.
const CHECK: Duration = Duration::from_secs(5);

/// Whether a client is there, by the signs it gives.
#[derive(Debug)]
pub(in crate::server) struct Pulse {
    began: Instant,
    /// When it last gave a sign, in milliseconds since it came.
    last: AtomicU64,
    /// How long its last answer to a ping took, in microseconds; nothing where there was none.
    latency: AtomicU64,
}

impl Pulse {
    /// Begins with a client that came just now.
    pub(in crate::server) fn new() -> Pulse {
        Pulse { began: Instant::now(), last: AtomicU64::new(0), latency: AtomicU64::new(u64::MAX) }
    }

    /// Takes note of a sign: it said something, or took something.
    pub(in crate::server) fn beat(&self) {
        self.last.store(self.now(), Ordering::Relaxed);
    }

    /// Returns how long the last answer to a ping took, in milliseconds.
    pub(in crate::server) fn latency(&self) -> Option<f64> {
        let micros = self.latency.load(Ordering::Relaxed);
        (micros != u64::MAX).then(|| micros as f64 / 1_000.0)
    }

    fn silent(&self) -> Duration {
        Duration::from_millis(self.now().saturating_sub(self.last.load(Ordering::Relaxed)))
    }

    fn now(&self) -> u64 {
        u64::try_from(self.began.elapsed().as_millis()).unwrap_or(u64::MAX)
    }
}

/// Reads what a client says.
pub(in crate::server) struct Reader {
    pub(in crate::server) messages: MessageStream,
    pub(in crate::server) session: Session,
    pub(in crate::server) pulse: Arc<Pulse>,
    pub(in crate::server) commands: Sender<Command>,
    pub(in crate::server) context: Context,
    /// A client that gives no sign for so long is gone.
    pub(in crate::server) patience: Duration,
    /// A message that comes in several frames has come as a whole after so long.
    pub(in crate::server) longest: Duration,
}

impl Reader {
    /// Hands on what the client asks for until it leaves, or gives no sign any more.
    pub(in crate::server) async fn run(mut self) {
        let (mut pieces, mut complaints) = (Pieces::default(), VecDeque::new());
        let mut check = interval(CHECK.min(self.patience / 2));
        check.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut next_ping = Instant::now();
        loop {
            let command = tokio::select! {
                message = self.messages.recv() => {
                    self.pulse.beat();
                    match self.understand(message, &mut pieces).await {
                        Heard::Command(command) => command,
                        Heard::Nothing => continue,
                        Heard::End => return,
                    }
                }
                _ = check.tick() => {
                    if self.pulse.silent() > self.patience {
                        close(CloseCode::Away, "no answer to pings")
                    } else if pieces.are_late(self.longest) {
                        close(CloseCode::Policy, "the message came too slowly; send it faster, or raise --body-timeout")
                    } else {
                        self.ping(&mut next_ping).await;
                        continue;
                    }
                }
            };
            let command = if is_one_too_many(&command, &mut complaints) {
                close(CloseCode::Policy, "too many messages that are not understood")
            } else {
                command
            };
            let is_last = matches!(command, Command::Close(_));
            if self.commands.send(command).await.is_err() {
                return;
            }
            if is_last {
                // Without its reading side the connection would end before the reason has gone out.
                sleep(FAREWELL).await;
                return;
            }
        }
    }

    async fn ping(&mut self, next_ping: &mut Instant) {
        if *next_ping > Instant::now() {
            return;
        }
        *next_ping = Instant::now() + PING;
        let now = self.pulse.began.elapsed().as_micros().to_string();
        // Where no ping fits in, the client is being sent something, and need not be asked.
        let _ = timeout(Duration::from_millis(1), self.session.ping(now.as_bytes())).await;
    }

    async fn understand(&mut self, message: Option<Result<Message, ProtocolError>>, pieces: &mut Pieces) -> Heard {
        let is_binary = || Heard::Command(close(CloseCode::Unsupported, "messages are text, not binary"));
        let is_no_text = || Heard::Command(close(CloseCode::Invalid, "a text message must be UTF-8"));
        let is_long = || Heard::Command(close(CloseCode::Size, "messages may have 64 KiB; send less at once"));
        match message {
            Some(Ok(Message::Text(text))) => self.command(&text),
            Some(Ok(Message::Binary(_))) => is_binary(),
            Some(Ok(Message::Continuation(piece))) => match pieces.add(&piece) {
                Joined::Part => Heard::Nothing,
                Joined::Text(bytes) => {
                    std::str::from_utf8(&bytes).map_or_else(|_| is_no_text(), |text| self.command(text))
                }
                Joined::Binary => is_binary(),
                Joined::TooLong => is_long(),
            },
            Some(Ok(Message::Ping(bytes))) => {
                // A full socket answers its next ping.
                let _ = timeout(Duration::from_millis(1), self.session.pong(&bytes)).await;
                Heard::Nothing
            }
            Some(Ok(Message::Pong(bytes))) => {
                let sent = std::str::from_utf8(&bytes).ok().and_then(|text| text.parse::<u128>().ok());
                let took = sent.and_then(|sent| self.pulse.began.elapsed().as_micros().checked_sub(sent));
                if let Some(took) = took.and_then(|took| u64::try_from(took).ok()) {
                    self.pulse.latency.store(took, Ordering::Relaxed);
                }
                Heard::Nothing
            }
            Some(Ok(Message::Close(reason))) => {
                // Who says that it leaves waits for the same word.
                Heard::Command(close(reason.map_or(CloseCode::Normal, |reason| reason.code), ""))
            }
            Some(Ok(Message::Nop)) => Heard::Nothing,
            None => Heard::End,
            Some(Err(error)) if is_too_long(&error) => is_long(),
            Some(Err(ProtocolError::Io(error))) if error.kind() == ErrorKind::InvalidData && !is_reserved(&error) => {
                is_no_text()
            }
            Some(Err(ProtocolError::Io(error))) if error.kind() != ErrorKind::InvalidData => Heard::End,
            Some(Err(_)) => Heard::Command(close(CloseCode::Protocol, "this is no WebSocket frame")),
        }
    }

    fn command(&self, text: &str) -> Heard {
        let complain = |code, message: &str| Heard::Command(Command::Complain(code, message.to_owned()));
        let Ok(message) = serde_json::from_str::<Value>(text) else {
            return complain("bad_json", "the message is no JSON");
        };
        let Value::Object(message) = message else { return complain("bad_message", "the message must be an object") };
        match message.get("type").and_then(Value::as_str) {
            Some("subscribe") => self.subscribe(&message),
            Some("unsubscribe") => match message.get("id").and_then(Value::as_str) {
                Some(id) => Heard::Command(Command::Unsubscribe(id.to_owned())),
                None => complain("bad_message", "unsubscribe needs the id of a subscription, a text"),
            },
            Some("pause") => Heard::Command(Command::Pause(true)),
            Some("resume") => Heard::Command(Command::Pause(false)),
            Some("ping") => Heard::Command(Command::Pong),
            Some(_) => complain("unknown_type", "type must be subscribe, unsubscribe, pause, resume or ping"),
            None => complain("bad_message", "the message needs a type, a text"),
        }
    }

    fn subscribe(&self, message: &Map<String, Value>) -> Heard {
        let id = match message.get("id") {
            None | Some(Value::Null) => None,
            Some(Value::String(id)) if (1..=256).contains(&id.len()) => Some(id.clone()),
            Some(_) => {
                let detail = "id must be a text of 1 to 256 bytes".to_owned();
                return Heard::Command(Command::Complain("bad_message", detail));
            }
        };
        Heard::Command(match Subscription::of_message(message, &self.context) {
            Ok(subscription) => Command::Subscribe(id, Box::new(subscription)),
            Err(error) => Command::Complain("bad_query", error.to_string()),
        })
    }
}

/// Tells whether a frame was too long.
fn is_too_long(error: &ProtocolError) -> bool {
    match error {
        ProtocolError::Overflow => true,
        ProtocolError::Io(error) => {
            let inner = error.get_ref().and_then(|inner| inner.downcast_ref::<PayloadError>());
            matches!(inner, Some(PayloadError::Overflow))
        }
        _ => false,
    }
}

/// Tells whether a frame has bits that mean nothing, and not a text that is none.
fn is_reserved(error: &std::io::Error) -> bool {
    // The library says no more of it than these words.
    error.to_string() == "Received a frame with non-zero reserved bits"
}

/// What a client was heard to say.
enum Heard {
    Command(Command),
    Nothing,
    End,
}

/// Tells whether a client was not understood once too often.
fn is_one_too_many(command: &Command, complaints: &mut VecDeque<Instant>) -> bool {
    if !matches!(command, Command::Complain(..)) {
        return false;
    }
    let (most, within) = MOST_COMPLAINTS;
    complaints.retain(|moment| moment.elapsed() < within);
    complaints.push_back(Instant::now());
    complaints.len() >= most
}

fn close(code: CloseCode, reason: &str) -> Command {
    Command::Close(CloseReason { code, description: Some(reason.to_owned()) })
}
