//! `logbrook formats`: what can be read.

use std::io::{self, Write};
use std::process::ExitCode;

use super::CommandError;
use crate::format::FORMATS;

/// Lists name and title of every format, one a line.
pub(super) fn run() -> Result<ExitCode, CommandError> {
    let width = FORMATS.iter().map(|format| format.name().len()).max().unwrap_or_default();
    let lines = FORMATS.iter().map(|format| format!("{:width$}  {}\n", format.name(), format.title()));
    match io::stdout().write_all(lines.collect::<String>().as_bytes()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(ExitCode::SUCCESS),
    }
}
