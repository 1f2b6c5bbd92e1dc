//! `logbrook query`: a search, printed.

use std::io::{self, Write};
use std::process::ExitCode;

use super::{CommandError, scanner, start_log};
use crate::cli;
use crate::config::Config;
use crate::query::Query;
use crate::scan::Scan;

/// Like grep's: something matched.
const MATCHED: ExitCode = ExitCode::SUCCESS;

/// Like grep's: nothing matched.
const NOTHING: u8 = 1;

/// Prints the entries that match.
pub(super) fn run(typed: cli::Query) -> Result<ExitCode, CommandError> {
    let config = Config::load(typed.options)?;
    start_log(&config, false)?;
    let (scanner, _) = scanner(&config, &typed.paths)?;
    let parameters = typed.parameters.0.iter().map(|(name, value)| (*name, value.as_str()));
    let query = Query::parse(parameters, &scanner.context())?;
    let mut scan = scanner.scan(&query)?;
    match print(&mut scan) {
        Err(CommandError::Io(error)) if error.kind() == io::ErrorKind::BrokenPipe => Ok(MATCHED),
        Err(error) => Err(error),
        Ok(()) if scan.matched() == 0 => Ok(ExitCode::from(NOTHING)),
        Ok(()) => Ok(MATCHED),
    }
}

fn print(scan: &mut Scan) -> Result<(), CommandError> {
    let mut stdout = io::stdout().lock();
    while let Some(chunk) = scan.next_chunk()? {
        // A chunk may end without a line end, which stdout would keep back.
        stdout.write_all(&chunk)?;
        stdout.flush()?;
    }
    Ok(())
}
