//! Remembers which posts were written, over restarts, so that one that is repeated is not written twice.
//!
//! What a group of posts is about to write is noted in a journal before it is written. So after a crash only the last group can
//! stand in the journal and not in the files, and it is looked for there.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::fs;
use std::io::{self, Read, Write};
use std::str::FromStr;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::Name;
use crate::source::{StateDirectory, reserve};

/// For how long a key is remembered.
const REMEMBERED: Duration = Duration::from_secs(600);

/// So many keys are remembered at most; each takes some 50 bytes of memory.
const MOST: usize = 1_000_000;

/// The journal, and the one before it.
const JOURNAL: &str = "keys";
const BEFORE: &str = "keys.old";

/// The keys of posts that were written.
pub(super) struct Keys {
    directory: Arc<StateDirectory>,
    known: HashMap<u128, Known>,
    journal: fs::File,
    /// How long the journal is without the group that is being written.
    settled: u64,
    begun: u64,
    group: u64,
}

#[derive(Clone, Copy)]
struct Known {
    count: u64,
    until: u64,
}

/// A post with a key, as it stands in the journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Record {
    pub(super) key: u128,
    pub(super) count: u64,
    pub(super) name: Name,
    /// What tells the channel's file from those before and after it.
    pub(super) file: u64,
    /// Where in the file it begins, how long it is, and its hash.
    pub(super) offset: u64,
    pub(super) length: u64,
    pub(super) hash: u64,
}

impl Keys {
    /// Reads the journal; returns the posts of its last group too, of which nobody knows whether they were written. They are to be
    /// settled next. Nothing is written, so that a full disk is no hindrance.
    pub(super) fn load(directory: Arc<StateDirectory>) -> io::Result<(Keys, Vec<Record>)> {
        let before = read(&directory, BEFORE)?;
        let text = read(&directory, JOURNAL)?;
        let lines: Vec<Line> = text.lines().filter_map(Line::parse).collect();
        let group = lines.last().map_or(0, |line| line.group);
        let is_last = |line: &str| Line::parse(line).is_none_or(|line| line.group == group);
        let settled =
            text.split_inclusive('\n').take_while(|line| !is_last(line.trim_end())).map(str::len).sum::<usize>();
        let journal = directory.append_to(JOURNAL)?;
        let whole = text.rfind('\n').map_or(0, |end| end + 1);
        journal.set_len(whole as u64)?;
        let begun = lines.first().map_or_else(seconds, |line| line.time);
        let (unsure, sure): (Vec<Line>, Vec<Line>) = lines.into_iter().partition(|line| line.group == group);
        let mut keys = Keys { directory, known: HashMap::new(), journal, settled: settled as u64, begun, group };
        for line in before.lines().filter_map(Line::parse).chain(sure) {
            let known = Known { count: line.record.count, until: line.time + REMEMBERED.as_secs() };
            keys.known.insert(line.record.key, known);
        }
        Ok((keys, unsure.into_iter().map(|line| line.record).collect()))
    }

    /// Returns how many entries a post had that was written with a key.
    pub(super) fn count(&self, key: u128) -> Option<u64> {
        self.known.get(&key).filter(|known| known.until > seconds()).map(|known| known.count)
    }

    /// Returns how many keys there are, where no more can be remembered.
    pub(super) fn full(&self, more: usize) -> Option<usize> {
        (self.known.len() + more > MOST).then_some(MOST)
    }

    /// Notes a group that is about to be written.
    pub(super) fn note(&mut self, records: &[Record], fsync: bool) -> io::Result<()> {
        if records.is_empty() {
            return Ok(());
        }
        self.group += 1;
        let text = self.lines(records);
        let written = reserve(&self.journal, self.settled, text.len() as u64)
            .and_then(|()| self.journal.write_all(text.as_bytes()));
        let synced = written.and_then(|()| if fsync { self.journal.sync_data() } else { Ok(()) });
        synced.inspect_err(|_| drop(self.journal.set_len(self.settled)))
    }

    /// Takes note of what of the group was written: these, and no others.
    pub(super) fn settle(&mut self, records: &[Record], all: bool) -> io::Result<()> {
        let until = seconds() + REMEMBERED.as_secs();
        for record in records {
            self.known.insert(record.key, Known { count: record.count, until });
        }
        if !all {
            self.journal.set_len(self.settled)?;
            let text = self.lines(records);
            self.journal.write_all(text.as_bytes())?;
        }
        self.settled = self.journal.metadata()?.len();
        Ok(())
    }

    /// Forgets what is old.
    pub(super) fn tidy(&mut self) -> io::Result<()> {
        let now = seconds();
        if self.begun + REMEMBERED.as_secs() > now || self.settled == 0 {
            return Ok(());
        }
        self.known.retain(|_, known| known.until > now);
        self.directory.rename(JOURNAL, BEFORE)?;
        self.journal = self.directory.append_to(JOURNAL)?;
        (self.settled, self.begun) = (0, now);
        Ok(())
    }

    fn lines(&self, records: &[Record]) -> String {
        let mut text = String::new();
        let time = seconds();
        for record in records {
            Line { group: self.group, time, record: record.clone() }.write(&mut text);
        }
        text
    }
}

/// Returns what a file holds; nothing where there is none.
fn read(directory: &StateDirectory, path: &str) -> io::Result<String> {
    let mut bytes = Vec::new();
    if let Ok(mut file) = directory.existing(path) {
        file.read_to_end(&mut bytes)?;
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// A line of the journal.
struct Line {
    group: u64,
    time: u64,
    record: Record,
}

impl Line {
    fn write(&self, text: &mut String) {
        let Line { group, time, record: Record { key, count, name, file, offset, length, hash } } = self;
        let _ = writeln!(text, "{group} {time} {key} {count} {file} {offset} {length} {hash} {name} .");
    }

    /// Reads a line; `None` of one that is cut off.
    fn parse(line: &str) -> Option<Line> {
        let mut fields = line.strip_suffix(" .")?.split(' ');
        fn next<T: FromStr>(fields: &mut std::str::Split<'_, char>) -> Option<T> {
            fields.next()?.parse().ok()
        }
        let (group, time) = (next(&mut fields)?, next(&mut fields)?);
        let (key, count, file) = (next(&mut fields)?, next(&mut fields)?, next(&mut fields)?);
        let (offset, length, hash) = (next(&mut fields)?, next(&mut fields)?, next(&mut fields)?);
        let name = Name::parse(fields.next()?).ok()?;
        Some(Line { group, time, record: Record { key, count, name, file, offset, length, hash } })
    }
}

fn seconds() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(key: u128) -> Record {
        Record { key, count: 3, name: Name::parse("a/b").unwrap(), file: 5, offset: 7, length: 9, hash: 11 }
    }

    #[test]
    fn all_but_the_last_group_is_known_after_a_restart() {
        let place = tempfile::tempdir().unwrap();
        let directory = Arc::new(StateDirectory::open(place.path()).unwrap());
        let (mut keys, unsure) = Keys::load(directory.clone()).unwrap();
        assert!(unsure.is_empty());
        for key in [1, 2] {
            keys.note(&[record(key)], false).unwrap();
            keys.settle(&[record(key)], true).unwrap();
        }
        keys.note(&[record(3), record(4)], true).unwrap();
        keys.settle(&[record(4)], false).unwrap();
        assert_eq!([1, 2, 3, 4].map(|key| keys.count(key)), [Some(3), Some(3), None, Some(3)]);
        keys.journal.write_all(b"9 9 9 9 cut off").unwrap();
        drop(keys);
        let (mut keys, unsure) = Keys::load(directory.clone()).unwrap();
        assert_eq!(unsure, [record(4)]);
        assert_eq!([1, 2, 3, 4].map(|key| keys.count(key)), [Some(3), Some(3), None, None]);
        keys.settle(&[], false).unwrap();
        keys.note(&[record(5)], false).unwrap();
        drop(keys);
        let (keys, unsure) = Keys::load(directory).unwrap();
        assert_eq!(unsure, [record(5)]);
        assert_eq!(
            [1, 2, 4].map(|key| keys.count(key)),
            [Some(3), Some(3), None],
            "what was not written is not known later"
        );
    }
}
