//! Reads the parts of an entry from raw JSON values.

use std::borrow::Cow;

use crate::entry::{Entry, Level, Timestamp};
use crate::format::{Clock, ansi, time};

use super::keys::{self, Role, sign};
use super::name::Member;
use super::scan;

/// Returns the text of a raw JSON string; `None` for any other value.
pub(in crate::format) fn text(raw: &str) -> Option<Cow<'_, str>> {
    Some(scan::unescape(raw.strip_prefix('"')?.strip_suffix('"')?))
}

/// Returns the text of a raw JSON string as it is shown: without the colours that may be escaped in it.
pub(super) fn shown(raw: &str) -> Option<Cow<'_, str>> {
    Some(match text(raw)? {
        Cow::Owned(text) => Cow::Owned(ansi::strip(&text).into_owned()),
        plain => plain,
    })
}

/// Reads a time: a text in any usual form, a count since 1970, or an object that holds one.
pub(in crate::format) fn time(raw: &str, clock: &Clock) -> Option<Timestamp> {
    match raw.as_bytes().first()? {
        b'"' => {
            let text = text(raw)?;
            if let Some(timestamp) = time::iso(&text, clock).filter(|found| found.1 == text.len()) {
                return Some(timestamp.0);
            }
            let text = text.trim();
            time::whole(text, clock).or_else(|| time::epoch_from_text(text).filter(|_| text.len() >= 10))
        }
        b'0'..=b'9' => time::from_number(raw),
        b'{' => time_inside(raw, clock),
        _ => None,
    }
}

/// Reads MongoDB's `{"$date":…}` and log4j's `{"epochSecond":…,"nanoOfSecond":…}`.
fn time_inside(raw: &str, clock: &Clock) -> Option<Timestamp> {
    let (mut found, mut seconds, mut nanos) = (None, None, None);
    scan::members(raw, |name, value| match &*name.text() {
        "$date" => found = Some(value),
        "epochSecond" | "seconds" => seconds = value.parse().ok(),
        "nanoOfSecond" | "nanos" => nanos = value.parse().ok().filter(|nanos| *nanos < 1_000_000_000),
        _ => {}
    })?;
    match found {
        Some(found) if !found.starts_with('{') => time(found, clock),
        _ => Some(Timestamp { seconds: seconds?, nanos: nanos?, digits: 9 }),
    }
}

/// Reads a source; `name` counts only among the keys of a logger, since elsewhere it names anything.
pub(super) fn source<'a>(name: &str, raw: &'a str, signs: u32) -> Option<Cow<'a, str>> {
    match name {
        "name" if signs & (sign::LEVELNAME | sign::HOSTNAME | sign::V) == 0 => return None,
        "channel" if signs & sign::LEVELNAME == 0 => return None,
        "c" if signs & (sign::S_C | sign::CTX) != sign::S_C | sign::CTX => return None,
        _ => {}
    }
    shown(raw).filter(|text| !matches!(&**text, "" | "-"))
}

/// Fills what is still missing from the objects `log`, `ecs` and `jsonPayload`, which stay in the context as they are.
///
/// Returns the message that stands in one of them.
pub(super) fn nested<'a>(members: &[Member<'a>], entry: &mut Entry<'a>) -> Option<Cow<'a, str>> {
    let mut message = None;
    for (name, raw) in members {
        let name = name.text();
        if !raw.starts_with('{') || name != "log" && keys::lookup(&name).role != Role::Nest {
            continue;
        }
        let _ = scan::members(raw, |name, value| match &*name.text() {
            "level" | "severity" if entry.level.is_none() => {
                entry.level = text(value).and_then(|word| Level::parse(&word));
            }
            "logger" if entry.source.is_none() => entry.source = text(value),
            "message" | "msg" if message.is_none() => message = text(value),
            _ => {}
        });
    }
    message
}
