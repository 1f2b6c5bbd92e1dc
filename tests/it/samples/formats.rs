//! One small file for each format whose entries say everything by themselves.

use serde_json::{Value, json};

use super::random::Random;
use super::write::{Made, Said, moment};

/// Returns the files, each from a small program of its own.
pub(super) fn files() -> Vec<(&'static str, Vec<Made>)> {
    vec![
        ("formats/java.log", java()),
        ("formats/json-pino.log", pino()),
        ("formats/json-slog.log", slog()),
        ("formats/json-zap.log", zap()),
        ("formats/logfmt.log", logfmt()),
        ("formats/python.log", python()),
    ]
}

/// Lets time pass between entries, some seconds at a time.
pub(super) struct Pace {
    pub(super) random: Random,
    time: i64,
    step: i64,
}

impl Pace {
    pub(super) fn new(seed: u64, start: &str, step_seconds: i64) -> Pace {
        Pace { random: Random::new(seed), time: moment(start), step: step_seconds * 2_000 }
    }

    pub(super) fn next(&mut self) -> i64 {
        self.time += (1 + self.random.below(self.step)) * 1000;
        self.time
    }

    /// The same to the microsecond.
    pub(super) fn next_fine(&mut self) -> i64 {
        self.next() + self.random.below(1000)
    }
}

fn said<'a>(time: i64, level: &'static str, source: &'a str, message: &str, fields: Vec<(&'a str, Value)>) -> Said<'a> {
    Said { time, level, source, message: message.to_owned(), fields }
}

fn pino() -> Vec<Made> {
    let mut pace = Pace::new(11, "2026-03-12T09:00:00Z", 9);
    (0..80)
        .map(|index| {
            let time = pace.next();
            let random = &mut pace.random;
            let request = json!({"id": index + 1, "method": "GET", "url": format!("/thumb/{}.webp?w=320", random.hex(6))});
            let took = random.between(3, 90);
            let entry = match random.below(12) {
                0 => {
                    let error = json!({"type": "Error", "message": "Input buffer contains unsupported image format",
                        "stack": "Error: Input buffer contains unsupported image format\n    at Sharp.toBuffer (lib/output.js:163:17)\n    at render (src/render.js:41:9)"});
                    said(time, "ERROR", "thumbs", "could not render", vec![("req", request), ("err", error)])
                }
                1 => said(time, "WARNING", "thumbs", "cache is nearly full", vec![("used", json!(0.93)), ("limit_mb", json!(512))]),
                2..=3 => said(time, "DEBUG", "thumbs", "cache hit", vec![("req", request), ("age_s", json!(took * 40))]),
                _ => said(
                    time,
                    "INFO",
                    "thumbs",
                    "request completed",
                    vec![("req", request), ("res", json!({"statusCode": 200})), ("responseTime", json!(took))],
                ),
            };
            entry.pino(18, "thumbs-7d9f")
        })
        .collect()
}

fn slog() -> Vec<Made> {
    let mut pace = Pace::new(12, "2026-03-12T07:30:00Z", 20);
    (0..70)
        .map(|_| {
            let time = pace.next_fine();
            let random = &mut pace.random;
            let parcel = format!("LB{:09}DE", random.between(1, 900_000_000));
            let depot = random.pick(&["Kassel", "Leipzig", "Köln", "Würzburg"]);
            let entry = match random.below(10) {
                0 => said(
                    time,
                    "ERROR",
                    "",
                    "label printer offline",
                    vec![("depot", json!(depot)), ("retry_in", json!("30s"))],
                ),
                1 => said(
                    time,
                    "WARNING",
                    "",
                    "parcel delayed",
                    vec![("parcel", json!(parcel)), ("hours", json!(random.between(2, 30)))],
                ),
                2 => said(
                    time,
                    "DEBUG",
                    "",
                    "webhook acknowledged",
                    vec![("parcel", json!(parcel)), ("attempt", json!(1))],
                ),
                _ => {
                    let place = json!({"depot": depot, "lane": random.between(1, 24)});
                    said(
                        time,
                        "INFO",
                        "",
                        "parcel scanned",
                        vec![("parcel", json!(parcel)), ("place", place), ("weight_kg", json!(1.25))],
                    )
                }
            };
            entry.slog()
        })
        .collect()
}

fn zap() -> Vec<Made> {
    let mut pace = Pace::new(13, "2026-03-12T11:00:00Z", 6);
    (0..70)
        .map(|_| {
            let time = pace.next();
            let random = &mut pace.random;
            let key = format!("cart:{}", random.hex(5));
            let caller = ("caller", json!(format!("cache/shard.go:{}", random.between(40, 220))));
            let entry = match random.below(14) {
                0 => said(
                    time,
                    "ERROR",
                    "cache.shard",
                    "replica lost",
                    vec![caller, ("replica", json!("cache-2:6379")), ("error", json!("read tcp: i/o timeout"))],
                ),
                1 => said(
                    time,
                    "WARNING",
                    "cache.memory",
                    "evicting early",
                    vec![caller, ("used_mb", json!(random.between(470, 512))), ("max_mb", json!(512))],
                ),
                2..=5 => said(time, "DEBUG", "cache.shard", "miss", vec![caller, ("key", json!(key))]),
                _ => said(
                    time,
                    "INFO",
                    "cache.shard",
                    "stored",
                    vec![caller, ("key", json!(key)), ("ttl_s", json!(900)), ("tags", json!(["cart", "eu"]))],
                ),
            };
            entry.zap()
        })
        .collect()
}

fn logfmt() -> Vec<Made> {
    let mut pace = Pace::new(14, "2026-03-12T10:00:00Z", 15);
    (0..80)
        .map(|_| {
            let time = pace.next();
            let random = &mut pace.random;
            let target = ("target", json!(format!("10.0.4.{}:9100", random.between(2, 40))));
            let entry = match random.below(12) {
                0 => said(
                    time,
                    "ERROR",
                    "rules",
                    "evaluating rule failed",
                    vec![("rule", json!("HighErrorRate")), ("err", json!("query timed out in expression evaluation"))],
                ),
                1 => said(time, "WARNING", "scrape", "append failed", vec![target, ("err", json!("out of bounds"))]),
                2..=3 => said(time, "DEBUG", "scrape", "target discovered", vec![target, ("job", json!("node"))]),
                4 => said(
                    time,
                    "INFO",
                    "tsdb",
                    "head garbage collection completed",
                    vec![("duration", json!("12.481ms"))],
                ),
                _ => said(
                    time,
                    "INFO",
                    "scrape",
                    "scraped",
                    vec![
                        target,
                        ("samples", json!(random.between(400, 1_900))),
                        ("took_ms", json!(random.between(8, 70))),
                    ],
                ),
            };
            entry.logfmt()
        })
        .collect()
}

fn java() -> Vec<Made> {
    let mut pace = Pace::new(15, "2026-03-12T06:00:00Z", 30);
    (0..60)
        .map(|index| {
            let time = pace.next();
            let random = &mut pace.random;
            let batch = random.between(100, 999);
            let (level, source, message) = match index % 15 {
                4 => ("ERROR", "de.kontor.invoice.Exporter", java_trace(batch)),
                9 => (
                    "WARNING",
                    "de.kontor.invoice.Rules",
                    format!("batch {batch}: no tax rate for country XK, taking 0 %"),
                ),
                2 | 7 => ("DEBUG", "de.kontor.invoice.Reader", format!("batch {batch}: read {} positions", batch * 3)),
                _ => ("INFO", "de.kontor.invoice.Exporter", format!("batch {batch} exported in {} ms", batch * 2)),
            };
            said(time, level, source, &message, Vec::new()).log4j(random.pick(&["main", "export-1", "export-2"]))
        })
        .collect()
}

fn java_trace(batch: i64) -> String {
    format!(
        "batch {batch} could not be exported\n\
         de.kontor.invoice.ExportException: position {} has no article\n\
         \tat de.kontor.invoice.Exporter.write(Exporter.java:214)\n\
         \tat de.kontor.invoice.Exporter.run(Exporter.java:98)\n\
         \tat java.base/java.util.concurrent.ThreadPoolExecutor.runWorker(ThreadPoolExecutor.java:1144)\n\
         Caused by: java.util.NoSuchElementException: No value present\n\
         \tat java.base/java.util.Optional.orElseThrow(Optional.java:377)\n\
         \t... 3 more",
        batch / 9
    )
}

fn python() -> Vec<Made> {
    let mut pace = Pace::new(16, "2026-03-12T05:00:00Z", 40);
    (0..60)
        .map(|index| {
            let time = pace.next();
            let random = &mut pace.random;
            let station = random.pick(&["Brocken", "Zugspitze", "List auf Sylt", "Feldberg"]);
            let (level, source, message) = match index % 12 {
                5 => ("ERROR", "weather.fetch", python_trace(station)),
                8 => (
                    "WARNING",
                    "weather.quality",
                    format!("{station}: {} values outside of the plausible range", random.between(1, 9)),
                ),
                3 => (
                    "DEBUG",
                    "weather.cache",
                    format!("{station}: using the value of {} minutes ago", random.between(2, 20)),
                ),
                11 => ("CRITICAL", "weather.disk", "less than 1 % of the disk is free, stopping the import".to_owned()),
                _ => (
                    "INFO",
                    "weather.fetch",
                    format!("{station}: {} hPa, {} °C", random.between(980, 1_032), random.between(-9, 14)),
                ),
            };
            said(time, level, source, &message, Vec::new()).python()
        })
        .collect()
}

fn python_trace(station: &str) -> String {
    format!(
        "{station}: reading failed\n\
         Traceback (most recent call last):\n\
         \x20 File \"/srv/weather/fetch.py\", line 71, in fetch\n\
         \x20   value = parse(response.json())\n\
         \x20 File \"/srv/weather/parse.py\", line 19, in parse\n\
         \x20   return float(payload[\"pressure\"])\n\
         KeyError: 'pressure'"
    )
}
