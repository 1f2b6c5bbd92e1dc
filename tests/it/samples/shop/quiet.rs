//! What a shop writes on any day: timers, maintenance, small mishaps.

use serde_json::json;

use super::{Day, SECOND};
use crate::samples::write::{Made, show};

/// Writes the day's routine of every service.
pub(super) fn routine(day: &mut Day) {
    checkpoints(day);
    vacuum(day);
    night(day);
    scanner(day);
    mishaps(day);
    settlement(day);
}

fn checkpoints(day: &mut Day) {
    for minute in (4..24 * 60).step_by(15) {
        let at = day.at(minute * 60 + 11);
        let buffers = day.random.between(40, 900);
        let seconds = day.random.between(4, 60);
        day.db(at, 61, "", "LOG", "checkpoint starting: time");
        let message = format!(
            "checkpoint complete: wrote {buffers} buffers ({}.{}%); 0 WAL file(s) added, 0 removed, 1 recycled; write={seconds}.{:03} s, \
             sync=0.0{:02} s, total={seconds}.{:03} s",
            buffers / 163,
            buffers % 10,
            buffers % 871,
            seconds % 23,
            buffers % 871 + 20
        );
        day.db(at + seconds * SECOND, 61, "", "LOG", &message);
    }
}

fn vacuum(day: &mut Day) {
    for hour in 0..12 {
        let at = day.at(hour * 7_000 + 1_930);
        let table = day.random.pick(&["orders", "order_items", "stock", "sessions"]);
        let (pages, tuples) = (day.random.between(120, 4_000), day.random.between(800, 60_000));
        let pid = day.random.between(8_000, 9_000);
        let message = format!(
            "automatic vacuum of table \"shop.public.{table}\": index scans: 1\n\
             pages: 0 removed, {pages} remain, {pages} scanned (100.00% of total)\n\
             tuples: {} removed, {tuples} remain, 0 are dead but not yet removable\n\
             system usage: CPU: user: 0.{:02} s, system: 0.01 s, elapsed: 1.{:02} s",
            tuples / 40,
            pages % 90,
            tuples % 100
        );
        day.db(at, pid, "", "LOG", &message);
    }
}

fn night(day: &mut Day) {
    let source = "com.leafandbean.maintenance.Backup";
    let at = day.clock("02:00:00");
    day.work(at, "INFO", source, "nightly backup to s3://leafandbean-backup/2026-03-12 started".to_owned());
    for (step, table) in ["customers", "orders", "order_items", "products", "stock"].iter().enumerate() {
        let rows = day.random.between(2_000, 180_000);
        day.work(at + (step as i64 + 1) * 41 * SECOND, "DEBUG", source, format!("dumped table {table}, {rows} rows"));
    }
    day.work(at + 260 * SECOND, "INFO", source, "nightly backup done, 412 MB in 260 s".to_owned());
    let source = "com.leafandbean.maintenance.PriceImport";
    let at = day.clock("04:30:00");
    day.work(at, "INFO", source, "importing supplier prices from prices-2026-03-12.csv".to_owned());
    for line in [118, 340, 341] {
        day.work(
            at + line * 20_000,
            "WARNING",
            source,
            format!("line {line}: price \"n/a\" is not a number, row skipped"),
        );
    }
    day.work(at + 9 * SECOND, "INFO", source, "imported 412 prices, 3 rows skipped".to_owned());
    for hour in 0..24 {
        let at = day.at(hour * 3600 + 1_200);
        let swept = day.random.between(0, 90);
        day.work(at, "DEBUG", "com.leafandbean.maintenance.Sessions", format!("swept {swept} expired sessions"));
    }
}

/// A stranger tries the doors at night.
fn scanner(day: &mut Day) {
    let paths = [
        "/wp-login.php",
        "/.env",
        "/admin/",
        "/xmlrpc.php",
        "/.git/config",
        "/phpmyadmin/",
        "/cgi-bin/luci",
        "/vendor/phpunit/",
    ];
    let start = day.clock("03:12:40");
    for (step, path) in paths.iter().chain(paths.iter().take(5)).enumerate() {
        let time = start + step as i64 * 1_300_000;
        let text = format!(
            r#"192.0.2.66 - - [{}] "GET {path} HTTP/1.1" 404 153 "-" "python-requests/2.32.3""#,
            show(time, "%d/%b/%Y:%H:%M:%S +0000")
        );
        day.web.push(Made { time: Some(time - time.rem_euclid(SECOND)), ..Made::plain(&text) });
    }
    let message = "address blocked for one hour after 13 unknown paths".to_owned();
    day.api(
        start + 18 * SECOND,
        "WARNING",
        "guard",
        message,
        vec![("address", json!("192.0.2.66")), ("paths", json!(13))],
    );
}

fn mishaps(day: &mut Day) {
    let at = day.clock("08:00:00");
    let fields = vec![
        ("host", json!("pay.leafandbean.example")),
        ("not_after", json!("2026-03-24T23:59:59Z")),
        ("days_left", json!(12)),
    ];
    day.api(at, "WARNING", "tls", "certificate expires in 12 days".to_owned(), fields);
    for (time, product, left) in
        [("09:41:17", "kyoto-sencha", 3), ("11:20:45", "v60-dripper", 1), ("17:05:09", "huila-espresso", 4)]
    {
        let at = day.clock(time);
        day.api(
            at,
            "WARNING",
            "stock",
            format!("stock of {product} is low"),
            vec![("product", json!(product)), ("left", json!(left))],
        );
    }
    for time in ["07:15:02", "12:48:33", "19:02:56"] {
        let at = day.clock(time);
        let pid = day.db_pid();
        day.db(at, pid, "shop@shop", "ERROR", "duplicate key value violates unique constraint \"customers_email_key\"");
        day.db(at, pid, "shop@shop", "DETAIL", "Key (email)=(mia.berg@mail.example) already exists.");
        day.db(at, pid, "shop@shop", "STATEMENT", "INSERT INTO customers (email, name) VALUES ($1, $2)");
        let fields = vec![
            ("email", json!("mia.berg@mail.example")),
            ("hint", json!("said \"already registered\" to the visitor")),
        ];
        day.api(at + 2_000, "NOTICE", "accounts", "sign-up with a known address".to_owned(), fields);
    }
    let at = day.clock("21:37:12");
    let message = "could not send confirmation, the mail server closed the connection; queued again\n\
        jakarta.mail.MessagingException: Connection reset\n\
        \tat org.eclipse.angus.mail.smtp.SMTPTransport.issueCommand(SMTPTransport.java:2339)\n\
        \tat com.leafandbean.mail.Outbox.send(Outbox.java:64)\n\
        \tat com.leafandbean.jobs.ConfirmationMail.run(ConfirmationMail.java:52)\n\
        Caused by: java.net.SocketException: Connection reset\n\
        \tat java.base/sun.nio.ch.NioSocketImpl.implRead(NioSocketImpl.java:318)\n\
        \t... 12 more";
    day.work(at, "WARNING", "com.leafandbean.jobs.ConfirmationMail", message.to_owned());
}

fn settlement(day: &mut Day) {
    for (hour, provider) in [(1, "adyen"), (2, "mollie"), (3, "stripe")] {
        let at = day.at(hour * 3600 + 300);
        let fields = vec![
            ("provider", json!(provider)),
            ("payments", json!(day.random.between(20, 120))),
            ("day", json!("2026-03-11")),
        ];
        day.pay(at, "INFO", "settlement", "settlement file matched", fields);
    }
    for half_hour in 0..48 {
        let at = day.at(half_hour * 1800 + 45);
        let fields =
            vec![("adyen_ms", json!(day.random.between(31, 90))), ("mollie_ms", json!(day.random.between(40, 120)))];
        day.pay(at, "DEBUG", "probe", "providers reachable", fields);
    }
}
