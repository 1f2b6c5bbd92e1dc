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

    fn begins_with(&self, byte: u8) -> bool {
        matches!(byte, b'D' | b'I' | b'W' | b'E' | b'F' | b'C')
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
        // CockroachDB parts the place from the text by two blanks instead of a bracket.
        let place = scanner.word()?;
        let place = match place.split_once(']') {
            Some((place, rest)) => {
                scanner = Scanner::at(line, scanner.position() - rest.len());
                place
            }
            None => Some(place).filter(|_| scanner.rest_bytes().starts_with(b"  "))?,
        };
        let (file, number) = place.rsplit_once(':').filter(|(_, number)| super::words::is_number(number))?;
        if file.is_empty() {
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

/// Reads `0123 10:15:00.123456`, `260123 10:15:00.123456` or `20260123 10:15:00.123456`.
fn time(scanner: &mut Scanner, clock: &Clock) -> Option<Timestamp> {
    let width = scanner.rest_bytes().iter().take_while(|byte| byte.is_ascii_digit()).count();
    let date = scanner.number(4, 8).filter(|_| matches!(width, 4 | 6 | 8))?;
    scanner.eat(b' ')?;
    let hour = scanner.number(2, 2)?;
    scanner.eat(b':')?;
    let minute = scanner.number(2, 2)?;
    scanner.eat(b':')?;
    let second = scanner.number(2, 2)?;
    scanner.eat(b'.')?;
    let micros = scanner.number(6, 6)?;
    let year = match width {
        4 => None,
        6 => Some(2000 + (date / 10_000) as i32),
        _ => Some((date / 10_000) as i32),
    };
    let (month, day) = (date / 100 % 100, date % 100);
    clock.moment(Civil { year, month, day, hour, minute, second, nanos: micros * 1000, digits: 6 }, None)
}

const SAMPLES: &[Sample] = &[
    Sample {
        line: "I0123 10:15:00.123456    4242 server.go:97] Listening on :8080",
        record: r#"{"timestamp":"2026-01-23T10:15:00.123456Z","level":"INFO","source":"server.go","message":"Listening on :8080","context":{"thread":4242,"line":97}}"#,
    },
    Sample {
        line: "E0117 15:04:22.619632 52992 logging_unittest.cc:253] Log every 3, iteration 19",
        record: r#"{"timestamp":"2026-01-17T15:04:22.619632Z","level":"ERROR","source":"logging_unittest.cc","message":"Log every 3, iteration 19","context":{"thread":52992,"line":253}}"#,
    },
    Sample {
        line: "W20260123 10:15:02.000001  7 pool.cpp:12] with a year",
        record: r#"{"timestamp":"2026-01-23T10:15:02.000001Z","level":"WARNING","source":"pool.cpp","message":"with a year","context":{"thread":7,"line":12}}"#,
    },
    Sample {
        line: "F0123 10:15:03.999999 140735 main.cc:1] Check failed: x == y",
        record: r#"{"timestamp":"2026-01-23T10:15:03.999999Z","level":"CRITICAL","source":"main.cc","message":"Check failed: x == y","context":{"thread":140735,"line":1}}"#,
    },
    Sample {
        line: r#"I0123 10:15:04.123456       1 event.go:291] "Event occurred" object="default/x" kind="Pod""#,
        record: r#"{"timestamp":"2026-01-23T10:15:04.123456Z","level":"INFO","source":"event.go","message":"\"Event occurred\" object=\"default/x\" kind=\"Pod\"","context":{"thread":1,"line":291}}"#,
    },
    Sample {
        line: "I1231 23:59:59.123456  1 x/y.go:7] ",
        record: r#"{"timestamp":"2025-12-31T23:59:59.123456Z","level":"INFO","source":"x/y.go","message":"","context":{"thread":1,"line":7}}"#,
    },
];
