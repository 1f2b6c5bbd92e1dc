//! The command line of logbrook.

use std::io::Write;
use std::process::ExitCode;

use logbrook::client::clean;
use logbrook::command;
use logbrook::config::{self, ParseError};

/// Wrong use, or any fault.
const FAULT: u8 = 2;

fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args_os().collect();
    let outcome = match config::parse(&arguments) {
        Ok(cli) => command::run(cli).map_err(|error| error.to_string()),
        Err(ParseError::Typed(asked)) if !asked.use_stderr() => asked.exit(),
        Err(ParseError::Typed(wrong_use)) => Err(one_line(&wrong_use)),
        Err(ParseError::Config(error)) => Err(error.to_string()),
    };
    outcome.unwrap_or_else(|fault| {
        // Where stderr is closed nobody reads it, and the exit code still tells.
        let _ = writeln!(std::io::stderr(), "logbrook: {}", clean(&fault));
        ExitCode::from(FAULT)
    })
}

/// Says what is wrong with what was typed, and the tip where there is one, without the usage below it.
fn one_line(error: &clap::Error) -> String {
    let text = error.to_string();
    let paragraphs = text.split("\n\n").filter(|part| !part.starts_with("Usage:") && !part.starts_with("For more"));
    let words: Vec<_> = paragraphs.flat_map(str::split_whitespace).skip_while(|word| *word == "error:").collect();
    format!("{}; see `logbrook --help`", words.join(" "))
}
