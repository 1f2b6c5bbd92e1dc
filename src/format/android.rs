//! Android's logcat, in every form that its `-v` option knows.

use crate::entry::{Entry, Level, Timestamp};

use super::context::{Context, field};
use super::scanner::Scanner;
use super::{Clock, Format, Sample, time, words};

/// Reads the forms `threadtime`, `time`, `brief`, `process`, `tag`, `thread` and `long`, with years, zones, users and finer times.
#[derive(Debug)]
pub(super) struct Logcat;

impl Format for Logcat {
    fn name(&self) -> &'static str {
        "logcat"
    }

    fn title(&self) -> &'static str {
        "Android logcat"
    }

    fn begins_with(&self, byte: u8) -> bool {
        byte.is_ascii_digit() || matches!(byte, b'[' | b'V' | b'D' | b'I' | b'W' | b'E' | b'F')
    }

    fn parse<'a>(&self, line: &'a str, clock: &Clock) -> Option<Entry<'a>> {
        match line.as_bytes() {
            [b'0'..=b'9', ..] => timed(line, clock),
            [b'[', b' ', ..] => long(line, clock),
            [b'V' | b'D' | b'I' | b'W' | b'E' | b'F', b'/' | b'(', ..] => untimed(line),
            _ => None,
        }
    }

    fn finish(&self, entry: &mut Entry<'_>, _: &Clock) {
        // The header of the form `long` has a line of its own.
        if let Some(text) = entry.message.strip_prefix('\n') {
            entry.message = text.trim_end().to_owned().into();
        }
    }

    fn samples(&self) -> &'static [Sample] {
        SAMPLES
    }
}

fn level(byte: u8) -> Option<Level> {
    Some(match byte {
        b'V' => Level::Trace,
        b'D' => Level::Debug,
        b'I' => Level::Info,
        b'W' => Level::Warning,
        b'E' => Level::Error,
        b'F' | b'A' => Level::Critical,
        _ => return None,
    })
}

/// Tells whether a line begins as a time of logcat does: `01-23 10:`, `2026-01-23 10:` or seconds with milliseconds.
fn begins_with_time(bytes: &[u8]) -> bool {
    matches!(bytes, [_, _, b'-', _, _, b' ', ..] | [_, _, _, _, b'-', _, _, b'-', _, _, b' ', ..])
        || (bytes.get(10) == Some(&b'.') && bytes[..10].iter().all(u8::is_ascii_digit))
}

fn timed<'a>(line: &'a str, clock: &Clock) -> Option<Entry<'a>> {
    if !begins_with_time(line.as_bytes()) {
        return None;
    }
    let (timestamp, taken) = time::read(line, clock)?;
    let mut scanner = Scanner::at(line, taken);
    if scanner.spaces() == 0 {
        return None;
    }
    if scanner.peek_at(1) == Some(b'/') {
        return slashed(scanner, Some(timestamp));
    }
    // `1702  2395 D Tag: text`; a user may stand before the numbers.
    let mut numbers = Vec::with_capacity(3);
    for _ in 0..3 {
        let word = scanner.run(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        if word.is_empty() || scanner.spaces() == 0 {
            return None;
        }
        if word.len() == 1 && numbers.len() >= 2 {
            return threaded(scanner, Some(timestamp), level(word.as_bytes()[0])?, &numbers);
        }
        if !words::is_number(word) && !numbers.is_empty() {
            return None;
        }
        numbers.push(word);
    }
    let letter = scanner.eat_any(b"VDIWEFA")?;
    scanner.eat(b' ')?;
    threaded(scanner, Some(timestamp), level(letter)?, &numbers)
}

/// Reads `Tag: text` behind the numbers and the letter.
fn threaded<'a>(
    mut scanner: Scanner<'a>,
    timestamp: Option<Timestamp>,
    level: Level,
    numbers: &[&'a str],
) -> Option<Entry<'a>> {
    let names: &[&str] = if numbers.len() == 3 { &["uid", "pid", "tid"] } else { &["pid", "tid"] };
    let context: Context = names.iter().zip(numbers).map(|(name, word)| field(name, word)).collect();
    let rest = scanner.rest();
    let (tag, taken) = match rest.find(": ") {
        Some(at) => (rest.get(..at)?, at + 2),
        None => (rest.strip_suffix(':')?, rest.len()),
    };
    scanner.skip(taken);
    let tag = tag.trim();
    let source = (!tag.is_empty()).then(|| tag.into());
    Some(Entry { timestamp, level: Some(level), source, message: scanner.rest().into(), context })
}

/// Reads `D/Tag( 123): text`, of the forms `time` and `brief`, and `D/Tag: text`.
fn slashed<'a>(mut scanner: Scanner<'a>, timestamp: Option<Timestamp>) -> Option<Entry<'a>> {
    let level = level(scanner.peek()?)?;
    scanner.skip(2);
    let rest = scanner.rest();
    let colon = rest.find(": ").or_else(|| rest.strip_suffix(':').map(str::len))?;
    let head = rest.get(..colon)?;
    let (tag, pid) = match head.strip_suffix(')').and_then(|head| head.rsplit_once('(')) {
        Some((tag, pid)) if words::is_number(pid.trim()) => (tag, Some(pid.trim())),
        _ if timestamp.is_none() && head.contains(' ') => return None,
        _ => (head, None),
    };
    if tag.len() > 80 || tag.trim().is_empty() {
        return None;
    }
    let context = pid.map(|pid| field("pid", pid)).into_iter().collect();
    let message = rest.get(colon + 1..)?;
    let message = message.strip_prefix(' ').unwrap_or(message).into();
    Some(Entry { timestamp, level: Some(level), source: Some(tag.trim().into()), message, context })
}

/// Reads the forms without a time.
fn untimed(line: &str) -> Option<Entry<'_>> {
    let mut scanner = Scanner::new(line);
    if scanner.peek_at(1) == Some(b'/') {
        return slashed(scanner, None);
    }
    // `I( 123) text (Tag)` of `process`, `I( 123: 456) text` of `thread`
    let level = level(scanner.peek()?)?;
    scanner.skip(2);
    scanner.spaces();
    let pid = scanner.run(|byte| byte.is_ascii_digit());
    let mut context = vec![field("pid", pid)];
    if scanner.eat(b':').is_some() {
        scanner.spaces();
        context.push(field("tid", scanner.run(|byte| byte.is_ascii_digit())));
    }
    scanner.eat_text(") ").filter(|()| !pid.is_empty())?;
    let rest = scanner.rest().trim_end();
    let (message, tag) =
        match rest.strip_suffix(')').and_then(|rest| rest.rsplit_once("  (").or_else(|| rest.rsplit_once(" ("))) {
            Some((message, tag)) if context.len() == 1 => (message.trim_end(), Some(tag.trim())),
            _ => (rest, None),
        };
    Some(Entry { timestamp: None, level: Some(level), source: tag.map(Into::into), message: message.into(), context })
}

/// Reads the header line `[ 01-23 10:15:00.123  1702: 2395 D/Tag ]` of the form `long`; the text follows on lines of its own.
fn long<'a>(line: &'a str, clock: &Clock) -> Option<Entry<'a>> {
    let inner = line.strip_prefix("[ ")?.trim_end().strip_suffix(']')?.trim_end();
    let (timestamp, taken) = time::read(inner, clock)?;
    let mut scanner = Scanner::at(inner, taken);
    scanner.spaces();
    let pid = scanner.run(|byte| byte.is_ascii_digit());
    scanner.eat(b':')?;
    scanner.spaces();
    let tid = scanner.run(|byte| byte.is_ascii_digit() || matches!(byte, b'x' | b'a'..=b'f'));
    scanner.spaces();
    let level = level(scanner.peek()?)?;
    scanner.skip(1);
    scanner.eat(b'/')?;
    let source = Some(scanner.rest().trim().into());
    let context = vec![field("pid", pid), field("tid", tid)];
    Some(Entry { timestamp: Some(timestamp), level: Some(level), source, message: "".into(), context })
}

const SAMPLES: &[Sample] = &[
    Sample {
        line: "01-23 10:15:00.123  1702  2395 D WindowManager: printFreezingDisplayLogs",
        record: r#"{"timestamp":"2026-01-23T10:15:00.123Z","level":"DEBUG","source":"WindowManager","message":"printFreezingDisplayLogs","context":{"pid":1702,"tid":2395}}"#,
    },
    Sample {
        line: "01-23 10:15:01.123 W/ActivityManager( 1702): Slow operation: 51ms",
        record: r#"{"timestamp":"2026-01-23T10:15:01.123Z","level":"WARNING","source":"ActivityManager","message":"Slow operation: 51ms","context":{"pid":1702}}"#,
    },
    Sample {
        line: "I/PowerManagerService( 1702): Waking up",
        record: r#"{"timestamp":null,"level":"INFO","source":"PowerManagerService","message":"Waking up","context":{"pid":1702}}"#,
    },
    Sample {
        line: "E(  596) Failed to open  (AudioFlinger)",
        record: r#"{"timestamp":null,"level":"ERROR","source":"AudioFlinger","message":"Failed to open","context":{"pid":596}}"#,
    },
    Sample {
        line: "V/Tag: text",
        record: r#"{"timestamp":null,"level":"TRACE","source":"Tag","message":"text","context":{}}"#,
    },
    Sample {
        line: "D( 596: 1702) thread form",
        record: r#"{"timestamp":null,"level":"DEBUG","source":null,"message":"thread form","context":{"pid":596,"tid":1702}}"#,
    },
    Sample {
        line: "[ 01-23 10:15:00.123  1702: 2395 E/AndroidRuntime ]\nFATAL EXCEPTION: main",
        record: r#"{"timestamp":"2026-01-23T10:15:00.123Z","level":"ERROR","source":"AndroidRuntime","message":"FATAL EXCEPTION: main","context":{"pid":1702,"tid":2395}}"#,
    },
    Sample {
        line: "2026-01-23 10:15:02.123456  1000  1702  2395 I chatty  : uid=1000 expire 3 lines",
        record: r#"{"timestamp":"2026-01-23T10:15:02.123456Z","level":"INFO","source":"chatty","message":"uid=1000 expire 3 lines","context":{"uid":1000,"pid":1702,"tid":2395}}"#,
    },
    Sample {
        line: "1769163303.123  1702  2395 F libc    : Fatal signal 11",
        record: r#"{"timestamp":"2026-01-23T10:15:03.123Z","level":"CRITICAL","source":"libc","message":"Fatal signal 11","context":{"pid":1702,"tid":2395}}"#,
    },
    Sample {
        line: "01-23 10:15:04.123 +0100  1702  2395 E a:b: tag with a colon",
        record: r#"{"timestamp":"2026-01-23T09:15:04.123Z","level":"ERROR","source":"a:b","message":"tag with a colon","context":{"pid":1702,"tid":2395}}"#,
    },
];
