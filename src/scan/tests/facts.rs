//! What is known of blocks changes no answer: only how much is read, and which lines have numbers.

use std::collections::HashMap;
use std::sync::Mutex;

use super::*;
use crate::source::Identity;

/// Keeps facts in memory, as they are put in.
#[derive(Default)]
struct Known(Mutex<HashMap<Identity, Arc<Facts>>>);

impl Catalogue for Known {
    fn facts(&self, identity: Identity) -> Option<Arc<Facts>> {
        self.0.lock().unwrap().get(&identity).cloned()
    }

    fn note(&self, _name: &str, _identity: Identity, _unknown: u64) {}
}

impl Known {
    /// Learns what there is to know of `a.log`.
    fn learn(&self, scanner: &Scanner) -> Facts {
        let mut survey = scanner.survey("a.log", Stopper::default()).unwrap().unwrap();
        while survey.step().unwrap() {}
        let facts = survey.facts().clone();
        self.0.lock().unwrap().insert(facts.origin.identity, Arc::new(facts.clone()));
        facts
    }
}

fn scanners(source: &Arc<MemorySource>, block: u64, facts_block: u64) -> (Scanner, Scanner, Arc<Known>) {
    let settings = Settings { workers: 2, block, facts_block, ..Settings::default() };
    let plain = Scanner::new(source.clone(), settings).unwrap();
    let known = Arc::new(Known::default());
    (plain.clone(), plain.with_catalogue(known.clone()), known)
}

/// Asks without line numbers, which facts tell where they are not counted otherwise, and checks those that are told.
fn same(plain: &Scanner, knowing: &Scanner, parameters: &str) -> Result<(), TestCaseError> {
    let numbers: HashMap<String, u64> = ask(plain, "file=a.log")
        .iter()
        .map(|record| (record["cursor"].to_string(), record["line"].as_u64().unwrap()))
        .collect();
    let mut answers = [ask(plain, parameters), ask(knowing, parameters)];
    for record in answers.iter_mut().flatten().filter(|record| record["type"] == "log" && record["file"] == "a.log") {
        if let (Some(line), false) = (record["line"].as_u64(), parameters.contains("desc")) {
            prop_assert_eq!(numbers.get(&record["cursor"].to_string()), Some(&line), "{}", parameters);
        }
        record["line"] = serde_json::Value::Null;
    }
    let [without, with] = answers;
    prop_assert_eq!(without, with, "{}", parameters);
    Ok(())
}

const WAYS: [&str; 7] =
    ["", "&order=desc", "&tail=2", "&limit=2", "&order=desc&limit=2&before=1", "&after=1&tail=1", "&order=desc&line="];

/// Asks each query in one of several ways, the next time in another one.
fn all_ways(plain: &Scanner, knowing: &Scanner, line: u64) -> Result<(), TestCaseError> {
    let levels =
        ["level=error", "min_level=warn", "q=level:warn OR Pool", "q=-level:error", "q=-level:error -level:warn"];
    for (index, parameters) in QUERIES.into_iter().chain(levels).enumerate() {
        let way = WAYS[(index + line as usize) % WAYS.len()];
        let number = if way.ends_with('=') { line.to_string() } else { String::new() };
        same(plain, knowing, &format!("file=a.log&{parameters}{way}{number}"))?;
        same(plain, knowing, parameters)?;
    }
    same(plain, knowing, &format!("file=a.log&line={line}"))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn answers_are_the_same_with_facts_without_them_and_with_facts_of_less(
        file in any_file(), more in any_file(), block in 1u64..2_000, facts_block in 1u64..600, line in 1u64..60,
    ) {
        let source = Arc::new(MemorySource::new());
        source.put("a.log", &file);
        source.put("b.log", b"2026-01-23 10:15:30 INFO between\n");
        let (plain, knowing, known) = scanners(&source, block, facts_block);
        known.learn(&knowing);
        all_ways(&plain, &knowing, line)?;
        source.append("a.log", &more);
        all_ways(&plain, &knowing, line)?;
        let grown = known.learn(&knowing);
        let afresh = { known.0.lock().unwrap().clear(); known.learn(&knowing) };
        prop_assert_eq!(&grown.blocks, &afresh.blocks);
        all_ways(&plain, &knowing, line)?;
    }

    #[test]
    fn facts_of_another_file_are_not_believed(file in any_file(), other in any_file(), cut in 0usize..2_000) {
        let source = Arc::new(MemorySource::new());
        source.put("a.log", &file);
        let (plain, knowing, known) = scanners(&source, 1_000, 100);
        let facts = known.learn(&knowing);
        source.truncate("a.log", cut.min(file.len()));
        source.append("a.log", &other);
        all_ways(&plain, &knowing, 3)?;
        source.put("a.log", &other);
        let identity = source.open("a.log").unwrap().identity();
        let origin = Origin { identity, ..facts.origin };
        known.0.lock().unwrap().insert(identity, Arc::new(Facts { origin, ..facts }));
        all_ways(&plain, &knowing, 3)?;
    }
}

#[test]
fn lines_have_numbers_wherever_reading_begins() {
    let source = Arc::new(MemorySource::new());
    source.put("a.log", &numbered(0..20_000));
    let (_, knowing, known) = scanners(&source, LARGEST_BLOCK, FACTS_BLOCK);
    known.learn(&knowing);
    source.append("a.log", &numbered(20_000..20_010));
    let cursor = ask(&knowing, "tail=3")[0]["cursor"].as_str().unwrap().to_owned();
    let cases = [
        ("tail=2".to_owned(), vec![20_009, 20_010]),
        ("order=desc&limit=2".to_owned(), vec![20_010, 20_009]),
        ("line=12345&limit=1".to_owned(), vec![12_345]),
        ("line=12345&order=desc&limit=1".to_owned(), vec![12_345]),
        (format!("cursor={cursor}"), vec![20_009, 20_010]),
        ("q=\"number 17000\"&order=desc&after=1".to_owned(), vec![17_002, 17_001]),
    ];
    for (parameters, lines) in cases {
        let records = ask(&knowing, &parameters);
        assert_eq!(
            records.iter().map(|record| record["line"].as_u64()).collect::<Vec<_>>(),
            lines.into_iter().map(Some).collect::<Vec<_>>(),
            "{parameters}"
        );
    }
}

#[test]
fn blocks_that_cannot_match_are_not_read() {
    let source = Arc::new(MemorySource::new());
    let line = |index: i64| {
        let level = if index == 30_000 { "ERROR" } else { "INFO" };
        format!("{} {level} [job] number {index} of many\n", 1_700_000_000 + index)
    };
    source.put("a.log", (0..60_000).map(line).collect::<String>().as_bytes());
    let (plain, knowing, known) = scanners(&source, LARGEST_BLOCK, FACTS_BLOCK);
    known.learn(&knowing);
    let read = |scanner: &Scanner, parameters: &str| {
        let before = source.bytes_read();
        assert_eq!(ask(scanner, parameters).len(), 1, "{parameters}");
        source.bytes_read() - before
    };
    for parameters in [
        "level=error",
        "q=level>=warn",
        "level=error&order=desc",
        "level=error&tail=1",
        "since=1700030000&until=1700030001",
    ] {
        let (without, with) = (read(&plain, parameters), read(&knowing, parameters));
        assert!(2 * with < without, "{parameters}: {with} bytes of {without}");
    }
}
