//! One WebSocket to a server, from which lines come.

use std::io::{self, Read};
use std::sync::Arc;
use std::time::Duration;

use flate2::read::GzDecoder;
use futures::{SinkExt, StreamExt};
use rustls::{ClientConfig, RootCertStore};
use thiserror::Error;
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::handshake::client::Request;
use tokio_tungstenite::tungstenite::http::{HeaderValue, header};
use tokio_tungstenite::tungstenite::protocol::{CloseFrame, WebSocketConfig};
use tokio_tungstenite::tungstenite::{self, Message};
use tokio_tungstenite::{Connector, MaybeTlsStream, WebSocketStream, client_async_tls_with_config};

use super::roots::{NoRoots, certificates, provider};
use super::target::Target;

/// A server that does not answer within so long is not there.
const PATIENCE: Duration = Duration::from_secs(10);

/// A heartbeat comes every 30 s: a connection that is silent for longer than two is dead.
const SILENCE: Duration = Duration::from_secs(70);

/// A message is no longer than this, in bytes: a record of a line of `--max-line`, which the server may have raised, with escapes.
const MOST_MESSAGE: usize = 1 << 30;

/// A connection that is subscribed to nothing yet.
pub(super) struct Connection {
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
}

/// Why there is no connection.
#[derive(Debug, Error)]
pub enum ConnectError {
    /// Nobody answers.
    #[error("no server answers at {url}: {source}; is logbrook running there?")]
    Unreachable {
        /// Where one was looked for.
        url: String,
        /// What the system said.
        source: io::Error,
    },
    /// Who answers will not have us.
    #[error("{url} answers {status}: {hint}", status = .refusal.status, hint = .refusal.hint())]
    Refused {
        /// Where we came to.
        url: String,
        /// What was answered.
        refusal: Refusal,
    },
    /// Who answers is no logbrook, or the secure connection failed.
    #[error("{url} does not speak as logbrook does: {detail}")]
    Strange {
        /// Where we came to.
        url: String,
        /// What happened.
        detail: String,
    },
    /// The certificates of this machine cannot be read.
    #[error(transparent)]
    NoRoots(#[from] NoRoots),
    /// The token cannot stand in a request.
    #[error("the token has characters that no token has; check --token and LOGBROOK_TOKEN")]
    Token,
}

/// A refusal before the connection was made.
#[derive(Clone, Copy, Debug)]
pub struct Refusal {
    /// The status.
    pub status: u16,
    /// When to come back.
    pub retry_after: Option<Duration>,
}

/// What comes over a connection.
pub(super) enum Heard {
    /// Messages, one a line.
    Lines(String),
    /// The server closed it: the code, and why.
    Closed(u16, String),
    /// It is gone.
    Lost(String),
}

impl Refusal {
    /// Reads what a server answers other than by an upgrade.
    fn of<B>(response: &tungstenite::http::Response<B>) -> Refusal {
        let seconds = response.headers().get(header::RETRY_AFTER).and_then(|value| value.to_str().ok()?.parse().ok());
        Refusal { status: response.status().as_u16(), retry_after: seconds.map(Duration::from_secs) }
    }

    /// Tells whether another try may succeed without anybody doing something about it.
    pub fn is_passing(self) -> bool {
        matches!(self.status, 408 | 429 | 502..=504)
    }

    fn hint(self) -> &'static str {
        match self.status {
            401 => "it asks who you are; give a token by --token or LOGBROOK_TOKEN, or USER:PASSWORD@ in the address",
            403 => "it does not serve this name or this client; use the address that it printed when it started",
            404 => "no logbrook is there; if it has a --base-path, the address must contain it",
            429 | 503 => "it is full; try again later",
            301..=308 => "it lies elsewhere; use the address that the browser shows after it was opened",
            _ => "it is no logbrook, or a proxy before it has a fault",
        }
    }
}

impl Connection {
    /// Connects; nothing comes but heartbeats until something is [said](Connection::say).
    pub(super) async fn open(target: &Target, parameters: &str) -> Result<Connection, ConnectError> {
        let url = target.url();
        let request = request(target, parameters)?;
        let unreachable = |source| ConnectError::Unreachable { url: url.clone(), source };
        let late = |_| unreachable(io::Error::from(io::ErrorKind::TimedOut));
        let connecting = TcpStream::connect((target.host(), target.port()));
        let stream = timeout(PATIENCE, connecting).await.map_err(late)?.map_err(unreachable)?;
        // Answers to pings should not wait; where that cannot be had it works all the same.
        let _ = stream.set_nodelay(true);
        let connector = if target.is_secure() { Connector::Rustls(tls(target)?) } else { Connector::Plain };
        let most = Some(MOST_MESSAGE);
        let config = WebSocketConfig::default().max_message_size(most).max_frame_size(most);
        let upgrading = client_async_tls_with_config(request, stream, Some(config), Some(connector));
        match timeout(PATIENCE, upgrading).await.map_err(late)? {
            Ok((socket, _)) => Ok(Connection { socket }),
            Err(tungstenite::Error::Http(response)) => {
                Err(ConnectError::Refused { url, refusal: Refusal::of::<Option<Vec<u8>>>(&response) })
            }
            Err(tungstenite::Error::Io(source)) => Err(unreachable(source)),
            Err(other) => Err(ConnectError::Strange { url, detail: other.to_string() }),
        }
    }

    /// Sends a message.
    pub(super) async fn say(&mut self, message: String) -> Result<(), String> {
        let sending = self.socket.send(Message::text(message));
        match timeout(PATIENCE, sending).await {
            Ok(sent) => sent.map_err(|error| error.to_string()),
            Err(_) => Err("the server takes nothing".to_owned()),
        }
    }

    /// Waits for what comes next.
    pub(super) async fn hear(&mut self) -> Heard {
        loop {
            let Ok(message) = timeout(SILENCE, self.socket.next()).await else {
                return Heard::Lost(format!("nothing came for {} s", SILENCE.as_secs()));
            };
            match message {
                Some(Ok(Message::Text(text))) => return Heard::Lines(text.as_str().to_owned()),
                Some(Ok(Message::Binary(packed))) => match unpack(&packed) {
                    Ok(text) => return Heard::Lines(text),
                    Err(error) => return Heard::Lost(format!("a packed batch cannot be read: {error}")),
                },
                Some(Ok(Message::Close(Some(CloseFrame { code, reason })))) => {
                    return Heard::Closed(code.into(), reason.as_str().to_owned());
                }
                Some(Ok(Message::Ping(_) | Message::Pong(_) | Message::Frame(_))) => {}
                Some(Ok(Message::Close(None))) | None => return Heard::Lost("the server hung up".to_owned()),
                Some(Err(error)) => return Heard::Lost(error.to_string()),
            }
        }
    }
}

fn request(target: &Target, parameters: &str) -> Result<Request, ConnectError> {
    let strange = |error: tungstenite::Error| ConnectError::Strange { url: target.url(), detail: error.to_string() };
    let mut request = format!("{}?{parameters}", target.socket()).into_client_request().map_err(strange)?;
    if let Some(authorization) = target.authorization() {
        let value = HeaderValue::from_str(authorization).map_err(|_| ConnectError::Token)?;
        request.headers_mut().insert(header::AUTHORIZATION, value);
    }
    Ok(request)
}

fn unpack(packed: &[u8]) -> io::Result<String> {
    let mut text = String::new();
    GzDecoder::new(packed).take(MOST_MESSAGE as u64).read_to_string(&mut text)?;
    Ok(text)
}

/// Trusts whom this machine trusts.
fn tls(target: &Target) -> Result<Arc<ClientConfig>, ConnectError> {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(certificates()?);
    let builder = ClientConfig::builder_with_provider(provider()).with_safe_default_protocol_versions();
    let builder = builder.map_err(|error| ConnectError::Strange { url: target.url(), detail: error.to_string() })?;
    Ok(Arc::new(builder.with_root_certificates(roots).with_no_client_auth()))
}
