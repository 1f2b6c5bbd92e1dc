//! `POST /api/channels/NAME/logs`: entries that a client writes.

use std::sync::Arc;

use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderMap, HeaderValue, RETRY_AFTER};
use actix_web::web::{self, Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use tokio::sync::oneshot;
use xxhash_rust::xxh3::xxh3_128;

use super::{body, name_of};
use crate::channel::{Name, Post, PostError, Posted, WriteError};
use crate::server::access::Grant;
use crate::server::client;
use crate::server::error::Problem;
use crate::server::ingest::Ingest;
use crate::server::parameters::Parameters;
use crate::server::state::State;
use crate::server::wire::Accepted;

/// Bodies longer than this are read on a thread of their own.
const LONG: usize = 64 << 10;

/// A key that names a post is no longer than this, in bytes.
const LONGEST_KEY: usize = 255;

const KEY: &str = "idempotency-key";

/// Writes all entries of a body, or none; answers once they are in the file.
pub(in crate::server) async fn write(
    state: Data<State>,
    grant: Grant,
    request: HttpRequest,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    let ingest = state.channels.ingest()?;
    let name = name_of(&request).map_err(|error| Problem::new(StatusCode::BAD_REQUEST, format!("this {error}")))?;
    Parameters::parse(request.query_string())?.none()?;
    let key = key(request.headers(), &name)?;
    if !grant.shows(&name.file()) {
        return Err(Problem::new(StatusCode::FORBIDDEN, "this token is for other channels"));
    }
    let client = client::address(&request);
    ingest.rates.admit(client)?;
    let body = body::receive(&request, payload, &ingest).await?;
    let Posted { lines, count } = read(&ingest, body).await?;
    ingest.rates.count(client, count);
    let accepted = commit(&ingest, Post { name, lines, count, key }).await?;
    Ok(HttpResponse::Accepted().json(Accepted { accepted }))
}

async fn read(ingest: &Arc<Ingest>, body: body::Body) -> Result<Posted, Problem> {
    if body.len() <= LONG {
        return Ok(ingest.rules.read(&body)?);
    }
    let ingest = ingest.clone();
    Ok(web::block(move || ingest.rules.read(&body)).await.map_err(|_| Problem::internal())??)
}

async fn commit(ingest: &Ingest, post: Post) -> Result<u64, Problem> {
    let (sender, written) = oneshot::channel();
    // A client that left is told nothing.
    ingest.writer.write(post, move |outcome| drop(sender.send(outcome)))?;
    Ok(written.await.map_err(|_| Problem::internal())??)
}

/// Returns what a client calls its post; in another channel the same is another one's.
fn key(headers: &HeaderMap, name: &Name) -> Result<Option<u128>, Problem> {
    let Some(key) = headers.get(KEY).map(HeaderValue::as_bytes) else { return Ok(None) };
    match (1..=LONGEST_KEY).contains(&key.len()) {
        true => Ok(Some(xxh3_128(&[name.as_str().as_bytes(), b"\0", key].concat()))),
        false => {
            let detail = format!("Idempotency-Key must have 1 to {LONGEST_KEY} bytes");
            Err(Problem::new(StatusCode::BAD_REQUEST, detail))
        }
    }
}

impl From<PostError> for Problem {
    fn from(error: PostError) -> Problem {
        let problem = Problem::new(StatusCode::BAD_REQUEST, error.to_string());
        match error.key {
            Some(key) => problem.at(key),
            None => problem,
        }
    }
}

impl From<WriteError> for Problem {
    fn from(error: WriteError) -> Problem {
        let again = |status, seconds| {
            Problem::new(status, error.to_string()).with(RETRY_AFTER, HeaderValue::from_static(seconds))
        };
        match &error {
            WriteError::Busy | WriteError::Unreachable => again(StatusCode::SERVICE_UNAVAILABLE, "1"),
            WriteError::TooManyChannels(_) => again(StatusCode::SERVICE_UNAVAILABLE, "60"),
            WriteError::TooManyKeys(_) => again(StatusCode::TOO_MANY_REQUESTS, "60"),
            WriteError::DiskFull => Problem::new(StatusCode::INSUFFICIENT_STORAGE, error.to_string()),
            WriteError::Io(_) => {
                tracing::error!(%error, "a post could not be written");
                Problem::internal()
            }
        }
    }
}
