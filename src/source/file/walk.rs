//! Lists what lies below the roots.

use std::collections::{HashMap, HashSet};
use std::io;

use cap_std::fs::Dir;

use super::is_out_of_descriptors;
use super::root::{Root, Visible, identity_of_directory};
use crate::source::{Identity, Listed, LogFile, SourceError, is_plain_name, sniff};

/// Directories nested deeper are not listed.
const MAX_DEPTH: usize = 32;

/// Files beyond this many are not listed, so that a root on a whole disk answers at all.
const MAX_FILES: usize = 100_000;

/// So many links to one directory are followed: links that lead to one another would else make more paths than anybody can list.
pub(super) const MAX_LINKED: usize = 8;

/// Lists the files below some roots.
pub(super) fn list(roots: &[Root]) -> Result<Vec<Listed>, SourceError> {
    let mut walk = Walk { roots, listed: Vec::new(), linked: HashMap::new(), is_cut_short: false };
    for root in roots {
        walk.linked.clear();
        match root.file() {
            Some(file) => walk.named_file(root, file),
            None => walk.directory(root, "", &mut HashSet::new()),
        }
    }
    if walk.is_cut_short { Err(SourceError::TooManyOpen) } else { Ok(walk.listed) }
}

struct Walk<'a> {
    roots: &'a [Root],
    listed: Vec<Listed>,
    /// How many links to each directory were followed.
    linked: HashMap<Identity, usize>,
    /// Whether something was passed over for want of descriptors.
    is_cut_short: bool,
}

impl Walk<'_> {
    /// Lists what lies below a directory; `above` holds the directories that lead to it, so that links make no loop.
    fn directory(&mut self, root: &Root, path: &str, above: &mut HashSet<Identity>) {
        if let Some(Visible::Directory(directory)) = self.opened(root.open_jailed(self.roots, path)) {
            self.below(root, path, &directory, above);
        }
    }

    /// Lists what lies below a directory that was opened.
    fn below(&mut self, root: &Root, path: &str, directory: &Dir, above: &mut HashSet<Identity>) {
        let Some(identity) = identity_of_directory(directory) else { return };
        if above.len() == MAX_DEPTH || self.listed.len() >= MAX_FILES || !above.insert(identity) {
            return;
        }
        for entry in self.opened(directory.entries()).into_iter().flatten().flatten() {
            let file_name = entry.file_name();
            let Some(step) = file_name.to_str().filter(|step| is_plain_name(step)) else { continue };
            let below = if path.is_empty() { step.to_owned() } else { format!("{path}/{step}") };
            let is_directory = entry.file_type().is_ok_and(|file_type| file_type.is_dir());
            match is_directory {
                true if root.reaches(&below) => self.directory(root, &below, above),
                true => {}
                false => self.file_or_link(root, &below, above),
            }
        }
        above.remove(&identity);
    }

    /// Notes where something is not opened only for want of descriptors.
    fn opened<T>(&mut self, opened: io::Result<T>) -> Option<T> {
        self.is_cut_short |= opened.as_ref().is_err_and(is_out_of_descriptors);
        opened.ok()
    }

    /// Lists a file that was given itself, whatever its name and its bytes.
    fn named_file(&mut self, root: &Root, path: &str) {
        let Some(Visible::File(file)) = self.opened(root.open_jailed(self.roots, path)) else { return };
        let (Ok(size), Ok(modified)) = (file.size(), file.modified()) else { return };
        let name = root.full_name(path);
        let compression = sniff::listed(&name, &file).ok().flatten().and_then(|listed| listed.compression);
        self.listed.push(Listed { name, size, modified, compression });
    }

    fn file_or_link(&mut self, root: &Root, path: &str, above: &mut HashSet<Identity>) {
        match self.opened(root.open_jailed(self.roots, path)) {
            Some(Visible::Directory(directory)) if root.reaches(path) => {
                let followed =
                    identity_of_directory(&directory).map(|identity| self.linked.entry(identity).or_default());
                if followed.is_some_and(|followed| std::mem::replace(followed, *followed + 1) < MAX_LINKED) {
                    self.below(root, path, &directory, above);
                }
            }
            Some(Visible::File(file)) if root.shows(path) && self.listed.len() < MAX_FILES => {
                self.listed.extend(sniff::listed(&root.full_name(path), &file).ok().flatten());
            }
            _ => {}
        }
    }
}
