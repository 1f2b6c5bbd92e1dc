//! Tells logs from binaries by a look at their bytes.

use std::io;

use super::{Compression, Listed, LogFile};

/// How many bytes of a file are looked at, at its start and, behind a hole of NULs, at its end.
const SNIFF_BYTES: usize = 2_048;

/// What a look at a file's bytes tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sniffed {
    /// Text in any encoding, or nothing yet.
    Text,
    /// A compressed file.
    Compressed(Compression),
    /// Neither.
    Binary,
}

/// Looks at the first bytes of a file; a hole that a truncation left at its start does not make it a binary.
fn sniff(file: &dyn LogFile) -> io::Result<Sniffed> {
    let mut buffer = [0; SNIFF_BYTES];
    let read = file.read_at(0, &mut buffer)?;
    let head = &buffer[..read];
    if let Some(compression) = Compression::of(head) {
        return Ok(Sniffed::Compressed(compression));
    }
    if head.starts_with(&[0xff, 0xfe]) || head.starts_with(&[0xfe, 0xff]) || is_text(head) || is_wide_text(head) {
        return Ok(Sniffed::Text);
    }
    // Behind a hole that is longer than what was looked at, the end tells.
    let size = file.size()?;
    if size <= read as u64 || head.iter().any(|byte| *byte != 0) {
        return Ok(Sniffed::Binary);
    }
    let read = file.read_at(size.saturating_sub(SNIFF_BYTES as u64), &mut buffer)?;
    Ok(if is_text(&buffer[..read]) { Sniffed::Text } else { Sniffed::Binary })
}

/// Tells text from binaries: text may have a hole and a stray NUL, and then is otherwise whole.
fn is_text(bytes: &[u8]) -> bool {
    if !bytes.contains(&0) {
        return true;
    }
    let runs = bytes.split(|byte| *byte != 0).filter(|run| !run.is_empty()).count();
    let others = bytes.iter().filter(|byte| **byte != 0).count();
    // A character that is cut at the end is not broken.
    let is_whole = std::str::from_utf8(bytes).map_or_else(|error| error.error_len().is_none(), |_| true);
    let has_control = bytes.iter().any(|byte| (1..8).contains(byte));
    others > 0 && is_whole && !has_control && runs * 32 <= others.max(32)
}

/// Tells whether bytes are UTF-16 without a mark, mostly in Latin letters: of each pair the same byte is NUL, the other is printed.
fn is_wide_text(bytes: &[u8]) -> bool {
    let pairs = bytes.chunks_exact(2);
    let is_printed = |byte: u8| matches!(byte, b'\t' | b'\n' | b'\r' | 0x1b | b' '..=b'~');
    let share = |high: usize| pairs.clone().filter(|pair| pair[high] == 0 && is_printed(pair[1 - high])).count();
    pairs.len() >= 4 && share(0).max(share(1)) * 10 >= pairs.len() * 9
}

/// Describes a file for a listing; `None` where it is a binary.
pub(super) fn listed(name: &str, file: &dyn LogFile) -> io::Result<Option<Listed>> {
    let compression = match sniff(file)? {
        Sniffed::Binary => return Ok(None),
        Sniffed::Compressed(compression) => Some(compression),
        Sniffed::Text => None,
    };
    Ok(Some(Listed { name: name.to_owned(), size: file.size()?, modified: file.modified()?, compression }))
}
