//! How the lines of files are read, so that it is not found out anew by every query.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::entry::Head;
use crate::format::{Clock, Reader};
use crate::source::Identity;

/// The readers of the files that were opened.
#[derive(Default)]
pub(super) struct Readers(Mutex<HashMap<Identity, Known>>);

/// A file at some moment.
#[derive(Clone, Copy, Debug)]
pub(super) struct Moment {
    pub(super) identity: Identity,
    pub(super) head: Head,
    /// How long it was as it is stored, in bytes.
    pub(super) size: u64,
}

struct Known {
    head: Head,
    size: u64,
    reader: Arc<Reader>,
}

/// So many are known at most: some ten megabytes.
const MOST_KNOWN: usize = 2_048;

/// The reader of a file of at least this size, in bytes, holds until the file has doubled; that of a smaller one until it grows.
const SETTLED: u64 = 64 << 10;

impl Readers {
    /// Returns the reader of a file with a clock for it; finds it out where it is not known.
    pub(super) fn get<E>(
        &self,
        moment: Moment,
        clock: Clock,
        detect: impl FnOnce(Clock) -> Result<Reader, E>,
    ) -> Result<Arc<Reader>, E> {
        if let Some(known) = self.lock().get(&moment.identity).filter(|known| known.holds(moment)) {
            return Ok(Arc::new(known.reader.at(clock)));
        }
        let reader = Arc::new(detect(clock)?);
        let mut known = self.lock();
        if known.len() >= MOST_KNOWN {
            known.clear();
        }
        known.insert(moment.identity, Known { head: moment.head, size: moment.size, reader: reader.clone() });
        Ok(reader)
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Identity, Known>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Known {
    /// Tells whether the file is still the same, and looks as it did.
    fn holds(&self, moment: Moment) -> bool {
        let looks_alike =
            |size: u64| size == self.size || self.size >= SETTLED && (self.size..2 * self.size).contains(&size);
        self.head == moment.head && looks_alike(moment.size)
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use super::super::log::Log;
    use super::super::{Scanner, Settings};
    use super::*;
    use crate::entry::Timestamp;
    use crate::format::Formats;
    use crate::source::MemorySource;

    #[test]
    fn a_reader_is_found_once_for_as_long_as_its_file_looks_alike() {
        let readers = Readers::default();
        let is_known = |hash, inode, size| {
            let moment =
                Moment { identity: Identity { device: 1, inode }, head: Head { length: 9, hash, inode }, size };
            let mut known = true;
            let detect = |clock| {
                known = false;
                Ok::<_, Infallible>(Reader::detect(std::iter::empty(), clock, &Formats::default()))
            };
            let clock = Clock::utc(Timestamp::from_seconds(size as i64));
            let Ok(reader) = readers.get(moment, clock, detect);
            assert_eq!(reader.clock().last_write(), Timestamp::from_seconds(size as i64), "the clock is of now");
            known
        };
        assert!(!is_known(1, 1, SETTLED));
        assert!(is_known(1, 1, SETTLED) && is_known(1, 1, 2 * SETTLED - 1));
        assert!(!is_known(1, 1, 2 * SETTLED), "doubled");
        assert!(!is_known(1, 1, 2 * SETTLED - 1), "cut");
        assert!(!is_known(1, 2, SETTLED), "another file");
        assert!(!is_known(2, 1, 2 * SETTLED - 1), "written anew");
        assert!(!is_known(1, 3, 100) && is_known(1, 3, 100));
        assert!(!is_known(1, 3, 101), "too small to tell what comes");
    }

    #[test]
    fn a_second_query_takes_no_sample() {
        let source = Arc::new(MemorySource::new());
        source.put("app.log", "2026-01-23T10:15:00Z INFO [api] one\n".repeat(2_000).as_bytes());
        let scanner = Scanner::new(source.clone(), Settings::default()).unwrap();
        let open = || {
            let before = source.bytes_read();
            Log::open(&scanner, "app.log", None, false).unwrap();
            source.bytes_read() - before
        };
        let first = open();
        assert!(open() < first / 2, "only its head is read");
    }
}
