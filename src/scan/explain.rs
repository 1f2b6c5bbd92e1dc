//! Why a file is read as it is.

use super::log::Log;
use super::patience::Patience;
use super::{ScanError, Scanner};
use crate::entry::Entry;
use crate::format::{Format, Line};

/// What was found out of a file's lines before it is read.
pub struct Explanation {
    /// The format that explains most of the lines; `None` for plain text.
    pub format: Option<&'static dyn Format>,
    /// Whether the configuration says so, and nothing had to be found.
    pub forced: bool,
    /// The formats of the lines that were looked at, each with how many are its own, most first.
    pub counts: Vec<(&'static dyn Format, usize)>,
    /// How many of these lines continue the entry above them.
    pub continuations: usize,
    /// How many of these lines no format explains.
    pub loose: usize,
    /// The first line that no format explains.
    pub first_loose: Option<String>,
    /// The first lines, and how each was read.
    pub first: Vec<Explained>,
}

/// A line and how it was read.
pub struct Explained {
    /// The line, without its end and colours.
    pub line: String,
    /// Its format and what it says, where it begins an entry in a known format.
    pub head: Option<(&'static dyn Format, Entry<'static>)>,
}

/// How many lines are shown with how they were read.
const FIRST_LINES: usize = 5;

/// Explains how a file is read.
pub(super) fn explain(scanner: &Scanner, name: &str) -> Result<Explanation, ScanError> {
    let log = Log::open(scanner, name, None, Some(&Patience::default()))?;
    let lines = log.sample_lines()?;
    let mut explanation = Explanation {
        format: log.reader.habit(),
        forced: scanner.settings.formats.forced(name).is_some(),
        counts: Vec::new(),
        continuations: 0,
        loose: 0,
        first_loose: None,
        first: Vec::new(),
    };
    for line in &lines {
        let read = log.reader.read(line);
        explanation.count(line, &read);
        if explanation.first.len() < FIRST_LINES {
            let head = match read {
                Line::Head(format, entry) => Some((format, entry.into_owned())),
                Line::Continuation | Line::Loose => None,
            };
            explanation.first.push(Explained { line: line.clone(), head });
        }
    }
    explanation.counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    Ok(explanation)
}

impl Explanation {
    fn count(&mut self, line: &str, read: &Line<'_>) {
        match read {
            Line::Head(format, _) => match self.counts.iter_mut().find(|(other, _)| other.name() == format.name()) {
                Some((_, count)) => *count += 1,
                None => self.counts.push((*format, 1)),
            },
            Line::Continuation => self.continuations += 1,
            Line::Loose => {
                self.loose += 1;
                self.first_loose.get_or_insert_with(|| line.to_owned());
            }
        }
    }
}
