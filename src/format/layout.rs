//! Well-known layouts of text with a header: they are read as any other such text, and known by name.

use crate::entry::Entry;

use super::context::field;
use super::scanner::Scanner;
use super::text::Text;
use super::{Clock, Format, Sample};

mod samples;

/// A layout of the header of a line.
pub(super) struct Layout {
    name: &'static str,
    title: &'static str,
    begins_with: fn(u8) -> bool,
    /// Tells cheaply whether a line can be of this layout.
    fits: fn(&[u8]) -> bool,
    /// Completes an entry by what this layout means beyond a header; its time and its level stay.
    refine: for<'a> fn(&mut Entry<'a>, &'a str),
    samples: &'static [Sample],
}

/// Every layout with a name of its own.
pub(super) static LAYOUTS: [Layout; 9] = [
    Layout {
        name: "elasticsearch",
        title: "Elasticsearch, OpenSearch",
        begins_with: bracket,
        fits: elasticsearch,
        refine: node,
        samples: samples::ELASTICSEARCH,
    },
    Layout {
        name: "kafka",
        title: "Apache Kafka",
        begins_with: bracket,
        fits: kafka,
        refine: trailing_class,
        samples: samples::KAFKA,
    },
    Layout {
        name: "log4j",
        title: "log4j and logback layouts, Spring Boot",
        begins_with: digit,
        fits: log4j,
        refine: |_, _| {},
        samples: samples::LOG4J,
    },
    Layout {
        name: "python",
        title: "Python's logging",
        begins_with: digit,
        fits: python,
        refine: |_, _| {},
        samples: samples::PYTHON,
    },
    Layout {
        name: "rails",
        title: "Ruby's logger, Rails",
        begins_with: capital,
        fits: ruby,
        refine: |_, _| {},
        samples: samples::RAILS,
    },
    Layout {
        name: "monolog",
        title: "Monolog, Laravel, Symfony",
        begins_with: bracket,
        fits: monolog,
        refine: |_, _| {},
        samples: samples::MONOLOG,
    },
    Layout {
        name: "windows-cbs",
        title: "Windows component servicing",
        begins_with: digit,
        fits: cbs,
        refine: |_, _| {},
        samples: samples::CBS,
    },
    Layout {
        name: "mongodb-text",
        title: "MongoDB before 4.4",
        begins_with: digit,
        fits: mongodb,
        refine: thread,
        samples: samples::MONGODB,
    },
    Layout {
        name: "rust",
        title: "Rust's env_logger and tracing",
        begins_with: digit_or_bracket,
        fits: rust,
        refine: |_, _| {},
        samples: samples::RUST,
    },
];

fn digit(byte: u8) -> bool {
    byte.is_ascii_digit()
}

fn bracket(byte: u8) -> bool {
    byte == b'['
}

fn digit_or_bracket(byte: u8) -> bool {
    digit(byte) || bracket(byte)
}

fn capital(byte: u8) -> bool {
    byte.is_ascii_uppercase()
}

/// Tells whether bytes begin with `2026-01-23 10:15:00`.
fn dated(bytes: &[u8]) -> bool {
    bytes.len() >= 20 && bytes[4] == b'-' && bytes[13] == b':' && bytes[16] == b':'
}

fn starts(bytes: &[u8], at: usize, text: &[u8]) -> bool {
    bytes.get(at..).is_some_and(|rest| rest.starts_with(text))
}

fn elasticsearch(bytes: &[u8]) -> bool {
    bytes.first() == Some(&b'[') && dated(&bytes[1..]) && bytes.get(11) == Some(&b'T') && starts(bytes, 24, b"][")
}

fn kafka(bytes: &[u8]) -> bool {
    bytes.first() == Some(&b'[')
        && dated(&bytes[1..])
        && bytes.get(11) == Some(&b' ')
        && starts(bytes, 24, b"] ")
        && bytes.last() == Some(&b')')
        && bytes.get(26).is_some_and(u8::is_ascii_uppercase)
}

/// A date with milliseconds, a level in capitals or a thread in brackets, and a class behind them.
fn log4j(bytes: &[u8]) -> bool {
    if !dated(bytes) || !matches!(bytes.get(19), Some(b',' | b'.')) || !matches!(bytes.get(23), Some(b' ' | b'Z')) {
        return false;
    }
    let head = &bytes[23..bytes.len().min(120)];
    let level = head.iter().position(|byte| byte.is_ascii_alphabetic() || *byte == b'[');
    let Some(level) = level.filter(|at| *at < 10) else { return false };
    // Java names no thread and no logger with `::`.
    let has_thread = memchr::memchr(b'[', head).is_some_and(|at| {
        let end = head[at..].iter().position(|byte| *byte == b']');
        end.is_some_and(|end| memchr::memmem::find(&head[at..at + end], b"::").is_none())
    });
    let has_level = has_thread
        && memchr::memchr_iter(b' ', head).any(|at| {
            // The word behind a blank, told by its first letter.
            at > 3 && matches!(&head[at - 4..at], b"INFO" | b"WARN" | b"RROR" | b"EBUG" | b"RACE" | b"ATAL")
        });
    let named_first = starts(head, level.saturating_sub(2), b"- ") && !head[level].is_ascii_uppercase();
    has_thread && has_level && !named_first
}

fn python(bytes: &[u8]) -> bool {
    dated(bytes)
        && bytes.get(19) == Some(&b',')
        && starts(bytes, 23, b" - ")
        && !starts(bytes, 26, b"INFO  [")
        && bytes.get(26).is_some_and(|byte| !byte.is_ascii_uppercase())
}

fn ruby(bytes: &[u8]) -> bool {
    matches!(bytes, [b'D' | b'I' | b'W' | b'E' | b'F' | b'A', b',', b' ', b'[', ..]) && dated(&bytes[4..])
}

fn monolog(bytes: &[u8]) -> bool {
    if bytes.first() != Some(&b'[') || !dated(&bytes[1..]) {
        return false;
    }
    let head = &bytes[..bytes.len().min(90)];
    memchr::memmem::find(head, b"] ").is_some_and(|at| {
        let word = head[at + 2..].split(|byte| matches!(byte, b':' | b' ')).next().unwrap_or_default();
        let level = word.rsplit(|byte| *byte == b'.').next().unwrap_or_default();
        level.len() < word.len() && level.len() > 3 && level.iter().all(u8::is_ascii_uppercase)
    })
}

fn cbs(bytes: &[u8]) -> bool {
    dated(bytes)
        && starts(bytes, 19, b", ")
        && bytes.get(21).is_some_and(u8::is_ascii_uppercase)
        && bytes.get(22).is_some_and(u8::is_ascii_lowercase)
}

fn mongodb(bytes: &[u8]) -> bool {
    if !dated(bytes) || bytes.get(10) != Some(&b'T') {
        return false;
    }
    let blank = bytes[19..].iter().take(12).position(|byte| *byte == b' ');
    blank.is_some_and(|at| {
        matches!(bytes.get(20 + at..), Some([b'D' | b'I' | b'W' | b'E' | b'F', b' ', next, ..]) if next.is_ascii_uppercase() || *next == b'-')
    })
}

/// `2026-01-23T10:15:00.123456Z  INFO crate::module: text`, `[2026-01-23T10:15:00Z INFO  crate] text`
fn rust(bytes: &[u8]) -> bool {
    let bytes = bytes.strip_prefix(b"[").unwrap_or(bytes);
    if !dated(bytes) || bytes.get(10) != Some(&b'T') {
        return false;
    }
    let head = &bytes[19..bytes.len().min(60)];
    let Some(zone) = head.iter().position(|byte| *byte == b'Z') else { return false };
    let rest = head.get(zone + 1..).unwrap_or_default().trim_ascii_start();
    [&b"INFO "[..], b"WARN ", b"ERROR ", b"DEBUG ", b"TRACE "].iter().any(|word| rest.starts_with(word))
        && rest[5..]
            .iter()
            .find(|byte| !byte.is_ascii_alphanumeric() && !matches!(byte, b'_' | b' '))
            .is_some_and(|byte| matches!(byte, b':' | b']' | b'{'))
}

/// Reads the brackets of Elasticsearch's header anew: the message may begin with brackets of its own.
fn node<'a>(entry: &mut Entry<'a>, line: &'a str) {
    let mut scanner = Scanner::at(line, 1);
    let mut groups = [""; 2];
    let mut taken = scanner.until(b']').and_then(|_| scanner.until(b']'));
    for group in &mut groups {
        scanner.spaces();
        taken = taken.and_then(|_| scanner.eat(b'[')).and_then(|()| scanner.until(b']'));
        *group = taken.unwrap_or_default().trim();
    }
    if taken.is_some() {
        scanner.spaces();
        entry.source = Some(groups[0].into());
        entry.context = vec![field("node", groups[1])];
        entry.message = scanner.rest().into();
    }
}

/// Takes the component of MongoDB's header as the source, and the connection as the thread.
fn thread(entry: &mut Entry<'_>, line: &str) {
    if let Some(std::borrow::Cow::Borrowed(name)) = entry.source
        && line.contains(&format!(" [{name}] "))
    {
        // A component of `-` leaves the place of the source to the connection.
        entry.context.push(("thread".into(), crate::entry::Value::Text(name.into())));
        entry.source = None;
        return;
    }
    let text = entry.message.clone();
    if let std::borrow::Cow::Borrowed(text) = text
        && let Some((inner, rest)) = text.strip_prefix('[').and_then(|text| text.split_once("] "))
    {
        entry.context.push(("thread".into(), crate::entry::Value::Text(inner.into())));
        entry.message = rest.into();
    }
}

/// Takes the class in round brackets at the end of a message as the source.
fn trailing_class(entry: &mut Entry<'_>, _: &str) {
    if let std::borrow::Cow::Borrowed(text) = entry.message.clone()
        && let Some((message, class)) = text.strip_suffix(')').and_then(|text| text.rsplit_once(" ("))
        && super::words::is_dotted(class)
    {
        entry.source = Some(class.into());
        entry.message = message.into();
    }
}

impl Format for Layout {
    fn name(&self) -> &'static str {
        self.name
    }

    fn title(&self) -> &'static str {
        self.title
    }

    fn begins_with(&self, byte: u8) -> bool {
        (self.begins_with)(byte)
    }

    fn parse<'a>(&self, line: &'a str, clock: &Clock) -> Option<Entry<'a>> {
        if !(self.fits)(line.as_bytes()) {
            return None;
        }
        let mut entry = Text.parse(line, clock)?;
        (self.refine)(&mut entry, line);
        Some(entry)
    }

    fn brief<'a>(&self, line: &'a str, clock: &Clock) -> Option<Entry<'a>> {
        if (self.fits)(line.as_bytes()) { Text.brief(line, clock) } else { None }
    }

    fn claims(&self, line: &str, clock: &Clock) -> bool {
        (self.fits)(line.as_bytes()) && Text.claims(line, clock)
    }

    fn samples(&self) -> &'static [Sample] {
        self.samples
    }
}
