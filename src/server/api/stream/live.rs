//! A stream that does not end: history, and then what is written, until the client leaves.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use actix_web::body::{BodySize, MessageBody};
use bytes::Bytes;
use serde::Serialize;
use tokio::time::{Instant, Sleep, sleep};

use super::body::PIECE;
use super::ending::{BreaksOff, Ending, STOPPING, code, fault, stopped};
use crate::follow::{FollowError, News, Session};
use crate::query::{Output, Query};
use crate::scan::{Records, ScanError};
use crate::server::admission::Admitted;
use crate::server::live::feed::{Feed, Item, count};
use crate::server::state::State;
use crate::server::wire::live::{Change, End, Gap};

/// A client that waits hears so often that the stream lives.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

/// The body of a stream that is followed.
pub(super) struct LiveBody {
    step: Step,
    found: Bytes,
    output: Output,
    /// How many matches are wanted at most.
    most: u64,
    /// How many were sent.
    matched: u64,
    idle: Pin<Box<Sleep>>,
    late: Option<Pin<Box<Sleep>>>,
    stopping: Pin<Box<dyn Future<Output = ()>>>,
    state: Arc<State>,
    _admitted: [Admitted; 2],
}

enum Step {
    Live(Feed),
    /// A fault was told.
    Ending(Ending),
    /// As many matches were sent as are wanted.
    Done,
}

impl LiveBody {
    /// Makes the body of a subscription.
    pub(super) fn new(session: Session, query: &Query, admitted: [Admitted; 2], state: Arc<State>) -> LiveBody {
        // The history begins with the header of a table; without one the stream does.
        let found =
            if matches!(session.request().past, crate::follow::Past::Query) { Vec::new() } else { session.header() };
        LiveBody {
            step: Step::Live(Feed::new(session)),
            found: found.into(),
            output: query.output,
            most: query.limit.unwrap_or(u64::MAX),
            matched: 0,
            idle: Box::pin(sleep(KEEP_ALIVE)),
            late: query.timeout.map(|timeout| Box::pin(sleep(timeout))),
            stopping: stopped(state.stopping.clone()),
            state,
            _admitted: admitted,
        }
    }

    fn tell(&mut self, code: &str, message: &str) {
        self.found = fault(self.output, code, message);
        self.step = Step::Ending(Ending::new());
    }

    fn take(&mut self, item: Item) {
        count(&item, &self.state.metrics);
        match item {
            Item::Begun => {}
            Item::History(chunk, matched) => {
                self.matched = matched;
                self.found = chunk.into();
            }
            Item::News(News::Records(records)) => self.take_records(records),
            Item::News(News::Rotated(file)) => self.say(&Change::new("rotated", &file, None)),
            Item::News(News::Truncated(file)) => self.say(&Change::new("truncated", &file, None)),
            Item::News(News::Joined(file)) => self.say(&Change::new("joined", &file, None)),
            Item::News(News::Gap { file, reason, bytes }) => match self.output {
                Output::Ndjson => self.say(&Gap::new(&file, reason, bytes, None)),
                // Lines and tables cannot say that something is missing.
                Output::Text | Output::Csv => self.tell("gap", reason),
            },
        }
        if self.matched >= self.most && matches!(self.step, Step::Live(_)) {
            self.step = Step::Done;
        }
    }

    fn take_records(&mut self, records: Arc<Records>) {
        let left = usize::try_from(self.most - self.matched).unwrap_or(usize::MAX);
        let wanted = left.min(records.ends.len());
        self.matched += wanted as u64;
        self.found = match wanted {
            0 => Bytes::new(),
            _ if wanted == records.ends.len() => {
                Arc::try_unwrap(records).map_or_else(|shared| shared.bytes.clone(), |own| own.bytes).into()
            }
            _ => Bytes::copy_from_slice(&records.bytes[..records.ends[wanted - 1]]),
        };
    }

    /// Adds a record that is no entry; lines and tables have none.
    fn say(&mut self, record: &impl Serialize) {
        if self.output == Output::Ndjson
            && let Ok(mut line) = serde_json::to_vec(record)
        {
            line.push(b'\n');
            self.found = line.into();
        }
    }

    /// Ends because the time is up that was asked for.
    fn end_late(&mut self) {
        let session = match &self.step {
            Step::Live(feed) => feed.session(),
            Step::Ending(_) | Step::Done => None,
        };
        if self.output != Output::Ndjson {
            return self.tell("timeout", &ScanError::TimedOut.to_string());
        }
        let positions = session.map(Session::positions).unwrap_or_default();
        let positions: Vec<_> = positions.into_iter().map(|(_, position)| position).collect();
        self.say(&End::new("timeout", self.matched, &positions));
        self.step = Step::Done;
    }

    fn fail(&mut self, error: &FollowError) {
        tracing::warn!(%error, "a stream broke off");
        match error {
            FollowError::Scan(error) => self.tell(code(error), &error.to_string()),
            FollowError::NotFound | FollowError::Full { .. } | FollowError::Query(_) => {
                self.tell("internal", &error.to_string());
            }
        }
    }
}

impl MessageBody for LiveBody {
    type Error = BreaksOff;

    fn size(&self) -> BodySize {
        BodySize::Stream
    }

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, BreaksOff>>> {
        let body = &mut *self;
        loop {
            if !body.found.is_empty() {
                body.idle.as_mut().reset(Instant::now() + KEEP_ALIVE);
                let piece = body.found.split_to(body.found.len().min(PIECE));
                return Poll::Ready(Some(Ok(piece)));
            }
            match &mut body.step {
                Step::Live(feed) => {
                    if body.stopping.as_mut().poll(cx).is_ready() {
                        body.tell(STOPPING.0, STOPPING.1);
                        continue;
                    }
                    if body.late.as_mut().is_some_and(|late| late.as_mut().poll(cx).is_ready()) {
                        body.late = None;
                        body.end_late();
                        continue;
                    }
                    match feed.poll_next(cx) {
                        Poll::Ready(Ok(item)) => body.take(item),
                        Poll::Ready(Err(error)) => body.fail(&error),
                        Poll::Pending if body.idle.as_mut().poll(cx).is_ready() => {
                            body.found = Bytes::from_static(b"\n");
                        }
                        Poll::Pending => return Poll::Pending,
                    }
                }
                Step::Ending(ending) => return ending.poll(cx).map(|breaks_off| Some(Err(breaks_off))),
                Step::Done => return Poll::Ready(None),
            }
        }
    }
}
