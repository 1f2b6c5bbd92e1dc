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

const NGINX_SAMPLES: &[Sample] = &[];
const APACHE_SAMPLES: &[Sample] = &[];
