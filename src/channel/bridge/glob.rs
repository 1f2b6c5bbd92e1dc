//! Patterns as Redis reads them: `*`, `?`, `[abc]`, `[^a]`, `[a-z]`, and `\` before what stands for itself.

/// Tells whether a text matches a pattern as a whole.
pub(super) fn matches(pattern: &[u8], text: &[u8]) -> bool {
    // Where the last `*` stands, and how much of the text it takes.
    let (mut star, mut taken) = (None, 0);
    let (mut at, mut place) = (0, 0);
    while place < text.len() {
        if pattern.get(at) == Some(&b'*') {
            (star, taken) = (Some(at), place);
            at += 1;
        } else if let Some(length) = one(&pattern[at..], text[place]) {
            at += length;
            place += 1;
        } else if let Some(star) = star {
            taken += 1;
            (at, place) = (star + 1, taken);
        } else {
            return false;
        }
    }
    pattern[at..].iter().all(|byte| *byte == b'*')
}

/// Returns how much of the pattern stands for one byte, if it stands for this one.
fn one(pattern: &[u8], byte: u8) -> Option<usize> {
    let (length, is_match) = match pattern {
        [] => return None,
        [b'?', ..] => (1, true),
        [b'\\', escaped, ..] => (2, *escaped == byte),
        [b'[', class @ ..] => {
            let (length, is_match) = is_among(class, byte);
            (1 + length, is_match)
        }
        [other, ..] => (1, *other == byte),
    };
    is_match.then_some(length)
}

/// Returns how long a class is, with its end, and whether it holds a byte.
fn is_among(class: &[u8], byte: u8) -> (usize, bool) {
    let is_negated = class.first() == Some(&b'^');
    let (mut at, mut is_among) = (usize::from(is_negated), false);
    loop {
        match &class[at..] {
            [] => return (at, is_among != is_negated),
            [b']', ..] => return (at + 1, is_among != is_negated),
            [b'\\', escaped, ..] => {
                is_among |= *escaped == byte;
                at += 2;
            }
            [from, b'-', to, ..] => {
                is_among |= (*from.min(to)..=*from.max(to)).contains(&byte);
                at += 3;
            }
            [other, ..] => {
                is_among |= *other == byte;
                at += 1;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_mean_what_they_mean_in_redis() {
        for (pattern, good, bad) in [
            ("trade.*", vec!["trade.", "trade.btc", "trade.a.b"], vec!["trade", "xtrade.a"]),
            ("*", vec!["", "a"], vec![]),
            ("*.a*b", vec![".ab", "x.a.ab", "x.aab"], vec!["x.a", "ab"]),
            ("h?llo", vec!["hello", "h*llo"], vec!["hllo", "heello"]),
            ("h[ae]llo", vec!["hallo", "hello"], vec!["hillo"]),
            ("h[^e]llo", vec!["hallo"], vec!["hello"]),
            ("h[a-c]llo", vec!["hbllo"], vec!["hdllo", "h-llo"]),
            ("a\\*", vec!["a*"], vec!["ab", "a\\*"]),
            ("a[\\]x]", vec!["a]", "ax"], vec!["a\\"]),
            ("exact", vec!["exact"], vec!["exactly", "exac"]),
        ] {
            let is_match = |text: &&str| matches(pattern.as_bytes(), text.as_bytes());
            assert!(good.iter().all(is_match), "{pattern}");
            assert!(!bad.iter().any(is_match), "{pattern}");
        }
    }
}
