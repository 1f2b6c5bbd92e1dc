//! A follow session that outlives its connections.

use std::convert::Infallible;
use std::fmt;
use std::io;
use std::time::Duration;

use serde_json::{Map, Value};
use thiserror::Error;
use tokio::time::sleep;

use super::backoff::Backoff;
use super::connection::{ConnectError, Connection, Heard};
use super::cursors::Cursors;
use super::message::Message;
use super::show::one_line;
use super::target::Target;
use crate::query::MAX_CURSORS;

/// Takes what is followed, a message at a time.
pub trait Listener: Send {
    /// Takes a message: its line as it came, and what was read of it.
    ///
    /// # Errors
    /// Nobody takes any more; following ends with this.
    fn hear(&mut self, line: &str, message: &Message<'_>) -> io::Result<()>;

    /// Takes note of what happens to the connection.
    fn note(&mut self, note: &Note);

    /// Hands on what it holds back: nothing more comes for now.
    ///
    /// # Errors
    /// As [`Listener::hear`].
    fn flush(&mut self) -> io::Result<()>;
}

/// What happens to a connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Note {
    /// It is lost.
    Lost {
        /// What happened.
        why: String,
        /// When it is tried again.
        wait: Duration,
    },
    /// It is there again, and goes on where it was.
    Resumed,
    /// It is there again, but cannot go on where it was.
    Anew,
}

/// Why following ends.
#[derive(Debug, Error)]
pub enum FollowFault {
    /// There is no connection.
    #[error(transparent)]
    Connect(#[from] ConnectError),
    /// The server will not have this subscription.
    #[error("{0}")]
    Refused(String),
    /// Nobody takes what is said.
    #[error("{0}")]
    Listener(#[from] io::Error),
}

impl FollowFault {
    /// Makes a refusal of what a server says, which stands in one line.
    fn refused(text: &str) -> FollowFault {
        FollowFault::Refused(one_line(text).into_owned())
    }
}

/// Follows a server.
pub struct Follower {
    target: Target,
    /// Names and values of the subscription.
    parameters: Vec<(String, String)>,
    /// What stands in the address of the socket.
    framing: &'static str,
    cursors: Cursors,
    backoff: Backoff,
    /// Whether a subscription has begun once.
    has_begun: bool,
}

/// How one connection ends.
enum End {
    /// For good.
    Fault(FollowFault),
    /// It may be tried again.
    Lost(String, Option<Duration>),
}

impl From<FollowFault> for End {
    fn from(fault: FollowFault) -> End {
        End::Fault(fault)
    }
}

impl From<io::Error> for End {
    fn from(error: io::Error) -> End {
        End::Fault(error.into())
    }
}

/// Close codes after which it is of no use to try again.
const FINAL: [u16; 3] = [1003, 1008, 1009];

/// The server is full of something, of which there may be too much for good.
const FULL: u16 = 1013;

/// Where nothing was followed when the connection was lost, all that has appeared since is new.
const ALL: &str = "100000";

/// Parameters that may stand several times.
const LISTS: [&str; 6] = ["file", "channels", "level", "source", "fields", "cursor"];

impl Follower {
    /// Follows what parameters ask for; batches are packed where `compress` is set.
    pub fn new(target: Target, parameters: Vec<(String, String)>, compress: bool) -> Follower {
        let framing = if compress { "batch=true&compress=gzip" } else { "batch=true" };
        let (cursors, backoff) = (Cursors::default(), Backoff::default());
        Follower { target, parameters, framing, cursors, backoff, has_begun: false }
    }

    /// Tells a listener until something ends it for good.
    ///
    /// # Errors
    /// Always, in the end: a [`FollowFault`].
    pub async fn run(mut self, listener: &mut impl Listener) -> Result<Infallible, FollowFault> {
        loop {
            let (why, at_least) = match self.talk(listener).await {
                Ok(never) => match never {},
                Err(End::Fault(fault)) => return Err(fault),
                Err(End::Lost(why, at_least)) => (why, at_least),
            };
            let wait = self.backoff.next_wait().max(at_least.unwrap_or_default());
            listener.note(&Note::Lost { why, wait });
            sleep(wait).await;
        }
    }

    async fn talk(&mut self, listener: &mut impl Listener) -> Result<Infallible, End> {
        let mut connection = match Connection::open(&self.target, self.framing).await {
            Ok(connection) => connection,
            Err(error) => return Err(self.unconnected(error)),
        };
        connection.say(self.subscribe()).await.map_err(|why| End::Lost(why, None))?;
        let mut subscription = None;
        loop {
            match connection.hear().await {
                Heard::Lines(lines) => {
                    for line in lines.lines() {
                        self.obey(line, &mut subscription, listener)?;
                    }
                    listener.flush()?;
                }
                Heard::Closed(code, reason) => return Err(self.closed(code, reason)),
                Heard::Lost(why) => return Err(End::Lost(why, None)),
            }
        }
    }

    /// Takes a message; `subscription` is the name of ours, once it has begun.
    fn obey(&mut self, line: &str, subscription: &mut Option<String>, listener: &mut impl Listener) -> Result<(), End> {
        let message = Message::parse(line)
            .map_err(|error| FollowFault::Refused(format!("the server said what is no message: {error}")))?;
        match (message.kind.as_str(), &message.id) {
            ("log", _) => {
                listener.hear(line, &message)?;
                if let (Some(file), Some(cursor)) = (&message.file, &message.cursor) {
                    self.cursors.apply(file, cursor);
                }
                Ok(())
            }
            ("subscribed", Some(id)) => {
                *subscription = Some(id.clone());
                self.begin(&message, listener);
                Ok(listener.hear(line, &message)?)
            }
            ("heartbeat", _) => {
                if let Some(cursors) = subscription.as_ref().and_then(|id| message.data.subscriptions.get(id)) {
                    self.cursors.tell(cursors);
                }
                Ok(())
            }
            ("error", _) if subscription.is_none() => {
                Err(FollowFault::refused(&message.message.unwrap_or_default()).into())
            }
            _ => Ok(listener.hear(line, &message)?),
        }
    }

    fn begin(&mut self, message: &Message<'_>, listener: &mut impl Listener) {
        if self.has_begun {
            listener.note(if self.can_resume() { &Note::Resumed } else { &Note::Anew });
        }
        self.cursors.begin(&message.cursors);
        self.has_begun = true;
        self.backoff.reset();
    }

    /// Tells whether a subscription can name all the places that were reached.
    fn can_resume(&self) -> bool {
        self.cursors.reached().len() <= MAX_CURSORS
    }

    /// Returns the message that subscribes: as asked for at first, then from where we are.
    fn subscribe(&self) -> String {
        let mut message = Map::new();
        message.insert("type".to_owned(), "subscribe".into());
        for (name, value) in self.parameters.iter().filter(|(name, value)| !self.has_begun || lasts(name, value)) {
            match message.entry(name.as_str()).or_insert_with(|| Value::Array(Vec::new())) {
                Value::Array(values) if LISTS.contains(&name.as_str()) => values.push(value.as_str().into()),
                other => *other = value.as_str().into(),
            }
        }
        if self.has_begun {
            // A file that went away meanwhile may come back, as it may while it is followed.
            message.insert("create".to_owned(), true.into());
            let reached: Vec<&str> = self.cursors.reached().collect();
            match (self.can_resume(), reached.is_empty()) {
                (true, false) => message.insert("cursor".to_owned(), reached.into()),
                (true, true) => message.insert("backfill".to_owned(), ALL.into()),
                (false, _) => message.insert("backfill".to_owned(), "0".into()),
            };
        }
        Value::Object(message).to_string()
    }

    fn unconnected(&self, error: ConnectError) -> End {
        match &error {
            ConnectError::Refused { refusal, .. } if refusal.is_passing() => {
                End::Lost(error.to_string(), refusal.retry_after)
            }
            ConnectError::Unreachable { .. } | ConnectError::Strange { .. } if self.has_begun => {
                End::Lost(error.to_string(), None)
            }
            _ => End::Fault(error.into()),
        }
    }

    fn closed(&self, code: u16, reason: String) -> End {
        let hint = if code == 1008 { "; check its name, or wait for it with --create" } else { "" };
        match code {
            _ if FINAL.contains(&code) => FollowFault::refused(&format!("{reason}{hint}")).into(),
            FULL if !self.has_begun => FollowFault::refused(&reason).into(),
            _ => End::Lost(reason, None),
        }
    }
}

/// Tells whether a parameter holds for a later connection, too. Where it begins is said by cursors then; and a span back from now
/// would leave out what was written while nobody was connected.
fn lasts(name: &str, value: &str) -> bool {
    let is_span =
        |text: &str| text.chars().all(char::is_alphanumeric) && text.ends_with(|last: char| last.is_lowercase());
    match name {
        "backfill" | "cursor" | "create" => false,
        "since" => !is_span(value),
        _ => true,
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Note::Lost { why, wait } => {
                write!(f, "no connection: {why}; next try in {:.1} s", wait.as_secs_f64())
            }
            Note::Resumed => f.write_str("connected again; goes on where it was"),
            Note::Anew => write!(
                f,
                "connected again; more than {MAX_CURSORS} files cannot be taken up where they were: what was written \
                 meanwhile is not shown"
            ),
        }
    }
}
