//! What a line of a log says: the trait of a format, the registry of all formats, and the choice among them.
//!
//! A line is read by what it is. A [`Reader`] tries the formats that its file is known for first, and the others
//! after them; a line that no format claims continues the entry above it or is plain text.

use crate::entry::Entry;

mod access;
mod clock;
mod context;
mod json;
mod logfmt;
mod scanner;
mod syslog;
mod text;
mod time;
mod trace;
mod weberror;
mod words;

#[cfg(test)]
mod tests;

pub use clock::{Civil, Clock};

/// A way of writing log records, which knows how to read the first line of one.
pub trait Format: Send + Sync {
    /// Returns the name used in `log_format=` and in listings: lower case, words joined by `-`.
    fn name(&self) -> &'static str;

    /// Describes in a few words what writes this format.
    fn title(&self) -> &'static str;

    /// Reads a line as the head of an entry; `None` where the line is not of this format.
    ///
    /// The line has no line end, no NUL at its start and no ANSI codes. A format must reject a foreign line quickly, and must claim
    /// no line that is better explained by a format that stands before it in [`FORMATS`].
    fn parse<'a>(&self, line: &'a str, clock: &Clock) -> Option<Entry<'a>>;

    /// Tells whether a line that is no head of any entry and is not indented still belongs to the entry above it.
    ///
    /// True for headed text, whose messages may hold any line; false where a record is one line by design (JSON, access logs).
    fn keeps_loose_lines(&self) -> bool {
        true
    }

    /// Tells whether its lines are JSON objects; a line that begins with `{` is read by these formats alone.
    fn is_json(&self) -> bool {
        false
    }

    /// Tells whether its lines carry lines of other formats.
    fn carries(&self) -> bool {
        false
    }

    /// Returns sample lines, each with what must be read from it.
    fn samples(&self) -> &'static [Sample];
}

/// A line and the entry it holds, as the compact JSON of a record's keys `timestamp`, `level`, `source`, `message`, `context`.
#[derive(Clone, Copy, Debug)]
pub struct Sample {
    /// The line as it stands in a file.
    pub line: &'static str,
    /// The record it must give, for a clock in UTC whose file was last written at 2026-01-31T00:00:00Z.
    pub record: &'static str,
}

/// Every format that is known, structured ones before general ones.
pub static FORMATS: &[&dyn Format] = &[
    &json::DIALECTS[0],
    &json::DIALECTS[1],
    &json::DIALECTS[2],
    &json::DIALECTS[3],
    &json::DIALECTS[4],
    &json::DIALECTS[5],
    &json::DIALECTS[6],
    &json::DIALECTS[7],
    &json::DIALECTS[8],
    &json::DIALECTS[9],
    &json::DIALECTS[10],
    &json::DIALECTS[11],
    &json::DIALECTS[12],
    &json::DIALECTS[13],
    &json::DIALECTS[14],
    &json::DIALECTS[15],
    &json::DIALECTS[16],
    &json::DIALECTS[17],
    &json::DIALECTS[18],
    &syslog::Syslog5424,
    &syslog::Syslog3164,
    &access::Access,
    &weberror::NginxError,
    &weberror::ApacheError,
    &logfmt::Logfmt,
    &text::Text,
];

/// What a line is to the entry above it.
#[derive(Clone)]
pub enum Line<'a> {
    /// The first line of an entry in a known format.
    Head(&'static dyn Format, Entry<'a>),
    /// A line that can only continue an entry: blank, indented, or of the shape of a stack trace.
    Continuation,
    /// A line of no known format: it continues an entry of a format that keeps loose lines, else it is plain text.
    Loose,
}

/// Reads the lines of one file, trying the formats of its habit first.
#[derive(Clone)]
pub struct Reader {
    /// The formats that were seen in the file, then the others, both in the order of the registry.
    formats: Vec<&'static dyn Format>,
    /// The format of most lines.
    habit: Option<&'static dyn Format>,
    /// Lines that begin with `{` are read as JSON of any dialect.
    json: bool,
    clock: Clock,
}

impl Reader {
    /// Makes a reader for a file from some of its text: the formats that explain some of these lines come first.
    pub fn detect<'a>(sample: impl Iterator<Item = &'a str>, clock: Clock) -> Reader {
        let mut scores = vec![0usize; FORMATS.len()];
        for line in sample {
            if trace::continues(line) {
                continue;
            }
            let name = match line.as_bytes().first() {
                Some(b'{') => json::read(line, &clock).map(|(dialect, _)| dialect.name()),
                _ => FORMATS.iter().find(|format| format.parse(line, &clock).is_some()).map(|format| format.name()),
            };
            if let Some(first) = name.and_then(|name| FORMATS.iter().position(|format| format.name() == name)) {
                scores[first] += 1;
            }
        }
        let mut order: Vec<usize> = (0..FORMATS.len()).collect();
        order.sort_by_key(|&index| scores[index] == 0);
        let most = (0..FORMATS.len()).rev().max_by_key(|&index| scores[index]).filter(|&index| scores[index] > 0);
        Reader {
            formats: order.into_iter().map(|index| FORMATS[index]).filter(|format| !format.is_json()).collect(),
            habit: most.map(|index| FORMATS[index]),
            json: true,
            clock,
        }
    }

    /// Makes a reader that knows one format only, and plain text; `None` where no format has that name.
    pub fn forced(name: &str, clock: Clock) -> Option<Reader> {
        let format = *FORMATS.iter().find(|format| format.name() == name)?;
        let formats = if format.is_json() { Vec::new() } else { vec![format] };
        Some(Reader { formats, habit: Some(format), json: format.is_json(), clock })
    }

    /// Returns the format that explains most of the file, if any explains some of it.
    pub fn habit(&self) -> Option<&'static dyn Format> {
        self.habit
    }

    /// Tells whether a line can only continue the entry above it.
    pub fn continues(&self, line: &str) -> bool {
        trace::continues(line)
    }

    /// Tells what a line is; the line is free of line ends, leading NULs and ANSI codes.
    pub fn read<'a>(&self, line: &'a str) -> Line<'a> {
        if line.as_bytes().first() == Some(&b'{') {
            // No format but JSON begins with this, and one walk over the line knows every dialect.
            return match json::read(line, &self.clock).filter(|_| self.json) {
                Some((dialect, entry)) => Line::Head(dialect, entry),
                None => Line::Loose,
            };
        }
        if trace::continues(line) {
            return Line::Continuation;
        }
        for format in &self.formats {
            if let Some(entry) = format.parse(line, &self.clock) {
                return Line::Head(*format, entry);
            }
        }
        Line::Loose
    }
}

/// Reads a line that another line carries, by the first format that claims it; no line is unwrapped twice.
fn carried<'a>(line: &'a str, clock: &Clock) -> Option<Entry<'a>> {
    if line.as_bytes().first() == Some(&b'{') {
        return json::read_bare(line, clock).map(|(_, entry)| entry);
    }
    let inner = FORMATS.iter().filter(|format| !format.is_json() && !format.carries());
    inner.filter_map(|format| format.parse(line, clock)).next()
}
