//! What can be told of a line of JSON without reading it: which levels it may have.
//!
//! The answers hold for every line that is a JSON object and is not [odd](Oddities).

use std::sync::LazyLock;

use memchr::memmem::Finder;
use memchr::{memchr, memchr2, memrchr};

use crate::entry::{Level, LevelSet};

use super::json;

/// Where the odd lines of a block stand: those that may say something else than the names in them.
#[derive(Debug)]
pub struct Oddities<'a> {
    block: &'a [u8],
    /// Where each of the signs stands next.
    next: [Option<usize>; SIGNS.len()],
}

/// What finds a sign of odd lines at or behind a place.
type Sign = fn(&[u8], usize) -> Option<usize>;

/// A line of Docker carries a line of another format (`"stream"`), and `"DownstreamStatus"` raises the level of Traefik's; a status
/// raises that of Caddy's, which has a `"request"`; names may be written with `\u`, and ANSI codes stand within anything.
const SIGNS: [Sign; 4] = [
    |block, from| find(&STREAM, block, from),
    find_request,
    |block, from| find(&UNICODE_ESCAPE, block, from),
    find_ansi,
];

/// How many of the signs need no escape.
const BARE_SIGNS: usize = 2;

/// With which ANSI codes begin.
const ESCAPE: u8 = 0x1b;

static STREAM: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new("tream"));

static REQUEST: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new(r#""request""#));

static UNICODE_ESCAPE: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new(r"\u"));

static TS: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new(r#""ts""#));

const LEVEL_NAME: &str = "level";

static LEVEL: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new(LEVEL_NAME));

impl<'a> Oddities<'a> {
    /// Begins at the start of a block.
    pub fn new(block: &'a [u8]) -> Oddities<'a> {
        // Most blocks hold no escapes at all, which is found out sooner.
        let signs = if holds_escapes(block) { SIGNS.len() } else { BARE_SIGNS };
        let next = std::array::from_fn(|index| if index < signs { SIGNS[index](block, 0) } else { None });
        Oddities { block, next }
    }

    /// Tells whether the line from `start` to `end` is odd; `start` must not decrease.
    pub fn meet(&mut self, start: usize, end: usize) -> bool {
        self.next(start).is_some_and(|next| next < end)
    }

    /// Returns the first sign of an odd line at or behind `from`, the start of a line; `from` must not decrease.
    pub fn next(&mut self, from: usize) -> Option<usize> {
        for (next, sign) in self.next.iter_mut().zip(SIGNS) {
            if next.is_some_and(|next| next < from) {
                *next = sign(self.block, from);
            }
        }
        self.next.into_iter().flatten().min()
    }
}

/// Tells in one go that most blocks hold neither ANSI codes nor backslashes.
pub fn holds_escapes(block: &[u8]) -> bool {
    let is_escape = |byte: &u8| u8::from(*byte == ESCAPE) | u8::from(*byte == b'\\');
    let (chunks, rest) = block.as_chunks::<64>();
    chunks.iter().any(|chunk| chunk.iter().fold(0, |any, byte| any | is_escape(byte)) != 0)
        || rest.iter().any(|byte| is_escape(byte) != 0)
}

fn find(finder: &Finder<'_>, block: &[u8], from: usize) -> Option<usize> {
    finder.find(block.get(from..)?).map(|found| from + found)
}

fn find_ansi(block: &[u8], from: usize) -> Option<usize> {
    memchr(ESCAPE, block.get(from..)?).map(|found| from + found)
}

/// Returns where a request stands first at or behind `from` in a line that may be Caddy's, which also has a `"ts"`.
fn find_request(block: &[u8], from: usize) -> Option<usize> {
    let mut from = from;
    loop {
        let found = find(&REQUEST, block, from)?;
        let start = memrchr(b'\n', &block[..found]).map_or(0, |newline| newline + 1);
        let end = memchr(b'\n', &block[found..]).map_or(block.len(), |newline| found + newline + 1);
        if TS.find(&block[start..end]).is_some() {
            return Some(found);
        }
        from = end;
    }
}

/// Where the names of levels stand in a block, each of which is searched for once.
#[derive(Debug)]
pub struct LevelNames<'a> {
    block: &'a [u8],
    next: Option<usize>,
}

impl<'a> LevelNames<'a> {
    /// Begins at the start of a block.
    pub fn new(block: &'a [u8]) -> LevelNames<'a> {
        LevelNames { block, next: Some(0) }
    }

    /// Returns the levels of which the line from `start` to `end` has one, if it is not odd; all of them where that is not known at a
    /// glance. `start` must not decrease.
    ///
    /// Looks for the names of the best ranks (`src/format/json/keys.rs`): `level`, `levelname`, `level_name` and `log.level`. The level
    /// is that of one of them where the first stands in the outermost object and each holds what is a level.
    pub fn of_line(&mut self, start: usize, end: usize) -> LevelSet {
        let line = &self.block[start..end];
        let mut levels = LevelSet::default();
        self.pass_to(start);
        while let Some(place) = self.next.filter(|place| *place < end) {
            self.pass_to(place + LEVEL_NAME.len());
            let place = place - start;
            let Some(value) = value_of_level(line, place, place + LEVEL_NAME.len()) else { continue };
            let sure = levels != LevelSet::default() || is_outermost(&line[..place]);
            let Some(possible) = possible(value).filter(|_| sure) else { return LevelSet::ALL };
            levels = levels.or(possible);
        }
        if levels == LevelSet::default() { LevelSet::ALL } else { levels }
    }

    /// Looks for the next name at or behind a place, unless it is known.
    fn pass_to(&mut self, from: usize) {
        if self.next.is_some_and(|next| next < from) || from == 0 {
            self.next = find(&LEVEL, self.block, from);
        }
    }
}

/// Returns what stands behind the name around `level` and its colon, where that is one of the names that are looked for.
fn value_of_level(line: &[u8], start: usize, end: usize) -> Option<&[u8]> {
    let (before, after) = (&line[..start], &line[end..]);
    let opens = before.ends_with(b"\"") && !before.ends_with(b"\\\"");
    let after = match after.strip_prefix(b"\"") {
        Some(after) if opens || before.ends_with(b"\"log.") => after,
        None if opens => after.strip_prefix(b"name\"").or_else(|| after.strip_prefix(b"_name\""))?,
        _ => return None,
    };
    Some(past_blanks(past_blanks(after).strip_prefix(b":")?))
}

/// Tells whether nothing was opened before a name but the line's own object.
fn is_outermost(before: &[u8]) -> bool {
    before.first() == Some(&b'{') && memchr2(b'{', b'[', &before[1..]).is_none()
}

/// Returns the levels that a value may be; `None` where it may be none.
fn possible(value: &[u8]) -> Option<LevelSet> {
    if let Some(text) = value.strip_prefix(b"\"") {
        let word = &text[..memchr(b'"', text)?];
        return Level::of_word(word.trim_ascii()).map(LevelSet::of);
    }
    let digits = value.iter().take_while(|byte| byte.is_ascii_digit()).count();
    if !matches!(value.get(digits), Some(b',' | b'}' | b' ')) {
        return None;
    }
    json::possible_levels(std::str::from_utf8(&value[..digits]).ok()?.parse().ok()?)
}

/// Returns the text behind blanks.
pub fn past_blanks(text: &[u8]) -> &[u8] {
    let blanks = text.iter().take_while(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n')).count();
    &text[blanks..]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::entry::Timestamp;
    use crate::format::{Clock, FORMATS, json};

    fn levels(line: &str) -> LevelSet {
        LevelNames::new(line.as_bytes()).of_line(0, line.len())
    }

    fn check(line: &str) {
        let read = json::read(line, &Clock::utc(Timestamp::from_seconds(1_769_817_600)));
        let Some(level) = read.and_then(|(_, entry)| entry.level) else { return };
        if !Oddities::new(line.as_bytes()).meet(0, line.len()) {
            assert!(levels(line).meets(LevelSet::of(level)), "{line} has {level}");
        }
    }

    #[test]
    fn common_lines_are_known_at_a_glance() {
        let cases = [
            (r#"{"time": "x", "level": "ERROR", "a": {"b": 1}}"#, vec![Level::Error]),
            (r#"{"level":"warn","msg":"a level"}"#, vec![Level::Warning]),
            (r#"{"level":30,"time":1}"#, vec![Level::Info, Level::Warning]),
            (r#"{"log.level": "Fatal", "n": [1]}"#, vec![Level::Critical]),
        ];
        for (line, expected) in cases {
            assert_eq!(levels(line), expected.into_iter().collect(), "{line}");
        }
        for unknown in [r#"{"a":{"level":"info"},"severity":"error"}"#, r#"{"severity":"error"}"#, r#"{"level":"odd"}"#]
        {
            assert_eq!(levels(unknown), LevelSet::ALL, "{unknown}");
        }
    }

    #[test]
    fn samples_have_one_of_the_levels_seen_at_a_glance() {
        FORMATS.iter().flat_map(|format| format.samples()).for_each(|sample| check(sample.line));
    }

    proptest! {
        #[test]
        fn a_line_has_one_of_the_levels_seen_at_a_glance(members in prop::collection::vec((
            prop::sample::select(vec![
                "level", "levelname", "level_name", "log.level", "severity", "Level", "lvl", "@l", "a", r#"a\"level"#, "log", "msg", "@t",
                "time", "ts", "stream", "request", "logger", "hostname", "status", "DownstreamStatus", "severity_number", "context",
            ]),
            prop::sample::select(vec![": ", ":", " : "]),
            prop::sample::select(vec![
                r#""error""#, r#""INFO""#, r#"" Warn ""#, r#""50""#, "50", "40", "3", "404", "503", "null", r#""odd""#, r#""DEBUG+2""#,
                r#"{"level":"info"}"#, r#"{"level":"info","severity":"fatal"}"#, r#"["level"]"#, r#""say \"level\": \"info\"""#,
                r#""level""#, r#""2026-01-23T10:15:00Z ERROR [main] a.B: text\n""#,
            ]),
        ), 1..7)) {
            let members: Vec<String> = members.iter().map(|(name, colon, value)| format!("\"{name}\"{colon}{value}")).collect();
            check(&format!("{{{}}}", members.join(", ")));
        }
    }
}
