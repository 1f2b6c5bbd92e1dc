//! What is known of files without reading all of them.

use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, PoisonError};

use super::log::Log;
use super::open::FileGlob;
use super::{ScanError, Scanner, Stopper, rotation};
use crate::entry::Timestamp;
use crate::source::Listed;

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

/// The formats that were found of files, by name and by size and time at that moment, so that not every file is opened for every list.
#[derive(Debug, Default)]
pub(super) struct KnownFormats(Mutex<HashMap<String, Known>>);

#[derive(Debug)]
struct Known {
    size: u64,
    modified: Timestamp,
    format: Option<&'static str>,
}

/// So many are known at most: some two megabytes.
const MOST_KNOWN: usize = 16 << 10;

impl KnownFormats {
    fn get(&self, file: &Listed) -> Option<Option<&'static str>> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let known = known.get(&file.name)?;
        (known.size == file.size && known.modified == file.modified).then_some(known.format)
    }

    fn put(&self, file: &Listed, format: Option<&'static str>) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= MOST_KNOWN && !known.contains_key(&file.name) {
            // Any of them: so most stay known, however many files there are.
            let other = known.keys().next().cloned();
            other.and_then(|other| known.remove(&other));
        }
        known.insert(file.name.clone(), Known { size: file.size, modified: file.modified, format });
    }
}

/// Returns the format of a file; `None` for plain text, and where it cannot be read.
fn format_of(scanner: &Scanner, file: &Listed) -> Option<&'static str> {
    if let Some(format) = scanner.known_formats.get(file) {
        return format;
    }
    let log = Log::open(scanner, &file.name, None, None).ok()?;
    let format = log.reader.habit().map(|format| format.name());
    scanner.known_formats.put(file, format);
    format
}

/// Describes the files of these names, and those whose names match these globs; every file where there are none.
pub(super) fn describe(scanner: &Scanner, files: &[String], stopper: &Stopper) -> Result<Vec<LogInfo>, ScanError> {
    let listed = scanner.source.list()?;
    let names: Vec<String> = listed.iter().map(|listed| listed.name.clone()).collect();
    let known: HashSet<&str> = names.iter().map(String::as_str).collect();
    let (named, globs): (HashSet<&str>, HashSet<&str>) =
        files.iter().map(String::as_str).partition(|file| known.contains(file));
    let globs = globs.into_iter().map(FileGlob::new).collect::<Result<Vec<_>, _>>()?;
    let mut sets = rotation::sets(&names);
    let is_wanted =
        |listed: &str| files.is_empty() || named.contains(listed) || globs.iter().any(|glob| glob.is_match(listed));
    let wanted = listed.into_iter().take_while(|_| !stopper.is_stopped()).filter(|listed| is_wanted(&listed.name));
    let infos = wanted.map(|listed| LogInfo {
        format: format_of(scanner, &listed),
        rotated: sets.remove(&listed.name).unwrap_or_default(),
        channel: scanner.source.channel(&listed.name),
        compression: listed.compression.map(|compression| compression.name()),
        file: listed.name,
        size: listed.size,
        modified: listed.modified,
    });
    Ok(infos.collect())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::super::Settings;
    use super::*;
    use crate::source::MemorySource;

    #[test]
    fn a_file_is_read_again_only_once_it_has_changed() {
        let source = Arc::new(MemorySource::new());
        let scanner = Scanner::new(source.clone(), Settings::default()).unwrap();
        let format = || describe(&scanner, &[], &Stopper::default()).unwrap()[0].format;
        let json = "{\"time\":\"2026-01-23T10:15:00Z\",\"level\":\"INFO\",\"msg\":\"one\"}\n";
        let text = format!("{:1$}\n", "2026-01-23T10:15:00Z INFO [api] one", json.len() - 1);
        source.put("app.log", json.as_bytes());
        let found = format();
        let read = source.bytes_read();
        assert_eq!(format(), found);
        assert!(source.bytes_read() - read < read / 2, "listing alone looks at the first bytes");
        source.put("app.log", text.as_bytes());
        source.set_modified("app.log", Timestamp::from_seconds(1_800_000_000));
        assert_ne!(format(), found);
        source.put("app.log", json.repeat(2).as_bytes());
        source.set_modified("app.log", Timestamp::from_seconds(1_800_000_000));
        assert_eq!(format(), found);
    }
}
