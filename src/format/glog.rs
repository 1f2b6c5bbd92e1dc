//! The headers of Google's glog and of klog, which Kubernetes uses.

use crate::entry::{Entry, Level, Timestamp};

use super::context::field;
use super::scanner::Scanner;
use super::{Civil, Clock, Format, Sample};

/// Reads `I0123 10:15:00.123456   4242 server.go:97] text`, with or without the year.
#[derive(Debug)]
pub(super) struct Glog;

impl Format for Glog {
    fn name(&self) -> &'static str {
        "glog"
    }

    fn title(&self) -> &'static str {
        "glog, klog"
    }

    fn parse<'a>(&self, line: &'a str, clock: &Clock) -> Option<Entry<'a>> {
        let mut scanner = Scanner::new(line);
        let level = match scanner.eat_any(b"DIWEFC")? {
            b'D' => Level::Debug,
            b'I' => Level::Info,
            b'W' => Level::Warning,
            b'E' => Level::Error,
            _ => Level::Critical,
        };
        let timestamp = time(&mut scanner, clock)?;
        if scanner.spaces() == 0 {
            return None;
        }
        let thread = scanner.run(|byte| byte.is_ascii_alphanumeric());
        scanner.spaces();
        let place = scanner.until(b']')?;
        let (file, number) = place.rsplit_once(':').filter(|(_, number)| super::words::is_number(number))?;
        if file.is_empty() || file.contains(' ') {
            return None;
        }
        scanner.spaces();
        let context = vec![field("thread", thread), field("line", number)];
        Some(Entry {
            timestamp: Some(timestamp),
            level: Some(level),
            source: Some(file.into()),
            message: scanner.rest().into(),
            context,
        })
    }

    fn samples(&self) -> &'static [Sample] {
        SAMPLES
    }
}

/// Reads `0123 10:15:00.123456` or `20260123 10:15:00.123456`.
fn time(scanner: &mut Scanner, clock: &Clock) -> Option<Timestamp> {
    let width = scanner.rest_bytes().iter().take_while(|byte| byte.is_ascii_digit()).count();
    let date = scanner.number(4, 8).filter(|_| matches!(width, 4 | 8))?;
    scanner.eat(b' ')?;
    let hour = scanner.number(2, 2)?;
    scanner.eat(b':')?;
    let minute = scanner.number(2, 2)?;
    scanner.eat(b':')?;
    let second = scanner.number(2, 2)?;
    scanner.eat(b'.')?;
    let micros = scanner.number(6, 6)?;
    let year = (width == 8).then_some((date / 10_000) as i32);
    let (month, day) = (date / 100 % 100, date % 100);
    clock.moment(Civil { year, month, day, hour, minute, second, nanos: micros * 1000, digits: 6 }, None)
}

const SAMPLES: &[Sample] = &[];
