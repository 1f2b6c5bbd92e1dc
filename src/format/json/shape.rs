//! Remembers how the last lines of JSON were made, since most lines of a file are made alike.
//!
//! What stands between two values, `, "level": `, is compared as a whole instead of being taken apart, and its name is looked up once.

use super::keys::{self, Key};
use super::name::Name;
use super::scan::{blanks, end, is_clean, object, string_of_name, value};
use super::{Role, kind};

/// The members of the last line that was unlike those before, in its order.
#[derive(Default)]
pub(super) struct Shape {
    links: Vec<Link>,
    /// How many lines were unlike it.
    misses: u32,
}

/// What stands before a value.
struct Link {
    /// From the end of the value before it, or the start of the line, to its own start.
    lead: Box<[u8]>,
    /// Where its name begins and ends in that.
    name: (usize, usize),
    known: Known,
}

/// What is known of a name.
#[derive(Clone, Copy)]
pub(super) struct Known {
    pub(super) key: Key,
    /// Its bit among 64 kinds.
    pub(super) kind: u64,
}

/// More members, and longer leads, are not remembered.
const MOST_LINKS: usize = 64;
const LONGEST_LEAD: usize = 128;

/// Of lines that are unlike the last, each so many is learnt: where kinds of lines take turns, none should be learnt all the time.
const LEARNT: u32 = 8;

impl Known {
    fn of(name: &str) -> Known {
        Known { key: keys::lookup(name), kind: kind(name) }
    }
}

impl Shape {
    /// Calls `each` with every member of an object that is the whole text, as [`members`](super::scan::members) does, and what is
    /// known of its name. Before a member that is an object to be spread it is called with the members of that, of which nothing
    /// is known, where the `inner` are wanted.
    pub(super) fn members<'a>(
        &mut self,
        text: &'a str,
        inner: bool,
        mut each: impl FnMut(Name<'a>, Option<&Known>, &'a str),
    ) -> Option<()> {
        match is_clean(text.as_bytes()) {
            true => self.walk::<true>(text, inner, &mut each),
            false => self.walk::<false>(text, inner, &mut each),
        }
    }

    fn walk<'a, const CLEAN: bool>(
        &mut self,
        text: &'a str,
        inner: bool,
        each: &mut impl FnMut(Name<'a>, Option<&Known>, &'a str),
    ) -> Option<()> {
        let bytes = text.as_bytes();
        let (mut at, mut index) = (0, 0);
        while let Some(link) = self.links.get(index).filter(|link| bytes[at..].starts_with(&link.lead)) {
            let name = text.get(at + link.name.0..at + link.name.1)?;
            // Blanks may follow where none did before.
            let start = blanks(bytes, at + link.lead.len());
            at = value_of::<CLEAN>(text, start, inner && link.known.key.role == Role::Spread, each)?;
            each(Name::plain(name), Some(&link.known), text.get(start..at)?);
            index += 1;
        }
        match bytes.get(at) {
            Some(b'}') if index > 0 => end(bytes, at + 1),
            _ => self.walk_on::<CLEAN>(text, (at, index), inner, each),
        }
    }

    /// Goes on behind so many members, where the line is unlike the last.
    fn walk_on<'a, const CLEAN: bool>(
        &mut self,
        text: &'a str,
        (mut at, mut index): (usize, usize),
        inner: bool,
        each: &mut impl FnMut(Name<'a>, Option<&Known>, &'a str),
    ) -> Option<()> {
        let bytes = text.as_bytes();
        let learns = self.misses.is_multiple_of(LEARNT);
        self.misses = self.misses.wrapping_add(1);
        if learns {
            self.links.truncate(index);
        }
        loop {
            let lead = at;
            at = blanks(bytes, at);
            match (*bytes.get(at)?, index) {
                (b'{', 0) => at = blanks(bytes, at + 1),
                (b',', 1..) => at = blanks(bytes, at + 1),
                (b'}', 1..) => return end(bytes, at + 1),
                _ => return None,
            }
            if index == 0 && *bytes.get(at)? == b'}' {
                return end(bytes, at + 1);
            }
            let quote = at;
            let (name, after_name) = string_of_name::<CLEAN>(text, quote)?;
            at = blanks(bytes, after_name);
            if *bytes.get(at)? != b':' {
                return None;
            }
            let start = blanks(bytes, at + 1);
            let known = Known::of(&name.text());
            if learns && index == self.links.len() && index < MOST_LINKS && start - lead <= LONGEST_LEAD {
                // A name with escapes is not remembered, and so nothing behind it.
                let plain = name.as_plain().map(|_| (quote + 1 - lead, after_name - 1 - lead));
                self.links.extend(plain.map(|name| Link { lead: bytes[lead..start].into(), name, known }));
            }
            at = value_of::<CLEAN>(text, start, inner && known.key.role == Role::Spread, each)?;
            each(name, Some(&known), text.get(start..at)?);
            index += 1;
        }
    }
}

/// Returns where the value at `start` ends; calls `each` with its members where they are wanted and there are any.
#[inline]
fn value_of<'a, const CLEAN: bool>(
    text: &'a str,
    start: usize,
    inner: bool,
    each: &mut impl FnMut(Name<'a>, Option<&Known>, &'a str),
) -> Option<usize> {
    match inner && text.as_bytes().get(start) == Some(&b'{') {
        true => object::<CLEAN>(text, start, &mut |name, raw| each(name, None, raw)),
        false => value::<CLEAN>(text.as_bytes(), start),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::scan;
    use super::*;

    fn any_text() -> impl Strategy<Value = String> {
        prop_oneof![
            r#"\{(("a"|"level"|"\\u0061"|"b")(:| : |: )("x"|1|-2\.5e3|true|\{"a":1\}|\[1, 2\]|"\\n")(,|, | ,)){0,4}"a":1 ?\} ?"#,
            r#"\{"a": [0-9]{1,3}, "level": "[a-z]{0,9}", "b": (null|"\\""|\[\])\}"#,
            r#"\{"a": [0-9], "(context|extra)": (\{("x": [0-9]{1,2}(, "\\u0078":\{"y":"[a-z]"\})?)? ?\}|7), "b": (1|\{"x":)\}"#,
            r#"\{([\{\}\[\],:"\\ue0-9.\-+a-f\n ]|"a":|true|null|"[a-z]*"){0,8}\}"#,
        ]
    }

    proptest! {
        #[test]
        fn lines_are_read_as_they_are_without_those_before(texts in prop::collection::vec(any_text(), 1..40)) {
            let mut shape = Shape::default();
            for text in &texts {
                let (mut expected, mut found, mut inner) = (Vec::new(), Vec::new(), Vec::new());
                let valid = scan::members(text, |name, raw| expected.push((name.text(), raw)));
                let walked = shape.members(text, true, |name, known, raw| {
                    let name = name.text();
                    let Some(known) = known else { return inner.push((name, raw)) };
                    assert_eq!((known.key.role, known.kind), (keys::lookup(&name).role, kind(&name)));
                    if known.key.role == Role::Spread {
                        let mut members = Vec::new();
                        let _ = scan::members(raw, |name, raw| members.push((name.text(), raw)));
                        assert_eq!(std::mem::take(&mut inner), members);
                    }
                    found.push((name, raw));
                });
                prop_assert_eq!(walked, valid, "{}", text);
                if valid.is_some() {
                    prop_assert_eq!(found, expected, "{}", text);
                }
            }
        }
    }
}
