//! Sources that no disk has: a file without an end, and one that stops in its middle.

use std::io;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex};

use logbrook::entry::Timestamp;
use logbrook::source::{Identity, Listed, LogFile, Source, SourceError};

use super::DEADLINE;

/// The line of which these files are made.
pub(crate) const LINE: &str = "2026-01-23T10:15:00.123Z INFO [db.pool] connection returned to pool\n";

/// One file of 16 TiB that counts what is read of it.
#[derive(Clone, Default)]
pub(crate) struct Endless {
    read: Arc<AtomicU64>,
}

impl Endless {
    pub(crate) const SIZE: u64 = 1 << 44;

    /// Returns how many bytes have been read so far.
    pub(crate) fn bytes_read(&self) -> u64 {
        self.read.load(Ordering::SeqCst)
    }
}

impl Source for Endless {
    fn list(&self) -> Result<Vec<Listed>, SourceError> {
        Ok(vec![listed("app.log", Endless::SIZE)])
    }

    fn open(&self, name: &str) -> Result<Arc<dyn LogFile>, SourceError> {
        match name {
            "app.log" => Ok(Arc::new(self.clone())),
            _ => Err(SourceError::NotFound),
        }
    }

    fn beside(&self, _name: &str) -> Vec<String> {
        Vec::new()
    }

    fn paths(&self, _name: &str, _file: Option<&dyn LogFile>) -> Vec<PathBuf> {
        Vec::new()
    }
}

impl LogFile for Endless {
    fn size(&self) -> io::Result<u64> {
        Ok(Endless::SIZE)
    }

    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        let read = fill(offset, Endless::SIZE, buffer);
        self.read.fetch_add(read as u64, Ordering::SeqCst);
        Ok(read)
    }

    fn identity(&self) -> Identity {
        Identity { device: 1, inode: 1 }
    }

    fn modified(&self) -> io::Result<Timestamp> {
        Ok(Timestamp::from_seconds(1_769_163_300))
    }

    fn is_linked(&self) -> io::Result<bool> {
        Ok(true)
    }
}

/// One file of 16 MiB, of which the third quarter waits until the gate is opened, and then is given or fails.
#[derive(Clone)]
pub(crate) struct Gated {
    gate: Arc<(Mutex<Gate>, Condvar)>,
}

#[derive(Clone, Copy, PartialEq)]
enum Gate {
    Shut,
    Open,
    Broken,
}

impl Gated {
    pub(crate) const SIZE: u64 = 16 << 20;

    pub(crate) fn shut() -> Gated {
        Gated { gate: Arc::new((Mutex::new(Gate::Shut), Condvar::new())) }
    }

    /// Lets the third quarter be read.
    pub(crate) fn open_gate(&self) {
        self.set(Gate::Open);
    }

    /// Makes the third quarter unreadable.
    pub(crate) fn break_gate(&self) {
        self.set(Gate::Broken);
    }

    fn set(&self, gate: Gate) {
        *self.gate.0.lock().unwrap() = gate;
        self.gate.1.notify_all();
    }
}

impl Source for Gated {
    fn list(&self) -> Result<Vec<Listed>, SourceError> {
        Ok(vec![listed("app.log", Gated::SIZE)])
    }

    fn open(&self, name: &str) -> Result<Arc<dyn LogFile>, SourceError> {
        match name {
            "app.log" => Ok(Arc::new(self.clone())),
            _ => Err(SourceError::NotFound),
        }
    }

    fn beside(&self, _name: &str) -> Vec<String> {
        Vec::new()
    }

    fn paths(&self, _name: &str, _file: Option<&dyn LogFile>) -> Vec<PathBuf> {
        Vec::new()
    }
}

impl LogFile for Gated {
    fn size(&self) -> io::Result<u64> {
        Ok(Gated::SIZE)
    }

    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        if (Gated::SIZE / 2..Gated::SIZE / 4 * 3).contains(&offset) {
            let gate = self.gate.0.lock().unwrap();
            let shut = |gate: &mut Gate| *gate == Gate::Shut;
            let (gate, _) = self.gate.1.wait_timeout_while(gate, DEADLINE, shut).unwrap();
            if *gate != Gate::Open {
                return Err(io::Error::other("the disk is broken"));
            }
        }
        Ok(fill(offset, Gated::SIZE, buffer))
    }

    fn identity(&self) -> Identity {
        Identity { device: 1, inode: 2 }
    }

    fn modified(&self) -> io::Result<Timestamp> {
        Ok(Timestamp::from_seconds(1_769_163_300))
    }

    fn is_linked(&self) -> io::Result<bool> {
        Ok(true)
    }
}

fn listed(name: &str, size: u64) -> Listed {
    Listed { name: name.to_owned(), size, modified: Timestamp::from_seconds(1_769_163_300), compression: None }
}

fn fill(offset: u64, size: u64, buffer: &mut [u8]) -> usize {
    let length = buffer.len().min(usize::try_from(size.saturating_sub(offset)).unwrap());
    let start = usize::try_from(offset % LINE.len() as u64).unwrap();
    let mut filled = 0;
    for piece in std::iter::once(&LINE.as_bytes()[start..]).chain(std::iter::repeat(LINE.as_bytes())) {
        let take = piece.len().min(length - filled);
        buffer[filled..filled + take].copy_from_slice(&piece[..take]);
        filled += take;
        if filled == length {
            break;
        }
    }
    length
}
