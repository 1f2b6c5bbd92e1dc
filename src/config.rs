//! What the options mean: typed ones before the environment before the configuration file, checked once, at the start.

use std::env;
use std::fmt;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use thiserror::Error;

use crate::channel::{self, Bridged};
use crate::cli::{Options, Serve};
use crate::follow;
use crate::format::CustomError;
use crate::scan::Settings;
use crate::source::redis::Redis;

mod access;
mod channels;
mod file;
mod formats;
mod limits;
mod parse;
mod passwords;
mod tls;
mod value;

use file::{ConfigFile, Tables};

pub use access::{AccessConfig, HostPattern, Secret, signing_key};
pub use limits::Limits;
pub use parse::{ParseError, parse};
pub use passwords::Passwords;
pub use tls::TlsConfig;

/// What the server needs to know.
#[derive(Clone, Debug)]
pub struct ServerConfig {
    /// Where to listen; port 0 takes a free one.
    pub bind: SocketAddr,
    /// The path under which everything stands.
    pub base_path: BasePath,
    /// What is shown, in a few words: the names of the paths, without where they are.
    pub title: String,
    /// Who may ask, from where, and under which names.
    pub access: AccessConfig,
    /// The certificate, where connections are encrypted.
    pub tls: Option<TlsConfig>,
    /// How much clients may ask for, and how long they may take.
    pub limits: Limits,
    /// How files are followed.
    pub follow: follow::Settings,
    /// How many may follow, and how patient the server is with them.
    pub follow_limits: FollowLimits,
    /// What clients may write, and where.
    pub channels: ChannelConfig,
}

/// What clients may write, and where.
#[derive(Clone, Debug)]
pub struct ChannelConfig {
    /// The directory where it is kept; `None` where there is no place for it.
    pub directory: Option<PathBuf>,
    /// The Redis where it is kept instead.
    pub redis: Option<Arc<Redis>>,
    /// What is published elsewhere and written to channels.
    pub bridges: Vec<Bridged>,
    /// Whether the operator named it, and so wants to know where it cannot be used.
    pub is_named: bool,
    /// How channels are kept.
    pub settings: channel::Settings,
    /// How long a post may be, in bytes.
    pub most_body: usize,
    /// How many entries a second are accepted of one client.
    pub most_rate: u32,
}

impl Default for ChannelConfig {
    fn default() -> ChannelConfig {
        let settings = channel::Settings::default();
        ChannelConfig {
            directory: None,
            redis: None,
            bridges: Vec::new(),
            is_named: false,
            settings,
            most_body: 16 << 20,
            most_rate: 1_000_000,
        }
    }
}

impl Default for ServerConfig {
    fn default() -> ServerConfig {
        ServerConfig {
            bind: DEFAULT_BIND,
            base_path: BasePath::default(),
            title: String::new(),
            access: AccessConfig::default(),
            tls: None,
            limits: Limits::default(),
            follow: follow::Settings::default(),
            follow_limits: FollowLimits::default(),
            channels: ChannelConfig::default(),
        }
    }
}

/// What those who follow may ask of the server.
#[derive(Clone, Copy, Debug)]
pub struct FollowLimits {
    /// How many may follow at once.
    pub all: usize,
    /// How many of one address.
    pub per_address: usize,
    /// A client that gives no sign, and takes nothing, for so long is gone.
    pub patience: Duration,
}

impl Default for FollowLimits {
    fn default() -> FollowLimits {
        FollowLimits { all: 16_384, per_address: 16_384, patience: Duration::from_secs(90) }
    }
}

/// What is kept of long files, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IndexConfig {
    /// When it is made.
    pub mode: IndexMode,
    /// The directory it is kept in; `None` where there is no place for it but memory.
    pub directory: Option<PathBuf>,
}

/// When an index of long files is made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum IndexMode {
    /// Behind the scenes, once a file was read.
    #[default]
    Auto,
    /// Never; one that was made before is not read either.
    Off,
    /// Of all files, before anything else.
    Now,
}

/// How our own log is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogStyle {
    /// For people.
    Text,
    /// One object a line.
    Json,
}

/// A path in front of every address: empty, or `/one/or/more` steps without a slash at the end.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BasePath(String);

/// Options from all places, of which the first that says something counts.
#[derive(Debug)]
pub struct Config {
    options: Options,
    tables: Tables,
}

/// Why options cannot be used.
#[derive(Debug, Error)]
pub enum ConfigError {
    /// A value that cannot be understood.
    #[error("{option} {detail}; it is {value:?}")]
    Value {
        /// The option as it is typed.
        option: &'static str,
        /// What is wrong with its value.
        detail: String,
        /// The value.
        value: String,
    },
    /// An address that others could reach, while nothing asks who they are.
    #[error(
        "{0} can be reached from other machines, and nothing asks who they are. Three ways out: ask with --token-file FILE, \
         --htpasswd FILE or --jwt-key FILE; or bind 127.0.0.1 and reach it through `ssh -L 7474:127.0.0.1:7474 HOST`; or let \
         a proxy ask, and name it with --auth-header and --trust-proxy"
    )]
    Exposed(SocketAddr),
    /// A format of one's own cannot be used.
    #[error("in the configuration: {0}")]
    Format(#[from] CustomError),
    /// A file that an option names, or that of the configuration, cannot be read.
    #[error("{} cannot be read: {source}", .path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// Such a file says something that is not understood.
    #[error("{}: {detail}", .path.display())]
    Malformed {
        /// The file.
        path: PathBuf,
        /// Where and what.
        detail: String,
    },
}

/// Where the server listens unless told otherwise: this machine alone can reach it.
const DEFAULT_BIND: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 7474);

impl Config {
    /// Joins options, which come from all places already, with what stands in the configuration file alone.
    ///
    /// # Errors
    /// A [`ConfigError`] where a named file is missing or malformed.
    pub fn load(options: Options) -> Result<Config, ConfigError> {
        let tables = ConfigFile::load(options.config.as_deref())?.tables;
        Ok(Config { options, tables })
    }

    /// Returns the paths to look at: the typed ones, `$LOGBROOK_PATHS` (joined by `:`), the file's, or this directory.
    pub fn paths(&self, typed: &[PathBuf]) -> Vec<PathBuf> {
        let from_environment = env::var_os("LOGBROOK_PATHS").filter(|paths| !paths.is_empty());
        let paths = match (typed, from_environment) {
            ([], Some(paths)) => env::split_paths(&paths).collect(),
            ([], None) => self.tables.paths.clone(),
            (typed, _) => typed.to_vec(),
        };
        if paths.is_empty() { vec![PathBuf::from(".")] } else { paths }
    }

    /// Returns what holds for every scan.
    ///
    /// # Errors
    /// A [`ConfigError::Value`] that names the option.
    pub fn scan(&self) -> Result<Settings, ConfigError> {
        let mut settings = Settings::default();
        if let Some(name) = &self.options.timezone {
            settings.zone = value::zone(name)?;
        }
        settings.encoding = self.options.encoding.as_deref().map(value::encoding).transpose()?;
        if let Some(text) = &self.options.max_line {
            settings.max_line = value::max_line(text)?;
        }
        settings.max_unpacked = self.options.max_decompressed.as_deref().map(value::max_decompressed).transpose()?;
        settings.formats = formats::formats(&self.tables.format, &self.tables.files)?;
        Ok(settings)
    }

    /// Returns what is kept of long files.
    ///
    /// # Errors
    /// A [`ConfigError::Value`] where it is not said when.
    pub fn index(&self) -> Result<IndexConfig, ConfigError> {
        let mode = self.options.index.as_deref().map_or(Ok(IndexMode::default()), value::index_mode)?;
        let cache = self.options.cache_dir.clone();
        let cache = cache.or_else(|| Some(file::user_directory("XDG_CACHE_HOME", ".cache")?.join("logbrook")));
        Ok(IndexConfig { mode, directory: cache.map(|cache| cache.join("index")) })
    }

    /// Returns what the server needs to know.
    ///
    /// # Errors
    /// A [`ConfigError`] that names the option.
    pub fn server(&self, typed: &Serve) -> Result<ServerConfig, ConfigError> {
        let options = &typed.server;
        let bind = options.bind.as_deref().map_or(Ok(DEFAULT_BIND), value::address)?;
        let access = AccessConfig::read(&typed.access)?;
        if !bind.ip().is_loopback() && !access.asks() {
            return Err(ConfigError::Exposed(bind));
        }
        let base_path = options.base_path.as_deref().map_or_else(|| Ok(BasePath::default()), BasePath::parse)?;
        let events = options.watch.as_deref().map_or(Ok(true), value::watch)?;
        let mut follow = follow::Settings { events, ..follow::Settings::default() };
        follow.limits.files = value::count_or("--max-follow-files", &options.max_follow_files, follow.limits.files)?;
        let in_all = &options.max_follow_files_in_all;
        follow.limits.files_in_all = value::count_or("--max-follow-files-in-all", in_all, follow.limits.files_in_all)?;
        let limits = Limits::read(&typed.limits)?;
        let usual = FollowLimits::default();
        let per_address = &options.max_follows_per_address;
        let follow_limits = FollowLimits {
            all: value::count_or("--max-follows", &options.max_follows, usual.all)?,
            per_address: value::count_or("--max-follows-per-address", per_address, usual.per_address)?,
            ..usual
        };
        let tls = TlsConfig::read(&typed.access)?;
        let paths = self.paths(&typed.paths);
        let channels = channels::channels(&options.channels, &paths)?;
        let title = title(&paths);
        Ok(ServerConfig { bind, base_path, title, access, tls, limits, follow, follow_limits, channels })
    }

    /// Returns what is to be logged.
    ///
    /// # Errors
    /// A [`ConfigError::Value`] where there is no such level.
    pub fn log_level(&self) -> Result<tracing::Level, ConfigError> {
        self.options.log_level.as_deref().map_or(Ok(tracing::Level::WARN), value::log_level)
    }

    /// Returns how it is logged.
    ///
    /// # Errors
    /// A [`ConfigError::Value`] where there is no such format.
    pub fn log_style(&self) -> Result<LogStyle, ConfigError> {
        self.options.log_style.as_deref().map_or(Ok(LogStyle::Text), value::log_style)
    }
}

/// Names paths by their last steps.
fn title(paths: &[PathBuf]) -> String {
    let name = |path: &PathBuf| {
        let whole = path.canonicalize().unwrap_or_else(|_| path.clone());
        whole.file_name().unwrap_or(whole.as_os_str()).to_string_lossy().into_owned()
    };
    paths.iter().map(name).collect::<Vec<_>>().join(", ")
}

impl BasePath {
    /// Reads a base path; slashes at its end are dropped.
    ///
    /// # Errors
    /// A [`ConfigError::Value`] where it does not start with `/`, or has empty, dotted or odd steps.
    pub fn parse(text: &str) -> Result<BasePath, ConfigError> {
        let path = text.trim_end_matches('/');
        let plain = |c: char| c.is_ascii_alphanumeric() || "-._~".contains(c);
        let is_step = |step: &str| !step.is_empty() && !step.starts_with('.') && step.chars().all(plain);
        let steps = path.strip_prefix('/');
        if path.is_empty() || steps.is_some_and(|steps| steps.split('/').all(is_step)) {
            return Ok(BasePath(path.to_owned()));
        }
        let detail = "must be a path such as /logs, of letters, digits, - . _ ~ and /".to_owned();
        Err(ConfigError::Value { option: "--base-path", detail, value: text.to_owned() })
    }

    /// Returns the path: empty, or with a slash at its start and none at its end.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for BasePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
