//! `logbrook formats`: what can be read, and why a file is read as it is.

use std::fmt::Write as _;
use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use super::{CommandError, start_log};
use crate::cli;
use crate::config::Config;
use crate::entry::Entry;
use crate::format::{Formats, PLAIN};
use crate::scan::{Explained, Explanation, ScanError, Scanner};
use crate::source::FileSource;

/// Lists name and title of every format, one a line, or explains how a file is read.
pub(super) fn run(typed: cli::Formats) -> Result<ExitCode, CommandError> {
    let config = Config::load(typed.options)?;
    start_log(&config, false)?;
    let settings = config.scan()?;
    let text = match &typed.explain {
        None => list(&settings.formats),
        Some(path) => {
            let scanner = Scanner::new(Arc::new(FileSource::new(std::slice::from_ref(path))?), settings)?;
            explain(&scanner, path)?
        }
    };
    match io::stdout().write_all(text.as_bytes()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(ExitCode::SUCCESS),
    }
}

fn list(formats: &Formats) -> String {
    let width = formats.all().map(|format| format.name().len()).max().unwrap_or_default();
    formats.all().map(|format| format!("{:width$}  {}\n", format.name(), format.title())).collect()
}

/// Explains every file below a path, which is mostly one.
fn explain(scanner: &Scanner, path: &Path) -> Result<String, CommandError> {
    let files = scanner.source().list().map_err(ScanError::from)?;
    let mut text = String::new();
    for file in &files {
        if !text.is_empty() {
            text.push('\n');
        }
        write_explanation(&mut text, &file.name, &scanner.explain(&file.name)?);
    }
    match files.is_empty() {
        true => Err(CommandError::NothingThere(path.to_owned())),
        false => Ok(text),
    }
}

fn write_explanation(text: &mut String, name: &str, explanation: &Explanation) {
    let format = explanation.format.map_or(PLAIN, |format| format.name());
    let why = if explanation.forced { "as the configuration says" } else { "by most of the lines looked at" };
    // Writing to a text cannot fail.
    let _ = writeln!(text, "{name}: {format}, {why}");
    for (format, count) in &explanation.counts {
        let _ = writeln!(text, "{count:7} lines in {}  {}", format.name(), format.title());
    }
    if explanation.continuations > 0 {
        let _ = writeln!(text, "{:7} lines that continue the entry above them", explanation.continuations);
    }
    if let Some(line) = &explanation.first_loose {
        let _ =
            writeln!(text, "{:7} lines of no known format, the first:\n          {}", explanation.loose, shown(line));
    }
    text.push_str("the first lines:\n");
    for explained in &explanation.first {
        write_line(text, explained);
    }
}

fn write_line(text: &mut String, explained: &Explained) {
    let _ = writeln!(text, "  {}", shown(&explained.line));
    let read = match &explained.head {
        Some((format, entry)) => format!("{}: {}", format.name(), parts(entry)),
        None => "no head of an entry".to_owned(),
    };
    let _ = writeln!(text, "    {read}");
}

/// Writes what was read of a line, a part behind the other.
fn parts(entry: &Entry<'_>) -> String {
    let timestamp = entry.timestamp.map(|timestamp| timestamp.to_string());
    let none = "none".to_owned();
    let fields: Vec<&str> = entry.context.iter().map(|(name, _)| &**name).collect();
    let mut text = format!(
        "timestamp {}, level {}, source {}, message {:?}",
        timestamp.as_ref().unwrap_or(&none),
        entry.level.map_or(none.as_str(), |level| level.name()),
        entry.source.as_deref().unwrap_or(&none),
        shown(&entry.message),
    );
    if !fields.is_empty() {
        let _ = write!(text, ", fields {}", fields.join(" "));
    }
    text
}

/// Shortens a line to what a terminal shows, without what would command it.
fn shown(line: &str) -> String {
    const LONGEST: usize = 160;
    let clean = line.chars().map(|letter| if letter.is_control() { '\u{fffd}' } else { letter });
    let mut short: String = clean.take(LONGEST).collect();
    if line.chars().nth(LONGEST).is_some() {
        short.push('…');
    }
    short
}
