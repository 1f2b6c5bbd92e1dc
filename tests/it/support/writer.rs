//! A program that writes numbered lines to its log.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Writes lines that tell their number and a checksum of it.
pub(crate) struct Writer {
    path: PathBuf,
    file: File,
    pub(crate) written: usize,
}

impl Writer {
    /// Begins to append to a file.
    pub(crate) fn new(path: &Path) -> Writer {
        Writer { path: path.to_owned(), file: append(path), written: 0 }
    }

    /// Writes so many lines at once.
    pub(crate) fn write(&mut self, lines: usize) {
        let text: String = (self.written..self.written + lines).map(|number| line(number) + "\n").collect();
        self.written += lines;
        self.raw(text.as_bytes());
    }

    /// Writes bytes as they are.
    pub(crate) fn raw(&mut self, bytes: &[u8]) {
        self.file.write_all(bytes).unwrap();
    }

    /// Opens the file anew by its name, as a program does after a rotation.
    pub(crate) fn reopen(&mut self) {
        self.file = append(&self.path);
    }

    /// Renames the file, and opens a new one.
    pub(crate) fn rotate(&mut self, to: &Path) {
        std::fs::rename(&self.path, to).unwrap();
        self.reopen();
    }

    /// Cuts the file to nothing.
    pub(crate) fn truncate(&self) {
        self.file.set_len(0).unwrap();
    }

    /// Returns the messages of all lines that were written.
    pub(crate) fn messages(&self) -> Vec<String> {
        (0..self.written).map(message).collect()
    }
}

fn line(number: usize) -> String {
    format!("2026-01-23T10:15:{:02}.{:03}Z INFO writer: {}", number / 1_000 % 60, number % 1_000, message(number))
}

/// Returns the message of a line.
pub(crate) fn message(number: usize) -> String {
    format!("line {number} {:08x}", (number as u32).wrapping_mul(0x9e37_79b1))
}

#[expect(clippy::disallowed_methods, reason = "a test writes its own files")]
pub(crate) fn append(path: &Path) -> File {
    std::fs::OpenOptions::new().create(true).append(true).open(path).unwrap()
}
