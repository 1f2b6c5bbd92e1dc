//! Formats of the operator's own: a regular expression whose groups name the parts of an entry.

use jiff::tz::TimeZone;
use regex::{Regex, RegexBuilder};

use crate::entry::{Entry, Level};

use super::context::Context;
use super::{Clock, FORMATS, Format, PLAIN, Sample, json, time};

mod check;
mod error;
mod first;

pub use error::{CustomError, Mismatch};

/// What the operator says of a format.
#[derive(Clone, Debug, Default)]
pub struct Definition {
    /// The name used in `log_format=` and in listings: lower case, words joined by `-`.
    pub name: String,
    /// A regular expression that must match a whole line. Its groups `timestamp`, `level`, `source` and `message` are these parts of
    /// the entry, any others fields of its context.
    pub pattern: String,
    /// Whether lines that nothing explains belong to the entry above them.
    pub multiline: bool,
    /// The zone of times that name none, where it is not that of all files.
    pub timezone: Option<TimeZone>,
    /// Lines, and what must be read from them.
    pub samples: Vec<Expected>,
}

/// A line and what must be read from it; what is not said is not compared.
#[derive(Clone, Debug, Default)]
pub struct Expected {
    /// The line as it stands in a file.
    pub line: String,
    /// For keys such as `timestamp`, `level`, `source`, `message` or a field of the context the text it must have.
    pub parts: Vec<(String, String)>,
}

/// A format made of a [`Definition`].
#[derive(Debug)]
pub(super) struct Custom {
    name: &'static str,
    regex: Regex,
    /// What each group of the expression is.
    groups: Vec<Group>,
    first_bytes: Box<[bool; 256]>,
    multiline: bool,
    timezone: Option<TimeZone>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Group {
    /// It has no name.
    Silent,
    Timestamp,
    Level,
    Source,
    Message,
    Field(&'static str),
}

/// How much memory a compiled expression may take, in bytes: more than any header needs, and no burden with dozens of formats.
const LARGEST_REGEX: usize = 1 << 20;

/// Longer names would spoil listings.
const LONGEST_NAME: usize = 64;

/// Makes a format, which lives as long as the program, and checks it against its samples.
pub(super) fn compile(definition: &Definition) -> Result<&'static dyn Format, CustomError> {
    let name = name(&definition.name)?;
    let fault = |source| CustomError::Pattern { format: name.clone(), source };
    let whole = |pattern: &str| RegexBuilder::new(&format!(r"\A(?:{pattern})\z")).size_limit(LARGEST_REGEX).build();
    // Alone first, so that a fault is told in the pattern as it was written.
    RegexBuilder::new(&definition.pattern).size_limit(LARGEST_REGEX).build().map_err(fault)?;
    let regex = whole(&definition.pattern).map_err(fault)?;
    let groups: Vec<Group> = regex.capture_names().map(Group::named).collect();
    if groups.iter().all(|group| *group == Group::Silent) {
        return Err(CustomError::NoGroups { format: name });
    }
    let custom = Custom {
        // Formats are made once, when the program starts, and are used until it ends.
        name: String::leak(name),
        first_bytes: first::bytes(&definition.pattern),
        regex,
        groups,
        multiline: definition.multiline,
        timezone: definition.timezone.clone(),
    };
    check::samples(&custom, &definition.samples)?;
    Ok(Box::leak(Box::new(custom)))
}

fn name(name: &str) -> Result<String, CustomError> {
    let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-_.".contains(&byte);
    if name.is_empty() || name.len() > LONGEST_NAME || !name.bytes().all(is_plain) {
        return Err(CustomError::Name { format: name.to_owned() });
    }
    if name == PLAIN || FORMATS.iter().any(|format| format.name() == name) {
        return Err(CustomError::Taken { format: name.to_owned() });
    }
    Ok(name.to_owned())
}

impl Group {
    fn named(name: Option<&str>) -> Group {
        match name {
            None => Group::Silent,
            Some("timestamp") => Group::Timestamp,
            Some("level") => Group::Level,
            Some("source") => Group::Source,
            Some("message") => Group::Message,
            Some(other) => Group::Field(String::leak(other.to_owned())),
        }
    }
}

impl Format for Custom {
    fn name(&self) -> &'static str {
        self.name
    }

    fn title(&self) -> &'static str {
        "your own format, from the configuration"
    }

    fn begins_with(&self, byte: u8) -> bool {
        self.first_bytes[usize::from(byte)]
    }

    fn parse<'a>(&self, line: &'a str, clock: &Clock) -> Option<Entry<'a>> {
        let mut places = self.regex.capture_locations();
        self.regex.captures_read(&mut places, line)?;
        let own_clock = self.timezone.as_ref().map(|zone| clock.in_zone(zone.clone()));
        let clock = own_clock.as_ref().unwrap_or(clock);
        let mut entry = Entry { message: line.into(), ..Entry::default() };
        for (index, group) in self.groups.iter().enumerate() {
            let Some(text) = places.get(index).and_then(|(from, to)| line.get(from..to)) else { continue };
            take(&mut entry, *group, text, clock);
        }
        super::context::unrepeat(&mut entry.context);
        Some(entry)
    }

    fn keeps_loose_lines(&self) -> bool {
        self.multiline
    }

    fn samples(&self) -> &'static [Sample] {
        // Those of the operator were checked when the format was made.
        &[]
    }
}

/// Puts what a group matched in its place; a time or level that cannot be understood stays in the context as it is written.
fn take<'a>(entry: &mut Entry<'a>, group: Group, text: &'a str, clock: &Clock) {
    let trimmed = text.trim();
    let context: &mut Context<'a> = &mut entry.context;
    match group {
        Group::Silent => {}
        Group::Message => entry.message = text.into(),
        Group::Source => entry.source = Some(trimmed).filter(|source| !source.is_empty()).map(Into::into),
        Group::Timestamp => {
            entry.timestamp = time::whole(trimmed, clock).or_else(|| time::epoch_from_text(trimmed));
            if entry.timestamp.is_none() {
                context.push(("timestamp".into(), crate::entry::Value::Text(text.into())));
            }
        }
        Group::Level => {
            let number = || trimmed.parse().ok().and_then(json::syslog_level);
            entry.level = Level::parse(trimmed).or_else(number);
            if entry.level.is_none() && !trimmed.is_empty() {
                context.push(("level".into(), crate::entry::Value::Text(trimmed.into())));
            }
        }
        Group::Field(name) if !trimmed.is_empty() => context.push((name.into(), json::typed(trimmed))),
        Group::Field(_) => {}
    }
}

#[cfg(test)]
mod tests;
