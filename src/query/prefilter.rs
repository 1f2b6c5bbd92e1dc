//! Finds the places of a block at which an entry may match, by searching its raw bytes as a whole.
//!
//! The bytes of every matching entry hold what the prefilter finds, whatever the entry's format: lines around other bytes are
//! never parsed. Text that is written otherwise than it reads (JSON escapes, ANSI codes) makes its line a candidate too.

use memchr::{memchr, memmem};
use regex::bytes::{Regex, RegexBuilder};
use regex_syntax::ParserBuilder;
use regex_syntax::hir::literal::{ExtractKind, Extractor};
use regex_syntax::hir::{Class, Hir, HirKind};

use super::caseless::Caseless;
use super::glance::{Glance, LineCandidates};
use super::{Comparison, Expression, Query, Term, Text};
use crate::format::Reader;
use crate::format::glance::holds_escapes;

/// A search for what every matching entry holds.
#[derive(Clone, Debug)]
pub struct Prefilter {
    text: Option<TextFilter>,
    /// Used where no text must be found, in files of JSON.
    glance: Option<Glance>,
}

/// A search for text that every matching entry holds.
#[derive(Clone, Debug)]
struct TextFilter {
    regex: Regex,
    /// The same where it is a single text whose case is ignored, which is found sooner so.
    caseless: Option<Caseless>,
    escapes: Escapes,
    needs_utf8: bool,
    /// What is looked for may be hidden in any line, and not only in one of JSON: a message is shown without its escapes wherever
    /// it is quoted (logfmt, JSON behind the header of a container).
    hides_anywhere: bool,
}

/// Which backslashes of a JSON line may hide what is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Escapes {
    /// Only `\u0061`: what is looked for holds none of the characters that JSON escapes by one letter.
    Unicode,
    /// Any.
    Any,
}

/// What every match of an expression holds one of.
#[derive(Clone, Debug)]
struct Needs {
    /// Regular expressions joined by `|`.
    alternatives: Vec<String>,
    /// The first of them where it is a text whose case is ignored.
    caseless: Option<Caseless>,
    /// The fewest characters of any alternative: the more, the rarer.
    least_length: usize,
    escapes: Escapes,
    needs_utf8: bool,
    hides_anywhere: bool,
}

/// The places of a block at which an entry may match.
#[derive(Debug)]
pub enum Candidates<'a> {
    /// Where a text is found.
    Text(TextCandidates<'a>),
    /// The lines that may match at a glance.
    Lines(LineCandidates<'a>),
}

/// Where the next candidates of each kind stand in a block, so that each is searched for once.
#[derive(Debug)]
pub struct TextCandidates<'a> {
    filter: &'a TextFilter,
    block: &'a [u8],
    /// What finds all that the expression does in this block.
    caseless: Option<&'a Caseless>,
    hit: Option<usize>,
    escape: Option<usize>,
    ansi: Option<usize>,
}

impl Prefilter {
    /// Makes the prefilter of a query; `None` where its conditions say nothing about the raw bytes.
    pub fn new(query: &Query) -> Option<Prefilter> {
        let text = query.search.as_ref().and_then(TextFilter::new);
        let glance = if text.is_none() { Glance::new(query) } else { None };
        (text.is_some() || glance.is_some()).then_some(Prefilter { text, glance })
    }

    /// Begins to search a block of a file that is read so, which starts with an entry; `None` where every line of it must be looked at.
    pub fn candidates<'a>(&'a self, block: &'a [u8], reader: &Reader) -> Option<Candidates<'a>> {
        if let Some(filter) = &self.text {
            // What was cut into pieces stands nowhere as a whole.
            if filter.hides_anywhere && reader.joins() {
                return None;
            }
            return filter.candidates(block).map(Candidates::Text);
        }
        let glance = self.glance.as_ref().filter(|_| reader.reads_objects())?;
        Some(Candidates::Lines(LineCandidates::new(glance, block)))
    }
}

impl Candidates<'_> {
    /// Returns the first place at or behind `from`, the start of an entry, whose line may match; `from` must not decrease.
    pub fn next(&mut self, from: usize) -> Option<usize> {
        match self {
            Candidates::Text(text) => text.next(from),
            Candidates::Lines(lines) => lines.next(from),
        }
    }
}

impl TextFilter {
    fn new(search: &Expression) -> Option<TextFilter> {
        let needs = needs_of(search)?;
        let regex = RegexBuilder::new(&needs.alternatives.join("|")).size_limit(4 << 20).build().ok()?;
        Some(TextFilter {
            regex,
            caseless: needs.caseless.filter(|_| needs.alternatives.len() == 1),
            escapes: needs.escapes,
            needs_utf8: needs.needs_utf8,
            hides_anywhere: needs.hides_anywhere,
        })
    }

    fn candidates<'a>(&'a self, block: &'a [u8]) -> Option<TextCandidates<'a>> {
        if self.needs_utf8 && std::str::from_utf8(block).is_err() {
            return None;
        }
        let caseless = self.caseless.as_ref().filter(|caseless| !caseless.may_be_written_otherwise(block));
        let mut candidates = TextCandidates { filter: self, block, caseless, hit: None, escape: None, ansi: None };
        candidates.hit = candidates.find_hit(0);
        if holds_escapes(block) {
            candidates.escape = candidates.find_escape(0);
            candidates.ansi = memchr(ESCAPE, block);
        }
        Some(candidates)
    }
}

impl TextCandidates<'_> {
    fn next(&mut self, from: usize) -> Option<usize> {
        if self.hit.is_some_and(|hit| hit < from) {
            self.hit = self.find_hit(from);
        }
        if self.escape.is_some_and(|escape| escape < from) {
            self.escape = self.find_escape(from);
        }
        if self.ansi.is_some_and(|ansi| ansi < from) {
            self.ansi = memchr(ESCAPE, &self.block[from..]).map(|at| from + at);
        }
        [self.hit, self.escape, self.ansi].into_iter().flatten().min()
    }

    fn find_hit(&self, from: usize) -> Option<usize> {
        match self.caseless {
            Some(caseless) => caseless.find(self.block, from),
            None => self.filter.regex.find_at(self.block, from).map(|found| found.start()),
        }
    }

    /// Finds the next escape within a line that starts with `{`; JSON behind a prefix is searched as it stands, but for its message.
    fn find_escape(&self, mut from: usize) -> Option<usize> {
        loop {
            let rest = &self.block[from..];
            let at = match self.filter.escapes {
                Escapes::Any => memchr(b'\\', rest),
                // Most text has no backslash at all, which is found out sooner.
                Escapes::Unicode => memchr(b'\\', rest).and_then(|at| Some(at + memmem::find(&rest[at..], br"\u")?)),
            }?;
            let line = memchr::memrchr(b'\n', &self.block[..from + at]).map_or(0, |newline| newline + 1);
            // An indented line may stand in a JSON text of several lines; other JSON may stand behind a prefix.
            let may_be_json =
                || matches!(self.block[line], b' ' | b'\t' | 0) || self.block[line..from + at].contains(&b'{');
            if self.filter.hides_anywhere || may_be_json() {
                return Some(from + at);
            }
            from += at + memchr(b'\n', &rest[at..])?;
        }
    }
}

/// With which ANSI codes begin.
const ESCAPE: u8 = 0x1b;

fn needs_of(expression: &Expression) -> Option<Needs> {
    match expression {
        Expression::All(all) => all.iter().filter_map(needs_of).max_by_key(|needs| needs.least_length),
        Expression::Any(any) => any.iter().map(needs_of).reduce(|left, right| Some(left?.or(right?)))?,
        Expression::Not(_) => None,
        Expression::Term(Term::Text(text)) => Some(Needs::of(text)),
        Expression::Term(Term::Regex(regex)) => Needs::regex(regex.as_str()),
        Expression::Term(Term::Field(_, Comparison::Contains(text))) => {
            Some(Needs { hides_anywhere: true, ..Needs::of(text) })
        }
        Expression::Term(Term::Field(..)) => None,
    }
}

impl Needs {
    fn of(text: &Text) -> Needs {
        let caseless = if text.ignores_case { Caseless::new(&text.text) } else { None };
        Needs { caseless, ..Needs::text(&text.text, &text.pattern()) }
    }

    fn text(text: &str, pattern: &str) -> Needs {
        let escapes = if text.chars().any(has_short_escape) { Escapes::Any } else { Escapes::Unicode };
        Needs {
            alternatives: vec![format!("(?:{pattern})")],
            caseless: None,
            least_length: text.chars().count(),
            escapes,
            needs_utf8: text.contains('\u{fffd}'),
            hides_anywhere: false,
        }
    }

    fn or(mut self, other: Needs) -> Needs {
        self.alternatives.extend(other.alternatives);
        Needs {
            alternatives: self.alternatives,
            caseless: self.caseless,
            least_length: self.least_length.min(other.least_length),
            escapes: self.escapes.max(other.escapes),
            needs_utf8: self.needs_utf8 || other.needs_utf8,
            hides_anywhere: self.hides_anywhere || other.hides_anywhere,
        }
    }

    /// The expression itself where it can match only within a line, else the literals that each match begins or ends with.
    fn regex(pattern: &str) -> Option<Needs> {
        let hir = ParserBuilder::new().utf8(false).build().parse(pattern).ok()?;
        let spans_lines = can_match(&hir, &['\n', '\r']) || !hir.properties().look_set().is_empty();
        if !spans_lines && hir.properties().minimum_len().is_some_and(|length| length > 0) {
            let short_escapes: Vec<char> = "\"\\/\t\u{8}\u{c}".chars().collect();
            return Some(Needs {
                alternatives: vec![format!("(?:{pattern})")],
                caseless: None,
                least_length: hir.properties().minimum_len()?,
                escapes: if can_match(&hir, &short_escapes) { Escapes::Any } else { Escapes::Unicode },
                needs_utf8: can_match(&hir, &['\u{fffd}']),
                hides_anywhere: false,
            });
        }
        Needs::literals(&hir)
    }

    fn literals(hir: &Hir) -> Option<Needs> {
        let kinds = [ExtractKind::Prefix, ExtractKind::Suffix];
        kinds.into_iter().filter_map(|kind| Needs::literals_at(hir, kind)).max_by_key(|needs| needs.least_length)
    }

    fn literals_at(hir: &Hir, kind: ExtractKind) -> Option<Needs> {
        let mut extractor = Extractor::new();
        let sequence = extractor.kind(kind).extract(hir);
        let literals = sequence.literals()?;
        let least_length = literals.iter().map(|literal| literal.len()).min()?;
        let texts: Option<Vec<&str>> =
            literals.iter().map(|literal| std::str::from_utf8(literal.as_bytes()).ok()).collect();
        let texts = texts.filter(|texts| least_length > 1 && !texts.iter().any(|text| text.contains(['\n', '\r'])))?;
        texts.iter().map(|text| Needs::text(text, &regex::escape(text))).reduce(Needs::or)
    }
}

fn has_short_escape(character: char) -> bool {
    matches!(character, '"' | '\\' | '/') || character.is_control()
}

/// Tells whether a match of the expression may hold one of some characters.
fn can_match(hir: &Hir, characters: &[char]) -> bool {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => false,
        HirKind::Literal(literal) => {
            let text = String::from_utf8_lossy(&literal.0);
            text.contains(characters)
        }
        HirKind::Class(Class::Unicode(class)) => {
            class.iter().any(|range| characters.iter().any(|next| (range.start()..=range.end()).contains(next)))
        }
        HirKind::Class(Class::Bytes(class)) => class.iter().any(|range| {
            range.end() > 127
                || characters
                    .iter()
                    .any(|next| (u32::from(range.start())..=u32::from(range.end())).contains(&(*next as u32)))
        }),
        HirKind::Repetition(repetition) => can_match(&repetition.sub, characters),
        HirKind::Capture(capture) => can_match(&capture.sub, characters),
        HirKind::Concat(parts) | HirKind::Alternation(parts) => parts.iter().any(|part| can_match(part, characters)),
    }
}
