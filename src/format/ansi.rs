//! Takes the escape sequences of terminals out of text.

use std::borrow::Cow;

use memchr::{memchr, memchr2};

const ESCAPE: u8 = 0x1b;

/// Returns a text without its ANSI escape sequences: CSI (colours, ECMA-48), OSC (titles, links) and two-character ones.
pub fn strip(text: &str) -> Cow<'_, str> {
    if memchr(ESCAPE, text.as_bytes()).is_none() {
        return Cow::Borrowed(text);
    }
    let mut stripped = Vec::with_capacity(text.len());
    push(&mut stripped, text.as_bytes());
    // A sequence may only be cut out of text within a character that is none.
    Cow::Owned(String::from_utf8_lossy(&stripped).into_owned())
}

/// Appends text without its ANSI escape sequences; one that has begun within another breaks that off.
pub fn push(out: &mut Vec<u8>, mut text: &[u8]) {
    while let Some(at) = memchr(ESCAPE, text) {
        out.extend_from_slice(&text[..at]);
        text = &text[at + length(&text[at..])..];
    }
    out.extend_from_slice(text);
}

fn length(sequence: &[u8]) -> usize {
    match sequence.get(1) {
        Some(b'[') => match sequence[2..].iter().position(|byte| matches!(byte, 0x40..=0x7e | &ESCAPE)) {
            Some(end) => end + 2 + usize::from(sequence[end + 2] != ESCAPE),
            None => sequence.len(),
        },
        // It ends with BEL or `ESC \`.
        Some(b']') => match memchr2(7, ESCAPE, &sequence[2..]).map(|end| (end + 2, &sequence[end + 2..])) {
            Some((end, [ESCAPE, b'\\', ..])) => end + 2,
            Some((end, [ESCAPE, ..])) => end,
            Some((bell, _)) => bell + 1,
            None => sequence.len(),
        },
        Some(b'(' | b')') => sequence.len().min(3),
        Some(0x40..=0x5f | b'7' | b'8' | b'=' | b'>') => 2,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sequences_end_where_terminals_end_them() {
        for (text, stripped) in [
            ("a\x1b]0;title\x07b", "ab"),
            ("a\x1b]0;title\x1b\\b", "ab"),
            ("a\x1b]8;;u\x1b\\b\x07c", "ab\x07c"),
            ("a\x1b]0;title\x1b[1mb", "ab"),
            ("a\x1b]0;title", "a"),
            ("a\x1b[1;\x1b[31mb", "ab"),
            ("a\x1b]\x1b]\x1b]\x07b", "ab"),
        ] {
            assert_eq!(strip(text), stripped, "{text:?}");
        }
    }

    #[test]
    fn sequences_without_an_end_cost_no_more_than_others() {
        // Looking for the end of each to the end of the text took minutes.
        for begun in ["\x1b]", "\x1b[1;", "\x1b]\x1b["] {
            assert!(strip(&begun.repeat(2_000_000)).len() < 10);
        }
    }
}
