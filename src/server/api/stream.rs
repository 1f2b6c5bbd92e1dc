//! `GET /api/logs/stream`: the entries that a query asks for, sent as they are found.

use actix_web::http::Method;
use actix_web::http::header::{ACCEPT, VARY};
use actix_web::web::{self, Data};
use actix_web::{HttpRequest, HttpResponse};

use super::waiting::Waiting;
use crate::follow::{Past, Request};
use crate::query::{Output, Query};
use crate::server::access::Grant;
use crate::server::client;
use crate::server::error::Problem;
use crate::server::parameters::Parameters;
use crate::server::state::State;

mod accept;
mod body;
mod ending;
mod live;

use body::{ScanBody, Search};
use live::LiveBody;

/// Begins the search, and answers with a body that carries it on as the client takes it.
pub(in crate::server) async fn stream(
    state: Data<State>,
    grant: Grant,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let parameters = Parameters::parse(request.query_string())?;
    answer(state, &grant, &request, parameters).await
}

/// Answers with the entries that parameters ask for.
pub(super) async fn answer(
    state: Data<State>,
    grant: &Grant,
    request: &HttpRequest,
    mut parameters: Parameters,
) -> Result<HttpResponse, Problem> {
    if let Some(format) = accept::format(request.headers().get(ACCEPT)).filter(|_| !parameters.contains("format")) {
        parameters.push("format", format);
    }
    let query = parameters.query(&state.scanner.context())?;
    let mut response = HttpResponse::Ok();
    response.content_type(content_type(query.output)).insert_header((VARY, "accept"));
    let is_head = *request.method() == Method::HEAD;
    let address = client::address(request);
    if query.follow {
        let admitted = [state.admit_follower(address)?, state.admit_memory(&query, address)?];
        let hub = state.hub.clone();
        let asked = Request { visible: grant.visible(), ..live_request(&query) };
        let begin = move || Ok::<_, Problem>((hub.subscribe(asked)?, admitted));
        let (session, admitted) = web::block(begin).await.map_err(|_| Problem::internal())??;
        return Ok(match is_head {
            true => response.streaming(futures::stream::empty::<Result<_, Problem>>()),
            false => response.body(LiveBody::new(session, &query, admitted, state.into_inner())),
        });
    }
    let admitted = [state.admit_search(address)?, state.admit_memory(&query, address)?];
    let output = query.output;
    let scanner = grant.scanner(&state.scanner);
    let client = Waiting::default();
    let stopper = client.stopper();
    // Whoever has left is counted until the work for it has ended.
    let begin =
        move || Ok::<_, Problem>(Search { scan: scanner.scan_unless_stopped(&query, &stopper)?, _admitted: admitted });
    let search = web::block(begin).await.map_err(|_| Problem::internal())??;
    Ok(match is_head {
        true => response.streaming(futures::stream::empty::<Result<_, Problem>>()),
        false => response.body(ScanBody::new(search, client, output, state.into_inner())),
    })
}

/// Returns what is asked of the hub: history first, or what was missed since some positions.
fn live_request(query: &Query) -> Request {
    let mut query = query.clone();
    // Neither ends with the history.
    (query.timeout, query.progress) = (None, false);
    let positions = std::mem::take(&mut query.cursors);
    let past = if positions.is_empty() { Past::Query } else { Past::Since(positions) };
    Request { query, past, create: false, visible: None }
}

fn content_type(output: Output) -> &'static str {
    match output {
        Output::Ndjson => "application/x-ndjson",
        Output::Text => "text/plain; charset=utf-8",
        Output::Csv => "text/csv; charset=utf-8",
    }
}
