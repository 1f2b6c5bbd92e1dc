//! Members of objects, as they stand in a line.

use std::borrow::Cow;
use std::hash::{Hash, Hasher};

use super::scan::unescape;

/// The name of a member, as it stands between its quotes; names are equal where they read the same.
///
/// One with escapes keeps its opening quote, with which no other can begin: so a name is one slice, which fits into registers.
#[derive(Clone, Copy)]
pub(in crate::format) struct Name<'a>(&'a str);

impl<'a> Name<'a> {
    /// Names a member by what stands between its quotes, in which there are no escapes.
    #[inline]
    pub(super) fn plain(name: &'a str) -> Name<'a> {
        Name(name)
    }

    /// Names a member by what stands between its quotes, the opening one with it.
    pub(super) fn escaped(name: &'a str) -> Name<'a> {
        Name(name)
    }

    /// Returns the name where it holds no escapes.
    #[inline]
    pub(super) fn as_plain(self) -> Option<&'a str> {
        (self.0.as_bytes().first() != Some(&b'"')).then_some(self.0)
    }

    /// Returns the name as it reads.
    #[inline]
    pub(in crate::format) fn text(self) -> Cow<'a, str> {
        match self.as_plain() {
            Some(plain) => Cow::Borrowed(plain),
            None => unescape(&self.0[1..]),
        }
    }
}

impl PartialEq for Name<'_> {
    fn eq(&self, other: &Self) -> bool {
        match (self.as_plain(), other.as_plain()) {
            (Some(one), Some(other)) => one == other,
            _ => self.text() == other.text(),
        }
    }
}

impl Eq for Name<'_> {}

impl Hash for Name<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.text().hash(state);
    }
}

impl PartialEq<str> for Name<'_> {
    fn eq(&self, other: &str) -> bool {
        self.text() == other
    }
}

/// A member of an object: its name, and its value as it stands.
///
/// Plain slices, since most members are only looked at: what owns or parses costs more to put together, and to copy.
pub(in crate::format) type Member<'a> = (Name<'a>, &'a str);
