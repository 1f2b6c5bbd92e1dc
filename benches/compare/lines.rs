//! The lines that are searched: a cloud's compute service as plain text, a web service as JSON.

use std::io::Write;

use crate::random::Random;

/// Chance, and the time that passes from line to line.
pub(crate) struct Day {
    random: Random,
    /// Milliseconds since midnight of the first day.
    millis: i64,
}

impl Day {
    pub(crate) fn new() -> Day {
        Day { random: Random::new(20_260_312), millis: 0 }
    }

    /// Lets some time pass, and returns the date and the time of day.
    fn next(&mut self) -> (String, String) {
        self.millis += self.random.below(40);
        let (day, milli) = (self.millis / 86_400_000, self.millis % 86_400_000);
        let (second, milli) = (milli / 1000, milli % 1000);
        let time = format!("{:02}:{:02}:{:02}.{milli:03}", second / 3600, second / 60 % 60, second % 60);
        (format!("2026-03-{:02}", 1 + day % 28), time)
    }

    /// Returns a duration in milliseconds, most of them short and one in some two hundred above 300.
    fn latency(&mut self) -> i64 {
        let base = self.random.between(3, 90);
        if self.random.below(100) == 0 { base + self.random.between(200, 900) } else { base }
    }
}

/// Appends a line of OpenStack's nova.
pub(crate) fn plain(line: &mut Vec<u8>, day: &mut Day) {
    let (date, time) = day.next();
    let random = &mut day.random;
    let instance = format!("{}-{}-{}", random.hex(8), random.hex(4), random.hex(12));
    let pid = random.pick(&[2931, 25743, 25746, 25747]);
    match random.below(1_000_000) {
        0..=19 => writeln!(
            line,
            "nova-compute.log {date} {time} {pid} ERROR nova.compute.manager [req-{instance} - - - - -] [instance: {instance}] volume was quarantined after 3 failed attachments"
        ),
        20..30_000 => writeln!(
            line,
            "nova-compute.log {date} {time} {pid} INFO nova.virt.libvirt.imagecache [req-{instance} - - - - -] image {} at (/var/lib/nova/instances/_base/{}): checking",
            random.hex(12),
            random.hex(16)
        ),
        30_000..150_000 => writeln!(
            line,
            "nova-compute.log {date} {time} {pid} {} nova.compute.manager [req-{instance} {} - - -] [instance: {instance}] Total disk: {} GB, used: {}.00 GB",
            random.pick(&["INFO", "INFO", "WARNING"]),
            random.hex(16),
            random.between(15, 400),
            random.below(15)
        ),
        _ => writeln!(
            line,
            r#"nova-api.log {date} {time} {pid} INFO nova.osapi_compute.wsgi.server [req-{instance} {} {} - - -] 10.11.10.{} "{} /v2/{}/servers/{} HTTP/1.1" status: {} len: {} time: 0.{:07}"#,
            random.hex(16),
            random.hex(16),
            random.between(1, 250),
            random.pick(&["GET", "GET", "GET", "POST", "DELETE"]),
            random.hex(16),
            random.pick(&["detail", "action", "os-server-external-events"]),
            random.pick(&[200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 201, 202, 204, 404]),
            random.between(120, 9_000),
            random.below(9_999_999)
        ),
    }
    .unwrap();
}

/// Appends a line of a web service, as Python's `json.dumps` spaces it.
pub(crate) fn json(line: &mut Vec<u8>, day: &mut Day) {
    let (date, time) = day.next();
    let latency = day.latency();
    let random = &mut day.random;
    let (level, status) = match random.below(1_000) {
        0..=4 => ("ERROR", 503),
        5..=34 => ("WARNING", 404),
        35..=99 => ("DEBUG", 200),
        _ => ("INFO", 200),
    };
    let path = random.pick(&["/api/orders", "/api/orders/search", "/api/customers", "/api/cart", "/health"]);
    let method = random.pick(&["GET", "GET", "GET", "POST", "PUT"]);
    writeln!(
        line,
        r#"{{"timestamp": "{date}T{time}Z", "level": "{level}", "logger": "shop.http.{}", "message": "{method} {path} {status} in {latency} ms", "request_id": "{}", "method": "{method}", "path": "{path}", "status": {status}, "latency_ms": {latency}, "bytes": {}, "user": {{"id": {}, "guest": {}}}, "host": "web-{}"}}"#,
        random.pick(&["server", "client", "cache"]),
        random.hex(16),
        random.between(100, 90_000),
        random.between(1, 500_000),
        random.pick(&["true", "false"]),
        random.between(1, 9)
    )
    .unwrap();
}
