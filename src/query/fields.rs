//! The keys of a record that can be asked for alone.

use super::QueryError;

/// A key of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Field {
    /// Always `"log"`.
    Type,
    /// The file the entry stands in.
    File,
    /// The channel it stands in.
    Channel,
    /// The number of its first line.
    Line,
    /// The boundary behind or before it.
    Cursor,
    /// When it was written.
    Timestamp,
    /// How severe it is.
    Level,
    /// What wrote it.
    Source,
    /// Its text.
    Message,
    /// Its further fields.
    Context,
    /// One of these, by its path.
    ContextPath(String),
    /// Its exact bytes.
    Raw,
    /// Whether bytes were replaced.
    Lossy,
    /// How long a cut line was.
    Truncated,
    /// The match that it surrounds.
    ContextOf,
    /// The part before, of which it holds further lines.
    Continues,
}

impl Field {
    /// Reads the name of a key: `message`, or `context.user.id`.
    ///
    /// # Errors
    /// A name that no record has.
    pub fn parse(name: &str) -> Result<Field, QueryError> {
        Ok(match name {
            "type" => Field::Type,
            "file" => Field::File,
            "channel" => Field::Channel,
            "line" => Field::Line,
            "cursor" => Field::Cursor,
            "timestamp" => Field::Timestamp,
            "level" => Field::Level,
            "source" => Field::Source,
            "message" => Field::Message,
            "context" => Field::Context,
            "raw" => Field::Raw,
            "lossy" => Field::Lossy,
            "truncated" => Field::Truncated,
            "context_of" => Field::ContextOf,
            "continues" => Field::Continues,
            _ => match name.strip_prefix("context.").filter(|path| !path.is_empty()) {
                Some(path) => Field::ContextPath(path.to_owned()),
                None => {
                    let detail =
                        format!("does not know the key {name:?}; a field of the context is named context.{name}");
                    return Err(QueryError::new("fields", detail));
                }
            },
        })
    }

    /// Returns the name as it is asked for.
    pub fn name(&self) -> String {
        match self {
            Field::ContextPath(path) => format!("context.{path}"),
            Field::ContextOf => "context_of".to_owned(),
            other => format!("{other:?}").to_lowercase(),
        }
    }
}
