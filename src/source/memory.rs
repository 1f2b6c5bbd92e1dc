//! Log files that live in memory: for tests of whatever reads files, and as the second proof of the [`Source`] contract.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use super::{Identity, Listed, LogFile, Source, SourceError, is_plain_name, sniff};
use crate::entry::Timestamp;

/// A source whose files are written by [`MemorySource::put`] and [`MemorySource::append`].
#[derive(Default)]
pub struct MemorySource {
    files: Mutex<BTreeMap<String, Arc<MemoryFile>>>,
    created: AtomicU64,
    bytes_read: Arc<AtomicU64>,
}

struct MemoryFile {
    identity: Identity,
    content: Mutex<(Vec<u8>, Timestamp)>,
    linked: AtomicBool,
    bytes_read: Arc<AtomicU64>,
}

impl MemorySource {
    /// Makes an empty source.
    pub fn new() -> MemorySource {
        MemorySource::default()
    }

    /// Creates a file, in place of any that has the name.
    pub fn put(&self, name: &str, content: &[u8]) {
        let inode = self.created.fetch_add(1, Ordering::Relaxed) + 1;
        let file = MemoryFile {
            identity: Identity { device: 0, inode },
            content: Mutex::new((content.to_vec(), Timestamp::now())),
            linked: AtomicBool::new(true),
            bytes_read: self.bytes_read.clone(),
        };
        let replaced = self.lock().insert(name.to_owned(), Arc::new(file));
        unlink(replaced);
    }

    /// Appends to a file, which is created where it is missing.
    pub fn append(&self, name: &str, content: &[u8]) {
        match self.find(name) {
            Some(file) => {
                let mut guard = file.lock();
                guard.0.extend_from_slice(content);
                guard.1 = Timestamp::now();
            }
            None => self.put(name, content),
        }
    }

    /// Gives a file another name, in place of any that has it.
    pub fn rename(&self, from: &str, to: &str) {
        let mut files = self.lock();
        if let Some(file) = files.remove(from) {
            unlink(files.insert(to.to_owned(), file));
        }
    }

    /// Removes a file; who has it open can read on.
    pub fn remove(&self, name: &str) {
        unlink(self.lock().remove(name));
    }

    /// Cuts a file to a length in place.
    pub fn truncate(&self, name: &str, length: usize) {
        if let Some(file) = self.find(name) {
            file.lock().0.truncate(length);
        }
    }

    /// Sets when a file was last written.
    pub fn set_modified(&self, name: &str, modified: Timestamp) {
        if let Some(file) = self.find(name) {
            file.lock().1 = modified;
        }
    }

    /// Returns how many bytes have been read from all files so far.
    pub fn bytes_read(&self) -> u64 {
        self.bytes_read.load(Ordering::Relaxed)
    }

    fn find(&self, name: &str) -> Option<Arc<MemoryFile>> {
        self.lock().get(name).cloned()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, BTreeMap<String, Arc<MemoryFile>>> {
        self.files.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn unlink(file: Option<Arc<MemoryFile>>) {
    if let Some(file) = file {
        file.linked.store(false, Ordering::Relaxed);
    }
}

impl MemoryFile {
    fn lock(&self) -> std::sync::MutexGuard<'_, (Vec<u8>, Timestamp)> {
        self.content.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Source for MemorySource {
    fn list(&self) -> Result<Vec<Listed>, SourceError> {
        let files = self.lock();
        let visible = files.iter().filter(|(name, _)| is_plain_name(name));
        let listed = visible.map(|(name, file)| sniff::listed(name, file.as_ref()));
        Ok(listed.collect::<io::Result<Vec<_>>>()?.into_iter().flatten().collect())
    }

    fn open(&self, name: &str) -> Result<Arc<dyn LogFile>, SourceError> {
        let file = self.find(name).filter(|_| is_plain_name(name)).ok_or(SourceError::NotFound)?;
        Ok(file)
    }

    fn beside(&self, name: &str) -> Vec<String> {
        let directory = |name: &str| name.rsplit_once('/').map(|(directory, _)| directory.to_owned());
        let here = directory(name);
        self.lock().keys().filter(|other| directory(other) == here).cloned().collect()
    }

    fn paths(&self, name: &str, _file: Option<&dyn LogFile>) -> Vec<PathBuf> {
        vec![Path::new("/").join(name)]
    }
}

impl LogFile for MemoryFile {
    fn size(&self) -> io::Result<u64> {
        Ok(self.lock().0.len() as u64)
    }

    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        let guard = self.lock();
        let rest = usize::try_from(offset).ok().and_then(|offset| guard.0.get(offset..)).unwrap_or_default();
        let length = rest.len().min(buffer.len());
        buffer[..length].copy_from_slice(&rest[..length]);
        self.bytes_read.fetch_add(length as u64, Ordering::Relaxed);
        Ok(length)
    }

    /// Takes every run of NULs for a hole.
    fn data_behind(&self, offset: u64) -> io::Result<u64> {
        let guard = self.lock();
        let rest = usize::try_from(offset).ok().and_then(|offset| guard.0.get(offset..)).unwrap_or_default();
        Ok(offset + rest.iter().position(|byte| *byte != 0).unwrap_or(rest.len()) as u64)
    }

    fn identity(&self) -> Identity {
        self.identity
    }

    fn modified(&self) -> io::Result<Timestamp> {
        Ok(self.lock().1)
    }

    fn is_linked(&self) -> io::Result<bool> {
        Ok(self.linked.load(Ordering::Relaxed))
    }
}

#[cfg(test)]
mod tests {
    use super::super::conformance::{self, Subject};
    use super::*;

    impl Subject for MemorySource {
        fn source(&self) -> &dyn Source {
            self
        }
        fn put(&self, name: &str, content: &[u8]) {
            self.put(name, content);
        }
        fn append(&self, name: &str, content: &[u8]) {
            self.append(name, content);
        }
        fn rename(&self, from: &str, to: &str) {
            self.rename(from, to);
        }
    }

    #[test]
    fn memory_conforms() {
        conformance::check(&MemorySource::new());
    }
}
