//! The files in which container runtimes keep what containers print.
//!
//! Each line of these files stays an entry: the parts of a long line, which the runtime tags `P` (`"partial":true` in the
//! context) or which Docker leaves without a line end, are not joined, and neither are the lines of a stack trace.

use crate::entry::Entry;

use super::context::field;
use super::scanner::Scanner;
use super::{Clock, Format, Sample, carried, time};

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
        let blank = line.as_bytes().iter().take(40).position(|byte| *byte == b' ').filter(|at| *at >= 20)?;
        let mut scanner = Scanner::at(line, blank + 1);
        let stream = scanner.word().filter(|word| matches!(*word, "stdout" | "stderr"))?;
        scanner.eat(b' ')?;
        let tags = scanner.word()?;
        if !matches!(tags.as_bytes(), [b'F' | b'P'] | [b'F' | b'P', b':', ..]) {
            return None;
        }
        let timestamp = time::whole(line.get(..blank)?, clock)?;
        let _ = scanner.eat(b' ');
        let text = scanner.rest();
        let mut entry = Entry { timestamp: Some(timestamp), message: text.into(), ..Entry::default() };
        entry.context.push(field("stream", stream));
        if tags.starts_with('P') {
            entry.context.push(("partial".into(), crate::entry::Value::Json("true".into())));
        }
        if let Some(inner) = carried(text, clock) {
            entry.wrap(inner);
        }
        Some(entry)
    }

    fn carries(&self) -> bool {
        true
    }

    fn samples(&self) -> &'static [Sample] {
        SAMPLES
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
];
