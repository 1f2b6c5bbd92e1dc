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

/// The bytes of names.
static NAME_BYTES: [bool; 256] = {
    let mut table = [false; 256];
    let others = b"_.-$/@#*:~+";
    let mut byte = 0u8;
    while byte < 128 {
        table[byte as usize] = byte.is_ascii_alphanumeric();
        byte += 1;
    }
    let mut index = 0;
    while index < others.len() {
        table[others[index] as usize] = true;
        index += 1;
    }
    table
};

/// Tells whether a word can be the name of a logger, module, class, program or host.
pub(super) fn is_name(word: &str) -> bool {
    let bytes = word.as_bytes();
    !bytes.is_empty()
        && bytes.len() <= 100
        && bytes.iter().all(|byte| NAME_BYTES[usize::from(*byte)])
        && bytes.iter().any(u8::is_ascii_alphabetic)
        && !matches!(bytes[bytes.len() - 1], b'.' | b':' | b'-')
        && !matches!(bytes[0], b'-' | b'.' | b'*' | b'#' | b':')
        && memchr::memchr(b':', bytes).is_none_or(|at| !bytes[at..].starts_with(b"://"))
}

/// Tells whether a name is made like that of a class or module: `a.b.C`, `a::b`, not `example.com:80` or `10.1.2.3`.
pub(super) fn is_dotted(word: &str) -> bool {
    is_name(word)
        && !word.contains(['/', '@'])
        && word.split('.').count() >= 2
        && word
            .split('.')
            .all(|part| part.as_bytes().first().is_some_and(|byte| byte.is_ascii_alphabetic() || *byte == b'_'))
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
