//! Batches for thin lines: each a gzip of its own.

use std::io::{self, Write};

use flate2::Compression;
use flate2::write::GzEncoder;

/// Packs one batch.
pub(super) fn pack(batch: &[u8]) -> io::Result<Vec<u8>> {
    let mut packed = GzEncoder::new(Vec::with_capacity(batch.len() / 4), Compression::fast());
    packed.write_all(batch)?;
    packed.finish()
}
