//! Lines that carry a time and a header in whatever order.
//!
//! 1. The time is found: at the start, in a bracket, or behind a short prefix that looks like a header.
//! 2. The prefix and what follows the time are read as a [`header::Header`]: level, source, thread, process.
//! 3. What follows the header is the message.

use crate::entry::{Entry, Timestamp};

use super::context::{Context, field};
use super::scanner::{Scanner, bracketed};
use super::{Clock, Format, Sample, time, words};

mod columns;
mod header;
mod samples;

use header::Header;

/// Reads any line with a time and a header.
#[derive(Debug)]
pub(super) struct Text;

/// How far into a line its time may begin.
const PREFIX_BYTES: usize = 120;

/// How much more than the time its bracket may hold.
const INSIDE_BYTES: usize = 160;

/// How many words may stand before the time.
const PREFIX_WORDS: usize = 5;

impl Format for Text {
    fn name(&self) -> &'static str {
        "text"
    }

    fn title(&self) -> &'static str {
        "text with time, level and source"
    }

    fn begins_with(&self, byte: u8) -> bool {
        byte != b'{' && byte < 0x80
    }

    fn parse<'a>(&self, line: &'a str, clock: &Clock) -> Option<Entry<'a>> {
        let mut header = Header::default();
        let (timestamp, start) = read(line, &mut header, clock)?;
        Some(header.entry(line, start, Some(timestamp)))
    }

    fn brief<'a>(&self, line: &'a str, clock: &Clock) -> Option<Entry<'a>> {
        let mut header = Header::until_level();
        let (timestamp, _) = read(line, &mut header, clock)?;
        Some(Entry { timestamp: Some(timestamp), level: header.level, ..Entry::default() })
    }

    fn claims(&self, line: &str, clock: &Clock) -> bool {
        find_time(line, clock).is_some()
    }

    fn finish(&self, entry: &mut Entry<'_>, _: &Clock) {
        // The time may have a line of its own.
        if let Some(text) = entry.message.strip_prefix('\n') {
            entry.message = text.to_owned().into();
        }
    }

    fn samples(&self) -> &'static [Sample] {
        samples::SAMPLES
    }
}

/// Reads a header and its time; returns that, and where the message starts.
fn read<'a>(line: &'a str, header: &mut Header<'a>, clock: &Clock) -> Option<(Timestamp, usize)> {
    let found = find_time(line, clock)?;
    header.prefix(found.prefix);
    // `WARN[2026-01-23T10:15:00Z] text`
    header.counted =
        line.as_bytes().get(found.prefix.len()) == Some(&b'[') && words::capital_level(found.prefix).is_some();
    header.words(found.inside);
    let start = match columns::read(line, &found, header, clock) {
        Some(start) => start,
        None => header.read(line, found.end),
    };
    Some((found.timestamp, start))
}

/// Reads a line that has a header and no time.
pub(super) fn headed(line: &str) -> Entry<'_> {
    let mut header = Header::default();
    let start = header.read(line, 0);
    header.entry(line, start, None)
}

/// Tells cheaply, and of most plain lines, that no time begins near the start: every time has digits.
fn may_hold_time(bytes: &[u8]) -> bool {
    // A weekday and a month stand before the first digit at most.
    let head = &bytes[..bytes.len().min(PREFIX_BYTES + 40)];
    head.iter().fold(false, |any, byte| any | byte.is_ascii_digit())
}

/// A time and what stands before it.
struct Found<'a> {
    timestamp: Timestamp,
    prefix: &'a str,
    /// What else the bracket around the time holds.
    inside: &'a str,
    /// Where the line goes on behind the time and the bracket around it.
    end: usize,
    /// The time is a count of seconds.
    epoch: bool,
}

fn find_time<'a>(line: &'a str, clock: &Clock) -> Option<Found<'a>> {
    if line.as_bytes().first() == Some(&b'{') || !may_hold_time(line.as_bytes()) {
        return None;
    }
    if let Some(found) = time_at(line, 0, clock) {
        return Some(found);
    }
    if let Some(at) = behind_process(line.as_bytes()) {
        return time_at(line, at, clock);
    }
    time_behind_prefix(line, clock)
}

/// Reads a time, bare or in a bracket or quotes, that begins at `at`.
fn time_at<'a>(line: &'a str, at: usize, clock: &Clock) -> Option<Found<'a>> {
    let bytes = line.as_bytes();
    let opening = *bytes.get(at)?;
    let closing = match opening {
        b'[' => Some(b']'),
        b'(' => Some(b')'),
        b'<' => Some(b'>'),
        b'"' => Some(b'"'),
        b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | b'@' => None,
        _ => return None,
    };
    let mut start = at + usize::from(closing.is_some());
    let mut prefix = line.get(..at)?;
    if opening == b'['
        && let Some(letter) = letter_before_time(line, start)
    {
        prefix = line.get(letter..=letter)?;
        start = letter + 2;
    }
    let text = line.get(start..)?;
    let (timestamp, taken) = time::read(text, clock).or_else(|| time::of_day(text, clock).filter(|_| at == 0))?;
    let mut end = start + taken;
    let mut inside = "";
    if closing.is_some() && bytes.get(end).copied() == closing {
        end += 1;
    } else if opening == b'['
        && matches!(bytes.get(end), Some(b' ' | b',' | b':' | b'|'))
        && let Some(length) = line.get(end..)?.bytes().take(INSIDE_BYTES).position(|byte| byte == b']')
    {
        inside = line.get(end..end + length)?;
        end += length + 1;
    }
    if bytes.get(end).is_some_and(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'/' | b'.'))
        && inside.is_empty()
    {
        return None;
    }
    let epoch = bytes.get(start..start + 10).is_some_and(|digits| digits.iter().all(u8::is_ascii_digit));
    Some(Found { timestamp, prefix, inside, end, epoch })
}

/// Returns an indented line without what indents it, where a time follows that.
pub(super) fn indented<'a>(line: &'a str, clock: &Clock) -> Option<&'a str> {
    let text = line.strip_prefix([' ', '\t'])?.trim_start_matches([' ', '\t']);
    let at = behind_process(text.as_bytes()).unwrap_or(0);
    time_at(text, at, clock).map(|_| text)
}

/// Finds the letter that stands for a level before the time in a bracket: `[I 2026-…`, `[ N 2026-…`.
fn letter_before_time(line: &str, start: usize) -> Option<usize> {
    let at = past_blanks(line, start);
    let word = line.get(at..at + 1).filter(|_| line.as_bytes().get(at + 1) == Some(&b' '))?;
    words::letter_level(word).map(|_| at)
}

/// Returns where the time starts behind a process and a colon: `1234:20260123:101500.123`.
fn behind_process(bytes: &[u8]) -> Option<usize> {
    let digits =
        |from: usize| bytes.get(from..).map_or(0, |rest| rest.iter().take_while(|byte| byte.is_ascii_digit()).count());
    let process = digits(0);
    let dated = (1..=7).contains(&process) && bytes.get(process) == Some(&b':') && digits(process + 1) == 8;
    (dated && bytes.get(process + 9) == Some(&b':') && digits(process + 10) == 6).then_some(process + 1)
}

/// Finds a time behind words that can be nothing but a header: a label, a file name, a host, a sequence number, a level.
fn time_behind_prefix<'a>(line: &'a str, clock: &Clock) -> Option<Found<'a>> {
    let bytes = line.as_bytes();
    let mut at = 0;
    let mut plain_words = 0;
    for _ in 0..PREFIX_WORDS {
        let word = prefix_word(line, at)?;
        let core = word.trim_end_matches([':', ',', '|', ';', '-']);
        if !core.is_empty() && is_plain_word(core) {
            plain_words += 1;
        }
        at += word.len();
        while matches!(bytes.get(at), Some(b' ' | b'\t' | b'|' | b':' | b'-' | b',' | b';')) {
            at += 1;
        }
        if at > PREFIX_BYTES || plain_words > 2 {
            return None;
        }
        if let Some(found) = candidate(line, at, clock) {
            return fits(&found, plain_words).then_some(found);
        }
    }
    None
}

fn candidate<'a>(line: &'a str, at: usize, clock: &Clock) -> Option<Found<'a>> {
    match line.as_bytes().get(at)? {
        b'0'..=b'9' | b'[' | b'(' | b'"' | b'A'..=b'Z' => time_at(line, at, clock),
        _ => None,
    }
}

/// Tells whether the words before a time leave it likely that it is the time of the line.
fn fits(found: &Found, plain_words: usize) -> bool {
    let end = found.prefix.bytes().position(|byte| matches!(byte, b' ' | b'\t' | b':' | b'|'));
    let first = &found.prefix[..end.unwrap_or(found.prefix.len())];
    if found.epoch {
        // Any number may look like a count of seconds: before it only a label or a numbered record may stand.
        return words::is_number(first)
            || found
                .prefix
                .trim_end()
                .bytes()
                .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || matches!(byte, b'-' | b'_'));
    }
    plain_words == 0 || (plain_words == 1 && is_plain_word(first.trim_end_matches(':'))) || words::is_number(first)
}

/// Takes the next word of a prefix: up to a blank, a bar or a double colon, or a whole bracket.
fn prefix_word(line: &str, at: usize) -> Option<&str> {
    let rest = line.get(at..)?;
    if matches!(rest.as_bytes().first()?, b'[' | b'(' | b'<')
        && let Some((_, end)) = bracketed(rest, 80)
    {
        return rest.get(..end);
    }
    let bytes = rest.as_bytes();
    let is_end = |end: usize| match bytes[end] {
        b' ' | b'\t' | b'|' => true,
        b':' => bytes.get(end + 1) == Some(&b':'),
        // `WARN[2026-01-23T10:15:00Z]`
        b'[' => end > 2 && rest.get(..end).is_some_and(|word| words::capital_level(word).is_some()),
        _ => false,
    };
    let most = rest.len().min(PREFIX_BYTES + 1);
    let end = (0..most).find(|end| is_end(*end)).unwrap_or(most);
    (end > 0).then(|| rest.get(..end)).flatten()
}

fn is_plain_word(word: &str) -> bool {
    word.bytes().all(|byte| byte.is_ascii_alphabetic() || matches!(byte, b'\'' | b',' | b'"'))
        && words::capital_level(word).is_none()
        || word.bytes().any(|byte| matches!(byte, b'"' | b'\'' | b'=' | b'?' | b'!') || byte >= 0x80)
}

/// Returns where the message starts behind blanks.
fn past_blanks(line: &str, at: usize) -> usize {
    let mut scanner = Scanner::at(line, at);
    scanner.spaces();
    scanner.position()
}
