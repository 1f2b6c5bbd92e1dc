//! Writes entries as records, straight into a buffer of bytes.

use std::sync::Arc;

use memchr::memchr3;

use super::answer::End;
use super::cursor::{HEAD_BYTES, head_of_bytes};
use super::walk::Item;
use crate::entry::{Cursor, Head, Position, Timestamp, Value};
use crate::query::{Field, MAX_CURSORS, Output, Query};

mod context;
mod json;
mod selection;

use context::write_context;
pub(super) use json::write_string;

/// Which parts of an entry are written, and how.
#[derive(Clone, Debug)]
pub(super) struct RecordWriter {
    output: Output,
    raw: bool,
    /// The only keys to write; empty for all.
    fields: Vec<Field>,
}

/// Where an entry stands, as its record says.
pub(super) struct Place<'a> {
    pub(super) file: &'a FileText,
    pub(super) line: Option<u64>,
    /// The boundary at which reading goes on after the entry.
    pub(super) offset: u64,
    pub(super) anchor: u32,
    /// How many bytes of its last line were not kept.
    pub(super) not_kept: u64,
    /// The boundary of the match that the entry surrounds.
    pub(super) context_of: Option<Boundary<'a>>,
    /// The boundary behind the part of the entry that was sent before, where this is a further part of it.
    pub(super) continues: Option<(u64, u32)>,
}

/// A place between entries of some file.
#[derive(Clone, Copy)]
pub(super) struct Boundary<'a> {
    pub(super) file: &'a FileText,
    pub(super) offset: u64,
    /// The hash of what stands before it.
    pub(super) anchor: u32,
}

/// What the records of a file have in common.
#[derive(Clone, Debug)]
pub(super) struct FileText {
    name: String,
    /// The channel that the file belongs to.
    channel: Option<String>,
    /// Up to the line number.
    start: Vec<u8>,
    /// The part of a cursor that is the same for the whole file.
    cursor: Vec<u8>,
    /// What stands behind a cursor: since when the file is the one being written, where it is followed.
    seen: Vec<u8>,
    /// What the file begins with, where it may be short: cursors in it then tell of what stands before them alone, so that they
    /// stay the same while it grows.
    first: Option<Arc<[u8]>>,
    inode: u64,
}

/// The columns of CSV; the last only where it is asked for.
const CSV_FIELDS: [Field; 8] = [
    Field::Timestamp,
    Field::Level,
    Field::Source,
    Field::Message,
    Field::Context,
    Field::File,
    Field::Line,
    Field::Raw,
];

impl FileText {
    pub(super) fn new(name: &str, channel: Option<&str>, head: Head) -> FileText {
        let mut start = br#"{"type":"log","file":"#.to_vec();
        write_string(&mut start, name);
        if let Some(channel) = channel {
            start.extend_from_slice(br#","channel":"#);
            write_string(&mut start, channel);
        }
        start.extend_from_slice(br#","line":"#);
        let mut cursor = Vec::new();
        head.write_prefix(&mut cursor);
        let (name, channel) = (name.to_owned(), channel.map(str::to_owned));
        FileText { name, channel, start, cursor, inode: head.inode, seen: Vec::new(), first: None }
    }

    /// Lets cursors say since when the file is the one being written, in microseconds since 1970, and stay the same while it
    /// grows; `first` is what it begins with, where reading begins there.
    pub(super) fn followed(mut self, first: Arc<[u8]>, since: i64) -> FileText {
        Position::write_seen(&mut self.seen, since);
        self.first = Some(first).filter(|first| !first.is_empty());
        self
    }

    fn write_prefix(&self, out: &mut Vec<u8>, offset: u64) {
        match &self.first {
            Some(first) if offset < HEAD_BYTES as u64 => {
                head_of_bytes(&first[..first.len().min(offset as usize)], self.inode).write_prefix(out);
            }
            _ => out.extend_from_slice(&self.cursor),
        }
    }
}

impl<'a> Place<'a> {
    fn boundary(&self) -> Boundary<'a> {
        Boundary { file: self.file, offset: self.offset, anchor: self.anchor }
    }

    fn continues(&self) -> Option<Boundary<'a>> {
        self.continues.map(|(offset, anchor)| Boundary { file: self.file, offset, anchor })
    }
}

impl RecordWriter {
    pub(super) fn new(query: &Query) -> RecordWriter {
        RecordWriter { output: query.output, raw: query.raw, fields: query.fields.clone() }
    }

    /// Returns what stands before the first record: the names of the columns, in CSV.
    pub(super) fn header(&self) -> Vec<u8> {
        if self.output != Output::Csv {
            return Vec::new();
        }
        let names: Vec<String> = self.csv_fields().iter().map(Field::name).collect();
        format!("{}\r\n", names.join(",")).into_bytes()
    }

    /// Appends one record with its line end.
    pub(super) fn write(&self, out: &mut Vec<u8>, item: &Item<'_>, place: &Place<'_>) {
        match self.output {
            Output::Ndjson if self.fields.is_empty() => self.write_whole(out, item, place),
            Output::Ndjson => self.write_selection(out, item, place),
            Output::Text => {
                out.extend_from_slice(trim_one_line_end(item.raw));
                out.push(b'\n');
            }
            Output::Csv => self.write_csv(out, item, place),
        }
    }

    fn write_whole(&self, out: &mut Vec<u8>, item: &Item<'_>, place: &Place<'_>) {
        let entry = &item.entry;
        out.extend_from_slice(&place.file.start);
        write_line_number(out, place.line);
        out.extend_from_slice(br#","cursor":"#);
        write_cursor(out, place.boundary());
        out.extend_from_slice(br#","timestamp":"#);
        write_timestamp(out, entry.timestamp);
        out.extend_from_slice(br#","level":"#);
        write_name(out, entry.level.map(|level| level.name()));
        out.extend_from_slice(br#","source":"#);
        write_optional(out, entry.source.as_deref());
        out.extend_from_slice(br#","message":"#);
        write_string(out, &entry.message);
        out.extend_from_slice(br#","context":"#);
        write_context(out, item);
        if self.raw {
            out.extend_from_slice(br#","raw":"#);
            write_raw(out, item.raw);
        }
        if item.lossy {
            out.extend_from_slice(br#","lossy":true"#);
        }
        if let Some(length) = item.truncated {
            out.extend_from_slice(br#","truncated":"#);
            json::write_number(out, length + place.not_kept);
        }
        write_boundary(out, "context_of", place.context_of);
        write_boundary(out, "continues", place.continues());
        out.extend_from_slice(b"}\n");
    }

    fn write_selection(&self, out: &mut Vec<u8>, item: &Item<'_>, place: &Place<'_>) {
        let mut separator = b'{';
        let mut paths = Vec::new();
        for field in &self.fields {
            match field {
                Field::ContextPath(path) => paths.push(path.as_str()),
                // What says that an entry is context, or goes on, is never left out.
                Field::ContextOf | Field::Continues => {}
                Field::Channel if place.file.channel.is_none() => {}
                Field::Lossy if !item.lossy => {}
                Field::Truncated if item.truncated.is_none() => {}
                _ => {
                    out.push(separator);
                    write_string(out, &field.name());
                    out.push(b':');
                    write_field(out, field, item, place);
                    separator = b',';
                }
            }
        }
        if !paths.is_empty() && !self.fields.contains(&Field::Context) {
            out.push(separator);
            out.extend_from_slice(br#""context":"#);
            selection::write_context(out, &item.entry, &paths);
            separator = b',';
        }
        if separator == b'{' {
            out.push(b'{');
        }
        write_boundary(out, "context_of", place.context_of);
        write_boundary(out, "continues", place.continues());
        out.extend_from_slice(b"}\n");
    }

    fn write_csv(&self, out: &mut Vec<u8>, item: &Item<'_>, place: &Place<'_>) {
        let mut text = Vec::new();
        for (index, field) in self.csv_fields().iter().enumerate() {
            if index > 0 {
                out.push(b',');
            }
            text.clear();
            write_csv_value(&mut text, field, item, place);
            write_csv_cell(out, &text);
        }
        out.extend_from_slice(b"\r\n");
    }

    fn csv_fields(&self) -> &[Field] {
        match (self.fields.is_empty(), self.raw) {
            (true, true) => &CSV_FIELDS,
            (true, false) => &CSV_FIELDS[..CSV_FIELDS.len() - 1],
            (false, _) => &self.fields,
        }
    }
}

/// Appends a record that tells how far a search is.
pub(super) fn write_progress(out: &mut Vec<u8>, scanned: u64, total: u64, matched: u64) {
    out.extend_from_slice(br#"{"type":"progress""#);
    write_counts(out, (scanned, total, matched));
    out.extend_from_slice(b"}\n");
}

/// Appends the record that ends an answer; its cursor covers all files at once, and is null where these are too many.
pub(super) fn write_end(out: &mut Vec<u8>, end: End, counts: (u64, u64, u64), cursors: &[Cursor]) {
    out.extend_from_slice(br#"{"type":"end","reason":"#);
    let reason = match end {
        End::Eof => "eof",
        End::Limit => "limit",
        End::Timeout => "timeout",
    };
    write_string(out, reason);
    write_counts(out, counts);
    out.extend_from_slice(br#","cursor":"#);
    if cursors.len() > MAX_CURSORS || cursors.is_empty() {
        out.extend_from_slice(b"null}\n");
        return;
    }
    for (index, cursor) in cursors.iter().enumerate() {
        out.push(if index == 0 { b'"' } else { b'~' });
        cursor.write(out);
    }
    out.extend_from_slice(b"\"}\n");
}

fn write_counts(out: &mut Vec<u8>, (scanned, total, matched): (u64, u64, u64)) {
    for (name, count) in [("scanned_bytes", scanned), ("total_bytes", total), ("matched", matched)] {
        out.push(b',');
        write_string(out, name);
        out.push(b':');
        json::write_number(out, count);
    }
}

fn write_field(out: &mut Vec<u8>, field: &Field, item: &Item<'_>, place: &Place<'_>) {
    let entry = &item.entry;
    match field {
        Field::Type => out.extend_from_slice(br#""log""#),
        Field::File => write_string(out, &place.file.name),
        Field::Channel => write_optional(out, place.file.channel.as_deref()),
        Field::Line => write_line_number(out, place.line),
        Field::Cursor => write_cursor(out, place.boundary()),
        Field::Timestamp => write_timestamp(out, entry.timestamp),
        Field::Level => write_name(out, entry.level.map(|level| level.name())),
        Field::Source => write_optional(out, entry.source.as_deref()),
        Field::Message => write_string(out, &entry.message),
        Field::Context => write_context(out, item),
        Field::ContextPath(path) => selection::write_value(out, entry, path),
        Field::ContextOf | Field::Continues => {
            match if *field == Field::Continues { place.continues() } else { place.context_of } {
                Some(boundary) => write_cursor(out, boundary),
                None => out.extend_from_slice(b"null"),
            }
        }
        Field::Raw => write_raw(out, item.raw),
        Field::Lossy => out.extend_from_slice(if item.lossy { b"true" } else { b"false" }),
        Field::Truncated => write_line_number(out, item.truncated.map(|length| length + place.not_kept)),
    }
}

/// Appends what a cell of a table shows: text as it is, everything else as JSON, nothing for null.
fn write_csv_value(text: &mut Vec<u8>, field: &Field, item: &Item<'_>, place: &Place<'_>) {
    write_field(text, field, item, place);
    if text == b"null" {
        text.clear();
    }
    if text.first() == Some(&b'"')
        && let Ok(plain) = serde_json::from_slice::<String>(text)
    {
        *text = plain.into_bytes();
    }
}

/// Appends a cell as RFC 4180 says.
fn write_csv_cell(out: &mut Vec<u8>, text: &[u8]) {
    if memchr3(b',', b'"', b'\n', text).is_none() && !text.contains(&b'\r') {
        out.extend_from_slice(text);
        return;
    }
    out.push(b'"');
    for (index, part) in text.split(|byte| *byte == b'"').enumerate() {
        if index > 0 {
            out.extend_from_slice(b"\"\"");
        }
        out.extend_from_slice(part);
    }
    out.push(b'"');
}

fn write_line_number(out: &mut Vec<u8>, line: Option<u64>) {
    match line {
        Some(line) => json::write_number(out, line),
        None => out.extend_from_slice(b"null"),
    }
}

fn write_cursor(out: &mut Vec<u8>, Boundary { file, offset, anchor }: Boundary<'_>) {
    out.push(b'"');
    file.write_prefix(out, offset);
    Cursor::write_place(out, offset, anchor);
    out.extend_from_slice(&file.seen);
    out.push(b'"');
}

/// Appends a key that says how a record belongs to another one; most have no such key.
fn write_boundary(out: &mut Vec<u8>, key: &str, boundary: Option<Boundary<'_>>) {
    let Some(boundary) = boundary else { return };
    let separator: &[u8] = if out.ends_with(b"{") { b"" } else { b"," };
    out.extend_from_slice(separator);
    write_string(out, key);
    out.push(b':');
    write_cursor(out, boundary);
}

fn write_timestamp(out: &mut Vec<u8>, timestamp: Option<Timestamp>) {
    let Some(timestamp) = timestamp else { return out.extend_from_slice(b"null") };
    out.push(b'"');
    timestamp.write(out);
    out.push(b'"');
}

/// Appends a text that needs no escapes.
fn write_name(out: &mut Vec<u8>, name: Option<&str>) {
    let Some(name) = name else { return out.extend_from_slice(b"null") };
    out.push(b'"');
    out.extend_from_slice(name.as_bytes());
    out.push(b'"');
}

fn write_optional(out: &mut Vec<u8>, text: Option<&str>) {
    match text {
        Some(text) => write_string(out, text),
        None => out.extend_from_slice(b"null"),
    }
}

fn write_value(out: &mut Vec<u8>, value: &Value<'_>) {
    match value {
        // A line end between the tokens of a text that spanned lines would break the record in two.
        Value::Json(json) if json.contains('\n') => out.extend(json.bytes().filter(|byte| *byte != b'\n')),
        Value::Json(json) => out.extend_from_slice(json.as_bytes()),
        Value::Text(text) => write_string(out, text),
    }
}

fn write_raw(out: &mut Vec<u8>, raw: &[u8]) {
    write_string(out, &String::from_utf8_lossy(trim_one_line_end(raw)));
}

fn trim_one_line_end(raw: &[u8]) -> &[u8] {
    raw.strip_suffix(b"\n").unwrap_or(raw)
}
