//! In which order a file writes the parts of its dates, where a single date does not show it.

use std::collections::HashSet;

use crate::format::scanner::Scanner;

/// What the dates of a file have in common.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::format) struct Order {
    /// `3/4/2026` is in April.
    pub(super) day_first: bool,
    /// `03/04/26` is of 2026.
    pub(super) year_last: bool,
}

/// How far into a line its date is looked for.
const PREFIX_BYTES: usize = 80;

impl Order {
    /// Learns the order from lines, and whether those to come may show another: a number above 12 is no month, and of two
    /// numbers that may be the year the steady one is.
    pub(in crate::format) fn of<'a>(lines: impl Iterator<Item = &'a str>) -> (Order, bool) {
        let mut numbers: [HashSet<u32>; 3] = Default::default();
        let (mut any, mut short) = (false, 0);
        let (mut first_above_12, mut second_above_12) = (false, false);
        for date in lines.filter_map(date) {
            let (first, second) = (date.numbers[0], date.numbers[1]);
            any = true;
            // Of a short date the first number may be the year.
            if date.is_short() {
                short += 1;
                for (seen, number) in numbers.iter_mut().zip(date.numbers) {
                    seen.insert(number);
                }
            } else {
                first_above_12 |= first > 12;
            }
            second_above_12 |= second > 12;
        }
        let year_last = short > 0 && (second_above_12 || (numbers[2].len() == 1 && numbers[0].len() > 1));
        let first_above_12 = first_above_12 || year_last && numbers[0].iter().any(|first| *first > 12);
        let order = Order { day_first: first_above_12 && !second_above_12, year_last };
        (order, any && !first_above_12 && !second_above_12)
    }
}

/// The numbers of a date, in the order of the line.
struct Date {
    numbers: [u32; 3],
    /// How many digits the third has; 0 where there is none.
    width: usize,
}

impl Date {
    fn is_short(&self) -> bool {
        self.width == 2
    }
}

/// Finds the date of a line that is written with slashes, or with dots and without a year.
fn date(line: &str) -> Option<Date> {
    let bytes = line.as_bytes();
    let head = &bytes[..bytes.len().min(PREFIX_BYTES)];
    let starts = (0..head.len()).filter(|at| {
        head[*at].is_ascii_digit()
            && (*at == 0 || !(head[at - 1].is_ascii_alphanumeric() || matches!(head[at - 1], b'/' | b'.')))
    });
    starts.filter_map(|at| date_at(line, at)).next()
}

fn date_at(line: &str, at: usize) -> Option<Date> {
    let mut scanner = Scanner::at(line, at);
    let first = scanner.number(1, 2)?;
    let mark = scanner.eat_any(b"/.")?;
    let second = scanner.number(1, 2)?;
    let mut date = Date { numbers: [first, second, 0], width: 0 };
    if mark == b'/' && scanner.eat(mark).is_some() {
        date.width = scanner.rest_bytes().iter().take_while(|byte| byte.is_ascii_digit()).count();
        date.numbers[2] = scanner.number(2, 4)?;
    }
    scanner.eat_any(b" ,-:T")?;
    let _ = scanner.run(|byte| matches!(byte, b' ' | b'-'));
    scanner.number(1, 2)?;
    scanner.eat(b':')?;
    scanner.number(2, 2)?;
    Some(date)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_of_dates_is_a_habit_of_the_file() {
        let cases: [(&[&str], bool, bool, bool); 8] = [
            (&["03/04/2026 10:15:00 a", "23/04/2026 10:15:00 b"], true, false, false),
            (&["03/04/2026 10:15:00 a", "04/23/2026 10:15:00 b"], false, false, false),
            (&["[03/04/2026, 10:15:00] a"], false, false, true),
            (&["17/06/09 20:10:40 INFO a", "17/06/10 20:10:40 INFO a"], false, false, true),
            (&["03/04/26 10:15:00 a", "14/04/26 10:15:00 b"], true, true, false),
            (&["03/14/26 10:15:00 a", "03/15/26 10:15:00 b"], false, true, false),
            (&["[03.04 10:15:00] a", "[23.04 10:15:00] b", "1.5 10:15 is no date of 17/40"], true, false, false),
            (&["2026-04-03 10:15:00 a"], false, false, false),
        ];
        for (lines, day_first, year_last, is_open) in cases {
            assert_eq!(Order::of(lines.iter().copied()), (Order { day_first, year_last }, is_open), "{lines:?}");
        }
    }
}
