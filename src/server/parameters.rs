//! The query string, taken apart strictly: what is not well formed is refused, never guessed.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

use super::error::Problem;
use crate::query::{Context, Query};

/// Names and values as they stand in an address, decoded, in their order.
pub(super) struct Parameters(Vec<(String, String)>);

impl Parameters {
    /// Takes a query string apart.
    pub(super) fn parse(query: &str) -> Result<Parameters, Problem> {
        let pairs = query.split('&').filter(|pair| !pair.is_empty()).map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let name = decode(name).ok_or_else(|| malformed(name))?;
            let value = decode(value).ok_or_else(|| malformed(&name))?;
            Ok((name, value))
        });
        pairs.collect::<Result<_, Problem>>().map(Parameters)
    }

    /// Tells whether a parameter is given.
    pub(super) fn contains(&self, name: &str) -> bool {
        !self.values(name).is_empty()
    }

    /// Returns every value of a parameter, in their order.
    pub(super) fn values(&self, name: &str) -> Vec<&str> {
        self.0.iter().filter(|(given, _)| given == name).map(|(_, value)| value.as_str()).collect()
    }

    /// Adds a parameter.
    pub(super) fn push(&mut self, name: &str, value: &str) {
        self.0.push((name.to_owned(), value.to_owned()));
    }

    /// Takes a parameter of the address itself out of them; one that is given twice is refused.
    pub(super) fn take(&mut self, name: &str) -> Result<Option<String>, Problem> {
        let value = match self.values(name).as_slice() {
            [] => return Ok(None),
            [only] => (*only).to_owned(),
            _ => return Err(Problem::parameter(name, "is given twice; give it once")),
        };
        self.0.retain(|(given, _)| given != name);
        Ok(Some(value))
    }

    /// Tells whether there are none.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Yields names and values, in their order.
    pub(super) fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// Reads them as a query.
    pub(super) fn query(&self, context: &Context) -> Result<Query, Problem> {
        Ok(Query::parse(self.pairs(), context)?)
    }

    /// Refuses any: this address takes none.
    pub(super) fn none(self) -> Result<(), Problem> {
        match self.0.first() {
            Some((name, _)) => Err(Problem::parameter(name, "is not a parameter of this address, which takes none")),
            None => Ok(()),
        }
    }

    /// Returns the values of the one parameter that an address takes, and refuses any other.
    pub(super) fn only(self, name: &str) -> Result<Vec<String>, Problem> {
        match self.0.iter().find(|(given, _)| given != name) {
            Some((other, _)) => {
                Err(Problem::parameter(other, &format!("is not a parameter of this address; it takes {name} only")))
            }
            None => Ok(self.0.into_iter().map(|(_, value)| value).collect()),
        }
    }
}

fn malformed(param: &str) -> Problem {
    Problem::parameter(
        param,
        "is not well encoded: % must be followed by two hexadecimal digits and bytes must be UTF-8",
    )
}

/// Decodes `+` and `%xx`; `None` where an escape is broken or the bytes are no UTF-8.
fn decode(text: &str) -> Option<String> {
    let whole = |escape: &str| escape.as_bytes().get(..2).is_some_and(|two| two.iter().all(u8::is_ascii_hexdigit));
    if !text.split('%').skip(1).all(whole) {
        return None;
    }
    let spaced: Cow<'_, str> = if text.contains('+') { text.replace('+', " ").into() } else { text.into() };
    percent_decode_str(&spaced).decode_utf8().ok().map(Cow::into_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_decoded_and_broken_ones_refused() {
        let cases = [
            ("", Some("")),
            ("a+b%20c", Some("a b c")),
            ("%2B%25%26%3d", Some("+%&=")),
            ("%E2%82%AC", Some("€")),
            ("%2525", Some("%25")),
            ("%", None),
            ("%4", None),
            ("%zz", None),
            ("%+1", None),
            ("%ff", None),
            ("%c0%ae", None),
            ("%ed%a0%80", None),
        ];
        for (text, decoded) in cases {
            assert_eq!(decode(text).as_deref(), decoded, "{text}");
        }
    }

    #[test]
    fn pairs_keep_their_order_and_may_repeat() {
        let parameters = Parameters::parse("file=a&file=b&&q=x=y&follow").unwrap();
        let expected = [("file", "a"), ("file", "b"), ("q", "x=y"), ("follow", "")];
        assert_eq!(parameters.0, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
    }
}
