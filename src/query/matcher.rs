//! Decides whether one entry matches a query.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::BTreeMap;

use regex::bytes::Regex;
use serde_json::value::RawValue;

use super::{Comparison, Expression, Key, Pattern, Query, Term};
use crate::entry::{Entry, Level, Timestamp, Value};
use crate::format::ansi;

/// The conditions that a query sets on single entries.
#[derive(Clone, Debug)]
pub struct Matcher {
    levels: Vec<Level>,
    min_level: Option<Level>,
    sources: Vec<Pattern>,
    since: Option<Timestamp>,
    until: Option<Timestamp>,
    search: Option<Expression>,
}

/// An entry with all that conditions may concern.
#[derive(Clone, Copy, Debug)]
pub struct Candidate<'a> {
    /// What the entry says.
    pub entry: &'a Entry<'a>,
    /// Its lines as they are searched: decoded, without ANSI codes, joined by `\n`.
    pub text: &'a str,
    /// Its time, or that of the entry before it in its file where it has none.
    pub time: Option<Timestamp>,
    /// The name of its file.
    pub file: &'a str,
}

impl Matcher {
    /// Takes the conditions out of a query.
    pub fn new(query: &Query) -> Matcher {
        Matcher {
            levels: query.levels.clone(),
            min_level: query.min_level,
            sources: query.sources.clone(),
            since: query.since,
            until: query.until,
            search: query.search.clone(),
        }
    }

    /// Tells whether entries are judged by their time.
    pub fn needs_time(&self) -> bool {
        self.since.is_some() || self.until.is_some()
    }

    /// Tells whether every entry matches.
    pub fn is_always(&self) -> bool {
        !self.needs_time()
            && self.levels.is_empty()
            && self.min_level.is_none()
            && self.sources.is_empty()
            && self.search.is_none()
    }

    /// Tells whether an entry matches.
    pub fn matches(&self, candidate: Candidate<'_>) -> bool {
        self.level_matches(candidate.entry.level)
            && self.time_matches(candidate.time)
            && self.source_matches(candidate.entry.source.as_deref())
            && self.search.as_ref().is_none_or(|search| holds(search, candidate))
    }

    fn level_matches(&self, level: Option<Level>) -> bool {
        if self.levels.is_empty() && self.min_level.is_none() {
            return true;
        }
        let Some(level) = level else { return false };
        (self.levels.is_empty() || self.levels.contains(&level)) && self.min_level.is_none_or(|least| level >= least)
    }

    fn time_matches(&self, time: Option<Timestamp>) -> bool {
        if !self.needs_time() {
            return true;
        }
        let Some(time) = time else { return false };
        self.since.is_none_or(|since| time >= since) && self.until.is_none_or(|until| time < until)
    }

    fn source_matches(&self, source: Option<&str>) -> bool {
        self.sources.is_empty()
            || source.is_some_and(|source| self.sources.iter().any(|pattern| pattern.matches(source)))
    }
}

fn holds(expression: &Expression, candidate: Candidate<'_>) -> bool {
    match expression {
        Expression::All(all) => all.iter().all(|one| holds(one, candidate)),
        Expression::Any(any) => any.iter().any(|one| holds(one, candidate)),
        Expression::Not(inner) => !holds(inner, candidate),
        Expression::Term(Term::Text(text)) => is_in_text(text.regex(), candidate.text),
        Expression::Term(Term::Regex(regex)) => is_in_text(regex, candidate.text),
        Expression::Term(Term::Field(key, comparison)) => field_holds(key, comparison, candidate),
    }
}

/// Searches the text as it stands and, in JSON, each string as it reads when unescaped.
fn is_in_text(regex: &Regex, text: &str) -> bool {
    regex.is_match(text.as_bytes()) || is_in_strings(regex, text, MOST_LAYERS)
}

/// JSON that stands in a string of JSON, as containers log it, is searched too.
const MOST_LAYERS: u32 = 2;

/// Searches the strings of the JSON object in a text, which may stand behind a prefix.
fn is_in_strings(regex: &Regex, text: &str, layers: u32) -> bool {
    let Some(open) = text.find('{').filter(|_| layers > 0) else { return false };
    JsonStrings { text: &text[open..] }.any(|string| {
        regex.is_match(string.as_bytes())
            || matches!(string, Cow::Owned(_)) && is_in_strings(regex, &string, layers - 1)
    })
}

/// Yields the strings of a JSON text, unescaped.
struct JsonStrings<'a> {
    text: &'a str,
}

impl<'a> Iterator for JsonStrings<'a> {
    type Item = Cow<'a, str>;

    fn next(&mut self) -> Option<Cow<'a, str>> {
        loop {
            let open = self.text.find('"')?;
            let (length, escaped) = string_length(&self.text.as_bytes()[open..])?;
            let literal = &self.text[open..open + length];
            self.text = &self.text[open + length..];
            match escaped.then(|| serde_json::from_str(literal)) {
                None => return Some(Cow::Borrowed(&literal[1..length - 1])),
                Some(Ok(unescaped)) => return Some(Cow::Owned(without_ansi(unescaped))),
                Some(Err(_)) => {}
            }
        }
    }
}

/// Returns a text without the ANSI codes that were escaped in it.
fn without_ansi(text: String) -> String {
    match ansi::strip(&text) {
        Cow::Owned(stripped) => stripped,
        Cow::Borrowed(_) => text,
    }
}

/// Returns the length of the string literal at the start of `bytes`, quotes included, and whether it holds escapes.
fn string_length(bytes: &[u8]) -> Option<(usize, bool)> {
    let mut at = 1;
    let mut escaped = false;
    loop {
        at += memchr::memchr2(b'"', b'\\', bytes.get(at..)?)?;
        if bytes[at] == b'"' {
            return Some((at + 1, escaped));
        }
        escaped = true;
        at += 2;
    }
}

fn field_holds(key: &Key, comparison: &Comparison, candidate: Candidate<'_>) -> bool {
    let entry = candidate.entry;
    match key {
        Key::Level => entry.level.is_some_and(|level| level_holds(level, comparison)),
        Key::Source => entry.source.as_deref().is_some_and(|source| text_holds(source, comparison)),
        Key::Message => text_holds(&entry.message, comparison),
        Key::File => text_holds(candidate.file, comparison),
        Key::Context(path) => context_value(entry, path).is_some_and(|value| value_holds(&value, comparison)),
    }
}

/// Tells whether a level meets a comparison.
pub(super) fn level_holds(level: Level, comparison: &Comparison) -> bool {
    match comparison {
        Comparison::Level(operator, other) => operator.holds(level, *other),
        other => text_holds(level.name(), other),
    }
}

fn text_holds(text: &str, comparison: &Comparison) -> bool {
    match comparison {
        Comparison::Is(pattern) => pattern.matches(text),
        Comparison::IsNot(pattern) => !pattern.matches(text),
        Comparison::Contains(needle) => needle.regex().is_match(text.as_bytes()),
        Comparison::Lacks(needle) => !needle.regex().is_match(text.as_bytes()),
        Comparison::Number(operator, number) => {
            compare_numbers(text, number).is_some_and(|order| operator.holds(order, Ordering::Equal))
        }
        Comparison::Level(..) => false,
    }
}

/// A context value.
pub(super) enum Found<'a> {
    Text(Cow<'a, str>),
    /// A number, a truth value or null, as it is written.
    Plain(&'a str),
    Array(Vec<Found<'a>>),
    Object(&'a str),
}

pub(super) fn value_holds(value: &Found<'_>, comparison: &Comparison) -> bool {
    match value {
        Found::Text(text) => text_holds(text, comparison),
        Found::Plain(text) => plain_holds(text, comparison),
        Found::Object(text) => text_holds(text, comparison),
        Found::Array(elements) => match comparison {
            Comparison::Is(pattern) if pattern.is_anything() => true,
            Comparison::IsNot(pattern) => {
                let is = Comparison::Is(pattern.clone());
                !elements.iter().any(|element| value_holds(element, &is))
            }
            other => elements.iter().any(|element| value_holds(element, other)),
        },
    }
}

/// Compares as text, and where both sides are numbers also by value: `42.0` is `42`.
fn plain_holds(text: &str, comparison: &Comparison) -> bool {
    let is = |pattern: &Pattern| {
        pattern.matches(text)
            || pattern.exact().is_some_and(|wanted| compare_numbers(text, wanted) == Some(Ordering::Equal))
    };
    match comparison {
        Comparison::Is(pattern) => is(pattern),
        Comparison::IsNot(pattern) => !is(pattern),
        other => text_holds(text, other),
    }
}

/// Compares two numbers by value; whole ones exactly, however large.
fn compare_numbers(left: &str, right: &str) -> Option<Ordering> {
    if let (Ok(left), Ok(right)) = (left.parse::<i128>(), right.parse::<i128>()) {
        return Some(left.cmp(&right));
    }
    let number = |text: &str| text.parse::<f64>().ok().filter(|number| number.is_finite());
    number(left)?.partial_cmp(&number(right)?)
}

fn context_value<'a>(entry: &'a Entry<'_>, path: &str) -> Option<Found<'a>> {
    entry.context.iter().find_map(|(name, value)| {
        let rest = path.strip_prefix(name.as_ref())?;
        match (value, rest.strip_prefix('.')) {
            (Value::Text(text), None) if rest.is_empty() => Some(Found::Text(Cow::Borrowed(text))),
            (Value::Json(json), None) if rest.is_empty() => Some(found(json)),
            (Value::Json(json), Some(below)) => json_below(json, below),
            _ => None,
        }
    })
}

fn json_below<'a>(json: &'a str, path: &str) -> Option<Found<'a>> {
    let fields: BTreeMap<String, &'a RawValue> = serde_json::from_str(json).ok()?;
    fields.into_iter().find_map(|(name, value)| {
        let rest = path.strip_prefix(name.as_str())?;
        match rest.strip_prefix('.') {
            None if rest.is_empty() => Some(found(value.get())),
            None => None,
            Some(below) => json_below(value.get(), below),
        }
    })
}

pub(super) fn found(json: &str) -> Found<'_> {
    match json.trim_start().as_bytes().first() {
        Some(b'"') => Found::Text(serde_json::from_str::<String>(json).map_or(Cow::Borrowed(json), Cow::Owned)),
        Some(b'[') => {
            let elements: Vec<&RawValue> = serde_json::from_str(json).unwrap_or_default();
            Found::Array(elements.into_iter().map(|element| found(element.get())).collect())
        }
        Some(b'{') => Found::Object(json),
        _ => Found::Plain(json),
    }
}
