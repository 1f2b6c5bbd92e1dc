//! Tries random cases: the same ones each time, or new ones for as long as is asked for.

use std::fmt::Debug;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use proptest::strategy::Strategy;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestError, TestRng, TestRunner};

/// The seed of what is tried each time.
const SEED: u64 = 20_260_312;

/// As long as is asked for, so many cases are tried before the time is looked at.
const BATCH: u32 = 50;

/// How long a smaller case is looked for that fails as well, in milliseconds.
const SHRINKING: u32 = 60_000;

/// Tries so many cases, or new ones for `FUZZ_SECONDS`; fails with the smallest one that was found and what is wrong with it.
#[track_caller]
pub(super) fn try_cases<S: Strategy>(cases: u32, strategy: &S, check: impl Fn(&S::Value) -> Result<(), String>)
where
    S::Value: Debug,
{
    let number = |name| std::env::var(name).ok().and_then(|value| value.parse::<u64>().ok());
    match (number("FUZZ_SEED"), number("FUZZ_SECONDS")) {
        (Some(seed), _) => try_batch(seed, BATCH.max(cases), strategy, &check),
        (None, Some(seconds)) => {
            let (begin, mut tried) = (Instant::now(), 0);
            let first = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_micros() as u64;
            for seed in first.. {
                try_batch(seed, BATCH, strategy, &check);
                tried += u64::from(BATCH);
                if begin.elapsed() >= Duration::from_secs(seconds) {
                    break;
                }
            }
            tell(tried, begin.elapsed());
        }
        (None, None) => try_batch(SEED, cases, strategy, &check),
    }
}

#[track_caller]
fn try_batch<S: Strategy>(seed: u64, cases: u32, strategy: &S, check: &impl Fn(&S::Value) -> Result<(), String>)
where
    S::Value: Debug,
{
    let bytes: Vec<u8> = seed.to_le_bytes().repeat(4);
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
    let config = Config { cases, failure_persistence: None, max_shrink_time: SHRINKING, ..Config::default() };
    let tried = TestRunner::new_with_rng(config, rng).run(strategy, |case| check(&case).map_err(TestCaseError::fail));
    match tried {
        Ok(()) => {}
        Err(TestError::Fail(reason, case)) => panic!("FUZZ_SEED={seed}\n{reason}\n{case:?}"),
        Err(TestError::Abort(reason)) => panic!("no cases could be made: {reason}"),
    }
}

#[expect(clippy::print_stderr, reason = "whoever lets it run for long wants to know what it did")]
fn tell(tried: u64, took: Duration) {
    let name = std::thread::current().name().unwrap_or_default().to_owned();
    eprintln!("{name}: {tried} cases in {} s", took.as_secs());
}
