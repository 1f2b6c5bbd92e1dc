//! Reads a compressed file, or one in another encoding, as if it were plain UTF-8.
//!
//! The decoder runs only as far as is read. What it made last is kept, so that blocks that overlap and steps back within it cost
//! nothing; a larger step back begins again at the start, or, in gzip, at a place that was reached before.

use std::collections::VecDeque;
use std::io::{self, BufReader, Read};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use encoding_rs::{Encoding, UTF_16BE, UTF_16LE};
use encoding_rs_io::DecodeReaderBytesBuilder;

use super::{Compression, Identity, LogFile};
use crate::entry::Timestamp;

mod gzip;
mod stored;
mod xz;

use gzip::{Gzip, Places};
use stored::{Lz4Frames, Stored};
use xz::Xz;

/// A file whose bytes are decoded as they are read.
pub struct Unpacked {
    stored: Arc<dyn LogFile>,
    compression: Option<Compression>,
    encoding: Option<&'static Encoding>,
    /// Whether the stored bytes are pairs.
    is_utf16: bool,
    /// How many bytes are unpacked at most.
    most: u64,
    state: Mutex<State>,
}

struct State {
    decoder: Option<Decoder>,
    /// Where decoding may begin again.
    places: Places,
    /// The last pieces that were decoded, one behind the other.
    recent: VecDeque<Vec<u8>>,
    /// The offset of the first of them.
    recent_start: u64,
    /// The offset behind the last of them.
    position: u64,
    /// How many of them are held at most.
    most_recent: usize,
    /// A piece that is not held any more, to be filled again.
    free: Vec<u8>,
    /// The whole decoded size, once the end was seen.
    size: Option<u64>,
    /// The end of the stored bytes, as far as they are decoded now.
    stored_end: u64,
    /// Why what stands behind the end cannot be decoded.
    fault: Option<Fault>,
    /// The same, where what stands before it was decoded just now.
    broken: Option<Fault>,
}

/// What makes plain bytes of the stored ones.
enum Decoder {
    /// Any decoder; it only goes on.
    Onwards(Box<dyn Read + Send>),
    /// One whose place can be kept; it is slower.
    Anywhere(Box<Gzip>),
}

/// Why a file cannot be decoded further.
#[derive(Clone, Debug)]
enum Fault {
    /// The decoder said so: its words.
    Broken(io::ErrorKind, String),
    /// It has grown to so many bytes.
    TooLarge(u64),
}

/// Unless told otherwise, a file may grow so many times when it is unpacked: logs grow 10 to 100 times.
const MOST_GROWTH: u64 = 256;

/// A file may always grow to so many bytes.
const LEAST_MOST: u64 = 1 << 30;

/// The byte order mark in UTF-8.
const UTF_8_MARK: &[u8] = &[0xef, 0xbb, 0xbf];

/// How much is decoded at once, in bytes.
const PIECE: usize = 64 << 10;

/// How many decoded pieces are held where nobody says how much is needed.
const USUAL_RECENT: usize = 64;

/// How many are always held: two have more than one piece's bytes together, and what a boundary at the end is known by.
const LEAST_RECENT: usize = 2;

impl Unpacked {
    /// Returns the file as plain UTF-8: as it is, or unpacked where its first bytes say that it is packed.
    ///
    /// A file that is not UTF-8 and carries no byte order mark is read in `encoding`. What is unpacked ends after `most` bytes, by
    /// default 256 times the size of the file or 1 GiB, whichever is more, and is followed by a [fault](LogFile::fault).
    ///
    /// # Errors
    /// The first bytes may not be readable.
    pub fn of(
        file: Arc<dyn LogFile>,
        encoding: Option<&'static Encoding>,
        most: Option<u64>,
    ) -> io::Result<Arc<dyn LogFile>> {
        let mut head = [0; 6];
        let read = file.read_at(0, &mut head)?;
        let compression = Compression::of(&head[..read]);
        let encoding = encoding.filter(|_| !head.starts_with(UTF_8_MARK));
        let is_wide = |encoding: &'static Encoding| [UTF_16LE, UTF_16BE].contains(&encoding);
        let is_utf16 = compression.is_none()
            && (matches!(head, [0xff, 0xfe, ..] | [0xfe, 0xff, ..]) || encoding.is_some_and(is_wide));
        if compression.is_none() && !is_utf16 && encoding.is_none() {
            return Ok(file);
        }
        let usual = file.size()?.saturating_mul(MOST_GROWTH).max(LEAST_MOST);
        let most = if compression.is_some() { most.unwrap_or(usual) } else { u64::MAX };
        Ok(Arc::new(Unpacked { is_utf16, ..Unpacked::new(file, compression, encoding, most) }))
    }

    fn new(
        stored: Arc<dyn LogFile>,
        compression: Option<Compression>,
        encoding: Option<&'static Encoding>,
        most: u64,
    ) -> Unpacked {
        Unpacked { stored, compression, encoding, is_utf16: false, most, state: Mutex::new(State::new()) }
    }

    /// Returns where the stored bytes end now. Half a character at the end waits for its other half.
    fn stored_end(&self) -> io::Result<u64> {
        let size = self.stored.size()?;
        Ok(if self.is_utf16 { size & !1 } else { size })
    }

    /// Decodes what was written behind the end that was seen, of a file that is not compressed; `false` where nothing was.
    fn grow(&self, state: &mut State) -> io::Result<bool> {
        let end = if self.compression.is_none() { self.stored_end()? } else { 0 };
        if end <= state.stored_end || state.size.is_some_and(|size| size != state.position) {
            return Ok(false);
        }
        let marked = {
            let mut mark = [0; 3];
            let read = self.stored.read_at(0, &mut mark)?;
            Encoding::for_bom(&mark[..read]).map(|(encoding, _)| encoding)
        };
        let stored = Stored { file: self.stored.clone(), position: state.stored_end, end };
        let mut builder = DecodeReaderBytesBuilder::new();
        builder.encoding(marked.or(self.encoding)).bom_sniffing(false);
        state.decoder = Some(Decoder::Onwards(Box::new(builder.build(stored))));
        (state.size, state.stored_end) = (None, end);
        Ok(true)
    }

    fn decoder(&self, end: u64) -> io::Result<Box<dyn Read + Send>> {
        let end = if self.compression.is_none() { end } else { u64::MAX };
        let stored = Stored { file: self.stored.clone(), position: 0, end };
        let stored = BufReader::with_capacity(64 << 10, stored);
        let plain: Box<dyn Read + Send> = match self.compression {
            None => Box::new(stored),
            Some(Compression::Gzip) => Box::new(flate2::bufread::MultiGzDecoder::new(stored)),
            Some(Compression::Zstd) => Box::new(zstd::Decoder::with_buffer(stored)?),
            Some(Compression::Bzip2) => Box::new(bzip2::bufread::MultiBzDecoder::new(stored)),
            Some(Compression::Xz) => Box::new(Xz::new(stored)),
            Some(Compression::Lz4) => Box::new(Lz4Frames { frame: lz4_flex::frame::FrameDecoder::new(stored) }),
        };
        // A byte order mark wins over the encoding that was asked for; UTF-8 passes through as it is, broken bytes too.
        let mut builder = DecodeReaderBytesBuilder::new();
        builder.encoding(self.encoding).bom_override(true).utf8_passthru(true).strip_bom(true);
        Ok(Box::new(builder.build(plain)))
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Decodes the next piece; `false` at the end, which is also where a fault is.
    fn advance(&self, state: &mut State) -> io::Result<bool> {
        if state.size == Some(state.position) {
            return Ok(false);
        }
        if let Some(broken) = state.broken.take() {
            (state.fault, state.size) = (Some(broken), Some(state.position));
            return Ok(false);
        }
        let mut decoder = match state.decoder.take() {
            Some(decoder) => decoder,
            None => {
                state.stored_end = self.stored_end()?;
                Decoder::Onwards(self.decoder(state.stored_end)?)
            }
        };
        let mut piece = std::mem::take(&mut state.free);
        piece.clear();
        piece.reserve(PIECE);
        let left = state.size.unwrap_or(self.most) - state.position;
        let read = match &mut decoder {
            Decoder::Onwards(decoder) => decoder.take(left.min(PIECE as u64)).read_to_end(&mut piece),
            Decoder::Anywhere(decoder) => decoder.take(left.min(PIECE as u64)).read_to_end(&mut piece),
        };
        let broken = read.err().map(|error| Fault::Broken(error.kind(), error.to_string()));
        if piece.is_empty() {
            state.fault = broken.or_else(|| (left == 0).then_some(Fault::TooLarge(self.most)));
            state.size = Some(state.position);
            return Ok(false);
        }
        // What was decoded before a fault is kept, and so is the fault: a decoder says but once that a checksum is wrong.
        state.broken = broken;
        state.keep(piece);
        if let Decoder::Anywhere(decoder) = &decoder {
            state.places.keep(state.position, || decoder.place());
        }
        state.decoder = Some(decoder);
        Ok(true)
    }

    /// Makes ready to decode again from an offset that was passed.
    fn step_back(&self, state: &mut State, offset: u64) -> io::Result<()> {
        let State { size, fault, places, most_recent, .. } = std::mem::replace(state, State::new());
        // What is not compressed may have grown, and is decoded as far as it goes now.
        let size = size.filter(|_| self.compression.is_some());
        *state = State { size, fault, places, most_recent, ..State::new() };
        if self.compression != Some(Compression::Gzip) || self.encoding.is_some() || self.is_marked()? {
            return Ok(());
        }
        let decoder = match state.places.nearest(offset) {
            Some((start, place)) => {
                (state.recent_start, state.position) = (*start, *start);
                Gzip::at(self.stored.clone(), place)
            }
            None => Gzip::new(self.stored.clone()),
        };
        state.decoder = Some(Decoder::Anywhere(Box::new(decoder)));
        Ok(())
    }

    /// Tells whether a gzip file unpacks to text with a byte order mark, which only a decoder of encodings knows to read.
    fn is_marked(&self) -> io::Result<bool> {
        let mut head = Vec::new();
        Gzip::new(self.stored.clone()).take(UTF_8_MARK.len() as u64).read_to_end(&mut head)?;
        Ok(head == UTF_8_MARK || Encoding::for_bom(&head).is_some())
    }
}

impl State {
    fn new() -> State {
        State {
            decoder: None,
            places: Places::default(),
            recent: VecDeque::new(),
            recent_start: 0,
            position: 0,
            most_recent: USUAL_RECENT,
            free: Vec::new(),
            size: None,
            stored_end: 0,
            fault: None,
            broken: None,
        }
    }

    /// Takes a piece behind the others; short ones, as they come where a file grows, are joined.
    fn keep(&mut self, piece: Vec<u8>) {
        self.position += piece.len() as u64;
        match self.recent.back_mut() {
            Some(last) if last.len() + piece.len() <= PIECE => {
                last.extend_from_slice(&piece);
                self.free = piece;
            }
            _ => {
                self.recent.push_back(piece);
                self.forget_oldest();
            }
        }
    }

    fn forget_oldest(&mut self) {
        while self.recent.len() > self.most_recent
            && let Some(oldest) = self.recent.pop_front()
        {
            self.recent_start += oldest.len() as u64;
            self.free = oldest;
        }
    }

    /// Copies what is kept from an offset on.
    fn copy(&self, offset: u64, buffer: &mut [u8]) -> usize {
        let mut skip = (offset - self.recent_start) as usize;
        let mut copied = 0;
        for piece in &self.recent {
            let Some(rest) = piece.get(skip..) else {
                skip -= piece.len();
                continue;
            };
            skip = 0;
            let length = rest.len().min(buffer.len() - copied);
            buffer[copied..copied + length].copy_from_slice(&rest[..length]);
            copied += length;
        }
        copied
    }
}

impl LogFile for Unpacked {
    /// Decodes the whole file where its end was not seen yet.
    fn size(&self) -> io::Result<u64> {
        let mut state = self.lock();
        loop {
            if let Some(size) = state.size
                && !self.grow(&mut state)?
            {
                return Ok(size);
            }
            self.advance(&mut state)?;
        }
    }

    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        let mut state = self.lock();
        let mut filled = 0;
        while filled < buffer.len() {
            let from = offset + filled as u64;
            if from < state.recent_start {
                self.step_back(&mut state, from)?;
            }
            while state.position <= from {
                if !self.advance(&mut state)? && !self.grow(&mut state)? {
                    return Ok(filled);
                }
            }
            filled += state.copy(from, &mut buffer[filled..]);
        }
        Ok(filled)
    }

    fn identity(&self) -> Identity {
        self.stored.identity()
    }

    fn modified(&self) -> io::Result<Timestamp> {
        self.stored.modified()
    }

    fn is_linked(&self) -> io::Result<bool> {
        self.stored.is_linked()
    }

    fn path(&self) -> Option<PathBuf> {
        self.stored.path()
    }

    fn is_packed(&self) -> bool {
        self.compression.is_some()
    }

    fn is_size_known(&self) -> bool {
        self.lock().size.is_some()
    }

    fn is_decoded(&self) -> bool {
        self.is_utf16 || self.encoding.is_some()
    }

    fn hold(&self, bytes: u64) {
        let mut state = self.lock();
        let pieces = usize::try_from(bytes.div_ceil(PIECE as u64)).unwrap_or(usize::MAX);
        state.most_recent = pieces.saturating_add(LEAST_RECENT);
        state.forget_oldest();
    }

    fn fault(&self) -> Option<io::Error> {
        self.lock().fault.as_ref().map(|fault| match fault {
            Fault::Broken(kind, words) => io::Error::new(*kind, words.clone()),
            Fault::TooLarge(most) => io::Error::other(format!(
                "unpacked it has more than {most} bytes, where reading ends; see --max-decompressed"
            )),
        })
    }
}

#[cfg(test)]
mod tests;
