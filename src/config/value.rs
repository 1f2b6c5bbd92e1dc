//! One value of one option, understood.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::Duration;

use encoding_rs::Encoding;
use jiff::fmt::temporal::DateTimeParser;
use jiff::tz::TimeZone;

use super::{ConfigError, IndexMode, LogStyle};

/// Lines between these are useful: below, nothing stays whole; above, a block would not fit into memory.
const MAX_LINE_RANGE: std::ops::RangeInclusive<usize> = 1 << 10..=1 << 30;

/// Reads `ADDRESS:PORT`; `localhost` stands for 127.0.0.1.
pub(super) fn address(text: &str) -> Result<SocketAddr, ConfigError> {
    let local = text.strip_prefix("localhost:").and_then(|port| port.parse().ok());
    let local = local.map(|port| SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), port));
    let address = local.or_else(|| text.parse().ok());
    address.ok_or_else(|| wrong("--bind", "must be an address and a port, such as 127.0.0.1:7474 or [::1]:0", text))
}

/// Reads an IANA name or an offset from UTC.
pub(super) fn zone(text: &str) -> Result<TimeZone, ConfigError> {
    DateTimeParser::new().parse_time_zone(text).map_err(|_| {
        wrong("--timezone", "must be the name of a time zone or an offset, such as Europe/Berlin or +02:00", text)
    })
}

/// Reads a name or label of the Encoding Standard.
pub(super) fn encoding(text: &str) -> Result<&'static Encoding, ConfigError> {
    let encoding = Encoding::for_label_no_replacement(text.as_bytes());
    encoding.ok_or_else(|| {
        wrong("--encoding", "must be the name of an encoding, such as latin1, windows-1252 or shift_jis", text)
    })
}

/// Reads the longest line that is kept whole.
pub(super) fn max_line(text: &str) -> Result<usize, ConfigError> {
    let bytes = size(text).and_then(|bytes| usize::try_from(bytes).ok()).filter(|bytes| MAX_LINE_RANGE.contains(bytes));
    bytes.ok_or_else(|| wrong("--max-line", "must be a number of bytes from 1KiB to 1GiB, such as 1MiB", text))
}

/// Reads how large a compressed file may grow.
pub(super) fn max_decompressed(text: &str) -> Result<u64, ConfigError> {
    let bytes = size(text).filter(|bytes| *bytes > 0);
    bytes.ok_or_else(|| wrong("--max-decompressed", "must be a number of bytes, such as 20GiB", text))
}

/// Reads a number of bytes with or without a unit.
fn size(text: &str) -> Option<u64> {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let unit = match text[end..].trim().to_ascii_lowercase().as_str() {
        "" | "b" => Some(1),
        "k" | "kb" | "kib" => Some(1 << 10),
        "m" | "mb" | "mib" => Some(1 << 20),
        "g" | "gb" | "gib" => Some(1 << 30),
        "t" | "tb" | "tib" => Some(1 << 40),
        _ => None,
    };
    unit.and_then(|unit: u64| text[..end].parse::<u64>().ok()?.checked_mul(unit))
}

/// Reads when the index is made.
pub(super) fn index_mode(text: &str) -> Result<IndexMode, ConfigError> {
    match text {
        "auto" => Ok(IndexMode::Auto),
        "off" => Ok(IndexMode::Off),
        "now" => Ok(IndexMode::Now),
        _ => Err(wrong("--index", "must be auto, off or now", text)),
    }
}

/// Reads how changes of files are noticed: `true` for events where there are any.
pub(super) fn watch(text: &str) -> Result<bool, ConfigError> {
    match text {
        "auto" => Ok(true),
        "poll" => Ok(false),
        _ => Err(wrong("--watch", "must be auto or poll", text)),
    }
}

/// Reads a number of things of which there must be one at least.
pub(super) fn count(option: &'static str, text: &str) -> Result<usize, ConfigError> {
    let number = text.parse().ok().filter(|number| *number > 0);
    number.ok_or_else(|| wrong(option, "must be a whole number, 1 or more", text))
}

/// Reads a number of things, or takes what holds where it is not said.
pub(super) fn count_or(option: &'static str, text: &Option<String>, otherwise: usize) -> Result<usize, ConfigError> {
    text.as_deref().map_or(Ok(otherwise), |text| count(option, text))
}

/// Reads a span of time, or takes what holds where it is not said.
pub(super) fn span_or(
    option: &'static str,
    text: &Option<String>,
    otherwise: Duration,
) -> Result<Duration, ConfigError> {
    let Some(text) = text else { return Ok(otherwise) };
    let span = crate::query::span(text).filter(|span| !span.is_zero());
    span.ok_or_else(|| wrong(option, "must be a span such as 500ms, 30s, 15m or 2h", text))
}

/// Reads how our own log is written.
pub(super) fn log_style(text: &str) -> Result<LogStyle, ConfigError> {
    match text {
        "text" => Ok(LogStyle::Text),
        "json" => Ok(LogStyle::Json),
        _ => Err(wrong("--log-style", "must be text or json", text)),
    }
}

/// Reads the name of a level of our own log.
pub(super) fn log_level(text: &str) -> Result<tracing::Level, ConfigError> {
    let is_name = text.bytes().all(|byte| byte.is_ascii_alphabetic());
    text.parse()
        .ok()
        .filter(|_| is_name)
        .ok_or_else(|| wrong("--log-level", "must be error, warn, info, debug or trace", text))
}

/// Reads a span that is no moment.
pub(super) fn span(option: &'static str, text: &str) -> Result<Duration, ConfigError> {
    let span = crate::query::span(text).filter(|span| !span.is_zero());
    span.ok_or_else(|| wrong(option, "must be a span such as 90s, 15m, 1h or 7d", text))
}

/// Reads a number of bytes, so many at least.
pub(super) fn bytes(option: &'static str, text: &str, least: u64) -> Result<u64, ConfigError> {
    let detail = format!("must be a number of bytes, {least} at least, such as 64MiB");
    size(text).filter(|bytes| *bytes >= least).ok_or_else(|| wrong(option, &detail, text))
}

pub(super) fn wrong(option: &'static str, detail: &str, value: &str) -> ConfigError {
    ConfigError::Value { option, detail: detail.to_owned(), value: value.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read_with_and_without_units() {
        let cases = [
            ("1048576", Some(1 << 20)),
            ("1MiB", Some(1 << 20)),
            ("64k", Some(64 << 10)),
            ("2 MB", Some(2 << 20)),
            ("1023", None),
            ("2GiB", None),
            ("", None),
            ("MiB", None),
            ("-1", None),
            ("1.5M", None),
            ("99999999999999999999G", None),
        ];
        for (text, bytes) in cases {
            assert_eq!(max_line(text).ok(), bytes, "{text}");
        }
    }

    #[test]
    fn zones_are_names_or_offsets() {
        for good in ["UTC", "Europe/Berlin", "+02:00", "-05:30"] {
            assert!(zone(good).is_ok(), "{good}");
        }
        for bad in ["", "Mars/Olympus", "+99:00", "2026-01-01"] {
            assert!(zone(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn addresses_have_a_port() {
        for good in ["127.0.0.1:0", "[::1]:7474", "localhost:80"] {
            assert!(address(good).is_ok(), "{good}");
        }
        for bad in ["", "127.0.0.1", "7474", ":7474", "localhost:x", "127.0.0.1:99999", "example.com:80"] {
            assert!(address(bad).is_err(), "{bad}");
        }
    }
}
