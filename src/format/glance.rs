//! What can be told of a line of JSON without reading it: which levels it may have.
//!
//! The answers hold for every line that is a JSON object and is not [odd](Oddities).

use std::sync::LazyLock;

use memchr::memmem::Finder;
use memchr::{memchr, memchr2};

use crate::entry::{Level, LevelSet};

use super::json;

/// Where the odd lines of a block stand: those that may say something else than the names in them.
#[derive(Debug)]
pub struct Oddities<'a> {
    block: &'a [u8],
    /// Where each of the signs stands next.
    next: [Option<usize>; ODD.len()],
}

/// A line of Docker carries a line of another format (`"stream"`); `"DownstreamStatus"` raises the level of Traefik's, and a status
/// that of Caddy's, which has a `"request"`; names may be written with `\u`, and ANSI codes stand within anything.
const ODD: [&str; 4] = ["tream", REQUEST, r"\u", "\x1b"];

const REQUEST: &str = r#""request""#;

static ODD_FINDERS: LazyLock<[Finder<'static>; ODD.len()]> = LazyLock::new(|| ODD.map(Finder::new));

static TS: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new(r#""ts""#));

static LEVEL: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new("level"));

impl<'a> Oddities<'a> {
    /// Begins at the start of a block.
    pub fn new(block: &'a [u8]) -> Oddities<'a> {
        Oddities { block, next: ODD_FINDERS.each_ref().map(|finder| finder.find(block)) }
    }

    /// Tells whether the line from `start` to `end` is odd; `start` must not decrease.
    pub fn meet(&mut self, start: usize, end: usize) -> bool {
        let mut odd = false;
        for (index, finder) in ODD_FINDERS.iter().enumerate() {
            let next = &mut self.next[index];
            if next.is_some_and(|next| next < start) {
                *next = finder.find(&self.block[start..]).map(|found| start + found);
            }
            // Caddy's lines have both of these names.
            odd |= next.is_some_and(|next| next < end)
                && (ODD[index] != REQUEST || TS.find(&self.block[start..end]).is_some());
        }
        odd
    }
}

/// Returns the levels of which a line that is not odd has one; all of them where that is not known at a glance.
///
/// Looks for the names of the best ranks (`src/format/json/keys.rs`): `level`, `levelname`, `level_name` and `log.level`. The level is
/// that of one of them where the first stands in the outermost object and each holds what is a level.
pub fn levels(line: &[u8]) -> LevelSet {
    let mut levels = LevelSet::default();
    let mut at = 0;
    while let Some(found) = LEVEL.find(&line[at..]) {
        let (start, end) = (at + found, at + found + "level".len());
        at = end;
        let Some(value) = value_of_level(line, start, end) else { continue };
        let sure = levels != LevelSet::default() || is_outermost(&line[..start]);
        let Some(possible) = possible(value).filter(|_| sure) else { return LevelSet::ALL };
        levels = levels.or(possible);
    }
    if levels == LevelSet::default() { LevelSet::ALL } else { levels }
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
        return Level::parse(std::str::from_utf8(word).ok()?.trim()).map(LevelSet::of);
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

    fn check(line: &str) {
        let read = json::read(line, &Clock::utc(Timestamp::from_seconds(1_769_817_600)));
        let Some(level) = read.and_then(|(_, entry)| entry.level) else { return };
        if !Oddities::new(line.as_bytes()).meet(0, line.len()) {
            assert!(levels(line.as_bytes()).meets(LevelSet::of(level)), "{line} has {level}");
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
        for (line, levels) in cases {
            assert_eq!(super::levels(line.as_bytes()), levels.into_iter().collect(), "{line}");
        }
        for unknown in [r#"{"a":{"level":"info"},"severity":"error"}"#, r#"{"severity":"error"}"#, r#"{"level":"odd"}"#]
        {
            assert_eq!(super::levels(unknown.as_bytes()), LevelSet::ALL, "{unknown}");
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
