//! Words of headers that few programs write, each known by a shape that nothing else has.

use crate::entry::Level;
use crate::format::scanner::bracketed;
use crate::format::words::{capital_level, has_pair, is_identity, is_name, is_number, is_plain, marked_level};

use super::{Header, Step, past_marks};

/// How many `key=value` words a header may have.
const MOST_PAIRS: usize = 8;

impl<'a> Header<'a> {
    /// Takes a word of an odd shape, and returns where it ends and whether the header goes on; `directly` where it follows the time.
    pub(super) fn odd_word(&mut self, rest: &'a str, word: &'a str, directly: bool) -> Option<(usize, bool)> {
        if self.source.is_some() {
            return None;
        }
        if let Some(thread) = word.strip_prefix("ThreadId(").and_then(|word| word.strip_suffix(')')) {
            self.thread = Some(thread);
            return Some((word.len(), true));
        }
        if !directly {
            return None;
        }
        if is_identity(word.as_bytes()) && word.len() >= 16 && rest[word.len()..].starts_with('\t') {
            self.note("request", word);
            return Some((word.len(), true));
        }
        if let Some(level) = topics(word).filter(|_| self.level.is_none()) {
            (self.level, self.source) = (Some(level), Some(word));
            return Some((word.len(), false));
        }
        let header = self.processor(word).or_else(|| self.hexadecimal(rest, word));
        header.map(|end| (end, true)).or_else(|| if word.as_bytes().contains(&b'=') { self.pairs(rest) } else { None })
    }

    /// Takes the `cpu3:2097152)` of VMware's kernel, which the module follows without a blank.
    fn processor(&mut self, word: &'a str) -> Option<usize> {
        let (processor, _) = word.strip_prefix("cpu")?.split_once(')')?;
        let (number, world) = processor.split_once(':')?;
        if !is_number(number) || !is_number(world) {
            return None;
        }
        self.note("cpu", number);
        self.thread = Some(world);
        Some("cpu)".len() + processor.len())
    }

    /// Takes the thread and the step of Ceph's debugging: `7f12a45f6700  0 `, `7f12a45f6700 -1 `.
    fn hexadecimal(&mut self, rest: &'a str, word: &'a str) -> Option<usize> {
        let is_thread = (10..=16).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_hexdigit());
        let after = rest.get(word.len()..).filter(|_| is_thread)?;
        let step = after.trim_start_matches(' ');
        let length = step.find(' ').filter(|length| (1..=2).contains(length))?;
        let number = step.get(..length)?;
        if !is_number(number.strip_prefix('-').unwrap_or(number)) {
            return None;
        }
        self.thread = Some(word);
        self.level = if number == "-1" { Some(Level::Error) } else { self.level };
        Some(rest.len() - step.len() + length)
    }

    /// Takes `key=value` words that a bar or a level follows.
    fn pairs(&mut self, rest: &'a str) -> Option<(usize, bool)> {
        let mut found = Vec::new();
        let mut at = 0;
        while found.len() < MOST_PAIRS {
            let text = rest.get(at..)?;
            let word = text.split(' ').next().unwrap_or_default();
            let Some((name, value)) = word.split_once('=') else { break };
            if !is_name(name) || value.contains(['"', '\'']) {
                return None;
            }
            found.push((name, value));
            at += word.len();
            at += rest.get(at..)?.len() - rest.get(at..)?.trim_start_matches(' ').len();
        }
        let behind = rest.get(at..)?;
        if found.is_empty() || !(behind.starts_with("| ") || begins_with_level(behind)) {
            return None;
        }
        for (name, value) in found {
            match name {
                "pid" | "p" if is_number(value) => self.pid = Some(value),
                "tid" => self.thread = Some(value),
                _ => self.note(name, value),
            }
        }
        Some(if behind.starts_with('|') { (at + 1, false) } else { (at, true) })
    }

    /// Takes what stands in braces: an identity, or the place in the code that Airflow prints.
    pub(super) fn brace(&mut self, rest: &'a str, inner: &'a str, end: usize, at: usize) -> Step {
        if !rest[end..].starts_with(' ') || !(inner.is_empty() || is_name(inner)) || inner.contains(['=', ',']) {
            return Step::End(at);
        }
        if self.level.is_none() && inner.contains(':') && self.source.is_none() {
            self.source_with_line(inner);
            return Step::On(at + end);
        }
        if !inner.is_empty() {
            self.note("id", inner);
        }
        Step::On(at + end)
    }

    /// Takes a remark in round brackets that a colon ends, where it says what wrote the line: pino's `(shop/1234 on web-1):`.
    pub(super) fn remark(&mut self, rest: &'a str, inner: &'a str, end: usize, at: usize) -> Step {
        let parts = inner.split_once(" on ").filter(|_| rest[end..].starts_with(':') && self.source.is_none());
        let Some((name, pid, host)) =
            parts.and_then(|(process, host)| process.rsplit_once('/').map(|(name, pid)| (name, pid, host)))
        else {
            return Step::End(at);
        };
        if !is_number(pid) || !is_name(host) {
            return Step::End(at);
        }
        (self.source, self.pid) = (Some(name), Some(pid));
        self.note("host", host);
        Step::End(past_marks(rest, end) + at)
    }

    /// Takes the brackets that may follow that of a logger: JBoss's `(thread)`, an empty one, one with an identity; and any that a
    /// dash follows.
    pub(super) fn behind_logger(&mut self, rest: &'a str, end: usize) -> usize {
        let next = |at: usize| {
            let text = rest.get(at..)?;
            let blanks = text.len() - text.trim_start_matches(' ').len();
            bracketed(&text[blanks..], 120)
                .map(|(inner, length)| (inner, at + blanks + length, text.as_bytes()[blanks]))
        };
        let mut at = end;
        if let Some((inner, after, b'(')) = next(at).filter(|(inner, ..)| !has_pair(inner, *b": ")) {
            self.thread = self.thread.or(Some(inner)).filter(|thread| !thread.is_empty());
            at = after;
            if let Some((inner, after, b'[')) = next(at)
                && (inner.is_empty()
                    || inner.len() <= 40 && inner.bytes().any(|byte| byte.is_ascii_digit()) && !inner.contains(' '))
            {
                if !inner.is_empty() {
                    self.note("request", inner);
                }
                at = after;
            }
            return at;
        }
        let mut ahead = at;
        let mut thread = None;
        while let Some((inner, after, b'[')) = next(ahead) {
            thread = thread.or(Some(inner).filter(|inner| !inner.is_empty()));
            ahead = after;
        }
        if ahead > at && rest[ahead..].starts_with(" - ") {
            self.thread = self.thread.or(thread);
            at = ahead;
        }
        at
    }
}

/// Reads the level among the topics of a MikroTik: `system,info,account`.
fn topics(word: &str) -> Option<Level> {
    if !word.as_bytes().contains(&b',') || !word.split(',').all(|topic| topic.len() > 1 && is_plain(topic)) {
        return None;
    }
    word.split(',').filter(|topic| topic.len() > 3).find_map(marked_level)
}

/// Tells whether a text begins with a level that its marks show to be one: `INFO: `, `[info] `.
fn begins_with_level(text: &str) -> bool {
    if let Some((inner, _)) = bracketed(text, 12) {
        return marked_level(inner.trim()).is_some();
    }
    let length = text.bytes().take_while(u8::is_ascii_alphabetic).count();
    capital_level(&text[..length]).is_some() && text[length..].starts_with([':', ' '])
}
