//! Joins the scans of several files into one stream, by time.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use super::ScanError;
use super::answer::in_time;
use super::block::{Batch, Match, Role};
use super::border::Border;
use super::cursor::anchor_at;
use super::file::FileScan;
use crate::entry::{Cursor, Timestamp};
use crate::query::Order;

/// The scans of all files of a query.
pub(super) struct Merge {
    order: Order,
    inputs: Vec<Input>,
    /// The next match of each input that has one, the first of them on top; where there is but one input, none.
    heads: BinaryHeap<Head>,
    /// The inputs whose next match is not known yet.
    waiting: Vec<usize>,
}

/// The next match of one of many inputs.
#[derive(PartialEq, Eq)]
struct Head {
    time: Option<Timestamp>,
    input: usize,
    order: Order,
}

/// One file, or the files of a rotated set one behind the other.
struct Input {
    scans: Vec<FileScan>,
    /// Which of them is read.
    current: usize,
    batch: Batch,
    /// How many matches of the batch were taken.
    taken: usize,
    /// The boundary behind the last record of the current file that was taken.
    reached: Option<u64>,
    /// The boundary from which nothing is lost: behind the last match that was taken, or where a block without further ones ends.
    goes_on_at: Option<u64>,
    /// What context is still missing where the next file begins.
    border: Border,
}

/// Records in their final order.
#[derive(Default)]
pub(super) struct Piece {
    pub(super) bytes: Vec<u8>,
    pub(super) matches: u64,
}

/// Records of several files are handed over when they have grown to so many bytes.
const PIECE_BYTES: usize = 64 << 10;

/// So many blocks are joined at most, so that it is soon looked again whether the time is up.
const MOST_JOINED: usize = 16;

impl Merge {
    /// Makes a merge of chains of scans, sorted by name; the files of a chain are read one behind the other.
    pub(super) fn new(order: Order, chains: Vec<Vec<FileScan>>) -> Merge {
        let inputs: Vec<Input> = chains.into_iter().map(Input::new).collect();
        let waiting = (0..inputs.len()).rev().collect();
        Merge { order, inputs, heads: BinaryHeap::new(), waiting }
    }

    /// Returns further records, at most `most` of them; a piece without records where a block had none; `None` at the end.
    pub(super) fn next_piece(&mut self, most: u64) -> Result<Option<Piece>, ScanError> {
        match self.inputs.as_mut_slice() {
            [] => Ok(None),
            [only] => only.next_piece(self.order, most),
            _ => self.merge_piece(most),
        }
    }

    fn merge_piece(&mut self, most: u64) -> Result<Option<Piece>, ScanError> {
        let mut piece = Piece::default();
        while piece.matches < most && piece.bytes.len() < PIECE_BYTES {
            let order = self.order;
            if let Some(input) = self.waiting.last().copied() {
                // What there is goes out before anything is waited for.
                if piece.bytes.is_empty() {
                    self.inputs[input].fill(order, most)?;
                    self.waiting.pop();
                    self.look_at(input);
                }
                return Ok(Some(piece));
            }
            let Some(Head { input, .. }) = self.heads.pop() else {
                return Ok(Some(piece).filter(|piece| !piece.bytes.is_empty()));
            };
            if piece.bytes.is_empty() {
                piece.bytes.reserve(PIECE_BYTES);
            }
            self.inputs[input].take_into(&mut piece, order);
            if piece.matches == most {
                self.inputs[input].take_context_behind(&mut piece, order)?;
            }
            self.look_at(input);
        }
        Ok(Some(piece))
    }

    /// Notes the next match of an input, or that it is not known yet.
    fn look_at(&mut self, input: usize) {
        match self.inputs[input].head() {
            Some(head) => self.heads.push(Head { time: head.time, input, order: self.order }),
            None if self.inputs[input].is_done() => {}
            None => self.waiting.push(input),
        }
    }

    /// Returns why entries are missing that are newer than those that were read.
    pub(super) fn take_newer_fault(&mut self) -> Option<ScanError> {
        self.inputs.iter_mut().flat_map(|input| &mut input.scans).find_map(FileScan::take_newer_fault)
    }

    /// Returns how many bytes were scanned.
    pub(super) fn scanned(&self) -> u64 {
        self.scans().map(|scan| scan.scanned).sum()
    }

    /// Returns how many bytes there are to be scanned.
    pub(super) fn total(&self) -> u64 {
        self.scans().map(FileScan::total).sum()
    }

    /// Returns the names of the files that are read, and where reading begins.
    pub(super) fn starts(&self) -> Vec<(String, u64)> {
        self.scans().map(|scan| (scan.log.name.clone(), scan.near_end())).collect()
    }

    fn scans(&self) -> impl Iterator<Item = &FileScan> {
        self.inputs.iter().flat_map(|input| &input.scans)
    }

    /// Returns the boundaries that were reached, one for each file or set.
    pub(super) fn cursors(&self) -> Result<Vec<Cursor>, ScanError> {
        self.inputs.iter().map(Input::cursor).collect()
    }

    /// Returns for each scan where the first of the taken matches stands; `None` where none of its matches was taken.
    pub(super) fn into_reached(self) -> Vec<Vec<(FileScan, Option<u64>)>> {
        self.inputs.into_iter().map(Input::into_reached).collect()
    }
}

impl Ord for Head {
    /// The greatest comes next: by time, and by name where times are equal.
    fn cmp(&self, other: &Head) -> Ordering {
        let by_time = (self.time, self.input).cmp(&(other.time, other.input));
        if self.order == Order::Ascending { by_time.reverse() } else { by_time }
    }
}

impl PartialOrd for Head {
    fn partial_cmp(&self, other: &Head) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Input {
    fn new(scans: Vec<FileScan>) -> Input {
        let border = Border::default();
        Input { scans, current: 0, batch: Batch::default(), taken: 0, reached: None, goes_on_at: None, border }
    }

    /// Returns the records of the next block, with those of blocks behind it that are there already: a client is woken less often.
    fn next_piece(&mut self, order: Order, most: u64) -> Result<Option<Piece>, ScanError> {
        let mut piece = self.next_records(order, most)?;
        for _ in 0..MOST_JOINED {
            let Some(piece) = piece.as_mut().filter(|piece| piece.bytes.len() < PIECE_BYTES && piece.matches < most)
            else {
                break;
            };
            let is_ready = |scan: &mut FileScan| scan.is_next_ready();
            if self.head().is_some() || !self.scans.get_mut(self.current).is_some_and(is_ready) {
                break;
            }
            let Some(next) = self.next_records(order, most - piece.matches)? else { break };
            piece.bytes.extend(next.bytes);
            piece.matches += next.matches;
        }
        Ok(piece)
    }

    fn next_records(&mut self, order: Order, most: u64) -> Result<Option<Piece>, ScanError> {
        if self.head().is_none() {
            if self.is_done() {
                return Ok(None);
            }
            self.fill(order, most)?;
        }
        let mut piece = Piece::default();
        if self.taken == 0 && self.batch.found <= most {
            piece = self.take_whole(order);
        }
        while piece.matches < most && self.head().is_some() {
            self.take_into(&mut piece, order);
        }
        if piece.matches == most {
            self.take_context_behind(&mut piece, order)?;
        }
        Ok(Some(piece))
    }

    /// Takes all records of the batch without copying them.
    fn take_whole(&mut self, order: Order) -> Piece {
        self.border.passed(&self.scans, self.current, &self.batch.matches);
        self.taken = self.batch.matches.len();
        self.reached = self.batch.matches.last().map(|last| last.boundary(order)).or(self.reached);
        let last_match = self.batch.matches.iter().rfind(|one| one.role == Role::Match);
        self.goes_on_at = self.batch.searched_to.or(last_match.map(|last| last.boundary(order))).or(self.goes_on_at);
        Piece { bytes: std::mem::take(&mut self.batch.bytes), matches: self.batch.found }
    }

    /// Takes the context that follows the last match.
    fn take_context_behind(&mut self, piece: &mut Piece, order: Order) -> Result<(), ScanError> {
        let role = if order == Order::Ascending { Role::After } else { Role::Before };
        while self.head().is_some_and(|head| head.role == role) {
            self.take_into(piece, order);
        }
        if self.head().is_none() {
            // Where time is up, the matches go out without it.
            let further = in_time(self.border.all_behind(&self.scans, self.current))?;
            piece.bytes.extend(further.unwrap_or_default().bytes);
        }
        Ok(())
    }

    /// Returns the next match that was not taken yet.
    fn head(&self) -> Option<&Match> {
        self.batch.matches.get(self.taken)
    }

    /// Tells whether every block was scanned; matches of the last may wait.
    fn is_done(&self) -> bool {
        self.current == self.scans.len()
    }

    /// Waits for the next block.
    fn fill(&mut self, order: Order, most: u64) -> Result<(), ScanError> {
        let Some(scan) = self.scans.get_mut(self.current) else { return Ok(()) };
        scan.want(most);
        self.batch = match scan.next_batch()? {
            Some(batch) if self.reached.is_none() => self.border.with_ahead(&self.scans, self.current, batch)?,
            Some(batch) => batch,
            None => {
                self.current += 1;
                self.reached = self.reached.filter(|_| self.is_done());
                self.goes_on_at = self.goes_on_at.filter(|_| self.is_done());
                self.border.behind(&self.scans, self.current, true)?
            }
        };
        // Context of the first matches may have come with those of the block before.
        let is_done = |next: &&Match| self.reached.is_some_and(|reached| next.is_beyond(reached, order));
        self.taken = self.batch.matches.iter().take_while(is_done).count();
        if self.head().is_none() {
            self.goes_on_at = self.batch.searched_to.or(self.goes_on_at);
        }
        Ok(())
    }

    fn take_into(&mut self, piece: &mut Piece, order: Order) {
        let Some(next) = self.batch.matches.get(self.taken) else { return };
        self.border.passed(&self.scans, self.current, std::slice::from_ref(next));
        let start = self.taken.checked_sub(1).map_or(0, |last| self.batch.matches[last].record_end);
        piece.bytes.extend_from_slice(&self.batch.bytes[start..next.record_end]);
        piece.matches += u64::from(next.role == Role::Match);
        self.reached = Some(next.boundary(order));
        if next.role == Role::Match {
            self.goes_on_at = self.reached;
        }
        self.taken += 1;
    }

    fn cursor(&self) -> Result<Cursor, ScanError> {
        // Once every block was scanned and every match taken, what was reached is the end.
        let at_end = self.is_done() && self.head().is_none();
        let last = self.scans.len() - 1;
        let scan = &self.scans[self.current.min(last)];
        let offset = match at_end {
            true => scan.far_end(),
            false => self.goes_on_at.unwrap_or_else(|| scan.near_end()),
        };
        let anchor = anchor_at(scan.log.file.as_ref(), offset).map_err(|error| scan.log.fault(error))?;
        Ok(Cursor { head: scan.log.head, offset, anchor })
    }

    fn into_reached(self) -> Vec<(FileScan, Option<u64>)> {
        let (current, reached) = (self.current, self.reached);
        let start = |index: usize, scan: &FileScan| match index.cmp(&current) {
            Ordering::Less => Some(scan.far_end()),
            Ordering::Equal => reached,
            Ordering::Greater => None,
        };
        let with_start = |(index, scan)| {
            let start = start(index, &scan);
            (scan, start)
        };
        self.scans.into_iter().enumerate().map(with_start).collect()
    }
}

impl Match {
    /// Tells whether the entry lies on the side of a boundary that was read already.
    fn is_beyond(&self, reached: u64, order: Order) -> bool {
        match order {
            Order::Ascending => self.start < reached,
            Order::Descending => self.end > reached,
        }
    }

    pub(super) fn boundary(&self, order: Order) -> u64 {
        match order {
            Order::Ascending => self.end,
            Order::Descending => self.start,
        }
    }
}
