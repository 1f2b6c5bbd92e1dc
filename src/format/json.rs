//! Lines that are one JSON object each, whatever their keys are called.
//!
//! 1. [`scan::members`] walks over the object and checks it; values stay slices of the line.
//! 2. Each name is looked up in [`keys`]: it may be the time, the level, the message, the source, or an object to spread.
//! 3. The keys that are there tell the dialect, and that the scale of numeric levels.
//! 4. The best name for each part is taken out, and what is left is the context.

use std::borrow::Cow;

use crate::entry::{Entry, Value};

use super::context::{Context, unrepeat};
use super::{Clock, Format};

mod dialect;
mod keys;
mod level;
mod parts;
pub(super) mod scan;

pub(super) use dialect::{DIALECTS, Dialect};
use keys::Role;
pub(super) use level::syslog as syslog_level;

/// A member of an object, and what its name makes it.
struct Member<'a> {
    name: Cow<'a, str>,
    raw: &'a str,
    role: Role,
    rank: u8,
}

/// Reads a line that is one JSON object, in whatever dialect it is; `None` where it is not valid JSON.
pub(super) fn read<'a>(line: &'a str, clock: &Clock) -> Option<(&'static Dialect, Entry<'a>)> {
    let (dialect, mut entry) = read_bare(line, clock)?;
    (dialect.refine)(&mut entry, clock);
    Some((dialect, entry))
}

/// Reads a line without what its dialect means beyond the names: what a line carries inside stays as it is.
pub(super) fn read_bare<'a>(line: &'a str, clock: &Clock) -> Option<(&'static Dialect, Entry<'a>)> {
    let mut members: Vec<Member<'a>> = Vec::with_capacity(16);
    let mut signs = 0;
    scan::members(line, |name, raw| {
        let name = scan::unescape(name);
        let key = keys::lookup(&name);
        signs |= key.sign;
        members.push(Member { name, raw, role: key.role, rank: key.rank });
    })?;
    let dialect = dialect::of(signs, &members);
    let mut entry = Entry::default();
    let timestamp = best(&members, Role::Time, |member| parts::time(member.raw, clock));
    let level = best(&members, Role::Level, |member| level::read(member, signs));
    let source = best(&members, Role::Source, |member| parts::source(member, signs));
    let message = best(&members, Role::Message, |member| parts::text(member.raw));
    let taken = [&timestamp.1, &level.1, &source.1, &message.1].map(|index| index.unwrap_or(usize::MAX));
    entry.timestamp = timestamp.0;
    entry.level = level.0;
    entry.source = source.0;
    let inside = parts::nested(&members, &mut entry);
    let text = message.0.or(inside);
    let (context, inner) = context(members, taken, text.is_none());
    entry.context = context;
    entry.message = text.or(inner).unwrap_or(Cow::Borrowed(line));
    Some((dialect, entry))
}

/// Finds the member of a role that ranks first and can be read, and returns what was read and where it stands.
fn best<'m, 'a, T>(
    members: &'m [Member<'a>],
    role: Role,
    read: impl Fn(&'m Member<'a>) -> Option<T>,
) -> (Option<T>, Option<usize>) {
    let mut tried = 0;
    loop {
        let mut next: Option<(u8, usize)> = None;
        for (index, member) in members.iter().enumerate() {
            // Of a repeated name the last counts.
            if member.role == role && member.rank > tried && next.is_none_or(|(rank, _)| member.rank <= rank) {
                next = Some((member.rank, index));
            }
        }
        let Some((rank, index)) = next else { return (None, None) };
        if let Some(read) = read(&members[index]) {
            return (Some(read), Some(index));
        }
        tried = rank;
    }
}

/// Makes the context of all members that were not taken, and finds the message inside an object that is spread into it.
fn context<'a>(
    members: Vec<Member<'a>>,
    taken: [usize; 4],
    wants_message: bool,
) -> (Context<'a>, Option<Cow<'a, str>>) {
    let mut context: Context<'a> = Vec::with_capacity(members.len());
    let mut spreads: Vec<(usize, &'a str)> = Vec::new();
    for (index, member) in members.into_iter().enumerate() {
        if taken.contains(&index) {
            continue;
        }
        if member.role == Role::Spread && member.raw.starts_with('{') {
            spreads.push((context.len(), member.raw));
        }
        context.push((member.name, Value::Json(Cow::Borrowed(member.raw))));
    }
    unrepeat(&mut context);
    let mut message = None;
    // From the back, so that what was spread does not move the others.
    for (index, raw) in spreads.into_iter().rev() {
        if context.get(index).is_some_and(|(_, value)| matches!(value, Value::Json(json) if json == raw)) {
            spread(&mut context, index, raw, wants_message, &mut message);
        }
    }
    (context, message)
}

/// Puts the members of an object in the place of the object itself, unless a name among them is already there.
fn spread<'a>(
    context: &mut Context<'a>,
    index: usize,
    raw: &'a str,
    wants_message: bool,
    message: &mut Option<Cow<'a, str>>,
) {
    let mut inner: Context<'a> = Vec::new();
    let _ = scan::members(raw, |name, raw| inner.push((scan::unescape(name), Value::Json(Cow::Borrowed(raw)))));
    unrepeat(&mut inner);
    if clashes(context, index, &inner) {
        return;
    }
    if wants_message && message.is_none() {
        let place = inner.iter().position(|(name, _)| matches!(&**name, "message" | "msg"));
        if let Some(place) = place
            && let Value::Json(Cow::Borrowed(raw)) = inner[place].1
            && let Some(text) = parts::text(raw)
        {
            *message = Some(text);
            inner.remove(place);
        }
    }
    context.splice(index..=index, inner);
}

/// Tells whether a name of `inner` also stands in the context, beside the field at `index`.
fn clashes(context: &Context<'_>, index: usize, inner: &Context<'_>) -> bool {
    let others = context.iter().enumerate().filter(|(at, _)| *at != index).map(|(_, (name, _))| &**name);
    if context.len() * inner.len() <= 256 {
        return others.into_iter().any(|name| inner.iter().any(|(other, _)| other == name));
    }
    let names: std::collections::HashSet<&str> = others.collect();
    inner.iter().any(|(name, _)| names.contains(&**name))
}

/// Types a text: a JSON number where it is one.
pub(super) fn typed(text: &str) -> Value<'_> {
    if scan::is_number(text) { Value::Json(text.into()) } else { Value::Text(text.into()) }
}

impl Format for Dialect {
    fn name(&self) -> &'static str {
        self.name
    }

    fn title(&self) -> &'static str {
        self.title
    }

    fn parse<'a>(&self, line: &'a str, clock: &Clock) -> Option<Entry<'a>> {
        if line.as_bytes().first() != Some(&b'{') {
            return None;
        }
        let (dialect, entry) = read(line, clock)?;
        (dialect.name == self.name).then_some(entry)
    }

    fn keeps_loose_lines(&self) -> bool {
        false
    }

    fn is_json(&self) -> bool {
        true
    }

    fn samples(&self) -> &'static [super::Sample] {
        self.samples
    }
}
