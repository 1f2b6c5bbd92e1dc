//! The commands: each does one thing to its end and says with which code to exit.

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use futures::future::select;
use thiserror::Error;
use tokio::signal::unix::{Signal, SignalKind, signal};

use crate::cli::{Cli, Command, ConfigAction};
use crate::client::{FollowFault, NoRoots, TargetError, local::LocalFault, one_line};
use crate::config::{Config, ConfigError, IndexMode, LogStyle, ParseError};
use crate::index::{Index, build_all};
use crate::query::QueryError;
use crate::scan::{ScanError, Scanner};
use crate::server::BuildError;
use crate::source::{FileSource, RootError, Source, StateError};

mod channels;
mod check;
mod follow;
mod formats;
mod help;
mod query;
mod send;
mod serve;
mod stdin;
mod system;
mod token;

/// Says something on stderr, in one line: what a file is called, and what a server answers, may have been written by anybody.
fn say(text: &str) {
    // Where stderr is closed nobody reads it, and the exit code still tells.
    let _ = writeln!(io::stderr(), "logbrook: {}", one_line(text));
}

/// Why a command failed: one line for the person who typed it.
#[derive(Debug, Error)]
pub enum CommandError {
    /// The options cannot be used.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// What was typed, or stands in the configuration file, cannot be used.
    #[error(transparent)]
    Parse(#[from] ParseError),
    /// A path cannot be shown.
    #[error(transparent)]
    Root(#[from] RootError),
    /// A parameter of the query cannot be understood.
    #[error("--{} {}", .0.param.replace('_', "-"), .0.detail)]
    Query(QueryError),
    /// The search failed.
    #[error(transparent)]
    Scan(ScanError),
    /// The server cannot start.
    #[error(transparent)]
    Build(#[from] BuildError),
    /// The place where channels are to be kept cannot be used.
    #[error(transparent)]
    State(#[from] StateError),
    /// The address of a server cannot be used.
    #[error(transparent)]
    Target(#[from] TargetError),
    /// No server can be trusted.
    #[error(transparent)]
    NoRoots(#[from] NoRoots),
    /// A server cannot be followed.
    #[error(transparent)]
    Follow(#[from] FollowFault),
    /// Files cannot be followed.
    #[error(transparent)]
    Local(#[from] LocalFault),
    /// What was typed does not go together.
    #[error("{0}")]
    Usage(String),
    /// A path that was to be explained holds no log.
    #[error("{} holds no log file", .0.display())]
    NothingThere(PathBuf),
    /// Writing, or what the system was asked for, failed.
    #[error("{0}")]
    Io(#[from] io::Error),
}

impl From<ScanError> for CommandError {
    fn from(error: ScanError) -> CommandError {
        match error {
            ScanError::Query(error) => CommandError::Query(error),
            other => CommandError::Scan(other),
        }
    }
}

impl From<QueryError> for CommandError {
    fn from(error: QueryError) -> CommandError {
        CommandError::Query(error)
    }
}

/// Does what was typed.
///
/// # Errors
/// A [`CommandError`], for which the exit code is 2.
pub fn run(cli: Cli) -> Result<ExitCode, CommandError> {
    match cli.command {
        None => serve::run(cli.serve),
        Some(Command::Serve(serve)) => serve::run(*serve),
        Some(Command::Query(query)) => query::run(query),
        Some(Command::Follow(follow)) => follow::run(follow),
        Some(Command::Send(typed)) => send::run(typed),
        Some(Command::Config(config)) => match config.action {
            ConfigAction::Check(serve) => check::run(&serve),
        },
        Some(Command::Completions { shell }) => help::completions(shell),
        Some(Command::Man { command }) => help::man(command.as_deref()),
        Some(Command::Token(token)) => token::run(token),
        Some(Command::Formats(formats)) => formats::run(formats),
    }
}

/// Makes a scanner of the files below some typed paths, and the index that it uses, if it is to use one.
fn scanner(config: &Config, paths: &[PathBuf]) -> Result<(Scanner, Option<Arc<Index>>), CommandError> {
    scanner_of(config, Arc::new(FileSource::new(&config.paths(paths))?))
}

fn scanner_of(config: &Config, source: Arc<dyn Source>) -> Result<(Scanner, Option<Arc<Index>>), CommandError> {
    let scanner = Scanner::new(source, config.scan()?)?;
    let wanted = config.index()?;
    if wanted.mode == IndexMode::Off {
        return Ok((scanner, None));
    }
    let index = Arc::new(Index::new(wanted.directory));
    let scanner = scanner.with_catalogue(index.clone());
    if wanted.mode == IndexMode::Now {
        build_all(&scanner, &index)?;
    }
    Ok((scanner, Some(index)))
}

/// Starts to write what happens to stderr; the web server's own words are dropped, for what matters is said by us.
fn start_log(config: &Config, with_access: bool) -> Result<(), ConfigError> {
    let access = if with_access { ",logbrook::access=info" } else { ",logbrook::access=off" };
    let filter = format!("error,logbrook={}{access},actix_http=off", config.log_level()?);
    let log = tracing_subscriber::fmt().with_writer(io::stderr).with_env_filter(filter).with_ansi(false);
    // A second start, as in tests, changes nothing.
    let _ = match config.log_style()? {
        LogStyle::Text => log.try_init(),
        LogStyle::Json => log.json().flatten_event(true).try_init(),
    };
    Ok(())
}

/// Registers for SIGINT and SIGTERM now, and is ready at the first of them.
fn stop_signal() -> io::Result<impl Future<Output = ()>> {
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    Ok(async move {
        let (first, second): (&mut Signal, &mut Signal) = (&mut interrupt, &mut terminate);
        select(std::pin::pin!(first.recv()), std::pin::pin!(second.recv())).await;
    })
}
