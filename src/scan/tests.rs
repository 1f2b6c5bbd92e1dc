//! Every way of cutting a file into blocks, orders and pages gives what a naive reader of the whole file gives.

use std::sync::Arc;

use proptest::prelude::*;

use super::clean::clean;
use super::group::{Grouping, Kind};
use super::log::Log;
use super::patience::Patience;
use super::walk::with_item;
use super::*;
use crate::query::{Candidate, Matcher};
use crate::source::MemorySource;

mod containers;
mod facts;
mod faults;
mod long;

fn scanner(files: &[(&str, &[u8])], block: u64) -> Scanner {
    let source = MemorySource::new();
    for (name, content) in files {
        source.put(name, content);
    }
    Scanner::new(Arc::new(source), Settings { workers: 2, block, ..Settings::default() }).unwrap()
}

fn query(scanner: &Scanner, parameters: &str) -> Query {
    let pairs = parameters.split('&').filter(|pair| !pair.is_empty()).map(|pair| pair.split_once('=').unwrap());
    Query::parse(pairs, &scanner.context()).unwrap()
}

fn ask(scanner: &Scanner, parameters: &str) -> Vec<serde_json::Value> {
    let mut scan = scanner.scan(&query(scanner, parameters)).unwrap();
    let mut text = Vec::new();
    while let Some(chunk) = scan.next_chunk().unwrap() {
        text.extend(chunk);
    }
    let text = String::from_utf8(text).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"))).collect()
}

fn messages(records: &[serde_json::Value]) -> Vec<String> {
    records.iter().map(|record| record["message"].as_str().unwrap().to_owned()).collect()
}

/// Reads a whole file line by line: line numbers, messages and times of the entries that match.
fn naive(scanner: &Scanner, name: &str, query: &Query) -> Vec<(u64, String)> {
    let log = Log::open(scanner, name, None, Some(&Patience::default())).unwrap();
    let bytes = log.bytes(0, log.size).unwrap();
    let mut grouping = Grouping::default();
    let mut entries: Vec<(u64, Vec<u8>)> = Vec::new();
    let mut offset = 0;
    for (index, line) in bytes.split_inclusive(|byte| *byte == b'\n').enumerate() {
        let text = clean(line, log.max_line).text;
        let kind = Kind::of(&log.reader, &text, &log.reader.read(&text));
        let starts = grouping.starts(offset, kind);
        match entries.last_mut().filter(|_| !starts) {
            Some((_, entry)) => entry.extend_from_slice(line),
            None => entries.push((index as u64 + 1, line.to_vec())),
        }
        offset += line.len() as u64;
    }
    let matcher = Matcher::new(query);
    let mut time = None;
    let mut matches = Vec::new();
    for (line, entry) in entries {
        with_item(&log, &entry, |item| {
            time = item.entry.timestamp.or(time);
            if matcher.matches(Candidate { entry: &item.entry, text: item.text, time, file: name }) {
                matches.push((line, item.entry.message.to_string()));
            }
        });
    }
    matches
}

fn any_line() -> impl Strategy<Value = Vec<u8>> {
    let second = 0..60u32;
    let word =
        prop_oneof![Just("timeout"), Just("Pool"), Just("caf\u{e9}"), Just("a\\b"), Just("say \"hi\""), Just("x")];
    prop_oneof![
        4 => (second.clone(), word.clone()).prop_map(|(second, word)| format!("2026-01-23 10:15:{second:02} ERROR [db.pool] {word} failed\n").into_bytes()),
        4 => (second.clone(), word.clone()).prop_map(|(second, word)| {
            let line = serde_json::json!({"time": format!("2026-01-23T10:15:{second:02}Z"), "level": "warn", "msg": word, "n": second});
            format!("{line}\n").into_bytes()
        }),
        1 => word.clone().prop_map(|word| format!("{{\"msg\":\"caf\\u00e9 t\\u0069meout\",\"w\":{}}}\n", serde_json::json!(word)).into_bytes()),
        3 => word.clone().prop_map(|word| format!("    at {word} (x.js:1)\n").into_bytes()),
        2 => word.clone().prop_map(|word| format!("loose {word}\n").into_bytes()),
        1 => Just(b"\n".to_vec()),
        1 => word.clone().prop_map(|word| format!("\x1b[31mtime\x1b[0mout {word}\r\n").into_bytes()),
        1 => Just(b"broken \xff\xfe bytes\n".to_vec()),
        1 => second.prop_map(|count| vec![b'y'; 40 * count as usize]),
    ]
}

fn any_file() -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(any_line(), 0..40).prop_map(|lines| lines.concat())
}

const QUERIES: [&str; 14] = [
    "",
    "q=timeout",
    "q=Pool",
    "q=café",
    "q=-timeout",
    "q=/t.me[a-z]+/ OR x",
    "q=/fail.d$/i",
    "q=\"say \\\"hi\"",
    "q=a\\b",
    "q=n>30",
    "q=level:error timeout",
    "level=warn",
    "since=2026-01-23T10:15:20Z&until=2026-01-23T10:15:40Z",
    "q=(loose OR at) -x&since=2026-01-23T10:15:20Z",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn every_block_size_gives_what_a_naive_reader_gives(file in any_file(), block in 1u64..3_000) {
        let scanner = scanner(&[("a.log", &file)], block);
        for parameters in QUERIES {
            let expected = naive(&scanner, "a.log", &query(&scanner, parameters));
            let records = ask(&scanner, parameters);
            let lines: Vec<u64> = records.iter().map(|record| record["line"].as_u64().unwrap_or(0)).collect();
            let wanted: Vec<String> = expected.iter().map(|(_, message)| message.clone()).collect();
            prop_assert_eq!(&messages(&records), &wanted, "{} of {:?}", parameters, String::from_utf8_lossy(&file));
            if !parameters.contains("since") {
                prop_assert_eq!(lines, expected.iter().map(|(line, _)| *line).collect::<Vec<_>>(), "{} of {:?}", parameters, String::from_utf8_lossy(&file));
            }
            let mut newest_first = messages(&ask(&scanner, &format!("{parameters}&order=desc")));
            newest_first.reverse();
            prop_assert_eq!(&newest_first, &wanted, "desc {} of {:?}", parameters, String::from_utf8_lossy(&file));
            let tail = messages(&ask(&scanner, &format!("{parameters}&tail=3")));
            prop_assert_eq!(&tail[..], &wanted[wanted.len().saturating_sub(3)..], "tail {} of {:?}", parameters, String::from_utf8_lossy(&file));
        }
    }

    #[test]
    fn pages_joined_by_cursor_are_the_whole(file in any_file(), block in 1u64..3_000, size in 1usize..7, descending: bool) {
        let scanner = scanner(&[("a.log", &file), ("b.log", b"2026-01-23 10:15:30 INFO between\n")], block);
        for files in ["file=a.log", ""] {
            let order = if descending { "desc" } else { "asc" };
            let base = format!("{files}&order={order}");
            let whole = messages(&ask(&scanner, &base));
            let mut pages = Vec::new();
            let mut cursor = String::new();
            loop {
                let mut page = ask(&scanner, &format!("{base}&limit={size}&progress=true{cursor}"));
                let end = page.pop().unwrap();
                pages.extend(messages(&page.into_iter().filter(|record| record["type"] == "log").collect::<Vec<_>>()));
                cursor = format!("&cursor={}", end["cursor"].as_str().unwrap());
                if end["reason"] == "eof" {
                    break;
                }
            }
            prop_assert_eq!(&pages, &whole, "{}", base);
        }
    }

    #[test]
    fn context_comes_once_around_every_match(
        file in any_file(), block in 1u64..3_000, before in 0usize..4, after in 0usize..4, descending: bool, limit in 1usize..9,
    ) {
        let scanner = scanner(&[("a.log", &file)], block);
        for parameters in QUERIES {
            let all = naive(&scanner, "a.log", &query(&scanner, ""));
            let matches = naive(&scanner, "a.log", &query(&scanner, parameters));
            let mut places: Vec<usize> =
                matches.iter().map(|(line, _)| all.iter().position(|(start, _)| start == line).unwrap()).collect();
            if descending {
                places.reverse();
            }
            places.truncate(limit);
            let wanted = |index: usize| {
                places.iter().any(|place| (place.saturating_sub(before)..=place + after).contains(&index))
            };
            let mut expected: Vec<(String, bool)> = (0..all.len())
                .filter(|index| wanted(*index))
                .map(|index| (all[index].1.clone(), !places.contains(&index)))
                .collect();
            let order = if descending { "desc" } else { "asc" };
            if descending {
                expected.reverse();
            }
            let records = ask(&scanner, &format!("{parameters}&before={before}&after={after}&order={order}&limit={limit}"));
            let found: Vec<(String, bool)> =
                messages(&records).into_iter().zip(records.iter().map(|record| !record["context_of"].is_null())).collect();
            prop_assert_eq!(found, expected, "{} {} of {:?}", order, parameters, String::from_utf8_lossy(&file));
        }
    }

    #[test]
    fn context_goes_on_in_the_files_of_a_rotated_set(
        hits in prop::collection::vec(prop::bool::weighted(0.3), 0..14), cuts in (0usize..14, 0usize..14), block in 1u64..900,
        before in 0usize..7, after in 0usize..7, part in prop::sample::select(vec!["", "&order=desc", "&limit=2", "&order=desc&limit=1", "&tail=2"]),
    ) {
        let lines: Vec<String> = hits
            .iter()
            .enumerate()
            .map(|(number, hit)| format!("2026-01-23 10:15:{number:02} INFO [app] {} {number}\n", if *hit { "hit" } else { "miss" }))
            .collect();
        let first = cuts.0.min(cuts.1).min(lines.len());
        let second = cuts.0.max(cuts.1).min(lines.len());
        let (oldest, older, live) = (lines[..first].concat(), lines[first..second].concat(), lines[second..].concat());
        let files: [(&str, &[u8]); 3] = [("a.log.2", oldest.as_bytes()), ("a.log.1", older.as_bytes()), ("a.log", live.as_bytes())];
        let whole = lines.concat();
        let asked = format!("q=hit&before={before}&after={after}{part}");
        let expected = ask(&scanner(&[("a.log", whole.as_bytes())], block), &asked);
        let found = ask(&scanner(&files, block), &format!("file=a.log&rotated=true&{asked}"));
        prop_assert_eq!(messages(&found), messages(&expected), "{} in {:?}", asked, files);
        let surrounded = |records: &[serde_json::Value]| -> Vec<Option<String>> {
            let of = |record: &serde_json::Value| {
                let cursor = record["context_of"].as_str()?.to_owned();
                let place = records.iter().position(|other| other["cursor"] == cursor.as_str()).unwrap();
                Some(records[place]["message"].as_str().unwrap().to_owned())
            };
            records.iter().map(of).collect()
        };
        prop_assert_eq!(surrounded(&found), surrounded(&expected), "{} in {:?}", asked, files);
    }

    #[test]
    fn reading_starts_at_the_entry_that_holds_a_line(file in any_file(), block in 1u64..3_000, line in 1u64..60) {
        let scanner = scanner(&[("a.log", &file)], block);
        let expected = naive(&scanner, "a.log", &query(&scanner, ""));
        let lines = file.split_inclusive(|byte| *byte == b'\n').count() as u64;
        let records = ask(&scanner, &format!("line={line}"));
        let from = expected.iter().rposition(|(start, _)| *start <= line).filter(|_| line <= lines);
        let wanted = from.map_or(&[][..], |from| &expected[from..]);
        let found: Vec<(u64, String)> =
            records.iter().map(|record| record["line"].as_u64().unwrap()).zip(messages(&records)).collect();
        prop_assert_eq!(&found[..], wanted, "of {:?}", String::from_utf8_lossy(&file));
    }
}

fn numbered(lines: std::ops::Range<usize>) -> Vec<u8> {
    lines.flat_map(|number| format!("2026-01-23 10:15:00 INFO [job] number {number} of many\n").into_bytes()).collect()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    std::io::Write::write_all(&mut encoder, bytes).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn a_compressed_file_answers_as_the_plain_one() {
    let plain = numbered(0..40_000);
    let scanner = scanner(&[("a.log", &plain), ("b.log.gz", &gzip(&plain))], LARGEST_BLOCK);
    for parameters in ["q=99", "tail=5", "order=desc&limit=5", "line=20000&limit=3", "q=77&before=1&after=1"] {
        let packed = messages(&ask(&scanner, &format!("file=b.log.gz&{parameters}")));
        assert_eq!(packed, messages(&ask(&scanner, &format!("file=a.log&{parameters}"))), "{parameters}");
        assert!(!packed.is_empty());
    }
}

#[test]
fn pages_go_on_over_rotation_and_compression() {
    let (old, new) = (numbered(0..3_000), numbered(3_000..5_000));
    let source = Arc::new(MemorySource::new());
    source.put("app.log", &old);
    let scanner = Scanner::new(source.clone(), Settings { workers: 2, ..Settings::default() }).unwrap();
    let mut page = ask(&scanner, "file=app.log&limit=1000&progress=true");
    let cursor = page.pop().unwrap()["cursor"].as_str().unwrap().to_owned();
    let mut whole =
        messages(&page.split_off(0).into_iter().filter(|record| record["type"] == "log").collect::<Vec<_>>());
    source.rename("app.log", "app.log.1");
    source.put("app.log", &new);
    source.put("app.log.1.gz", &gzip(&old));
    source.rename("app.log.1.gz", "app.log.2.gz");
    source.rename("app.log.1", "gone");
    for rotated in [true, false] {
        let rest = messages(&ask(&scanner, &format!("file=app.log&rotated={rotated}&cursor={cursor}")));
        assert_eq!(rest.len(), 4_000, "rotated={rotated}");
        assert_eq!(rest[0], "number 1000 of many");
    }
    whole.extend(messages(&ask(&scanner, &format!("file=app.log&cursor={cursor}"))));
    let expected: Vec<String> = (0..5_000).map(|number| format!("number {number} of many")).collect();
    assert_eq!(whole, expected);
}

#[test]
fn a_cursor_belongs_to_the_file_it_stands_in_before_a_sibling_of_that() {
    let (old, new) = (numbered(0..4), numbered(4..6));
    let source = Arc::new(MemorySource::new());
    source.put("rr.log", &old);
    let scanner = Scanner::new(source.clone(), Settings { workers: 2, ..Settings::default() }).unwrap();
    let cursor = ask(&scanner, "file=rr.log")[1]["cursor"].as_str().unwrap().to_owned();
    source.rename("rr.log", "gone");
    source.put("rr.log.1.gz", &gzip(&old));
    source.put("rr.log", &new);
    let numbers: Vec<String> = (2..6).map(|number| format!("number {number} of many")).collect();
    for files in ["file=rr.log*", "file=rr.log", "file=rr.log&rotated=true"] {
        let mut found = messages(&ask(&scanner, &format!("{files}&cursor={cursor}")));
        found.sort();
        assert_eq!(found, numbers, "{files}");
    }
}

#[test]
fn strings_of_json_are_searched_as_they_read_wherever_it_stands() {
    let lines = [
        r#"{"msg":"ends 503","n":1}"#,
        r#"{"msg":"caf\u00e9 \"quoted\"","n":2}"#,
        r#"2026-01-23T10:15:00.1Z stdout F {"level":"info","msg":"caf\u00e9 cri"}"#,
        r#"{"log":"{\"msg\":\"caf\\u00e9 docker\"}\n","stream":"stdout","time":"2026-01-23T10:15:00Z"}"#,
    ];
    let scanner = scanner(&[("a.log", lines.join("\n").as_bytes())], LARGEST_BLOCK);
    let cases = [("/503$/", 1), ("/^ends/", 1), ("café", 3), ("\"\\\"quoted\"", 1), ("message:café", 3)];
    for (search, matches) in cases {
        assert_eq!(ask(&scanner, &format!("q={search}")).len(), matches, "{search}");
    }
}

#[test]
fn numbers_are_compared_exactly_however_large() {
    let lines = [
        r#"{"id":1234567890123456789,"msg":"a"}"#,
        r#"{"id":1234567890123456788,"msg":"b"}"#,
        r#"{"id":"1e2","msg":"c"}"#,
        r#"{"id":100.0,"msg":"d"}"#,
    ];
    let scanner = scanner(&[("a.log", lines.join("\n").as_bytes())], LARGEST_BLOCK);
    let cases = [
        ("id:1234567890123456789", vec!["a"]),
        ("id!=1234567890123456788", vec!["a", "c", "d"]),
        ("id>1234567890123456788", vec!["a"]),
        ("id:100", vec!["d"]),
    ];
    for (search, found) in cases {
        assert_eq!(messages(&ask(&scanner, &format!("q={search}"))), found, "{search}");
    }
}

#[test]
fn a_search_that_ran_out_of_time_goes_on_where_it_ended() {
    let scanner = scanner(&[("a.log", &numbered(0..300_000))], LARGEST_BLOCK);
    let mut cursor = String::new();
    let mut rounds = 0;
    loop {
        let end = ask(&scanner, &format!("q=absent&progress=true&timeout=5ms{cursor}")).pop().unwrap();
        if end["reason"] == "eof" {
            break;
        }
        let next = format!("&cursor={}", end["cursor"].as_str().unwrap());
        rounds += 1;
        assert!(rounds < 10_000);
        cursor = next;
    }
}

#[test]
fn globs_with_very_many_choices_are_refused() {
    let scanner = scanner(&[("a.log", b"x\n")], 100);
    for (braces, is_right) in [(20, true), (150, false), (5_000, false)] {
        let glob = format!("{}a.log{}", "{b,".repeat(braces), "}".repeat(braces));
        let asked = Query { files: vec![glob], ..Query::default() };
        assert_eq!(scanner.scan(&asked).is_ok(), is_right, "{braces}");
    }
}

#[test]
fn where_few_are_wanted_little_is_read() {
    let source = Arc::new(MemorySource::new());
    source.put("app.log", "2026-01-23T10:15:00Z INFO [api] one\n".repeat(9_000).as_bytes());
    let scanner = Scanner::new(source.clone(), Settings::default()).unwrap();
    for parameters in ["limit=5", "tail=5", "order=desc&limit=5"] {
        ask(&scanner, parameters);
        let before = source.bytes_read();
        assert_eq!(ask(&scanner, parameters).len(), 5);
        let read = source.bytes_read() - before;
        assert!(read < 40 << 10, "{parameters}: {read} bytes");
    }
}
