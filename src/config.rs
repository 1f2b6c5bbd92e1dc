//! What the options mean: typed ones before the environment before the configuration file, checked once, at the start.

use std::env;
use std::fmt;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use thiserror::Error;

use crate::channel;
use crate::cli::{Options, ServeOptions};
use crate::follow;
use crate::format::CustomError;
use crate::scan::Settings;
use crate::source::redis::Redis;

mod channels;
mod file;
mod formats;
mod value;

use file::ConfigFile;

/// What the server needs to know.
#[derive(Clone, Debug)]
pub struct ServerConfig {
    /// Where to listen; port 0 takes a free one.
    pub bind: SocketAddr,
    /// The path under which everything stands.
    pub base_path: BasePath,
    /// What is shown, in a few words: the names of the paths, without where they are.
    pub title: String,
    /// How long a client may take to send the head of a request.
    pub head_timeout: Duration,
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
            is_named: false,
            settings,
            most_body: 16 << 20,
            most_rate: 1_000_000,
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

/// A path in front of every address: empty, or `/one/or/more` steps without a slash at the end.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BasePath(String);

/// Options from all places, of which the first that says something counts.
#[derive(Debug)]
pub struct Config {
    options: Options,
    file: ConfigFile,
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
        "{0} can be reached from other machines, and this version has no access control: bind 127.0.0.1, and reach it \
         through `ssh -L 7474:127.0.0.1:7474 HOST` or a proxy on this machine that asks for a password"
    )]
    Exposed(SocketAddr),
    /// A format of one's own cannot be used.
    #[error("in the configuration: {0}")]
    Format(#[from] CustomError),
    /// The configuration file cannot be read.
    #[error("the configuration file {} cannot be read: {source}", .path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The configuration file says something that is not understood.
    #[error("the configuration file {}: {detail}", .path.display())]
    Malformed {
        /// The file.
        path: PathBuf,
        /// Where and what.
        detail: String,
    },
}

/// Where the server listens unless told otherwise: this machine alone can reach it.
const DEFAULT_BIND: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 7474);

/// A client on the slowest usable link sends a head in a second or two.
pub const HEAD_TIMEOUT: Duration = Duration::from_secs(10);

impl Config {
    /// Joins typed options with those of the configuration file; the environment is already among the typed ones.
    ///
    /// # Errors
    /// A [`ConfigError`] where a named file is missing, or says what no option means.
    pub fn load(options: Options) -> Result<Config, ConfigError> {
        let file = match &options.config {
            Some(path) => ConfigFile::read(path)?,
            None => ConfigFile::read_default()?,
        };
        Ok(Config { options, file })
    }

    /// Returns the paths to look at: the typed ones, `$LOGBROOK_PATHS` (joined by `:`), the file's, or this directory.
    pub fn paths(&self, typed: &[PathBuf]) -> Vec<PathBuf> {
        let from_environment = env::var_os("LOGBROOK_PATHS").filter(|paths| !paths.is_empty());
        let paths = match (typed, from_environment) {
            ([], Some(paths)) => env::split_paths(&paths).collect(),
            ([], None) => self.file.paths.clone(),
            (typed, _) => typed.to_vec(),
        };
        if paths.is_empty() { vec![PathBuf::from(".")] } else { paths }
    }

    /// Returns what holds for every scan.
    ///
    /// # Errors
    /// A [`ConfigError::Value`] that names the option.
    pub fn scan(&self) -> Result<Settings, ConfigError> {
        let zone = self.options.timezone.as_ref().or(self.file.timezone.as_ref());
        let encoding = self.options.encoding.as_ref().or(self.file.encoding.as_ref());
        let max_line = self.options.max_line.as_ref().or(self.file.max_line.as_ref());
        let mut settings = Settings::default();
        if let Some(name) = zone {
            settings.zone = value::zone(name)?;
        }
        settings.encoding = encoding.map(|name| value::encoding(name)).transpose()?;
        if let Some(text) = max_line {
            settings.max_line = value::max_line(text)?;
        }
        let max_decompressed = self.options.max_decompressed.as_ref().or(self.file.max_decompressed.as_ref());
        settings.max_unpacked = max_decompressed.map(|text| value::max_decompressed(text)).transpose()?;
        settings.formats = formats::formats(&self.file.format, &self.file.files)?;
        Ok(settings)
    }

    /// Returns what is kept of long files.
    ///
    /// # Errors
    /// A [`ConfigError::Value`] where it is not said when.
    pub fn index(&self) -> Result<IndexConfig, ConfigError> {
        let mode = self.options.index.as_ref().or(self.file.index.as_ref());
        let mode = mode.map_or(Ok(IndexMode::default()), |text| value::index_mode(text))?;
        let cache = self.options.cache_dir.clone().or_else(|| self.file.cache_dir.clone());
        let cache = cache.or_else(|| Some(file::user_directory("XDG_CACHE_HOME", ".cache")?.join("logbrook")));
        Ok(IndexConfig { mode, directory: cache.map(|cache| cache.join("index")) })
    }

    /// Returns what the server needs to know to show these typed paths.
    ///
    /// # Errors
    /// A [`ConfigError`] that names the option.
    pub fn server(&self, typed: &ServeOptions, paths: &[PathBuf]) -> Result<ServerConfig, ConfigError> {
        let typed_channels = &typed.channels;
        let bind = typed.bind.as_ref().or(self.file.bind.as_ref());
        let base_path = typed.base_path.as_ref().or(self.file.base_path.as_ref());
        let bind = bind.map_or(Ok(DEFAULT_BIND), |text| value::address(text))?;
        if !bind.ip().is_loopback() {
            return Err(ConfigError::Exposed(bind));
        }
        let base_path = base_path.map_or_else(|| Ok(BasePath::default()), |text| BasePath::parse(text))?;
        let title = title(&self.paths(paths));
        let mut follow = follow::Settings::default();
        let watch = typed.watch.as_ref().or(self.file.watch.as_ref());
        follow.events = watch.map_or(Ok(true), |text| value::watch(text))?;
        let count = |option, typed: &Option<String>, file: &Option<String>, default| {
            typed.as_ref().or(file.as_ref()).map_or(Ok(default), |text| value::count(option, text))
        };
        let files =
            count("--max-follow-files", &typed.max_follow_files, &self.file.max_follow_files, follow.limits.files)?;
        follow.limits.files = files;
        let mut limits = FollowLimits::default();
        limits.all = count("--max-follows", &typed.max_follows, &self.file.max_follows, limits.all)?;
        let (typed, file) = (&typed.max_follows_per_address, &self.file.max_follows_per_address);
        limits.per_address = count("--max-follows-per-address", typed, file, limits.per_address)?;
        let channels = channels::channels(typed_channels, &self.file, &self.paths(paths))?;
        Ok(ServerConfig { bind, base_path, title, head_timeout: HEAD_TIMEOUT, follow, follow_limits: limits, channels })
    }

    /// Returns what is to be logged.
    ///
    /// # Errors
    /// A [`ConfigError::Value`] where there is no such level.
    pub fn log_level(&self) -> Result<tracing::Level, ConfigError> {
        let level = self.options.log_level.as_ref().or(self.file.log_level.as_ref());
        level.map_or(Ok(tracing::Level::WARN), |text| value::log_level(text))
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
