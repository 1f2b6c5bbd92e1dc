//! Reads the lines of one file: which formats are tried, and in which order.

use std::borrow::Cow;

use xxhash_rust::xxh3::xxh3_64;

use crate::entry::Entry;

use super::blocks::PrettyJson;
use super::w3c::{Columns, W3c};
use super::{Clock, Format, Formats, Piece, json, piece, text, time, trace};

/// What a line is to the entry above it.
#[derive(Clone)]
pub enum Line<'a> {
    /// The first line of an entry in a known format.
    Head(&'static dyn Format, Entry<'a>),
    /// A line that can only continue an entry: blank, indented, or of the shape of a stack trace.
    Continuation,
    /// A line of no known format: it continues an entry of a format that keeps loose lines, else it is plain text.
    Loose,
}

/// Reads the lines of one file, trying the formats of its habit first.
///
/// What a line is depends on the line and this habit alone, never on the lines around it, so that a file may be read from
/// any place.
#[derive(Clone)]
pub struct Reader {
    /// The formats that were seen in the file, then the others, both in the order of the registry.
    formats: Vec<&'static dyn Format>,
    /// For each first byte of a line, which of these formats it may begin, a bit each.
    starts: Box<[u128; 256]>,
    /// The format of most lines.
    habit: Option<&'static dyn Format>,
    /// Lines that begin with `{` are read as JSON of any dialect.
    json: bool,
    /// A line that is `{` and no more begins an object over several lines.
    pretty: bool,
    /// What the columns of the file are called, where it says so.
    columns: Option<Columns>,
    /// The format of a container, where most lines carry what one printed.
    carrier: Option<Carrier>,
    /// Most lines are indented, and a time follows: they are no continuations.
    indented: bool,
    /// The dates of lines to come may show that those so far were read in a wrong order.
    is_open: bool,
    clock: Clock,
}

/// How lines that carry others belong together.
#[derive(Clone, Copy)]
struct Carrier {
    format: &'static dyn Format,
    /// Most printed lines have headers of their own: those without one go on with the entry above them.
    headed: bool,
}

/// Reads a line of JSON, or no more than a part of what it says.
type ReadJson<'a> = fn(&'a str, &Clock) -> Option<(&'static json::Dialect, Entry<'a>)>;

/// The name under which a file is read as plain text, whatever its lines look like.
pub const PLAIN: &str = "plain";

impl Reader {
    /// Makes a reader for a file from some of its text: the formats that explain some of these lines come first.
    ///
    /// A file whose columns are named in its first line needs that line among the sample.
    pub fn detect<'a>(sample: impl Iterator<Item = &'a str>, clock: Clock, formats: &Formats) -> Reader {
        let sample: Vec<&str> = sample.collect();
        let (order, is_open) = time::Order::of(sample.iter().copied());
        let clock = clock.in_order(order);
        let all: Vec<_> = formats.all().collect();
        let claims = Claims::of(formats);
        let mut scores = vec![0usize; all.len()];
        let mut columns = None;
        let mut carried = CarriedLines::default();
        let indented = sample.iter().filter(|line| text::indented(line, &clock).is_some()).count() * 2 > sample.len();
        for line in sample {
            let line = text::indented(line, &clock).filter(|_| indented).unwrap_or(line);
            columns = columns.or_else(|| Columns::parse(line));
            if let Some(format) = claims.claimant(line, &clock) {
                scores[place(&all, format)] += 1;
                carried.count(format, line, &clock);
            }
        }
        if columns.is_some() {
            scores[place(&all, &W3c)] = usize::MAX;
        }
        let most = (0..all.len()).rev().max_by_key(|&index| scores[index]).filter(|&index| scores[index] > 0);
        let habit = most.map(|index| all[index]);
        let is_habit = |format: &dyn Format| habit.is_some_and(|habit| habit.name() == format.name());
        let wanted = |index: &usize| !all[*index].is_json() && (!all[*index].only_by_habit() || is_habit(all[*index]));
        let mut order: Vec<usize> = (0..all.len()).filter(wanted).collect();
        order.sort_by_key(|&index| scores[index] == 0);
        let formats: Vec<_> = order.into_iter().map(|index| all[index]).collect();
        let starts = starts(&formats);
        let carrier = habit.and_then(|habit| carried.carrier(habit));
        let pretty = is_habit(&PrettyJson);
        Reader { formats, starts, habit, json: true, pretty, columns, carrier, indented, is_open, clock }
    }

    /// Makes a reader that knows one format only, and plain text; [`PLAIN`] knows none. `None` where no format has that name.
    pub fn forced(name: &str, clock: Clock, formats: &Formats) -> Option<Reader> {
        let format = if name == PLAIN { None } else { Some(formats.find(name)?) };
        let json = format.is_some_and(|format| format.is_json());
        let formats: Vec<_> = format.into_iter().filter(|format| !format.is_json()).collect();
        let pretty = name == PrettyJson.name();
        let starts = starts(&formats);
        let carrier = format.filter(|format| format.carries()).map(|format| Carrier { format, headed: false });
        let (columns, indented, is_open) = (None, false, false);
        Some(Reader { formats, starts, habit: format, json, pretty, columns, carrier, indented, is_open, clock })
    }

    /// Returns the format that explains most of the file, if any explains some of it.
    pub fn habit(&self) -> Option<&'static dyn Format> {
        self.habit
    }

    /// Returns the clock by which times are read.
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// Returns this reader with a clock of another moment, for the same file.
    #[must_use]
    pub fn at(&self, clock: Clock) -> Reader {
        Reader { clock: clock.in_order(self.clock.order()), ..self.clone() }
    }

    /// Tells whether lines to come may show that the dates so far were read in a wrong order.
    pub fn is_open(&self) -> bool {
        self.is_open
    }

    /// Returns a number that is the same for readers that read every line alike, but for their clocks.
    pub fn fingerprint(&self) -> u64 {
        let names: Vec<&str> = self.formats.iter().chain(&self.habit).map(|format| format.name()).collect();
        let carrier = self.carrier.map(|carrier| (carrier.format.name(), carrier.headed));
        let habits = (self.json, self.pretty, &self.columns, carrier, self.indented, self.clock.order());
        xxh3_64(format!("{names:?} {habits:?}").as_bytes())
    }

    /// Tells whether most lines are JSON, and every line that begins with `{` is read as one JSON object or not at all, so that
    /// a [`glance`](super::glance) may tell what it cannot say.
    pub fn reads_objects(&self) -> bool {
        let json = self.habit.is_some_and(|habit| habit.is_json());
        json && self.json && !self.pretty && self.carrier.is_none() && self.starts[usize::from(b'{')] == 0
    }

    /// Tells whether lines may carry pieces of what was printed, so that even one that could stand alone may belong to the entry
    /// above it.
    pub fn joins(&self) -> bool {
        self.carrier.is_some()
    }

    /// Tells whether an indented line may start an entry.
    pub fn indents(&self) -> bool {
        self.indented
    }

    /// Returns which piece of a printed line a line carries.
    pub fn piece(&self, line: &str) -> Piece {
        let carried = self.carrier.and_then(|carrier| carrier.format.carried(line));
        carried.map_or(Piece::NONE, |carried| carried.piece)
    }

    /// Tells what a line is; the line is free of line ends, leading NULs and ANSI codes.
    pub fn read<'a>(&self, line: &'a str) -> Line<'a> {
        if self.goes_on(line) {
            return Line::Continuation;
        }
        self.begin(line)
    }

    /// Tells what a line is like [`Reader::read`], at less cost; of what an entry says nothing need be read.
    pub fn look<'a>(&self, line: &'a str) -> Line<'a> {
        if self.goes_on(line) {
            return Line::Continuation;
        }
        self.read_by(line, json::brief, |format, line| format.claims(line, &self.clock).then(Entry::default))
    }

    /// Tells what a line is like [`Reader::read`], but of what its entry says only the time and the level.
    pub fn brief<'a>(&self, line: &'a str) -> Line<'a> {
        if self.goes_on(line) {
            return Line::Continuation;
        }
        self.read_by(line, json::brief, |format, line| format.brief(line, &self.clock))
    }

    /// Reads a line that is known to be the first of an entry.
    pub fn begin<'a>(&self, line: &'a str) -> Line<'a> {
        self.read_by(line, json::read, |format, line| format.parse(line, &self.clock))
    }

    /// Tells whether a line carries what can only go on with the entry above it.
    fn goes_on(&self, line: &str) -> bool {
        let Some(Carrier { format, headed }) = self.carrier else { return false };
        format.carried(line).is_some_and(|carried| carried.continues() || headed && !carried.is_headed(&self.clock))
    }

    fn read_by<'a>(
        &self,
        line: &'a str,
        read_json: ReadJson<'a>,
        parse: impl Fn(&'static dyn Format, &'a str) -> Option<Entry<'a>>,
    ) -> Line<'a> {
        let line = if self.indented { text::indented(line, &self.clock).unwrap_or(line) } else { line };
        let first = line.as_bytes().first().copied().unwrap_or_default();
        if first == b'{' {
            return self.read_object(line, read_json);
        }
        if trace::continues(line) {
            return Line::Continuation;
        }
        if let Some(entry) = self.columns.as_ref().and_then(|columns| columns.read(line, &self.clock)) {
            return Line::Head(&W3c, entry);
        }
        self.read_text(line, first, parse)
    }

    /// Reads a line by the first format that claims it.
    fn read_text<'a>(
        &self,
        line: &'a str,
        first: u8,
        parse: impl Fn(&'static dyn Format, &'a str) -> Option<Entry<'a>>,
    ) -> Line<'a> {
        for place in places(self.starts[usize::from(first)]) {
            let format = self.formats[place];
            if let Some(entry) = parse(format, line) {
                return Line::Head(format, entry);
            }
            if format.continues(line) {
                return Line::Continuation;
            }
        }
        Line::Loose
    }

    /// Tells, quicker than [`Reader::read`], whether a line may be a continuation; it may be none where this is so.
    pub fn may_continue(&self, line: &str) -> bool {
        !line.starts_with('{') && (trace::continues(line) || self.formats.iter().any(|format| format.continues(line)))
    }

    /// Completes an entry that was read from the line `first` by the lines `rest` that continue it.
    pub fn complete<'a>(&self, format: &dyn Format, mut entry: Entry<'a>, first: &str, rest: &str) -> Entry<'a> {
        if format.carries() {
            return piece::join(format, entry, first, rest, &self.clock);
        }
        let message = entry.message.to_mut();
        message.push('\n');
        message.push_str(rest);
        format.finish(&mut entry, &self.clock);
        entry
    }

    /// Returns the text of lines that go on with an entry, without what they only carry it in.
    pub fn further<'t>(&self, text: &'t str) -> Cow<'t, str> {
        match self.carrier {
            Some(Carrier { format, .. }) => Cow::Owned(piece::further(format, text)),
            None => Cow::Borrowed(text),
        }
    }

    /// Reads a line that begins with `{`: one of the operator's formats may, and otherwise one walk over the line knows every
    /// dialect of JSON.
    fn read_object<'a>(&self, line: &'a str, read_json: ReadJson<'a>) -> Line<'a> {
        if self.starts[usize::from(b'{')] != 0
            && let head @ Line::Head(..) = self.read_text(line, b'{', |format, line| format.parse(line, &self.clock))
        {
            return head;
        }
        if self.pretty && line == "{" {
            return Line::Head(&PrettyJson, Entry { message: line.into(), ..Entry::default() });
        }
        if !self.json {
            return Line::Loose;
        }
        match read_json(line, &self.clock) {
            Some((dialect, entry)) => Line::Head(dialect, entry),
            None => Line::Loose,
        }
    }
}

/// What was seen of lines that carry others.
#[derive(Default)]
struct CarriedLines {
    all: usize,
    /// Those that end what was printed.
    whole: usize,
    /// Those that do not go on with what was printed before.
    first: usize,
    /// Those of them that are text with a header.
    headed: usize,
}

impl CarriedLines {
    fn count(&mut self, format: &dyn Format, line: &str, clock: &Clock) {
        let Some(carried) = format.carried(line) else { return };
        self.all += 1;
        self.whole += usize::from(!carried.piece.is_open());
        if !carried.continues() {
            self.first += 1;
            self.headed += usize::from(!carried.text().starts_with('{') && carried.is_headed(clock));
        }
    }

    /// Returns how lines belong together in a file of a format; where most would go on, nothing tells which do.
    fn carrier(&self, format: &'static dyn Format) -> Option<Carrier> {
        let joins = format.carries() && self.whole * 2 >= self.all;
        joins.then_some(Carrier { format, headed: self.headed * 2 > self.first })
    }
}

/// Which format claims a line of a file of which nothing is known.
struct Claims {
    /// The formats that are no JSON, so many of the operator's own first.
    texts: Vec<&'static dyn Format>,
    own: usize,
    starts: Box<[u128; 256]>,
}

impl Claims {
    fn of(formats: &Formats) -> Claims {
        let texts: Vec<_> = formats.all().filter(|format| !format.is_json()).collect();
        Claims { starts: starts(&texts), texts, own: formats.own().len() }
    }

    /// Returns the format that claims a line of a sample.
    fn claimant(&self, line: &str, clock: &Clock) -> Option<&'static dyn Format> {
        if trace::continues(line) {
            return None;
        }
        let first = line.as_bytes().first().copied().unwrap_or_default();
        let candidates = self.starts[usize::from(first)];
        let own = (1 << self.own) - 1;
        let claiming = |bits| {
            let mut formats = places(bits).map(|index| self.texts[index]);
            formats.find(|format| format.claims(line, clock))
        };
        claiming(candidates & own).or_else(|| match first {
            b'{' if PrettyJson.claims(line, clock) => Some(&PrettyJson as &dyn Format),
            b'{' => json::read(line, clock).map(|(dialect, _)| dialect as &dyn Format),
            _ => claiming(candidates & !own),
        })
    }
}

/// Returns the places of the bits that are set, the lowest first.
fn places(mut bits: u128) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let place = (bits != 0).then(|| bits.trailing_zeros() as usize);
        bits &= bits.wrapping_sub(1);
        place
    })
}

/// Returns for each byte the formats whose lines may begin with it, the first format as the lowest bit.
fn starts(formats: &[&'static dyn Format]) -> Box<[u128; 256]> {
    debug_assert!(formats.len() <= 128, "a format is a bit of 128");
    let mut starts = Box::new([0; 256]);
    for (byte, bits) in (0..=u8::MAX).zip(starts.iter_mut()) {
        for (index, format) in formats.iter().enumerate() {
            *bits |= u128::from(format.begins_with(byte)) << index;
        }
    }
    starts
}

fn place(formats: &[&'static dyn Format], wanted: &dyn Format) -> usize {
    let place = formats.iter().position(|format| format.name() == wanted.name());
    place.expect("every format stands in the registry")
}
