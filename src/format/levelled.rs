//! Lines that begin with a level and carry no time.

use crate::entry::Entry;

use super::headed::DotNet;
use super::text::headed;
use super::words::{capital_level, marked_level};
use super::{Clock, Format, Sample};

/// Reads `WARNING:root:text`, `[INFO] text`, `ERROR: text`; only where it is the habit of the file, since in other files
/// such lines belong to the entry above them.
#[derive(Debug)]
pub(super) struct Levelled;

impl Format for Levelled {
    fn name(&self) -> &'static str {
        "levelled"
    }

    fn title(&self) -> &'static str {
        "text with a level and no time"
    }

    fn begins_with(&self, byte: u8) -> bool {
        byte == b'[' || byte.is_ascii_alphabetic()
    }

    fn only_by_habit(&self) -> bool {
        true
    }

    fn parse<'a>(&self, line: &'a str, clock: &Clock) -> Option<Entry<'a>> {
        let (inner, bracketed) = line.strip_prefix('[').map_or((line, false), |inner| (inner, true));
        let length = inner.bytes().take_while(u8::is_ascii_alphabetic).count();
        let word = inner.get(..length)?;
        let spoken = || marked_level(word).filter(|_| length > 3 && inner[length..].starts_with(": "));
        let level =
            if bracketed { marked_level(word).filter(|_| length > 2) } else { capital_level(word).or_else(spoken) };
        level?;
        if !bracketed && word.starts_with(|first: char| first.is_ascii_lowercase()) {
            // winston's simple form: all that follows is the message; what .NET prints says more.
            if DotNet.parse(line, clock).is_some() {
                return None;
            }
            return Some(Entry { level, message: inner[length + 2..].into(), ..Entry::default() });
        }
        let end = if bracketed {
            inner[length..].trim_start().starts_with(']')
        } else {
            inner[length..].starts_with([':', ' ', '\t', '['])
        };
        if !end {
            return None;
        }
        let entry = headed(line);
        (entry.level == level).then_some(entry)
    }

    fn samples(&self) -> &'static [Sample] {
        SAMPLES
    }
}

const SAMPLES: &[Sample] = &[
    Sample {
        line: "WARNING:root:something is odd",
        record: r#"{"timestamp":null,"level":"WARNING","source":"root","message":"something is odd","context":{}}"#,
    },
    Sample {
        line: "DEBUG:asyncio:Using selector: EpollSelector",
        record: r#"{"timestamp":null,"level":"DEBUG","source":"asyncio","message":"Using selector: EpollSelector","context":{}}"#,
    },
    Sample {
        line: "[INFO] Scanning for projects...",
        record: r#"{"timestamp":null,"level":"INFO","source":null,"message":"Scanning for projects...","context":{}}"#,
    },
    Sample {
        line: "ERROR: could not open file\nno such file",
        record: r#"{"timestamp":null,"level":"ERROR","source":null,"message":"could not open file\nno such file","context":{}}"#,
    },
    Sample {
        line: "[error] lower case in a bracket",
        record: r#"{"timestamp":null,"level":"ERROR","source":null,"message":"lower case in a bracket","context":{}}"#,
    },
    Sample {
        line: "INFO  [main] org.example.Main - no time here",
        record: r#"{"timestamp":null,"level":"INFO","source":"org.example.Main","message":"no time here","context":{"thread":"main"}}"#,
    },
];
