//! Ends what was granted for a while when that is over: an answer that goes on, and a socket.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::dev::ServiceResponse;
use bytes::Bytes;
use jsonwebtoken::get_current_timestamp;
use thiserror::Error;
use tokio::time::{Sleep, sleep};

/// The body of an answer that must not go on for ever.
struct Expiring {
    body: BoxBody,
    over: Pin<Box<Sleep>>,
}

/// The grant is over; the dispatcher closes the connection.
#[derive(Debug, Error)]
#[error("what was granted is over")]
struct Over;

/// Lets an answer break off at a time, in seconds since 1970.
pub(super) fn end_at(response: ServiceResponse<BoxBody>, until: u64) -> ServiceResponse<BoxBody> {
    let left = Duration::from_secs(until.saturating_sub(get_current_timestamp()));
    response.map_body(|_, body| BoxBody::new(Expiring { body, over: Box::pin(sleep(left)) }))
}

impl MessageBody for Expiring {
    type Error = Box<dyn std::error::Error>;

    fn size(&self) -> BodySize {
        self.body.size()
    }

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, Self::Error>>> {
        if self.over.as_mut().poll(cx).is_ready() {
            return Poll::Ready(Some(Err(Over.into())));
        }
        Pin::new(&mut self.body).poll_next(cx)
    }
}
