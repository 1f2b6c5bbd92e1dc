//! One client's connection, between the socket and the HTTP dispatcher, where five things are mended:
//!
//! - the dispatcher reads requests ahead, and answers one in the manner of the last one read (a GET before a HEAD without its
//!   body, for instance); here it gets them one by one;
//! - the dispatcher times the head of the first request only; here a slow head is cut off on every request, and a body that
//!   stays away or does not end behind its answer (row c16);
//! - it answers what is no HTTP with an empty body; here that gets a problem like any other error;
//! - it has no time limit for answers; here a client that takes nothing of its own is given up (`--stall-timeout`);
//! - it drops a connection with bytes unread, which resets it and can destroy the answer on its way; here the rest is read off.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use actix_web::http::StatusCode;
use rustix::net::sockopt;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::admission::Admitted;
use super::error::Problem;
use super::state::State;
use link::Link;
use requests::Requests;
use stall::Stall;

mod bare;
mod framing;
mod link;
mod requests;
mod stall;
pub(super) mod tls;

/// A silent peer is asked after this long whether it still lives.
const PROBE_AFTER: Duration = Duration::from_secs(60);

/// And again so often, three times.
const PROBE_EVERY: Duration = Duration::from_secs(10);

/// How long, and how many bytes, a client that was refused may go on sending before it is reset.
const LINGER: (Duration, u64) = (Duration::from_secs(2), 16 << 20);

/// How many may at once; more are reset at once, so that none of them holds a descriptor for long.
pub(super) const MOST_LINGERING: usize = 32;

/// How long a client that is turned away is waited for.
const FAREWELL: Duration = Duration::from_millis(100);

/// A connection that is counted, timed, and closed politely.
pub(super) struct Connection {
    /// `None` only while it is dropped.
    stream: Option<Link>,
    requests: Requests,
    /// Whether any answer was begun.
    answered: bool,
    /// What is sent in place of a bare answer, and not yet written.
    substitute: Vec<u8>,
    /// Whether the other side, or an error, has ended the connection.
    ended: bool,
    stall: Stall,
    state: Arc<State>,
    _admitted: Admitted,
}

impl Connection {
    /// Takes over an accepted socket, encrypted where there is a certificate.
    ///
    /// # Errors
    /// A client that cannot agree on an encryption, or one more than there may be.
    pub(super) async fn accept(stream: TcpStream, state: &Arc<State>) -> io::Result<(Connection, Option<SocketAddr>)> {
        let peer = stream.peer_addr().ok();
        if let Err(error) = set_options(&stream) {
            tracing::debug!(%error, "a connection keeps its default options");
        }
        let limits = state.limits();
        state.metrics.connected();
        let admitted = match state.admit_connection(peer.map(|peer| peer.ip())) {
            Ok(admitted) => admitted,
            Err(problem) => return Err(turn_away(stream, &problem, state).await),
        };
        let stream = match &state.tls {
            None => Link::Plain(stream),
            Some(tls) => Link::Encrypted(Box::new(tls.accept(stream, limits.head_timeout, state).await?)),
        };
        let connection = Connection {
            stream: Some(stream),
            requests: Requests::new(&limits),
            answered: false,
            substitute: Vec::new(),
            ended: false,
            stall: Stall::new(limits.stall_timeout, state.follow_limits.patience),
            state: state.clone(),
            _admitted: admitted,
        };
        Ok((connection, peer))
    }

    fn stream(&mut self) -> Pin<&mut Link> {
        Pin::new(self.stream.as_mut().expect("the stream is taken only in drop"))
    }

    fn poll_stream(&mut self, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let polled = ready!(self.stream().poll_read(cx, buffer));
        self.ended |= polled.is_err() || buffer.filled().len() == before;
        Poll::Ready(polled)
    }

    /// Notices that the client leaves, while what it sends behind its request is held.
    fn poll_hold(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        while self.requests.may_hold() {
            let mut bytes = [0; 4_096];
            let mut buffer = ReadBuf::new(&mut bytes);
            if self.poll_stream(cx, &mut buffer)?.is_pending() {
                break;
            }
            if self.ended {
                return Poll::Ready(Ok(()));
            }
            self.requests.arrived(buffer.filled());
        }
        self.requests.wake_when_answered(cx);
        Poll::Pending
    }

    /// Says 408 where nothing was ever answered, and so nothing can be cut in two by it.
    ///
    /// A connection on which nothing came is closed without a word: browsers open some ahead of their need, and would take
    /// it for the answer to what they ask next.
    fn refuse_late(&mut self, cx: &mut Context<'_>) -> io::Error {
        if self.requests.has_begun() && !self.answered {
            self.substitute = bare::answer(&Problem::of_status(StatusCode::REQUEST_TIMEOUT));
            // What the socket does not take at once, a client this slow does without.
            let _ = self.poll_substitute(cx);
        }
        io::Error::new(io::ErrorKind::TimedOut, "a request came too slowly")
    }

    fn poll_substitute(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        while !self.substitute.is_empty() {
            let substitute = std::mem::take(&mut self.substitute);
            let written = self.stream().poll_write(cx, &substitute);
            let done = if let Poll::Ready(Ok(written)) = &written { *written } else { 0 };
            self.substitute = substitute[done..].to_vec();
            ready!(written)?;
        }
        Poll::Ready(Ok(()))
    }
}

/// Tells one client more than there may be why it is turned away; to one that expects encryption there is nothing to say.
async fn turn_away(mut stream: TcpStream, problem: &Problem, state: &State) -> io::Error {
    if state.tls.is_none() {
        // Whoever does not take it at once does without.
        let _ = timeout(FAREWELL, stream.write_all(&bare::answer(problem))).await;
        linger(stream, state);
    }
    io::Error::other("too many connections")
}

fn set_options(stream: &TcpStream) -> io::Result<()> {
    // Heads and records go out as they are made; without this each waits for the last one's acknowledgement.
    stream.set_nodelay(true)?;
    sockopt::set_socket_keepalive(stream, true)?;
    sockopt::set_tcp_keepidle(stream, PROBE_AFTER)?;
    sockopt::set_tcp_keepintvl(stream, PROBE_EVERY)?;
    Ok(sockopt::set_tcp_keepcnt(stream, 3)?)
}

impl AsyncRead for Connection {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        if self.requests.is_asked() {
            return self.poll_hold(cx);
        }
        if self.requests.is_overlong() {
            // It was read off long enough.
            self.ended = true;
            return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
        }
        let released = self.requests.release(buffer.remaining());
        if !released.is_empty() {
            buffer.put_slice(&released);
            return Poll::Ready(Ok(()));
        }
        let before = buffer.filled().len();
        if self.poll_stream(cx, buffer)?.is_pending() {
            ready!(self.requests.poll_late(cx));
            return Poll::Ready(Err(self.refuse_late(cx)));
        }
        let now = self.requests.arrived(&buffer.filled()[before..]);
        buffer.set_filled(before + now);
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Connection {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        ready!(self.poll_substitute(cx))?;
        self.answered = true;
        // What a log holds is never looked at: it may read like the head of an answer.
        if self.requests.is_answer_due()
            && let Some(substitute) = bare::substitute(bytes, self.requests.has_long_address())
        {
            self.requests.answered(bytes);
            self.substitute = substitute;
            return Poll::Ready(Ok(bytes.len()));
        }
        if let Poll::Ready(written) = self.stream().poll_write(cx, bytes) {
            self.requests.answered(&bytes[..*written.as_ref().unwrap_or(&0)]);
            self.stall.progress();
            return Poll::Ready(written);
        }
        let is_upgraded = self.requests.is_upgraded();
        ready!(self.stall.poll_over(is_upgraded, cx));
        self.state.metrics.refuse("stall-timeout");
        Poll::Ready(Err(io::Error::new(io::ErrorKind::TimedOut, "the client takes nothing of its answer")))
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.poll_substitute(cx))?;
        self.stream().poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.poll_substitute(cx))?;
        self.stream().poll_shutdown(cx)
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        if let Some(stream) = self.stream.take().filter(|_| !self.ended) {
            linger(stream, &self.state);
        }
    }
}

/// Ends our side, and reads off what the client still sends, so that it can read what it was told; if there is no room for that, only ends it.
fn linger(mut stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static, state: &State) {
    let (Ok(runtime), Ok(place)) = (tokio::runtime::Handle::try_current(), state.lingering.clone().try_acquire_owned())
    else {
        return;
    };
    runtime.spawn(async move {
        let _place = place;
        let (longest, most) = LINGER;
        let farewell = async {
            stream.shutdown().await?;
            tokio::io::copy(&mut stream.take(most), &mut tokio::io::sink()).await
        };
        // Whatever goes wrong now, the connection is over.
        let _ = timeout(longest, farewell).await;
    });
}
