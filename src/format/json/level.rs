//! Reads levels of JSON: words of any vocabulary, and numbers on the scale that the keys around them tell.

use crate::entry::{Level, LevelSet};

use super::keys::sign;
use super::parts;

/// Reads the value of a member as a level; `sign` bits tell which other names are present.
pub(super) fn read(name: &str, raw: &str, signs: u32) -> Option<Level> {
    if !raw.starts_with('"') {
        return number(name, raw.parse().ok()?, signs);
    }
    let text = parts::shown(raw)?;
    let word = text.trim();
    if let Some(level) = Level::parse(word) {
        return Some(level);
    }
    if let Ok(value) = word.parse() {
        return number(name, value, signs);
    }
    // slog writes steps in between as `INFO+2`.
    let base = word.split(['+', '-', ':']).next()?;
    if signs & sign::S_C != 0 {
        // MongoDB numbers its steps of debugging: `D1` to `D5`.
        return Level::parse(base.trim_end_matches(|digit: char| digit.is_ascii_digit()));
    }
    Level::parse(base)
}

/// Reads a number of which nothing tells the scale: that of syslog up to 7, or that of pino.
pub(crate) fn numbered(value: i32) -> Option<Level> {
    if value < 10 { syslog(value) } else { pino(value) }
}

fn number(name: &str, value: i32, signs: u32) -> Option<Level> {
    if signs & sign::SEVERITY_NUMBER != 0 && name.len() >= 14 {
        return otel(value);
    }
    let syslog_key = matches!(name, "priority" | "PRIORITY" | "severity" | "Severity");
    match value {
        0..=7 if syslog_key || signs & sign::SHORT_MESSAGE != 0 => syslog(value),
        // Nothing that counts in tens goes below 10; single digits are the priorities of syslog.
        0..=7 => syslog(value),
        10..=60 if signs & (sign::LEVELNAME | sign::LOGGER) != 0 && signs & sign::HOSTNAME == 0 => python(value),
        10..=69 => pino(value),
        100..=600 => monolog(value),
        _ => None,
    }
}

/// Returns the levels one of which a number has whatever other names there are; `None` where it may have none.
///
/// The names of severity numbers, whose scale is another, are not asked about.
pub(in crate::format) fn possible(value: i32) -> Option<LevelSet> {
    let scales: &[fn(i32) -> Option<Level>] = match value {
        0..=7 => &[syslog],
        10..=59 => &[python, pino],
        100..=600 => &[monolog],
        _ => return None,
    };
    Some(scales.iter().filter_map(|scale| scale(value)).collect())
}

/// The priorities of RFC 5424, section 6.2.1.
pub(in crate::format) fn syslog(value: i32) -> Option<Level> {
    Some(match value {
        0..=2 => Level::Critical,
        3 => Level::Error,
        4 => Level::Warning,
        5 => Level::Notice,
        6 => Level::Info,
        7 => Level::Debug,
        _ => return None,
    })
}

/// The tens of pino and bunyan; levels of one's own lie between them.
fn pino(value: i32) -> Option<Level> {
    Some(match value / 10 {
        1 => Level::Trace,
        2 => Level::Debug,
        3 => Level::Info,
        4 => Level::Warning,
        5 => Level::Error,
        6 => Level::Critical,
        _ => return None,
    })
}

/// The tens of Python's `logging`, which begin one step higher than pino's.
fn python(value: i32) -> Option<Level> {
    Some(match value / 10 {
        1 => Level::Debug,
        2 => Level::Info,
        3 => Level::Warning,
        4 => Level::Error,
        5 => Level::Critical,
        _ => return None,
    })
}

/// The hundreds of PHP's Monolog.
fn monolog(value: i32) -> Option<Level> {
    Some(match value {
        100..=199 => Level::Debug,
        200..=249 => Level::Info,
        250..=299 => Level::Notice,
        300..=399 => Level::Warning,
        400..=499 => Level::Error,
        500..=600 => Level::Critical,
        _ => return None,
    })
}

/// The severity numbers of OpenTelemetry's log data model.
fn otel(value: i32) -> Option<Level> {
    Some(match value {
        1..=4 => Level::Trace,
        5..=8 => Level::Debug,
        9..=12 => Level::Info,
        13..=16 => Level::Warning,
        17..=20 => Level::Error,
        21..=24 => Level::Critical,
        _ => return None,
    })
}
