//! One small file for each format whose header is read in a way of its own, and files that mix or lack formats.

use super::formats::Pace;
use super::write::{Made, quoted, show};

mod servers;
mod systems;

/// Returns the files.
pub(super) fn files() -> Vec<(&'static str, Vec<Made>)> {
    vec![
        ("formats/ansi-colours.log", ansi()),
        ("formats/apache.error.log", servers::apache_error()),
        ("formats/docker-json.log", docker()),
        ("formats/klog.log", systems::klog()),
        ("formats/mixed.log", mixed()),
        ("formats/nginx.access.log", servers::nginx_access()),
        ("formats/nginx.error.log", servers::nginx_error()),
        ("formats/plain.txt", plain()),
        ("formats/postgres.log", servers::postgres()),
        ("formats/syslog-rfc3164.log", systems::syslog_3164()),
        ("formats/syslog-rfc5424.log", systems::syslog_5424()),
    ]
}

fn at(time: i64, text: &str) -> Made {
    Made { time: Some(time), ..Made::plain(text) }
}

/// As Rust's tracing prints to a terminal.
fn ansi() -> Vec<Made> {
    let mut pace = Pace::new(21, "2026-03-12T12:00:00Z", 4);
    (0..60)
        .map(|_| {
            let time = pace.next_fine();
            let random = &mut pace.random;
            let track = random.between(1, 90);
            let (colour, level, target, message) = match random.below(12) {
                0 => (
                    "31",
                    "ERROR",
                    "radio::player",
                    format!("decoder gave up on track {track}: unexpected end of stream"),
                ),
                1 => ("33", " WARN", "radio::buffer", format!("only {} ms buffered", random.between(20, 300))),
                2..=4 => ("34", "DEBUG", "radio::buffer", format!("filled {} kB", random.between(64, 512))),
                _ => ("32", " INFO", "radio::player", format!("playing track {track}")),
            };
            let stamp = show(time, "%Y-%m-%dT%H:%M:%S%.6fZ");
            at(
                time,
                &format!(
                    "\x1b[2m{stamp}\x1b[0m \x1b[{colour}m{level}\x1b[0m \x1b[2m{target}\x1b[0m\x1b[2m:\x1b[0m {message}"
                ),
            )
        })
        .collect()
}

/// As Docker's `json-file` driver stores what a container prints.
fn docker() -> Vec<Made> {
    let mut pace = Pace::new(22, "2026-03-12T13:00:00Z", 8);
    (0..50)
        .map(|_| {
            let time = pace.next_fine();
            let random = &mut pace.random;
            let (stream, line) = match random.below(8) {
                0 => (
                    "stderr",
                    format!("error: mail to customer {} bounced: mailbox full", random.between(1_000, 1_400)),
                ),
                1 => ("stderr", "warning: template \"spring-offer\" has no text part".to_owned()),
                _ => ("stdout", format!("sent newsletter 2026-03 to batch {}", random.between(1, 60))),
            };
            let stamp = format!("{}{:03}Z", show(time, "%Y-%m-%dT%H:%M:%S%.6f"), random.below(1000));
            at(time, &format!(r#"{{"log":{},"stream":"{stream}","time":"{stamp}"}}"#, quoted(&format!("{line}\n"))))
        })
        .collect()
}

/// As a start script's file looks when several programs write into it.
fn mixed() -> Vec<Made> {
    let mut pace = Pace::new(23, "2026-03-12T15:00:00Z", 10);
    (0..60)
        .map(|index| {
            let time = pace.next();
            let random = &mut pace.random;
            let number = random.between(1, 500);
            let text = match index % 5 {
                0 => format!(
                    r#"{{"time":"{}","level":"INFO","msg":"ticket {number} opened","queue":"support"}}"#,
                    show(time, "%Y-%m-%dT%H:%M:%S%.3fZ")
                ),
                1 => format!(
                    "time={} level=warn msg=\"ticket {number} waits\" queue=support",
                    show(time, "%Y-%m-%dT%H:%M:%S%.3fZ")
                ),
                2 => format!(
                    "{} ERROR [mail] ticket {number}: reply could not be sent",
                    show(time, "%Y-%m-%dT%H:%M:%S%.3fZ")
                ),
                3 => format!(
                    r#"198.51.100.7 - - [{}] "GET /tickets/{number} HTTP/1.1" 200 {} "-" "curl/8.14.1""#,
                    show(time, "%d/%b/%Y:%H:%M:%S +0000"),
                    number * 9
                ),
                _ => format!("{} INFO  [mail] ticket {number}: reply sent", show(time, "%Y-%m-%dT%H:%M:%S%.3fZ")),
            };
            let whole = if index % 5 == 3 { time - time.rem_euclid(1_000_000) } else { time };
            at(whole, &text)
        })
        .collect()
}

/// As an installer writes for a person to read.
fn plain() -> Vec<Made> {
    let steps = [
        "Leaf & Bean till, release 7.3",
        "Looking for a receipt printer ... found on /dev/usb/lp0",
        "Looking for a cash drawer ... found on the printer",
        "Looking for a card terminal ... none",
        "No card terminal: cards cannot be taken until one is connected.",
        "Price list of 2026-03-12 loaded: 412 articles, 3 without a price",
        "Till is ready.",
    ];
    let sales = (1..40).map(|sale| {
        format!("Sale {sale}: {} articles, {}.{:02} EUR, cash", sale % 4 + 1, sale * 3 % 47 + 4, sale * 37 % 100)
    });
    steps.iter().map(|step| (*step).to_owned()).chain(sales).map(|line| Made::plain(&line)).collect()
}
