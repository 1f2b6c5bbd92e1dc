//! What a word of a header is, by its shape and by what follows it.

use crate::entry::Level;
use crate::format::scanner::bracketed;
use crate::format::words::{
    capital_level, has_pair, is_dotted, is_identity, is_name, is_number, is_plain, letter_level, marked_level,
};

use super::group::numbered;
use super::{Doubt, Header, MOST_NAMES, Step, group, past_marks};

impl<'a> Header<'a> {
    /// Takes a level at the start of `rest`, and returns where it ends.
    pub(super) fn level_word(&mut self, rest: &'a str, word: &str, directly: bool) -> Option<usize> {
        let core_length = word.bytes().take_while(u8::is_ascii_alphanumeric).count();
        let core =
            word.get(..core_length).filter(|core| core.starts_with(|first: char| first.is_ascii_alphabetic()))?;
        if self.level.is_some() {
            // Ruby's logger says it twice: as a letter before the time, as a word behind it.
            return (directly && core.len() > 2 && capital_level(core) == self.level).then_some(core_length);
        }
        let after = rest.as_bytes().get(core_length).copied();
        let delimited =
            matches!(after, Some(b':' | b',' | b'|' | b';' | b']' | b'\t')) || rest[core_length..].starts_with("  ");
        if let Some(length) = self.level_with_number(rest, core) {
            return Some(length);
        }
        let level = match after {
            None | Some(b' ' | b'\t' | b':' | b',' | b'|' | b';' | b']' | b'>' | b'-' | b'*') => capital_level(core),
            Some(b'/') => letter_level(core).filter(|_| logcat_tag(rest)),
            Some(b'!') => letter_level(core).filter(|_| rest[core_length..].starts_with("! ")),
            _ => None,
        };
        // Where a logger or a process stands beside it, `LOG` is a level and not a verb.
        let log = core == "LOG" && (self.pid.is_some() && after == Some(b' ') || rest[core_length..].starts_with(" ["));
        let level = level.or_else(|| log.then_some(Level::Info));
        let delimited = delimited || rest[core_length..].starts_with(" : ") || rest[core_length..].starts_with(" | ");
        let level = level.or_else(|| {
            let numbered = || numbered_name(rest[core_length..].trim_start().split(' ').next().unwrap_or_default());
            marked_level(core).filter(|_| directly && core.len() > 3 && after == Some(b' ') && numbered().is_some())
        });
        let level = level.or_else(|| {
            let small = core.len() >= 3 && delimited && (directly || self.pid.is_some() || !self.groups.is_empty());
            marked_level(core).filter(|_| small)
        });
        let level = level.or_else(|| {
            let column = || after == Some(b' ') && (self.pid.is_some() || capital_column(&rest[core_length..]));
            letter_level(core).filter(|_| (delimited && after != Some(b':')) || column())
        })?;
        self.level = Some(level);
        self.joined = after == Some(b':') && !matches!(rest.as_bytes().get(core_length + 1), Some(b' ' | b'\t' | b':'));
        Some(core_length + usize::from(matches!(after, Some(b':' | b',' | b';' | b']' | b'>' | b'/' | b'*' | b'!'))))
    }

    /// Takes a level whose bracket holds a process or a count: `NOTICE[1234]`, `INFO[0012]`.
    fn level_with_number(&mut self, rest: &'a str, core: &str) -> Option<usize> {
        let (inner, length) = bracketed(rest.get(core.len()..)?, 12).filter(|_| rest[core.len()..].starts_with('['))?;
        self.level = Some(capital_level(core).filter(|_| is_number(inner))?);
        self.counted = inner.starts_with('0');
        if inner.starts_with(|first| first != '0') {
            self.pid = self.pid.or(Some(inner));
        }
        Some(core.len() + length)
    }

    /// Takes a number, which only what follows it can make part of the header.
    pub(super) fn number_word(&mut self, rest: &'a str, word: &'a str, at: usize) -> Option<usize> {
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
        self.columns += u8::from(rest[length..].starts_with("  "));
        Some(length + usize::from(matches!(after, Some(b']' | b'-' | b'/' | b'#'))))
    }

    /// Takes a name that its mark makes the source, and returns where it ends and whether a level may follow.
    pub(super) fn source_word(&mut self, rest: &'a str, word: &'a str, directly: bool) -> Option<(usize, bool)> {
        let length = word.len();
        if let Some(found) = self.source_with_level(rest, word).or_else(|| self.source_with_thread(word)) {
            return Some(found);
        }
        if let Some(name) = word.strip_suffix('|').filter(|name| is_name(name) && self.level.is_none()) {
            self.source = Some(name);
            return Some((length, true));
        }
        if let Some(name) = word.strip_suffix(':') {
            return self.source_before_colon(name).then_some((length, true));
        }
        let named = is_source(word);
        self.source_with_mark(rest, word, named).or_else(|| self.source_by_shape(rest, word, named, directly))
    }

    /// Takes `name` of `name:`, and `name[12]` of `name[12]:`.
    fn source_before_colon(&mut self, name: &'a str) -> bool {
        if let Some((program, pid)) = name.strip_suffix(']').and_then(|name| name.rsplit_once('['))
            && is_number(pid)
            && !program.is_empty()
        {
            (self.source, self.pid) = (Some(program), Some(pid));
            return true;
        }
        let name = name.trim_end_matches(':');
        let named_before = self.level.is_none() && !self.names.is_empty();
        let is_it = is_source(name) && !named_before;
        if is_it {
            self.source_with_line(name);
        }
        is_it
    }

    /// Takes a name with a mark behind it: `name - `, `name [key=value] - `.
    fn source_with_mark(&mut self, rest: &'a str, word: &'a str, named: bool) -> Option<(usize, bool)> {
        let length = word.len();
        let after = &rest[length..];
        let ruby = after.trim_start_matches(' ').starts_with("-- ") && self.level.is_none();
        if let Some(marks) = super::spaced_mark(after).filter(|_| named && !ruby) {
            self.source_with_line(word);
            return Some((length + marks, true));
        }
        let bracket = after.trim_start_matches(' ');
        let blanks = after.len() - bracket.len();
        if named
            && blanks > 0
            && bracket.starts_with('[')
            && let Some((inner, end)) = bracketed(bracket, 200)
            && let Some(marks) = super::spaced_mark(&bracket[end..])
            && (self.level.is_some() || inner.contains('='))
        {
            self.source_with_line(word);
            if !inner.is_empty() {
                self.note("mdc", inner);
            }
            return Some((length + blanks + end + marks, true));
        }
        None
    }

    /// Takes a name that its own shape, or its column, makes the source.
    fn source_by_shape(&mut self, rest: &'a str, word: &'a str, named: bool, directly: bool) -> Option<(usize, bool)> {
        let length = word.len();
        let after = &rest[length..];
        let bracket = after.trim_start_matches(' ');
        let blanks = after.len() - bracket.len();
        if let Some((name, pid, thread)) = numbered_name(word).filter(|_| directly || self.level.is_some()) {
            (self.source, self.pid) = (Some(name), Some(pid));
            self.thread = thread.or(self.thread);
            return Some((self.details(rest, length), true));
        }
        let in_column =
            !self.counted && (after.starts_with('\t') || after.starts_with("   ")) && !bracket.starts_with('[');
        if named && !is_identity(word.as_bytes()) && (in_column && (directly || self.pid.is_some()) || self.columns > 1)
        {
            self.source_with_line(word);
            return Some((length, false));
        }
        if self.level.is_some() && after.starts_with(' ') && is_place(word) {
            self.source_with_line(word);
            return Some((length + if after.starts_with(" > ") { 2 } else { 0 }, false));
        }
        // `chrome.exe *64 - `
        if named && after.starts_with(" *") {
            let tail = after.find(" - ").filter(|at| *at <= 6)?;
            self.source = rest.get(..length + tail);
            return Some((length + tail + 3, false));
        }
        if named && self.level.is_some() && !self.counted {
            let padded = after.starts_with("  ") || after.starts_with('\t');
            let in_bracket = after.starts_with(" [") || after.starts_with(" (");
            if let Some((thread, end)) =
                bracketed(bracket, 20).filter(|_| word.contains('@') && bracket.starts_with('<'))
            {
                (self.source, self.thread) = (Some(word), Some(thread));
                return Some((super::past_marks(rest, length + blanks + end), false));
            }
            if padded || is_dotted(word) && (in_bracket || is_class(word)) {
                self.source_with_line(word);
                return Some((self.request(rest, length), false));
            }
        }
        self.joined_source(word)
    }

    /// Takes a name with the level joined to it: `util.py[DEBUG]:`, `information/cli:`, `Puppet (notice): `.
    fn source_with_level(&mut self, rest: &'a str, word: &'a str) -> Option<(usize, bool)> {
        if self.level.is_some() {
            return None;
        }
        let after = &rest[word.len()..];
        if let Some((inner, length)) = after.strip_prefix(' ').and_then(|after| bracketed(after, 16))
            && after.starts_with(" (")
            && after[1 + length..].starts_with(": ")
        {
            self.level = Some(marked_level(inner)?);
            self.source = Some(word);
            return Some((word.len() + length + 3, false));
        }
        let name = word.strip_suffix(':')?;
        let (name, level) = match name.strip_suffix(']').and_then(|name| name.split_once('[')) {
            Some(parts) => parts,
            None => name.split_once('/').map(|(level, name)| (name, level)).filter(|(_, level)| level.len() > 3)?,
        };
        self.level = Some(marked_level(level).filter(|_| is_name(name))?);
        self.source = Some(name);
        Some((word.len(), false))
    }

    /// Takes the `logger:thread:` of Jetty, only where the level was joined by a colon too.
    fn source_with_thread(&mut self, word: &'a str) -> Option<(usize, bool)> {
        let (name, thread) = word.strip_suffix(':')?.split_once(':').filter(|_| self.joined)?;
        if !is_dotted(name) || !is_name(thread) {
            return None;
        }
        (self.source, self.thread) = (Some(name), Some(thread));
        Some((word.len(), false))
    }

    /// Takes the bracket with `key=value` words that may follow a source.
    fn details(&mut self, rest: &'a str, length: usize) -> usize {
        let after = rest[length..].strip_prefix(' ').unwrap_or_default();
        let Some((inner, end)) = bracketed(after, 300).filter(|_| after.starts_with('[')) else { return length };
        if !inner.contains('=') || has_pair(inner, *b": ") {
            return length;
        }
        self.note("details", inner);
        length + 1 + end
    }

    /// Takes the spans before a source, as Rust's tracing prints them: `request{id=7}:db{n=1}: shop::db: `.
    pub(super) fn span(&mut self, rest: &'a str, word: &'a str) -> Option<usize> {
        let brace = memchr::memchr(b'{', word.as_bytes()).filter(|_| self.level.is_some() && self.source.is_none())?;
        let end = memchr::memmem::find(rest.as_bytes().get(..rest.len().min(400))?, b"}: ")?;
        if !is_name(word.get(..brace)?) {
            return None;
        }
        self.note("span", rest.get(..=end)?);
        Some(end + 3)
    }

    /// Takes the `module` of `ERROR:module:text`, only where the level was joined by a colon too.
    pub(super) fn joined_source(&mut self, word: &'a str) -> Option<(usize, bool)> {
        let (name, after) = word.split_once(':').filter(|_| self.joined)?;
        if after.is_empty() || after.starts_with(['/', ':', '\\']) || !is_source(name) || is_number(after) {
            return None;
        }
        self.source = Some(name);
        Some((name.len() + 1, false))
    }

    /// Takes the bracket with the identity of a request that may follow a source: `[req-1f - -]`.
    pub(super) fn request(&mut self, rest: &'a str, length: usize) -> usize {
        let after = rest.get(length..).unwrap_or_default();
        let blanks = after.len() - after.trim_start_matches(' ').len();
        let Some((inner, end)) = bracketed(&after[blanks..], 300).filter(|_| after[blanks..].starts_with('[')) else {
            return length;
        };
        if !group::is_identity(inner) {
            return length;
        }
        if inner.bytes().any(|byte| byte.is_ascii_alphanumeric()) {
            self.note("request", inner);
        }
        length + blanks + end
    }

    /// Looks for the level that may follow a source: `name: ERROR: `, `name - INFO - `, `name [INFO] `.
    pub(super) fn late_level(&mut self, rest: &'a str, end: usize, at: usize) -> Step {
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
        let word = &after[..length];
        // Behind a process and its colon the text begins, as `error: ` does half of what sshd says.
        let is_text = rest[..end].ends_with("]:");
        let spoken = || marked_level(word).filter(|_| !is_text && length > 3 && after[length..].starts_with(": "));
        if let Some(level) = capital_level(word).filter(|_| marked).or_else(spoken) {
            self.level = Some(level);
            return Step::End(past_marks(rest, end + blanks + length) + at);
        }
        Step::End(at + end)
    }

    /// Tells whether a word is one of the few names that stand before a level.
    pub(super) fn name_before_level(&self, rest: &str, word: &str) -> bool {
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
}

/// Parts `name[1234]` or `name[1234:5678]`; a single digit is that of an element.
fn numbered_name(word: &str) -> Option<(&str, &str, Option<&str>)> {
    let (name, inner) = word.strip_suffix(']')?.split_once('[')?;
    let (pid, thread) = inner.split_once(':').map_or((inner, None), |(pid, thread)| (pid, Some(thread)));
    let is_thread =
        thread.is_none_or(|thread| !thread.is_empty() && thread.bytes().all(|byte| byte.is_ascii_hexdigit()));
    (is_name(name) && is_number(pid) && is_thread && (pid.len() > 1 || thread.is_some())).then_some((name, pid, thread))
}

/// Tells whether a word is a place in the code: `main.c:12`, `shop/db.go:9`.
fn is_place(word: &str) -> bool {
    numbered(word).is_some_and(|(file, line)| {
        line.len() <= 5
            && is_name(file)
            && file.rsplit_once('.').is_some_and(|(_, end)| {
                (1..=5).contains(&end.len())
                    && end.bytes().all(|byte| byte.is_ascii_lowercase())
                    && !matches!(end, "com" | "org" | "net" | "local")
            })
    })
}

/// Tells whether a word in front of a colon or dash can be a source; a drive, a time or a scheme cannot.
fn is_source(word: &str) -> bool {
    let bracket = memchr::memchr3(b'(', b'[', b'<', word.as_bytes()).unwrap_or(word.len());
    let (name, tail) = word.split_at(bracket);
    is_name(name) && (tail.is_empty() || tail.ends_with([')', ']', '>']) && tail != "()")
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
