//! Where a server keeps channels: the source that shows them, and the store that writes them.

use std::path::Path;
use std::sync::Arc;

use super::CommandError;
use crate::channel::{FileStore, RedisStore, Settings, Store};
use crate::config::ChannelConfig;
use crate::source::redis::RedisSource;
use crate::source::{CHANNELS, FileSource, Source, StateDirectory, StateError, WithChannels};

/// What writes channels, where they can be written.
pub(super) type Writable = Option<Box<dyn Store>>;

/// Adds channels to the files that are shown; returns what writes them too, where they can be written.
///
/// # Errors
/// The operator named a place that cannot be used, or bridges that need one. Where nobody did, that is said, and files are shown all the same.
pub(super) fn with_channels(
    config: &ChannelConfig,
    files: Arc<dyn Source>,
) -> Result<(Arc<dyn Source>, Writable), CommandError> {
    if let Some(redis) = &config.redis {
        let channels = Arc::new(RedisSource::new(redis.clone()));
        let store = RedisStore::new(redis.clone(), config.settings.clone());
        return Ok((Arc::new(WithChannels::new(channels, files)), Some(Box::new(store))));
    }
    let Some(directory) = &config.directory else { return Ok((files, None)) };
    let store = match open(directory, &config.settings) {
        Ok(store) => Some(store),
        Err(error) if config.is_named || !config.bridges.is_empty() => return Err(error.into()),
        Err(error) => {
            tracing::warn!("clients cannot write here: {error}");
            None
        }
    };
    // A second server shows what the first one writes.
    match FileSource::mounted(CHANNELS, &directory.join(CHANNELS)) {
        Ok(channels) => Ok((Arc::new(WithChannels::new(Arc::new(channels), files)), store)),
        Err(_) => Ok((files, None)),
    }
}

fn open(directory: &Path, settings: &Settings) -> Result<Box<dyn Store>, StateError> {
    let state = Arc::new(StateDirectory::open(directory)?);
    let unusable = |source| StateError::Unusable { path: directory.to_owned(), source };
    Ok(Box::new(FileStore::open(state, settings.clone()).map_err(unusable)?))
}
