//! Turns what was not written for logbrook into lines: messages that programs publish, and what they print.

use super::posted::{self, Rules};
use crate::entry::Timestamp;
use crate::format::{Clock, Formats, Line, Reader, values};

/// Makes lines of what programs publish or print.
pub struct Foreign {
    reader: Reader,
    longest: usize,
    /// Whether a line was printed that says itself when, so that others may belong to it.
    headed: bool,
}

/// The level of a text that says none, as of what `logbrook send` sends.
const LEVEL: &str = "INFO";

impl Foreign {
    /// Reads times without a zone as the rules say.
    pub fn new(rules: &Rules, formats: &Formats) -> Foreign {
        let clock = Clock::new(rules.zone.clone(), Timestamp::now());
        Foreign { reader: Reader::detect(std::iter::empty(), clock, formats), longest: rules.longest, headed: false }
    }

    /// Returns how long a line may be, in bytes, to be read back whole.
    pub fn longest(&self) -> usize {
        self.longest
    }

    /// Makes the line of a message that was published: an object stays as it is, with the time at which it came where it says none; any
    /// other text becomes the message of an entry. `None` where that would be no line that is read back whole.
    pub fn published(&self, message: &[u8]) -> Option<Vec<u8>> {
        let text = String::from_utf8_lossy(message);
        let line = self.object(text.trim()).unwrap_or_else(|| entry(text.trim_end_matches(['\r', '\n'])));
        (line.len() <= self.longest).then_some(line)
    }

    /// Makes the line of one that was printed: one that says when it was, and what continues it, stays as it is; so does an object.
    /// Before there is one, each is the message of an entry of this moment. Of a blank line without an entry above it, nothing is kept.
    pub fn printed(&mut self, line: &[u8]) -> Option<Vec<u8>> {
        let as_it_is = || Some([line, b"\n"].concat());
        let text = String::from_utf8_lossy(line);
        let text = text.trim_end();
        if let Some(object) = self.object(text) {
            self.headed = false;
            return Some(object).filter(|object| object.len() <= self.longest).or_else(as_it_is);
        }
        let is_timed = matches!(self.reader.read(text), Line::Head(_, entry) if entry.timestamp.is_some());
        self.headed |= is_timed;
        match (self.headed, text.is_empty()) {
            (true, _) => as_it_is(),
            (false, true) => None,
            (false, false) => Some(entry(text)).filter(|entry| entry.len() <= self.longest).or_else(as_it_is),
        }
    }

    /// Returns the line of a text that is an object.
    fn object(&self, text: &str) -> Option<Vec<u8>> {
        if !text.starts_with('{') || !posted::is_shallow(text) {
            return None;
        }
        let (mut is_empty, mut has_time) = (true, false);
        values::members(text, |name, _| {
            is_empty = false;
            has_time |= name == "timestamp";
        })?;
        let mut line = Vec::with_capacity(text.len() + 64);
        let is_timed = |line| matches!(self.reader.read(line), Line::Head(_, entry) if entry.timestamp.is_some());
        if has_time || is_timed(text) {
            posted::write_compact(&mut line, text);
        } else {
            line.extend_from_slice(br#"{"timestamp":""#);
            Timestamp::now().write(&mut line);
            line.extend_from_slice(if is_empty { b"\"" } else { b"\"," });
            posted::write_compact(&mut line, &text[1..]);
        }
        line.push(b'\n');
        Some(line)
    }
}

/// Returns the line of a text.
fn entry(text: &str) -> Vec<u8> {
    let mut line = br#"{"timestamp":""#.to_vec();
    Timestamp::now().write(&mut line);
    line.extend_from_slice(format!(r#"","level":"{LEVEL}","message":"#).as_bytes());
    posted::write_string(&mut line, text);
    line.extend_from_slice(b"}\n");
    line
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;
    use serde_json::Value;

    use super::*;

    fn foreign() -> Foreign {
        Foreign::new(&Rules { zone: TimeZone::UTC, longest: 200 }, &Formats::default())
    }

    fn value(line: &[u8]) -> Value {
        assert_eq!(line.iter().position(|byte| *byte == b'\n'), Some(line.len() - 1));
        serde_json::from_slice(line).unwrap()
    }

    #[test]
    fn published_objects_stay_as_they_are_but_for_the_time() {
        let timed = "{\"ts\":1769163300.5,\"msg\" : \"a b\",\n \"x\":1.50}";
        assert_eq!(
            foreign().published(timed.as_bytes()).unwrap(),
            b"{\"ts\":1769163300.5,\"msg\":\"a b\",\"x\":1.50}\n"
        );
        for (message, rest) in [("{}", "}\n"), (" {\"price\":1e400} ", ",\"price\":1e400}\n")] {
            let line = String::from_utf8(foreign().published(message.as_bytes()).unwrap()).unwrap();
            assert!(line.starts_with("{\"timestamp\":\"20") && line.ends_with(rest), "{line}");
        }
    }

    #[test]
    fn other_text_is_a_message() {
        for text in ["plain", "", "[1]", "7", "{no", "a\nb", "\"q\"", "2026-01-23T10:15:00Z ERROR x"] {
            let line = value(&foreign().published(text.as_bytes()).unwrap());
            assert_eq!((&line["message"], &line["level"]), (&text.into(), &"INFO".into()));
        }
        assert_eq!(value(&foreign().published(b"a\xffb").unwrap())["message"], "a\u{fffd}b");
        assert_eq!(foreign().published(&[b'x'; 200]), None);
        let deep = "{\"a\":".repeat(129) + "1" + &"}".repeat(129);
        let deep = Foreign { longest: 10_000, ..foreign() }.published(deep.as_bytes()).unwrap();
        assert!(value(&deep)["message"].as_str().unwrap().starts_with("{\"a\":"));
    }

    #[test]
    fn printed_lines_that_say_when_stay_with_what_continues_them() {
        let mut foreign = foreign();
        assert_eq!(foreign.printed(b""), None);
        assert_eq!(value(&foreign.printed(b"  begins\r").unwrap())["message"], "  begins");
        let long = [b'x'; 200];
        assert_eq!(foreign.printed(&long).unwrap(), [&long[..], b"\n"].concat(), "nothing is lost");
        for line in ["2026-01-23T10:15:00Z ERROR app: failed", "Traceback (most recent call last):", "", "  at x"] {
            assert_eq!(foreign.printed(line.as_bytes()).unwrap(), format!("{line}\n").as_bytes());
        }
        assert_eq!(value(&foreign.printed(b"{\"msg\":\"own\"}").unwrap())["msg"], "own");
        assert_eq!(value(&foreign.printed(b"text again").unwrap())["message"], "text again");
    }
}
