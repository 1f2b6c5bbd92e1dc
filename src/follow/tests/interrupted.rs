//! A source whose files change between any two looks at them.

use std::io;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use super::disk::Disk;
use crate::entry::Timestamp;
use crate::source::{FileSource, Identity, Listed, LogFile, Source, SourceError};

/// The files of a directory in which something happens while it is looked at.
pub(super) struct Interrupted {
    files: FileSource,
    disk: Arc<Mutex<Disk>>,
}

struct InterruptedFile {
    file: Arc<dyn LogFile>,
    disk: Arc<Mutex<Disk>>,
}

impl Interrupted {
    pub(super) fn new(disk: &Arc<Mutex<Disk>>) -> Interrupted {
        let files = FileSource::new(&[disk.lock().unwrap().directory().to_owned()]).unwrap();
        Interrupted { files, disk: disk.clone() }
    }

    fn tick(&self, how: &str) {
        self.disk.lock().unwrap().tick(|| how.to_owned());
    }
}

impl Source for Interrupted {
    fn list(&self) -> Result<Vec<Listed>, SourceError> {
        self.tick("list");
        self.files.list()
    }

    fn open(&self, name: &str) -> Result<Arc<dyn LogFile>, SourceError> {
        self.tick(&format!("open {name}"));
        Ok(Arc::new(InterruptedFile { file: self.files.open(name)?, disk: self.disk.clone() }))
    }

    fn beside(&self, name: &str) -> Vec<String> {
        self.tick("beside");
        self.files.beside(name)
    }

    fn paths(&self, name: &str, file: Option<&dyn LogFile>) -> Vec<PathBuf> {
        self.files.paths(name, file)
    }
}

impl InterruptedFile {
    fn tick(&self, how: &str) {
        let inode = self.file.identity().inode % 1_000;
        self.disk.lock().unwrap().tick(|| format!("{how} {inode}"));
    }
}

impl LogFile for InterruptedFile {
    fn size(&self) -> io::Result<u64> {
        self.tick("size of");
        self.file.size()
    }

    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        self.tick(&format!("read {offset} of"));
        self.file.read_at(offset, buffer)
    }

    fn identity(&self) -> Identity {
        self.file.identity()
    }

    fn modified(&self) -> io::Result<Timestamp> {
        self.tick("time of");
        self.file.modified()
    }

    fn is_linked(&self) -> io::Result<bool> {
        self.tick("links of");
        self.file.is_linked()
    }

    fn path(&self) -> Option<PathBuf> {
        self.file.path()
    }

    fn data_behind(&self, offset: u64) -> io::Result<u64> {
        self.file.data_behind(offset)
    }
}
