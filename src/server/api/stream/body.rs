//! A search as the body of an answer, carried on only while the client takes it.
//!
//! A chunk is waited for on the blocking pool, one at a time: while a client is slow no thread is held, and when it leaves
//! the body is dropped, which stops the search.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use actix_web::body::{BodySize, MessageBody};
use bytes::Bytes;
use tokio::task::{JoinHandle, spawn_blocking};

use super::super::waiting::Waiting;
use super::ending::{BreaksOff, Ending, STOPPING, code, fault, stopped};
use crate::query::Output;
use crate::scan::{Scan, ScanError};
use crate::server::admission::Admitted;
use crate::server::state::State;

/// The most bytes handed to the connection at once; they are copied there and, where asked for, compressed.
pub(super) const PIECE: usize = 64 * 1024;

/// The body of a stream.
pub(super) struct ScanBody {
    step: Step,
    /// What was found and is not yet handed on.
    found: Bytes,
    output: Output,
    client: Waiting,
    /// How many bytes were scanned, and entries found, when it was last counted.
    counted: (u64, u64),
    state: Arc<State>,
    stopping: Pin<Box<dyn Future<Output = ()>>>,
}

/// A search; whoever asked for it is counted until it has ended, also where nobody waits any more.
pub(super) struct Search {
    pub(super) scan: Scan,
    pub(super) _admitted: [Admitted; 2],
}

/// What a search gave: a chunk, or its end.
type Outcome = Result<Option<Vec<u8>>, ScanError>;

/// Where the body stands.
enum Step {
    /// The next chunk may be asked for.
    Idle(Box<Search>),
    /// A thread waits for the next chunk.
    Waiting(JoinHandle<(Box<Search>, Outcome)>),
    /// A fault was told.
    Ending(Ending),
    /// All was sent.
    Done,
}

impl ScanBody {
    /// Makes the body of a search that has begun.
    pub(super) fn new(search: Search, client: Waiting, output: Output, state: Arc<State>) -> ScanBody {
        ScanBody {
            client,
            step: Step::Idle(Box::new(search)),
            found: Bytes::new(),
            output,
            counted: (0, 0),
            stopping: stopped(state.stopping.clone()),
            state,
        }
    }

    fn count(&mut self, scan: &Scan) {
        let now = (scan.scanned_bytes(), scan.matched());
        let new = (now.0.saturating_sub(self.counted.0), now.1.saturating_sub(self.counted.1));
        self.state.metrics.searched(new.0, new.1);
        self.counted = now;
    }

    fn tell(&mut self, code: &str, message: &str) {
        self.client.stopper().stop();
        self.found = fault(self.output, code, message);
        self.step = Step::Ending(Ending::new());
    }

    fn take(&mut self, outcome: Outcome, search: Box<Search>) {
        self.count(&search.scan);
        match outcome {
            Ok(Some(chunk)) => {
                self.found = chunk.into();
                self.step = Step::Idle(search);
            }
            Ok(None) => self.step = Step::Done,
            Err(error) => {
                tracing::warn!(%error, "a stream broke off");
                self.tell(code(&error), &error.to_string());
            }
        }
    }
}

impl MessageBody for ScanBody {
    type Error = BreaksOff;

    fn size(&self) -> BodySize {
        BodySize::Stream
    }

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, BreaksOff>>> {
        let body = &mut *self;
        loop {
            if !body.found.is_empty() {
                let piece = body.found.split_to(body.found.len().min(PIECE));
                return Poll::Ready(Some(Ok(piece)));
            }
            if matches!(body.step, Step::Idle(_) | Step::Waiting(_)) && body.stopping.as_mut().poll(cx).is_ready() {
                body.tell(STOPPING.0, STOPPING.1);
                continue;
            }
            match std::mem::replace(&mut body.step, Step::Done) {
                Step::Idle(mut search) => {
                    body.step = Step::Waiting(spawn_blocking(move || {
                        let outcome = search.scan.next_chunk();
                        (search, outcome)
                    }));
                }
                Step::Waiting(mut waiting) => {
                    let joined = match Pin::new(&mut waiting).poll(cx) {
                        Poll::Ready(joined) => joined,
                        Poll::Pending => {
                            body.step = Step::Waiting(waiting);
                            return Poll::Pending;
                        }
                    };
                    match joined {
                        Ok((search, outcome)) => body.take(outcome, search),
                        Err(_) => body.tell("internal", "the server could not go on; its own log says why"),
                    }
                }
                Step::Ending(mut ending) => {
                    let ended = ending.poll(cx);
                    body.step = Step::Ending(ending);
                    return ended.map(|breaks_off| Some(Err(breaks_off)));
                }
                Step::Done => return Poll::Ready(None),
            }
        }
    }
}
