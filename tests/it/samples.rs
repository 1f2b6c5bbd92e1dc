//! Writes `sample-logs/` from a fixed seed, and knows what every entry in it says.
//!
//! `UPDATE_SAMPLES=1 cargo test --test it samples` writes the files; without it the test checks that they are up to date.

use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

mod formats;
pub(crate) mod random;
mod rotated;
mod shop;
mod unusual;
pub(crate) mod write;

use write::Made;

/// A file of `sample-logs/`, and the truth of what stands in it.
pub(crate) struct SampleFile {
    pub(crate) name: &'static str,
    pub(crate) entries: Vec<Made>,
    pub(crate) known: Known,
}

/// How much of its entries is known beside their text and time.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Known {
    /// Level, source, message and context too.
    Everything,
    /// No more: what a reader makes of them is its own affair.
    TextAndTime,
}

impl SampleFile {
    /// Returns what stands in the file, decompressed.
    pub(crate) fn text(&self) -> String {
        self.entries.iter().map(|entry| format!("{}\n", entry.text)).collect()
    }

    /// Returns what is stored, compressed where the name says so.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        if !is_compressed(self.name) {
            return self.text().into_bytes();
        }
        let mut encoder = flate2::GzBuilder::new().mtime(0).write(Vec::new(), flate2::Compression::best());
        encoder.write_all(self.text().as_bytes()).unwrap();
        encoder.finish().unwrap()
    }
}

/// Returns every sample file.
pub(crate) fn all() -> Vec<SampleFile> {
    let known = |files: Vec<(&'static str, Vec<Made>)>, known: fn(&str) -> Known| {
        files
            .into_iter()
            .map(move |(name, entries)| SampleFile { name, entries, known: known(name) })
            .collect::<Vec<_>>()
    };
    let mut files = known(shop::files(), |name| match name {
        "shop/db.log" | "shop/web.access.log" => Known::TextAndTime,
        _ => Known::Everything,
    });
    files.extend(known(rotated::files(), |_| Known::Everything));
    files.extend(known(formats::files(), |_| Known::Everything));
    files.extend(known(unusual::files(), |_| Known::TextAndTime));
    files
}

/// Returns where the samples lie in the repository.
pub(crate) fn directory() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("sample-logs")
}

fn is_compressed(name: &str) -> bool {
    Path::new(name).extension().is_some_and(|extension| extension == "gz")
}

/// Reads a file, decompressed where its name says that it is not.
#[expect(clippy::disallowed_methods, reason = "the samples lie in the repository, outside of any root")]
fn read(path: &Path) -> std::io::Result<Vec<u8>> {
    let stored = fs::read(path)?;
    if !is_compressed(&path.to_string_lossy()) {
        return Ok(stored);
    }
    let mut text = Vec::new();
    flate2::read::MultiGzDecoder::new(&*stored).read_to_end(&mut text)?;
    Ok(text)
}

#[test]
fn the_sample_logs_are_those_that_the_generator_writes() {
    let update = std::env::var_os("UPDATE_SAMPLES").is_some();
    for file in all() {
        let path = directory().join(file.name);
        if update {
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, file.bytes()).unwrap();
        }
        // Another release of the compressor may write other bytes: what they hold is what counts.
        let same = read(&path).is_ok_and(|text| text == file.text().into_bytes());
        assert!(same, "sample-logs/{} is not what the generator writes; run with UPDATE_SAMPLES=1", file.name);
    }
}

#[test]
fn the_sample_logs_are_small_and_hold_nothing_else() {
    let mut names: Vec<String> = all().iter().map(|file| file.name.to_owned()).collect();
    names.sort();
    let mut found = Vec::new();
    let mut bytes = 0;
    let mut directories = vec![directory()];
    while let Some(next) = directories.pop() {
        for item in fs::read_dir(next).unwrap() {
            let path = item.unwrap().path();
            if path.is_dir() {
                directories.push(path);
                continue;
            }
            bytes += path.metadata().unwrap().len();
            found.push(path.strip_prefix(directory()).unwrap().to_string_lossy().into_owned());
        }
    }
    found.sort();
    assert_eq!(found, names);
    assert!(bytes < 2_000_000, "the samples hold {bytes} bytes");
}
