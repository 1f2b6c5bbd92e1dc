//! One query with one meaning behind every door: what is asked for, parsed from the same parameters everywhere.

use std::time::Duration;

use jiff::tz::TimeZone;

use crate::entry::{Level, Position, Timestamp};
use crate::format::{Formats, numbered_level};

mod bounds;
mod caseless;
mod error;
mod fields;
mod glance;
mod grammar;
mod matcher;
mod pattern;
mod prefilter;
mod span;

pub use bounds::{Bounds, Levels};
pub use error::QueryError;
pub use fields::Field;
pub use glance::LineCandidates;
pub use grammar::{Comparison, Expression, Key, Operator, Term, Text};
pub use matcher::{Candidate, Matcher};
pub use pattern::Pattern;
pub use prefilter::{Candidates, Prefilter, TextCandidates};
pub use span::span;

/// Which entries are asked for, in which order and shape.
#[derive(Clone, Debug, Default)]
pub struct Query {
    /// File names or globs; empty for every file.
    pub files: Vec<String>,
    /// Whether each file stands for its whole rotated set.
    pub rotated: bool,
    /// What must be found in an entry.
    pub search: Option<Expression>,
    /// The levels of which an entry must have one; empty for any.
    pub levels: Vec<Level>,
    /// The least level an entry must have.
    pub min_level: Option<Level>,
    /// The sources of which an entry must have one; empty for any.
    pub sources: Vec<Pattern>,
    /// The moment at or after which an entry must have been written.
    pub since: Option<Timestamp>,
    /// The moment before which an entry must have been written.
    pub until: Option<Timestamp>,
    /// At most this many matches.
    pub limit: Option<u64>,
    /// Whether the oldest or the newest entries come first.
    pub order: Order,
    /// Only the last so many matches.
    pub tail: Option<u64>,
    /// How much memory the search may take as long as it is answered, in bytes.
    pub search_memory: usize,
    /// The 1-based line at whose entry reading starts.
    pub line: Option<u64>,
    /// The boundaries at which reading starts, at most one a file.
    pub cursors: Vec<Position>,
    /// How many entries of context before each match.
    pub before: u64,
    /// How many entries of context after each match.
    pub after: u64,
    /// The name of the format the files are read as, instead of the detected one.
    pub log_format: Option<String>,
    /// Whether records carry the exact text as it stands in the file.
    pub raw: bool,
    /// The only keys that records carry; empty for all.
    pub fields: Vec<Field>,
    /// How records are written.
    pub output: Output,
    /// Whether the answer stays open for what is written later.
    pub follow: bool,
    /// Whether progress and end records are added.
    pub progress: bool,
    /// The time after which the search gives up.
    pub timeout: Option<Duration>,
}

/// In which order entries come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// Oldest first.
    #[default]
    Ascending,
    /// Newest first.
    Descending,
}

/// How entries are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Output {
    /// One JSON object a line.
    #[default]
    Ndjson,
    /// The original lines.
    Text,
    /// Comma-separated values with a header line.
    Csv,
}

/// What a query means where it leaves something out.
#[derive(Clone, Debug)]
pub struct Context {
    /// The zone of times without one.
    pub zone: TimeZone,
    /// The moment from which spans count back.
    pub now: Timestamp,
    /// The formats that may be asked for.
    pub formats: Formats,
}

/// The most entries of context before or after a match.
pub const MAX_CONTEXT: u64 = 1_000;

/// The most cursors one query may carry.
pub const MAX_CURSORS: usize = 256;

/// The most keys that records may be narrowed to.
pub const MAX_FIELDS: usize = 256;

/// The most globs one query may carry: each takes some ten kilobytes as long as files are followed.
pub const MAX_GLOBS: usize = 256;

/// Tells whether the name of a file has any wildcard.
pub fn is_glob(file: &str) -> bool {
    file.contains(['*', '?', '[', '{'])
}

impl Query {
    /// Reads the parameters of a query, in any order.
    ///
    /// # Errors
    /// An unknown parameter, one given twice that may stand once, a value that cannot be understood, and two that exclude
    /// each other are each a [`QueryError`] that names the parameter.
    pub fn parse<'a>(
        parameters: impl IntoIterator<Item = (&'a str, &'a str)>,
        context: &Context,
    ) -> Result<Query, QueryError> {
        let mut query = Query::default();
        let mut seen = Vec::new();
        for (name, value) in parameters {
            if seen.contains(&name) && !matches!(name, "file" | "cursor" | "level" | "source" | "fields") {
                return Err(QueryError::new(name, "is given twice; give it once"));
            }
            seen.push(name);
            query.set(name, value, context)?;
        }
        query.check()?;
        Ok(query)
    }

    fn set(&mut self, name: &str, value: &str, context: &Context) -> Result<(), QueryError> {
        match name {
            "file" => self.files.push(file_name(value)?),
            "rotated" => self.rotated = boolean(name, value)?,
            "q" => {
                let (search, cost) = grammar::parse(value)?.unzip();
                (self.search, self.search_memory) = (search, cost.unwrap_or_default());
            }
            "level" => {
                self.levels.extend(list(name, value)?.map(|word| level(name, word)).collect::<Result<Vec<_>, _>>()?)
            }
            "min_level" => self.min_level = Some(level(name, value)?),
            "source" => self.sources.extend(list(name, value)?.map(Pattern::new)),
            "since" => self.since = Some(span::moment(name, value, context)?),
            "until" => self.until = Some(span::moment(name, value, context)?),
            "limit" => self.limit = Some(number(name, value)?),
            "order" => self.order = order(value)?,
            "tail" => self.tail = Some(number(name, value)?),
            "line" => self.line = Some(line(value)?),
            "cursor" => self.cursors.extend(cursors(value)?),
            "before" => self.before = context_size(name, value)?,
            "after" => self.after = context_size(name, value)?,
            "log_format" => self.log_format = Some(log_format(value, &context.formats)?),
            "raw" => self.raw = boolean(name, value)?,
            "fields" => self.add_fields(list(name, value)?)?,
            "format" => self.output = output(value)?,
            "follow" => self.follow = boolean(name, value)?,
            "progress" => self.progress = boolean(name, value)?,
            "timeout" => self.timeout = Some(span::duration(name, value)?),
            _ => {
                return Err(QueryError::new(name, "is not a parameter of a query; see docs/api.md for those that are"));
            }
        }
        Ok(())
    }

    /// Adds keys, each once.
    fn add_fields<'a>(&mut self, names: impl Iterator<Item = &'a str>) -> Result<(), QueryError> {
        for name in names {
            let field = Field::parse(name)?;
            if !self.fields.contains(&field) {
                self.fields.push(field);
            }
        }
        Ok(())
    }

    fn check(&self) -> Result<(), QueryError> {
        let exclusive = [
            (self.tail.is_some() && self.order == Order::Descending, "tail", "goes with order=asc only"),
            (self.tail.is_some() && self.line.is_some(), "line", "does not go with tail"),
            (self.tail.is_some() && !self.cursors.is_empty(), "cursor", "does not go with tail"),
            (self.line.is_some() && !self.cursors.is_empty(), "cursor", "does not go with line"),
            (self.follow && self.order == Order::Descending, "order", "must be asc with follow=true"),
            (self.follow && self.until.is_some(), "until", "does not go with follow=true"),
            (self.follow && self.before > 0, "before", "does not go with follow=true"),
            (self.follow && self.after > 0, "after", "does not go with follow=true"),
            (self.follow && self.progress, "progress", "does not go with follow=true, which has no end"),
            (self.progress && self.output != Output::Ndjson, "progress", "goes with format=ndjson only"),
            (
                self.files.iter().filter(|file| is_glob(file)).count() > MAX_GLOBS,
                "file",
                "may be 256 globs at most; join them, as in {a,b}*.log",
            ),
            (self.fields.len() > MAX_FIELDS, "fields", "may be 256 keys at most; leave it out for all"),
            (self.cursors.len() > MAX_CURSORS, "cursor", "may be given for 256 files at most; narrow file="),
        ];
        match exclusive.iter().find(|(wrong, ..)| *wrong) {
            Some((_, param, detail)) => Err(QueryError::new(param, *detail)),
            None => Ok(()),
        }
    }
}

fn file_name(value: &str) -> Result<String, QueryError> {
    match value {
        "" => Err(QueryError::new("file", "is empty; leave it out to read every file")),
        _ => Ok(value.to_owned()),
    }
}

fn boolean(name: &str, value: &str) -> Result<bool, QueryError> {
    match value {
        "true" => Ok(true),
        "false" => Ok(false),
        _ => Err(QueryError::new(name, "must be true or false")),
    }
}

fn list<'a>(name: &str, value: &'a str) -> Result<impl Iterator<Item = &'a str>, QueryError> {
    if value.split(',').any(|part| part.trim().is_empty()) {
        return Err(QueryError::new(name, "must be a list of values joined by commas, none of them empty"));
    }
    Ok(value.split(',').map(str::trim))
}

/// Reads a level as a query names it: a word of any vocabulary, or a number of syslog (0 to 7), pino or bunyan (10 to 69).
fn level_named(word: &str) -> Option<Level> {
    Level::parse(word).or_else(|| numbered_level(word.parse().ok()?))
}

fn level(name: &str, word: &str) -> Result<Level, QueryError> {
    level_named(word.trim()).ok_or_else(|| {
        QueryError::new(
            name,
            format!("does not know the level {word:?}; try trace, debug, info, notice, warn, error or critical"),
        )
    })
}

fn number(name: &str, value: &str) -> Result<u64, QueryError> {
    value.parse().map_err(|_| QueryError::new(name, "must be a whole number, 0 or more"))
}

fn context_size(name: &str, value: &str) -> Result<u64, QueryError> {
    match number(name, value)? {
        entries if entries <= MAX_CONTEXT => Ok(entries),
        _ => Err(QueryError::new(name, format!("is {MAX_CONTEXT} entries at most"))),
    }
}

fn line(value: &str) -> Result<u64, QueryError> {
    match number("line", value)? {
        0 => Err(QueryError::new("line", "counts from 1")),
        line => Ok(line),
    }
}

fn order(value: &str) -> Result<Order, QueryError> {
    match value {
        "asc" => Ok(Order::Ascending),
        "desc" => Ok(Order::Descending),
        _ => Err(QueryError::new("order", "must be asc or desc")),
    }
}

fn output(value: &str) -> Result<Output, QueryError> {
    match value {
        "ndjson" => Ok(Output::Ndjson),
        "text" => Ok(Output::Text),
        "csv" => Ok(Output::Csv),
        _ => Err(QueryError::new("format", "must be ndjson, text or csv")),
    }
}

fn cursors(value: &str) -> Result<Vec<Position>, QueryError> {
    Position::parse_all(value).ok_or_else(|| {
        QueryError::new("cursor", "is not a cursor of this server; pass on the text of a record's cursor unchanged")
    })
}

fn log_format(value: &str, formats: &Formats) -> Result<String, QueryError> {
    if formats.knows(value) {
        return Ok(value.to_owned());
    }
    Err(QueryError::new(
        "log_format",
        format!("does not know the format {value:?}; `logbrook formats` lists those it knows"),
    ))
}
