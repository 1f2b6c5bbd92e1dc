//! Files that are kept in Redis as segments of bytes, so that any number of servers write to and show the same ones.
//!
//! Of each set of files (a channel and its rotated segments) all keys share a hash tag, and so a node of a cluster:
//!
//! | key | holds |
//! |---|---|
//! | `{logbrook:SET}:names` | a hash: the name of a file to the number of its segment |
//! | `{logbrook:SET}:times` | a hash: the number of a segment to when it was last written, in milliseconds |
//! | `{logbrook:SET}:seg:N` | the bytes of a segment, which only grow |
//! | `logbrook:sets` | a set: the sets that there are |

use std::collections::HashMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use redis::cmd;
use xxhash_rust::xxh3::xxh3_64;

use super::{Identity, Listed, LogFile, Source, SourceError, channel_of_file, is_plain_name, sniff};
use crate::entry::Timestamp;

mod connect;

pub use connect::{Redis, RedisAddressError};

/// The set of all sets.
pub const SETS: &str = "logbrook:sets";

/// Returns what the keys of a set begin with.
pub fn tag(set: &str) -> String {
    format!("{{logbrook:{set}}}:")
}

/// Files in Redis.
pub struct RedisSource {
    redis: Arc<Redis>,
    /// Returns the set that a file belongs to by its name.
    set_of: fn(&str) -> Option<&str>,
}

/// A segment, read wherever it is named.
struct RedisFile {
    redis: Arc<Redis>,
    tag: String,
    number: String,
}

impl RedisSource {
    /// Makes a source of the channels that are kept in Redis.
    pub fn new(redis: Arc<Redis>) -> RedisSource {
        RedisSource { redis, set_of: channel_of_file }
    }

    fn names(&self, set: &str) -> io::Result<HashMap<String, String>> {
        self.redis.ask(cmd("HGETALL").arg(tag(set) + "names"))
    }

    fn file(&self, set: &str, number: String) -> RedisFile {
        RedisFile { redis: self.redis.clone(), tag: tag(set), number }
    }
}

impl Source for RedisSource {
    fn list(&self) -> Result<Vec<Listed>, SourceError> {
        let sets: Vec<String> = self.redis.ask(cmd("SMEMBERS").arg(SETS))?;
        let mut listed = Vec::new();
        for set in &sets {
            for (name, number) in self.names(set)? {
                let file = self.file(set, number);
                if is_plain_name(&name) && file.exists()? {
                    listed.extend(sniff::listed(&name, &file)?);
                }
            }
        }
        listed.sort_by(|left, right| left.name.cmp(&right.name));
        Ok(listed)
    }

    fn open(&self, name: &str) -> Result<Arc<dyn LogFile>, SourceError> {
        let set = (self.set_of)(name).filter(|_| is_plain_name(name)).ok_or(SourceError::NotFound)?;
        let number: Option<String> = self.redis.ask(cmd("HGET").arg(tag(set) + "names").arg(name))?;
        let file = self.file(set, number.ok_or(SourceError::NotFound)?);
        match file.exists()? {
            true => Ok(Arc::new(file)),
            false => Err(SourceError::NotFound),
        }
    }

    fn beside(&self, name: &str) -> Vec<String> {
        let directory = |name: &str| name.rsplit_once('/').map(|(directory, _)| directory.to_owned());
        let Some(set) = (self.set_of)(name) else { return Vec::new() };
        let names = self.names(set).unwrap_or_default().into_keys();
        names.filter(|other| directory(other) == directory(name)).collect()
    }

    /// Returns a path that no file system has: hints of what was written name it.
    fn paths(&self, name: &str, _file: Option<&dyn LogFile>) -> Vec<PathBuf> {
        vec![Path::new("/dev/null/redis").join(name)]
    }
}

impl RedisFile {
    fn key(&self) -> String {
        format!("{}seg:{}", self.tag, self.number)
    }

    fn exists(&self) -> io::Result<bool> {
        self.redis.ask(cmd("EXISTS").arg(self.key()))
    }
}

impl LogFile for RedisFile {
    fn size(&self) -> io::Result<u64> {
        self.redis.ask(cmd("STRLEN").arg(self.key()))
    }

    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        let last = offset + buffer.len() as u64 - 1;
        let bytes: Vec<u8> = self.redis.ask(cmd("GETRANGE").arg(self.key()).arg(offset).arg(last))?;
        buffer[..bytes.len()].copy_from_slice(&bytes);
        Ok(bytes.len())
    }

    /// The same in every server, so that cursors are.
    fn identity(&self) -> Identity {
        Identity { device: u64::MAX, inode: xxh3_64(self.key().as_bytes()) }
    }

    fn modified(&self) -> io::Result<Timestamp> {
        let millis: Option<i64> = self.redis.ask(cmd("HGET").arg(self.tag.clone() + "times").arg(&self.number))?;
        Ok(Timestamp::from_millis(millis.unwrap_or(0)))
    }

    fn is_linked(&self) -> io::Result<bool> {
        let numbers: Vec<String> = self.redis.ask(cmd("HVALS").arg(self.tag.clone() + "names"))?;
        Ok(numbers.contains(&self.number))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU64, Ordering};

    use super::super::conformance::{self, Subject};
    use super::*;
    use crate::source::redis_server::RedisServer;

    struct InRedis {
        source: RedisSource,
        numbers: AtomicU64,
        _server: RedisServer,
    }

    /// All files are of one set.
    const SET: &str = "tests";

    impl InRedis {
        fn set(&self, key: &str, field: &str, value: &str) {
            let () = self.source.redis.ask(cmd("HSET").arg(tag(SET) + key).arg(field).arg(value)).unwrap();
        }

        fn number(&self, name: &str) -> Option<String> {
            self.source.redis.ask(cmd("HGET").arg(tag(SET) + "names").arg(name)).unwrap()
        }
    }

    impl Subject for InRedis {
        fn source(&self) -> &dyn Source {
            &self.source
        }
        fn put(&self, name: &str, content: &[u8]) {
            let number = self.numbers.fetch_add(1, Ordering::Relaxed).to_string();
            let () = self.source.redis.ask(cmd("SET").arg(format!("{}seg:{number}", tag(SET))).arg(content)).unwrap();
            let () = self.source.redis.ask(cmd("SADD").arg(SETS).arg(SET)).unwrap();
            self.set("names", name, &number);
        }
        fn append(&self, name: &str, content: &[u8]) {
            let key = format!("{}seg:{}", tag(SET), self.number(name).unwrap());
            let () = self.source.redis.ask(cmd("APPEND").arg(key).arg(content)).unwrap();
        }
        fn rename(&self, from: &str, to: &str) {
            let number = self.number(from).unwrap();
            let () = self.source.redis.ask(cmd("HDEL").arg(tag(SET) + "names").arg(from)).unwrap();
            self.set("names", to, &number);
        }
    }

    #[test]
    fn files_in_redis_conform() {
        let server = RedisServer::start();
        let redis = Arc::new(Redis::new(&server.address()).unwrap());
        let source = RedisSource { redis, set_of: |_| Some(SET) };
        conformance::check(&InRedis { source, numbers: AtomicU64::new(0), _server: server });
    }
}
