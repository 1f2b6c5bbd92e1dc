//! Lets no request pass that is not granted: whatever is not named here as open asks for a grant, so that a new route does too.

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{ACCEPT, LOCATION, SET_COOKIE};
use actix_web::http::{Method, StatusCode, Uri};
use actix_web::middleware::Next;
use actix_web::web::Data;
use actix_web::{Error, HttpMessage, HttpResponse};

use super::expiry;
use crate::server::access::credentials::{Credentials, token_in};
use crate::server::access::{Denied, Grant};
use crate::server::error::Problem;
use crate::server::state::State;
use crate::server::{client, login, routes};

/// Finds out who asks, and refuses, leads to the login, or hands on what is granted.
pub(in crate::server) async fn authorise(
    state: Data<State>,
    mut request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    if routes::is_open(&state.base_path, request.path()) {
        return Ok(next.call(request).await?.map_into_boxed_body());
    }
    let (access, over) = state.access_and_end();
    let linked = if access.config().asks() { token_in(&request) } else { None };
    let token = linked.as_ref().map(|(token, _)| token.as_str());
    let peer = request.peer_addr().map(|peer| peer.ip());
    let shown = Credentials::of(&access, request.headers(), token, peer);
    let granted = access.grant(&shown, client::address(&request)).await;
    let is_page = routes::is_page(&state.base_path, request.path()) && accepts_html(&request);
    let refused = match granted {
        Ok(grant) => match permit(&grant, request.method()) {
            Ok(()) => {
                if let Some((token, address)) = linked {
                    // What the header shows counts more, and then the token of the link proves nothing.
                    if is_page && shown == Credentials::Token(token) {
                        let response = enter(&state, &grant, &address, &request)?;
                        return Ok(request.into_response(response));
                    }
                    set_address(&mut request, &address)?;
                }
                let until = grant.until;
                request.extensions_mut().insert(grant);
                let response = next.call(request).await?.map_into_boxed_body();
                return Ok(expiry::end_with(response, until, over));
            }
            Err(problem) => problem,
        },
        Err(Denied::TooManyAttempts(wait)) => {
            state.metrics.refuse("failed-logins");
            Problem::too_many("too many wrong passwords or tokens came from this address; --max-failed-logins", wait)
        }
        Err(_) if is_page && access.config().offers_login() => {
            let address = linked.map_or_else(|| request.uri().to_string(), |(_, address)| address);
            return Ok(request.into_response(to_login(&state, &address)));
        }
        Err(Denied::Unknown) => {
            state.metrics.refuse("unauthorised");
            Problem::unauthorised(&access, false)
        }
        Err(Denied::Wrong) => {
            state.metrics.refuse("unauthorised");
            Problem::unauthorised(&access, true)
        }
    };
    Ok(request.into_response(HttpResponse::from_error(refused)))
}

/// Holds what is asked against what is granted: whatever is no reading is writing.
fn permit(grant: &Grant, method: &Method) -> Result<(), Problem> {
    let reads = [Method::GET, Method::HEAD, Method::OPTIONS].contains(method);
    match (reads, grant.reads, grant.writes) {
        (true, true, _) | (false, _, true) => Ok(()),
        (true, false, _) => Err(Problem::new(StatusCode::FORBIDDEN, "this token writes to channels, and may not read")),
        (false, _, false) => Err(Problem::new(
            StatusCode::FORBIDDEN,
            "this is for reading alone; what is written needs the token that --write-token names",
        )),
    }
}

fn accepts_html(request: &ServiceRequest) -> bool {
    let accept = request.headers().get(ACCEPT).and_then(|value| value.to_str().ok());
    accept.is_some_and(|accept| accept.contains("text/html"))
}

/// Gives a cookie for the token of a link, and leads on to the same address without it.
///
/// This is a page and no redirection: behind a link on another site, the cookie would not be sent with the next request.
fn enter(state: &State, grant: &Grant, address: &str, request: &ServiceRequest) -> Result<HttpResponse, Problem> {
    let mut response = login::enter(state, address)?;
    let is_encrypted = client::of(request).is_encrypted;
    let cookie = login::cookie(state, grant, request.headers(), is_encrypted);
    let cookie = cookie.ok_or_else(Problem::internal)?;
    response.headers_mut().insert(SET_COOKIE, cookie);
    Ok(response)
}

fn to_login(state: &State, address: &str) -> HttpResponse {
    let next = percent_encoding::utf8_percent_encode(address, percent_encoding::NON_ALPHANUMERIC);
    let login = routes::login(&state.base_path);
    HttpResponse::SeeOther().insert_header((LOCATION, format!("{login}?next={next}"))).finish()
}

fn set_address(request: &mut ServiceRequest, address: &str) -> Result<(), Problem> {
    let uri: Uri = address.parse().map_err(|_| Problem::of_status(StatusCode::BAD_REQUEST))?;
    request.head_mut().uri = uri;
    Ok(())
}
