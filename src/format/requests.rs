//! Further logs of requests: Squid, Amazon S3, Gin, and lines that lead with the time.

use std::borrow::Cow;

use crate::entry::{Entry, Value};

use super::access::{request, status_level};
use super::context::{Context, add};
use super::scanner::Scanner;
use super::{Clock, Format, Sample, json, time, words};

mod samples;

/// Reads the native access log of Squid.
#[derive(Debug)]
pub(super) struct Squid;

/// Reads the access log of Amazon S3.
#[derive(Debug)]
pub(super) struct S3;

/// Reads the lines that Gin and Fiber print for each request.
#[derive(Debug)]
pub(super) struct Gin;

/// Reads `[time] "request" status …`, as Envoy and Django write it.
#[derive(Debug)]
pub(super) struct TimeFirst;

impl Format for Squid {
    fn name(&self) -> &'static str {
        "squid"
    }

    fn title(&self) -> &'static str {
        "Squid access log"
    }

    fn begins_with(&self, byte: u8) -> bool {
        byte.is_ascii_digit()
    }

    fn parse<'a>(&self, line: &'a str, _: &Clock) -> Option<Entry<'a>> {
        // `1769163300.123    345 10.0.0.17 TCP_MISS/200 5316 GET http://example.org/ - HIER_DIRECT/93.184.216.34 text/html`
        let bytes = line.as_bytes();
        if bytes.get(10) != Some(&b'.') || bytes.get(14) != Some(&b' ') {
            return None;
        }
        let timestamp = time::epoch_from_text(line.get(..14)?)?;
        let mut scanner = Scanner::at(line, 14);
        let mut context: Context = Vec::with_capacity(10);
        scanner.spaces();
        context.push(("duration_ms".into(), json::typed(scanner.word().filter(|word| words::is_safe_number(word))?)));
        scanner.spaces();
        add(&mut context, "client", scanner.word()?);
        scanner.spaces();
        let (result, status) = scanner.word()?.split_once('/')?;
        let level = status_level(status)?;
        add(&mut context, "result", result);
        add(&mut context, "status", status);
        scanner.spaces();
        add(&mut context, "bytes", scanner.word().filter(|word| words::is_number(word))?);
        scanner.spaces();
        let start = scanner.position();
        add(&mut context, "method", scanner.word()?);
        scanner.spaces();
        add(&mut context, "path", scanner.word()?);
        let message = line.get(start..scanner.position())?.into();
        for name in ["user", "peer", "type"] {
            scanner.spaces();
            let Some(word) = scanner.word() else { break };
            add(&mut context, name, word);
        }
        Some(Entry { timestamp: Some(timestamp), level, source: None, message, context })
    }

    fn keeps_loose_lines(&self) -> bool {
        false
    }

    fn samples(&self) -> &'static [Sample] {
        samples::SQUID
    }
}

impl Format for S3 {
    fn name(&self) -> &'static str {
        "s3"
    }

    fn title(&self) -> &'static str {
        "Amazon S3 access log"
    }

    fn begins_with(&self, byte: u8) -> bool {
        byte.is_ascii_alphanumeric() || byte == b'-'
    }

    fn parse<'a>(&self, line: &'a str, clock: &Clock) -> Option<Entry<'a>> {
        let mut scanner = Scanner::new(line);
        let mut context: Context = Vec::with_capacity(16);
        let owner = scanner.until(b' ').filter(|owner| owner.len() <= 100)?;
        let bucket = scanner.until(b' ').filter(|bucket| bucket.len() <= 100)?;
        scanner.eat(b'[')?;
        let (timestamp, taken) = time::read(scanner.rest(), clock)?;
        scanner.skip(taken);
        scanner.eat_text("] ")?;
        add(&mut context, "owner", owner);
        for name in ["client", "requester", "request_id"] {
            add(&mut context, name, scanner.until(b' ')?);
        }
        let operation = scanner.until(b' ').filter(|word| word.contains('.'))?;
        add(&mut context, "operation", operation);
        add(&mut context, "key", scanner.until(b' ')?);
        let wanted =
            if scanner.eat(b'"').is_some() { scanner.quoted()? } else { scanner.word().filter(|word| *word == "-")? };
        request(wanted, &mut context);
        scanner.eat(b' ')?;
        let status = scanner.word()?;
        let level = status_level(status)?;
        add(&mut context, "status", status);
        for name in ["error", "bytes", "size", "duration_ms", "turnaround_ms"] {
            scanner.spaces();
            add(&mut context, name, scanner.word().unwrap_or("-"));
        }
        for name in ["referer", "user_agent"] {
            scanner.spaces();
            if scanner.eat(b'"').is_some() {
                add(&mut context, name, scanner.quoted()?);
            }
        }
        let message = if wanted == "-" { operation } else { wanted };
        Some(Entry { timestamp: Some(timestamp), level, source: Some(bucket.into()), message: message.into(), context })
    }

    fn keeps_loose_lines(&self) -> bool {
        false
    }

    fn samples(&self) -> &'static [Sample] {
        samples::S3
    }
}

impl Format for Gin {
    fn name(&self) -> &'static str {
        "gin"
    }

    fn title(&self) -> &'static str {
        "Gin and Fiber, requests"
    }

    fn begins_with(&self, byte: u8) -> bool {
        byte.is_ascii_digit() || byte == b'['
    }

    fn parse<'a>(&self, line: &'a str, clock: &Clock) -> Option<Entry<'a>> {
        // `[GIN] 2026/01/23 - 10:15:00 | 200 |     1.234ms |       10.0.0.17 | GET      "/api/orders"`
        let (header, rest) =
            line.get(..line.len().min(2000))?.split_once(" | ").filter(|(header, _)| header.len() < 60)?;
        let status = rest.get(..3)?;
        let level = status_level(status)?;
        let mut columns = line.get(header.len() + " | ".len()..)?.split('|').map(str::trim);
        let _status = columns.next().filter(|column| *column == status)?;
        let (duration, client) = (columns.next()?, columns.next()?);
        let (source, text) = match header.strip_prefix('[').and_then(|header| header.split_once("] ")) {
            Some((name, text)) => (Some(Cow::Borrowed(name)), text),
            None => (None, header),
        };
        let timestamp = time::whole(text.trim_end(), clock).or_else(|| {
            time::of_day(text, clock).filter(|(_, taken)| *taken == text.len()).map(|(timestamp, _)| timestamp)
        })?;
        let first = columns.next()?;
        let mut context: Context = Vec::with_capacity(6);
        add(&mut context, "client", client);
        let message = line.get(first.as_ptr() as usize - line.as_ptr() as usize..)?.trim_end();
        let method = first.split(' ').next()?;
        add(
            &mut context,
            "method",
            Some(method).filter(|method| method.bytes().all(|byte| byte.is_ascii_uppercase()))?,
        );
        let path = columns.next().unwrap_or_else(|| first[method.len()..].trim());
        add(&mut context, "path", path.trim_matches('"'));
        add(&mut context, "status", status);
        add(&mut context, "duration", duration);
        Some(Entry { timestamp: Some(timestamp), level, source, message: message.into(), context })
    }

    fn samples(&self) -> &'static [Sample] {
        samples::GIN
    }
}

impl Format for TimeFirst {
    fn name(&self) -> &'static str {
        "access-timed"
    }

    fn title(&self) -> &'static str {
        "web access log that leads with the time (Envoy, Django)"
    }

    fn begins_with(&self, byte: u8) -> bool {
        byte == b'['
    }

    fn parse<'a>(&self, line: &'a str, clock: &Clock) -> Option<Entry<'a>> {
        let mut scanner = Scanner::new(line);
        scanner.eat(b'[')?;
        let quote = memchr::memmem::find(line.as_bytes().get(..line.len().min(50))?, b"] \"")?;
        let timestamp = time::whole(line.get(1..quote)?, clock)?;
        scanner.skip(quote + 2);
        let wanted = scanner.quoted()?;
        scanner.eat(b' ')?;
        let status = scanner.word()?;
        // Envoy writes 0 where there was no answer.
        let level = if status == "0" { None } else { status_level(status)? };
        let mut context: Context = Vec::with_capacity(12);
        request(wanted, &mut context);
        add(&mut context, "status", status);
        envoy(&mut scanner, &mut context);
        let extra = scanner.rest().trim();
        if !extra.is_empty() {
            context.push((
                "extra".into(),
                if words::is_json_number(extra) { Value::Json(extra.into()) } else { Value::Text(extra.into()) },
            ));
        }
        Some(Entry { timestamp: Some(timestamp), level, source: None, message: wanted.into(), context })
    }

    fn keeps_loose_lines(&self) -> bool {
        false
    }

    fn samples(&self) -> &'static [Sample] {
        samples::TIME_FIRST
    }
}

/// Reads the columns that Envoy writes behind the status; nothing where there are others.
fn envoy<'a>(scanner: &mut Scanner<'a>, context: &mut Context<'a>) {
    let mut ahead = *scanner;
    let mut found: Context = Vec::with_capacity(10);
    ahead.spaces();
    let Some(flags) = ahead.word().filter(|word| !words::is_number(word)) else { return };
    add(&mut found, "flags", flags);
    let mut numbers = 0;
    for name in ["received_bytes", "sent_bytes", "duration_ms", "upstream_ms"] {
        ahead.spaces();
        let mut next = ahead;
        let Some(word) = next.word().filter(|word| *word == "-" || words::is_number(word)) else { break };
        add(&mut found, name, word);
        numbers += 1;
        ahead = next;
    }
    for name in ["forwarded_for", "user_agent", "request_id", "authority", "upstream"] {
        ahead.spaces();
        if ahead.eat(b'"').is_none() {
            break;
        }
        let Some(word) = ahead.quoted() else { return };
        if !matches!(word, "" | "-") {
            found.push((name.into(), Value::Text(word.into())));
        }
    }
    if numbers >= 3 {
        context.append(&mut found);
        *scanner = ahead;
    }
}
