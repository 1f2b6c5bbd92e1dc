//! Walks over the entries of a piece of a file that is in memory.

use std::borrow::Cow;
use std::io;

use memchr::{memchr, memrchr};

use super::clean::{clean, may_be_marked, plain_text, trim_line_end};
use super::group::{Grouping, Kind};
use super::log::Log;
use crate::entry::Entry;
use crate::format::Line;

/// Walks from entry to entry, or to the entry around a place.
pub(super) struct Walk<'w> {
    log: &'w Log,
    bytes: &'w [u8],
    /// All of these, where no line of them needs cleaning.
    text: Option<&'w str>,
    /// The offset in the file of the first byte.
    base: u64,
    /// The start of the next entry.
    position: usize,
    /// The state before the line at `position`.
    grouping: Grouping,
    /// The line at `position`, where it was read already.
    peeked: Option<Peeked<'w>>,
    /// Few entries are wanted, so that the one behind another is not read with it.
    sparse: bool,
    /// Only times and levels are wanted.
    brief: bool,
}

/// Where an entry stands among the bytes of a walk.
pub(super) struct Span<'w> {
    pub(super) start: usize,
    /// The start of the next entry.
    pub(super) end: usize,
    pub(super) lines: u64,
    first_line: Option<Peeked<'w>>,
}

/// A line that needed no cleaning, and what it is.
struct Peeked<'w> {
    text: &'w str,
    line: Line<'w>,
}

/// An entry with its text.
pub(super) struct Item<'a> {
    pub(super) entry: Entry<'a>,
    /// The bytes of the entry as they stand in the file.
    pub(super) raw: &'a [u8],
    /// The lines of the entry, cleaned, joined by `\n`.
    pub(super) text: &'a str,
    pub(super) lossy: bool,
    pub(super) truncated: Option<u64>,
}

/// How far back the start of an entry is looked for at first, in bytes.
const SHORT_REACH: usize = 4 << 10;

impl<'w> Walk<'w> {
    /// Begins at `base`, the start of an entry; `bytes` end with an entry. `sparse` where few of the entries are wanted.
    pub(super) fn new(log: &'w Log, bytes: &'w [u8], base: u64, sparse: bool) -> Walk<'w> {
        // Where all lines are read, they are looked through at once.
        let text = if sparse { None } else { plain_text(bytes) };
        // What starts an entry ends the reach of all lines before it.
        Walk { log, bytes, text, base, position: 0, grouping: Grouping::default(), peeked: None, sparse, brief: false }
    }

    /// Reads no more than the time and the level of most entries.
    pub(super) fn brief(self) -> Walk<'w> {
        Walk { brief: true, ..self }
    }

    /// Returns the file that is walked over.
    pub(super) fn log(&self) -> &'w Log {
        self.log
    }

    /// Returns where the next entry starts.
    pub(super) fn position(&self) -> usize {
        self.position
    }

    /// Steps over the next entry.
    pub(super) fn next(&mut self) -> Option<Span<'w>> {
        if self.position >= self.bytes.len() {
            return None;
        }
        let start = self.position;
        let mut at = self.line_end(start);
        let (kind, first_line) = match self.peeked.take() {
            Some(peeked) => (Kind::of(&self.log.reader, peeked.text, &peeked.line), Some(peeked)),
            None => self.read(start, at),
        };
        self.grouping.starts(self.base + start as u64, kind);
        let mut lines = 1;
        while at < self.bytes.len() {
            let end = self.line_end(at);
            if self.starts(at, end) {
                break;
            }
            at = end;
            lines += 1;
        }
        self.position = at;
        Some(Span { start, end: at, lines, first_line })
    }

    /// Moves to the entry that holds the byte at `place`, which must not lie before the position.
    pub(super) fn seek(&mut self, place: usize) -> io::Result<()> {
        let line = self.line_start(place);
        if line == self.position {
            return Ok(());
        }
        let (kind, peeked) = self.read(line, self.line_end(line));
        if kind.surely_starts() || matches!(kind, Kind::Head { .. }) && !self.is_open_before(line) {
            (self.position, self.grouping, self.peeked) = (line, Grouping::default(), peeked);
            return Ok(());
        }
        let mut reach = SHORT_REACH;
        while !self.seek_from(line.saturating_sub(reach).max(self.position), line)? {
            reach *= 8;
        }
        Ok(())
    }

    /// Tells whether what the line above a line carries may go on in it.
    fn is_open_before(&self, line: usize) -> bool {
        let above = clean(&self.bytes[self.line_start(line - 1)..line], self.log.max_line);
        self.log.reader.piece(&above.text).is_open()
    }

    /// Looks for the entry of `line` among those that start behind `from`, and moves there if one does.
    fn seek_from(&mut self, from: usize, line: usize) -> io::Result<bool> {
        let mut at = if from == self.position { from } else { self.line_end(from) };
        let mut grouping = match at == self.position {
            true => self.grouping.clone(),
            false => self.log.grouping_at(self.base + at as u64)?,
        };
        let mut found = None;
        while at <= line {
            let end = self.line_end(at);
            let before = grouping.clone();
            let (kind, _) = self.read(at, end);
            if grouping.starts(self.base + at as u64, kind) || at == self.position {
                found = Some((at, before));
            }
            at = end;
        }
        let Some((start, before)) = found else { return Ok(false) };
        (self.position, self.grouping, self.peeked) = (start, before, None);
        Ok(true)
    }

    /// Tells whether the line from `at` to `end` starts an entry, reading it only where it must be.
    fn starts(&mut self, at: usize, end: usize) -> bool {
        let offset = self.base + at as u64;
        let line = trim_line_end(&self.bytes[at..end]);
        if line.is_empty() || matches!(line[0], b' ' | b'\t') && !self.log.reader.indents() {
            return self.grouping.starts(offset, Kind::CONTINUATION);
        }
        // Nothing that begins like JSON continues an entry, which is told without cleaning the line.
        if !self.log.reader.joins()
            && !self.grouping.keeps_loose(offset)
            && (line[0] == b'{' || !self.log.reader.may_continue(&self.line(at, end)))
        {
            return true;
        }
        let (kind, peeked) = match self.sparse {
            true => (self.log.kind(&self.bytes[at..end]), None),
            false => self.read(at, end),
        };
        let starts = kind.surely_starts() || self.grouping.starts(offset, kind);
        self.peeked = peeked.filter(|_| starts);
        starts
    }

    fn read(&self, at: usize, end: usize) -> (Kind, Option<Peeked<'w>>) {
        match self.line(at, end) {
            Cow::Borrowed(text) => {
                let reader = &self.log.reader;
                let line = if self.brief { reader.brief(text) } else { reader.read(text) };
                (Kind::of(&self.log.reader, text, &line), Some(Peeked { text, line }))
            }
            Cow::Owned(text) => (Kind::of(&self.log.reader, &text, &self.log.reader.read(&text)), None),
        }
    }

    /// Returns a line as it is read.
    fn line(&self, at: usize, end: usize) -> Cow<'w, str> {
        let bytes = &self.bytes[at..end];
        let length = trim_line_end(bytes).len();
        match self.text.and_then(|text| text.get(at..at + length)) {
            Some(text) if length <= self.log.max_line && !may_be_marked(bytes) => Cow::Borrowed(text),
            _ => clean(bytes, self.log.max_line).text,
        }
    }

    fn line_end(&self, at: usize) -> usize {
        memchr(b'\n', &self.bytes[at..]).map_or(self.bytes.len(), |newline| at + newline + 1)
    }

    fn line_start(&self, place: usize) -> usize {
        memrchr(b'\n', &self.bytes[self.position..place]).map_or(self.position, |newline| self.position + newline + 1)
    }
}

impl Span<'_> {
    /// Reads the entry of this span and shows it to `look`.
    pub(super) fn with_item<R>(self, log: &Log, bytes: &[u8], look: impl FnOnce(&Item<'_>) -> R) -> R {
        let bytes = &bytes[self.start..self.end];
        match self.first_line {
            Some(Peeked { text, line }) if trim_line_end(bytes).len() == text.len() => {
                let entry = match line {
                    Line::Head(_, entry) => entry,
                    Line::Continuation if log.reader.joins() => return with_item(log, bytes, look),
                    Line::Continuation | Line::Loose => plain(text),
                };
                look(&Item { entry, raw: bytes, text, lossy: log.is_lossy(text), truncated: None })
            }
            _ => with_item(log, bytes, look),
        }
    }
}

/// Reads the bytes of one entry and shows it to `look`.
pub(super) fn with_item<R>(log: &Log, bytes: &[u8], look: impl FnOnce(&Item<'_>) -> R) -> R {
    let cleaned = clean(bytes, log.max_line);
    let text = &*cleaned.text;
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    let entry = match log.reader.begin(first) {
        Line::Head(_, entry) if rest.is_empty() => entry,
        Line::Head(format, entry) => log.reader.complete(format, entry, first, rest),
        Line::Continuation | Line::Loose => plain(text),
    };
    let lossy = cleaned.lossy || log.is_lossy(text);
    look(&Item { entry, raw: bytes, text, lossy, truncated: cleaned.truncated })
}

fn plain(text: &str) -> Entry<'_> {
    Entry { message: Cow::Borrowed(text), ..Entry::default() }
}
