//! Web servers and a database.

use super::{Pace, at};
use crate::samples::write::{Made, show};

pub(super) fn nginx_access() -> Vec<Made> {
    let agent = "Mozilla/5.0 (X11; Linux x86_64; rv:147.0) Gecko/20100101 Firefox/147.0";
    let mut pace = Pace::new(31, "2026-03-12T16:00:00Z", 7);
    (0..90)
        .map(|_| {
            let time = pace.next();
            let random = &mut pace.random;
            let client = format!("203.0.113.{}", random.between(2, 60));
            let user = random.pick(&["-", "-", "-", "mia", "jonas"]);
            let path = random.pick(&["/", "/style.css", "/blog/brewing-cold", "/blog/feed.xml", "/images/harvest.jpg", "/contact?from=footer", "/old-shop"]);
            let (status, bytes) = match (path, random.below(30)) {
                (_, 0) => (502, 157),
                ("/old-shop", _) => (301, 0),
                ("/images/harvest.jpg", 1..=4) => (206, 65_536),
                (_, 5) => (404, 1_204),
                _ => (200, random.between(400, 40_000)),
            };
            let stamp = show(time, "%d/%b/%Y:%H:%M:%S +0000");
            let text = format!(r#"{client} - {user} [{stamp}] "GET {path} HTTP/2.0" {status} {bytes} "https://leafandbean.example/" "{agent}""#);
            at(time - time.rem_euclid(1_000_000), &text)
        })
        .collect()
}

pub(super) fn nginx_error() -> Vec<Made> {
    let mut pace = Pace::new(32, "2026-03-12T16:00:00Z", 60);
    (0..40)
        .map(|index| {
            let time = pace.next();
            let random = &mut pace.random;
            let client = format!("203.0.113.{}", random.between(2, 60));
            let (level, message) = match random.below(5) {
                0 => ("crit", format!("SSL_do_handshake() failed (SSL: error:0A00006C:SSL routines::bad key share) while SSL handshaking, client: {client}, server: 0.0.0.0:443")),
                1 => ("warn", "an upstream response is buffered to a temporary file /var/cache/nginx/proxy_temp/3/07/0000000073".to_owned()),
                2 => ("notice", "signal 1 (SIGHUP) received from 1, reconfiguring".to_owned()),
                _ => (
                    "error",
                    format!(
                        r#"connect() failed (111: Connection refused) while connecting to upstream, client: {client}, server: leafandbean.example, request: "GET /blog/ HTTP/2.0", upstream: "http://10.0.4.11:8080/blog/", host: "leafandbean.example""#
                    ),
                ),
            };
            let connection = if level == "notice" { String::new() } else { format!("*{} ", 8_810 + index) };
            let text = format!("{} [{level}] 31#31: {connection}{message}", show(time, "%Y/%m/%d %H:%M:%S"));
            at(time - time.rem_euclid(1_000_000), &text)
        })
        .collect()
}

pub(super) fn apache_error() -> Vec<Made> {
    let mut pace = Pace::new(33, "2026-03-12T04:00:00Z", 90);
    (0..40)
        .map(|_| {
            let time = pace.next_fine();
            let random = &mut pace.random;
            let client = format!("[client 198.51.100.{}:{}]", random.between(2, 90), random.between(30_000, 60_000));
            let (module, message) = match random.below(6) {
                0 => ("core:notice", "AH00094: Command line: '/usr/sbin/apache2'".to_owned()),
                1 => ("ssl:warn", "AH01909: wiki.leafandbean.example:443:0 server certificate does NOT include an ID which matches the server name".to_owned()),
                2 => ("authz_core:error", format!("{client} AH01630: client denied by server configuration: /srv/wiki/conf/")),
                3 => ("php:error", format!("{client} PHP Warning:  Undefined array key \"page\" in /srv/wiki/index.php on line 83")),
                _ => ("proxy_fcgi:error", format!("{client} AH01071: Got error 'Primary script unknown'")),
            };
            let stamp = show(time, "%a %b %d %H:%M:%S%.6f %Y");
            at(time, &format!("[{stamp}] [{module}] [pid 2211:tid 140301] {message}"))
        })
        .collect()
}

pub(super) fn postgres() -> Vec<Made> {
    let mut pace = Pace::new(34, "2026-03-12T01:00:00Z", 70);
    let mut entries = Vec::new();
    for _ in 0..36 {
        let time = pace.next();
        let random = &mut pace.random;
        let (pid, table) = (random.between(300, 420), random.pick(&["letters", "members", "dues"]));
        let head = format!("{} [{pid}] choir@choir ", show(time, "%Y-%m-%d %H:%M:%S%.3f UTC"));
        match random.below(6) {
            0 => {
                let error = format!("{head}ERROR:  relation \"{table}_old\" does not exist at character 15");
                let statement = format!("{head}STATEMENT:  SELECT *\n\tFROM {table}_old\n\tORDER BY id");
                entries.push(at(time, &format!("{error}\n{statement}")));
            }
            1 => entries.push(at(time, &format!("{head}FATAL:  password authentication failed for user \"choir\""))),
            2 => entries.push(at(time, &format!("{head}WARNING:  there is no transaction in progress"))),
            3 => entries.push(at(
                time,
                &format!(
                    "{head}LOG:  duration: {}.118 ms  statement: SELECT count(*) FROM {table}",
                    random.between(900, 4_000)
                ),
            )),
            _ => entries.push(at(
                time,
                &format!("{head}LOG:  connection authorized: user=choir database=choir application_name=psql"),
            )),
        }
    }
    entries
}
