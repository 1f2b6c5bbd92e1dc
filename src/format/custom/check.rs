//! Holds a format against its samples.

use std::borrow::Cow;

use crate::entry::{Entry, Level, Timestamp, Value};
use crate::format::{Clock, Format, json, time};

use super::{Custom, CustomError, Expected, Mismatch};

/// The last write of the file in which samples stand, for dates without a year: 2026-01-31T00:00:00Z.
const LAST_WRITE: i64 = 1_769_817_600;

/// Reads every sample and compares it with what it says.
pub(super) fn samples(custom: &Custom, samples: &[Expected]) -> Result<(), CustomError> {
    let clock = Clock::utc(Timestamp::from_seconds(LAST_WRITE));
    for sample in samples {
        let (format, line) = (custom.name.to_owned(), sample.line.clone());
        let Some(entry) = custom.parse(&sample.line, &clock) else {
            return Err(CustomError::NoMatch { format, line });
        };
        let parts: Vec<Mismatch> = sample.parts.iter().filter_map(|part| mismatch(part, &entry, &clock)).collect();
        if !parts.is_empty() {
            return Err(CustomError::Sample { format, line, parts });
        }
    }
    Ok(())
}

fn mismatch((part, expected): &(String, String), entry: &Entry<'_>, clock: &Clock) -> Option<Mismatch> {
    let found = read(part, entry);
    let same = match part.as_str() {
        // However precisely it is written, and in whatever zone.
        "timestamp" if entry.timestamp.is_some() => entry.timestamp == time::whole(expected, clock),
        "level" if entry.level.is_some() => entry.level == Level::parse(expected),
        _ => found.as_deref() == Some(expected),
    };
    let (part, expected) = (part.clone(), expected.clone());
    (!same).then(|| Mismatch { part, expected, found: found.map(Cow::into_owned) })
}

/// Returns a part of an entry as text.
fn read<'e>(part: &str, entry: &'e Entry<'_>) -> Option<Cow<'e, str>> {
    let field = || {
        let (_, value) = entry.context.iter().find(|(name, _)| name == part)?;
        Some(match value {
            Value::Json(raw) => json::text(raw).unwrap_or(Cow::Borrowed(raw)),
            Value::Text(text) => Cow::Borrowed(&**text),
        })
    };
    match part {
        "timestamp" => entry.timestamp.map(|timestamp| timestamp.to_string().into()).or_else(field),
        "level" => entry.level.map(|level| level.name().into()).or_else(field),
        "source" => entry.source.as_deref().map(Cow::Borrowed),
        "message" => Some(Cow::Borrowed(&entry.message)),
        _ => field(),
    }
}
