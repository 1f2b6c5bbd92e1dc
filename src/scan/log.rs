//! One log file, opened for scanning: its bytes, its habit, and the names that its records carry.

use std::io;
use std::sync::{Arc, Mutex};

use encoding_rs::{UTF_16BE, UTF_16LE};

use super::clean::{BYTE_ORDER_MARK, clean};
use super::cursor::head_of;
use super::facts::Facts;
use super::group::{CHUNK, Grouping, Kind};
use super::patience::{Patience, is_over};
use super::readers::Moment;
use super::{ScanError, Scanner, Settings};
use crate::entry::Head;
use crate::format::{Clock, Reader};
use crate::source::{BehindHole, LogFile, SourceError, Unpacked};

mod kept;
mod newlines;
mod times;

use kept::KeptLines;
use times::Timeless;

/// An open log file that knows how its lines are read.
pub(super) struct Log {
    pub(super) name: String,
    /// The channel that the file belongs to.
    pub(super) channel: Option<String>,
    pub(super) file: Arc<dyn LogFile>,
    /// How long the stored file was when it was opened, in bytes.
    pub(super) stored_size: u64,
    /// How long the file was when it was opened, in bytes: a scan ends here. [`UNKNOWN_SIZE`] of a packed file that is read
    /// from its start.
    pub(super) size: u64,
    pub(super) reader: Arc<Reader>,
    pub(super) head: Head,
    pub(super) max_line: usize,
    /// Whether U+FFFD stands for what could not be decoded.
    pub(super) is_decoded: bool,
    /// Whether the file is read as it is stored.
    pub(super) is_plain: bool,
    /// What is known of its blocks.
    pub(super) facts: Option<Arc<Facts>>,
    /// How long somebody waits for what is read of it.
    pub(super) patience: Patience,
    /// The stretch that was last looked back over for a time.
    timeless: Mutex<Option<Timeless>>,
}

/// The size of a packed file whose end was not seen yet.
pub(super) const UNKNOWN_SIZE: u64 = u64::MAX;

/// A line is read on at least so far, so that what follows a cut one is in another chunk and starts an entry.
const LEAST_KEPT_LINE: usize = 4 * CHUNK as usize;

/// How many bytes are looked at in each of a few places to learn a file's habit.
const SAMPLE_BYTES: u64 = 16 << 10;

/// How much is unpacked before it is asked whether anybody still waits for the end.
const UNPACKED_AT_ONCE: u64 = 8 << 20;

/// How far back a first look for the head of an entry reaches; most are on the line before.
const SHORT_LOOK_BACK: u64 = 4 << 10;

impl Log {
    /// Opens a file by name; where reading begins at its end, `for_end` says who waits for that to be known.
    pub(super) fn open(
        scanner: &Scanner,
        name: &str,
        log_format: Option<&str>,
        for_end: Option<&Patience>,
    ) -> Result<Log, ScanError> {
        let stored = scanner.source.open(name).map_err(|error| match error {
            SourceError::NotFound => ScanError::NotFound,
            other => ScanError::Source(other),
        })?;
        Log::of(scanner, name, &stored, log_format, for_end)
    }

    /// Makes a log of a file that is open already; `for_end` as in [`Log::open`].
    pub(super) fn of(
        scanner: &Scanner,
        name: &str,
        stored: &Arc<dyn LogFile>,
        log_format: Option<&str>,
        for_end: Option<&Patience>,
    ) -> Result<Log, ScanError> {
        let settings = &scanner.settings;
        let fault = |source| fault(name, source);
        let stored_size = stored.size().map_err(fault)?;
        let modified = stored.modified().map_err(fault)?;
        let clock = Clock::new(settings.zone.clone(), modified);
        let file = unpack(stored.clone(), settings).and_then(BehindHole::of).map_err(fault)?;
        let is_plain = Arc::ptr_eq(stored, &file);
        let size = match for_end {
            Some(patience) => end_of(file.as_ref(), patience),
            None if file.is_size_known() => file.size(),
            None => Ok(UNKNOWN_SIZE),
        };
        let size = size.map_err(fault)?;
        // A mark and nothing behind it is no line.
        let size = if is_mark(file.as_ref(), size).map_err(fault)? { 0 } else { size };
        let head = head_of(file.as_ref()).map_err(fault)?;
        let detect = |clock| {
            let lines = lines_of(&sample(file.as_ref(), size)?, settings.max_line);
            Ok(Reader::detect(lines.iter().map(String::as_str), clock, &settings.formats))
        };
        let reader = match log_format.or_else(|| settings.formats.forced(name)) {
            Some(format) => Arc::new(Reader::forced(format, clock, &settings.formats).ok_or(ScanError::Internal)?),
            None => {
                let moment = Moment { identity: stored.identity(), head, size, stored_size, modified };
                scanner.readers.get(moment, clock, detect).map_err(fault)?
            }
        };
        let channel = scanner.source.channel(name);
        let (name, max_line) = (name.to_owned(), settings.max_line);
        let (is_decoded, facts, timeless) = (file.is_decoded(), None, Mutex::new(None));
        Ok(Log {
            is_decoded,
            name,
            channel,
            file,
            stored_size,
            size,
            reader,
            head,
            max_line,
            is_plain,
            facts,
            patience: Patience::default(),
            timeless,
        })
    }

    /// Takes what is known of the file's blocks, if it still holds.
    pub(super) fn look_up(&mut self, scanner: &Scanner) {
        let known = scanner.catalogue.as_ref().filter(|_| self.is_plain && self.size >= scanner.settings.facts_block);
        let facts = known.and_then(|catalogue| catalogue.facts(self.file.identity()));
        self.facts = facts.filter(|facts| facts.hold(self, &scanner.settings));
    }

    /// Returns how many bytes stand behind those whose facts are known; 0 where none ever will be.
    pub(super) fn unknown(&self) -> u64 {
        let known = self.facts.as_ref().map_or(0, |facts| facts.end());
        if self.is_plain { self.size - known } else { 0 }
    }

    /// Returns the number of the line that starts at an offset, where facts tell it.
    pub(super) fn line_number(&self, offset: u64) -> Option<u64> {
        // What cannot be read is told when it is scanned.
        self.facts.as_ref().and_then(|facts| facts.line_at(self, offset).ok().flatten())
    }

    /// Returns the same log as it is read up to another size, out of `file`.
    pub(super) fn view(&self, file: Arc<dyn LogFile>, size: u64) -> Log {
        let (name, reader, timeless) = (self.name.clone(), self.reader.clone(), Mutex::default());
        let (channel, patience) = (self.channel.clone(), self.patience.clone());
        Log { name, channel, file, size, reader, patience, timeless, facts: None, ..*self }
    }

    /// Lets lines be read as another reader does.
    pub(super) fn with_reader(self, reader: Arc<Reader>) -> Log {
        Log { reader, ..self }
    }

    /// Returns the lines by which the format was found.
    pub(super) fn sample_lines(&self) -> Result<Vec<String>, ScanError> {
        let sample = sample(self.file.as_ref(), self.size).map_err(|source| self.fault(source))?;
        Ok(lines_of(&sample, self.max_line))
    }

    /// Says that reading this file failed, or was given up.
    pub(super) fn fault(&self, source: io::Error) -> ScanError {
        fault(&self.name, source)
    }

    /// Tells whether a text that was decoded without loss of its own had been decoded with one before.
    pub(super) fn is_lossy(&self, text: &str) -> bool {
        self.is_decoded && text.contains(char::REPLACEMENT_CHARACTER)
    }

    /// Returns how many bytes of a line are read at most.
    pub(super) fn kept_line(&self) -> usize {
        self.max_line.max(LEAST_KEPT_LINE)
    }

    /// Returns the bytes between two offsets; fewer where the file ends before.
    pub(super) fn bytes(&self, from: u64, to: u64) -> io::Result<Vec<u8>> {
        let mut bytes = vec![0; usize::try_from(to.saturating_sub(from)).unwrap_or(usize::MAX)];
        let read = self.file.read_at(from, &mut bytes)?;
        bytes.truncate(read);
        Ok(bytes)
    }

    /// Tells what a line is to the entry above it.
    pub(super) fn kind(&self, line: &[u8]) -> Kind {
        let text = clean(line, self.max_line).text;
        Kind::of(&self.reader, &text, &self.reader.look(&text))
    }

    /// Returns the state of grouping before the line that starts at `offset`.
    pub(super) fn grouping_at(&self, offset: u64) -> io::Result<Grouping> {
        let floor = (offset / CHUNK).saturating_sub(1) * CHUNK;
        let near = floor.max(offset.saturating_sub(SHORT_LOOK_BACK));
        let mut found_head = false;
        let kinds = self.kinds_before(near, offset, &mut found_head)?;
        let kinds =
            if found_head || near == floor { kinds } else { self.kinds_before(floor, offset, &mut found_head)? };
        Ok(Grouping::resume(offset, kinds.into_iter()))
    }

    /// Returns offsets and kinds of the lines that start between two offsets, last first, as far as the last head.
    fn kinds_before(&self, from: u64, to: u64, found_head: &mut bool) -> io::Result<Vec<(u64, Kind)>> {
        let mut kinds = Vec::new();
        for (offset, line) in self.lines_between(from, to)?.iter().rev() {
            let kind = self.kind(line);
            kinds.push((*offset, kind));
            if matches!(kind, Kind::Head { .. }) {
                *found_head = true;
                break;
            }
        }
        Ok(kinds)
    }

    /// Returns the lines that start at or behind `from` and before `to`, with their offsets; `to` is a line's start or the end, and
    /// all between is held at once.
    fn lines_between(&self, from: u64, to: u64) -> io::Result<Vec<(u64, Vec<u8>)>> {
        let lead = u64::from(from > 0);
        let bytes = self.bytes(from - lead, to)?;
        let mut at = match lead {
            0 => 0,
            _ => memchr::memchr(b'\n', &bytes).map_or(bytes.len(), |newline| newline + 1),
        };
        let mut lines = Vec::new();
        while at < bytes.len() {
            let end = memchr::memchr(b'\n', &bytes[at..]).map_or(bytes.len(), |newline| at + newline + 1);
            lines.push((from - lead + at as u64, bytes[at..end].to_vec()));
            at = end;
        }
        Ok(lines)
    }

    /// Returns the start of the entry that holds the line that starts at `line`.
    pub(super) fn entry_start(&self, line: u64) -> io::Result<u64> {
        let mut reach = SHORT_LOOK_BACK;
        loop {
            let near = self.line_start(line.saturating_sub(reach))?;
            let mut grouping = self.grouping_at(near)?;
            let mut found = (near == 0).then_some(0);
            let mut lines = KeptLines::new(self, near, line + 1);
            while let Some((at, text)) = lines.next()? {
                if grouping.starts(at, self.kind(text)) {
                    found = Some(at);
                }
            }
            if let Some(start) = found {
                return Ok(start);
            }
            reach *= 8;
        }
    }

    /// Returns the end of the entry that starts at `start`.
    pub(super) fn entry_end(&self, start: u64) -> io::Result<u64> {
        let mut grouping = self.grouping_at(start)?;
        let mut lines = KeptLines::new(self, start, self.size);
        while let Some((line, text)) = lines.next()? {
            if grouping.starts(line, self.kind(text)) && line > start {
                return Ok(line);
            }
        }
        Ok(self.size)
    }
}

/// Returns the size of a file, which may have to be unpacked for that; fails once nobody waits any longer.
fn end_of(file: &dyn LogFile, patience: &Patience) -> io::Result<u64> {
    let mut reached = 0;
    // Where it is broken, it ends.
    while !file.is_size_known() && file.read_at(reached, &mut [0]).is_ok_and(|read| read == 1) {
        patience.check()?;
        reached += UNPACKED_AT_ONCE;
    }
    file.size()
}

/// Says that reading a file failed, or was given up.
fn fault(name: &str, source: io::Error) -> ScanError {
    match is_over(&source) {
        true => ScanError::TimedOut,
        false => ScanError::Read { file: name.to_owned(), source },
    }
}

/// Tells whether a file holds a byte order mark alone.
fn is_mark(file: &dyn LogFile, size: u64) -> io::Result<bool> {
    let mut bytes = [0; BYTE_ORDER_MARK.len()];
    Ok(size == bytes.len() as u64 && file.read_at(0, &mut bytes)? == bytes.len() && bytes == BYTE_ORDER_MARK)
}

/// Makes plain UTF-8 of a file that is compressed or in another encoding; where its text is UTF-8, it stays as it is.
fn unpack(stored: Arc<dyn LogFile>, settings: &Settings) -> io::Result<Arc<dyn LogFile>> {
    let file = Unpacked::of(stored.clone(), None, settings.max_unpacked)?;
    let Some(encoding) = settings.encoding else { return Ok(file) };
    let size = if file.is_size_known() { file.size()? } else { UNKNOWN_SIZE };
    let is_wide = [UTF_16LE, UTF_16BE].contains(&encoding);
    // NULs are half of what UTF-16 is made of; a character that is cut at the end of the sample is not broken.
    let is_broken = |lines: &[u8]| std::str::from_utf8(lines).is_err_and(|error| error.error_len().is_some());
    let broken = |lines: &[u8]| is_wide && lines.contains(&0) || is_broken(lines);
    match sample(file.as_ref(), size)?.iter().any(|lines| broken(lines)) {
        true => Unpacked::of(stored, Some(encoding), settings.max_unpacked),
        false => Ok(file),
    }
}

/// Reads a few places of a file: its start, middle and end.
fn sample(file: &dyn LogFile, size: u64) -> io::Result<Vec<Vec<u8>>> {
    let mut places = vec![0, (size / 2).saturating_sub(SAMPLE_BYTES / 2), size.saturating_sub(SAMPLE_BYTES)];
    if size == UNKNOWN_SIZE {
        places.truncate(1);
    }
    places.dedup_by(|next, last| *next < *last + SAMPLE_BYTES);
    let read = |from: u64| {
        let mut bytes = vec![0; SAMPLE_BYTES as usize];
        let length = file.read_at(from, &mut bytes)?;
        bytes.truncate(length);
        // What begins within a line is no line.
        let begin =
            if from == 0 { 0 } else { memchr::memchr(b'\n', &bytes).map_or(bytes.len(), |newline| newline + 1) };
        Ok(bytes.split_off(begin))
    };
    places.into_iter().map(read).collect()
}

fn lines_of(sample: &[Vec<u8>], max_line: usize) -> Vec<String> {
    let lines = sample.iter().flat_map(|bytes| bytes.split(|byte| *byte == b'\n'));
    lines.filter(|line| !line.is_empty()).map(|line| clean(line, max_line).text.into_owned()).collect()
}
