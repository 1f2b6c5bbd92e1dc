//! The pages: one template struct each. They are shells; what they show they ask for by the same addresses as anyone, but for the
//! first entries of a file, which come with the page.

use actix_web::http::StatusCode;
use actix_web::http::header::{ACCEPT, HeaderValue, LOCATION, VARY};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, ResponseError};
use askama::Template;

use self::first::First;
use super::access::Grant;
use super::assets;
use super::client;
use super::error::Problem;
use super::parameters::Parameters;
use super::routes;
use super::state::State;
use crate::query::Query;

mod first;

/// The list of files.
#[derive(Template)]
#[template(path = "list.html")]
struct ListPage<'a> {
    base: &'a str,
    assets: &'a str,
    version: &'a str,
    title: &'a str,
    logout: &'a str,
    is_session: bool,
}

/// The viewer on one query.
#[derive(Template)]
#[template(path = "view.html")]
struct ViewPage<'a> {
    base: &'a str,
    assets: &'a str,
    title: &'a str,
    /// The file, where it is one.
    chosen: &'a str,
    first: First,
}

/// The media type of every page.
pub(super) const HTML: &str = "text/html; charset=utf-8";

const VERSION: &str = env!("CARGO_PKG_VERSION");

/// `GET /`: the files, to browse and pick.
pub(super) async fn list(state: Data<State>, grant: Grant) -> Result<HttpResponse, Problem> {
    let base = state.base_path.as_str();
    html(&ListPage {
        base,
        assets: &assets_address(base),
        version: VERSION,
        title: &state.title,
        logout: &routes::logout(&state.base_path),
        is_session: grant.is_session,
    })
}

/// Leads from the base path without a slash to the list.
pub(super) async fn redirect(state: Data<State>) -> HttpResponse {
    HttpResponse::PermanentRedirect().insert_header((LOCATION, format!("{}/", state.base_path))).finish()
}

/// `GET /view`: the viewer. A bad query is a 400 here too; who asks for a page gets it all the same, to mend the query in it.
pub(super) async fn view(state: Data<State>, grant: Grant, request: HttpRequest) -> Result<HttpResponse, Problem> {
    let base = state.base_path.as_str();
    let parameters = Parameters::parse(request.query_string());
    let named = parameters.as_ref().map_or(Vec::new(), |parameters| parameters.values("file"));
    let chosen = if let [one] = named[..] { one.to_owned() } else { String::new() };
    let title = match named.is_empty() {
        true => "logbrook".to_owned(),
        false => format!("{} · logbrook", named.join(", ")),
    };
    let asked =
        parameters.and_then(|parameters| parameters.query(&state.scanner.context()).map(|query| (parameters, query)));
    let (first, status) = match asked {
        Ok((parameters, query)) if First::is_due(&parameters) => {
            (first(&state, &grant, &request, query).await, StatusCode::OK)
        }
        Ok(_) => (First::default(), StatusCode::OK),
        Err(problem) if !asks_for_page(&request) => return Err(problem),
        Err(problem) => (First::default(), problem.status_code()),
    };
    let mut page = html(&ViewPage { base, assets: &assets_address(base), title: &title, chosen: &chosen, first })?;
    page.headers_mut().insert(VARY, HeaderValue::from_static("accept"));
    *page.status_mut() = status;
    Ok(page)
}

/// Returns what the page begins with; nothing where too much is going on.
async fn first(state: &State, grant: &Grant, request: &HttpRequest, query: Query) -> First {
    let address = client::address(request);
    match (state.admit_search(address), state.admit_memory(&query, address)) {
        (Ok(search), Ok(memory)) => First::of(grant.scanner(&state.scanner), query, [search, memory]).await,
        _ => First::default(),
    }
}

fn asks_for_page(request: &HttpRequest) -> bool {
    let accepted = request.headers().get(ACCEPT).and_then(|accept| accept.to_str().ok());
    accepted.is_some_and(|accept| accept.contains("text/html"))
}

/// Returns where scripts and styles stand.
pub(super) fn assets_address(base: &str) -> String {
    format!("{base}/static/{}", assets::fingerprint())
}

/// Answers with a page.
pub(super) fn html(page: &impl Template) -> Result<HttpResponse, Problem> {
    let html = page.render().map_err(|error| {
        tracing::error!(%error, "a page could not be rendered");
        Problem::internal()
    })?;
    Ok(HttpResponse::Ok().content_type(HTML).body(html))
}
