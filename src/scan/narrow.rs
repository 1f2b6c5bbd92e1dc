//! Finds the part of a long file in which the times of a query can stand, where its times rise.

use std::io;

use super::file::Range;
use super::log::{Log, UNKNOWN_SIZE};
use crate::entry::Timestamp;

/// A file is looked at in so many places; where their times do not rise, it is read whole.
const PROBES: u64 = 256;

/// How far from the places found it is looked whether times rise there, too, in bytes: lines of several threads and hosts stand
/// a little out of order.
pub(super) const WIDEN: u64 = 16 << 20;

/// It is looked at so many places on the way.
const STEPS: u64 = 64;

/// Of what is looked at, a part is always read: one in so many.
const ALWAYS_READ: u64 = 8;

/// The place of a moment is looked for until it is known to so many bytes.
const NEAR: u64 = 4 << 10;

/// Returns the part of a file that holds every entry from `since` until before `until`, and an eighth of `widen` bytes around it;
/// more where times on the way to `widen` bytes around it show that they do not rise.
///
/// Entries that stand further out of order than that, between places whose times rise, are not seen.
pub(super) fn narrow(log: &Log, since: Option<Timestamp>, until: Option<Timestamp>, widen: u64) -> io::Result<Range> {
    let whole = Range { from: 0, to: log.size };
    if since.is_none() && until.is_none() || log.size == UNKNOWN_SIZE || log.size <= 2 * widen {
        return Ok(whole);
    }
    let Some(probes) = probes(log)? else { return Ok(whole) };
    let from = match since.map(|since| crossing(log, &probes, since)).transpose()? {
        Some(Crossing { before: Some(before), .. }) => {
            let places = (1..=STEPS).rev().map(|step| before.saturating_sub(widen / STEPS * step));
            let is_late = |time: Timestamp| since.is_some_and(|since| time >= since);
            border(log, first(log, places, is_late)?.unwrap_or(before).saturating_sub(widen / ALWAYS_READ))?
        }
        _ => 0,
    };
    let to = match until.map(|until| crossing(log, &probes, until)).transpose()? {
        Some(Crossing { behind: Some(behind), .. }) if behind + widen < log.size => {
            let places = (1..=STEPS).rev().map(|step| behind + widen / STEPS * step);
            let is_early = |time: Timestamp| until.is_some_and(|until| time < until);
            let end = first(log, places, is_early)?.unwrap_or(behind) + widen / ALWAYS_READ;
            if end < log.size { border(log, end)? } else { log.size }
        }
        _ => log.size,
    };
    Ok(Range { from, to: to.max(from) })
}

/// Where the times of a file pass a moment.
struct Crossing {
    /// A place whose time is earlier.
    before: Option<u64>,
    /// A place behind that whose time is not.
    behind: Option<u64>,
}

/// Finds where the times pass a moment, to [`NEAR`] bytes.
fn crossing(log: &Log, probes: &[(u64, Timestamp)], moment: Timestamp) -> io::Result<Crossing> {
    let place = |probe: &(u64, Timestamp)| probe.0;
    let mut before = probes.iter().rfind(|(_, time)| *time < moment).map(place);
    let mut behind = probes.iter().find(|(_, time)| *time >= moment).map(place);
    while let Some(from) = before
        && let to = behind.unwrap_or(log.size)
        && to - from > NEAR
        && let middle = from + (to - from) / 2
        && let Some(time) = log.time_behind(middle)?
    {
        match time < moment {
            true => before = Some(middle),
            false => behind = Some(middle),
        }
    }
    Ok(Crossing { before, behind })
}

/// Returns the first of some places whose time is as it should not be, or unknown.
fn first(log: &Log, places: impl Iterator<Item = u64>, is_odd: impl Fn(Timestamp) -> bool) -> io::Result<Option<u64>> {
    for place in places {
        if log.time_behind(place)?.is_none_or(&is_odd) {
            return Ok(Some(place));
        }
    }
    Ok(None)
}

/// Returns places in file order with the times there; `None` where a place has no time or the times do not rise.
fn probes(log: &Log) -> io::Result<Option<Vec<(u64, Timestamp)>>> {
    let mut probes: Vec<(u64, Timestamp)> = Vec::new();
    for index in 0..PROBES {
        let place = log.size / PROBES * index;
        let Some(time) = log.time_behind(place)? else { return Ok(None) };
        if probes.last().is_some_and(|(_, last)| time < *last) {
            return Ok(None);
        }
        probes.push((place, time));
    }
    Ok(Some(probes))
}

/// Returns the start of the entry that holds a place.
fn border(log: &Log, place: u64) -> io::Result<u64> {
    log.entry_start(log.line_start(place)?)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::super::{Scanner, Settings};
    use super::*;
    use crate::source::MemorySource;

    fn log(lines: impl Iterator<Item = i64>) -> Log {
        let text: Vec<String> =
            lines.map(|second| format!("{} INFO [job] working\n", 1_700_000_000 + second)).collect();
        let source = MemorySource::new();
        source.put("a.log", text.concat().as_bytes());
        let scanner = Scanner::new(Arc::new(source), Settings::default()).unwrap();
        Log::open(&scanner, "a.log", None, None).unwrap()
    }

    fn at(second: i64) -> Option<Timestamp> {
        Some(Timestamp::from_seconds(1_700_000_000 + second))
    }

    #[test]
    fn a_range_of_times_is_a_part_of_a_rising_file() {
        let log = log(0..100_000);
        let line = log.size / 100_000;
        let found = narrow(&log, at(50_000), at(51_000), 10_000).unwrap();
        assert!(found.from <= 50_000 * line && found.from > 49_900 * line, "{found:?}");
        assert!(found.to >= 51_000 * line && found.to < 51_200 * line, "{found:?}");
        assert_eq!((found.from % line, found.to % line), (0, 0));
        assert_eq!(narrow(&log, at(-5), None, 10_000).unwrap(), Range { from: 0, to: log.size });
        assert_eq!(narrow(&log, None, at(200_000), 10_000).unwrap(), Range { from: 0, to: log.size });
    }

    #[test]
    fn more_is_read_where_times_nearby_do_not_rise() {
        // Three hundred lines are written two hundred lines too early, and as many too late.
        let late = (49_500..49_800).map(|second| second + 600);
        let early = (51_200..51_500).map(|second| second - 600);
        let log = log((0..49_500).chain(late).chain(49_800..51_200).chain(early).chain(51_500..100_000));
        let line = log.size / 100_000;
        let found = narrow(&log, at(50_000), at(51_000), 80_000).unwrap();
        assert!(found.from <= 49_500 * line && found.to >= 51_500 * line, "{found:?}, {line}");
    }

    #[test]
    fn what_is_read_ends_with_the_file() {
        // The last lines are early, and stand so near to the end that what is read around them would pass it.
        let log = log((0..99_700).chain((99_700..100_000).map(|second| second - 5_000)));
        assert_eq!(narrow(&log, None, at(97_100), 80_000).unwrap(), Range { from: 0, to: log.size });
    }

    #[test]
    fn a_file_whose_times_do_not_rise_is_read_whole() {
        let log = log((0..50_000).chain(0..50_000));
        assert_eq!(narrow(&log, at(40_000), None, 10_000).unwrap(), Range { from: 0, to: log.size });
    }
}
