//! The header of a line: the words between its time and its message.

use std::borrow::Cow;

use crate::entry::{Entry, Level, Timestamp};
use crate::format::scanner::{Scanner, bracketed};
use crate::format::words::{capital_level, is_dotted, is_name, is_number, is_plain, letter_level, marked_level};

use super::{Context, field, past_blanks};

mod group;

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
    /// Reads the words before the time.
    pub(super) fn prefix(&mut self, prefix: &'a str) {
        let mut at = 0;
        while at < prefix.len() {
            let Some(word) = super::prefix_word(prefix, at) else {
                at += 1;
                continue;
            };
            at += word.len();
            let word = word.trim_matches([':', ',', ';', '-']);
            if word.is_empty() {
                continue;
            }
            if let Some((inner, _)) = bracketed(word, 80) {
                self.group(inner);
            } else if let Some(level) = marked_level(word) {
                self.level = self.level.or(Some(level));
            } else if is_number(word) {
                self.context.push(field("sequence", word));
            } else if word.contains(".log") || word.bytes().filter(u8::is_ascii_digit).count() > 8 {
                self.context.push(field("file", word));
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
        if matches!(first, b'[' | b'(' | b'<') {
            return self.bracket(rest, at);
        }
        let mut scanner = Scanner::new(rest);
        let word = scanner.word().unwrap_or_default();
        if let Some(end) = self.level_word(rest, word, start + 3 > at) {
            self.doubt = None;
            if self.source.is_none() && self.names.len() > 1 {
                // Columns: the last before the level is the component, and nothing of the text is.
                self.source = self.names.pop();
                return Step::End(past_marks(line, at + end));
            }
            return Step::On(at + end);
        }
        if let Some(end) = self.number_word(rest, word, at) {
            return Step::On(at + end);
        }
        if self.source.is_none()
            && let Some((end, may_go_on)) = self.source_word(rest, word)
        {
            self.doubt = None;
            return if may_go_on && self.level.is_none() {
                self.late_level(rest, end, at)
            } else {
                Step::End(at + end)
            };
        }
        if self.level.is_none() && self.source.is_none() && self.name_before_level(rest, word) {
            self.names.push(word);
            return Step::On(at + word.len());
        }
        Step::End(at)
    }

    /// Takes a level at the start of `rest`, and returns where it ends.
    fn level_word(&mut self, rest: &str, word: &str, directly: bool) -> Option<usize> {
        let core_length = word.bytes().take_while(u8::is_ascii_alphanumeric).count();
        let core = word.get(..core_length)?;
        if self.level.is_some() {
            // Ruby's logger says it twice: as a letter before the time, as a word behind it.
            return (directly && core.len() > 2 && capital_level(core) == self.level).then_some(core_length);
        }
        let after = rest.as_bytes().get(core_length).copied();
        let delimited =
            matches!(after, Some(b':' | b',' | b'|' | b';' | b']' | b'\t')) || rest[core_length..].starts_with("  ");
        let level = match after {
            None | Some(b' ' | b'\t' | b':' | b',' | b'|' | b';' | b']' | b'>' | b'-' | b'*') => capital_level(core),
            Some(b'/') => letter_level(core).filter(|_| logcat_tag(rest)),
            _ => None,
        };
        let level = level.or_else(|| {
            let small = core.len() >= 3 && delimited && (directly || self.pid.is_some() || !self.groups.is_empty());
            marked_level(core).filter(|_| small)
        });
        let level = level.or_else(|| {
            let column = after == Some(b' ') && (self.pid.is_some() || capital_column(&rest[core_length..]));
            letter_level(core).filter(|_| column || (delimited && after != Some(b':')))
        })?;
        self.level = Some(level);
        self.joined = after == Some(b':') && !matches!(rest.as_bytes().get(core_length + 1), Some(b' ' | b'\t' | b':'));
        Some(core_length + usize::from(matches!(after, Some(b':' | b',' | b';' | b']' | b'>' | b'/' | b'*'))))
    }

    /// Takes a number, which only what follows it can make part of the header.
    fn number_word(&mut self, rest: &'a str, word: &'a str, at: usize) -> Option<usize> {
        let length = word.bytes().take_while(u8::is_ascii_digit).count();
        if length == 0 || length > 10 || self.source.is_some() {
            return None;
        }
        let after = rest.as_bytes().get(length).copied();
        if !matches!(after, Some(b' ' | b'\t' | b']' | b'-' | b':' | b'/' | b'#'))
            || (after == Some(b':') && word.len() > length + 1)
        {
            return None;
        }
        if matches!(after, Some(b'-' | b'/' | b'#')) && !rest.as_bytes().get(length + 1).is_some_and(u8::is_ascii_digit)
        {
            return None;
        }
        let number = rest.get(..length)?;
        let confirmed = after == Some(b']') || rest[length..].trim_start().starts_with("---");
        if !confirmed && self.doubt.is_none() {
            self.doubt = Some(Doubt {
                start: at,
                groups: self.groups.len(),
                pid: self.pid.is_none(),
                thread: self.thread.is_none(),
            });
        }
        if self.pid.is_none() {
            self.pid = Some(number);
        } else if self.thread.is_none() {
            self.thread = Some(number);
        } else {
            return None;
        }
        Some(length + usize::from(matches!(after, Some(b']' | b'-' | b'/' | b'#'))))
    }

    /// Takes a name that its mark makes the source, and returns where it ends and whether a level may follow.
    fn source_word(&mut self, rest: &'a str, word: &'a str) -> Option<(usize, bool)> {
        let length = word.len();
        // `name:`, `name[12]:`
        if let Some(name) = word.strip_suffix(':') {
            if let Some((program, pid)) = name.strip_suffix(']').and_then(|name| name.rsplit_once('['))
                && is_number(pid)
                && !program.is_empty()
            {
                self.source = Some(program);
                self.pid = Some(pid);
                return Some((length, true));
            }
            let name = name.trim_end_matches(':');
            let named_before = self.level.is_none() && !self.names.is_empty();
            if is_source(name) && !named_before {
                self.source_with_line(name);
                return Some((length, true));
            }
            return None;
        }
        let after = &rest[length..];
        if let Some(marks) = spaced_mark(after)
            && is_source(word)
        {
            self.source_with_line(word);
            return Some((length + marks, true));
        }
        // `name [key=value] - `
        if after.starts_with(" [")
            && is_source(word)
            && let Some((inner, end)) = bracketed(&after[1..], 200)
            && spaced_mark(&after[1 + end..]).is_some()
            && (self.level.is_some() || inner.contains('='))
        {
            self.source_with_line(word);
            self.context.push(field("mdc", inner));
            return Some((length + 1 + end + spaced_mark(&after[1 + end..]).unwrap_or_default(), true));
        }
        // `chrome.exe *64 - `
        if after.starts_with(" *") && is_source(word) {
            let tail = after.find(" - ").filter(|at| *at <= 6)?;
            self.source = rest.get(..length + tail);
            return Some((length + tail + 3, false));
        }
        if self.level.is_some() {
            let padded = after.starts_with("  ") || after.starts_with('\t');
            let module = is_dotted(word) && (after.starts_with(" [") || after.starts_with(" (") || is_class(word));
            if (module || padded) && is_source(word) {
                self.source_with_line(word);
                return Some((self.request(rest, length), false));
            }
        }
        self.joined_source(word)
    }

    /// Takes the `module` of `ERROR:module:text`, only where the level was joined by a colon too.
    fn joined_source(&mut self, word: &'a str) -> Option<(usize, bool)> {
        let (name, after) = word.split_once(':').filter(|_| self.joined)?;
        if after.is_empty() || after.starts_with(['/', ':', '\\']) || !is_source(name) || is_number(after) {
            return None;
        }
        self.source = Some(name);
        Some((name.len() + 1, false))
    }

    /// Takes the bracket with the identity of a request that may follow a source: `[req-1f - -]`.
    fn request(&mut self, rest: &'a str, length: usize) -> usize {
        let after = rest.get(length..).unwrap_or_default();
        let blanks = after.len() - after.trim_start_matches(' ').len();
        let Some((inner, end)) = bracketed(&after[blanks..], 300).filter(|_| after[blanks..].starts_with('[')) else {
            return length;
        };
        if !group::is_identity(inner) {
            return length;
        }
        if inner.bytes().any(|byte| byte.is_ascii_alphanumeric()) {
            self.context.push(field("request", inner));
        }
        length + blanks + end
    }

    /// Looks for the level that may follow a source: `name: ERROR: `, `name - INFO - `, `name [INFO] `.
    fn late_level(&mut self, rest: &'a str, end: usize, at: usize) -> Step {
        let after = rest.get(end..).unwrap_or_default();
        let blanks = after.len() - after.trim_start_matches([' ', '-']).len();
        let after = &after[blanks..];
        if let Some((inner, length)) = bracketed(after, 20)
            && let Some(level) = marked_level(inner)
        {
            self.level = Some(level);
            return Step::End(past_marks(rest, end + blanks + length) + at);
        }
        let length = after.bytes().take_while(u8::is_ascii_alphabetic).count();
        let marked =
            after[length..].starts_with(':') || after[length..].starts_with(" - ") || after[length..].starts_with("  ");
        if let Some(level) = capital_level(&after[..length]).filter(|_| marked) {
            self.level = Some(level);
            return Step::End(past_marks(rest, end + blanks + length) + at);
        }
        Step::End(at + end)
    }

    /// Tells whether a word is one of the few names that stand before a level.
    fn name_before_level(&self, rest: &str, word: &str) -> bool {
        if self.names.len() >= MOST_NAMES || !is_name(word) {
            return false;
        }
        let mut plain = 0;
        let mut words = rest.split([' ', '\t']).filter(|word| !word.is_empty());
        for _ in 0..=MOST_NAMES {
            let Some(word) = words.next() else { return false };
            let core = word.trim_matches(['[', ']', ':', '<', '>', '(', ')', ',', '|']);
            if capital_level(core).is_some()
                || (core.len() < word.len() && word.starts_with(['[', '<']) && marked_level(core).is_some())
            {
                return true;
            }
            if !(is_name(word) || is_number(word) || word.starts_with(['[', '('])) || word == "-" {
                return false;
            }
            plain += usize::from(is_plain(word));
            if plain > 1 {
                return false;
            }
        }
        false
    }

    /// Takes a bracket: a level, a process, a thread, a place in the code, or a name.
    fn bracket(&mut self, rest: &'a str, at: usize) -> Step {
        let Some((inner, end)) = bracketed(rest, 200) else { return Step::End(at) };
        let square = rest.starts_with('[');
        let known = self.level.is_some();
        if !square && !group::is_thread(inner) && marked_level(inner).is_none() {
            return Step::End(at);
        }
        if inner.contains(": ") || self.groups.len() >= 3 {
            return Step::End(at);
        }
        if group::is_identity(inner) && !is_number(inner) {
            self.context.push(field("request", inner));
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
        if (self.level.is_some() && !known) || (unplaced && self.source.is_some()) {
            self.doubt = None;
        }
        Step::On(at + end)
    }

    /// Makes the entry, whose message starts at `start`.
    pub(super) fn entry(mut self, line: &'a str, start: usize, timestamp: Timestamp) -> Entry<'a> {
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
            timestamp: Some(timestamp),
            level: self.level,
            source: self.source.map(Cow::Borrowed),
            message: Cow::Borrowed(line.get(start..).unwrap_or_default()),
            context,
        }
    }

    /// Picks the source among the names and brackets where no mark tells it.
    fn choose_source(&mut self) -> Option<&'a str> {
        if let Some(name) = self.names.pop() {
            if self.thread.is_none() && !self.groups.is_empty() {
                self.thread = Some(self.groups.remove(0));
            }
            return Some(name);
        }
        let source = match self.groups.iter().position(|group| is_dotted(group) || group.contains("::")) {
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

/// Returns where the next word starts behind blanks and the marks that part the words of a header.
fn past_marks(line: &str, at: usize) -> usize {
    let bytes = line.as_bytes();
    let mut at = past_blanks(line, at);
    loop {
        match bytes.get(at) {
            Some(b'-') => {
                let dashes = bytes[at..].iter().take_while(|byte| **byte == b'-').count();
                if !matches!(bytes.get(at + dashes), Some(b' ' | b'\t')) {
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

/// Returns how long ` - ` or ` : ` is where it follows a name.
fn spaced_mark(after: &str) -> Option<usize> {
    let trimmed = after.trim_start_matches(' ');
    let blanks = after.len() - trimmed.len();
    (blanks > 0 && (trimmed.starts_with("- ") || trimmed.starts_with(": "))).then_some(blanks + 2)
}

/// Tells whether a word in front of a colon or dash can be a source; a drive, a time or a scheme cannot.
fn is_source(word: &str) -> bool {
    let bracket = word.find(['(', '[', '<']).unwrap_or(word.len());
    let (name, tail) = word.split_at(bracket);
    is_name(name) && (tail.is_empty() || tail.ends_with([')', ']', '>']))
}

/// Tells whether a dotted name is that of a class or method: a later part is a capital one, or there are many.
fn is_class(word: &str) -> bool {
    word.split('.').skip(1).any(|part| part.starts_with(|first: char| first.is_ascii_uppercase()))
        || word.split('.').count() > 3
}

/// Tells whether a column in capitals follows, as MongoDB's components do.
fn capital_column(after: &str) -> bool {
    let word = after.trim_start().split(' ').next().unwrap_or_default();
    word == "-" || (word.len() >= 2 && word.bytes().all(|byte| byte.is_ascii_uppercase()))
}

/// Tells whether `D/Tag( 123): ` or `D/Tag: ` follows.
fn logcat_tag(rest: &str) -> bool {
    rest.len() > 4 && rest.as_bytes()[2].is_ascii_alphanumeric() && rest.contains(':')
}
