//! Reads the logs of LogHub and compares every entry with the truth beside them.

use std::collections::HashMap;

use super::*;

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

type Row = HashMap<String, String>;

/// Reads CSV with quoted cells, which may hold commas and doubled quotes.
fn rows(text: &str) -> Vec<Row> {
    let mut lines = text.lines().map(cells);
    let names = lines.next().unwrap();
    lines.map(|cells| names.iter().cloned().zip(cells).collect()).collect()
}

fn cells(line: &str) -> Vec<String> {
    let mut cells = vec![String::new()];
    let mut quoted = false;
    let mut letters = line.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '"' if quoted && letters.peek() == Some(&'"') => {
                letters.next();
                cells.last_mut().unwrap().push('"');
            }
            '"' => quoted = !quoted,
            ',' if !quoted => cells.push(String::new()),
            _ => cells.last_mut().unwrap().push(letter),
        }
    }
    cells
}

fn squash(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Returns the time of a row as it must begin in a record, without its year where the log has none.
fn time(system: &str, row: &Row) -> String {
    let month = |name: &str| MONTHS.iter().position(|month| *month == name).unwrap() + 1;
    match system {
        "Android" => format!("-{}T{}", row["Date"], row["Time"]),
        "Apache" => {
            let words: Vec<&str> = row["Time"].split(' ').collect();
            format!("{}-{:02}-{}T{}", words[4], month(words[1]), words[2], words[3])
        }
        "BGL" => Timestamp::from_seconds(row["Timestamp"].parse().unwrap()).to_string(),
        "OpenSSH" => format!("-{:02}-{:0>2}T{}", month(&row["Date"]), row["Day"], row["Time"]),
        "Spark" => format!("20{}T{}", row["Date"].replace('/', "-"), row["Time"]),
        _ => format!("{}T{}", row["Date"], row["Time"].replace(',', ".")),
    }
}

#[expect(clippy::disallowed_methods, reason = "files of the test, not logs to serve")]
fn check(system: &str, component: Option<&str>) {
    let Some(loghub) = loghub() else {
        eprintln_skip(system);
        return;
    };
    let read = |end: &str| {
        let bytes = std::fs::read(loghub.join(system).join(format!("{system}_2k.log{end}"))).unwrap();
        String::from_utf8_lossy(&bytes).into_owned()
    };
    let (log, truth) = (read(""), rows(&read("_structured.csv")));
    let reader = Reader::detect(log.lines().take(200), sample_clock(), &Formats::default());
    let entries = entries(&log, &reader);
    assert_eq!(entries.len(), truth.len(), "{system}: one entry a line");
    let (mut sources, mut messages) = (0, 0);
    for ((_, entry), row) in entries.iter().zip(&truth) {
        let record = record(entry);
        let timestamp = entry.timestamp.expect("every line has a time").to_string();
        let expected = time(system, row);
        assert!(timestamp.contains(expected.trim_end_matches('0')), "{system}: {expected} is in {record}");
        if let Some(level) = row.get("Level") {
            assert_eq!(entry.level, Level::parse(level), "{system}: {record}");
        }
        let source = entry.source.as_deref().unwrap_or_default();
        let wanted = component.unwrap_or_else(|| row.get("Component").map_or("", String::as_str));
        sources += usize::from(source == wanted);
        messages += usize::from(squash(&entry.message) == squash(&row["Content"]));
    }
    assert!(sources >= 1990, "{system}: {sources} of 2000 sources are right");
    assert!(messages >= 1990, "{system}: {messages} of 2000 messages are right");
}

#[expect(clippy::print_stderr, reason = "a skipped test says so")]
fn eprintln_skip(system: &str) {
    eprintln!("skipped: the LogHub log of {system} is not at hand");
}

#[test]
fn loghub_android_is_read_exactly() {
    check("Android", None);
}

#[test]
fn loghub_apache_is_read_exactly() {
    check("Apache", None);
}

#[test]
fn loghub_bgl_is_read_exactly() {
    check("BGL", None);
}

#[test]
fn loghub_hadoop_is_read_exactly() {
    check("Hadoop", None);
}

#[test]
fn loghub_openssh_is_read_exactly() {
    check("OpenSSH", Some("sshd"));
}

#[test]
fn loghub_openstack_is_read_exactly() {
    check("OpenStack", None);
}

#[test]
fn loghub_spark_is_read_exactly() {
    check("Spark", None);
}

#[test]
fn loghub_windows_is_read_exactly() {
    check("Windows", None);
}
