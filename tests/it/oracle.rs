//! Random queries must find what a naive reader finds, which knows what was written; and what `grep` and `jq` find.
//!
//! `ORACLE_SEED=n` asks the one query of that seed; `ORACLE_QUERIES=n` asks so many.

use std::path::Path;
use std::sync::Arc;

use jiff::tz::TimeZone;
use logbrook::query::Query;
use logbrook::scan::{Scanner, Settings};
use logbrook::source::FileSource;
use serde_json::Value;

use crate::samples::random::Random;

mod ask;
mod corpus;
mod find;
mod tools;

use ask::{Ask, Found};

const QUERIES: u64 = 200;
const FIRST_SEED: u64 = 20_260_312;

#[test]
fn random_queries_find_what_a_naive_reader_finds() {
    let directory = tempfile::tempdir().unwrap();
    let logs = corpus::write(directory.path());
    let scanner = scanner(directory.path());
    let mut faults = Vec::new();
    let mut entries = 0;
    for seed in seeds() {
        let ask = Ask::random(&mut Random::new(seed), &logs);
        let right = ask.answer(&logs);
        entries += right.len();
        let found = ask_scanner(&scanner, &ask.parameters);
        if let Err(difference) = found.and_then(|found| compare(&right, &found)) {
            faults.push(format!("ORACLE_SEED={seed}\n  {}\n  {difference}", show(&ask.parameters)));
        }
    }
    assert!(entries > 1_000 || std::env::var_os("ORACLE_SEED").is_some(), "the queries found only {entries} entries");
    assert!(faults.is_empty(), "{} queries were answered wrongly:\n{}", faults.len(), faults.join("\n"));
}

fn seeds() -> Vec<u64> {
    let number = |name| std::env::var(name).ok().and_then(|value| value.parse::<u64>().ok());
    match number("ORACLE_SEED") {
        Some(seed) => vec![seed],
        None => (FIRST_SEED..FIRST_SEED + number("ORACLE_QUERIES").unwrap_or(QUERIES)).collect(),
    }
}

fn scanner(root: &Path) -> Scanner {
    let source = FileSource::new(&[root.to_path_buf()]).unwrap();
    Scanner::new(Arc::new(source), Settings { zone: TimeZone::UTC, max_line: 1 << 20, workers: 2 }).unwrap()
}

type Records = Result<Vec<Value>, String>;

fn ask_scanner(scanner: &Scanner, parameters: &[(&str, String)]) -> Records {
    let pairs = parameters.iter().map(|(name, value)| (*name, value.as_str()));
    let query = Query::parse(pairs, &scanner.context()).map_err(|error| error.to_string())?;
    let mut scan = scanner.scan(&query).map_err(|error| error.to_string())?;
    let mut text = Vec::new();
    while let Some(chunk) = scan.next_chunk().map_err(|error| error.to_string())? {
        text.extend(chunk);
    }
    records(&String::from_utf8(text).map_err(|error| error.to_string())?)
}

fn records(text: &str) -> Records {
    text.lines().map(|line| serde_json::from_str(line).map_err(|error| format!("{error}: {line}"))).collect()
}

fn show(parameters: &[(&str, String)]) -> String {
    parameters.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join(" & ")
}

/// Tells where an answer first differs from the right one.
fn compare(right: &[Found<'_>], found: &[Value]) -> Result<(), String> {
    for (index, ((log, truth), record)) in right.iter().zip(found).enumerate() {
        let differ = |key: &str, wanted: &dyn std::fmt::Debug| {
            let short = |text: String| text.chars().take(300).collect::<String>();
            let (wanted, got) = (short(format!("{wanted:?}")), short(record[key].to_string()));
            let place = format!("{} line {}", log.name, truth.line);
            Err(format!(
                "record {index} of {}/{}, {place}: {key} is {got} but must be {wanted}",
                right.len(),
                found.len()
            ))
        };
        let text = |key: &str| record[key].as_str();
        if text("file") != Some(&log.name) {
            return differ("file", &log.name);
        }
        if record["line"].as_u64().is_some_and(|line| line != truth.line) {
            return differ("line", &truth.line);
        }
        if text("raw").is_some_and(|raw| raw.replace("\r\n", "\n").trim_end_matches('\r') != truth.text) {
            return differ("raw", &truth.text);
        }
        if text("timestamp").map(moment) != truth.time {
            return differ("timestamp", &truth.time);
        }
        if log.known {
            check_known(truth, record).or_else(|(key, wanted)| differ(key, &wanted))?;
        }
    }
    match right.len() == found.len() {
        true => Ok(()),
        false => Err(format!("{} entries came instead of {}", found.len(), right.len())),
    }
}

fn check_known(truth: &corpus::Truth, record: &Value) -> Result<(), (&'static str, String)> {
    let context = |(key, wanted): (&String, &Value)| {
        let found = &record["context"][key];
        let same = found == wanted || wanted.as_str().is_none() && found.as_str() == Some(&wanted.to_string());
        if same { Ok(()) } else { Err(("context", format!("{key}: {wanted}"))) }
    };
    let keys: [(&'static str, Option<&str>); 3] =
        [("level", truth.level), ("source", truth.source.as_deref()), ("message", Some(&truth.message))];
    for (key, wanted) in keys {
        if record[key].as_str() != wanted {
            return Err((key, format!("{wanted:?}")));
        }
    }
    truth.context.iter().try_for_each(context)
}

/// Returns microseconds since 1970.
fn moment(text: &str) -> i64 {
    text.parse::<jiff::Timestamp>().map_or(i64::MIN, |moment| moment.as_microsecond())
}
