//! How the lines of files are read, so that it is not found out anew by every query.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::entry::{Head, Timestamp};
use crate::format::{Clock, Reader};
use crate::source::Identity;

/// The readers of the files that were opened.
#[derive(Default)]
pub(super) struct Readers(Mutex<HashMap<Identity, Known>>);

/// A file at some moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Moment {
    pub(super) identity: Identity,
    pub(super) head: Head,
    /// How long it was as it is read, in bytes, as far as that was known.
    pub(super) size: u64,
    /// How long it was as it is stored, in bytes.
    pub(super) stored_size: u64,
    pub(super) modified: Timestamp,
}

struct Known {
    moment: Moment,
    reader: Arc<Reader>,
}

/// So many are known at most: some ten megabytes.
const MOST_KNOWN: usize = 2_048;

/// The reader of a file of at least this size, in bytes, holds until the file has doubled; that of a smaller one until it changes.
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
        if known.len() >= MOST_KNOWN && !known.contains_key(&moment.identity) {
            known.clear();
        }
        known.insert(moment.identity, Known { moment, reader: reader.clone() });
        Ok(reader)
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Identity, Known>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Known {
    /// Tells whether the file is still the same, and looks as it did.
    fn holds(&self, now: Moment) -> bool {
        let known = self.moment;
        let has_grown = (known.size..known.size.saturating_mul(2)).contains(&now.size);
        let looks_alike = known.head == now.head && has_grown && known.size >= SETTLED;
        known == now || looks_alike && !self.reader.is_open()
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use super::super::log::Log;
    use super::super::{Scanner, Settings};
    use super::*;
    use crate::format::Formats;
    use crate::source::MemorySource;

    /// Tells of files of some identity, head and size, whether their reader was known.
    fn is_known(readers: &Readers, (inode, hash, size): (u64, u64, u64), line: &str) -> bool {
        let modified = Timestamp::from_seconds(size as i64);
        let (identity, head) = (Identity { device: 1, inode }, Head { length: 9, hash, inode });
        let mut known = true;
        let detect = |clock| {
            known = false;
            Ok::<_, Infallible>(Reader::detect([line].into_iter(), clock, &Formats::default()))
        };
        let moment = Moment { identity, head, size, stored_size: size, modified };
        let Ok(reader) = readers.get(moment, Clock::utc(modified), detect);
        assert_eq!(reader.clock().last_write(), modified, "the clock is of now");
        known
    }

    #[test]
    fn a_reader_is_found_once_for_as_long_as_its_file_looks_alike() {
        let readers = Readers::default();
        let is_known = |inode, hash, size| is_known(&readers, (inode, hash, size), "2026-01-23T10:15:00Z INFO one");
        assert!(!is_known(1, 1, SETTLED));
        assert!(is_known(1, 1, SETTLED) && is_known(1, 1, 2 * SETTLED - 1));
        assert!(!is_known(1, 1, 2 * SETTLED), "doubled");
        assert!(!is_known(1, 1, 2 * SETTLED - 1), "cut");
        assert!(!is_known(2, 1, SETTLED), "another file");
        assert!(!is_known(1, 2, 2 * SETTLED - 1), "written anew");
        assert!(!is_known(3, 1, 100) && is_known(3, 1, 100));
        assert!(!is_known(3, 1, 101), "too small to tell what comes");
        assert!(!is_known(4, 1, u64::MAX) && is_known(4, 1, u64::MAX), "its end was not seen");
        assert!(!is_known(4, 1, SETTLED), "now it was");
    }

    #[test]
    fn dates_that_may_be_read_otherwise_keep_no_reader_of_a_file_that_grows() {
        let readers = Readers::default();
        let is_known = |size, line| is_known(&readers, (1, 1, size), line);
        assert!(!is_known(SETTLED, "03/04/2026 10:15:00 one"));
        assert!(is_known(SETTLED, "03/04/2026 10:15:00 one"));
        assert!(!is_known(SETTLED + 1, "23/04/2026 10:15:00 two"), "lines to come may show the order");
        assert!(is_known(SETTLED + 2, "23/04/2026 10:15:00 two"));
    }

    #[test]
    fn a_second_query_takes_no_sample() {
        let source = Arc::new(MemorySource::new());
        source.put("app.log", "2026-01-23T10:15:00Z INFO [api] one\n".repeat(2_000).as_bytes());
        let scanner = Scanner::new(source.clone(), Settings::default()).unwrap();
        let open = |log_format| {
            let before = source.bytes_read();
            let log = Log::open(&scanner, "app.log", log_format, None).unwrap();
            (log.reader.habit().map(|format| format.name()), source.bytes_read() - before)
        };
        let (format, first) = open(None);
        assert_eq!(open(Some("logfmt")).0, Some("logfmt"));
        let (again, read) = open(None);
        assert_eq!(again, format, "what one query asks for is not kept");
        assert!(read < first / 2, "only its head is read");
    }
}
