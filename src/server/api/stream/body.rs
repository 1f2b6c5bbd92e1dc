//! A search as the body of an answer, carried on only while the client takes it.
//!
//! A chunk is waited for on the blocking pool, one at a time: while a client is slow no thread is held, and when it leaves
//! the body is dropped, which stops the search.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use actix_web::body::{BodySize, MessageBody};
use bytes::Bytes;
use thiserror::Error;
use tokio::sync::watch;
use tokio::task::{JoinHandle, spawn_blocking};
use tokio::time::{Sleep, sleep};

use crate::query::Output;
use crate::scan::{Scan, ScanError, Stopper};
use crate::server::wire::ErrorRecord;

/// The most bytes handed to the connection at once; they are copied there and, where asked for, compressed.
const PIECE: usize = 64 * 1024;

/// How long a body waits before it breaks off: a compressor hands on what it holds only while nothing comes.
const LET_GO: Duration = Duration::from_millis(100);

/// The body of a stream.
pub(super) struct ScanBody {
    step: Step,
    /// What was found and is not yet handed on.
    found: Bytes,
    output: Output,
    stopper: Stopper,
    stopping: Pin<Box<dyn Future<Output = ()>>>,
}

/// What a search gave: a chunk, or its end.
type Outcome = Result<Option<Vec<u8>>, ScanError>;

/// Where the body stands.
enum Step {
    /// The next chunk may be asked for.
    Idle(Box<Scan>),
    /// A thread waits for the next chunk.
    Waiting(JoinHandle<(Box<Scan>, Outcome)>),
    /// The fault was told; a compressor has until then to let go of it.
    Told(Pin<Box<Sleep>>),
    /// What was told went out: the body breaks off.
    Broken,
    /// All was sent.
    Done,
}

/// Why a body breaks off; the dispatcher then closes the connection without a last chunk.
#[derive(Debug, Error)]
#[error("the answer breaks off after a fault")]
pub(super) struct BreaksOff;

impl ScanBody {
    /// Makes the body of a search that has begun.
    pub(super) fn new(scan: Scan, output: Output, mut stopping: watch::Receiver<bool>) -> ScanBody {
        let stopper = scan.stopper();
        let stopping = Box::pin(async move {
            // A sender that is gone stops us too.
            let _ = stopping.wait_for(|stopping| *stopping).await;
        });
        ScanBody { step: Step::Idle(Box::new(scan)), found: Bytes::new(), output, stopper, stopping }
    }

    fn tell(&mut self, code: &str, message: &str) {
        self.stopper.stop();
        self.step = Step::Told(Box::pin(sleep(LET_GO)));
        if self.output == Output::Ndjson {
            let record = ErrorRecord { r#type: "error", code, message };
            let mut line = serde_json::to_vec(&record).expect("an error record holds text only");
            line.push(b'\n');
            self.found = line.into();
        }
    }

    fn take(&mut self, outcome: Outcome, scan: Box<Scan>) {
        match outcome {
            Ok(Some(chunk)) => {
                self.found = chunk.into();
                self.step = Step::Idle(scan);
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
                body.tell("stopping", "the server is stopping; ask again when it is back");
                continue;
            }
            match std::mem::replace(&mut body.step, Step::Done) {
                Step::Idle(mut scan) => {
                    body.step = Step::Waiting(spawn_blocking(move || {
                        let outcome = scan.next_chunk();
                        (scan, outcome)
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
                        Ok((scan, outcome)) => body.take(outcome, scan),
                        Err(_) => body.tell("internal", "the server could not go on; its own log says why"),
                    }
                }
                Step::Told(mut let_go) => match let_go.as_mut().poll(cx) {
                    Poll::Ready(()) => body.step = Step::Broken,
                    Poll::Pending => {
                        body.step = Step::Told(let_go);
                        return Poll::Pending;
                    }
                },
                Step::Broken => return Poll::Ready(Some(Err(BreaksOff))),
                Step::Done => return Poll::Ready(None),
            }
        }
    }
}

impl Drop for ScanBody {
    fn drop(&mut self) {
        self.stopper.stop();
    }
}

fn code(error: &ScanError) -> &'static str {
    match error {
        ScanError::Query(_) => "query",
        ScanError::NotFound => "not_found",
        ScanError::Read { .. } | ScanError::Source(_) => "read",
        ScanError::Truncated { .. } => "truncated",
        ScanError::TimedOut => "timeout",
        ScanError::Threads(_) | ScanError::Internal => "internal",
    }
}
