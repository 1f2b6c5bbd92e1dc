//! Whatever a client hands back as a cursor, reading goes on from a boundary or is refused, and nothing panics.
#![no_main]

use std::sync::{Arc, LazyLock};

use libfuzzer_sys::fuzz_target;
use logbrook::entry::Position;
use logbrook::query::Query;
use logbrook::scan::{Scanner, Settings};
use logbrook::source::MemorySource;

const FILE: &str = "2026-01-23T10:15:00Z INFO db: one\n  two\n2026-01-23T10:15:01Z ERROR db: three\n{\"msg\":\"four\"}\nfive\n";

static SCANNER: LazyLock<Scanner> = LazyLock::new(|| {
    let source = MemorySource::new();
    source.put("fuzz.log", FILE.as_bytes());
    let settings = Settings { workers: 1, ..Settings::default() };
    Scanner::new(Arc::new(source), settings).expect("a thread starts")
});

fuzz_target!(|text: &str| {
    if let Some(positions) = Position::parse_all(text) {
        for position in positions {
            let mut written = Vec::new();
            position.at.write(&mut written);
            let written = String::from_utf8(written).expect("a cursor is text");
            let again = Position::parse_all(&written).expect("what was written is read");
            assert_eq!(again[0].at, position.at, "{written}");
        }
    }
    let scanner = &*SCANNER;
    for order in ["asc", "desc"] {
        let Ok(query) = Query::parse([("cursor", text), ("order", order)], &scanner.context()) else { return };
        let Ok(mut scan) = scanner.scan(&query) else { continue };
        while let Ok(Some(chunk)) = scan.next_chunk() {
            assert!(chunk.is_empty() || chunk.ends_with(b"\n"));
        }
    }
});
