//! `GET /api/logs`: the files, described.

use actix_web::web::{self, Data};
use actix_web::{HttpRequest, HttpResponse};

use super::waiting::Waiting;
use crate::query::Query;
use crate::server::access::Grant;
use crate::server::client;
use crate::server::error::Problem;
use crate::server::parameters::Parameters;
use crate::server::state::State;
use crate::server::wire::Logs;

/// Answers with every file, or with those that match one of the globs.
pub(in crate::server) async fn list(
    state: Data<State>,
    grant: Grant,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let globs = Parameters::parse(request.query_string())?.only("file")?;
    Query::parse(globs.iter().map(|glob| ("file", glob.as_str())), &state.scanner.context())?;
    let admitted = state.admit_list(client::address(&request))?;
    let scanner = grant.scanner(&state.scanner);
    let waiting = Waiting::default();
    let stopper = waiting.stopper();
    let describe = move || {
        let _admitted = admitted;
        scanner.describe(&globs, &stopper)
    };
    let described = web::block(describe).await.map_err(|_| Problem::internal())??;
    Ok(HttpResponse::Ok().json(Logs { logs: described.into_iter().map(Into::into).collect() }))
}
