//! Packed files read as the plain ones do.

use std::io::Write;

use super::*;
use crate::source::{MemorySource, Source};

fn text() -> Vec<u8> {
    (0..400_000).flat_map(|number| format!("line {number} of a log\n").into_bytes()).collect()
}

fn unpacked(bytes: &[u8], encoding: Option<&'static Encoding>) -> Arc<dyn LogFile> {
    let source = MemorySource::new();
    source.put("a", bytes);
    Unpacked::of(source.open("a").unwrap(), encoding, None).unwrap()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn lz4(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = lz4_flex::frame::FrameEncoder::new(Vec::new());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn every_compression_reads_as_the_plain_file_at_any_offset() {
    let plain = text();
    let (first, second) = plain.split_at(plain.len() / 3);
    let mut bzip2 = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::fast());
    bzip2.write_all(&plain).unwrap();
    let packed = [
        gzip(&plain),
        [gzip(first), gzip(second)].concat(),
        zstd::encode_all(&plain[..], 1).unwrap(),
        [zstd::encode_all(first, 1).unwrap(), zstd::encode_all(second, 1).unwrap()].concat(),
        bzip2.finish().unwrap(),
        lz4(&plain),
        [lz4(first), lz4(second)].concat(),
    ];
    for (index, packed) in packed.iter().enumerate() {
        let file = unpacked(packed, None);
        let mut buffer = vec![0; 1_000];
        for offset in [0, 5_000_000, 100, 8_000_000, 7_999_000, plain.len() as u64 - 10] {
            let read = file.read_at(offset, &mut buffer).unwrap();
            let expected = &plain[offset as usize..plain.len().min(offset as usize + 1_000)];
            assert!(buffer[..read] == *expected, "packed {index} at {offset}");
        }
        assert_eq!(file.size().unwrap(), plain.len() as u64);
        assert_eq!(file.read_at(plain.len() as u64, &mut buffer).unwrap(), 0);
    }
}

#[test]
fn a_step_back_in_gzip_begins_near_by() {
    let plain: Vec<u8> = (0..3_000_000).flat_map(|number| format!("line {number} of a log\n").into_bytes()).collect();
    let (first, second) = plain.split_at(plain.len() / 3);
    let source = MemorySource::new();
    source.put("a", &[gzip(first), gzip(second)].concat());
    let stored = source.open("a").unwrap();
    let file = Unpacked::of(stored.clone(), None, None).unwrap();
    assert_eq!(file.size().unwrap(), plain.len() as u64);
    let mut buffer = vec![0; 1 << 20];
    let before = source.bytes_read();
    for block in (0..plain.len() >> 20).rev() {
        let read = file.read_at((block << 20) as u64, &mut buffer).unwrap();
        assert!(buffer[..read] == plain[block << 20..(block << 20) + read], "block {block}");
    }
    let (read, size) = (source.bytes_read() - before, stored.size().unwrap());
    assert!(read < 4 * size, "{read} of {size}");
}

#[test]
fn no_more_is_held_than_is_asked_for() {
    let plain = text();
    let source = MemorySource::new();
    for (name, packed) in [("gz", gzip(&plain)), ("zst", zstd::encode_all(&plain[..], 1).unwrap())] {
        source.put(name, &packed);
        let file = Unpacked::new(source.open(name).unwrap(), Compression::of(&packed), None, u64::MAX);
        let held = || file.lock().recent.iter().map(Vec::len).sum::<usize>();
        let mut buffer = vec![0; 1 << 20];
        for (bytes, most) in [(4_000_000, 64), (300_000, 7), (0, 2)] {
            file.hold(bytes);
            for offset in [0, 2_000_000, 1_800_000, 5_000_000, 7_000_000, 100] {
                let read = file.read_at(offset, &mut buffer).unwrap();
                assert!(buffer[..read] == plain[offset as usize..offset as usize + read], "{name} at {offset}");
                assert_eq!(read, buffer.len());
                assert!(held() <= most * PIECE, "{name} at {offset}: {}", held());
            }
            assert_eq!(file.size().unwrap(), plain.len() as u64);
        }
    }
}

#[test]
fn of_a_file_that_grows_little_by_little_enough_is_held() {
    let source = MemorySource::new();
    source.put("a", b"\xff\xfe");
    let file = Unpacked::new(source.open("a").unwrap(), None, None, u64::MAX);
    let file = Unpacked { is_utf16: true, ..file };
    file.hold(0);
    let line: Vec<u8> = "one more line\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let mut buffer = [0; 14];
    for count in 1..20_000 {
        source.append("a", &line);
        assert_eq!(file.read_at((count - 1) * 14, &mut buffer).unwrap(), 14, "line {count}");
        assert_eq!(&buffer, b"one more line\n");
    }
    let read = source.bytes_read();
    let end = file.size().unwrap();
    assert_eq!(file.read_at(end - PIECE as u64, &mut buffer).unwrap(), 14);
    assert!(source.bytes_read() - read < 100, "what is held is not read again");
    assert!(file.lock().recent.len() <= 2);
}

#[test]
fn other_encodings_read_as_utf_8() {
    let little: Vec<u8> = "\u{feff}h\u{e9}llo\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = "\u{feff}h\u{e9}llo\n".encode_utf16().flat_map(u16::to_be_bytes).collect();
    let cases: [(&[u8], Option<&'static Encoding>); 4] = [
        (&little, None),
        (&big, None),
        (b"h\xe9llo\n", Some(encoding_rs::WINDOWS_1252)),
        ("\u{feff}h\u{e9}llo\n".as_bytes(), Some(encoding_rs::WINDOWS_1252)),
    ];
    for (bytes, encoding) in cases {
        let mut buffer = [0; 20];
        let read = unpacked(bytes, encoding).read_at(0, &mut buffer).unwrap();
        let text = std::str::from_utf8(&buffer[..read]).unwrap();
        assert_eq!(text.trim_start_matches('\u{feff}'), "h\u{e9}llo\n");
    }
}

#[test]
fn what_stands_before_a_fault_is_read() {
    let plain = text();
    let packed = gzip(&plain);
    let file = unpacked(&packed[..packed.len() / 2], None);
    let mut buffer = vec![0; plain.len()];
    let read = file.read_at(0, &mut buffer).unwrap();
    assert!(read > 0 && plain.starts_with(&buffer[..read]));
    assert_eq!(file.read_at(read as u64, &mut buffer).unwrap(), 0);
    assert_eq!((file.size().unwrap(), file.fault().is_some()), (read as u64, true));
}

#[test]
fn a_wrong_checksum_is_a_fault() {
    let plain = text();
    for place in [8, 4] {
        let mut packed = gzip(&plain);
        let end = packed.len();
        packed[end - place] ^= 1;
        let file = unpacked(&packed, None);
        let mut buffer = vec![0; plain.len() + 1];
        let read = file.read_at(0, &mut buffer).unwrap();
        assert!(buffer[..read] == plain);
        assert_eq!((file.size().unwrap(), file.fault().is_some()), (plain.len() as u64, true));
    }
}

#[test]
fn a_file_that_asks_for_more_memory_than_xz_9_is_refused() {
    let start = b"\xfd7zXZ\x00\x00\x01i\"\xde6\x02\x00!\x01";
    let end =
        b"\x01\x00\x03one\n\x00\x9f\xa8\x17\xf8\x00\x01\x18\x04k\xe9\xf0\xa5\x90B\x99\r\x01\x00\x00\x00\x00\x01YZ";
    // The size of the dictionary, as the container writes it, and the checksum of the header with that.
    let cases: [(&str, &[u8; 8], bool); 3] = [
        ("64 MiB", b"\x1c\x00\x00\x00\x10\xcfX\xcc", true),
        ("96 MiB", b"\x1d\x00\x00\x00u\xa8\xe4t", false),
        ("512 MiB", b"\x22\x00\x00\x00\x82@\xac\xdc", false),
    ];
    for (dictionary, header, is_read) in cases {
        let file = unpacked(&[&start[..], header, end].concat(), None);
        let mut buffer = [0; 9];
        let read = file.read_at(0, &mut buffer).unwrap();
        assert_eq!(&buffer[..read], if is_read { &b"one\n"[..] } else { b"" }, "{dictionary}");
        let fault = file.fault().map(|fault| fault.to_string());
        assert_eq!(fault.is_none(), is_read, "{dictionary}: {fault:?}");
        assert!(fault.is_none_or(|fault| fault.contains("65 MiB of memory")), "{dictionary}");
    }
}
