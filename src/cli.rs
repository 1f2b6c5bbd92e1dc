//! The command line as it is typed.

use std::path::PathBuf;

use clap::{ArgAction, Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

mod access;
mod limits;
mod parameters;

pub use access::AccessOptions;
pub use limits::LimitOptions;
pub use parameters::{OfFollow, OfQuery, PARAMETERS, Parameter, Parameters, Registry, Takes};

/// Turns a directory of log files into a web log viewer.
#[derive(Debug, Parser)]
#[command(
    version,
    args_conflicts_with_subcommands = true,
    after_help = "Examples:\n  logbrook /var/log/app            serve that directory at http://127.0.0.1:7474/\n  \
        logbrook query app.log --level error --tail 20\n  \
        logbrook follow http://127.0.0.1:7474 --min-level warn\n  \
        ./nightly-job 2>&1 | logbrook -\n\n\
        A path that is - stands for standard input: each line of it is written to the channel stdin, whose page is named on stderr. Lines \
        that say when they were written stay as they are, with what continues them; others get the time at which they come. No \
        line is lost: while one cannot be written, the program that writes to us waits. The channel is gone with the server, unless \
        --state-dir says where it is kept; and the server stays after the input has ended, until Ctrl-C.\n\n\
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
    #[command(after_help = "Examples:\n  logbrook serve /var/log/nginx /srv/app/logs --bind 127.0.0.1:0\n  \
            ./nightly-job 2>&1 | logbrook serve - --state-dir ./kept\n\n\
            `logbrook --help` says more about -, which stands for standard input.")]
    Serve(Box<Serve>),
    /// Prints the entries that a query asks for: the same engine and the same output, without a server.
    #[command(
        after_help = "Example:\n  logbrook query /var/log/app --q 'timeout -retry' --min-level warn --since 2h --format text"
    )]
    Query(Query),
    /// Prints entries as they are written, of a server or of files of this machine.
    #[command(after_help = "Examples:\n  logbrook follow http://127.0.0.1:7474 --file 'shop/*' --min-level warn\n  \
            logbrook follow 'http://127.0.0.1:7474/view?file=app.log&q=timeout' --json\n  \
            logbrook follow /var/log/app --since 15m\n\n\
            An address may be copied from the browser; what is typed comes before what stands in it. After a lost \
            connection it goes on where it was: nothing is lost or doubled. What happens to the connection and to \
            the files is said on stderr. Ends with Ctrl-C.")]
    Follow(Follow),
    /// Writes entries to a channel of a server: a message, or standard input line by line.
    #[command(
        after_help = "Examples:\n  logbrook send http://127.0.0.1:7474 deploys --level notice 'version 1.4.2 is live'\n  \
            ./nightly-job 2>&1 | logbrook send http://127.0.0.1:7474 jobs/nightly --source nightly\n\n\
            Of standard input a line that is a JSON object is sent as it is, any other is a message. Lines are sent in \
            batches, and a batch again and again until the server has acknowledged it; none is written twice. While \
            nothing gets through, some 8 MiB of lines are held; then each writer waits for as long as --timeout says, and \
            further lines are dropped and counted. Exit codes: 0 where all was accepted, else 2."
    )]
    Send(Send),
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
    /// Directories, files or globs to show; - is standard input, as a channel [default: .]
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
    pub parameters: Parameters<OfQuery>,
    /// Options of every command.
    #[command(flatten)]
    pub options: Options,
}

/// What `follow` takes.
#[derive(Debug, Args)]
pub struct Follow {
    /// The address of a server, or files, directories or globs of this machine
    #[arg(value_name = "URL|PATH", required = true)]
    pub places: Vec<PathBuf>,
    /// What of it.
    #[command(flatten)]
    pub parameters: Parameters<OfFollow>,
    /// Print records as NDJSON, as the server sends them
    #[arg(long)]
    pub json: bool,
    /// When to use colours; NO_COLOR and TERM=dumb mean never, unless this says always
    #[arg(long, value_name = "WHEN", env = "LOGBROOK_COLOR", hide_env = true, default_value = "auto")]
    pub color: Color,
    /// How to reach a server.
    #[command(flatten)]
    pub reach: Reach,
    /// Let the server pack what it sends, for thin lines
    #[arg(long)]
    pub compress: bool,
    /// Options of every command.
    #[command(flatten)]
    pub options: Options,
}

/// What `send` takes.
#[derive(Debug, Args)]
pub struct Send {
    /// The address of a server
    #[arg(value_name = "URL")]
    pub url: String,
    /// The channel, such as jobs/nightly
    #[arg(value_name = "CHANNEL")]
    pub channel: String,
    /// The message; left out, standard input is sent line by line
    #[arg(value_name = "MESSAGE")]
    pub message: Option<String>,
    /// The level of messages
    #[arg(long, value_name = "LEVEL", env = "LOGBROOK_LEVEL", hide_env = true, default_value = "info")]
    pub level: String,
    /// What writes them: a logger, component or program
    #[arg(long, value_name = "SOURCE", env = "LOGBROOK_SOURCE", hide_env = true)]
    pub source: Option<String>,
    /// How long it waits, and makes wait, for a server that takes nothing
    #[arg(long, value_name = "SPAN", env = "LOGBROOK_TIMEOUT", hide_env = true, default_value = "10s")]
    pub timeout: String,
    /// How to reach a server.
    #[command(flatten)]
    pub reach: Reach,
}

/// How to reach a server.
#[derive(Debug, Args)]
pub struct Reach {
    /// The token that the server asks for
    #[arg(long, value_name = "TOKEN", env = "LOGBROOK_TOKEN", hide_env = true)]
    pub token: Option<String>,
}

/// When colours are used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// On a terminal.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
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
    /// How many files all subscriptions together may follow [default: 16384, and no more than an eighth of the file descriptors]
    #[arg(long, value_name = "COUNT")]
    pub max_follow_files_in_all: Option<String>,
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
    /// Keep channels in Redis instead, for any number of servers: redis://HOST:PORT, redis+sentinel://HOST:PORT,…/MASTER or
    /// redis+cluster://HOST:PORT,…
    #[arg(long, value_name = "ADDRESS")]
    pub channels: Option<String>,
    /// Write what is published in Redis to channels of the same names: redis://HOST:PORT#agent.updates,trade.* names topics and
    /// patterns of them; may be repeated
    #[arg(long, value_name = "ADDRESS#TOPICS")]
    pub bridge: Vec<String>,
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
    pub log_style: Option<String>,
}
