//! `GET /health`: that the server lives, and how busy it is.

use actix_web::HttpResponse;
use actix_web::web::Data;

use crate::server::state::State;
use crate::server::wire::Health;

/// Answers with the server's condition.
pub(in crate::server) async fn health(state: Data<State>) -> HttpResponse {
    let followed = state.hub.numbers();
    HttpResponse::Ok().json(Health {
        status: "healthy",
        connections: state.connections(),
        watchers: followed.watches,
        follows: followed.sessions,
        followed_files: followed.files,
        draining: followed.draining,
        polled: followed.polled,
        rescans: followed.rescans,
        refused: followed.refused + state.followers.refused(),
        uptime_s: state.started.elapsed().as_secs(),
        version: env!("CARGO_PKG_VERSION"),
    })
}
