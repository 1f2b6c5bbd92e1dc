//! Log files on disk: roots given on the command line, listed recursively, opened only through the root jail.

use std::ffi::OsString;
use std::fs;
use std::io;
use std::os::fd::AsRawFd;
use std::os::unix::ffi::OsStringExt;
use std::os::unix::fs::{FileExt, MetadataExt};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustix::fs::{CWD, readlinkat};

use super::{Identity, Listed, LogFile, Source, SourceError, is_plain_name};
use crate::entry::Timestamp;

mod root;
mod state;
mod walk;

pub use root::RootError;
use root::{Root, Visible};
pub use state::{StateDirectory, StateError, reserve};

/// The log files below some roots.
pub struct FileSource {
    roots: Vec<Root>,
}

impl FileSource {
    /// Makes a source of directories, files and globs.
    ///
    /// # Errors
    /// A path that does not exist or cannot be read, with what to do.
    pub fn new(paths: &[PathBuf]) -> Result<FileSource, RootError> {
        FileSource::apart_from(paths, &[])
    }

    /// The same, where the files of others stand beside these under some first steps: several roots get other names than those.
    ///
    /// # Errors
    /// A path that does not exist or cannot be read, with what to do.
    pub fn apart_from(paths: &[PathBuf], taken: &[&str]) -> Result<FileSource, RootError> {
        let mut roots = paths.iter().map(|path| Root::open(path)).collect::<Result<Vec<_>, _>>()?;
        if roots.len() > 1 {
            root::name_apart(&mut roots, taken);
        }
        Ok(FileSource { roots })
    }

    /// Makes a source of one directory, whose files' names begin with a step of their own.
    ///
    /// # Errors
    /// The directory does not exist or cannot be read.
    pub fn mounted(name: &str, directory: &Path) -> Result<FileSource, RootError> {
        Ok(FileSource { roots: vec![Root::mounted(name, directory)?] })
    }

    fn root_of<'a>(&'a self, name: &'a str) -> Option<(&'a Root, &'a str)> {
        self.roots.iter().find_map(|root| Some((root, root.own_part(name)?)))
    }
}

impl Source for FileSource {
    fn list(&self) -> Result<Vec<Listed>, SourceError> {
        let mut listed = walk::list(&self.roots)?;
        listed.sort_by(|left, right| left.name.cmp(&right.name));
        Ok(listed)
    }

    fn open(&self, name: &str) -> Result<Arc<dyn LogFile>, SourceError> {
        let is_shown = |(root, path): &(&Root, &str)| root.is_file(path) || is_plain_name(name) && root.shows(path);
        let (root, path) = self.root_of(name).filter(is_shown).ok_or(SourceError::NotFound)?;
        match root.open_jailed(&self.roots, path) {
            Ok(Visible::File(file)) => Ok(Arc::new(file)),
            Err(error) if is_out_of_descriptors(&error) => Err(SourceError::TooManyOpen),
            Ok(Visible::Directory(_)) | Err(_) => Err(SourceError::NotFound),
        }
    }

    fn beside(&self, name: &str) -> Vec<String> {
        let Some((root, path)) = self.root_of(name).filter(|_| is_plain_name(name)) else { return Vec::new() };
        let directory = path.rsplit_once('/').map_or("", |(directory, _)| directory);
        let Ok(Visible::Directory(opened)) = root.open_jailed(&self.roots, directory) else { return Vec::new() };
        let below = |step: &str| if directory.is_empty() { step.to_owned() } else { format!("{directory}/{step}") };
        let entries = opened.entries().into_iter().flatten().flatten();
        let files = entries.filter(|entry| entry.file_type().is_ok_and(|file_type| !file_type.is_dir()));
        let names =
            files.filter_map(|entry| Some(below(entry.file_name().to_str().filter(|step| is_plain_name(step))?)));
        names.filter(|path| root.shows(path)).map(|path| root.full_name(&path)).collect()
    }

    fn paths(&self, name: &str, file: Option<&dyn LogFile>) -> Vec<PathBuf> {
        let named = self.root_of(name).map(|(root, path)| root.path_of(path));
        let mut paths: Vec<PathBuf> = named.into_iter().chain(file.and_then(LogFile::path)).collect();
        paths.dedup();
        paths
    }
}

fn is_out_of_descriptors(error: &io::Error) -> bool {
    use rustix::io::Errno;
    rustix::io::Errno::from_io_error(error).is_some_and(|errno| matches!(errno, Errno::MFILE | Errno::NFILE))
}

/// A regular file that was opened through the jail.
struct DiskFile {
    file: fs::File,
    identity: Identity,
}

impl LogFile for DiskFile {
    fn size(&self) -> io::Result<u64> {
        Ok(self.file.metadata()?.len())
    }

    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        let mut filled = 0;
        while filled < buffer.len() {
            match self.file.read_at(&mut buffer[filled..], offset + filled as u64) {
                Ok(0) => break,
                Ok(read) => filled += read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(filled)
    }

    fn data_behind(&self, offset: u64) -> io::Result<u64> {
        // The position that this moves is used by nothing.
        match rustix::fs::seek(&self.file, rustix::fs::SeekFrom::Data(offset)) {
            Ok(data) => Ok(data),
            Err(rustix::io::Errno::NXIO) => self.size(),
            // File systems that do not know where holes are have none.
            Err(_) => Ok(offset),
        }
    }

    fn identity(&self) -> Identity {
        self.identity
    }

    fn is_linked(&self) -> io::Result<bool> {
        Ok(self.file.metadata()?.nlink() > 0)
    }

    /// Asks the kernel, which knows where a file stands after a rename, too.
    fn path(&self) -> Option<PathBuf> {
        let link = format!("/proc/self/fd/{}", self.file.as_raw_fd());
        let path = readlinkat(CWD, link, Vec::new()).ok()?;
        Some(PathBuf::from(OsString::from_vec(path.into_bytes())))
    }

    fn modified(&self) -> io::Result<Timestamp> {
        let metadata = self.file.metadata()?;
        let nanos = u32::try_from(metadata.mtime_nsec()).unwrap_or(0);
        Ok(Timestamp { seconds: metadata.mtime(), nanos, digits: 3 })
    }
}

/// Returns the longest part of a glob that has no wildcard, and the glob below it.
fn split_glob(path: &Path) -> (PathBuf, Option<String>) {
    let text = path.to_string_lossy();
    let steps: Vec<&str> = text.split('/').collect();
    let plain = steps.iter().take_while(|step| !step.contains(['*', '?', '[', '{'])).count();
    if plain == steps.len() {
        return (path.to_owned(), None);
    }
    let base = match steps[..plain].join("/") {
        base if !base.is_empty() => base,
        _ if text.starts_with('/') => "/".to_owned(),
        _ => ".".to_owned(),
    };
    (base.into(), Some(steps[plain..].join("/")))
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

    use super::super::conformance::{self, Subject};
    use super::*;

    struct Disk {
        directory: tempfile::TempDir,
        source: FileSource,
    }

    impl Disk {
        fn new() -> Disk {
            let directory = tempfile::tempdir().unwrap();
            let source = FileSource::new(&[directory.path().to_owned()]).unwrap();
            Disk { directory, source }
        }

        fn path(&self, name: &str) -> PathBuf {
            self.directory.path().join(name)
        }
    }

    impl Subject for Disk {
        fn source(&self) -> &dyn Source {
            &self.source
        }
        fn put(&self, name: &str, content: &[u8]) {
            fs::create_dir_all(self.path(name).parent().unwrap()).unwrap();
            fs::write(self.path(name), content).unwrap();
        }
        fn append(&self, name: &str, content: &[u8]) {
            let mut whole = std::io::read_to_string(cap_std::fs::File::from_std(open(&self.path(name)))).unwrap();
            whole.push_str(std::str::from_utf8(content).unwrap());
            fs::write(self.path(name), whole).unwrap();
        }
        fn rename(&self, from: &str, to: &str) {
            fs::rename(self.path(from), self.path(to)).unwrap();
        }
    }

    #[expect(clippy::disallowed_methods, reason = "a test reads back its own file")]
    fn open(path: &Path) -> fs::File {
        fs::File::open(path).unwrap()
    }

    fn names(source: &FileSource) -> Vec<String> {
        source.list().unwrap().into_iter().map(|listed| listed.name).collect()
    }

    #[test]
    fn files_on_disk_conform() {
        conformance::check(&Disk::new());
    }

    #[test]
    fn several_roots_are_told_apart_by_name() {
        let disk = Disk::new();
        for name in ["x/app/a.log", "y/app/b.log", "one.log"] {
            disk.put(name, b"text\n");
        }
        let source = FileSource::new(&[disk.path("x/app"), disk.path("y/app"), disk.path("one.log")]).unwrap();
        assert_eq!(names(&source), ["app/a.log", "app~2/b.log", "one.log"]);
        assert!(names(&source).iter().all(|name| source.open(name).is_ok()));
    }

    #[test]
    fn a_file_or_glob_as_root_shows_nothing_else() {
        let disk = Disk::new();
        for name in ["a.log", "a.txt", "sub/b.log", "sub/deep/c.log"] {
            disk.put(name, b"text\n");
        }
        let cases = [
            ("a.log", vec!["a.log"]),
            ("*.log", vec!["a.log"]),
            ("**/*.log", vec!["a.log", "sub/b.log", "sub/deep/c.log"]),
        ];
        for (root, shown) in cases {
            let source = FileSource::new(&[disk.path(root)]).unwrap();
            assert_eq!(names(&source), shown, "{root}");
            assert!(source.open("a.txt").is_err());
        }
    }

    #[test]
    fn links_are_followed_only_to_places_below_a_root() {
        let disk = Disk::new();
        let outside = tempfile::tempdir().unwrap();
        fs::write(outside.path().join("secret"), "secret").unwrap();
        disk.put("pods/web.log", b"inside\n");
        symlink(disk.path("pods/web.log"), disk.path("absolute.log")).unwrap();
        symlink("pods/web.log", disk.path("relative.log")).unwrap();
        symlink(disk.path("pods"), disk.path("linked")).unwrap();
        symlink(".", disk.path("pods/loop")).unwrap();
        symlink(outside.path().join("secret"), disk.path("outside.log")).unwrap();
        symlink("../../../../../../../etc/passwd", disk.path("climbing.log")).unwrap();
        symlink(outside.path(), disk.path("outside")).unwrap();
        let shown = ["absolute.log", "linked/web.log", "pods/web.log", "relative.log"];
        assert_eq!(names(&disk.source), shown);
        for name in shown {
            assert!(disk.source.open(name).is_ok(), "{name}");
        }
        for name in ["outside.log", "climbing.log", "outside/secret"] {
            assert!(disk.source.open(name).is_err(), "{name}");
        }
    }

    #[test]
    fn a_link_below_one_root_leads_to_what_another_shows_and_no_further() {
        let disk = Disk::new();
        for name in ["log/app.log", "log/auth.log", "log/.hidden", "all/a.log"] {
            disk.put(name, b"text\n");
        }
        fs::create_dir(disk.path("up")).unwrap();
        for (link, target) in
            [("app", "log/app.log"), ("auth", "log/auth.log"), ("hidden", "log/.hidden"), ("log", "log")]
        {
            symlink(disk.path(target), disk.path(&format!("up/{link}"))).unwrap();
        }
        symlink(disk.path("all/a.log"), disk.path("up/whole")).unwrap();
        let source = FileSource::new(&["up", "log/app.log", "all"].map(|root| disk.path(root))).unwrap();
        assert_eq!(names(&source), ["all/a.log", "app.log", "up/app", "up/whole"]);
        for name in ["up/auth", "up/hidden", "up/log/auth.log", "up/log/.hidden"] {
            assert!(source.open(name).is_err(), "{name}");
        }
    }

    #[test]
    fn links_that_lead_to_one_another_are_followed_a_few_times() {
        let disk = Disk::new();
        disk.put("d30/app.log", b"text\n");
        for step in 0..30 {
            fs::create_dir(disk.path(&format!("d{step}"))).unwrap();
            for name in ["a", "b"] {
                symlink(format!("../d{}", step + 1), disk.path(&format!("d{step}/{name}"))).unwrap();
            }
        }
        let names = names(&disk.source);
        assert_eq!(names.len(), 1 + walk::MAX_LINKED);
        assert!(names.contains(&"d30/app.log".to_owned()));
    }

    #[test]
    fn what_is_no_regular_file_is_refused_at_once() {
        let disk = Disk::new();
        rustix::fs::mknodat(
            rustix::fs::CWD,
            disk.path("fifo"),
            rustix::fs::FileType::Fifo,
            rustix::fs::Mode::RUSR | rustix::fs::Mode::WUSR,
            0,
        )
        .unwrap();
        let _socket = std::os::unix::net::UnixListener::bind(disk.path("socket")).unwrap();
        assert!(disk.source.open("fifo").is_err() && disk.source.open("socket").is_err());
        assert!(names(&disk.source).is_empty());
    }

    #[test]
    fn a_root_that_cannot_be_read_says_so() {
        let error = FileSource::new(&["/no/such/place".into()]).err().unwrap();
        assert_eq!(error.to_string(), "/no/such/place does not exist; name a directory, a file or a glob");
    }
}
