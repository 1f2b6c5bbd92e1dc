//! Every refusal and fault as problem+json, with what to do and without a word about the server's insides.

use std::borrow::Cow;
use std::time::Duration;

use actix_web::http::StatusCode;
use actix_web::http::header::{ALLOW, HeaderName, HeaderValue, RETRY_AFTER, WWW_AUTHENTICATE};
use actix_web::{HttpResponse, ResponseError};
use thiserror::Error;

use super::access::Access;
use super::wire::ProblemBody;
use crate::follow::FollowError;
use crate::query::QueryError;
use crate::scan::ScanError;
use crate::source::SourceError;

/// The media type of every error.
pub(super) const PROBLEM_JSON: &str = "application/problem+json";

/// An error as the client sees it.
#[derive(Debug, Error)]
#[error("{detail}")]
pub(super) struct Problem {
    status: StatusCode,
    detail: Cow<'static, str>,
    param: Option<String>,
    column: Option<usize>,
    headers: Vec<(HeaderName, HeaderValue)>,
}

impl Problem {
    /// Makes a problem of a status and an explanation.
    pub(super) fn new(status: StatusCode, detail: impl Into<Cow<'static, str>>) -> Problem {
        Problem { status, detail: detail.into(), param: None, column: None, headers: Vec::new() }
    }

    /// Refuses a bad parameter; `detail` reads on from its name.
    pub(super) fn parameter(param: &str, detail: &str) -> Problem {
        QueryError::new(param, detail).into()
    }

    /// Says that a file is missing or forbidden: which of these is not told.
    pub(super) fn not_found() -> Problem {
        Problem::new(StatusCode::NOT_FOUND, SourceError::NotFound.to_string())
    }

    /// Says that nothing has this address.
    pub(super) fn no_route() -> Problem {
        Problem::new(StatusCode::NOT_FOUND, "nothing stands at this address; docs/api.md lists those that exist")
    }

    /// Refuses a method, and names those that are allowed.
    pub(super) fn method_not_allowed(allowed: &'static str) -> Problem {
        let detail = format!("this address takes {allowed} only");
        Problem::new(StatusCode::METHOD_NOT_ALLOWED, detail).with(ALLOW, HeaderValue::from_static(allowed))
    }

    /// Asks who it is, in each way that may be answered.
    pub(super) fn unauthorised(access: &Access, was_wrong: bool) -> Problem {
        let config = access.config();
        let detail = match was_wrong {
            true => "what was sent to say who you are is not right, or holds no longer",
            false => "say who you are: with a token (Authorization: Bearer …), a password, or the cookie of a login",
        };
        let mut problem = Problem::new(StatusCode::UNAUTHORIZED, detail);
        let bearer =
            if was_wrong { "Bearer realm=\"logbrook\", error=\"invalid_token\"" } else { "Bearer realm=\"logbrook\"" };
        if config.passwords.is_some() {
            let basic = HeaderValue::from_static("Basic realm=\"logbrook\", charset=\"UTF-8\"");
            problem = problem.with(WWW_AUTHENTICATE, basic);
        }
        problem.with(WWW_AUTHENTICATE, HeaderValue::from_static(bearer))
    }

    /// Refuses one client that asks too often; `detail` says what, and which option raises it.
    pub(super) fn too_many(detail: impl Into<Cow<'static, str>>, wait: Duration) -> Problem {
        let seconds = wait.as_secs_f64().ceil().max(1.0);
        Problem::new(StatusCode::TOO_MANY_REQUESTS, detail).with(RETRY_AFTER, HeaderValue::from(seconds as u64))
    }

    /// Says that something failed here; what it was is in the log of the server.
    pub(super) fn internal() -> Problem {
        Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "the server could not do this; its own log says why")
    }

    /// Puts the standard words for a status in place of an answer that says nothing.
    pub(super) fn of_status(status: StatusCode) -> Problem {
        let detail = match status {
            StatusCode::BAD_REQUEST => "the request could not be understood",
            StatusCode::NOT_FOUND => return Problem::no_route(),
            StatusCode::NOT_ACCEPTABLE => {
                "none of the accepted encodings is offered; accept gzip, br, zstd or identity"
            }
            StatusCode::REQUEST_TIMEOUT => "the request did not arrive in time; send it again",
            StatusCode::PAYLOAD_TOO_LARGE => "the body of the request is too large",
            StatusCode::URI_TOO_LONG => "the address is too long; shorten the query",
            StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE => {
                "the head of the request is too large, or has too many lines"
            }
            status if status.is_server_error() => return Problem::internal(),
            _ => "the request was refused",
        };
        Problem::new(status, detail)
    }

    /// Adds a header to the answer.
    pub(super) fn with(mut self, name: HeaderName, value: HeaderValue) -> Problem {
        self.headers.push((name, value));
        self
    }

    /// Names what is at fault: a parameter of the address, or a key of what was sent.
    pub(super) fn at(self, param: &str) -> Problem {
        Problem { param: Some(param.to_owned()), ..self }
    }

    /// Yields the headers that it adds to the answer.
    pub(super) fn headers(&self) -> impl Iterator<Item = (&HeaderName, &HeaderValue)> {
        self.headers.iter().map(|(name, value)| (name, value))
    }

    /// Returns the body that is sent.
    pub(super) fn body(&self) -> Vec<u8> {
        let body = ProblemBody {
            r#type: "about:blank",
            title: self.status.canonical_reason().unwrap_or("Error"),
            status: self.status.as_u16(),
            detail: &self.detail,
            param: self.param.as_deref(),
            column: self.column,
        };
        serde_json::to_vec(&body).expect("a problem has text keys and plain values")
    }
}

impl ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        self.status
    }

    fn error_response(&self) -> HttpResponse {
        let mut response = HttpResponse::build(self.status);
        response.content_type(PROBLEM_JSON);
        for header in &self.headers {
            response.append_header(header.clone());
        }
        response.body(self.body())
    }
}

impl From<QueryError> for Problem {
    fn from(error: QueryError) -> Problem {
        let problem = Problem::new(StatusCode::BAD_REQUEST, error.to_string());
        Problem { param: Some(error.param), column: error.column, ..problem }
    }
}

impl From<SourceError> for Problem {
    fn from(error: SourceError) -> Problem {
        match error {
            SourceError::NotFound => Problem::not_found(),
            SourceError::TooManyOpen => Problem::new(StatusCode::SERVICE_UNAVAILABLE, error.to_string())
                .with(RETRY_AFTER, HeaderValue::from_static("1")),
            SourceError::Io(error) => {
                tracing::error!(%error, "a log could not be read");
                Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "the log could not be read")
            }
        }
    }
}

impl From<FollowError> for Problem {
    fn from(error: FollowError) -> Problem {
        match error {
            FollowError::NotFound => Problem::not_found(),
            FollowError::Query(error) => error.into(),
            FollowError::Scan(error) => error.into(),
            FollowError::Full { .. } => Problem::new(StatusCode::SERVICE_UNAVAILABLE, error.to_string())
                .with(RETRY_AFTER, HeaderValue::from_static("5")),
        }
    }
}

impl From<ScanError> for Problem {
    fn from(error: ScanError) -> Problem {
        match error {
            ScanError::Query(error) => error.into(),
            ScanError::NotFound => Problem::not_found(),
            ScanError::Source(error) => error.into(),
            ScanError::Read { .. } => {
                tracing::error!(%error, "a log could not be read");
                Problem::new(StatusCode::INTERNAL_SERVER_ERROR, error.to_string())
            }
            ScanError::Threads(_) | ScanError::TimedOut | ScanError::Internal => {
                tracing::error!(%error, "a search failed");
                Problem::internal()
            }
            ScanError::Truncated { .. } => Problem::new(StatusCode::SERVICE_UNAVAILABLE, error.to_string())
                .with(RETRY_AFTER, HeaderValue::from_static("1")),
        }
    }
}
