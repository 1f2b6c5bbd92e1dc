//! Answers that the dispatcher makes alone, before any handler: it sends them without a body.

use actix_web::ResponseError;
use actix_web::http::StatusCode;

use crate::server::error::{PROBLEM_JSON, Problem};

/// Every answer of our own carries this header.
const MARK: &[u8] = b"x-content-type-options";

/// Returns the same answer with a problem as its body, where it is one of those; they come in one piece.
///
/// What such a request asked for cannot be known, so the connection is closed behind it. That an address is too long, the
/// dispatcher does not tell from other faults of it.
pub(super) fn substitute(sent: &[u8], has_long_address: bool) -> Option<Vec<u8>> {
    let status = sent.strip_prefix(b"HTTP/1.1 ").or_else(|| sent.strip_prefix(b"HTTP/1.0 "))?;
    let status = StatusCode::from_bytes(status.get(..3)?).ok()?;
    let is_bare = status.is_client_error() || status.is_server_error();
    if !is_bare || !sent.ends_with(b"\r\n\r\n") || memchr::memmem::find(sent, MARK).is_some() {
        return None;
    }
    let is_too_long = has_long_address && status == StatusCode::BAD_REQUEST;
    Some(answer(&Problem::of_status(if is_too_long { StatusCode::URI_TOO_LONG } else { status })))
}

/// Returns a whole answer that says what is wrong, and that the connection ends.
pub(super) fn answer(problem: &Problem) -> Vec<u8> {
    let (status, body) = (problem.status_code(), problem.body());
    let headers: String =
        problem.headers().filter_map(|(name, value)| Some(format!("{name}: {}\r\n", value.to_str().ok()?))).collect();
    let head = format!(
        "HTTP/1.1 {} {}\r\ncontent-type: {PROBLEM_JSON}\r\ncontent-length: {}\r\nconnection: close\r\n{headers}\
         x-content-type-options: nosniff\r\ncache-control: no-store\r\n\r\n",
        status.as_u16(),
        status.canonical_reason().unwrap_or("Error"),
        body.len(),
    );
    [head.into_bytes(), body].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_bare_errors_are_replaced() {
        let bare = b"HTTP/1.1 431 Request Header Fields Too Large\r\ncontent-length: 0\r\ndate: x\r\n\r\n";
        let answer = String::from_utf8(substitute(bare, true).unwrap()).unwrap();
        assert!(answer.starts_with("HTTP/1.1 431 Request Header Fields Too Large\r\n"), "{answer}");
        assert!(answer.contains("\"status\":431"), "{answer}");
        for own in [
            &b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n"[..],
            b"HTTP/1.1 404 Not Found\r\nx-content-type-options: nosniff\r\n\r\n",
            b"HTTP/1.1 400 in the middle of a body",
            b"{\"type\":\"log\"}",
        ] {
            assert_eq!(substitute(own, true), None);
        }
    }
}
