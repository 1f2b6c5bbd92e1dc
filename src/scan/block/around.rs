//! The entries around a match, asked for by `before` and `after`.

use super::{Around, Batch, Place, Plan, Role, TimeBefore, Work};
use crate::entry::Timestamp;
use crate::query::Order;
use crate::scan::ScanError;
use crate::scan::group::CHUNK;
use crate::scan::log::Log;
use crate::scan::record::{Boundary, FileText};
use crate::scan::walk::{Item, with_item};
use crate::scan::window::Window;

/// Where an entry starts and ends.
type Span = (u64, u64);

/// With so many bytes on one side of a match its context ends, however many entries are wanted: it is held until it is sent.
const MOST_BYTES: u64 = 4 << 20;

impl Around {
    /// Tells whether any context is wanted.
    pub(in crate::scan) fn is_wanted(self) -> bool {
        self.before > 0 || self.after > 0
    }

    /// Returns how many entries are wanted on one side of a match.
    pub(in crate::scan) fn most(self, role: Role) -> u64 {
        if role == Role::Before { self.before } else { self.after }
    }
}

/// The context of a match that stands in the file before or behind its own.
pub(in crate::scan) struct Beyond<'a> {
    /// On which side of the match the other file is.
    pub(in crate::scan) role: Role,
    /// How many entries are wanted.
    pub(in crate::scan) most: u64,
    /// Whether one that matches is sent anyway and ends them.
    pub(in crate::scan) to_match: bool,
    /// The boundary up to which the other file was sent already.
    pub(in crate::scan) sent_to: Option<u64>,
    pub(in crate::scan) context_of: Boundary<'a>,
    /// The time of the match.
    pub(in crate::scan) time: Option<Timestamp>,
}

/// Returns the records of such context, in the order of reading.
pub(in crate::scan) fn context_beyond(
    (log, file): (&Log, &FileText),
    plan: &Plan,
    beyond: &Beyond<'_>,
) -> Result<Batch, ScanError> {
    let Beyond { role, most, to_match, .. } = *beyond;
    let edge = if role == Role::Before { log.size } else { 0 };
    let window = Window::load(log, edge, edge, log.size)?;
    let work = Work { log, file, plan, window: &window, begin: edge, end: edge, bytes: &[], lines_before: None };
    let mut spans = match role {
        Role::Before => work.entries_before(edge, most, to_match),
        _ => work.entries_after(edge, most, to_match),
    }?;
    let is_ascending = plan.order == Order::Ascending;
    if is_ascending == (role == Role::Before) {
        spans.reverse();
    }
    let is_unsent = |&(start, end): &Span| {
        beyond.sent_to.is_none_or(|sent_to| if is_ascending { start >= sent_to } else { end <= sent_to })
    };
    let mut known = Some((0, 1));
    let mut batch = Batch::default();
    for (start, end) in spans.into_iter().filter(is_unsent) {
        let line = if edge == 0 { work.line_beside(&mut known, start)? } else { log.line_number(start) };
        let place = Place { start, end, line, time: beyond.time, role };
        let context_of = Some(beyond.context_of);
        with_item(log, &work.read(start, end)?, |item| work.add(&mut batch, item, &place, context_of));
    }
    Ok(batch)
}

impl Work<'_> {
    /// Adds a match with the entries around it that were not added before.
    pub(super) fn add_with_context(
        &self,
        batch: &mut Batch,
        item: &Item<'_>,
        found: &Place,
        most: u64,
    ) -> Result<(), ScanError> {
        if !self.plan.around.is_wanted() || self.plan.places_only {
            self.add(batch, item, found, None);
            return Ok(());
        }
        // Behind the last match that is wanted, matches are context like any other entry.
        let is_last = batch.found + 1 == most;
        let (older_to_match, newer_to_match) = match self.plan.order {
            Order::Ascending => (true, !is_last),
            Order::Descending => (!is_last, true),
        };
        let Around { before, after } = self.plan.around;
        let older = self.entries_before(found.start, before, older_to_match)?;
        let newer = self.entries_after(found.end, after, newer_to_match)?;
        let (first, last) = match self.plan.order {
            Order::Ascending => ((older, Role::Before), (newer, Role::After)),
            Order::Descending => ((newer, Role::After), (older, Role::Before)),
        };
        // Both lists begin with the nearest; what comes first is read towards the match.
        self.add_context(batch, first.0.into_iter().rev(), first.1, found)?;
        self.add(batch, item, found, None);
        self.add_context(batch, last.0.into_iter(), last.1, found)
    }

    fn add_context(
        &self,
        batch: &mut Batch,
        spans: impl Iterator<Item = Span>,
        role: Role,
        found: &Place,
    ) -> Result<(), ScanError> {
        let mut known = found.line.map(|line| (found.start, line));
        for (start, end) in spans {
            let is_done = batch.matches.last().is_some_and(|last| match self.plan.order {
                Order::Ascending => start < last.end,
                Order::Descending => end > last.start,
            });
            if is_done {
                continue;
            }
            let line = self.line_beside(&mut known, start)?;
            let place = Place { start, end, line, time: found.time, role };
            let boundary = Some(self.boundary(found));
            with_item(self.log, &self.read(start, end)?, |item| self.add(batch, item, &place, boundary));
        }
        Ok(())
    }

    /// Returns the number of the line at `start`, which is counted on from another whose offset and number are known, and known then.
    fn line_beside(&self, known: &mut Option<(u64, u64)>, start: u64) -> Result<Option<u64>, ScanError> {
        let Some((offset, line)) = *known else { return Ok(None) };
        let (from, to) = (start.min(offset), start.max(offset));
        let (lines, _) = self.log.count_newlines(from, to).map_err(|error| self.log.fault(error))?;
        *known = Some((start, if start < offset { line - lines } else { line + lines }));
        Ok(known.map(|(_, line)| line))
    }

    /// Returns at most so many entries before an offset, nearest first; `to_match` where one that matches is sent anyway and ends
    /// them.
    fn entries_before(&self, offset: u64, most: u64, to_match: bool) -> Result<Vec<Span>, ScanError> {
        let (mut spans, mut bytes) = (Vec::<Span>::new(), 0);
        let mut end = offset;
        while end > 0 && (spans.len() as u64) < most && bytes < MOST_BYTES {
            let start = self.log.line_start(end - 1).and_then(|line| self.log.entry_start(line));
            let span = (start.map_err(|error| self.log.fault(error))?, end);
            if to_match && self.is_match(span)? {
                break;
            }
            spans.push(span);
            bytes += self.kept(span);
            end = span.0;
        }
        Ok(spans)
    }

    /// Returns at most so many entries behind an offset, nearest first; `to_match` where one that matches is sent anyway and ends
    /// them.
    fn entries_after(&self, offset: u64, most: u64, to_match: bool) -> Result<Vec<Span>, ScanError> {
        let (mut spans, mut bytes) = (Vec::<Span>::new(), 0);
        let mut start = offset;
        while start < self.log.size && (spans.len() as u64) < most && bytes < MOST_BYTES {
            let span = (start, self.log.entry_end(start).map_err(|error| self.log.fault(error))?);
            if to_match && self.is_match(span)? {
                break;
            }
            spans.push(span);
            bytes += self.kept(span);
            start = span.1;
        }
        Ok(spans)
    }

    fn is_match(&self, (start, end): Span) -> Result<bool, ScanError> {
        let bytes = self.read(start, end)?;
        let judged = with_item(self.log, &bytes, |item| self.judge(item, (start, end), &mut TimeBefore::default()))?;
        Ok(judged.is_some())
    }

    /// Reads the bytes of an entry, as far as they are kept.
    fn read(&self, start: u64, end: u64) -> Result<Vec<u8>, ScanError> {
        self.log.bytes(start, start + self.kept((start, end))).map_err(|error| self.log.fault(error))
    }

    /// Returns how many bytes of an entry are kept.
    fn kept(&self, (start, end): Span) -> u64 {
        (end - start).min(self.log.kept_line() as u64 + 2 * CHUNK)
    }
}
