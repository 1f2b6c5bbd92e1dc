//! Every address of the server.

use std::sync::Arc;

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceFactory, ServiceRequest, ServiceResponse};
use actix_web::middleware::{Compress, from_fn};
use actix_web::web::{self, Data};
use actix_web::{App, Error, FromRequest, Handler, HttpResponse, Resource, Responder, guard};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::error::Problem;
use super::state::State;
use super::{api, assets, login, middleware, pages};
use crate::config::BasePath;

/// The base path itself, typed without its last slash.
const BASE: &str = "";
const LIST: &str = "/";
const VIEW: &str = "/view";
const STATIC: &str = "/static/{fingerprint}/{path:.*}";
const LOGS: &str = "/api/logs";
const STREAM: &str = "/api/logs/stream";
const FOLLOW: &str = "/api/logs/follow";
const HISTOGRAM: &str = "/api/logs/histogram";
const FIELDS: &str = "/api/logs/fields";
const RAW: &str = "/api/logs/raw";
const CHANNELS: &str = "/api/channels";
const CHANNEL: &str = "/api/channels/{name:.*}/logs";
const OPENAPI: &str = "/api/openapi.json";
const HEALTH: &str = "/health";
const READY: &str = "/ready";
const METRICS: &str = "/metrics";
const LOGIN: &str = "/login";
const LOGOUT: &str = "/logout";

/// What may stand in a query as it is.
const QUERY: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'/');

/// What nobody needs a grant for: to be asked who they are, what the login page is made of, and whether the server lives and is ready.
const OPEN: [&str; 4] = [LOGIN, LOGOUT, HEALTH, READY];
const OPEN_BELOW: &str = "/static/";

/// What is looked at in a browser.
const PAGES: [&str; 3] = [BASE, LIST, VIEW];

/// Tells whether an address asks nobody who they are.
pub(super) fn is_open(base_path: &BasePath, path: &str) -> bool {
    let below = path.strip_prefix(base_path.as_str());
    below.is_some_and(|below| OPEN.contains(&below) || below.starts_with(OPEN_BELOW))
}

/// Tells whether an address is that of a page.
pub(super) fn is_page(base_path: &BasePath, path: &str) -> bool {
    path.strip_prefix(base_path.as_str()).is_some_and(|below| PAGES.contains(&below))
}

/// Returns the address of the login.
pub(super) fn login(base_path: &BasePath) -> String {
    format!("{base_path}{LOGIN}")
}

/// Returns the address at which a login is ended.
pub(super) fn logout(base_path: &BasePath) -> String {
    format!("{base_path}{LOGOUT}")
}

/// Returns the address, below that of the server, of the page that shows a file and follows it.
pub(super) fn followed(file: &str) -> String {
    format!("{}?file={}#live=1", VIEW.trim_start_matches('/'), utf8_percent_encode(file, QUERY))
}

/// Makes the application of one worker: every route, inside all that guards it.
pub(super) fn app(
    state: Arc<State>,
) -> App<
    impl ServiceFactory<
        ServiceRequest,
        Config = (),
        Response = ServiceResponse<impl MessageBody>,
        Error = Error,
        InitError = (),
    >,
> {
    let base_path = state.base_path.clone();
    let compressed = web::scope("")
        .wrap(Compress::default())
        .service(get(LIST, pages::list))
        .service(get(VIEW, pages::view))
        .service(get(STATIC, assets::asset))
        .service(get(LOGS, api::logs::list))
        .service(get(STREAM, api::stream::stream))
        .service(get(HISTOGRAM, api::counts::histogram))
        .service(get(FIELDS, api::counts::fields))
        .service(get(CHANNELS, api::channels::list))
        .service(writes(CHANNEL, api::channels::read, api::channels::write::write))
        .service(get(OPENAPI, api::openapi::openapi))
        .service(get(HEALTH, api::health::health))
        .service(get(READY, api::health::ready))
        .service(get(METRICS, api::metrics::metrics));
    // Ranges of a file are ranges of its own bytes, and frames of a socket are no body: neither is compressed on the way.
    let below = web::scope(base_path.as_str())
        .service(get(BASE, pages::redirect))
        .service(get(RAW, api::raw::download))
        .service(get(FOLLOW, api::follow::follow))
        .service(get(LOGIN, login::form).route(web::post().to(login::submit)))
        .service(post(LOGOUT, login::logout))
        .service(compressed);
    App::new()
        .app_data(Data::from(state))
        .service(below)
        .default_service(web::to(no_route))
        .wrap(from_fn(middleware::access::authorise))
        .wrap(from_fn(middleware::rate::check))
        .wrap(from_fn(middleware::hosts::check))
        .wrap(from_fn(middleware::answers::dress))
        .wrap(from_fn(middleware::observe::observe))
}

/// Registers a handler for GET and HEAD; any other method is told so.
fn get<F, Args>(path: &str, handler: F) -> Resource
where
    F: Handler<Args>,
    Args: FromRequest + 'static,
    F::Output: Responder + 'static,
{
    let reads = guard::Any(guard::Get()).or(guard::Head());
    web::resource(path).route(web::route().guard(reads).to(handler)).default_service(web::to(wrong_method))
}

/// Registers an address that writes: the one kind at which a client changes anything here. GET and HEAD read what was written.
fn writes<Read, ReadArgs, Write, WriteArgs>(path: &str, read: Read, write: Write) -> Resource
where
    Read: Handler<ReadArgs>,
    ReadArgs: FromRequest + 'static,
    Read::Output: Responder + 'static,
    Write: Handler<WriteArgs>,
    WriteArgs: FromRequest + 'static,
    Write::Output: Responder + 'static,
{
    let reads = guard::Any(guard::Get()).or(guard::Head());
    web::resource(path)
        .route(web::route().guard(reads).to(read))
        .route(web::route().guard(guard::Post()).to(write))
        .default_service(web::to(wrong_method_where_written))
}

/// Registers a handler for POST.
fn post<F, Args>(path: &str, handler: F) -> Resource
where
    F: Handler<Args>,
    Args: FromRequest + 'static,
    F::Output: Responder + 'static,
{
    let refuse = || async { Err::<HttpResponse, _>(Problem::method_not_allowed("POST")) };
    web::resource(path).route(web::post().to(handler)).default_service(web::to(refuse))
}

async fn no_route() -> Result<HttpResponse, Problem> {
    Err(Problem::no_route())
}

async fn wrong_method() -> Result<HttpResponse, Problem> {
    Err(Problem::method_not_allowed("GET, HEAD"))
}

async fn wrong_method_where_written() -> Result<HttpResponse, Problem> {
    Err(Problem::method_not_allowed("GET, HEAD, POST"))
}
