//! Moments and spans as people type them.

use std::time::Duration;

use jiff::civil;

use super::{Context, QueryError};
use crate::entry::Timestamp;

const MOMENT_HINT: &str = "must be a time like 2026-01-23T10:15:00Z, a date, epoch seconds or milliseconds, \
    or a span back from now like 15m, 2h or 3d";

/// Epoch numbers from here on are milliseconds; as seconds they would lie beyond the year 5138.
const FIRST_EPOCH_MILLIS: u64 = 100_000_000_000;

/// Reads a moment: RFC 3339, a date, a local time in the query's zone, epoch seconds or milliseconds, or a span back from now.
pub(super) fn moment(param: &str, value: &str, context: &Context) -> Result<Timestamp, QueryError> {
    let value = value.trim();
    if value == "now" {
        return Ok(context.now);
    }
    if let Some(epoch) = epoch(value) {
        return Ok(epoch);
    }
    if let Some(span) = parse_span(value) {
        let span_millis = i64::try_from(span.as_millis()).unwrap_or(i64::MAX);
        return Ok(Timestamp::from_millis(context.now.millis().saturating_sub(span_millis)));
    }
    date_time(value, context).ok_or_else(|| QueryError::new(param, MOMENT_HINT))
}

/// Reads the span that a parameter names.
pub(super) fn duration(param: &str, value: &str) -> Result<Duration, QueryError> {
    span(value).ok_or_else(|| QueryError::new(param, "must be a span like 500ms, 30s, 15m or 2h"))
}

/// Reads a span such as `500ms`, `30s`, `15m`, `2h`, `3d`, `1w` or `1h30m`; a bare number is seconds.
pub fn span(value: &str) -> Option<Duration> {
    match value.parse::<u32>() {
        Ok(seconds) => Some(Duration::from_secs(u64::from(seconds))),
        Err(_) => parse_span(value),
    }
}

fn epoch(value: &str) -> Option<Timestamp> {
    let (whole, fraction) = value.split_once('.').unwrap_or((value, ""));
    let digits = whole.strip_prefix('-').unwrap_or(whole);
    let plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if digits.is_empty() || !plain(digits) || !plain(fraction) || value.ends_with('.') {
        return None;
    }
    let number: i64 = whole.parse().ok()?;
    if number.unsigned_abs() >= FIRST_EPOCH_MILLIS {
        return Some(Timestamp::from_millis(number));
    }
    let nanos: u32 = format!("{fraction:0<9.9}").parse().ok()?;
    let digits = fraction.len().min(9) as u8;
    // Before 1970 a fraction goes further back.
    match whole.starts_with('-') && nanos > 0 {
        true => Some(Timestamp { seconds: number - 1, nanos: 1_000_000_000 - nanos, digits }),
        false => Some(Timestamp { seconds: number, nanos, digits }),
    }
}

fn parse_span(value: &str) -> Option<Duration> {
    let mut rest = value;
    let mut total = Duration::ZERO;
    while !rest.is_empty() {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let count: u32 = rest[..digits].parse().ok()?;
        rest = &rest[digits..];
        let letters = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
        let unit = match &rest[..letters] {
            "ms" => Duration::from_millis(1),
            "s" => Duration::from_secs(1),
            "m" | "min" => Duration::from_secs(60),
            "h" => Duration::from_secs(3_600),
            "d" => Duration::from_secs(86_400),
            "w" => Duration::from_secs(7 * 86_400),
            _ => return None,
        };
        total = total.checked_add(unit.checked_mul(count)?)?;
        rest = &rest[letters..];
    }
    (!value.is_empty()).then_some(total)
}

fn date_time(value: &str, context: &Context) -> Option<Timestamp> {
    // A plus sign that was not escaped in an address arrives as a space.
    let value = &value.replace(' ', if value.matches(':').count() == 3 && !value.contains('+') { "+" } else { "T" });
    if let Ok(moment) = value.parse::<jiff::Timestamp>() {
        return Some(from_jiff(moment));
    }
    let local: civil::DateTime = value.parse().ok()?;
    Some(from_jiff(local.to_zoned(context.zone.clone()).ok()?.timestamp()))
}

fn from_jiff(moment: jiff::Timestamp) -> Timestamp {
    let nanos = moment.as_nanosecond();
    let seconds = i64::try_from(nanos.div_euclid(1_000_000_000)).unwrap_or(i64::MAX);
    Timestamp { seconds, nanos: nanos.rem_euclid(1_000_000_000) as u32, digits: 9 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn context(zone: &str) -> Context {
        Context {
            zone: jiff::tz::TimeZone::get(zone).unwrap(),
            now: Timestamp::from_seconds(1_769_163_300),
            formats: Default::default(),
        }
    }

    #[test]
    fn every_way_to_write_a_moment_is_understood() {
        let cases = [
            ("2026-01-23T10:15:00Z", "UTC", 1_769_163_300_000),
            ("2026-01-23T10:15:00.5Z", "UTC", 1_769_163_300_500),
            ("2026-01-23T11:15:00+01:00", "UTC", 1_769_163_300_000),
            ("2026-01-23T11:15:00 01:00", "UTC", 1_769_163_300_000),
            ("2026-01-23 11:15:00+01:00", "UTC", 1_769_163_300_000),
            ("2026-01-23", "UTC", 1_769_126_400_000),
            ("2026-01-23", "Europe/Berlin", 1_769_122_800_000),
            ("2026-01-23 10:15", "UTC", 1_769_163_300_000),
            ("2026-01-23T11:15:00", "Europe/Berlin", 1_769_163_300_000),
            ("1769163300", "UTC", 1_769_163_300_000),
            ("1769163300.25", "UTC", 1_769_163_300_250),
            ("-1.25", "UTC", -1_250),
            ("-0.5", "UTC", -500),
            ("1769163300123", "UTC", 1_769_163_300_123),
            ("-1769163300123", "UTC", -1_769_163_300_123),
            ("-9223372036854775808", "UTC", i64::MIN),
            ("15m", "UTC", 1_769_162_400_000),
            ("1h30m", "UTC", 1_769_157_900_000),
            ("3d", "UTC", 1_768_904_100_000),
            ("now", "UTC", 1_769_163_300_000),
        ];
        for (text, zone, millis) in cases {
            assert_eq!(moment("since", text, &context(zone)).map(Timestamp::millis), Ok(millis), "{text}");
        }
        for wrong in ["", "yesterday", "15 minutes", "2026-13-01", "12x", "1.", "."] {
            assert!(moment("since", wrong, &context("UTC")).is_err(), "{wrong}");
        }
    }
}
