//! Ends what was granted when that is over, by its time or because a secret was changed: an answer that goes on, and a socket.

use std::future::{Future, pending};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::dev::ServiceResponse;
use bytes::Bytes;
use jsonwebtoken::get_current_timestamp;
use thiserror::Error;
use tokio::sync::watch;
use tokio::time::sleep;

/// The body of an answer that must not go on for ever.
struct Expiring {
    body: BoxBody,
    over: Pin<Box<dyn Future<Output = ()>>>,
}

/// The grant is over; the dispatcher closes the connection.
#[derive(Debug, Error)]
#[error("what was granted is over")]
struct Over;

/// Lets an answer break off at a time, in seconds since 1970, where there is one, and where the other side of `granting` is dropped.
pub(super) fn end_with(
    response: ServiceResponse<BoxBody>,
    until: Option<u64>,
    granting: watch::Receiver<()>,
) -> ServiceResponse<BoxBody> {
    response.map_body(|_, body| match body.size() {
        BodySize::None => body,
        // What is there as a whole goes out at once.
        BodySize::Sized(_) | BodySize::Stream => body
            .try_into_bytes()
            .map_or_else(|body| BoxBody::new(Expiring { body, over: Box::pin(end(until, granting)) }), BoxBody::new),
    })
}

async fn end(until: Option<u64>, mut granting: watch::Receiver<()>) {
    let time = async {
        match until {
            Some(until) => sleep(Duration::from_secs(until.saturating_sub(get_current_timestamp()))).await,
            None => pending().await,
        }
    };
    tokio::select! {
        () = time => {}
        _ = granting.changed() => {}
    }
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
