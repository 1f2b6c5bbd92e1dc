//! The places that a follower has reached, by which it goes on after a lost connection.

use std::collections::BTreeMap;

use crate::scan::live_of;

/// A cursor for each file.
#[derive(Debug, Default)]
pub(super) struct Cursors {
    reached: BTreeMap<String, String>,
    /// What was last told other than by an entry: the same again may be older than the entries since.
    told: BTreeMap<String, String>,
    names: Vec<String>,
}

impl Cursors {
    /// Begins where a subscription begins.
    pub(super) fn begin(&mut self, cursors: &BTreeMap<String, String>) {
        self.reached.clone_from(cursors);
        self.told.clone_from(cursors);
        self.names = cursors.keys().cloned().collect();
    }

    /// Takes note of an entry; one of a rotated sibling stands in the past of its file.
    pub(super) fn apply(&mut self, file: &str, cursor: &str) {
        match self.reached.get_mut(file) {
            Some(reached) => cursor.clone_into(reached),
            None => {
                let live = live_of(file, &self.names);
                if live == file {
                    self.names.push(live.clone());
                }
                self.reached.insert(live, cursor.to_owned());
            }
        }
    }

    /// Takes note of what a heartbeat tells.
    pub(super) fn tell(&mut self, cursors: &BTreeMap<String, String>) {
        for (file, cursor) in cursors {
            if self.told.get(file) != Some(cursor) {
                self.told.insert(file.clone(), cursor.clone());
                self.apply(file, cursor);
            }
        }
    }

    /// Returns the cursors to go on from.
    pub(super) fn reached(&self) -> impl ExactSizeIterator<Item = &str> {
        self.reached.values().map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn map(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
        pairs.iter().map(|(file, cursor)| ((*file).to_owned(), (*cursor).to_owned())).collect()
    }

    #[test]
    fn entries_move_on_and_a_heartbeat_that_says_nothing_new_does_not_go_back() {
        let mut cursors = Cursors::default();
        cursors.begin(&map(&[("a.log", "a0"), ("b.log", "b0")]));
        cursors.apply("a.log", "a1");
        cursors.tell(&map(&[("a.log", "a0"), ("b.log", "b1"), ("c.log", "c1")]));
        assert_eq!(cursors.reached().collect::<Vec<_>>(), ["a1", "b1", "c1"]);
        cursors.tell(&map(&[("a.log", "a2")]));
        assert_eq!(cursors.reached().collect::<Vec<_>>(), ["a2", "b1", "c1"]);
    }

    #[test]
    fn a_rotated_sibling_moves_its_file_on() {
        let mut cursors = Cursors::default();
        cursors.begin(&map(&[("a.log", "0")]));
        cursors.apply("a.log.2.gz", "1");
        cursors.apply("new.log", "2");
        cursors.apply("new.log.1", "3");
        assert_eq!(cursors.reached().collect::<Vec<_>>(), ["1", "3"]);
    }
}
