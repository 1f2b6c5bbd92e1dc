//! Hints that something may have changed: what is true is read from the files themselves.

use std::collections::HashMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use notify::event::{EventKind, ModifyKind};
use notify::{Config, Event, RecommendedWatcher, RecursiveMode};

/// Watches directories, and puts what it sees into the [`Hints`] it was made with.
pub trait Watcher: Send {
    /// Begins to watch a directory, without those below it.
    ///
    /// # Errors
    /// The system may have no watch left, or the directory may be gone.
    fn watch(&mut self, directory: &Path) -> io::Result<()>;

    /// Ends to watch a directory, which may be gone already.
    fn unwatch(&mut self, directory: &Path);
}

/// What may have changed since it was last asked; several hints about one path are one.
pub struct Hints {
    state: Mutex<State>,
    arrived: Condvar,
    most: usize,
}

/// What happened to a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Hint {
    /// It was written to.
    Written,
    /// Its name now leads to another file, or to none.
    Renamed,
}

/// Hints that were taken.
#[derive(Debug, Default)]
pub(super) struct Taken {
    pub(super) paths: HashMap<PathBuf, Hint>,
    /// Whether hints were lost, so that anything may have changed.
    pub(super) anything: bool,
}

#[derive(Default)]
struct State {
    taken: Taken,
    woken: bool,
}

impl Hints {
    /// Makes an empty collection that keeps at most so many paths apart.
    pub fn new(most: usize) -> Hints {
        Hints { state: Mutex::default(), arrived: Condvar::new(), most }
    }

    /// Adds a hint.
    pub fn add(&self, path: PathBuf, hint: Hint) {
        let mut state = self.lock();
        if state.taken.paths.len() >= self.most && !state.taken.paths.contains_key(&path) {
            state.taken.anything = true;
        } else {
            let known = state.taken.paths.entry(path).or_insert(hint);
            *known = hint.max(*known);
        }
        self.arrived.notify_one();
    }

    /// Says that hints were lost.
    pub fn lost(&self) {
        self.lock().taken.anything = true;
        self.arrived.notify_one();
    }

    /// Ends a wait without a hint.
    pub(super) fn wake(&self) {
        self.lock().woken = true;
        self.arrived.notify_one();
    }

    /// Waits for hints until a moment, and takes them.
    pub(super) fn take(&self, until: Instant) -> Taken {
        let mut state = self.lock();
        loop {
            let left = until.saturating_duration_since(Instant::now());
            let taken = &state.taken;
            if state.woken || taken.anything || !taken.paths.is_empty() || left.is_zero() {
                return std::mem::take(&mut *state).taken;
            }
            state = self.arrived.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The events of the file system.
pub(super) struct Events(RecommendedWatcher);

impl Events {
    /// Begins to listen.
    pub(super) fn listen(hints: Arc<Hints>) -> io::Result<Events> {
        // This runs on the thread that reads the events, and so does no more than take notes.
        let note = move |event: notify::Result<Event>| match event {
            Ok(event) if event.need_rescan() => hints.lost(),
            Ok(event) => {
                if let Some(hint) = hint_of(event.kind) {
                    event.paths.into_iter().for_each(|path| hints.add(path, hint));
                }
            }
            Err(_) => hints.lost(),
        };
        let watcher: Result<RecommendedWatcher, _> = notify::Watcher::new(note, Config::default());
        watcher.map(Events).map_err(io::Error::other)
    }
}

/// Returns what an event may mean; nothing where a file was only opened, read or closed, by ourselves for instance.
fn hint_of(kind: EventKind) -> Option<Hint> {
    match kind {
        EventKind::Access(_) => None,
        EventKind::Modify(ModifyKind::Data(_) | ModifyKind::Any) => Some(Hint::Written),
        EventKind::Any | EventKind::Other | EventKind::Create(_) | EventKind::Remove(_) | EventKind::Modify(_) => {
            Some(Hint::Renamed)
        }
    }
}

impl Watcher for Events {
    fn watch(&mut self, directory: &Path) -> io::Result<()> {
        notify::Watcher::watch(&mut self.0, directory, RecursiveMode::NonRecursive).map_err(io::Error::other)
    }

    fn unwatch(&mut self, directory: &Path) {
        if let Err(error) = notify::Watcher::unwatch(&mut self.0, directory) {
            tracing::debug!(%error, "a watch was gone already");
        }
    }
}

/// File systems that give no events for what others write to them, by the numbers of `statfs(2)`: NFS, SMB, SMB 2, CIFS, 9p,
/// FUSE, AFS and Ceph.
const WITHOUT_EVENTS: [u64; 8] =
    [0x6969, 0x517b, 0xfe53_4d42, 0xff53_4d42, 0x0102_1997, 0x6573_5546, 0x5346_414f, 0x00c3_6400];

/// Tells whether changes below a directory give events.
pub(super) fn gives_events(directory: &Path) -> bool {
    rustix::fs::statfs(directory).is_ok_and(|found| !WITHOUT_EVENTS.contains(&(found.f_type as u64)))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn hints_about_one_path_are_one_and_too_many_are_a_loss() {
        let hints = Hints::new(2);
        hints.add("a".into(), Hint::Renamed);
        hints.add("a".into(), Hint::Written);
        hints.add("b".into(), Hint::Written);
        let taken = hints.take(Instant::now());
        assert_eq!(taken.paths, HashMap::from([("a".into(), Hint::Renamed), ("b".into(), Hint::Written)]));
        assert!(!taken.anything);
        for path in ["a", "b", "c"] {
            hints.add(path.into(), Hint::Written);
        }
        assert!(hints.take(Instant::now()).anything);
        assert!(!hints.take(Instant::now() + Duration::from_millis(1)).anything);
    }
}
