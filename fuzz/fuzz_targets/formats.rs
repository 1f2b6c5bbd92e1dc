//! Whatever bytes a log file holds, every line that is answered is valid JSON, and nothing panics.
#![no_main]

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use libfuzzer_sys::fuzz_target;
use logbrook::query::Query;
use logbrook::scan::{Scanner, Settings};
use logbrook::source::MemorySource;

/// A record, by its keys.
type Record = BTreeMap<String, Box<serde_json::value::RawValue>>;

static SOURCE: LazyLock<Arc<MemorySource>> = LazyLock::new(|| Arc::new(MemorySource::new()));

/// One scanner for all inputs, since it has threads.
static SCANNER: LazyLock<Scanner> = LazyLock::new(|| {
    let settings = Settings { workers: 1, max_line: 4096, ..Settings::default() };
    Scanner::new(SOURCE.clone(), settings).expect("a thread starts")
});

fuzz_target!(|bytes: &[u8]| {
    SOURCE.put("fuzz.log", bytes);
    let scanner = &*SCANNER;
    for order in ["asc", "desc"] {
        let query = Query::parse([("order", order), ("raw", "true")], &scanner.context()).expect("the query is right");
        let Ok(mut scan) = scanner.scan(&query) else { return };
        let mut answer = Vec::new();
        // What pretends to be compressed may be broken, which is an error and no panic.
        while let Ok(Some(chunk)) = scan.next_chunk() {
            answer.extend_from_slice(&chunk);
        }
        for line in answer.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
            // Numbers pass through as they stand, also those that no float holds; so they stay raw here.
            let record: Record = serde_json::from_slice(line).expect("a record is valid JSON");
            let raw = |key: &str| record.get(key).map_or("", |value| value.get());
            assert!(raw("context").starts_with('{') && raw("message").starts_with('"'), "{record:?}");
        }
    }
});
