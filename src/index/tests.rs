//! Files are surveyed once they are worth it, and answers do not depend on it.

use std::path::Path;
use std::time::{Duration, Instant};

use super::*;
use crate::query::Query;
use crate::scan::{Scanner, Settings};
use crate::source::MemorySource;

fn lines(range: std::ops::Range<u64>) -> Vec<u8> {
    let level = |index: u64| if index.is_multiple_of(15_000) { "ERROR" } else { "INFO" };
    let line = |index: u64| {
        format!("{} {} [job] number {index} of many words to be read\n", 1_700_000_000 + index, level(index))
    };
    range.map(line).collect::<String>().into_bytes()
}

fn scanner(source: &Arc<MemorySource>) -> Scanner {
    Scanner::new(source.clone(), Settings { workers: 2, ..Settings::default() }).unwrap()
}

fn ask(scanner: &Scanner, parameters: &[(&str, &str)]) -> String {
    let query = Query::parse(parameters.iter().copied(), &scanner.context()).unwrap();
    let mut scan = scanner.scan(&query).unwrap();
    let mut answer = Vec::new();
    while let Some(chunk) = scan.next_chunk().unwrap() {
        answer.extend(chunk);
    }
    String::from_utf8(answer).unwrap()
}

fn wait_until(index: &Index, surveyed: u64) {
    let deadline = Instant::now() + Duration::from_secs(60);
    while index.surveyed_bytes() < surveyed {
        assert!(Instant::now() < deadline, "nothing is surveyed");
        std::thread::yield_now();
    }
}

#[test]
fn a_long_file_is_surveyed_once_it_was_read_and_again_as_it_grows() {
    let source = Arc::new(MemorySource::new());
    source.put("long.log", &lines(0..40_000));
    source.put("short.log", &lines(0..1_000));
    let index = Arc::new(Index::for_files_of(1 << 20, None));
    let knowing = scanner(&source).with_catalogue(index.clone());
    let builder = Builder::start(knowing.clone(), index.clone()).unwrap();
    let errors = [("level", "error"), ("file", "long.log")];
    ask(&knowing, &[("file", "short.log")]);
    assert_eq!((index.waiting(), index.surveyed_bytes()), (0, 0));
    let before = ask(&knowing, &errors);
    wait_until(&index, 2 << 20);
    assert_eq!(ask(&knowing, &errors), before);
    source.append("long.log", &lines(40_000..60_000));
    assert_eq!(ask(&knowing, &errors), ask(&scanner(&source), &errors));
    wait_until(&index, 3 << 20);
    assert_eq!(ask(&knowing, &errors), ask(&scanner(&source), &errors));
    drop(builder);
}

#[test]
fn facts_outlive_the_program_and_may_be_deleted_or_damaged() {
    let directory = tempfile::tempdir().unwrap();
    let source = Arc::new(MemorySource::new());
    source.put("long.log", &lines(0..40_000));
    let tail = [("tail", "1")];
    let without = ask(&scanner(&source), &tail);
    let opened = |directory: &Path| {
        let index = Arc::new(Index::for_files_of(1 << 20, Some(directory.to_owned())));
        (scanner(&source).with_catalogue(index.clone()), index)
    };
    let (first, index) = opened(directory.path());
    build_all(&first, &index).unwrap();
    let numbered = without.replace("\"line\":null", "\"line\":40000");
    assert_ne!(numbered, without);
    assert_eq!(ask(&first, &tail), numbered);
    assert_eq!(ask(&opened(directory.path()).0, &tail), numbered);
    let path = std::fs::read_dir(directory.path()).unwrap().next().unwrap().unwrap().path();
    std::fs::write(&path, "damaged").unwrap();
    assert_eq!(ask(&opened(directory.path()).0, &tail), without);
    std::fs::remove_file(&path).unwrap();
    assert_eq!(ask(&opened(directory.path()).0, &tail), without);
}

#[test]
fn memory_is_bounded_and_the_latest_are_kept() {
    let identity = |inode| Identity { device: 0, inode };
    let mut shelf = Shelf::default();
    for inode in 0..MOST_FILES as u64 + 100 {
        shelf.put(identity(inode), None);
        shelf.get(identity(7));
    }
    assert_eq!(shelf.known.len(), MOST_FILES);
    assert!(shelf.known.contains_key(&identity(7)) && !shelf.known.contains_key(&identity(8)));
}
