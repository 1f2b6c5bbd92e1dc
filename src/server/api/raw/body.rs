//! A part of a file as the body of an answer, read only as the client takes it.

use std::io;
use std::sync::Arc;

use bytes::Bytes;
use futures::Stream;
use futures::stream::try_unfold;
use tokio::sync::watch;
use tokio::task::spawn_blocking;

use crate::source::LogFile;

/// How much is read at once: large enough for the disk, small enough for thousands of downloads.
const PIECE: u64 = 256 * 1024;

/// Reads `length` bytes from `from`, piece by piece.
///
/// The body breaks off where the file became shorter, where reading fails, and when the server stops.
pub(super) fn read(
    file: Arc<dyn LogFile>,
    from: u64,
    length: u64,
    stopping: watch::Receiver<bool>,
) -> impl Stream<Item = io::Result<Bytes>> {
    try_unfold((from, from + length), move |(offset, end)| {
        let (file, stopping) = (file.clone(), stopping.clone());
        async move {
            if offset == end {
                return Ok(None);
            }
            if *stopping.borrow() {
                return Err(io::Error::other("the server is stopping"));
            }
            let piece = spawn_blocking(move || read_piece(file.as_ref(), offset, (end - offset).min(PIECE)));
            let piece = piece.await.map_err(io::Error::other)??;
            let next = offset + piece.len() as u64;
            Ok(Some((piece, (next, end))))
        }
    })
}

fn read_piece(file: &dyn LogFile, offset: u64, length: u64) -> io::Result<Bytes> {
    let mut buffer = vec![0; usize::try_from(length).unwrap_or_default()];
    let read = file.read_at(offset, &mut buffer)?;
    if read == 0 {
        return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "the file became shorter while it was sent"));
    }
    buffer.truncate(read);
    Ok(buffer.into())
}
