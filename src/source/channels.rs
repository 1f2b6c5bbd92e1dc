//! Channels as files: what clients write through the server stands beside the files that are shown, as `channels/NAME.ndjson`.

use std::path::PathBuf;
use std::sync::Arc;

use super::{Listed, LogFile, Source, SourceError};

/// The first step of the names of channels' files.
pub const CHANNELS: &str = "channels";

/// What the name of a channel's file ends with; behind it stands when the file was rotated away, if it was.
const ENDING: &str = ".ndjson";

/// Returns the name of the file that a channel is.
pub fn file_of_channel(channel: &str) -> String {
    format!("{CHANNELS}/{channel}{ENDING}")
}

/// Returns the channel whose file, or rotated file, has a name that channels' files have.
pub fn channel_of_file(name: &str) -> Option<&str> {
    let path = name.strip_prefix(CHANNELS)?.strip_prefix('/')?;
    let (channel, behind) = path.split_once(ENDING)?;
    (!channel.is_empty() && (behind.is_empty() || behind.starts_with('-') && !behind.contains('/'))).then_some(channel)
}

/// A source of files, and the source of channels beside it.
pub struct WithChannels {
    channels: Arc<dyn Source>,
    files: Arc<dyn Source>,
}

impl WithChannels {
    /// Puts channels, whose names begin with [`CHANNELS`], beside files. Where both have a name, it is the channel's.
    pub fn new(channels: Arc<dyn Source>, files: Arc<dyn Source>) -> WithChannels {
        WithChannels { channels, files }
    }

    /// Returns the source that has a name; for one that is missing, that which would.
    fn home(&self, name: &str) -> &Arc<dyn Source> {
        let is_file = !is_below_channels(name)
            || matches!(self.channels.open(name), Err(SourceError::NotFound)) && self.files.open(name).is_ok();
        if is_file { &self.files } else { &self.channels }
    }
}

fn is_below_channels(name: &str) -> bool {
    name.strip_prefix(CHANNELS).is_some_and(|rest| rest.starts_with('/'))
}

impl Source for WithChannels {
    fn list(&self) -> Result<Vec<Listed>, SourceError> {
        let mut listed = self.channels.list()?;
        listed.extend(self.files.list()?);
        listed.sort_by(|left, right| left.name.cmp(&right.name));
        listed.dedup_by(|second, first| second.name == first.name);
        Ok(listed)
    }

    fn open(&self, name: &str) -> Result<Arc<dyn LogFile>, SourceError> {
        match is_below_channels(name).then(|| self.channels.open(name)) {
            None | Some(Err(SourceError::NotFound)) => self.files.open(name),
            Some(opened) => opened,
        }
    }

    fn beside(&self, name: &str) -> Vec<String> {
        let mut names = self.files.beside(name);
        if is_below_channels(name) {
            names.extend(self.channels.beside(name));
            names.sort();
            names.dedup();
        }
        names
    }

    fn paths(&self, name: &str, file: Option<&dyn LogFile>) -> Vec<PathBuf> {
        self.home(name).paths(name, file)
    }

    fn channel(&self, name: &str) -> Option<String> {
        let channel = channel_of_file(name)?;
        self.channels.open(name).is_ok().then(|| channel.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::super::MemorySource;
    use super::*;

    #[test]
    fn channels_are_known_by_their_files_rotated_or_not() {
        for (file, channel) in [
            ("channels/a.ndjson", Some("a")),
            ("channels/tasks/1.2.ndjson", Some("tasks/1.2")),
            ("channels/a.ndjson-20260123-101500.1", Some("a")),
            ("channels/.ndjson", None),
            ("channels/a.ndjson/b.log", None),
            ("channels/a.log", None),
            ("channel/a.ndjson", None),
            ("a.ndjson", None),
        ] {
            assert_eq!(channel_of_file(file), channel, "{file}");
        }
        assert_eq!(file_of_channel("tasks/1"), "channels/tasks/1.ndjson");
    }

    #[test]
    fn a_channel_comes_before_a_file_of_its_name() {
        let (channels, files) = (Arc::new(MemorySource::new()), Arc::new(MemorySource::new()));
        channels.put("channels/a.ndjson", b"channel");
        for name in ["app.log", "channels/a.ndjson", "channels/own.ndjson"] {
            files.put(name, b"file!");
        }
        let both = WithChannels::new(channels, files);
        let names: Vec<_> = both.list().unwrap().into_iter().map(|listed| (listed.name, listed.size)).collect();
        let expected = [("app.log", 5), ("channels/a.ndjson", 7), ("channels/own.ndjson", 5)];
        assert_eq!(names, expected.map(|(name, size)| (name.to_owned(), size)));
        assert_eq!(both.open("channels/a.ndjson").unwrap().size().unwrap(), 7);
        assert_eq!(both.channel("channels/a.ndjson").as_deref(), Some("a"));
        assert_eq!(both.channel("channels/own.ndjson"), None, "it is a file");
        assert!(both.open("channels/own.ndjson").is_ok() && both.open("channels/b.ndjson").is_err());
        assert_eq!(both.beside("channels/x.ndjson"), ["channels/a.ndjson", "channels/own.ndjson"]);
    }
}
