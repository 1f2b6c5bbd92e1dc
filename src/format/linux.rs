//! What Linux and tools around it write: kernel ring buffer, audit trail, strace, Nagios.

use std::borrow::Cow;

use crate::entry::{Entry, Level, Value};

use super::context::{Context, field, unrepeat};
use super::scanner::Scanner;
use super::{Clock, Format, Sample, json, syslog, time, words};

mod samples;

/// Reads `dmesg`: `[   12.345678] usb 1-1: text`, with priorities or without.
#[derive(Debug)]
pub(super) struct Dmesg;

/// Reads the audit trail: `type=SYSCALL msg=audit(1364481363.243:24287): …`.
#[derive(Debug)]
pub(super) struct Audit;

/// Reads what `strace` prints of each call.
#[derive(Debug)]
pub(super) struct Strace;

/// Reads the log of Nagios and Icinga.
#[derive(Debug)]
pub(super) struct Nagios;

impl Format for Dmesg {
    fn name(&self) -> &'static str {
        "dmesg"
    }

    fn title(&self) -> &'static str {
        "Linux kernel ring buffer"
    }

    fn begins_with(&self, byte: u8) -> bool {
        byte.is_ascii_lowercase() || matches!(byte, b'[' | b'<')
    }

    fn parse<'a>(&self, line: &'a str, _: &Clock) -> Option<Entry<'a>> {
        let mut scanner = Scanner::new(line);
        let mut level = None;
        if scanner.eat(b'<').is_some() {
            level = json::syslog_level((scanner.number(1, 3)? % 8) as i32);
            scanner.eat(b'>')?;
        } else if scanner.peek()?.is_ascii_lowercase() {
            // `kern  :warn  : [ 12.345678] …` of `dmesg -x`
            let _facility = scanner.until(b':').filter(|word| word.len() <= 9)?;
            level = Level::parse(scanner.until(b':').filter(|word| word.len() <= 9)?.trim());
            level?;
            scanner.eat(b' ')?;
        }
        scanner.eat(b'[')?;
        scanner.spaces();
        let from = scanner.position();
        scanner.number(1, 9)?;
        scanner.eat(b'.')?;
        scanner.number(6, 9)?;
        let uptime = line.get(from..scanner.position())?;
        let mut context = vec![(Cow::Borrowed("uptime"), json::typed(uptime))];
        let mut ahead = scanner;
        if ahead.eat_text("][").is_some() && ahead.peek() == Some(b' ') {
            scanner = ahead;
        }
        if scanner.eat(b']').is_none() {
            let thread = scanner.until(b']').filter(|word| word.len() < 12)?.trim();
            context.push(field("thread", thread));
        }
        let _ = scanner.eat(b' ');
        let text = scanner.rest();
        let tag = syslog::tag(text).filter(|tag| tag.program.len() <= 40 && !tag.program.contains('('));
        let device = || {
            text.split_once(": ")
                .filter(|(name, _)| is_device(name))
                .map(|(name, _)| (Some(name.into()), name.len() + 2))
        };
        let (source, start) = tag.map_or_else(
            || device().unwrap_or((None, 0)),
            |tag| {
                if let Some(pid) = tag.pid {
                    context.push(field("pid", pid));
                }
                (Some(Cow::Borrowed(tag.program)), tag.end)
            },
        );
        Some(Entry { timestamp: None, level, source, message: text.get(start..)?.into(), context })
    }

    fn samples(&self) -> &'static [Sample] {
        samples::DMESG
    }
}

/// Tells whether a name is that of a driver with its device: `usb 1-1`.
fn is_device(name: &str) -> bool {
    name.len() <= 40
        && name.split_once(' ').is_some_and(|(driver, device)| {
            words::is_name(driver) && !device.contains(' ') && device.starts_with(|first: char| first.is_ascii_digit())
        })
}

impl Format for Audit {
    fn name(&self) -> &'static str {
        "auditd"
    }

    fn title(&self) -> &'static str {
        "Linux audit trail"
    }

    fn begins_with(&self, byte: u8) -> bool {
        matches!(byte, b't' | b'n')
    }

    fn parse<'a>(&self, line: &'a str, _: &Clock) -> Option<Entry<'a>> {
        let mut scanner = Scanner::new(line);
        let mut context: Context = Vec::with_capacity(24);
        if scanner.eat_text("node=").is_some() {
            context.push(field("node", scanner.until(b' ')?));
        }
        scanner.eat_text("type=")?;
        let kind = scanner.until(b' ')?;
        scanner.eat_text("msg=audit(")?;
        let timestamp = time::epoch_from_text(scanner.until(b':')?)?;
        let serial = scanner.until(b')')?;
        scanner.eat_text(":")?;
        scanner.spaces();
        context.push(field("serial", serial));
        let text = scanner.rest();
        pairs(text, &mut context);
        unrepeat(&mut context);
        Some(Entry {
            timestamp: Some(timestamp),
            level: None,
            source: Some(kind.into()),
            message: text.into(),
            context,
        })
    }

    fn keeps_loose_lines(&self) -> bool {
        false
    }

    fn samples(&self) -> &'static [Sample] {
        samples::AUDIT
    }
}

/// Reads `key=value` pairs, whose values may be quoted; inner quotes of `msg='…'` hold pairs themselves.
fn pairs<'a>(text: &'a str, context: &mut Context<'a>) {
    let mut scanner = Scanner::new(text);
    while scanner.peek().is_some() {
        let _ = scanner.eat_any(b" ,'\x1d");
        let key = scanner.run(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'));
        if scanner.eat(b'=').is_none() {
            let _ = scanner.run(|byte| !matches!(byte, b' ' | b'\x1d'));
            if scanner.eat_any(b" \x1d").is_none() {
                break;
            }
            continue;
        }
        if key == "msg" && scanner.eat(b'\'').is_some() {
            continue;
        }
        let value = if scanner.eat(b'"').is_some() {
            match scanner.until(b'"') {
                Some(value) => Value::Text(value.into()),
                None => break,
            }
        } else {
            let word = scanner.run(|byte| !matches!(byte, b' ' | b'\'' | b'\x1d'));
            if words::is_json_number(word) { Value::Json(word.into()) } else { Value::Text(word.into()) }
        };
        context.push((key.into(), value));
    }
}

impl Format for Strace {
    fn name(&self) -> &'static str {
        "strace"
    }

    fn title(&self) -> &'static str {
        "strace"
    }

    fn begins_with(&self, byte: u8) -> bool {
        byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'['
    }

    fn parse<'a>(&self, line: &'a str, clock: &Clock) -> Option<Entry<'a>> {
        let mut scanner = Scanner::new(line);
        let mut context = Vec::with_capacity(5);
        if scanner.eat_text("[pid ").is_some() {
            scanner.spaces();
            context.push(field("pid", scanner.until(b']')?));
        } else {
            let mut ahead = scanner;
            let pid = ahead.run(|byte| byte.is_ascii_digit());
            if !pid.is_empty() && pid.len() < 9 && ahead.spaces() > 0 {
                context.push(field("pid", pid));
                scanner = ahead;
            }
        }
        scanner.spaces();
        let mut timestamp = None;
        if scanner.peek()?.is_ascii_digit() {
            let rest = scanner.rest();
            let (moment, taken) = time::read(rest, clock).or_else(|| time::of_day(rest, clock))?;
            timestamp = Some(moment);
            scanner.skip(taken);
            scanner.eat(b' ')?;
        }
        let message = scanner.rest();
        let call = scanner.run(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_');
        if call.len() < 2 || scanner.eat(b'(').is_none() {
            return None;
        }
        let text = scanner.rest().trim_end();
        let (text, taken) = match text.strip_suffix('>').and_then(|text| text.rsplit_once(" <")) {
            Some((before, seconds)) if super::words::is_safe_number(seconds) => (before, Some(seconds)),
            _ => (text, None),
        };
        let (_, result) = text
            .rsplit_once(") = ")
            .or_else(|| text.rsplit_once(") "))
            .or_else(|| text.ends_with("<unfinished ...>").then_some((text, "")))?;
        let result = result.trim_start_matches([' ', '=']);
        let value = result.split(' ').next().unwrap_or_default();
        if !(value.is_empty() || value == "?" || value.starts_with("0x") || super::words::is_safe_number(value)) {
            return None;
        }
        if !value.is_empty() {
            context.push((Cow::Borrowed("result"), json::typed(value)));
        }
        if let Some(seconds) = taken {
            context.push((Cow::Borrowed("duration"), Value::Json(seconds.into())));
        }
        Some(Entry { timestamp, level: None, source: Some(call.into()), message: message.into(), context })
    }

    fn samples(&self) -> &'static [Sample] {
        samples::STRACE
    }
}

impl Format for Nagios {
    fn name(&self) -> &'static str {
        "nagios"
    }

    fn title(&self) -> &'static str {
        "Nagios, Icinga"
    }

    fn begins_with(&self, byte: u8) -> bool {
        byte == b'['
    }

    fn parse<'a>(&self, line: &'a str, _: &Clock) -> Option<Entry<'a>> {
        let mut scanner = Scanner::new(line);
        scanner.eat(b'[')?;
        let digits = scanner.run(|byte| byte.is_ascii_digit());
        scanner.eat_text("] ").filter(|()| digits.len() == 10)?;
        let timestamp = time::epoch_from_text(digits)?;
        let message = scanner.rest();
        if syslog::tag(message).is_some_and(|tag| tag.level.is_some()) || is_numbered(message) {
            return None;
        }
        let mut context = Vec::new();
        let (mut source, mut level) = (None, None);
        if let Some((kind, rest)) = message.split_once(": ")
            && kind.len() <= 40
            && kind.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b' ')
        {
            source = Some(Cow::Borrowed(kind));
            let parts: Vec<&str> = rest.splitn(6, ';').collect();
            let names: &[&str] = match kind {
                "SERVICE ALERT" | "CURRENT SERVICE STATE" | "INITIAL SERVICE STATE" => {
                    &["host", "service", "state", "kind", "attempt"]
                }
                "HOST ALERT" | "CURRENT HOST STATE" | "INITIAL HOST STATE" => &["host", "state", "kind", "attempt"],
                "SERVICE NOTIFICATION" => &["contact", "host", "service", "state", "command"],
                "HOST NOTIFICATION" => &["contact", "host", "state", "command"],
                _ => &[],
            };
            for (name, part) in names.iter().zip(&parts) {
                context.push(field(name, part));
                if *name == "state" {
                    level = state_level(part);
                }
            }
            return Some(Entry { timestamp: Some(timestamp), level, source, message: rest.into(), context });
        }
        Some(Entry { timestamp: Some(timestamp), level, source, message: message.into(), context })
    }

    fn samples(&self) -> &'static [Sample] {
        samples::NAGIOS
    }
}

/// Tells whether a text begins with a program and its process, as other daemons begin theirs behind such a time: `unbound[1234:0] `.
fn is_numbered(text: &str) -> bool {
    let word = text.split(' ').next().unwrap_or_default();
    word.strip_suffix(']')
        .and_then(|word| word.split_once('['))
        .is_some_and(|(name, inner)| words::is_name(name) && inner.split(':').all(words::is_number))
}

/// Returns the level of a state of Nagios, whose own words are levels in all but name.
fn state_level(state: &str) -> Option<Level> {
    Some(match state {
        "OK" | "UP" => Level::Info,
        "WARNING" | "UNKNOWN" => Level::Warning,
        "CRITICAL" | "DOWN" | "UNREACHABLE" => Level::Critical,
        _ => return None,
    })
}
