//! How a body breaks off, so that nobody takes a part of an answer for all of it.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use thiserror::Error;
use tokio::sync::watch;
use tokio::time::{Sleep, sleep};

use crate::query::Output;
use crate::scan::ScanError;
use crate::server::wire::ErrorRecord;

/// How long a body waits before it breaks off: a compressor hands on what it holds only while nothing comes.
const LET_GO: Duration = Duration::from_millis(100);

/// Why a body breaks off; the dispatcher then closes the connection without a last chunk.
#[derive(Debug, Error)]
#[error("the answer breaks off after a fault")]
pub(super) struct BreaksOff;

/// A body that is about to break off: the fault was told, and a compressor has a moment to let go of it.
pub(super) struct Ending(Pin<Box<Sleep>>);

impl Ending {
    /// Begins to end; the time runs once what was told is on its way.
    pub(super) fn new() -> Ending {
        Ending(Box::pin(sleep(LET_GO)))
    }

    /// Is ready when the body is to break off.
    pub(super) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<BreaksOff> {
        self.0.as_mut().poll(cx).map(|()| BreaksOff)
    }
}

/// Returns the record that tells of a fault; nothing in an output that has no records.
pub(super) fn fault(output: Output, code: &str, message: &str) -> Bytes {
    if output != Output::Ndjson {
        return Bytes::new();
    }
    let record = ErrorRecord { r#type: "error", code, message };
    let mut line = serde_json::to_vec(&record).expect("an error record holds text only");
    line.push(b'\n');
    line.into()
}

/// Returns what kind of fault it is, for programs.
pub(super) fn code(error: &ScanError) -> &'static str {
    match error {
        ScanError::Query(_) => "query",
        ScanError::NotFound => "not_found",
        ScanError::Read { .. } | ScanError::Source(_) => "read",
        ScanError::Truncated { .. } => "truncated",
        ScanError::TimedOut => "timeout",
        ScanError::Threads(_) | ScanError::Internal => "internal",
    }
}

/// What a client reads whose answer was cut short by the server's end.
pub(super) const STOPPING: (&str, &str) = ("stopping", "the server is stopping; ask again when it is back");

/// Is ready once the server is asked to stop.
pub(super) fn stopped(mut stopping: watch::Receiver<bool>) -> Pin<Box<dyn Future<Output = ()>>> {
    Box::pin(async move {
        // A sender that is gone stops us too.
        let _ = stopping.wait_for(|stopping| *stopping).await;
    })
}
