//! Notices a client that takes nothing of its answer.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::time::{Sleep, sleep};

/// Measures for how long nothing could be sent.
pub(super) struct Stall {
    /// How long an answer may stand still: a reader at a terminal may have paused it.
    answer: Duration,
    /// How long a socket may: whoever follows comes back with a cursor.
    socket: Duration,
    over: Option<Pin<Box<Sleep>>>,
}

impl Stall {
    /// Begins with a client that takes what it is sent.
    pub(super) fn new(answer: Duration, socket: Duration) -> Stall {
        Stall { answer, socket, over: None }
    }

    /// Notes that something was sent.
    pub(super) fn progress(&mut self) {
        self.over = None;
    }

    /// Is ready once nothing could be sent for too long; asked only while nothing can be.
    pub(super) fn poll_over(&mut self, is_upgraded: bool, cx: &mut Context<'_>) -> Poll<()> {
        let limit = if is_upgraded { self.socket } else { self.answer };
        self.over.get_or_insert_with(|| Box::pin(sleep(limit))).as_mut().poll(cx)
    }
}
