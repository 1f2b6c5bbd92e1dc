//! How many entries of each level fall into each span of time.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use crate::entry::{Entry, Level, Timestamp};
use crate::query::Query;
use crate::scan::{BlockCounter, Counter, Coverage, ScanError, Scanner, Stopper};

/// The entries of a query over time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Histogram {
    /// Where the first bucket begins; `None` where no entry has a time.
    pub since: Option<Timestamp>,
    /// Where the last bucket ends.
    pub until: Option<Timestamp>,
    /// How long a bucket is, in milliseconds.
    pub step_ms: i64,
    /// Whether every entry was counted; otherwise the counts are estimates from an even sample.
    pub exact: bool,
    /// How many entries match, those without a time included.
    pub total: u64,
    /// The buckets from the first to the last that holds an entry, empty ones between them included.
    pub buckets: Vec<Bucket>,
}

/// One span of time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bucket {
    /// Where it begins.
    pub start: Timestamp,
    /// How many entries of each level it holds, `None` for those without one; levels without entries are left out.
    pub counts: Vec<(Option<Level>, u64)>,
}

/// The most buckets that may be asked for.
pub const MAX_BUCKETS: usize = 2_000;

/// A finer count is kept while entries are read, from which buckets are made once the whole range is known.
const MOST_SLOTS: usize = 8_192;

/// Counts are estimated once it took so long to count.
const BUDGET: Duration = Duration::from_secs(2);

/// The lengths that slots may have, in milliseconds; each divides the next, so that counts move into longer ones exactly.
const STEPS: [i64; 22] = [
    1,
    5,
    10,
    50,
    100,
    500,
    1_000,
    5_000,
    15_000,
    30_000,
    60_000,
    300_000,
    900_000,
    1_800_000,
    3_600_000,
    7_200_000,
    21_600_000,
    43_200_000,
    86_400_000,
    604_800_000,
    2_419_200_000,
    31_449_600_000,
];

/// The lengths that buckets have where they can, in milliseconds: those in which people think of time.
const BUCKET_LENGTHS: [i64; 30] = [
    1,
    2,
    5,
    10,
    20,
    50,
    100,
    200,
    500,
    1_000,
    2_000,
    5_000,
    10_000,
    15_000,
    30_000,
    60_000,
    120_000,
    300_000,
    600_000,
    900_000,
    1_800_000,
    3_600_000,
    7_200_000,
    10_800_000,
    21_600_000,
    43_200_000,
    86_400_000,
    172_800_000,
    604_800_000,
    2_419_200_000,
];

type Slots = BTreeMap<i64, [u64; 8]>;

/// Counts by slots of time that grow until there are few enough.
#[derive(Clone, Default)]
struct Counts {
    slots: Slots,
    /// Which of the steps a slot has.
    step: usize,
    total: u64,
}

#[derive(Default)]
struct Tally(Mutex<Counts>);

struct BlockTally<'a> {
    tally: &'a Tally,
    counts: Counts,
}

/// Counts the entries of a query in at most `buckets` spans of time.
///
/// # Errors
/// Those of [`Scanner::count`].
pub fn histogram(scanner: &Scanner, query: &Query, buckets: usize, stopper: &Stopper) -> Result<Histogram, ScanError> {
    let tally = Arc::new(Tally::default());
    let coverage = scanner.count(query, tally.clone(), BUDGET, stopper)?;
    let counts = tally.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
    let stride = match coverage {
        Coverage::Whole => 1,
        Coverage::Sample { stride } => stride,
    };
    Ok(counts.into_histogram(buckets.clamp(1, MAX_BUCKETS), stride, coverage == Coverage::Whole))
}

impl Counter for Tally {
    fn begin(&self) -> Box<dyn BlockCounter + '_> {
        Box::new(BlockTally { tally: self, counts: Counts::default() })
    }
}

impl BlockCounter for BlockTally<'_> {
    fn add(&mut self, entry: &Entry<'_>, _file: &str, time: Option<Timestamp>) {
        self.counts.add(entry.level, time);
    }

    fn finish(self: Box<Self>) {
        let mut whole = self.tally.0.lock().unwrap_or_else(PoisonError::into_inner);
        whole.merge(self.counts);
    }
}

impl Counts {
    fn add(&mut self, level: Option<Level>, time: Option<Timestamp>) {
        self.total += 1;
        let Some(time) = time else { return };
        let slot = time.millis().div_euclid(STEPS[self.step]);
        self.slots.entry(slot).or_default()[level.map_or(7, |level| level as usize)] += 1;
        if self.slots.len() > MOST_SLOTS {
            self.widen(self.step + 1);
        }
    }

    fn merge(&mut self, mut other: Counts) {
        let step = self.step.max(other.step);
        self.widen(step);
        other.widen(step);
        self.total += other.total;
        for (slot, counts) in other.slots {
            add_all(self.slots.entry(slot).or_default(), &counts);
        }
        if self.slots.len() > MOST_SLOTS {
            self.widen(self.step + 1);
        }
    }

    /// Returns how long buckets must be so that the whole range has at most `most` of them.
    fn bucket_length(&self, most: i64) -> i64 {
        let slot = STEPS[self.step];
        let Some((first, last)) = self.range() else { return slot };
        let fits = |length: i64| (last * slot).div_euclid(length) - (first * slot).div_euclid(length) < most;
        let nice = BUCKET_LENGTHS.into_iter().find(|length| length % slot == 0 && fits(*length));
        nice.or_else(|| (1..).map(|times| times * slot).find(|length| fits(*length))).unwrap_or(slot)
    }

    /// Puts the counts into slots of another of the steps, which is at least as long.
    fn widen(&mut self, step: usize) {
        let step = step.min(STEPS.len() - 1);
        if step == self.step {
            return;
        }
        (self.slots, self.step) = (self.regrouped(STEPS[step]), step);
    }

    /// Returns the counts by spans of another length, a multiple of the present one.
    fn regrouped(&self, length: i64) -> Slots {
        let mut wider = Slots::new();
        for (slot, counts) in &self.slots {
            add_all(wider.entry((slot * STEPS[self.step]).div_euclid(length)).or_default(), counts);
        }
        wider
    }

    fn range(&self) -> Option<(i64, i64)> {
        Some((*self.slots.first_key_value()?.0, *self.slots.last_key_value()?.0))
    }

    fn into_histogram(self, most: usize, stride: u64, exact: bool) -> Histogram {
        let step_ms = self.bucket_length(most as i64);
        let slots = self.regrouped(step_ms);
        let range = slots.first_key_value().zip(slots.last_key_value()).map(|((first, _), (last, _))| (*first, *last));
        let moment = |slot: i64| Timestamp::from_millis(slot * step_ms);
        let bucket = |slot| Bucket { start: moment(slot), counts: by_level(slots.get(&slot), stride) };
        Histogram {
            since: range.map(|(first, _)| moment(first)),
            until: range.map(|(_, last)| moment(last + 1)),
            step_ms,
            exact,
            total: self.total * stride,
            buckets: range.map_or(0..0, |(first, last)| first..last + 1).map(bucket).collect(),
        }
    }
}

fn add_all(sums: &mut [u64; 8], counts: &[u64; 8]) {
    sums.iter_mut().zip(counts).for_each(|(sum, count)| *sum += count);
}

fn by_level(counts: Option<&[u64; 8]>, stride: u64) -> Vec<(Option<Level>, u64)> {
    let Some(counts) = counts else { return Vec::new() };
    let levels = Level::ALL.into_iter().map(Some).chain([None]);
    levels.zip(counts).filter(|(_, count)| **count > 0).map(|(level, count)| (level, count * stride)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scan::Settings;
    use crate::source::MemorySource;

    fn count(lines: &[&str], buckets: usize) -> Histogram {
        let source = MemorySource::new();
        source.put("a.log", lines.join("\n").as_bytes());
        let scanner = Scanner::new(Arc::new(source), Settings::default()).unwrap();
        histogram(&scanner, &Query::default(), buckets, &Stopper::default()).unwrap()
    }

    #[test]
    fn every_entry_is_counted_in_the_bucket_of_its_time() {
        let lines = [
            "no time yet",
            "2026-01-23 10:00:00 INFO [a] one",
            "2026-01-23 10:00:07 ERROR [a] two",
            "2026-01-23 10:00:31 ERROR [a] three",
            "2026-01-23 10:00:30 INFO [a] out of order",
        ];
        let found = count(&lines, 10);
        assert_eq!((found.total, found.exact, found.step_ms), (5, true, 5_000));
        assert_eq!(found.since.unwrap().to_string(), "2026-01-23T10:00:00.000Z");
        assert_eq!(found.until.unwrap().to_string(), "2026-01-23T10:00:35.000Z");
        let counts: Vec<_> = found.buckets.iter().map(|bucket| bucket.counts.clone()).collect();
        let (info, error) = ((Some(Level::Info), 1), (Some(Level::Error), 1));
        assert_eq!(counts, [vec![info], vec![error], vec![], vec![], vec![], vec![], vec![info, error]]);
    }

    #[test]
    fn counts_stay_exact_however_long_the_range_is() {
        let lines: Vec<String> =
            (0..40_000).map(|index| format!("{} INFO [a] x", 1_700_000_000 + index * 997)).collect();
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        for most in [1, 7, 120] {
            let found = count(&lines, most);
            assert!((1..=most).contains(&found.buckets.len()), "{} of {most}", found.buckets.len());
            for bucket in &found.buckets {
                let start = bucket.start.millis() / 1_000;
                let within =
                    |index: &i64| (start..start + found.step_ms / 1_000).contains(&(1_700_000_000 + index * 997));
                let expected = (0..40_000).filter(within).count() as u64;
                assert_eq!(bucket.counts.iter().map(|(_, count)| count).sum::<u64>(), expected);
            }
        }
    }

    #[test]
    fn nothing_has_no_range() {
        let found = count(&["only text"], 10);
        assert_eq!((found.total, found.since, found.buckets.len()), (1, None, 0));
    }
}
