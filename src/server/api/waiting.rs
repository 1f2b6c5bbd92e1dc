//! What a client waits for is worked on only as long as it does.

use crate::scan::Stopper;

/// A client that waits; once this is dropped, nobody wants the answer.
#[derive(Default)]
pub(super) struct Waiting(Stopper);

impl Waiting {
    /// Returns what stops the work for it.
    pub(super) fn stopper(&self) -> Stopper {
        self.0.clone()
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        self.0.stop();
    }
}
