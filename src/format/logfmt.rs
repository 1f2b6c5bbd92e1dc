//! Lines of `key=value` pairs, as logfmt has them.

use std::borrow::Cow;

use crate::entry::{Entry, Level, Value};

use super::context::unrepeat;
use super::json::Role;
use super::{Clock, Format, Sample, json, time};

/// Reads lines that are pairs from the first byte to the last.
#[derive(Debug)]
pub(super) struct Logfmt;

/// A line of fewer pairs is not taken for logfmt: `x=1` may be anything.
const FEWEST_PAIRS: usize = 2;

impl Format for Logfmt {
    fn name(&self) -> &'static str {
        "logfmt"
    }

    fn title(&self) -> &'static str {
        "logfmt: key=value pairs"
    }

    fn begins_with(&self, byte: u8) -> bool {
        is_key_byte(byte)
    }

    fn parse<'a>(&self, line: &'a str, clock: &Clock) -> Option<Entry<'a>> {
        let key = line.as_bytes().iter().take(64).position(|byte| !is_key_byte(*byte))?;
        if key == 0 || line.as_bytes()[key] != b'=' {
            return None;
        }
        if line.starts_with(['t', 'n']) && line.contains(" msg=audit(") {
            // The audit trail, whose time stands inside a value.
            return None;
        }
        let pairs = pairs(line)?;
        (pairs.len() >= FEWEST_PAIRS).then(|| entry(line, pairs, clock)).flatten()
    }

    fn keeps_loose_lines(&self) -> bool {
        false
    }

    fn samples(&self) -> &'static [Sample] {
        SAMPLES
    }
}

struct Pair<'a> {
    key: &'a str,
    value: Cow<'a, str>,
    quoted: bool,
}

/// The bytes of keys.
static KEY_BYTES: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0usize;
    while byte < 256 {
        let ascii = byte as u8;
        table[byte] = ascii.is_ascii_alphanumeric()
            || matches!(ascii, b'_' | b'.' | b'-' | b'@' | b'/' | b'$' | b':')
            || ascii >= 0x80;
        byte += 1;
    }
    table
};

fn is_key_byte(byte: u8) -> bool {
    KEY_BYTES[usize::from(byte)]
}

/// Reads the whole line as pairs; bare words may stand between them as they do where a value was left out.
fn pairs(line: &str) -> Option<Vec<Pair<'_>>> {
    let bytes = line.as_bytes();
    let mut pairs = Vec::with_capacity(12);
    let mut bare = 0;
    let mut at = 0;
    while at < bytes.len() {
        if matches!(bytes[at], b' ' | b'\t') {
            at += 1;
            continue;
        }
        let start = at;
        while at < bytes.len() && is_key_byte(bytes[at]) {
            at += 1;
        }
        let key = line.get(start..at)?;
        if key.is_empty() {
            return None;
        }
        if bytes.get(at) != Some(&b'=') {
            if !matches!(bytes.get(at), None | Some(b' ' | b'\t')) {
                return None;
            }
            bare += 1;
            pairs.push(Pair { key, value: Cow::Borrowed("true"), quoted: false });
            continue;
        }
        at += 1;
        let (value, end, quoted) = value(line, at)?;
        at = end;
        pairs.push(Pair { key, value, quoted });
    }
    (bare * 2 < pairs.len()).then_some(pairs)
}

fn value(line: &str, start: usize) -> Option<(Cow<'_, str>, usize, bool)> {
    let bytes = line.as_bytes();
    if bytes.get(start) == Some(&b'"') {
        let mut scanner = super::scanner::Scanner::at(line, start + 1);
        let raw = scanner.quoted()?;
        return Some((json::scan::unescape(raw), scanner.position(), true));
    }
    let length = memchr::memchr2(b' ', b'\t', &bytes[start..]).unwrap_or(bytes.len() - start);
    Some((Cow::Borrowed(line.get(start..start + length)?), start + length, false))
}

/// The parts of an entry that the keys of a line name, each with the rank of its key and the place of its pair.
#[derive(Default)]
struct Parts {
    best: [Option<(u8, usize)>; 4],
}

impl Parts {
    fn note(&mut self, key: &str, place: usize) {
        let known = json::lookup(key);
        let (role, rank) = match (known.role, known.rank) {
            _ if key == "at" => (Role::Level, 30),
            // Among pairs only the surest names count.
            (Role::Time | Role::Level, rank) | (Role::Source | Role::Message, rank @ ..=12) => (known.role, rank),
            _ => return,
        };
        let best = &mut self.best[role as usize];
        if best.is_none_or(|(other, _)| rank < other) {
            *best = Some((rank, place));
        }
    }

    fn place(&self, role: Role) -> Option<usize> {
        self.best[role as usize].map(|(_, place)| place)
    }
}

fn entry<'a>(line: &'a str, mut pairs: Vec<Pair<'a>>, clock: &Clock) -> Option<Entry<'a>> {
    let mut parts = Parts::default();
    for (place, pair) in pairs.iter().enumerate() {
        parts.note(pair.key, place);
    }
    let (time_at, level_at) = (parts.place(Role::Time), parts.place(Role::Level));
    let (message_at, source_at) = (parts.place(Role::Message), parts.place(Role::Source));
    let timestamp = time_at.and_then(|at| {
        let text = &pairs[at].value;
        let counted = || time::epoch_from_text(text).filter(|_| text.len() >= 10);
        time::whole(text, clock).or_else(counted).or_else(|| joined_time(&pairs, clock))
    });
    let level = level_at.and_then(|at| Level::parse(&pairs[at].value));
    if timestamp.is_none() && level.is_none() && message_at.is_none() && pairs.len() < 3 {
        return None;
    }
    let mut take = |at: usize| std::mem::take(&mut pairs[at].value);
    let message = message_at.map_or(Cow::Borrowed(line), &mut take);
    let source = source_at.map(&mut take).filter(|source| !source.is_empty());
    let taken = [
        time_at.filter(|_| timestamp.is_some()),
        level_at.filter(|_| level.is_some()),
        message_at,
        source_at.filter(|_| source.is_some()),
    ];
    let mut context = Vec::with_capacity(pairs.len());
    for (at, pair) in pairs.into_iter().enumerate() {
        if !taken.contains(&Some(at)) {
            context.push((Cow::Borrowed(pair.key), typed(pair.value, pair.quoted)));
        }
    }
    unrepeat(&mut context);
    Some(Entry { timestamp, level, source, message, context })
}

/// Reads a date and a time that stand in two pairs, as Fortinet writes them.
fn joined_time(pairs: &[Pair<'_>], clock: &Clock) -> Option<crate::entry::Timestamp> {
    let value = |key: &str| pairs.iter().find(|pair| pair.key == key).map(|pair| &*pair.value);
    time::whole(&format!("{} {}", value("date")?, value("time")?), clock)
}

/// Types a value: numbers and booleans that were not quoted are JSON.
fn typed(value: Cow<'_, str>, quoted: bool) -> Value<'_> {
    if !quoted
        && match value.as_bytes().first() {
            Some(b't' | b'f' | b'n') => matches!(&*value, "true" | "false" | "null"),
            Some(b'-' | b'0'..=b'9') => super::words::is_safe_number(&value),
            _ => false,
        }
    {
        return Value::Json(value);
    }
    Value::Text(value)
}

const SAMPLES: &[Sample] = &[
    Sample {
        line: r#"time=2026-01-23T10:15:00.123Z level=info msg="request completed" status=200 duration=12.5ms"#,
        record: r#"{"timestamp":"2026-01-23T10:15:00.123Z","level":"INFO","source":null,"message":"request completed","context":{"status":200,"duration":"12.5ms"}}"#,
    },
    Sample {
        line: r#"ts=1769163301.5 lvl=error component=db msg=failed err="connection \"refused\"" retry=true"#,
        record: r#"{"timestamp":"2026-01-23T10:15:01.5Z","level":"ERROR","source":"db","message":"failed","context":{"err":"connection \"refused\"","retry":true}}"#,
    },
    Sample {
        line: "level=warn msg=slow ms=1.50 user=frank",
        record: r#"{"timestamp":null,"level":"WARNING","source":null,"message":"slow","context":{"ms":1.50,"user":"frank"}}"#,
    },
    Sample {
        line: r#"at=info method=GET path=/ host=x fwd="10.0.0.17" status=200"#,
        record: r#"{"timestamp":null,"level":"INFO","source":null,"message":"at=info method=GET path=/ host=x fwd=\"10.0.0.17\" status=200","context":{"method":"GET","path":"/","host":"x","fwd":"10.0.0.17","status":200}}"#,
    },
    Sample {
        line: r#"time="2026-01-23T10:15:04+01:00" level=fatal msg=bye a= b=null"#,
        record: r#"{"timestamp":"2026-01-23T09:15:04Z","level":"CRITICAL","source":null,"message":"bye","context":{"a":"","b":null}}"#,
    },
    Sample {
        line: r#"level=debug msg="a=1 b=2" trace=0af7 empty="""#,
        record: r#"{"timestamp":null,"level":"DEBUG","source":null,"message":"a=1 b=2","context":{"trace":"0af7","empty":""}}"#,
    },
    Sample {
        line: "level=info msg=in auth=9E0478 ref=12E400 zip=01234 id=1234567890123456789 step=+5 part=.5 hex=0x1f t=-0.5",
        record: r#"{"timestamp":null,"level":"INFO","source":null,"message":"in","context":{"auth":"9E0478","ref":"12E400","zip":"01234","id":"1234567890123456789","step":"+5","part":".5","hex":"0x1f","t":-0.5}}"#,
    },
    Sample {
        line: "a=1 b=2 c=3",
        record: r#"{"timestamp":null,"level":null,"source":null,"message":"a=1 b=2 c=3","context":{"a":1,"b":2,"c":3}}"#,
    },
];
