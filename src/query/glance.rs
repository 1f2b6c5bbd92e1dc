//! Tells of a line that begins with `{` that its entry cannot match, without reading it.
//!
//! Asked only of files in which such a line is an entry of its own ([`Reader::reads_objects`](crate::format::Reader::reads_objects)):
//! lines that continue an entry begin otherwise and are never passed over. What cannot be told at a glance may match.

use memchr::memmem::Finder;
use memchr::{memchr, memchr2};
use regex::bytes::{Regex, RegexBuilder};

use super::matcher::{found, level_holds, value_holds};
use super::{Comparison, Expression, Key, Query, Term, Text};
use crate::entry::{Level, LevelSet};
use crate::format::glance::{self, Oddities};

/// What every line that matches must pass.
#[derive(Clone, Debug)]
pub(super) struct Glance(Test);

#[derive(Clone, Debug)]
enum Test {
    /// Any line may match.
    Pass,
    All(Vec<Test>),
    Any(Vec<Test>),
    /// The entry has one of these levels.
    Level(LevelSet),
    /// A text stands in the line, or is hidden in it.
    Text(Regex),
    /// A value stands behind the end of its name.
    Value(Box<Finder<'static>>, Comparison),
}

impl Glance {
    /// Takes out of a query what can be told at a glance; `None` where that is nothing.
    pub(super) fn new(query: &Query) -> Option<Glance> {
        let mut tests = Vec::new();
        if !query.levels.is_empty() {
            tests.push(Test::Level(query.levels.iter().copied().collect()));
        }
        if let Some(least) = query.min_level {
            tests.push(level_test(|level| level >= least));
        }
        tests.extend(query.search.as_ref().map(Test::new));
        if !query.sources.is_empty() {
            tests.push(Test::Any(
                query.sources.iter().map(|source| part_test(source.parts(), source.ignores_case())).collect(),
            ));
        }
        let all = Test::All(tests);
        all.tells().then_some(Glance(all))
    }
}

/// A block whose lines are looked at one after the other.
#[derive(Debug)]
pub struct LineCandidates<'a> {
    glance: &'a Glance,
    block: &'a [u8],
    oddities: Oddities<'a>,
}

impl<'a> LineCandidates<'a> {
    pub(super) fn new(glance: &'a Glance, block: &'a [u8]) -> LineCandidates<'a> {
        LineCandidates { glance, block, oddities: Oddities::new(block) }
    }

    /// Returns the start of the first line at or behind `from`, the start of one, that may match.
    pub(super) fn next(&mut self, from: usize) -> Option<usize> {
        let mut from = from;
        while from < self.block.len() {
            let end = memchr(b'\n', &self.block[from..]).map_or(self.block.len(), |newline| from + newline + 1);
            let line = &self.block[from..end];
            if line[0] != b'{' || self.glance.0.may_hold(line) || self.oddities.meet(from, end) {
                return Some(from);
            }
            from = end;
        }
        None
    }
}

impl Test {
    fn new(expression: &Expression) -> Test {
        match expression {
            Expression::All(all) => Test::All(all.iter().map(Test::new).collect()),
            Expression::Any(any) => Test::Any(any.iter().map(Test::new).collect()),
            Expression::Not(_) => Test::Pass,
            Expression::Term(Term::Text(text)) => text_test(text),
            Expression::Term(Term::Regex(_)) => Test::Pass,
            Expression::Term(Term::Field(key, comparison)) => field_test(key, comparison),
        }
    }

    /// Tells whether there is a line that does not pass.
    fn tells(&self) -> bool {
        match self {
            Test::Pass => false,
            Test::All(all) => all.iter().any(Test::tells),
            Test::Any(any) => any.iter().all(Test::tells),
            Test::Level(_) | Test::Text(_) | Test::Value(..) => true,
        }
    }

    /// Tells whether this may hold for the entry of a line that is not odd; for others only a yes is right.
    fn may_hold(&self, line: &[u8]) -> bool {
        match self {
            Test::Pass => true,
            Test::All(all) => all.iter().all(|test| test.may_hold(line)),
            Test::Any(any) => any.iter().any(|test| test.may_hold(line)),
            Test::Level(levels) => levels.meets(glance::levels(line)),
            // A backslash stands for another character; letters beyond ASCII may change their length with their case.
            Test::Text(regex) => regex.is_match(line) || memchr(b'\\', line).is_some() || !line.is_ascii(),
            Test::Value(name_end, comparison) => may_have_value(line, name_end, comparison),
        }
    }
}

fn level_test(holds: impl Fn(Level) -> bool) -> Test {
    Test::Level(Level::ALL.into_iter().filter(|level| holds(*level)).collect())
}

/// A text with a line end may reach into lines behind this one.
fn text_test(text: &Text) -> Test {
    if text.text.contains(['\n', '\r']) { Test::Pass } else { Test::Text(text.regex.clone()) }
}

fn field_test(key: &Key, comparison: &Comparison) -> Test {
    match (key, comparison) {
        (Key::Level, comparison) => level_test(|level| level_holds(level, comparison)),
        (Key::Source, Comparison::Is(pattern)) => part_test(pattern.parts(), pattern.ignores_case()),
        (Key::Message, Comparison::Contains(text)) => text_test(text),
        (Key::Context(path), comparison) => match path.rsplit('.').next() {
            // A slash may be written with a backslash before it.
            Some(step) if step.is_ascii() && !step.is_empty() && !step.contains('/') => {
                Test::Value(Box::new(Finder::new(&format!("{step}\"")).into_owned()), comparison.clone())
            }
            _ => Test::Pass,
        },
        (Key::Source | Key::Message | Key::File, _) => Test::Pass,
    }
}

/// Looks for the longest of the parts that a text must have.
fn part_test(parts: &[String], ignore_case: bool) -> Test {
    let part = parts.iter().max_by_key(|part| part.len()).filter(|part| !part.is_empty() && part.is_ascii());
    let regex = part.map(|part| RegexBuilder::new(&regex::escape(part)).case_insensitive(ignore_case).build());
    regex.and_then(Result::ok).map_or(Test::Pass, Test::Text)
}

/// Tells whether a value that may hold stands behind a name that ends so, its quote included.
fn may_have_value(line: &[u8], name_end: &Finder<'_>, comparison: &Comparison) -> bool {
    let mut at = 0;
    while let Some(place) = name_end.find(&line[at..]) {
        let end = at + place + name_end.needle().len();
        // The name is this alone, or a path of which this is the last step.
        let begins = at + place == 0 || matches!(line[at + place - 1], b'"' | b'.');
        at = end;
        if begins
            && let Some(value) = glance::past_blanks(&line[end..]).strip_prefix(b":")
            && may_be(glance::past_blanks(value), comparison)
        {
            return true;
        }
    }
    false
}

/// Tells whether the value that a text begins with may hold; only single ones are read.
fn may_be(text: &[u8], comparison: &Comparison) -> bool {
    let length = match text.first() {
        Some(b'"') => memchr2(b'"', b'\\', &text[1..]).filter(|at| text[at + 1] == b'"').map(|at| at + 2),
        Some(b'{' | b'[') | None => None,
        Some(_) => text.iter().position(|byte| matches!(byte, b',' | b'}' | b']' | b' ' | b'\t' | b'\r' | b'\n')),
    };
    let value = length.and_then(|length| std::str::from_utf8(&text[..length]).ok());
    value.is_none_or(|value| value_holds(&found(value), comparison))
}
