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
    if head.starts_with(&[0xff, 0xfe]) || head.starts_with(&[0xfe, 0xff]) || !head.contains(&0) {
        return Ok(Sniffed::Text);
    }
    let size = file.size()?;
    if size <= read as u64 || head.iter().any(|byte| *byte != 0) {
        return Ok(if is_text_behind_hole(head) { Sniffed::Text } else { Sniffed::Binary });
    }
    let read = file.read_at(size.saturating_sub(SNIFF_BYTES as u64), &mut buffer)?;
    Ok(if is_text_behind_hole(&buffer[..read]) { Sniffed::Text } else { Sniffed::Binary })
}

fn is_text_behind_hole(bytes: &[u8]) -> bool {
    let hole = bytes.iter().take_while(|byte| **byte == 0).count();
    hole < bytes.len() && !bytes[hole..].iter().any(|byte| *byte < 9)
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
