//! Lines of text with a header that says what it is in a way of its own, and those whose text stands on the lines below.

use std::borrow::Cow;

use crate::entry::{Entry, Level, Value};

use super::context::{Context, add, field};
use super::scanner::Scanner;
use super::words::{is_name, is_number, marked_level};
use super::{Civil, Clock, Format, Sample, time};

mod samples;

/// Reads Samba: the place in the code in a line with the time, the text below it.
#[derive(Debug)]
pub(super) struct Samba;

/// Reads the reports of Erlang's error logger: `=INFO REPORT==== 23-Jan-2026::10:15:00 ===`, the text below it.
#[derive(Debug)]
pub(super) struct Erlang;

/// Reads the console of .NET: `info: Microsoft.Hosting.Lifetime[14]`, the text below it.
#[derive(Debug)]
pub(super) struct DotNet;

/// Reads PHP's own errors: `[23-Jan-2026 10:15:00 UTC] PHP Warning:  …`.
#[derive(Debug)]
pub(super) struct Php;

/// Reads Chromium: `[1234:5678:0123/101503.123456:ERROR:file.cc(12)] …`.
#[derive(Debug)]
pub(super) struct Chromium;

/// Drops what parts the header from the text on the lines below it, which may be indented.
fn below(entry: &mut Entry<'_>) {
    if let Some(text) = entry.message.strip_prefix('\n') {
        entry.message = text.trim_start_matches([' ', '\t']).trim_end().to_owned().into();
    }
}

impl Format for Samba {
    fn name(&self) -> &'static str {
        "samba"
    }

    fn title(&self) -> &'static str {
        "Samba"
    }

    fn begins_with(&self, byte: u8) -> bool {
        byte == b'['
    }

    fn parse<'a>(&self, line: &'a str, clock: &Clock) -> Option<Entry<'a>> {
        let comma = memchr::memchr(b',', line.as_bytes().get(..line.len().min(40))?)?;
        let timestamp = time::whole(line.get(1..comma)?, clock)?;
        let mut scanner = Scanner::at(line, comma + 1);
        scanner.spaces();
        let debug = scanner.run(|byte| byte.is_ascii_digit());
        if !is_number(debug) {
            return None;
        }
        let mut context: Context = vec![field("debug", debug)];
        let rest = scanner.until(b']')?;
        if let Some((_, pid)) = rest.split_once("pid=") {
            add(&mut context, "pid", pid.split(',').next().unwrap_or_default());
        }
        scanner.eat(b' ')?;
        let (file, place) = scanner.rest().trim_end().rsplit_once(':')?;
        let (number, function) = place.strip_suffix(')')?.split_once('(')?;
        if !is_number(number) || file.contains(' ') {
            return None;
        }
        context.push(field("line", number));
        context.push(field("function", function));
        Some(Entry { timestamp: Some(timestamp), level: None, source: Some(file.into()), message: "".into(), context })
    }

    fn finish(&self, entry: &mut Entry<'_>, _: &Clock) {
        below(entry);
    }

    fn samples(&self) -> &'static [Sample] {
        samples::SAMBA
    }
}

impl Format for Erlang {
    fn name(&self) -> &'static str {
        "erlang"
    }

    fn title(&self) -> &'static str {
        "Erlang's reports, RabbitMQ of old"
    }

    fn begins_with(&self, byte: u8) -> bool {
        byte == b'='
    }

    fn parse<'a>(&self, line: &'a str, clock: &Clock) -> Option<Entry<'a>> {
        let (kind, rest) = line.strip_prefix('=')?.split_once(" REPORT==== ")?;
        let text = rest.trim_end().strip_suffix("===")?.trim_end();
        let level = match kind {
            "CRASH" => Level::Error,
            "SUPERVISOR" | "PROGRESS" => Level::Info,
            _ => marked_level(kind)?,
        };
        let timestamp = time::whole(text, clock)?;
        let context = vec![(Cow::Borrowed("report"), Value::Text(kind.into()))];
        Some(Entry { timestamp: Some(timestamp), level: Some(level), source: None, message: "".into(), context })
    }

    fn finish(&self, entry: &mut Entry<'_>, _: &Clock) {
        below(entry);
    }

    fn samples(&self) -> &'static [Sample] {
        samples::ERLANG
    }
}

impl Format for DotNet {
    fn name(&self) -> &'static str {
        "dotnet"
    }

    fn title(&self) -> &'static str {
        ".NET on a console"
    }

    fn begins_with(&self, byte: u8) -> bool {
        matches!(byte, b't' | b'd' | b'i' | b'w' | b'f' | b'c')
    }

    fn parse<'a>(&self, line: &'a str, _: &Clock) -> Option<Entry<'a>> {
        let (word, rest) = line.split_once(": ").filter(|(word, _)| word.len() == 4)?;
        let level = Some(word).filter(|word| matches!(*word, "trce" | "dbug" | "info" | "warn" | "fail" | "crit"))?;
        let (name, number) = rest.trim_end().strip_suffix(']')?.split_once('[')?;
        if !is_name(name) || !is_number(number.strip_prefix('-').unwrap_or(number)) {
            return None;
        }
        let context = vec![field("event", number)];
        Some(Entry {
            timestamp: None,
            level: Level::parse(level),
            source: Some(name.into()),
            message: "".into(),
            context,
        })
    }

    fn finish(&self, entry: &mut Entry<'_>, _: &Clock) {
        below(entry);
    }

    fn samples(&self) -> &'static [Sample] {
        samples::DOTNET
    }
}

impl Format for Php {
    fn name(&self) -> &'static str {
        "php"
    }

    fn title(&self) -> &'static str {
        "PHP's errors"
    }

    fn begins_with(&self, byte: u8) -> bool {
        matches!(byte, b'[' | b'P')
    }

    fn parse<'a>(&self, line: &'a str, clock: &Clock) -> Option<Entry<'a>> {
        let mut scanner = Scanner::new(line);
        let mut timestamp = None;
        if scanner.eat(b'[').is_some() {
            let (moment, taken) = time::read(scanner.rest(), clock)?;
            timestamp = Some(moment);
            scanner.skip(taken);
            scanner.eat_text("] ")?;
        }
        scanner.eat_text("PHP ")?;
        let (kind, text) = scanner.rest().split_once(": ").filter(|(kind, _)| kind.len() <= 30)?;
        let level = match kind {
            "Fatal error" | "Parse error" | "Core error" | "Compile error" => Level::Critical,
            "Recoverable fatal error" | "Catchable fatal error" => Level::Error,
            "Warning" | "Core warning" | "Compile warning" => Level::Warning,
            "Notice" | "Deprecated" | "Strict Standards" => Level::Notice,
            _ => return None,
        };
        let context = vec![(Cow::Borrowed("kind"), Value::Text(kind.into()))];
        let message = text.trim_start().into();
        Some(Entry { timestamp, level: Some(level), source: Some("PHP".into()), message, context })
    }

    fn samples(&self) -> &'static [Sample] {
        samples::PHP
    }
}

impl Format for Chromium {
    fn name(&self) -> &'static str {
        "chromium"
    }

    fn title(&self) -> &'static str {
        "Chromium, Electron"
    }

    fn begins_with(&self, byte: u8) -> bool {
        byte == b'['
    }

    fn parse<'a>(&self, line: &'a str, clock: &Clock) -> Option<Entry<'a>> {
        let close = memchr::memmem::find(line.as_bytes().get(..line.len().min(200))?, b")] ")?;
        let mut parts = line.get(1..close)?.split(':');
        let mut context: Context = Vec::with_capacity(3);
        let mut part = parts.next()?;
        for name in ["pid", "thread"] {
            if is_number(part) {
                context.push(field(name, part));
                part = parts.next()?;
            }
        }
        let timestamp = month_day_time(part, clock)?;
        let word = parts.next()?;
        let level = match word.strip_prefix("VERBOSE") {
            Some(_) => Level::Trace,
            None => marked_level(word)?,
        };
        let (file, number) = parts.next()?.split_once('(')?;
        context.push(field("line", Some(number).filter(|number| is_number(number))?));
        let message = line.get(close + 3..)?.into();
        Some(Entry { timestamp: Some(timestamp), level: Some(level), source: Some(file.into()), message, context })
    }

    fn samples(&self) -> &'static [Sample] {
        samples::CHROMIUM
    }
}

/// Reads `0123/101503.123456`.
fn month_day_time(text: &str, clock: &Clock) -> Option<crate::entry::Timestamp> {
    let mut scanner = Scanner::new(text);
    let date = scanner.number(4, 4)?;
    scanner.eat(b'/')?;
    let time = scanner.number(6, 6)?;
    let (mut nanos, mut digits) = (0, 0);
    if scanner.eat(b'.').is_some() {
        let fraction = scanner.run(|byte| byte.is_ascii_digit());
        digits = fraction.len().min(9) as u8;
        nanos = fraction.get(..usize::from(digits))?.parse::<u32>().ok()? * 10u32.pow(9 - u32::from(digits));
    }
    let civil = Civil {
        year: None,
        month: date / 100,
        day: date % 100,
        hour: time / 10_000,
        minute: time / 100 % 100,
        second: time % 100,
        nanos,
        digits,
    };
    clock.moment(civil, None).filter(|_| scanner.peek().is_none())
}
