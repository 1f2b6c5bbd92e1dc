//! `GET /health`: that the server lives, and how busy it is; `GET /ready`: that it can answer.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderValue, RETRY_AFTER};
use actix_web::web::{self, Data};

use crate::server::error::Problem;
use crate::server::state::State;
use crate::server::wire::{Health, Ready};

/// Answers with the server's condition.
pub(in crate::server) async fn health(state: Data<State>) -> HttpResponse {
    let followed = state.hub.numbers();
    HttpResponse::Ok().json(Health {
        status: "healthy",
        connections: state.connections.count(),
        watchers: followed.watches,
        follows: followed.sessions,
        followed_files: followed.files,
        draining: followed.draining,
        polled: followed.polled,
        rescans: followed.rescans,
        refused: followed.refused + state.metrics.refused(),
        uptime_s: state.started.elapsed().as_secs(),
        version: env!("CARGO_PKG_VERSION"),
    })
}

/// Answers with 200 once files can be listed, and with 503 where they cannot, or the server is about to stop.
pub(in crate::server) async fn ready(state: Data<State>) -> Result<HttpResponse, Problem> {
    let refuse = |detail: &'static str| {
        Problem::new(StatusCode::SERVICE_UNAVAILABLE, detail).with(RETRY_AFTER, HeaderValue::from_static("5"))
    };
    if *state.stopping.borrow() {
        return Err(refuse("the server is stopping"));
    }
    // Anybody may ask this: it costs little, however often.
    let hub = state.hub.clone();
    let counted = web::block(move || hub.count_files()).await.map_err(|_| Problem::internal())?;
    match counted {
        Ok(files) => Ok(HttpResponse::Ok().json(Ready { status: "ready", files })),
        Err(_) => Err(refuse("the files cannot be listed")),
    }
}
