//! Reads what stands in JSON as the formats do, where there is no log line yet.

use std::borrow::Cow;

use super::{Clock, json};
use crate::entry::{Level, Timestamp};

/// Calls `each` with the name and the raw value of every member of an object that is the whole text; `None` where the text is not
/// exactly one valid JSON object.
pub fn members<'a>(text: &'a str, mut each: impl FnMut(Cow<'a, str>, &'a str)) -> Option<()> {
    json::scan::members(text, |name, raw| each(name.text(), raw))
}

/// Returns the text of a raw JSON string; `None` for any other value.
pub fn text(raw: &str) -> Option<Cow<'_, str>> {
    json::text(raw)
}

/// Reads a time in any usual form, as text or as a number since 1970.
pub fn time(raw: &str, clock: &Clock) -> Option<Timestamp> {
    json::time(raw, clock)
}

/// Reads a level of any vocabulary; a number is on the scale that the names of the members around it tell.
pub fn level<'n>(raw: &str, names: impl Iterator<Item = &'n str>) -> Option<Level> {
    json::level_among(raw, names)
}
