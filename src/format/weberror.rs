//! The error logs of nginx and of Apache's httpd.

use std::borrow::Cow;

use crate::entry::{Entry, Value};

use super::scanner::Scanner;
use super::{Clock, Format, Sample, time, words};

/// Reads nginx's error log.
#[derive(Debug)]
pub(super) struct NginxError;

/// Reads the error log of Apache's httpd 2.2 and 2.4.
#[derive(Debug)]
pub(super) struct ApacheError;

impl Format for NginxError {
    fn name(&self) -> &'static str {
        "nginx-error"
    }

    fn title(&self) -> &'static str {
        "nginx error log"
    }

    fn begins_with(&self, byte: u8) -> bool {
        byte.is_ascii_digit()
    }

    fn parse<'a>(&self, line: &'a str, clock: &Clock) -> Option<Entry<'a>> {
        // `2026/01/23 10:15:00 [error] 1234#0: *5 …`
        let bytes = line.as_bytes();
        if bytes.get(4) != Some(&b'/') || bytes.get(19..21) != Some(b" [") {
            return None;
        }
        let mut scanner = Scanner::at(line, 21);
        let level = words::marked_level(scanner.until(b']')?)?;
        scanner.eat(b' ')?;
        let pid = scanner.run(|byte| byte.is_ascii_digit());
        scanner.eat(b'#')?;
        let tid = scanner.run(|byte| byte.is_ascii_digit());
        scanner.eat_text(": ")?;
        let (timestamp, _) = time::read(line, clock)?;
        let mut context = Vec::with_capacity(10);
        context.push((Cow::Borrowed("pid"), number(pid)));
        context.push((Cow::Borrowed("tid"), number(tid)));
        if scanner.eat(b'*').is_some() {
            context.push((Cow::Borrowed("connection"), number(scanner.run(|byte| byte.is_ascii_digit()))));
            let _ = scanner.eat(b' ');
        }
        let message = scanner.rest();
        details(message, &mut context);
        Some(Entry { timestamp: Some(timestamp), level: Some(level), source: None, message: message.into(), context })
    }

    fn samples(&self) -> &'static [Sample] {
        NGINX_SAMPLES
    }
}

fn number(word: &str) -> Value<'_> {
    if words::is_json_number(word) { Value::Json(word.into()) } else { Value::Text(word.into()) }
}

/// Reads the `, client: …, server: …, request: "…"` with which nginx ends a message.
fn details<'a>(message: &'a str, context: &mut Vec<(Cow<'a, str>, Value<'a>)>) {
    for (name, mark) in [
        ("client", ", client: "),
        ("server", ", server: "),
        ("request", ", request: \""),
        ("upstream", ", upstream: \""),
        ("host", ", host: \""),
        ("referrer", ", referrer: \""),
    ] {
        let Some((_, after)) = message.split_once(mark) else { continue };
        let end = if mark.ends_with('"') { after.find('"') } else { after.find(", ") };
        let value = &after[..end.unwrap_or(after.len())];
        if !value.is_empty() {
            context.push((Cow::Borrowed(name), Value::Text(value.into())));
        }
    }
}

impl Format for ApacheError {
    fn name(&self) -> &'static str {
        "apache-error"
    }

    fn title(&self) -> &'static str {
        "Apache httpd error log"
    }

    fn begins_with(&self, byte: u8) -> bool {
        byte == b'['
    }

    fn parse<'a>(&self, line: &'a str, clock: &Clock) -> Option<Entry<'a>> {
        let bytes = line.as_bytes();
        if bytes.first() != Some(&b'[') || bytes.get(4) != Some(&b' ') || !bytes.get(1)?.is_ascii_uppercase() {
            return None;
        }
        let (timestamp, taken) = time::read(line.get(1..)?, clock)?;
        let mut scanner = Scanner::at(line, 1 + taken);
        scanner.eat_text("] [")?;
        let word = scanner.until(b']')?;
        let (module, word) = word.rsplit_once(':').unwrap_or(("", word));
        let level = words::marked_level(word)?;
        scanner.spaces();
        let mut context = Vec::new();
        if let Some(ids) = group(&mut scanner, "[pid ") {
            let (pid, tid) = ids.split_once(":tid ").unwrap_or((ids, ""));
            context.push((Cow::Borrowed("pid"), number(pid)));
            if !tid.is_empty() {
                context.push((Cow::Borrowed("tid"), number(tid)));
            }
        }
        // The older form, without a module, leaves the client to the message.
        let mut ahead = scanner;
        if let Some(client) = group(&mut ahead, "[client ") {
            context.push((Cow::Borrowed("client"), Value::Text(client.into())));
            if !module.is_empty() {
                scanner = ahead;
            }
        }
        let source = (!module.is_empty()).then_some(Cow::Borrowed(module));
        let message = Cow::Borrowed(scanner.rest());
        Some(Entry { timestamp: Some(timestamp), level: Some(level), source, message, context })
    }

    fn samples(&self) -> &'static [Sample] {
        APACHE_SAMPLES
    }
}

fn group<'a>(scanner: &mut Scanner<'a>, opening: &str) -> Option<&'a str> {
    scanner.eat_text(opening)?;
    let inner = scanner.until(b']')?;
    scanner.spaces();
    Some(inner)
}

const NGINX_SAMPLES: &[Sample] = &[
    Sample {
        line: r#"2026/01/23 10:15:00 [error] 1234#5678: *91 open() "/srv/x" failed (2: No such file or directory), client: 10.0.0.17, server: shop.example.org, request: "GET /x HTTP/1.1", host: "shop.example.org""#,
        record: r#"{"timestamp":"2026-01-23T10:15:00Z","level":"ERROR","source":null,"message":"open() \"/srv/x\" failed (2: No such file or directory), client: 10.0.0.17, server: shop.example.org, request: \"GET /x HTTP/1.1\", host: \"shop.example.org\"","context":{"pid":1234,"tid":5678,"connection":91,"client":"10.0.0.17","server":"shop.example.org","request":"GET /x HTTP/1.1","host":"shop.example.org"}}"#,
    },
    Sample {
        line: "2026/01/23 10:15:01 [notice] 1#1: start worker processes",
        record: r#"{"timestamp":"2026-01-23T10:15:01Z","level":"NOTICE","source":null,"message":"start worker processes","context":{"pid":1,"tid":1}}"#,
    },
    Sample {
        line: "2026/01/23 10:15:02 [crit] 7#0: *3 SSL_do_handshake() failed, client: 10.0.0.18, server: 0.0.0.0:443",
        record: r#"{"timestamp":"2026-01-23T10:15:02Z","level":"CRITICAL","source":null,"message":"SSL_do_handshake() failed, client: 10.0.0.18, server: 0.0.0.0:443","context":{"pid":7,"tid":0,"connection":3,"client":"10.0.0.18","server":"0.0.0.0:443"}}"#,
    },
    Sample {
        line: r#"2026/01/23 10:15:03 [warn] 7#7: conflicting server name "x" on 0.0.0.0:80, ignored"#,
        record: r#"{"timestamp":"2026-01-23T10:15:03Z","level":"WARNING","source":null,"message":"conflicting server name \"x\" on 0.0.0.0:80, ignored","context":{"pid":7,"tid":7}}"#,
    },
    Sample {
        line: "2026/01/23 10:15:04 [emerg] 7#7: bind() to 0.0.0.0:80 failed (98: Address already in use)",
        record: r#"{"timestamp":"2026-01-23T10:15:04Z","level":"CRITICAL","source":null,"message":"bind() to 0.0.0.0:80 failed (98: Address already in use)","context":{"pid":7,"tid":7}}"#,
    },
    Sample {
        line: r#"2026/01/23 10:15:05 [error] 7#7: *12 connect() failed (111: Connection refused) while connecting to upstream, client: 10.0.0.17, server: , request: "GET /api HTTP/1.1", upstream: "http://10.1.1.1:8080/api", host: "x", referrer: "https://x/""#,
        record: r#"{"timestamp":"2026-01-23T10:15:05Z","level":"ERROR","source":null,"message":"connect() failed (111: Connection refused) while connecting to upstream, client: 10.0.0.17, server: , request: \"GET /api HTTP/1.1\", upstream: \"http://10.1.1.1:8080/api\", host: \"x\", referrer: \"https://x/\"","context":{"pid":7,"tid":7,"connection":12,"client":"10.0.0.17","request":"GET /api HTTP/1.1","upstream":"http://10.1.1.1:8080/api","host":"x","referrer":"https://x/"}}"#,
    },
];
const APACHE_SAMPLES: &[Sample] = &[
    Sample {
        line: "[Sun Jan 04 04:47:44 2026] [notice] workerEnv.init() ok /etc/httpd/conf/workers2.properties",
        record: r#"{"timestamp":"2026-01-04T04:47:44Z","level":"NOTICE","source":null,"message":"workerEnv.init() ok /etc/httpd/conf/workers2.properties","context":{}}"#,
    },
    Sample {
        line: "[Sun Jan 04 04:47:44 2026] [error] [client 10.0.0.17] Directory index forbidden by rule: /var/www/html/",
        record: r#"{"timestamp":"2026-01-04T04:47:44Z","level":"ERROR","source":null,"message":"[client 10.0.0.17] Directory index forbidden by rule: /var/www/html/","context":{"client":"10.0.0.17"}}"#,
    },
    Sample {
        line: "[Fri Jan 23 10:15:00.123456 2026] [core:error] [pid 1234:tid 5678] [client 10.0.0.17:51022] AH00124: Request exceeded the limit of 10 internal redirects",
        record: r#"{"timestamp":"2026-01-23T10:15:00.123456Z","level":"ERROR","source":"core","message":"AH00124: Request exceeded the limit of 10 internal redirects","context":{"pid":1234,"tid":5678,"client":"10.0.0.17:51022"}}"#,
    },
    Sample {
        line: "[Fri Jan 23 10:15:01.123456 2026] [mpm_event:notice] [pid 1:tid 1] AH00489: Apache/2.4.58 configured -- resuming normal operations",
        record: r#"{"timestamp":"2026-01-23T10:15:01.123456Z","level":"NOTICE","source":"mpm_event","message":"AH00489: Apache/2.4.58 configured -- resuming normal operations","context":{"pid":1,"tid":1}}"#,
    },
    Sample {
        line: "[Fri Jan 23 10:15:02.123456 2026] [ssl:warn] [pid 1] AH01909: server certificate does NOT include an ID",
        record: r#"{"timestamp":"2026-01-23T10:15:02.123456Z","level":"WARNING","source":"ssl","message":"AH01909: server certificate does NOT include an ID","context":{"pid":1}}"#,
    },
    Sample {
        line: "[Fri Jan 23 10:15:03.123456 2026] [proxy:trace2] [pid 1:tid 2] proxy_util.c(2229): fetched",
        record: r#"{"timestamp":"2026-01-23T10:15:03.123456Z","level":"TRACE","source":"proxy","message":"proxy_util.c(2229): fetched","context":{"pid":1,"tid":2}}"#,
    },
    Sample {
        line: "[Fri Jan 23 10:15:04.123456 2026] [:emerg] [pid 9] no module here",
        record: r#"{"timestamp":"2026-01-23T10:15:04.123456Z","level":"CRITICAL","source":null,"message":"no module here","context":{"pid":9}}"#,
    },
];
