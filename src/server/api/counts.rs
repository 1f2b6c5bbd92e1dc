//! `GET /api/logs/histogram` and `GET /api/logs/fields`: what is counted of a query's entries.

use std::net::IpAddr;

use actix_web::web::{self, Data};
use actix_web::{HttpRequest, HttpResponse};

use super::waiting::Waiting;
use crate::facets::facets;
use crate::histogram::{self, MAX_BUCKETS};
use crate::query::Query;
use crate::scan::{ScanError, Scanner, Stopper};
use crate::server::access::Grant;
use crate::server::client;
use crate::server::error::Problem;
use crate::server::parameters::Parameters;
use crate::server::state::State;
use crate::server::wire;

/// How many buckets a histogram has where none are asked for.
const BUCKETS: usize = 120;

/// Answers with the entries of a query over time, by level.
pub(in crate::server) async fn histogram(
    state: Data<State>,
    grant: Grant,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let mut parameters = Parameters::parse(request.query_string())?;
    let buckets = parameters.take("buckets")?.map_or(Ok(BUCKETS), |buckets| number_of_buckets(&buckets))?;
    if parameters.take("by")?.is_some_and(|by| by != "level") {
        return Err(Problem::parameter("by", "must be level"));
    }
    let count = move |scanner: &Scanner, query: &Query, stopper: &Stopper| {
        histogram::histogram(scanner, query, buckets, stopper)
    };
    Ok(HttpResponse::Ok()
        .json(wire::Histogram::from(counted(&state, (&grant, client::address(&request)), &parameters, count).await?)))
}

/// Answers with the fields of a query's entries and their values.
pub(in crate::server) async fn fields(
    state: Data<State>,
    grant: Grant,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let parameters = Parameters::parse(request.query_string())?;
    Ok(HttpResponse::Ok()
        .json(wire::Facets::from(counted(&state, (&grant, client::address(&request)), &parameters, facets).await?)))
}

fn number_of_buckets(text: &str) -> Result<usize, Problem> {
    let buckets = text.parse().ok().filter(|buckets| (1..=MAX_BUCKETS).contains(buckets));
    buckets.ok_or_else(|| Problem::parameter("buckets", &format!("must be a whole number from 1 to {MAX_BUCKETS}")))
}

/// Counts on a thread of its own, as long as the client waits.
async fn counted<T: Send + 'static>(
    state: &State,
    (grant, address): (&Grant, Option<IpAddr>),
    parameters: &Parameters,
    count: impl FnOnce(&Scanner, &Query, &Stopper) -> Result<T, ScanError> + Send + 'static,
) -> Result<T, Problem> {
    let query = parameters.query(&state.scanner.context())?;
    if query.follow {
        return Err(Problem::parameter("follow", "does not apply here: what is counted has an end"));
    }
    let admitted = [state.admit_search(address)?, state.admit_memory(&query, address)?];
    let scanner = grant.scanner(&state.scanner);
    let client = Waiting::default();
    let stopper = client.stopper();
    let counting = move || {
        // Whoever has left is counted until the work for it has ended.
        let _admitted = admitted;
        count(&scanner, &query, &stopper)
    };
    Ok(web::block(counting).await.map_err(|_| Problem::internal())??)
}
