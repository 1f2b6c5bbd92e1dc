//! The files in which container runtimes keep what containers print.

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

const SAMPLES: &[Sample] = &[];
