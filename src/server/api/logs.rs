//! `GET /api/logs`: the files, described.

use std::collections::BTreeMap;

use actix_web::web::{self, Data};
use actix_web::{HttpRequest, HttpResponse};

use crate::query::Query;
use crate::scan::{LogInfo, ScanError, Scanner};
use crate::server::access::Grant;
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
    let scanner = grant.scanner(&state.scanner);
    let described = web::block(move || describe(&scanner, &globs)).await.map_err(|_| Problem::internal())??;
    Ok(HttpResponse::Ok().json(Logs { logs: described.into_iter().map(Into::into).collect() }))
}

fn describe(scanner: &Scanner, globs: &[String]) -> Result<Vec<LogInfo>, ScanError> {
    if globs.is_empty() {
        return scanner.describe(None);
    }
    let mut by_name = BTreeMap::new();
    for glob in globs {
        by_name.extend(scanner.describe(Some(glob))?.into_iter().map(|info| (info.file.clone(), info)));
    }
    Ok(by_name.into_values().collect())
}
