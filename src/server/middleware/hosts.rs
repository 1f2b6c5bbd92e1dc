//! Answers only under names that are this machine's own, so that no foreign site can reach the server through a
//! visitor's browser (DNS rebinding, requests across sites).

use std::net::{IpAddr, SocketAddr};

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{HOST, ORIGIN};
use actix_web::http::{StatusCode, Uri};
use actix_web::middleware::Next;
use actix_web::web::Data;
use actix_web::{Error, HttpResponse};

use crate::server::error::Problem;
use crate::server::state::State;

/// Refuses a request that names another host, or comes from a page of another origin.
pub(in crate::server) async fn check(
    state: Data<State>,
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    match refusal(&request, state.address) {
        Some(problem) => Ok(request.into_response(HttpResponse::from_error(problem))),
        None => Ok(next.call(request).await?.map_into_boxed_body()),
    }
}

fn refusal(request: &ServiceRequest, bound: SocketAddr) -> Option<Problem> {
    let header = |name| request.headers().get(name).map(|value| value.to_str().unwrap_or_default());
    let host = header(HOST).unwrap_or_default();
    let target = request.uri().authority().map_or(host, |authority| authority.as_str());
    if !is_own(host, bound) || !is_own(target, bound) {
        let detail = "this server does not answer under that host name; use localhost or the address it is bound to";
        return Some(Problem::new(StatusCode::FORBIDDEN, detail));
    }
    let origin = header(ORIGIN)?;
    (!is_same_site(origin, host))
        .then(|| Problem::new(StatusCode::FORBIDDEN, "pages of other sites may not ask this server"))
}

/// Tells whether `host[:port]` names this machine: a loopback name or address, or the bound address.
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
    address.parse::<IpAddr>().is_ok_and(|address| address.is_loopback() || address == bound.ip())
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
