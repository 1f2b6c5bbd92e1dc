//! A directory of log files that is removed with the test.

use std::path::{Path, PathBuf};

pub(crate) struct LogDir(tempfile::TempDir);

impl LogDir {
    pub(crate) fn new() -> LogDir {
        LogDir(tempfile::tempdir().unwrap())
    }

    /// Adds a file.
    pub(crate) fn with(self, name: &str, content: impl AsRef<[u8]>) -> LogDir {
        let path = self.0.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, content).unwrap();
        self
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    pub(crate) fn join(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }
}
