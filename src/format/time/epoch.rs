//! Reads counts since 1970: seconds, milliseconds, microseconds, nanoseconds, and TAI64N.

use crate::entry::Timestamp;

use super::Found;

/// The seconds of 2000-01-01 and of 2100-01-01: a bare number outside is taken for something else.
const PLAUSIBLE: std::ops::Range<i64> = 946_684_800..4_102_444_800;

/// How far TAI ran ahead of UTC when it began to be counted in labels of 64 bits.
const TAI_AHEAD_SECONDS: i64 = 10;

/// Reads a count of 10, 13, 16 or 19 digits that a line begins with, and of seconds also their fraction.
pub(super) fn read(text: &str, digits: usize) -> Option<Found> {
    let mut end = digits;
    if matches!(digits, 10 | 13) && text.as_bytes().get(digits) == Some(&b'.') {
        let fraction = text.bytes().skip(digits + 1).take_while(u8::is_ascii_digit).count();
        if fraction > 0 {
            end += 1 + fraction;
        }
    }
    if text.as_bytes().get(end).is_some_and(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-')) {
        return None;
    }
    let timestamp = from_text(text.get(..end)?)?;
    PLAUSIBLE.contains(&timestamp.seconds).then_some((timestamp, end))
}

/// Reads a JSON number as a count since 1970 whose unit its size tells.
pub(in crate::format) fn from_number(text: &str) -> Option<Timestamp> {
    if text.bytes().any(|byte| matches!(byte, b'e' | b'E')) {
        let number: f64 = text.parse().ok()?;
        if !(0.0..1e11).contains(&number) {
            return from_text(&format!("{number:.0}"));
        }
        let micros = (number * 1e6).round() as i64;
        let nanos = micros.rem_euclid(1_000_000) as u32 * 1000;
        return Some(Timestamp { seconds: micros.div_euclid(1_000_000), nanos, digits: 6 });
    }
    from_text(text)
}

/// Reads digits, with a fraction if any, as a count since 1970 whose unit its size tells.
pub(in crate::format) fn from_text(text: &str) -> Option<Timestamp> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    if whole.is_empty() || whole.len() > 19 || !whole.bytes().chain(fraction.bytes()).all(|byte| byte.is_ascii_digit())
    {
        return None;
    }
    let number: i64 = whole.parse().ok()?;
    let places = match whole.len() {
        0..=11 => 0,
        12..=14 => 3,
        15..=17 => 6,
        _ => 9,
    };
    let unit = 10i64.pow(places);
    let mut nanos = (number % unit) as u32 * 10u32.pow(9 - places);
    let mut digits = places;
    for byte in fraction.bytes().take(9 - places as usize) {
        digits += 1;
        nanos += u32::from(byte - b'0') * 10u32.pow(9 - digits);
    }
    Some(Timestamp { seconds: number / unit, nanos, digits: digits as u8 })
}

/// Reads `@` and 24 hexadecimal digits, as multilog writes them.
pub(super) fn tai64n(text: &str) -> Option<Found> {
    let label = text.get(1..25)?;
    if !label.bytes().all(|byte| byte.is_ascii_hexdigit()) || text.as_bytes().get(25).is_some_and(u8::is_ascii_hexdigit)
    {
        return None;
    }
    let seconds = i64::try_from(u64::from_str_radix(&label[..16], 16).ok()?).ok()? - (1 << 62) - TAI_AHEAD_SECONDS;
    let nanos = u32::from_str_radix(&label[16..], 16).ok()?;
    if nanos >= 1_000_000_000 || !PLAUSIBLE.contains(&seconds) {
        return None;
    }
    Some((Timestamp { seconds, nanos, digits: 9 }, 25))
}
