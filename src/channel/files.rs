//! Channels as files in the state directory, to which whole lines are appended.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::io::{self, Write};
use std::os::unix::fs::{FileExt, MetadataExt};
use std::sync::Arc;
use std::time::SystemTime;

use xxhash_rust::xxh3::xxh3_64;

use super::keys::{Keys, Record};
use super::{Name, Notice, Post, Settings, Store, WriteError};
use crate::source::{CHANNELS, StateDirectory, reserve};

mod open;
mod repair;

use open::OpenFiles;

/// Channels in a directory.
pub struct FileStore {
    directory: Arc<StateDirectory>,
    settings: Settings,
    channels: BTreeMap<Name, Channel>,
    open: OpenFiles,
    keys: Keys,
    notice: Notice,
}

/// What there is of a channel.
#[derive(Default)]
struct Channel {
    /// Oldest first.
    rotated: Vec<Rotated>,
    /// When its file was last written to, where there is one.
    last_write: Option<SystemTime>,
    /// In which second a file was last rotated away, and how many in that second.
    last_rotation: (String, u32),
}

/// A file that was rotated away.
struct Rotated {
    path: String,
    size: u64,
    last_write: SystemTime,
}

/// What a group of posts writes to one channel.
struct Batch {
    name: Name,
    /// Which of the posts.
    posts: Vec<usize>,
    length: u64,
    /// What tells its file from others.
    file: u64,
    /// Where in the file it begins.
    offset: u64,
    is_new: bool,
}

/// A channel that is limited in size is rotated when its file has this share of it.
const SHARE_OF_FILE: u64 = 4;

impl FileStore {
    /// Opens the channels in a directory; what a crash left half written there is removed.
    ///
    /// # Errors
    /// The system may fail to read or write.
    pub fn open(directory: Arc<StateDirectory>, settings: Settings) -> io::Result<FileStore> {
        directory.make_directory(CHANNELS)?;
        let (mut keys, unsure) = Keys::load(directory.clone())?;
        repair::cut_half_lines(&directory)?;
        let all = unsure.len();
        let written = repair::written(&directory, unsure)?;
        keys.settle(&written, written.len() == all)?;
        let channels = known(&directory)?;
        let open = OpenFiles::new(directory.clone());
        Ok(FileStore { directory, settings, channels, open, keys, notice: Box::new(|_, _| {}) })
    }

    /// Cuts posts into what each channel gets; those that are repeated, or cannot be written, have their outcome already.
    fn batches(&mut self, posts: &[Post], outcomes: &mut [Option<Result<u64, WriteError>>]) -> Vec<Batch> {
        let mut batches: Vec<Batch> = Vec::new();
        let mut by_name: HashMap<&Name, usize> = HashMap::new();
        let mut keyed = 0;
        for (index, post) in posts.iter().enumerate() {
            if let Some(count) = post.key.and_then(|key| self.keys.count(key)) {
                outcomes[index] = Some(Ok(count));
                continue;
            }
            keyed += usize::from(post.key.is_some());
            if let Some(most) = post.key.and_then(|_| self.keys.full(keyed)) {
                outcomes[index] = Some(Err(WriteError::TooManyKeys(most)));
                continue;
            }
            let batch = *by_name.entry(&post.name).or_insert_with(|| {
                batches.push(Batch {
                    name: post.name.clone(),
                    posts: Vec::new(),
                    length: 0,
                    file: 0,
                    offset: 0,
                    is_new: false,
                });
                batches.len() - 1
            });
            batches[batch].posts.push(index);
            batches[batch].length += post.lines.len() as u64;
        }
        batches
    }

    /// Opens the file of a batch, and sees that there is room for it.
    fn prepare(&mut self, batch: &mut Batch) -> Result<(), WriteError> {
        let is_known = self.channels.contains_key(&batch.name);
        if !is_known && self.channels.len() >= self.settings.max_channels {
            return Err(WriteError::TooManyChannels(self.settings.max_channels));
        }
        let mut file = self.open.file(&batch.name)?;
        let mut metadata = file.metadata()?;
        if metadata.nlink() == 0 {
            // Somebody removed it.
            self.open.close(&batch.name);
            file = self.open.file(&batch.name)?;
            metadata = file.metadata()?;
        }
        if self.is_due(&metadata, batch.length) {
            self.rotate(&batch.name, &metadata)?;
            file = self.open.file(&batch.name)?;
            metadata = file.metadata()?;
        }
        (batch.file, batch.offset, batch.is_new) = (mark(&metadata), metadata.len(), metadata.len() == 0);
        reserve(&file, batch.offset, batch.length)?;
        Ok(())
    }

    /// Tells whether a file is rotated before so many bytes are added.
    fn is_due(&self, metadata: &fs::Metadata, length: u64) -> bool {
        let is_long = self.settings.max_size.is_some_and(|most| metadata.len() + length > most / SHARE_OF_FILE);
        let age = metadata.created().ok().and_then(|born| born.elapsed().ok());
        let is_old = self.settings.ttl.zip(age).is_some_and(|(ttl, age)| age > ttl);
        metadata.len() > 0 && (is_long || is_old)
    }

    fn rotate(&mut self, name: &Name, metadata: &fs::Metadata) -> io::Result<()> {
        let now = jiff::Timestamp::now().strftime("%Y%m%d-%H%M%S").to_string();
        let channel = self.channels.entry(name.clone()).or_default();
        // A number is not given again within its second, since files are ordered by it.
        let count = if channel.last_rotation.0 == now { channel.last_rotation.1 + 1 } else { 1 };
        let path = format!("{}-{now}.{count}", name.file());
        channel.last_rotation = (now, count);
        self.directory.rename(&name.file(), &path)?;
        self.open.close(name);
        let last_write = metadata.modified().unwrap_or_else(|_| SystemTime::now());
        channel.rotated.push(Rotated { path, size: metadata.len(), last_write });
        Ok(())
    }

    /// Removes the oldest files of a channel that has become too large.
    fn shrink(&mut self, name: &Name, size: u64) {
        let (Some(most), Some(channel)) = (self.settings.max_size, self.channels.get_mut(name)) else { return };
        let mut whole = size + channel.rotated.iter().map(|rotated| rotated.size).sum::<u64>();
        while whole > most && !channel.rotated.is_empty() {
            let oldest = channel.rotated.remove(0);
            whole -= oldest.size;
            remove(&self.directory, &oldest.path);
        }
    }

    /// Appends a batch; where that fails, the file is as it was.
    fn append(&mut self, batch: &Batch, posts: &[Post]) -> Result<(), WriteError> {
        let mut file = self.open.file(&batch.name)?;
        let written = match batch.posts[..] {
            [only] => file.write_all(&posts[only].lines),
            _ => {
                let lines: Vec<&[u8]> = batch.posts.iter().map(|index| posts[*index].lines.as_slice()).collect();
                file.write_all(&lines.concat())
            }
        };
        let synced = written.and_then(|()| match self.settings.fsync {
            true => file
                .sync_data()
                .and_then(|()| if batch.is_new { self.directory.sync_names(&batch.name.file()) } else { Ok(()) }),
            false => Ok(()),
        });
        synced.inspect_err(|_| drop(file.set_len(batch.offset)))?;
        let channel = self.channels.entry(batch.name.clone()).or_default();
        channel.last_write = Some(SystemTime::now());
        self.shrink(&batch.name, batch.offset + batch.length);
        Ok(())
    }
}

impl Store for FileStore {
    fn write(&mut self, posts: &[Post]) -> Vec<Result<u64, WriteError>> {
        let mut outcomes: Vec<Option<Result<u64, WriteError>>> = vec![None; posts.len()];
        let repeated = repeated(posts);
        let mut batches = self.batches(posts, &mut outcomes);
        for batch in &mut batches {
            batch.posts.retain(|index| repeated[*index].is_none());
            batch.length = batch.posts.iter().map(|index| posts[*index].lines.len() as u64).sum();
        }
        let mut ready = Vec::new();
        for mut batch in batches {
            match self.prepare(&mut batch) {
                Ok(()) => ready.push(batch),
                Err(error) => batch.posts.iter().for_each(|index| outcomes[*index] = Some(Err(error.clone()))),
            }
        }
        let records: Vec<Record> = ready.iter().flat_map(|batch| records(batch, posts)).collect();
        let noted = self.keys.note(&records, self.settings.fsync).map_err(WriteError::from);
        let mut written = Vec::new();
        let mut all = true;
        for batch in ready {
            let outcome = noted.clone().and_then(|()| self.append(&batch, posts));
            match &outcome {
                Ok(()) => {
                    written.extend(records_of(&records, &batch.name));
                    (self.notice)(&batch.name.file(), batch.is_new);
                }
                Err(_) => all = false,
            }
            for index in batch.posts {
                outcomes[index] = Some(outcome.clone().map(|()| posts[index].count));
            }
        }
        if let Err(error) = self.keys.settle(&written, all) {
            tracing::error!(%error, "the keys of posts could not be remembered");
        }
        let outcome = |index: usize| outcomes[repeated[index].unwrap_or(index)].clone();
        (0..posts.len()).map(|index| outcome(index).unwrap_or(Err(WriteError::Busy))).collect()
    }

    fn tidy(&mut self) {
        if let Err(error) = self.keys.tidy() {
            tracing::warn!(%error, "old keys of posts could not be forgotten");
        }
        let Some(ttl) = self.settings.ttl else { return };
        let is_over = |last_write: SystemTime| last_write.elapsed().is_ok_and(|age| age >= ttl);
        for (name, channel) in &mut self.channels {
            channel.rotated.retain(|rotated| {
                let over = is_over(rotated.last_write);
                if over {
                    remove(&self.directory, &rotated.path);
                }
                !over
            });
            if channel.last_write.is_some_and(is_over) {
                self.open.close(name);
                remove(&self.directory, &name.file());
                channel.last_write = None;
            }
        }
        self.channels.retain(|_, channel| channel.last_write.is_some() || !channel.rotated.is_empty());
    }

    fn on_write(&mut self, notice: Notice) {
        self.notice = notice;
    }
}

/// Tells of each post which one before it in the group it repeats.
fn repeated(posts: &[Post]) -> Vec<Option<usize>> {
    let mut first: HashMap<u128, usize> = HashMap::new();
    posts
        .iter()
        .enumerate()
        .map(|(index, post)| {
            let known = *first.entry(post.key?).or_insert(index);
            (known != index).then_some(known)
        })
        .collect()
}

/// Returns what is noted of the posts of a batch that have keys.
fn records(batch: &Batch, posts: &[Post]) -> Vec<Record> {
    let mut offset = batch.offset;
    let mut records = Vec::new();
    for post in batch.posts.iter().map(|index| &posts[*index]) {
        let length = post.lines.len() as u64;
        if let Some(key) = post.key {
            let hash = xxh3_64(&post.lines);
            records.push(Record {
                key,
                count: post.count,
                name: batch.name.clone(),
                file: batch.file,
                offset,
                length,
                hash,
            });
        }
        offset += length;
    }
    records
}

fn records_of<'r>(records: &'r [Record], name: &'r Name) -> impl Iterator<Item = Record> + 'r {
    records.iter().filter(move |record| record.name == *name).cloned()
}

fn remove(directory: &StateDirectory, path: &str) {
    if let Err(error) = directory.remove(path)
        && error.kind() != io::ErrorKind::NotFound
    {
        tracing::warn!(%error, "a file of a channel could not be removed");
    }
}

/// Returns the channels that a directory holds.
fn known(directory: &StateDirectory) -> io::Result<BTreeMap<Name, Channel>> {
    let mut channels: BTreeMap<Name, Channel> = BTreeMap::new();
    for path in directory.files(CHANNELS) {
        let Some(name) = Name::of_file(&path) else { continue };
        let metadata = directory.existing(&path)?.metadata()?;
        let last_write = metadata.modified()?;
        let channel = channels.entry(name.clone()).or_default();
        match path == name.file() {
            true => channel.last_write = Some(last_write),
            false => channel.rotated.push(Rotated { path, size: metadata.len(), last_write }),
        }
    }
    for channel in channels.values_mut() {
        channel.rotated.sort_by_key(|rotated| rotation(&rotated.path));
        channel.last_rotation = channel.rotated.last().map(|last| rotation(&last.path)).unwrap_or_default();
    }
    Ok(channels)
}

/// Returns in which second a file was rotated away, and which of that second's it is.
fn rotation(path: &str) -> (String, u32) {
    let parts = path.rsplit_once(".ndjson-").and_then(|(_, behind)| behind.rsplit_once('.'));
    parts.map_or_else(Default::default, |(second, count)| (second.to_owned(), count.parse().unwrap_or(0)))
}

/// Returns what tells a file from those before and after it: an inode number may be given out again.
fn mark(metadata: &fs::Metadata) -> u64 {
    let born = metadata.created().ok().and_then(|born| born.duration_since(SystemTime::UNIX_EPOCH).ok());
    xxh3_64(format!("{} {}", metadata.ino(), born.unwrap_or_default().as_nanos()).as_bytes())
}

/// Reads what stands at a place of a file; fewer bytes where it ends before.
fn read_at(file: &fs::File, offset: u64, length: u64) -> io::Result<Vec<u8>> {
    let mut bytes = vec![0; usize::try_from(length).map_err(io::Error::other)?];
    let mut filled = 0;
    while filled < bytes.len() {
        match file.read_at(&mut bytes[filled..], offset + filled as u64)? {
            0 => break,
            read => filled += read,
        }
    }
    bytes.truncate(filled);
    Ok(bytes)
}

#[cfg(test)]
mod tests;
