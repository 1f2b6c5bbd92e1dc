//! `GET /api/openapi.json`: what the other addresses take and answer, for programs that write programs.

use std::sync::OnceLock;

use actix_web::HttpResponse;
use actix_web::web::Data;

use crate::server::state::State;

/// The document as it stands in the repository; `BASE` and `VERSION` are filled in.
const DOCUMENT: &str = include_str!("../../../docs/openapi.json");

/// Answers with the document.
pub(in crate::server) async fn openapi(state: Data<State>) -> HttpResponse {
    static FILLED_IN: OnceLock<String> = OnceLock::new();
    let document =
        FILLED_IN.get_or_init(|| DOCUMENT.replacen("\"VERSION\"", concat!("\"", env!("CARGO_PKG_VERSION"), "\""), 1));
    // A base path is made of letters and signs that JSON does not escape.
    let base = format!("\"{}/\"", state.base_path);
    HttpResponse::Ok().content_type("application/json").body(document.replacen("\"BASE\"", &base, 1))
}
