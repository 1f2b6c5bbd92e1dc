//! One entry as people read it: time, level, file, source, message and fields, in the colour of its level.

use std::borrow::Cow;
use std::io::Write;

use super::message::Message;
use super::selection::Pairs;

/// Writes entries.
#[derive(Debug, Default)]
pub struct Show {
    /// Whether colours are used.
    colors: bool,
    /// Whether each entry says in which file it stands.
    pub names_files: bool,
    /// The file of the entry that was shown last: what continues an entry of that file continues this one.
    last: Option<String>,
}

const PLAIN: &str = "\x1b[0m";
const DIM: &str = "\x1b[2m";
const SOURCE: &str = "\x1b[36m";

/// The longest name of a level, so that what follows stands in a column.
const LEVEL_WIDTH: usize = 8;

impl Show {
    /// Writes with colours or without.
    pub fn new(colors: bool) -> Show {
        Show { colors, ..Show::default() }
    }

    /// Appends an entry, with line ends.
    pub fn entry(&mut self, out: &mut Vec<u8>, entry: &Message<'_>) {
        let follows_on = entry.continues.is_some() && entry.file.is_some() && entry.file == self.last;
        self.last.clone_from(&entry.file);
        let color = color(entry.level.as_deref());
        let text = clean(entry.raw.as_deref().or(entry.message.as_deref()).unwrap_or_default());
        let mut lines = text.split('\n');
        if !follows_on {
            self.header(out, entry, color);
            self.painted(out, message_color(entry.level.as_deref()), lines.next().unwrap_or_default());
            self.fields(out, entry);
            out.push(b'\n');
        }
        for line in lines {
            self.painted(out, message_color(entry.level.as_deref()), line);
            out.push(b'\n');
        }
    }

    fn header(&self, out: &mut Vec<u8>, entry: &Message<'_>, color: &str) {
        if let Some(file) = entry.file.as_deref().filter(|_| self.names_files) {
            self.painted(out, DIM, &one_line(file));
            out.push(b' ');
        }
        // The exact text says the rest itself.
        if entry.raw.is_some() {
            return;
        }
        if let Some(time) = &entry.timestamp {
            self.painted(out, DIM, &one_line(time));
            out.push(b' ');
        }
        if let Some(level) = &entry.level {
            self.painted(out, color, &format!("{:LEVEL_WIDTH$}", one_line(level)));
            out.push(b' ');
        }
        if let Some(source) = &entry.source {
            self.painted(out, SOURCE, &one_line(source));
            out.extend_from_slice(b": ");
        }
    }

    fn fields(&self, out: &mut Vec<u8>, entry: &Message<'_>) {
        let context = entry.context.filter(|_| entry.raw.is_none());
        let Some(Pairs(pairs)) = context.and_then(|context| serde_json::from_str(context.get()).ok()) else { return };
        for (index, (key, value)) in pairs.iter().enumerate() {
            out.extend_from_slice(if index == 0 { b"  " } else { b" " });
            self.painted(out, DIM, &one_line(&format!("{key}={}", short(value.get()))));
        }
    }

    fn painted(&self, out: &mut Vec<u8>, color: &str, text: &str) {
        // Writing to memory cannot fail.
        let _ = match self.colors && !color.is_empty() && !text.is_empty() {
            true => write!(out, "{color}{text}{PLAIN}"),
            false => write!(out, "{text}"),
        };
    }
}

fn color(level: Option<&str>) -> &'static str {
    match level {
        Some("TRACE") => DIM,
        Some("DEBUG") => "\x1b[34m",
        Some("INFO") => "\x1b[32m",
        Some("NOTICE") => "\x1b[1;32m",
        Some("WARNING") => "\x1b[1;33m",
        Some("ERROR") => "\x1b[1;31m",
        Some("CRITICAL") => "\x1b[1;37;41m",
        _ => "",
    }
}

fn message_color(level: Option<&str>) -> &'static str {
    match level {
        Some("TRACE") => DIM,
        Some("WARNING") => "\x1b[33m",
        Some("ERROR" | "CRITICAL") => "\x1b[31m",
        _ => "",
    }
}

/// Shows a value without quotes where it reads as one word.
fn short(json: &str) -> Cow<'_, str> {
    let is_word = |text: &String| {
        !text.is_empty() && !text.contains(|letter: char| " \"=".contains(letter) || letter.is_control())
    };
    match serde_json::from_str::<String>(json) {
        Ok(text) if is_word(&text) => text.into(),
        _ => json.into(),
    }
}

/// Takes out what would command a terminal, but for line ends: a log is text that anybody may have written.
pub fn clean(text: &str) -> Cow<'_, str> {
    without(text, |letter| letter.is_control() && !matches!(letter, '\n' | '\t'))
}

/// The same for what is shown within one line, and may not begin another.
pub fn one_line(text: &str) -> Cow<'_, str> {
    without(text, |letter| letter.is_control() && letter != '\t')
}

fn without(text: &str, is_bad: impl Fn(char) -> bool) -> Cow<'_, str> {
    match text.contains(&is_bad) {
        true => text.replace(is_bad, "\u{fffd}").into(),
        false => text.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(show: &mut Show, line: &str, shown: &str) {
        let mut out = Vec::new();
        show.entry(&mut out, &Message::parse(line).unwrap());
        assert_eq!(String::from_utf8(out).unwrap(), shown);
    }

    const ENTRY: &str = r#"{"type":"log","file":"a.log","cursor":"1","timestamp":"2026-01-23T10:15:00Z","level":"ERROR","source":"db",
        "message":"failed\n\tat x","context":{"id":7,"why":"no route","host":"h1","list":[1, 2]}}"#;

    #[test]
    fn what_is_shown_within_a_line_begins_no_other_and_commands_no_terminal() {
        let line = r#"{"type":"log","file":"a\nb","cursor":"1","timestamp":"1\n2","level":"X\nY","source":"s\u001b[2J\nt",
            "message":"one\ntwo\u001b]0;x\u0007","context":{"k\ney":"v\nw"}}"#;
        let mut show = Show { names_files: true, ..Show::default() };
        let shown = "a\u{fffd}b 1\u{fffd}2 X\u{fffd}Y      s\u{fffd}[2J\u{fffd}t: one  k\u{fffd}ey=\"v\\nw\"\ntwo\u{fffd}]0;x\u{fffd}\n";
        check(&mut show, line, shown);
        assert_eq!(one_line("n\u{1b}]0;PWN\u{7}\nfake"), "n\u{fffd}]0;PWN\u{fffd}\u{fffd}fake");
    }

    #[test]
    fn an_entry_is_a_line_with_its_fields_and_further_lines() {
        let shown = "2026-01-23T10:15:00Z ERROR    db: failed  id=7 why=\"no route\" host=h1 list=[1, 2]\n\tat x\n";
        check(&mut Show::default(), ENTRY, shown);
        let mut named = Show { names_files: true, ..Show::default() };
        check(&mut named, ENTRY, &format!("a.log {shown}"));
        check(&mut named, r#"{"message":"only this"}"#, "only this\n");
        check(&mut named, r#"{"raw":"x\ny","message":"m","level":"INFO","file":"f","context":{"a":1}}"#, "f x\ny\n");
    }

    #[test]
    fn later_lines_of_an_entry_stand_below_it_or_say_whose_they_are() {
        let mut show = Show::default();
        let part = |file, continues| {
            format!(r#"{{"type":"log","file":"{file}","level":"INFO","message":"one\ntwo"{continues}}}"#)
        };
        check(&mut show, &part("a", ""), "INFO     one\ntwo\n");
        check(&mut show, &part("a", r#","continues":"1""#), "one\ntwo\n");
        check(&mut show, &part("b", ""), "INFO     one\ntwo\n");
        check(&mut show, &part("a", r#","continues":"2""#), "INFO     one\ntwo\n");
    }

    #[test]
    fn colors_tell_the_level_and_text_cannot_command_the_terminal() {
        let mut show = Show { colors: true, ..Show::default() };
        check(
            &mut show,
            r#"{"level":"WARNING","source":"s","message":"a\u001b[2Jb\u009bc\td"}"#,
            "\x1b[1;33mWARNING \x1b[0m \x1b[36ms\x1b[0m: \x1b[33ma\u{fffd}[2Jb\u{fffd}c\td\x1b[0m\n",
        );
        check(&mut show, r#"{"level":null,"message":"plain"}"#, "plain\n");
    }
}
