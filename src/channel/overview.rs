//! What there is of each channel.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use memchr::memchr_iter;

use super::Name;
use crate::entry::Timestamp;
use crate::source::{Identity, LogFile, Source, SourceError};

/// Tells what there is, and remembers how many entries it has counted.
#[derive(Default)]
pub struct Overview {
    counted: Mutex<HashMap<(Identity, String), Counted>>,
}

/// So many line ends stand before an offset.
#[derive(Clone, Copy, Default)]
struct Counted {
    to: u64,
    lines: u64,
}

/// What there is of a channel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// The channel.
    pub name: Name,
    /// How many entries it holds, those in rotated files included.
    pub entries: u64,
    /// How many bytes they take.
    pub size: u64,
    /// When it was last written to.
    pub last_write: Timestamp,
    /// When it will be gone if nobody writes to it any more.
    pub expires: Option<Timestamp>,
}

/// How much of a file is read at once.
const PIECE: usize = 256 << 10;

/// Of more files than these, counts are forgotten of those that were not asked for last.
const MOST_KNOWN: usize = 16 << 10;

impl Overview {
    /// Describes every channel of a source; those that were reached, once nobody waits any longer.
    ///
    /// # Errors
    /// The source may fail to list its files.
    pub fn of(
        &self,
        source: &dyn Source,
        ttl: Option<Duration>,
        is_awaited: impl Fn() -> bool,
    ) -> Result<Vec<Summary>, SourceError> {
        let mut counted = HashMap::new();
        let mut summaries: BTreeMap<Name, Summary> = BTreeMap::new();
        for listed in source.list()?.into_iter().take_while(|_| is_awaited()) {
            let Some(name) = Name::of_file(&listed.name).filter(|_| source.channel(&listed.name).is_some()) else {
                continue;
            };
            // It may be gone by now.
            let Ok(file) = source.open(&listed.name) else { continue };
            // The same inode may be that of another file, later.
            let key = (file.identity(), listed.name);
            let before = self.lock().get(&key).copied().unwrap_or_default();
            let Ok(now) = count_on(file.as_ref(), before, &is_awaited) else { continue };
            counted.insert(key, now);
            let last_write = listed.modified;
            let new = Summary { name: name.clone(), entries: 0, size: 0, last_write, expires: None };
            let summary = summaries.entry(name).or_insert(new);
            summary.entries += now.lines;
            summary.size += now.to;
            summary.last_write = summary.last_write.max(last_write);
            summary.expires = ttl.map(|ttl| later(summary.last_write, ttl));
        }
        let mut known = self.lock();
        if known.len() + counted.len() > MOST_KNOWN {
            known.clear();
        }
        known.extend(counted);
        Ok(summaries.into_values().collect())
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<(Identity, String), Counted>> {
        self.counted.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Counts the lines that came since, as long as somebody waits for it.
fn count_on(file: &dyn LogFile, before: Counted, is_awaited: impl Fn() -> bool) -> std::io::Result<Counted> {
    let mut counted = if file.size()? < before.to { Counted::default() } else { before };
    let mut buffer = vec![0; PIECE];
    while is_awaited() {
        let read = file.read_at(counted.to, &mut buffer)?;
        if read == 0 {
            break;
        }
        counted.lines += memchr_iter(b'\n', &buffer[..read]).count() as u64;
        counted.to += read as u64;
    }
    Ok(counted)
}

fn later(moment: Timestamp, span: Duration) -> Timestamp {
    let nanos = moment.nanos + span.subsec_nanos();
    let seconds = moment.seconds.saturating_add_unsigned(span.as_secs() + u64::from(nanos / 1_000_000_000));
    Timestamp { seconds, nanos: nanos % 1_000_000_000, digits: moment.digits }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::source::{MemorySource, WithChannels};

    #[test]
    fn entries_are_counted_on_over_rotated_files() {
        let channels = Arc::new(MemorySource::new());
        let source = WithChannels::new(channels.clone(), Arc::new(MemorySource::new()));
        channels.put("channels/a.ndjson-20260123-101500.1", b"{}\n{}\n");
        channels.put("channels/a.ndjson", b"{}\n");
        channels.put("channels/b/c.ndjson", b"{}\n");
        channels.set_modified("channels/a.ndjson", Timestamp { seconds: 2_000_000_000, nanos: 900_000_000, digits: 3 });
        let overview = Overview::default();
        let told = |ttl| {
            let summaries = overview.of(&source, ttl, || true).unwrap();
            summaries
                .into_iter()
                .map(|told| (told.name.to_string(), told.entries, told.size, told.expires))
                .collect::<Vec<_>>()
        };
        assert_eq!(told(None), [("a".to_owned(), 3, 9, None), ("b/c".to_owned(), 1, 3, None)]);
        channels.append("channels/b/c.ndjson", b"{}\n");
        let before = channels.bytes_read();
        assert_eq!(told(None)[1], ("b/c".to_owned(), 2, 6, None));
        // Whoever sees one channel alone leaves the counts of the others as they are.
        let narrow = Arc::new(MemorySource::new());
        // Its inode is none of the others'.
        (0..5).for_each(|_| narrow.put("channels/d.ndjson", b"{}\n"));
        let narrow = WithChannels::new(narrow, Arc::new(MemorySource::new()));
        assert_eq!(overview.of(&narrow, None, || true).unwrap().len(), 1);
        assert_eq!(told(None).len(), 2);
        assert!(channels.bytes_read() - before < 100, "only what is new is read");
        channels.set_modified("channels/a.ndjson", Timestamp { seconds: 2_000_000_000, nanos: 900_000_000, digits: 3 });
        let expires = told(Some(Duration::from_millis(1_200)))[0].3.unwrap();
        assert_eq!(expires, Timestamp { seconds: 2_000_000_002, nanos: 100_000_000, digits: 3 });
    }
}
