//! Follows files of this machine by the engine itself: the same lines, without a server.

use std::convert::Infallible;
use std::future::poll_fn;
use std::io;
use std::task::Poll;
use std::time::Duration;

use serde_json::json;
use thiserror::Error;
use tokio::time::{MissedTickBehavior, interval};

use super::follower::Listener;
use super::message::Message;
use crate::follow::{FollowError, Hub, News, Next, Sampling, Session, Subscription};
use crate::scan::ScanError;

/// Why following ends.
#[derive(Debug, Error)]
pub enum LocalFault {
    /// The subscription cannot begin or go on.
    #[error("{0}{hint}", hint = hint(.0))]
    Follow(#[from] FollowError),
    /// Nobody takes what is said.
    #[error("{0}")]
    Listener(#[from] io::Error),
    /// A record is no JSON, which is a fault of ours.
    #[error("a record cannot be read: {0}")]
    Record(#[from] serde_json::Error),
}

fn hint(error: &FollowError) -> &'static str {
    if matches!(error, FollowError::NotFound) { "; check its name, or wait for it with --create" } else { "" }
}

impl From<ScanError> for LocalFault {
    fn from(error: ScanError) -> LocalFault {
        LocalFault::Follow(error.into())
    }
}

/// Tells a listener of files until something ends it for good. Files are read where this is polled.
///
/// # Errors
/// Always, in the end: a [`LocalFault`].
pub async fn follow(
    hub: &Hub,
    subscription: Subscription,
    listener: &mut impl Listener,
) -> Result<Infallible, LocalFault> {
    let mut sampling = subscription.max_rate.map(Sampling::new);
    let mut session = hub.subscribe(subscription.request)?;
    tell(&format!(r#"{{"type":"subscribed","files":{}}}"#, json!(session.names())), listener)?;
    if let Some(mut history) = session.take_history() {
        while let Some(chunk) = history.next_chunk()? {
            records(chunk.split_inclusive(|byte| *byte == b'\n'), &mut None, listener)?;
        }
    }
    let mut second = interval(Duration::from_secs(1));
    second.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        match session.next(true)? {
            Next::News(news) => hear(&news, &mut sampling, listener)?,
            Next::MustRead => {}
            Next::Nothing => listener.flush()?,
        }
        tokio::select! {
            biased;
            _ = second.tick(), if sampling.is_some() => {
                let dropped = sampling.as_mut().map_or(0, Sampling::roll);
                if dropped > 0 {
                    tell(&format!(r#"{{"type":"sampled","dropped":{dropped}}}"#), listener)?;
                }
            }
            () = has_news(&mut session) => {}
        }
    }
}

async fn has_news(session: &mut Session) {
    poll_fn(move |cx| if session.poll(cx.waker()) { Poll::Ready(()) } else { Poll::Pending }).await;
}

fn hear(news: &News, sampling: &mut Option<Sampling>, listener: &mut impl Listener) -> Result<(), LocalFault> {
    match news {
        News::Records(found) => records(found.iter(), sampling, listener),
        News::Rotated(file) => change("rotated", file, "", listener),
        News::Truncated(file) => change("truncated", file, "", listener),
        News::Joined(file) => change("joined", file, "", listener),
        News::Gap { file, reason, bytes } => {
            let rest = format!(r#","reason":{},"bytes":{bytes}"#, json!(reason));
            change("gap", file, &rest, listener)
        }
    }
}

fn records<'r>(
    found: impl Iterator<Item = &'r [u8]>,
    sampling: &mut Option<Sampling>,
    listener: &mut impl Listener,
) -> Result<(), LocalFault> {
    for record in found {
        if sampling.as_mut().is_none_or(Sampling::lets_through) {
            // What the engine writes is text.
            let line = String::from_utf8_lossy(record.strip_suffix(b"\n").unwrap_or(record));
            listener.hear(&line, &Message::parse(&line)?)?;
        }
    }
    Ok(())
}

/// Says that a file changed.
fn change(kind: &str, file: &str, rest: &str, listener: &mut impl Listener) -> Result<(), LocalFault> {
    tell(&format!(r#"{{"type":"{kind}","file":{}{rest}}}"#, json!(file)), listener)
}

fn tell(line: &str, listener: &mut impl Listener) -> Result<(), LocalFault> {
    Ok(listener.hear(line, &Message::parse(line)?)?)
}
