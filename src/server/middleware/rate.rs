//! Refuses an address that asks too often.

use std::time::Instant;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;
use actix_web::web::Data;
use actix_web::{Error, HttpResponse};

use crate::server::client;
use crate::server::error::Problem;
use crate::server::state::State;

/// Counts a request, and refuses it where it is one too many.
pub(in crate::server) async fn check(
    state: Data<State>,
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let Some(most) = state.limits().rate else { return Ok(next.call(request).await?.map_into_boxed_body()) };
    match state.rate.take(client::address(&request), most, Instant::now()) {
        Ok(()) => Ok(next.call(request).await?.map_into_boxed_body()),
        Err(wait) => {
            state.metrics.refuse("max-requests-per-second");
            let detail =
                format!("more than {most} requests a second came from this address; --max-requests-per-second says so");
            Ok(request.into_response(HttpResponse::from_error(Problem::too_many(detail, wait))))
        }
    }
}
