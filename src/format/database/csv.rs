//! PostgreSQL's log as comma-separated values, whose columns are those of its manual, section 19.8.

use crate::entry::{Entry, Value};
use crate::format::context::Context;
use crate::format::{Clock, Format, Sample, json, time};

use super::{samples, severity};

/// Reads a row; one whose text has line ends goes on in the next lines.
#[derive(Debug)]
pub(in crate::format) struct PostgresCsv;

/// The columns that become fields, by their place.
const FIELDS: [(usize, &str); 13] = [
    (1, "user"),
    (2, "database"),
    (3, "pid"),
    (4, "client"),
    (7, "tag"),
    (12, "code"),
    (14, "detail"),
    (15, "hint"),
    (16, "internal_query"),
    (18, "where"),
    (19, "query"),
    (22, "application"),
    (23, "backend"),
];

const SEVERITY: usize = 11;

const MESSAGE: usize = 13;

impl Format for PostgresCsv {
    fn name(&self) -> &'static str {
        "postgresql-csv"
    }

    fn title(&self) -> &'static str {
        "PostgreSQL, comma-separated"
    }

    fn begins_with(&self, byte: u8) -> bool {
        byte.is_ascii_digit()
    }

    fn parse<'a>(&self, line: &'a str, clock: &Clock) -> Option<Entry<'a>> {
        let bytes = line.as_bytes();
        if bytes.get(4) != Some(&b'-') || bytes.get(10) != Some(&b' ') {
            return None;
        }
        let comma = memchr::memchr(b',', &bytes[..bytes.len().min(40)])?;
        if !matches!(bytes.get(comma + 1), Some(b',' | b'"')) {
            return None;
        }
        let cells = cells(line);
        let level = severity(cells.get(SEVERITY)?)?;
        let timestamp = time::whole(line.get(..comma)?, clock)?;
        let mut context: Context = Vec::with_capacity(8);
        for (place, name) in FIELDS {
            if let Some(cell) = cells.get(place).filter(|cell| !cell.is_empty()) {
                let doubled = cell.contains("\"\"");
                context.push((
                    name.into(),
                    if doubled { Value::Text(cell.replace("\"\"", "\"").into()) } else { json::typed(cell) },
                ));
            }
        }
        // As it stands in the line, its quotes doubled, so that a search finds what is shown.
        let message = *cells.get(MESSAGE)?;
        Some(Entry { timestamp: Some(timestamp), level: Some(level), source: None, message: message.into(), context })
    }

    fn finish(&self, entry: &mut Entry<'_>, _: &Clock) {
        // The quote of a text over several lines ends in the last of them.
        if let Some((text, _)) = entry.message.split_once("\",").filter(|(text, _)| text.contains('\n')) {
            entry.message = text.to_owned().into();
        }
    }

    fn samples(&self) -> &'static [Sample] {
        samples::POSTGRES_CSV
    }
}

/// Parts a row into its cells; what stands in quotes may hold commas and doubled quotes, and need not end in this line.
fn cells(line: &str) -> Vec<&str> {
    let mut cells = Vec::with_capacity(26);
    let mut rest = line;
    loop {
        let Some(quoted) = rest.strip_prefix('"') else {
            let end = memchr::memchr(b',', rest.as_bytes()).unwrap_or(rest.len());
            cells.push(&rest[..end]);
            match rest.get(end + 1..) {
                Some(after) => rest = after,
                None => return cells,
            }
            continue;
        };
        let bytes = quoted.as_bytes();
        let mut end = 0;
        while let Some(at) = bytes.get(end..).and_then(|rest| memchr::memchr(b'"', rest)) {
            end += at;
            if bytes.get(end + 1) != Some(&b'"') {
                break;
            }
            end += 2;
        }
        let closed = bytes.get(end) == Some(&b'"');
        let end = if closed { end } else { quoted.len() };
        cells.push(&quoted[..end]);
        match quoted.get(end + 1..).and_then(|after| after.strip_prefix(',')) {
            Some(after) => rest = after,
            None => return cells,
        }
    }
}
