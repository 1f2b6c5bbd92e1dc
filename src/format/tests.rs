//! Tests that concern all formats alike.

use std::path::PathBuf;

use super::*;
use crate::entry::{Level, Timestamp, Value};

mod lines;
mod loghub;
mod long;

/// The clock for which samples are written: UTC, last write 2026-01-31T00:00:00Z.
fn sample_clock() -> Clock {
    Clock::utc(Timestamp::from_seconds(1_769_817_600))
}

/// Writes an entry as the compact JSON of a sample.
fn record(entry: &Entry) -> String {
    let json = |text: &str| serde_json::Value::from(text).to_string();
    let value = |value: &Value| match value {
        Value::Json(raw) => raw.to_string(),
        Value::Text(text) => json(text),
    };
    let context: Vec<String> = entry.context.iter().map(|(name, v)| format!("{}:{}", json(name), value(v))).collect();
    let optional = |text: Option<String>| text.map_or("null".to_owned(), |text| json(&text));
    format!(
        r#"{{"timestamp":{},"level":{},"source":{},"message":{},"context":{{{}}}}}"#,
        optional(entry.timestamp.map(|timestamp| timestamp.to_string())),
        optional(entry.level.map(|level| level.to_string())),
        optional(entry.source.as_ref().map(ToString::to_string)),
        json(&entry.message),
        context.join(",")
    )
}

/// Groups the lines of a text into entries, as the engine does.
fn entries<'a>(text: &'a str, reader: &Reader) -> Vec<(Option<&'static str>, Entry<'a>)> {
    let mut groups: Vec<Vec<&'a str>> = Vec::new();
    let (mut keeps_loose, mut last) = (false, Piece::NONE);
    for line in text.lines() {
        let piece = reader.piece(line);
        assert_eq!(told(&reader.brief(line)), told(&reader.read(line)), "{line}");
        let starts = match reader.read(line) {
            Line::Head(format, _) => {
                keeps_loose = format.keeps_loose_lines();
                !last.goes_on_in(piece)
            }
            Line::Continuation => groups.is_empty(),
            Line::Loose => !keeps_loose,
        };
        last = if piece.is_some() { piece } else { last };
        match groups.last_mut().filter(|_| !starts) {
            Some(group) => group.push(line),
            None => groups.push(vec![line]),
        }
    }
    groups.iter().map(|lines| entry(lines, reader)).collect()
}

/// Returns what a brief reading tells of a line, too.
fn told(line: &Line<'_>) -> (Option<&'static str>, Option<Timestamp>, Option<Level>) {
    match line {
        Line::Head(format, entry) => (Some(format.name()), entry.timestamp, entry.level),
        Line::Continuation => (Some("continuation"), None, None),
        Line::Loose => (None, None, None),
    }
}

fn entry<'a>(lines: &[&'a str], reader: &Reader) -> (Option<&'static str>, Entry<'a>) {
    match reader.begin(lines[0]) {
        Line::Head(format, entry) if lines.len() == 1 => (Some(format.name()), entry),
        Line::Head(format, entry) => {
            (Some(format.name()), reader.complete(format, entry, lines[0], &lines[1..].join("\n")))
        }
        Line::Continuation | Line::Loose => (None, Entry { message: lines.join("\n").into(), ..Entry::default() }),
    }
}

/// Returns the directory of the LogHub samples, where they are at hand.
fn loghub() -> Option<PathBuf> {
    let shared = std::env::var_os("LOGBROOK_SHARED")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared"), PathBuf::from);
    Some(shared.join("loghub")).filter(|path| path.is_dir())
}

#[test]
#[ignore = "prints the entries of the file in DUMP as records"]
#[expect(clippy::print_stdout, clippy::disallowed_methods, reason = "a tool for whoever works on formats")]
fn dump() {
    let text = std::fs::read(std::env::var_os("DUMP").unwrap()).unwrap();
    let text = String::from_utf8_lossy(&text);
    let reader = Reader::detect(text.lines().take(500), sample_clock(), &Formats::default());
    for (format, entry) in entries(&text, &reader) {
        println!(">{}\t{}", format.unwrap_or("-"), record(&entry));
    }
}

#[test]
#[ignore = "prints the records of the lines in SAMPLES, which a blank record separator parts"]
#[expect(clippy::print_stdout, clippy::disallowed_methods, reason = "a tool for whoever works on formats")]
fn records() {
    let text = std::fs::read_to_string(std::env::var_os("SAMPLES").unwrap()).unwrap();
    for sample in text.split('\u{1e}') {
        let reader = Reader::detect(sample.lines(), sample_clock(), &Formats::default());
        let entries = entries(sample, &reader);
        let (format, entry) = &entries[0];
        println!(">{}\t{}\t{}", entries.len(), format.unwrap_or("-"), record(entry));
    }
}

#[test]
fn every_sample_gives_its_record_and_is_claimed_by_its_own_format_first() {
    let mut wrong = Vec::new();
    for format in FORMATS {
        for sample in format.samples() {
            let reader = Reader::detect(sample.line.lines(), sample_clock(), &Formats::default());
            let entries = entries(sample.line, &reader);
            let (name, entry) = &entries[0];
            if entries.len() != 1 || *name != Some(format.name()) || record(entry) != sample.record {
                wrong.push(format!("{} read as {name:?}: {}\n  {}", format.name(), sample.line, record(entry)));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_sample_is_claimed_by_another_format() {
    // Text with a header in general is what the named layouts are made of, and syslog carries lines of HAProxy and Cisco.
    for format in FORMATS {
        for sample in format.samples() {
            let line = sample.line.lines().next().unwrap_or_default();
            let others = FORMATS.iter().filter(|other| other.name() != format.name() && other.name() != "text");
            let claimed: Vec<_> =
                others.filter(|other| other.parse(line, &sample_clock()).is_some()).map(|other| other.name()).collect();
            let carried = matches!(format.name(), "haproxy" | "cisco") && claimed == ["syslog"];
            assert!(claimed.is_empty() || carried, "{}: {line}: {claimed:?}", format.name());
        }
    }
}

#[test]
fn formats_claim_what_they_parse() {
    let clock = sample_clock();
    for line in FORMATS.iter().flat_map(|format| format.samples()).map(|sample| sample.line) {
        for format in FORMATS {
            assert_eq!(format.claims(line, &clock), format.parse(line, &clock).is_some(), "{}: {line}", format.name());
        }
    }
}

#[test]
fn plain_text_has_no_format_and_no_columns() {
    let reader = Reader::forced(PLAIN, sample_clock(), &Formats::default()).unwrap();
    for line in ["2026-01-23T10:15:00Z INFO db: text", r#"{"msg":"text"}"#, "{", "level=info msg=x n=1"] {
        assert!(matches!(reader.read(line), Line::Loose), "{line}");
    }
    assert!(Reader::forced("nonsense", sample_clock(), &Formats::default()).is_none());
}

/// Returns a text with the escapes of JSON undone, also those of a text within a text.
fn unescaped(text: &str) -> String {
    json::scan::unescape(&json::scan::unescape(text)).into_owned()
}

#[test]
fn messages_and_sources_stand_in_the_lines_they_are_read_from() {
    // A search for a message passes over lines that do not hold its text.
    let mut wrong = Vec::new();
    for format in FORMATS {
        for sample in format.samples() {
            let (line, unescaped) = (sample.line, unescaped(sample.line));
            let reader = Reader::detect(line.lines(), sample_clock(), &Formats::default());
            for (_, entry) in entries(line, &reader) {
                for part in entry.message.lines().chain(entry.source.as_deref()) {
                    if !line.contains(part) && !unescaped.contains(part) {
                        wrong.push(format!("{}: {part:?} is not in {line}", format.name()));
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_format_has_samples_and_a_name_of_its_own() {
    let mut names = std::collections::HashSet::new();
    for format in FORMATS {
        assert!(names.insert(format.name()), "{} stands twice", format.name());
        assert!(!format.title().is_empty());
        assert!(format.samples().len() >= 6, "{} has {} samples", format.name(), format.samples().len());
    }
}

/// Checks that an entry can be written as a record: its raw values are JSON, its names are unique.
fn check_sound(entry: &Entry, line: &str) {
    let mut names = std::collections::HashSet::new();
    for (name, value) in &entry.context {
        assert!(names.insert(name), "{name} stands twice in {line}");
        if let Value::Json(raw) = value {
            assert!(serde_json::from_str::<serde::de::IgnoredAny>(raw).is_ok(), "{raw} of {line}");
        }
    }
    if let Some(timestamp) = entry.timestamp {
        assert!(timestamp.nanos < 1_000_000_000 && timestamp.digits <= 9, "{line}");
    }
}

/// Returns every piece of every sample between blanks, of which random lines are made.
fn pieces() -> Vec<&'static str> {
    let samples = FORMATS.iter().flat_map(|format| format.samples());
    samples.flat_map(|sample| sample.line.split_inclusive([' ', '"', '[', ']', ':', '='])).collect()
}

fn check_line(line: &str) {
    let clock = sample_clock();
    for format in FORMATS {
        if let Some(mut entry) = format.parse(line, &clock) {
            check_sound(&entry, line);
            entry.message.to_mut().push_str("\n# a: b\nx=1");
            format.finish(&mut entry, &clock);
            check_sound(&entry, line);
        }
        format.continues(line);
    }
    Reader::detect(line.lines(), clock, &Formats::default()).read(line);
}

proptest::proptest! {
    #[test]
    fn no_text_makes_a_format_panic(line in ".{0,200}") {
        check_line(&line);
    }

    #[test]
    fn no_mixture_of_samples_makes_a_format_panic(picks in proptest::collection::vec(0usize..1_000_000, 0..24)) {
        let pieces = pieces();
        let line: String = picks.iter().map(|pick| pieces[pick % pieces.len()]).collect();
        check_line(&line.replace('\n', " "));
    }

    #[test]
    fn no_damaged_sample_makes_a_format_panic(pick in 0usize..1_000_000, at in 0usize..400, cut in 0usize..40, put in "[0-9 \\[\\]{}:\"é€=.-]{0,3}") {
        let samples: Vec<&str> = FORMATS.iter().flat_map(|format| format.samples()).map(|sample| sample.line).collect();
        let letters: Vec<char> = samples[pick % samples.len()].chars().collect();
        let at = at % (letters.len() + 1);
        let line: String = letters[..at].iter().copied().chain(put.chars()).chain(letters[(at + cut).min(letters.len())..].iter().copied()).collect();
        check_line(&line.replace('\n', " "));
    }
}
