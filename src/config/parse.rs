//! Reads a command line over the environment over the configuration file: an option is declared once, and may be set in all three.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Arg, ArgAction, ArgMatches, Command, CommandFactory, FromArgMatches};
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
    if let Some(detail) = file.settings.iter().find_map(|setting| fault(&command, setting)) {
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

/// Tells what is wrong with a setting, if anything, before its value is looked at.
fn fault(command: &Command, setting: &Setting) -> Option<String> {
    let Setting { name, values, line } = setting;
    let takes_many = |arg: &Arg| matches!(arg.get_action(), ArgAction::Append);
    if !has_option(command, name, &|_| true) {
        Some(format!("line {line}: unknown option `{name}`; `logbrook serve --help` lists them"))
    } else if values.len() != 1 && !has_option(command, name, &takes_many) {
        Some(format!("line {line}: {name} takes one value"))
    } else {
        None
    }
}

/// Tells whether a command, or one of its own, has an option of a name and of a kind.
fn has_option(command: &Command, name: &str, is_meant: &dyn Fn(&Arg) -> bool) -> bool {
    command.get_arguments().any(|arg| is_option(arg) && arg.get_long() == Some(name) && is_meant(arg))
        || command.get_subcommands().any(|command| has_option(command, name, is_meant))
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
