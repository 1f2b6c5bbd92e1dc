//! Parameters of an address or a message: those that there are, with values that are right, right elsewhere, or wrong.

use std::collections::HashSet;

use proptest::prelude::*;
use proptest::sample::select;

use super::{logs, search, text};

/// Every parameter of any address, and some that there are not.
const NAMES: &[&str] = &[
    "q",
    "file",
    "level",
    "min_level",
    "source",
    "since",
    "until",
    "limit",
    "tail",
    "order",
    "line",
    "cursor",
    "before",
    "after",
    "rotated",
    "log_format",
    "format",
    "raw",
    "fields",
    "follow",
    "progress",
    "timeout",
    "buckets",
    "by",
    "backfill",
    "channels",
    "create",
    "max_rate",
    "batch",
    "compress",
    "token",
    "next",
    "id",
    "type",
    "files",
];

const LEVELS: &[&str] =
    &["error", "warn,error", "INFO", "7", "3", "30", "69", "fatal", " debug , info ", "V", "loud", "error,", "none"];

const SOURCES: &[&str] = &["db.pool", "db.*", "*", "a,b", "worker", "**", "*.*.*"];

const TIMES: &[&str] = &[
    "15m",
    "2h",
    "3d",
    "1w",
    "1h30m",
    "now",
    "2026-01-23",
    "2026-01-23T10:15:00Z",
    "2026-01-23 10:15:00",
    "2026-01-23T10:15:00+02:00",
    "2026-01-23T10:15:00 02:00",
    "1769163300",
    "1769163300.5",
    "1769163300123",
    "-1",
    "0",
    "0001-01-01",
    "9999-12-31T23:59:59.999999999Z",
    "-009999-01-01T00:00:00Z",
    "+010000-01-01",
    "2026-02-30",
    "24:00",
    "2026-01-23T24:00:00Z",
    "2026-12-31T23:59:60Z",
    "4294967295w",
    "9223372036854775807",
    "-9223372036854775808",
    "-99999999999",
    "99999999999",
    "100000000000",
    "253402300800",
    "0.9999999999",
    "2026-01-23T10:15:00[Europe/Berlin]",
    "2026-01-23T10:15:00.1234567890Z",
];

const FIELDS: &[&str] = &[
    "timestamp,level,message",
    "context.user",
    "context",
    "cursor",
    "type,file",
    "raw",
    "context.a.b",
    "x",
    "context.",
    "id",
];

const CURSORS: &[&str] = &[
    "1400-ffffffffffffffff-7-10000000000-deadbeef",
    "167-1-1-23-0-5f5e1~167-1-1-0-0.1400-ffff-7-3a-deadbeef",
    "10-0-0-0-0",
    "1",
    "1400-ffffffffffffffff-ffffffffffffffff-ffffffffffffffff-ffffffff-7fffffffffffffff",
    "2400-ffff-7-3a-deadbeef",
    "~",
    "10-0-0-0-0.",
    "-----",
];

/// One parameter, as it is meant.
pub(super) type Parameter = (String, String);

/// Some parameters, most often of those that an address takes; `cursors` are those that the server gave for its files.
pub(super) fn parameters(taken: &[String], cursors: &[String]) -> BoxedStrategy<Vec<Parameter>> {
    let any_name = || NAMES.iter().map(|name| (*name).to_owned()).collect();
    let parameter = parameter(if taken.is_empty() { any_name() } else { taken.to_vec() }, cursors);
    let given =
        prop_oneof![1 => prop::collection::vec(parameter.clone(), 0..2), 2 => prop::collection::vec(parameter, 1..6)];
    (given, prop::bool::weighted(0.1))
        .prop_map(|(mut given, repeats)| {
            let mut seen = HashSet::new();
            given
                .retain(|(name, _)| repeats || matches!(name.as_str(), "file" | "cursor") || seen.insert(name.clone()));
            given
        })
        .boxed()
}

fn parameter(taken: Vec<String>, cursors: &[String]) -> BoxedStrategy<Parameter> {
    let (own, other) = (cursors.to_vec(), cursors.to_vec());
    let any_name = || select(NAMES).prop_map(str::to_owned);
    let name = prop_oneof![24 => select(taken), 1 => any_name()].boxed();
    let right = name.clone().prop_flat_map(move |name| (Just(name.clone()), value(&name, &own)));
    let elsewhere =
        (name.clone(), any_name()).prop_flat_map(move |(name, likewise)| (Just(name), value(&likewise, &other)));
    prop_oneof![40 => right, 1 => elsewhere, 3 => (name, text::odd()), 1 => (text::odd(), text::odd())].boxed()
}

/// A value that goes with a name; the numbers among them may be too large.
fn value(name: &str, cursors: &[String]) -> BoxedStrategy<String> {
    let one_of = |values: &'static [&'static str]| select(values).prop_map(str::to_owned).boxed();
    match name {
        "q" => prop_oneof![8 => search::search(), 2 => damaged(search::search().boxed(), search::PIECES)].boxed(),
        "file" | "files" => one_of(logs::FILES),
        "channels" => one_of(logs::CHANNELS),
        "level" | "min_level" => one_of(LEVELS),
        "source" => one_of(SOURCES),
        "since" | "until" => {
            prop_oneof![8 => one_of(TIMES), 1 => damaged(one_of(TIMES), &["-", ":", "T", "Z", ".", "9"])].boxed()
        }
        "order" => one_of(&["asc", "desc", "desc", "DESC"]),
        "cursor" => {
            let known = prop_oneof![one_of(CURSORS), select(cursors.to_vec())].boxed();
            prop_oneof![6 => known.clone(), 2 => damaged(known.clone(), &["-", "~", ".", "0", "f"]), 1 => (known.clone(), known).prop_map(|(a, b)| format!("{a}~{b}"))].boxed()
        }
        "rotated" | "raw" | "progress" | "create" | "batch" => {
            one_of(&["true", "true", "true", "false", "false", "1", ""])
        }
        // What is followed is waited for, so it comes less often.
        "follow" => one_of(&["false", "false", "false", "true", "no"]),
        "log_format" => one_of(&["plain", "json", "logfmt", "java", "text", "glog", "syslog", "Plain", "x"]),
        "format" => one_of(&["ndjson", "text", "csv", "json", "CSV"]),
        "fields" => one_of(FIELDS),
        "timeout" => {
            one_of(&["1ms", "0", "0s", "30s", "15m", "4294967295w", "1", "-1s", "1h30m", "99999999999999999999ms"])
        }
        "by" => one_of(&["level", "level", "source", "levels"]),
        "compress" => one_of(&["gzip", "gzip", "gzip", "gzip", "br"]),
        "limit" | "tail" | "line" | "before" | "after" | "buckets" | "backfill" | "max_rate" => {
            prop_oneof![6 => (0..50u32).prop_map(|number| number.to_string()), 3 => text::number()].boxed()
        }
        _ => text::odd().boxed(),
    }
}

/// The same, with some damage done to it.
fn damaged(values: BoxedStrategy<String>, pieces: &'static [&'static str]) -> BoxedStrategy<String> {
    let damaged = (values, prop::collection::vec(text::damage(pieces), 1..3)).prop_map(|(value, damages)| {
        let mut bytes = value.into_bytes();
        damages.iter().for_each(|damage| damage.befall(&mut bytes));
        String::from_utf8_lossy(&bytes).into_owned()
    });
    damaged.boxed()
}
