//! The xz container, unpacked in bounded memory.

use std::io::{self, ErrorKind, Read};

use lzma_rust2::XzReader;

/// How much memory the decoder may take, in KiB: that of files of `xz -9`, the highest preset, takes 65 MiB, as its manual says.
/// The size is read from the file, which may ask for 4 GiB.
const MOST_MEMORY: u32 = 65 << 10;

/// A decoder of one or several streams.
pub(super) struct Xz<R: Read>(XzReader<R>);

impl<R: Read> Xz<R> {
    /// Begins at the start of a file.
    pub(super) fn new(stored: R) -> Xz<R> {
        Xz(XzReader::new_mem_limit(stored, true, MOST_MEMORY))
    }
}

impl<R: Read> Read for Xz<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.read(buffer).map_err(|error| match error.kind() {
            ErrorKind::OutOfMemory => io::Error::new(
                ErrorKind::OutOfMemory,
                format!("to unpack it takes more than {} MiB of memory; pack it by xz -9 at most", MOST_MEMORY >> 10),
            ),
            _ => error,
        })
    }
}
