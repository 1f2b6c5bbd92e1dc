//! Which lines belong to one entry, so that the answer is the same wherever reading begins.
//!
//! A line that is a head starts an entry. What other lines do depends on the last head before them; so that this can be known
//! without reading far back, a head's reach ends with the first whole chunk of the file that holds no head.

use crate::format::{Line, Piece, Reader};

/// Heads reach to the end of the chunk behind their own, so an entry holds at most two chunks and a line.
pub(super) const CHUNK: u64 = 64 << 10;

/// The pieces of a line that was cut are joined up to the next multiple of so many chunks, so that what they make is bounded.
const CHUNKS_OF_PIECES: u64 = 16;

/// What is known of the entry that is open before a line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Open {
    /// Whether there is an entry that an indented line continues.
    entry: bool,
    /// Whether a loose line continues it too.
    keeps_loose: bool,
    /// What the last line carried, where more of it may follow.
    piece: Piece,
}

/// What a line is, without what it says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Head { keeps_loose: bool, piece: Piece },
    Continuation { piece: Piece },
    Loose,
}

impl Kind {
    /// A line that continues what is above it, and is no piece of a printed line.
    pub(super) const CONTINUATION: Kind = Kind::Continuation { piece: Piece::NONE };

    /// Tells what a line is that a reader has read.
    pub(super) fn of(reader: &Reader, text: &str, line: &Line<'_>) -> Kind {
        match line {
            Line::Head(format, _) => Kind::Head { keeps_loose: format.keeps_loose_lines(), piece: reader.piece(text) },
            Line::Continuation => Kind::Continuation { piece: reader.piece(text) },
            Line::Loose => Kind::Loose,
        }
    }

    /// Tells whether a line starts an entry whatever stands above it.
    pub(super) fn surely_starts(self) -> bool {
        matches!(self, Kind::Head { piece: Piece::NONE, .. })
    }

    fn piece(self) -> Piece {
        match self {
            Kind::Head { piece, .. } | Kind::Continuation { piece } => piece,
            Kind::Loose => Piece::NONE,
        }
    }
}

/// Walks over lines in file order and tells where entries start.
#[derive(Clone, Debug, Default)]
pub(super) struct Grouping {
    open: Open,
    chunk: u64,
    head_in_chunk: bool,
    loose_in_chunk: bool,
}

impl Grouping {
    /// Begins at the line at `offset` by looking back: `lines_before` yields the offsets and kinds of the lines before it,
    /// nearest first, and is asked for no more of them than needed.
    pub(super) fn resume(offset: u64, lines_before: impl Iterator<Item = (u64, Kind)>) -> Grouping {
        let chunk = offset / CHUNK;
        let mut grouping = Grouping { chunk, ..Grouping::default() };
        let (mut any_in_chunk, mut loose_in_last) = (false, false);
        let mut last_piece = None;
        for (before, kind) in lines_before.take_while(|(before, _)| before / CHUNK + 1 >= chunk) {
            let in_chunk = before / CHUNK == chunk;
            any_in_chunk |= in_chunk;
            if kind.piece().is_some() && (in_chunk || !chunk.is_multiple_of(CHUNKS_OF_PIECES)) {
                last_piece.get_or_insert((kind.piece(), in_chunk));
            }
            match kind {
                Kind::Head { keeps_loose, .. } => {
                    grouping.head_in_chunk = in_chunk;
                    grouping.open = Open { entry: true, keeps_loose, piece: last_piece.unwrap_or_default().0 };
                    return grouping;
                }
                Kind::Loose if in_chunk => grouping.loose_in_chunk = true,
                Kind::Loose => loose_in_last = true,
                Kind::Continuation { .. } => {}
            }
        }
        grouping.open.entry = any_in_chunk || loose_in_last;
        // A piece is forgotten where a chunk begins that no head reaches into.
        grouping.open.piece = last_piece.filter(|(_, in_chunk)| *in_chunk).unwrap_or_default().0;
        grouping
    }

    /// Tells whether the line at `offset` starts an entry.
    pub(super) fn starts(&mut self, offset: u64, kind: Kind) -> bool {
        self.enter(offset / CHUNK);
        let starts = match kind {
            Kind::Head { keeps_loose, piece } => {
                self.head_in_chunk = true;
                self.open.keeps_loose = keeps_loose;
                let before = std::mem::replace(&mut self.open.piece, piece);
                !before.goes_on_in(piece)
            }
            Kind::Continuation { .. } => !self.open.entry,
            Kind::Loose => {
                self.loose_in_chunk = true;
                !(self.open.entry && self.open.keeps_loose)
            }
        };
        self.open.entry = true;
        if kind.piece().is_some() {
            self.open.piece = kind.piece();
        }
        starts
    }

    /// Tells whether a loose line at `offset` would continue the entry before it.
    pub(super) fn keeps_loose(&mut self, offset: u64) -> bool {
        self.enter(offset / CHUNK);
        self.open.entry && self.open.keeps_loose
    }

    fn enter(&mut self, chunk: u64) {
        if chunk == self.chunk {
            return;
        }
        let follows = chunk == self.chunk + 1;
        if !(follows && self.head_in_chunk) {
            self.open = Open { entry: follows && self.loose_in_chunk, ..Open::default() };
        }
        if !follows || chunk.is_multiple_of(CHUNKS_OF_PIECES) {
            self.open.piece = Piece::NONE;
        }
        (self.chunk, self.head_in_chunk, self.loose_in_chunk) = (chunk, false, false);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn any_line() -> impl Strategy<Value = (u64, Kind)> {
        let piece = || {
            prop_oneof![
                2 => Just(Piece::NONE),
                1 => Just(Piece::of("stdout", false)),
                2 => Just(Piece::of("stdout", true)),
                2 => Just(Piece::of("stderr", true)),
            ]
        };
        let kind = prop_oneof![
            1 => piece().prop_map(|piece| Kind::Head { keeps_loose: true, piece }),
            1 => piece().prop_map(|piece| Kind::Head { keeps_loose: false, piece }),
            4 => piece().prop_map(|piece| Kind::Continuation { piece }),
            4 => Just(Kind::Loose),
        ];
        (1..CHUNK / 2, kind)
    }

    proptest! {
        #[test]
        fn entries_start_at_the_same_lines_wherever_reading_begins(lengths in prop::collection::vec(any_line(), 1..60)) {
            let mut offset = 0;
            let mut lines = Vec::new();
            for (length, kind) in lengths {
                lines.push((offset, kind));
                offset += length;
            }
            let mut whole = Grouping::default();
            let starts: Vec<bool> = lines.iter().map(|(offset, kind)| whole.starts(*offset, *kind)).collect();
            for begin in 0..lines.len() {
                let mut part = Grouping::resume(lines[begin].0, lines[..begin].iter().rev().copied());
                let from_here: Vec<bool> = lines[begin..].iter().map(|(offset, kind)| part.starts(*offset, *kind)).collect();
                prop_assert_eq!(&from_here[..], &starts[begin..], "from line {}", begin);
            }
        }
    }
}
