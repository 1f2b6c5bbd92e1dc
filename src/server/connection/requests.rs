//! Where one request and its answer end and the next begin, among the bytes that a client sends and is sent.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use tokio::time::{Instant, Sleep, sleep};

use super::LINGER;
use super::framing::Body;
use crate::config::Limits;

/// How many bytes of requests behind the one that is being answered are taken from the socket.
const MOST_HELD: usize = 16 * 1024;

/// How many bytes an address may have: the bound of the `http` crate's `Uri`, which says only that it is no address.
const LONGEST_ADDRESS: usize = u16::MAX as usize - 1;

/// Whoever reads a body notices sooner that nothing comes of it, and says so before the connection is ended.
const LATER: Duration = Duration::from_secs(1);

/// Hands requests on one by one, each once the one before it is answered, and watches for heads and bodies that come too slowly.
///
/// A head ends with an empty line; empty lines before it count for nothing.
pub(super) struct Requests {
    head_timeout: Duration,
    body_timeout: Duration,
    phase: Phase,
    /// What has arrived of the head that is not yet whole.
    head: Vec<u8>,
    /// What has arrived behind a request that is not yet answered.
    held: Vec<u8>,
    /// Whether the request that was handed on asks for a head alone.
    asks_head: bool,
    /// Whether its address is longer than can be understood.
    has_long_address: bool,
    answer: Answer,
    waker: Option<Waker>,
}

enum Phase {
    /// Between two requests.
    Idle,
    /// A head is due: the first one, or one of which some has arrived.
    Head(Pin<Box<Sleep>>),
    /// A head was handed on; this is to come of its body. Some of it is due while its answer is awaited, all of it once that has ended.
    Body { rest: Body, is_answered: bool, late: Pin<Box<Sleep>> },
    /// A whole request was handed on; its answer is awaited.
    Asked,
    /// The connection speaks another protocol now.
    Upgraded,
}

/// What is to come of an answer.
enum Answer {
    /// Its head, of which this was sent.
    Head(Vec<u8>),
    Body(Body),
}

impl Requests {
    /// Begins with a connection that has just been opened, and so should send a head in time.
    pub(super) fn new(limits: &Limits) -> Requests {
        Requests {
            head_timeout: limits.head_timeout,
            body_timeout: limits.body_timeout + LATER,
            phase: Phase::Head(within(limits.head_timeout)),
            head: Vec::new(),
            held: Vec::new(),
            asks_head: false,
            has_long_address: false,
            answer: Answer::Head(Vec::new()),
            waker: None,
        }
    }

    /// Notes that bytes have arrived, and returns how many of them are to be handed on now; the rest is held.
    pub(super) fn arrived(&mut self, bytes: &[u8]) -> usize {
        let mut now = match self.phase {
            Phase::Idle | Phase::Head(_) => self.rest_of_head(bytes),
            Phase::Upgraded => bytes.len(),
            Phase::Body { .. } | Phase::Asked => 0,
        };
        if let Phase::Body { rest, is_answered, late } = &mut self.phase {
            let taken = rest.take(&bytes[now..]);
            now += taken;
            if rest.is_over() {
                self.phase = if *is_answered { Phase::Idle } else { Phase::Asked };
            } else if taken > 0 && !*is_answered {
                late.as_mut().reset(Instant::now() + self.body_timeout);
            }
        }
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

    /// Tells whether a request was handed on whose answer has not ended.
    pub(super) fn is_asked(&self) -> bool {
        matches!(self.phase, Phase::Asked)
    }

    /// Tells whether the request that was handed on has a longer address than can be understood.
    pub(super) fn has_long_address(&self) -> bool {
        self.has_long_address
    }

    /// Tells whether the connection speaks another protocol now.
    pub(super) fn is_upgraded(&self) -> bool {
        matches!(self.phase, Phase::Upgraded)
    }

    /// Tells whether a body has not ended long after its answer did, however much of it still comes.
    pub(super) fn is_overlong(&self) -> bool {
        matches!(&self.phase, Phase::Body { is_answered: true, late, .. } if late.deadline() <= Instant::now())
    }

    /// Tells whether some of a head has arrived.
    pub(super) fn has_begun(&self) -> bool {
        !self.head.is_empty()
    }

    /// Tells whether what is sent next begins an answer, and is no part of one.
    pub(super) fn is_answer_due(&self) -> bool {
        !self.is_upgraded() && matches!(&self.answer, Answer::Head(sent) if sent.is_empty())
    }

    /// Tells whether more may be held.
    pub(super) fn may_hold(&self) -> bool {
        self.held.len() < MOST_HELD
    }

    /// Keeps whom to wake when the answer has ended.
    pub(super) fn wake_when_answered(&mut self, cx: &Context<'_>) {
        self.waker = Some(cx.waker().clone());
    }

    /// Notes that bytes of an answer were sent.
    pub(super) fn answered(&mut self, mut bytes: &[u8]) {
        while !bytes.is_empty() && !self.is_upgraded() {
            let now = match &mut self.answer {
                Answer::Body(rest) => rest.take(bytes),
                Answer::Head(sent) => {
                    let before = sent.len();
                    sent.extend_from_slice(bytes);
                    let Some(end) = end_of_head(sent, before.saturating_sub(2)) else { return };
                    sent.truncate(end);
                    let head = std::mem::take(sent);
                    self.begin_answer(&head);
                    end - before
                }
            };
            if matches!(&self.answer, Answer::Body(rest) if rest.is_over()) {
                self.end_answer();
            }
            bytes = &bytes[now..];
        }
    }

    /// Is ready once a head or a body is late.
    pub(super) fn poll_late(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        match &mut self.phase {
            Phase::Head(late) | Phase::Body { late, .. } => late.as_mut().poll(cx),
            Phase::Idle | Phase::Asked | Phase::Upgraded => Poll::Pending,
        }
    }

    /// Looks at a whole head of an answer; behind one that is only in between, another follows.
    fn begin_answer(&mut self, head: &[u8]) {
        match head.get(b"HTTP/1.1 ".len()..).and_then(|rest| rest.get(..3)) {
            Some(b"101") => {
                self.phase = Phase::Upgraded;
                self.wake();
            }
            Some([b'1', ..]) => {}
            Some(b"204" | b"304") => self.answer = Answer::Body(Body::Sized(0)),
            _ if self.asks_head => self.answer = Answer::Body(Body::Sized(0)),
            _ => self.answer = Answer::Body(Body::of(head).unwrap_or(Body::Endless)),
        }
    }

    fn end_answer(&mut self) {
        self.answer = Answer::Head(Vec::new());
        match &mut self.phase {
            Phase::Asked => self.phase = Phase::Idle,
            Phase::Body { is_answered, late, .. } => {
                *is_answered = true;
                late.as_mut().reset(Instant::now() + LINGER.0);
            }
            // What is no request is answered, too, before all of it has come.
            Phase::Idle | Phase::Head(_) | Phase::Upgraded => {}
        }
        self.wake();
    }

    fn wake(&mut self) {
        if let Some(waker) = self.waker.take() {
            waker.wake();
        }
    }

    fn rest_of_head(&mut self, bytes: &[u8]) -> usize {
        let before = self.head.len();
        let blank = if before == 0 { bytes.iter().take_while(|byte| b"\r\n".contains(byte)).count() } else { 0 };
        self.head.extend_from_slice(&bytes[blank..]);
        let Some(end) = end_of_head(&self.head, before.saturating_sub(2)) else {
            if matches!(self.phase, Phase::Idle) && !bytes.is_empty() {
                self.phase = Phase::Head(within(self.head_timeout));
            }
            return bytes.len();
        };
        self.head.truncate(end);
        self.asks_head = self.head.starts_with(b"HEAD ");
        let address = self.head.split(|byte| b" \r\n".contains(byte)).nth(1);
        self.has_long_address = address.is_some_and(|address| address.len() > LONGEST_ADDRESS);
        let rest = Body::of(&self.head).unwrap_or(Body::Sized(0));
        self.phase = match rest.is_over() {
            true => Phase::Asked,
            false => Phase::Body { rest, is_answered: false, late: within(self.body_timeout) },
        };
        self.head.clear();
        blank + end - before
    }
}

fn within(span: Duration) -> Pin<Box<Sleep>> {
    Box::pin(sleep(span))
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

#[cfg(test)]
mod tests {
    use super::*;

    fn requests() -> Requests {
        let (head_timeout, body_timeout) = (Duration::from_millis(1), Duration::ZERO);
        Requests::new(&Limits { head_timeout, body_timeout, ..Limits::default() })
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
        requests.answered(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nfirst\r\n");
        assert!(requests.is_asked());
        requests.answered(b"0\r\n\r\n");
        assert_eq!(requests.release(100), b"GET /2 HTTP/1.1\r\n\r\n");
        assert!(requests.is_asked());
        requests.answered(b"HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\nsecond");
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
        assert!(!is_late(&mut requests).await && requests.is_answer_due());
        assert_eq!((requests.arrived(b"ghiGET /2"), requests.is_asked()), (3, true));
        requests.answered(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n");
        assert_eq!(requests.release(100), b"GET /2");
        assert!(is_late(&mut requests).await);
    }

    #[tokio::test]
    async fn a_request_that_is_answered_before_it_has_ended_still_ends() {
        let mut requests = requests();
        let post = b"POST / HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc";
        assert_eq!(requests.arrived(post), post.len());
        requests.answered(b"HTTP/1.1 415 Unsupported Media Type\r\ncontent-length: 2\r\n\r\nno");
        assert_eq!(requests.arrived(b"\r\n0\r\n\r\nGET /2"), 7);
        assert_eq!(requests.release(100), b"GET /2");
        assert!(is_late(&mut requests).await);
    }

    #[tokio::test]
    async fn no_part_of_an_answer_is_taken_for_the_beginning_of_one() {
        for (method, framing, body) in [
            ("GET", "content-length: 18\r\n", "HTTP/1.1 400 x\r\n\r\n"),
            ("GET", "transfer-encoding: chunked\r\n", "12\r\nHTTP/1.1 400 x\r\n\r\n\r\n0\r\n\r\n"),
            ("HEAD", "transfer-encoding: chunked\r\n", ""),
        ] {
            let answer = format!("HTTP/1.1 200 OK\r\n{framing}\r\n{body}");
            for cut in 1..answer.len() {
                let mut requests = requests();
                requests.arrived(format!("{method} / HTTP/1.1\r\nupgrade: x\r\n\r\n").as_bytes());
                let (first, second) = answer.as_bytes().split_at(cut);
                assert!(requests.is_answer_due());
                requests.answered(first);
                assert!(!requests.is_answer_due() && requests.is_asked(), "{answer} {cut}");
                requests.answered(second);
                assert!(requests.is_answer_due() && !requests.is_asked(), "{answer} {cut}");
            }
        }
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
        second.answered(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n");
        assert!(!is_late(&mut second).await, "nothing is due");
        second.arrived(b"G");
        assert!(is_late(&mut second).await);
    }
}
