//! Turns the date and time that stand in a log line into a moment in UTC.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use super::time::Order;
use crate::entry::{Timestamp, civil_from_days, days_from_civil};

/// A date and time as it stands in a line, not yet a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Civil {
    /// The year, where the line names one.
    pub year: Option<i32>,
    /// 1 to 12.
    pub month: u32,
    /// 1 to 31.
    pub day: u32,
    /// 0 to 23.
    pub hour: u32,
    /// 0 to 59.
    pub minute: u32,
    /// 0 to 60: a leap second counts as the second after it.
    pub second: u32,
    /// Nanoseconds within the second.
    pub nanos: u32,
    /// How many digits of the fraction the line has: 0 to 9.
    pub digits: u8,
}

/// Knows what a line leaves out: the zone of times without one, and the year of dates without one.
#[derive(Clone, Debug)]
pub struct Clock {
    zone: TimeZone,
    fixed_offset: Option<i64>,
    last_write: Timestamp,
    order: Order,
    guessed: Arc<AtomicU8>,
}

/// What times that were read by a [`Clock`] owe to the file's last write.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Guess {
    /// Nothing: they were whole.
    Nothing,
    /// The year of some.
    Year,
    /// The date of some.
    Date,
}

/// How far a date without a year may lie after the file's last write: clocks and zones differ by up to a day.
const YEARLESS_SLACK_SECONDS: i64 = 86_400;

impl Clock {
    /// Makes a clock for a file that was last written at `last_write` and whose times without a zone are in `zone`.
    pub fn new(zone: TimeZone, last_write: Timestamp) -> Clock {
        let fixed_offset = zone.to_fixed_offset().ok().map(|offset| i64::from(offset.seconds()));
        Clock { zone, fixed_offset, last_write, order: Order::default(), guessed: Arc::default() }
    }

    /// Returns this clock for times in another zone.
    pub fn in_zone(&self, zone: TimeZone) -> Clock {
        Clock { guessed: self.guessed.clone(), order: self.order, ..Clock::new(zone, self.last_write) }
    }

    /// Returns this clock for a file that writes dates in some order.
    pub(super) fn in_order(self, order: Order) -> Clock {
        Clock { order, ..self }
    }

    /// Returns in which order the file writes dates that do not show it.
    pub(super) fn order(&self) -> Order {
        self.order
    }

    /// Returns when the file was last written.
    pub fn last_write(&self) -> Timestamp {
        self.last_write
    }

    /// Tells what the times read so far, by this clock and its copies, owe to the last write.
    pub fn guess(&self) -> Guess {
        Guess::ALL[usize::from(self.guessed.load(Ordering::Relaxed))]
    }

    fn note(&self, guess: Guess) {
        // Read first: all threads share it, and it hardly ever changes.
        if self.guess() < guess {
            self.guessed.fetch_max(guess as u8, Ordering::Relaxed);
        }
    }

    /// Makes a clock in UTC.
    pub fn utc(last_write: Timestamp) -> Clock {
        Clock::new(TimeZone::UTC, last_write)
    }

    /// Returns the moment of a date and time, `offset` seconds east of UTC where the line says so.
    ///
    /// A date without a year gets the one that brings it closest before the last write. `None` where no such date or time
    /// exists, as on 30 February or at 25:00.
    pub fn moment(&self, civil: Civil, offset: Option<i32>) -> Option<Timestamp> {
        if !(civil.hour < 24 && civil.minute < 60 && civil.second <= 60 && civil.nanos < 1_000_000_000) {
            return None;
        }
        let Some(year) = civil.year else {
            return self.closest_year(civil, offset);
        };
        self.moment_in(year, civil, offset)
    }

    /// Returns the moment of a time of day without a date: on the day that brings it closest before the last write.
    pub fn moment_of_day(&self, civil: Civil) -> Option<Timestamp> {
        self.note(Guess::Date);
        let today = self.last_write.seconds.div_euclid(86_400);
        (-1..=1)
            .filter_map(|back| {
                let (year, month, day) = civil_from_days(today - back);
                self.moment(Civil { year: Some(year as i32), month, day, ..civil }, None)
            })
            .find(|moment| moment.seconds <= self.last_write.seconds)
    }

    fn closest_year(&self, civil: Civil, offset: Option<i32>) -> Option<Timestamp> {
        self.note(Guess::Year);
        let latest = self.last_write.seconds.saturating_add(YEARLESS_SLACK_SECONDS);
        let (year, _, _) = civil_from_days(latest.div_euclid(86_400));
        // Eight years back there is always a 29 February.
        (0..=8)
            .filter_map(|back| self.moment_in(year as i32 + 1 - back, civil, offset))
            .find(|moment| moment.seconds <= latest)
    }

    fn moment_in(&self, year: i32, civil: Civil, offset: Option<i32>) -> Option<Timestamp> {
        if !(1..=12).contains(&civil.month) || civil.day < 1 || civil.day > days_in_month(year, civil.month) {
            return None;
        }
        let second_of_day = i64::from(civil.hour * 3600 + civil.minute * 60 + civil.second);
        let local = days_from_civil(year, civil.month, civil.day) * 86_400 + second_of_day;
        let offset = match offset.map(i64::from).or(self.fixed_offset) {
            Some(offset) => offset,
            None => self.zone_offset(year, civil)?,
        };
        Some(Timestamp { seconds: local - offset, nanos: civil.nanos, digits: civil.digits })
    }

    fn zone_offset(&self, year: i32, civil: Civil) -> Option<i64> {
        let small = |number: u32| i8::try_from(number).ok();
        let date_time = DateTime::new(
            i16::try_from(year).ok()?,
            small(civil.month)?,
            small(civil.day)?,
            small(civil.hour)?,
            small(civil.minute)?,
            small(civil.second.min(59))?,
            0,
        )
        .ok()?;
        let zoned = date_time.to_zoned(self.zone.clone()).ok()?;
        Some(i64::from(zoned.offset().seconds()))
    }
}

impl Guess {
    /// Every guess, by its number.
    pub const ALL: [Guess; 3] = [Guess::Nothing, Guess::Year, Guess::Date];

    /// Tells whether times from `earliest` to `latest`, some of which were guessed, would be read alike after another last write.
    pub fn holds(self, earliest: Timestamp, latest: Timestamp, last_write: Timestamp) -> bool {
        // A guess is the latest moment that fits before this one, and there is another one period earlier.
        let (newest, period) = match self {
            Guess::Nothing => return true,
            Guess::Year => (last_write.seconds.saturating_add(YEARLESS_SLACK_SECONDS), 365 * 86_400),
            Guess::Date => (last_write.seconds, 86_400),
        };
        latest.seconds <= newest && earliest.seconds > newest.saturating_sub(period)
    }
}

fn days_in_month(year: i32, month: u32) -> u32 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn civil(year: Option<i32>, month: u32, day: u32, hour: u32) -> Civil {
        Civil { year, month, day, hour, minute: 0, second: 0, nanos: 0, digits: 0 }
    }

    fn clock(zone: &str, last_write: &str) -> Clock {
        let last_write: jiff::Timestamp = last_write.parse().unwrap();
        Clock::new(TimeZone::get(zone).unwrap(), Timestamp::from_seconds(last_write.as_second()))
    }

    #[test]
    fn a_missing_year_is_the_one_closest_before_the_last_write() {
        let new_year = clock("UTC", "2026-01-02T00:00:00Z");
        let cases = [
            (civil(None, 12, 31, 23), "2025-12-31T23:00:00Z"),
            (civil(None, 1, 1, 0), "2026-01-01T00:00:00Z"),
            (civil(None, 1, 2, 12), "2026-01-02T12:00:00Z"),
            (civil(None, 1, 4, 0), "2025-01-04T00:00:00Z"),
            (civil(None, 2, 29, 0), "2024-02-29T00:00:00Z"),
        ];
        for (civil, moment) in cases {
            assert_eq!(new_year.moment(civil, None).unwrap().to_string(), moment);
        }
    }

    #[test]
    fn a_missing_zone_is_the_clocks_own() {
        let berlin = clock("Europe/Berlin", "2026-08-01T00:00:00Z");
        assert_eq!(berlin.moment(civil(Some(2026), 7, 1, 12), None).unwrap().to_string(), "2026-07-01T10:00:00Z");
        assert_eq!(berlin.moment(civil(Some(2026), 1, 1, 12), None).unwrap().to_string(), "2026-01-01T11:00:00Z");
        assert_eq!(berlin.moment(civil(Some(2026), 1, 1, 12), Some(0)).unwrap().to_string(), "2026-01-01T12:00:00Z");
    }

    #[test]
    fn a_guess_holds_as_long_as_it_would_be_made_again() {
        let at = |text: &str| Timestamp::from_seconds(text.parse::<jiff::Timestamp>().unwrap().as_second());
        let first = clock("UTC", "2026-01-02T00:00:00Z");
        assert_eq!(first.guess(), Guess::Nothing);
        let (early, late) = (first.moment(civil(None, 3, 1, 0), None).unwrap(), at("2026-01-02T00:00:00Z"));
        assert!(first.guess().holds(early, late, late));
        for day in 0..400 {
            let written = Timestamp::from_seconds(late.seconds + day * 86_400);
            let again = Clock::utc(written).moment(civil(None, 3, 1, 0), None).unwrap();
            assert!(!first.guess().holds(early, late, written) || again == early, "after {day} days");
        }
        assert!(!first.guess().holds(early, late, at("2025-12-31T00:00:00Z")), "the last line would be a year older");
    }

    #[test]
    fn impossible_dates_and_times_are_no_moments() {
        let clock = clock("UTC", "2026-01-02T00:00:00Z");
        for wrong in [civil(Some(2026), 2, 30, 0), civil(Some(2026), 13, 1, 0), civil(None, 1, 1, 24)] {
            assert_eq!(clock.moment(wrong, None), None);
        }
    }
}
