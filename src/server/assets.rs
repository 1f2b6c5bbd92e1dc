//! Scripts, styles and icons: embedded in the binary, under an address that changes with any of them.
//!
//! The fingerprint stands in the path, so that modules that import each other by relative names are all of one version, and
//! every answer may be kept for ever. A debug build reads the files from disk and takes the fingerprint anew each time.

use std::sync::OnceLock;

use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use actix_web::{HttpResponse, web};
use rust_embed::RustEmbed;
use xxhash_rust::xxh3::Xxh3;

use super::error::Problem;

#[derive(RustEmbed)]
#[folder = "static/"]
struct Static;

/// One year, the longest that caches honour.
const FOR_EVER: &str = "public, max-age=31536000, immutable";

/// Returns the name of this version of all assets together.
pub(super) fn fingerprint() -> String {
    static COMPILED_IN: OnceLock<String> = OnceLock::new();
    match cfg!(debug_assertions) {
        true => hash_all(),
        false => COMPILED_IN.get_or_init(hash_all).clone(),
    }
}

/// Answers with one asset of this version.
pub(super) async fn asset(address: web::Path<(String, String)>) -> Result<HttpResponse, Problem> {
    let (version, path) = address.into_inner();
    let file = Static::get(&path).filter(|_| version == fingerprint()).ok_or_else(Problem::no_route)?;
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, content_type(file.metadata.mimetype())))
        .insert_header((CACHE_CONTROL, FOR_EVER))
        .body(file.data.into_owned()))
}

fn hash_all() -> String {
    let mut paths: Vec<_> = Static::iter().collect();
    paths.sort();
    let mut hash = Xxh3::new();
    for path in paths {
        let content = Static::get(&path).map(|file| file.metadata.sha256_hash()).unwrap_or_default();
        hash.update(path.as_bytes());
        hash.update(&content);
    }
    format!("{:016x}", hash.digest())
}

fn content_type(mime: &str) -> String {
    let is_text = mime.starts_with("text/") || mime.ends_with("/javascript") || mime.ends_with("+xml");
    format!("{mime}{}", if is_text { "; charset=utf-8" } else { "" })
}
