//! `GET /api/logs/raw`: the bytes of one file, whole or in part.

use std::sync::Arc;

use actix_web::body::{BoxBody, SizedStream};
use actix_web::http::header::{
    ACCEPT_RANGES, CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_RANGE, ETAG, HeaderMap, HeaderValue, IF_MODIFIED_SINCE,
    IF_NONE_MATCH, IF_RANGE, LAST_MODIFIED, RANGE,
};
use actix_web::http::{Method, StatusCode};
use actix_web::web::{self, Data};
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder};

use crate::server::access::Grant;
use crate::server::error::Problem;
use crate::server::parameters::Parameters;
use crate::server::state::State;
use crate::source::{LogFile, Source, SourceError};

mod body;
mod disposition;
mod range;
mod version;

use range::Part;
use version::Version;

/// A file as it stands when it is asked for; what is appended later is not part of the answer.
struct Snapshot {
    file: Arc<dyn LogFile>,
    size: u64,
    version: Version,
}

/// Answers with the file, or with the part of it that `Range` names.
pub(in crate::server) async fn download(
    state: Data<State>,
    grant: Grant,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let name = file_name(&request)?;
    let (source, opened) = (grant.scanner(&state.scanner).source().clone(), name.clone());
    let snapshot =
        web::block(move || Snapshot::take(source.as_ref(), &opened)).await.map_err(|_| Problem::internal())??;
    let headers = request.headers();
    let is_known = match (text(headers, IF_NONE_MATCH), text(headers, IF_MODIFIED_SINCE)) {
        (Some(tags), _) => snapshot.version.is_among(tags),
        (None, Some(date)) => snapshot.version.is_no_newer_than(date),
        (None, None) => false,
    };
    if is_known {
        return Ok(snapshot.describe(StatusCode::NOT_MODIFIED, &name).finish());
    }
    let ranged = request.method() == Method::GET && text(headers, IF_RANGE).is_none_or(|tag| snapshot.version.is(tag));
    let part = range::parse(text(headers, RANGE).filter(|_| ranged), snapshot.size);
    let (status, from, length) = match part {
        Part::Whole => (StatusCode::OK, 0, snapshot.size),
        Part::Range { from, to } => (StatusCode::PARTIAL_CONTENT, from, to - from + 1),
        Part::Unsatisfiable => return Err(unsatisfiable(snapshot.size)),
    };
    let mut response = snapshot.describe(status, &name);
    if let Part::Range { from, to } = part {
        response.insert_header((CONTENT_RANGE, format!("bytes {from}-{to}/{}", snapshot.size)));
    }
    if request.method() == Method::HEAD {
        return Ok(
            response.body(BoxBody::new(SizedStream::new(length, futures::stream::empty::<Result<_, Problem>>())))
        );
    }
    let bytes = body::read(snapshot.file, from, length, state.stopping.clone());
    Ok(response.body(BoxBody::new(SizedStream::new(length, bytes))))
}

fn file_name(request: &HttpRequest) -> Result<String, Problem> {
    let mut names = Parameters::parse(request.query_string())?.only("file")?;
    match (names.pop(), names.is_empty()) {
        (Some(name), true) => Ok(name),
        (Some(_), false) => Err(Problem::parameter("file", "is given twice; one file is downloaded at a time")),
        (None, _) => Err(Problem::parameter("file", "is missing; name the file to download")),
    }
}

impl Snapshot {
    fn take(source: &dyn Source, name: &str) -> Result<Snapshot, SourceError> {
        let file = source.open(name)?;
        let size = file.size()?;
        let version = Version::of(file.as_ref(), size)?;
        Ok(Snapshot { file, size, version })
    }

    fn describe(&self, status: StatusCode, name: &str) -> HttpResponseBuilder {
        let mut response = HttpResponse::build(status);
        response
            .insert_header((ETAG, self.version.etag()))
            .insert_header((LAST_MODIFIED, self.version.last_modified()))
            .insert_header((ACCEPT_RANGES, "bytes"))
            .insert_header((CACHE_CONTROL, "no-cache"));
        if status != StatusCode::NOT_MODIFIED {
            response
                .content_type("application/octet-stream")
                .insert_header((CONTENT_DISPOSITION, disposition::attachment(name)));
        }
        response
    }
}

fn text(headers: &HeaderMap, name: actix_web::http::header::HeaderName) -> Option<&str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

fn unsatisfiable(size: u64) -> Problem {
    let range = HeaderValue::from_str(&format!("bytes */{size}")).expect("digits are a header value");
    Problem::new(StatusCode::RANGE_NOT_SATISFIABLE, format!("the file has {size} bytes; ask for a range within them"))
        .with(CONTENT_RANGE, range)
}
