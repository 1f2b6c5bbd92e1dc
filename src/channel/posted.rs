//! Turns what clients post into lines that are read back to the same entries.

use std::borrow::Cow;
use std::collections::HashMap;

use jiff::tz::TimeZone;
use serde::de::{Deserializer, SeqAccess, Visitor};
use serde_json::value::RawValue;
use thiserror::Error;

use crate::entry::{Level, Timestamp};
use crate::format::{Clock, values};

/// What holds for everything that is posted.
#[derive(Clone, Debug)]
pub struct Rules {
    /// The zone of times without one.
    pub zone: TimeZone,
    /// How long a line may be at most, in bytes: what is longer would not be read back whole.
    pub longest: usize,
}

/// Entries as lines.
#[derive(Debug, Default)]
pub struct Posted {
    /// The lines, each with its end.
    pub lines: Vec<u8>,
    /// How many there are.
    pub count: u64,
}

/// Why nothing of a post is accepted.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("entry {entry} {detail}")]
pub struct PostError {
    /// The first entry that is bad, counted from 1.
    pub entry: u64,
    /// The key at fault, where it is one.
    pub key: Option<&'static str>,
    /// What is wrong with it, and what to do.
    pub detail: String,
}

/// Values nested deeper than this cannot be read by many clients.
const DEEPEST: usize = 128;

/// From so many members on, names that are there already are found by a table.
const MANY_MEMBERS: usize = 16;

/// Names and raw values.
type Members<'a> = Vec<(Cow<'a, str>, &'a str)>;

impl Rules {
    /// Reads one object, an array of objects, or any number of objects one behind the other; returns their lines.
    ///
    /// # Errors
    /// The first entry that is bad.
    pub fn read(&self, body: &[u8]) -> Result<Posted, PostError> {
        let now = Timestamp::now();
        let mut lines =
            Lines { clock: Clock::new(self.zone.clone(), now), now, longest: self.longest, posted: Posted::default() };
        let (text, broken) = match std::str::from_utf8(body) {
            Ok(text) => (text, false),
            Err(error) => (std::str::from_utf8(&body[..error.valid_up_to()]).unwrap_or_default(), true),
        };
        let text = text.trim_start_matches('\u{feff}').trim_start();
        let read = match text.starts_with('[') {
            true => lines.array(text),
            false => lines.values(text),
        };
        let next = lines.posted.count + 1;
        match read {
            // What is cut off before a broken character is no JSON either.
            Err(error) if !broken || error.entry < next => Err(error),
            _ if broken => {
                Err(PostError { entry: next, key: None, detail: "is not UTF-8; send it as such".to_owned() })
            }
            Err(error) => Err(error),
            Ok(()) if lines.posted.count == 0 => {
                let detail = "is missing: send an object, an array of objects, or objects one a line".to_owned();
                Err(PostError { entry: 1, key: None, detail })
            }
            Ok(()) => Ok(lines.posted),
        }
    }
}

/// Lines that are being made.
struct Lines {
    clock: Clock,
    now: Timestamp,
    longest: usize,
    posted: Posted,
}

impl Lines {
    fn values(&mut self, text: &str) -> Result<(), PostError> {
        for value in serde_json::Deserializer::from_str(text).into_iter::<&RawValue>() {
            let value = value.map_err(|error| self.no_json(&error))?;
            self.entry(value.get())?;
        }
        Ok(())
    }

    fn array(&mut self, text: &str) -> Result<(), PostError> {
        let mut reader = serde_json::Deserializer::from_str(text);
        let outcome = reader.deserialize_seq(Array(self)).map_err(|error| self.no_json(&error))?;
        outcome?;
        reader.end().map_err(|error| self.no_json(&error))
    }

    fn no_json(&self, error: &serde_json::Error) -> PostError {
        self.bad(None, format!("is no JSON: {error}"))
    }

    fn bad(&self, key: Option<&'static str>, detail: impl Into<String>) -> PostError {
        PostError { entry: self.posted.count + 1, key, detail: detail.into() }
    }

    /// Adds the line of an entry.
    fn entry(&mut self, raw: &str) -> Result<(), PostError> {
        // What is longer by far takes much memory before it is found to make too long a line.
        let most = 8 * self.longest;
        if raw.len() > most {
            let detail =
                format!("takes {} bytes, and {most} at most become a line; shorten it, or raise --max-line", raw.len());
            return Err(self.bad(None, detail));
        }
        let mut members = Vec::new();
        values::members(raw, |name, value| members.push((name, value)))
            .ok_or_else(|| self.bad(None, "must be an object: {\"level\":…,\"message\":…}"))?;
        let members = unrepeated(members);
        let member = |wanted: &str| members.iter().find(|(name, _)| name == wanted).map(|(_, raw)| *raw);
        let given = |wanted: &str| member(wanted).filter(|raw| *raw != "null");
        let timestamp = match given("timestamp") {
            None => self.now,
            Some(raw) => values::time(raw, &self.clock).ok_or_else(|| {
                self.bad(Some("timestamp"), "has a timestamp that is none: give RFC 3339, such as 2026-01-23T10:15:00.123Z, or seconds or milliseconds since 1970")
            })?,
        };
        let level = self.level(&members, member("level"))?;
        let source = given("source")
            .map(|raw| values::text(raw).ok_or_else(|| self.bad(Some("source"), "has a source that is no text")));
        let message = given("message").ok_or_else(|| self.bad(Some("message"), "has no message: give a text"))?;
        let message =
            values::text(message).ok_or_else(|| self.bad(Some("message"), "has a message that is no text"))?;
        let context = self.context(&members)?;
        let begin = self.posted.lines.len();
        let out = &mut self.posted.lines;
        out.extend_from_slice(br#"{"timestamp":""#);
        timestamp.write(out);
        out.extend_from_slice(br#"","level":"#);
        write_text(out, level.map(Level::name));
        if let Some(source) = source.transpose()?.filter(|source| !matches!(&**source, "" | "-")) {
            out.extend_from_slice(br#","source":"#);
            write_string(out, &source);
        }
        out.extend_from_slice(br#","message":"#);
        write_string(out, &message);
        write_context(out, &context);
        out.extend_from_slice(b"}\n");
        let length = out.len() - begin;
        if length > self.longest {
            let detail = format!(
                "takes {length} bytes as a line, and lines are read whole up to {}; shorten it, or raise --max-line",
                self.longest
            );
            return Err(self.bad(None, detail));
        }
        self.posted.count += 1;
        Ok(())
    }

    fn level(&self, members: &Members<'_>, raw: Option<&str>) -> Result<Option<Level>, PostError> {
        match raw {
            None => Err(self
                .bad(Some("level"), "has no level: give trace, debug, info, notice, warn, error or critical, or null")),
            Some("null") => Ok(None),
            Some(raw) => {
                let level = values::level(raw, members.iter().map(|(name, _)| &**name));
                level.map(Some).ok_or_else(|| {
                    self.bad(
                        Some("level"),
                        "has a level that is none: give trace, debug, info, notice, warn, error or critical, or null",
                    )
                })
            }
        }
    }

    /// Returns the further fields: unknown keys, and the members of `context` and `metadata`, which are spread unless keys clash.
    fn context<'a>(&self, members: &Members<'a>) -> Result<Members<'a>, PostError> {
        let is_field =
            |name: &str| !matches!(name, "timestamp" | "level" | "source" | "message" | "context" | "metadata");
        let mut fields: Members<'a> = members.iter().filter(|(name, _)| is_field(name)).cloned().collect();
        for (name, key) in [("context", "context"), ("metadata", "metadata")] {
            let Some((_, raw)) = members.iter().find(|(other, raw)| other == name && *raw != "null") else { continue };
            let mut inner = Vec::new();
            values::members(raw, |name, value| inner.push((name, value)))
                .ok_or_else(|| self.bad(Some(key), format!("has a {name} that is no object")))?;
            let mut spread = fields.clone();
            spread.extend(unrepeated(inner));
            let count = spread.len();
            spread = unrepeated(spread);
            if spread.len() < count {
                spread = fields;
                spread.push((name.into(), raw));
            }
            fields = spread;
        }
        let fields = unrepeated(fields);
        match fields.iter().all(|(_, raw)| is_shallow(raw)) {
            true => Ok(fields),
            false => Err(self.bad(None, format!("is nested deeper than {DEEPEST} levels"))),
        }
    }
}

/// Reads an array, entry by entry, so that the first bad one is known.
struct Array<'l>(&'l mut Lines);

impl<'de> Visitor<'de> for Array<'_> {
    type Value = Result<(), PostError>;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("an array")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut entries: A) -> Result<Self::Value, A::Error> {
        let mut outcome = Ok(());
        // The whole array must be JSON, whatever is wrong with an entry of it.
        while let Some(entry) = entries.next_element::<&RawValue>()? {
            if outcome.is_ok() {
                outcome = self.0.entry(entry.get());
            }
        }
        Ok(outcome)
    }
}

/// Returns members of which each has a name of its own: of a repeated one the last counts.
fn unrepeated<'a>(members: Members<'a>) -> Members<'a> {
    let mut places: HashMap<Cow<'a, str>, usize> = HashMap::new();
    let by_table = members.len() > MANY_MEMBERS;
    let mut kept: Members<'a> = Vec::with_capacity(members.len());
    for (name, raw) in members {
        let known = match by_table {
            true => places.get(&name).copied(),
            false => kept.iter().position(|(other, _)| *other == name),
        };
        match known {
            Some(place) => kept[place].1 = raw,
            None => {
                if by_table {
                    places.insert(name.clone(), kept.len());
                }
                kept.push((name, raw));
            }
        }
    }
    kept
}

pub(super) fn is_shallow(raw: &str) -> bool {
    let (mut depth, mut in_string, mut escaped) = (0_usize, false, false);
    for byte in raw.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = in_string,
            b'"' => in_string = !in_string,
            b'{' | b'[' if !in_string => depth += 1,
            b'}' | b']' if !in_string => depth -= 1,
            _ => {}
        }
        if depth > DEEPEST {
            return false;
        }
    }
    true
}

fn write_context(out: &mut Vec<u8>, fields: &Members<'_>) {
    if fields.is_empty() {
        return;
    }
    out.extend_from_slice(br#","context":{"#);
    for (index, (name, raw)) in fields.iter().enumerate() {
        if index > 0 {
            out.push(b',');
        }
        write_string(out, name);
        out.push(b':');
        write_compact(out, raw);
    }
    out.push(b'}');
}

/// Appends a value without the blanks between its tokens, so that it stands in one line.
pub(super) fn write_compact(out: &mut Vec<u8>, raw: &str) {
    if !raw.bytes().any(|byte| byte.is_ascii_whitespace()) {
        return out.extend_from_slice(raw.as_bytes());
    }
    let (mut in_string, mut escaped) = (false, false);
    for byte in raw.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = in_string,
            b'"' => in_string = !in_string,
            _ => {}
        }
        if in_string || !byte.is_ascii_whitespace() {
            out.push(byte);
        }
    }
}

pub(super) fn write_string(out: &mut Vec<u8>, text: &str) {
    serde_json::to_writer(out, text).expect("a text is written to memory");
}

fn write_text(out: &mut Vec<u8>, text: Option<&str>) {
    match text {
        Some(text) => write_string(out, text),
        None => out.extend_from_slice(b"null"),
    }
}

#[cfg(test)]
mod tests;
