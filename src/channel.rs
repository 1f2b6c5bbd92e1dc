//! Channels: files that clients write through the server, each `channels/NAME.ndjson`.
//!
//! 1. A [`Name`] is a path that is safe anywhere.
//! 2. [`Rules::read`] turns what a client posts into lines that the JSON format reads back to the same entries.
//! 3. [`Channels`] has one thread. It takes all posts that wait, and hands them to a [`Store`] as one group: many small posts cost
//!    as little as one large one, and none is acknowledged before it is in its file.
//! 4. [`FileStore`] appends them to files in the state directory: whole lines only, whatever happens. It rotates and expires them,
//!    and remembers the keys of posts, so that one that is repeated is not written twice.
//! 5. `RedisStore` keeps them in Redis instead, for any number of servers.
//! 6. [`Foreign`] makes lines of what programs print or publish that know nothing of channels; a `Bridge` writes what they publish in Redis.
//! 7. An [`Overview`] tells of each channel what it holds and when it expires. Everything else reads channels as the files that
//!    they are.

#[cfg(feature = "redis")]
mod bridge;
mod files;
mod foreign;
mod keys;
mod name;
mod overview;
mod posted;
#[cfg(feature = "redis")]
mod redis;
mod writer;

#[cfg(feature = "redis")]
pub use self::bridge::{Bridge, Bridged};
#[cfg(feature = "redis")]
pub use self::redis::RedisStore;
pub use files::FileStore;
pub use foreign::Foreign;
pub use name::{Name, NameError, file_globs};
pub use overview::{Overview, Summary};
pub use posted::{PostError, Posted, Rules};
pub use writer::{Channels, Notice, Post, Store, WriteError};

use std::time::Duration;

/// How channels are kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Whether a post is on the disk when it is acknowledged, and not only in the file.
    pub fsync: bool,
    /// How long entries are kept at least; a channel that nobody has written to for so long is gone.
    pub ttl: Option<Duration>,
    /// How many bytes a channel takes at most, rotated files included.
    pub max_size: Option<u64>,
    /// How many channels there may be.
    pub max_channels: usize,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings { fsync: false, ttl: None, max_size: None, max_channels: 10_000 }
    }
}
