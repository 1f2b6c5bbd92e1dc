//! The configuration file: TOML, with the names of the options as keys.

use std::env;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Deserializer};

use super::ConfigError;
use super::formats::{FilesTable, FormatTable};

/// What a configuration file says, not yet understood.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(super) struct ConfigFile {
    pub(super) paths: Vec<PathBuf>,
    pub(super) bind: Option<String>,
    pub(super) base_path: Option<String>,
    pub(super) watch: Option<String>,
    #[serde(deserialize_with = "text_or_number")]
    pub(super) max_follows: Option<String>,
    #[serde(deserialize_with = "text_or_number")]
    pub(super) max_follows_per_address: Option<String>,
    #[serde(deserialize_with = "text_or_number")]
    pub(super) max_follow_files: Option<String>,
    pub(super) state_dir: Option<PathBuf>,
    pub(super) channels: Option<String>,
    pub(super) fsync: Option<bool>,
    pub(super) channel_ttl: Option<String>,
    #[serde(deserialize_with = "text_or_number")]
    pub(super) channel_max_size: Option<String>,
    #[serde(deserialize_with = "text_or_number")]
    pub(super) max_channels: Option<String>,
    #[serde(deserialize_with = "text_or_number")]
    pub(super) max_post: Option<String>,
    #[serde(deserialize_with = "text_or_number")]
    pub(super) max_post_rate: Option<String>,
    pub(super) timezone: Option<String>,
    pub(super) encoding: Option<String>,
    #[serde(deserialize_with = "text_or_number")]
    pub(super) max_line: Option<String>,
    #[serde(deserialize_with = "text_or_number")]
    pub(super) max_decompressed: Option<String>,
    pub(super) cache_dir: Option<PathBuf>,
    pub(super) index: Option<String>,
    pub(super) log_level: Option<String>,
    pub(super) format: Vec<FormatTable>,
    pub(super) files: Vec<FilesTable>,
}

impl ConfigFile {
    /// Reads a file that was asked for.
    pub(super) fn read(path: &Path) -> Result<ConfigFile, ConfigError> {
        let text = load(path).map_err(|source| ConfigError::Unreadable { path: path.to_owned(), source })?;
        toml::from_str(&text).map_err(|error| {
            let line = error.span().map(|span| 1 + text[..span.start].matches('\n').count());
            let place = line.map(|line| format!("line {line}: ")).unwrap_or_default();
            ConfigError::Malformed { path: path.to_owned(), detail: format!("{place}{}", error.message()) }
        })
    }

    /// Reads the user's own file, if there is one.
    pub(super) fn read_default() -> Result<ConfigFile, ConfigError> {
        match default_path() {
            Some(path) if path.exists() => ConfigFile::read(&path),
            _ => Ok(ConfigFile::default()),
        }
    }
}

/// Returns `$XDG_CONFIG_HOME/logbrook/config.toml`, by default below `~/.config`.
fn default_path() -> Option<PathBuf> {
    Some(user_directory("XDG_CONFIG_HOME", ".config")?.join("logbrook/config.toml"))
}

/// Returns the directory that a variable names, or one below the user's own; `None` where neither is known.
pub(super) fn user_directory(variable: &str, below_home: &str) -> Option<PathBuf> {
    let directory = |name| env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    directory(variable).or_else(|| Some(directory("HOME")?.join(below_home)))
}

#[expect(clippy::disallowed_methods, reason = "the configuration is no log; it is named by the operator")]
fn load(path: &Path) -> io::Result<String> {
    std::fs::read_to_string(path)
}

fn text_or_number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged, expecting = "a number, or a text such as \"1MiB\"")]
    enum Either {
        Number(u64),
        Text(String),
    }
    Ok(Some(match Either::deserialize(deserializer)? {
        Either::Number(number) => number.to_string(),
        Either::Text(text) => text,
    }))
}
