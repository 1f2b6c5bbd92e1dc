//! How long a client takes over the head of a request.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::time::{Instant, Sleep, sleep_until};

/// Watches the bytes of a connection for heads that come too slowly.
///
/// It knows heads by their end, an empty line, and takes any answer as the end of a request. While a body follows a head
/// nothing is timed here.
pub(super) struct HeadClock {
    limit: Duration,
    phase: Phase,
    /// The last bytes that arrived, in which the empty line may have begun.
    tail: [u8; 3],
}

enum Phase {
    /// Between two requests.
    Idle,
    /// A head is due: the first one, or one of which some has arrived.
    Head(Pin<Box<Sleep>>),
    /// A whole head has arrived; the answer is awaited.
    Request,
    /// The connection speaks another protocol now.
    Upgraded,
}

impl Phase {
    fn awaiting(limit: Duration) -> Phase {
        Phase::Head(Box::pin(sleep_until(Instant::now() + limit)))
    }
}

impl HeadClock {
    /// Makes the clock of a connection that has just been opened, and so should send a head.
    pub(super) fn start(limit: Duration) -> HeadClock {
        HeadClock { limit, phase: Phase::awaiting(limit), tail: [0; 3] }
    }

    /// Notes that bytes have arrived.
    pub(super) fn arrived(&mut self, bytes: &[u8]) {
        if bytes.is_empty() || matches!(self.phase, Phase::Request | Phase::Upgraded) {
            return;
        }
        let seam: Vec<u8> = self.tail.iter().chain(bytes.iter().take(3)).copied().collect();
        if memchr::memmem::find(&seam, b"\r\n\r\n").or_else(|| memchr::memmem::find(bytes, b"\r\n\r\n")).is_some() {
            self.phase = Phase::Request;
            self.tail = [0; 3];
            return;
        }
        for &byte in &bytes[bytes.len().saturating_sub(3)..] {
            self.tail.rotate_left(1);
            self.tail[2] = byte;
        }
        if matches!(self.phase, Phase::Idle) {
            self.phase = Phase::awaiting(self.limit);
        }
    }

    /// Notes that bytes of an answer are sent.
    pub(super) fn answered(&mut self, bytes: &[u8]) {
        match &mut self.phase {
            _ if bytes.starts_with(b"HTTP/1.1 101") => self.phase = Phase::Upgraded,
            // A client that pipelines is not slow while it is being answered.
            Phase::Head(late) => late.as_mut().reset(Instant::now() + self.limit),
            Phase::Request if !bytes.starts_with(b"HTTP/1.1 100") => self.phase = Phase::Idle,
            Phase::Idle | Phase::Request | Phase::Upgraded => {}
        }
    }

    /// Is ready once a head is late.
    pub(super) fn poll_late(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        match &mut self.phase {
            Phase::Head(late) => late.as_mut().poll(cx),
            Phase::Idle | Phase::Request | Phase::Upgraded => Poll::Pending,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn is_late(clock: &mut HeadClock) -> bool {
        let late = std::future::poll_fn(|cx| clock.poll_late(cx));
        tokio::time::timeout(Duration::from_millis(500), late).await.is_ok()
    }

    fn clock() -> HeadClock {
        HeadClock::start(Duration::from_millis(1))
    }

    #[tokio::test]
    async fn a_head_that_never_ends_is_late_on_every_request() {
        let mut clock = clock();
        clock.arrived(b"GET / HTTP/1.1\r\n");
        assert!(is_late(&mut clock).await);
        let mut clock = self::clock();
        for part in [&b"GET / HTTP/1.1\r\nHost: a\r\n"[..], b"\r", b"\n"] {
            clock.arrived(part);
        }
        clock.answered(b"HTTP/1.1 200 OK\r\n");
        clock.arrived(b"G");
        assert!(is_late(&mut clock).await);
    }
}
