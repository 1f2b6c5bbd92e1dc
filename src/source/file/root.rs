//! The root jail: the only code that opens log files.
//!
//! Every path is opened beneath the descriptor of its root. cap-std does so by `openat2` with `RESOLVE_BENEATH` and
//! `RESOLVE_NO_MAGICLINKS`, and step by step where the kernel or a sandbox lacks that call; no check comes before the open, so
//! there is nothing to race with.

use std::io;
use std::path::{Component, Path, PathBuf};

use cap_std::ambient_authority;
use cap_std::fs::{Dir, Metadata, MetadataExt, OpenOptions, OpenOptionsExt};
use globset::{GlobBuilder, GlobMatcher};
use thiserror::Error;

use super::{DiskFile, Identity, split_glob};
use crate::source::is_plain_name;

/// How many absolute links may lead on to one another.
const MAX_LINKS: usize = 16;

/// A directory below which files may be opened, and which of these are shown.
pub(super) struct Root {
    /// The first part of its files' names, where there are several roots.
    name: String,
    prefixed: bool,
    directory: Dir,
    /// Its absolute path, free of links.
    path: PathBuf,
    /// Its absolute path as it was given, which may lead over links.
    given_path: PathBuf,
    shown: Shown,
}

enum Shown {
    Everything,
    One(String),
    Glob(GlobMatcher),
}

/// What a path leads to.
pub(super) enum Visible {
    File(DiskFile),
    Directory(Dir),
}

/// Why a path cannot be a root.
#[derive(Debug, Error)]
pub enum RootError {
    /// There is nothing of this name.
    #[error("{} does not exist; name a directory, a file or a glob", .0.display())]
    Missing(PathBuf),
    /// It may not be read, or reading failed.
    #[error("{} cannot be read: {source}", .path.display())]
    Unreadable {
        /// The path as it was given.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// It is no directory and no regular file.
    #[error("{} is neither a directory nor a regular file", .0.display())]
    NoFile(PathBuf),
    /// It is a glob that cannot be understood.
    #[error("{} is not a glob: {source}", .path.display())]
    BadGlob {
        /// The path as it was given.
        path: PathBuf,
        /// What is wrong with it.
        source: globset::Error,
    },
}

impl Root {
    /// Opens a directory, the directory of a file, or the directory below which a glob reaches.
    pub(super) fn open(given: &Path) -> Result<Root, RootError> {
        let fail = |source: io::Error| match source.kind() {
            io::ErrorKind::NotFound => RootError::Missing(given.to_owned()),
            _ => RootError::Unreadable { path: given.to_owned(), source },
        };
        if !given.exists() {
            let (base, glob) = split_glob(given);
            let glob = glob.ok_or_else(|| RootError::Missing(given.to_owned()))?;
            let glob = compile(&glob).map_err(|source| RootError::BadGlob { path: given.to_owned(), source })?;
            return Root::at(&base, Shown::Glob(glob)).map_err(fail);
        }
        let metadata = given.metadata().map_err(fail)?;
        match (metadata.is_dir(), metadata.is_file()) {
            (true, _) => Root::at(given, Shown::Everything).map_err(fail),
            (_, true) => Root::of_file(given).map_err(fail),
            _ => Err(RootError::NoFile(given.to_owned())),
        }
    }

    /// Opens a directory whose files' names begin with a step other than the directory's own name.
    pub(super) fn mounted(name: &str, directory: &Path) -> Result<Root, RootError> {
        let root = Root::open(directory)?;
        Ok(Root { name: name.to_owned(), prefixed: true, ..root })
    }

    /// Opens the directory of a file; that of the link's target where the file is a link that leads elsewhere.
    fn of_file(given: &Path) -> io::Result<Root> {
        let open = |path: &Path| {
            let file = file_name(path);
            let directory = path.parent().filter(|parent| *parent != Path::new("")).unwrap_or(Path::new("."));
            let root = Root { name: file.clone(), ..Root::at(directory, Shown::One(file.clone()))? };
            root.open_jailed(std::slice::from_ref(&root), &file)?;
            Ok(root)
        };
        open(given).or_else(|_: io::Error| open(&given.canonicalize()?))
    }

    fn at(base: &Path, shown: Shown) -> io::Result<Root> {
        let path = base.canonicalize()?;
        let directory = Dir::open_ambient_dir(&path, ambient_authority())?;
        directory.entries()?;
        Ok(Root {
            name: file_name(&path),
            prefixed: false,
            directory,
            path,
            given_path: std::path::absolute(base)?,
            shown,
        })
    }

    /// Returns the part of a file's name that is this root's own affair; `None` where the name belongs to another root.
    pub(super) fn own_part<'a>(&'a self, name: &'a str) -> Option<&'a str> {
        match (&self.shown, self.prefixed) {
            (_, false) => Some(name),
            (Shown::One(file), true) => (name == self.name).then_some(file),
            (_, true) => name.strip_prefix(self.name.as_str())?.strip_prefix('/'),
        }
    }

    /// Returns the whole name of a file below this root.
    pub(super) fn full_name(&self, path: &str) -> String {
        match (&self.shown, self.prefixed) {
            (Shown::One(_), true) => self.name.clone(),
            (_, true) => format!("{}/{path}", self.name),
            (_, false) => path.to_owned(),
        }
    }

    /// Returns the file, where the root is one.
    pub(super) fn file(&self) -> Option<&str> {
        match &self.shown {
            Shown::One(file) => Some(file),
            Shown::Everything | Shown::Glob(_) => None,
        }
    }

    /// Returns the absolute path of what stands at a path below this root.
    pub(super) fn path_of(&self, path: &str) -> PathBuf {
        self.path.join(path)
    }

    /// Tells whether a path is the file that is the root.
    pub(super) fn is_file(&self, path: &str) -> bool {
        self.file() == Some(path)
    }

    /// Tells whether a file below this root is shown.
    pub(super) fn shows(&self, path: &str) -> bool {
        match &self.shown {
            Shown::Everything => true,
            Shown::One(file) => file == path,
            Shown::Glob(glob) => glob.is_match(path),
        }
    }

    /// Tells whether a link below another root may lead to a path: only to what this root shows itself.
    fn lets_in(&self, path: &str) -> bool {
        is_plain_name(path) && (matches!(self.shown, Shown::Everything) || self.shows(path))
    }

    /// Tells whether anything below a directory can be shown.
    pub(super) fn reaches(&self, directory: &str) -> bool {
        match &self.shown {
            Shown::Everything => true,
            Shown::One(_) => false,
            Shown::Glob(glob) => {
                let steps = glob.glob().glob().split('/').count();
                glob.glob().glob().contains("**") || directory.split('/').count() < steps
            }
        }
    }

    /// Opens a path beneath this root; the root itself where the path is empty.
    ///
    /// An absolute link is followed where it leads below one of `roots`, by opening its target beneath that root.
    pub(super) fn open_jailed(&self, roots: &[Root], path: &str) -> io::Result<Visible> {
        let mut root = self;
        let mut path = PathBuf::from(if path.is_empty() { "." } else { path });
        for _ in 0..MAX_LINKS {
            match root.open_beneath(&path) {
                Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {
                    let target = root.absolute_target(&path).ok_or(error)?;
                    let home = roots.iter().find_map(|home| {
                        Some((home, home.below(&target)?)).filter(|(home, below)| {
                            std::ptr::eq(*home, self) || below.to_str().is_some_and(|below| home.lets_in(below))
                        })
                    });
                    let (target_root, below) = home.ok_or(io::ErrorKind::PermissionDenied)?;
                    (root, path) = (target_root, below);
                }
                opened => return opened,
            }
        }
        Err(io::ErrorKind::NotFound.into())
    }

    fn open_beneath(&self, path: &Path) -> io::Result<Visible> {
        // Without O_NONBLOCK, opening a FIFO would wait for its writer.
        let nonblocking = rustix::fs::OFlags::NONBLOCK | rustix::fs::OFlags::NOCTTY;
        let file =
            self.directory.open_with(path, OpenOptions::new().read(true).custom_flags(nonblocking.bits() as i32))?;
        let metadata = file.metadata()?;
        if metadata.is_file() {
            return Ok(Visible::File(DiskFile { file: file.into_std(), identity: identity_of(&metadata) }));
        }
        match metadata.is_dir() {
            true => Ok(Visible::Directory(Dir::from_std_file(file.into_std()))),
            false => Err(io::ErrorKind::NotFound.into()),
        }
    }

    /// Returns where the first absolute link along a path leads, with the rest of the path behind it.
    fn absolute_target(&self, path: &Path) -> Option<PathBuf> {
        let mut walked = PathBuf::new();
        let mut steps = path.components();
        while let Some(step) = steps.next() {
            walked.push(step);
            match self.directory.read_link_contents(&walked) {
                Ok(target) if target.is_absolute() => return Some(target.join(steps.as_path())),
                _ => {}
            }
        }
        None
    }

    fn below(&self, target: &Path) -> Option<PathBuf> {
        let below = target.strip_prefix(&self.path).or_else(|_| target.strip_prefix(&self.given_path)).ok()?;
        let plain = below.components().all(|step| matches!(step, Component::Normal(_)));
        (plain && below.components().next().is_some()).then(|| below.to_owned())
    }
}

/// Gives every root a name of its own: the second `app` becomes `app~2`.
pub(super) fn name_apart(roots: &mut [Root], taken: &[&str]) {
    for index in 0..roots.len() {
        let base = roots[index].name.clone();
        let taken = |name: &str| taken.contains(&name) || roots[..index].iter().any(|root| root.name == name);
        let name =
            std::iter::once(base.clone()).chain((2..).map(|count| format!("{base}~{count}"))).find(|name| !taken(name));
        roots[index].name = name.unwrap_or(base);
        roots[index].prefixed = true;
    }
}

pub(super) fn identity_of(metadata: &Metadata) -> Identity {
    Identity { device: metadata.dev(), inode: metadata.ino() }
}

pub(super) fn identity_of_directory(directory: &Dir) -> Option<Identity> {
    directory.dir_metadata().ok().map(|metadata| identity_of(&metadata))
}

fn compile(glob: &str) -> Result<GlobMatcher, globset::Error> {
    Ok(GlobBuilder::new(glob).literal_separator(true).build()?.compile_matcher())
}

fn file_name(path: &Path) -> String {
    path.file_name().map_or_else(|| "root".to_owned(), |name| name.to_string_lossy().into_owned())
}
