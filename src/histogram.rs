//! How many entries of each level fall into each span of time.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::entry::{Entry, Level, Timestamp};
use crate::query::Query;
use crate::scan::{BlockCounter, BlockFacts, Counter, Coverage, ScanError, Scanner, Stopper};

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

/// Above this many buckets they are so short that what is known of blocks is of no use.
const MOST_BY_FACTS: usize = 200;

/// Fewer blocks than this are read at once.
const LEAST_BY_FACTS: usize = 64;

type Slots = BTreeMap<i64, [u64; 8]>;

/// Counts by slots of time.
#[derive(Clone)]
struct Counts {
    slots: Slots,
    /// How long a slot is, in milliseconds.
    slot: i64,
    /// Whether slots grow until there are few enough.
    grows: bool,
    total: u64,
    /// The first and the last moment of an entry that was read, in milliseconds since 1970.
    read: Option<(i64, i64)>,
}

/// How time is cut into buckets.
#[derive(Clone, Copy)]
struct Cut {
    /// Where a bucket begins, in milliseconds since 1970; others begin whole lengths before and behind it.
    origin: i64,
    /// How long each is, in milliseconds.
    length: i64,
}

struct Tally {
    counts: Mutex<Counts>,
    /// Blocks that begin before the first or end behind the last of these moments are always read: they may hold the ends.
    inner: Option<(i64, i64)>,
}

struct BlockTally<'a> {
    tally: &'a Tally,
    counts: Counts,
    /// A slot and what falls into it that is not among the counts yet: most entries fall into the slot of the one before.
    last: (i64, [u64; 8]),
}

/// Counts the entries of a query in at most `buckets` spans of time.
///
/// # Errors
/// Those of [`Scanner::count`].
pub fn histogram(scanner: &Scanner, query: &Query, buckets: usize, stopper: &Stopper) -> Result<Histogram, ScanError> {
    count_within(scanner, query, buckets, stopper, BUDGET)
}

fn count_within(
    scanner: &Scanner,
    query: &Query,
    buckets: usize,
    stopper: &Stopper,
    budget: Duration,
) -> Result<Histogram, ScanError> {
    let most = buckets.clamp(1, MAX_BUCKETS);
    if most <= MOST_BY_FACTS
        && let Some(known) = scanner.facts_of_matches(query, stopper)?.filter(|known| known.len() >= LEAST_BY_FACTS)
        && let Some(histogram) = by_facts(scanner, query, &known, most, stopper, budget)?
    {
        return Ok(histogram);
    }
    let tally = Arc::new(Tally { counts: Mutex::new(Counts::growing()), inner: None });
    let coverage = scanner.count(query, tally.clone(), budget, stopper)?;
    let counts = tally.lock().clone();
    let cut = counts.range().map_or(Cut::even(1), |range| Cut::of(range, counts.slot, most as i64));
    Ok(counts.into_histogram(cut, coverage))
}

/// Counts with buckets whose length is known beforehand, so that blocks within one of them need not be read; `None` where it
/// cannot be foretold, or the time runs out.
fn by_facts(
    scanner: &Scanner,
    query: &Query,
    known: &[BlockFacts],
    most: usize,
    stopper: &Stopper,
    budget: Duration,
) -> Result<Option<Histogram>, ScanError> {
    let timed = || known.iter().filter(|block| block.is_timed());
    let starts = timed().map(|block| block.earliest).min().zip(timed().map(|block| block.latest).min());
    let ends = timed().map(|block| block.earliest).max().zip(timed().map(|block| block.latest).max());
    let (Some((earliest, first_by)), Some((last_from, latest))) = (starts, ends) else { return Ok(None) };
    let since = query.since.map_or(i64::MIN, Timestamp::millis);
    let until = query.until.map_or(i64::MAX, Timestamp::millis);
    let mut range = (earliest.max(since), latest.min(until));
    // The second time the range is that of the entries themselves.
    for _ in 0..2 {
        let slot = STEPS
            .into_iter()
            .find(|step| range.1.saturating_sub(range.0) / step < MOST_SLOTS as i64)
            .unwrap_or(STEPS[0]);
        let Some(length) = usual_length(range, slot, most as i64) else { return Ok(None) };
        let counts = Counts { slot: length, grows: false, ..Counts::growing() };
        let tally = Arc::new(Tally { counts: Mutex::new(counts), inner: Some((first_by, last_from)) });
        let coverage = scanner.count(query, tally.clone(), budget, stopper)?;
        let counts = tally.lock().clone();
        match counts.read {
            Some(read)
                if coverage == Coverage::Whole
                    && read != range
                    && usual_length(read, slot, most as i64) != Some(length) =>
            {
                range = read
            }
            Some(_) if coverage == Coverage::Whole => {
                return Ok(Some(counts.into_histogram(Cut::even(length), coverage)));
            }
            _ => break,
        }
    }
    Ok(None)
}

impl Counter for Tally {
    fn begin(&self) -> Box<dyn BlockCounter + '_> {
        let whole = self.lock();
        let counts = Counts { slot: whole.slot, grows: whole.grows, ..Counts::growing() };
        Box::new(BlockTally { tally: self, counts, last: (0, [0; 8]) })
    }

    fn is_brief(&self) -> bool {
        true
    }

    fn takes(&self, block: &BlockFacts) -> bool {
        let slot = self.lock().slot;
        block.timeless == 0
            && block.earliest.div_euclid(slot) == block.latest.div_euclid(slot)
            && self.inner.is_some_and(|(first_by, last_from)| block.earliest >= first_by && block.latest <= last_from)
    }

    fn take(&self, block: &BlockFacts) {
        let mut counts = self.lock();
        let slot = block.earliest.div_euclid(counts.slot);
        let levels = block.levels.map(u64::from);
        counts.total += levels.iter().sum::<u64>();
        add_all(counts.slots.entry(slot).or_default(), &levels);
    }
}

impl BlockCounter for BlockTally<'_> {
    fn add(&mut self, entry: &Entry<'_>, _file: &str, time: Option<Timestamp>) {
        self.counts.total += 1;
        let Some(millis) = time.map(Timestamp::millis) else { return };
        self.counts.read = joined(self.counts.read, Some((millis, millis)));
        let slot = self.counts.slot;
        if !(self.last.0..self.last.0.saturating_add(slot)).contains(&millis) {
            self.flush();
            self.last.0 = millis.div_euclid(self.counts.slot) * self.counts.slot;
        }
        self.last.1[entry.level.map_or(7, |level| level as usize)] += 1;
    }

    fn finish(mut self: Box<Self>) {
        self.flush();
        self.tally.lock().merge(self.counts);
    }
}

impl BlockTally<'_> {
    fn flush(&mut self) {
        let (start, levels) = std::mem::take(&mut self.last);
        if levels.iter().any(|count| *count > 0) {
            self.counts.add(start, &levels);
        }
    }
}

impl Tally {
    fn lock(&self) -> MutexGuard<'_, Counts> {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Cut {
    fn even(length: i64) -> Cut {
        Cut { origin: 0, length }
    }

    /// Cuts a range in at most `most` buckets: of a usual length, or where all of these are too short beginning with the range.
    fn of((first, last): (i64, i64), slot: i64, most: i64) -> Cut {
        match usual_length((first, last), slot, most) {
            Some(length) => Cut::even(length),
            None => Cut { origin: first, length: slot * (last.saturating_sub(first) / slot / most + 1) },
        }
    }
}

impl Counts {
    fn growing() -> Counts {
        Counts { slots: Slots::new(), slot: STEPS[0], grows: true, total: 0, read: None }
    }

    /// Adds what falls into the slot of a moment, in milliseconds since 1970.
    fn add(&mut self, millis: i64, levels: &[u64; 8]) {
        add_all(self.slots.entry(millis.div_euclid(self.slot)).or_default(), levels);
        self.grow();
    }

    fn merge(&mut self, mut other: Counts) {
        let slot = self.slot.max(other.slot);
        self.widen(slot);
        other.widen(slot);
        self.total += other.total;
        self.read = joined(self.read, other.read);
        for (slot, counts) in other.slots {
            add_all(self.slots.entry(slot).or_default(), &counts);
        }
        self.grow();
    }

    /// Widens the slots where there are too many.
    fn grow(&mut self) {
        if self.grows && self.slots.len() > MOST_SLOTS {
            self.widen(STEPS.into_iter().find(|step| *step > self.slot).unwrap_or(self.slot));
        }
    }

    /// Puts the counts into slots of another length, a multiple of the present one.
    fn widen(&mut self, slot: i64) {
        if slot != self.slot {
            (self.slots, self.slot) = (self.regrouped(Cut::even(slot)), slot);
        }
    }

    /// Returns the counts by spans of another length, a multiple of the present one.
    fn regrouped(&self, cut: Cut) -> Slots {
        let mut wider = Slots::new();
        for (slot, counts) in &self.slots {
            add_all(
                wider.entry((slot * self.slot).saturating_sub(cut.origin).div_euclid(cut.length)).or_default(),
                counts,
            );
        }
        wider
    }

    /// Returns the starts of the first and the last slot, in milliseconds since 1970.
    fn range(&self) -> Option<(i64, i64)> {
        Some((self.slots.first_key_value()?.0 * self.slot, self.slots.last_key_value()?.0 * self.slot))
    }

    fn into_histogram(self, cut: Cut, coverage: Coverage) -> Histogram {
        let slots = self.regrouped(cut);
        let range = slots.first_key_value().zip(slots.last_key_value()).map(|((first, _), (last, _))| (*first, *last));
        let moment = |slot: i64| Timestamp::from_millis(slot.saturating_mul(cut.length).saturating_add(cut.origin));
        let bucket = |slot| Bucket { start: moment(slot), counts: by_level(slots.get(&slot), coverage) };
        Histogram {
            since: range.map(|(first, _)| moment(first)),
            until: range.map(|(_, last)| moment(last + 1)),
            step_ms: cut.length,
            exact: coverage == Coverage::Whole,
            total: coverage.estimate(self.total),
            buckets: range.map_or(0..0, |(first, last)| first..last + 1).map(bucket).collect(),
        }
    }
}

/// Returns the shortest usual length, a multiple of `slot`, of which at most `most` buckets cover a range of milliseconds.
fn usual_length((first, last): (i64, i64), slot: i64, most: i64) -> Option<i64> {
    let fits = |length: i64| last.div_euclid(length).saturating_sub(first.div_euclid(length)) < most;
    BUCKET_LENGTHS.into_iter().find(|length| length % slot == 0 && fits(*length))
}

/// Returns the range that holds two others.
fn joined(one: Option<(i64, i64)>, other: Option<(i64, i64)>) -> Option<(i64, i64)> {
    match (one, other) {
        (Some((first, last)), Some((earlier, later))) => Some((first.min(earlier), last.max(later))),
        (one, other) => one.or(other),
    }
}

fn add_all(sums: &mut [u64; 8], counts: &[u64; 8]) {
    sums.iter_mut().zip(counts).for_each(|(sum, count)| *sum += count);
}

fn by_level(counts: Option<&[u64; 8]>, coverage: Coverage) -> Vec<(Option<Level>, u64)> {
    let Some(counts) = counts else { return Vec::new() };
    let levels = Level::ALL.into_iter().map(Some).chain([None]);
    levels
        .zip(counts)
        .filter(|(_, count)| **count > 0)
        .map(|(level, count)| (level, coverage.estimate(*count)))
        .collect()
}

#[cfg(test)]
mod tests;
