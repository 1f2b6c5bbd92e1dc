//! Dresses every answer: the headers that keep a browser safe, and a problem where a library answered with bare words.

use actix_http::ConnectionType;
use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, REFERRER_POLICY, UPGRADE,
    X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use actix_web::http::{StatusCode, Version};
use actix_web::middleware::Next;
use actix_web::{Error, ResponseError};

use crate::server::api::follow::is_websocket;
use crate::server::error::{PROBLEM_JSON, Problem};
use crate::server::pages::HTML;

/// Nothing is fetched from elsewhere, no script stands in a page, and no other site shows or reads an answer.
const SAFE: [(HeaderName, &str); 6] = [
    (
        CONTENT_SECURITY_POLICY,
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; \
         font-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'",
    ),
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    // Without any, a browser would hide the origin of our own forms, too.
    (REFERRER_POLICY, "same-origin"),
    (X_FRAME_OPTIONS, "DENY"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
];

/// Adds the safe headers, forbids keeping what does not say how long, and makes every error a problem, but for pages that say themselves what is wrong.
pub(in crate::server) async fn dress(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let is_old = request.version() < Version::HTTP_11;
    let mut response = next.call(request).await?.map_into_boxed_body();
    let is_ours = |value: &HeaderValue| value == PROBLEM_JSON || value == HTML;
    let is_told = response.headers().get(CONTENT_TYPE).is_some_and(is_ours);
    if is_error(response.status()) && !is_told {
        let problem = Problem::of_status(response.status());
        response = response.into_response(problem.error_response());
    }
    add_safe(response.headers_mut());
    let has_no_length = is_old && response.response().body().size() == BodySize::Stream;
    let request = response.request().head();
    let asks_for_websocket = request.headers().get(UPGRADE).is_some_and(is_websocket);
    let is_upgrade = (request.upgrade() || asks_for_websocket) && response.status() != StatusCode::SWITCHING_PROTOCOLS;
    if is_upgrade || has_no_length {
        let head = response.response_mut().head_mut();
        // What follows an upgrade that is not made is taken for the other protocol by the library.
        head.set_connection_type(ConnectionType::Close);
        // HTTP/1.0 knows no chunks, and who asked for a WebSocket is sent none: the end of the connection is that of the body.
        head.no_chunking(has_no_length || asks_for_websocket);
    }
    Ok(response)
}

fn is_error(status: StatusCode) -> bool {
    status.is_client_error() || status.is_server_error()
}

fn add_safe(headers: &mut HeaderMap) {
    for (name, value) in SAFE {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if !headers.contains_key(CACHE_CONTROL) {
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
}
