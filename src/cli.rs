//! The command line as it is typed.

use std::path::PathBuf;

use clap::{ArgAction, Args, Parser, Subcommand};
use clap_complete::Shell;

mod access;
mod limits;
mod parameters;

pub use access::AccessOptions;
pub use limits::LimitOptions;
pub use parameters::{PARAMETERS, Parameter, Parameters, Takes};

/// Turns a directory of log files into a web log viewer.
#[derive(Debug, Parser)]
#[command(
    version,
    args_conflicts_with_subcommands = true,
    after_help = "Examples:\n  logbrook /var/log/app            serve that directory at http://127.0.0.1:7474/\n  \
        logbrook query app.log --level error --tail 20\n\n\
        Every option may also be set by a variable (--max-line: LOGBROOK_MAX_LINE) or in \
        ~/.config/logbrook/config.toml (max-line = \"1MiB\").\n\
        Exit codes: 0; 1 where `query` matched nothing; 2 for wrong use or any fault."
)]
pub struct Cli {
    /// What to do; `serve` where none is named.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// What `serve` takes.
    #[command(flatten)]
    pub serve: Serve,
}

/// What logbrook can do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serves the logs to browsers and programs.
    #[command(after_help = "Example:\n  logbrook serve /var/log/nginx /srv/app/logs --bind 127.0.0.1:0")]
    Serve(Box<Serve>),
    /// Prints the entries that a query asks for: the same engine and the same output, without a server.
    #[command(
        after_help = "Example:\n  logbrook query /var/log/app --q 'timeout -retry' --min-level warn --since 2h --format text"
    )]
    Query(Query),
    /// Makes a token that may be handed out: it says itself what it shows, and until when.
    #[command(after_help = "Example:\n  logbrook token --jwt-key key.txt --expires 8h --files 'shop/*'\n\n\
            In a link it stands as ?token=…; a program sends it as Authorization: Bearer …")]
    Token(Token),
    /// Looks for mistakes in the configuration.
    #[command(after_help = "Example:\n  logbrook config check --config /etc/logbrook/config.toml")]
    Config(Box<ConfigArgs>),
    /// Prints what completes commands and options in a shell.
    #[command(after_help = "Example:\n  logbrook completions bash > /etc/bash_completion.d/logbrook")]
    Completions {
        /// The shell
        shell: Shell,
    },
    /// Prints the manual page, of logbrook or of one command.
    #[command(
        after_help = "Examples:\n  logbrook man > /usr/share/man/man1/logbrook.1\n  logbrook man serve | man -l -"
    )]
    Man {
        /// The command
        command: Option<String>,
    },
    /// Lists the formats that are known, or explains how a file is read.
    #[command(after_help = "Examples:\n  logbrook formats\n  logbrook formats --explain /var/log/app/server.log\n\n\
            Formats of your own stand in the configuration: see docs/formats.md.")]
    Formats(Formats),
}

/// What `config` takes.
#[derive(Debug, Args)]
pub struct ConfigArgs {
    /// What to do with the configuration.
    #[command(subcommand)]
    pub action: ConfigAction,
}

/// What can be done with a configuration.
#[derive(Debug, Subcommand)]
pub enum ConfigAction {
    /// Looks for mistakes, without starting anything: takes what `serve` takes.
    #[command(after_help = "Example:\n  logbrook config check --config /etc/logbrook/config.toml")]
    Check(Serve),
}

/// The heading of options that say what is asked for once, and are not set anywhere else.
pub const TYPED: &str = "Token";

/// What `token` takes.
#[derive(Debug, Args)]
pub struct Token {
    /// The file with the secret that the server knows by the same option
    #[arg(long, value_name = "FILE")]
    pub jwt_key: Option<PathBuf>,
    /// How long the token holds
    #[arg(long, value_name = "SPAN", default_value = "24h", help_heading = TYPED)]
    pub expires: String,
    /// The files that it shows, each with its rotated siblings: a name or glob; may be repeated [default: all]
    #[arg(long, value_name = "GLOB", help_heading = TYPED)]
    pub files: Vec<String>,
    /// Let it write to channels and read nothing
    #[arg(long, help_heading = TYPED)]
    pub write: bool,
    /// Whom it is for: this name stands in the access log
    #[arg(long, value_name = "NAME", help_heading = TYPED)]
    pub name: Option<String>,
    /// Options of every command.
    #[command(flatten)]
    pub options: Options,
}

/// What `serve` takes.
#[derive(Debug, Args)]
pub struct Serve {
    /// Directories, files or globs to show [default: .]
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Options of the server alone.
    #[command(flatten)]
    pub server: ServeOptions,
    /// Who may ask it.
    #[command(flatten)]
    pub access: AccessOptions,
    /// How much may be asked of it.
    #[command(flatten)]
    pub limits: LimitOptions,
    /// Options of every command.
    #[command(flatten)]
    pub options: Options,
}

/// What `query` takes.
#[derive(Debug, Args)]
pub struct Query {
    /// Directories, files or globs to search
    #[arg(value_name = "PATH", required = true)]
    pub paths: Vec<PathBuf>,
    /// The query itself.
    #[command(flatten)]
    pub parameters: Parameters,
    /// Options of every command.
    #[command(flatten)]
    pub options: Options,
}

/// What `formats` takes.
#[derive(Debug, Args)]
pub struct Formats {
    /// Say for this file which format was found and why
    #[arg(long, value_name = "FILE")]
    pub explain: Option<PathBuf>,
    /// Options of every command.
    #[command(flatten)]
    pub options: Options,
}

/// Options of the server alone.
#[derive(Debug, Args)]
#[command(next_help_heading = "Server")]
pub struct ServeOptions {
    /// Where to listen; port 0 takes a free one [default: 127.0.0.1:7474]
    #[arg(long, value_name = "ADDRESS:PORT")]
    pub bind: Option<String>,
    /// Write a line for each answer to stderr
    #[arg(long, value_name = "BOOL", action = ArgAction::Set, num_args = 0..=1, require_equals = true,
        default_missing_value = "true", default_value = "false", hide_default_value = true, hide_possible_values = true)]
    pub access_log: bool,
    /// A path in front of every address, as behind a proxy
    #[arg(long, value_name = "PATH")]
    pub base_path: Option<String>,
    /// How changes of followed files are noticed: auto (by events, where the file system gives any) or poll [default: auto]
    #[arg(long, value_name = "HOW")]
    pub watch: Option<String>,
    /// How many clients may follow at once [default: 16384]
    #[arg(long, value_name = "COUNT")]
    pub max_follows: Option<String>,
    /// How many of them may come from one address [default: 16384]
    #[arg(long, value_name = "COUNT")]
    pub max_follows_per_address: Option<String>,
    /// How many files one subscription may follow [default: 1000]
    #[arg(long, value_name = "COUNT")]
    pub max_follow_files: Option<String>,
    /// What clients may write.
    #[command(flatten)]
    pub channels: ChannelOptions,
}

/// Options of channels, which clients write through the server.
#[derive(Debug, Args)]
#[command(next_help_heading = "Channels")]
pub struct ChannelOptions {
    /// Where channels are kept; no second server may write there [default: a directory for these paths below ~/.local/state/logbrook]
    #[arg(long, value_name = "DIR")]
    pub state_dir: Option<PathBuf>,
    /// Acknowledge what is written once it is on the disk, and not only in the file
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    pub fsync: Option<bool>,
    /// How long entries are kept at least; a channel that nobody writes to for so long is gone [default: for ever]
    #[arg(long, value_name = "SPAN")]
    pub channel_ttl: Option<String>,
    /// How much a channel holds at most; the oldest entries go first [default: no limit]
    #[arg(long, value_name = "SIZE")]
    pub channel_max_size: Option<String>,
    /// How many channels there may be [default: 10000]
    #[arg(long, value_name = "COUNT")]
    pub max_channels: Option<String>,
    /// How long a post may be, unpacked too [default: 16MiB]
    #[arg(long, value_name = "SIZE")]
    pub max_post: Option<String>,
    /// How many entries a second are accepted of one client [default: 1000000]
    #[arg(long, value_name = "COUNT")]
    pub max_post_rate: Option<String>,
}

/// Options of every command.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Options")]
pub struct Options {
    /// The configuration file [default: ~/.config/logbrook/config.toml, if there is one]
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// The zone of times that name none: a name or an offset [default: UTC]
    #[arg(long, value_name = "ZONE", allow_hyphen_values = true)]
    pub timezone: Option<String>,
    /// The encoding of files that are not UTF-8 and carry no byte order mark, such as latin1 or shift_jis
    #[arg(long, value_name = "NAME")]
    pub encoding: Option<String>,
    /// The longest line that is kept whole [default: 1MiB]
    #[arg(long, value_name = "SIZE")]
    pub max_line: Option<String>,
    /// How large a compressed file may grow when it is read [default: 256 times its size, at least 1GiB]
    #[arg(long, value_name = "SIZE")]
    pub max_decompressed: Option<String>,
    /// Where the index is kept, which may be deleted at any time [default: ~/.cache/logbrook]
    #[arg(long, value_name = "DIR")]
    pub cache_dir: Option<PathBuf>,
    /// The index of long files: auto (made behind the scenes), off, or now (made before anything else) [default: auto]
    #[arg(long, value_name = "WHEN")]
    pub index: Option<String>,
    /// What logbrook tells of itself on stderr: error, warn, info, debug or trace [default: warn]
    #[arg(long, value_name = "LEVEL")]
    pub log_level: Option<String>,
    /// How it tells it: text or json, one object a line [default: text]
    #[arg(long, value_name = "FORMAT")]
    pub log_format: Option<String>,
}
