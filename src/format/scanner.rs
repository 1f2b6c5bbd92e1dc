//! Reads a line byte by byte, left to right.

/// A place in a line, from which small pieces are taken one after another.
#[derive(Clone, Copy)]
pub(super) struct Scanner<'a> {
    line: &'a str,
    at: usize,
}

impl<'a> Scanner<'a> {
    pub(super) fn new(line: &'a str) -> Scanner<'a> {
        Scanner { line, at: 0 }
    }

    pub(super) fn at(line: &'a str, at: usize) -> Scanner<'a> {
        Scanner { line, at }
    }

    /// Returns how many bytes were taken.
    pub(super) fn position(&self) -> usize {
        self.at
    }

    /// Returns what was not taken yet.
    pub(super) fn rest(&self) -> &'a str {
        self.line.get(self.at..).unwrap_or_default()
    }

    pub(super) fn rest_bytes(&self) -> &'a [u8] {
        self.line.as_bytes().get(self.at..).unwrap_or_default()
    }

    pub(super) fn peek(&self) -> Option<u8> {
        self.line.as_bytes().get(self.at).copied()
    }

    pub(super) fn peek_at(&self, offset: usize) -> Option<u8> {
        self.line.as_bytes().get(self.at + offset).copied()
    }

    pub(super) fn skip(&mut self, count: usize) {
        self.at += count;
    }

    /// Takes one certain byte.
    pub(super) fn eat(&mut self, byte: u8) -> Option<()> {
        (self.peek()? == byte).then(|| self.at += 1)
    }

    /// Takes a certain text.
    pub(super) fn eat_text(&mut self, text: &str) -> Option<()> {
        self.rest_bytes().starts_with(text.as_bytes()).then(|| self.at += text.len())
    }

    /// Takes one byte of a set and returns it.
    pub(super) fn eat_any(&mut self, set: &[u8]) -> Option<u8> {
        let byte = self.peek()?;
        set.contains(&byte).then(|| {
            self.at += 1;
            byte
        })
    }

    /// Takes all spaces and tabs and returns how many there were.
    pub(super) fn spaces(&mut self) -> usize {
        let count = self.rest_bytes().iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
        self.at += count;
        count
    }

    /// Takes a decimal number of `least` to `most` digits that no further digit follows.
    pub(super) fn number(&mut self, least: usize, most: usize) -> Option<u32> {
        let mut number = 0u32;
        let mut count = 0;
        while let Some(digit @ b'0'..=b'9') = self.peek_at(count) {
            number = number.checked_mul(10)?.checked_add(u32::from(digit - b'0'))?;
            count += 1;
            if count > most {
                return None;
            }
        }
        (count >= least).then(|| {
            self.at += count;
            number
        })
    }

    /// Takes the longest run of bytes that `wanted` accepts, which must accept bytes of ASCII alone or all others.
    pub(super) fn run(&mut self, wanted: impl Fn(u8) -> bool) -> &'a str {
        let count = self.rest_bytes().iter().take_while(|&&byte| wanted(byte)).count();
        self.take(count)
    }

    /// Takes a run of bytes that are no blanks; `None` where there is none.
    pub(super) fn word(&mut self) -> Option<&'a str> {
        let word = self.run(|byte| !matches!(byte, b' ' | b'\t'));
        (!word.is_empty()).then_some(word)
    }

    /// Takes all up to a byte, and that byte.
    pub(super) fn until(&mut self, byte: u8) -> Option<&'a str> {
        let count = memchr::memchr(byte, self.rest_bytes())?;
        let text = self.take(count);
        self.at += 1;
        Some(text)
    }

    /// Takes a quoted text, after its opening quote, up to its closing quote; a backslash guards the byte after it.
    pub(super) fn quoted(&mut self) -> Option<&'a str> {
        let mut count = 0;
        loop {
            count += memchr::memchr2(b'"', b'\\', self.rest_bytes().get(count..)?)?;
            if self.peek_at(count)? == b'"' {
                break;
            }
            count += 2;
        }
        let text = self.take(count);
        self.at += 1;
        Some(text)
    }

    fn take(&mut self, count: usize) -> &'a str {
        let text = self.line.get(self.at..self.at + count).unwrap_or_default();
        self.at += count;
        text
    }
}

/// Returns what stands in the bracket that opens at the start of a text, and where the text goes on after it.
///
/// Brackets of the same kind may be nested. `None` where it is not closed within `most` bytes.
pub(super) fn bracketed(text: &str, most: usize) -> Option<(&str, usize)> {
    let (open, close) = match text.as_bytes().first()? {
        b'[' => (b'[', b']'),
        b'(' => (b'(', b')'),
        b'<' => (b'<', b'>'),
        b'{' => (b'{', b'}'),
        _ => return None,
    };
    let bytes = &text.as_bytes()[..text.len().min(most)];
    let mut depth = 0;
    for at in memchr::memchr2_iter(open, close, bytes) {
        if bytes[at] == open {
            depth += 1;
            continue;
        }
        depth -= 1;
        if depth == 0 {
            return Some((text.get(1..at)?, at + 1));
        }
    }
    None
}
