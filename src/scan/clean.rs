//! Makes readable text of the bytes of an entry: no line ends, ANSI codes, NUL holes or broken UTF-8.

use std::borrow::Cow;

use memchr::memchr3;

use crate::format::ansi;

/// The text of one line or entry as it is shown and searched.
#[derive(Debug, PartialEq)]
pub(super) struct Clean<'a> {
    /// Its lines, joined by `\n`, without the last line end.
    pub(super) text: Cow<'a, str>,
    /// Whether bytes that are not UTF-8 were replaced.
    pub(super) lossy: bool,
    /// The true length in bytes of the longest line, where one was cut.
    pub(super) truncated: Option<u64>,
}

const ESCAPE: u8 = 0x1b;

pub(super) const BYTE_ORDER_MARK: [u8; 3] = *b"\xef\xbb\xbf";

/// Cleans the bytes of an entry; lines longer than `max_line` bytes are cut there.
pub(super) fn clean(bytes: &[u8], max_line: usize) -> Clean<'_> {
    let bytes = trim_line_end(bytes);
    if !may_be_marked(bytes) && bytes.len() <= max_line && memchr3(b'\r', ESCAPE, 0, bytes).is_none() {
        return from_utf8(Cow::Borrowed(bytes), None);
    }
    let mut cleaned = Vec::with_capacity(bytes.len());
    let mut truncated = None;
    for (index, line) in bytes.split(|byte| *byte == b'\n').enumerate() {
        if index > 0 {
            cleaned.push(b'\n');
        }
        let line = without_hole(trim_line_end(line));
        if line.len() > max_line {
            truncated = truncated.max(Some(line.len() as u64));
        }
        ansi::push(&mut cleaned, cut(line, max_line));
    }
    from_utf8(Cow::Owned(cleaned), truncated)
}

/// Returns bytes as text where no line of theirs needs cleaning, unless it is too long or [`may_be_marked`].
pub(super) fn plain_text(bytes: &[u8]) -> Option<&str> {
    if memchr3(b'\r', ESCAPE, 0, bytes).is_some() { None } else { std::str::from_utf8(bytes).ok() }
}

fn from_utf8(bytes: Cow<'_, [u8]>, truncated: Option<u64>) -> Clean<'_> {
    // What is broken is rare, and looking for it piece by piece is slow.
    let text = match bytes {
        Cow::Borrowed(bytes) => std::str::from_utf8(bytes).map(Cow::Borrowed).map_err(|_| Cow::Borrowed(bytes)),
        Cow::Owned(bytes) => String::from_utf8(bytes).map(Cow::Owned).map_err(|error| Cow::Owned(error.into_bytes())),
    };
    match text {
        Ok(text) => Clean { text, lossy: false, truncated },
        Err(bytes) => Clean { text: Cow::Owned(String::from_utf8_lossy(&bytes).into_owned()), lossy: true, truncated },
    }
}

/// Removes line ends from the end: `\n`, `\r\n`, and blank lines.
pub(super) fn trim_line_end(mut bytes: &[u8]) -> &[u8] {
    while let [rest @ .., b'\n' | b'\r'] = bytes {
        bytes = rest;
    }
    bytes
}

/// Tells whether a line may begin with a byte order mark.
pub(super) fn may_be_marked(line: &[u8]) -> bool {
    line.first() == BYTE_ORDER_MARK.first()
}

/// Skips the NULs that a truncation under a writer leaves before its next line, and the byte order mark of a file.
fn without_hole(line: &[u8]) -> &[u8] {
    let line = &line[line.iter().take_while(|byte| **byte == 0).count()..];
    line.strip_prefix(&BYTE_ORDER_MARK).unwrap_or(line)
}

/// Cuts a line to a length in bytes, at the start of a character.
fn cut(line: &[u8], max_line: usize) -> &[u8] {
    if line.len() <= max_line {
        return line;
    }
    let is_continuation = |byte: u8| byte & 0b1100_0000 == 0b1000_0000;
    let back = (0..4.min(max_line + 1)).find(|back| !is_continuation(line[max_line - back]));
    &line[..max_line - back.unwrap_or(0)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_become_readable_text() {
        let cases: [(&[u8], &str, bool, Option<u64>); 12] = [
            ("\u{feff}marked".as_bytes(), "marked", false, None),
            (b"plain\n", "plain", false, None),
            (b"one\r\ntwo\r\n", "one\ntwo", false, None),
            (b"\x1b[1mred\x1b[0m tex", "red tex", false, None),
            (b"\x1b]8;;u\x07a\x1b]8;;\x07", "a", false, None),
            (b"\x1b]0;title\x1b\\after", "after", false, None),
            (b"cut \x1b[", "cut ", false, None),
            (b"\0\0\0\0after a hole", "after a hole", false, None),
            (b"a \xff\xfe b", "a \u{fffd}\u{fffd} b", true, None),
            (b"0123456789abcdefXYZ", "0123456789abcdef", false, Some(19)),
            ("0123456789abcde\u{e9}".as_bytes(), "0123456789abcde", false, Some(17)),
            (b"text\n\n\n", "text", false, None),
        ];
        for (bytes, text, lossy, truncated) in cases {
            assert_eq!(clean(bytes, 16), Clean { text: text.into(), lossy, truncated }, "{bytes:?}");
        }
    }
}
