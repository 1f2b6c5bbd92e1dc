//! `logbrook completions` and `logbrook man`: help in other forms, made from the command line itself.

use std::io::{self, Write};
use std::process::ExitCode;

use clap::CommandFactory;
use clap_complete::{Shell, generate};
use clap_mangen::Man;

use super::CommandError;
use crate::cli::Cli;

/// Prints what a shell completes from.
pub(super) fn completions(shell: Shell) -> Result<ExitCode, CommandError> {
    let mut text = Vec::new();
    generate(shell, &mut Cli::command(), "logbrook", &mut text);
    print(&text)
}

/// Prints a page of the manual.
pub(super) fn man(name: Option<&str>) -> Result<ExitCode, CommandError> {
    let mut all = Cli::command();
    all.build();
    let command = match name {
        None => all,
        Some(name) => {
            let found = all.find_subcommand(name).cloned();
            found
                .ok_or_else(|| io::Error::other(format!("there is no command {name}; `logbrook --help` lists them")))?
        }
    };
    let mut text = Vec::new();
    Man::new(command).render(&mut text)?;
    print(&text)
}

fn print(text: &[u8]) -> Result<ExitCode, CommandError> {
    match io::stdout().write_all(text) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(ExitCode::SUCCESS),
    }
}
