//! Follows every answer to its last byte: for the metrics, and as one line for the operator.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::{Method, StatusCode, Uri};
use actix_web::middleware::Next;
use actix_web::web::Data;
use actix_web::{Error, HttpMessage, HttpRequest};
use bytes::Bytes;

use crate::server::access::Grant;
use crate::server::access::credentials::named;
use crate::server::client::{self, Client};
use crate::server::metrics::Answered;
use crate::server::state::State;

/// The body of an answer, and all that is known of it when it ends.
struct Observed {
    body: BoxBody,
    state: Data<State>,
    began: Instant,
    first_byte: Option<Duration>,
    bytes: u64,
    is_complete: bool,
    line: Line,
}

/// What the access log says of a request.
struct Line {
    client: Client,
    user: Option<String>,
    method: Method,
    route: String,
    address: String,
    status: StatusCode,
}

/// Notes who asks, and observes what is answered.
pub(in crate::server) async fn observe(
    state: Data<State>,
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    client::note(state.access().config(), &request, state.tls.is_some());
    let began = Instant::now();
    let response = next.call(request).await?;
    let line = Line::of(response.request(), response.status());
    Ok(response.map_body(|_, body| {
        let body = body.boxed();
        let is_complete = matches!(body.size(), BodySize::None | BodySize::Sized(0));
        BoxBody::new(Observed { body, state, began, first_byte: None, bytes: 0, is_complete, line })
    }))
}

impl MessageBody for Observed {
    type Error = Box<dyn std::error::Error>;

    fn size(&self) -> BodySize {
        self.body.size()
    }

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, Self::Error>>> {
        let polled = Pin::new(&mut self.body).poll_next(cx);
        match &polled {
            Poll::Ready(Some(Ok(bytes))) => {
                let elapsed = self.began.elapsed();
                self.first_byte.get_or_insert(elapsed);
                self.bytes += bytes.len() as u64;
                let size = self.body.size();
                self.is_complete |= matches!(size, BodySize::Sized(size) if size == self.bytes);
            }
            Poll::Ready(None) => self.is_complete = true,
            Poll::Ready(Some(Err(_))) | Poll::Pending => {}
        }
        polled
    }
}

impl Drop for Observed {
    fn drop(&mut self) {
        let total = self.began.elapsed();
        let line = &self.line;
        self.state.metrics.answered(&Answered {
            route: &line.route,
            method: name(&line.method),
            code: line.status.as_u16(),
            first_byte: self.first_byte.unwrap_or(total),
            total,
            bytes: self.bytes,
        });
        tracing::info!(
            target: "logbrook::access",
            client = line.client.address.map(tracing::field::display),
            user = line.user,
            method = %line.method,
            address = line.address,
            status = line.status.as_u16(),
            bytes = self.bytes,
            first_byte_ms = self.first_byte.unwrap_or(total).as_millis(),
            total_ms = total.as_millis(),
            complete = self.is_complete,
        );
    }
}

impl Line {
    fn of(request: &HttpRequest, status: StatusCode) -> Line {
        Line {
            client: client::of(request),
            user: request.extensions().get::<Grant>().and_then(|grant| grant.name.clone()),
            method: request.method().clone(),
            route: request.match_pattern().unwrap_or_else(|| "none".to_owned()),
            address: without_secrets(request.uri()),
            status,
        }
    }
}

/// Returns what of an address may stand in a log: its path and query, without a token, and without one in the address to which a login leads.
fn without_secrets(uri: &Uri) -> String {
    let Some(query) = uri.query() else { return uri.path().to_owned() };
    let hide = |pair| {
        if named(pair, "token").is_some() {
            return "token=…";
        }
        // What is encoded once more is not worth being read.
        let may_hold = |next: String| next.contains("token") || next.contains('%');
        if named(pair, "next").is_some_and(may_hold) { "next=…" } else { pair }
    };
    format!("{}?{}", uri.path(), query.split('&').map(hide).collect::<Vec<_>>().join("&"))
}

/// Names a method; those that nobody knows are one, so that nobody can fill the memory with names.
fn name(method: &Method) -> &'static str {
    match method.as_str() {
        "GET" => "GET",
        "HEAD" => "HEAD",
        "POST" => "POST",
        "PUT" => "PUT",
        "DELETE" => "DELETE",
        "OPTIONS" => "OPTIONS",
        _ => "other",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_secret_stands_in_the_log() {
        for (address, logged) in [
            ("/view", "/view"),
            ("/view?q=a", "/view?q=a"),
            ("/view?token=secret", "/view?token=…"),
            ("/view?q=a&token=secret&q=token%3D", "/view?q=a&token=…&q=token%3D"),
            ("/view?%74oke%6e=secret&b", "/view?token=…&b"),
            ("/login?next=/view?token=secret", "/login?next=…"),
            ("/login?next=%2Fview%3Fq%3Da%26token%3Dsecret&b", "/login?next=…&b"),
            ("/login?n%65xt=%2Fview%3F%2574oken%3Dsecret", "/login?next=…"),
            ("/login?next=%2Fview%3Fq%3Da", "/login?next=%2Fview%3Fq%3Da"),
            ("http://anna:secret@localhost/view?q=a", "/view?q=a"),
            ("http://anna:secret@localhost", "/"),
            ("anna:secret@localhost:80", ""),
        ] {
            assert_eq!(without_secrets(&address.parse().unwrap()), logged);
        }
    }
}
