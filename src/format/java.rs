//! The logs of Java's application servers.

use std::borrow::Cow;

use crate::entry::{Entry, Level, Value};

use super::context::{Context, add, field};
use super::scanner::{Scanner, bracketed};
use super::{Clock, Format, Sample, time, words};

mod samples;

/// Reads IBM's WebSphere: `[1/23/26 10:15:00:123 GMT] 0000004a WsServerImpl  A   WSVR0001I: …`.
#[derive(Debug)]
pub(super) struct WebSphere;

/// Reads Oracle's WebLogic, whose parts stand in angles.
#[derive(Debug)]
pub(super) struct WebLogic;

/// Reads GlassFish and Payara, whose parts stand in brackets and whose text follows on lines of its own.
#[derive(Debug)]
pub(super) struct GlassFish;

impl Format for WebSphere {
    fn name(&self) -> &'static str {
        "websphere"
    }

    fn title(&self) -> &'static str {
        "IBM WebSphere"
    }

    fn begins_with(&self, byte: u8) -> bool {
        byte == b'['
    }

    fn parse<'a>(&self, line: &'a str, clock: &Clock) -> Option<Entry<'a>> {
        let close = memchr::memchr(b']', line.as_bytes().get(..line.len().min(60))?)?;
        let mut scanner = Scanner::at(line, close + 1);
        scanner.eat(b' ')?;
        let thread =
            scanner.word().filter(|word| word.len() == 8 && word.bytes().all(|byte| byte.is_ascii_hexdigit()))?;
        scanner.eat(b' ')?;
        let source = scanner.word()?;
        scanner.spaces();
        let level = match scanner.word()? {
            "F" => Level::Critical,
            "E" | "R" => Level::Error,
            "W" => Level::Warning,
            "A" | "I" | "O" | "S" => Level::Info,
            "C" | "D" => Level::Debug,
            "1" | "2" | "3" | ">" | "<" => Level::Trace,
            _ => return None,
        };
        scanner.spaces();
        let (timestamp, _) = time::read(line.get(1..close)?, clock)?;
        let context = vec![field("thread", thread)];
        let message = scanner.rest().into();
        Some(Entry { timestamp: Some(timestamp), level: Some(level), source: Some(source.into()), message, context })
    }

    fn samples(&self) -> &'static [Sample] {
        samples::WEBSPHERE
    }
}

impl Format for WebLogic {
    fn name(&self) -> &'static str {
        "weblogic"
    }

    fn title(&self) -> &'static str {
        "Oracle WebLogic"
    }

    fn begins_with(&self, byte: u8) -> bool {
        matches!(byte, b'<' | b'#')
    }

    fn parse<'a>(&self, line: &'a str, clock: &Clock) -> Option<Entry<'a>> {
        let mut at = if line.starts_with("####") { 4 } else { 0 };
        let mut last = at;
        let mut parts = Vec::with_capacity(12);
        while let Some((inner, length)) = bracketed(line.get(at..)?, line.len()).filter(|_| line[at..].starts_with('<'))
        {
            parts.push(inner);
            last = at + 1;
            at += length;
            at += usize::from(line[at..].starts_with(' '));
        }
        // A zone may be written out behind the time.
        let (timestamp, _) = time::read(parts.first()?, clock)?;
        let level = words::marked_level(parts.get(1)?)?;
        let source = Some(Cow::Borrowed(*parts.get(2)?));
        let mut context: Context = Vec::with_capacity(6);
        let open = line.get(at..)?;
        let message = match (open.strip_prefix('<'), parts.len()) {
            // The text goes on in the next lines.
            (Some(text), 4..) => text,
            (_, 5..) => {
                parts.pop();
                let text = line.get(last..)?.trim_end();
                text.strip_suffix('>').unwrap_or(text)
            }
            _ => return None,
        };
        let code = parts.iter().rev().take_while(|_| parts.len() > 3).find(|part| part.starts_with("BEA-"));
        for (name, part) in
            ["host", "server", "thread"].into_iter().zip(parts.get(3..).unwrap_or_default()).filter(|_| parts.len() > 6)
        {
            add(&mut context, name, part);
        }
        if let Some(code) = code {
            context.push(("code".into(), Value::Text((*code).into())));
        }
        Some(Entry { timestamp: Some(timestamp), level: Some(level), source, message: message.into(), context })
    }

    fn finish(&self, entry: &mut Entry<'_>, _: &Clock) {
        let text = entry.message.trim_end();
        entry.message = text.strip_suffix('>').unwrap_or(text).trim_end().to_owned().into();
    }

    fn samples(&self) -> &'static [Sample] {
        samples::WEBLOGIC
    }
}

impl Format for GlassFish {
    fn name(&self) -> &'static str {
        "glassfish"
    }

    fn title(&self) -> &'static str {
        "GlassFish, Payara"
    }

    fn begins_with(&self, byte: u8) -> bool {
        byte == b'['
    }

    fn parse<'a>(&self, line: &'a str, clock: &Clock) -> Option<Entry<'a>> {
        let head = line.get(..line.len().min(400)).unwrap_or(line);
        if !head.contains("[levelValue: ") || line.as_bytes().get(5) != Some(&b'-') {
            return None;
        }
        let mut at = 0;
        let mut parts = Vec::with_capacity(9);
        while let Some((inner, length)) = bracketed(line.get(at..)?, 400).filter(|_| !line[at..].starts_with("[[")) {
            parts.push(inner);
            at += length;
            at += usize::from(line[at..].starts_with(' '));
        }
        let timestamp = time::whole(parts.first()?, clock)?;
        let level = words::marked_level(parts.get(2)?)?;
        let source = parts.get(4).filter(|source| !source.is_empty()).map(|source| Cow::Borrowed(*source));
        let mut context: Context = Vec::with_capacity(4);
        add(&mut context, "product", parts.get(1)?);
        add(&mut context, "code", parts.get(3)?);
        for part in parts.get(5..)?.iter().filter_map(|part| part.strip_prefix("tid: ")) {
            let thread = part.split_once("_ThreadName=").map_or(part, |(_, name)| name);
            add(&mut context, "thread", thread);
        }
        let text = line.get(at..)?;
        let text = text.strip_prefix("[[").unwrap_or(text).trim_start();
        let message = text.strip_suffix("]]").unwrap_or(text).into();
        Some(Entry { timestamp: Some(timestamp), level: Some(level), source, message, context })
    }

    fn finish(&self, entry: &mut Entry<'_>, _: &Clock) {
        let text = entry.message.trim();
        let text = text.strip_suffix("]]").unwrap_or(text);
        entry.message = text.to_owned().into();
    }

    fn samples(&self) -> &'static [Sample] {
        samples::GLASSFISH
    }
}
