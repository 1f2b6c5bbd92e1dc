//! Scripts, styles and icons: embedded in the binary as `build.rs` makes them, under an address that changes with any of them.
//!
//! The fingerprint stands in the path, so that what a page loads is all of one version, and every answer may be kept for ever.

use std::sync::OnceLock;

use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use actix_web::{HttpResponse, web};
use xxhash_rust::xxh3::Xxh3;

use super::error::Problem;

/// The path of each asset, and what it holds, in the order of the paths.
static ASSETS: &[(&str, &[u8])] = &include!(concat!(env!("OUT_DIR"), "/assets.rs"));

/// One year, the longest that caches honour.
const FOR_EVER: &str = "public, max-age=31536000, immutable";

/// Returns the name of this version of all assets together.
pub(super) fn fingerprint() -> &'static str {
    static FINGERPRINT: OnceLock<String> = OnceLock::new();
    FINGERPRINT.get_or_init(hash_all)
}

/// Answers with one asset of this version.
pub(super) async fn asset(address: web::Path<(String, String)>) -> Result<HttpResponse, Problem> {
    let (version, path) = address.into_inner();
    let content = content_of(&path).filter(|_| version == fingerprint()).ok_or_else(Problem::no_route)?;
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, content_type(&path)))
        .insert_header((CACHE_CONTROL, FOR_EVER))
        .body(content))
}

fn content_of(path: &str) -> Option<&'static [u8]> {
    ASSETS.iter().find(|(name, _)| *name == path).map(|(_, content)| *content)
}

fn hash_all() -> String {
    let mut hash = Xxh3::new();
    for (path, content) in ASSETS {
        hash.update(path.as_bytes());
        hash.update(content);
    }
    format!("{:016x}", hash.digest())
}

fn content_type(path: &str) -> &'static str {
    match path.rsplit('.').next() {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml; charset=utf-8",
        _ => "text/plain; charset=utf-8",
    }
}
