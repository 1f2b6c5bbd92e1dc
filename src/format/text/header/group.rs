//! What a bracket of a header holds.

use crate::format::words::{self, capital_level, has_pair, is_dotted, is_name, is_number, marked_level};

use super::Header;

impl<'a> Header<'a> {
    /// Reads what a bracket holds.
    pub(super) fn group(&mut self, inner: &'a str) {
        if inner.is_empty() {
            return;
        }
        if self.level.is_none() {
            if let Some(level) = marked_level(inner) {
                self.level = Some(level);
                return;
            }
            if inner.split([' ', '\t']).any(|word| word.len() >= 4 && marked_level(word).is_some()) {
                self.words(inner);
                return;
            }
            if self.level_inside(inner) {
                return;
            }
        }
        if self.numbers(inner) || self.place(inner) {
            return;
        }
        if self.thread.is_none()
            && inner
                .strip_prefix("0x")
                .is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_hexdigit()))
        {
            self.thread = Some(inner);
            return;
        }
        if let Some(blank) = memchr::memchr(b' ', inner.as_bytes())
            && let (name, number) = (&inner[..blank], &inner[blank + 1..])
            && let Some(number) = number.trim_start_matches(' ').strip_prefix(':').filter(|number| is_number(number))
        {
            // Salt pads a name in front of the number of its line.
            self.note("line", number);
            return self.groups.push(name);
        }
        self.groups.push(inner);
    }

    /// Reads the words of a bracket that holds several parts of a header: `7FB0 info 'Default' opID=1`.
    pub(in crate::format::text) fn words(&mut self, inner: &'a str) {
        for word in inner.split([' ', '\t', '|']) {
            let word = word.trim_matches([':', ',', '\'', '"', '#', '-']);
            if word.is_empty() {
                continue;
            }
            if self.level.is_none()
                && let Some(level) = marked_level(word)
            {
                self.level = Some(level);
            } else if self.level.is_none() && self.level_inside(word) || self.numbers(word) {
            } else if let Some((name, value)) = word.split_once('=') {
                self.note(name, value);
            } else if word.bytes().all(|byte| byte.is_ascii_hexdigit()) && self.thread.is_none() {
                self.thread = Some(word);
            } else {
                self.names.push(word);
            }
        }
    }

    /// Reads a column between marks; `false` where it cannot be part of a header.
    pub(in crate::format::text) fn column(&mut self, word: &'a str) -> bool {
        if self.level.is_none()
            && let Some(level) = super::super::columns::level(word)
        {
            self.level = Some(level);
            return true;
        }
        if self.numbers(word) {
            return true;
        }
        if is_number(word) {
            self.note("number", word);
            return true;
        }
        if !is_name(word) {
            return false;
        }
        if self.source.is_none() {
            self.source = Some(word);
        } else {
            self.names.push(word);
        }
        true
    }

    /// Reads a level among the words of a bracket: `main INFO`, `Server thread/WARN`, `INFO/MainProcess`, `core:error`.
    fn level_inside(&mut self, inner: &'a str) -> bool {
        for mark in ['/', ' ', ':', '|'] {
            if let Some((before, last)) = inner.rsplit_once(mark)
                && let Some(level) =
                    capital_level(last.trim()).or_else(|| marked_level(last).filter(|_| mark == ':' && last.len() > 2))
            {
                self.level = Some(level);
                self.groups.push(before.trim());
                return true;
            }
            if let Some((first, after)) = inner.split_once(mark)
                && let Some(level) = capital_level(first.trim())
            {
                self.level = Some(level);
                self.groups.push(after.trim());
                return true;
            }
        }
        false
    }

    /// Reads `123`, `123:456`, `pid 123`, `tid=456`.
    fn numbers(&mut self, inner: &'a str) -> bool {
        let bare = inner.trim_start_matches('#');
        let is_named = matches!(bare.as_bytes(), [b'p' | b'P' | b't' | b'T', b'i' | b'I', ..]);
        let names = [("pid", false), ("PID", false), ("tid", true), ("TID", true)];
        for (word, thread) in names.into_iter().filter(|_| is_named) {
            if let Some(number) = bare.strip_prefix(word).map(|rest| rest.trim_start_matches([' ', ':', '=', '-', '#']))
                && is_number(number)
                && bare.len() > word.len() + number.len()
            {
                *(if thread { &mut self.thread } else { &mut self.pid }) = Some(number);
                return true;
            }
        }
        let (first, second) = bare.split_once([':', '/', '#', '.']).unwrap_or((bare, ""));
        if !is_number(first.trim())
            || !(second.is_empty() || is_number(second))
            || self.pid.is_some() && self.thread.is_some()
        {
            return false;
        }
        if self.pid.is_none() {
            self.pid = Some(first.trim());
        } else {
            self.thread = Some(first.trim());
        }
        if !second.is_empty() {
            self.thread = Some(second);
        }
        true
    }

    /// Reads a place in the code: `thread:Class@12`.
    fn place(&mut self, inner: &'a str) -> bool {
        if self.source.is_some() {
            return false;
        }
        if let Some(at) = memchr::memrchr(b'@', inner.as_bytes())
            && let (before, number) = (&inner[..at], &inner[at + 1..])
            && is_number(number)
            && !before.is_empty()
        {
            let (thread, class) = before.rsplit_once(':').unwrap_or(("", before));
            self.source = Some(class);
            self.thread = Some(thread.trim_end_matches(':')).filter(|thread| !thread.is_empty()).or(self.thread);
            self.note("line", number);
            return true;
        }
        false
    }

    /// Takes what the last bracket held as the source where it has the shape of a logger's name.
    ///
    /// A bracket like `a.b` is a thread (`system-akka.actor.default-dispatcher-3`) where the name of a class follows.
    pub(super) fn logger(&mut self, inner: &'a str, after: &str) -> bool {
        let group = self.groups.last().copied().filter(|group| *group == inner && is_logger(group));
        let Some(group) = group else { return false };
        let next = after.trim_start().split([' ', '\t']).next().unwrap_or_default().trim_end_matches(':');
        if !inner.contains(['/', ':']) && (is_dotted(next) && after.len() > next.len() || next.contains("://")) {
            return false;
        }
        self.groups.pop();
        self.source_with_line(group);
        true
    }

    /// Takes a name as the source, and the number of a line behind it to the context.
    pub(in crate::format::text) fn source_with_line(&mut self, word: &'a str) {
        self.source = Some(word);
        if self.level.is_none()
            && let Some((name, level)) = word.rsplit_once('.')
            && let Some(level) = capital_level(level)
        {
            // Monolog joins channel and level: `app.ERROR`.
            (self.source, self.level) = (Some(name), Some(level));
            return;
        }
        if let Some((name, number)) = numbered(word)
            && number.len() <= 6
            && is_name(name)
        {
            self.source = Some(name);
            self.note("line", number);
        }
    }
}

/// Parts a name from the number behind its last colon.
pub(super) fn numbered(word: &str) -> Option<(&str, &str)> {
    // Few words end with a digit.
    let is_candidate = word.as_bytes().last().is_some_and(u8::is_ascii_digit);
    let parts = if is_candidate { word.rsplit_once(':') } else { None };
    parts.filter(|(_, number)| is_number(number))
}

/// Tells whether a bracket holds the name of a logger: `a::b`, `a/b`, `a.b`.
fn is_logger(word: &str) -> bool {
    let numbered = word.ends_with(|last: char| last.is_ascii_digit());
    is_name(word)
        && (has_pair(word, *b"::") || (word.contains('/') && !word.starts_with('/') && !numbered) || is_dotted(word))
}

/// Tells whether a bracket holds nothing but identities of a request: `req-…`, long hexadecimal numbers, dashes.
pub(super) fn is_identity(inner: &str) -> bool {
    let is_one = |word: &[u8]| matches!(word, b"-" | b"None") || word.starts_with(b"req-") || words::is_identity(word);
    let mut start = 0;
    let mut starts_and_ends = memchr::memchr_iter(b' ', inner.as_bytes()).chain([inner.len()]);
    !inner.is_empty()
        && starts_and_ends.all(|end| is_one(&inner.as_bytes()[std::mem::replace(&mut start, end + 1)..end]))
}

/// Tells whether a round or angled bracket holds the name or number of a thread, and not a remark.
pub(super) fn is_thread(inner: &str) -> bool {
    !inner.is_empty()
        && inner.len() <= 40
        && (is_name(inner) || inner.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.'))
}
