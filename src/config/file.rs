//! The configuration file: TOML, with the names of the options as keys.

use std::collections::BTreeMap;
use std::env;
use std::io;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use toml::{Spanned, Value};

use super::ConfigError;
use super::formats::{FilesTable, FormatTable};

/// What a configuration file says, not yet understood.
#[derive(Debug, Default)]
pub(super) struct ConfigFile {
    /// What is no option of the command line.
    pub(super) tables: Tables,
    /// The options that are set.
    pub(super) settings: Vec<Setting>,
    /// Where it was read from.
    pub(super) path: PathBuf,
}

/// What stands in a file alone.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Tables {
    pub(super) paths: Vec<PathBuf>,
    pub(super) format: Vec<FormatTable>,
    pub(super) files: Vec<FilesTable>,
}

/// An option that is set.
#[derive(Debug)]
pub(super) struct Setting {
    /// Its name, as it is typed behind `--`.
    pub(super) name: String,
    /// Its values, as they would be typed.
    pub(super) values: Vec<String>,
    /// The line it stands in.
    pub(super) line: usize,
}

/// Keys that are no options.
const TABLES: [&str; 3] = ["paths", "format", "files"];

impl ConfigFile {
    /// Reads the file that was asked for, or the user's own, if there is one.
    pub(super) fn load(asked: Option<&Path>) -> Result<ConfigFile, ConfigError> {
        match (asked, default_path()) {
            (Some(path), _) => ConfigFile::read(path),
            (None, Some(path)) if path.exists() => ConfigFile::read(&path),
            (None, _) => Ok(ConfigFile::default()),
        }
    }

    fn read(path: &Path) -> Result<ConfigFile, ConfigError> {
        let text = read(path)?;
        let malformed = |error: toml::de::Error| {
            let line = error.span().map(|span| line_of(&text, span.start));
            let place = line.map(|line| format!("line {line}: ")).unwrap_or_default();
            ConfigError::Malformed { path: path.to_owned(), detail: format!("{place}{}", error.message()) }
        };
        let tables = toml::from_str(&text).map_err(malformed)?;
        let all: BTreeMap<Spanned<String>, Value> = toml::from_str(&text).map_err(malformed)?;
        let options = all.into_iter().filter(|(name, _)| !TABLES.contains(&name.get_ref().as_str()));
        let setting = |(name, value): (Spanned<String>, Value)| {
            let line = line_of(&text, name.span().start);
            let name = name.into_inner();
            let values = values(&value).ok_or_else(|| {
                let detail = format!("line {line}: {name} must be a text, a number, true or false, or a list of these");
                ConfigError::Malformed { path: path.to_owned(), detail }
            })?;
            Ok(Setting { name, values, line })
        };
        let settings = options.map(setting).collect::<Result<_, ConfigError>>()?;
        Ok(ConfigFile { tables, settings, path: path.to_owned() })
    }
}

/// Reads a file that the operator names.
///
/// # Errors
/// A [`ConfigError`] that names the file.
pub(super) fn read(path: &Path) -> Result<String, ConfigError> {
    let bytes = load(path).map_err(|source| ConfigError::Unreadable { path: path.to_owned(), source })?;
    String::from_utf8(bytes).map_err(|error| {
        let before = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        let line = 1 + before.iter().filter(|byte| **byte == b'\n').count();
        ConfigError::Malformed { path: path.to_owned(), detail: format!("line {line}: this is no UTF-8") }
    })
}

fn line_of(text: &str, offset: usize) -> usize {
    1 + text[..offset].matches('\n').count()
}

fn values(value: &Value) -> Option<Vec<String>> {
    match value {
        Value::Array(items) => items.iter().map(single).collect(),
        value => Some(vec![single(value)?]),
    }
}

fn single(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Integer(number) => Some(number.to_string()),
        Value::Boolean(flag) => Some(flag.to_string()),
        Value::Float(_) | Value::Datetime(_) | Value::Array(_) | Value::Table(_) => None,
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
fn load(path: &Path) -> io::Result<Vec<u8>> {
    std::fs::read(path)
}
