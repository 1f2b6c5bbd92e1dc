//! Random queries must find what a naive reader finds, which knows what was written; and what `grep` and `jq` find.
//!
//! `ORACLE_SEED=n` asks the one query of that seed; `ORACLE_QUERIES=n` asks so many.

use std::path::PathBuf;

use serde_json::Value;

use crate::samples::random::Random;

mod ask;
mod corpus;
mod doors;
mod find;
mod tools;

use ask::{Ask, Found};
use corpus::Log;
use doors::Records;

const QUERIES: u64 = 200;
const FIRST_SEED: u64 = 20_260_312;

#[test]
fn the_engine_finds_what_a_naive_reader_finds() {
    let blocks = [1 << 20, 1 << 16, 1 << 12];
    check(Ask::random, |directory| {
        move |ask, total| doors::engine(&directory, &ask.parameters, blocks[total % blocks.len()])
    });
}

#[test]
fn no_line_of_mixed_json_that_matches_is_passed_over() {
    check(
        |random, logs| Ask::filtering(random, logs.iter().find(|log| log.name == "made/mixed.ndjson").unwrap()),
        |directory| move |ask, _| doors::engine(&directory, &ask.parameters, 1 << 16),
    );
}

#[test]
fn the_stream_finds_what_a_naive_reader_finds() {
    check(Ask::random, |directory| {
        let server = doors::server(&directory);
        move |ask, _| doors::stream(&server, &ask.parameters)
    });
}

#[test]
fn the_page_finds_what_a_naive_reader_finds() {
    check(Ask::random, |directory| {
        let server = doors::server(&directory);
        move |ask, total| doors::page(&server, ask, total)
    });
}

#[test]
fn the_command_finds_what_a_naive_reader_finds() {
    check(Ask::random, |directory| move |ask, _| doors::command(&directory, &ask.parameters));
}

/// Asks every query through one door, which is opened over a directory and told how many entries are the right answer.
fn check<Door: FnMut(&Ask, usize) -> Records>(
    make: impl Fn(&mut Random, &[Log]) -> Ask,
    open: impl FnOnce(PathBuf) -> Door,
) {
    let directory = tempfile::tempdir().unwrap();
    let logs = corpus::write(directory.path());
    let mut door = open(directory.path().to_owned());
    let mut faults = Vec::new();
    let mut entries = 0;
    for seed in seeds() {
        let ask = make(&mut Random::new(seed), &logs);
        let right = ask.answer(&logs);
        entries += right.len();
        if let Err(difference) = door(&ask, right.len()).and_then(|found| compare(&right, &found)) {
            let parameters = ask.parameters.iter().map(|(name, value)| format!("{name}={value}"));
            faults
                .push(format!("ORACLE_SEED={seed}\n  {}\n  {difference}", parameters.collect::<Vec<_>>().join(" & ")));
        }
    }
    assert!(entries > 1_000 || seeds().len() < 100, "the queries found only {entries} entries");
    assert!(faults.is_empty(), "{} queries were answered wrongly:\n{}", faults.len(), faults.join("\n"));
}

fn seeds() -> Vec<u64> {
    let number = |name| std::env::var(name).ok().and_then(|value| value.parse::<u64>().ok());
    match number("ORACLE_SEED") {
        Some(seed) => vec![seed],
        None => (FIRST_SEED..FIRST_SEED + number("ORACLE_QUERIES").unwrap_or(QUERIES)).collect(),
    }
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
        // A logfmt value has no type: `29.40` may come as text or as a number.
        let number = |value: &Value| value.as_f64().or_else(|| value.as_str()?.parse().ok());
        let same = found == wanted || number(found).is_some() && number(found) == number(wanted);
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
