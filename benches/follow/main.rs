//! Measures following between real processes over loopback: `cargo bench --bench follow`, or `… -- latency many` for some parts.
//!
//! 1. `latency`: from `write()` to the client's message at 1,000 lines a second, beside `tail -F` into a pipe, and `frontail` where
//!    it is installed.
//! 2. `fast`: 50,000 lines a second to 10 followers.
//! 3. `many`: 1,000 lines a second to 1,000 followers in batches.
//! 4. `idle`: 10,000 followers of 10 files to which nobody writes, and what is left when they are gone.
//! 5. `stalled`: one reader that stops for 60 s while 200 MB are written, and 20 others.
//!
//! Every line carries its number and the moment at which it was written, so that each follower checks that it gets all, once and
//! in order.

#![expect(clippy::print_stdout, clippy::unwrap_used, reason = "a benchmark prints, and ends where anything fails")]
#![expect(clippy::disallowed_methods, reason = "it reads no logs")]

mod frames;
mod latencies;
mod others;
mod readers;
mod scenarios;
mod server;
mod writer;

/// What is measured, by its name.
const PARTS: [(&str, fn()); 5] = [
    ("latency", scenarios::latency),
    ("fast", scenarios::fast),
    ("many", scenarios::many),
    ("idle", scenarios::idle),
    ("stalled", scenarios::stalled),
];

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    // `cargo test --all-targets` runs benchmarks too, without this.
    if !arguments.iter().any(|argument| argument == "--bench") {
        return;
    }
    let named: Vec<&String> = arguments.iter().filter(|argument| !argument.starts_with('-')).collect();
    for (name, measure) in PARTS {
        if named.is_empty() || named.iter().any(|wanted| *wanted == name) {
            measure();
        }
    }
}
