//! Tells what a single word of a header is: a level, a number, the name of a logger, a host.

use crate::entry::Level;

/// Reads a level as headers print it in capitals; words that often begin a message, as `HTTP` does, are none.
pub(super) fn capital_level(word: &str) -> Option<Level> {
    if word.len() < 3 || word.len() > 13 || !word.bytes().all(|byte| byte.is_ascii_uppercase()) {
        return None;
    }
    match word {
        "HTTP" | "ALL" | "LOG" | "NOTE" | "FAIL" | "ASSERT" | "SUCCESS" | "CONFIG" | "DEB" => None,
        _ => Level::parse(word),
    }
}

/// Reads a level that its delimiters mark as one, in any case.
pub(super) fn marked_level(word: &str) -> Option<Level> {
    if word.len() > 13 || !word.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return None;
    }
    match word {
        "http" | "all" | "ALL" | "HTTP" | "log" => None,
        _ => Level::parse(word),
    }
}

/// Reads the single letter that stands for a level in padded columns.
pub(super) fn letter_level(word: &str) -> Option<Level> {
    match word.as_bytes() {
        [b'V' | b'D' | b'I' | b'W' | b'E' | b'F' | b'T' | b'C' | b'A' | b'N'] => {
            if word == "A" {
                Some(Level::Critical)
            } else {
                Level::parse(word)
            }
        }
        _ => None,
    }
}

pub(super) fn is_number(word: &str) -> bool {
    !word.is_empty() && word.len() <= 18 && word.bytes().all(|byte| byte.is_ascii_digit())
}

/// Tells whether decimal digits are also a JSON number, which must not begin with a zero.
pub(super) fn is_json_number(word: &str) -> bool {
    is_number(word) && (word.len() == 1 || !word.starts_with('0'))
}

/// Tells whether a word is a number that means the same to every reader of JSON: no exponent, which identifiers such as `12E400`
/// seem to have, no zeros in front, and no more digits than an integer or float of 64 bits keeps.
pub(super) fn is_safe_number(word: &str) -> bool {
    const MOST_DIGITS: usize = 17;
    let unsigned = word.strip_prefix('-').unwrap_or(word);
    match unsigned.split_once('.') {
        Some((whole, fraction)) => {
            is_json_number(whole) && is_number(fraction) && whole.len() + fraction.len() <= MOST_DIGITS
        }
        None => is_json_number(unsigned),
    }
}

/// Tells whether two bytes of ASCII stand side by side in a short text, where `str::contains` would compare at each place.
pub(super) fn has_pair(text: &str, [first, second]: [u8; 2]) -> bool {
    let bytes = text.as_bytes();
    memchr::memchr_iter(first, bytes).any(|at| bytes.get(at + 1) == Some(&second))
}

/// What a byte of a word may be, a bit each.
mod class {
    pub(super) const NAME: u8 = 1;
    pub(super) const LETTER: u8 = 2;
    pub(super) const DIGIT: u8 = 4;
    /// A hexadecimal digit or a dash.
    pub(super) const IDENTITY: u8 = 8;
    pub(super) const COLON: u8 = 16;
}

static CLASSES: [u8; 256] = {
    let mut table = [0; 256];
    let others = b"_.-$/@#*:~+";
    let mut index = 0;
    while index < others.len() {
        table[others[index] as usize] = class::NAME;
        index += 1;
    }
    let mut byte = 0u8;
    while byte < 128 {
        let letter = if byte.is_ascii_alphabetic() { class::NAME | class::LETTER } else { 0 };
        let digit = if byte.is_ascii_digit() { class::NAME | class::DIGIT } else { 0 };
        let identity = if byte.is_ascii_hexdigit() || byte == b'-' { class::IDENTITY } else { 0 };
        table[byte as usize] |= letter | digit | identity;
        byte += 1;
    }
    table[b':' as usize] |= class::COLON;
    table
};

/// Returns the classes that every byte is of, and those that any is of.
fn classes(bytes: &[u8]) -> (u8, u8) {
    bytes.iter().fold((u8::MAX, 0), |(every, any), byte| {
        let class = CLASSES[usize::from(*byte)];
        (every & class, any | class)
    })
}

/// Tells whether a word can be the name of a logger, module, class, program or host.
pub(super) fn is_name(word: &str) -> bool {
    let bytes = word.as_bytes();
    if bytes.is_empty() || bytes.len() > 100 {
        return false;
    }
    let (every, any) = classes(bytes);
    every & class::NAME != 0
        && any & class::LETTER != 0
        && !matches!(bytes[bytes.len() - 1], b'.' | b':' | b'-')
        && !matches!(bytes[0], b'-' | b'.' | b'*' | b'#' | b':')
        && (any & class::COLON == 0 || memchr::memchr(b':', bytes).is_none_or(|at| !bytes[at..].starts_with(b"://")))
}

/// Tells whether a name is made like that of a class or module: `a.b.C`, `a::b`, not `example.com:80` or `10.1.2.3`.
pub(super) fn is_dotted(word: &str) -> bool {
    let bytes = word.as_bytes();
    let begins_part = |at: usize| bytes.get(at).is_none_or(|byte| byte.is_ascii_alphabetic() || *byte == b'_');
    let mut dots = memchr::memchr_iter(b'.', bytes).peekable();
    dots.peek().is_some()
        && begins_part(0)
        && dots.all(|dot| begins_part(dot + 1))
        && memchr::memchr2(b'/', b'@', bytes).is_none()
        && is_name(word)
}

/// Tells whether a word is an identity: a long hexadecimal number, with dashes or without.
pub(super) fn is_identity(word: &[u8]) -> bool {
    let (every, any) = classes(word);
    word.len() >= 8 && every & class::IDENTITY != 0 && any & class::DIGIT != 0
}

/// Tells whether a word is nothing but small letters, as words of a message are.
pub(super) fn is_plain(word: &str) -> bool {
    word.bytes().all(|byte| byte.is_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_those_that_every_reader_keeps() {
        for good in ["0", "7", "-7", "1.50", "-0.25", "1769163301.123456", "123456789012345678"] {
            assert!(is_safe_number(good), "{good}");
        }
        let odd = ["9E0478", "12E400", "1e3", "007", "0x1f", "+5", ".5", "5.", "-", "", "1.2.3", "1_000", "NaN"];
        for text in odd.into_iter().chain(["1234567890123456789", "0.123456789012345678", "--1", "00.5"]) {
            assert!(!is_safe_number(text), "{text}");
        }
    }
}
