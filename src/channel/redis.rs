//! Channels in Redis: a script appends whole posts to segments of bytes, and says so to all servers.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::{Duration, Instant};

use redis::{RedisError, Script, cmd};

use super::{Name, Notice, Post, Settings, Store, WriteError};
use crate::source::redis::{Redis, SETS, tag};
use listener::Listener;

pub(super) mod listener;

/// Channels in Redis.
pub struct RedisStore {
    redis: Arc<Redis>,
    settings: Settings,
    append: Script,
    /// Channels that are known to stand in the list of all.
    listed: HashSet<Name>,
    list_again: Instant,
    listener: Option<Listener>,
}

/// A segment gets so long, in bytes; it must fit into a value of Redis.
const SEGMENT: u64 = 64 << 20;

/// A channel that is limited in size has segments of this share of it.
const SHARE_OF_SEGMENT: u64 = 4;

/// What was written is told here.
const TOPIC: &str = "logbrook:written";

/// Channels are added to the list of all again after so long, in case somebody removed them.
const LIST_AGAIN: Duration = Duration::from_secs(60);

impl RedisStore {
    /// Makes a store; nothing is asked of Redis yet.
    pub fn new(redis: Arc<Redis>, settings: Settings) -> RedisStore {
        let append = Script::new(include_str!("redis/append.lua"));
        let list_again = Instant::now() + LIST_AGAIN;
        RedisStore { redis, settings, append, listed: HashSet::new(), list_again, listener: None }
    }

    /// Writes the posts of one channel, whole or not at all.
    fn append(&mut self, name: &Name, posts: &[&Post]) -> Result<Vec<u64>, WriteError> {
        let is_listed = self.listed.contains(name);
        if !is_listed {
            self.check_number(name)?;
        }
        let tag = tag(name.as_str());
        let millis = self.settings.ttl.map_or(0, |ttl| ttl.as_millis().max(1));
        let most = self.settings.max_size.unwrap_or(0);
        let roll = if most > 0 { SEGMENT.min(most / SHARE_OF_SEGMENT) } else { SEGMENT };
        let mut call = self.append.prepare_invoke();
        call.key(tag.clone() + "names").key(tag.clone() + "times");
        call.arg(&tag).arg(name.file()).arg(millis.to_string()).arg(roll).arg(most).arg(TOPIC).arg(name.as_str());
        for post in posts {
            call.key(format!("{tag}key:{:x}", post.key.unwrap_or(0)));
            call.arg(i32::from(post.key.is_some())).arg(post.count).arg(&post.lines);
        }
        let answers = self.redis.with(|connection| call.invoke(connection)).map_err(|error| refused(&error))?;
        if !is_listed {
            let () = self.redis.ask(cmd("SADD").arg(SETS).arg(name.as_str())).map_err(|_| WriteError::Unreachable)?;
            self.listed.insert(name.clone());
        }
        Ok(answers)
    }

    fn check_number(&self, name: &Name) -> Result<(), WriteError> {
        let lost = |_| WriteError::Unreachable;
        let is_known: bool = self.redis.ask(cmd("SISMEMBER").arg(SETS).arg(name.as_str())).map_err(lost)?;
        let number: usize = self.redis.ask(cmd("SCARD").arg(SETS)).map_err(lost)?;
        match is_known || number < self.settings.max_channels {
            true => Ok(()),
            false => Err(WriteError::TooManyChannels(self.settings.max_channels)),
        }
    }
}

/// Returns what a fault means for whoever posted.
fn refused(error: &RedisError) -> WriteError {
    tracing::warn!(%error, "a post could not be written to Redis");
    match error.code() {
        // No memory, or no room on the disk.
        Some("OOM" | "MISCONF") => WriteError::DiskFull,
        _ => WriteError::Unreachable,
    }
}

impl Store for RedisStore {
    fn write(&mut self, posts: &[Post]) -> Vec<Result<u64, WriteError>> {
        let mut outcomes = vec![Err(WriteError::Unreachable); posts.len()];
        let mut by_name: HashMap<&Name, Vec<usize>> = HashMap::new();
        for (index, post) in posts.iter().enumerate() {
            by_name.entry(&post.name).or_default().push(index);
        }
        for (name, indices) in by_name {
            let group: Vec<&Post> = indices.iter().map(|index| &posts[*index]).collect();
            let outcome = self.append(name, &group);
            // Where nobody answers, nobody will for the others.
            let is_lost = matches!(outcome, Err(WriteError::Unreachable));
            for (place, index) in indices.iter().enumerate() {
                outcomes[*index] = match &outcome {
                    Ok(counts) => counts.get(place).copied().ok_or(WriteError::Unreachable),
                    Err(error) => Err(error.clone()),
                };
            }
            if is_lost {
                break;
            }
        }
        outcomes
    }

    fn tidy(&mut self) {
        if Instant::now() < self.list_again {
            return;
        }
        self.list_again = Instant::now() + LIST_AGAIN;
        self.listed.clear();
        if self.settings.ttl.is_some()
            && let Err(error) = self.forget_expired()
        {
            tracing::debug!(%error, "expired channels are forgotten later");
        }
    }

    fn on_write(&mut self, notice: Notice) {
        match Listener::start(
            self.redis.clone(),
            vec![TOPIC.to_owned()],
            Box::new(move |message| tell(&notice, message.payload)),
        ) {
            Ok(listener) => self.listener = Some(listener),
            Err(error) => tracing::warn!(%error, "channels are looked at regularly, not when they are written"),
        }
    }
}

impl RedisStore {
    /// Takes channels out of the list of all that have expired.
    fn forget_expired(&self) -> std::io::Result<()> {
        let names: Vec<String> = self.redis.ask(cmd("SMEMBERS").arg(SETS))?;
        for name in names {
            let is_there: bool = self.redis.ask(cmd("EXISTS").arg(tag(&name) + "names"))?;
            if !is_there {
                let () = self.redis.ask(cmd("SREM").arg(SETS).arg(&name))?;
            }
        }
        Ok(())
    }
}

/// Says of what any server has written which file it is, and whether that is new.
fn tell(notice: &Notice, message: &[u8]) {
    let message = String::from_utf8_lossy(message);
    let mut fields = message.split(' ');
    if let (Some(Ok(name)), Some(is_new)) = (fields.next().map(Name::parse), fields.next()) {
        notice(&name.file(), is_new == "1");
    }
}

#[cfg(test)]
mod tests;
