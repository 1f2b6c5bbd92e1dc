//! Reads gzip so that reading can go on from places that were reached before (RFC 1952; the places are those of zlib's `zran.c`).

use std::io::{self, Read};
use std::sync::Arc;

use miniz_oxide::inflate::stream::{InflateState, inflate};
use miniz_oxide::{DataFormat, MZFlush, MZStatus};

use crate::source::LogFile;

/// A reader of all members of a gzip file, whose place can be kept. Checksums are left to the first pass over a file.
pub(super) struct Gzip {
    file: Arc<dyn LogFile>,
    /// The offset in the file behind what was read of it.
    position: u64,
    input: Vec<u8>,
    /// How much of the input was used.
    used: usize,
    /// The state within a member; `None` before its header.
    member: Option<Box<InflateState>>,
}

/// A place from which reading can go on: some 43 KiB.
pub(super) struct Place {
    position: u64,
    member: Option<Box<InflateState>>,
}

/// How much of the file is read at once, in bytes.
const INPUT: usize = 64 << 10;

/// What follows the data of a member: its checksum and size, in bytes.
const TRAILER: u64 = 8;

impl Gzip {
    /// Begins at the start of a file.
    pub(super) fn new(file: Arc<dyn LogFile>) -> Gzip {
        Gzip::at(file, &Place { position: 0, member: None })
    }

    /// Goes on from a place in a file.
    pub(super) fn at(file: Arc<dyn LogFile>, place: &Place) -> Gzip {
        Gzip { file, position: place.position, input: Vec::new(), used: 0, member: place.member.clone() }
    }

    /// Returns the place that was reached.
    pub(super) fn place(&self) -> Place {
        Place { position: self.position - (self.input.len() - self.used) as u64, member: self.member.clone() }
    }

    /// Returns input that was not used yet; none at the end of the file.
    fn fill(&mut self) -> io::Result<&[u8]> {
        if self.used == self.input.len() {
            self.input.resize(INPUT, 0);
            let read = self.file.read_at(self.position, &mut self.input)?;
            self.input.truncate(read);
            (self.position, self.used) = (self.position + read as u64, 0);
        }
        Ok(&self.input[self.used..])
    }

    fn byte(&mut self) -> io::Result<u8> {
        let byte = *self.fill()?.first().ok_or(io::ErrorKind::UnexpectedEof)?;
        self.used += 1;
        Ok(byte)
    }

    /// Reads the header of a member; `false` where no further one follows.
    fn header(&mut self) -> io::Result<bool> {
        if self.fill()?.is_empty() {
            return Ok(false);
        }
        let mut fixed = [0; 10];
        for byte in &mut fixed {
            *byte = self.byte()?;
        }
        let [0x1f, 0x8b, 8, flags, ..] = fixed else { return Err(io::ErrorKind::InvalidData.into()) };
        let has = |bit: u8| flags >> bit & 1 == 1;
        let (checksum, extra, name, comment) = (has(1), has(2), has(3), has(4));
        if extra {
            let length = u16::from_le_bytes([self.byte()?, self.byte()?]);
            (0..length).try_for_each(|_| self.byte().map(drop))?;
        }
        for _ in 0..u8::from(name) + u8::from(comment) {
            while self.byte()? != 0 {}
        }
        (0..2 * u8::from(checksum)).try_for_each(|_| self.byte().map(drop))?;
        Ok(true)
    }
}

impl Read for Gzip {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let mut member = match self.member.take() {
                Some(member) => member,
                None if self.header()? => InflateState::new_boxed(DataFormat::Raw),
                None => return Ok(0),
            };
            let input = self.fill()?;
            let is_empty = input.is_empty();
            let result = inflate(&mut member, input, buffer, MZFlush::None);
            self.used += result.bytes_consumed;
            match result.status {
                Ok(MZStatus::StreamEnd) => (0..TRAILER).try_for_each(|_| self.byte().map(drop))?,
                Ok(_) => self.member = Some(member),
                Err(_) if is_empty => return Err(io::ErrorKind::UnexpectedEof.into()),
                Err(_) => return Err(io::ErrorKind::InvalidData.into()),
            }
            if result.bytes_written > 0 {
                return Ok(result.bytes_written);
            }
        }
    }
}

/// Places in what a file unpacks to, spread over all of it that was reached.
#[derive(Default)]
pub(super) struct Places {
    kept: Vec<(u64, Place)>,
    /// How far they lie apart at least, in bytes.
    apart: u64,
}

/// So many places are kept: less than 3 MB.
const MOST_PLACES: usize = 64;

/// Places lie no nearer than this, in bytes: less is decoded in a hundredth of a second.
const LEAST_APART: u64 = 4 << 20;

impl Places {
    /// Returns the last place that lies no further than an offset.
    pub(super) fn nearest(&self, offset: u64) -> Option<&(u64, Place)> {
        self.kept.iter().rfind(|(start, _)| *start <= offset)
    }

    /// Keeps the place at an offset where it lies far enough behind the others.
    pub(super) fn keep(&mut self, offset: u64, place: impl FnOnce() -> Place) {
        let last = self.kept.last().map_or(0, |(last, _)| *last);
        if offset < last + self.apart.max(LEAST_APART) {
            return;
        }
        self.kept.push((offset, place()));
        if self.kept.len() > MOST_PLACES {
            self.apart = 2 * self.apart.max(LEAST_APART);
            let mut index = 0;
            self.kept.retain(|_| {
                index += 1;
                index % 2 == 0
            });
        }
    }
}
