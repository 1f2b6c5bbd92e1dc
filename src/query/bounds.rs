//! What a query asks of level and time alone, by which whole blocks of a file can be ruled out unread.

use super::matcher::level_holds;
use super::{Expression, Key, Query, Term};
use crate::entry::{Level, Timestamp};

/// The levels and times that matches can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// The levels that matches can have.
    pub levels: Levels,
    /// Matches have this time or a later one.
    pub since: Option<Timestamp>,
    /// Matches have an earlier time than this.
    pub until: Option<Timestamp>,
    /// Whether every entry with such a level and time matches.
    pub decide: bool,
}

/// A set of levels, a bit each in the order of [`Level::ALL`]; the last bit stands for entries without one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Levels(u8);

/// The levels of entries for which an expression can hold, and those of entries for which it always holds.
struct Reach {
    can: u8,
    must: u8,
}

impl Bounds {
    /// Takes the bounds out of a query.
    pub fn new(query: &Query) -> Bounds {
        let search = query.search.as_ref().map_or(Reach { can: u8::MAX, must: u8::MAX }, Reach::of);
        let asked = match (query.levels.is_empty(), query.min_level) {
            (true, None) => u8::MAX,
            (any, least) => {
                bits(|level| (any || query.levels.contains(&level)) && least.is_none_or(|least| level >= least))
            }
        };
        let decide = search.can == search.must && query.sources.is_empty();
        Bounds { levels: Levels(asked & search.can), since: query.since, until: query.until, decide }
    }

    /// Tells whether matches are judged by their time.
    pub fn concern_time(&self) -> bool {
        self.since.is_some() || self.until.is_some()
    }

    /// Tells whether they leave every entry in.
    pub fn are_open(&self) -> bool {
        self.levels == Levels::ALL && !self.concern_time()
    }
}

impl Levels {
    /// Every level, and none.
    pub const ALL: Levels = Levels(u8::MAX);

    /// Tells whether the level with a number in [`Level::ALL`] belongs to them; 7 stands for entries without one.
    pub fn contains(self, number: usize) -> bool {
        self.0 >> number & 1 == 1
    }
}

impl Reach {
    fn of(expression: &Expression) -> Reach {
        match expression {
            Expression::All(all) => {
                all.iter().map(Reach::of).fold(Reach { can: u8::MAX, must: u8::MAX }, |left, right| Reach {
                    can: left.can & right.can,
                    must: left.must & right.must,
                })
            }
            Expression::Any(any) => any.iter().map(Reach::of).fold(Reach { can: 0, must: 0 }, |left, right| Reach {
                can: left.can | right.can,
                must: left.must | right.must,
            }),
            Expression::Not(inner) => {
                let Reach { can, must } = Reach::of(inner);
                Reach { can: !must, must: !can }
            }
            Expression::Term(Term::Field(Key::Level, comparison)) => {
                let holds = bits(|level| level_holds(level, comparison));
                Reach { can: holds, must: holds }
            }
            Expression::Term(_) => Reach { can: u8::MAX, must: 0 },
        }
    }
}

fn bits(holds: impl Fn(Level) -> bool) -> u8 {
    Level::ALL.into_iter().filter(|level| holds(*level)).fold(0, |bits, level| bits | 1 << level as u8)
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;

    use super::*;
    use crate::entry::Entry;
    use crate::query::{Candidate, Context, Matcher};

    fn query(parameters: &[(&str, &str)]) -> Query {
        let context = Context { zone: TimeZone::UTC, now: Timestamp::from_seconds(0), formats: Default::default() };
        Query::parse(parameters.iter().copied(), &context).unwrap()
    }

    #[test]
    fn no_level_that_matches_is_ruled_out_and_where_levels_decide_no_other_is_let_in() {
        let cases: [(&[(&str, &str)], bool); 12] = [
            (&[], true),
            (&[("level", "warn,error")], true),
            (&[("min_level", "warn")], true),
            (&[("level", "info,error"), ("min_level", "notice")], true),
            (&[("q", "level:error")], true),
            (&[("q", "level>=warn OR level:debug")], true),
            (&[("q", "-level:info")], true),
            (&[("q", "-(level:info OR -level<error)")], true),
            (&[("q", "level:err*")], true),
            (&[("q", "level:error pool")], false),
            (&[("q", "-(level:error pool)")], false),
            (&[("level", "error"), ("source", "db")], false),
        ];
        for (parameters, decide) in cases {
            let query = query(parameters);
            let (bounds, matcher) = (Bounds::new(&query), Matcher::new(&query));
            assert_eq!(bounds.decide, decide, "{parameters:?}");
            for (number, level) in Level::ALL.into_iter().map(Some).chain([None]).enumerate() {
                for (text, source) in [("pool", "db"), ("other", "web")] {
                    let entry = Entry { level, source: Some(source.into()), message: text.into(), ..Entry::default() };
                    let matches = matcher.matches(Candidate { entry: &entry, text, time: None, file: "a.log" });
                    let inside = bounds.levels.contains(number);
                    assert!(inside || !matches, "{parameters:?} {level:?} {text}");
                    assert!(!decide || inside == matches, "{parameters:?} {level:?} {text}");
                }
            }
        }
    }
}
