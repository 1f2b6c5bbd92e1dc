//! Where one request ends and the next begins, among the bytes that a client sends.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use memchr::memmem;
use tokio::time::{Instant, Sleep, sleep_until};

/// How many bytes of requests behind the one that is being answered are taken from the socket.
const MOST_HELD: usize = 16 * 1024;

/// Hands requests on one by one, and watches for heads that come too slowly.
///
/// A head ends with an empty line (empty lines before it count for nothing), and a request with the beginning of its answer. What follows a head that announces a
/// body is handed on as it comes.
pub(super) struct Requests {
    limit: Duration,
    phase: Phase,
    /// What has arrived of the head that is not yet whole.
    head: Vec<u8>,
    /// What has arrived behind a request that is not yet answered.
    held: Vec<u8>,
    waker: Option<Waker>,
}

enum Phase {
    /// Between two requests.
    Idle,
    /// A head is due: the first one, or one of which some has arrived.
    Head(Pin<Box<Sleep>>),
    /// A whole request was handed on; its answer is awaited.
    Asked,
    /// A head that announces a body was handed on.
    Body,
    /// The connection speaks another protocol now.
    Upgraded,
}

impl Requests {
    /// Begins with a connection that has just been opened, and so should send a head within the limit.
    pub(super) fn new(limit: Duration) -> Requests {
        Requests { limit, phase: awaiting(limit), head: Vec::new(), held: Vec::new(), waker: None }
    }

    /// Notes that bytes have arrived, and returns how many of them are to be handed on now; the rest is held.
    pub(super) fn arrived(&mut self, bytes: &[u8]) -> usize {
        let now = match self.phase {
            Phase::Asked => 0,
            Phase::Body | Phase::Upgraded => bytes.len(),
            Phase::Idle | Phase::Head(_) => self.rest_of_head(bytes),
        };
        self.held.extend_from_slice(&bytes[now..]);
        now
    }

    /// Returns what was held and is now to be handed on, at most so many bytes.
    pub(super) fn release(&mut self, most: usize) -> Vec<u8> {
        let held = std::mem::take(&mut self.held);
        let now = self.arrived(&held[..held.len().min(most)]);
        self.held = held[now..].to_vec();
        held[..now].to_vec()
    }

    /// Tells whether a request was handed on whose answer has not begun.
    pub(super) fn is_asked(&self) -> bool {
        matches!(self.phase, Phase::Asked)
    }

    /// Tells whether the connection speaks another protocol now.
    pub(super) fn is_upgraded(&self) -> bool {
        matches!(self.phase, Phase::Upgraded)
    }

    /// Tells whether some of a head has arrived.
    pub(super) fn has_begun(&self) -> bool {
        !self.head.is_empty()
    }

    /// Tells whether more may be held.
    pub(super) fn may_hold(&self) -> bool {
        self.held.len() < MOST_HELD
    }

    /// Keeps whom to wake when the answer begins.
    pub(super) fn wake_when_answered(&mut self, cx: &Context<'_>) {
        self.waker = Some(cx.waker().clone());
    }

    /// Notes that bytes of an answer are sent.
    pub(super) fn answered(&mut self, bytes: &[u8]) {
        // The last chunk of one answer and the head of the next may come in one piece.
        let bytes = bytes.strip_prefix(b"0\r\n\r\n").unwrap_or(bytes);
        if bytes.starts_with(b"HTTP/1.1 100") {
            return;
        }
        match &mut self.phase {
            _ if bytes.starts_with(b"HTTP/1.1 101") => self.phase = Phase::Upgraded,
            _ if bytes.starts_with(b"HTTP/1.") => self.phase = Phase::Idle,
            // A client that sends ahead is not slow while it is being answered.
            Phase::Head(late) => late.as_mut().reset(Instant::now() + self.limit),
            Phase::Idle | Phase::Asked | Phase::Body | Phase::Upgraded => {}
        }
        if let Some(waker) = self.waker.take() {
            waker.wake();
        }
    }

    /// Is ready once a head is late.
    pub(super) fn poll_late(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        match &mut self.phase {
            Phase::Head(late) => late.as_mut().poll(cx),
            Phase::Idle | Phase::Asked | Phase::Body | Phase::Upgraded => Poll::Pending,
        }
    }

    fn rest_of_head(&mut self, bytes: &[u8]) -> usize {
        let before = self.head.len();
        let blank = if before == 0 { bytes.iter().take_while(|byte| b"\r\n".contains(byte)).count() } else { 0 };
        self.head.extend_from_slice(&bytes[blank..]);
        let Some(end) = end_of_head(&self.head, before.saturating_sub(2)) else {
            if matches!(self.phase, Phase::Idle) && !bytes.is_empty() {
                self.phase = awaiting(self.limit);
            }
            return bytes.len();
        };
        self.head.truncate(end);
        let has_body = announces_body(&self.head);
        self.head.clear();
        self.phase = if has_body { Phase::Body } else { Phase::Asked };
        if has_body { bytes.len() } else { blank + end - before }
    }
}

fn awaiting(limit: Duration) -> Phase {
    Phase::Head(Box::pin(sleep_until(Instant::now() + limit)))
}

/// Returns the end of the empty line that ends a head, looking from an offset on; lines may end without `\r`.
fn end_of_head(bytes: &[u8], from: usize) -> Option<usize> {
    memchr::memchr_iter(b'\n', &bytes[from..]).map(|index| from + index).find_map(|newline| {
        match &bytes[newline + 1..] {
            [b'\n', ..] => Some(newline + 2),
            [b'\r', b'\n', ..] => Some(newline + 3),
            _ => None,
        }
    })
}

/// Tells whether bytes that follow a head may belong to its request.
fn announces_body(head: &[u8]) -> bool {
    let head = head.to_ascii_lowercase();
    head.starts_with(b"connect")
        || ["\ncontent-length:", "\ntransfer-encoding:", "\nupgrade:"]
            .iter()
            .any(|name| memmem::find(&head, name.as_bytes()).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn requests() -> Requests {
        Requests::new(Duration::from_millis(1))
    }

    async fn is_late(requests: &mut Requests) -> bool {
        let late = std::future::poll_fn(|cx| requests.poll_late(cx));
        tokio::time::timeout(Duration::from_millis(500), late).await.is_ok()
    }

    #[tokio::test]
    async fn a_request_is_held_until_the_one_before_it_is_answered() {
        let mut requests = requests();
        assert_eq!(requests.arrived(b"GET /1 HTTP/1.1\r\n\r\nGET /2 HTTP/1.1\r\n\r\nGET /3"), 19);
        assert!(requests.is_asked());
        assert_eq!(requests.arrived(b" HTTP"), 0);
        requests.answered(b"HTTP/1.1 200 OK\r\n\r\n");
        assert_eq!(requests.release(100), b"GET /2 HTTP/1.1\r\n\r\n");
        requests.answered(b"a piece of the first answer");
        assert!(requests.is_asked());
        requests.answered(b"0\r\n\r\nHTTP/1.1 200 OK\r\n\r\n");
        assert_eq!(requests.release(3), b"GET");
        assert_eq!(requests.release(100), b" /3 HTTP");
        assert!(is_late(&mut requests).await);
    }

    #[tokio::test]
    async fn a_body_is_handed_on_as_it_comes() {
        let mut requests = requests();
        let post = b"POST / HTTP/1.1\r\ncontent-LENGTH: 9\r\n\r\nabc";
        assert_eq!(requests.arrived(post), post.len());
        assert_eq!(requests.arrived(b"def"), 3);
        requests.answered(b"HTTP/1.1 100 Continue\r\n\r\n");
        assert_eq!(requests.arrived(b"ghi"), 3);
        assert!(!is_late(&mut requests).await);
    }

    #[tokio::test]
    async fn a_head_ends_wherever_its_empty_line_is_cut() {
        for head in
            ["GET / HTTP/1.1\r\nHost: a\r\n\r\n", "GET / HTTP/1.1\nHost: a\n\n", "\r\n\r\nGET / HTTP/1.1\r\n\r\n"]
        {
            for cut in 1..head.len() {
                let mut requests = requests();
                let (first, second) = head.split_at(cut);
                assert_eq!((requests.arrived(first.as_bytes()), requests.is_asked()), (cut, false), "{cut}");
                assert_eq!((requests.arrived(second.as_bytes()), requests.is_asked()), (second.len(), true), "{cut}");
            }
        }
    }

    #[tokio::test]
    async fn a_head_that_never_ends_is_late_on_every_request() {
        let mut first = requests();
        first.arrived(b"GET / HTTP/1.1\r\n");
        assert!(is_late(&mut first).await);
        assert!(is_late(&mut requests()).await, "nothing at all came");
        let mut second = requests();
        second.arrived(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        second.answered(b"HTTP/1.1 200 OK\r\n");
        assert!(!is_late(&mut second).await, "nothing is due");
        second.arrived(b"G");
        assert!(is_late(&mut second).await);
    }
}
