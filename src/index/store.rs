//! Facts on disk: one file for each log, written as a whole, checked as a whole.
//!
//! A file holds [`MAGIC`], the fields of the facts' origin, then of each block and of each rare entry, all numbers
//! little-endian; at its end stands the
//! XXH3 hash of all that.

use std::fs;
use std::io;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use xxhash_rust::xxh3::xxh3_64;

use crate::entry::Head;
use crate::format::Guess;
use crate::scan::{BlockFacts, Facts, Origin, Rare};
use crate::source::Identity;

/// A directory of facts.
pub(super) struct Store {
    directory: PathBuf,
    /// Whether writing failed, which is said once.
    failed: AtomicBool,
}

/// What a file of facts begins with; its last byte is the version.
const MAGIC: [u8; 16] = *b"logbrook facts\0\x01";

/// How long facts are kept that nobody renewed.
const LONGEST_KEPT: Duration = Duration::from_secs(90 * 86_400);

const ENDING: &str = "facts";

impl Store {
    /// Makes a store in a directory, and deletes what is old there.
    pub(super) fn new(directory: PathBuf) -> Store {
        let old = |path: &Path| {
            let age = fs::metadata(path).ok().and_then(|metadata| metadata.modified().ok()?.elapsed().ok());
            path.extension().is_some_and(|extension| extension == ENDING) && age.is_some_and(|age| age > LONGEST_KEPT)
        };
        let paths = fs::read_dir(&directory).into_iter().flatten().flatten().map(|entry| entry.path());
        for path in paths.filter(|path| old(path)) {
            // What cannot be deleted does no harm.
            let _ = fs::remove_file(path);
        }
        Store { directory, failed: AtomicBool::new(false) }
    }

    /// Reads the facts of a file; `None` where there are none, or they are damaged.
    #[expect(clippy::disallowed_methods, reason = "facts are no log; they lie in the cache directory")]
    pub(super) fn read(&self, identity: Identity) -> Option<Facts> {
        decode(&fs::read(self.path(identity)).ok()?).filter(|facts| facts.origin.identity == identity)
    }

    /// Writes the facts of a file in place of older ones. Where that is impossible, it says so once.
    pub(super) fn write(&self, facts: &Facts) {
        if let Err(error) = self.try_write(facts)
            && !self.failed.swap(true, Ordering::Relaxed)
        {
            let directory = self.directory.display();
            tracing::warn!("the index is kept in memory only: {directory} cannot be written: {error}; see --cache-dir");
        }
    }

    fn try_write(&self, facts: &Facts) -> io::Result<()> {
        fs::DirBuilder::new().recursive(true).mode(0o700).create(&self.directory)?;
        let path = self.path(facts.origin.identity);
        // Two processes may write at the same time; the last one to rename wins.
        let written = path.with_extension(format!("{}.new", std::process::id()));
        let renamed = fs::write(&written, encode(facts)).and_then(|()| fs::rename(&written, &path));
        renamed.inspect_err(|_| drop(fs::remove_file(&written)))
    }

    fn path(&self, Identity { device, inode }: Identity) -> PathBuf {
        self.directory.join(format!("{device:x}-{inode:x}.{ENDING}"))
    }
}

fn encode(facts: &Facts) -> Vec<u8> {
    let Origin { identity, head, anchor, reading, guess } = facts.origin;
    let mut bytes = MAGIC.to_vec();
    for number in [identity.device, identity.inode, head.length.into(), head.hash, head.inode, anchor, reading] {
        bytes.extend(number.to_le_bytes());
    }
    bytes.push(guess as u8);
    bytes.extend(facts.block.to_le_bytes());
    bytes.extend(facts.lines.to_le_bytes());
    bytes.extend((facts.blocks.len() as u64).to_le_bytes());
    for BlockFacts { lines_before, levels, timeless, earliest, latest, rare_before, listed } in &facts.blocks {
        bytes.extend(lines_before.to_le_bytes());
        bytes.extend(levels.iter().chain([timeless]).flat_map(|count| count.to_le_bytes()));
        bytes.extend([earliest, latest].into_iter().flat_map(|millis| millis.to_le_bytes()));
        bytes.extend(rare_before.to_le_bytes());
        bytes.push(*listed);
    }
    for Rare { start, lines, level } in &facts.rare {
        bytes.extend([start, lines].into_iter().flat_map(|number| number.to_le_bytes()));
        bytes.push(*level);
    }
    bytes.extend(xxh3_64(&bytes).to_le_bytes());
    bytes
}

fn decode(bytes: &[u8]) -> Option<Facts> {
    let (content, hash) = bytes.split_last_chunk()?;
    if xxh3_64(content) != u64::from_le_bytes(*hash) {
        return None;
    }
    let mut fields = Fields(content.strip_prefix(&MAGIC)?);
    let identity = Identity { device: fields.u64()?, inode: fields.u64()? };
    let head = Head { length: u32::try_from(fields.u64()?).ok()?, hash: fields.u64()?, inode: fields.u64()? };
    let (anchor, reading) = (fields.u64()?, fields.u64()?);
    let guess = *Guess::ALL.get(usize::from(fields.take::<1>()?[0]))?;
    let (block, lines) = (fields.u64().filter(|block| *block > 0)?, fields.u64()?);
    let blocks = (0..fields.u64()?).map(|_| fields.block()).collect::<Option<_>>()?;
    let mut rare = Vec::new();
    while !fields.0.is_empty() {
        rare.push(Rare { start: fields.u32()?, lines: fields.u32()?, level: fields.take::<1>()?[0] });
    }
    let origin = Origin { identity, head, anchor, reading, guess };
    Some(Facts { origin, block, blocks, lines, rare })
}

/// Reads numbers one behind the other.
struct Fields<'a>(&'a [u8]);

impl Fields<'_> {
    fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (taken, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(*taken)
    }

    fn u64(&mut self) -> Option<u64> {
        self.take().map(u64::from_le_bytes)
    }

    fn u32(&mut self) -> Option<u32> {
        self.take().map(u32::from_le_bytes)
    }

    fn block(&mut self) -> Option<BlockFacts> {
        let lines_before = self.u64()?;
        let mut levels = [0; 8];
        for count in &mut levels {
            *count = self.u32()?;
        }
        let timeless = self.u32()?;
        let mut millis = || self.take().map(i64::from_le_bytes);
        let (earliest, latest) = (millis()?, millis()?);
        let (rare_before, [listed]) = (self.u64()?, self.take()?);
        Some(BlockFacts { lines_before, levels, timeless, earliest, latest, rare_before, listed })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn facts(blocks: usize) -> Facts {
        let identity = Identity { device: 7, inode: u64::MAX };
        let head = Head { length: 1_024, hash: 0x0123_4567_89ab_cdef, inode: u64::MAX };
        let origin = Origin { identity, head, anchor: u64::MAX, reading: 5, guess: Guess::Year };
        let block = |index: usize| BlockFacts {
            lines_before: index as u64 * 1_000,
            levels: [index as u32; 8],
            timeless: 1,
            earliest: -1,
            latest: i64::MAX,
            rare_before: index as u64,
            listed: 0x60,
        };
        let rare = (0..blocks as u32).map(|index| Rare { start: index, lines: 3, level: 5 }).collect();
        Facts { origin, block: 4_096, blocks: (0..blocks).map(block).collect(), lines: 77, rare }
    }

    #[test]
    fn facts_read_back_as_they_were_written() {
        let directory = tempfile::tempdir().unwrap();
        let store = Store::new(directory.path().join("deep/cache"));
        for blocks in [0, 1, 100] {
            let facts = facts(blocks);
            assert_eq!(decode(&encode(&facts)).as_ref(), Some(&facts));
            store.write(&facts);
            assert_eq!(store.read(facts.origin.identity), Some(facts));
        }
        assert_eq!(fs::read_dir(directory.path().join("deep/cache")).unwrap().count(), 1);
    }

    #[test]
    fn a_directory_that_cannot_be_written_is_no_fault() {
        let directory = tempfile::tempdir().unwrap();
        fs::write(directory.path().join("taken"), "a file").unwrap();
        let store = Store::new(directory.path().join("taken"));
        store.write(&facts(1));
        assert_eq!(store.read(facts(1).origin.identity), None);
        assert!(store.failed.load(Ordering::Relaxed));
    }

    proptest! {
        #[test]
        fn damaged_facts_are_no_facts(blocks in 0usize..5, place in 0usize..500, change in 1u8.., cut in 0usize..500) {
            let whole = encode(&facts(blocks));
            let mut damaged = whole.clone();
            damaged[place % whole.len()] ^= change;
            prop_assert_eq!(decode(&damaged), None);
            prop_assert_eq!(decode(&whole[..cut % whole.len()]), None);
        }
    }
}
