//! What the lines of a container's log carry: the lines that a program printed, or pieces of long ones.

use std::borrow::Cow;

use crate::entry::{Entry, Value};

use super::{Clock, Format, ansi, carried, json, trace};

/// Which stream of a program a line stands for, and whether what it carries goes on in the next line of that stream.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Piece {
    stream: u8,
    open: bool,
}

/// What a line carries.
#[derive(Clone, Copy, Debug)]
pub struct Carried<'a> {
    /// Which piece of a printed line it is.
    pub piece: Piece,
    /// The text as it stands in the line, with the escapes of JSON where it stands in such a string.
    pub raw: &'a str,
    /// Whether it stands in a string of JSON.
    pub escaped: bool,
}

impl Piece {
    /// What stands in a line that carries no other.
    pub const NONE: Piece = Piece { stream: 0, open: false };

    /// Makes a piece of what was printed to a stream, `stdout` or another; `open` where more of its line follows.
    pub fn of(stream: &str, open: bool) -> Piece {
        Piece { stream: if stream == "stdout" { 1 } else { 2 }, open }
    }

    /// Tells whether a line may be a piece at all.
    pub fn is_some(self) -> bool {
        self.stream != 0
    }

    /// Tells whether more of the printed line follows.
    pub fn is_open(self) -> bool {
        self.open
    }

    /// Tells whether what this begins goes on in the other.
    pub fn goes_on_in(self, next: Piece) -> bool {
        self.open && self.stream == next.stream
    }
}

impl<'a> Carried<'a> {
    /// Returns the text as it was printed, without its line end and ANSI codes.
    pub fn text(&self) -> Cow<'a, str> {
        let text = if self.escaped { json::scan::unescape(self.raw) } else { Cow::Borrowed(self.raw) };
        match text {
            Cow::Borrowed(text) => ansi::strip(text.trim_end_matches(['\n', '\r'])),
            Cow::Owned(text) => Cow::Owned(ansi::strip(text.trim_end_matches(['\n', '\r'])).into_owned()),
        }
    }

    /// Tells whether the text can only continue what was printed before, as the inner lines of stack traces do.
    pub fn continues(&self) -> bool {
        let mut text = self.raw;
        if self.escaped {
            for end in [r"\n", r"\r"] {
                text = text.strip_suffix(end).unwrap_or(text);
            }
            if text.starts_with(r"\t") {
                return true;
            }
        }
        !text.is_empty() && trace::continues(text)
    }

    /// Tells whether the text has a header of its own.
    pub fn is_headed(&self, clock: &Clock) -> bool {
        carried(&self.text(), clock).is_some()
    }
}

/// Returns the printed lines that some lines carry, each with the piece that it ends with; lines that carry none stay as they are.
fn printed<'a>(format: &dyn Format, lines: impl Iterator<Item = &'a str>) -> Vec<(Cow<'a, str>, Piece)> {
    let mut printed: Vec<(Cow<'a, str>, Piece)> = Vec::new();
    for line in lines {
        let Some(carried) = format.carried(line) else {
            printed.push((Cow::Borrowed(line), Piece::NONE));
            continue;
        };
        match printed.last_mut().filter(|(_, last)| last.goes_on_in(carried.piece)) {
            Some((text, last)) => {
                text.to_mut().push_str(&carried.text());
                *last = carried.piece;
            }
            None => printed.push((carried.text(), carried.piece)),
        }
    }
    printed
}

/// Returns what lines that go on with an entry carry, joined by `\n`.
pub(super) fn further(format: &dyn Format, text: &str) -> String {
    let lines: Vec<Cow<'_, str>> = printed(format, text.lines()).into_iter().map(|(line, _)| line).collect();
    lines.join("\n")
}

/// Completes the entry of the line `first` by what the lines `rest` carry.
pub(super) fn join<'a>(format: &dyn Format, mut entry: Entry<'a>, first: &str, rest: &str, clock: &Clock) -> Entry<'a> {
    let printed = printed(format, std::iter::once(first).chain(rest.lines()));
    let mut lines = printed.into_iter().map(|(line, _)| line);
    let begins_open = format.carried(first).is_some_and(|carried| carried.piece.open);
    if let Some(whole) = lines.next().filter(|_| begins_open) {
        entry.context.retain(|(name, _)| name != PARTIAL);
        match carried(&whole, clock) {
            Some(inner) => entry.wrap(inner.into_owned()),
            None => entry.message = Cow::Owned(whole.into_owned()),
        }
    }
    for line in lines {
        let message = entry.message.to_mut();
        message.push('\n');
        message.push_str(&line);
    }
    entry
}

/// The field that says that the end of a line is missing.
const PARTIAL: &str = "partial";

/// Returns the field that says that the end of a line is missing.
pub(super) fn partial() -> (Cow<'static, str>, Value<'static>) {
    (PARTIAL.into(), Value::Json("true".into()))
}
