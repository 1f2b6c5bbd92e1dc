//! What is known of files without reading all of them.

use super::log::Log;
use super::{ScanError, Scanner, open, rotation};
use crate::entry::Timestamp;

/// What is known of a file without reading all of it.
#[derive(Clone, Debug)]
pub struct LogInfo {
    /// The file's name.
    pub file: String,
    /// Its size as it is stored, in bytes.
    pub size: u64,
    /// When it was last written.
    pub modified: Timestamp,
    /// The format that explains most of its lines; `None` for plain text.
    pub format: Option<&'static str>,
    /// How it is compressed, by its magic number.
    pub compression: Option<&'static str>,
    /// The channel that it belongs to, where clients write it through the server.
    pub channel: Option<String>,
    /// Its rotated siblings, oldest first.
    pub rotated: Vec<String>,
}

/// Describes the file of that name, or every file whose name matches the glob, or every file.
pub(super) fn describe(scanner: &Scanner, glob: Option<&str>) -> Result<Vec<LogInfo>, ScanError> {
    let listed = scanner.source.list()?;
    let names: Vec<String> = listed.iter().map(|listed| listed.name.clone()).collect();
    let (name, glob) = match glob {
        Some(name) if names.iter().any(|listed| listed == name) => (Some(name), None),
        glob => (None, glob.map(open::compile).transpose()?),
    };
    let mut sets = rotation::sets(&names);
    let is_wanted =
        |listed: &str| name.is_none_or(|name| name == listed) && glob.as_ref().is_none_or(|glob| glob.is_match(listed));
    let wanted = listed.into_iter().filter(|listed| is_wanted(&listed.name));
    let infos = wanted.map(|listed| LogInfo {
        format: Log::open(scanner, &listed.name, None, false)
            .ok()
            .and_then(|log| log.reader.habit())
            .map(|format| format.name()),
        rotated: sets.remove(&listed.name).unwrap_or_default(),
        channel: scanner.source.channel(&listed.name),
        compression: listed.compression.map(|compression| compression.name()),
        file: listed.name,
        size: listed.size,
        modified: listed.modified,
    });
    Ok(infos.collect())
}
