//! The operator's own formats, and the files whose format is said beforehand.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{ConfigError, value};
use crate::format::{Definition, Expected, Formats};

/// A table `[[format]]`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct FormatTable {
    name: String,
    pattern: String,
    #[serde(default = "yes")]
    multiline: bool,
    timezone: Option<String>,
    #[serde(default)]
    samples: Vec<SampleTable>,
}

/// A sample: its line, and under any other key what must be read from it.
#[derive(Debug, Deserialize)]
struct SampleTable {
    line: String,
    #[serde(flatten)]
    parts: BTreeMap<String, toml::Value>,
}

/// A table `[[files]]`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FilesTable {
    glob: String,
    format: String,
}

/// Makes formats of what the configuration says.
pub(super) fn formats(formats: &[FormatTable], files: &[FilesTable]) -> Result<Formats, ConfigError> {
    let definitions = formats.iter().map(FormatTable::definition).collect::<Result<Vec<_>, _>>()?;
    let files: Vec<_> = files.iter().map(|files| (files.glob.clone(), files.format.clone())).collect();
    Ok(Formats::new(&definitions, &files)?)
}

impl FormatTable {
    fn definition(&self) -> Result<Definition, ConfigError> {
        Ok(Definition {
            name: self.name.clone(),
            pattern: self.pattern.clone(),
            multiline: self.multiline,
            timezone: self.timezone.as_deref().map(value::zone).transpose()?,
            samples: self.samples.iter().map(SampleTable::expected).collect(),
        })
    }
}

impl SampleTable {
    fn expected(&self) -> Expected {
        let text = |value: &toml::Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let parts = self.parts.iter().map(|(name, value)| (name.clone(), text(value))).collect();
        Expected { line: self.line.clone(), parts }
    }
}

fn yes() -> bool {
    true
}
