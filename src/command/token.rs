//! `logbrook token`: a token that says itself what it allows, and until when.

use std::io::{self, Write};
use std::process::ExitCode;

use super::CommandError;
use crate::cli;
use crate::config::{self, Config, ConfigError};
use crate::query::span;
use crate::scan::Visible;
use crate::server::{self, Allowed};

/// Prints a signed token.
pub(super) fn run(typed: cli::Token) -> Result<ExitCode, CommandError> {
    Config::load(typed.options)?;
    let wrong = |option, detail: &str, value: &str| ConfigError::Value {
        option,
        detail: detail.to_owned(),
        value: value.to_owned(),
    };
    let key = typed
        .jwt_key
        .ok_or_else(|| wrong("--jwt-key", "is missing; name the file with the secret of the server", ""))?;
    let key = config::signing_key(&key)?;
    let span = span(&typed.expires).filter(|span| !span.is_zero());
    let span = span.ok_or_else(|| wrong("--expires", "must be a span such as 30m, 8h or 7d", &typed.expires))?;
    if let Err(error) = Visible::new(typed.files.iter().map(String::as_str)) {
        return Err(wrong("--files", &error.to_string(), &typed.files.join(",")).into());
    }
    let allowed = Allowed { name: typed.name, files: typed.files, writes: typed.write };
    let token =
        server::sign_token(&allowed, span, &key).ok_or_else(|| io::Error::other("the token could not be signed"))?;
    writeln!(io::stdout(), "{token}")?;
    Ok(ExitCode::SUCCESS)
}
