//! `GET /api/logs/stream`: the entries that a query asks for, sent as they are found.

use actix_web::http::Method;
use actix_web::http::header::{ACCEPT, VARY};
use actix_web::web::{self, Data};
use actix_web::{HttpRequest, HttpResponse};

use crate::query::Output;
use crate::server::error::Problem;
use crate::server::parameters::Parameters;
use crate::server::state::State;

mod accept;
mod body;

use body::ScanBody;

/// Begins the search, and answers with a body that carries it on as the client takes it.
pub(in crate::server) async fn stream(state: Data<State>, request: HttpRequest) -> Result<HttpResponse, Problem> {
    let mut parameters = Parameters::parse(request.query_string())?;
    if let Some(format) = accept::format(request.headers().get(ACCEPT)).filter(|_| !parameters.contains("format")) {
        parameters.push("format", format);
    }
    let query = parameters.query(&state.scanner.context())?;
    if query.follow {
        return Err(Problem::parameter("follow", "is not offered by this version; leave it out and ask again"));
    }
    let mut response = HttpResponse::Ok();
    response.content_type(content_type(query.output)).insert_header((VARY, "accept"));
    let output = query.output;
    let scanner = state.scanner.clone();
    let scan = web::block(move || scanner.scan(&query)).await.map_err(|_| Problem::internal())??;
    match *request.method() {
        Method::HEAD => Ok(response.streaming(futures::stream::empty::<Result<_, Problem>>())),
        _ => Ok(response.body(ScanBody::new(scan, output, state.stopping.clone()))),
    }
}

fn content_type(output: Output) -> &'static str {
    match output {
        Output::Ndjson => "application/x-ndjson",
        Output::Text => "text/plain; charset=utf-8",
        Output::Csv => "text/csv; charset=utf-8",
    }
}
