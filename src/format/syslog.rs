//! Syslog as files and sockets carry it: RFC 3164 and its many relatives, and RFC 5424.

use std::borrow::Cow;

use crate::entry::{Entry, Level, Value};

use super::context::field;
use super::scanner::{Scanner, bracketed};
use super::{Clock, Format, Sample, time, words};

mod structured;

pub(super) use structured::Syslog5424;

/// Reads `Jan 23 10:15:00 host program[123]: text`, with or without a priority, and with an RFC 3339 time.
#[derive(Debug)]
pub(super) struct Syslog3164;

impl Format for Syslog3164 {
    fn name(&self) -> &'static str {
        "syslog"
    }

    fn title(&self) -> &'static str {
        "syslog (RFC 3164), systemd journal text"
    }

    fn begins_with(&self, byte: u8) -> bool {
        byte.is_ascii_digit() || byte.is_ascii_uppercase() || byte == b'<'
    }

    fn parse<'a>(&self, line: &'a str, clock: &Clock) -> Option<Entry<'a>> {
        let mut scanner = Scanner::new(line);
        let priority = priority(&mut scanner);
        let named_month = scanner.peek()?.is_ascii_uppercase();
        if !named_month && !scanner.peek()?.is_ascii_digit() {
            return None;
        }
        let (timestamp, taken) =
            if named_month { time::read(scanner.rest(), clock)? } else { time::iso(scanner.rest(), clock)? };
        scanner.skip(taken);
        // A colon ends the time of some routers.
        if named_month {
            let _ = scanner.eat(b':');
        }
        if scanner.spaces() == 0 {
            return None;
        }
        let offset = !matches!(line.as_bytes()[scanner.position() - 1..], [b'Z', ..]);
        let head = read_head(scanner.rest(), named_month || priority.is_some(), offset)?;
        let mut context = Vec::with_capacity(4);
        if let Some(priority) = priority {
            context.push((Cow::Borrowed("facility"), Value::Json((priority / 8).to_string().into())));
        }
        let mut level = priority.and_then(level).or(head.level);
        let mut source = None;
        if let Some((facility, word)) =
            head.host.and_then(|host| host.split_once('.')).filter(|(name, _)| FACILITIES.contains(name))
            && let Some(named) = Level::parse(word)
        {
            level = level.or(Some(named));
            context.push((Cow::Borrowed("facility"), Value::Text(facility.into())));
        } else if let Some(host) = head.host {
            context.push((Cow::Borrowed("host"), Value::Text(host.into())));
        }
        if let Some(tag) = &head.tag {
            source = Some(Cow::Borrowed(tag.program));
            if let Some(pid) = tag.pid {
                context.push(field("pid", pid));
            }
            if let Some(address) = tag.address {
                context.push((Cow::Borrowed("address"), Value::Text(address.into())));
            }
        }
        let message = Cow::Borrowed(scanner.rest().get(head.message..)?);
        Some(Entry { timestamp: Some(timestamp), level, source, message, context })
    }

    fn samples(&self) -> &'static [Sample] {
        SAMPLES
    }
}

/// The facilities that stand as `daemon.notice` where small systems leave out the host.
const FACILITIES: [&str; 20] = [
    "kern", "user", "mail", "daemon", "auth", "syslog", "lpr", "news", "uucp", "cron", "authpriv", "ftp", "local0",
    "local1", "local2", "local3", "local4", "local5", "local6", "local7",
];

/// Takes `<134>`.
fn priority(scanner: &mut Scanner) -> Option<u32> {
    let mut ahead = *scanner;
    ahead.eat(b'<')?;
    let priority = ahead.number(1, 3).filter(|priority| *priority < 192)?;
    ahead.eat(b'>')?;
    *scanner = ahead;
    Some(priority)
}

fn level(priority: u32) -> Option<Level> {
    super::json::syslog_level((priority % 8) as i32)
}

/// What stands between the time and the message.
struct Head<'a> {
    host: Option<&'a str>,
    tag: Option<Tag<'a>>,
    level: Option<Level>,
    message: usize,
}

/// The program that wrote a line.
pub(super) struct Tag<'a> {
    /// Its name, as it stands before the bracket or the colon.
    pub(super) program: &'a str,
    /// The number in brackets.
    pub(super) pid: Option<&'a str>,
    /// What launchd and its kin put in round brackets behind it.
    pub(super) address: Option<&'a str>,
    /// The level that some put in a bracket behind it.
    pub(super) level: Option<Level>,
    /// Where the message starts.
    pub(super) end: usize,
}

/// Reads host and tag; `certain` where only syslog begins a line so, and `offset` where the zone of its time is an offset, as
/// rsyslog writes it.
fn read_head(rest: &str, certain: bool, offset: bool) -> Option<Head<'_>> {
    if rest.starts_with("--- last message repeated") {
        return certain.then_some(Head { host: None, tag: None, level: None, message: 0 });
    }
    let mut scanner = Scanner::new(rest);
    let host = scanner.word()?;
    if words::marked_level(host).is_some_and(|_| host.len() > 1) {
        return None;
    }
    if host.ends_with(':') || host.contains('[') {
        // No host: the tag follows the time.
        let tag = tag(rest).filter(|_| certain)?;
        let (level, message) = match spoken_level(&rest[tag.end..]) {
            Some((level, length)) => (Some(level), tag.end + length),
            None => (tag.level, tag.end),
        };
        return Some(Head { host: None, tag: Some(tag), level, message });
    }
    if !host.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_' | b':' | b'/' | b'@'))
    {
        return None;
    }
    scanner.spaces();
    let after_host = scanner.position();
    let text = scanner.rest();
    if let Some(tag) = tag(text) {
        if !certain && tag.pid.is_none() && !is_host(host, offset) {
            return None;
        }
        if !certain
            && tag.pid.is_none()
            && !tag.program.bytes().all(|byte| byte.is_ascii_lowercase() || matches!(byte, b'-' | b'_' | b'/'))
        {
            return None;
        }
        let message = after_host + tag.end;
        let level = tag.level.or_else(|| angled_level(&text[tag.end..]));
        return Some(Head { host: Some(host), tag: Some(tag), level, message });
    }
    let by_the_daemon = ["last message repeated", "message repeated", "-- MARK --", "--- last message", "-- "];
    (certain && by_the_daemon.iter().any(|start| text.starts_with(start))).then_some(Head {
        host: Some(host),
        tag: None,
        level: None,
        message: after_host,
    })
}

/// Tells whether a word is likely a host where a word of a sentence might stand as well.
fn is_host(word: &str, offset: bool) -> bool {
    word.bytes().any(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'-'))
        && word.bytes().any(|byte| byte.is_ascii_alphanumeric())
        || offset && word.starts_with(|first: char| first.is_ascii_lowercase())
}

/// Reads the `Info: ` that Dovecot writes behind the name of a service, and how long it is.
fn spoken_level(text: &str) -> Option<(Level, usize)> {
    let (word, _) = text.split_once(": ")?;
    let capital = matches!(word, "Debug" | "Info" | "Warning" | "Error" | "Fatal" | "Panic");
    Some((Level::parse(word).filter(|_| capital)?, word.len() + 2))
}

/// Reads the `<info>  ` with which NetworkManager begins its text.
fn angled_level(text: &str) -> Option<Level> {
    let (word, _) = text.strip_prefix('<')?.split_once("> ")?;
    Level::parse(word).filter(|_| word.len() > 3)
}

/// How long the name of a program may be.
const PROGRAM_BYTES: usize = 120;

/// Reads `program[123]: `, `program: `, `Some Program[123] (address): `.
pub(super) fn tag(text: &str) -> Option<Tag<'_>> {
    let bytes = text.as_bytes();
    let limit = bytes.len().min(PROGRAM_BYTES);
    let mut blanks = 0;
    for at in 0..limit {
        match bytes[at] {
            b'[' if at > 0 => {
                if let Some(tag) = numbered(text, at) {
                    return Some(tag);
                }
            }
            b':' if matches!(bytes.get(at + 1), None | Some(b' ' | b'\t')) && at > 0 => {
                let program = text.get(..at)?;
                return (blanks == 0 || versioned(program) || titled(program)).then_some(Tag {
                    program,
                    pid: None,
                    address: None,
                    level: None,
                    end: past(text, at + 1),
                });
            }
            b' ' => {
                blanks += 1;
                if blanks > 3 {
                    return None;
                }
            }
            b'"' | b'=' | b',' | b';' | b'\t' => return None,
            _ => {}
        }
    }
    None
}

/// Reads the `[123]: ` of a tag whose bracket opens at `at`.
fn numbered(text: &str, at: usize) -> Option<Tag<'_>> {
    let (inner, length) = bracketed(text.get(at..)?, 24)?;
    if !inner.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b':')) || inner.is_empty()
    {
        return None;
    }
    let mut scanner = Scanner::at(text, at + length);
    let mut address = None;
    let mut level = None;
    if let Some((inner, length)) = bracketed(scanner.rest(), 16).filter(|_| scanner.peek() == Some(b'(')) {
        // `krb5kdc[1234](info): `
        level = Some(Level::parse(inner)?);
        scanner.skip(length);
    } else if let Some((inner, length)) = bracketed(scanner.rest().strip_prefix(' ').unwrap_or_default(), 16)
        && let Some(angled) = Level::parse(inner).filter(|_| scanner.rest().starts_with(" <"))
    {
        // macOS: `kernel[0] <Notice>: `
        level = Some(angled);
        scanner.skip(1 + length);
    } else if scanner.eat(b' ').is_some() {
        let (inner, length) = bracketed(scanner.rest(), 200).filter(|_| scanner.peek() == Some(b'('))?;
        address = Some(inner);
        scanner.skip(length);
    }
    scanner.eat(b':')?;
    let program = text.get(..at)?;
    let pid = words::is_number(inner).then_some(inner);
    // A bracket without a number belongs to the name, unless blanks show that it is part of the text.
    let program = if pid.is_some() { program } else { text.get(..at + length).filter(|name| !name.contains(' '))? };
    Some(Tag { program, pid, address, level, end: past(text, scanner.position()) })
}

/// Tells whether a name with a blank is that of a program with its version: `syslogd 1.4.1`.
fn versioned(program: &str) -> bool {
    let mut words = program.split(' ');
    let _name = words.next();
    let version = words.next().unwrap_or_default();
    words.next().is_none() && version.starts_with(|first: char| first.is_ascii_digit()) && version.contains('.')
}

/// Tells whether a name with blanks is a title: `Server Administrator (Shared Library)`.
fn titled(program: &str) -> bool {
    program.split(' ').all(|word| word.starts_with(|first: char| first.is_ascii_uppercase() || first == '('))
}

fn past(text: &str, at: usize) -> usize {
    let mut scanner = Scanner::at(text, at);
    let _ = scanner.eat_any(b" \t");
    scanner.position()
}

const SAMPLES: &[Sample] = &[
    Sample {
        line: "Jan 23 10:15:00 web-1 sshd[24200]: Accepted publickey for deploy",
        record: r#"{"timestamp":"2026-01-23T10:15:00Z","level":null,"source":"sshd","message":"Accepted publickey for deploy","context":{"host":"web-1","pid":24200}}"#,
    },
    Sample {
        line: "<13>Jan  5 10:15:01 web-1 foo: with priority",
        record: r#"{"timestamp":"2026-01-05T10:15:01Z","level":"NOTICE","source":"foo","message":"with priority","context":{"facility":1,"host":"web-1"}}"#,
    },
    Sample {
        line: "Jan 23 10:15:02 web-1 com.apple.xpc.launchd[1] (com.apple.WebContent.84623): Path not allowed",
        record: r#"{"timestamp":"2026-01-23T10:15:02Z","level":null,"source":"com.apple.xpc.launchd","message":"Path not allowed","context":{"host":"web-1","pid":1,"address":"com.apple.WebContent.84623"}}"#,
    },
    Sample {
        line: "Jan 23 10:15:03 combo sshd(pam_unix)[19939]: authentication failure; an error word",
        record: r#"{"timestamp":"2026-01-23T10:15:03Z","level":null,"source":"sshd(pam_unix)","message":"authentication failure; an error word","context":{"host":"combo","pid":19939}}"#,
    },
    Sample {
        line: "Jan 23 10:15:04 combo syslogd 1.4.1: restart.",
        record: r#"{"timestamp":"2026-01-23T10:15:04Z","level":null,"source":"syslogd 1.4.1","message":"restart.","context":{"host":"combo"}}"#,
    },
    Sample {
        line: "Jan 23 10:15:05 web-1 last message repeated 2 times",
        record: r#"{"timestamp":"2026-01-23T10:15:05Z","level":null,"source":null,"message":"last message repeated 2 times","context":{"host":"web-1"}}"#,
    },
    Sample {
        line: "2026-01-23T10:15:06.123456+01:00 web-1 systemd[1]: Started Daily apt download activities.",
        record: r#"{"timestamp":"2026-01-23T09:15:06.123456Z","level":null,"source":"systemd","message":"Started Daily apt download activities.","context":{"host":"web-1","pid":1}}"#,
    },
    Sample {
        line: "Fri Jan 23 10:15:07 2026 daemon.notice netifd: Interface up",
        record: r#"{"timestamp":"2026-01-23T10:15:07Z","level":"NOTICE","source":"netifd","message":"Interface up","context":{"facility":"daemon"}}"#,
    },
    Sample {
        line: "Jan 23 10:15:08 mac Microsoft Word[14463]: NSWarning",
        record: r#"{"timestamp":"2026-01-23T10:15:08Z","level":null,"source":"Microsoft Word","message":"NSWarning","context":{"host":"mac","pid":14463}}"#,
    },
];
