//! How a session learns that there is something for it, without a queue that could overflow.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::Waker;

use super::generation::Generation;

/// What happened since a session last looked.
#[derive(Default)]
pub(super) struct Signal(Mutex<State>);

#[derive(Default)]
struct State {
    /// Which of the session's files have something new.
    touched: BTreeSet<usize>,
    /// Files that came in the place of others, in their order.
    begun: Vec<(usize, Arc<Generation>)>,
    /// Whether files may have appeared that a glob of the session takes in.
    listing: bool,
    waker: Option<Waker>,
}

/// What a session finds when it looks.
#[derive(Default)]
pub(super) struct Taken {
    pub(super) touched: BTreeSet<usize>,
    pub(super) begun: Vec<(usize, Arc<Generation>)>,
    pub(super) listing: bool,
}

/// One session's interest in one file.
#[derive(Clone)]
pub(super) struct Listener {
    signal: Arc<Signal>,
    index: usize,
}

impl Signal {
    /// Takes what has happened.
    pub(super) fn take(&self) -> Taken {
        let mut state = self.lock();
        Taken {
            touched: std::mem::take(&mut state.touched),
            begun: std::mem::take(&mut state.begun),
            listing: std::mem::take(&mut state.listing),
        }
    }

    /// Says that files may have appeared.
    pub(super) fn list(&self) {
        self.tell(|state| state.listing = true);
    }

    /// Says that a file has something.
    pub(super) fn touch(&self, index: usize) {
        self.tell(|state| {
            state.touched.insert(index);
        });
    }

    /// Tells whether something has happened; if not, keeps whom to wake.
    pub(super) fn poll(&self, waker: &Waker) -> bool {
        let mut state = self.lock();
        let is_idle = state.touched.is_empty() && state.begun.is_empty() && !state.listing;
        if is_idle {
            state.waker = Some(waker.clone());
        }
        !is_idle
    }

    fn tell(&self, what: impl FnOnce(&mut State)) {
        let waker = {
            let mut state = self.lock();
            what(&mut state);
            state.waker.take()
        };
        if let Some(waker) = waker {
            waker.wake();
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Listener {
    /// Makes a listener for one of a session's files.
    pub(super) fn new(signal: Arc<Signal>, index: usize) -> Listener {
        Listener { signal, index }
    }

    /// Says that there is something new in the file.
    pub(super) fn touch(&self) {
        self.signal.touch(self.index);
    }

    /// Says that a file came in the place of the last one.
    pub(super) fn begin(&self, generation: Arc<Generation>) {
        self.signal.tell(|state| state.begun.push((self.index, generation)));
    }

    /// Tells whether this is the same session's interest in the same file.
    pub(super) fn is(&self, other: &Listener) -> bool {
        Arc::ptr_eq(&self.signal, &other.signal) && self.index == other.index
    }
}
