//! Lines in fixed columns: parted by bars or double colons, or by blanks behind a count of seconds.

use crate::entry::Level;
use crate::format::scanner::Scanner;
use crate::format::{Clock, syslog, time, words};

use super::header::Header;
use super::{Found, past_blanks};

/// Reads what follows the time where it stands in columns, and returns where the message starts.
pub(super) fn read<'a>(line: &'a str, found: &Found<'a>, header: &mut Header<'a>, clock: &Clock) -> Option<usize> {
    let after = line.get(found.end..)?;
    let trimmed = after.trim_start_matches(' ');
    if trimmed.starts_with('|') {
        return Some(parted(line, found.end + (after.len() - trimmed.len()), "|", header));
    }
    if after.starts_with("::") {
        return Some(parted(line, found.end, "::", header));
    }
    if found.epoch && !found.prefix.is_empty() {
        return supercomputer(line, found, header, clock).or_else(|| numbered(line, found, header));
    }
    None
}

/// Reads fields between marks as long as they look like parts of a header; the last field is always the message.
fn parted<'a>(line: &'a str, start: usize, mark: &str, header: &mut Header<'a>) -> usize {
    let mut at = start + mark.len();
    for _ in 0..8 {
        let rest = line.get(at..).unwrap_or_default();
        let Some(length) = memchr::memmem::find(rest.as_bytes(), mark.as_bytes()) else { break };
        let word = rest.get(..length).unwrap_or_default().trim();
        if !word.is_empty() && !header.column(word) {
            break;
        }
        at += length + mark.len();
    }
    let rest = line.get(at..).unwrap_or_default();
    if let Some((message, class, thread)) = class_behind(rest, mark).filter(|_| header.source.is_none()) {
        header.source = Some(class);
        header.thread = Some(thread);
        header.message_end = Some(past_blanks(line, at) + message.len());
        return past_blanks(line, at);
    }
    if let Some(length) = numbered_level(rest, header) {
        return past_blanks(line, at + length);
    }
    // `module:function:12 - message`, behind bars
    if header.source.is_none()
        && let Some((word, _)) = rest.trim_start().split_once(" - ")
        && words::is_name(word)
    {
        header.source_with_line(word);
        return at + (rest.len() - rest.trim_start().len()) + word.len() + 3;
    }
    // `(function) message`, behind double colons
    if mark == "::"
        && rest.starts_with('(')
        && let Some((name, end)) = crate::format::scanner::bracketed(rest, 60)
        && words::is_name(name)
    {
        header.note("function", name);
        return past_blanks(line, at + end);
    }
    past_blanks(line, at)
}

/// Parts `message | package.Class | thread`, where the message stands first.
fn class_behind<'a>(rest: &'a str, mark: &str) -> Option<(&'a str, &'a str, &'a str)> {
    let (front, thread) = rest.rsplit_once(mark)?;
    let (message, class) = front.rsplit_once(mark)?;
    let class = class.trim();
    (class.contains('.') && words::is_dotted(class)).then(|| (message.trim(), class, thread.trim()))
}

/// Takes the `I125: ` of VMware, a level with a finer number, and returns its length.
fn numbered_level(rest: &str, header: &mut Header<'_>) -> Option<usize> {
    let word = rest.trim_start_matches(' ');
    let length = word.find(": ").filter(|length| (2..=4).contains(length))?;
    let (letter, number) = word.split_at_checked(1).filter(|_| header.level.is_none())?;
    let level = words::letter_level(letter)?;
    if !words::is_number(number.get(..length - 1)?) {
        return None;
    }
    header.level = Some(level);
    Some(rest.len() - word.len() + length + 1)
}

/// Reads the logs of large machines: label, seconds, date, node, a second time, then either a syslog line or columns.
fn supercomputer<'a>(line: &'a str, found: &Found<'a>, header: &mut Header<'a>, clock: &Clock) -> Option<usize> {
    let mut scanner = Scanner::at(line, past_blanks(line, found.end));
    let date = scanner.word()?;
    if !(date.len() == 10 && date.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'-' | b'/'))) {
        return None;
    }
    scanner.spaces();
    let node = scanner.word()?;
    scanner.spaces();
    let (_, taken) = time::read(scanner.rest(), clock)?;
    let named_month = scanner.peek()?.is_ascii_alphabetic();
    scanner.skip(taken);
    scanner.spaces();
    header.names.clear();
    header.note("host", node);
    let label = found.prefix.trim();
    if label != "-" {
        header.note("label", label);
    }
    if named_month {
        let _location = scanner.word()?;
        scanner.spaces();
        let Some(tag) = syslog::tag(scanner.rest()) else { return Some(scanner.position()) };
        header.source = Some(tag.program);
        if let Some(pid) = tag.pid {
            header.note("pid", pid);
        }
        return Some(scanner.position() + tag.end);
    }
    let before_repeat = scanner;
    if scanner.word()? != node {
        scanner = before_repeat;
    }
    Some(header.read(line, scanner.position()))
}

/// Reads `sequence node component state seconds flag message`.
fn numbered<'a>(line: &'a str, found: &Found<'a>, header: &mut Header<'a>) -> Option<usize> {
    let mut columns = found.prefix.split_ascii_whitespace();
    let sequence = columns.next().filter(|word| words::is_number(word))?;
    let node = columns.next()?;
    let component = columns.next()?;
    // A state may be called `error`: it is no level.
    header.level = None;
    header.names.clear();
    header.context.clear();
    header.note("sequence", sequence);
    header.note("host", node);
    if let Some(state) = columns.next() {
        header.note("state", state);
    }
    header.source = Some(component);
    let mut scanner = Scanner::at(line, past_blanks(line, found.end));
    let start = scanner.position();
    if let Some(flag) = scanner.word().filter(|word| words::is_number(word)) {
        header.note("flag", flag);
        return Some(past_blanks(line, scanner.position()));
    }
    Some(start)
}

/// Reads a column that holds a level, in any case and padding.
pub(super) fn level(word: &str) -> Option<Level> {
    words::marked_level(word.trim_matches(['[', ']', '<', '>', '(', ')']))
}
