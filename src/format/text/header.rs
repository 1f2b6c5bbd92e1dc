//! The header of a line: the words between its time and its message.

use std::borrow::Cow;

use crate::entry::{Entry, Level, Timestamp};
use crate::format::scanner::{Scanner, bracketed};
use crate::format::words::{has_pair, is_dotted, is_identity, is_number, marked_level};

use super::{Context, field, past_blanks};

mod group;
mod odd;
mod word;

/// How many words a header may have.
const MOST_WORDS: usize = 12;

/// How many words before the level may be names.
const MOST_NAMES: usize = 4;

/// What was read of a header so far.
#[derive(Default)]
pub(super) struct Header<'a> {
    pub(super) level: Option<Level>,
    pub(super) source: Option<&'a str>,
    /// Names in the order of the line that may be a thread, a logger or a host.
    pub(super) names: Vec<&'a str>,
    /// What brackets held, in the order of the line.
    pub(super) groups: Vec<&'a str>,
    pub(super) pid: Option<&'a str>,
    pub(super) thread: Option<&'a str>,
    pub(super) context: Context<'a>,
    /// Where the message ends, where more of the header follows it.
    pub(super) message_end: Option<usize>,
    /// The level counts seconds, and what follows it is the message.
    pub(super) counted: bool,
    /// Whether nothing is read behind the level: no word there changes it.
    until_level: bool,
    /// How many numbers stood in columns of their own, parted by several blanks.
    columns: u8,
    /// The word before ended with a colon that no blank follows.
    joined: bool,
    /// Where the message starts if nothing confirms what was taken since.
    doubt: Option<Doubt>,
}

/// What is undone when nothing confirms that the words from `start` on belong to the header.
#[derive(Clone, Copy)]
struct Doubt {
    start: usize,
    groups: usize,
    pid: bool,
    thread: bool,
}

/// What reading one word came to.
enum Step {
    /// The header may go on at this place.
    On(usize),
    /// The message starts at this place.
    End(usize),
}

impl<'a> Header<'a> {
    /// Begins a header of which nothing but the level is wanted.
    pub(super) fn until_level() -> Header<'a> {
        Header { until_level: true, ..Header::default() }
    }

    /// Adds a field, where more than the level is wanted.
    pub(super) fn note(&mut self, name: &'a str, word: &'a str) {
        if !self.until_level {
            self.context.push(field(name, word));
        }
    }

    /// Reads the words before the time.
    pub(super) fn prefix(&mut self, prefix: &'a str) {
        let mut at = 0;
        while at < prefix.len() {
            let Some(word) = super::prefix_word(prefix, at) else {
                at += 1;
                continue;
            };
            at += word.len();
            let word = trimmed(word, b":,;-");
            if word.is_empty() {
                continue;
            }
            if let Some((inner, _)) = bracketed(word, 80) {
                self.group(inner);
            } else if let Some(level) = marked_level(word) {
                self.level = self.level.or(Some(level));
            } else if is_number(word) {
                self.note("sequence", word);
            } else if is_file(word) {
                self.note("file", word);
            } else {
                self.names.push(word);
            }
        }
        self.context.dedup_by(|later, earlier| later.0 == earlier.0);
    }

    /// Reads the words behind the time and returns where the message starts.
    pub(super) fn read(&mut self, line: &'a str, start: usize) -> usize {
        let mut at = start;
        for _ in 0..MOST_WORDS {
            at = past_marks(line, at);
            match self.step(line, at, start) {
                Step::On(next) if self.until_level && self.level.is_some() && !is_directly(next, start) => return next,
                Step::On(next) => at = next,
                Step::End(message) => {
                    at = message;
                    break;
                }
            }
        }
        if let Some(doubt) = self.doubt.take() {
            at = doubt.start;
            self.groups.truncate(doubt.groups);
            if doubt.pid {
                self.pid = None;
            }
            if doubt.thread {
                self.thread = None;
            }
        }
        past_blanks(line, at)
    }

    fn step(&mut self, line: &'a str, at: usize, start: usize) -> Step {
        let rest = line.get(at..).unwrap_or_default();
        let Some(first) = rest.bytes().next() else { return Step::End(at) };
        if matches!(first, b'[' | b'(' | b'<' | b'{') {
            return self.bracket(rest, at);
        }
        let mut scanner = Scanner::new(rest);
        let word = scanner.word().unwrap_or_default();
        let directly = is_directly(at, start);
        if let Some((end, goes_on)) = self.odd_word(rest, word, directly) {
            return if goes_on { Step::On(at + end) } else { Step::End(at + end) };
        }
        if let Some(end) = self.level_word(rest, word, directly) {
            self.doubt = None;
            if self.source.is_none() && (self.names.len() > 1 || self.names.len() == 1 && self.pid.is_some()) {
                // Columns: the last before the level is the component, and nothing of the text is.
                self.source = self.names.pop();
                return Step::End(past_marks(line, at + end));
            }
            return Step::On(at + end);
        }
        if let Some(end) = self.number_word(rest, word, at) {
            return Step::On(at + end);
        }
        if let Some(end) = self.span(rest, word) {
            return Step::On(at + end);
        }
        if self.source.is_none()
            && let Some((end, may_go_on)) = self.source_word(rest, word, directly)
        {
            self.doubt = None;
            return if may_go_on && self.level.is_none() {
                self.late_level(rest, end, at)
            } else {
                Step::End(at + end)
            };
        }
        if self.level.is_none() && self.source.is_none() && self.name_before_level(rest, word) {
            self.name(word);
            return Step::On(at + word.len());
        }
        Step::End(at)
    }

    /// Takes a word before the level.
    fn name(&mut self, word: &'a str) {
        match word.strip_prefix("TID-") {
            Some(thread) => self.thread = Some(thread),
            None if is_identity(word.as_bytes()) => self.note("request", word),
            None => self.names.push(word),
        }
    }

    /// Takes a bracket: a level, a process, a thread, a place in the code, or a name.
    fn bracket(&mut self, rest: &'a str, at: usize) -> Step {
        let Some((inner, end)) = bracketed(rest, 200) else { return Step::End(at) };
        let square = rest.starts_with('[');
        let known = self.level.is_some();
        if rest.starts_with('{') {
            return self.brace(rest, inner, end, at);
        }
        if !square && !group::is_thread(inner) && marked_level(inner).is_none() {
            return self.remark(rest, inner, end, at);
        }
        let says_nothing = !inner.is_empty() && inner.bytes().all(|byte| matches!(byte, b'*' | b'=' | b'#' | b'~'));
        if has_pair(inner, *b": ") || self.groups.len() >= 3 || says_nothing {
            return Step::End(at);
        }
        if !square && inner.starts_with("0x") && rest[end..].starts_with(':') && !self.groups.is_empty() {
            // The mask of a level, behind the function.
            self.note("mask", inner);
            self.source = self.groups.pop();
            return Step::End(past_marks(rest, end) + at);
        }
        if group::is_identity(inner) && !is_number(inner) {
            self.note("request", inner);
            return Step::On(at + end);
        }
        let spaced = inner.trim().contains(' ');
        if spaced && self.doubt.is_none() {
            self.doubt = Some(Doubt {
                start: at,
                groups: self.groups.len(),
                pid: self.pid.is_none(),
                thread: self.thread.is_none(),
            });
        }
        if !square && self.thread.is_none() && inner.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') {
            self.thread = Some(inner);
            return Step::On(at + end);
        }
        let unplaced = self.source.is_none();
        self.group(inner.trim());
        if unplaced && square && self.logger(inner, &rest[end..]) && known {
            self.doubt = None;
            let end = self.behind_logger(rest, end);
            return Step::End(past_marks(rest, end) + at);
        }
        if (self.level.is_some() && !known) || (unplaced && self.source.is_some()) {
            self.doubt = None;
        }
        Step::On(at + end)
    }

    /// Makes the entry, whose message starts at `start`.
    pub(super) fn entry(mut self, line: &'a str, start: usize, timestamp: Option<Timestamp>) -> Entry<'a> {
        if self.source.is_none() {
            self.source = self.choose_source();
        } else if self.thread.is_none() && !self.groups.is_empty() {
            self.thread = Some(self.groups.remove(0));
        }
        let mut context = Vec::with_capacity(self.context.len() + 4);
        for (name, word) in [("pid", self.pid), ("thread", self.thread)] {
            if let Some(word) = word.filter(|word| !word.is_empty()) {
                context.push(field(name, word));
            }
        }
        const GROUPS: [&str; 3] = ["group", "group2", "group3"];
        context.extend(
            GROUPS.into_iter().zip(self.groups).filter(|(_, word)| *word != "-").map(|(name, word)| field(name, word)),
        );
        const NAMES: [&str; 5] = ["name", "name2", "name3", "name4", "name5"];
        context.extend(NAMES.into_iter().zip(self.names).map(|(name, word)| field(name, word)));
        for (name, value) in self.context {
            if context.iter().all(|(other, _)| *other != name) {
                context.push((name, value));
            }
        }
        Entry {
            timestamp,
            level: self.level,
            source: self.source.map(Cow::Borrowed),
            message: Cow::Borrowed(line.get(start..self.message_end.unwrap_or(line.len())).unwrap_or_default()),
            context,
        }
    }

    /// Takes the last name, or the last that is made like that of a class.
    fn take_name(&mut self) -> Option<&'a str> {
        let place = self.names.iter().rposition(|name| is_dotted(name)).or(self.names.len().checked_sub(1))?;
        Some(self.names.remove(place))
    }

    /// Picks the source among the names and brackets where no mark tells it.
    fn choose_source(&mut self) -> Option<&'a str> {
        if let Some(name) = self.take_name() {
            if self.thread.is_none() && !self.groups.is_empty() {
                self.thread = Some(self.groups.remove(0));
            }
            self.source_with_line(name);
            return self.source;
        }
        let address = self.groups.iter().position(|group| group.contains("://"));
        let logger = || self.groups.iter().position(|group| is_dotted(group) || has_pair(group, *b"::"));
        let source = match address.or_else(logger) {
            Some(place) => self.groups.remove(place),
            None => self.groups.pop().filter(|group| *group != "-")?,
        };
        self.source_with_line(source);
        if self.thread.is_none() && !self.groups.is_empty() {
            self.thread = Some(self.groups.remove(0));
        }
        self.source
    }
}

/// Tells whether a word before the time is the name of a file: it ends a log's, or is numbered or dated.
fn is_file(word: &str) -> bool {
    let bytes = word.as_bytes();
    memchr::memchr_iter(b'.', bytes).any(|at| bytes[at..].starts_with(b".log"))
        || bytes.iter().filter(|byte| byte.is_ascii_digit()).count() > 8
}

/// Tells whether a word follows what the header begins with, with no more than marks between them.
fn is_directly(at: usize, start: usize) -> bool {
    start + 4 > at
}

/// Returns a word without marks of ASCII at its ends.
fn trimmed<'a>(word: &'a str, marks: &[u8]) -> &'a str {
    let bytes = word.as_bytes();
    let start = bytes.iter().take_while(|byte| marks.contains(byte)).count();
    let end = bytes[start..].iter().rev().take_while(|byte| marks.contains(byte)).count();
    &word[start..word.len() - end]
}

/// Returns how long ` - ` or ` : ` is where it follows a name.
fn spaced_mark(after: &str) -> Option<usize> {
    let trimmed = after.trim_start_matches(' ');
    let blanks = after.len() - trimmed.len();
    if blanks == 0 {
        return None;
    }
    match trimmed.as_bytes() {
        [b'-' | b':', b' ', ..] => Some(blanks + 2),
        [b'-', b'-', b' ', ..] => Some(blanks + 3),
        _ => None,
    }
}

/// Returns where the next word starts behind blanks and the marks that part the words of a header.
fn past_marks(line: &str, at: usize) -> usize {
    let bytes = line.as_bytes();
    let mut at = past_blanks(line, at);
    loop {
        match bytes.get(at) {
            Some(b'-') => {
                let dashes = bytes[at..].iter().take_while(|byte| **byte == b'-').count();
                let spring = || line.get(at + dashes..).is_some_and(|rest| rest.trim_start().starts_with('['));
                if !matches!(bytes.get(at + dashes), Some(b' ' | b'\t')) || (3..8).contains(&dashes) && !spring() {
                    return at;
                }
                at += dashes;
            }
            Some(b':' | b'|' | b',' | b';' | b']') => at += 1,
            _ => return at,
        }
        at = past_blanks(line, at);
    }
}
