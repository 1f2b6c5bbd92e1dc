//! The files that are open to be written to: those that were used last.

use std::collections::HashMap;
use std::fs;
use std::io;
use std::sync::Arc;

use crate::channel::Name;
use crate::source::StateDirectory;

/// So many files stay open.
const MOST: usize = 256;

/// Open files of channels.
pub(super) struct OpenFiles {
    directory: Arc<StateDirectory>,
    files: HashMap<Name, (Arc<fs::File>, u64)>,
    turn: u64,
}

impl OpenFiles {
    pub(super) fn new(directory: Arc<StateDirectory>) -> OpenFiles {
        OpenFiles { directory, files: HashMap::new(), turn: 0 }
    }

    /// Returns the file of a channel, which is made where it is missing.
    pub(super) fn file(&mut self, name: &Name) -> io::Result<Arc<fs::File>> {
        self.turn += 1;
        if let Some((file, used)) = self.files.get_mut(name) {
            *used = self.turn;
            return Ok(file.clone());
        }
        if self.files.len() >= MOST
            && let Some(oldest) = self.files.iter().min_by_key(|(_, (_, used))| *used).map(|(name, _)| name.clone())
        {
            self.files.remove(&oldest);
        }
        let file = Arc::new(self.directory.append_to(&name.file())?);
        self.files.insert(name.clone(), (file.clone(), self.turn));
        Ok(file)
    }

    pub(super) fn close(&mut self, name: &Name) {
        self.files.remove(name);
    }
}
