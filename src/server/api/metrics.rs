//! `GET /metrics`: what Prometheus collects.

use actix_web::HttpResponse;
use actix_web::web::Data;

use crate::server::error::Problem;
use crate::server::metrics;
use crate::server::state::State;

/// Answers with everything that is counted and measured.
pub(in crate::server) async fn metrics(state: Data<State>) -> Result<HttpResponse, Problem> {
    let text = metrics::text(&state).map_err(|_| Problem::internal())?;
    Ok(HttpResponse::Ok().content_type("text/plain; version=0.0.4; charset=utf-8").body(text))
}
