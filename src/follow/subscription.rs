//! What a client asks to follow: parameters of an address, or a message.

use serde_json::{Map, Value};

use super::request::{Past, Request};
use crate::channel::{Name, NameError, file_globs};
use crate::entry::Position;
use crate::query::{Context, MAX_GLOBS, Query, QueryError, is_glob};

/// What a subscription asks for, beside what the engine needs to know.
#[derive(Clone, Debug)]
pub struct Subscription {
    /// What the engine needs to know.
    pub request: Request,
    /// At most so many entries a second.
    pub max_rate: Option<u32>,
    /// The channels among the files.
    pub channels: Vec<String>,
}

/// How many entries come before what is new, where nothing else is asked for.
const BACKFILL: u64 = 10;

/// More entries of backfill are not sent: that is a search, which the stream is for.
const MOST_BACKFILL: u64 = 100_000;

/// Parameters of a query that say nothing about what is to come.
pub const NOT_LIVE: [&str; 11] =
    ["tail", "limit", "order", "line", "until", "progress", "format", "timeout", "follow", "before", "after"];

/// What is read out of parameters before the rest is a query.
#[derive(Default)]
struct Own<'a> {
    backfill: Option<u64>,
    create: bool,
    max_rate: Option<u32>,
    channels: Vec<&'a str>,
}

impl Subscription {
    /// Reads parameters.
    ///
    /// # Errors
    /// An unknown parameter, one that does not go with following, or a bad value.
    pub fn parse<'a>(
        parameters: impl IntoIterator<Item = (&'a str, &'a str)>,
        context: &Context,
    ) -> Result<Subscription, QueryError> {
        let mut own = Own::default();
        let mut rest = Vec::new();
        for (name, value) in parameters {
            if NOT_LIVE.contains(&name) {
                return Err(QueryError::new(name, "does not go with following; leave it out"));
            }
            if !own.take(name, value)? {
                rest.push((name, value));
            }
        }
        if own.channels.iter().filter(|channel| is_glob(channel)).count() > MAX_GLOBS / 2 {
            return Err(QueryError::new("channels", "may be 128 globs at most; join them, as in {a,b}/*"));
        }
        let mut files = Vec::new();
        for channel in &own.channels {
            match is_glob(channel) {
                true => files.extend(file_globs(channel)),
                false => {
                    let wrong = |error: NameError| QueryError::new("channels", error.to_string());
                    files.push(Name::parse(channel).map_err(wrong)?.file());
                }
            }
        }
        let mut query = Query::parse(rest, context)?;
        query.files.extend(files);
        let positions = std::mem::take(&mut query.cursors);
        let past = past(&mut query, positions, own.backfill);
        let request = Request { query, past, create: own.create, visible: None };
        Ok(Subscription {
            request,
            max_rate: own.max_rate,
            channels: own.channels.into_iter().map(str::to_owned).collect(),
        })
    }

    /// Reads the message that subscribes; lists may be written as such.
    ///
    /// # Errors
    /// As [`Subscription::parse`]; besides, a value of the wrong type.
    pub fn of_message(message: &Map<String, Value>, context: &Context) -> Result<Subscription, QueryError> {
        let mut parameters = Vec::new();
        for (name, value) in message.iter().filter(|(name, _)| !["type", "id"].contains(&name.as_str())) {
            let name = if name == "files" { "file" } else { name };
            match value {
                Value::Array(items) => {
                    let items = items.iter().map(|item| text(name, item)).collect::<Result<Vec<_>, _>>()?;
                    match name {
                        "file" | "channels" | "cursor" => parameters.extend(items.into_iter().map(|item| (name, item))),
                        _ => parameters.push((name, items.join(","))),
                    }
                }
                // The cursors of a heartbeat may come back as they were.
                Value::Object(cursors) if name == "cursor" => {
                    for cursor in cursors.values() {
                        parameters.push((name, text(name, cursor)?));
                    }
                }
                value => parameters.push((name, text(name, value)?)),
            }
        }
        Subscription::parse(parameters.iter().map(|(name, value)| (*name, value.as_str())), context)
    }
}

impl<'a> Own<'a> {
    /// Takes a parameter that is none of a query's.
    fn take(&mut self, name: &str, value: &'a str) -> Result<bool, QueryError> {
        match name {
            "backfill" => {
                let most = || QueryError::new(name, format!("must be a whole number, {MOST_BACKFILL} at most"));
                let entries = value.parse().ok().filter(|entries| *entries <= MOST_BACKFILL);
                self.backfill = Some(entries.ok_or_else(most)?);
            }
            "create" => {
                self.create = match value {
                    "true" => true,
                    "false" => false,
                    _ => return Err(QueryError::new(name, "must be true or false")),
                }
            }
            "max_rate" => {
                let wrong = || QueryError::new(name, "must be a whole number of entries a second, 1 or more");
                self.max_rate = Some(value.parse().ok().filter(|rate| *rate > 0).ok_or_else(wrong)?);
            }
            "channels" => {
                if value.split(',').any(str::is_empty) {
                    return Err(QueryError::new(name, "must be names of channels joined by commas"));
                }
                self.channels.extend(value.split(','));
            }
            _ => return Ok(false),
        }
        Ok(true)
    }
}

/// Returns what of the past comes first: what was missed since some positions, or the last entries.
fn past(query: &mut Query, positions: Vec<Position>, backfill: Option<u64>) -> Past {
    match (positions.is_empty(), backfill) {
        // A cursor says where to begin, whatever backfill is asked for.
        (false, _) => Past::Since(positions),
        (true, Some(0)) => Past::Nothing,
        (true, backfill) => {
            query.tail = Some(backfill.unwrap_or(BACKFILL));
            Past::Query
        }
    }
}

fn text(name: &str, value: &Value) -> Result<String, QueryError> {
    match value {
        Value::String(text) => Ok(text.clone()),
        Value::Number(number) => Ok(number.to_string()),
        Value::Bool(flag) => Ok(flag.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => {
            Err(QueryError::new(name, "must be a text, a number, true or false, or a list of these"))
        }
    }
}
