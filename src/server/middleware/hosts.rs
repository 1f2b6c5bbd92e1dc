//! Answers only under names that are this machine's own, so that no foreign site can reach the server through a
//! visitor's browser (DNS rebinding, requests across sites).

use std::net::{IpAddr, SocketAddr};

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_MAX_AGE,
    ACCESS_CONTROL_REQUEST_METHOD, HOST, HeaderValue, ORIGIN, VARY,
};
use actix_web::http::{Method, StatusCode, Uri};
use actix_web::middleware::Next;
use actix_web::web::Data;
use actix_web::{Error, HttpResponse};

use crate::config::AccessConfig;
use crate::server::error::Problem;
use crate::server::state::State;

/// Refuses a request that names another host, or comes from a page of an origin that may not ask.
pub(in crate::server) async fn check(
    state: Data<State>,
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let access = state.access();
    let origin = match examine(&request, access.config(), &state) {
        Ok(origin) => origin,
        Err((reason, problem)) => {
            state.metrics.refuse(reason);
            return Ok(request.into_response(HttpResponse::from_error(problem)));
        }
    };
    let Some(origin) = origin else { return Ok(next.call(request).await?.map_into_boxed_body()) };
    let is_preflight =
        request.method() == Method::OPTIONS && request.headers().contains_key(ACCESS_CONTROL_REQUEST_METHOD);
    let mut response = match is_preflight {
        true => request.into_response(preflight()),
        false => next.call(request).await?.map_into_boxed_body(),
    };
    response.headers_mut().insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    response.headers_mut().append(VARY, HeaderValue::from_static("origin"));
    Ok(response)
}

/// Returns the foreign origin of a request, where it comes from one that may ask.
fn examine(
    request: &ServiceRequest,
    config: &AccessConfig,
    state: &State,
) -> Result<Option<HeaderValue>, (&'static str, Problem)> {
    let header = |name| request.headers().get(name).map(|value| value.to_str().unwrap_or_default());
    let host = header(HOST).unwrap_or_default();
    let target = request.uri().authority().map_or(host, |authority| authority.as_str());
    if ![host, target].iter().all(|host| is_own(host, state.address) || is_allowed(host, config)) {
        let detail = "this server does not answer under that host name; use localhost or the address it is bound to, or name \
            it with --allow-host";
        return Err(("host", Problem::new(StatusCode::FORBIDDEN, detail)));
    }
    match header(ORIGIN) {
        None if is_ours_or_led_here(request) => Ok(None),
        Some(origin) if is_same_site(origin, host) => Ok(None),
        Some(origin) if config.origins.iter().any(|allowed| allowed.eq_ignore_ascii_case(origin)) => {
            Ok(request.headers().get(ORIGIN).cloned())
        }
        _ => {
            let detail = "pages of other sites may not ask this server, but for those that --allow-origin names";
            Err(("origin", Problem::new(StatusCode::FORBIDDEN, detail)))
        }
    }
}

/// Tells whether a request without an Origin comes from no page of another site, as far as the browser says so: images, scripts and frames
/// of others name none. A link of theirs may be followed.
fn is_ours_or_led_here(request: &ServiceRequest) -> bool {
    let header = |name| request.headers().get(name).map(HeaderValue::as_bytes);
    let is_foreign = matches!(header("sec-fetch-site"), Some(b"cross-site" | b"same-site"));
    !is_foreign || (request.method() == Method::GET && header("sec-fetch-dest") == Some(b"document"))
}

/// Tells a browser what pages of an allowed origin may ask.
fn preflight() -> HttpResponse {
    HttpResponse::NoContent()
        .insert_header((ACCESS_CONTROL_ALLOW_METHODS, "GET, HEAD, POST"))
        .insert_header((ACCESS_CONTROL_ALLOW_HEADERS, "authorization, content-type, idempotency-key, range"))
        .insert_header((ACCESS_CONTROL_MAX_AGE, "600"))
        .finish()
}

/// Tells whether `host[:port]` is a name that was allowed.
fn is_allowed(authority: &str, config: &AccessConfig) -> bool {
    let name = host_of(authority).map(str::to_ascii_lowercase);
    name.is_some_and(|name| config.hosts.iter().any(|pattern| pattern.is_match(&name)))
}

/// Tells whether `host[:port]` names this machine: a loopback name or address, or the bound address. Where every address of the
/// machine is bound, any address and the machine's own name are: no foreign name can lead to an address that is written out.
///
/// The port is left open: a tunnel may have given it another.
fn is_own(authority: &str, bound: SocketAddr) -> bool {
    let Some(host) = host_of(authority) else {
        return false;
    };
    let name = host.to_ascii_lowercase();
    if name == "localhost" || name.ends_with(".localhost") {
        return true;
    }
    let address = name.strip_prefix('[').and_then(|name| name.strip_suffix(']')).unwrap_or(&name);
    match address.parse::<IpAddr>() {
        Ok(address) if address.is_unspecified() => false,
        Ok(address) => address.is_loopback() || address == bound.ip() || bound.ip().is_unspecified(),
        Err(_) => !bound.ip().is_loopback() && is_this_machine(&name),
    }
}

fn is_this_machine(name: &str) -> bool {
    let system = rustix::system::uname();
    system.nodename().to_str().is_ok_and(|own| own.eq_ignore_ascii_case(name))
}

/// Returns the host of `host[:port]`; `None` where there is anything else in it.
fn host_of(authority: &str) -> Option<&str> {
    let end = match authority.strip_prefix('[') {
        Some(rest) => rest.find(']')? + 2,
        None => authority.find(':').unwrap_or(authority.len()),
    };
    let (host, port) = authority.split_at(end);
    let port = port.strip_prefix(':').unwrap_or(port);
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b".-_[]:".contains(&byte);
    (port.bytes().all(|byte| byte.is_ascii_digit()) && !host.is_empty() && host.bytes().all(plain)).then_some(host)
}

/// Tells whether an Origin is that of a page that this very server sent, as the client knows it.
fn is_same_site(origin: &str, host: &str) -> bool {
    let Ok(uri) = origin.parse::<Uri>() else {
        return false;
    };
    matches!(uri.scheme_str(), Some("http" | "https"))
        && uri.authority().is_some_and(|authority| authority.as_str().eq_ignore_ascii_case(host))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::HostPattern;

    #[test]
    fn only_names_of_this_machine_are_its_own() {
        let bound = "127.0.0.1:7474".parse().unwrap();
        let own = [
            "localhost",
            "LocalHost:7474",
            "logs.localhost:80",
            "127.0.0.1",
            "127.0.0.1:7474",
            "127.8.9.1:1",
            "[::1]",
            "[::1]:7474",
            "localhost:",
        ];
        let foreign = [
            "",
            ":7474",
            "evil.example",
            "evil.example:7474",
            "localhost.evil.example",
            "notlocalhost",
            "127.0.0.1.evil.example",
            "localhost@evil.example",
            "localhost:7474@evil.example",
            "127.0.0.1:7474:1",
            "[::1",
            "[::1]x",
            "[::2]",
            "10.0.0.1",
            "2130706433",
            "0x7f.1",
            "localhost evil",
            "localhost/evil",
            "0.0.0.0",
        ];
        for host in own {
            assert!(is_own(host, bound), "{host:?}");
        }
        for host in foreign {
            assert!(!is_own(host, bound), "{host:?}");
        }
    }

    #[test]
    fn where_every_address_is_bound_any_may_be_named() {
        let bound = "0.0.0.0:7474".parse().unwrap();
        for (host, own) in
            [("192.168.1.2:7474", true), ("[fe80::1]", true), ("evil.example", false), ("0.0.0.0", false)]
        {
            assert_eq!(is_own(host, bound), own, "{host}");
        }
        let config = AccessConfig { hosts: vec![HostPattern::parse("*.example").unwrap()], ..AccessConfig::default() };
        for (host, allowed) in [("logs.example:443", true), ("LOGS.EXAMPLE", true), ("example", false), ("a.b", false)]
        {
            assert_eq!(is_allowed(host, &config), allowed, "{host}");
        }
    }

    #[test]
    fn only_pages_of_the_same_host_and_port_are_the_same_site() {
        for (origin, host, same) in [
            ("http://localhost:7474", "localhost:7474", true),
            ("https://localhost", "localhost", true),
            ("http://LOCALHOST:7474", "localhost:7474", true),
            ("http://localhost:3000", "localhost:7474", false),
            ("http://evil.example", "localhost:7474", false),
            ("null", "localhost:7474", false),
            ("", "localhost:7474", false),
            ("file://", "localhost:7474", false),
        ] {
            assert_eq!(is_same_site(origin, host), same, "{origin:?}");
        }
    }
}
