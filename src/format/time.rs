//! Knows the grammar of dates and times as they stand in logs.
//!
//! [`read`] understands a time at the very start of a text:
//! 1. by its first byte and the length of its first run of digits the date's shape is chosen,
//! 2. the time of day follows it, with fraction and half of the day,
//! 3. then the zone.

use crate::entry::Timestamp;

use super::scanner::Scanner;
use super::{Civil, Clock};

mod epoch;
mod names;
mod order;
mod zone;

pub(super) use epoch::{from_number, from_text as epoch_from_text};
use names::{is_weekday, month_name, weekday};
pub(super) use order::Order;

/// A time and how many bytes of the text it takes.
pub(super) type Found = (Timestamp, usize);

/// A date as it stands in a line.
#[derive(Clone, Copy)]
struct Date {
    year: Option<i32>,
    month: u32,
    day: u32,
}

/// Reads the time that a text begins with.
pub(super) fn read(text: &str, clock: &Clock) -> Option<Found> {
    let bytes = text.as_bytes();
    match bytes.first()? {
        b'0'..=b'9' => iso(text, clock).or_else(|| numeric(text, clock)),
        b'@' => epoch::tai64n(text),
        b'A'..=b'Z' | b'a'..=b'z' => named(text, clock),
        _ => None,
    }
}

/// Reads a text that is a time and nothing else.
pub(super) fn whole(text: &str, clock: &Clock) -> Option<Timestamp> {
    let (timestamp, end) = read(text, clock)?;
    (end == text.len()).then_some(timestamp)
}

/// Reads the commonest shape, `2026-01-23T10:15:00` and what may follow it, without any choice.
pub(super) fn iso(text: &str, clock: &Clock) -> Option<Found> {
    let head: &[u8; 19] = text.as_bytes().first_chunk()?;
    if !(head[4] == b'-' && head[7] == b'-' && head[13] == b':' && head[16] == b':' && matches!(head[10], b'T' | b' '))
    {
        return None;
    }
    let two = |at: usize| -> Option<u32> {
        let (tens, ones) = (head[at].wrapping_sub(b'0'), head[at + 1].wrapping_sub(b'0'));
        (tens < 10 && ones < 10).then_some(u32::from(tens) * 10 + u32::from(ones))
    };
    let mut civil = Civil {
        year: Some((two(0)? * 100 + two(2)?) as i32),
        month: two(5)?,
        day: two(8)?,
        hour: two(11)?,
        minute: two(14)?,
        second: two(17)?,
        nanos: 0,
        digits: 0,
    };
    let mut scanner = Scanner::at(text, 19);
    fraction(&mut scanner, &mut civil);
    finish(&mut scanner, civil, clock)
}

fn numeric(text: &str, clock: &Clock) -> Option<Found> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    match digits {
        1 | 2 | 4 => separated(text, digits, clock),
        6 | 8 => compact(text, digits, clock),
        14 if matches!(text.as_bytes(), [b'1', b'9', ..] | [b'2', b'0', ..]) => compact_whole(text, clock),
        10 | 13 | 16 | 19 => epoch::read(text, digits),
        _ => None,
    }
}

/// Reads `yyyyMMdd HH:mm:ss`, `yyyyMMddTHHmmss`, `yyMMdd HHmmss` and their kin.
fn compact(text: &str, digits: usize, clock: &Clock) -> Option<Found> {
    let mut scanner = Scanner::at(text, digits);
    let number: u32 = text.get(..digits)?.parse().ok()?;
    let year = (number / 10_000) as i32;
    let year = if digits == 6 { full_year(year) } else { year };
    if !(1970..2100).contains(&year) {
        return None;
    }
    let date = Date { year: Some(year), month: number / 100 % 100, day: number % 100 };
    let mark = scanner.eat_any(b"-T_ :")?;
    if mark == b' ' {
        scanner.spaces();
    }
    let run = scanner.rest_bytes().iter().take_while(|byte| byte.is_ascii_digit()).count();
    let mut civil = if run == 6 { packed_time(&mut scanner, date)? } else { time_of_day(&mut scanner, date, b':')? };
    if run == 6 {
        fraction(&mut scanner, &mut civil);
    }
    finish(&mut scanner, civil, clock)
}

/// Reads `yyyyMMddHHmmss`.
fn compact_whole(text: &str, clock: &Clock) -> Option<Found> {
    let number: u32 = text.get(..8)?.parse().ok()?;
    let date = Date { year: Some((number / 10_000) as i32), month: number / 100 % 100, day: number % 100 };
    let mut scanner = Scanner::at(text, 8);
    let mut civil = packed_time(&mut scanner, date)?;
    fraction(&mut scanner, &mut civil);
    finish(&mut scanner, civil, clock)
}

fn packed_time(scanner: &mut Scanner, date: Date) -> Option<Civil> {
    let number: u32 = scanner.rest().get(..6)?.parse().ok()?;
    scanner.skip(6);
    Some(date.at(number / 10_000, number / 100 % 100, number % 100))
}

/// Reads the shapes whose parts of a date are parted by `-`, `/`, `.` or a space.
fn separated(text: &str, digits: usize, clock: &Clock) -> Option<Found> {
    let mut scanner = Scanner::new(text);
    let first = scanner.number(1, 4)?;
    if digits < 4 && scanner.peek()?.is_ascii_alphabetic() {
        // `23Jan2026 10:15:00`
        let month = month_name(&mut scanner)?;
        return day_first(scanner, first, digits, month, None, clock);
    }
    let mark = scanner.eat_any(b"-/. ")?;
    if scanner.peek()?.is_ascii_alphabetic() {
        let month = month_name(&mut scanner)?;
        return day_first(scanner, first, digits, month, Some(mark), clock);
    }
    let second = scanner.number(1, 2)?;
    let date = if digits != 4 && scanner.peek()? == b' ' {
        // `03-17 16:13:38.811`, `10.30 16:49:06`
        if mark == b' ' || digits != 2 {
            return None;
        }
        month_and_day(first, second, clock.order())
    } else {
        scanner.eat(mark)?;
        let width = scanner.rest_bytes().iter().take_while(|byte| byte.is_ascii_digit()).count();
        let third = scanner.number(1, 4)?;
        three_parts((first, second, third), (digits, width), mark, clock.order())?
    };
    let mark = date_end(&mut scanner)?;
    let civil = time_of_day(&mut scanner, date, mark)?;
    finish(&mut scanner, civil, clock)
}

fn month_and_day(first: u32, second: u32, order: Order) -> Date {
    let (month, day) = if first > 12 || (order.day_first && second <= 12) { (second, first) } else { (first, second) };
    Date { year: None, month, day }
}

/// Decides which of three numbers is the year, the month, the day.
fn three_parts(parts: (u32, u32, u32), digits: (usize, usize), mark: u8, order: Order) -> Option<Date> {
    let (first, second, third) = parts;
    let date = |year: i32, month: u32, day: u32| Some(Date { year: Some(year), month, day });
    match digits {
        (4, _) => date(first as i32, second, third),
        // Slashes with the month first are American; dots and dashes put the day first.
        (_, 4) if second <= 12 && (first > 12 || mark != b'/' || order.day_first) => date(third as i32, second, first),
        (_, 4) => date(third as i32, first, second),
        (2, 2) if mark == b'.' && (1..=12).contains(&second) => date(full_year(third as i32), second, first),
        (2, 2) if order.year_last && second <= 12 && (first > 12 || order.day_first) => {
            date(full_year(third as i32), second, first)
        }
        (2, 2) if order.year_last => date(full_year(third as i32), first, second),
        (2, 2) if (1..=12).contains(&second) => date(full_year(first as i32), second, third),
        (_, 2) => date(full_year(third as i32), first, second),
        _ => None,
    }
}

fn full_year(short: i32) -> i32 {
    if short < 70 { 2000 + short } else { 1900 + short }
}

/// Reads what follows `23/Jan`, `23-Jan` or `23 Jan`: the year, the time, the zone.
fn day_first(
    mut scanner: Scanner,
    first: u32,
    digits: usize,
    month: u32,
    mark: Option<u8>,
    clock: &Clock,
) -> Option<Found> {
    if let Some(mark) = mark {
        scanner.eat(mark)?;
    }
    if digits == 4 {
        // `2026 Jan 23 10:15:00`
        let day = scanner.number(1, 2)?;
        let date = Date { year: Some(first as i32), month, day };
        let mark = date_end(&mut scanner)?;
        let civil = time_of_day(&mut scanner, date, mark)?;
        return finish(&mut scanner, civil, clock);
    }
    let before_year = scanner;
    let width = scanner.rest_bytes().iter().take_while(|byte| byte.is_ascii_digit()).count();
    let year = match (scanner.number(2, 4)?, width) {
        (year, 4) => Some(year as i32),
        (year, 2) if scanner.peek()? != b':' => Some(full_year(year as i32)),
        _ => None,
    };
    let date = Date { year, month, day: first };
    let mut mark = b' ';
    if year.is_some() {
        mark = date_end(&mut scanner)?;
    } else {
        scanner = before_year;
    }
    let civil = time_of_day(&mut scanner, date, mark)?;
    finish(&mut scanner, civil, clock)
}

/// Takes what parts a date from its time, and returns the mark.
fn date_end(scanner: &mut Scanner) -> Option<u8> {
    let mark = scanner.eat_any(b" T-_:,\t")?;
    match mark {
        b' ' | b',' | b'\t' => {
            scanner.spaces();
            // `2026/01/23 - 10:15:00`, `23/1/2026 -- 10:15:00`
            let dashes = scanner.rest_bytes().iter().take_while(|byte| **byte == b'-').count();
            if matches!(dashes, 1 | 2) && scanner.peek_at(dashes) == Some(b' ') {
                scanner.skip(dashes + 1);
            }
        }
        b':' => {
            let _ = scanner.eat(b':');
        }
        _ => {}
    }
    Some(mark)
}

/// Reads `10:15:00`, a time of day that stands alone: it is of the day that brings it closest before the last write.
pub(super) fn of_day(text: &str, clock: &Clock) -> Option<Found> {
    let mut scanner = Scanner::new(text);
    let date = Date { year: None, month: 1, day: 1 };
    if let Some(civil) = time_of_day(&mut scanner, date, b' ') {
        let position = scanner.position();
        return if position < 8 { None } else { Some((clock.moment_of_day(civil)?, position)) };
    }
    // `10:15AM`: without seconds, but for a half of the day.
    let mut scanner = Scanner::new(text);
    let mut civil = date.at(scanner.number(1, 2)?, 0, 0);
    scanner.eat(b':')?;
    civil.minute = scanner.number(2, 2)?;
    let before = scanner.position();
    half_of_day(&mut scanner, &mut civil);
    (scanner.position() > before).then_some((clock.moment_of_day(civil)?, scanner.position()))
}

/// Reads the times that begin with the name of a month or of a day of the week.
fn named(text: &str, clock: &Clock) -> Option<Found> {
    let mut scanner = Scanner::new(text);
    if is_weekday(text.as_bytes()) {
        weekday(&mut scanner);
        let _ = scanner.eat(b',');
        if scanner.spaces() == 0 {
            return None;
        }
        if scanner.peek()?.is_ascii_digit() {
            let (timestamp, end) = iso(scanner.rest(), clock).or_else(|| numeric(scanner.rest(), clock))?;
            return Some((timestamp, scanner.position() + end));
        }
    }
    let month = month_name(&mut scanner)?;
    let _ = scanner.eat(b'.');
    if scanner.eat(b'/').is_none() && scanner.eat(b'-').is_none() && scanner.spaces() == 0 {
        return None;
    }
    let day = scanner.number(1, 2)?;
    let _ = scanner.eat(b',');
    scanner.eat_any(b" :/-")?;
    let mut year = None;
    let mut ahead = scanner;
    if let Some(number @ 1970..2200) = ahead.number(4, 4)
        && ahead.eat_any(b" ,:").is_some()
    {
        year = Some(number as i32);
        ahead.spaces();
        scanner = ahead;
    }
    let mut civil = time_of_day(&mut scanner, Date { year, month, day }, b' ')?;
    let mut offset = None;
    if civil.year.is_none() {
        (civil.year, offset) = trailing_year(&mut scanner);
    }
    if offset.is_none() {
        offset = zone::read(&mut scanner);
    }
    Some((clock.moment(civil, offset)?, scanner.position()))
}

/// Takes the ` 2005`, ` UTC 2005` or ` +0100 2005` of a time in the manner of `ctime`.
fn trailing_year(scanner: &mut Scanner) -> (Option<i32>, Option<i32>) {
    let mut ahead = *scanner;
    let offset = zone::read(&mut ahead);
    if ahead.eat(b' ').is_some()
        && let Some(year @ 1970..2200) = ahead.number(4, 4)
        && !matches!(ahead.peek(), Some(b':' | b'.' | b'-' | b'a'..=b'z' | b'A'..=b'Z'))
    {
        *scanner = ahead;
        return (Some(year as i32), offset);
    }
    (None, None)
}

/// Reads `10:15:00`, `10:15:00.123`, `10.15.00.123456`, `1:02:03 PM`; seconds may be missing where nothing else could be meant.
fn time_of_day(scanner: &mut Scanner, date: Date, mark: u8) -> Option<Civil> {
    let hour = scanner.number(1, 2)?;
    let colon = scanner.eat_any(if mark == b'-' { b":." } else { b":" })?;
    let minute = scanner.number(1, 2)?;
    let mut civil = date.at(hour, minute, 0);
    if scanner.eat(colon).is_some() {
        civil.second = scanner.number(1, 2)?;
        fraction(scanner, &mut civil);
    } else if date.year.is_none() {
        return None;
    }
    half_of_day(scanner, &mut civil);
    Some(civil)
}

/// Takes the ` AM` or ` PM` of a clock of twelve hours.
fn half_of_day(scanner: &mut Scanner, civil: &mut Civil) {
    let mut ahead = *scanner;
    let _ = ahead.eat(b' ');
    // Newer Javas put a narrow no-break space here.
    let _ = ahead.eat_text("\u{202f}");
    let Some(half) = ahead.eat_any(b"APap") else { return };
    if ahead.eat_any(b"Mm").is_none() || ahead.peek().is_some_and(|byte| byte.is_ascii_alphanumeric()) {
        return;
    }
    if !(1..=12).contains(&civil.hour) {
        return;
    }
    civil.hour = civil.hour % 12 + if half.eq_ignore_ascii_case(&b'p') { 12 } else { 0 };
    *scanner = ahead;
}

/// Takes the fraction of a second: digits after `.` or `,`, or a count of milliseconds after `:`.
fn fraction(scanner: &mut Scanner, civil: &mut Civil) {
    let Some(mark) = scanner.peek() else { return };
    if !matches!(mark, b'.' | b',' | b':') {
        return;
    }
    let rest = scanner.rest_bytes();
    let count = rest[1..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    if count == 0 {
        return;
    }
    let known = count.min(9);
    let number = rest[1..=known].iter().fold(0, |number, digit| number * 10 + u32::from(digit - b'0'));
    let nanos = number * 10u32.pow(9 - known as u32);
    if mark == b':' {
        // A count of milliseconds need not be padded: `:11` is 11 ms.
        if count > 3 {
            return;
        }
        let millis = nanos / 10u32.pow(9 - count as u32);
        (civil.nanos, civil.digits) = (millis * 1_000_000, 3);
    } else {
        (civil.nanos, civil.digits) = (nanos, known as u8);
    }
    scanner.skip(1 + count);
}

fn finish(scanner: &mut Scanner, civil: Civil, clock: &Clock) -> Option<Found> {
    if scanner.peek().is_some_and(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let offset = zone::read(scanner);
    if offset.is_none()
        && let Some(zone) = zone::place(scanner)
    {
        return Some((clock.in_zone(zone).moment(civil, None)?, scanner.position()));
    }
    Some((clock.moment(civil, offset)?, scanner.position()))
}

impl Date {
    fn at(self, hour: u32, minute: u32, second: u32) -> Civil {
        Civil { year: self.year, month: self.month, day: self.day, hour, minute, second, nanos: 0, digits: 0 }
    }
}
