//! `logbrook serve`: the server, until it is told to stop.

use std::io::{self, Write};
use std::process::ExitCode;
use std::sync::Arc;

use super::channels::with_channels;
use super::{CommandError, scanner_of, start_log, stop_signal};
use crate::cli::Serve;
use crate::config::Config;
use crate::index::Builder;
use crate::server::Application;
use crate::source::{CHANNELS, FileSource};

/// Serves, and prints the one line that says where.
pub(super) fn run(typed: Serve) -> Result<ExitCode, CommandError> {
    let config = Config::load(typed.options)?;
    start_log(config.log_level()?);
    let server = config.server(&typed.server, &typed.paths)?;
    let files = Arc::new(FileSource::apart_from(&config.paths(&typed.paths), &[CHANNELS])?);
    let (source, store) = with_channels(&server.channels, files)?;
    let (scanner, index) = scanner_of(&config, source)?;
    let _builder = index.map(|index| Builder::start(scanner.clone(), index)).transpose()?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let stopped = stop_signal()?;
        let application = Application::build_with(&server, scanner, store)?;
        announce(application.url());
        application.run_until_stopped(stopped).await?;
        Ok(ExitCode::SUCCESS)
    })
}

fn announce(url: &str) {
    let mut stdout = io::stdout().lock();
    // Nobody needs to read this line for the server to serve.
    let _ = writeln!(stdout, "logbrook is at {url}").and_then(|()| stdout.flush());
}
