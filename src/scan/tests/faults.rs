//! Files that are damaged, cut, or written in odd ways.

use super::*;

#[test]
fn c19_what_can_be_read_of_a_compressed_file_is_and_then_an_error() {
    let (plain, bomb) = (numbered(0..20_000), vec![b'\n'; 3 << 20]);
    let cut = gzip(&plain);
    let large = gzip(&[&plain[..], &bomb].concat());
    let source = Arc::new(MemorySource::new());
    source.put("cut.gz", &cut[..cut.len() * 2 / 3]);
    source.put("large.gz", &large);
    let max_unpacked = Some(plain.len() as u64 + (1 << 20));
    let scanner = Scanner::new(source, Settings { workers: 2, max_unpacked, ..Settings::default() }).unwrap();
    for file in ["cut.gz", "large.gz"] {
        let mut numbers = Vec::new();
        for order in ["", "&order=desc", "&tail=5000", "&q=number&before=1&order=desc&limit=9", "&q=number&after=1"] {
            let mut scan = scanner.scan(&query(&scanner, &format!("file={file}{order}"))).unwrap();
            let mut records = 0;
            let fault = loop {
                match scan.next_chunk() {
                    Ok(Some(chunk)) => records += chunk.iter().filter(|byte| **byte == b'\n').count(),
                    Ok(None) => panic!("{file}{order} ends without an error"),
                    Err(error) => break error.to_string(),
                }
            };
            assert!(fault.contains(file) && (file == "cut.gz" || fault.contains("--max-decompressed")), "{fault}");
            numbers.push(records);
        }
        assert_eq!(numbers[0], numbers[1], "{file}");
        assert!(numbers[0] > 10_000 && numbers[2] == 5_000 && numbers[3] >= 9, "{file}: {numbers:?}");
    }
}

#[test]
fn a_file_truncated_in_mid_scan_ends_the_answer_with_an_error() {
    let source = Arc::new(MemorySource::new());
    source.put("app.log", &numbered(0..200_000));
    let scanner = Scanner::new(source.clone(), Settings { workers: 2, ..Settings::default() }).unwrap();
    let mut scan = scanner.scan(&query(&scanner, "")).unwrap();
    assert!(scan.next_chunk().unwrap().is_some());
    source.truncate("app.log", 1_000);
    let end = std::iter::from_fn(|| scan.next_chunk().transpose()).find_map(Result::err);
    assert!(matches!(end, Some(ScanError::Truncated { .. })), "{end:?}");
}

#[test]
fn f08_a_hole_of_nuls_is_skipped() {
    for hole in [100_000, 5 << 20] {
        let file = [&vec![0; hole][..], b"2026-01-23 10:15:00 INFO [job] behind the hole\nloose\n"].concat();
        let scanner = scanner(&[("a.log", &file)], LARGEST_BLOCK);
        for parameters in ["", "tail=2", "order=desc", "line=1", "since=2026-01-23", "q=hole"] {
            let records = ask(&scanner, parameters);
            assert_eq!(messages(&records), ["behind the hole\nloose"], "{parameters} behind {hole}");
            assert_eq!(records[0]["truncated"], serde_json::Value::Null);
        }
    }
}

#[test]
fn f10_a_line_of_a_hundred_megabytes_is_cut_and_said_so() {
    let mut file = b"2026-01-23 10:15:00 INFO [job] ".to_vec();
    file.resize(100 << 20, b'x');
    file.extend_from_slice(b"\n2026-01-23 10:15:01 INFO [job] next\n");
    let scanner = scanner(&[("a.log", &file)], LARGEST_BLOCK);
    for parameters in ["", "tail=2", "q=x OR next"] {
        let records = ask(&scanner, parameters);
        assert_eq!(records.len(), 2, "{parameters}");
        assert_eq!(records[0]["truncated"], 100 << 20);
        assert!(records[0]["message"].as_str().unwrap().len() < 1 << 20);
        assert_eq!(records[1]["message"], "next");
    }
}

#[test]
fn f09_and_f12_broken_and_foreign_bytes_are_read_and_said_so() {
    let utf16: Vec<u8> =
        "\u{feff}caf\u{e9} one\r\ncaf\u{e9} two\r\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let files: [(&str, &[u8]); 2] = [("broken.log", b"a \xff\xfe\x80 b\nwhole\n"), ("wide.log", &utf16)];
    let scanner = scanner(&files, LARGEST_BLOCK);
    let broken = ask(&scanner, "file=broken.log");
    assert_eq!(messages(&broken), ["a \u{fffd}\u{fffd}\u{fffd} b", "whole"]);
    assert_eq!((&broken[0]["lossy"], &broken[1]["lossy"]), (&serde_json::Value::Bool(true), &serde_json::Value::Null));
    assert_eq!(messages(&ask(&scanner, "file=wide.log&q=café")), ["caf\u{e9} one", "caf\u{e9} two"]);
}

#[test]
fn f12_half_a_character_waits_and_half_a_pair_is_said_to_be_lost() {
    let wide = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    let whole = wide("\u{feff}2026-01-23 10:15:00 INFO one\n2026-01-23 10:15:01 INFO two \u{1f600}\nthree");
    let source = Arc::new(MemorySource::new());
    source.put("odd.log", &[&whole[..], b"x"].concat());
    source.put("broken.log", &[wide("\u{feff}one "), vec![0x3d, 0xd8], wide("\ntwo\n")].concat());
    source.put("bare.log", &wide("2026-01-23 10:15:00 INFO bare\n"));
    let settings = Settings { workers: 2, encoding: Some(encoding_rs::UTF_16LE), ..Settings::default() };
    let scanner = Scanner::new(source.clone(), settings).unwrap();
    assert_eq!(messages(&ask(&scanner, "file=odd.log")), ["one", "two \u{1f600}\nthree"]);
    source.append("odd.log", &[0]);
    assert_eq!(messages(&ask(&scanner, "file=odd.log")), ["one", "two \u{1f600}\nthreex"]);
    let broken = ask(&scanner, "file=broken.log");
    let lossy: Vec<bool> = broken.iter().map(|record| record["lossy"] == true).collect();
    assert_eq!((messages(&broken), lossy), (vec!["one \u{fffd}".to_owned(), "two".to_owned()], vec![true, false]));
    assert_eq!(messages(&ask(&scanner, "file=bare.log")), ["bare"]);
    assert!(scanner.source().list().unwrap().iter().any(|listed| listed.name == "bare.log"));
}
