//! Lines as many programs write them, each with what a person reads in it.
//!
//! In the files below `lines/` a heading begins a log; `> ` stands before each of its lines, and behind the lines of an entry
//! `= time | level | source | message`, where the message is that of its first line, or the second where that says nothing else.

use super::*;

const FILES: [(&str, &str); 5] = [
    ("databases", include_str!("lines/databases.txt")),
    ("network", include_str!("lines/network.txt")),
    ("programs", include_str!("lines/programs.txt")),
    ("servers", include_str!("lines/servers.txt")),
    ("systems", include_str!("lines/systems.txt")),
];

/// The lines of an entry, and what must be read from them.
struct Wanted<'t> {
    lines: Vec<&'t str>,
    said: &'t str,
}

/// Parts a file into its logs, each with its title.
fn logs(text: &str) -> Vec<(&str, Vec<Wanted<'_>>)> {
    let mut logs: Vec<(&str, Vec<Wanted<'_>>)> = Vec::new();
    let mut lines = Vec::new();
    for line in text.lines() {
        if let Some(title) = line.strip_prefix("## ") {
            logs.push((title, Vec::new()));
        } else if let Some(line) = line.strip_prefix("> ") {
            lines.push(line);
        } else if let Some(said) = line.strip_prefix("= ") {
            let wanted = Wanted { lines: std::mem::take(&mut lines), said };
            logs.last_mut().expect("a log has a title").1.push(wanted);
        }
    }
    logs
}

/// Tells what was read as the files say it.
fn said(entry: &Entry<'_>, lines: &[&str]) -> String {
    let part = |part: Option<String>| part.unwrap_or_else(|| "-".to_owned());
    let first = entry.message.trim_start_matches('\n').lines().next().unwrap_or_default();
    debug_assert!(!lines.is_empty());
    format!(
        "{} | {} | {} | {}",
        part(entry.timestamp.map(|timestamp| timestamp.to_string())),
        part(entry.level.map(|level| level.to_string())),
        part(entry.source.as_ref().map(ToString::to_string)),
        first
    )
}

#[test]
fn lines_of_many_programs_are_read_as_a_person_reads_them() {
    let mut wrong = Vec::new();
    for (file, text) in FILES {
        for (title, wanted) in logs(text) {
            let lines: Vec<&str> = wanted.iter().flat_map(|wanted| wanted.lines.iter().copied()).collect();
            let reader = Reader::detect(lines.iter().copied(), sample_clock(), &Formats::default());
            let whole = lines.join("\n");
            let entries = entries(&whole, &reader);
            if entries.len() != wanted.len() {
                wrong.push(format!("{file}, {title}: {} entries instead of {}", entries.len(), wanted.len()));
                continue;
            }
            for (wanted, (format, entry)) in wanted.iter().zip(&entries) {
                let said = said(entry, &wanted.lines);
                if said.trim_end() != wanted.said.trim_end() {
                    let format = format.unwrap_or("plain");
                    wrong.push(format!(
                        "{file}, {title} ({format})\n  {}\n- {}\n+ {said}",
                        wanted.lines[0], wanted.said
                    ));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} are wrong:\n{}", wrong.len(), wrong.join("\n"));
}
