//! Plain values: what one log record says, whatever format it was written in.

use std::borrow::Cow;
use std::fmt;

mod cursor;

pub use cursor::{Cursor, Head, Position};

/// How severe an entry is: the seven steps to which every vocabulary is mapped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Finest detail (`V`, `verbose`, `finest`).
    Trace,
    /// Detail for developers (`D`, `fine`).
    Debug,
    /// Normal operation.
    Info,
    /// Normal but worth noticing (syslog's 5).
    Notice,
    /// Something may be wrong.
    Warning,
    /// Something failed.
    Error,
    /// The program or the system cannot go on (`fatal`, `crit`, `emerg`, `alert`, `panic`).
    Critical,
}

impl Level {
    /// Every level, least severe first.
    pub const ALL: [Level; 7] =
        [Level::Trace, Level::Debug, Level::Info, Level::Notice, Level::Warning, Level::Error, Level::Critical];

    /// Returns the name as it stands in records.
    pub fn name(self) -> &'static str {
        match self {
            Level::Trace => "TRACE",
            Level::Debug => "DEBUG",
            Level::Info => "INFO",
            Level::Notice => "NOTICE",
            Level::Warning => "WARNING",
            Level::Error => "ERROR",
            Level::Critical => "CRITICAL",
        }
    }

    /// Understands a level word of any common vocabulary, in any case; `None` for any other word.
    pub fn parse(word: &str) -> Option<Level> {
        Level::of_word(word.as_bytes())
    }

    /// Understands a level word like [`Level::parse`].
    pub(crate) fn of_word(word: &[u8]) -> Option<Level> {
        // The commonest spellings first: most words that are asked for are these, or no levels at all.
        match word {
            b"INFO" | b"info" => return Some(Level::Info),
            b"WARN" | b"warn" | b"WARNING" => return Some(Level::Warning),
            b"ERROR" | b"error" => return Some(Level::Error),
            b"DEBUG" | b"debug" => return Some(Level::Debug),
            _ => {}
        }
        let mut lower = [0u8; 13];
        let lower = lower.get_mut(..word.len())?;
        lower.copy_from_slice(word);
        lower.make_ascii_lowercase();
        let (&first, rest) = lower.split_first()?;
        Level::by_first(first, rest)
    }

    /// Looks a level up by its first letter, so that other words are told apart at once.
    fn by_first(first: u8, rest: &[u8]) -> Option<Level> {
        use Level::{Critical, Debug, Error, Info, Notice, Trace, Warning};
        Some(match (first, rest) {
            (b'a', b"ll") => Trace,
            (b'a', b"lert" | b"lrt" | b"ssert") => Critical,
            (b'c', b"" | b"ritical" | b"rit" | b"rt") => Critical,
            (b'c', b"onfig") => Debug,
            (
                b'd',
                b"" | b"ebug" | b"bg" | b"bug" | b"ebu" | b"eb" | b"ebug1" | b"ebug2" | b"ebug3" | b"ebug4" | b"ebug5",
            ) => Debug,
            (b'd', b"panic") => Critical,
            (b'e', b"" | b"rror" | b"rr" | b"rro" | b"ror") => Error,
            (b'e', b"merg" | b"mergency" | b"mrg") => Critical,
            (b'f', b"" | b"atal" | b"tl") => Critical,
            (b'f', b"inest" | b"iner") => Trace,
            (b'f', b"ine") => Debug,
            (b'f', b"ailure" | b"ail") => Error,
            (b'h', b"ttp") => Info,
            (b'i', b"" | b"nfo" | b"nf" | b"nformation" | b"nformational") => Info,
            (b'l', b"og") => Info,
            (b'n', b"" | b"otice" | b"ote") => Notice,
            (b'p', b"anic") => Critical,
            (b's', b"evere") => Error,
            (b's', b"uccess") => Info,
            (b's', b"illy") => Trace,
            (b't', b"" | b"race" | b"rc" | b"rce") => Trace,
            (b't', [b'r', b'a', b'c', b'e', b'1'..=b'8']) => Trace,
            (b'v', b"" | b"erbose" | b"rb") => Trace,
            (b'w', b"" | b"arning" | b"arn" | b"rn" | b"arni") => Warning,
            _ => return None,
        })
    }
}

/// Some of the levels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LevelSet(u8);

impl LevelSet {
    /// Every level.
    pub const ALL: LevelSet = LevelSet(0x7f);

    /// Makes a set of one level.
    pub const fn of(level: Level) -> LevelSet {
        LevelSet(1 << level as u8)
    }

    /// Makes the set of both.
    pub const fn or(self, other: LevelSet) -> LevelSet {
        LevelSet(self.0 | other.0)
    }

    /// Returns the set of the levels that both have.
    pub const fn and(self, other: LevelSet) -> LevelSet {
        LevelSet(self.0 & other.0)
    }

    /// Tells whether the two have a level in common.
    pub fn meets(self, other: LevelSet) -> bool {
        self.0 & other.0 != 0
    }
}

impl FromIterator<Level> for LevelSet {
    fn from_iter<T: IntoIterator<Item = Level>>(levels: T) -> LevelSet {
        levels.into_iter().map(LevelSet::of).fold(LevelSet::default(), LevelSet::or)
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A moment in UTC that remembers with how many digits of a second its source wrote it.
///
/// Comparison and equality concern the moment alone.
#[derive(Clone, Copy, Debug)]
pub struct Timestamp {
    /// Whole seconds since 1970-01-01T00:00:00Z.
    pub seconds: i64,
    /// Nanoseconds within the second, below 1,000,000,000.
    pub nanos: u32,
    /// How many digits of the fraction are known: 0 to 9.
    pub digits: u8,
}

impl Timestamp {
    /// Makes a timestamp of whole seconds.
    pub fn from_seconds(seconds: i64) -> Timestamp {
        Timestamp { seconds, nanos: 0, digits: 0 }
    }

    /// Returns this moment, in milliseconds.
    pub fn now() -> Timestamp {
        Timestamp::from_millis(jiff::Timestamp::now().as_millisecond())
    }

    /// Makes a timestamp of milliseconds since 1970.
    pub fn from_millis(millis: i64) -> Timestamp {
        let nanos = millis.rem_euclid(1000) as u32 * 1_000_000;
        Timestamp { seconds: millis.div_euclid(1000), nanos, digits: 3 }
    }

    /// Returns whole milliseconds since 1970, rounded down.
    pub fn millis(self) -> i64 {
        let millis = i128::from(self.seconds) * 1_000 + i128::from(self.nanos / 1_000_000);
        millis.clamp(i64::MIN.into(), i64::MAX.into()) as i64
    }

    /// Returns whole microseconds since 1970, rounded down.
    pub fn micros(self) -> i64 {
        self.seconds.saturating_mul(1_000_000).saturating_add(i64::from(self.nanos / 1_000))
    }

    /// Appends the RFC 3339 form in UTC, with the digits that are known: `2026-01-23T10:15:00.123Z`.
    ///
    /// A year outside 0 to 9999, which RFC 3339 cannot say, is clamped to that range.
    pub fn write(self, out: &mut Vec<u8>) {
        let days = self.seconds.div_euclid(86_400).clamp(-719_528, 2_932_896);
        let second = self.seconds.rem_euclid(86_400) as u32;
        let (year, month, day) = civil_from_days(days);
        let mut text = *b"0000-00-00T00:00:00.000000000Z";
        let numbers = [year / 100, year % 100, month, day, second / 3600, second / 60 % 60, second % 60];
        for (place, number) in [0, 2, 5, 8, 11, 14, 17].into_iter().zip(numbers) {
            text[place] += (number / 10 % 10) as u8;
            text[place + 1] += (number % 10) as u8;
        }
        let digits = usize::from(self.digits.min(9));
        let mut fraction = self.nanos / 10u32.pow(9 - digits as u32);
        for digit in text[20..20 + digits].iter_mut().rev() {
            *digit += (fraction % 10) as u8;
            fraction /= 10;
        }
        let length = if digits == 0 { 19 } else { 20 + digits };
        text[length] = b'Z';
        out.extend_from_slice(&text[..=length]);
    }
}

impl PartialEq for Timestamp {
    fn eq(&self, other: &Self) -> bool {
        (self.seconds, self.nanos) == (other.seconds, other.nanos)
    }
}

impl Eq for Timestamp {}

impl PartialOrd for Timestamp {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Timestamp {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (self.seconds, self.nanos).cmp(&(other.seconds, other.nanos))
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = Vec::with_capacity(30);
        self.write(&mut text);
        f.write_str(&String::from_utf8_lossy(&text))
    }
}

/// Returns the days from 1970-01-01 to a date of the proleptic Gregorian calendar, which need not be checked before.
///
/// Howard Hinnant, “chrono-Compatible Low-Level Date Algorithms”.
pub fn days_from_civil(year: i32, month: u32, day: u32) -> i64 {
    let year = i64::from(year) - i64::from(month <= 2);
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((i64::from(month) + 9) % 12) + 2) / 5 + i64::from(day) - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

/// Returns year, month and day of a count of days since 1970-01-01, for years 0 to 9999.
pub fn civil_from_days(days: i64) -> (u32, u32, u32) {
    let days = days + 719_468;
    let day_of_era = days.rem_euclid(146_097) as u32;
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    let year = i64::from(year_of_era) + days.div_euclid(146_097) * 400 + i64::from(month <= 2);
    (year as u32, month, day)
}

/// The value of one context field.
#[derive(Clone, Debug, PartialEq)]
pub enum Value<'a> {
    /// A complete, valid JSON text that is passed through as it stands: number, string, object, array, bool or null.
    Json(Cow<'a, str>),
    /// Text that becomes a JSON string.
    Text(Cow<'a, str>),
}

/// What one log record says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Entry<'a> {
    /// When it was written.
    pub timestamp: Option<Timestamp>,
    /// How severe it is, where its header says so.
    pub level: Option<Level>,
    /// The logger, module, component, program or unit that wrote it.
    pub source: Option<Cow<'a, str>>,
    /// The human text without the header that the other fields carry; continuation lines included.
    pub message: Cow<'a, str>,
    /// All further structured fields in the order of the source. Names are plain text, unique within an entry.
    pub context: Vec<(Cow<'a, str>, Value<'a>)>,
}

impl<'a> Entry<'a> {
    /// Returns the entry independent of the line it was read from.
    pub fn into_owned(self) -> Entry<'static> {
        let owned = |text: Cow<'_, str>| Cow::Owned(text.into_owned());
        let value = |value: Value<'_>| match value {
            Value::Json(raw) => Value::Json(Cow::Owned(raw.into_owned())),
            Value::Text(text) => Value::Text(Cow::Owned(text.into_owned())),
        };
        Entry {
            timestamp: self.timestamp,
            level: self.level,
            source: self.source.map(owned),
            message: Cow::Owned(self.message.into_owned()),
            context: self.context.into_iter().map(|(name, v)| (Cow::Owned(name.into_owned()), value(v))).collect(),
        }
    }

    /// Takes over what the line that this entry carries says: all but the time, which stays that of the outer line.
    pub fn wrap(&mut self, inner: Entry<'a>) {
        self.timestamp = self.timestamp.or(inner.timestamp);
        self.level = inner.level.or(self.level);
        self.source = inner.source.or(self.source.take());
        self.message = inner.message;
        let outer = self.context.len();
        for (name, value) in inner.context {
            if self.context[..outer].iter().all(|(other, _)| *other != name) {
                self.context.push((name, value));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn timestamps_print_as_rfc_3339_with_their_own_precision() {
        let cases = [
            (Timestamp { seconds: 1_769_163_300, nanos: 123_000_000, digits: 3 }, "2026-01-23T10:15:00.123Z"),
            (Timestamp { seconds: 0, nanos: 0, digits: 0 }, "1970-01-01T00:00:00Z"),
            (Timestamp { seconds: -1, nanos: 999_999_999, digits: 9 }, "1969-12-31T23:59:59.999999999Z"),
            (Timestamp { seconds: 951_782_400, nanos: 500_000, digits: 6 }, "2000-02-29T00:00:00.000500Z"),
            (Timestamp { seconds: i64::MAX, nanos: 0, digits: 0 }, "9999-12-31T15:30:07Z"),
        ];
        for (timestamp, text) in cases {
            assert_eq!(timestamp.to_string(), text);
        }
    }

    #[test]
    fn dates_and_days_convert_both_ways() {
        for days in (-719_528..2_932_896).step_by(37) {
            let (year, month, day) = civil_from_days(days);
            assert_eq!(days_from_civil(year as i32, month, day), days);
        }
    }

    #[test]
    fn level_words_of_every_vocabulary_are_understood() {
        let cases = [
            ("FATAL", Some(Level::Critical)),
            ("emerg", Some(Level::Critical)),
            ("Severe", Some(Level::Error)),
            ("W", Some(Level::Warning)),
            ("finest", Some(Level::Trace)),
            ("dbug", Some(Level::Debug)),
            ("noise", None),
            ("a word longer than any level", None),
        ];
        for (word, level) in cases {
            assert_eq!(Level::parse(word), level, "{word}");
        }
    }
}
