//! Reads a log piece by piece while it grows: for followers, each of which goes on from where it was.

use std::sync::Arc;

use super::answer;
use super::block::{Block, Plan, scan_block};
use super::cursor::{ANCHOR_BYTES, HEAD_BYTES, anchor, anchor_at, begins_with, head_of, head_of_bytes};
use super::group::CHUNK;
use super::lines::Lines;
use super::log::Log;
use super::record::{FileText, Place};
use super::walk::{Item, with_item};
use super::window::Window;
use super::{ScanError, Scanner, Stopper};
use crate::entry::{Cursor, Entry, Head};
use crate::query::{Candidate, Order, Output, Query};
use crate::source::LogFile;

/// What a follower asks of each entry, and how its records are written.
pub struct Reading {
    plan: Plan,
    plain: bool,
}

/// A log that may grow.
pub struct GrowingLog {
    scanner: Arc<Scanner>,
    log_format: Option<String>,
    stored: Arc<dyn LogFile>,
    log: Log,
}

/// A stretch of a log, made of whole lines but for its ends.
#[derive(Clone, Copy, Debug)]
pub struct Stretch {
    /// Where it begins.
    pub from: u64,
    /// Where it ends: behind a line end, or at the end of a file that is final.
    pub to: u64,
    /// How many line ends stand before `from`, where they were counted.
    pub lines_before: Option<u64>,
}

/// How a followed log begins, of which the cursors in it tell.
#[derive(Clone, Debug)]
pub struct Beginning {
    /// What tells the log from others.
    pub head: Head,
    /// The bytes of which that tells.
    pub bytes: Arc<[u8]>,
    /// Since when it has been the one being written: see [`crate::entry::Position`].
    pub since: i64,
}

/// The records of a stretch.
#[derive(Clone, Debug, Default)]
pub struct Records {
    /// The records, each with its line end.
    pub bytes: Vec<u8>,
    /// Where each of them ends among the bytes.
    pub ends: Vec<usize>,
    /// Where reading goes on: the end of the stretch, or an entry before it.
    pub reached: u64,
}

/// How much of a log is read at once at most, in bytes, but for what belongs to the last entry.
const MOST_READ: u64 = 256 << 10;

impl Reading {
    /// Takes the conditions and the shape of the records out of a query.
    pub fn new(query: &Query) -> Reading {
        let plan = answer::plan(query, Order::Ascending, false, false, &Stopper::default());
        let plain = plan.matcher.is_always() && query.output == Output::Ndjson && !query.raw && query.fields.is_empty();
        Reading { plan, plain }
    }

    /// Tells whether it is every entry's whole record that is wanted, so that followers can share them.
    pub fn is_plain(&self) -> bool {
        self.plain
    }

    /// Returns what stands before the first record: the names of the columns, in CSV.
    pub fn header(&self) -> Vec<u8> {
        self.plan.writer.header()
    }
}

impl Beginning {
    /// Tells of the bytes with which a file begins: all of them while it is short, else the first 1,024.
    pub fn new(bytes: Arc<[u8]>, inode: u64, since: i64) -> Beginning {
        Beginning { head: head_of_bytes(&bytes, inode), bytes, since }
    }

    /// Tells whether all that may be known of the beginning is.
    pub fn is_whole(&self) -> bool {
        self.bytes.len() >= HEAD_BYTES
    }

    /// Returns what tells of the log at a place: the bytes before that, which stay the same while it grows.
    pub fn head_at(&self, offset: u64) -> Head {
        match self.bytes.get(..usize::try_from(offset).unwrap_or(usize::MAX)) {
            Some(before) => head_of_bytes(before, self.head.inode),
            None => self.head,
        }
    }

    /// Tells whether a head was made of the bytes with which this begins.
    pub fn is_of(&self, head: Head) -> bool {
        self.bytes.get(..head.length as usize).is_some_and(|bytes| head_of_bytes(bytes, 0).hash == head.hash)
    }
}

impl Records {
    /// Appends what was read behind these.
    pub fn append(&mut self, mut behind: Records) {
        self.ends.extend(behind.ends.iter().map(|end| self.bytes.len() + end));
        self.bytes.append(&mut behind.bytes);
        self.reached = behind.reached;
    }

    /// Yields the records one by one, each with its line end.
    pub fn iter(&self) -> impl Iterator<Item = &[u8]> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(&self.ends).map(|(start, &end)| &self.bytes[start..end])
    }
}

impl GrowingLog {
    /// Makes a log of an open file; its format is found by what it holds now.
    ///
    /// # Errors
    /// Reading may fail.
    pub fn new(
        scanner: &Arc<Scanner>,
        name: &str,
        file: Arc<dyn LogFile>,
        log_format: Option<&str>,
    ) -> Result<GrowingLog, ScanError> {
        let log = Log::of(scanner, name, &file, log_format, None)?;
        Ok(GrowingLog { scanner: scanner.clone(), log_format: log_format.map(str::to_owned), stored: file, log })
    }

    /// Returns the same file as a log that begins anew.
    ///
    /// # Errors
    /// Reading may fail.
    pub fn anew(&self) -> Result<GrowingLog, ScanError> {
        GrowingLog::new(&self.scanner, &self.log.name, self.stored.clone(), self.log_format.as_deref())
    }

    /// Returns the same log in the format that its lines show by now.
    ///
    /// # Errors
    /// Reading may fail.
    pub fn with_format_of_now(&self) -> Result<GrowingLog, ScanError> {
        let log = self.log.view(self.log.file.clone(), self.log.size).with_reader(self.anew()?.log.reader);
        Ok(GrowingLog {
            scanner: self.scanner.clone(),
            log_format: self.log_format.clone(),
            stored: self.stored.clone(),
            log,
        })
    }

    /// Returns the log as it is read up to a place.
    pub(super) fn up_to(&self, end: u64) -> Log {
        self.log.view(self.log.file.clone(), end)
    }

    /// Tells whether the file is compressed, and so complete.
    pub fn is_packed(&self) -> bool {
        self.log.file.is_packed()
    }

    /// Returns the file's name.
    pub fn name(&self) -> &str {
        &self.log.name
    }

    /// Says that reading this file failed.
    pub fn fault(&self, source: std::io::Error) -> ScanError {
        self.log.fault(source)
    }

    /// Returns the file as plain text: unpacked where it is packed.
    pub fn file(&self) -> &Arc<dyn LogFile> {
        &self.log.file
    }

    /// Returns the file as it is stored.
    pub fn stored(&self) -> &Arc<dyn LogFile> {
        &self.stored
    }

    /// Returns what tells this file from others; it says more the longer the file is, up to 1,024 bytes.
    ///
    /// # Errors
    /// Reading may fail.
    pub fn head(&self) -> Result<Head, ScanError> {
        match self.log.head.length as usize {
            HEAD_BYTES => Ok(self.log.head),
            _ => head_of(self.log.file.as_ref()).map_err(|source| self.log.fault(source)),
        }
    }

    /// Returns the bytes of which the head tells.
    ///
    /// # Errors
    /// Reading may fail.
    pub fn first_bytes(&self) -> Result<Arc<[u8]>, ScanError> {
        self.log.bytes(0, HEAD_BYTES as u64).map(Arc::from).map_err(|source| self.log.fault(source))
    }

    /// Returns the hash by which the bytes before an offset are known again.
    ///
    /// # Errors
    /// Reading may fail.
    pub fn anchor_at(&self, offset: u64) -> Result<u32, ScanError> {
        anchor_at(self.log.file.as_ref(), offset).map_err(|source| self.log.fault(source))
    }

    /// Tells whether the place that a cursor names is in this file.
    pub fn holds(&self, cursor: &Cursor) -> bool {
        let file = self.log.file.as_ref();
        begins_with(file, cursor.head).unwrap_or(false)
            && anchor_at(file, cursor.offset).is_ok_and(|anchor| anchor == cursor.anchor)
            && (cursor.offset == 0 || file.read_at(cursor.offset - 1, &mut [0]).is_ok_and(|read| read == 1))
    }

    /// Reads the entries of a stretch, or of its beginning where it is long. `file` is where its bytes are taken from: the file
    /// itself, or what is held of it in memory. The cursors tell of the beginning.
    ///
    /// Where the stretch begins within an entry, the first record carries further lines of that, as the contract says of
    /// `continues`; it is the whole entry where what came before did not match.
    ///
    /// # Errors
    /// Reading may fail, or the file may be shorter now.
    pub fn read(
        &self,
        reading: &Reading,
        stretch: Stretch,
        file: Option<Arc<dyn LogFile>>,
        beginning: &Beginning,
    ) -> Result<Records, ScanError> {
        let Stretch { from, to, lines_before } = stretch;
        let log = self.log.view(file.unwrap_or_else(|| self.log.file.clone()), to);
        let first = if from < HEAD_BYTES as u64 { beginning.bytes.clone() } else { Arc::default() };
        let text = FileText::new(&log.name, log.channel.as_deref(), beginning.head).followed(first, beginning.since);
        let mut records = Records::default();
        let begin = first_entry(&log, from, to)?;
        if begin > from {
            let part = Part { log: &log, text: &text, reading, from, to: begin, lines_before };
            part.write(&mut records).map_err(|source| log.fault(source))?;
        }
        records.reached = begin;
        if begin == to {
            return Ok(records);
        }
        let lines = match lines_before {
            Some(before) if begin > from => Lines::Known(before + count_lines(&log, from, begin)?),
            Some(before) => Lines::Known(before),
            None => Lines::Uncounted,
        };
        let end = to.min(begin + MOST_READ);
        let block = Block { start: begin, end, limit: to, starts_entry: true, lines, most: u64::MAX, listed: None };
        let batch = scan_block(&log, &text, &reading.plan, &block)?;
        let before = records.bytes.len();
        records.bytes.extend_from_slice(&batch.bytes);
        records.ends.extend(batch.matches.iter().map(|found| before + found.record_end));
        records.reached = match &batch.rest {
            Some(rest) => rest.start,
            None => batch.searched_to.unwrap_or(to),
        };
        Ok(records)
    }
}

/// Returns where the first entry starts at or behind an offset; `to` where none does before that.
fn first_entry(log: &Log, from: u64, to: u64) -> Result<u64, ScanError> {
    if from == 0 {
        return Ok(0);
    }
    let mut window = Window::load(log, from, from + 1, to)?;
    let line = match window.slice(from - 1, from) {
        b"\n" => from,
        _ => window.next_line(from)?,
    };
    if line >= to {
        return Ok(to);
    }
    Ok(window.first_entry(line, to)?.unwrap_or(to))
}

/// Counts the line ends of a stretch.
fn count_lines(log: &Log, from: u64, to: u64) -> Result<u64, ScanError> {
    match log.count_newlines(from, to).map_err(|source| log.fault(source))? {
        (_, end) if end < to => Err(ScanError::Truncated { file: log.name.clone() }),
        (lines, _) => Ok(lines),
    }
}

/// Further lines of an entry.
struct Part<'a> {
    log: &'a Log,
    text: &'a FileText,
    reading: &'a Reading,
    from: u64,
    to: u64,
    lines_before: Option<u64>,
}

impl Part<'_> {
    /// Appends the record of these lines, if any is due.
    fn write(&self, records: &mut Records) -> std::io::Result<()> {
        let log = self.log;
        let start = log.entry_start(log.line_start(self.from)?)?;
        let kept = |from: u64, to: u64| log.bytes(from, to.min(from + log.kept_line() as u64 + 2 * CHUNK));
        let (before, whole, new) = (kept(start, self.from)?, kept(start, self.to)?, kept(self.from, self.to)?);
        let was_sent = start < self.from && with_item(log, &before, |item| self.judge(item, start))?;
        let matches = with_item(log, &whole, |item| self.judge(item, start))?;
        let says_more = with_item(log, &new, |item| !item.text.is_empty());
        if !matches || was_sent && !says_more {
            return Ok(());
        }
        let line = self.line_of(start, &before);
        let not_kept = self.not_kept(if was_sent { &new } else { &whole }, if was_sent { self.from } else { start });
        match was_sent {
            false => with_item(log, &whole, |item| self.add(records, item, (line, not_kept), None)),
            true => {
                let continues = Some((self.from, anchor_at(log.file.as_ref(), self.from)?));
                with_item(log, &whole, |whole| {
                    with_item(log, &new, |new| {
                        let entry = Entry { message: log.reader.further(new.text), ..whole.entry.clone() };
                        let Item { raw, text, lossy, truncated, .. } = *new;
                        self.add(records, &Item { entry, raw, text, lossy, truncated }, (line, not_kept), continues);
                    });
                });
            }
        }
        Ok(())
    }

    fn line_of(&self, start: u64, before: &[u8]) -> Option<u64> {
        let whole = before.len() as u64 == self.from - start;
        let lines = memchr::memchr_iter(b'\n', before).count() as u64;
        self.lines_before.filter(|_| whole).map(|above| above - lines + 1)
    }

    fn judge(&self, item: &Item<'_>, start: u64) -> std::io::Result<bool> {
        let matcher = &self.reading.plan.matcher;
        let time = match item.entry.timestamp {
            None if matcher.needs_time() => self.log.time_before(start)?,
            own => own,
        };
        Ok(matcher.matches(Candidate { entry: &item.entry, text: item.text, time, file: &self.log.name }))
    }

    /// Returns how many bytes of the last line were too many to be kept, without its line end.
    fn not_kept(&self, bytes: &[u8], from: u64) -> u64 {
        match self.to - from - bytes.len() as u64 {
            0 => 0,
            missing => missing - u64::from(self.log.bytes(self.to - 1, self.to).is_ok_and(|last| last == b"\n")),
        }
    }

    fn add(
        &self,
        records: &mut Records,
        item: &Item<'_>,
        (line, not_kept): (Option<u64>, u64),
        continues: Option<(u64, u32)>,
    ) {
        let near = self.log.bytes(self.to.saturating_sub(ANCHOR_BYTES), self.to).unwrap_or_default();
        let (offset, anchor) = (self.to, anchor(&near));
        let place = Place { file: self.text, line, offset, anchor, not_kept, context_of: None, continues };
        self.reading.plan.writer.write(&mut records.bytes, item, &place);
        records.ends.push(records.bytes.len());
    }
}
