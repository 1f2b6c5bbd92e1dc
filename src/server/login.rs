//! The login: a form that works without a script, and a cookie that no script can read.

use actix_web::cookie::time::Duration as CookieDuration;
use actix_web::cookie::{Cookie, SameSite};
use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderMap, HeaderValue, LOCATION, SET_COOKIE};
use actix_web::web::{Data, Payload};
use actix_web::{HttpMessage, HttpRequest, HttpResponse};
use askama::Template;

use super::access::credentials::{Credentials, cookie_name};
use super::access::{Denied, Grant};
use super::error::Problem;
use super::parameters::Parameters;
use super::state::State;
use super::{body, client, pages, routes};

/// The form.
#[derive(Template)]
#[template(path = "login.html")]
struct LoginPage<'a> {
    base: &'a str,
    assets: &'a str,
    title: &'a str,
    action: &'a str,
    next: &'a str,
    fault: &'a str,
    takes_tokens: bool,
    takes_passwords: bool,
}

/// What leads on from a link with a token.
#[derive(Template)]
#[template(path = "enter.html")]
struct EnterPage<'a> {
    assets: &'a str,
    next: &'a str,
}

/// A form is short.
const LONGEST_FORM: usize = 16 << 10;

/// `GET /login`: the form.
pub(super) async fn form(state: Data<State>, request: HttpRequest) -> Result<HttpResponse, Problem> {
    let next = Parameters::parse(request.query_string())?.take("next")?.unwrap_or_default();
    show(&state, &next, "", StatusCode::OK)
}

/// `POST /login`: looks at what was typed, and gives a cookie for it.
pub(super) async fn submit(
    state: Data<State>,
    request: HttpRequest,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    if request.content_type() != "application/x-www-form-urlencoded" {
        return Err(Problem::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "a login comes as application/x-www-form-urlencoded",
        ));
    }
    let bytes = body::read(payload, LONGEST_FORM, state.limits().body_timeout).await?;
    let text = std::str::from_utf8(&bytes).map_err(|_| Problem::of_status(StatusCode::BAD_REQUEST))?;
    let mut typed = Parameters::parse(text)?;
    let mut take = |name: &str| Ok::<_, Problem>(typed.take(name)?.unwrap_or_default());
    let (token, user, password, next) = (take("token")?, take("user")?, take("password")?, take("next")?);
    let shown = match token.trim() {
        "" => Credentials::Password { user, password },
        token => Credentials::Token(token.to_owned()),
    };
    let access = state.access();
    let granted = access.grant(&shown, client::address(&request)).await;
    let fault = match granted {
        Ok(grant) if grant.reads => {
            let is_encrypted = client::of(&request).is_encrypted;
            let cookie = cookie(&state, &grant, request.headers(), is_encrypted).ok_or_else(Problem::internal)?;
            let headers = ((LOCATION, safe_next(&state, &next)), (SET_COOKIE, cookie));
            return Ok(HttpResponse::SeeOther().insert_header(headers.0).insert_header(headers.1).finish());
        }
        Ok(_) => "This token is for writing alone.",
        Err(Denied::TooManyAttempts(wait)) => {
            state.metrics.refuse("failed-logins");
            return Err(Problem::too_many("too many wrong passwords or tokens came from this address", wait));
        }
        Err(_) => "That is not right. Try again.",
    };
    state.metrics.refuse("unauthorised");
    show(&state, &next, fault, StatusCode::UNAUTHORIZED)
}

/// `POST /logout`: takes the cookie away.
pub(super) async fn logout(state: Data<State>, request: HttpRequest) -> HttpResponse {
    let mut cookie = Cookie::build(cookie_name(request.headers()), "").path(path(&state)).http_only(true).finish();
    cookie.make_removal();
    HttpResponse::SeeOther().insert_header((LOCATION, routes::login(&state.base_path))).cookie(cookie).finish()
}

/// Returns the page that leads on to an address.
pub(super) fn enter(state: &State, address: &str) -> Result<HttpResponse, Problem> {
    let assets = pages::assets_address(state.base_path.as_str());
    pages::html(&EnterPage { assets: &assets, next: address })
}

/// Makes the cookie of a session.
pub(super) fn cookie(state: &State, grant: &Grant, headers: &HeaderMap, is_encrypted: bool) -> Option<HeaderValue> {
    let (value, span) = state.access().begin_session(grant)?;
    let cookie = Cookie::build(cookie_name(headers), value)
        .path(path(state))
        .http_only(true)
        .same_site(SameSite::Strict)
        .secure(is_encrypted)
        .max_age(CookieDuration::seconds(i64::try_from(span.as_secs()).unwrap_or(i64::MAX)))
        .finish();
    HeaderValue::from_str(&cookie.to_string()).ok()
}

fn show(state: &State, next: &str, fault: &str, status: StatusCode) -> Result<HttpResponse, Problem> {
    let access = state.access();
    let base = state.base_path.as_str();
    let config = access.config();
    let mut response = pages::html(&LoginPage {
        base,
        assets: &pages::assets_address(base),
        title: &state.title,
        action: &routes::login(&state.base_path),
        next: &safe_next(state, next),
        fault,
        takes_tokens: !config.tokens.is_empty() || config.signing_key.is_some(),
        takes_passwords: config.passwords.is_some(),
    })?;
    *response.status_mut() = status;
    Ok(response)
}

fn path(state: &State) -> String {
    format!("{}/", state.base_path)
}

/// Returns where a login leads: to an address of this server, never to another.
fn safe_next(state: &State, next: &str) -> String {
    let home = path(state);
    let steps = next.split(['?', '#']).next().unwrap_or_default().to_ascii_lowercase().replace("%2e", ".");
    let is_own = next.starts_with(&home)
        && !next.starts_with("//")
        && !steps.split('/').any(|step| step == "..")
        && next.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    if is_own { next.to_owned() } else { home }
}
