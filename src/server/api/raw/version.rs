//! What tells one state of a file from another: its entity tag and time.

use std::io;
use std::time::{Duration, SystemTime};

use actix_web::http::header::HttpDate;
use xxhash_rust::xxh3::xxh3_64;

use crate::source::LogFile;

/// The last second that a date in a header can tell, since 1970: that of the year 9999.
const LAST_SECOND: i64 = 253_402_300_799;

/// One state of one file.
pub(super) struct Version {
    etag: String,
    modified: SystemTime,
}

impl Version {
    /// Reads the version of an open file of `size` bytes.
    pub(super) fn of(file: &dyn LogFile, size: u64) -> io::Result<Version> {
        let (identity, modified) = (file.identity(), file.modified()?);
        let facts = [identity.device, identity.inode, size, modified.seconds as u64, u64::from(modified.nanos)];
        let bytes: Vec<u8> = facts.iter().flat_map(|fact| fact.to_le_bytes()).collect();
        let seconds = Duration::from_secs(modified.seconds.clamp(0, LAST_SECOND).unsigned_abs());
        Ok(Version { etag: format!("\"{:016x}\"", xxh3_64(&bytes)), modified: SystemTime::UNIX_EPOCH + seconds })
    }

    /// Returns the strong entity tag, in its quotes.
    pub(super) fn etag(&self) -> &str {
        &self.etag
    }

    /// Returns when the file was last written, to the second.
    pub(super) fn last_modified(&self) -> String {
        HttpDate::from(self.modified).to_string()
    }

    /// Tells whether a list of tags, as in `If-None-Match`, names this version.
    pub(super) fn is_among(&self, tags: &str) -> bool {
        let weakly = |tag: &str| tag.strip_prefix("W/").unwrap_or(tag) == self.etag;
        tags.trim() == "*" || tags.split(',').any(|tag| weakly(tag.trim()))
    }

    /// Tells whether nothing was written since a date, as in `If-Modified-Since`.
    pub(super) fn is_no_newer_than(&self, date: &str) -> bool {
        date.parse::<HttpDate>().is_ok_and(|date| self.modified <= SystemTime::from(date))
    }

    /// Tells whether a tag or a date, as in `If-Range`, surely names this version.
    pub(super) fn is(&self, tag_or_date: &str) -> bool {
        tag_or_date == self.etag || tag_or_date == self.last_modified()
    }
}
