//! Every entry is counted once, in the bucket of its time.

use proptest::prelude::*;

use super::*;
use crate::index::{Index, build_all};
use crate::scan::Settings;
use crate::source::{MemorySource, Source};

fn count(lines: &[&str], buckets: usize) -> Histogram {
    let source = MemorySource::new();
    source.put("a.log", lines.join("\n").as_bytes());
    let scanner = Scanner::new(Arc::new(source), Settings::default()).unwrap();
    let patience = Duration::from_secs(60);
    count_within(&scanner, &Query::default(), buckets, &Stopper::default(), patience).unwrap()
}

#[test]
fn every_entry_is_counted_in_the_bucket_of_its_time() {
    let lines = [
        "no time yet",
        "2026-01-23 10:00:00 INFO [a] one",
        "2026-01-23 10:00:07 ERROR [a] two",
        "2026-01-23 10:00:31 ERROR [a] three",
        "2026-01-23 10:00:30 INFO [a] out of order",
    ];
    let found = count(&lines, 10);
    assert_eq!((found.total, found.exact, found.step_ms), (5, true, 5_000));
    assert_eq!(found.since.unwrap().to_string(), "2026-01-23T10:00:00.000Z");
    assert_eq!(found.until.unwrap().to_string(), "2026-01-23T10:00:35.000Z");
    let counts: Vec<_> = found.buckets.iter().map(|bucket| bucket.counts.clone()).collect();
    let (info, error) = ((Some(Level::Info), 1), (Some(Level::Error), 1));
    assert_eq!(counts, [vec![info], vec![error], vec![], vec![], vec![], vec![], vec![info, error]]);
}

#[test]
fn counts_stay_exact_however_long_the_range_is() {
    let lines: Vec<String> = (0..40_000).map(|index| format!("{} INFO [a] x", 1_700_000_000 + index * 997)).collect();
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    for most in [1, 7, 120] {
        let found = count(&lines, most);
        assert!((1..=most).contains(&found.buckets.len()), "{} of {most}", found.buckets.len());
        for bucket in &found.buckets {
            let start = bucket.start.millis() / 1_000;
            let within = |index: &i64| (start..start + found.step_ms / 1_000).contains(&(1_700_000_000 + index * 997));
            let expected = (0..40_000).filter(within).count() as u64;
            assert_eq!(bucket.counts.iter().map(|(_, count)| count).sum::<u64>(), expected);
        }
    }
}

#[test]
fn nothing_has_no_range() {
    let found = count(&["only text"], 10);
    assert_eq!((found.total, found.since, found.buckets.len()), (1, None, 0));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn counts_are_the_same_by_facts_and_without_them(
        pace in 1i64..400_000, disorder in 1i64..100, seed: u32, since in prop::option::of(0usize..3_000), most in 1usize..=200,
    ) {
        let levels = ["INFO", "INFO", "INFO", "ERROR", "WARN", "-"];
        let mut random = seed;
        let mut line = |index: i64| {
            random = random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let millis = 1_700_000_000_000 + index * pace + i64::from(random >> 16) % disorder * pace;
            let mut text = Vec::new();
            Timestamp::from_millis(millis).write(&mut text);
            format!("{} {} [job] entry {index}\n", String::from_utf8(text).unwrap(), levels[random as usize / 7 % levels.len()])
        };
        let file: String = (0..3_000).map(&mut line).collect();
        let source = Arc::new(MemorySource::new());
        source.put("a.log", file.as_bytes());
        source.put("b.log", b"2023-11-14T22:13:21Z ERROR [b] too short to be known\n");
        let settings = Settings { facts_block: 1_000, block: 5_000, ..Settings::default() };
        let plain = Scanner::new(source.clone(), settings).unwrap();
        let index = Arc::new(Index::for_files_of(1_000, None));
        let knowing = plain.clone().with_catalogue(index.clone());
        build_all(&knowing, &index).unwrap();
        source.append("a.log", (3_000..3_020).map(&mut line).collect::<String>().as_bytes());
        for parameters in [vec![], vec![("level", "error")], vec![("q", "-level:info")], vec![("q", "level:warn entry")]] {
            let mut query = Query::parse(parameters.iter().copied(), &plain.context()).unwrap();
            query.files = vec!["a.log".to_owned()];
            query.since = since.map(|index| Timestamp::from_millis(1_700_000_000_000 + index as i64 * pace));
            let patience = Duration::from_secs(60);
            let count = |scanner| count_within(scanner, &query, most, &Stopper::default(), patience).unwrap();
            prop_assert_eq!(count(&knowing), count(&plain), "{:?}", parameters);
        }
    }
}

#[test]
fn blocks_within_a_bucket_are_not_read() {
    let source = Arc::new(MemorySource::new());
    let line = |index: i64| format!("{} INFO [job] entry {index} of many\n", 1_700_000_000 + index);
    source.put("a.log", (0..40_000).map(line).collect::<String>().as_bytes());
    let settings = Settings { facts_block: 2_000, ..Settings::default() };
    let index = Arc::new(Index::for_files_of(1_000, None));
    let scanner = Scanner::new(source.clone(), settings).unwrap().with_catalogue(index.clone());
    build_all(&scanner, &index).unwrap();
    let before = source.bytes_read();
    let found = histogram(&scanner, &Query::default(), 50, &Stopper::default()).unwrap();
    assert_eq!((found.total, found.exact), (40_000, true));
    let (read, size) = (source.bytes_read() - before, source.open("a.log").unwrap().size().unwrap());
    assert!(4 * read < size * 3, "{read} of {size}");
}
