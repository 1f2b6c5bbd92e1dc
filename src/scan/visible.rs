//! A part of the files, for those who may not see all.

use std::path::PathBuf;
use std::sync::Arc;

use super::{FileGlob, ScanError, Scanner, rotation};
use crate::source::{Listed, LogFile, Source, SourceError};

/// Which files may be seen: those whose name matches one of some globs, each with its rotated siblings.
#[derive(Clone, Debug)]
pub struct Visible(Vec<FileGlob>);

/// A source of which only a part is seen.
struct Narrowed {
    all: Arc<dyn Source>,
    visible: Arc<Visible>,
}

impl Visible {
    /// Reads globs.
    ///
    /// # Errors
    /// A text that is no glob.
    pub fn new<'g>(globs: impl IntoIterator<Item = &'g str>) -> Result<Visible, ScanError> {
        Ok(Visible(globs.into_iter().map(FileGlob::new).collect::<Result<_, _>>()?))
    }

    /// Returns the globs as they were read.
    pub fn globs(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(FileGlob::text)
    }

    /// Tells whether a file may be seen.
    pub fn shows(&self, name: &str) -> bool {
        let is_match = |name: &str| self.0.iter().any(|glob| glob.is_match(name));
        is_match(name) || rotation::live_name(name).is_some_and(|live| is_match(&live))
    }
}

impl Scanner {
    /// Returns a scanner for which only some files exist.
    #[must_use]
    pub fn narrowed(&self, visible: Arc<Visible>) -> Scanner {
        Scanner { source: Arc::new(Narrowed { all: self.source.clone(), visible }), ..self.clone() }
    }
}

impl Source for Narrowed {
    fn list(&self) -> Result<Vec<Listed>, SourceError> {
        let mut listed = self.all.list()?;
        listed.retain(|listed| self.visible.shows(&listed.name));
        Ok(listed)
    }

    fn open(&self, name: &str) -> Result<Arc<dyn LogFile>, SourceError> {
        match self.visible.shows(name) {
            true => self.all.open(name),
            false => Err(SourceError::NotFound),
        }
    }

    fn beside(&self, name: &str) -> Vec<String> {
        let mut names = self.all.beside(name);
        names.retain(|name| self.visible.shows(name));
        names
    }

    fn paths(&self, name: &str, file: Option<&dyn LogFile>) -> Vec<PathBuf> {
        self.all.paths(name, file)
    }

    fn channel(&self, name: &str) -> Option<String> {
        self.all.channel(name).filter(|_| self.visible.shows(name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scan::Settings;
    use crate::source::MemorySource;

    #[test]
    fn only_matching_files_and_their_rotations_exist() {
        let source = MemorySource::new();
        for name in ["app.log", "app.log.1", "db.log", "sub/app.log", "sub/x.log"] {
            source.put(name, b"x\n");
        }
        let scanner = Scanner::new(Arc::new(source), Settings::default()).unwrap();
        for (globs, names) in [
            (&["app.log"][..], &["app.log", "app.log.1"][..]),
            (&["sub/*"], &["sub/app.log", "sub/x.log"]),
            (&["**"], &["app.log", "app.log.1", "db.log", "sub/app.log", "sub/x.log"]),
            (&["*.log", "sub/x.log"], &["app.log", "app.log.1", "db.log", "sub/x.log"]),
            (&[], &[]),
        ] {
            let narrowed = scanner.narrowed(Arc::new(Visible::new(globs.iter().copied()).unwrap()));
            let listed: Vec<_> = narrowed.source().list().unwrap().into_iter().map(|listed| listed.name).collect();
            assert_eq!(listed, names, "{globs:?}");
            for listed in scanner.source().list().unwrap() {
                let opened = narrowed.source().open(&listed.name);
                assert_eq!(opened.is_ok(), names.contains(&listed.name.as_str()), "{globs:?} {}", listed.name);
            }
        }
        assert!(Visible::new(["["]).is_err());
    }
}
