//! Ties cursors to files: what a file begins with, and what stands before a boundary.

use std::io;

use xxhash_rust::xxh3::xxh3_64;

use crate::entry::Head;
use crate::source::LogFile;

/// How many first bytes tell a file from others.
pub(super) const HEAD_BYTES: usize = 1_024;

/// How many bytes before a boundary are hashed.
pub(super) const ANCHOR_BYTES: u64 = 64;

/// Reads what tells this file from others.
pub(super) fn head_of(file: &dyn LogFile) -> io::Result<Head> {
    let mut bytes = [0; HEAD_BYTES];
    let length = file.read_at(0, &mut bytes)?;
    Ok(head_of_bytes(&bytes[..length], file.identity().inode))
}

/// Makes the head of a file that begins with these bytes.
pub(super) fn head_of_bytes(bytes: &[u8], inode: u64) -> Head {
    Head { length: bytes.len() as u32, hash: xxh3_64(bytes), inode }
}

/// Tells whether a file begins with the bytes that a head was made of.
pub fn begins_with(file: &dyn LogFile, head: Head) -> io::Result<bool> {
    let mut bytes = [0; HEAD_BYTES];
    let Some(wanted) = bytes.get_mut(..head.length as usize) else { return Ok(false) };
    let length = file.read_at(0, wanted)?;
    Ok(length == wanted.len() && xxh3_64(wanted) == head.hash)
}

/// Returns the hash of the bytes before a boundary, of which the last 64 count.
pub fn anchor(before: &[u8]) -> u32 {
    xxh3_64(&before[before.len().saturating_sub(ANCHOR_BYTES as usize)..]) as u32
}

/// Returns the hash of the bytes of a file before an offset.
pub(super) fn anchor_at(file: &dyn LogFile, offset: u64) -> io::Result<u32> {
    let mut bytes = [0; ANCHOR_BYTES as usize];
    let from = offset.saturating_sub(ANCHOR_BYTES);
    let read = file.read_at(from, &mut bytes[..(offset - from) as usize])?;
    Ok(anchor(&bytes[..read]))
}
