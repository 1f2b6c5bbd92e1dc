//! One line a request for the operator, on request (`--log-level info`).

use std::time::Instant;

use actix_web::Error;
use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;

/// Writes method, address, status and the time to the head of the answer.
pub(in crate::server) async fn write<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    let started = Instant::now();
    let response = next.call(request).await?;
    let request = response.request();
    tracing::info!(
        target: "logbrook::access",
        peer = request.peer_addr().map(tracing::field::display),
        method = %request.method(),
        address = %request.uri(),
        status = response.status().as_u16(),
        milliseconds = started.elapsed().as_millis(),
    );
    Ok(response)
}
