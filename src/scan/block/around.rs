//! The entries around a match, asked for by `before` and `after`.

use memchr::memchr_iter;

use super::{Around, Batch, Place, Role, TimeBefore, Work};
use crate::query::Order;
use crate::scan::ScanError;
use crate::scan::walk::{Item, with_item};

/// Where an entry starts and ends.
type Span = (u64, u64);

impl Around {
    /// Tells whether any context is wanted.
    pub(in crate::scan) fn is_wanted(self) -> bool {
        self.before > 0 || self.after > 0
    }
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
        let (older, newer) =
            (self.entries_before(found.start, older_to_match)?, self.entries_after(found.end, newer_to_match)?);
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
        for (start, end) in spans {
            let is_done = batch.matches.last().is_some_and(|last| match self.plan.order {
                Order::Ascending => start < last.end,
                Order::Descending => end > last.start,
            });
            if is_done {
                continue;
            }
            let line = self.line_beside(found, start)?;
            let place = Place { start, end, line, time: found.time, role };
            with_item(self.log, &self.read(start, end)?, |item| self.add(batch, item, &place, Some(found)));
        }
        Ok(())
    }

    /// Returns the number of the line at `start`, which is counted from that of the match.
    fn line_beside(&self, found: &Place, start: u64) -> Result<Option<u64>, ScanError> {
        let Some(line) = found.line else { return Ok(None) };
        let between = self.read(start.min(found.start), start.max(found.start))?;
        let lines = memchr_iter(b'\n', &between).count() as u64;
        Ok(Some(if start < found.start { line - lines } else { line + lines }))
    }

    /// Returns the entries before an offset, nearest first; `to_match` where one that matches is sent anyway and ends them.
    fn entries_before(&self, offset: u64, to_match: bool) -> Result<Vec<Span>, ScanError> {
        let mut spans: Vec<Span> = Vec::new();
        let mut end = offset;
        while end > 0 && (spans.len() as u64) < self.plan.around.before {
            let start = self.log.line_start(end - 1).and_then(|line| self.log.entry_start(line));
            let span = (start.map_err(|error| self.log.fault(error))?, end);
            if to_match && self.is_match(span)? {
                break;
            }
            spans.push(span);
            end = span.0;
        }
        Ok(spans)
    }

    /// Returns the entries behind an offset, nearest first; `to_match` where one that matches is sent anyway and ends them.
    fn entries_after(&self, offset: u64, to_match: bool) -> Result<Vec<Span>, ScanError> {
        let mut spans: Vec<Span> = Vec::new();
        let mut start = offset;
        while start < self.log.size && (spans.len() as u64) < self.plan.around.after {
            let span = (start, self.log.entry_end(start).map_err(|error| self.log.fault(error))?);
            if to_match && self.is_match(span)? {
                break;
            }
            spans.push(span);
            start = span.1;
        }
        Ok(spans)
    }

    fn is_match(&self, (start, end): Span) -> Result<bool, ScanError> {
        let bytes = self.read(start, end)?;
        let judged = with_item(self.log, &bytes, |item| self.judge(item, (start, end), &mut TimeBefore::default()))?;
        Ok(judged.is_some())
    }

    fn read(&self, start: u64, end: u64) -> Result<Vec<u8>, ScanError> {
        self.log.bytes(start, end).map_err(|error| self.log.fault(error))
    }
}
