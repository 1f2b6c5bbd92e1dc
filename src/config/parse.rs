//! Reads a command line over the environment over the configuration file: an option is declared once, and may be set in all three.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Arg, ArgMatches, Command, CommandFactory, FromArgMatches};
use thiserror::Error;

use super::ConfigError;
use super::file::{ConfigFile, Setting};
use crate::cli::{Cli, TYPED};

/// Why a command line cannot be used.
#[derive(Debug, Error)]
pub enum ParseError {
    /// What was typed, or a call for help.
    #[error(transparent)]
    Typed(#[from] clap::Error),
    /// The configuration file.
    #[error(transparent)]
    Config(#[from] ConfigError),
}

/// Options that only make sense where they are typed.
const TYPED_ALONE: [&str; 4] = ["help", "version", "config", "explain"];

/// The headings of what is asked for once, and says nothing of how logbrook is.
const ASKED: [&str; 2] = ["Query", TYPED];

/// Reads a command line; what it leaves out is taken from `LOGBROOK_…` variables, and then from the configuration file.
///
/// # Errors
/// A [`ParseError`] for wrong use; also where help or the version is asked for.
pub fn parse(arguments: &[OsString]) -> Result<Cli, ParseError> {
    let command = with_variables(Cli::command());
    let typed = command.clone().try_get_matches_from(arguments)?;
    let file = ConfigFile::load(config_of(&typed).as_deref())?;
    let unknown = |setting: &&Setting| !is_known(&command, &setting.name);
    if let Some(setting) = file.settings.iter().find(unknown) {
        let Setting { name, line, .. } = setting;
        let detail = format!("line {line}: unknown option `{name}`; `logbrook serve --help` lists them");
        return Err(ConfigError::Malformed { path: file.path, detail }.into());
    }
    let matches = with_settings(command, &file.settings).try_get_matches_from(arguments)?;
    Ok(Cli::from_arg_matches(&matches)?)
}

fn is_option(arg: &Arg) -> bool {
    arg.get_long().is_some()
        && !arg.get_help_heading().is_some_and(|heading| ASKED.contains(&heading))
        && !TYPED_ALONE.contains(&arg.get_id().as_str())
}

/// Lets every option be set by a variable.
fn with_variables(command: Command) -> Command {
    let with_variable = |arg: Arg| {
        let is_config = arg.get_id() == "config";
        match arg.get_env().is_none() && (is_option(&arg) || is_config) {
            true => {
                let name = format!("LOGBROOK_{}", arg.get_id().as_str().to_uppercase());
                arg.env(name).hide_env(true)
            }
            false => arg,
        }
    };
    command.mut_args(with_variable).mut_subcommands(with_variables)
}

/// Returns the configuration file that was asked for.
fn config_of(matches: &ArgMatches) -> Option<PathBuf> {
    let own = matches.try_get_one::<PathBuf>("config").ok().flatten();
    own.cloned().or_else(|| config_of(matches.subcommand()?.1))
}

fn is_known(command: &Command, name: &str) -> bool {
    command.get_arguments().any(|arg| is_option(arg) && arg.get_long() == Some(name))
        || command.get_subcommands().any(|command| is_known(command, name))
}

fn with_settings(command: Command, settings: &[Setting]) -> Command {
    let set = |arg: Arg| {
        let setting = settings.iter().find(|setting| is_option(&arg) && arg.get_long() == Some(&setting.name));
        match setting {
            Some(setting) => arg.default_values(setting.values.clone()),
            None => arg,
        }
    };
    command.mut_args(set).mut_subcommands(|command| with_settings(command, settings))
}
