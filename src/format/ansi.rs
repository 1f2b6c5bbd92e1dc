//! Takes the escape sequences of terminals out of text.

use std::borrow::Cow;

use memchr::{memchr, memchr_iter};

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

/// Appends text without its ANSI escape sequences.
pub fn push(out: &mut Vec<u8>, mut text: &[u8]) {
    while let Some(at) = memchr(ESCAPE, text) {
        out.extend_from_slice(&text[..at]);
        text = &text[at + length(&text[at..])..];
    }
    out.extend_from_slice(text);
}

fn length(sequence: &[u8]) -> usize {
    match sequence.get(1) {
        Some(b'[') => match sequence[2..].iter().position(|byte| matches!(byte, 0x40..=0x7e)) {
            Some(last) => last + 3,
            None => sequence.len(),
        },
        Some(b']') => match sequence.iter().position(|byte| *byte == 7) {
            Some(bell) => bell + 1,
            None => {
                memchr_iter(ESCAPE, &sequence[1..]).next().map_or(sequence.len(), |next| (next + 3).min(sequence.len()))
            }
        },
        Some(b'(' | b')') => sequence.len().min(3),
        Some(0x40..=0x5f | b'7' | b'8' | b'=' | b'>') => 2,
        _ => 1,
    }
}
