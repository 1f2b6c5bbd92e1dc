//! Mends what a crash left behind.

use std::fs;
use std::io;

use memchr::memrchr;
use xxhash_rust::xxh3::xxh3_64;

use super::{mark, read_at};
use crate::channel::Name;
use crate::channel::keys::Record;
use crate::source::{CHANNELS, StateDirectory};

/// How much of a file's end is looked at, at once.
const PIECE: u64 = 64 << 10;

/// Cuts off what stands behind the last line end of each channel's file: nobody was told that it is there.
pub(super) fn cut_half_lines(directory: &StateDirectory) -> io::Result<()> {
    for path in directory.files(CHANNELS) {
        if Name::of_file(&path).is_none_or(|name| name.file() != path) {
            continue;
        }
        let file = directory.existing(&path)?;
        let size = file.metadata()?.len();
        let whole = end_of_lines(&file, size)?;
        if whole < size {
            tracing::warn!(file = path, bytes = size - whole, "a line that was half written is removed");
            file.set_len(whole)?;
        }
    }
    Ok(())
}

/// Returns the offset behind the last line end.
fn end_of_lines(file: &fs::File, size: u64) -> io::Result<u64> {
    let mut end = size;
    while end > 0 {
        let begin = end.saturating_sub(PIECE);
        if let Some(newline) = memrchr(b'\n', &read_at(file, begin, end - begin)?) {
            return Ok(begin + newline as u64 + 1);
        }
        end = begin;
    }
    Ok(0)
}

/// Returns which posts of the last group were written; what there is of others is removed, so that they can be repeated.
pub(super) fn written(directory: &StateDirectory, unsure: Vec<Record>) -> io::Result<Vec<Record>> {
    let mut written = Vec::new();
    let paths = if unsure.is_empty() { Vec::new() } else { directory.files(CHANNELS) };
    for record in unsure {
        let of_channel = |path: &&String| Name::of_file(path).is_some_and(|name| name == record.name);
        for path in paths.iter().filter(of_channel) {
            let file = directory.existing(path)?;
            let metadata = file.metadata()?;
            // A file of the same name that came later holds other posts.
            if mark(&metadata) != record.file || metadata.len() <= record.offset {
                continue;
            }
            match xxh3_64(&read_at(&file, record.offset, record.length)?) == record.hash {
                true => written.push(record.clone()),
                false => file.set_len(record.offset)?,
            }
        }
    }
    Ok(written)
}
