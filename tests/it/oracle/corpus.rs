//! The files that are searched, and the truth of every entry in them.

use std::fs;
use std::path::Path;

use serde_json::{Map, Value};

use crate::samples::random::Random;
use crate::samples::write::{Made, Said, moment};
use crate::samples::{self, Known};

/// One file and what stands in it.
pub(super) struct Log {
    pub(super) name: String,
    pub(super) entries: Vec<Truth>,
    /// Whether more is known of the entries than their text and time.
    pub(super) known: bool,
    /// Whether time never steps back.
    pub(super) rising: bool,
}

/// What one entry says.
pub(super) struct Truth {
    pub(super) line: u64,
    pub(super) text: String,
    /// Whatever a text is looked for in: the lines, and the strings of a JSON line.
    pub(super) haystacks: Vec<String>,
    /// The same in lower case.
    pub(super) lower_case: Vec<String>,
    pub(super) time: Option<i64>,
    /// Its own time, or that of the entry before it.
    pub(super) place: Option<i64>,
    pub(super) level: Option<&'static str>,
    pub(super) source: Option<String>,
    pub(super) message: String,
    pub(super) context: Map<String, Value>,
}

/// Samples that are not read yet: they are compressed.
const UNREAD: [&str; 1] = ["rotated/app.log.2.gz"];

/// Writes every log below a directory and returns the truth of them, sorted by name.
pub(super) fn write(directory: &Path) -> Vec<Log> {
    let mut logs = Vec::new();
    for file in samples::all().into_iter().filter(|file| !UNREAD.contains(&file.name)) {
        put(directory, file.name, &file.bytes());
        logs.push(log(file.name, file.entries, file.known == Known::Everything));
    }
    for (name, end, entries) in generated() {
        let text = entries.iter().map(|entry| format!("{}\n", entry.text)).collect::<String>();
        let text = text.strip_suffix('\n').unwrap_or_default().replace('\n', end);
        put(directory, name, text.as_bytes());
        logs.push(log(name, entries, true));
    }
    logs.sort_by(|left, right| left.name.cmp(&right.name));
    logs
}

fn put(directory: &Path, name: &str, bytes: &[u8]) {
    let path = directory.join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    let mut file = fs::File::create(path).unwrap();
    std::io::Write::write_all(&mut file, bytes).unwrap();
    // Dates without a year take theirs from the last write.
    let written = std::time::UNIX_EPOCH + std::time::Duration::from_micros(moment("2026-03-13T01:00:00Z") as u64);
    file.set_modified(written).unwrap();
}

fn log(name: &str, made: Vec<Made>, known: bool) -> Log {
    let (mut line, mut place, mut rising) = (1, None, true);
    let mut entries = Vec::new();
    for made in made {
        rising &= made.time.is_none() || made.time >= place;
        place = made.time.or(place);
        let plain = without_colours(&made.text);
        let mut haystacks = vec![plain.clone()];
        if let Ok(json) = serde_json::from_str::<Value>(plain.lines().next().unwrap_or_default()) {
            strings(&json, &mut haystacks);
        }
        let lower_case = haystacks.iter().map(|haystack| haystack.to_lowercase()).collect();
        let lines = made.text.matches('\n').count() as u64 + 1;
        let Made { text, time, level, source, message, context } = made;
        entries.push(Truth { line, text, haystacks, lower_case, time, place, level, source, message, context });
        line += lines;
    }
    Log { name: name.to_owned(), entries, known, rising }
}

fn strings(json: &Value, found: &mut Vec<String>) {
    match json {
        Value::String(text) => found.push(text.clone()),
        Value::Array(items) => items.iter().for_each(|item| strings(item, found)),
        Value::Object(items) => items.iter().for_each(|(name, item)| {
            found.push(name.clone());
            strings(item, found);
        }),
        _ => {}
    }
}

/// Removes `ESC [ … m`.
fn without_colours(text: &str) -> String {
    let mut parts = text.split("\x1b[");
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        plain.push_str(part.split_once('m').map_or(part, |(_, rest)| rest));
    }
    plain
}

/// Returns logs that are less pleasant than the samples: name, line end, entries. None ends with a line end.
fn generated() -> Vec<(&'static str, &'static str, Vec<Made>)> {
    vec![
        ("made/crlf.log", "\r\n", crlf()),
        ("made/jumbled.log", "\n", jumbled()),
        ("made/large.log", "\n", large_text()),
        ("made/large.ndjson", "\n", large_json()),
        ("made/mixed.ndjson", "\n", mixed()),
        ("made/ties-a.log", "\n", ties("a")),
        ("made/ties-b.log", "\n", ties("b")),
        ("made/turned.log", "\n", turned(2)),
        ("made/turned.log.1", "\n", turned(1)),
        ("made/turned.log.2", "\n", turned(0)),
    ]
}

const LEVELS: [&str; 6] = ["TRACE", "DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"];
const SOURCES: [&str; 5] = ["net.dns", "net.tcp", "Store", "store.index", "Auth"];
const WORDS: [&str; 14] = [
    "timeout",
    "Timeout",
    "retry",
    "connection",
    "peer",
    "refused",
    "Käse",
    "straße",
    "größer",
    "100%",
    "a-b",
    "cache",
    "miss",
    "OK",
];

fn words(random: &mut Random, count: i64) -> String {
    (0..count).map(|_| random.pick(&WORDS)).collect::<Vec<_>>().join(" ")
}

fn said(random: &mut Random, time: i64, number: i64) -> Said<'static> {
    let count = random.between(1, 8);
    Said {
        time,
        level: random.pick(&LEVELS),
        source: random.pick(&SOURCES),
        message: format!("n{number} {}", words(random, count)),
        fields: Vec::new(),
    }
}

fn crlf() -> Vec<Made> {
    let mut random = Random::new(51);
    let start = moment("2026-03-12T10:00:00Z");
    (0..300)
        .map(|number| {
            let mut said = said(&mut random, start + number * 7_013_000, number);
            if number % 9 == 4 {
                said.message.push_str("\n  first detail\n\n  second detail");
            }
            said.bracketed()
        })
        .collect()
}

/// Time steps back and forth, and some lines have none.
fn jumbled() -> Vec<Made> {
    let mut random = Random::new(52);
    let start = moment("2026-03-12T08:00:00Z");
    let mut entries = vec![Made::plain("this log begins with a line that is no entry of its format")];
    for number in 0..900 {
        let mut time = start + number * 11_000_000 + random.between(-30_000, 30_000) * 1000;
        if number % 100 == 50 {
            time -= 7_200_000_000;
        }
        let mut said = said(&mut random, time, number);
        if random.percent(10) {
            let count = random.between(1, 4);
            said.message.push_str(&format!("\n\tat {}\n\tat the end", words(&mut random, count)));
        }
        entries.push(said.bracketed());
    }
    entries
}

/// More than one block of text, with entries of many lines across their borders.
fn large_text() -> Vec<Made> {
    let mut random = Random::new(53);
    let start = moment("2026-03-12T00:00:00Z");
    (0..24_000)
        .map(|number| {
            let time = start + number * 3_000_000 + random.below(3_000) * 1000;
            let mut said = said(&mut random, time, number);
            match random.below(400) {
                0 => said.message.push_str(&"\n\tat com.example.Deep.call(Deep.java:12)".repeat(600)),
                1 => said.message.push_str(&" long".repeat(9_000)),
                2..=30 => said
                    .message
                    .push_str("\njava.lang.IllegalStateException: closed\n\tat com.example.Store.get(Store.java:7)"),
                _ => {}
            }
            said.log4j(if random.percent(50) { "main" } else { "pool-1" })
        })
        .collect()
}

fn large_json() -> Vec<Made> {
    let mut random = Random::new(54);
    let start = moment("2026-03-12T06:00:00Z");
    (0..9_000)
        .map(|number| {
            let mut said = said(&mut random, start + number * 5_000_000, number);
            said.fields = fields(&mut random, number);
            if random.percent(5) {
                said.message.push_str(" said \"no\" to C:\\temp\nand went on");
            }
            let made = said.zap();
            match random.below(25) {
                0 => without_time(made),
                1 => without_level(made),
                _ => made,
            }
        })
        .collect()
}

/// Mostly JSON, in which what a line says is often written unlike elsewhere, with lines of text between.
fn mixed() -> Vec<Made> {
    let mut random = Random::new(59);
    let start = moment("2026-03-12T07:00:00Z");
    (0..1_500)
        .map(|number| {
            let mut said = said(&mut random, start + number * 4_000_000, number);
            if random.percent(20) {
                said.message.push_str(random.pick(&[
                    "\n{\"level\": \"info\", \"latency_ms\": 3, this is cut off",
                    "\n\tat {\"level\":\"error\",\"latency_ms\":999}",
                    " \"level\": \"error\", \"latency_ms\": 7",
                ]));
                return said.log4j("main");
            }
            said.fields = fields(&mut random, number);
            if random.percent(30) {
                said.fields.push(("level_before", serde_json::json!({"level": "fatal", "latency_ms": 500})));
            }
            let mut made = said.zap();
            made.text = otherwise(&mut random, &made.text);
            if random.percent(10) {
                made.text.push_str("\n\tat level error, latency_ms 250");
                made.message.push_str("\n\tat level error, latency_ms 250");
            }
            made
        })
        .collect()
}

/// Writes a line of JSON in another way that says the same.
fn otherwise(random: &mut Random, text: &str) -> String {
    let (from, to) = random.pick(&[
        ("\"level\":", "\"l\\u0065vel\":"),
        ("\"latency_ms\":", "\"latency\\u005fms\" :  "),
        ("\"level\":\"", "\"level\" : \" "),
        ("\"level\":", "\"severity\":"),
        ("\"level\":", "\"severity\":\"debug\",\"level\":"),
        ("\"level\":", "\"a\\\"level\":\"info\",\"level\":"),
        ("{\"", "\x1b[1m{\""),
        ("", ""),
    ]);
    text.replacen(from, to, 1)
}

fn fields(random: &mut Random, number: i64) -> Vec<(&'static str, Value)> {
    let mut fields = vec![
        ("number", Value::from(number)),
        ("latency_ms", Value::from(random.below(1_000))),
        ("path", Value::from(random.pick(&["/", "/käse/1", "/a b", "/Index"]))),
        ("user", serde_json::json!({"id": random.between(1, 60), "name": random.pick(&["mia", "Jonas", "zoë"])})),
    ];
    if random.percent(30) {
        fields.push(("trace_id", Value::from(random.hex(8))));
    }
    fields
}

fn without_time(made: Made) -> Made {
    let mut json: Map<String, Value> = serde_json::from_str(&made.text).unwrap();
    json.remove("ts");
    Made { text: Value::Object(json).to_string(), time: None, ..made }
}

fn without_level(made: Made) -> Made {
    let mut json: Map<String, Value> = serde_json::from_str(&made.text).unwrap();
    json.remove("level");
    Made { text: Value::Object(json).to_string(), level: None, ..made }
}

/// Two logs whose times are often equal.
fn ties(which: &str) -> Vec<Made> {
    let mut random = Random::new(which.len() as u64 + 55);
    let start = moment("2026-03-12T12:00:00Z");
    (0..200)
        .map(|number| {
            let mut said = said(&mut random, start + number / 4 * 1_000_000, number);
            said.message.push_str(which);
            said.bracketed()
        })
        .collect()
}

/// One file of a rotated set.
fn turned(turn: i64) -> Vec<Made> {
    let mut random = Random::new(57 + turn as u64);
    let start = moment("2026-03-12T02:00:00Z") + turn * 3_600_000_000;
    (0..250).map(|number| said(&mut random, start + number * 14_000_000, turn * 1_000 + number).bracketed()).collect()
}
