//! The context of matches near the border between two files that are read one behind the other.

use super::ScanError;
use super::block::{Batch, Beyond, Match, Role, context_beyond};
use super::cursor::anchor_at;
use super::file::FileScan;
use super::record::Boundary;
use crate::query::Order;

/// What was sent of a chain of files so far, as far as context in the next one depends on it.
#[derive(Default)]
pub(super) struct Border {
    last: Option<Last>,
    /// In which of the files the last record stands, and its boundary.
    sent_to: Option<(usize, u64)>,
}

/// The last match that was sent.
struct Last {
    found: Match,
    /// In which of the files it stands.
    scan: usize,
    /// How many entries of the context behind it are missing.
    missing: u64,
}

impl Border {
    /// Takes note of records that were sent of one of the files.
    pub(super) fn passed(&mut self, scans: &[FileScan], current: usize, records: &[Match]) {
        let (Some(scan), Some(last)) = (scans.get(current), records.last()) else { return };
        if scans.len() < 2 || !scan.plan.around.is_wanted() {
            return;
        }
        let role = scan.plan.role_behind();
        let place = records.iter().rposition(|record| record.role == Role::Match);
        if let Some(place) = place {
            let missing = scan.plan.around.most(role);
            self.last = Some(Last { found: records[place], scan: current, missing });
        }
        if let Some(last) = &mut self.last {
            let behind = records[place.map_or(0, |place| place + 1)..].iter().filter(|record| record.role == role);
            last.missing = last.missing.saturating_sub(behind.count() as u64);
        }
        self.sent_to = Some((current, last.boundary(scan.plan.order)));
    }

    /// Returns the context behind the last match that stands at the beginning of the next file; `to_match` where one that matches
    /// is sent anyway and ends it.
    pub(super) fn behind(&self, scans: &[FileScan], next: usize, to_match: bool) -> Result<Batch, ScanError> {
        // Where the context was long, it ended before its file did.
        let is_through = self.sent_to.is_some_and(|(sent, to)| to == far_edge(&scans[sent]));
        let last = self.last.as_ref().filter(|last| last.missing > 0 && is_through);
        let (Some(last), Some(scan)) = (last, scans.get(next)) else { return Ok(Batch::default()) };
        let role = scan.plan.role_behind();
        let context_of = boundary(&scans[last.scan], &last.found)?;
        let beyond = Beyond { role, most: last.missing, to_match, sent_to: None, context_of, time: last.found.time };
        context_beyond((&scan.log, &scan.text), &scan.plan, &beyond)
    }

    /// Returns the context behind the last match that stands in all files behind the current one, where that ends before.
    pub(super) fn all_behind(&mut self, scans: &[FileScan], current: usize) -> Result<Batch, ScanError> {
        let mut whole = Batch::default();
        if scans.get(current).is_none_or(|scan| self.sent_to != Some((current, far_edge(scan)))) {
            return Ok(whole);
        }
        for next in current + 1..scans.len() {
            let batch = self.behind(scans, next, false)?;
            self.passed(scans, next, &batch.matches);
            whole.append(batch);
        }
        Ok(whole)
    }

    /// Returns the first records of a file behind the context of its first match that stands in the files before it.
    pub(super) fn with_ahead(&self, scans: &[FileScan], current: usize, batch: Batch) -> Result<Batch, ScanError> {
        let scan = &scans[current];
        let role = scan.plan.role_ahead();
        let Some(ahead) = batch.matches.iter().position(|record| record.role == Role::Match) else { return Ok(batch) };
        let mut missing = scan.plan.around.most(role).saturating_sub(ahead as u64);
        let mut pieces = Vec::new();
        for before in (0..current).rev() {
            if !begins(scan, &batch.matches[0]) || missing == 0 || self.sent_to.is_some_and(|(sent, _)| sent > before) {
                break;
            }
            let found = &batch.matches[ahead];
            let sent_to = self.sent_to.filter(|(sent, _)| *sent == before).map(|(_, sent_to)| sent_to);
            let context_of = boundary(scan, found)?;
            let beyond = Beyond { role, most: missing, to_match: true, sent_to, context_of, time: found.time };
            let older = &scans[before];
            let piece = context_beyond((&older.log, &older.text), &older.plan, &beyond)?;
            missing -= piece.matches.len() as u64;
            let reaches_through =
                older.log.size == 0 || piece.matches.first().is_some_and(|first| begins(older, first));
            pieces.push(piece.bytes);
            if !reaches_through {
                break;
            }
        }
        pieces.reverse();
        Ok(batch.behind(&pieces.concat()))
    }
}

/// Returns the boundary at which reading a file ends.
fn far_edge(scan: &FileScan) -> u64 {
    match scan.plan.order {
        Order::Ascending => scan.log.size,
        Order::Descending => 0,
    }
}

/// Tells whether a record is the first that is read of a file.
fn begins(scan: &FileScan, record: &Match) -> bool {
    match scan.plan.order {
        Order::Ascending => record.start == 0,
        Order::Descending => record.end == scan.log.size,
    }
}

fn boundary<'s>(scan: &'s FileScan, found: &Match) -> Result<Boundary<'s>, ScanError> {
    let offset = found.boundary(scan.plan.order);
    let anchor = anchor_at(scan.log.file.as_ref(), offset).map_err(|error| scan.log.fault(error))?;
    Ok(Boundary { file: &scan.text, offset, anchor })
}
