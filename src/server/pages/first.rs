//! The first entries of a view, sent with its page: they are seen before any script has run, and the script need not ask for them.

use std::sync::Arc;
use std::time::Duration;

use actix_web::web;
use serde::Deserialize;
use tokio::time::timeout;

use crate::query::{Query, is_glob};
use crate::scan::{Scanner, Stopper};
use crate::server::admission::Admitted;
use crate::server::parameters::Parameters;

/// What a page begins with; empty where it asks for its entries itself.
#[derive(Default)]
pub(super) struct First {
    /// The answer to the query of the address, as the stream gives it.
    pub(super) answer: String,
    /// The entries of the first screen.
    pub(super) rows: Vec<FirstRow>,
    /// Whether any entry has a time, a level, a source: the columns there are.
    pub(super) has: [bool; 3],
    /// The longest of the sources: as wide is their column.
    pub(super) widest: String,
}

/// An entry as its row shows it, without what the script adds.
pub(super) struct FirstRow {
    pub(super) level: String,
    pub(super) short_level: String,
    pub(super) time: String,
    pub(super) source: String,
    pub(super) message: String,
    /// How many lines its message has besides the first.
    pub(super) further: usize,
}

/// What is read of a record.
#[derive(Deserialize)]
struct Record {
    r#type: String,
    #[serde(default)]
    reason: String,
    timestamp: Option<String>,
    level: Option<String>,
    source: Option<String>,
    #[serde(default)]
    message: String,
}

/// As many entries as the script asks for at once.
const ENTRIES: u64 = 300;

/// How wide the column of sources becomes at most, in characters.
const WIDEST: usize = 24;

/// How many of them are shown at first: more than most screens have.
const SHOWN: usize = 50;

/// How much of a message a row shows, in characters.
const CUT: usize = 1_200;

/// A longer answer does not come with its page, in bytes.
const MOST_BYTES: usize = 512 << 10;

/// What takes longer is left to the page, which shows how far it is.
const LONGEST: Duration = Duration::from_millis(30);

/// Parameters that say which entries are shown, not which of them come first.
const FILTERS: [&str; 8] = ["file", "q", "level", "min_level", "source", "since", "until", "log_format"];

impl First {
    /// Reads what the view of one file begins with, if that is soon found.
    pub(super) async fn of(scanner: Arc<Scanner>, query: Query, admitted: [Admitted; 2]) -> First {
        let stopper = Stopper::default();
        let stopped = stopper.clone();
        let read = web::block(move || {
            let _admitted = admitted;
            First::read(&scanner, query, &stopped)
        });
        // A file system may take its time over the first byte.
        let first = timeout(2 * LONGEST, read).await;
        stopper.stop();
        first.ok().and_then(Result::ok).flatten().unwrap_or_default()
    }

    /// Tells whether these parameters begin with the first entry of one file.
    pub(super) fn is_due(parameters: &Parameters) -> bool {
        let files = parameters.values("file");
        files.len() == 1 && !is_glob(files[0]) && parameters.pairs().all(|(name, _)| FILTERS.contains(&name))
    }

    fn read(scanner: &Scanner, query: Query, stopper: &Stopper) -> Option<First> {
        let query = Query { limit: Some(ENTRIES), raw: true, progress: true, timeout: Some(LONGEST), ..query };
        let mut scan = scanner.scan_unless_stopped(&query, stopper).ok()?;
        let mut answer = Vec::new();
        while let Some(chunk) = scan.next_chunk().ok()? {
            answer.extend_from_slice(&chunk);
            if answer.len() > MOST_BYTES {
                return None;
            }
        }
        First::of_answer(String::from_utf8(answer).ok()?)
    }

    /// Takes an answer that has come to its end.
    fn of_answer(answer: String) -> Option<First> {
        let end: Record = serde_json::from_str(answer.lines().last()?).ok()?;
        if end.r#type != "end" || end.reason == "timeout" {
            return None;
        }
        let entries = answer.lines().filter_map(|line| serde_json::from_str::<Record>(line).ok());
        let mut rows: Vec<FirstRow> = entries.filter(|record| record.r#type == "log").map(FirstRow::of).collect();
        let any = |has: fn(&FirstRow) -> &str| rows.iter().any(|row| !has(row).is_empty());
        let has = [any(|row| &row.time), any(|row| &row.level), any(|row| &row.source)];
        let widest = rows.iter().map(|row| &row.source).max_by_key(|source| source.chars().count());
        let widest = widest.cloned().unwrap_or_default();
        rows.truncate(SHOWN);
        Some(First { answer, rows, has, widest })
    }

    /// Returns how many columns stand before the message.
    pub(super) fn columns(&self) -> usize {
        self.has.iter().filter(|has| **has).count()
    }
}

impl FirstRow {
    fn of(record: Record) -> FirstRow {
        let level = record.level.unwrap_or_default();
        let short_level = match level.as_str() {
            "NOTICE" => "NOTE",
            "WARNING" => "WARN",
            "CRITICAL" => "CRIT",
            level => level,
        };
        // `2026-01-23T10:15:00.123456Z`: the clock, to the millisecond at most.
        let time = record.timestamp.unwrap_or_default();
        let clock = time.split_once('T').map_or("", |(_, clock)| clock.trim_end_matches('Z'));
        let mut lines = record.message.split('\n');
        let line: String = lines.next().unwrap_or_default().chars().take(CUT).collect();
        FirstRow {
            short_level: short_level.to_owned(),
            level,
            time: clock.chars().take("10:15:00.123".len()).collect(),
            source: visible(&fitted(&record.source.unwrap_or_default())),
            message: visible(&line),
            further: lines.count(),
        }
    }
}

/// Returns the name of a source as the script fits it into its column (`static/js/models/names.js`): the steps before the last cut to
/// their first letters from the front, as far as that is needed, and then the front left out.
fn fitted(name: &str) -> String {
    let separator = ["::", "/"].into_iter().find(|separator| name.contains(separator)).unwrap_or(".");
    let mut steps: Vec<&str> = name.split(separator).collect();
    let mut short = name.to_owned();
    for index in 0..steps.len() - 1 {
        if short.chars().count() <= WIDEST {
            break;
        }
        steps[index] = steps[index].char_indices().nth(1).map_or(steps[index], |(second, _)| &steps[index][..second]);
        short = steps.join(separator);
    }
    match short.chars().count().checked_sub(WIDEST) {
        None | Some(0) => short,
        Some(more) => std::iter::once('…').chain(short.chars().skip(more + 1)).collect(),
    }
}

/// Returns a text in which control characters, and those that turn the direction of others, are seen and do nothing, as the script
/// shows them (`static/js/models/visible.js`).
fn visible(text: &str) -> String {
    let mut seen = String::new();
    for character in text.chars() {
        match character {
            '\t' | '\n' => seen.push(character),
            '\0'..'\x20' => seen.extend(char::from_u32(0x2400 + u32::from(character))),
            '\x7f' => seen.push('␡'),
            '\u{80}'..='\u{9f}'
            | '\u{200e}'
            | '\u{200f}'
            | '\u{61c}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2066}'..='\u{2069}' => {
                seen.push_str(&format!("⟨{:04X}⟩", u32::from(character)));
            }
            _ => seen.push(character),
        }
    }
    seen
}

#[cfg(test)]
mod tests {
    use super::*;

    const END: &str = r#"{"type":"end","reason":"limit","scanned_bytes":1,"total_bytes":1,"matched":1,"cursor":null}"#;

    fn row(record: &str) -> FirstRow {
        let first = First::of_answer(format!("{record}\n{END}\n")).unwrap();
        first.rows.into_iter().next().unwrap()
    }

    #[test]
    fn rows_show_what_the_script_shows_of_them() {
        let shown = row(
            r#"{"type":"log","timestamp":"2026-01-23T10:15:00.123456Z","level":"WARNING","source":"a\u202eb","message":"one\u0007\u007f\ntwo\nthree"}"#,
        );
        let told = (shown.time.as_str(), shown.level.as_str(), shown.short_level.as_str());
        assert_eq!(told, ("10:15:00.123", "WARNING", "WARN"));
        assert_eq!((shown.source.as_str(), shown.message.as_str(), shown.further), ("a⟨202E⟩b", "one␇␡", 2));
        let bare = row(r#"{"type":"log","timestamp":null,"level":null,"source":null,"message":"x"}"#);
        assert_eq!((bare.time.as_str(), bare.level.as_str(), bare.further), ("", "", 0));
    }

    #[test]
    fn sources_are_fitted_as_the_script_fits_them() {
        for (name, short) in [
            ("http", "http"),
            ("de.kontor.invoice.Exporter", "d.k.invoice.Exporter"),
            ("shop::checkout::payments::worker", "s::c::payments::worker"),
            ("a-name-without-any-step-in-it", "…-without-any-step-in-it"),
            ("org.apache.AVeryLongNameOfOneClass", "…AVeryLongNameOfOneClass"),
        ] {
            assert_eq!(fitted(name), short, "{name}");
        }
    }

    #[test]
    fn an_answer_that_did_not_come_to_its_end_is_none() {
        let log = r#"{"type":"log","timestamp":null,"level":null,"source":null,"message":"x"}"#;
        assert!(First::of_answer(log.to_owned()).is_none());
        assert!(First::of_answer(format!("{log}\n{}\n", END.replace("limit", "timeout"))).is_none());
        assert!(First::of_answer("{\"type\":\"error\"}\n".to_owned()).is_none());
        let first = First::of_answer(format!("{log}\n{END}\n")).unwrap();
        assert_eq!(first.columns(), 0);
    }
}
