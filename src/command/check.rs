//! `logbrook config check`: everything that a start would read, read.

use std::io::{self, Write};
use std::process::ExitCode;
use std::sync::Arc;

use super::CommandError;
use crate::cli::Serve;
use crate::config::Config;
use crate::scan::ScanError;
use crate::source::{FileSource, Source};

/// Reads options, the files that they name, and the paths; says what a server would do with them.
pub(super) fn run(typed: &Serve) -> Result<ExitCode, CommandError> {
    let config = Config::load(typed.options.clone())?;
    config.log_level()?;
    config.log_style()?;
    config.scan()?;
    config.index()?;
    let server = config.server(typed)?;
    let source = Arc::new(FileSource::new(&config.paths(&typed.paths))?);
    let files = source.list().map_err(ScanError::from)?.len();
    let asks = if server.access.asks() { "asks who it is" } else { "asks nobody who it is" };
    let scheme = if server.tls.is_some() { "https" } else { "http" };
    writeln!(io::stdout(), "good: {scheme}://{}{}/ with {files} files; it {asks}", server.bind, server.base_path)?;
    Ok(ExitCode::SUCCESS)
}
