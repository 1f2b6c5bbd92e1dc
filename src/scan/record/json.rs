//! Writes JSON tokens into bytes.

const LOW_BITS: u64 = 0x0101_0101_0101_0101;
const HIGH_BITS: u64 = 0x8080_8080_8080_8080;

/// Appends a text as a JSON string.
pub(in crate::scan) fn write_string(out: &mut Vec<u8>, text: &str) {
    out.reserve(text.len() + 2);
    out.push(b'"');
    let mut rest = text.as_bytes();
    loop {
        let plain = plain_length(rest);
        out.extend_from_slice(&rest[..plain]);
        let Some(byte) = rest.get(plain) else { break };
        write_escape(out, *byte);
        rest = &rest[plain + 1..];
    }
    out.push(b'"');
}

/// Returns how many bytes stand before the first that must be escaped, looking at many at a time.
fn plain_length(bytes: &[u8]) -> usize {
    let (large, _) = bytes.as_chunks::<32>();
    // Without a branch, so that many bytes are looked at by one instruction.
    let is_special = |byte: &u8| (*byte < 0x20) | (*byte == b'"') | (*byte == b'\\');
    let holds_special = |chunk: &&[u8; 32]| chunk.iter().fold(false, |any, byte| any | is_special(byte));
    let mut length = 32 * large.iter().take_while(|chunk| !holds_special(chunk)).count();
    let (small, rest) = bytes[length..].as_chunks::<8>();
    for chunk in small {
        let found = special_bytes(*chunk);
        if found != 0 {
            return length + found.trailing_zeros() as usize / 8;
        }
        length += 8;
    }
    // The last few bytes are looked at together with those before them.
    if bytes.last_chunk::<8>().is_some_and(|last| special_bytes(*last) == 0) {
        return bytes.len();
    }
    length + rest.iter().position(is_special).unwrap_or(rest.len())
}

/// Returns the high bit of the first byte that must be escaped, and of some behind it.
fn special_bytes(chunk: [u8; 8]) -> u64 {
    let word = u64::from_le_bytes(chunk);
    let zero_in = |word: u64| word.wrapping_sub(LOW_BITS) & !word;
    let control = word.wrapping_sub(LOW_BITS * 0x20) & !word;
    let special = zero_in(word ^ (LOW_BITS * u64::from(b'"'))) | zero_in(word ^ (LOW_BITS * u64::from(b'\\')));
    (control | special) & HIGH_BITS
}

fn write_escape(out: &mut Vec<u8>, byte: u8) {
    let short = match byte {
        b'"' | b'\\' => byte,
        b'\n' => b'n',
        b'\t' => b't',
        b'\r' => b'r',
        8 => b'b',
        12 => b'f',
        _ => {
            out.extend_from_slice(b"\\u00");
            out.extend([byte >> 4, byte & 15].map(|digit| b"0123456789abcdef"[usize::from(digit)]));
            return;
        }
    };
    out.extend([b'\\', short]);
}

/// Appends a whole number.
pub(super) fn write_number(out: &mut Vec<u8>, mut number: u64) {
    let mut digits = [0; 20];
    let mut at = digits.len();
    loop {
        at -= 1;
        digits[at] = b'0' + (number % 10) as u8;
        number /= 10;
        if number == 0 {
            break;
        }
    }
    out.extend_from_slice(&digits[at..]);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn strings_read_back(text in "\\PC*|(.|\n|\r|\t|\u{1}|\"|\\\\){0,40}") {
            let mut out = Vec::new();
            write_string(&mut out, &text);
            prop_assert_eq!(serde_json::from_slice::<String>(&out).unwrap(), text);
        }

        #[test]
        fn numbers_read_back(number: u64) {
            let mut out = Vec::new();
            write_number(&mut out, number);
            prop_assert_eq!(String::from_utf8(out).unwrap(), number.to_string());
        }
    }
}
