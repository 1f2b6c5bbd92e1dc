//! What devices and desktops write: Cisco's, macOS's unified log, Windows' configuration manager, the X server.

use std::borrow::Cow;

use crate::entry::{Entry, Level};

use super::context::{Context, add, field};
use super::scanner::Scanner;
use super::words::{is_number, marked_level};
use super::{Clock, Format, Sample, json, syslog, time};

mod samples;

/// Reads what Cisco's devices write, of themselves or through syslog: `… %LINK-3-UPDOWN: …`.
#[derive(Debug)]
pub(super) struct Cisco;

/// Reads what `log show` prints of macOS's unified log.
#[derive(Debug)]
pub(super) struct Unified;

/// Reads what Microsoft's configuration manager writes, which CMTrace shows.
#[derive(Debug)]
pub(super) struct CmTrace;

/// Reads the log of the X server: `[    23.456] (EE) …`.
#[derive(Debug)]
pub(super) struct Xorg;

/// How far into a line the `%` of Cisco may stand.
const CISCO_BYTES: usize = 120;

impl Format for Cisco {
    fn name(&self) -> &'static str {
        "cisco"
    }

    fn title(&self) -> &'static str {
        "Cisco IOS, ASA, NX-OS"
    }

    fn begins_with(&self, byte: u8) -> bool {
        byte.is_ascii_alphanumeric() || matches!(byte, b'*' | b'.' | b'<' | b'%')
    }

    fn parse<'a>(&self, line: &'a str, clock: &Clock) -> Option<Entry<'a>> {
        let bytes = line.as_bytes();
        let mark = memchr::memchr(b'%', &bytes[..bytes.len().min(CISCO_BYTES)])?;
        let tag = line.get(mark..)?.split(':').next().filter(|tag| tag.len() < 80)?;
        let level = severity(tag)?;
        let message = line.get(mark + tag.len() + 1..)?.trim_start();
        let header = line.get(..mark)?;
        let mut context: Context = Vec::with_capacity(3);
        let start = header.find('>').filter(|_| header.starts_with('<')).map_or(0, |at| at + 1);
        let mut timestamp = None;
        let mut words = Scanner::at(header, start);
        while words.peek().is_some() {
            let _ = words.eat_any(b"*.");
            if timestamp.is_none()
                && let Some((moment, taken)) = time::read(words.rest(), clock)
            {
                timestamp = Some(moment);
                words.skip(taken);
                let _ = words.eat(b':');
            } else if let Some(word) =
                words.word().map(|word| word.trim_end_matches(':')).filter(|word| !word.is_empty())
            {
                let name = if is_number(word) { "sequence" } else { "host" };
                // A second time is that of the device, and says the same.
                if timestamp.is_none()
                    || context.iter().all(|(other, _)| other != name) && !word.contains('*') && time_of_device(word)
                {
                    add(&mut context, name, word);
                }
            }
            words.spaces();
        }
        super::context::unrepeat(&mut context);
        Some(Entry { timestamp, level: Some(level), source: Some(tag.into()), message: message.into(), context })
    }

    fn samples(&self) -> &'static [Sample] {
        samples::CISCO
    }
}

/// Tells whether a word is no part of a second time.
fn time_of_device(word: &str) -> bool {
    !word.contains(':') && word.len() > 3
}

/// Reads the severity in `%FACILITY-3-MNEMONIC`, on the scale of syslog.
fn severity(tag: &str) -> Option<Level> {
    let (front, mnemonic) = tag.strip_prefix('%')?.rsplit_once('-')?;
    let (facility, severity) = front.rsplit_once('-')?;
    let is_word = |word: &str| {
        !word.is_empty()
            && word
                .bytes()
                .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || matches!(byte, b'_' | b'-'))
    };
    if !is_word(facility) || !is_word(mnemonic) || severity.len() != 1 {
        return None;
    }
    json::syslog_level(severity.parse().ok()?)
}

impl Format for Unified {
    fn name(&self) -> &'static str {
        "macos"
    }

    fn title(&self) -> &'static str {
        "macOS unified log"
    }

    fn begins_with(&self, byte: u8) -> bool {
        byte.is_ascii_digit()
    }

    fn parse<'a>(&self, line: &'a str, clock: &Clock) -> Option<Entry<'a>> {
        // `2026-01-23 10:15:00.123456+0100 0x1a2b     Default     0x0                  143    0    app: text`
        let mark = memchr::memmem::find(line.as_bytes().get(..line.len().min(40))?, b" 0x")?;
        let mut scanner = Scanner::at(line, mark);
        let mut columns = [""; 5];
        for column in &mut columns {
            scanner.spaces();
            *column = scanner.word()?;
        }
        let [thread, kind, activity, pid, ttl] = columns;
        let level = match kind {
            "Default" | "Activity" | "Signpost" | "Timesync" | "Loss" | "State" => None,
            "Fault" => Some(Level::Critical),
            _ => Some(marked_level(kind)?),
        };
        if !activity.starts_with("0x") || !is_number(pid) || !is_number(ttl) {
            return None;
        }
        let timestamp = time::whole(line.get(..mark)?, clock)?;
        scanner.spaces();
        let text = scanner.rest();
        let mut context: Context = vec![field("pid", pid), field("thread", thread)];
        if activity != "0x0" {
            context.push(field("activity", activity));
        }
        let (source, start) = match syslog::tag(text) {
            Some(tag) => (Some(Cow::Borrowed(tag.program)), tag.end),
            None => (None, 0),
        };
        Some(Entry { timestamp: Some(timestamp), level, source, message: text.get(start..)?.into(), context })
    }

    fn samples(&self) -> &'static [Sample] {
        samples::UNIFIED
    }
}

impl Format for CmTrace {
    fn name(&self) -> &'static str {
        "cmtrace"
    }

    fn title(&self) -> &'static str {
        "Microsoft configuration manager (CMTrace)"
    }

    fn begins_with(&self, byte: u8) -> bool {
        byte == b'<'
    }

    fn parse<'a>(&self, line: &'a str, clock: &Clock) -> Option<Entry<'a>> {
        let text = line.strip_prefix("<![LOG[")?;
        // The text may go on in the next lines.
        let Some((message, attributes)) = text.rsplit_once("]LOG]!>") else {
            return Some(Entry { message: text.into(), ..Entry::default() });
        };
        let mut entry = Entry { message: message.into(), ..Entry::default() };
        attribute_values(&mut entry, attributes, clock);
        Some(entry)
    }

    fn finish(&self, entry: &mut Entry<'_>, clock: &Clock) {
        let text = std::mem::take(&mut entry.message).into_owned();
        match text.rsplit_once("]LOG]!>") {
            Some((message, attributes)) => {
                let mut read = Entry { message: Cow::Owned(message.to_owned()), ..Entry::default() };
                attribute_values(&mut read, attributes, clock);
                *entry = read.into_owned();
            }
            None => entry.message = text.into(),
        }
    }

    fn samples(&self) -> &'static [Sample] {
        samples::CMTRACE
    }
}

/// Reads `<time="10:15:00.123+000" date="01-23-2026" component="CcmExec" type="1" …>`.
fn attribute_values<'a>(entry: &mut Entry<'a>, attributes: &'a str, clock: &Clock) {
    let mut scanner = Scanner::new(attributes);
    let _ = scanner.eat(b'<');
    let (mut date, mut time) = ("", "");
    while let Some(name) = scanner.until(b'=') {
        let Some(value) = scanner.eat(b'"').and_then(|()| scanner.until(b'"')) else { break };
        match name.trim() {
            "time" => time = value,
            "date" => date = value,
            "component" => entry.source = Some(value.into()).filter(|source: &Cow<'_, str>| !source.is_empty()),
            "type" => {
                entry.level = match value {
                    "3" => Some(Level::Error),
                    "2" => Some(Level::Warning),
                    _ => Some(Level::Info),
                }
            }
            "thread" => add(&mut entry.context, "thread", value),
            "file" => add(&mut entry.context, "place", value),
            "context" => add(&mut entry.context, "user", value),
            _ => {}
        }
    }
    super::context::unrepeat(&mut entry.context);
    // What follows the time is how many minutes UTC is ahead of it.
    let sign = time.find(['+', '-']).unwrap_or(time.len());
    let (of_day, bias) = time.split_at(sign);
    let bias: i64 = bias.parse().unwrap_or(0);
    if let Some(local) = time::whole(&format!("{date} {of_day}Z"), clock).filter(|_| sign < time.len()) {
        entry.timestamp = Some(crate::entry::Timestamp { seconds: local.seconds + bias * 60, ..local });
    } else {
        entry.timestamp = time::whole(&format!("{date} {of_day}"), clock);
    }
}

impl Format for Xorg {
    fn name(&self) -> &'static str {
        "xorg"
    }

    fn title(&self) -> &'static str {
        "X server"
    }

    fn begins_with(&self, byte: u8) -> bool {
        byte == b'['
    }

    fn parse<'a>(&self, line: &'a str, _: &Clock) -> Option<Entry<'a>> {
        let mut scanner = Scanner::new(line);
        scanner.eat(b'[')?;
        scanner.spaces();
        let from = scanner.position();
        scanner.number(1, 9)?;
        scanner.eat(b'.')?;
        scanner.number(3, 3)?;
        let uptime = line.get(from..scanner.position())?;
        scanner.eat(b']')?;
        let _ = scanner.eat(b' ');
        let text = scanner.rest();
        let level = match text.as_bytes() {
            [b'(', mark, b'E' | b'W' | b'I' | b'N', b')', b' ', ..] => match mark {
                b'E' => Some(Level::Error),
                b'W' => Some(Level::Warning),
                b'I' => Some(Level::Info),
                _ => None,
            },
            _ => None,
        };
        let is_marked = matches!(text.as_bytes(), [b'(', first, second, b')', b' ', ..] if !first.is_ascii_lowercase() && first == second);
        let message = if is_marked { text.get(5..)? } else { text };
        let context = vec![(Cow::Borrowed("uptime"), json::typed(uptime))];
        Some(Entry { timestamp: None, level, source: None, message: message.trim_start().into(), context })
    }

    fn samples(&self) -> &'static [Sample] {
        samples::XORG
    }
}
