//! What decoders read: the stored bytes of a file, and frames one behind the other.

use std::io::{self, Read};
use std::sync::Arc;

use crate::source::LogFile;

/// Reads a stored file from its start to its end.
pub(super) struct Stored {
    pub(super) file: Arc<dyn LogFile>,
    pub(super) position: u64,
    pub(super) end: u64,
}

impl Read for Stored {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = usize::try_from(self.end - self.position).unwrap_or(usize::MAX).min(buffer.len());
        let read = self.file.read_at(self.position, &mut buffer[..left])?;
        self.position += read as u64;
        Ok(read)
    }
}

/// Reads LZ4 frames that stand one behind the other.
pub(super) struct Lz4Frames<R: Read> {
    pub(super) frame: lz4_flex::frame::FrameDecoder<R>,
}

impl<R: Read> Read for Lz4Frames<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        // The decoder answers 0 at the end of each frame; a second 0 is the end of the file.
        match self.frame.read(buffer)? {
            0 => self.frame.read(buffer),
            read => Ok(read),
        }
    }
}
