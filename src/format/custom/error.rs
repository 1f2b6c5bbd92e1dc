//! Why a format of the operator's own cannot be used.

use thiserror::Error;

/// Why a format of the operator's own cannot be used.
#[derive(Debug, Error)]
pub enum CustomError {
    /// The name is no name.
    #[error("format {format:?}: a name has 1 to 64 small letters, digits, `-`, `_` or `.`")]
    Name {
        /// The name.
        format: String,
    },
    /// Another format has the name.
    #[error("format {format:?}: there is a format of that name already; choose another")]
    Taken {
        /// The name.
        format: String,
    },
    /// The pattern is no regular expression, or would take too much memory.
    #[error("format {format:?}: {source}")]
    Pattern {
        /// The format's name.
        format: String,
        /// What is wrong, and where.
        source: regex::Error,
    },
    /// The pattern says nothing of the parts of an entry.
    #[error(
        "format {format:?}: its pattern names no part of an entry; name groups such as (?<timestamp>…), (?<level>…), \
         (?<source>…), (?<message>…)"
    )]
    NoGroups {
        /// The format's name.
        format: String,
    },
    /// The pattern does not match a sample.
    #[error("format {format:?}: its pattern does not match the whole of this sample:\n  {line}")]
    NoMatch {
        /// The format's name.
        format: String,
        /// The sample.
        line: String,
    },
    /// A sample is read otherwise than it should be.
    #[error("format {format:?} reads a sample otherwise than it should:\n  {line}\n{}", table(.parts))]
    Sample {
        /// The format's name.
        format: String,
        /// The sample.
        line: String,
        /// What differs.
        parts: Vec<Mismatch>,
    },
    /// There are too many.
    #[error("there are {0} formats in the configuration; at most {max} can be used", max = super::super::formats::MOST_OWN)]
    TooMany(usize),
    /// A file is to be read in a format that does not exist.
    #[error("the files {glob:?} are to be read as {format:?}, which is no format; `logbrook formats` lists them")]
    Unknown {
        /// The files.
        glob: String,
        /// The name of no format.
        format: String,
    },
    /// A glob cannot be understood.
    #[error("the files {glob:?} cannot be understood: {source}")]
    Glob {
        /// The glob.
        glob: String,
        /// What is wrong.
        source: globset::Error,
    },
}

/// A part of an entry that is read otherwise than a sample says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mismatch {
    /// Which part: `timestamp`, `level`, `source`, `message` or the name of a field.
    pub part: String,
    /// What the sample says.
    pub expected: String,
    /// What was read, if anything.
    pub found: Option<String>,
}

/// A column is no wider than this: what is longer stands out of it.
const WIDEST: usize = 80;

/// Sets what was expected beside what was read.
fn table(parts: &[Mismatch]) -> String {
    let width = |texts: &mut dyn Iterator<Item = &str>| {
        texts.map(|text| text.chars().count().min(WIDEST)).max().unwrap_or_default()
    };
    let names = width(&mut parts.iter().map(|part| part.part.as_str()));
    let expected = width(&mut parts.iter().map(|part| part.expected.as_str()));
    let line = |part: &Mismatch| {
        let found = part.found.as_deref().unwrap_or("nothing");
        format!("  {:names$}  should be {:expected$}  and is {found}", part.part, part.expected)
    };
    parts.iter().map(line).collect::<Vec<_>>().join("\n")
}
