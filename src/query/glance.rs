//! Tells of a line that begins with `{` that its entry cannot match, without reading it.
//!
//! Asked only of files in which such a line is an entry of its own ([`Reader::reads_objects`](crate::format::Reader::reads_objects)):
//! lines that continue an entry begin otherwise and are never passed over. What cannot be told at a glance may match.

use memchr::memmem::Finder;
use memchr::{memchr, memchr2, memrchr};
use regex::bytes::{Regex, RegexBuilder};

use super::matcher::{found, level_holds, value_holds};
use super::{Comparison, Expression, Key, Operator, Query, Term, Text};
use crate::entry::{Level, LevelSet};
use crate::format::glance::{self, LevelNames, Oddities};

/// What every line that matches must pass.
#[derive(Clone, Debug)]
pub(super) struct Glance {
    /// Its entry has one of these levels.
    levels: LevelSet,
    /// It has this value, so that only lines with its name are looked at.
    lead: Option<Value>,
    tests: Vec<Test>,
}

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
    Value(Value),
}

/// A value that stands behind the end of its name.
#[derive(Clone, Debug)]
struct Value {
    /// The last step of its name, with the quote behind it.
    name_end: Box<Finder<'static>>,
    comparison: Comparison,
    /// The comparison where it is one with a whole number, by which most values are told at once.
    whole: Option<(Operator, i64)>,
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
        let mut glance = Glance { levels: LevelSet::ALL, lead: None, tests: Vec::new() };
        let tells = tests.iter().any(Test::tells);
        tests.into_iter().for_each(|test| glance.must_pass(test));
        tells.then_some(glance)
    }

    fn must_pass(&mut self, test: Test) {
        match test {
            Test::Pass => {}
            Test::All(all) => all.into_iter().for_each(|test| self.must_pass(test)),
            Test::Level(levels) => self.levels = self.levels.and(levels),
            Test::Value(value) if self.lead.is_none() => self.lead = Some(value),
            other => self.tests.push(other),
        }
    }
}

/// The lines of a block that may match, one after the other.
#[derive(Debug)]
pub struct LineCandidates<'a> {
    glance: &'a Glance,
    block: &'a [u8],
    oddities: Oddities<'a>,
    levels: LevelNames<'a>,
    /// Where the next line that does not begin with `{`, and the next whose value may be the one that leads, were found.
    found: [Found; 2],
}

/// The first place behind another at which something stands.
#[derive(Clone, Copy, Debug, Default)]
struct Found {
    behind: usize,
    place: Option<usize>,
    is_known: bool,
}

impl Found {
    /// Returns the first place at or behind `from`, which must not decrease.
    fn next(&mut self, from: usize, find: impl FnOnce() -> Option<usize>) -> Option<usize> {
        let holds = self.is_known && self.behind <= from && self.place.is_none_or(|place| place >= from);
        if !holds {
            *self = Found { behind: from, place: find(), is_known: true };
        }
        self.place
    }
}

impl<'a> LineCandidates<'a> {
    pub(super) fn new(glance: &'a Glance, block: &'a [u8]) -> LineCandidates<'a> {
        let (oddities, levels) = (Oddities::new(block), LevelNames::new(block));
        LineCandidates { glance, block, oddities, levels, found: [Found::default(); 2] }
    }

    /// Returns a place in the first line at or behind `from`, the start of one, that may match.
    pub(super) fn next(&mut self, from: usize) -> Option<usize> {
        match &self.glance.lead {
            Some(lead) => self.next_led(lead, from),
            None => self.next_line(from),
        }
    }

    fn next_line(&mut self, from: usize) -> Option<usize> {
        let mut from = from;
        while from < self.block.len() {
            let end = line_end(self.block, from);
            if self.block[from] != b'{' || self.may_hold(from, end) || self.oddities.meet(from, end) {
                return Some(from);
            }
            from = end;
        }
        None
    }

    /// Looks only at lines that hold the name of a value, and at those of which nothing is told at a glance.
    fn next_led(&mut self, lead: &Value, from: usize) -> Option<usize> {
        let block = self.block;
        let [mut other, mut led] = self.found;
        let other_line = other.next(from, || other_line(block, from));
        let led_line = led.next(from, || self.led_line(lead, from));
        self.found = [other, led];
        [other_line, led_line, self.oddities.next(from)].into_iter().flatten().min()
    }

    fn led_line(&mut self, lead: &Value, mut from: usize) -> Option<usize> {
        loop {
            let place = lead.next_in(self.block, from)?;
            let start = memrchr(b'\n', &self.block[..place]).map_or(0, |newline| newline + 1);
            let end = line_end(self.block, place);
            if self.may_hold(start, end) {
                return Some(place);
            }
            from = end;
        }
    }

    /// Tells whether the line between two places may pass every test but that of the value that leads.
    fn may_hold(&mut self, start: usize, end: usize) -> bool {
        let Glance { levels, tests, .. } = self.glance;
        (*levels == LevelSet::ALL || levels.meets(self.levels.of_line(start, end)))
            && tests.iter().all(|test| test.may_hold(&self.block[start..end]))
    }
}

/// Returns where the line that holds a place ends.
fn line_end(block: &[u8], place: usize) -> usize {
    memchr(b'\n', &block[place..]).map_or(block.len(), |newline| place + newline + 1)
}

/// Returns the start of the first line at or behind `from`, the start of one, that does not begin with `{`.
fn other_line(block: &[u8], from: usize) -> Option<usize> {
    const STEP: usize = 64;
    let is_other = |end: u8, next: u8| u8::from(end == b'\n') & u8::from(next != b'{');
    if block.get(from).is_some_and(|first| *first != b'{') {
        return Some(from);
    }
    let mut at = from;
    while let Some((ends, next)) = block.get(at..).and_then(|rest| Some((rest.first_chunk::<STEP>()?, rest.get(1..)?)))
        && let Some(next) = next.first_chunk::<STEP>()
    {
        // Without a branch, so that many are compared by one instruction.
        if (0..STEP).fold(0, |any, index| any | is_other(ends[index], next[index])) != 0 {
            break;
        }
        at += STEP;
    }
    (at..block.len().saturating_sub(1)).find(|at| is_other(block[*at], block[at + 1]) != 0).map(|at| at + 1)
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
            Test::Level(_) | Test::Text(_) | Test::Value(_) => true,
        }
    }

    /// Tells whether this may hold for the entry of a line that is not odd; for others only a yes is right.
    fn may_hold(&self, line: &[u8]) -> bool {
        match self {
            Test::Pass => true,
            Test::All(all) => all.iter().all(|test| test.may_hold(line)),
            Test::Any(any) => any.iter().any(|test| test.may_hold(line)),
            Test::Level(levels) => levels.meets(LevelNames::new(line).of_line(0, line.len())),
            // A backslash stands for another character; letters beyond ASCII may change their length with their case.
            Test::Text(regex) => regex.is_match(line) || memchr(b'\\', line).is_some() || !line.is_ascii(),
            Test::Value(value) => value.next_in(line, 0).is_some(),
        }
    }
}

fn level_test(holds: impl Fn(Level) -> bool) -> Test {
    Test::Level(Level::ALL.into_iter().filter(|level| holds(*level)).collect())
}

/// A text with a line end may reach into lines behind this one.
fn text_test(text: &Text) -> Test {
    if text.text.contains(['\n', '\r']) { Test::Pass } else { Test::Text(text.regex().clone()) }
}

fn field_test(key: &Key, comparison: &Comparison) -> Test {
    match (key, comparison) {
        (Key::Level, comparison) => level_test(|level| level_holds(level, comparison)),
        (Key::Source, Comparison::Is(pattern)) => part_test(pattern.parts(), pattern.ignores_case()),
        (Key::Message, Comparison::Contains(text)) => text_test(text),
        (Key::Context(path), comparison) => match path.rsplit('.').next() {
            // A slash may be written with a backslash before it.
            Some(step) if step.is_ascii() && !step.is_empty() && !step.contains('/') => {
                Test::Value(Value::new(step, comparison))
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

impl Value {
    fn new(name: &str, comparison: &Comparison) -> Value {
        let whole = match comparison {
            Comparison::Number(operator, number) => number.parse().ok().map(|number| (*operator, number)),
            _ => None,
        };
        let name_end = Box::new(Finder::new(&format!("{name}\"")).into_owned());
        Value { name_end, comparison: comparison.clone(), whole }
    }

    /// Returns where the first name stands behind `from` whose value may hold.
    fn next_in(&self, text: &[u8], from: usize) -> Option<usize> {
        let mut at = from;
        while let Some(found) = self.name_end.find(&text[at..]) {
            let (place, end) = (at + found, at + found + self.name_end.needle().len());
            at = end;
            // The name is this alone, or a path of which this is the last step.
            let begins = place == 0 || matches!(text[place - 1], b'"' | b'.');
            if begins
                && let Some(value) = glance::past_blanks(&text[end..]).strip_prefix(b":")
                && self.may_be(glance::past_blanks(value))
            {
                return Some(place);
            }
        }
        None
    }

    fn may_be(&self, text: &[u8]) -> bool {
        match self.whole.zip(whole_number(text)) {
            Some(((operator, wanted), number)) => operator.holds(number, wanted),
            None => may_be(text, &self.comparison),
        }
    }
}

/// Reads the whole number that is the value at the start of a text, if it is one of few digits.
fn whole_number(text: &[u8]) -> Option<i64> {
    let mut number = 0;
    for (index, byte) in text.iter().enumerate() {
        match byte {
            b'0'..=b'9' if index < 18 => number = number * 10 + i64::from(byte - b'0'),
            b',' | b'}' if index > 0 => return Some(number),
            _ => return None,
        }
    }
    None
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

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;
    use proptest::prelude::*;

    use super::*;
    use crate::entry::Timestamp;
    use crate::query::Context;

    fn glance(parameters: &[(&str, &str)]) -> Glance {
        let context = Context { zone: TimeZone::UTC, now: Timestamp::from_seconds(0), formats: Default::default() };
        Glance::new(&Query::parse(parameters.iter().copied(), &context).unwrap()).unwrap()
    }

    /// Returns the starts of the lines that may match, as each line says by itself.
    fn expected(glance: &Glance, block: &[u8]) -> Vec<usize> {
        let mut starts = Vec::new();
        let mut start = 0;
        while start < block.len() {
            let end = line_end(block, start);
            let line = &block[start..end];
            let leads = glance.lead.as_ref().is_none_or(|lead| lead.next_in(line, 0).is_some());
            let may_hold = leads && LineCandidates::new(glance, line).may_hold(0, line.len());
            if line[0] != b'{' || may_hold || Oddities::new(line).meet(0, line.len()) {
                starts.push(start);
            }
            start = end;
        }
        starts
    }

    proptest! {
        #[test]
        fn lines_are_told_apart_in_a_block_as_they_are_alone(
            lines in prop::collection::vec(prop::sample::select(vec![
                "", "{", "plain text", "  at a.B", r#"{"level":"error","ms":7}"#, r#"{"level":"info","ms":301,"a":{"level":"error"}}"#,
                r#"{"level": "ERROR", "a.ms": 301}"#, r#"{"ms":"302"}"#, r#"{"ms":1e3,"level":50}"#, r#"{"ms":-5}"#, r#"{"xms":999}"#,
                r#"{"ms":[1,400]}"#, r#"{"ms" : 99999999999999999999}"#, r#"{"m\u0073":1}"#, r#"{"stream":"x","log":"y"}"#,
                r#"{"request":{},"ts":1}"#, r#"{"request":{}}"#, "{\"a\":\"\u{1b}[0m\"}", r#"{"a":"b\\c"}"#, r#"{"ms":300}"#, r#"{"ms"}"#,
                r#"{"request":"stream","request":1,"x":{"request":{"ts":2}}}"#,
            ]), 0..40),
            ends_with_newline: bool,
        ) {
            let mut block = lines.join("\n").into_bytes();
            if ends_with_newline {
                block.push(b'\n');
            }
            for parameters in [&[("level", "error")][..], &[("q", "ms>300")], &[("q", "ms:7 level:error")], &[("q", "ms<0 OR level:info")]] {
                let glance = glance(parameters);
                let mut candidates = LineCandidates::new(&glance, &block);
                let (mut found, mut from) = (Vec::new(), 0);
                while let Some(place) = candidates.next(from) {
                    found.push(memrchr(b'\n', &block[..place]).map_or(0, |newline| newline + 1));
                    from = line_end(&block, place);
                }
                prop_assert_eq!(&found, &expected(&glance, &block), "{:?}", parameters);
            }
        }
    }
}
