//! A directory that logbrook itself writes to. Whatever is opened in it is opened beneath it, as in the root jail.

use std::fs;
use std::io;
use std::io::{Read, Write};
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

use cap_std::ambient_authority;
use cap_std::fs::{Dir, OpenOptions, OpenOptionsExt};
use rustix::fs::{FallocateFlags, FlockOperation, fallocate, flock};
use thiserror::Error;

/// A directory of one's own, which no other process writes to as long as this is held.
pub struct StateDirectory {
    directory: Dir,
    path: PathBuf,
    /// Locked until it is closed.
    _lock: fs::File,
}

/// Why a directory cannot be written to.
#[derive(Debug, Error)]
pub enum StateError {
    /// Another process writes to it.
    #[error("another logbrook (process {process}) writes to {}; stop that, or choose another directory with --state-dir", .path.display())]
    Locked {
        /// The directory.
        path: PathBuf,
        /// The number of the process, or `?`.
        process: String,
    },
    /// It cannot be made, opened or written to.
    #[error("{} cannot be written to: {source}; choose another directory with --state-dir", .path.display())]
    Unusable {
        /// The directory.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

/// The file that is locked.
const LOCK: &str = "lock";

/// What clients write is the operator's own affair.
const OWN_FILE: u32 = 0o600;
const OWN_DIRECTORY: u32 = 0o700;

impl StateDirectory {
    /// Opens a directory, which is made where it is missing, and locks it.
    ///
    /// # Errors
    /// Another process has locked it, or it cannot be written to.
    pub fn open(path: &Path) -> Result<StateDirectory, StateError> {
        let unusable = |source| StateError::Unusable { path: path.to_owned(), source };
        fs::DirBuilder::new().recursive(true).mode(OWN_DIRECTORY).create(path).map_err(unusable)?;
        let path = path.canonicalize().map_err(unusable)?;
        let directory = Dir::open_ambient_dir(&path, ambient_authority()).map_err(unusable)?;
        let options = OpenOptions::new().read(true).write(true).create(true).mode(OWN_FILE).clone();
        let mut lock = directory.open_with(LOCK, &options).map_err(unusable)?.into_std();
        if flock(&lock, FlockOperation::NonBlockingLockExclusive).is_err() {
            let mut process = String::new();
            let known = lock.read_to_string(&mut process).is_ok() && !process.trim().is_empty();
            let process = if known { process.trim().to_owned() } else { "?".to_owned() };
            return Err(StateError::Locked { path, process });
        }
        lock.set_len(0).and_then(|()| writeln!(lock, "{}", std::process::id())).map_err(unusable)?;
        Ok(StateDirectory { directory, path, _lock: lock })
    }

    /// Returns its absolute path.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Makes a directory in it, and those above.
    ///
    /// # Errors
    /// The system may refuse to.
    pub fn make_directory(&self, path: &str) -> io::Result<()> {
        self.directory.create_dir_all(path)
    }

    /// Opens a file to be read and appended to; it is made where it is missing, with the directories above it.
    ///
    /// # Errors
    /// The system may refuse to.
    pub fn append_to(&self, path: &str) -> io::Result<fs::File> {
        let mut options = OpenOptions::new();
        options.read(true).append(true).create(true).mode(OWN_FILE);
        match self.directory.open_with(path, &options) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                if let Some(above) = Path::new(path).parent() {
                    self.directory.create_dir_all(above)?;
                }
                self.directory.open_with(path, &options).map(cap_std::fs::File::into_std)
            }
            opened => opened.map(cap_std::fs::File::into_std),
        }
    }

    /// Opens a file that is there to be read and appended to.
    ///
    /// # Errors
    /// There may be none.
    pub fn existing(&self, path: &str) -> io::Result<fs::File> {
        let options = OpenOptions::new().read(true).append(true).clone();
        self.directory.open_with(path, &options).map(cap_std::fs::File::into_std)
    }

    /// Gives a file another name, in place of any that has it.
    ///
    /// # Errors
    /// The system may refuse to.
    pub fn rename(&self, from: &str, to: &str) -> io::Result<()> {
        self.directory.rename(from, &self.directory, to)
    }

    /// Removes a file, and the directories above it that are empty then, but for the first step of its path.
    ///
    /// # Errors
    /// The system may refuse to remove the file.
    pub fn remove(&self, path: &str) -> io::Result<()> {
        self.directory.remove_file(path)?;
        let above = Path::new(path).ancestors().skip(1).filter(|above| above.components().count() > 1);
        for above in above {
            // One that is not empty stays.
            if self.directory.remove_dir(above).is_err() {
                break;
            }
        }
        Ok(())
    }

    /// Returns every file below a directory, with its path.
    pub fn files(&self, below: &str) -> Vec<String> {
        let mut found = Vec::new();
        let mut directories = vec![below.to_owned()];
        while let Some(next) = directories.pop() {
            for entry in self.directory.read_dir(&next).into_iter().flatten().flatten() {
                let Some(path) = entry.file_name().to_str().map(|step| format!("{next}/{step}")) else { continue };
                match entry.file_type() {
                    Ok(kind) if kind.is_dir() => directories.push(path),
                    Ok(kind) if kind.is_file() => found.push(path),
                    _ => {}
                }
            }
        }
        found.sort();
        found
    }

    /// Sees that the names in the directory above a path are on the disk.
    ///
    /// # Errors
    /// The system may fail to.
    pub fn sync_names(&self, path: &str) -> io::Result<()> {
        for above in Path::new(path).ancestors().skip(1) {
            let above = if above.as_os_str().is_empty() { Path::new(".") } else { above };
            rustix::fs::fsync(self.directory.open_dir(above)?.into_std_file())?;
        }
        Ok(())
    }
}

/// Sees that there is room on the disk for so many bytes behind an offset, without making the file longer.
///
/// # Errors
/// The disk is full, or the user's share of it.
pub fn reserve(file: &fs::File, offset: u64, length: u64) -> io::Result<()> {
    use rustix::io::Errno;
    match fallocate(file, FallocateFlags::KEEP_SIZE, offset, length.max(1)) {
        // File systems that cannot say so tell when it is written.
        Err(Errno::OPNOTSUPP | Errno::NOSYS | Errno::INVAL) | Ok(()) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_directory_is_locked_against_a_second_user() {
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("state");
        let first = StateDirectory::open(&path).unwrap();
        let error = StateDirectory::open(&path).err().unwrap().to_string();
        assert!(error.contains(&format!("process {}", std::process::id())), "{error}");
        drop(first);
        StateDirectory::open(&path).unwrap();
    }

    #[test]
    fn nothing_outside_of_the_directory_is_opened() {
        let place = tempfile::tempdir().unwrap();
        let state = StateDirectory::open(&place.path().join("state")).unwrap();
        std::os::unix::fs::symlink(place.path(), state.path().join("out")).unwrap();
        for path in ["../x", "/tmp/x", "out/x", "a/../../x"] {
            assert!(state.append_to(path).is_err(), "{path}");
        }
        state.append_to("channels/a/b.ndjson").unwrap();
        assert_eq!(state.files("channels"), ["channels/a/b.ndjson"]);
        state.remove("channels/a/b.ndjson").unwrap();
        assert!(state.files("channels").is_empty() && !state.path().join("channels/a").exists());
        assert!(state.path().join("channels").exists());
    }
}
