//! Looks for a text of ASCII whatever its case.

use memchr::memmem;

/// A text of ASCII to be found in any case.
#[derive(Clone, Debug)]
pub(super) struct Caseless {
    /// In lower case.
    text: Vec<u8>,
    /// The two rarest of its bytes, that which stands first first.
    rare: [Rare; 2],
}

/// A byte at its place in the text.
#[derive(Clone, Copy, Debug)]
struct Rare {
    at: usize,
    byte: u8,
    /// What makes a letter small: nothing for other bytes.
    case: u8,
}

/// Positions that are looked at in one step, a multiple of what one instruction compares.
const STEP: usize = 64;

/// Bytes as they are frequent in logs, the rarest last; those that are not named are rarer still.
const FREQUENT: &[u8] = b" etaoinrs0123456789ldcu-.:mpfgbhvw,/\"_y=[]kx";

impl Caseless {
    /// Takes a text of two bytes or more, all of ASCII; `None` for others.
    pub(super) fn new(text: &str) -> Option<Caseless> {
        if !text.is_ascii() || text.len() < 2 {
            return None;
        }
        let text = text.to_ascii_lowercase().into_bytes();
        let frequency =
            |at: &usize| FREQUENT.iter().rev().position(|byte| *byte == text[*at]).map_or(0, |place| place + 1);
        let mut places: Vec<usize> = (0..text.len()).collect();
        places.sort_by_key(frequency);
        let rare = |at: usize| Rare { at, byte: text[at], case: if text[at].is_ascii_alphabetic() { 0x20 } else { 0 } };
        let rare = [rare(places[0].min(places[1])), rare(places[0].max(places[1]))];
        Some(Caseless { text, rare })
    }

    /// Tells whether a block holds letters beyond ASCII that stand for ones of this text: `ſ` for `s`, the sign of Kelvin for `k`.
    pub(super) fn may_be_written_otherwise(&self, block: &[u8]) -> bool {
        [(b's', "\u{17f}"), (b'k', "\u{212a}")]
            .iter()
            .any(|(byte, other)| self.text.contains(byte) && memmem::find(block, other.as_bytes()).is_some())
    }

    /// Returns where the text stands first at or behind `from`.
    pub(super) fn find(&self, block: &[u8], from: usize) -> Option<usize> {
        let last = block.len().checked_sub(self.text.len())?;
        let [first, second] = self.rare;
        let mut from = from;
        while let (Some(one), Some(other)) = (chunk(block, from + first.at), chunk(block, from + second.at)) {
            if hold_pair(one, other, self.rare)
                && let Some(found) = self.find_between(block, from, (from + STEP).min(last + 1))
            {
                return Some(found);
            }
            from += STEP;
        }
        self.find_between(block, from, last + 1)
    }

    fn find_between(&self, block: &[u8], from: usize, to: usize) -> Option<usize> {
        (from..to).find(|at| block[*at..at + self.text.len()].eq_ignore_ascii_case(&self.text))
    }
}

fn chunk(block: &[u8], from: usize) -> Option<&[u8; STEP]> {
    block.get(from..)?.first_chunk()
}

/// Tells whether both bytes stand at the same place, each in its own chunk; without a branch, so that many are compared by one
/// instruction.
fn hold_pair(one: &[u8; STEP], other: &[u8; STEP], [first, second]: [Rare; 2]) -> bool {
    let mut any = 0;
    for index in 0..STEP {
        let is_first = u8::from(one[index] | first.case == first.byte);
        let is_second = u8::from(other[index] | second.case == second.byte);
        any |= is_first & is_second;
    }
    any != 0
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use regex::bytes::RegexBuilder;

    use super::*;

    proptest! {
        #[test]
        fn a_text_is_found_where_a_regex_finds_it(
            text in "[abkqs@. ]{2,5}",
            block in prop::collection::vec(prop::sample::select(b"aAbBkKqQsS@`. \n".to_vec()), 0..300),
            from in 0usize..80,
        ) {
            let regex = RegexBuilder::new(&regex::escape(&text)).case_insensitive(true).build().unwrap();
            let caseless = Caseless::new(&text).unwrap();
            let from = from.min(block.len());
            prop_assert_eq!(caseless.find(&block, from), regex.find_at(&block, from).map(|found| found.start()));
        }
    }

    #[test]
    fn letters_that_fold_to_ascii_are_noticed() {
        for (text, block) in [("pass", "paſſ"), ("token", "to\u{212a}en")] {
            let caseless = Caseless::new(text).unwrap();
            assert!(caseless.may_be_written_otherwise(block.as_bytes()));
            assert!(!caseless.may_be_written_otherwise(b"to pass a token"));
        }
    }
}
