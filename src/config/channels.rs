//! Where channels are kept, and what clients may write.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use xxhash_rust::xxh3::xxh3_64;

use super::file::user_directory;
use super::{ChannelConfig, ConfigError, value};
use crate::channel::Bridged;
use crate::cli::ChannelOptions;
use crate::source::redis::{Redis, RedisAddressError};

/// A channel that is limited in size is made of files, which must hold something.
const LEAST_SIZE: u64 = 4 << 10;

/// A post may hold an entry or two.
const LEAST_POST: u64 = 1 << 10;

/// Reads the options.
pub(super) fn channels(typed: &ChannelOptions, roots: &[PathBuf]) -> Result<ChannelConfig, ConfigError> {
    let mut config = ChannelConfig::default();
    let named = typed.state_dir.clone();
    config.is_named = named.is_some();
    config.directory = named.or_else(|| Some(own_directory(&user_directory("XDG_STATE_HOME", ".local/state")?, roots)));
    config.bridges = typed.bridge.iter().map(|text| bridge(text)).collect::<Result<_, _>>()?;
    config.redis = typed.channels.as_deref().map(|address| redis("--channels", address)).transpose()?;
    config.settings.fsync = typed.fsync.unwrap_or(false);
    let ttl = typed.channel_ttl.as_deref();
    config.settings.ttl = ttl.map(|text| value::span("--channel-ttl", text)).transpose()?;
    let max_size = typed.channel_max_size.as_deref();
    config.settings.max_size = max_size.map(|text| value::bytes("--channel-max-size", text, LEAST_SIZE)).transpose()?;
    if let Some(text) = &typed.max_channels {
        config.settings.max_channels = value::count("--max-channels", text)?;
    }
    if let Some(text) = &typed.max_post {
        let bytes = value::bytes("--max-post", text, LEAST_POST)?;
        config.most_body = usize::try_from(bytes).unwrap_or(usize::MAX);
    }
    if let Some(text) = &typed.max_post_rate {
        let count = value::count("--max-post-rate", text)?;
        config.most_rate = u32::try_from(count).unwrap_or(u32::MAX);
    }
    Ok(config)
}

/// Reads the address of a Redis. It may hold a password, and so is not repeated where it is wrong.
fn redis(option: &'static str, address: &str) -> Result<Arc<Redis>, ConfigError> {
    let wrong = |error: RedisAddressError| ConfigError::Value {
        option,
        detail: error.to_string(),
        value: address.rsplit('@').next().unwrap_or_default().to_owned(),
    };
    Redis::new(address).map(Arc::new).map_err(wrong)
}

/// Reads an address with topics behind it.
fn bridge(text: &str) -> Result<Bridged, ConfigError> {
    let (address, topics) = text.rsplit_once('#').unwrap_or((text, ""));
    let redis = redis("--bridge", address)?;
    let topics: Vec<String> =
        topics.split(',').map(str::trim).filter(|topic| !topic.is_empty()).map(str::to_owned).collect();
    match topics.is_empty() {
        false => Ok(Bridged { redis, topics }),
        true => {
            let detail = "must say behind a # which topics, such as redis://127.0.0.1:6379#agent.updates,trade.*";
            Err(value::wrong("--bridge", detail, text.rsplit('@').next().unwrap_or_default()))
        }
    }
}

/// Returns the directory of a server that shows these paths: the same for the same ones.
fn own_directory(home: &Path, roots: &[PathBuf]) -> PathBuf {
    let mut names = Vec::new();
    for root in roots {
        let whole = root.canonicalize().or_else(|_| std::path::absolute(root)).unwrap_or_else(|_| root.clone());
        names.extend_from_slice(whole.as_os_str().as_encoded_bytes());
        names.push(0);
    }
    home.join("logbrook").join(format!("{:016x}", xxh3_64(&names)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bridge_is_an_address_and_topics() {
        let bridged = bridge("redis://:secret@localhost:6379/2#agent.updates, trade.*,").unwrap();
        assert_eq!(bridged.topics, ["agent.updates", "trade.*"]);
        for bad in ["redis://:secret@localhost", "redis://:secret@localhost#", "#a", "localhost#a", "http://x#a"] {
            let error = bridge(bad).unwrap_err().to_string();
            assert!(error.contains("--bridge") && !error.contains("secret"), "{error}");
        }
    }
}
