//! Three days of a sync service, rotated each night: the oldest compressed.

use super::random::Random;
use super::write::{Made, Said, moment};

const FOLDERS: [&str; 6] =
    ["photos/2026", "documents/tax", "documents/letters", "music/live", "recipes", "scans/inbox"];

/// Returns the rotated set, oldest file first.
pub(super) fn files() -> Vec<(&'static str, Vec<Made>)> {
    let days = [
        ("rotated/app.log.2.gz", "2026-03-10T00:00:00Z", 310),
        ("rotated/app.log.1", "2026-03-11T00:00:00Z", 290),
        ("rotated/app.log", "2026-03-12T00:00:00Z", 240),
    ];
    let mut random = Random::new(77);
    days.into_iter().map(|(name, start, count)| (name, day(&mut random, moment(start), count))).collect()
}

fn day(random: &mut Random, start: i64, count: i64) -> Vec<Made> {
    let step = 86_400_000_000 / (count + 2);
    let mut entries = Vec::new();
    for index in 0..count {
        let time = start + index * step + random.below(step / 2_000) * 1000;
        entries.push(entry(random, time).bracketed());
    }
    entries
}

fn entry(random: &mut Random, time: i64) -> Said<'static> {
    let folder = random.pick(&FOLDERS);
    let number = random.between(1, 400);
    let (level, source, message) = match random.below(20) {
        0 => ("WARNING", "sync::remote", format!("server answers slowly: {} ms for the list of {folder}", number * 12)),
        1 => (
            "ERROR",
            "sync::upload",
            format!("connection reset by peer while sending {folder}/img_{number:04}.jpg, queued again"),
        ),
        2 => ("WARNING", "sync::conflict", format!("{folder}/note-{number}.md changed on both sides, kept both")),
        3..=5 => ("DEBUG", "sync::scan", format!("saw {number} files in {folder}, 0 changed")),
        6..=7 => ("TRACE", "sync::watch", format!("event for {folder}/img_{number:04}.jpg: close after write")),
        8..=11 => ("INFO", "sync::download", format!("{folder}/report-{number}.pdf fetched, {} kB", number * 7)),
        _ => ("INFO", "sync::upload", format!("{folder}/img_{number:04}.jpg stored, {} kB", number * 11)),
    };
    Said { time, level, source, message, fields: Vec::new() }
}
