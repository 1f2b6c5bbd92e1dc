//! Reads the zone behind a time.

use jiff::tz::TimeZone;

use crate::format::scanner::Scanner;

/// The zones whose abbreviation means one offset in nearly every log, in minutes east of UTC.
const NAMES: &[(&str, i32)] = &[
    ("UTC", 0),
    ("GMT", 0),
    ("Z", 0),
    ("EST", -300),
    ("EDT", -240),
    ("CST", -360),
    ("CDT", -300),
    ("MST", -420),
    ("MDT", -360),
    ("PST", -480),
    ("PDT", -420),
    ("CET", 60),
    ("CEST", 120),
    ("EET", 120),
    ("EEST", 180),
    ("WET", 0),
    ("WEST", 60),
    ("BST", 60),
    ("MSK", 180),
    ("JST", 540),
    ("KST", 540),
    ("AEST", 600),
    ("AEDT", 660),
];

/// Takes a zone (`Z`, `+02:00`, ` -0700`, ` UTC`) and returns its offset in seconds east of UTC; takes nothing where there is none.
pub(super) fn read(scanner: &mut Scanner) -> Option<i32> {
    let mut ahead = *scanner;
    let spaced = ahead.eat(b' ').is_some();
    let offset = match ahead.peek()? {
        b'+' | b'-' => numeric(&mut ahead, spaced)?,
        b'A'..=b'Z' => named(&mut ahead)?,
        _ => return None,
    };
    *scanner = ahead;
    if let Some(length) = bracketed_place(scanner) {
        scanner.skip(length);
    }
    Some(offset)
}

/// Takes the name of a place that has a zone of its own: ` Europe/Berlin`.
pub(super) fn place(scanner: &mut Scanner) -> Option<TimeZone> {
    let mut ahead = *scanner;
    ahead.eat(b' ')?;
    let name = place_name(&mut ahead)?;
    let zone = TimeZone::get(name).ok()?;
    *scanner = ahead;
    Some(zone)
}

/// Returns how long the `[Europe/Berlin]` is that Java puts behind an offset.
fn bracketed_place(scanner: &Scanner) -> Option<usize> {
    let mut ahead = *scanner;
    ahead.eat(b'[')?;
    if ahead.eat_text("UTC").is_none() && ahead.eat_text("GMT").is_none() {
        place_name(&mut ahead)?;
    }
    ahead.eat(b']')?;
    Some(ahead.position() - scanner.position())
}

fn place_name<'a>(scanner: &mut Scanner<'a>) -> Option<&'a str> {
    if !scanner.peek()?.is_ascii_uppercase() {
        return None;
    }
    let name = scanner.run(|byte| byte.is_ascii_alphabetic() || matches!(byte, b'/' | b'_'));
    name.contains('/').then_some(name)
}

fn named(scanner: &mut Scanner) -> Option<i32> {
    let word = scanner.run(|byte| byte.is_ascii_alphabetic());
    if scanner.peek().is_some_and(|byte| byte.is_ascii_digit() || byte == b'_') {
        return None;
    }
    let minutes = NAMES.iter().find(|(name, _)| *name == word)?.1;
    if matches!(scanner.peek(), Some(b'+' | b'-')) && scanner.peek_at(1).is_some_and(|byte| byte.is_ascii_digit()) {
        return numeric(scanner, false);
    }
    Some(minutes * 60)
}

fn numeric(scanner: &mut Scanner, spaced: bool) -> Option<i32> {
    let sign = if scanner.eat_any(b"+-")? == b'-' { -1 } else { 1 };
    let rest = scanner.rest_bytes();
    let count = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let (hours, minutes) = match count {
        4 => {
            let number = scanner.number(4, 4)?;
            (number / 100, number % 100)
        }
        2 if rest.get(2) == Some(&b':') => {
            let hours = scanner.number(2, 2)?;
            scanner.eat(b':')?;
            (hours, scanner.number(2, 2)?)
        }
        // DB2 counts in minutes: `+060`.
        3 if !spaced => (0, scanner.number(3, 3)?),
        // PostgreSQL and others write whole hours alone: `+02`.
        2 if !spaced => (scanner.number(2, 2)?, 0),
        _ => return None,
    };
    if hours > 18
        || (minutes > 59 && count != 3)
        || minutes > 14 * 60
        || scanner.peek().is_some_and(|byte| byte.is_ascii_alphanumeric())
    {
        return None;
    }
    Some(sign * (hours * 3600 + minutes * 60) as i32)
}
