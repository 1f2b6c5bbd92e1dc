//! Lines that are one JSON object each, whatever their keys are called.
//!
//! 1. A [`Shape`] walks over the object and checks it; values stay slices of the line.
//! 2. Each name is looked up in [`keys`]: it may be the time, the level, the message, the source, or an object to spread.
//! 3. The keys that are there tell the dialect, and that the scale of numeric levels.
//! 4. The best name for each part is taken out, and what is left is the context.

use std::borrow::Cow;
use std::cell::RefCell;

use crate::entry::{Entry, Level, Timestamp, Value};

use super::context::{Context, FEW_FIELDS, unrepeat};
use super::{Carried, Clock, Format, container};

mod dialect;
mod keys;
mod level;
mod parts;
pub(super) mod scan;
mod shape;

pub(super) use dialect::{DIALECTS, Dialect};
pub(super) use keys::{Role, lookup};
pub(crate) use level::numbered as numbered_level;
pub(super) use level::{possible as possible_levels, syslog as syslog_level};
pub(super) use parts::{text, time};

use shape::{Known, Shape};

thread_local! {
    /// How the lines were made that were read last on this thread.
    static SHAPE: RefCell<Shape> = RefCell::default();
}

/// What one walk over an object found.
struct Found<'a> {
    /// Every member, in order.
    members: Context<'a>,
    /// Which names are there, for telling the dialect.
    signs: u32,
    /// For each part of an entry the rank of the best name and the place of that member.
    best: [(u8, usize); Role::PARTS],
    /// There is an object whose members are to be fields.
    spreads: bool,
    /// There is an object in which parts of the entry may stand.
    nests: bool,
    /// The names seen so far, a bit for each of 64 kinds.
    seen: u64,
    /// Two names may be the same.
    repeats: bool,
}

impl<'a> Found<'a> {
    /// Walks over a line; `None` where it is not valid JSON.
    fn of(line: &'a str) -> Option<Found<'a>> {
        let mut found = Found {
            members: Vec::with_capacity(16),
            signs: 0,
            best: [(u8::MAX, NOWHERE); Role::PARTS],
            spreads: false,
            nests: false,
            seen: 0,
            repeats: false,
        };
        let mut shape = SHAPE.take();
        let walked = shape.members(line, |name, known, raw| found.add(name, known, raw));
        SHAPE.set(shape);
        walked.map(|()| found)
    }

    fn time(&self, clock: &Clock) -> (Option<Timestamp>, usize) {
        self.best(Role::Time, |raw, _| parts::time(raw, clock))
    }

    fn level(&self) -> (Option<Level>, usize) {
        self.best(Role::Level, |raw, name| level::read(name, raw, self.signs))
    }

    fn add(&mut self, name: Cow<'a, str>, Known { key, kind }: Known, raw: &'a str) {
        self.signs |= key.sign;
        match key.role {
            Role::Field => {}
            Role::Spread => self.spreads |= raw.starts_with('{'),
            Role::Nest => self.nests |= raw.starts_with('{'),
            part => {
                let best = &mut self.best[part as usize];
                // Of a repeated name the last counts.
                if key.rank <= best.0 {
                    *best = (key.rank, self.members.len());
                }
                self.nests |= key.sign & keys::sign::LOG != 0 && raw.starts_with('{');
            }
        }
        // Among many names most kinds are there: whether any name is repeated is then looked at once, at the end.
        let may_repeat = self.seen & kind != 0;
        let is_there = || self.members.iter().any(|(other, _)| *other == name);
        self.repeats |= may_repeat && (self.members.len() > FEW_FIELDS || is_there());
        self.seen |= kind;
        self.members.push((name, Value::Json(Cow::Borrowed(raw))));
    }

    /// Reads the best member of a part that can be read; returns what was read and where it stands.
    fn best<T>(&self, part: Role, read: impl Fn(&'a str, &str) -> Option<T>) -> (Option<T>, usize) {
        let (rank, place) = self.best[part as usize];
        if rank == u8::MAX {
            return (None, NOWHERE);
        }
        if let Some(read) = raw(&self.members[place]).and_then(|raw| read(raw, &self.members[place].0)) {
            return (Some(read), place);
        }
        // The best could not be read: the others by rank.
        let mut others: Vec<(u8, usize)> = Vec::new();
        for (place, (name, _)) in self.members.iter().enumerate() {
            let key = keys::lookup(name);
            if key.role == part && key.rank > rank {
                others.push((key.rank, place));
            }
        }
        others.sort_unstable();
        others
            .into_iter()
            .find_map(|(_, place)| Some((Some(read(raw(&self.members[place])?, &self.members[place].0)?), place)))
            .unwrap_or((None, NOWHERE))
    }
}

/// Reads a level as it stands in an object whose members have these names.
pub(super) fn level_among<'n>(raw: &str, names: impl Iterator<Item = &'n str>) -> Option<Level> {
    level::read("level", raw, names.fold(0, |signs, name| signs | keys::lookup(name).sign))
}

/// The place of no member.
const NOWHERE: usize = usize::MAX;

/// Returns the bit of a name among 64 kinds.
fn kind(name: &str) -> u64 {
    let bytes = name.as_bytes();
    let (Some(first), Some(last)) = (bytes.first(), bytes.last()) else { return 1 };
    1 << ((usize::from(*first) * 7 + usize::from(*last) * 31 + bytes.len() * 11) % 64)
}

/// Returns the raw JSON of a member.
fn raw<'a>(member: &(Cow<'a, str>, Value<'a>)) -> Option<&'a str> {
    match member.1 {
        Value::Json(Cow::Borrowed(raw)) => Some(raw),
        _ => None,
    }
}

/// Reads a line that is one JSON object, in whatever dialect it is; `None` where it is not valid JSON.
pub(super) fn read<'a>(line: &'a str, clock: &Clock) -> Option<(&'static Dialect, Entry<'a>)> {
    let (dialect, mut entry) = read_bare(line, clock)?;
    if let Some(refine) = dialect.refine {
        refine(&mut entry, clock);
    }
    Some((dialect, entry))
}

/// Reads no more than the time and the level of a line, where nothing else in it may change them.
pub(super) fn brief<'a>(line: &'a str, clock: &Clock) -> Option<(&'static Dialect, Entry<'a>)> {
    let found = Found::of(line)?;
    let dialect = dialect::of(found.signs, &found.members);
    if found.nests || dialect.refine.is_some() {
        return read(line, clock);
    }
    let entry = Entry { timestamp: found.time(clock).0, level: found.level().0, ..Entry::default() };
    Some((dialect, entry))
}

/// Reads a line without what its dialect means beyond the names: what a line carries inside stays as it is.
pub(super) fn read_bare<'a>(line: &'a str, clock: &Clock) -> Option<(&'static Dialect, Entry<'a>)> {
    let found = Found::of(line)?;
    let signs = found.signs;
    let dialect = dialect::of(signs, &found.members);
    let (timestamp, level) = (found.time(clock), found.level());
    let source = found.best(Role::Source, |raw, name| parts::source(name, raw, signs));
    let message = found.best(Role::Message, |raw, _| parts::shown(raw));
    let taken = [timestamp.1, level.1, source.1, message.1];
    let mut entry = Entry { timestamp: timestamp.0, level: level.0, source: source.0, ..Entry::default() };
    let inside = if found.nests { parts::nested(&found.members, &mut entry) } else { None };
    let text = message.0.or(inside);
    let (context, inner) = context(found, taken, text.is_none());
    entry.context = context;
    entry.message = text.or(inner).unwrap_or(Cow::Borrowed(line));
    Some((dialect, entry))
}

/// Makes the context of all members that were not taken, and finds the message inside an object that is spread into it.
fn context<'a>(found: Found<'a>, taken: [usize; 4], wants_message: bool) -> (Context<'a>, Option<Cow<'a, str>>) {
    let Found { mut members, repeats, spreads, .. } = found;
    let mut taken = taken;
    taken.sort_unstable();
    for place in taken.into_iter().rev().filter(|place| *place != NOWHERE) {
        members.remove(place);
    }
    if repeats {
        unrepeat(&mut members);
    }
    match members.iter().position(|member| spreads && is_spread(member)) {
        Some(first) => spread(&members, first, wants_message),
        None => (members, None),
    }
}

fn is_spread(member: &(Cow<'_, str>, Value<'_>)) -> bool {
    raw(member).is_some_and(|raw| raw.starts_with('{')) && keys::lookup(&member.0).role == Role::Spread
}

/// Puts the members of objects in the places of the objects themselves, unless a name among them is already there; `first` is the
/// place of the first such object.
fn spread<'a>(members: &Context<'a>, first: usize, wants_message: bool) -> (Context<'a>, Option<Cow<'a, str>>) {
    let mut context: Context<'a> = Vec::with_capacity(members.len() + 8);
    let mut message = None;
    for (place, member) in members.iter().enumerate() {
        let from = context.len();
        let Some(object) = raw(member).filter(|_| place >= first && is_spread(member)) else {
            context.push(member.clone());
            continue;
        };
        let mut kinds = 0;
        let mut repeats = false;
        let _ = scan::members(object, |name, raw| {
            let kind = kind(&name);
            repeats |= kinds & kind != 0;
            kinds |= kind;
            context.push((name, Value::Json(Cow::Borrowed(raw))));
        });
        if repeats {
            let mut inner = context.split_off(from);
            unrepeat(&mut inner);
            context.append(&mut inner);
        }
        let (before, inner) = context.split_at(from);
        if clashes(before.iter().chain(&members[place + 1..]), inner, kinds) {
            context.truncate(from);
            context.push(member.clone());
            continue;
        }
        if wants_message && message.is_none() {
            message = inner_message(&mut context, from);
        }
    }
    (context, message)
}

/// Takes the message out of the members of an object, which begin at `from`.
fn inner_message<'a>(context: &mut Context<'a>, from: usize) -> Option<Cow<'a, str>> {
    let place = from + context[from..].iter().position(|(name, _)| matches!(&**name, "message" | "msg"))?;
    let message = raw(&context[place]).and_then(parts::text)?;
    context.remove(place);
    Some(message)
}

/// Tells whether a name of `inner`, whose names are of these kinds, also stands among others.
fn clashes<'c, 'a: 'c>(
    others: impl Iterator<Item = &'c (Cow<'a, str>, Value<'a>)>,
    inner: &[(Cow<'_, str>, Value<'_>)],
    kinds: u64,
) -> bool {
    let names = others.map(|(name, _)| &**name).filter(|name| kind(name) & kinds != 0);
    if inner.len() <= FEW_FIELDS {
        return names.into_iter().any(|name| inner.iter().any(|(other, _)| other == name));
    }
    let inner: std::collections::HashSet<&str> = inner.iter().map(|(name, _)| &**name).collect();
    names.into_iter().any(|name| inner.contains(name))
}

/// Types a text: a JSON number where it is one.
pub(super) fn typed(text: &str) -> Value<'_> {
    if super::words::is_safe_number(text) { Value::Json(text.into()) } else { Value::Text(text.into()) }
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

    fn brief<'a>(&self, line: &'a str, clock: &Clock) -> Option<Entry<'a>> {
        let (dialect, entry) = brief(line, clock).filter(|_| line.starts_with('{'))?;
        (dialect.name == self.name).then_some(entry)
    }

    fn keeps_loose_lines(&self) -> bool {
        false
    }

    fn is_json(&self) -> bool {
        true
    }

    fn carries(&self) -> bool {
        self.name == "docker"
    }

    fn carried<'a>(&self, line: &'a str) -> Option<Carried<'a>> {
        if self.carries() { container::docker(line) } else { None }
    }

    fn samples(&self) -> &'static [super::Sample] {
        self.samples
    }
}
