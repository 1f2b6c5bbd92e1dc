//! Whatever bytes a log file holds, every line that is answered is valid JSON, and nothing panics.
#![no_main]

use std::sync::Arc;

use libfuzzer_sys::fuzz_target;
use logbrook::query::Query;
use logbrook::scan::{Scanner, Settings};
use logbrook::source::MemorySource;

fuzz_target!(|bytes: &[u8]| {
    let source = MemorySource::new();
    source.put("fuzz.log", bytes);
    let settings = Settings { workers: 1, max_line: 4096, ..Settings::default() };
    let scanner = Scanner::new(Arc::new(source), settings).expect("a thread starts");
    for order in ["asc", "desc"] {
        let query = Query::parse([("order", order), ("raw", "true")], &scanner.context()).expect("the query is right");
        let Ok(mut scan) = scanner.scan(&query) else { return };
        let mut answer = Vec::new();
        // What pretends to be compressed may be broken, which is an error and no panic.
        while let Ok(Some(chunk)) = scan.next_chunk() {
            answer.extend_from_slice(&chunk);
        }
        for line in answer.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
            let record: serde_json::Value = serde_json::from_slice(line).expect("a record is valid JSON");
            assert!(record["context"].is_object() && record["message"].is_string(), "{record}");
        }
    }
});
