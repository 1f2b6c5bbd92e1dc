//! Lines that are one JSON object each, whatever their keys are called.
//!
//! 1. A [`Shape`] walks over the object and checks it; values stay slices of the line.
//! 2. Each name is looked up in [`keys`]: it may be the time, the level, the message, the source, or an object to spread.
//! 3. The keys that are there tell the dialect, and that the scale of numeric levels.
//! 4. The best name for each part is taken out, and what is left is the context.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::HashSet;

use crate::entry::{Entry, Level, Timestamp, Value};

use super::context::{Context, FEW_FIELDS, unrepeat};
use super::{Carried, Clock, Format, container};

mod dialect;
mod keys;
mod level;
mod name;
mod parts;
pub(super) mod scan;
mod shape;

pub(super) use dialect::{DIALECTS, Dialect};
pub(super) use keys::{Role, lookup};
pub(crate) use level::numbered as numbered_level;
pub(super) use level::{possible as possible_levels, syslog as syslog_level};
pub(super) use parts::{text, time};

use name::{Member, Name};
use shape::{Known, Shape};

thread_local! {
    /// How the lines were made that were read last on this thread.
    static SHAPE: RefCell<Shape> = RefCell::default();
}

/// What one walk over an object found.
struct Found<'a> {
    /// Every member, in order.
    members: Vec<Member<'a>>,
    /// The members of those members that are objects to be spread, in order.
    inner: Vec<Member<'a>>,
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

impl Default for Found<'_> {
    fn default() -> Self {
        Found {
            members: Vec::with_capacity(16),
            inner: Vec::new(),
            signs: 0,
            best: [(u8::MAX, NOWHERE); Role::PARTS],
            spreads: false,
            nests: false,
            seen: 0,
            repeats: false,
        }
    }
}

impl<'a> Found<'a> {
    /// Walks over a line; `None` where it is not valid JSON. What stands in objects to be spread is found only where it is wanted.
    fn walk(&mut self, line: &'a str, inner: bool) -> Option<()> {
        let each = |name, known: Option<&Known>, raw| match known {
            Some(known) => self.add(name, known, raw),
            None => self.inner.push((name, raw)),
        };
        SHAPE.with_borrow_mut(|shape| shape.members(line, inner, each))
    }

    fn time(&self, clock: &Clock) -> (Option<Timestamp>, usize) {
        self.best(Role::Time, |raw, _| parts::time(raw, clock))
    }

    fn level(&self) -> (Option<Level>, usize) {
        self.best(Role::Level, |raw, name| level::read(name, raw, self.signs))
    }

    fn add(&mut self, name: Name<'a>, Known { key, kind }: &Known, raw: &'a str) {
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
        self.members.push((name, raw));
    }

    /// Reads the best member of a part that can be read; returns what was read and where it stands.
    fn best<T>(&self, part: Role, read: impl Fn(&'a str, &str) -> Option<T>) -> (Option<T>, usize) {
        let (rank, place) = self.best[part as usize];
        if rank == u8::MAX {
            return (None, NOWHERE);
        }
        let read = |place: usize| read(self.members[place].1, &self.members[place].0.text());
        if let Some(read) = read(place) {
            return (Some(read), place);
        }
        // The best could not be read: the others by rank.
        let mut others: Vec<(u8, usize)> = Vec::new();
        for (place, (name, _)) in self.members.iter().enumerate() {
            let key = keys::lookup(&name.text());
            if key.role == part && key.rank > rank {
                others.push((key.rank, place));
            }
        }
        others.sort_unstable();
        others.into_iter().find_map(|(_, place)| Some((Some(read(place)?), place))).unwrap_or((None, NOWHERE))
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

/// Reads a line that is one JSON object, in whatever dialect it is; `None` where it is not valid JSON.
pub(super) fn read<'a>(line: &'a str, clock: &Clock) -> Option<(&'static Dialect, Entry<'a>)> {
    // Changed where it stands: an entry is large, and to move one that was just made waits for it.
    let mut read = read_bare(line, clock);
    if let Some((dialect, entry)) = &mut read
        && let Some(refine) = dialect.refine
    {
        refine(entry, clock);
    }
    read
}

/// Reads no more than the time and the level of a line, where nothing else in it may change them.
pub(super) fn brief<'a>(line: &'a str, clock: &Clock) -> Option<(&'static Dialect, Entry<'a>)> {
    let mut found = Found::default();
    found.walk(line, false)?;
    let dialect = dialect::of(found.signs, &found.members);
    if found.nests || dialect.refine.is_some() {
        return read(line, clock);
    }
    let entry = Entry { timestamp: found.time(clock).0, level: found.level().0, ..Entry::default() };
    Some((dialect, entry))
}

/// Reads a line without what its dialect means beyond the names: what a line carries inside stays as it is.
pub(super) fn read_bare<'a>(line: &'a str, clock: &Clock) -> Option<(&'static Dialect, Entry<'a>)> {
    let mut found = Found::default();
    found.walk(line, true)?;
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
    let Found { mut members, inner, repeats, spreads, .. } = found;
    let mut place = 0;
    members.retain(|_| {
        place += 1;
        !taken.contains(&(place - 1))
    });
    if repeats {
        unrepeat(&mut members);
    }
    let mut message = None;
    if spreads {
        message = spread(&mut members, &inner, wants_message);
    }
    let field = |(name, raw): Member<'a>| (name.text(), Value::Json(Cow::Borrowed(raw)));
    (members.into_iter().map(field).collect(), message)
}

/// Puts the members of objects in the places of the objects themselves, unless a name among them is already there; `inner` are
/// those of all objects that are to be spread. Returns the message that stands among them where it is wanted.
fn spread<'a>(members: &mut Vec<Member<'a>>, inner: &[Member<'a>], wants_message: bool) -> Option<Cow<'a, str>> {
    let mut message = None;
    let mut place = 0;
    while place < members.len() {
        if !is_spread(&members[place]) {
            place += 1;
            continue;
        }
        let mut inside = Cow::Borrowed(within(inner, members[place].1));
        let (mut kinds, mut repeats) = (0, false);
        for (name, _) in &*inside {
            let kind = kind(&name.text());
            repeats |= kinds & kind != 0;
            kinds |= kind;
        }
        if repeats {
            unrepeat(inside.to_mut());
        }
        if clashes(members[..place].iter().chain(&members[place + 1..]), &inside, kinds) {
            place += 1;
            continue;
        }
        members.splice(place..=place, inside.iter().copied());
        let mut end = place + inside.len();
        if wants_message
            && message.is_none()
            && let Some((at, text)) = inner_message(&members[place..end])
        {
            members.remove(place + at);
            message = Some(text);
            end -= 1;
        }
        place = end;
    }
    message
}

/// Returns those of the members, which are in order, that stand in an object.
fn within<'m, 'a>(members: &'m [Member<'a>], object: &str) -> &'m [Member<'a>] {
    let object = object.as_bytes().as_ptr_range();
    let from = members.partition_point(|(_, raw)| raw.as_ptr() < object.start);
    let to = members.partition_point(|(_, raw)| raw.as_ptr() < object.end);
    &members[from..to]
}

fn is_spread((name, raw): &Member<'_>) -> bool {
    raw.starts_with('{') && keys::lookup(&name.text()).role == Role::Spread
}

/// Returns the message among the members of an object, and where it stands.
fn inner_message<'a>(members: &[Member<'a>]) -> Option<(usize, Cow<'a, str>)> {
    let place = members.iter().position(|(name, _)| matches!(&*name.text(), "message" | "msg"))?;
    Some((place, parts::text(members[place].1)?))
}

/// Tells whether a name of `inner`, whose names are of these kinds, also stands among others.
fn clashes<'c, 'a: 'c>(mut others: impl Iterator<Item = &'c Member<'a>>, inner: &[Member<'_>], kinds: u64) -> bool {
    let is_likely = |name: Name<'_>| kind(&name.text()) & kinds != 0;
    if inner.len() <= FEW_FIELDS {
        return others.any(|(name, _)| is_likely(*name) && inner.iter().any(|(other, _)| other == name));
    }
    let inner: HashSet<Name<'_>> = inner.iter().map(|(name, _)| *name).collect();
    others.any(|(name, _)| is_likely(*name) && inner.contains(name))
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

    fn begins_with(&self, byte: u8) -> bool {
        byte == b'{'
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
