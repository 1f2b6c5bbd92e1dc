//! The request logs of proxies and load balancers.

use std::borrow::Cow;

use crate::entry::{Entry, Value};

use super::access::{Access, request, status_level};
use super::context::{Context, add, field};
use super::scanner::Scanner;
use super::{Clock, Format, Sample, syslog, time, words};

mod samples;

/// Reads HAProxy's logs of HTTP requests and TCP connections, with the syslog header or without.
#[derive(Debug)]
pub(super) struct Haproxy;

/// Reads the access logs of AWS load balancers, classic and application.
#[derive(Debug)]
pub(super) struct Elb;

/// Reads Traefik's access log in its extended common form.
#[derive(Debug)]
pub(super) struct Traefik;

/// Reads the request log of uWSGI.
#[derive(Debug)]
pub(super) struct Uwsgi;

impl Format for Haproxy {
    fn name(&self) -> &'static str {
        "haproxy"
    }

    fn title(&self) -> &'static str {
        "HAProxy"
    }

    fn begins_with(&self, byte: u8) -> bool {
        byte.is_ascii_digit() || byte.is_ascii_uppercase() || matches!(byte, b'<' | b'[' | b'u')
    }

    fn parse<'a>(&self, line: &'a str, clock: &Clock) -> Option<Entry<'a>> {
        let bytes = line.as_bytes();
        let head = bytes.get(..bytes.len().min(240))?;
        let bracket = memchr::memchr_iter(b'[', head).take(3).find(|&at| {
            bytes.get(at + 3) == Some(&b'/') && bytes.get(at + 7) == Some(&b'/') && bytes.get(at + 21) == Some(&b'.')
        })?;
        let (timestamp, taken) = time::read(line.get(bracket + 1..)?, clock)?;
        let mut scanner = Scanner::at(line, bracket + 1 + taken);
        scanner.eat_text("] ")?;
        let mut context: Context = Vec::with_capacity(14);
        let mut source = None;
        let before = line.get(..bracket)?.trim_end();
        let client = before.rsplit(' ').next().filter(|word| word.contains([':', '.']))?;
        if let Some(header) = before.strip_suffix(client).map(str::trim_end).filter(|header| !header.is_empty()) {
            let program = header.rsplit(' ').next()?;
            let text = line.get(header.len() - program.len()..)?;
            let tag = syslog::tag(text)?;
            source = Some(Cow::Borrowed(tag.program));
            if let Some(pid) = tag.pid {
                context.push(field("pid", pid));
            }
        }
        context.push(field("client", client));
        let message_start = scanner.position();
        context.push(field("frontend", scanner.word()?));
        scanner.eat(b' ')?;
        let (backend, server) = scanner.word()?.split_once('/')?;
        context.push(field("backend", backend));
        context.push(field("server", server));
        scanner.eat(b' ')?;
        context.push(field("timers", scanner.word().filter(|word| word.contains('/'))?));
        scanner.eat(b' ')?;
        let first = scanner.word()?;
        scanner.eat(b' ')?;
        let second = scanner.word()?;
        let mut level = None;
        let mut message = line.get(message_start..)?;
        if words::is_number(second) {
            // A request that broke off before it had a status has -1.
            level = if first == "-1" { None } else { status_level(first)? };
            add(&mut context, "status", first.trim_start_matches("-1"));
            add(&mut context, "bytes", second);
            if let Some((_, quoted)) = line.split_once(" \"")
                && let Some(text) = quoted.strip_suffix('"')
            {
                request(text, &mut context);
                message = text;
            }
        } else {
            add(&mut context, "bytes", first);
            add(&mut context, "termination", second);
        }
        Some(Entry { timestamp: Some(timestamp), level, source, message: message.into(), context })
    }

    fn keeps_loose_lines(&self) -> bool {
        false
    }

    fn samples(&self) -> &'static [Sample] {
        samples::HAPROXY
    }
}

impl Format for Elb {
    fn name(&self) -> &'static str {
        "elb"
    }

    fn title(&self) -> &'static str {
        "AWS load balancers (ELB, ALB)"
    }

    fn begins_with(&self, byte: u8) -> bool {
        byte.is_ascii_digit() || matches!(byte, b'h' | b'g' | b'w')
    }

    fn parse<'a>(&self, line: &'a str, clock: &Clock) -> Option<Entry<'a>> {
        let mut scanner = Scanner::new(line);
        let mut context = Vec::with_capacity(20);
        if !scanner.peek()?.is_ascii_digit() {
            let kind =
                scanner.until(b' ').filter(|kind| matches!(*kind, "http" | "https" | "h2" | "grpcs" | "ws" | "wss"))?;
            context.push(field("type", kind));
        }
        let (timestamp, taken) = time::iso(scanner.rest(), clock)?;
        scanner.skip(taken);
        scanner.eat(b' ')?;
        let source = Some(Cow::Borrowed(scanner.until(b' ')?));
        for name in ["client", "target"] {
            let word = scanner.until(b' ').filter(|word| *word == "-" || word.contains([':', '.']))?;
            add(&mut context, name, word);
        }
        for name in ["request_processing_time", "target_processing_time", "response_processing_time"] {
            let word = scanner.until(b' ').filter(|word| super::words::is_safe_number(word))?;
            context.push((Cow::Borrowed(name), Value::Json(word.into())));
        }
        let status = scanner.until(b' ')?;
        let level = status_level(status)?;
        add(&mut context, "status", status);
        for name in ["target_status", "received_bytes", "sent_bytes"] {
            add(&mut context, name, scanner.until(b' ')?);
        }
        scanner.eat(b'"')?;
        let text = scanner.quoted()?;
        request(text, &mut context);
        scanner.spaces();
        if scanner.eat(b'"').is_some() {
            add(&mut context, "user_agent", scanner.quoted()?);
        }
        for name in ["ssl_cipher", "ssl_protocol", "target_group"] {
            scanner.spaces();
            let Some(word) = scanner.word() else { break };
            add(&mut context, name, word);
        }
        scanner.spaces();
        if scanner.eat(b'"').is_some() {
            add(&mut context, "trace_id", scanner.quoted()?);
        }
        Some(Entry { timestamp: Some(timestamp), level, source, message: text.into(), context })
    }

    fn keeps_loose_lines(&self) -> bool {
        false
    }

    fn samples(&self) -> &'static [Sample] {
        samples::ELB
    }
}

impl Format for Traefik {
    fn name(&self) -> &'static str {
        "traefik"
    }

    fn title(&self) -> &'static str {
        "Traefik access log"
    }

    fn begins_with(&self, byte: u8) -> bool {
        Access.begins_with(byte)
    }

    fn parse<'a>(&self, line: &'a str, clock: &Clock) -> Option<Entry<'a>> {
        let [front, count, router, address, taken] = traefik_tail(line)?;
        let mut entry = Access.parse(front, clock)?;
        add(&mut entry.context, "request_count", count);
        add(&mut entry.context, "router", router);
        add(&mut entry.context, "server_url", address);
        add(&mut entry.context, "duration_ms", taken);
        Some(entry)
    }

    fn keeps_loose_lines(&self) -> bool {
        false
    }

    fn samples(&self) -> &'static [Sample] {
        samples::TRAEFIK
    }
}

/// Parts a line of Traefik into the combined form, a count, the router, the server's address, and the time taken.
pub(super) fn traefik_tail(line: &str) -> Option<[&str; 5]> {
    let (front, taken) = line.strip_suffix("ms")?.rsplit_once(' ')?;
    let (front, address) = front.strip_suffix('"')?.rsplit_once(" \"")?;
    let (front, router) = front.strip_suffix('"')?.rsplit_once(" \"")?;
    let (front, count) = front.rsplit_once(' ')?;
    (words::is_json_number(taken) && words::is_number(count)).then_some([front, count, router, address, taken])
}

impl Format for Uwsgi {
    fn name(&self) -> &'static str {
        "uwsgi"
    }

    fn title(&self) -> &'static str {
        "uWSGI"
    }

    fn begins_with(&self, byte: u8) -> bool {
        byte == b'['
    }

    fn parse<'a>(&self, line: &'a str, clock: &Clock) -> Option<Entry<'a>> {
        let mut scanner = Scanner::new(line);
        scanner.eat_text("[pid: ")?;
        let mut context = Vec::with_capacity(8);
        context.push(field("pid", scanner.until(b'|')?));
        scanner.until(b']')?;
        scanner.spaces();
        add(&mut context, "client", scanner.word()?);
        scanner.until(b'}')?;
        scanner.eat_text(" [")?;
        let (timestamp, taken) = time::read(scanner.rest(), clock)?;
        scanner.skip(taken);
        scanner.eat_text("] ")?;
        let text = scanner.rest();
        let (wanted, after) = text.split_once(" => ")?;
        request(wanted, &mut context);
        let mut level = None;
        if let Some((_, status)) = after.split_once("(HTTP/")
            && let Some(status) = status.get(4..7)
        {
            level = status_level(status).flatten();
            add(&mut context, "status", status);
        }
        let mut counts = after.split(' ').filter(|word| words::is_json_number(word));
        for name in ["bytes", "duration_ms"] {
            if let Some(count) = counts.next() {
                add(&mut context, name, count);
            }
        }
        Some(Entry { timestamp: Some(timestamp), level, source: None, message: text.into(), context })
    }

    fn keeps_loose_lines(&self) -> bool {
        false
    }

    fn samples(&self) -> &'static [Sample] {
        samples::UWSGI
    }
}
