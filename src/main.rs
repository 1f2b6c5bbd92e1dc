//! The command line of logbrook.

use std::io::Write;
use std::process::ExitCode;

use clap::Parser;
use logbrook::cli::Cli;
use logbrook::command;

/// Wrong use, or any fault.
const FAULT: u8 = 2;

fn main() -> ExitCode {
    command::run(Cli::parse()).unwrap_or_else(|error| {
        // Where stderr is closed nobody reads it, and the exit code still tells.
        let _ = writeln!(std::io::stderr(), "logbrook: {error}");
        ExitCode::from(FAULT)
    })
}
