//! `/api/channels`: what there is, and each channel's newest entries. What is written is in `write`.

use actix_web::web::{self, Data};
use actix_web::{HttpRequest, HttpResponse};
use percent_encoding::percent_decode_str;

use super::stream;
use super::waiting::Waiting;
use crate::channel::{Name, NameError};
use crate::server::access::Grant;
use crate::server::client;
use crate::server::error::Problem;
use crate::server::parameters::Parameters;
use crate::server::state::State;
use crate::server::wire::Channels;

mod body;
pub(in crate::server) mod write;

/// How many entries are sent where it is not said.
const NEWEST: &str = "50";

/// Parameters that say where else to begin than with the newest entries.
const BEGINNINGS: [&str; 3] = ["tail", "line", "cursor"];

/// Answers with every channel, how much it holds, and when it expires.
pub(in crate::server) async fn list(
    state: Data<State>,
    grant: Grant,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    Parameters::parse(request.query_string())?.none()?;
    let admitted = state.admit_list(client::address(&request))?;
    let source = grant.scanner(&state.scanner).source().clone();
    let client = Waiting::default();
    let stopper = client.stopper();
    let told = web::block(move || {
        let _admitted = admitted;
        state.channels.overview.of(source.as_ref(), state.channels.ttl, || !stopper.is_stopped())
    });
    let summaries = told.await.map_err(|_| Problem::internal())??;
    Ok(HttpResponse::Ok().json(Channels { channels: summaries.into_iter().map(Into::into).collect() }))
}

/// Answers with a channel's newest entries, in the order in which they were written, as the stream of its file does.
pub(in crate::server) async fn read(
    state: Data<State>,
    grant: Grant,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let name = name_of(&request).map_err(|_| Problem::not_found())?;
    let mut parameters = Parameters::parse(request.query_string())?;
    if parameters.contains("file") {
        return Err(Problem::parameter("file", "does not apply to a channel, which is one file"));
    }
    let is_reversed = parameters.values("order").iter().any(|order| *order != "asc");
    if !is_reversed && !BEGINNINGS.iter().any(|name| parameters.contains(name)) {
        let limit = parameters.take("limit")?;
        if limit.as_deref().is_some_and(|limit| limit.parse::<u64>().is_err()) {
            return Err(Problem::parameter("limit", "must be a whole number, 0 or more"));
        }
        parameters.push("tail", limit.as_deref().unwrap_or(NEWEST));
    }
    if !parameters.contains("rotated") {
        parameters.push("rotated", "true");
    }
    parameters.push("file", &name.file());
    stream::answer(state, &grant, &request, parameters).await
}

/// Returns the channel that an address names.
fn name_of(request: &HttpRequest) -> Result<Name, NameError> {
    let name = percent_decode_str(request.match_info().query("name")).decode_utf8().map_err(|_| NameError)?;
    Name::parse(&name)
}
