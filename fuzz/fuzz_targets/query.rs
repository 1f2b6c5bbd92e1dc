//! Whatever is asked, it is understood or refused with a place in it, and nothing panics.
#![no_main]

use jiff::tz::TimeZone;
use libfuzzer_sys::fuzz_target;
use logbrook::entry::Timestamp;
use logbrook::format::{Clock, Formats, PLAIN, Reader};
use logbrook::query::{Context, Prefilter, Query};

/// Every parameter whose value has a grammar.
const NAMES: [&str; 9] = ["q", "since", "until", "level", "source", "cursor", "file", "fields", "timeout"];

fuzz_target!(|text: &str| {
    let now = Timestamp::from_seconds(1_769_817_600);
    let reader = Reader::forced(PLAIN, Clock::utc(now), &Formats::default()).expect("plain text is known");
    let context = Context { zone: TimeZone::UTC, now, formats: Formats::default() };
    for name in NAMES {
        if let Ok(query) = Query::parse([(name, text)], &context)
            && let Some(prefilter) = Prefilter::new(&query)
        {
            let mut candidates = prefilter.candidates(text.as_bytes(), &reader);
            let _ = candidates.as_mut().and_then(|candidates| candidates.next(0));
        }
    }
});
