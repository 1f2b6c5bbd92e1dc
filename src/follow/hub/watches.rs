//! Which directories are watched, for how many files, and which cannot be.

use std::collections::HashMap;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use crate::follow::watch::{Watcher, gives_events};
use crate::source::Identity;

/// One watch for each directory with followed files.
#[derive(Default)]
pub(super) struct Watches {
    watcher: Option<Box<dyn Watcher>>,
    most: usize,
    directories: HashMap<PathBuf, Watched>,
}

struct Watched {
    /// How many files are followed there.
    users: usize,
    /// The directory that is watched; `None` where there is no watch.
    identity: Option<Identity>,
}

impl Watches {
    /// Begins without a watch; `most` of them are made at most.
    pub(super) fn new(watcher: Option<Box<dyn Watcher>>, most: usize) -> Watches {
        Watches { watcher, most, directories: HashMap::new() }
    }

    /// Returns how many directories are watched.
    pub(super) fn watched(&self) -> usize {
        self.directories.values().filter(|watched| watched.identity.is_some()).count()
    }

    /// Returns how many directories should be watched, but cannot.
    pub(super) fn polled(&self) -> usize {
        self.directories.len() - self.watched()
    }

    /// Tells whether any of these files gives no events.
    pub(super) fn is_polled(&self, paths: &[PathBuf]) -> bool {
        paths.iter().any(|path| {
            let directory = super::directory(path);
            self.directories.get(directory).is_none_or(|watched| watched.identity.is_none())
        })
    }

    /// Watches a directory for one more file.
    pub(super) fn add(&mut self, directory: &Path) {
        if let Some(watched) = self.directories.get_mut(directory) {
            watched.users += 1;
            return;
        }
        let identity = self.watch(directory);
        self.directories.insert(directory.to_owned(), Watched { users: 1, identity });
    }

    /// Watches a directory for one file less.
    pub(super) fn remove(&mut self, directory: &Path) {
        let Some(watched) = self.directories.get_mut(directory) else { return };
        watched.users -= 1;
        if watched.users == 0 {
            let watched = self.directories.remove(directory).and_then(|watched| watched.identity);
            if let (Some(_), Some(watcher)) = (watched, &mut self.watcher) {
                watcher.unwatch(directory);
            }
        }
    }

    /// Watches again where a directory was moved away and another stands in its place, or where it could not be watched.
    pub(super) fn check(&mut self) {
        let changed = |(directory, watched): (&PathBuf, &Watched)| {
            let now = identity_of(directory);
            (watched.identity != now || now.is_none()).then(|| (directory.clone(), watched.identity.is_some()))
        };
        let changed: Vec<_> = self.directories.iter().filter_map(changed).collect();
        for (directory, was_watched) in changed {
            if let (true, Some(watcher)) = (was_watched, &mut self.watcher) {
                watcher.unwatch(&directory);
            }
            let identity = self.watch(&directory);
            if let Some(watched) = self.directories.get_mut(&directory) {
                watched.identity = identity;
            }
        }
    }

    fn watch(&mut self, directory: &Path) -> Option<Identity> {
        let has_room = self.watched() < self.most;
        let watcher = self.watcher.as_mut().filter(|_| has_room)?;
        let identity = identity_of(directory).filter(|_| gives_events(directory))?;
        match watcher.watch(directory) {
            Ok(()) => Some(identity),
            Err(error) => {
                tracing::warn!(%error, "a directory cannot be watched; its files are looked at regularly");
                None
            }
        }
    }
}

fn identity_of(directory: &Path) -> Option<Identity> {
    let metadata = std::fs::metadata(directory).ok()?;
    Some(Identity { device: metadata.dev(), inode: metadata.ino() })
}
