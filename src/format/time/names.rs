//! Knows the English names of months and days of the week.

use crate::format::scanner::Scanner;

/// Tells whether a text begins with the name of a day of the week.
pub(super) fn is_weekday(bytes: &[u8]) -> bool {
    let Some(name) = bytes.first_chunk::<3>().map(|name| name.map(|byte| byte.to_ascii_lowercase())) else {
        return false;
    };
    matches!(&name, b"mon" | b"tue" | b"wed" | b"thu" | b"fri" | b"sat" | b"sun")
}

/// Takes the short or full English name of a day of the week.
pub(super) fn weekday(scanner: &mut Scanner) {
    scanner.skip(3);
    let tail = scanner.rest_bytes().iter().take_while(|byte| byte.is_ascii_lowercase()).count();
    if scanner.rest().get(..tail).is_some_and(|tail| tail.ends_with("day") && tail.len() <= 6) {
        scanner.skip(tail);
    }
}

/// Takes the short or full English name of a month.
pub(super) fn month_name(scanner: &mut Scanner) -> Option<u32> {
    let name = scanner.rest_bytes().first_chunk::<3>()?.map(|byte| byte.to_ascii_lowercase());
    let (month, tail): (u32, &[u8]) = match &name {
        b"jan" => (1, b"uary"),
        b"feb" => (2, b"ruary"),
        b"mar" => (3, b"ch"),
        b"apr" => (4, b"il"),
        b"may" => (5, b""),
        b"jun" => (6, b"e"),
        b"jul" => (7, b"y"),
        b"aug" => (8, b"ust"),
        b"sep" => (9, b"tember"),
        b"oct" => (10, b"ober"),
        b"nov" => (11, b"ember"),
        b"dec" => (12, b"ember"),
        _ => return None,
    };
    scanner.skip(3);
    if !tail.is_empty() && scanner.rest_bytes().get(..tail.len()).is_some_and(|end| end.eq_ignore_ascii_case(tail)) {
        scanner.skip(tail.len());
    }
    Some(month)
}
