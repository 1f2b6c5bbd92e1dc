//! The files in which container runtimes keep what containers print.
//!
//! A runtime cuts long lines into pieces: it tags all but the last of them `P`, and Docker leaves their line end away. They are joined
//! again, and what is printed over several lines, as a stack trace is, makes one entry.

use crate::entry::Entry;

use super::context::field;
use super::scanner::Scanner;
use super::{Carried, Clock, Format, Piece, Sample, ansi, carried, json, piece, time};

/// Reads `2026-01-23T10:15:00.123456789Z stdout F text`, as Kubernetes' runtimes (CRI) write it, and the line it carries.
#[derive(Debug)]
pub(super) struct Cri;

impl Format for Cri {
    fn name(&self) -> &'static str {
        "cri"
    }

    fn title(&self) -> &'static str {
        "container runtime interface (Kubernetes)"
    }

    fn begins_with(&self, byte: u8) -> bool {
        byte.is_ascii_digit()
    }

    fn parse<'a>(&self, line: &'a str, clock: &Clock) -> Option<Entry<'a>> {
        let columns = Columns::of(line)?;
        let timestamp = time::whole(columns.time, clock)?;
        let text = columns.text;
        let mut entry = Entry { timestamp: Some(timestamp), message: text.into(), ..Entry::default() };
        entry.context.push(field("stream", columns.stream));
        if columns.partial {
            entry.context.push(piece::partial());
        } else if let Some(inner) = carried(text, clock) {
            entry.wrap(inner);
        }
        Some(entry)
    }

    fn carries(&self) -> bool {
        true
    }

    fn carried<'a>(&self, line: &'a str) -> Option<Carried<'a>> {
        let columns = Columns::of(line)?;
        Some(Carried { piece: Piece::of(columns.stream, columns.partial), raw: columns.text, escaped: false })
    }

    fn samples(&self) -> &'static [Sample] {
        SAMPLES
    }
}

/// The columns of a line of these files.
struct Columns<'a> {
    time: &'a str,
    stream: &'a str,
    partial: bool,
    text: &'a str,
}

impl<'a> Columns<'a> {
    fn of(line: &'a str) -> Option<Columns<'a>> {
        let blank = line.as_bytes().iter().take(40).position(|byte| *byte == b' ').filter(|at| *at >= 20)?;
        let mut scanner = Scanner::at(line, blank + 1);
        let stream = scanner.word().filter(|word| matches!(*word, "stdout" | "stderr"))?;
        scanner.eat(b' ')?;
        let tags = scanner.word()?;
        if !matches!(tags.as_bytes(), [b'F' | b'P'] | [b'F' | b'P', b':', ..]) {
            return None;
        }
        let _ = scanner.eat(b' ');
        Some(Columns { time: line.get(..blank)?, stream, partial: tags.starts_with('P'), text: scanner.rest() })
    }
}

/// Returns what a line of Docker carries; without a line end at its end, more of it follows.
pub(super) fn docker<'a>(line: &'a str) -> Option<Carried<'a>> {
    let rest = line.strip_prefix(r#"{"log":""#)?;
    let end = json::scan::string_end(rest)?;
    let raw = rest.get(..end)?;
    let after = rest.get(end..)?;
    let stream = if after.contains(r#""stream":"stdout""#) { "stdout" } else { "stderr" };
    Some(Carried { piece: Piece::of(stream, !ends_line(raw)), raw, escaped: true })
}

/// Tells whether the text of a string of JSON ends with a line end.
fn ends_line(raw: &str) -> bool {
    let guards = raw.strip_suffix('n').map_or(0, |raw| raw.len() - raw.trim_end_matches('\\').len());
    guards % 2 == 1
}

/// Completes the entry of a line of Docker by the line that it carries; the time of Docker stays.
pub(super) fn refine_docker(entry: &mut Entry<'_>, clock: &Clock) {
    let text = ansi::strip(entry.message.trim_end_matches(['\n', '\r']));
    match carried(&text, clock) {
        Some(inner) => entry.wrap(inner.into_owned()),
        None => entry.message = text.into_owned().into(),
    }
}

const SAMPLES: &[Sample] = &[
    Sample {
        line: "2026-01-23T10:15:00.123456789Z stdout F plain words",
        record: r#"{"timestamp":"2026-01-23T10:15:00.123456789Z","level":null,"source":null,"message":"plain words","context":{"stream":"stdout"}}"#,
    },
    Sample {
        line: "2026-01-23T10:15:00.123456789+02:00 stderr F 2026-01-23 08:15:00,123 ERROR [main] org.example.Pool: pool exhausted",
        record: r#"{"timestamp":"2026-01-23T08:15:00.123456789Z","level":"ERROR","source":"org.example.Pool","message":"pool exhausted","context":{"stream":"stderr","thread":"main"}}"#,
    },
    Sample {
        line: r#"2026-01-23T10:15:01.5Z stdout F {"level":"warn","ts":1769163301.5,"msg":"slow","ms":12}"#,
        record: r#"{"timestamp":"2026-01-23T10:15:01.5Z","level":"WARNING","source":null,"message":"slow","context":{"stream":"stdout","ms":12}}"#,
    },
    Sample {
        line: "2026-01-23T10:15:02.000000001Z stdout P the first part of a long line",
        record: r#"{"timestamp":"2026-01-23T10:15:02.000000001Z","level":null,"source":null,"message":"the first part of a long line","context":{"stream":"stdout","partial":true}}"#,
    },
    Sample {
        line: r#"2026-01-23T10:15:03.1Z stdout F 10.0.0.17 - - [23/Jan/2026:10:15:03 +0000] "GET /x HTTP/1.1" 404 12 "-" "curl/8.5""#,
        record: r#"{"timestamp":"2026-01-23T10:15:03.1Z","level":"WARNING","source":null,"message":"GET /x HTTP/1.1","context":{"stream":"stdout","client":"10.0.0.17","method":"GET","path":"/x","protocol":"HTTP/1.1","status":404,"bytes":12,"user_agent":"curl/8.5"}}"#,
    },
    Sample {
        line: "2026-01-23T10:15:04.123456789Z stderr F ",
        record: r#"{"timestamp":"2026-01-23T10:15:04.123456789Z","level":null,"source":null,"message":"","context":{"stream":"stderr"}}"#,
    },
    Sample {
        line: "2026-01-23T10:15:05.123456789Z stderr F I0123 10:15:05.123456       1 server.go:97] klog inside",
        record: r#"{"timestamp":"2026-01-23T10:15:05.123456789Z","level":"INFO","source":"server.go","message":"klog inside","context":{"stream":"stderr","thread":1,"line":97}}"#,
    },
    Sample {
        line: "2026-01-23T10:15:06.1Z stdout P {\"level\":\"warn\",\n2026-01-23T10:15:06.2Z stdout F \"msg\":\"cut in two\"}",
        record: r#"{"timestamp":"2026-01-23T10:15:06.1Z","level":"WARNING","source":null,"message":"cut in two","context":{"stream":"stdout"}}"#,
    },
    Sample {
        line: "2026-01-23T10:15:07.1Z stderr F 2026-01-23 10:15:07,123 ERROR [main] org.example.Pool: failed\n2026-01-23T10:15:07.2Z stderr F \tat org.example.Pool.get(Pool.java:17)",
        record: r#"{"timestamp":"2026-01-23T10:15:07.1Z","level":"ERROR","source":"org.example.Pool","message":"failed\n\tat org.example.Pool.get(Pool.java:17)","context":{"stream":"stderr","thread":"main"}}"#,
    },
];
