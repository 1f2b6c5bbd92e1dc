//! Searches as a tree, which prints itself in the grammar of `q` and tells by itself whether it holds.

use std::cell::RefCell;
use std::collections::HashMap;

use regex::Regex;
use serde_json::Value;

use super::corpus::{Log, Truth};

/// A search.
#[derive(Clone, Debug)]
pub(super) enum Find {
    Text(String),
    Regex {
        pattern: String,
        ignore_case: bool,
    },
    Level {
        operator: &'static str,
        word: &'static str,
        level: &'static str,
    },
    Number {
        key: String,
        operator: &'static str,
        number: f64,
    },
    /// `key:value` or `key!=value`, whole values, where `*` in an unquoted value is any run.
    Field {
        key: String,
        not: bool,
        value: String,
        quoted: bool,
    },
    Message {
        not: bool,
        text: String,
    },
    Not(Box<Find>),
    All(Vec<Find>),
    Any(Vec<Find>),
}

impl Find {
    /// Prints the search; what is inside of another stands in brackets where it must.
    pub(super) fn print(&self) -> String {
        let join = |finds: &[Find], word: &str| finds.iter().map(Find::print_inside).collect::<Vec<_>>().join(word);
        match self {
            Find::Text(text) if is_word(text) => text.clone(),
            Find::Text(text) => phrase(text),
            Find::Regex { pattern, ignore_case } => {
                format!("/{}/{}", pattern.replace('/', "\\/"), if *ignore_case { "i" } else { "" })
            }
            Find::Level { operator, word, .. } => format!("level{operator}{word}"),
            Find::Number { key, operator, number } => format!("{key}{operator}{number}"),
            Find::Field { key, not, value, quoted } => {
                let value = if *quoted { phrase(value) } else { value.clone() };
                format!("{key}{}{value}", if *not { "!=" } else { ":" })
            }
            Find::Message { not, text } => format!("message{}{}", if *not { "!=" } else { ":" }, phrase(text)),
            Find::Not(inner) => match **inner {
                Find::Not(_) => format!("NOT {}", inner.print_inside()),
                _ => format!("-{}", inner.print_inside()),
            },
            Find::All(finds) => join(finds, " "),
            Find::Any(finds) => join(finds, " OR "),
        }
    }

    fn print_inside(&self) -> String {
        match self {
            Find::All(_) | Find::Any(_) => format!("({})", self.print()),
            _ => self.print(),
        }
    }

    /// Tells whether an entry holds what is searched.
    pub(super) fn holds(&self, log: &Log, entry: &Truth) -> bool {
        match self {
            Find::Text(text) if has_upper(text) => entry.haystacks.iter().any(|haystack| haystack.contains(text)),
            Find::Text(text) => entry.lower_case.iter().any(|haystack| haystack.contains(&text.to_lowercase())),
            Find::Regex { pattern, ignore_case } => {
                let flags = if *ignore_case { "(?mi)" } else { "(?m)" };
                let regex = compiled(&format!("{flags}{pattern}"));
                entry.haystacks.iter().any(|haystack| regex.is_match(haystack))
            }
            Find::Level { operator, level, .. } => {
                entry.level.is_some_and(|found| compares(operator, rank(found) as f64, rank(level) as f64))
            }
            Find::Number { key, operator, number } => {
                let found = value(entry, key).and_then(|value| value.parse::<f64>().ok());
                found.is_some_and(|found| compares(operator, found, *number))
            }
            Find::Field { key, not, value: wanted, quoted } => {
                let found = match key.as_str() {
                    "file" => Some(log.name.clone()),
                    "source" => entry.source.clone(),
                    path => value(entry, path.strip_prefix("context.").unwrap_or(path)),
                };
                found.is_some_and(|found| matches(&found, wanted, *quoted) != *not)
            }
            Find::Message { not, text } => contains(&entry.message, text) != *not,
            Find::Not(inner) => !inner.holds(log, entry),
            Find::All(finds) => finds.iter().all(|find| find.holds(log, entry)),
            Find::Any(finds) => finds.iter().any(|find| find.holds(log, entry)),
        }
    }
}

/// Tells how severe a level is.
pub(super) fn rank(level: &str) -> usize {
    ["TRACE", "DEBUG", "INFO", "NOTICE", "WARNING", "ERROR", "CRITICAL"].iter().position(|name| *name == level).unwrap()
}

/// Tells whether a whole value matches a text in which `*` is any run, unless it is quoted.
pub(super) fn matches(value: &str, wanted: &str, quoted: bool) -> bool {
    let escaped = regex::escape(wanted);
    let pattern = if quoted { escaped } else { escaped.replace("\\*", ".*") };
    let ignore = if has_upper(wanted) { "" } else { "i" };
    compiled(&format!("(?s{ignore})\\A(?:{pattern})\\z")).is_match(value)
}

/// Returns a regular expression, which is compiled only once.
fn compiled(pattern: &str) -> Regex {
    thread_local!(static COMPILED: RefCell<HashMap<String, Regex>> = RefCell::default());
    let compile = || Regex::new(pattern).unwrap();
    COMPILED.with_borrow_mut(|known| known.entry(pattern.to_owned()).or_insert_with(compile).clone())
}

fn contains(haystack: &str, needle: &str) -> bool {
    match has_upper(needle) {
        true => haystack.contains(needle),
        false => haystack.to_lowercase().contains(&needle.to_lowercase()),
    }
}

fn has_upper(text: &str) -> bool {
    text.chars().any(char::is_uppercase)
}

fn compares(operator: &str, left: f64, right: f64) -> bool {
    match operator {
        ":" => left == right,
        "!=" => left != right,
        "<" => left < right,
        "<=" => left <= right,
        ">" => left > right,
        _ => left >= right,
    }
}

/// Returns the value at a path of the context as text.
fn value(entry: &Truth, path: &str) -> Option<String> {
    let mut steps = path.split('.');
    let mut value = entry.context.get(steps.next()?)?;
    for step in steps {
        value = value.get(step)?;
    }
    Some(match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    })
}

fn is_word(text: &str) -> bool {
    text.starts_with(char::is_alphanumeric)
        && text.chars().all(|next| next.is_alphanumeric() || "_-.%=".contains(next))
        && !matches!(text, "OR" | "NOT")
}

fn phrase(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
