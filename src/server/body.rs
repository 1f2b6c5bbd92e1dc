//! The body of a request: taken whole, up to a size and within a time.

use std::time::Duration;

use actix_web::http::StatusCode;
use actix_web::web::{Bytes, BytesMut, Payload};
use futures::StreamExt;
use tokio::time::timeout;

use super::error::Problem;

/// Reads a body.
///
/// # Errors
/// 413 where it is longer than `most` bytes, 408 where it takes longer than `longest`.
pub(super) async fn read(mut payload: Payload, most: usize, longest: Duration) -> Result<Bytes, Problem> {
    let whole = async {
        let mut body = BytesMut::new();
        while let Some(piece) = payload.next().await {
            let piece =
                piece.map_err(|_| Problem::new(StatusCode::BAD_REQUEST, "the body of the request broke off"))?;
            if body.len() + piece.len() > most {
                return Err(too_large(most));
            }
            body.extend_from_slice(&piece);
        }
        Ok(body.freeze())
    };
    let late = |_| {
        Problem::new(StatusCode::REQUEST_TIMEOUT, "the body came too slowly; send it faster, or raise --body-timeout")
    };
    timeout(longest, whole).await.map_err(late)?
}

fn too_large(most: usize) -> Problem {
    let detail = format!("the body has more than {most} bytes; send less at once");
    Problem::new(StatusCode::PAYLOAD_TOO_LARGE, detail)
}
