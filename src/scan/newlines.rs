//! Finds line ends, however far away they are: holds no more than a piece of the file meanwhile, and passes over holes without
//! reading them.

use std::io;

use memchr::{memchr_iter, memrchr};

use crate::source::LogFile;

/// How much is read at first, in bytes: most line ends are near.
const FIRST_READ: u64 = 16 << 10;

/// How much is read at once further on, in bytes.
const FURTHER_READ: u64 = 256 << 10;

/// Returns where the last line end between two offsets stands; `check` may end the search with a fault.
pub(crate) fn last_newline(
    file: &dyn LogFile,
    from: u64,
    before: u64,
    check: impl Fn() -> io::Result<()>,
) -> io::Result<Option<u64>> {
    let (mut to, mut buffer) = (before, vec![0; FIRST_READ.min(before - from) as usize]);
    while to > from {
        let start = from.max(to.saturating_sub(buffer.len() as u64));
        let read = file.read_at(start, &mut buffer[..(to - start) as usize])?;
        if let Some(newline) = memrchr(b'\n', &buffer[..read]) {
            return Ok(Some(start + newline as u64));
        }
        check()?;
        to = hole_before(file, from, start)?;
        buffer.resize(FURTHER_READ as usize, 0);
    }
    Ok(None)
}

/// Counts the line ends between two offsets, as far as the file goes; returns where that is, too.
pub(crate) fn count_newlines(
    file: &dyn LogFile,
    from: u64,
    to: u64,
    check: impl Fn() -> io::Result<()>,
) -> io::Result<(u64, u64)> {
    let (mut newlines, mut end) = (0, from);
    look_through(file, from, to, check, |at, bytes| {
        newlines += memchr_iter(b'\n', bytes).count() as u64;
        end = at + bytes.len() as u64;
        None::<()>
    })?;
    Ok((newlines, end))
}

/// Returns a place not before `from` from which on nothing but a hole stands before an offset; the offset itself where none is known.
pub(super) fn hole_before(file: &dyn LogFile, from: u64, offset: u64) -> io::Result<u64> {
    let (mut begin, mut reach) = (offset, FIRST_READ);
    while begin > from {
        let further = from.max(offset.saturating_sub(reach));
        if file.data_behind(further)? < offset {
            break;
        }
        (begin, reach) = (further, reach.saturating_mul(2));
    }
    Ok(begin)
}

/// Shows the pieces of a stretch with their offsets to `look`, one by one, until it finds something; holes are left out.
pub(super) fn look_through<T>(
    file: &dyn LogFile,
    from: u64,
    to: u64,
    check: impl Fn() -> io::Result<()>,
    mut look: impl FnMut(u64, &[u8]) -> Option<T>,
) -> io::Result<Option<T>> {
    let (mut at, mut buffer) = (from, vec![0; FIRST_READ as usize]);
    while at < to {
        let wanted = usize::try_from(to - at).unwrap_or(usize::MAX).min(buffer.len());
        let read = file.read_at(at, &mut buffer[..wanted])?;
        if let Some(found) = look(at, &buffer[..read]) {
            return Ok(Some(found));
        }
        if read == 0 {
            break;
        }
        check()?;
        at += read as u64;
        if at < to {
            let data = file.data_behind(at)?.clamp(at, to);
            // That a hole was passed over is all there is to say of it.
            if data > at {
                at = data;
                look(at, &[]);
            }
        }
        buffer.resize(FURTHER_READ as usize, 0);
    }
    Ok(None)
}
