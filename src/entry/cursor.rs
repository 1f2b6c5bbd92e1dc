//! A place between two entries, written as text.

use std::fmt;

/// A boundary between entries of one file, which survives renaming, rotation and compression of the file.
///
/// As text: the version `1`, then the fields in hexadecimal, joined by `-`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// The file, known by its first bytes.
    pub head: Head,
    /// The offset of the boundary in bytes, in the decompressed file.
    pub offset: u64,
    /// The hash of the up to 64 bytes before the boundary, by which a rewritten file is noticed.
    pub anchor: u32,
}

/// What tells a file from others, whatever its name and compression.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// How many bytes from the start of the file were hashed, up to 1,024.
    pub length: u32,
    /// The hash of those bytes: XXH3, 64 bits.
    pub hash: u64,
    /// The inode number, which tells files apart whose first bytes are equal.
    pub inode: u64,
}

/// Where reading a followed file goes on, so that nothing is lost: one boundary, or several while the file is rotated.
///
/// As text: the cursors joined by `.`, the newest first and with the moment behind it; positions are joined by `~`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Position {
    /// The boundary in the newest file.
    pub at: Cursor,
    /// When that was the file being written: microseconds since 1970. What was last written later came behind it.
    pub seen: Option<i64>,
    /// Boundaries in files that were rotated away and may still be written to, newest first.
    pub older: Vec<Cursor>,
}

/// A position is no longer than this as text, in bytes.
const MOST_TEXT: usize = 512;

impl Position {
    /// Reads the positions joined in one text; `None` where the text is none of this version.
    pub fn parse_all(text: &str) -> Option<Vec<Position>> {
        text.split('~').map(Position::parse).collect()
    }

    fn parse(text: &str) -> Option<Position> {
        // Each of its boundaries is looked for, which takes time.
        if text.len() > MOST_TEXT {
            return None;
        }
        let mut parts = text.split('.').map(|text| match text.match_indices('-').nth(4) {
            Some((mark, _)) => {
                let seen = i64::from_str_radix(&text[mark + 1..], 16).ok().filter(|seen| *seen >= 0)?;
                Some((Cursor::parse(&text[..mark])?, Some(seen)))
            }
            None => Some((Cursor::parse(text)?, None)),
        });
        let (at, seen) = parts.next()??;
        let older = parts.map(|part| Some(part?.0)).collect::<Option<_>>()?;
        Some(Position { at, seen, older })
    }

    /// Appends the position's text; what is too long of it is left out, the oldest first.
    pub fn write(&self, out: &mut Vec<u8>) {
        let start = out.len();
        self.at.write(out);
        if let Some(seen) = self.seen {
            Position::write_seen(out, seen);
        }
        Position::write_older(out, start, &self.older);
    }

    /// Appends the part of a position's text that says when its file was the one being written.
    pub fn write_seen(out: &mut Vec<u8>, seen: i64) {
        out.push(b'-');
        write_hex(out, seen.unsigned_abs());
    }

    /// Appends the part of a position's text that names older files; the text begins at `start`.
    pub fn write_older(out: &mut Vec<u8>, start: usize, older: &[Cursor]) {
        for cursor in older {
            let before = out.len();
            out.push(b'.');
            cursor.write(out);
            if out.len() - start > MOST_TEXT {
                out.truncate(before);
                return;
            }
        }
    }
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = Vec::new();
        self.write(&mut text);
        f.write_str(&String::from_utf8_lossy(&text))
    }
}

impl Cursor {
    /// Appends the cursor's text.
    pub fn write(&self, out: &mut Vec<u8>) {
        self.head.write_prefix(out);
        Cursor::write_place(out, self.offset, self.anchor);
    }

    /// Appends the part of a cursor's text that stands behind [`Head::write_prefix`].
    pub fn write_place(out: &mut Vec<u8>, offset: u64, anchor: u32) {
        write_hex(out, offset);
        out.push(b'-');
        write_hex(out, u64::from(anchor));
    }

    fn parse(text: &str) -> Option<Cursor> {
        let mut parts = text.strip_prefix('1')?.split('-');
        let mut hex = |limit: usize| {
            let part = parts.next().filter(|part| (1..=limit).contains(&part.len()))?;
            u64::from_str_radix(part, 16).ok().filter(|_| part.bytes().all(|byte| byte.is_ascii_hexdigit()))
        };
        let head = Head { length: u32::try_from(hex(8)?).ok()?, hash: hex(16)?, inode: hex(16)? };
        let cursor = Cursor { head, offset: hex(16)?, anchor: u32::try_from(hex(8)?).ok()? };
        parts.next().is_none().then_some(cursor)
    }
}

impl Head {
    /// Appends the part of a cursor's text that is the same for all boundaries of a file.
    pub fn write_prefix(&self, out: &mut Vec<u8>) {
        out.push(b'1');
        for number in [u64::from(self.length), self.hash, self.inode] {
            write_hex(out, number);
            out.push(b'-');
        }
    }
}

fn write_hex(out: &mut Vec<u8>, number: u64) {
    let digits = 16 - (number | 1).leading_zeros() / 4;
    out.extend((0..digits).rev().map(|digit| b"0123456789abcdef"[(number >> (4 * digit) & 15) as usize]));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cursors_read_back_and_nothing_else_does() {
        let head = Head { length: 1_024, hash: u64::MAX, inode: 7 };
        let cursor = Cursor { head, offset: 1 << 40, anchor: 0xdead_beef };
        let mut text = Vec::new();
        cursor.write(&mut text);
        let text = String::from_utf8(text).unwrap();
        assert_eq!(text, "1400-ffffffffffffffff-7-10000000000-deadbeef");
        let position = Position { at: cursor, seen: None, older: Vec::new() };
        assert_eq!(Position::parse_all(&text), Some(vec![position.clone()]));
        assert_eq!(Position::parse_all(&format!("{text}~{text}")), Some(vec![position.clone(), position]));
        for wrong in [
            "",
            "1",
            "2400-1-1-1-1",
            "1400-1-1-1",
            "1400-1-1-1-1-x",
            "1400-1-1-+1-1",
            "1x-1-1-1-1",
            "1400-1-1-1-1~",
            "1400-1-1-1-1.",
        ] {
            assert_eq!(Position::parse_all(wrong), None, "{wrong}");
        }
        let older = |count| format!("{text}{}", format!(".{text}").repeat(count));
        assert!(Position::parse_all(&older(10)).is_some());
        assert_eq!(Position::parse_all(&older(11)), None, "longer than any is written");
    }

    #[test]
    fn positions_read_back_and_are_cut_to_their_most() {
        let head = Head { length: 1_024, hash: u64::MAX, inode: u64::MAX };
        let cursor = Cursor { head, offset: u64::MAX, anchor: u32::MAX };
        let position = Position { at: cursor, seen: Some(1_769_164_200_123), older: vec![cursor; 3] };
        let text = |position: &Position| {
            let mut text = Vec::new();
            position.write(&mut text);
            String::from_utf8(text).unwrap()
        };
        assert_eq!(Position::parse_all(&text(&position)), Some(vec![position.clone()]));
        let long = text(&Position { older: vec![cursor; 50], ..position });
        assert!((MOST_TEXT - 70..=MOST_TEXT).contains(&long.len()), "{}", long.len());
        assert!(Position::parse_all(&long).is_some());
    }
}
