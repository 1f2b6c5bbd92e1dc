//! A day of a small tea and coffee shop on the web, over five services, with an incident in the afternoon.
//!
//! At 13:52 release 2.14.0 brings a query without an index. From 14:03:20 the connection pool is exhausted: requests fail with
//! 503, payments are retried until their breaker opens, jobs pile up. At 14:19 the release is rolled back; by 14:34 the
//! backlog is worked off. A request keeps its id through the services.

use serde_json::{Value, json};

use super::random::Random;
use super::write::{Made, Said, moment, show, to_millisecond};

mod incident;
mod quiet;
mod visit;

const SECOND: i64 = 1_000_000;
const MINUTE: i64 = 60 * SECOND;

/// Everything that the five services wrote, in the order in which it was thought of.
pub(super) struct Day {
    random: Random,
    start: i64,
    order: i64,
    job: i64,
    api: Vec<Made>,
    web: Vec<Made>,
    worker: Vec<Made>,
    db: Vec<Made>,
    payments: Vec<Made>,
}

/// How the shop is doing at a moment of the day.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mood {
    Well,
    Slow,
    Exhausted,
}

/// Visits that begin within an hour, from midnight on.
const VISITS: [i64; 24] = [4, 3, 2, 2, 2, 4, 8, 14, 18, 20, 22, 21, 23, 24, 30, 21, 19, 20, 23, 27, 28, 22, 14, 8];

/// Returns the shop's files, each with its entries in the order of time.
pub(super) fn files() -> Vec<(&'static str, Vec<Made>)> {
    let mut day = Day {
        random: Random::new(2_140),
        start: moment("2026-03-12T00:00:00Z"),
        order: 48_112,
        job: 77_010,
        api: Vec::new(),
        web: Vec::new(),
        worker: Vec::new(),
        db: Vec::new(),
        payments: Vec::new(),
    };
    for (hour, visits) in VISITS.iter().enumerate() {
        for _ in 0..*visits {
            let second = hour as i64 * 3600 + day.random.below(3600);
            visit::visit(&mut day, second);
        }
    }
    quiet::routine(&mut day);
    incident::incident(&mut day);
    let sorted = |mut entries: Vec<Made>| {
        entries.sort_by_key(|entry| entry.time);
        entries
    };
    vec![
        ("shop/api.log", sorted(day.api)),
        ("shop/db.log", sorted(day.db)),
        ("shop/payments.log", sorted(day.payments)),
        ("shop/web.access.log", sorted(day.web)),
        ("shop/worker.log", sorted(day.worker)),
    ]
}

impl Day {
    /// Returns the moment of a second of the day, some milliseconds into it.
    fn at(&mut self, second: i64) -> i64 {
        self.start + second * SECOND + self.random.below(1000) * 1000
    }

    /// Returns the moment of a time of day such as `14:03:20`.
    fn clock(&mut self, time: &str) -> i64 {
        let parts: Vec<i64> = time.split(':').map(|part| part.parse().unwrap()).collect();
        self.at(parts[0] * 3600 + parts[1] * 60 + parts[2])
    }

    fn mood(&self, time: i64) -> Mood {
        match (time - self.start) / SECOND {
            second if second < 13 * 3600 + 52 * 60 + 30 => Mood::Well,
            second if second < 14 * 3600 + 3 * 60 + 20 => Mood::Slow,
            second if second < 14 * 3600 + 20 * 60 + 10 => Mood::Exhausted,
            _ => Mood::Well,
        }
    }

    /// Returns how many milliseconds the shop takes for what usually takes `usual`.
    fn milliseconds(&mut self, time: i64, usual: i64) -> i64 {
        let spread = self.random.between(60, 180);
        match self.mood(time) {
            Mood::Well => usual * spread / 100,
            Mood::Slow => {
                let minutes = (time - self.start) / MINUTE - (13 * 60 + 52);
                usual * spread / 100 + minutes * minutes * self.random.between(15, 45)
            }
            Mood::Exhausted => self.random.between(2_500, 9_000),
        }
    }

    fn api(&mut self, time: i64, level: &'static str, source: &str, message: String, fields: Vec<(&str, Value)>) {
        self.api.push(Said { time, level, source, message, fields }.zap());
    }

    fn pay(&mut self, time: i64, level: &'static str, source: &str, message: &str, fields: Vec<(&str, Value)>) {
        let message = message.to_owned();
        self.payments.push(Said { time, level, source, message, fields }.logfmt());
    }

    fn work(&mut self, time: i64, level: &'static str, source: &str, message: String) {
        let thread = match source.starts_with("com.leafandbean.jobs") {
            true => format!("worker-{}", self.random.between(1, 5)),
            false => "main".to_owned(),
        };
        self.worker.push(Said { time, level, source, message, fields: Vec::new() }.log4j(&thread));
    }

    /// Writes a line as `PostgreSQL` does with `log_line_prefix = '%m [%p] %q%u@%d '`; a detail belongs to the line above.
    fn db(&mut self, time: i64, pid: i64, who: &str, severity: &str, message: &str) {
        let head = show(time, "%Y-%m-%d %H:%M:%S%.3f UTC");
        let who = if who.is_empty() { String::new() } else { format!("{who} ") };
        let text = format!("{head} [{pid}] {who}{severity}:  {}", message.replace('\n', "\n\t"));
        let belongs_above = matches!(severity, "DETAIL" | "HINT" | "STATEMENT");
        match self.db.last_mut().filter(|_| belongs_above) {
            Some(above) => above.text.push_str(&format!("\n{text}")),
            None => self.db.push(Made { time: Some(to_millisecond(time)), ..Made::plain(&text) }),
        }
    }

    fn db_pid(&mut self) -> i64 {
        2_860 + self.random.below(20)
    }
}

fn request_id(random: &mut Random) -> String {
    format!("req-{}", random.hex(8))
}

fn euros(cents: i64) -> Value {
    json!(cents as f64 / 100.0)
}
