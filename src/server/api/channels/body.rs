//! The body of a post, received within limits of size, time and memory, and unpacked.

use std::io::{self, Read};
use std::ops::Deref;
use std::sync::Arc;
use std::time::Duration;

use actix_web::HttpRequest;
use actix_web::http::StatusCode;
use actix_web::http::header::{
    ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, RETRY_AFTER,
};
use actix_web::web::{self, Payload};
use flate2::read::MultiGzDecoder;
use futures::StreamExt;
use tokio::time::{Instant, timeout_at};

use crate::server::client;
use crate::server::error::Problem;
use crate::server::ingest::{Held, Ingest};

/// What a body may be called; an empty or missing name is taken for JSON, as is what `curl -d` says.
const JSON: [&str; 6] = [
    "application/json",
    "application/x-ndjson",
    "application/ndjson",
    "application/jsonl",
    "application/x-jsonlines",
    "application/x-www-form-urlencoded",
];

/// All of a body is there after so long, or after the longest silence if that is longer: else the client is too slow.
const PATIENCE: Duration = Duration::from_secs(60);

/// A body of a packed post is unpacked where it is, if it is no longer than this.
const SHORT: usize = 16 << 10;

/// A body, which counts as held as long as it exists.
pub(super) struct Body {
    bytes: Vec<u8>,
    held: Held,
}

impl Deref for Body {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.bytes
    }
}

/// Receives a body, and unpacks it.
pub(super) async fn receive(request: &HttpRequest, payload: Payload, ingest: &Arc<Ingest>) -> Result<Body, Problem> {
    let (headers, address) = (request.headers(), client::address(request));
    check_type(headers)?;
    let is_packed = is_packed(headers)?;
    let announced = headers.get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    if announced.is_some_and(|length| length > ingest.most_body) {
        return Err(too_large(ingest.most_body));
    }
    let body = collect(payload, ingest, ingest.hold(address)).await?;
    if !is_packed {
        return Ok(body);
    }
    let ingest = ingest.clone();
    match body.len() <= SHORT {
        true => unpack(&body, &ingest, ingest.hold(address)),
        false => {
            web::block(move || unpack(&body, &ingest, ingest.hold(address))).await.map_err(|_| Problem::internal())?
        }
    }
}

fn check_type(headers: &HeaderMap) -> Result<(), Problem> {
    let Some(given) = headers.get(CONTENT_TYPE) else { return Ok(()) };
    let name = given.to_str().unwrap_or("?").split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    if name.is_empty() || JSON.contains(&name.as_str()) || name.starts_with("application/") && name.ends_with("+json") {
        return Ok(());
    }
    let detail = "entries are JSON: send them as application/json or application/x-ndjson";
    Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, detail).with(
        HeaderName::from_static("accept-post"),
        HeaderValue::from_static("application/json, application/x-ndjson"),
    ))
}

fn is_packed(headers: &HeaderMap) -> Result<bool, Problem> {
    let given = headers.get(CONTENT_ENCODING).map(|given| given.to_str().unwrap_or("?").trim().to_ascii_lowercase());
    match given.as_deref() {
        None | Some("" | "identity") => Ok(false),
        Some("gzip" | "x-gzip") => Ok(true),
        Some(_) => {
            let detail = "a body may be packed with gzip; send it so, or as it is";
            Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, detail)
                .with(ACCEPT_ENCODING, HeaderValue::from_static("gzip")))
        }
    }
}

async fn collect(mut payload: Payload, ingest: &Ingest, held: Held) -> Result<Body, Problem> {
    let deadline = Instant::now() + PATIENCE.max(ingest.patience);
    let mut body = Body { bytes: Vec::new(), held };
    loop {
        let next = timeout_at(deadline.min(Instant::now() + ingest.patience), payload.next()).await;
        let late = |_| Problem::of_status(StatusCode::REQUEST_TIMEOUT);
        let Some(piece) = next.map_err(late)? else { return Ok(body) };
        let piece = piece.map_err(|_| Problem::new(StatusCode::BAD_REQUEST, "the body broke off"))?;
        if body.bytes.len() + piece.len() > ingest.most_body {
            return Err(too_large(ingest.most_body));
        }
        grow(&mut body, piece.len())?;
        body.bytes.extend_from_slice(&piece);
    }
}

fn unpack(packed: &[u8], ingest: &Ingest, held: Held) -> Result<Body, Problem> {
    let mut body = Body { bytes: Vec::new(), held };
    let mut reader = MultiGzDecoder::new(packed);
    let mut piece = vec![0; 64 << 10];
    loop {
        let read = match reader.read(&mut piece) {
            Ok(0) => return Ok(body),
            Ok(read) => read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(_) => return Err(Problem::new(StatusCode::BAD_REQUEST, "the body is no whole gzip")),
        };
        if body.bytes.len() + read > ingest.most_body {
            return Err(too_large(ingest.most_body));
        }
        grow(&mut body, read)?;
        body.bytes.extend_from_slice(&piece[..read]);
    }
}

fn grow(body: &mut Body, by: usize) -> Result<(), Problem> {
    match body.held.grow(by) {
        true => Ok(()),
        false => {
            let detail = "many posts are being received; try again";
            Err(Problem::new(StatusCode::SERVICE_UNAVAILABLE, detail).with(RETRY_AFTER, HeaderValue::from_static("1")))
        }
    }
}

fn too_large(most: usize) -> Problem {
    let detail = format!("a post has {most} bytes at most, unpacked too; send less at once, or raise --max-post");
    Problem::new(StatusCode::PAYLOAD_TOO_LARGE, detail)
}
