//! Which values the fields of entries have, and how often.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use crate::entry::{Entry, Timestamp, Value};
use crate::query::Query;
use crate::scan::{BlockCounter, Counter, Coverage, ScanError, Scanner, Stopper};

/// The fields of a query's entries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facets {
    /// Whether every entry and every value was counted.
    pub exact: bool,
    /// The fields: level, source and file, then those of the context, the most frequent first.
    pub fields: Vec<Facet>,
}

/// One field and its most frequent values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facet {
    /// Its name as a query takes it.
    pub name: String,
    /// How many entries have it.
    pub count: u64,
    /// Its values, the most frequent first; each a JSON text.
    pub values: Vec<(String, u64)>,
}

/// More fields than this are not counted.
const MOST_FIELDS: usize = 200;

/// More values of one field than this are not told apart.
const MOST_VALUES: usize = 1_000;

/// A value longer than this is none that one would choose from a list, in bytes.
const LONGEST_VALUE: usize = 200;

/// Fields with longer names are not counted, in bytes.
const LONGEST_NAME: usize = 200;

/// How many values of a field are told.
const VALUES_TOLD: usize = 50;

/// Counts are estimated once it took so long to count.
const BUDGET: Duration = Duration::from_secs(2);

#[derive(Default)]
struct Counts {
    fields: HashMap<String, FieldCounts>,
    /// Whether something was too much to be counted.
    overflowed: bool,
}

#[derive(Default)]
struct FieldCounts {
    count: u64,
    values: HashMap<String, u64>,
}

/// The keys of an entry that a query names without saying where they stand.
const OWN: [&str; 4] = ["level", "source", "file", "message"];

#[derive(Default)]
struct Tally(Mutex<Counts>);

struct BlockTally<'a> {
    tally: &'a Tally,
    counts: Counts,
}

/// Counts the values of the fields of a query's entries.
///
/// # Errors
/// Those of [`Scanner::count`].
pub fn facets(scanner: &Scanner, query: &Query, stopper: &Stopper) -> Result<Facets, ScanError> {
    let tally = Arc::new(Tally::default());
    let coverage = scanner.count(query, tally.clone(), BUDGET, stopper)?;
    let counts = std::mem::take(&mut *tally.0.lock().unwrap_or_else(PoisonError::into_inner));
    let exact = coverage == Coverage::Whole && !counts.overflowed;
    let mut fields: Vec<Facet> = counts.fields.into_iter().map(|(name, field)| field.told(name, coverage)).collect();
    let rank = |facet: &Facet| ["level", "source", "file"].iter().position(|name| *name == facet.name).unwrap_or(3);
    fields.sort_by(|left, right| (rank(left), right.count, &left.name).cmp(&(rank(right), left.count, &right.name)));
    Ok(Facets { exact, fields })
}

impl Counter for Tally {
    fn begin(&self) -> Box<dyn BlockCounter + '_> {
        Box::new(BlockTally { tally: self, counts: Counts::default() })
    }
}

impl BlockCounter for BlockTally<'_> {
    fn add(&mut self, entry: &Entry<'_>, file: &str, _time: Option<Timestamp>) {
        if let Some(level) = entry.level {
            self.counts.add("level", || quoted(level.name()));
        }
        if let Some(source) = &entry.source {
            self.counts.add("source", || quoted(source));
        }
        self.counts.add("file", || quoted(file));
        for (name, value) in &entry.context {
            // As a query tells it apart from the entry's own key.
            let name = if OWN.contains(&&**name) { &format!("context.{name}") } else { &**name };
            match value {
                Value::Text(text) => self.counts.add(name, || quoted(text)),
                Value::Json(json) => self.counts.add_json(name, json),
            }
        }
    }

    fn finish(self: Box<Self>) {
        let mut whole = self.tally.0.lock().unwrap_or_else(PoisonError::into_inner);
        whole.merge(self.counts);
    }
}

impl Counts {
    /// Counts a JSON value; the fields of an object are counted each by its path, arrays not at all.
    fn add_json(&mut self, name: &str, json: &str) {
        match json.trim_start().as_bytes().first() {
            Some(b'{') => {
                let fields: HashMap<String, &serde_json::value::RawValue> =
                    serde_json::from_str(json).unwrap_or_default();
                for (step, value) in fields {
                    let scalar = !value.get().starts_with(['{', '[']);
                    if scalar {
                        self.add(&format!("{name}.{step}"), || value.get().to_owned());
                    }
                }
            }
            Some(b'[') => {}
            _ => self.add(name, || json.to_owned()),
        }
    }

    fn add(&mut self, name: &str, value: impl FnOnce() -> String) {
        if !self.fields.contains_key(name) {
            if self.fields.len() >= MOST_FIELDS || name.len() > LONGEST_NAME {
                self.overflowed = true;
                return;
            }
            self.fields.insert(name.to_owned(), FieldCounts::default());
        }
        let Some(field) = self.fields.get_mut(name) else { return };
        field.count += 1;
        self.overflowed |= !field.add_value(value(), 1);
    }

    fn merge(&mut self, other: Counts) {
        self.overflowed |= other.overflowed;
        for (name, counts) in other.fields {
            if self.fields.len() >= MOST_FIELDS && !self.fields.contains_key(&name) {
                self.overflowed = true;
                continue;
            }
            let field = self.fields.entry(name).or_default();
            field.count += counts.count;
            for (value, count) in counts.values {
                self.overflowed |= !field.add_value(value, count);
            }
        }
    }
}

impl FieldCounts {
    /// Counts a value; `false` where there are too many already or it is too long.
    fn add_value(&mut self, value: String, count: u64) -> bool {
        if let Some(known) = self.values.get_mut(&value) {
            *known += count;
            return true;
        }
        let fits = self.values.len() < MOST_VALUES && value.len() <= LONGEST_VALUE;
        if fits {
            self.values.insert(value, count);
        }
        fits
    }

    fn told(self, name: String, coverage: Coverage) -> Facet {
        let mut values: Vec<(String, u64)> =
            self.values.into_iter().map(|(value, count)| (value, coverage.estimate(count))).collect();
        values.sort_by(|left, right| (right.1, &left.0).cmp(&(left.1, &right.0)));
        values.truncate(VALUES_TOLD);
        Facet { name, count: coverage.estimate(self.count), values }
    }
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scan::Settings;
    use crate::source::MemorySource;

    #[test]
    fn fields_are_counted_by_value_and_path() {
        let source = MemorySource::new();
        let lines = [
            r#"{"time":"2026-01-23T10:00:00Z","level":"info","msg":"a","status":200,"user":{"id":7},"tags":["x"]}"#,
            r#"{"time":"2026-01-23T10:00:01Z","level":"error","msg":"b","status":503,"user":{"id":7}}"#,
            r#"{"time":"2026-01-23T10:00:02Z","level":"info","msg":"c","status":200}"#,
        ];
        source.put("a.log", lines.join("\n").as_bytes());
        let scanner = Scanner::new(Arc::new(source), Settings::default()).unwrap();
        let found = facets(&scanner, &Query::default(), &Stopper::default()).unwrap();
        let facet = |name: &str, count: u64, values: &[(&str, u64)]| Facet {
            name: name.to_owned(),
            count,
            values: values.iter().map(|(value, count)| ((*value).to_owned(), *count)).collect(),
        };
        let expected = [
            facet("level", 3, &[("\"INFO\"", 2), ("\"ERROR\"", 1)]),
            facet("file", 3, &[("\"a.log\"", 3)]),
            facet("status", 3, &[("200", 2), ("503", 1)]),
            facet("user.id", 2, &[("7", 2)]),
        ];
        assert_eq!(found, Facets { exact: true, fields: expected.to_vec() });
    }

    #[test]
    fn a_field_that_is_called_like_a_key_of_entries_is_told_from_it() {
        let source = MemorySource::new();
        source.put("a.log", br#"{"time":"2026-01-23T10:00:00Z","level":"info","msg":"a","file":"main.go"}"#);
        let scanner = Scanner::new(Arc::new(source), Settings::default()).unwrap();
        let facets = facets(&scanner, &Query::default(), &Stopper::default()).unwrap();
        let names: Vec<&str> = facets.fields.iter().map(|facet| facet.name.as_str()).collect();
        assert_eq!(names, ["level", "file", "context.file"]);
    }
}
