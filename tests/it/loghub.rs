//! Real logs of eight systems, whose every line is known, where they lie beside the checkout as `../shared/loghub`.

use std::path::{Path, PathBuf};
use std::process::Command;

use jiff::civil::DateTime;
use serde_json::Value;

/// How the truth of a system names what an entry says.
struct System {
    name: &'static str,
    /// The columns that make the time, and how it is written.
    time: Option<(&'static [&'static str], &'static str)>,
    /// Whether the time names its year.
    year: bool,
    level: bool,
}

/// Systems of which time, level and message of every entry must be right.
const READ_WHOLLY: [System; 4] = [
    System { name: "Hadoop", time: Some((&["Date", "Time"], "%Y-%m-%d %H:%M:%S,%f")), year: true, level: true },
    System { name: "Apache", time: Some((&["Time"], "%a %b %d %H:%M:%S %Y")), year: true, level: true },
    System { name: "OpenSSH", time: Some((&["Date", "Day", "Time"], "%b %d %H:%M:%S")), year: false, level: false },
    System { name: "Windows", time: Some((&["Date", "Time"], "%Y-%m-%d %H:%M:%S")), year: true, level: true },
];

/// Systems of which every entry must be found.
const FOUND: [System; 4] = [
    System { name: "Android", time: None, year: false, level: false },
    System { name: "BGL", time: None, year: false, level: false },
    System { name: "OpenStack", time: None, year: false, level: false },
    System { name: "Spark", time: None, year: false, level: false },
];

#[test]
fn real_logs_are_read_as_their_truth_says() {
    let Some(directory) = loghub() else { return };
    let faults: Vec<String> = READ_WHOLLY.iter().chain(&FOUND).flat_map(|system| check(&directory, system)).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[expect(clippy::print_stderr, reason = "a test that is left out says so")]
fn loghub() -> Option<PathBuf> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/loghub");
    if !directory.is_dir() {
        eprintln!("NOT RUN: real logs are not at ../shared/loghub");
        return None;
    }
    Some(directory)
}

/// Returns what is wrong, with the first line at fault for each key.
fn check(directory: &Path, system: &System) -> Vec<String> {
    let name = system.name;
    let log = directory.join(name).join(format!("{name}_2k.log"));
    let rows = table(&log.with_extension("log_structured.csv"));
    let entries = entries(&log);
    if entries.len() != rows.len() {
        return vec![format!("{name}: {} entries instead of {}", entries.len(), rows.len())];
    }
    let mut faults = Vec::new();
    for key in ["timestamp", "level", "message"] {
        let wrong: Vec<usize> =
            (0..rows.len()).filter(|&index| !is_right(system, key, &rows[index], &entries[index])).collect();
        if let Some(first) = wrong.first() {
            let entry = &entries[*first];
            faults.push(format!(
                "{name}: {key} is wrong in {} of {}, first in line {}: {entry}",
                wrong.len(),
                rows.len(),
                first + 1
            ));
        }
    }
    faults
}

fn is_right(system: &System, key: &str, row: &Row, entry: &Value) -> bool {
    let found = entry[key].as_str();
    match key {
        "timestamp" => system.time.is_none_or(|(columns, format)| {
            let text = columns.iter().map(|column| row.get(column)).collect::<Vec<_>>().join(" ");
            found.is_some_and(|found| same_second(found, &text, format, system.year))
        }),
        "level" => !system.level || found == level(row.get("Level")),
        _ => {
            !system.level && system.time.is_none()
                || squash(found.unwrap_or_default()).ends_with(&squash(row.get("Content")))
        }
    }
}

fn same_second(found: &str, wanted: &str, format: &str, year: bool) -> bool {
    let (wanted, format) =
        if year { (wanted.to_owned(), format.to_owned()) } else { (format!("2024 {wanted}"), format!("%Y {format}")) };
    let wanted = DateTime::strptime(&format, &wanted).unwrap().strftime("%Y-%m-%dT%H:%M:%S").to_string();
    let skipped = if year { 0 } else { "2024".len() };
    found.get(skipped..19) == wanted.get(skipped..19)
}

fn level(word: &str) -> Option<&'static str> {
    Some(match word.to_uppercase().as_str() {
        "INFO" => "INFO",
        "NOTICE" => "NOTICE",
        "WARN" => "WARNING",
        "ERROR" => "ERROR",
        "FATAL" => "CRITICAL",
        _ => return None,
    })
}

fn squash(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn entries(log: &Path) -> Vec<Value> {
    let output = Command::new(env!("CARGO_BIN_EXE_logbrook")).arg("query").arg(log).output().unwrap();
    assert!(output.status.success(), "{}: {}", log.display(), String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// A line of a table, whose cells are found by the name of their column.
struct Row(Vec<(String, String)>);

impl Row {
    fn get(&self, column: &str) -> &str {
        &self.0.iter().find(|(name, _)| name == column).unwrap().1
    }
}

/// Reads comma-separated values with a header line.
#[expect(clippy::disallowed_methods, reason = "the truth lies outside of any root")]
fn table(path: &Path) -> Vec<Row> {
    let text = String::from_utf8_lossy(&std::fs::read(path).unwrap()).into_owned();
    let mut lines = cells(&text).into_iter();
    let header = lines.next().unwrap();
    lines.map(|line| Row(header.iter().cloned().zip(line).collect())).collect()
}

/// Splits a text into lines of cells; a cell in quotes may hold commas, line ends and doubled quotes.
fn cells(text: &str) -> Vec<Vec<String>> {
    let (mut lines, mut line, mut cell, mut quoted) = (Vec::new(), Vec::new(), String::new(), false);
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '"' if quoted && characters.peek() == Some(&'"') => cell.extend(characters.next()),
            '"' => quoted = !quoted,
            ',' if !quoted => line.push(std::mem::take(&mut cell)),
            '\n' if !quoted => {
                line.push(std::mem::take(&mut cell).trim_end_matches('\r').to_owned());
                lines.push(std::mem::take(&mut line));
            }
            other => cell.push(other),
        }
    }
    if !line.is_empty() || !cell.is_empty() {
        line.push(cell);
        lines.push(line);
    }
    lines
}
