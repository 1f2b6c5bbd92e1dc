//! Walks over JSON text without building anything, and checks it as it goes.
//!
//! Faster than a general parser, since values are only skipped, and safe with any nesting: the open brackets are bits of
//! a vector, not frames of the stack.

use std::borrow::Cow;

use super::name::Name;

/// Calls `each` with the name and the raw value of every member of an object that is the whole text.
///
/// `None` where the text is not exactly one valid JSON object.
pub(in crate::format) fn members<'a>(text: &'a str, mut each: impl FnMut(Name<'a>, &'a str)) -> Option<()> {
    let at = blanks(text.as_bytes(), 0);
    let after = match is_clean(text.as_bytes()) {
        true => object::<true>(text, at, &mut each),
        false => object::<false>(text, at, &mut each),
    };
    end(text.as_bytes(), after?)
}

/// Tells whether a text holds neither escapes nor control bytes, so that the next quote ends a string.
pub(super) fn is_clean(bytes: &[u8]) -> bool {
    let (chunks, rest) = bytes.as_chunks::<32>();
    let dirty = |byte: &u8| *byte < 0x20 || *byte == b'\\';
    let chunk_is_clean = |chunk: &[u8; 32]| !chunk.iter().fold(false, |any, byte| any | dirty(byte));
    chunks.iter().all(chunk_is_clean) && !rest.iter().any(dirty)
}

/// Calls `each` with the name and the raw value of every member of the object at `at`, and returns where it ends.
pub(super) fn object<'a, const CLEAN: bool>(
    text: &'a str,
    mut at: usize,
    each: &mut impl FnMut(Name<'a>, &'a str),
) -> Option<usize> {
    let bytes = text.as_bytes();
    if *bytes.get(at)? != b'{' {
        return None;
    }
    at = blanks(bytes, at + 1);
    if *bytes.get(at)? == b'}' {
        return Some(at + 1);
    }
    loop {
        let (name, after_name) = string_of_name::<CLEAN>(text, at)?;
        at = blanks(bytes, after_name);
        if *bytes.get(at)? != b':' {
            return None;
        }
        at = blanks(bytes, at + 1);
        let after_value = value::<CLEAN>(bytes, at)?;
        each(name, text.get(at..after_value)?);
        at = blanks(bytes, after_value);
        match *bytes.get(at)? {
            b',' => at = blanks(bytes, at + 1),
            b'}' => return Some(at + 1),
            _ => return None,
        }
    }
}

/// Returns the name whose opening quote is at `at`, and where it ends behind its closing quote.
#[inline]
pub(super) fn string_of_name<const CLEAN: bool>(text: &str, at: usize) -> Option<(Name<'_>, usize)> {
    let bytes = text.as_bytes();
    if *bytes.get(at)? != b'"' {
        return None;
    }
    let plain_end = plain::<CLEAN>(bytes, at + 1);
    Some(match *bytes.get(plain_end)? {
        b'"' => (Name::plain(text.get(at + 1..plain_end)?), plain_end + 1),
        _ => {
            let end = string::<CLEAN>(bytes, plain_end)?;
            (Name::escaped(text.get(at..end - 1)?), end)
        }
    })
}

pub(super) fn end(bytes: &[u8], at: usize) -> Option<()> {
    (blanks(bytes, at) == bytes.len()).then_some(())
}

#[inline]
pub(super) fn blanks(bytes: &[u8], mut at: usize) -> usize {
    while let Some(b' ' | b'\t' | b'\r' | b'\n') = bytes.get(at) {
        at += 1;
    }
    at
}

/// Returns where the value that starts at `at` ends; `None` where it is invalid.
#[inline]
pub(super) fn value<const CLEAN: bool>(bytes: &[u8], at: usize) -> Option<usize> {
    match *bytes.get(at)? {
        b'"' => string::<CLEAN>(bytes, at + 1),
        b'{' | b'[' => nested::<CLEAN>(bytes, at),
        _ => scalar(bytes, at),
    }
}

fn scalar(bytes: &[u8], at: usize) -> Option<usize> {
    let literal = |word: &[u8]| bytes.get(at..)?.starts_with(word).then_some(at + word.len());
    match bytes[at] {
        b't' => literal(b"true"),
        b'f' => literal(b"false"),
        b'n' => literal(b"null"),
        _ => number(bytes, at),
    }
}

/// Returns where the string ends whose first byte behind the opening quote is at `at`.
#[inline]
fn string<const CLEAN: bool>(bytes: &[u8], mut at: usize) -> Option<usize> {
    loop {
        at = plain::<CLEAN>(bytes, at);
        match *bytes.get(at)? {
            b'"' => return Some(at + 1),
            b'\\' => at = escape(bytes, at + 1)?,
            _ => return None,
        }
    }
}

/// Returns where the run of bytes ends that are no quote, no backslash and no control byte, eight at a time.
#[inline]
fn plain<const CLEAN: bool>(bytes: &[u8], mut at: usize) -> usize {
    const ONES: u64 = u64::from_ne_bytes([1; 8]);
    const HIGHS: u64 = ONES << 7;
    while let Some(chunk) = bytes.get(at..).and_then(|rest| rest.first_chunk::<8>()) {
        let word = u64::from_le_bytes(*chunk);
        let quote = word ^ (ONES * 0x22);
        let mut hits = quote.wrapping_sub(ONES) & !quote;
        if !CLEAN {
            let backslash = word ^ (ONES * 0x5c);
            let control = word.wrapping_sub(ONES * 0x20);
            hits |= backslash.wrapping_sub(ONES) & !backslash | control & !word;
        }
        hits &= HIGHS;
        if hits != 0 {
            return at + (hits.trailing_zeros() / 8) as usize;
        }
        at += 8;
    }
    while let Some(&byte) = bytes.get(at) {
        if byte == b'"' || (!CLEAN && (byte == b'\\' || byte < 0x20)) {
            break;
        }
        at += 1;
    }
    at
}

fn escape(bytes: &[u8], at: usize) -> Option<usize> {
    match *bytes.get(at)? {
        b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => Some(at + 1),
        b'u' => bytes.get(at + 1..at + 5)?.iter().all(u8::is_ascii_hexdigit).then_some(at + 5),
        _ => None,
    }
}

fn number(bytes: &[u8], mut at: usize) -> Option<usize> {
    let digits = |at: usize| -> Option<usize> {
        let count = bytes.get(at..)?.iter().take_while(|byte| byte.is_ascii_digit()).count();
        (count > 0).then_some(at + count)
    };
    if bytes[at] == b'-' {
        at += 1;
    }
    at = if *bytes.get(at)? == b'0' { at + 1 } else { digits(at)? };
    if bytes.get(at) == Some(&b'.') {
        at = digits(at + 1)?;
    }
    if let Some(b'e' | b'E') = bytes.get(at) {
        at += 1;
        if let Some(b'+' | b'-') = bytes.get(at) {
            at += 1;
        }
        at = digits(at)?;
    }
    Some(at)
}

/// The kinds of the brackets that are open: a bit each, set for an object.
#[derive(Default)]
struct Open {
    last: u64,
    depth: usize,
    below: Vec<u64>,
}

impl Open {
    fn push(&mut self, object: bool) {
        if self.depth > 0 && self.depth.is_multiple_of(64) {
            self.below.push(self.last);
        }
        self.last = self.last << 1 | u64::from(object);
        self.depth += 1;
    }

    fn pop(&mut self) {
        self.depth -= 1;
        self.last >>= 1;
        if self.depth.is_multiple_of(64)
            && let Some(below) = self.below.pop()
        {
            self.last = below;
        }
    }

    fn in_object(&self) -> bool {
        self.last & 1 == 1
    }
}

/// Returns where the object or array that starts at `at` ends.
fn nested<const CLEAN: bool>(bytes: &[u8], mut at: usize) -> Option<usize> {
    let mut open = Open::default();
    loop {
        // A value, or a bracket that opens.
        match *bytes.get(at)? {
            bracket @ (b'{' | b'[') => {
                open.push(bracket == b'{');
                at = blanks(bytes, at + 1);
                let close = if bracket == b'{' { b'}' } else { b']' };
                if *bytes.get(at)? != close {
                    if bracket == b'{' {
                        at = name::<CLEAN>(bytes, at)?;
                    }
                    continue;
                }
            }
            b'"' => at = string::<CLEAN>(bytes, at + 1)?,
            _ => at = scalar(bytes, at)?,
        }
        // What ends or follows it.
        loop {
            at = blanks(bytes, at);
            match (*bytes.get(at)?, open.in_object()) {
                (b',', object) => {
                    at = blanks(bytes, at + 1);
                    if object {
                        at = name::<CLEAN>(bytes, at)?;
                    }
                    break;
                }
                (b'}', true) | (b']', false) => open.pop(),
                _ => return None,
            }
            at += 1;
            if open.depth == 0 {
                return Some(at);
            }
        }
    }
}

/// Returns where the value starts behind the member name at `at`.
fn name<const CLEAN: bool>(bytes: &[u8], at: usize) -> Option<usize> {
    if *bytes.get(at)? != b'"' {
        return None;
    }
    let at = blanks(bytes, string::<CLEAN>(bytes, at + 1)?);
    (*bytes.get(at)? == b':').then(|| blanks(bytes, at + 1))
}

/// Returns where the text ends that begins behind the opening quote of a string: the place of its closing quote.
pub(in crate::format) fn string_end(text: &str) -> Option<usize> {
    string::<false>(text.as_bytes(), 0).map(|end| end - 1)
}

/// Returns the text that a raw JSON string (without its quotes) stands for; a lone surrogate becomes U+FFFD.
pub(in crate::format) fn unescape(raw: &str) -> Cow<'_, str> {
    let Some(first) = memchr::memchr(b'\\', raw.as_bytes()) else {
        return Cow::Borrowed(raw);
    };
    let mut text = String::with_capacity(raw.len());
    let (plain, mut rest) = raw.split_at(first);
    text.push_str(plain);
    while let Some(escaped) = rest.strip_prefix('\\') {
        let mut taken = 1;
        match escaped.as_bytes().first() {
            Some(b'b') => text.push('\u{8}'),
            Some(b'f') => text.push('\u{c}'),
            Some(b'n') => text.push('\n'),
            Some(b'r') => text.push('\r'),
            Some(b't') => text.push('\t'),
            Some(b'u') => {
                let (letter, length) = code_unit(escaped);
                text.push(letter);
                taken = length;
            }
            Some(&byte) => text.push(char::from(byte)),
            None => break,
        }
        rest = escaped.get(taken..).unwrap_or_default();
        let next = memchr::memchr(b'\\', rest.as_bytes()).unwrap_or(rest.len());
        text.push_str(&rest[..next]);
        rest = &rest[next..];
    }
    Cow::Owned(text)
}

/// Returns a text without the backslashes that guard the byte after them.
pub(in crate::format) fn unescape_guarded(raw: &str) -> Cow<'_, str> {
    if memchr::memchr(b'\\', raw.as_bytes()).is_none() {
        return Cow::Borrowed(raw);
    }
    let mut text = String::with_capacity(raw.len());
    let mut letters = raw.chars().peekable();
    while let Some(letter) = letters.next() {
        match (letter, letters.peek()) {
            ('\\', Some(&guarded @ ('"' | '\\' | ']'))) => {
                text.push(guarded);
                letters.next();
            }
            _ => text.push(letter),
        }
    }
    Cow::Owned(text)
}

/// Reads `uXXXX`, or `uXXXX\uXXXX` of a pair, and returns the letter and how many bytes it takes.
fn code_unit(escaped: &str) -> (char, usize) {
    let unit = |from: usize| escaped.get(from..from + 4).and_then(|hex| u32::from_str_radix(hex, 16).ok());
    let Some(first) = unit(1) else { return ('\u{fffd}', 1) };
    if let 0xd800..0xdc00 = first
        && escaped.as_bytes().get(5..7) == Some(b"\\u")
        && let Some(second @ 0xdc00..0xe000) = unit(7)
    {
        let letter = char::from_u32(0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00));
        return (letter.unwrap_or('\u{fffd}'), 11);
    }
    (char::from_u32(first).unwrap_or('\u{fffd}'), 5)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn is_object(text: &str) -> bool {
        members(text, |_, _| {}).is_some()
    }

    #[test]
    fn the_deepest_nesting_takes_no_stack() {
        for (open, close) in [("[", "]"), (r#"{"a":"#, "}")] {
            let deep = format!(r#"{{"x":{}1{}}}"#, open.repeat(1_000_000), close.repeat(1_000_000));
            assert!(is_object(&deep));
            assert!(!is_object(&deep[..deep.len() - 1]));
        }
        let mixed = format!(r#"{{"x":{}1{}}}"#, r#"[{"a":"#.repeat(1000), "}]".repeat(1000));
        assert!(is_object(&mixed));
        assert!(!is_object(&mixed.replacen("}]}]", "}}]]", 1)));
    }

    #[test]
    fn strings_are_unescaped_as_json_says() {
        for raw in [r"a\n\t\\b", r"\u00e9x", r"\ud83d\ude00!", "plain", r#"\"q\"\/"#] {
            let expected: String = serde_json::from_str(&format!("\"{raw}\"")).unwrap();
            assert_eq!(unescape(raw), expected);
        }
        assert_eq!(unescape(r"\ud83dx\u12"), "\u{fffd}x\u{fffd}12");
    }

    proptest! {
        #[test]
        fn what_is_valid_agrees_with_serde(text in r#"\{([\{\}\[\],:"\\ue0-9.\-+a-f\n ]|"a":|true|null|"[a-z]*"){0,12}\}"#) {
            let expected = serde_json::from_str::<serde::de::IgnoredAny>(&text).is_ok();
            prop_assert_eq!(is_object(&text), expected, "{}", text);
        }

        #[test]
        fn every_object_of_serde_is_valid(map in prop::collection::btree_map(".*", ".*", 0..5), list in prop::collection::vec(any::<f64>(), 0..4)) {
            let text = serde_json::json!({ "map": map, "list": list, "deep": [[{"a": [map]}, {}], []] });
            prop_assert!(is_object(&text.to_string()));
            prop_assert!(is_object(&serde_json::to_string_pretty(&text).unwrap()));
        }
    }
}
